// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands with few words: `recipe`, `init`, `schema`, `completions`, `man`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::values::Format;

/// One of the commands about recipes.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true, subcommand_required = true)]
pub(crate) struct RecipeArguments {
    #[command(subcommand)]
    pub(crate) command: RecipeCommand,
}

/// What to do with a recipe.
#[derive(Debug, Subcommand)]
pub(crate) enum RecipeCommand {
    Show(RecipeShowArguments),
}

impl RecipeCommand {
    /// Returns the form in which failures are shown.
    pub(crate) fn failure_format(&self) -> Format {
        match self {
            Self::Show(arguments) if arguments.format == RecipeFormat::Json => Format::Json,
            Self::Show(_) => Format::Text,
        }
    }
}

/// Which recipe to show, and how.
#[derive(Args, Debug)]
pub(crate) struct RecipeShowArguments {
    #[arg(value_name = "RECIPE")]
    pub(crate) recipe: Utf8PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "yaml")]
    pub(crate) format: RecipeFormat,
}

/// How a recipe is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecipeFormat {
    // As it would be written by hand.
    Yaml,
    // For programs.
    Json,
}

/// Where to begin.
#[derive(Args, Debug)]
pub(crate) struct InitArguments {
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: Utf8PathBuf,
}

/// Which schema to print.
#[derive(Args, Debug)]
pub(crate) struct SchemaArguments {
    #[arg(value_name = "SCHEMA")]
    pub(crate) name: SchemaName,
}

/// A document that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    // `recipe.yaml`.
    Recipe,
    // The house file.
    House,
    // `recipe.lock`.
    Lock,
    // `haerterei.toml`.
    Configuration,
    // What `build --format json` prints.
    BuildReport,
    // What `inspect --format json` prints.
    Inspection,
    // What `sbom --format json` prints.
    Inventory,
    // What `sbom check --format json` prints.
    SbomCheck,
    // What `diff --inventory --format json` prints.
    InventoryDiff,
    // What `advisories status --format json` prints.
    AdvisoriesStatus,
    // What people decide about weaknesses.
    Decisions,
    // What `decide check --format json` prints.
    DecisionsCheck,
    // What `scan --format json` prints.
    Scan,
    // What `register list --format json` prints.
    RegisterList,
    // What `register find --format json` prints.
    RegisterFind,
    // What `register changes --format json` prints.
    RegisterChanges,
    // What `register status --format json` prints.
    RegisterStatus,
    // The plan of a trial.
    TrialPlan,
    // What `trial --format json` prints.
    Trial,
    // What `copy --format json` prints.
    Copy,
}

/// For which shell.
#[derive(Args, Debug)]
pub(crate) struct CompletionsArguments {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// Where to write manual pages.
#[derive(Args, Debug)]
pub(crate) struct ManArguments {
    #[arg(value_name = "DIR")]
    pub(crate) folder: Utf8PathBuf,
}
