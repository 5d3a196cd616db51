// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! JavaScript packages: `package.json` of what is installed, and lock files where nothing is.

mod lock;

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;
use serde_json::Value;

use super::code;
use super::licences::{Several, declared};
use super::people::{mailbox, sentence, web_address};
use crate::component::{ComponentKind, Creator, How, Licences};
use crate::findings::{Claim, Damage, Findings, Found, Owned};

pub(super) use lock::{read_npm_lock, read_yarn_lock};

/// Returns whether a `package.json` in this folder is that of a package, and not one of the files
/// of that name that lie in packages to set options or to be tested.
pub(super) fn is_root_of_package(folder: &[u8]) -> bool {
    let Some(at) = memchr::memmem::rfind(folder, b"node_modules/") else {
        // The application itself, or packages of a distribution (`usr/share/nodejs`).
        return true;
    };
    let starts = at == 0 || folder.get(at - 1) == Some(&b'/');
    let name = folder.get(at + b"node_modules/".len()..).unwrap_or_default();
    let parts = name.split(|byte| *byte == b'/').count();
    starts && parts == if name.starts_with(b"@") { 2 } else { 1 }
}

/// Returns where a folder is below one in which packages keep others that they brought along
/// (`next/dist/compiled/react-is`, `typescript/vendor/x`); nothing if it is in none.
pub(super) fn brought_along(folder: &[u8]) -> Option<&[u8]> {
    const FOLDERS: [&[u8]; 6] =
        [b"compiled", b"vendor", b"vendored", b"third_party", b"third-party", b"bundled"];
    let at = memchr::memmem::rfind(folder, b"node_modules/")?;
    let mut rest = folder.get(at + b"node_modules/".len()..)?;
    let mut found = None;
    while let Some(slash) = memchr::memchr(b'/', rest) {
        let (part, after) = (rest.get(..slash)?, rest.get(slash + 1..)?);
        if FOLDERS.contains(&part) {
            found = Some(after);
        }
        rest = after;
    }
    found
}

/// Returns whether what lies there is a package, and no part of one.
fn is_package(place: &[u8], name: &str) -> bool {
    let parts = place.split(|byte| *byte == b'/').count();
    let is_part_of_it =
        || place.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"));
    parts == if place.starts_with(b"@") { 2 } else { 1 } || is_part_of_it()
}

fn is_installed(path: &TreePath) -> bool {
    path.parts().any(|part| part == b"node_modules")
}

/// Reads `package.json` (docs.npmjs.com, "package.json").
pub(super) fn read_package(path: &TreePath, bytes: &[u8]) -> Findings {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = match serde_json::from_slice(text) {
        Ok(document) => document,
        Err(_) if !is_installed(path) => return Findings::default(),
        Err(error) => return Findings::damaged(Damage::new(code::METADATA, error.to_string())),
    };
    let text = |field: &str| document.get(field).and_then(Value::as_str).map(str::trim);
    let Some(name) = text("name") else { return Findings::default() };
    let folder = path.parent().unwrap_or_default();
    let version = if is_root_of_package(folder.as_bytes()) {
        text("version")
    } else {
        // What was compiled into another package often lost its version.
        let place = brought_along(folder.as_bytes());
        place.filter(|place| is_package(place, name)).map(|_| text("version").unwrap_or_default())
    };
    let found = version.and_then(|version| component(name, version, How::Metadata));
    let Some(mut found) = found else { return Findings::default() };
    found.description = text("description").and_then(sentence);
    found.homepage = text("homepage").and_then(web_address).or_else(|| repository(&document));
    found.creator = creator(&document);
    found.licences = licences(&document);
    found.needs = document
        .get("dependencies")
        .and_then(Value::as_object)
        .map(|needs| needs.keys().map(|name| Claim { any_of: vec![name.clone()] }).collect())
        .unwrap_or_default();
    found.needs_are_complete = true;
    if is_installed(path) {
        found.owns.extend(path.parent().map(Owned::folder));
    }
    Findings { found: vec![found], ..Findings::default() }
}

/// Returns a package by its name, with its scope.
fn component(name: &str, version: &str, how: How) -> Option<Found> {
    let (scope, plain) = match name.split_once('/') {
        Some((scope, plain)) if scope.starts_with('@') => (Some(scope), plain),
        Some(_) => return None,
        None => (None, name),
    };
    let is_sane = |c: char| !c.is_whitespace() && !c.is_control();
    if plain.is_empty() || name.len() > 300 || !name.chars().all(is_sane) {
        return None;
    }
    let mut found = Found::new(ComponentKind::LanguagePackage, "npm", plain, how);
    found.group = scope.map(str::to_owned);
    found.version = Some(version.trim_start_matches('v').to_owned()).filter(|v| !v.is_empty());
    let purl = PackageUrl::new(
        "npm",
        scope.unwrap_or_default(),
        plain,
        found.version.as_deref().unwrap_or_default(),
    );
    found.purl = purl.map(|purl| purl.to_string());
    found.nature.executable = true;
    found.nature.structured = true;
    Some(found)
}

fn creator(document: &Value) -> Creator {
    let person = |value: &Value| match value {
        // `Name <address> (page)`
        Value::String(text) => {
            let (rest, page) = text.split_once('(').unwrap_or((text, ""));
            Creator { url: web_address(page.trim_end_matches(')')), ..mailbox(rest) }
        }
        value => {
            let get = |field: &str| value.get(field).and_then(Value::as_str);
            Creator {
                name: get("name").map(|name| name.chars().take(200).collect()),
                email: get("email").and_then(|email| mailbox(email).email),
                url: get("url").and_then(web_address),
            }
        }
    };
    let first = |field: &str| document.get(field).and_then(|list| list.get(0));
    document
        .get("author")
        .or_else(|| first("maintainers"))
        .or_else(|| first("contributors"))
        .map(person)
        .unwrap_or_default()
}

fn repository(document: &Value) -> Option<String> {
    let repository = document.get("repository")?;
    let url = repository.as_str().or_else(|| repository.get("url")?.as_str())?;
    web_address(url.trim_start_matches("git+").trim_end_matches(".git"))
}

fn licences(document: &Value) -> Licences {
    let one = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("type")?.as_str());
        text.map(str::to_owned)
    };
    let list = |field: &str| -> Vec<String> {
        match document.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
            Some(value) => one(value).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let mut names = list("license");
    if names.is_empty() {
        names = list("licenses");
    }
    // What npm tells those to write who refer to a file, or allow nothing.
    let names = names.iter().map(|name| match name.strip_prefix("SEE LICENSE IN ") {
        Some(file) => {
            ["LicenseRef-see-", &file.replace(|c: char| !c.is_ascii_alphanumeric(), "-")].concat()
        }
        None if name == "UNLICENSED" => "LicenseRef-UNLICENSED".to_owned(),
        None => name.clone(),
    });
    let names: Vec<String> = names.collect();
    declared(names.iter().map(String::as_str), Several::Choice)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(path: &str, text: &str) -> Findings {
        read_package(&TreePath::parse(path).unwrap(), text.as_bytes())
    }

    #[test]
    fn only_roots_of_packages_count() {
        for (folder, expected) in [
            ("app", true),
            ("app/node_modules/a", true),
            ("app/node_modules/@s/a", true),
            ("app/node_modules/a/node_modules/b", true),
            ("app/node_modules/a/dist", false),
            ("app/node_modules/@s", false),
            ("app/node_modules/@s/a/esm", false),
            ("usr/share/nodejs/x", true),
        ] {
            assert_eq!(is_root_of_package(folder.as_bytes()), expected, "{folder}");
        }
    }

    #[test]
    fn a_package_that_another_one_brought_along_counts() {
        for (folder, name, is_read) in [
            ("app/node_modules/next/dist/compiled/@s/a", "@s/a", true),
            ("app/node_modules/next/dist/compiled/babel", "@babel/core", true),
            ("app/node_modules/next/dist/compiled/@s/a/part", "@s/a", true),
            ("app/node_modules/next/dist/compiled/a/part", "part", false),
            ("app/node_modules/typescript/vendor/a", "a", true),
            ("app/node_modules/terser/bin", "bin", false),
            ("srv/vendor/sub/a", "a", false),
        ] {
            let text = format!(r#"{{"name":"{name}"}}"#);
            let findings = read(&format!("{folder}/package.json"), &text);
            assert_eq!(!findings.found.is_empty(), is_read, "{folder}");
            assert!(!is_read || brought_along(folder.as_bytes()).is_some());
            assert!(findings.found.iter().all(|found| found.version.is_none()));
        }
    }

    #[test]
    fn a_package_is_read() {
        let text = r#"{"name":"@babel/core","version":"7.1.0","license":"MIT",
            "author":{"name":"Jo","email":"jo@example.org","url":"https://example.org"},
            "repository":{"url":"git+https://github.com/babel/babel.git"},
            "dependencies":{"semver":"^1","@babel/types":"7"},"devDependencies":{"x":"1"}}"#;
        let findings = read("app/node_modules/@babel/core/package.json", text);
        let found = &findings.found[0];
        assert_eq!((found.group.as_deref(), &*found.name), (Some("@babel"), "core"));
        assert_eq!(found.purl.as_deref(), Some("pkg:npm/%40babel/core@7.1.0"));
        assert_eq!(found.homepage.as_deref(), Some("https://github.com/babel/babel"));
        assert_eq!(found.creator.email.as_deref(), Some("jo@example.org"));
        let mut needs: Vec<_> = found.needs.iter().map(|claim| claim.any_of[0].as_str()).collect();
        needs.sort_unstable();
        assert_eq!(needs, ["@babel/types", "semver"]);
        let owned = TreePath::parse("app/node_modules/@babel/core").unwrap();
        assert_eq!(found.owns, [Owned::folder(owned)]);
    }

    #[test]
    fn every_way_to_write_a_licence_is_read() {
        for (field, expected) in [
            (r#""license":"(MIT OR ISC)""#, "ISC OR MIT"),
            (r#""license":{"type":"MIT","url":"x"}"#, "MIT"),
            (r#""licenses":[{"type":"MIT"},{"type":"ISC"}]"#, "ISC OR MIT"),
            (r#""license":"SEE LICENSE IN LICENSE.md""#, "LicenseRef-see-LICENSE-md"),
            (r#""license":"UNLICENSED""#, "LicenseRef-UNLICENSED"),
        ] {
            let text = [r#"{"name":"a","version":"1","#, field, "}"].concat();
            let findings = read("a/package.json", &text);
            assert_eq!(findings.found[0].licences.declared.as_deref(), Some(expected), "{field}");
        }
    }

    #[test]
    fn what_is_no_package_shows_nothing() {
        assert!(read("a/package.json", r#"{"type":"module"}"#).is_empty());
        assert!(read("a/package.json", "{").is_empty());
        assert_eq!(read("node_modules/a/package.json", "{").damage[0].code, code::METADATA);
        assert!(read("a/package.json", r#"{"name":"a/b","version":"1"}"#).is_empty());
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "\\{(\"(name|version|license|author|dependencies)\":(\"[@a/<>( ]{0,5}\"|\\[\\{\\}\\]|\\{\"a\":1\\}|null),?){0,4}\\}") {
            read("node_modules/a/package.json", &text);
        }
    }
}
