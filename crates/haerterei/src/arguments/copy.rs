// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei copy`.

use clap::Args;

use super::values::{self, Format};

/// What to copy, and where to.
#[derive(Args, Debug)]
pub(crate) struct CopyArguments {
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Vec<String>,
    #[arg(long)]
    pub(crate) no_referrers: bool,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}
