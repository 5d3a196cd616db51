// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei build`.

use camino::Utf8PathBuf;
use clap::Args;

use super::values::{self, CompressionArgument, Format, MirrorArgument};

/// What to build, and where to put it.
#[derive(Args, Debug)]
pub(crate) struct BuildArguments {
    #[arg(value_name = "RECIPE")]
    pub(crate) recipe: Utf8PathBuf,
    /// Words of `image::OutputReference`; empty means `oci:out/<name>`.
    #[arg(long, short, value_name = "IMAGE")]
    pub(crate) output: Vec<String>,
    /// Empty means every architecture of the recipe.
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Vec<String>,
    /// Names of variants, `runtime` or `all`; empty means `runtime`.
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Vec<String>,
    #[arg(long)]
    pub(crate) locked: bool,
    #[arg(long)]
    pub(crate) check: bool,
    #[arg(long)]
    pub(crate) anew: bool,
    #[arg(long, value_name = "NAME=URL")]
    pub(crate) mirror: Vec<MirrorArgument>,
    #[arg(long, value_name = "DIR", env = "HAERTEREI_PACKAGE_STORE")]
    pub(crate) package_store: Option<Utf8PathBuf>,
    #[arg(long, value_name = "METHOD", env = "HAERTEREI_COMPRESSION")]
    pub(crate) compression: Option<CompressionArgument>,
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<String>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}
