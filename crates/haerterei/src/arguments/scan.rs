// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan`.

use camino::Utf8PathBuf;
use clap::Args;

use super::scan_outputs::ScanOutputArguments;
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
    #[arg(long)]
    pub(crate) doubt_records: bool,
    #[arg(long, value_name = "IMAGE|SBOM")]
    pub(crate) base: Vec<String>,
    #[arg(long)]
    pub(crate) malware: bool,
    #[arg(long, value_name = "SOCKET", requires = "malware", conflicts_with = "signatures")]
    pub(crate) clamd: Option<Utf8PathBuf>,
    #[arg(long, value_name = "DIR", requires = "malware")]
    pub(crate) signatures: Option<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[command(flatten)]
    pub(crate) outputs: ScanOutputArguments,
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
    pub(crate) fn failure_format(&self) -> Format {
        if self.outputs.is_for_people() { Format::Text } else { Format::Json }
    }
}
