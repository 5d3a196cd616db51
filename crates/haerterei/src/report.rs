// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Builds and locks as text for people.

use haerterei_build::{Built, FeatureOff, PlatformReport, Report};
use haerterei_ground::Message;
use haerterei_recipe::{Lock, PackageChange};
use haerterei_texts::Language;

use crate::figures;
use crate::session::Session;
use crate::workshop::Subject;

/// Shows what was built and why.
pub(crate) fn text(session: &Session, report: &Report) -> String {
    let texts = &session.texts;
    let language = texts.language();
    let mut lines = vec![texts.say(
        &Message::new("command-build-done")
            .text("name", &report.name)
            .text("version", &report.version)
            .text("distribution", &report.distribution),
    )];
    lines.push(texts.say(&Message::new("command-build-digest").text("digest", report.digest)));
    for output in &report.outputs {
        lines.push(texts.say(&Message::new("command-build-written").text("output", output)));
    }
    for platform in &report.platforms {
        lines.push(String::new());
        lines.extend(platform_lines(session, platform));
    }
    if let Some(first) = report.platforms.first() {
        lines.extend(features(session, &first.features_off, language));
    }
    lines.extend(configuration(session, report));
    if !report.missing_annotations.is_empty() {
        lines.push(String::new());
        lines.push(texts.say(
            &Message::new("command-build-missing")
                .text("keys", report.missing_annotations.join(", ")),
        ));
    }
    lines.join("\n") + "\n"
}

fn platform_lines(session: &Session, platform: &PlatformReport) -> Vec<String> {
    let texts = &session.texts;
    let language = texts.language();
    let size = |bytes: u64| figures::size(bytes, language);
    let scripts = platform.scripts;
    let dropped_files: u64 = platform.dropped.values().map(|amount| amount.files).sum();
    let dropped_bytes: u64 = platform.dropped.values().map(|amount| amount.bytes).sum();
    let mut lines = vec![
        texts.say(
            &Message::new("command-build-platform")
                .text("platform", format!("linux/{}", platform.architecture))
                .text("digest", platform.digest)
                .text("compressed", size(platform.compressed_size))
                .text("size", size(platform.size))
                .number("layers", platform.layers.len()),
        ),
        texts.say(
            &Message::new("command-build-scripts")
                .number("packages", scripts.packages)
                .number("with", scripts.with_scripts)
                .number("scripts", scripts.scripts)
                .number("recognised", scripts.recognised)
                .number("catalogued", scripts.catalogued)
                .number("acknowledged", scripts.acknowledged),
        ),
        texts.say(
            &Message::new("command-build-dropped")
                .number("files", dropped_files)
                .text("bytes", size(dropped_bytes))
                .number("dependencies", platform.dropped_dependencies.len()),
        ),
        texts.say(
            &Message::new("command-build-proof")
                .number("satisfied", platform.proof.satisfied)
                .number("elf", platform.proof.elf_files)
                .number("jars", platform.proof.jars)
                .number("links", platform.proof.links)
                .number("privileges", platform.privileges_taken.len()),
        ),
    ];
    if let Some(trusted) = platform.trusted_authorities {
        lines.push(texts.say(&Message::new("command-build-trust").number("count", trusted)));
    }
    if !platform.carries.is_empty() {
        lines.push(texts.say(
            &Message::new("command-build-carries").text("modules", platform.carries.join(", ")),
        ));
    }
    lines
}

fn features(session: &Session, off: &[FeatureOff], language: Language) -> Vec<String> {
    let texts = &session.texts;
    let told: Vec<String> = off
        .iter()
        .filter_map(|feature| {
            let (english, german) = feature.effect.as_ref()?;
            let effect = if language == Language::German { german } else { english };
            Some(format!("  {}: {effect}", feature.missing))
        })
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), texts.get("command-build-features-off")];
    lines.extend(told);
    lines
}

/// Shows what configures the image, as its recipe documents it.
fn configuration(session: &Session, report: &Report) -> Vec<String> {
    let texts = &session.texts;
    let german = texts.language() == Language::German;
    let say = |text: &haerterei_recipe::Localised| {
        if german { text.german().to_owned() } else { text.english().to_owned() }
    };
    let mut lines = Vec::new();
    let recipe = &report.recipe;
    for (name, variable) in &recipe.environment {
        if let Some(meaning) = &variable.meaning {
            lines.push(format!("  ${name}: {}", say(meaning)));
        }
    }
    for port in &recipe.ports {
        let meaning = port.meaning.as_ref().map(say).unwrap_or_default();
        lines.push(format!("  :{} {meaning}", port.port));
    }
    for path in &recipe.writable_paths {
        let meaning = path.meaning.as_ref().map(say).unwrap_or_default();
        lines.push(format!("  {} {meaning}", path.path));
    }
    for volume in &recipe.volumes {
        let meaning = volume.meaning.as_ref().map(say).unwrap_or_default();
        lines.push(format!("  {} {meaning}", volume.path));
    }
    for setting in &recipe.replaced_settings {
        let instead = setting.instead.as_deref().unwrap_or("-");
        lines.push(format!("  {} → {instead}", setting.name));
    }
    if !lines.is_empty() {
        lines.insert(0, texts.get("command-build-configuration"));
        lines.insert(0, String::new());
    }
    lines
}

/// Shows that a rebuilt image is what its lock says.
pub(crate) fn agreement(session: &Session, built: &Built) -> String {
    let texts = &session.texts;
    let mut lines = Vec::new();
    for (architecture, manifest) in &built.result.manifests {
        lines.push(texts.say(
            &Message::new("command-build-same")
                .text("platform", format!("linux/{architecture}"))
                .text("digest", manifest.digest),
        ));
    }
    lines.join("\n") + "\n"
}

/// Shows which packages changed between two locks.
pub(crate) fn changes(session: &Session, changes: &[PackageChange]) -> String {
    let nothing = session.texts.get("command-lock-nothing");
    let mut text = String::new();
    for change in changes {
        let version = |version: &Option<String>| version.clone().unwrap_or_else(|| nothing.clone());
        text.push_str(&format!(
            "{} {}: {} → {}\n",
            change.platform,
            change.name,
            version(&change.before),
            version(&change.after)
        ));
    }
    text
}

/// Shows what a lock holds.
pub(crate) fn lock(session: &Session, subject: &Subject, lock: &Lock) -> String {
    session.texts.say(
        &Message::new("command-lock-done")
            .text("lock", &subject.lock_path)
            .number("packages", lock.packages.len())
            .number("dropped", lock.dropped.len())
            .text("time", lock.time),
    ) + "\n"
}
