// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The group of an artifact whose archive has no description of Maven.

use std::sync::LazyLock;

use haerterei_anatomy::jar::Manifest;

use super::identity::coordinate;

/// A line of the table of artifacts that are known.
struct Known {
    /// The name, or its beginning.
    name: &'static str,
    is_beginning: bool,
    group: &'static str,
    /// What the archive has.
    folder: &'static str,
    majors: Majors,
}

/// Which major versions a line is about.
#[derive(Clone, Copy)]
enum Majors {
    All,
    Below(u32),
    From(u32),
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let table = include_str!("../../../data/maven-groups.txt");
    table.lines().filter_map(line).collect()
});

fn line(line: &'static str) -> Option<Known> {
    let mut words = line.split_whitespace();
    let name = words.next().filter(|word| !word.starts_with('#'))?;
    let (group, folder) = (words.next()?, words.next()?);
    let majors = match words.next() {
        None => Majors::All,
        Some(range) => match range.strip_prefix('<') {
            Some(major) => Majors::Below(major.parse().ok()?),
            None => Majors::From(range.strip_prefix(">=")?.parse().ok()?),
        },
    };
    let beginning = name.strip_suffix('*');
    Some(Known {
        name: beginning.unwrap_or(name),
        is_beginning: beginning.is_some(),
        group,
        folder,
        majors,
    })
}

/// Returns the group of an artifact that is known by its name and by a folder that its archive has.
pub(super) fn known(
    artifact: &str,
    version: Option<&str>,
    has: &dyn Fn(&str) -> bool,
) -> Option<&'static str> {
    let major = || -> Option<u32> {
        let version = version?;
        let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
        version.get(..end)?.parse().ok()
    };
    let fits = |known: &&Known| {
        let is_named = if known.is_beginning {
            artifact.starts_with(known.name)
        } else {
            artifact == known.name
        };
        is_named
            && match known.majors {
                Majors::All => true,
                Majors::Below(limit) => major().is_some_and(|major| major < limit),
                Majors::From(limit) => major().is_some_and(|major| major >= limit),
            }
            && has(known.folder)
    };
    KNOWN.iter().find(fits).map(|known| known.group)
}

/// Beginnings that very many groups share; alone, they are none.
const TOO_GENERAL: &[&str] = &[
    "com.github",
    "com.google",
    "com.ibm",
    "com.oracle",
    "com.sun",
    "io.github",
    "io.zipkin",
    "net.sf",
    "net.sourceforge",
    "org.apache",
    "org.codehaus",
    "org.eclipse",
    "org.glassfish",
    "org.jboss",
    "org.objectweb",
    "org.sonatype",
];

/// Returns the group that a manifest tells.
pub(super) fn of_manifest(manifest: &Manifest, artifact: &str) -> Option<String> {
    // Maven writes the group here (Maven Archiver, until version 3.4); others name their company.
    let vendor = manifest.get("Implementation-Vendor-Id").and_then(coordinate);
    vendor
        .filter(|vendor| vendor.contains('.') && !TOO_GENERAL.contains(&vendor.as_str()))
        .or_else(|| of_bundle(symbolic_name(manifest.get("Bundle-SymbolicName")?), artifact))
}

/// Takes directives off a symbolic name (`a.b;singleton:=true`).
pub(super) fn symbolic_name(value: &str) -> &str {
    value.split(';').next().unwrap_or(value).trim()
}

/// Returns the group of an artifact by its bundle's name, which the plugin that makes bundles
/// derives from both: `group.artifact`, where a last part of the group that is or begins the
/// artifact is written once (Apache Felix Maven Bundle Plugin, "Default Behavior").
fn of_bundle(bundle: &str, artifact: &str) -> Option<String> {
    let bundle = coordinate(bundle)?;
    let is_group = |group: &&str| group.contains('.') && !TOO_GENERAL.contains(group);
    let plain = || bundle.strip_suffix(artifact)?.strip_suffix('.').filter(is_group);
    let shared = || {
        let (first, rest) = artifact.split_once('-')?;
        let rest = rest.replace('-', ".");
        let group = bundle.strip_suffix(&rest)?.strip_suffix('.')?;
        group.rsplit('.').next().filter(|last| *last == first).map(|_| group)
    };
    let whole = || {
        let last = bundle.rsplit('.').next()?;
        (last == artifact && !artifact.contains('-')).then_some(&*bundle)
    };
    plain().or_else(shared).or_else(whole).filter(is_group).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_known_is_known_by_its_classes() {
        for (artifact, version, folder, group) in [
            ("spring-web", "5.3.22", "org/springframework/web", Some("org.springframework")),
            ("spring-web", "5.3.22", "com/example", None),
            (
                "spring-security-web",
                "5.3.5",
                "org/springframework/security",
                Some("org.springframework.security"),
            ),
            ("asm", "3.1", "org/objectweb/asm", Some("asm")),
            ("asm", "9.2", "org/objectweb/asm", Some("org.ow2.asm")),
            ("asm", "x", "org/objectweb/asm", None),
            (
                "commons-collections",
                "3.2",
                "org/apache/commons/collections",
                Some("commons-collections"),
            ),
            ("commons-new", "1", "org/apache/commons", Some("org.apache.commons")),
            ("okhttp", "4.12.0", "okhttp3", Some("com.squareup.okhttp3")),
            ("nobody", "1", "nobody", None),
        ] {
            let has = |asked: &str| folder.starts_with(asked);
            assert_eq!(known(artifact, Some(version), &has), group, "{artifact} {version}");
        }
    }

    #[test]
    fn the_table_is_sound() {
        let table = include_str!("../../../data/maven-groups.txt");
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(KNOWN.len(), lines);
        for known in KNOWN.iter() {
            assert!(coordinate(known.group).is_some(), "{}", known.group);
            assert!(!known.folder.starts_with('/') && !known.folder.ends_with('/'));
        }
    }

    #[test]
    fn bundles_tell_groups() {
        for (bundle, artifact, group) in [
            ("com.google.guava", "guava", Some("com.google.guava")),
            ("org.apache.commons.lang3", "commons-lang3", Some("org.apache.commons")),
            ("org.apache.commons.commons-codec", "commons-codec", Some("org.apache.commons")),
            ("org.apache.tomcat-api", "tomcat-api", None),
            ("slf4j.api", "slf4j-api", None),
            ("other", "thing", None),
        ] {
            assert_eq!(of_bundle(bundle, artifact).as_deref(), group, "{bundle}");
        }
    }

    proptest! {
        #[test]
        fn telling_is_total(bundle in "[a-z.;-]{0,12}", artifact in "[a-z.-]{0,6}", version in "[0-9.x]{0,12}") {
            of_bundle(&bundle, &artifact);
            known(&artifact, Some(&version), &|_| true);
        }
    }
}
