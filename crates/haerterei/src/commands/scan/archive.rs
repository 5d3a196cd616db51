// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The archive as a source of `scan`: what an update would fix, where no feed is at hand.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_advisories::{
    ArchiveChangelogs, ArchiveSource, ChangelogBounds, ChangelogPlace, Installed, Position,
};
use haerterei_archive::{ArchiveError, Distribution, LoadSettings, Record, Universe, load};
use haerterei_findings::{ARCHIVE, FromArchive, Gap, Loaded, archived, question};
use haerterei_ground::{Digest, Explain as _, Timestamp};
use haerterei_inventory::{ComponentId, Inventory};

use crate::arguments::MirrorArgument;
use crate::failure::Failure;
use crate::session::Session;
use crate::workshop::Workshop;

/// When the archive is asked: without more, where nothing else is loaded for a release.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::commands) struct Asked<'a> {
    /// Also where another source speaks of the release.
    pub(in crate::commands) always: bool,
    /// Never.
    pub(in crate::commands) never: bool,
    /// Mirrors that were named.
    pub(in crate::commands) mirrors: &'a [MirrorArgument],
}

/// Asks the archives of the releases in an inventory: those for which nothing else is loaded, or
/// all where that is wanted. What cannot be asked is a gap, and no failure.
pub(super) fn ask(
    session: &Session,
    asked: Asked<'_>,
    inventory: &Inventory,
    loaded: &mut BTreeMap<String, Vec<Loaded>>,
) -> Result<FromArchive, Failure> {
    let mut answer = FromArchive::default();
    let spaces = spaces(inventory);
    let is_wanted = |space: &String| asked.always || loaded.get(space).is_none_or(Vec::is_empty);
    let wanted: Vec<&String> = spaces.iter().filter(|space| is_wanted(space)).collect();
    if asked.never || wanted.is_empty() {
        return Ok(answer);
    }
    let workshop = Workshop::open(session, asked.mirrors, None)?;
    for space in wanted {
        match one(session, &workshop, inventory, space) {
            Ok((from, source)) => {
                answer.said.extend(from.said);
                answer.outdated.extend(from.outdated);
                answer.gaps.extend(from.gaps);
                loaded.entry(space.clone()).or_default().push(source);
            }
            Err(error @ ArchiveError::Cancelled(_)) => return Err(error.into()),
            Err(error) => {
                answer.gaps.insert(unavailable(session, space, &error));
            }
        }
    }
    session.progress.finish();
    Ok(answer)
}

fn unavailable(session: &Session, space: &str, error: &ArchiveError) -> Gap {
    Gap::ArchiveUnavailable { space: space.to_owned(), reason: session.texts.say(&error.message()) }
}

/// Returns the releases with packages of Debian's form: `debian:13`.
fn spaces(inventory: &Inventory) -> BTreeSet<String> {
    inventory
        .components
        .iter()
        .filter(|component| component.ecosystem == "deb" && component.removed_in.is_none())
        .filter_map(|component| question(component, inventory.system.as_ref()).ok())
        .map(|question| question.space())
        .collect()
}

/// Asks the archive of one release.
fn one(
    session: &Session,
    workshop: &Workshop,
    inventory: &Inventory,
    space: &str,
) -> Result<(FromArchive, Loaded), ArchiveError> {
    let (name, release) = space.split_once(':').unwrap_or((space, ""));
    let distribution = Distribution::find(name, workshop.distributions())?;
    let suite = distribution.suite(release)?.codename.clone();
    let native = native(inventory);
    let packages = archived(inventory, space, &native);
    let architectures: BTreeSet<&str> = packages.iter().map(|(_, it)| it.architecture).collect();
    let known = architectures.into_iter().filter(|it| distribution.knows_architecture(it));
    let architectures = known.map(str::to_owned).collect();
    let sources = workshop.sources(&distribution, &suite, architectures)?;
    let settings = LoadSettings {
        at: session.settings.clock.now(),
        accept_expired: false,
        historic: false,
        progress: &session.progress,
        cancel: &session.cancel,
    };
    let universe = load(&sources, &settings, workshop.fetcher(), workshop.store())?;
    let changelogs = ArchiveChangelogs::fetch(
        &updates(&packages, &universe),
        &ChangelogPlace {
            sources: &sources,
            releases: &universe.releases,
            fetcher: workshop.fetcher(),
            store: workshop.store(),
            bounds: ChangelogBounds::default(),
            progress: &session.progress,
            cancel: &session.cancel,
        },
    )
    .map_err(ArchiveError::Cancelled)?;
    let source = ArchiveSource::new(&universe, &changelogs);
    let mut answer =
        FromArchive::ask(inventory, space, &packages, &|installed| source.standing(installed));
    // The packages are outdated whether or not their changelogs can be had.
    if let Some(error) = changelogs.failures().first() {
        answer.gaps.insert(unavailable(session, space, error));
    }
    Ok((answer, loaded(&universe)))
}

/// Returns the packages of the archive that are newer than those that are installed.
fn updates<'a>(
    packages: &[(ComponentId, Installed<'_>)],
    universe: &'a Universe,
) -> Vec<Record<'a>> {
    let newer =
        |(_, installed): &(ComponentId, Installed<'_>)| match Position::of(installed, universe) {
            Position::Older(record) => Some(record),
            _ => None,
        };
    packages.iter().filter_map(newer).collect()
}

/// Describes the archive as a source: by its Release files, and the day of the newest.
fn loaded(universe: &Universe) -> Loaded {
    let mut releases: Vec<String> = universe
        .releases
        .iter()
        .map(|release| format!("{} {}\n", release.suite, release.digest))
        .collect();
    releases.sort();
    let newest = universe.releases.iter().map(|release| release.date).max();
    Loaded {
        source: ARCHIVE.to_owned(),
        digest: Digest::sha256(releases.concat().as_bytes()).to_string(),
        date: newest.map(Timestamp::as_second),
        is_archive: true,
    }
}

/// Returns the architecture of the image in dpkg's words: its platform's, else that of most packages.
fn native(inventory: &Inventory) -> String {
    let platform = inventory.subject.platform.as_deref();
    let parts: Vec<&str> = platform.unwrap_or_default().split('/').collect();
    let named = match parts.get(1..).unwrap_or_default() {
        ["386", ..] => "i386",
        ["arm", "v5" | "v6"] => "armel",
        ["arm", ..] => "armhf",
        ["ppc64le", ..] => "ppc64el",
        ["mips64le", ..] => "mips64el",
        [other, ..] => other,
        [] => "",
    };
    if !named.is_empty() {
        return named.to_owned();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for component in inventory.components.iter().filter(|it| it.ecosystem == "deb") {
        let architecture = component.architecture.as_deref().unwrap_or_default();
        if !matches!(architecture, "" | "all") {
            *counts.entry(architecture).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    most.map_or_else(|| "amd64".to_owned(), |(name, _)| name.to_owned())
}
