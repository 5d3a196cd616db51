// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei register`.

use camino::Utf8PathBuf;
use clap::builder::{StringValueParser, TypedValueParser as _};
use clap::{Args, Subcommand, ValueEnum};
use haerterei_ground::Secret;

use super::values::{self, Format};

/// One of the commands of the register.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(crate) struct RegisterArguments {
    #[command(flatten)]
    pub(crate) place: RegisterPlace,
    #[command(subcommand)]
    pub(crate) command: RegisterCommand,
}

/// Which register, and whose names.
#[derive(Args, Debug)]
pub(crate) struct RegisterPlace {
    #[arg(long, global = true, env = "HAERTEREI_REGISTER", hide_env_values = true,
        value_name = "FILE|URI", value_parser = StringValueParser::new().map(Secret::new))]
    pub(crate) register: Option<Secret<String>>,
    #[arg(long, global = true, env = "HAERTEREI_SCOPE", value_name = "SCOPE")]
    pub(crate) scope: Option<String>,
}

/// How images and changes are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegisterFormat {
    // For people.
    Table,
    // For programs, with a published schema.
    Json,
}

/// What to do with the register.
#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    Add(RegisterAddArguments),
    List(RegisterListArguments),
    Changes(RegisterChangesArguments),
    Find(RegisterFindArguments),
    Remove {
        #[arg(value_name = "IMAGE", required = true)]
        images: Vec<String>,
    },
    Status {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    Rebuild(RegisterRebuildArguments),
    Dump,
}

impl RegisterCommand {
    /// Returns the form in which failures are shown.
    pub(crate) const fn failure_format(&self) -> Format {
        match self {
            Self::Status { format } => *format,
            Self::List(RegisterListArguments { format: RegisterFormat::Json, .. })
            | Self::Find(RegisterFindArguments { format: RegisterFormat::Json, .. })
            | Self::Changes(RegisterChangesArguments { format: RegisterFormat::Json, .. }) => {
                Format::Json
            }
            _ => Format::Text,
        }
    }
}

/// What to add.
#[derive(Args, Debug)]
pub(crate) struct RegisterAddArguments {
    #[arg(value_name = "IMAGE|SBOM", required = true)]
    pub(crate) images: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// What to list.
#[derive(Args, Debug)]
pub(crate) struct RegisterListArguments {
    #[arg(value_name = "IMAGE")]
    pub(crate) images: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: RegisterFormat,
}

/// Which changes to show.
#[derive(Args, Debug)]
pub(crate) struct RegisterChangesArguments {
    #[arg(long, value_name = "GENERATION|DATE")]
    pub(crate) since: Option<String>,
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: RegisterFormat,
}

/// What to look for.
#[derive(Args, Debug)]
pub(crate) struct RegisterFindArguments {
    #[arg(value_name = "WEAKNESS|PACKAGE", required = true)]
    pub(crate) words: Vec<String>,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: RegisterFormat,
}

/// Of what to make the register again.
#[derive(Args, Debug)]
pub(crate) struct RegisterRebuildArguments {
    #[arg(long, value_name = "LAYOUT|REGISTRY|IMAGE|SBOM", required = true, num_args = 1..)]
    pub(crate) from: Vec<String>,
}
