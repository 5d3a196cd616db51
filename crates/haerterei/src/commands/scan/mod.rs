// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan`: the weaknesses of an image, with a state each.

mod archive;
mod outputs;
mod proofs;

use std::collections::BTreeMap;
use std::fs::File;

use camino::Utf8Path;
use haerterei_advisories::{AdvisoriesError, Index};
use haerterei_findings::decision::{Decisions, Image};
use haerterei_findings::proof::Proofs;
use haerterei_findings::vex::{self, Bounds, Statements};
use haerterei_findings::{
    Coverage, Gap, Judges, Matched, Matcher, apply, collect, limit, remedies,
};
use haerterei_inventory::Inventory;
use haerterei_inventory::document::{self, DocumentBounds};
use haerterei_store::Store;

use super::{advisories, cache, sbom};
use crate::arguments::ScanArguments;
use crate::failure::{CommandError, Expected, Failure, Outcome};
use crate::first_bytes::FirstBytes;
use crate::opened::{self, Chosen};
use crate::scan::{Report, Showing, Stories};
use crate::session::Session;
use crate::settings;

/// Data older than so many days are named.
const OLDEST: i64 = 7;
/// How much a document is worth that the operator names.
const NAMED: u8 = 100;

/// Looks an image's, or an inventory's, weaknesses up.
pub(crate) fn scan(session: &Session, arguments: &ScanArguments) -> Outcome {
    outputs::check(arguments)?;
    let store = if arguments.no_cache { None } else { Some(cache::open(session)?) };
    let (inventory, chosen) = inventory(session, arguments, store.as_ref())?;
    let (decisions, statements) = judges(session, arguments)?;
    let now = session.settings.clock.now();
    let mut stories = Stories::default();
    let (mut matched, mut loaded, generation, matcher) =
        match Index::open(advisories::folder(session)?.as_std_path()) {
            Ok(index) => {
                let matcher = Matcher::load(&index, &inventory)?;
                let generation = Some(*index.generation());
                let matched = matcher.ask(&inventory);
                if outputs::tells(arguments) {
                    stories = Stories::read(&index, &matched.stories)?;
                }
                (matched, matcher.loaded().clone(), generation, Some(matcher))
            }
            // That there is no source is no failure: it is what the report begins with.
            Err(AdvisoriesError::None { .. }) => (Matched::default(), BTreeMap::new(), None, None),
            Err(error) => return Err(error.into()),
        };
    let from_archive = archive::ask(session, arguments, &inventory, &mut loaded)?;
    matched.said.extend(from_archive.said);
    if let Some(matcher) = &matcher {
        // What is known beside packages counts for what the archive says, too.
        let published = std::mem::take(&mut matched.claims.published);
        matched.claims = matcher.claims(&matched.said);
        matched.claims.published = published;
    }
    let limits = matcher.as_ref().map_or_else(Vec::new, |it| it.limits(&inventory, now));
    limit(&mut matched.said, &limits);
    let mut coverage = Coverage::of(&inventory, loaded, OLDEST, now);
    coverage.gaps.extend(matched.gaps);
    coverage.gaps.extend(from_archive.gaps);
    coverage.gaps.insert(Gap::NoMalwareScan);
    let mut findings = collect(&inventory, matched.said, &matched.claims);
    let image = image(&inventory);
    // What only a list says of itself proves nothing.
    let proofs = match &chosen {
        Some(chosen) => proofs::prove(session, chosen, &inventory, &findings, store.as_ref())?,
        None => Proofs::new(),
    };
    let applied = apply(
        &mut findings,
        &inventory,
        Judges {
            decisions: &decisions,
            statements: &statements,
            proofs: &proofs,
            image: &image,
            now,
        },
    );
    let order = outputs::order(session, arguments);
    let remedies = remedies(&findings, &inventory, order);
    let report = Report::new(&inventory.subject, generation, coverage, findings, applied.notices)
        .with_outdated(from_archive.outdated)
        .with_support_limits(limits)
        .with_remedies(remedies);
    let report = outputs::judged(session, arguments, report);
    let showing = Showing {
        report: &report,
        inventory: &inventory,
        decisions: &decisions,
        stories: &stories,
        texts: &session.texts,
        order,
        all: arguments.all,
        now,
    };
    outputs::write(session, arguments, &showing)
}

/// Reads an inventory of anybody, or makes one of an image, which is open then.
fn inventory(
    session: &Session,
    arguments: &ScanArguments,
    store: Option<&Store>,
) -> Result<(Inventory, Option<Chosen>), Failure> {
    let path = Utf8Path::new(&arguments.image);
    if path.is_file() {
        let first = FirstBytes::of(path)
            .map_err(|source| CommandError::CannotRead { file: path.to_owned(), source })?;
        match first {
            FirstBytes::Archive => {}
            FirstBytes::Json | FirstBytes::Xml => return Ok((read(session, path)?, None)),
            FirstBytes::Other => {
                let (file, expected) = (path.to_owned(), Expected::ImageOrInventory);
                return Err(CommandError::Unexpected { file, expected, cause: None }.into());
            }
        }
    }
    let opened = opened::open(session, &arguments.image)?;
    let chosen = opened.choose_first(arguments.platform.as_deref())?;
    let inventory = sbom::of_chosen(session, &arguments.image, &chosen, store, false)?;
    Ok((inventory, Some(chosen)))
}

fn open(path: &Utf8Path) -> Result<File, Failure> {
    File::open(path)
        .map_err(|source| CommandError::CannotRead { file: path.to_owned(), source }.into())
}

/// Reads an inventory of anybody.
fn read(session: &Session, path: &Utf8Path) -> Result<Inventory, Failure> {
    let mut inventory = document::read(open(path)?, DocumentBounds::default())
        .map_err(Expected::ImageOrInventory.because(path))?
        .into_inventory();
    if inventory.subject.name.is_empty() {
        path.as_str().clone_into(&mut inventory.subject.name);
    }
    sbom::set_support(session, &mut inventory)?;
    Ok(inventory)
}

/// Reads what was decided here, and what others say.
fn judges(
    session: &Session,
    arguments: &ScanArguments,
) -> Result<(Decisions, Statements), Failure> {
    let mut documents = Vec::new();
    for file in &arguments.decisions {
        let text = settings::read(file)?;
        documents.push(Decisions::parse(&text).map_err(Expected::Decisions.because(file))?);
    }
    let mut statements = Statements::default();
    for file in &arguments.vex {
        let document =
            vex::read(open(file)?, &Bounds::default()).map_err(Expected::Vex.because(file))?;
        for problem in &document.problems {
            let text = format!("{file}: {}", session.texts.say(&problem.message()));
            session.printer.warn(&session.texts.get("command-label-warning"), &text);
        }
        statements.add(document, NAMED);
    }
    Ok((Decisions::join(documents)?, statements))
}

/// Returns all by which others may name the image.
fn image(inventory: &Inventory) -> Image {
    let subject = &inventory.subject;
    Image {
        name: subject.name.clone(),
        digests: subject.digest.into_iter().chain(subject.config).collect(),
        architecture: subject
            .platform
            .as_deref()
            .and_then(|platform| platform.split('/').nth(1))
            .map(str::to_owned),
    }
}
