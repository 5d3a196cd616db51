// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Inventories and indices made for tests.

use std::path::Path;

use haerterei_advisories::{Bounds, Form, Index, Origin, Place, Source, bring};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Digest, Silent, Timestamp};
use haerterei_inventory::{
    Completeness, Component, ComponentKind, How, INVENTORY_VERSION, Inventory, SourcePackage,
    Subject, System,
};
use haerterei_register::{Basis, Batch, Name};

/// A day of November 2026.
pub(crate) fn day(number: i64) -> Timestamp {
    Timestamp::from_second(1_793_491_200 + number * 86_400).unwrap()
}

/// Makes an index of a tracker's file, in a folder of its own; the day is part of what it is.
pub(crate) fn index(folder: &Path, tracker: &str, made: i64) -> Index {
    index_with(folder, tracker, None, made)
}

/// The same with a list of what Debian 13 does not look after any more.
pub(crate) fn index_with(folder: &Path, tracker: &str, ended: Option<&str>, made: i64) -> Index {
    let mut files = vec![("debian", Form::DebianTracker, "tracker.json", tracker)];
    if let Some(ended) = ended {
        files.push(("support", Form::DebianSupport, "lists/security-support-ended.deb13", ended));
    }
    index_of(folder, &files, made)
}

/// Makes an index of files: source, form, name, content. One in a folder stands for its folder.
pub(crate) fn index_of(folder: &Path, files: &[(&str, Form, &str, &str)], made: i64) -> Index {
    let folder = folder.join(format!("index-{made}"));
    let mut sources = Vec::new();
    for (name, form, file, text) in files {
        let path = folder.join(file);
        let parent = path.parent().unwrap().to_owned();
        std::fs::create_dir_all(&parent).unwrap();
        std::fs::write(&path, text).unwrap();
        sources.push(Source {
            name: (*name).to_owned(),
            form: *form,
            origin: Origin::Paths(vec![if parent == folder { path } else { parent }]),
            licence: String::new(),
            attribution: String::new(),
        });
    }
    let place = Place {
        folder: &folder,
        fetcher: &Fetcher::new(FetchSettings::default()).unwrap(),
        clock: Clock::fixed(day(made)),
        bounds: Bounds::default(),
        tool: "test",
        progress: &Silent,
        cancel: &Cancel::new(),
    };
    bring(&sources, None, &place).unwrap();
    Index::open(&folder).unwrap()
}

/// One row of the tracker: package, weakness, fixed version if any, urgency.
pub(crate) type Rule<'a> = (&'a str, &'a str, Option<&'a str>, &'a str);

/// Writes a tracker's file about Debian 13.
pub(crate) fn tracker(rules: &[Rule<'_>]) -> String {
    let mut packages: std::collections::BTreeMap<&str, serde_json::Map<String, serde_json::Value>> =
        std::collections::BTreeMap::new();
    for (package, weakness, fixed, urgency) in rules {
        let mut release = serde_json::json!({ "status": "open", "urgency": urgency });
        if let Some(fixed) = fixed {
            release = serde_json::json!({
                "status": "resolved", "urgency": urgency, "fixed_version": fixed,
                "repositories": { "trixie": fixed },
            });
        }
        let entry = serde_json::json!({ "releases": { "trixie": release } });
        packages.entry(package).or_default().insert((*weakness).to_owned(), entry);
    }
    serde_json::to_string(&packages).unwrap()
}

/// Makes an inventory of binary packages of Debian 13: name, source, version.
pub(crate) fn inventory(name: &str, packages: &[(&str, &str, &str)]) -> Inventory {
    let component =
        |kind, ecosystem: &str, name: &str, version: &str, source: Option<&str>| Component {
            version: Some(version.to_owned()),
            purl: Some(if ecosystem == "deb" {
                format!("pkg:deb/debian/{name}@{version}?arch=amd64")
            } else {
                format!("pkg:{ecosystem}/{name}@{version}")
            }),
            source: source.map(|name| SourcePackage { name: name.to_owned(), version: None }),
            dependencies_are_complete: true,
            ..Component::empty(kind, ecosystem, name, How::PackageDatabase)
        };
    let mut components: Vec<Component> = packages
        .iter()
        .map(|(name, source, version)| {
            component(ComponentKind::SystemPackage, "deb", name, version, Some(source))
        })
        .collect();
    // Of the one nobody speaks anywhere, of the other nobody in these indices.
    components.push(component(ComponentKind::LanguagePackage, "hex", "jason", "1.4.0", None));
    components.push(component(ComponentKind::LanguagePackage, "npm", "left-pad", "1.3.0", None));
    Inventory {
        version: INVENTORY_VERSION,
        subject: Subject {
            name: name.to_owned(),
            digest: Some(Digest::sha256(name.as_bytes())),
            platform: Some("linux/amd64".to_owned()),
            ..Subject::default()
        },
        system: Some(System {
            id: "debian".to_owned(),
            version_id: Some("13".to_owned()),
            ..System::default()
        }),
        support: None,
        layers: Vec::new(),
        components,
        files: Vec::new(),
        completeness: Completeness::default(),
    }
}

/// Returns a name in the scope of tests.
pub(crate) fn name(name: &str) -> Name {
    Name { issuer: "test".to_owned(), scope: "default".to_owned(), name: name.to_owned() }
}

/// Puts inventories into one batch, each under the name of its subject.
pub(crate) fn batch(inventories: &[Inventory]) -> Batch {
    let mut batch = Batch::default();
    for inventory in inventories {
        batch.push(inventory, Basis::Image, vec![name(&inventory.subject.name)]);
    }
    batch
}
