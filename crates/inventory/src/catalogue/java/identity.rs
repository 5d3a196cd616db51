// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which Maven artifact an archive is, and which were shaded into it.

use haerterei_anatomy::jar::Manifest;
use haerterei_versions::purl::PackageUrl;

use super::pom::{self, Pom};
use super::{group, version};
use crate::catalogue::licences::{Several, declared};
use crate::catalogue::people::{mailbox, sentence, web_address};
use crate::component::{ComponentKind, Creator, How, Nature};
use crate::findings::{Claim, Found};

/// The longest group, name or version that is believed.
const MAX_COORDINATE: usize = 300;

/// An artifact as Maven's descriptions in an archive have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Described {
    pub(super) group: String,
    pub(super) artifact: String,
    pub(super) version: Option<String>,
    /// Where the description lies in the archive.
    pub(super) place: String,
    pom: Option<Pom>,
}

impl Described {
    /// Reads `pom.properties` (Apache Maven Archiver, "pomPropertiesFile").
    pub(super) fn from_properties(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let get = |key: &str| {
            text.lines()
                .map(str::trim)
                .filter(|line| !line.starts_with(['#', '!']))
                .filter_map(|line| line.split_once(['=', ':']))
                .find(|(name, _)| name.trim() == key)
                .and_then(|(_, value)| coordinate(value))
        };
        Some(Self {
            group: get("groupId")?,
            artifact: get("artifactId")?,
            version: get("version"),
            ..Self::default()
        })
    }

    /// Reads `pom.xml`.
    pub(super) fn from_document(bytes: &[u8]) -> Option<Self> {
        let pom = pom::read(bytes);
        Some(Self {
            group: coordinate(pom.group.as_deref()?)?,
            artifact: coordinate(pom.artifact.as_deref()?)?,
            version: pom.version.as_deref().and_then(coordinate),
            place: String::new(),
            pom: Some(pom),
        })
    }

    /// Returns what the folder of a description says, `META-INF/maven/GROUP/ARTIFACT`, where the
    /// description itself says it by properties that are defined elsewhere.
    pub(super) fn from_folder(folder: &str) -> Option<Self> {
        let (group, artifact) = folder.strip_prefix("META-INF/maven/")?.split_once('/')?;
        Some(Self { group: coordinate(group)?, artifact: coordinate(artifact)?, ..Self::default() })
    }

    /// Adds what the document beside the properties says.
    pub(super) fn complete(&mut self, other: Self) {
        if (&other.group, &other.artifact) == (&self.group, &self.artifact) {
            self.version = self.version.take().or(other.version);
            self.pom = self.pom.take().or(other.pom);
        }
    }

    /// Returns the artifact as a component.
    pub(super) fn found(&self) -> Found {
        let kind = ComponentKind::LanguagePackage;
        let mut found = Found::new(kind, "maven", self.artifact.clone(), How::Metadata);
        found.group = Some(self.group.clone());
        found.version.clone_from(&self.version);
        found.nature = Nature { executable: true, archive: true, structured: true };
        if let Some(pom) = &self.pom {
            let names = pom.licences.iter().map(String::as_str);
            found.licences = declared(names, Several::Choice);
            found.description = pom.description.as_deref().and_then(sentence);
            found.homepage = pom.url.as_deref().and_then(web_address);
            found.creator = Creator {
                name: pom.organisation.clone().or_else(|| pom.developer.clone()),
                email: pom.email.as_deref().and_then(|email| mailbox(email).email),
                url: pom.organisation_url.as_deref().and_then(web_address),
            };
            let claim = |name: &String| Claim { any_of: vec![name.clone()] };
            found.needs = pom.needs.iter().map(claim).collect();
            found.needs_are_complete = true;
        }
        named(&mut found);
        found
    }
}

/// Keeps what can be part of an artifact's name.
pub(super) fn coordinate(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"/\\:$<>\"{}".contains(c);
    (!text.is_empty() && text.len() <= MAX_COORDINATE && text.chars().all(is_plain))
        .then(|| text.to_owned())
}

/// Sets the package URL, which needs a group.
fn named(found: &mut Found) {
    let group = found.group.as_deref().unwrap_or_default();
    let version = found.version.as_deref().unwrap_or_default();
    found.purl = PackageUrl::new("maven", group, &found.name, version).map(|purl| purl.to_string());
}

/// What the name of an archive's file says.
#[derive(Clone, Debug)]
pub(super) struct File<'a> {
    /// Without its extension.
    stem: &'a str,
    /// The stem without a version behind it.
    name: &'a str,
    version: Option<&'a str>,
}

impl<'a> File<'a> {
    /// Splits `NAME-VERSION.jar`: the version begins at the first hyphen before a digit, as Maven
    /// names files, unless a word follows that is part of a name (`log4j-1.2-api-2.17.jar`).
    pub(super) fn of(file_name: &'a str) -> Self {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        let stem = if stem.is_empty() { file_name } else { stem };
        let begins =
            |at: &usize| *at > 0 && stem.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
        let mut cuts = stem.match_indices(['-', '_']).map(|(at, _)| at).filter(begins);
        let first = cuts.clone().next();
        let cut = cuts.find(|at| stem.get(at + 1..).is_some_and(is_version)).or(first);
        match cut {
            Some(at) => Self { stem, name: &stem[..at], version: stem.get(at + 1..) },
            None => Self { stem, name: stem, version: None },
        }
    }

    /// How well a description fits the file's name; nothing if not at all.
    fn fits(&self, described: &Described) -> Option<u8> {
        let artifact = described.artifact.as_str();
        let version = described.version.as_deref().unwrap_or_default();
        let rest = self.stem.strip_prefix(artifact)?;
        match rest.strip_prefix('-') {
            Some(rest) if !version.is_empty() && rest == version => Some(3),
            _ if rest.is_empty() => Some(2),
            // A classifier, or another spelling of the version.
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => Some(1),
            _ => None,
        }
    }
}

/// Whether a text is a version as a whole: between its numbers stand only words that qualify one.
fn is_version(text: &str) -> bool {
    const QUALIFIERS: [&str; 14] = [
        "alpha", "b", "beta", "build", "cr", "dev", "ga", "jre", "m", "pre", "rc", "release",
        "snapshot", "sp",
    ];
    let mut parts = text.split('-').peekable();
    while let Some(part) = parts.next() {
        let is_word = part.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_number =
            |part: &&str| part.starts_with(|c: char| c.is_ascii_digit()) && part.contains('.');
        let is_qualifier = || QUALIFIERS.iter().any(|known| part.eq_ignore_ascii_case(known));
        if is_word && parts.peek().is_some_and(is_number) && !is_qualifier() {
            return false;
        }
    }
    true
}

/// What an archive is, and what is in it.
pub(super) struct Told {
    pub(super) main: Found,
    pub(super) shaded: Vec<Described>,
}

/// Tells from all that an archive says of itself which of its descriptions is its own.
///
/// `has` answers whether something lies below a folder of the archive.
pub(super) fn tell(
    file: &File<'_>,
    manifest: Option<&Manifest>,
    all: &[Described],
    has: &dyn Fn(&str) -> bool,
) -> Told {
    let get = |name: &str| manifest.and_then(|manifest| manifest.get(name));
    let own = all
        .iter()
        .enumerate()
        .filter_map(|(at, described)| Some((file.fits(described)?, at)))
        .max_by_key(|(fit, at)| (*fit, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
        .or_else(|| {
            // The file was renamed: the manifest may name the artifact.
            let names: Vec<&str> = ["Implementation-Title", "Bundle-SymbolicName", "Bundle-Name"]
                .iter()
                .filter_map(|name| get(name))
                .map(group::symbolic_name)
                .collect();
            let is_named = |described: &Described| {
                names.iter().any(|name| {
                    *name == described.artifact
                        || *name == [&*described.group, ".", &described.artifact].concat()
                })
            };
            all.iter().position(is_named).or_else(|| {
                // One alone is the archive's own, unless the file says that it is another version.
                let [only] = all else { return None };
                let version = file.version.map(version::without_classifier);
                (version.is_none() || version == only.version.as_deref()).then_some(0)
            })
        });
    let main = match own.and_then(|at| all.get(at)) {
        Some(described) => {
            let mut found = described.found();
            if found.version.is_none() {
                let of_file = file.version.map(version::without_classifier);
                found.version =
                    version::better(of_file, manifest).or_else(|| of_file.map(str::to_owned));
                named(&mut found);
            }
            fill_from(&mut found, manifest);
            found
        }
        None => undescribed(file, manifest, has),
    };
    let is_other =
        |(at, described): (usize, &Described)| (Some(at) != own).then(|| described.clone());
    Told { main, shaded: all.iter().enumerate().filter_map(is_other).collect() }
}

/// Names an archive that nobody described: by its file's name, its classes and its manifest.
fn undescribed(file: &File<'_>, manifest: Option<&Manifest>, has: &dyn Fn(&str) -> bool) -> Found {
    let mut found = by_name(file);
    if let Some(version) = version::better(found.version.as_deref(), manifest) {
        found.version = Some(version);
    }
    if manifest.is_some_and(version::is_told) {
        found.how = How::Manifest;
    }
    found.group = group::known(&found.name, found.version.as_deref(), has)
        .map(str::to_owned)
        .or_else(|| group::of_manifest(manifest?, &found.name));
    named(&mut found);
    fill_from(&mut found, manifest);
    found
}

/// Names an archive by its file's name alone.
pub(super) fn by_name(file: &File<'_>) -> Found {
    let kind = ComponentKind::LanguagePackage;
    let mut found = Found::new(kind, "maven", file.name, How::FileName);
    found.version = file.version.map(version::without_classifier).map(str::to_owned);
    found.nature = Nature { executable: true, archive: true, structured: true };
    found
}

/// Fills in what the manifest knows and no description said.
fn fill_from(found: &mut Found, manifest: Option<&Manifest>) {
    let Some(manifest) = manifest else { return };
    if found.licences.declared.is_none()
        && let Some(licence) = manifest.get("Bundle-License")
    {
        // Clauses with attributes (OSGi Core 8, section 3.2.1.12).
        let names = licence.split(',').filter_map(|clause| clause.split(';').next());
        found.licences = declared(names.map(|name| name.trim().trim_matches('"')), Several::Choice);
    }
    if found.creator.is_unknown() {
        let vendor = ["Implementation-Vendor", "Bundle-Vendor"];
        let vendor = vendor.iter().find_map(|name| manifest.get(name));
        found.creator.name = vendor.map(|name| name.chars().take(200).collect());
    }
    let description = manifest.get("Bundle-Description").and_then(sentence);
    found.description = found.description.take().or(description);
    let homepage = manifest.get("Bundle-DocURL").and_then(web_address);
    found.homepage = found.homepage.take().or(homepage);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_files_hold_versions() {
        for (file, name, version) in [
            ("commons-lang3-3.12.0.jar", "commons-lang3", Some("3.12.0")),
            ("log4j-1.2-api-2.17.jar", "log4j-1.2-api", Some("2.17")),
            ("a-2.0-beta-1.jar", "a", Some("2.0-beta-1")),
            ("guava-31.1-jre.jar", "guava", Some("31.1-jre")),
            ("a-1.0-20230101.120000-1.jar", "a", Some("1.0-20230101.120000-1")),
            ("dom4j-1.6.1-hudson-3.jar", "dom4j", Some("1.6.1-hudson-3")),
            ("app.jar", "app", None),
            ("a-b.war", "a-b", None),
            (".jar", ".jar", None),
            ("org.eclipse.core_3.4.v2.jar", "org.eclipse.core", Some("3.4.v2")),
        ] {
            let split = File::of(file);
            assert_eq!((split.name, split.version), (name, version), "{file}");
        }
    }

    #[test]
    fn properties_are_read_and_nonsense_is_not() {
        let described =
            Described::from_properties(b"#x\nversion=1.0\r\ngroupId = g.h\nartifactId: a\n");
        let described = described.unwrap();
        assert_eq!((&*described.group, &*described.artifact), ("g.h", "a"));
        assert_eq!(described.found().purl.as_deref(), Some("pkg:maven/g.h/a@1.0"));
        assert!(Described::from_properties(b"groupId=${x}\nartifactId=a\n").is_none());
        assert!(Described::from_properties(b"artifactId=a\n").is_none());
    }

    proptest! {
        #[test]
        fn naming_is_total(file in ".{0,20}") {
            by_name(&File::of(&file));
        }
    }
}
