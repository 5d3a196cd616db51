// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inventory as sections and tables for people.

use haerterei_ground::Message;
use haerterei_inventory::{
    Component, ComponentId, ComponentKind, Damage, Damaged, FileClass, Inventory, SupportPhase,
};
use haerterei_texts::{Language, Texts};

use super::shorten;
use crate::figures;
use crate::table::{self, Align, Table};

/// How many lines a list of files has before the rest is counted only.
const MOST: usize = 40;

/// Returns an inventory as text.
pub(crate) fn show(inventory: &Inventory, texts: &Texts, width: Option<usize>) -> String {
    let show = Show { inventory, texts, language: texts.language(), width };
    let sections = [
        show.head(),
        show.system_packages(),
        show.language_packages(),
        show.others(),
        show.removed(),
        show.files(),
        show.troubles("command-sbom-damaged", &inventory.completeness.damaged),
        show.troubles("command-sbom-not-looked-into", &inventory.completeness.not_looked_into),
    ];
    let sections: Vec<String> = sections.into_iter().filter(|text| !text.is_empty()).collect();
    sections.join("\n")
}

struct Show<'a> {
    inventory: &'a Inventory,
    texts: &'a Texts,
    language: Language,
    width: Option<usize>,
}

impl Show<'_> {
    fn get(&self, key: &'static str) -> String {
        self.texts.get(key)
    }

    fn count(&self, count: u64) -> String {
        figures::count(count, self.language)
    }

    /// Returns a heading with a count behind it.
    fn heading(&self, key: &'static str, count: usize) -> String {
        format!("{} ({})\n", self.get(key), self.count(count as u64))
    }

    fn head(&self) -> String {
        let subject = &self.inventory.subject;
        let rows: [(&'static str, Option<String>); 6] = [
            ("command-inspect-image", Some(subject.name.clone())),
            ("command-inspect-digest", subject.digest.map(|digest| digest.to_string())),
            ("command-inspect-platform", subject.platform.clone()),
            ("command-sbom-system", self.system()),
            ("command-inspect-layers", Some(self.count(self.inventory.layers.len() as u64))),
            ("command-inspect-files", Some(self.accounts())),
        ];
        let mut table = Table::new([(String::new(), Align::Left), (String::new(), Align::Left)]);
        for (key, value) in rows {
            if let Some(value) = value {
                table.row([self.get(key), table::plain(&value)]);
            }
        }
        table.draw(self.width)
    }

    fn system(&self) -> Option<String> {
        let system = self.inventory.system.as_ref()?;
        let name = system.title.clone().unwrap_or_else(|| system.id.clone());
        let support = match self.inventory.support {
            None => return Some(name),
            Some(SupportPhase::Regular) => "command-sbom-support-regular",
            Some(SupportPhase::LongTerm) => "command-sbom-support-long-term",
            Some(SupportPhase::Ended) => "command-sbom-support-ended",
        };
        Some(format!("{name} ({})", self.get(support)))
    }

    /// Returns how many files are of which class.
    fn accounts(&self) -> String {
        let counts = &self.inventory.completeness;
        let mut message = Message::new("command-sbom-accounts");
        for (name, count) in [
            ("files", counts.files),
            ("owned", counts.owned),
            ("database", counts.database),
            ("configuration", counts.configuration),
            ("data", counts.data),
            ("components", counts.components),
            ("unknown", counts.unknown),
        ] {
            message = message.text(name, self.count(count));
        }
        self.texts.say(&message)
    }

    /// Returns the components of some kinds that are in the image at run time.
    fn present(&self, kinds: &[ComponentKind]) -> Vec<&Component> {
        let components = self.inventory.components.iter();
        components.filter(|one| kinds.contains(&one.kind) && one.removed_in.is_none()).collect()
    }

    fn system_packages(&self) -> String {
        let packages = self.present(&[ComponentKind::SystemPackage]);
        if packages.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-inspect-package"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-inspect-architecture"), Align::Left),
            (self.get("command-inspect-source"), Align::Left),
            (self.get("command-sbom-licence"), Align::Left),
        ]);
        let room = shorten::room(self.width);
        for package in &packages {
            let source = package.source.as_ref().map_or_else(
                || "-".to_owned(),
                |source| match &source.version {
                    Some(version) if Some(version) != package.version.as_ref() => {
                        format!("{} {version}", source.name)
                    }
                    _ => source.name.clone(),
                },
            );
            table.row(
                [
                    &package.name,
                    version(package),
                    package.architecture.as_deref().unwrap_or("-"),
                    &source,
                    &shorten::licences(licence(package), room, self.texts),
                ]
                .map(table::plain),
            );
        }
        self.heading("command-sbom-system-packages", packages.len()) + &table.draw(self.width)
    }

    fn language_packages(&self) -> String {
        let packages = self.present(&[ComponentKind::LanguagePackage]);
        if packages.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-sbom-type"), Align::Left),
            (self.get("command-inspect-user-name"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-sbom-belongs-to"), Align::Left),
            (self.get("command-inspect-path"), Align::Left),
        ]);
        for package in &packages {
            table.row(
                [
                    &package.ecosystem,
                    &full_name(package),
                    version(package),
                    self.name_of(package.belongs_to),
                    &self.place(package),
                ]
                .map(table::plain),
            );
        }
        self.heading("command-sbom-language-packages", packages.len()) + &table.draw(self.width)
    }

    fn others(&self) -> String {
        let others = self.present(&[
            ComponentKind::Program,
            ComponentKind::Executable,
            ComponentKind::Archive,
            ComponentKind::Model,
        ]);
        if others.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-sbom-kind"), Align::Left),
            (self.get("command-inspect-user-name"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-inspect-path"), Align::Left),
        ]);
        for one in others.iter().take(MOST) {
            let kind = match one.kind {
                ComponentKind::Program => "command-sbom-kind-program",
                ComponentKind::Executable => "command-sbom-kind-executable",
                ComponentKind::Model => "command-sbom-kind-model",
                _ => "command-sbom-kind-archive",
            };
            table.row(
                [&self.get(kind), &full_name(one), version(one), &self.place(one)]
                    .map(table::plain),
            );
        }
        let heading = self.heading("command-sbom-others", others.len());
        heading + &table.draw(self.width) + &self.more(others.len())
    }

    fn removed(&self) -> String {
        let components = self.inventory.components.iter();
        let removed: Vec<_> = components.filter_map(|one| Some((one, one.removed_in?))).collect();
        if removed.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-sbom-type"), Align::Left),
            (self.get("command-inspect-user-name"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-sbom-put-by"), Align::Right),
            (self.get("command-sbom-removed-by"), Align::Right),
            (self.get("command-inspect-path"), Align::Left),
        ]);
        for (one, layer) in removed.iter().take(MOST) {
            let from = one.locations.first().map_or(0, |place| place.layer);
            table.row([
                table::plain(&one.ecosystem),
                table::plain(&full_name(one)),
                table::plain(version(one)),
                (from + 1).to_string(),
                (layer + 1).to_string(),
                table::plain(&self.place(one)),
            ]);
        }
        let heading = self.heading("command-sbom-removed", removed.len());
        heading + &table.draw(self.width) + &self.more(removed.len())
    }

    /// Returns the files that nobody owns and whose form is not known.
    fn files(&self) -> String {
        let files = self.inventory.files.iter();
        let unknown: Vec<_> = files.filter(|file| file.class == FileClass::Unknown).collect();
        if unknown.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-inspect-size"), Align::Right),
            (self.get("command-inspect-path"), Align::Left),
        ]);
        for file in unknown.iter().take(MOST) {
            table.row([figures::size(file.size, self.language), file.path.to_string()]);
        }
        let heading = self.heading("command-sbom-unknown-files", unknown.len());
        heading + &table.draw(self.width) + &self.more(unknown.len())
    }

    fn troubles(&self, key: &'static str, troubles: &[Damaged]) -> String {
        if troubles.is_empty() {
            return String::new();
        }
        let mut text = self.heading(key, troubles.len());
        for trouble in troubles.iter().take(MOST) {
            let mut place = trouble.path.to_string();
            for inside in &trouble.damage.inside {
                place.push_str(" > ");
                place.push_str(&table::plain(inside));
            }
            text.extend([&place, ": ", &self.trouble(&trouble.damage), "\n"].map(str::to_owned));
        }
        text + &self.more(troubles.len())
    }

    /// Returns the sentence of some damage.
    fn trouble(&self, damage: &Damage) -> String {
        let detail = table::plain(&damage.detail);
        let known = haerterei_inventory::MESSAGE_KEYS.iter().find(|key| **key == damage.code);
        match known {
            Some(key) => self.texts.say(&Message::new(key).text("detail", detail)),
            None => format!("{}: {detail}", table::plain(&damage.code)),
        }
    }

    fn more(&self, count: usize) -> String {
        if count <= MOST {
            return String::new();
        }
        let message = Message::new("command-inspect-more").number("count", count - MOST);
        self.texts.say(&message) + "\n"
    }

    fn name_of(&self, id: Option<ComponentId>) -> &str {
        id.and_then(|id| self.inventory.components.get(id.0 as usize))
            .map_or("-", |component| &component.name)
    }

    /// Returns the first place of a component, and how many more there are.
    fn place(&self, component: &Component) -> String {
        let Some(first) = component.locations.first() else { return "-".to_owned() };
        let mut place = first.path.to_string();
        for inside in &first.inside {
            place.push_str(" > ");
            place.push_str(inside);
        }
        if component.locations.len() > 1 {
            let others = self.count(component.locations.len() as u64 - 1);
            place.push_str(&format!(" (+{others})"));
        }
        place
    }
}

fn version(component: &Component) -> &str {
    component.version.as_deref().unwrap_or("-")
}

fn licence(component: &Component) -> &str {
    let licences = &component.licences;
    licences.concluded.as_deref().or(licences.declared.as_deref()).unwrap_or("-")
}

fn full_name(component: &Component) -> String {
    match (&component.group, component.ecosystem.as_str()) {
        (Some(group), "maven") => format!("{group}:{}", component.name),
        (Some(group), _) => format!("{group}/{}", component.name),
        (None, _) => component.name.clone(),
    }
}
