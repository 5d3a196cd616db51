// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! PHP packages: `vendor/composer/installed.json`, which Composer writes when it has installed
//! (getcomposer.org; version 2 wraps the list of version 1 in an object).

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;
use serde_json::Value;

use super::licences::{Several, declared};
use super::people::{mailbox, sentence, web_address};
use super::{Bounds, code};
use crate::component::{ComponentKind, Creator, How};
use crate::findings::{Claim, Damage, Findings, Found, Owned};

/// Reads `installed.json`.
pub(super) fn read(path: &TreePath, bytes: &[u8], bounds: &Bounds) -> Findings {
    let document: Value = match serde_json::from_slice(bytes) {
        Ok(document) => document,
        Err(error) => return Findings::damaged(Damage::new(code::METADATA, error.to_string())),
    };
    let packages = document.get("packages").unwrap_or(&document).as_array();
    let packages = packages.map(Vec::as_slice).unwrap_or_default();
    let mut findings = Findings::default();
    for package in packages.iter().take(bounds.components.saturating_add(1)) {
        if let Some(found) = component(path, package) {
            findings.found.push(found);
        } else {
            let damage = Damage::new(code::METADATA, "a package without `vendor/name`");
            findings.damage.push(damage);
        }
    }
    findings
}

fn component(path: &TreePath, package: &Value) -> Option<Found> {
    let text = |field: &str| package.get(field).and_then(Value::as_str);
    let (vendor, name) = text("name")?.split_once('/')?;
    let version = text("version").unwrap_or_default();
    let purl = PackageUrl::new("composer", vendor, name, version)?;
    let mut found = Found::new(ComponentKind::LanguagePackage, "composer", name, How::Metadata);
    found.group = Some(vendor.to_owned());
    found.version = Some(version.to_owned()).filter(|version| !version.is_empty());
    found.purl = Some(purl.to_string());
    found.description = text("description").and_then(sentence);
    found.homepage = text("homepage").and_then(web_address);
    if let Some(author) = package.get("authors").and_then(|authors| authors.get(0)) {
        let get = |field: &str| author.get(field).and_then(Value::as_str);
        found.creator = Creator {
            name: get("name").map(|name| name.chars().take(200).collect()),
            email: get("email").and_then(|email| mailbox(email).email),
            url: get("homepage").and_then(web_address),
        };
    }
    let licences: Vec<&str> = match package.get("license") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(text)) => vec![text],
        _ => Vec::new(),
    };
    found.licences = declared(licences, Several::Choice);
    found.nature.executable = true;
    found.nature.structured = true;
    // `php`, `ext-…` and `lib-…` are the platform, which Composer does not install.
    found.needs = package
        .get("require")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|needs| needs.keys())
        .filter(|name| name.contains('/'))
        .map(|name| Claim { any_of: vec![name.clone()] })
        .collect();
    found.needs_are_complete = true;
    // Version 2 says where; version 1 always installs into the same place.
    let place = match text("install-path") {
        Some(place) => path.link_target(place.as_bytes()).ok(),
        None => path
            .link_target([b"../", vendor.as_bytes(), b"/", name.as_bytes()].concat().as_slice())
            .ok(),
    };
    found.owns.extend(place.filter(|place| !place.is_root()).map(Owned::folder));
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Findings {
        let path = TreePath::parse("app/vendor/composer/installed.json").unwrap();
        super::read(&path, text.as_bytes(), &Bounds::default())
    }

    const PACKAGE: &str = r#"{"name":"Monolog/monolog","version":"2.9.1","license":["MIT"],
        "require":{"php":">=7.2","psr/log":"^1"},"authors":[{"name":"Jo","email":"j@example.org"}]"#;

    #[test]
    fn both_forms_are_read() {
        let one = read(&["[", PACKAGE, "}]"].concat());
        let two = read(
            &[r#"{"packages":["#, PACKAGE, r#","install-path":"../monolog/monolog"}]}"#].concat(),
        );
        for findings in [one, two] {
            let found = &findings.found[0];
            assert_eq!(found.purl.as_deref(), Some("pkg:composer/monolog/monolog@2.9.1"));
            assert_eq!(found.licences.declared.as_deref(), Some("MIT"));
            assert_eq!(found.needs, [Claim { any_of: vec!["psr/log".into()] }]);
            let place = found.owns[0].path.to_string().to_lowercase();
            assert_eq!(place, "/app/vendor/monolog/monolog");
        }
    }

    #[test]
    fn a_package_without_a_name_is_damage() {
        let findings = read(&["[{}, ", PACKAGE, "}]"].concat());
        assert_eq!((findings.found.len(), findings.damage.len()), (1, 1));
        assert_eq!(read("{").damage.len(), 1);
        assert!(read("{}").is_empty());
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "\\[(\\{\"(name|version|license|require|authors)\":(\"[a/.]{0,5}\"|\\[\"a\"\\]|\\{\"a/b\":1\\}|null)\\},?){0,3}\\]") {
            read(&text);
        }
    }
}
