// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei diff`.

use clap::Args;

use super::values::{self, Format};

/// What to compare.
#[derive(Args, Debug)]
pub(crate) struct DiffArguments {
    /// The one comparison there is; said, so that others can come.
    #[arg(long, required = true)]
    pub(crate) inventory: bool,
    #[arg(value_name = "A")]
    pub(crate) before: String,
    #[arg(value_name = "B")]
    pub(crate) after: String,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long)]
    pub(crate) exit_code: bool,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}
