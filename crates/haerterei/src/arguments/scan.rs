// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan`.

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use super::values::{self, Format, MirrorArgument};

/// What to look at, and what was decided about it.
#[derive(Args, Debug)]
pub(crate) struct ScanArguments {
    #[arg(value_name = "IMAGE|SBOM")]
    pub(crate) image: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ScanFormat,
    #[arg(long)]
    pub(crate) all: bool,
    /// Ask the archive also where another source speaks of the release.
    #[arg(long, conflicts_with = "no_archive")]
    pub(crate) archive: bool,
    /// Never ask the archive.
    #[arg(long)]
    pub(crate) no_archive: bool,
    #[arg(long, value_name = "OF=URL", conflicts_with = "no_archive")]
    pub(crate) mirror: Vec<MirrorArgument>,
    #[arg(long)]
    pub(crate) no_cache: bool,
}

impl ScanArguments {
    /// Returns the form in which failures are shown.
    pub(crate) const fn failure_format(&self) -> Format {
        match self.format {
            ScanFormat::Table => Format::Text,
            ScanFormat::Json => Format::Json,
        }
    }
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    // For people.
    Table,
    // For programs, with a published schema.
    Json,
}
