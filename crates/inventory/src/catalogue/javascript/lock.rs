// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Lock files of npm and Yarn: what would be installed. They count only in an image that has no
//! `node_modules` beside them ([`Findings::only_without`]).

use haerterei_ground::TreePath;
use serde_json::Value;

use super::component;
use crate::catalogue::{Bounds, code};
use crate::component::How;
use crate::findings::{Damage, Findings};

/// How deep version 1 of npm's lock files may nest.
const MAX_DEPTH: usize = 32;

fn promise(path: &TreePath) -> Findings {
    let installed = path.parent().and_then(|folder| folder.join("node_modules").ok());
    Findings { only_without: installed, ..Findings::default() }
}

/// Reads `package-lock.json` or `npm-shrinkwrap.json` (docs.npmjs.com, "package-lock.json"), leaving
/// out what is for development alone.
pub(crate) fn read_npm_lock(path: &TreePath, bytes: &[u8], bounds: &Bounds) -> Findings {
    let mut findings = promise(path);
    let document: Value = match serde_json::from_slice(bytes) {
        Ok(document) => document,
        Err(error) => return Findings::damaged(Damage::new(code::METADATA, error.to_string())),
    };
    if let Some(packages) = document.get("packages").and_then(Value::as_object) {
        for (place, package) in packages {
            let Some((_, name)) = place.rsplit_once("node_modules/") else { continue };
            let name = package.get("name").and_then(Value::as_str).unwrap_or(name);
            push(&mut findings, name, package, bounds);
        }
    } else if let Some(packages) = document.get("dependencies") {
        nested(&mut findings, packages, bounds, 0);
    }
    findings
}

/// Reads the form of version 1, in which packages hold packages.
fn nested(findings: &mut Findings, packages: &Value, bounds: &Bounds, depth: usize) {
    for (name, package) in packages.as_object().into_iter().flatten() {
        push(findings, name, package, bounds);
        if let Some(inner) = package.get("dependencies").filter(|_| depth < MAX_DEPTH) {
            nested(findings, inner, bounds, depth + 1);
        }
    }
}

fn push(findings: &mut Findings, name: &str, package: &Value, bounds: &Bounds) {
    let is = |field: &str| package.get(field).and_then(Value::as_bool) == Some(true);
    let version = package.get("version").and_then(Value::as_str);
    if is("dev") || is("link") || findings.found.len() > bounds.components {
        return;
    }
    let found = version.and_then(|version| component(name, version, How::LockFile));
    findings.found.extend(found);
}

/// Reads `yarn.lock`, of Yarn 1 and of later versions: a line that is not indented names what was
/// asked for, and `version` below it what that became.
pub(crate) fn read_yarn_lock(path: &TreePath, bytes: &[u8], bounds: &Bounds) -> Findings {
    let mut findings = promise(path);
    let text = String::from_utf8_lossy(bytes);
    let mut asked: Option<String> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if !line.starts_with(' ') {
            asked = line.strip_suffix(':').and_then(asked_for);
        } else if let Some(version) = line.strip_prefix("  version")
            && let Some(name) = asked.take()
            && findings.found.len() <= bounds.components
        {
            let version = version.trim_start_matches([':', ' ']).trim_matches(['"', ' ']);
            findings.found.extend(component(&name, version, How::LockFile));
        }
    }
    findings
}

/// Returns the name in `"@scope/name@npm:^1.0.0, @scope/name@^1"`; nothing for packages that lie in
/// the project itself.
fn asked_for(line: &str) -> Option<String> {
    let first = line.split(',').next()?.trim().trim_matches('"');
    let at = first.get(1..)?.find('@')? + 1;
    let (name, range) = first.split_at(at);
    let is_local = ["@workspace:", "@link:", "@file:", "@portal:"];
    (!is_local.iter().any(|protocol| range.starts_with(protocol))).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path() -> TreePath {
        TreePath::parse("app/package-lock.json").unwrap()
    }

    fn purls(findings: &Findings) -> Vec<&str> {
        findings.found.iter().filter_map(|found| found.purl.as_deref()).collect()
    }

    #[test]
    fn npm_promises_what_is_not_for_development() {
        let new = br#"{"lockfileVersion":3,"packages":{"":{"name":"app","version":"1"},
            "node_modules/@s/a":{"version":"1.0.0"},"node_modules/b":{"version":"2","dev":true},
            "node_modules/b/node_modules/c":{"version":"3","name":"d"}}}"#;
        let findings = read_npm_lock(&path(), new, &Bounds::default());
        assert_eq!(purls(&findings), ["pkg:npm/%40s/a@1.0.0", "pkg:npm/d@3"]);
        assert_eq!(findings.only_without, TreePath::parse("app/node_modules").ok());
        let old = br#"{"lockfileVersion":1,"dependencies":{"a":{"version":"1","dependencies":{"b":{"version":"2"}}}}}"#;
        let findings = read_npm_lock(&path(), old, &Bounds::default());
        assert_eq!(purls(&findings), ["pkg:npm/a@1", "pkg:npm/b@2"]);
        assert_eq!(read_npm_lock(&path(), b"{", &Bounds::default()).damage.len(), 1);
    }

    #[test]
    fn yarn_promises_in_both_of_its_forms() {
        let one = b"# yarn lockfile v1\n\n\"@s/a@^1\", \"@s/a@1\":\n  version \"1.0.2\"\n  resolved \"x\"\nb@2:\n  version \"2.0\"\n";
        let findings = read_yarn_lock(&path(), one, &Bounds::default());
        assert_eq!(purls(&findings), ["pkg:npm/%40s/a@1.0.2", "pkg:npm/b@2.0"]);
        let two = b"__metadata:\n  version: 8\n\n\"a@npm:^1\":\n  version: 1.2.3\n\n\"app@workspace:.\":\n  version: 0.0.0\n";
        assert_eq!(purls(&read_yarn_lock(&path(), two, &Bounds::default())), ["pkg:npm/a@1.2.3"]);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "([a@\",:]{0,6}:?\n( {0,2}version:? ?\"?1?\n)?){0,4}") {
            read_npm_lock(&path(), &bytes, &Bounds::default());
            read_yarn_lock(&path(), &bytes, &Bounds::default());
            read_yarn_lock(&path(), text.as_bytes(), &Bounds::default());
        }
    }
}
