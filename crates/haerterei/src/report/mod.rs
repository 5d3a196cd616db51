// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Builds, locks and bundles as text for people.

mod build;

use haerterei_build::{Built, Bundle, Change, Story};
use haerterei_ground::Message;
use haerterei_recipe::Lock;

pub(crate) use build::text;

use crate::figures;
use crate::session::Session;
use crate::workshop::Subject;

/// The JSON Schema of a build report.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/build-report.json");

/// Shows that a rebuilt image is what its lock says.
pub(crate) fn agreement(session: &Session, built: &Built) -> String {
    let texts = &session.texts;
    let mut lines = Vec::new();
    for (architecture, manifest) in &built.result.manifests {
        lines.push(
            texts.say(
                &Message::new("command-build-same")
                    .text("platform", format!("linux/{architecture}"))
                    .text("digest", manifest.digest),
            ),
        );
    }
    lines.join("\n") + "\n"
}

/// Shows which packages changed between two locks, and what their changelogs say about it.
pub(crate) fn changes(session: &Session, changes: &[Change]) -> String {
    let nothing = session.texts.get("command-lock-nothing");
    let mut lines = Vec::new();
    for Change { package, story } in changes {
        let version = |version: &Option<String>| version.clone().unwrap_or_else(|| nothing.clone());
        lines.push(format!(
            "{} {}: {} → {}",
            package.platform,
            package.name,
            version(&package.before),
            version(&package.after)
        ));
        if let Some(story) = story {
            lines.extend(story_lines(session, story).map(|line| format!("    {line}")));
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn story_lines(session: &Session, story: &Story) -> impl Iterator<Item = String> {
    let texts = &session.texts;
    let urgency = story
        .urgency
        .map(|urgency| texts.say(&Message::new("command-lock-urgency").text("urgency", urgency)));
    let cves: Vec<&str> = story.cves.iter().map(String::as_str).collect();
    let cves = (!cves.is_empty())
        .then(|| texts.say(&Message::new("command-lock-cves").text("cves", cves.join(", "))));
    let incomplete = (!story.complete).then(|| texts.get("command-lock-incomplete"));
    [urgency, cves, incomplete].into_iter().flatten()
}

/// Shows what a lock holds.
pub(crate) fn lock(session: &Session, subject: &Subject, lock: &Lock) -> String {
    session.texts.say(
        &Message::new("command-lock-done")
            .text("lock", &subject.lock_path)
            .number("packages", lock.all_packages().count())
            .number("dropped", lock.dropped.len())
            .text("time", lock.time),
    ) + "\n"
}

/// Shows what was carried away.
pub(crate) fn bundle(session: &Session, output: &str, bundle: &Bundle) -> String {
    let texts = &session.texts;
    let message = Message::new("command-export-done")
        .text("output", output)
        .number("packages", bundle.packages)
        .number("sources", bundle.source_files)
        .number("chain", bundle.chain)
        .text("size", figures::size(bundle.size, texts.language()))
        .text("digest", bundle.artifact.root.digest);
    texts.say(&message) + "\n"
}
