// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei advisories`.

use std::str::FromStr;

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::values::Format;

/// One of the commands of advisories.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(crate) struct AdvisoriesArguments {
    #[command(subcommand)]
    pub(crate) command: AdvisoriesCommand,
}

/// What to do with advisories.
#[derive(Debug, Subcommand)]
pub(crate) enum AdvisoriesCommand {
    Update(AdvisoriesUpdateArguments),
    Status {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    Import(AdvisoriesImportArguments),
    Export(AdvisoriesExportArguments),
}

impl AdvisoriesCommand {
    /// Returns the form in which failures are shown.
    pub(crate) const fn failure_format(&self) -> Format {
        match self {
            Self::Status { format } => *format,
            _ => Format::Text,
        }
    }
}

/// Which sources to fetch.
#[derive(Args, Debug)]
pub(crate) struct AdvisoriesUpdateArguments {
    /// Nothing means all that are configured.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    #[arg(long, value_name = "REASON", value_parser = reason)]
    pub(crate) accept_shrunk: Option<String>,
}

/// What to bring in.
#[derive(Args, Debug)]
pub(crate) struct AdvisoriesImportArguments {
    #[arg(value_name = "FILE", required_unless_present = "sources", conflicts_with = "sources")]
    pub(crate) file: Option<String>,
    #[arg(long = "source", value_name = "NAME=FILE")]
    pub(crate) sources: Vec<SourceArgument>,
    #[arg(long, value_name = "PUBLIC.pem", conflicts_with = "sources")]
    pub(crate) trust: Vec<Utf8PathBuf>,
    #[arg(long, conflicts_with_all = ["sources", "trust"])]
    pub(crate) allow_unsigned: bool,
    #[arg(long, conflicts_with = "sources")]
    pub(crate) allow_older: bool,
    #[arg(long, value_name = "REASON", value_parser = reason, requires = "sources")]
    pub(crate) accept_shrunk: Option<String>,
}

/// Where to put an index.
#[derive(Args, Debug)]
pub(crate) struct AdvisoriesExportArguments {
    #[arg(long, short, value_name = "FILE|oci:DIR")]
    pub(crate) output: String,
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) key: Option<Utf8PathBuf>,
}

/// A file or folder of a source, by the source's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceArgument {
    /// The name of the source.
    pub(crate) name: String,
    /// The file or folder.
    pub(crate) path: Utf8PathBuf,
}

impl FromStr for SourceArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => {
                Ok(Self { name: name.to_owned(), path: path.into() })
            }
            _ => Err("expected NAME=FILE, as debian=data.json.gz".to_owned()),
        }
    }
}

fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("a reason has words".to_owned()) } else { Ok(text.to_owned()) }
}
