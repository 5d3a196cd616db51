// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom`.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use super::values;

/// Whose inventory, and in which form.
#[derive(Args, Debug)]
pub(crate) struct SbomArguments {
    #[arg(value_name = "IMAGE")]
    pub(crate) image: String,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SbomFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// In which form an inventory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SbomFormat {
    // Sections and tables for people.
    Table,
    // Ours, with a published schema.
    Json,
}
