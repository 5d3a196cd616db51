// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei cache`.

use clap::{Args, Subcommand};

use super::values::Format;
use crate::figures;

/// One of the commands of the cache.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(crate) struct CacheArguments {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
}

/// What to do with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    Status {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: Format,
    },
    Clean {
        /// In bytes; nothing means that nothing is kept which was not used lately.
        #[arg(long, value_name = "SIZE", value_parser = size)]
        keep: Option<u64>,
    },
    Verify,
}

impl CacheCommand {
    /// Returns the form in which results and failures are shown.
    pub(crate) const fn format(&self) -> Format {
        match self {
            Self::Status { format } => *format,
            Self::Clean { .. } | Self::Verify => Format::Text,
        }
    }
}

fn size(text: &str) -> Result<u64, String> {
    figures::parse_size(text).ok_or_else(|| "expected a size, as 500M or 20G".to_owned())
}
