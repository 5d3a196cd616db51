// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What comes from the base, and what another base would change.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_findings::base::{Changed, Exchange};
use haerterei_findings::{Finding, Origin, State};
use haerterei_ground::{Digest, Message};
use haerterei_texts::Texts;
use serde::Serialize;

use super::is_apart;
use crate::figures;
use crate::table::plain;

/// The bases of an image.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Bases {
    /// What the image says of itself; a claim.
    pub(crate) claimed: Option<Claimed>,
    /// The base that the image is known to be built upon, for its layers are the lowest ones.
    pub(crate) known: Option<Known>,
    /// How many open findings come from it, and from what was put on top; where it is known.
    pub(crate) counts: Option<Sides>,
    /// What other bases would change.
    pub(crate) others: Vec<Other>,
}

/// What an image says of its base (OCI image specification, "Pre-Defined Annotation Keys").
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Claimed {
    /// `org.opencontainers.image.base.name`.
    pub(crate) name: Option<String>,
    /// `org.opencontainers.image.base.digest`.
    pub(crate) digest: Option<String>,
}

/// A base whose layers are an image's lowest.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Known {
    /// Its name, as asked for.
    pub(crate) name: String,
    /// The digest of its manifest.
    pub(crate) digest: Option<Digest>,
    /// How many layers they share.
    pub(crate) layers: usize,
}

/// Findings by where they come from.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Sides {
    pub(crate) base: Side,
    pub(crate) own: Side,
}

/// The findings of one side.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Side {
    pub(crate) open: usize,
    pub(crate) fixable: usize,
    pub(crate) exploited: usize,
}

/// Another base, and what it would change.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Other {
    /// Its name, as asked for.
    pub(crate) name: String,
    /// The digest of its manifest.
    pub(crate) digest: Option<Digest>,
    /// What it would change.
    #[serde(flatten)]
    pub(crate) exchange: Exchange,
}

impl Sides {
    /// Counts the open findings that are not kept apart.
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let mut sides = Self::default();
        for finding in findings.iter().filter(|it| it.is_open() && !is_apart(it)) {
            let side = match finding.origin {
                Some(Origin::Base) => &mut sides.base,
                Some(Origin::Own) | None => &mut sides.own,
            };
            side.open += 1;
            side.fixable += usize::from(finding.state == State::AffectedWithFix);
            side.exploited += usize::from(finding.exploited.is_some());
        }
        sides
    }
}

/// Returns the bases as text.
pub(super) fn show(bases: &Bases, all: bool, texts: &Texts) -> String {
    let mut text = String::new();
    for message in lines(bases, all, texts) {
        text.push_str(&texts.say(&message));
        text.push('\n');
    }
    text
}

/// Says what comes from the base, and what others would change, one sentence each.
pub(super) fn lines(bases: &Bases, all: bool, texts: &Texts) -> Vec<Message> {
    let mut lines = Vec::new();
    let mut line = |message: Message| lines.push(message);
    if let Some(claimed) = &bases.claimed {
        line(
            Message::new("command-scan-base-claimed")
                .text("name", plain(claimed.name.as_deref().unwrap_or("–")))
                .text("digest", plain(claimed.digest.as_deref().unwrap_or("–"))),
        );
    }
    let count = |number: usize| figures::count(number as u64, texts.language());
    match (&bases.known, &bases.counts) {
        (Some(known), Some(sides)) => {
            line(
                Message::new("command-scan-base-known")
                    .text("name", plain(&known.name))
                    .number("layers", known.layers),
            );
            for (key, side) in
                [("command-scan-base-of", &sides.base), ("command-scan-base-own", &sides.own)]
            {
                line(
                    Message::new(key)
                        .text("open", count(side.open))
                        .text("fixable", count(side.fixable))
                        .text("exploited", count(side.exploited)),
                );
            }
        }
        _ => line(Message::new("command-scan-base-unknown")),
    }
    for other in &bases.others {
        let Exchange { goes, stays, comes } = &other.exchange;
        line(
            Message::new("command-scan-base-other")
                .text("name", plain(&other.name))
                .text("goes", count(goes.len()))
                .text("stays", count(stays.len()))
                .text("comes", count(comes.len())),
        );
        let lists = [
            ("command-scan-base-goes", Some(goes)),
            ("command-scan-base-stays", all.then_some(stays)),
            ("command-scan-base-comes", Some(comes)),
        ];
        for (key, list) in lists {
            for (package, weaknesses) in by_package(list.into_iter().flatten()) {
                line(
                    Message::new(key)
                        .text("package", plain(&package))
                        .text("weaknesses", plain(&weaknesses)),
                );
            }
        }
    }
    lines
}

/// Puts weaknesses of one package together.
fn by_package<'a>(list: impl IntoIterator<Item = &'a Changed>) -> BTreeMap<String, String> {
    let mut packages: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for changed in list {
        let version = changed.version.as_deref().unwrap_or("–");
        let name = match changed.becomes.as_deref() {
            Some(becomes) if becomes != version => {
                format!("{} {version} → {becomes}", changed.package)
            }
            _ => format!("{} {version}", changed.package),
        };
        packages.entry(name).or_default().insert(&changed.weakness);
    }
    let joined = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
    packages.into_iter().map(|(name, weaknesses)| (name, joined(weaknesses))).collect()
}
