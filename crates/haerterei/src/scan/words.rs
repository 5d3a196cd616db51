// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How what stands in findings is named wherever it is shown.

use haerterei_findings::{Closed, Finding, Level, Rated, RestsOn};
use haerterei_ground::Digest;
use haerterei_inventory::Location;
use haerterei_texts::Texts;
use haerterei_versions::purl::PackageUrl;

/// Returns a package's name as its users write it, without what other columns say: `libssl3`,
/// `org.example:thing`, `@scope/thing`. What has no package URL keeps its name.
pub(super) fn name(finding: &Finding) -> String {
    let Ok(purl) = finding.place.name.parse::<PackageUrl>() else {
        return finding.place.name.clone();
    };
    match purl.kind() {
        "deb" | "apk" | "rpm" => purl.name().to_owned(),
        kind => {
            let separator = if kind == "maven" { ":" } else { "/" };
            let parts = purl.namespace().iter().map(String::as_str).chain([purl.name()]);
            parts.collect::<Vec<&str>>().join(separator)
        }
    }
}

/// Returns the source package, or the package's own name where it has none.
pub(super) fn source(finding: &Finding) -> String {
    finding.place.source.clone().unwrap_or_else(|| name(finding))
}

/// Returns what closed a finding with whether that is a claim, in documents for programs.
pub(super) fn with_claim(by: String, closed: &Closed) -> String {
    match closed.rests_on {
        Some(RestsOn::Records) => format!("{by}; rests on the image's own records"),
        Some(RestsOn::Author) => format!("{by}; rests on an unverified name"),
        _ => by,
    }
}

/// Returns a score as people write it: `9.8`.
pub(super) fn score(tenths: u8) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Returns how bad something is, with the score where one can be computed.
pub(super) fn severity(level: Option<Level>, tenths: Option<u8>, texts: &Texts) -> String {
    match (level, tenths) {
        (None, None) => "–".to_owned(),
        (Some(level), None) => texts.get(level.key()),
        (None, Some(tenths)) => score(tenths),
        (Some(level), Some(tenths)) => format!("{} {}", score(tenths), texts.get(level.key())),
    }
}

/// Returns a probability in hundred-thousandths in percent: `97.3 %` has one place.
pub(super) fn percent(hundred_thousandths: u32) -> String {
    let tenths = (hundred_thousandths + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Returns who rates, and in which words.
pub(super) fn rated(rated: &Rated) -> String {
    match rated.tenths {
        Some(tenths) => format!("{} {} ({})", rated.by, score(tenths), rated.value),
        None => format!("{} {}", rated.by, rated.value),
    }
}

/// Returns where a file is: the path, and what it is inside of it.
pub(super) fn path(location: &Location) -> String {
    let mut text = location.path.to_string();
    for inside in &location.inside {
        text.push_str("!/");
        text.push_str(inside);
    }
    text
}

/// Returns the page on which a weakness is described: that of whoever gave it its name. What is no
/// plain name has none.
pub(super) fn page(id: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    if id.is_empty() || id.len() > 64 || !id.bytes().all(is_plain) {
        return None;
    }
    let family = id.split('-').next().unwrap_or_default();
    Some(match family {
        "CVE" => format!("https://www.cve.org/CVERecord?id={id}"),
        "GHSA" => format!("https://github.com/advisories/{id}"),
        "GO" => format!("https://pkg.go.dev/vuln/{id}"),
        "RUSTSEC" => format!("https://rustsec.org/advisories/{id}.html"),
        "DSA" | "DLA" => format!("https://security-tracker.debian.org/tracker/{id}"),
        "USN" => format!("https://ubuntu.com/security/notices/{id}"),
        "RHSA" => format!("https://access.redhat.com/errata/{id}"),
        "PYSEC" | "MAL" | "ALSA" | "RLSA" | "OSV" => {
            format!("https://osv.dev/vulnerability/{id}")
        }
        _ => return None,
    })
}

/// Returns a name that follows from what is named: a UUID (RFC 9562, version 8).
pub(super) fn uuid(of: &str) -> String {
    let digest = Digest::sha256(of.as_bytes());
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    let number = u128::from_be_bytes(bytes);
    let number = (number & !(0xf << 76)) | (0x8 << 76);
    let number = (number & !(0x3 << 62)) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let (one, rest) = hex.split_at(8);
    let (two, rest) = rest.split_at(4);
    let (three, rest) = rest.split_at(4);
    let (four, five) = rest.split_at(4);
    [one, two, three, four, five].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_page_and_nothing_else_becomes_one() {
        for (id, page) in [
            ("CVE-2024-1", Some("https://www.cve.org/CVERecord?id=CVE-2024-1")),
            ("GHSA-a-b-c", Some("https://github.com/advisories/GHSA-a-b-c")),
            ("DSA-1-1", Some("https://security-tracker.debian.org/tracker/DSA-1-1")),
            ("CVE-2024-1\" onclick=\"x", None),
            ("CVE-2024-1&x=y", None),
            ("TEMP-1", None),
            ("", None),
        ] {
            assert_eq!(super::page(id).as_deref(), page, "{id}");
        }
    }

    #[test]
    fn names_of_things_are_uuids_of_version_8() {
        let id = uuid("CVE-2024-1");
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'8', "{id}");
        assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        assert_ne!(id, uuid("CVE-2024-2"));
    }

    #[test]
    fn figures_are_rounded() {
        assert_eq!(percent(97_349), "97.3");
        assert_eq!(percent(49), "0.0");
        assert_eq!(percent(100_000), "100.0");
        assert_eq!(score(98), "9.8");
    }
}
