// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei inspect`.

use clap::{Args, ValueEnum};

use super::values;

/// What to look at, and how to show it.
#[derive(Args, Debug)]
pub(crate) struct InspectArguments {
    #[arg(value_name = "IMAGE")]
    pub(crate) image: String,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: InspectFormat,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
}

/// How an image is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    // Sections and tables for people.
    Table,
    // The paths, with size and origin.
    Tree,
    // For programs, with a published schema.
    Json,
}
