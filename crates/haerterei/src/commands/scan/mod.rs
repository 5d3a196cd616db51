// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei scan`: the weaknesses of an image, with a state each.

mod archive;
mod base;
mod folder;
mod malware;
mod outputs;
mod proofs;
mod vex;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_advisories::{AdvisoriesError, Index};
use haerterei_findings::proof::{Proof, Proofs};
use haerterei_findings::{
    Coverage, Finding, Judges, Matched, Matcher, OutdatedPackage, SupportLimit, apply, collect,
    limit, remedies,
};
use haerterei_ground::Digest;
use haerterei_inventory::Inventory;
use haerterei_sbom::document::{self, DocumentBounds};
use haerterei_store::Store;
use haerterei_vex::Statements;
use haerterei_vex::decision::{Decisions, Notice};

use super::{advisories, cache, sbom};
use crate::arguments::ScanArguments;
use crate::failure::{CommandError, Expected, Failure, Outcome, Status};
use crate::first_bytes::FirstBytes;
use crate::opened::{self, Chosen};
use crate::scan::{self, Heard, Report, Showing, Stories};
use crate::session::Session;
use crate::settings;

pub(super) use archive::Asked as ArchiveAsked;

/// Data older than so many days are named.
const OLDEST: i64 = 7;

/// Shows an image's, or an inventory's, weaknesses.
pub(crate) fn scan(session: &Session, arguments: &ScanArguments) -> Outcome {
    outputs::check(arguments)?;
    let asked = Look {
        image: &arguments.image,
        platform: arguments.platform.as_deref(),
        decisions: &arguments.decisions,
        vex: &arguments.vex,
        malware: arguments.malware.then_some(malware::Asked {
            clamd: arguments.clamd.as_ref(),
            signatures: arguments.signatures.as_ref(),
        }),
        archive: archive::Asked {
            always: arguments.archive,
            never: arguments.no_archive,
            mirrors: &arguments.mirror,
        },
        doubt_records: arguments.doubt_records || session.settings.scan.doubt_records,
        stories: outputs::tells(arguments),
        no_cache: arguments.no_cache,
    };
    let mut looked = look(session, &asked)?;
    let bases = base::apart(session, &asked, &arguments.base, &mut looked)?;
    let Looked { inventory, generation, coverage, findings, notices, searched, .. } = looked;
    let order = outputs::order(session, arguments);
    let remedies = remedies(&findings, &inventory, order);
    let mut report = Report::new(&inventory.subject, generation, coverage, findings, notices)
        .with_outdated(looked.outdated)
        .with_support_limits(looked.limits)
        .with_remedies(remedies);
    report.base = bases;
    report.malware = searched.record;
    report.vex = looked.vex;
    let report = outputs::judged(session, arguments, report);
    let showing = Showing {
        report: &report,
        inventory: &inventory,
        decisions: &looked.decisions,
        stories: &looked.stories,
        texts: &session.texts,
        order,
        all: arguments.all,
        now: session.settings.clock.now(),
    };
    let status = outputs::write(session, arguments, &showing)?;
    // Whoever asks for malware to be looked for must not take silence for an answer.
    Ok(if searched.has_failed { Status::NotPossible } else { status })
}

/// What to look at, and who may say something of it; every command that needs findings asks so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look<'a> {
    /// The image, or a file with its inventory.
    pub(super) image: &'a str,
    /// The platform, where the image has several.
    pub(super) platform: Option<&'a str>,
    /// Files with decisions of our own.
    pub(super) decisions: &'a [Utf8PathBuf],
    /// Files with what others say.
    pub(super) vex: &'a [Utf8PathBuf],
    /// Who looks for malware; nobody if it is not asked for.
    pub(super) malware: Option<malware::Asked<'a>>,
    /// When the archive is asked.
    pub(super) archive: archive::Asked<'a>,
    /// Whether what the image says of its own packages closes nothing.
    pub(super) doubt_records: bool,
    /// Whether what advisories tell is wanted, too.
    pub(super) stories: bool,
    /// Whether everything is read again.
    pub(super) no_cache: bool,
}

/// What was looked at, and what is known of it.
#[derive(Debug)]
pub(super) struct Looked {
    /// What is in it.
    pub(super) inventory: Inventory,
    /// The generation of the index that was asked.
    pub(super) generation: Option<Digest>,
    /// What was not looked at.
    pub(super) coverage: Coverage,
    /// The findings, with what was decided of them.
    pub(super) findings: Vec<Finding>,
    /// What is wrong with decisions.
    pub(super) notices: Vec<Notice>,
    /// What is older than the newest in its suites.
    pub(super) outdated: Vec<OutdatedPackage>,
    /// What is not looked after as the rest of its release.
    pub(super) limits: Vec<SupportLimit>,
    /// What came of looking for malware.
    pub(super) searched: malware::Searched,
    /// The documents of others, with what they are worth.
    pub(super) vex: Vec<Heard>,
    /// What was decided here.
    pub(super) decisions: Decisions,
    /// What advisories tell, where that was wanted.
    pub(super) stories: Stories,
}

/// Looks an image's, or an inventory's, weaknesses up.
pub(super) fn look(session: &Session, asked: &Look<'_>) -> Result<Looked, Failure> {
    let store = if asked.no_cache { None } else { Some(cache::open(session)?) };
    let (mut inventory, chosen) = inventory(session, asked, store.as_ref())?;
    let decisions = decisions(asked)?;
    let mut image = scan::named(&inventory.subject);
    let mut voices = vex::hear(session, asked, chosen.as_ref(), image.digests)?;
    image.digests = std::mem::take(&mut voices.digests);
    let now = session.settings.clock.now();
    let mut stories = Stories::default();
    let (mut matched, mut loaded, generation, matcher) =
        match Index::open(advisories::folder(session)?.as_std_path()) {
            Ok(index) => {
                let matcher = Matcher::load(&index, &inventory)?;
                let generation = Some(*index.generation());
                let matched = matcher.ask(&inventory);
                if asked.stories {
                    stories = Stories::read(&index, &matched.stories)?;
                }
                (matched, matcher.loaded().clone(), generation, Some(matcher))
            }
            // That there is no source is no failure: it is what the report begins with.
            Err(AdvisoriesError::None { .. }) => (Matched::default(), BTreeMap::new(), None, None),
            Err(error) => return Err(error.into()),
        };
    let from_archive = archive::ask(session, asked.archive, &inventory, &mut loaded)?;
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
    coverage.gaps.extend(std::mem::take(&mut voices.gaps));
    let mut findings = collect(&inventory, matched.said, &matched.claims);
    // What only a list says of itself proves nothing.
    let mut proofs = match &chosen {
        Some(chosen) => proofs::prove(session, chosen, &inventory, &findings, store.as_ref())?,
        None => Proofs::new(),
    };
    if asked.doubt_records {
        proofs.values_mut().flatten().for_each(Proof::doubt);
    }
    let search = malware::Search { session, asked, chosen: chosen.as_ref(), store: store.as_ref() };
    let searched = search.run(&mut inventory, &mut coverage, &mut findings)?;
    let judges = Judges {
        decisions: &decisions,
        statements: &voices.statements,
        proofs: &proofs,
        image: &image,
        now,
    };
    let applied = apply(&mut findings, &inventory, judges);
    voices.count(&applied.heard);
    let outdated = from_archive.outdated;
    Ok(Looked {
        inventory,
        generation,
        coverage,
        findings,
        notices: applied.notices,
        outdated,
        limits,
        searched,
        vex: voices.documents,
        decisions,
        stories,
    })
}

/// Reads an inventory of anybody, or makes one of an image, which is open then.
fn inventory(
    session: &Session,
    asked: &Look<'_>,
    store: Option<&Store>,
) -> Result<(Inventory, Option<Chosen>), Failure> {
    let path = Utf8Path::new(asked.image);
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
    let opened = opened::open(session, asked.image)?;
    let chosen = opened.choose_first(asked.platform)?;
    let inventory = sbom::of_chosen(session, asked.image, &chosen, store, false)?;
    Ok((inventory, Some(chosen)))
}

fn open(path: &Utf8Path) -> Result<File, Failure> {
    File::open(path)
        .map_err(|source| CommandError::CannotRead { file: path.to_owned(), source }.into())
}

/// Reads an inventory of anybody.
pub(super) fn read(session: &Session, path: &Utf8Path) -> Result<Inventory, Failure> {
    let mut inventory = document::read(open(path)?, DocumentBounds::default())
        .map_err(Expected::ImageOrInventory.because(path))?
        .into_inventory();
    if inventory.subject.name.is_empty() {
        path.as_str().clone_into(&mut inventory.subject.name);
    }
    sbom::set_support(session, &mut inventory)?;
    Ok(inventory)
}

/// Reads what was decided here and what others say in files, for whoever puts it to many images. What
/// was signed about one image alone is not heard.
pub(super) fn spoken(
    session: &Session,
    decided: &[Utf8PathBuf],
    said: &[Utf8PathBuf],
) -> Result<(Decisions, Statements), Failure> {
    let asked = Look {
        image: "",
        platform: None,
        decisions: decided,
        vex: said,
        malware: None,
        archive: archive::Asked { always: false, never: true, mirrors: &[] },
        doubt_records: false,
        stories: false,
        no_cache: false,
    };
    let voices = vex::hear(session, &asked, None, BTreeSet::new())?;
    Ok((decisions(&asked)?, voices.statements))
}

/// Reads what was decided here.
fn decisions(asked: &Look<'_>) -> Result<Decisions, Failure> {
    let mut documents = Vec::new();
    for file in asked.decisions {
        let text = settings::read(file)?;
        documents.push(Decisions::parse(&text).map_err(Expected::Decisions.because(file))?);
    }
    Ok(Decisions::join(documents)?)
}
