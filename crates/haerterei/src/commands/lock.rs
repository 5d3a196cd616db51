// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei lock`: resolving a recipe again, showing what changed, carrying it away.

use std::collections::BTreeSet;

use haerterei_build::{BuildError, Carried, Update, export as gather};
use haerterei_ground::{Limits, Message};
use haerterei_image::{OutputReference, Transfer};
use haerterei_recipe::Lock;

use super::build::{compression, own_tool};
use crate::arguments::{Format, LockExportArguments, LockFilesArguments, LockResolveArguments};
use crate::failure::{CommandError, Outcome, Status};
use crate::foundation::{Terms, base_of, resolve, variants_asked};
use crate::report;
use crate::session::Session;
use crate::workshop::{Subject, Workshop};

/// Resolves a recipe; pins stay unless they are told to move.
pub(crate) fn run(session: &Session, arguments: &LockResolveArguments) -> Outcome {
    let Some(path) = &arguments.recipe else { return Ok(Status::Done) };
    let subject = Subject::read(session, path)?;
    let workshop = Workshop::open(session, &arguments.mirror, arguments.package_store.as_deref())?;
    let update = match &arguments.update {
        None => Update::Nothing,
        Some(names) if names.is_empty() => Update::Everything,
        Some(names) => Update::Only(names.iter().cloned().collect::<BTreeSet<_>>()),
    };
    let architectures = subject.architectures(&arguments.platform)?;
    let terms =
        Terms { architectures: &architectures, is_locked: false, anew: false, compression: None };
    let variants = variants_asked(&subject, &arguments.variant)?.into_iter().flatten().collect();
    let base = base_of(session, &subject, &terms, &workshop)?;
    let own = own_tool(compression(session, &subject, None));
    let base = base.as_ref();
    let lock = resolve(session, &subject, &update, &terms, base, &variants, &own, &workshop)?;
    session.progress.finish();
    let changes = match &subject.lock {
        Some(before) => haerterei_build::changes(before, &lock, &workshop.place(session))?,
        None => Vec::new(),
    };
    let text = match arguments.format {
        Format::Text => report::lock(session, &subject, &lock),
        Format::Json => serde_json::to_string_pretty(&serde_json::json!({
            "haerterei-lock-report": 1,
            "lock": subject.lock_path.as_str(),
            "time": lock.time,
            "packages": lock.all_packages().count(),
            "changes": changes,
        }))
        .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Lists the package files of a lock in the cache, one a line.
pub(crate) fn files(session: &Session, arguments: &LockFilesArguments) -> Outcome {
    let subject = Subject::read(session, &arguments.recipe)?;
    let architectures = subject.architectures(&arguments.platform)?;
    let lock = subject.fitting_lock(&architectures)?;
    let workshop = Workshop::open(session, &[], None)?;
    let place = workshop.place(session);
    let mut text = String::new();
    for architecture in &architectures {
        let packages = lock.all_packages().filter(|package| package.platform == *architecture);
        for package in packages {
            let path = place.store.path(&package.digest)?;
            text.push_str(&path.display().to_string());
            text.push('\n');
        }
    }
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Writes everything that a lock names as one OCI layout.
pub(crate) fn export(session: &Session, arguments: &LockExportArguments) -> Outcome {
    let output = OutputReference::parse(&arguments.output)?;
    if matches!(output, OutputReference::DockerArchive { .. } | OutputReference::Registry(_)) {
        return Err(CommandError::NoBundle { output: arguments.output.clone() }.into());
    }
    let subject = Subject::read(session, &arguments.recipe)?;
    let lock = subject.fitting_lock(&[])?;
    let text = lock.write();
    let first = Carried { recipe: &subject.recipe, lock, text: &text };
    // Whoever builds the image builds those below it first, by their own locks.
    let mut below = Vec::new();
    let mut next = subject.recipe.base();
    while let Some(recipe) = next {
        below.push(Subject::of(recipe.clone())?);
        next = recipe.base();
    }
    let below: Vec<(&Subject, &Lock, String)> = below
        .iter()
        .map(|subject| {
            let lock = subject.fitting_lock(&[])?;
            Ok((subject, lock, lock.write()))
        })
        .collect::<Result<_, BuildError>>()?;
    let carried: Vec<Carried<'_>> = below
        .iter()
        .map(|(subject, lock, text)| Carried { recipe: &subject.recipe, lock, text })
        .collect();
    let workshop = Workshop::open(session, &arguments.mirror, arguments.package_store.as_deref())?;
    let place = workshop.place(session);
    let bundle = gather(first, &carried, arguments.sources, &place)?;
    output.write(&bundle.artifact, Transfer::Copy, Limits::default())?;
    session.progress.finish();
    let lowest = carried.last().map_or(lock, |carried| carried.lock);
    if let Some(base) = &lowest.base {
        let message = Message::new("command-export-without-base").text("image", &base.name);
        let label = session.texts.get("command-label-warning");
        session.printer.warn(&label, &session.texts.say(&message));
    }
    if !bundle.without_source.is_empty() {
        let message = Message::new("command-export-without-source")
            .text("packages", bundle.without_source.join(", "));
        let label = session.texts.get("command-label-warning");
        session.printer.warn(&label, &session.texts.say(&message));
    }
    session.printer.result(&report::bundle(session, &arguments.output, &bundle))?;
    Ok(Status::Done)
}
