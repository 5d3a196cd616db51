// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The version of an artifact whose archive has no description of Maven: what the file's name says,
//! and what the manifest says.

use haerterei_anatomy::jar::Manifest;

use super::identity::coordinate;

/// What stands behind a version in a file's name and is no part of it (Maven, "classifier"), as it
/// is common for archives that hold others or are made of them.
const CLASSIFIERS: &[&str] = &[
    "-all",
    "-boot",
    "-bundle",
    "-data",
    "-exec",
    "-executable",
    "-fat",
    "-jar-with-dependencies",
    "-javadoc",
    "-native",
    "-nodep",
    "-no_aop",
    "-noaop",
    "-shaded",
    "-sources",
    "-standalone",
    "-test",
    "-tests",
    "-uber",
    "-with-dependencies",
];

/// Takes a classifier off a version.
pub(super) fn without_classifier(version: &str) -> &str {
    let classifier = CLASSIFIERS.iter().find(|classifier| version.ends_with(**classifier));
    classifier.and_then(|classifier| version.strip_suffix(classifier)).unwrap_or(version)
}

/// Returns whether a manifest names a version.
pub(super) fn is_told(manifest: &Manifest) -> bool {
    ["Implementation-Version", "Bundle-Version"].iter().any(|name| manifest.get(name).is_some())
}

/// Returns the version that the manifest knows better than the file's name, if it does.
///
/// The name has the version under which the artifact was published. A bundle's version has a form of
/// its own, which adds zeros and dates (`1.70.00.0` for `1.70`, `OSGi` Core 8, section 3.2.5), so it
/// counts only where the name says nothing; an implementation's version counts where both differ in
/// their numbers.
pub(super) fn better(of_name: Option<&str>, manifest: Option<&Manifest>) -> Option<String> {
    let has_number = |version: &String| version.contains(|c: char| c.is_ascii_digit());
    let get = |name: &str| coordinate(manifest?.get(name)?).filter(has_number);
    match (of_name, get("Implementation-Version")) {
        (Some(own), Some(other)) => (!same_numbers(own, &other)).then_some(other),
        (Some(_), None) => None,
        (None, other) => other.or_else(|| get("Bundle-Version")),
    }
}

/// Returns whether two versions have the same numbers as far as both have some.
fn same_numbers(left: &str, right: &str) -> bool {
    fn numbers(version: &str) -> impl Iterator<Item = &str> {
        version
            .split(['.', '-', '_'])
            .take_while(|part| part.starts_with(|c: char| c.is_ascii_digit()))
            .map(|part| part.trim_start_matches('0'))
    }
    let has_some = numbers(left).next().is_some() && numbers(right).next().is_some();
    has_some && numbers(left).zip(numbers(right)).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_version_counts() {
        let manifest = |text: &str| Manifest::parse(text.as_bytes());
        for (own, text, expected) in [
            (Some("1.70"), "Bundle-Version: 1.70.00.0\n", None),
            (Some("3.1.1"), "Implementation-Version: 3.1.1-SNAPSHOT\n", None),
            (Some("2.0"), "Implementation-Version: 2.1\n", Some("2.1")),
            (Some("2.0"), "Implementation-Version: \n", None),
            (Some("2.0"), "Implementation-Version: unknown\n", None),
            (None, "Bundle-Version: 1.2.0\n", Some("1.2.0")),
            (None, "Bundle-Version: 1.2.0\nImplementation-Version: 1.2\n", Some("1.2")),
            (None, "", None),
        ] {
            let found = better(own, Some(&manifest(text)));
            assert_eq!(found.as_deref(), expected, "{own:?} {text}");
        }
        assert_eq!(better(Some("1"), None), None);
    }

    #[test]
    fn classifiers_are_no_versions() {
        for (version, expected) in
            [("3.4.4-exec", "3.4.4"), ("31.1-jre", "31.1-jre"), ("3.1.3-standalone", "3.1.3")]
        {
            assert_eq!(without_classifier(version), expected);
        }
    }
}
