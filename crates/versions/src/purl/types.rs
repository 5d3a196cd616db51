// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the definitions of types demand of namespaces and names (package-url specification,
//! `types/*-definition.json`).

use super::PackageUrl;

/// Brings namespace and name into the spelling that the type's definition calls canonical.
pub(super) fn normalise(purl: &mut PackageUrl) {
    let (namespace, name) = match purl.kind.as_str() {
        "alpm" | "apk" | "bitbucket" | "composer" | "deb" | "github" | "golang" | "npm" => {
            (true, true)
        }
        "rpm" => (true, false),
        "pypi" => (false, true),
        _ => (false, false),
    };
    if namespace {
        for part in &mut purl.namespace {
            part.make_ascii_lowercase();
        }
    }
    if name {
        purl.name.make_ascii_lowercase();
    }
    if purl.kind == "pypi" {
        purl.name = join_separators(&purl.name);
    }
}

/// Makes one hyphen of each run of hyphens, underscores and dots (PEP 503, "Normalized Names").
fn join_separators(name: &str) -> String {
    let mut joined = String::with_capacity(name.len());
    for character in name.chars() {
        if !matches!(character, '-' | '_' | '.') {
            joined.push(character);
        } else if !joined.ends_with('-') {
            joined.push('-');
        }
    }
    joined
}

/// Whether a namespace is there where the type demands one, and absent where it forbids one.
///
/// Of those that demand one, only Maven's is checked: the whole world writes
/// `pkg:golang/stdlib`, and the distribution of `deb` is added later than the name.
pub(super) fn is_valid(purl: &PackageUrl) -> bool {
    match purl.kind.as_str() {
        "maven" => purl.namespace.len() == 1,
        "composer" => !purl.namespace.is_empty(),
        "cargo" | "gem" | "nuget" | "pypi" => purl.namespace.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn made(kind: &str, namespace: &str, name: &str, version: &str) -> String {
        PackageUrl::new(kind, namespace, name, version).map_or_else(String::new, |p| p.to_string())
    }

    #[test]
    fn every_type_has_its_spelling() {
        for (kind, namespace, name, version, expected) in [
            ("apk", "Alpine", "Curl", "7.83.0-r0", "pkg:apk/alpine/curl@7.83.0-r0"),
            ("cargo", "", "Rand", "0.7.2", "pkg:cargo/Rand@0.7.2"),
            ("composer", "Laravel", "Framework", "v11", "pkg:composer/laravel/framework@v11"),
            ("deb", "", "zlib1g", "1:1.2+x~y", "pkg:deb/zlib1g@1:1.2%2Bx~y"),
            ("gem", "", "Ruby_Advisory", "0.5.0", "pkg:gem/Ruby_Advisory@0.5.0"),
            ("generic", "", "OpenSSL", "3.0", "pkg:generic/OpenSSL@3.0"),
            (
                "golang",
                "github.com/Azure",
                "go-autorest",
                "v14.2.0+incompatible",
                "pkg:golang/github.com/azure/go-autorest@v14.2.0%2Bincompatible",
            ),
            ("golang", "", "stdlib", "1.22.1", "pkg:golang/stdlib@1.22.1"),
            ("maven", "org.Apache", "Batik-all", "1", "pkg:maven/org.Apache/Batik-all@1"),
            ("npm", "@Angular", "Core", "1", "pkg:npm/%40angular/core@1"),
            ("nuget", "", "EnterpriseLibrary.Common", "6", "pkg:nuget/EnterpriseLibrary.Common@6"),
            ("pypi", "", "Zope._-Interface", "5", "pkg:pypi/zope-interface@5"),
            ("rpm", "Fedora", "ImageMagick", "6-1.fc25", "pkg:rpm/fedora/ImageMagick@6-1.fc25"),
        ] {
            assert_eq!(made(kind, namespace, name, version), expected);
            let parsed: PackageUrl = expected.parse().unwrap();
            assert_eq!(parsed.to_string(), expected);
        }
    }

    #[test]
    fn what_no_type_allows_is_not_made() {
        for (kind, namespace, name) in [
            ("maven", "", "a"),
            ("maven", "g/h", "a"),
            ("composer", "", "a"),
            ("cargo", "x", "a"),
            ("pypi", "x", "a"),
            ("npm", "", ""),
            ("", "", "a"),
            ("a b", "", "a"),
        ] {
            assert_eq!(made(kind, namespace, name, "1"), "", "{kind}/{namespace}/{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_is_read_again(
            kind in "npm|pypi|golang|generic|rpm",
            namespace in "[@a-zA-Z./ ]{0,8}",
            name in "[a-zA-Z@/%+._ ü-]{1,8}",
            version in "[0-9a-z.+:~/@-]{0,8}",
        ) {
            if let Some(purl) = PackageUrl::new(&kind, &namespace, &name, &version) {
                prop_assert_eq!(purl.to_string().parse::<PackageUrl>().unwrap(), purl);
            }
        }
    }
}
