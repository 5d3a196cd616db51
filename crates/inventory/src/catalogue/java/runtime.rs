// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Java runtimes: the file `release` that every JDK and every image of `jlink` carries.

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;

use crate::catalogue::os_release::assignments;
use crate::component::{ComponentKind, How};
use crate::findings::{Findings, Found, Owned};

/// Returns whether a file named `release` begins like that of a Java runtime.
pub(crate) fn is_runtime(start: &[u8]) -> bool {
    [b"JAVA_VERSION=".as_slice(), b"JAVA_RUNTIME_VERSION=", b"IMPLEMENTOR="]
        .iter()
        .any(|key| memchr::memmem::find(start, key).is_some())
}

/// Reads `release`. The runtime owns all below its folder; its modules are what it provides.
pub(crate) fn read_runtime(path: &TreePath, bytes: &[u8]) -> Findings {
    let values = assignments(&String::from_utf8_lossy(bytes));
    let get = |name: &str| values.get(name).filter(|value| !value.is_empty());
    let Some(version) = get("JAVA_RUNTIME_VERSION").or_else(|| get("JAVA_VERSION")) else {
        return Findings::default();
    };
    let name = if get("GRAALVM_VERSION").is_some() { "graalvm" } else { "openjdk" };
    let mut found = Found::new(ComponentKind::Program, "generic", name, How::Metadata);
    // The vendor's own name of the version has more than the plain one.
    found.version = Some(version.trim_end_matches("-LTS").to_owned());
    let number = found.version.as_deref().unwrap_or_default();
    found.purl = PackageUrl::new("generic", "", name, number).map(|purl| purl.to_string());
    found.architecture = get("OS_ARCH").cloned();
    found.creator.name = get("IMPLEMENTOR").cloned();
    found.nature.executable = true;
    found.nature.structured = true;
    found.provides = get("MODULES")
        .map(|list| list.split_whitespace().take(4096).map(str::to_owned).collect())
        .unwrap_or_default();
    found.owns.extend(path.parent().filter(|folder| !folder.is_root()).map(Owned::folder));
    Findings { found: vec![found], ..Findings::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_says_what_it_is_and_has() {
        let release = b"IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_RUNTIME_VERSION=\"21.0.4+7-LTS\"\n\
            JAVA_VERSION=\"21.0.4\"\nMODULES=\"java.base java.sql\"\nOS_ARCH=\"x86_64\"\n";
        assert!(is_runtime(release) && !is_runtime(b"text"));
        let path = TreePath::parse("opt/java/release").unwrap();
        let findings = read_runtime(&path, release);
        let found = &findings.found[0];
        assert_eq!(found.purl.as_deref(), Some("pkg:generic/openjdk@21.0.4%2B7"));
        assert_eq!(found.provides, ["java.base", "java.sql"]);
        assert_eq!(found.creator.name.as_deref(), Some("Eclipse Adoptium"));
        assert_eq!(found.owns, [Owned::folder(TreePath::parse("opt/java").unwrap())]);
        assert!(read_runtime(&path, b"IMPLEMENTOR=x\n").is_empty());
    }
}
