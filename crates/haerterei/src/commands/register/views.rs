// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the register says: images with what is open in them, and what changed. Decisions and VEX are
//! put to it here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use haerterei_advisories::Index;
use haerterei_archive::Distribution;
use haerterei_findings::{Judges, apply};
use haerterei_ground::Message;
use haerterei_inventory::{SupportPhase, System, support};
use haerterei_register::{Changes, RegisterError, Search, Since, Snapshot, Summary, View};
use haerterei_vex::Statements;
use haerterei_vex::decision::Decisions;
use serde::Serialize;

use super::{index, json, open, warn};
use crate::arguments::{
    RegisterChangesArguments, RegisterFindArguments, RegisterFormat, RegisterListArguments,
    RegisterPlace,
};
use crate::commands::scan;
use crate::failure::{Failure, Outcome, Status};
use crate::printer;
use crate::register;
use crate::scan::named;
use crate::session::Session;
use crate::workshop;

/// What `scan` looks at and the register does not.
const NOT_APPLIED: [&str; 3] = ["proofs", "archive", "malware"];

/// Everything that a list says.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct List {
    version: u32,
    /// The index with which everything was matched.
    index: Option<String>,
    /// What may close or add findings in a scan of one of the images, and did not here.
    not_applied: [&'static str; 3],
    images: Vec<Summary>,
}

/// Lists images with what is open in them.
pub(crate) fn list(
    session: &Session,
    place: &RegisterPlace,
    arguments: &RegisterListArguments,
) -> Outcome {
    let mut register = open(session, place, false)?;
    let snapshot = register.snapshot()?;
    tell_age(session, index(session)?.as_ref(), &snapshot);
    let scope = place.scope.as_deref();
    let mut images = with_support(session, |phase| {
        if arguments.decisions.is_empty() && arguments.vex.is_empty() {
            return Ok(snapshot.list(scope, phase));
        }
        let spoken = Spoken::read(session, &arguments.decisions, &arguments.vex)?;
        let mut images = Vec::new();
        for digest in snapshot.digests(scope) {
            let mut view = snapshot.view(digest, phase, None)?;
            spoken.judge(session, &mut view);
            images.push(snapshot.summary_of(&view)?);
            session.cancel.check().map_err(RegisterError::from)?;
        }
        Ok(images)
    })?;
    if !arguments.images.is_empty() {
        let mut wanted = Vec::new();
        for word in &arguments.images {
            wanted.extend(snapshot.digests_of(word)?);
        }
        images.retain(|image| wanted.contains(&image.digest.as_str()));
    }
    let text = match arguments.format {
        RegisterFormat::Table => {
            register::show_list(&images, snapshot.index(), &session.texts, printer::width())
        }
        RegisterFormat::Json => json(&List {
            version: 1,
            index: snapshot.index().map(str::to_owned),
            not_applied: NOT_APPLIED,
            images,
        })?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Warns if there is another index than the one with which everything was matched.
fn tell_age(session: &Session, index: Option<&Index>, snapshot: &Snapshot) {
    let Some(index) = index else { return };
    let own = index.generation().to_string();
    if snapshot.index().is_some_and(|known| known != own) {
        warn(session, &Message::new("command-register-other-index"));
    }
}

/// Where something is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Found<'a> {
    version: u32,
    /// The index with which everything was matched.
    index: Option<&'a str>,
    /// What may close a weakness in a scan of one of the images, and did not here.
    not_applied: [&'static str; 3],
    /// What was looked for.
    words: &'a [String],
    #[serde(flatten)]
    search: &'a Search,
}

/// Shows which images have a weakness or a package.
pub(crate) fn find(
    session: &Session,
    place: &RegisterPlace,
    arguments: &RegisterFindArguments,
) -> Outcome {
    let mut register = open(session, place, false)?;
    let snapshot = register.snapshot()?;
    tell_age(session, index(session)?.as_ref(), &snapshot);
    let search = snapshot.search(&arguments.words, place.scope.as_deref());
    let text = match arguments.format {
        RegisterFormat::Table => {
            register::show_search(&search, snapshot.index(), &session.texts, printer::width())
        }
        RegisterFormat::Json => json(&Found {
            version: 1,
            index: snapshot.index(),
            not_applied: NOT_APPLIED,
            words: &arguments.words,
            search: &search,
        })?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Everything that changed.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Changed<'a> {
    version: u32,
    not_applied: [&'static str; 3],
    #[serde(flatten)]
    changes: &'a Changes,
}

/// Matches everything again if the index is another, and shows what changed.
pub(crate) fn changes(
    session: &Session,
    place: &RegisterPlace,
    arguments: &RegisterChangesArguments,
) -> Outcome {
    let since = arguments.since.as_deref().map(Since::parse).transpose()?;
    let mut register = open(session, place, false)?;
    if let Some(index) = index(session)? {
        register.bring_up(&index, session.settings.clock.now())?;
    }
    let (mut changes, snapshot) = register.changes(since.as_ref())?;
    if let Some(word) = &arguments.image {
        changes.retain_images(&snapshot.digests_of(word)?);
    }
    if let Some(scope) = place.scope.as_deref() {
        changes.retain_images(&snapshot.digests(Some(scope)));
    }
    if !arguments.decisions.is_empty() || !arguments.vex.is_empty() {
        let spoken = Spoken::read(session, &arguments.decisions, &arguments.vex)?;
        with_support(session, |phase| {
            let weaknesses: BTreeSet<String> =
                changes.changes.iter().map(|it| it.weakness.clone()).collect();
            let digests: Vec<String> = changes.images.keys().cloned().collect();
            for digest in digests {
                let mut view = snapshot.view(&digest, phase, Some(&weaknesses))?;
                spoken.judge(session, &mut view);
                changes.close(&view);
                session.cancel.check().map_err(RegisterError::from)?;
            }
            Ok(())
        })?;
    }
    let text = match arguments.format {
        RegisterFormat::Table => register::show_changes(&changes, &session.texts, printer::width()),
        RegisterFormat::Json => {
            json(&Changed { version: 1, not_applied: NOT_APPLIED, changes: &changes })?
        }
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// What was decided here and what others say.
struct Spoken {
    decisions: Decisions,
    statements: Statements,
}

impl Spoken {
    fn read(
        session: &Session,
        decisions: &[camino::Utf8PathBuf],
        vex: &[camino::Utf8PathBuf],
    ) -> Result<Self, Failure> {
        let (decisions, statements) = scan::spoken(session, decisions, vex)?;
        Ok(Self { decisions, statements })
    }

    /// Puts it to the findings of an image.
    fn judge(&self, session: &Session, view: &mut View) {
        let judges = Judges {
            decisions: &self.decisions,
            statements: &self.statements,
            proofs: &BTreeMap::new(),
            image: &named(&view.inventory.subject),
            now: session.settings.clock.now(),
        };
        apply(&mut view.findings, &view.inventory, judges);
    }
}

/// Does something with the support of systems today, each of which is looked up once.
fn with_support<T>(
    session: &Session,
    work: impl FnOnce(&haerterei_register::Support<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let distributions =
        [workshop::distributions(&session.settings)?, Distribution::built_in()].concat();
    let now = session.settings.clock.now();
    let known: Mutex<BTreeMap<String, Option<SupportPhase>>> = Mutex::default();
    work(&|system: &System| {
        let key = format!("{} {:?} {:?}", system.id, system.version_id, system.codename);
        let mut known = known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *known.entry(key).or_insert_with(|| support(system, &distributions, now))
    })
}
