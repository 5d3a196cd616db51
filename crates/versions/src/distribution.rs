// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How tools call the distributions of RPM packages in package URLs.
//!
//! The definition of the type `rpm` asks for the vendor. Red Hat and syft write `redhat`, `rhel` stands
//! in `os-release`; Trivy writes `alma` for what calls itself `almalinux`.

use crate::purl::PackageUrl;

/// The names of each, first the one that we write.
const NAMES: [&[&str]; 3] = [&["almalinux", "alma"], &["redhat", "rhel"], &["rocky", "rockylinux"]];

/// Returns every name of a package's distribution, first the one that we write.
pub fn names(purl: &PackageUrl) -> Vec<&str> {
    let Some(own) = purl.namespace().first().map(String::as_str) else { return Vec::new() };
    let known = NAMES.iter().find(|names| purl.kind() == "rpm" && names.contains(&own));
    known.map_or_else(|| vec![own], |names| names.to_vec())
}

/// Returns the name of a package's distribution that we write.
pub fn name(purl: &PackageUrl) -> Option<&str> {
    names(purl).first().copied()
}

/// Returns whether both are of the same namespace, whatever tools call it.
pub fn is_same(one: &PackageUrl, other: &PackageUrl) -> bool {
    one.namespace() == other.namespace() || (one.kind() == "rpm" && name(one) == name(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distribution_has_one_name_for_us() {
        let of = |text: &str| text.parse::<PackageUrl>().unwrap();
        for (text, expected) in [
            ("pkg:rpm/alma/bash@5", Some("almalinux")),
            ("pkg:rpm/rhel/bash@5", Some("redhat")),
            ("pkg:rpm/fedora/bash@5", Some("fedora")),
            ("pkg:deb/alma/bash@5", Some("alma")),
            ("pkg:rpm/bash@5", None),
        ] {
            assert_eq!(name(&of(text)), expected, "{text}");
        }
        assert!(is_same(&of("pkg:rpm/redhat/bash"), &of("pkg:rpm/rhel/bash")));
        assert!(!is_same(&of("pkg:rpm/redhat/bash"), &of("pkg:rpm/rocky/bash")));
        assert!(!is_same(&of("pkg:npm/alma/bash"), &of("pkg:npm/almalinux/bash")));
    }
}
