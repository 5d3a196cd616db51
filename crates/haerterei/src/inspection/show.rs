// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inspection as sections and tables for people.

use haerterei_ground::Message;
use haerterei_texts::{Language, Texts};

use super::claims::Claim;
use super::{Claims, Inspection, PathFacts};
use crate::figures;
use crate::table::{self, Align, Table};

/// How many lines a list of paths has before the rest is counted only.
const MOST: usize = 40;

/// Returns an inspection as text.
pub(crate) fn show(inspection: &Inspection, texts: &Texts, width: Option<usize>) -> String {
    let show = Show { inspection, texts, language: texts.language(), width };
    let sections = [
        show.head(),
        show.layers(),
        show.packages(),
        show.users(),
        show.paths("command-inspect-privileged", &inspection.privileged),
        show.paths("command-inspect-writable", &inspection.writable),
        show.labels(),
        show_claims(&inspection.claims, "command-inspect-claims", texts, width),
        show.not_read(),
    ];
    let sections: Vec<String> = sections.into_iter().filter(|text| !text.is_empty()).collect();
    sections.join("\n")
}

struct Show<'a> {
    inspection: &'a Inspection,
    texts: &'a Texts,
    language: Language,
    width: Option<usize>,
}

impl Show<'_> {
    fn get(&self, key: &'static str) -> String {
        self.texts.get(key)
    }

    fn size(&self, bytes: u64) -> String {
        figures::size(bytes, self.language)
    }

    /// Returns a heading with a count behind it.
    fn heading(&self, key: &'static str, count: usize) -> String {
        format!("{} ({})\n", self.get(key), figures::count(count as u64, self.language))
    }

    fn head(&self) -> String {
        let image = self.inspection;
        let run = &image.config;
        let annotation = |name: &str| {
            image.annotations.get(&format!("org.opencontainers.image.{name}")).cloned()
        };
        let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let others: Vec<String> = image
            .platforms
            .iter()
            .filter(|platform| **platform != image.platform)
            .cloned()
            .collect();
        let platform = if others.is_empty() {
            image.platform.clone()
        } else {
            let message = Message::new("command-inspect-other-platforms")
                .text("platform", &image.platform)
                .text("others", others.join(", "));
            self.texts.say(&message)
        };
        let sizes = Message::new("command-inspect-sizes")
            .text("stored", self.size(image.size))
            .text("unpacked", self.size(image.unpacked_size))
            .text("wasted", self.size(image.wasted_bytes))
            .text("paths", figures::count(image.paths, self.language));
        let user = if run.user.is_empty() {
            self.get("command-inspect-no-user")
        } else {
            run.user.clone()
        };
        let rows: [(&'static str, Option<String>); 18] = [
            ("command-inspect-image", Some(image.reference.clone())),
            ("command-inspect-digest", image.digest.map(|digest| digest.to_string())),
            ("command-inspect-title", annotation("title")),
            ("command-inspect-version", annotation("version")),
            ("command-inspect-platform", Some(platform)),
            ("command-inspect-distribution", image.distribution.clone()),
            ("command-inspect-created", image.created.clone()),
            ("command-inspect-vendor", annotation("vendor")),
            ("command-inspect-licences", annotation("licenses")),
            ("command-inspect-size", Some(self.texts.say(&sizes))),
            ("command-inspect-user", Some(user)),
            ("command-inspect-entrypoint", words(&run.entrypoint)),
            ("command-inspect-command", words(&run.command)),
            ("command-inspect-working-folder", text(&run.working_folder)),
            ("command-inspect-ports", list(&run.ports)),
            ("command-inspect-volumes", list(&run.volumes)),
            ("command-inspect-stop-signal", run.stop_signal.clone()),
            ("command-inspect-environment", list(&run.environment)),
        ];
        let mut table = Table::new([(String::new(), Align::Left), (String::new(), Align::Left)]);
        for (key, value) in rows {
            if let Some(value) = value {
                table.row([self.get(key), table::plain(&value)]);
            }
        }
        table.draw(self.width)
    }

    fn layers(&self) -> String {
        let layers = &self.inspection.layers;
        let mut table = Table::new([
            ("#".to_owned(), Align::Right),
            (self.get("command-inspect-digest"), Align::Left),
            (self.get("command-inspect-stored"), Align::Right),
            (self.get("command-inspect-unpacked"), Align::Right),
            (self.get("command-inspect-files"), Align::Right),
            (self.get("command-inspect-wasted"), Align::Right),
            (self.get("command-inspect-history"), Align::Left),
        ]);
        for (number, layer) in layers.iter().enumerate() {
            table.row([
                (number + 1).to_string(),
                layer.digest.map_or_else(|| "-".to_owned(), |digest| digest.short()),
                self.size(layer.size),
                self.size(layer.unpacked_size),
                figures::count(layer.files, self.language),
                self.size(layer.wasted_bytes),
                table::plain(layer.history.as_deref().unwrap_or("-")),
            ]);
        }
        let heading = self.heading("command-inspect-layers", layers.len());
        heading + &table.draw(self.width)
    }

    fn packages(&self) -> String {
        let packages = &self.inspection.packages;
        let heading = self.heading("command-inspect-packages", packages.len());
        if packages.is_empty() {
            return heading;
        }
        let mut table = Table::new([
            (self.get("command-inspect-package"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-inspect-architecture"), Align::Left),
            (self.get("command-inspect-source"), Align::Left),
        ]);
        for package in packages {
            let source = if package.source_version == package.version {
                package.source.clone()
            } else {
                format!("{} {}", package.source, package.source_version)
            };
            table.row(
                [&package.name, &package.version, &package.architecture, &source]
                    .map(|text| table::plain(text)),
            );
        }
        heading + &table.draw(self.width)
    }

    fn users(&self) -> String {
        let users = &self.inspection.users;
        let heading = self.heading("command-inspect-users", users.len());
        if users.is_empty() {
            return heading;
        }
        let mut table = Table::new([
            (self.get("command-inspect-user-name"), Align::Left),
            ("uid".to_owned(), Align::Right),
            ("gid".to_owned(), Align::Right),
            (self.get("command-inspect-home"), Align::Left),
            (self.get("command-inspect-shell"), Align::Left),
        ]);
        for user in users {
            let shell = if user.can_log_in {
                format!("{} ({})", user.shell, self.get("command-inspect-shell-there"))
            } else {
                user.shell.clone()
            };
            table.row(
                [&user.name, &user.uid, &user.gid, &user.home, &shell]
                    .map(|text| table::plain(text)),
            );
        }
        heading + &table.draw(self.width)
    }

    fn paths(&self, key: &'static str, paths: &[PathFacts]) -> String {
        let heading = self.heading(key, paths.len());
        if paths.is_empty() {
            return heading;
        }
        let mut table = Table::new([
            (self.get("command-inspect-mode"), Align::Right),
            ("uid:gid".to_owned(), Align::Right),
            (self.get("command-inspect-why"), Align::Left),
            (self.get("command-inspect-path"), Align::Left),
        ]);
        for path in paths.iter().take(MOST) {
            let why: Vec<String> = path.why.iter().map(|why| self.get(reason(why))).collect();
            table.row([
                path.mode.clone(),
                format!("{}:{}", path.uid, path.gid),
                why.join(", "),
                path.path.to_string(),
            ]);
        }
        let mut text = heading + &table.draw(self.width);
        if paths.len() > MOST {
            let message = Message::new("command-inspect-more").number("count", paths.len() - MOST);
            text.push_str(&self.texts.say(&message));
            text.push('\n');
        }
        text
    }

    fn labels(&self) -> String {
        let image = self.inspection;
        // The contract has its own section.
        let labels = image.config.labels.iter().filter(|(name, _)| *name != "haerterei.contract");
        let all: Vec<_> = image.annotations.iter().chain(labels).collect();
        if all.is_empty() {
            return String::new();
        }
        let mut table = Table::new([(String::new(), Align::Left), (String::new(), Align::Left)]);
        for (name, value) in &all {
            table.row([table::plain(name), table::plain(value)]);
        }
        self.heading("command-inspect-labels", all.len()) + &table.draw(self.width)
    }

    fn not_read(&self) -> String {
        let not_read = &self.inspection.not_read;
        if not_read.is_empty() {
            return String::new();
        }
        let mut text = self.heading("command-inspect-not-read", not_read.len());
        for file in not_read {
            text.extend([&file.path.to_string(), ": ", &table::plain(&file.reason), "\n"]);
        }
        text
    }
}

/// Shows documented configuration under a heading, section by section.
pub(crate) fn show_claims(
    claims: &Claims,
    heading: &'static str,
    texts: &Texts,
    width: Option<usize>,
) -> String {
    let mut text = String::new();
    for section in &claims.sections {
        if text.is_empty() {
            text.push_str(&texts.get(heading));
            text.push('\n');
        }
        let replaced = section.name == "replaced-settings";
        let value = if replaced { "command-inspect-instead" } else { "command-inspect-value" };
        let mut table = Table::new([
            (format!("  {}", texts.get(section_name(section.name))), Align::Left),
            (texts.get(value), Align::Left),
            (texts.get("command-inspect-meaning"), Align::Left),
        ]);
        for line in &section.lines {
            let what = format!("  {}", line.what);
            let row = [what, value_of(line, texts), meaning_of(line, texts)];
            table.row(row.map(|text| table::plain(&text)));
        }
        text.push_str(&table.draw(width));
    }
    text
}

fn value_of(line: &Claim, texts: &Texts) -> String {
    match (&line.value, &line.default) {
        (Some(value), _) => value.clone(),
        (None, Some(default)) => {
            texts.say(&Message::new("command-inspect-default").text("value", default))
        }
        (None, None) => "-".to_owned(),
    }
}

fn meaning_of(line: &Claim, texts: &Texts) -> String {
    let mut meaning = line.meaning(texts.language()).unwrap_or_default().to_owned();
    if line.required {
        meaning.insert_str(0, &format!("{} ", texts.get("command-inspect-required")));
    }
    if let Some(example) = &line.example {
        // One line each, with a space between: a table has no room for more.
        let example: Vec<&str> = example.split_whitespace().collect();
        let example = Message::new("command-inspect-example").text("value", example.join(" "));
        meaning.extend([" (", &texts.say(&example), ")"]);
    }
    meaning.trim_start().to_owned()
}

/// Returns words as a list that tells where one ends and the next begins.
fn words(words: &[String]) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    serde_json::to_string(words).ok().map(|text| text.replace("\",\"", "\", \""))
}

fn reason(why: &str) -> &'static str {
    match why {
        "setuid" => "command-inspect-why-setuid",
        "setgid" => "command-inspect-why-setgid",
        "capabilities" => "command-inspect-why-capabilities",
        "everyone" => "command-inspect-why-everyone",
        "owner" => "command-inspect-why-owner",
        _ => "command-inspect-why-group",
    }
}

fn section_name(section: &str) -> &'static str {
    match section {
        "ports" => "command-inspect-ports",
        "environment" => "command-inspect-environment",
        "writable-paths" => "command-inspect-writable-paths",
        "volumes" => "command-inspect-volumes",
        "configuration-files" => "command-inspect-configuration-files",
        "outgoing-connections" => "command-inspect-outgoing-connections",
        _ => "command-inspect-replaced-settings",
    }
}
