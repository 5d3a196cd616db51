// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What cannot all be true at once, and what a hardened image does not do.

use std::collections::BTreeMap;

use haerterei_ground::{Message, Severity};

use crate::model::{ARCHITECTURE_PLACEHOLDER, Probe, ProbeKind, Resolved};
use crate::names::ImagePath;

/// Receives what was found: the key path, the weight and the sentence.
type Report<'a> = &'a mut dyn FnMut(&str, Severity, Message);

/// Checks a recipe whose keys each have the right shape.
pub(crate) fn find(recipe: &Resolved, report: Report<'_>) {
    identity(recipe, report);
    packages(recipe, report);
    start(recipe, report);
    ports(recipe, report);
    paths(recipe, report);
    variables(recipe, report);
    for (index, probe) in recipe.probes.iter().enumerate() {
        check_probe(recipe, index, probe, report);
    }
}

fn error(report: Report<'_>, key: &str, message: Message) {
    report(key, Severity::Error, message);
}

/// What the report will miss.
fn identity(recipe: &Resolved, report: Report<'_>) {
    let responsible = recipe.responsible.clone().unwrap_or_default();
    for (key, missing) in [
        ("version", recipe.version.is_none()),
        ("title", recipe.title.is_none()),
        ("responsible.organisation", responsible.organisation.is_none()),
        ("responsible.email", responsible.email.is_none()),
        ("responsible.security-contact", responsible.security_contact.is_none()),
        ("end-of-support", recipe.end_of_support.is_none()),
    ] {
        if missing {
            let message = Message::new("recipe-will-be-missing").text("key", key);
            report("", Severity::Note, message);
        }
    }
    if recipe.architectures.is_empty() {
        error(report, "architectures", Message::new("recipe-no-architecture"));
    }
    for (index, architecture) in recipe.architectures.iter().enumerate() {
        if recipe.architectures[..index].contains(architecture) {
            let message =
                Message::new("recipe-architecture-twice").text("architecture", architecture);
            error(report, &format!("architectures[{index}]"), message);
        }
    }
}

fn packages(recipe: &Resolved, report: Report<'_>) {
    for (index, left) in recipe.leave_out.iter().enumerate() {
        let (Some(package), None) = (&left.package, &left.path) else {
            continue;
        };
        if recipe.packages.iter().any(|wanted| wanted.name == *package) {
            let message = Message::new("recipe-wanted-and-left-out").text("package", package);
            error(report, &format!("leave-out[{index}]"), message);
        }
    }
    for (index, drop) in recipe.drop_dependencies.iter().enumerate() {
        let kept = recipe
            .keep_dependencies
            .iter()
            .any(|keep| keep.package == drop.package && keep.on == drop.on);
        if kept {
            let message = Message::new("recipe-kept-and-dropped")
                .text("package", &drop.package)
                .text("on", &drop.on);
            error(report, &format!("drop-dependencies[{index}]"), message);
        }
    }
    for (index, repository) in recipe.repositories.iter().enumerate() {
        for (key, empty) in
            [("uris", repository.uris.is_empty()), ("suites", repository.suites.is_empty())]
        {
            if empty {
                let message = Message::new("recipe-list-empty");
                error(report, &format!("repositories[{index}].{key}"), message);
            }
        }
    }
}

/// Shells that a program is started with when somebody writes a command as one text.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "zsh", "busybox"];

fn start(recipe: &Resolved, report: Report<'_>) {
    if (recipe.user.uid == 0) && recipe.allow.root.is_none() {
        error(report, "user", Message::new("recipe-user-root"));
    }
    let words: Vec<(&str, &String)> = recipe
        .entrypoint
        .iter()
        .map(|word| ("entrypoint", word))
        .chain(recipe.command.iter().map(|word| ("command", word)))
        .collect();
    let Some((key, program)) = words.first() else {
        return;
    };
    let base = program.rsplit('/').next().unwrap_or(program);
    if SHELLS.contains(&base) && recipe.allow.shell.is_none() {
        let message = Message::new("recipe-starts-shell").text("program", program);
        error(report, key, message);
    } else if program.contains(' ') && !program.starts_with('/') {
        let message = Message::new("recipe-one-word").text("program", program);
        error(report, key, message);
    } else if !program.starts_with('/') {
        let message = Message::new("recipe-program-relative").text("program", program);
        error(report, key, message);
    }
    for (key, word) in &words {
        // `${architecture}` is ours; anything else would need a shell, and there is none.
        let rest = word.replace(ARCHITECTURE_PLACEHOLDER, "");
        if rest.contains("${") {
            let message = Message::new("recipe-unknown-placeholder")
                .text("found", word)
                .text("known", ARCHITECTURE_PLACEHOLDER);
            error(report, key, message);
        }
    }
}

fn ports(recipe: &Resolved, report: Report<'_>) {
    for (index, port) in recipe.ports.iter().enumerate() {
        if port.port < 1024 && port.reason.is_none() {
            let message = Message::new("recipe-port-low").number("port", port.port);
            error(report, &format!("ports[{index}]"), message);
        }
        let twice = recipe.ports[..index]
            .iter()
            .any(|other| other.port == port.port && other.protocol == port.protocol);
        if twice {
            let message = Message::new("recipe-twice")
                .text("path", format!("ports[{index}]"))
                .text("name", port.port);
            error(report, &format!("ports[{index}]"), message);
        }
    }
}

/// Folders that may never be writable as a whole: the programs and their configuration.
const NEVER_WRITABLE: &[&str] = &[
    "",
    "usr",
    "usr/bin",
    "usr/lib",
    "usr/sbin",
    "usr/share",
    "bin",
    "sbin",
    "lib",
    "lib64",
    "etc",
    "boot",
    "dev",
    "proc",
    "sys",
];

fn paths(recipe: &Resolved, report: Report<'_>) {
    for (index, writable) in recipe.writable_paths.iter().enumerate() {
        let path = writable.path.tree_path();
        let key = format!("writable-paths[{index}]");
        if NEVER_WRITABLE.iter().any(|never| path.as_bytes() == never.as_bytes()) {
            let message = Message::new("recipe-never-writable").text("folder", &writable.path);
            error(report, &key, message);
        }
        for file in &recipe.files {
            if file.target.tree_path().is_within(path) {
                let message = Message::new("recipe-file-under-writable")
                    .text("file", &file.target)
                    .text("folder", &writable.path);
                report(&key, Severity::Warning, message);
            }
        }
    }
    let mut targets: BTreeMap<&ImagePath, String> = BTreeMap::new();
    for (index, file) in recipe.files.iter().enumerate() {
        targets.insert(&file.target, format!("files[{index}]"));
    }
    for (index, link) in recipe.links.iter().enumerate() {
        if targets.contains_key(&link.path) {
            let message = Message::new("recipe-file-and-link").text("target", &link.path);
            error(report, &format!("links[{index}]"), message);
        }
    }
    for (index, removal) in recipe.remove.iter().enumerate() {
        for file in &recipe.files {
            if removal.path.covers(file.target.tree_path()) {
                let message = Message::new("recipe-added-and-removed").text("file", &file.target);
                error(report, &format!("remove[{index}]"), message);
            }
        }
    }
    for (index, file) in recipe.files.iter().enumerate() {
        if file.mode.bits() & 0o002 != 0 {
            let message = Message::new("recipe-file-world-writable").text("file", &file.target);
            error(report, &format!("files[{index}]"), message);
        }
        // Everything a build puts into an image is public to whoever may pull it.
        let secret = file.source.as_ref().is_some_and(|source| {
            source
                .path()
                .extension()
                .is_some_and(|extension| matches!(extension, "key" | "p12" | "pfx"))
        });
        if secret {
            let message = Message::new("recipe-file-secret").text("file", &file.target);
            report(&format!("files[{index}]"), Severity::Warning, message);
        }
    }
}

/// Parts of names whose values are secrets.
const SECRET_WORDS: &[&str] = &["PASSWORD", "PASSWD", "SECRET", "TOKEN", "PRIVATE_KEY", "API_KEY"];

fn variables(recipe: &Resolved, report: Report<'_>) {
    for (name, variable) in &recipe.environment {
        let key = format!("environment.{name}");
        if variable.required && (variable.value.is_some() || variable.default.is_some()) {
            let message = Message::new("recipe-required-with-value").text("name", name);
            error(report, &key, message);
        }
        let upper = name.as_str().to_ascii_uppercase();
        let secret =
            SECRET_WORDS.iter().any(|word| upper.contains(word)) && !upper.ends_with("_FILE");
        if secret && variable.value.as_ref().is_some_and(|value| !value.is_empty()) {
            error(report, &key, Message::new("recipe-secret-value").text("name", name));
        }
    }
}

fn check_probe(recipe: &Resolved, index: usize, probe: &Probe, report: Report<'_>) {
    let http = matches!(probe.kind, ProbeKind::Http | ProbeKind::Https);
    let script = probe.kind == ProbeKind::Fastcgi;
    let network = http || script || probe.kind == ProbeKind::Tcp;
    let command = probe.kind == ProbeKind::Command;
    for (key, present, fits) in [
        ("port", probe.port.is_some(), network),
        ("path", probe.path.is_some(), http),
        ("method", probe.method.is_some(), http),
        ("host", probe.host.is_some(), http),
        ("send", !probe.send.is_empty(), http),
        ("body", probe.body.is_some(), http),
        ("script", probe.script.is_some(), script),
        ("query", probe.query.is_some(), script),
        ("status", probe.status.is_some(), http || script),
        ("headers", !probe.headers.is_empty(), http || script),
        ("contains", probe.contains.is_some(), probe.kind != ProbeKind::Tcp),
        ("lacks", probe.lacks.is_some(), http || script || command),
        ("command", !probe.command.is_empty(), command),
        ("exit-code", probe.exit_code.is_some(), command),
    ] {
        if present && !fits {
            let message = Message::new("recipe-probe-key").text("key", key);
            error(report, &format!("probes[{index}].{key}"), message);
        }
    }
    let missing = match probe.kind {
        ProbeKind::Command if probe.command.is_empty() => Some("command"),
        ProbeKind::Log if probe.contains.is_none() => Some("contains"),
        ProbeKind::Fastcgi if probe.script.is_none() => Some("script"),
        _ if network && probe.port.is_none() && recipe.ports.is_empty() => Some("port"),
        _ => None,
    };
    if let Some(key) = missing {
        let message = Message::new("recipe-key-missing")
            .text("path", format!("probes[{index}]"))
            .text("key", key);
        error(report, &format!("probes[{index}]"), message);
    }
}
