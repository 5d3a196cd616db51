// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Go's own tools: the file `VERSION` at the root of a distribution of Go (go.dev/dl).

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;

use crate::component::{ComponentKind, How};
use crate::findings::{Findings, Found, Owned};

/// Returns whether a file named `VERSION` begins like that of Go.
pub(super) fn is_go(start: &[u8]) -> bool {
    start.strip_prefix(b"go").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// Reads `VERSION`; the tools own all below their folder.
pub(super) fn read_go(path: &TreePath, bytes: &[u8]) -> Findings {
    let text = String::from_utf8_lossy(bytes);
    let line = text.lines().next().unwrap_or_default().trim();
    let is_version = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let Some(version) = line.strip_prefix("go").filter(|version| {
        version.contains('.') && version.len() < 40 && version.chars().all(is_version)
    }) else {
        return Findings::default();
    };
    let mut found = Found::new(ComponentKind::Program, "generic", "go", How::Metadata);
    found.version = Some(version.to_owned());
    found.purl = PackageUrl::new("generic", "", "go", version).map(|purl| purl.to_string());
    found.nature.executable = true;
    found.nature.structured = true;
    found.owns.extend(path.parent().filter(|folder| !folder.is_root()).map(Owned::folder));
    Findings { found: vec![found], ..Findings::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_say_their_version() {
        let path = TreePath::parse("usr/local/go/VERSION").unwrap();
        let findings = read_go(&path, b"go1.22.1\ntime 2024-02-29T18:18:48Z\n");
        assert_eq!(findings.found[0].purl.as_deref(), Some("pkg:generic/go@1.22.1"));
        assert_eq!(findings.found[0].owns[0].path.to_string(), "/usr/local/go");
        assert!(read_go(&path, b"gobble").is_empty() && !is_go(b"gobble"));
    }
}
