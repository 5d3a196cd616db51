// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};
use haerterei_inventory::Creator;
use haerterei_sbom::document::contact;

use super::values::{self, Format};

/// `sbom IMAGE`, or one of its commands.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SbomArguments {
    #[command(subcommand)]
    pub(crate) command: Option<SbomCommand>,
    #[command(flatten)]
    pub(crate) make: SbomMakeArguments,
}

impl SbomArguments {
    /// Returns the form in which failures are shown.
    pub(crate) fn failure_format(&self) -> Format {
        match &self.command {
            Some(SbomCommand::Check(arguments)) => match arguments.format {
                SbomCheckFormat::Json => Format::Json,
                SbomCheckFormat::Table => Format::Text,
            },
            None if self.make.format != SbomFormat::Table => Format::Json,
            None => Format::Text,
        }
    }
}

/// What else can be done with inventories.
#[derive(Debug, Subcommand)]
pub(crate) enum SbomCommand {
    Check(SbomCheckArguments),
}

/// Which document to look at.
#[derive(Args, Debug)]
pub(crate) struct SbomCheckArguments {
    #[arg(value_name = "FILE")]
    pub(crate) file: Utf8PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SbomCheckFormat,
}

/// How the result of a check is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SbomCheckFormat {
    // For people.
    Table,
    // For programs, with a published schema.
    Json,
}

/// Whose inventory, and in which form.
#[derive(Args, Debug)]
pub(crate) struct SbomMakeArguments {
    /// Always there unless a command of `sbom` was given.
    #[arg(value_name = "IMAGE", required = true)]
    pub(crate) image: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SbomFormat,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long)]
    pub(crate) no_cache: bool,
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<ProfileArgument>,
    #[arg(long, value_name = "WHO", env = "HAERTEREI_SBOM_CREATOR", value_parser = creator)]
    pub(crate) creator: Option<Creator>,
}

/// What a document has to fulfil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArgument {
    // BSI TR-03183-2, version 2.1.0.
    #[value(name = "tr-03183-2")]
    Tr03183,
}

fn creator(text: &str) -> Result<Creator, String> {
    contact::read_creator(text)
        .ok_or_else(|| "expected an e-mail address or a URL, as sbom@example.org".to_owned())
}

/// In which form an inventory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SbomFormat {
    // Sections and tables for people.
    Table,
    // Ours, with a published schema.
    Json,
    // CycloneDX: 1.6, and 1.7 where the profile needs it.
    #[value(name = "cyclonedx-json")]
    CycloneDx,
    // CycloneDX 1.6.
    #[value(name = "cyclonedx-1.6-json")]
    CycloneDx16,
    // CycloneDX 1.7.
    #[value(name = "cyclonedx-1.7-json")]
    CycloneDx17,
    // SPDX 3.0.1.
    #[value(name = "spdx-json")]
    Spdx,
    // SPDX 2.3.
    #[value(name = "spdx-2.3-json")]
    Spdx23,
}
