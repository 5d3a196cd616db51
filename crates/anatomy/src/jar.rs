// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Java archives: the manifest and what it says, services, counts.

use std::collections::BTreeMap;

use object::ReadRef;
use serde::{Deserialize, Serialize};

use crate::zip::{ZipArchive, ZipError, ZipLimits};

/// The most bytes of a manifest or a list of services.
const MAX_TEXT: u64 = 4 << 20;
/// The most lists of services of one archive, the most providers of one list, and the most archives
/// inside of one.
const MAX_LIST: usize = 4096;

/// What we keep of a Java archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JarFacts {
    /// The class that `java -jar` runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_class: Option<String>,
    /// Further archives and folders to search for classes, relative to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_path: Vec<String>,
    /// The module's name where there is no module descriptor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic_module_name: Option<String>,
    /// The title its maker gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation_title: Option<String>,
    /// The version its maker gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation_version: Option<String>,
    /// Its maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementation_vendor: Option<String>,
    /// Whether it holds classes for several versions of Java.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub multi_release: bool,
    /// Whether it is signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
    /// Providers of services, by service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, Vec<String>>,
    /// Archives inside of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<String>,
    /// How many classes it holds.
    pub classes: u32,
    /// How many entries it holds.
    pub entries: u32,
}

/// A manifest (Java Archive File Specification, "JAR Manifest").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The attributes of the archive as a whole, by their name in small letters.
    pub main: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the main attributes; what is malformed is passed over, as Java's tools do.
    pub fn parse(bytes: &[u8]) -> Self {
        let mut main = BTreeMap::new();
        // A character may be cut in two by the end of a line, so lines are joined as bytes.
        let mut current: Vec<u8> = Vec::new();
        let mut keep = |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            if let Some((name, value)) = line.split_once(':') {
                main.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
            }
        };
        for line in lines(bytes) {
            if line.is_empty() {
                break;
            }
            if let Some(continued) = line.strip_prefix(b" ") {
                current.extend_from_slice(continued);
            } else {
                keep(&current);
                current.clear();
                current.extend_from_slice(line);
            }
        }
        keep(&current);
        Self { main }
    }

    /// Returns an attribute by its name in any letters, if it is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.main
            .get(&name.to_ascii_lowercase())
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Splits at line feeds, carriage returns and both together.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let Some(end) = memchr::memchr2(b'\r', b'\n', bytes) else {
            rest = None;
            return (!bytes.is_empty()).then_some(bytes);
        };
        let (line, after) = bytes.split_at_checked(end)?;
        let skip = if after.starts_with(b"\r\n") { 2 } else { 1 };
        rest = after.get(skip..);
        Some(line)
    })
}

/// Reads the facts of a Java archive that is in memory; nothing if it is an archive of another kind.
pub fn read(bytes: &[u8], limits: ZipLimits) -> Result<Option<JarFacts>, ZipError> {
    read_from(bytes, limits)
}

pub(crate) fn read_from<'data, R: ReadRef<'data>>(
    data: R,
    limits: ZipLimits,
) -> Result<Option<JarFacts>, ZipError> {
    let zip = ZipArchive::open_from(data, limits)?;
    let mut facts = JarFacts {
        entries: u32::try_from(zip.entries().len()).unwrap_or(u32::MAX),
        ..JarFacts::default()
    };
    let mut is_java = false;
    let mut manifest = None;
    for entry in zip.entries() {
        let Some(name) = entry.name() else { continue };
        let inside = |folder, end| {
            name.strip_prefix(folder)
                .is_some_and(|rest: &str| rest.ends_with(end) && !rest.contains('/'))
        };
        if entry.name.ends_with(b".class") {
            facts.classes = facts.classes.saturating_add(1);
        } else if name.eq_ignore_ascii_case("META-INF/MANIFEST.MF") {
            manifest = Some(entry);
        } else if inside("META-INF/", ".SF") {
            facts.signed = true;
        } else if is_archive(name) && facts.archives.len() < MAX_LIST {
            facts.archives.push(name.to_owned());
        } else if name.starts_with("WEB-INF/") {
            is_java = true;
        } else if let Some(service) = name.strip_prefix("META-INF/services/")
            && !service.is_empty()
            && !service.contains('/')
            && facts.services.len() < MAX_LIST
        {
            let text = zip.read(entry, MAX_TEXT)?;
            facts.services.insert(service.to_owned(), providers(&text));
        }
    }
    if !is_java && manifest.is_none() && facts.classes == 0 {
        return Ok(None);
    }
    if let Some(entry) = manifest {
        let manifest = Manifest::parse(&zip.read(entry, MAX_TEXT)?);
        let get = |name| manifest.get(name).map(str::to_owned);
        facts.main_class = get("Main-Class");
        facts.class_path = manifest
            .get("Class-Path")
            .map(|list| list.split_ascii_whitespace().map(str::to_owned).collect())
            .unwrap_or_default();
        facts.automatic_module_name = get("Automatic-Module-Name");
        facts.implementation_title = get("Implementation-Title");
        facts.implementation_version = get("Implementation-Version");
        facts.implementation_vendor = get("Implementation-Vendor");
        facts.multi_release =
            manifest.get("Multi-Release").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    }
    facts.archives.sort();
    Ok(Some(facts))
}

fn is_archive(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "jar" | "war" | "ear" | "rar"))
}

/// Reads a list of providers (`java.util.ServiceLoader`): one a line, with comments.
fn providers(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text)
        .lines()
        .filter_map(|line| line.split('#').next())
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .take(MAX_LIST)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use haerterei_testkit::zip::zip_packed as archive;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_lines_are_joined() {
        let manifest = Manifest::parse(
            b"Manifest-Version: 1.0\r\nClass-Path: a.jar b\r\n .jar lib/\r\n  c.jar\r\nMain-Class:x.Y\r\n\r\nName: a/\r\nMain-Class: no\r\n",
        );
        assert_eq!(manifest.get("class-path"), Some("a.jar b.jar lib/ c.jar"));
        assert_eq!(manifest.get("Main-Class"), Some("x.Y"));
        assert_eq!(manifest.get("Name"), None);
        assert_eq!(Manifest::parse(b"A: \xc3\n \xa4").get("A"), Some("ä"));
        assert_eq!(Manifest::parse(b"A: b\rC: d").get("C"), Some("d"));
    }

    #[test]
    fn an_archive_tells_what_is_in_it() {
        let manifest = b"Manifest-Version: 1.0\nMulti-Release: true\nImplementation-Version: 1.2\nClass-Path: x.jar\n";
        let jar = archive(&[
            ("META-INF/MANIFEST.MF", manifest, true),
            ("META-INF/A.SF", b"", false),
            ("META-INF/services/java.sql.Driver", b"# x\norg.x.Driver # y\n\norg.z.Driver\n", true),
            ("org/x/Driver.class", b"\xca\xfe\xba\xbe", false),
            ("lib/inner.jar", b"", false),
        ]);
        let facts = read(&jar, ZipLimits::default()).unwrap().unwrap();
        assert_eq!(facts.implementation_version.as_deref(), Some("1.2"));
        assert_eq!(facts.class_path, ["x.jar"]);
        assert_eq!(facts.services["java.sql.Driver"], ["org.x.Driver", "org.z.Driver"]);
        assert_eq!(facts.archives, ["lib/inner.jar"]);
        assert_eq!((facts.classes, facts.entries), (1, 5));
        assert!(facts.multi_release && facts.signed);
    }

    #[test]
    fn other_archives_are_not_java() {
        let zip = archive(&[("word/document.xml", b"<x/>", true)]);
        assert_eq!(read(&zip, ZipLimits::default()).unwrap(), None);
    }

    proptest! {
        #[test]
        fn manifests_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            Manifest::parse(&bytes);
        }

        #[test]
        fn what_was_folded_is_joined(value in "[a-z.]{1,200}") {
            let line = format!("X: {value}");
            let folded = line.as_bytes().chunks(71).collect::<Vec<_>>().join(b"\r\n ".as_slice());
            let manifest = Manifest::parse(&folded);
            prop_assert_eq!(manifest.get("x"), Some(value.as_str()));
        }
    }
}
