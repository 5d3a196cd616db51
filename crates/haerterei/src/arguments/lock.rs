// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei lock` and `haerterei lock export`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};

use super::values::{self, Format, MirrorArgument};

/// `lock RECIPE`, or one of its commands.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct LockArguments {
    #[command(subcommand)]
    pub(crate) command: Option<LockCommand>,
    #[command(flatten)]
    pub(crate) resolve: LockResolveArguments,
}

/// What else can be done with a lock.
#[derive(Debug, Subcommand)]
pub(crate) enum LockCommand {
    Export(LockExportArguments),
    Files(LockFilesArguments),
}

/// What to resolve again.
#[derive(Args, Debug)]
pub(crate) struct LockResolveArguments {
    /// Always there unless a command of `lock` was given.
    #[arg(value_name = "RECIPE", required = true)]
    pub(crate) recipe: Option<Utf8PathBuf>,
    /// Nothing: pins stay. Empty: all move. Otherwise: the named ones move.
    #[arg(long, value_name = "PACKAGE", num_args = 0.., value_parser = values::package_name)]
    pub(crate) update: Option<Vec<String>>,
    /// Empty means every architecture of the recipe.
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Vec<String>,
    /// Names of variants, or `all`; those that are locked already are resolved too.
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Vec<String>,
    #[arg(long, value_name = "NAME=URL")]
    pub(crate) mirror: Vec<MirrorArgument>,
    #[arg(long, value_name = "DIR", env = "HAERTEREI_PACKAGE_STORE")]
    pub(crate) package_store: Option<Utf8PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// What to carry away, and where to.
#[derive(Args, Debug)]
pub(crate) struct LockExportArguments {
    #[arg(value_name = "RECIPE")]
    pub(crate) recipe: Utf8PathBuf,
    #[arg(long, short, value_name = "IMAGE")]
    pub(crate) output: String,
    #[arg(long)]
    pub(crate) sources: bool,
    #[arg(long, value_name = "NAME=URL")]
    pub(crate) mirror: Vec<MirrorArgument>,
    #[arg(long, value_name = "DIR", env = "HAERTEREI_PACKAGE_STORE")]
    pub(crate) package_store: Option<Utf8PathBuf>,
}

/// Whose package files to list.
#[derive(Args, Debug)]
pub(crate) struct LockFilesArguments {
    #[arg(value_name = "RECIPE")]
    pub(crate) recipe: Utf8PathBuf,
    /// Empty means every architecture of the recipe.
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Vec<String>,
}
