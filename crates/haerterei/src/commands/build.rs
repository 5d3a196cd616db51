// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei build`: an image from packages.

use haerterei_build::{BuildOptions, Built, Update, build, check, lock, provenance, tool};
use haerterei_evidence::attach;
use haerterei_ground::{Limits, Message};
use haerterei_image::layer::compressor_identity;
use haerterei_image::{Compression, Layout, OutputReference, Transfer};
use haerterei_recipe::{Architecture, Compression as RecipeCompression, Lock, LockedTool};

use super::recipe::warn;
use crate::arguments::{BuildArguments, CompressionArgument, Format};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::printer;
use crate::report;
use crate::session::Session;
use crate::workshop::{Subject, Workshop};

/// Builds a recipe, resolving it first where its lock does not fit.
pub(crate) fn run(session: &Session, arguments: &BuildArguments) -> Outcome {
    let subject = Subject::read(session, &arguments.recipe)?;
    let outputs = outputs(&subject, arguments)?;
    let workshop = Workshop::open(session, &arguments.mirror, arguments.package_store.as_deref())?;
    let place = workshop.place(session);
    let architectures = subject.architectures(&arguments.platform)?;
    let compression = match (&subject.lock, arguments.compression) {
        // Whoever repeats a build repeats its compression too.
        (Some(lock), None) if arguments.locked || arguments.check => locked_compression(lock),
        _ => compression(session, &subject, arguments.compression),
    };
    let own = own_tool(compression);
    let mut lock = match subject.fitting_lock(&architectures) {
        Ok(lock) => lock.clone(),
        Err(error) if arguments.locked || arguments.check => return Err(error.into()),
        Err(_) => {
            resolve(session, &subject, &Update::Nothing, &architectures, own.clone(), &workshop)?
        }
    };
    if lock.tool != own {
        if arguments.locked || arguments.check {
            let message = Message::new("build-other-tool")
                .text("locked", &lock.tool.version)
                .text("rules", format!("{}; {}", lock.tool.rules, lock.tool.compressor))
                .text("own", &own.version)
                .text("own-rules", format!("{}; {}", own.rules, own.compressor));
            session
                .printer
                .warn(&session.texts.get("command-label-warning"), &session.texts.say(&message));
        } else {
            lock.tool = own;
        }
    }
    let options =
        BuildOptions { architectures, compression, anew: arguments.anew || arguments.check };
    let mut built = build(&subject.recipe, &lock, &options, &place)?;
    // Platforms notice the same.
    let diagnostics = &built.report.diagnostics;
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        if diagnostics.iter().position(|other| other == diagnostic) == Some(number) {
            warn(session, diagnostic);
        }
    }
    if arguments.check {
        check(&lock, subject.lock_path.as_str(), &built)?;
        session.progress.finish();
        session.printer.result(&report::agreement(session, &built))?;
        return Ok(Status::Done);
    }
    for (word, output) in &outputs {
        let output = tagged(output.clone(), arguments, &built);
        output.write(&built.image, Transfer::Copy, Limits::default())?;
        if let OutputReference::Layout { folder, .. } = &output {
            let layout = Layout::open(folder, Limits::default())?;
            attach(&layout, &built.image.root, &provenance(&subject.recipe, &lock, &built))?;
        }
        built.report.outputs.push(word.clone());
    }
    if !arguments.locked {
        remember_result(&subject, lock, &built)?;
    }
    session.progress.finish();
    let text = match arguments.format {
        Format::Text => report::text(
            &built.report,
            &session.texts,
            printer::width(),
            session.printer.tells_details(),
        ),
        Format::Json => serde_json::to_string_pretty(&built.report)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Resolves a recipe and writes its lock.
pub(crate) fn resolve(
    session: &Session,
    subject: &Subject,
    update: &Update,
    architectures: &[Architecture],
    own: LockedTool,
    workshop: &Workshop,
) -> Result<Lock, Failure> {
    let place = workshop.place(session);
    let locked = lock(&subject.recipe, subject.lock.as_ref(), update, architectures, own, &place)?;
    for diagnostic in &locked.diagnostics {
        warn(session, diagnostic);
    }
    if !locked.changes.is_empty() {
        session.printer.say(report::changes(session, &locked.changes).trim_end());
    }
    subject.write_lock(&locked.lock)?;
    Ok(locked.lock)
}

/// Returns this tool as a lock names it.
pub(crate) fn own_tool(compression: Compression) -> LockedTool {
    tool(env!("CARGO_PKG_VERSION"), compressor_identity(compression))
}

/// Returns how layers are compressed: the flag, else the configuration, else the recipe.
pub(crate) fn compression(
    session: &Session,
    subject: &Subject,
    flag: Option<CompressionArgument>,
) -> Compression {
    match flag.or(session.settings.compression) {
        Some(CompressionArgument::Gzip) => Compression::Gzip,
        Some(CompressionArgument::Zstd) => Compression::Zstd,
        None => match subject.recipe.resolved().compression {
            RecipeCompression::Gzip => Compression::Gzip,
            RecipeCompression::Zstd => Compression::Zstd,
        },
    }
}

/// Returns how the layers of a lock were compressed, as its compressor's name says.
fn locked_compression(lock: &Lock) -> Compression {
    let named = |compression: &Compression| {
        let own = compressor_identity(*compression);
        let first = own.split(' ').next().unwrap_or_default();
        lock.tool.compressor.split(' ').next() == Some(first)
    };
    [Compression::Gzip, Compression::Zstd].into_iter().find(named).unwrap_or_default()
}

/// Returns where the image goes, as written and as understood; checked before work begins.
fn outputs(
    subject: &Subject,
    arguments: &BuildArguments,
) -> Result<Vec<(String, OutputReference)>, Failure> {
    let usual = || vec![format!("oci:out/{}", subject.recipe.resolved().name)];
    let words = if arguments.output.is_empty() { usual() } else { arguments.output.clone() };
    let mut outputs = Vec::new();
    for word in words {
        let output = OutputReference::parse(&word)?;
        outputs.push((word, output));
    }
    Ok(outputs)
}

/// Gives an output without a tag the build's version.
fn tagged(output: OutputReference, arguments: &BuildArguments, built: &Built) -> OutputReference {
    let version = arguments.tag.first().cloned().unwrap_or_else(|| built.report.version.clone());
    match output {
        OutputReference::Layout { folder, tag } => {
            OutputReference::Layout { folder, tag: tag.or(Some(version)) }
        }
        OutputReference::OciArchive { file, tag } => {
            OutputReference::OciArchive { file, tag: tag.or(Some(version)) }
        }
        OutputReference::DockerArchive { file, name } => {
            let usual = format!("{}:{version}", built.report.name);
            OutputReference::DockerArchive { file, name: name.or(Some(usual)) }
        }
    }
}

/// Writes into the lock what came of it.
fn remember_result(subject: &Subject, mut lock: Lock, built: &Built) -> Result<(), Failure> {
    lock.result = Some(built.result.clone());
    subject.write_lock(&lock)
}
