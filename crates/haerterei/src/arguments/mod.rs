// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The words of the command line.
//!
//! The structures carry names, kinds and bounds; no sentence. Every help text is in `texts` under
//! `help-<command>` and `help-<command>-<argument>`, and [`crate::help`] puts it in.

mod advisories;
mod build;
mod cache;
mod copy;
mod decide;
mod diff;
mod global;
mod inspect;
mod lock;
mod register;
mod sbom;
mod scan;
mod scan_outputs;
mod small;
mod trial;
mod values;
mod vex;

use clap::{CommandFactory as _, Parser, Subcommand};

pub(crate) use advisories::{
    AdvisoriesArguments, AdvisoriesCommand, AdvisoriesExportArguments, AdvisoriesImportArguments,
    AdvisoriesUpdateArguments, SourceArgument,
};
pub(crate) use build::BuildArguments;
pub(crate) use cache::{CacheArguments, CacheCommand};
pub(crate) use copy::CopyArguments;
pub(crate) use decide::{
    AboutArguments, DecideAddArguments, DecideArguments, DecideCheckArguments, DecideCommand,
    DecideListArguments, DecideProposeArguments, DecideRiskArguments,
};
pub(crate) use diff::DiffArguments;
pub(crate) use global::GlobalArguments;
pub(crate) use inspect::{InspectArguments, InspectFormat};
pub(crate) use lock::{
    LockArguments, LockCommand, LockExportArguments, LockFilesArguments, LockResolveArguments,
};
pub(crate) use register::{
    RegisterAddArguments, RegisterArguments, RegisterChangesArguments, RegisterCommand,
    RegisterFindArguments, RegisterFormat, RegisterListArguments, RegisterPlace,
    RegisterRebuildArguments,
};
pub(crate) use sbom::{
    ProfileArgument, SbomArguments, SbomCheckArguments, SbomCheckFormat, SbomCommand, SbomFormat,
    SbomMakeArguments,
};
pub(crate) use scan::ScanArguments;
pub(crate) use scan_outputs::{ScanExport, ScanForm, ScanFormat};
pub(crate) use small::{
    CompletionsArguments, InitArguments, ManArguments, RecipeArguments, RecipeCommand,
    RecipeFormat, RecipeShowArguments, SchemaArguments, SchemaName,
};
pub(crate) use trial::TrialArguments;
pub(crate) use values::{CompressionArgument, Format, MirrorArgument};
pub(crate) use vex::VexArguments;

/// A call.
#[derive(Debug, Parser)]
#[command(
    name = "haerterei",
    version = values::VERSION,
    long_version = values::LONG_VERSION,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    subcommand_required = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArguments,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(BuildArguments),
    Lock(LockArguments),
    Inspect(InspectArguments),
    Sbom(SbomArguments),
    Scan(ScanArguments),
    Decide(Box<DecideArguments>),
    Vex(Box<VexArguments>),
    Diff(DiffArguments),
    Advisories(AdvisoriesArguments),
    Register(RegisterArguments),
    Trial(TrialArguments),
    Copy(CopyArguments),
    Recipe(RecipeArguments),
    Init(InitArguments),
    Schema(SchemaArguments),
    Cache(CacheArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

impl Command {
    /// Returns the form in which this call wants to hear of a failure.
    pub(crate) fn failure_format(&self) -> Format {
        match self {
            Self::Build(arguments) => arguments.format,
            Self::Lock(arguments) => arguments.resolve.format,
            Self::Trial(arguments) => arguments.format,
            Self::Copy(arguments) => arguments.format,
            Self::Cache(arguments) => arguments.command.format(),
            Self::Inspect(arguments) if arguments.format == InspectFormat::Json => Format::Json,
            Self::Sbom(arguments) => arguments.failure_format(),
            Self::Scan(arguments) => arguments.failure_format(),
            Self::Decide(arguments) => arguments.failure_format(),
            Self::Diff(arguments) => arguments.format,
            Self::Recipe(arguments) => arguments.command.failure_format(),
            Self::Advisories(arguments) => arguments.command.failure_format(),
            Self::Register(arguments) => arguments.command.failure_format(),
            _ => Format::Text,
        }
    }
}

/// Returns the command line without any text.
pub(crate) fn bare() -> clap::Command {
    Arguments::command()
}

#[cfg(test)]
mod tests {
    use haerterei_texts::Language;

    #[test]
    fn the_command_line_is_sound() {
        for language in [Language::German, Language::English] {
            crate::command(language).debug_assert();
        }
    }
}
