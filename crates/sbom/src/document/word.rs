// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Words of ours in documents of all formats: names of properties, and the values of our types.

use std::borrow::Cow;
use std::fmt::Write as _;

use haerterei_inventory::{Component, ComponentKind, How, Location, Nature};

use super::Part;

/// Kind of component.
pub(crate) const KIND: &str = "haerterei:kind";
/// Type of package URL, of components that have none.
pub(crate) const ECOSYSTEM: &str = "haerterei:ecosystem";
/// The group that is part of its name, where the format has no place for it.
pub(crate) const GROUP: &str = "haerterei:group";
/// Architecture.
pub(crate) const ARCHITECTURE: &str = "haerterei:architecture";
/// The GNU build ID of a program or library.
pub(crate) const BUILD_ID: &str = "haerterei:build-id";
/// How it is known.
pub(crate) const HOW: &str = "haerterei:how";
/// What can be done with it.
pub(crate) const NATURE: &str = "haerterei:nature";
/// A place in the image, with its layer.
pub(crate) const LOCATION: &str = "haerterei:location";
/// The reference of what holds it.
pub(crate) const BELONGS_TO: &str = "haerterei:belongs-to";
/// The layer that removed it.
pub(crate) const REMOVED_IN: &str = "haerterei:removed-in-layer";
/// Name of the source package.
pub(crate) const SOURCE_NAME: &str = "haerterei:source-name";
/// Version of the source package.
pub(crate) const SOURCE_VERSION: &str = "haerterei:source-version";
/// What makers declare as licence, where the format has no place for it.
pub(crate) const LICENCE_DECLARED: &str = "haerterei:licence-declared";
/// What makers wrote where that is no expression.
pub(crate) const LICENCE_TEXT: &str = "haerterei:licence-text";
/// When the file was changed last.
pub(crate) const MODIFIED: &str = "haerterei:modified";
/// What stands in place of a version: `file-time`, of the image `tag` or `digest`.
pub(crate) const VERSION_FROM: &str = "haerterei:version-from";
/// Whose address stands in place of the creator's: `owner`.
pub(crate) const CREATOR_FROM: &str = "haerterei:creator-from";
/// The creator's own name, where another's address stands.
pub(crate) const CREATOR_NAME: &str = "haerterei:creator-name";
/// What the concluded licence follows from: `declared`, or `owner`.
pub(crate) const CONCLUDED_FROM: &str = "haerterei:licence-concluded-from";
/// Of the image: the platform.
pub(crate) const PLATFORM: &str = "haerterei:platform";
/// Of the image: digest of its configuration.
pub(crate) const CONFIG: &str = "haerterei:config-digest";
/// Of the image: when it says that it was made.
pub(crate) const CREATED: &str = "haerterei:created";
/// Of the image: a layer.
pub(crate) const LAYER: &str = "haerterei:layer";
/// Of the image: how many files there are of a class.
pub(crate) const FILES: &str = "haerterei:files";
/// Of the image: something that could not be read or was not looked into.
pub(crate) const NOT_READ: &str = "haerterei:not-read";

/// The properties of the BSI's taxonomy (version 0.1.2).
pub(crate) mod bsi {
    /// Whether it can be executed.
    pub(crate) const EXECUTABLE: &str = "bsi:component:executable";
    /// Whether it holds others.
    pub(crate) const ARCHIVE: &str = "bsi:component:archive";
    /// Whether its parts can be told apart.
    pub(crate) const STRUCTURED: &str = "bsi:component:structured";
    /// Its file's name.
    pub(crate) const FILE_NAME: &str = "bsi:component:filename";
    /// The licence that its user goes by, as the taxonomy spells it.
    pub(crate) const EFFECTIVE_LICENCE: &str = "bsi:component:effectiveLicence";
    /// The same, as table 12 of the guideline spells it.
    pub(crate) const EFFECTIVE_LICENSE: &str = "bsi:component:effectiveLicense";
}

/// Returns name and group as a format without groups writes them: `org.example/thing`.
pub(crate) fn grouped_name(component: &Component) -> Cow<'_, str> {
    match &component.group {
        Some(group) => Cow::Owned(format!("{group}/{}", component.name)),
        None => Cow::Borrowed(&component.name),
    }
}

/// Takes the group, which a property says, from the name.
pub(crate) fn split_group(part: &mut Part) {
    let Some(group) = part.property(GROUP).map(str::to_owned) else { return };
    let name = part.name.as_deref().and_then(|name| name.strip_prefix(&group)?.strip_prefix('/'));
    if let Some(name) = name.map(str::to_owned) {
        (part.group, part.name) = (Some(group), Some(name));
    }
}

/// Returns the word for a kind.
pub(crate) const fn kind(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::OperatingSystem => "operating-system",
        ComponentKind::SystemPackage => "system-package",
        ComponentKind::LanguagePackage => "language-package",
        ComponentKind::Program => "program",
        ComponentKind::Executable => "executable",
        ComponentKind::Archive => "archive",
        ComponentKind::Model => "model",
    }
}

/// Returns the kind that a word stands for.
pub(crate) fn read_kind(word: &str) -> Option<ComponentKind> {
    use ComponentKind::{
        Archive, Executable, LanguagePackage, Model, OperatingSystem, Program, SystemPackage,
    };
    [OperatingSystem, SystemPackage, LanguagePackage, Program, Executable, Archive, Model]
        .into_iter()
        .find(|one| kind(*one) == word)
}

/// Returns the word for how a component is known.
pub(crate) const fn how(how: How) -> &'static str {
    match how {
        How::PackageDatabase => "package-database",
        How::Metadata => "metadata",
        How::LockFile => "lock-file",
        How::Manifest => "manifest",
        How::FileName => "file-name",
        How::VersionText => "version-text",
        How::Presence => "presence",
    }
}

/// Returns how a component is known, by the word for it.
pub(crate) fn read_how(word: &str) -> Option<How> {
    use How::{FileName, LockFile, Manifest, Metadata, PackageDatabase, Presence, VersionText};
    [PackageDatabase, Metadata, LockFile, Manifest, FileName, VersionText, Presence]
        .into_iter()
        .find(|one| how(*one) == word)
}

/// Returns the words for a form; nothing if there is nothing to say.
pub(crate) fn nature(nature: Nature) -> Option<String> {
    let words: Vec<&str> = [
        (nature.executable, "executable"),
        (nature.archive, "archive"),
        (nature.structured, "structured"),
    ]
    .into_iter()
    .filter_map(|(is_so, word)| is_so.then_some(word))
    .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Returns the form that words stand for.
pub(crate) fn read_nature(words: &str) -> Nature {
    let says = |word: &str| words.split(' ').any(|one| one == word);
    Nature {
        executable: says("executable"),
        archive: says("archive"),
        structured: says("structured"),
    }
}

/// What stands between a file and what is inside of it, as in URLs of JARs.
const INSIDE: &str = "!/";

/// Returns whether a place is that of Maven's description in an archive (Apache Maven Archiver), which
/// is all that is left of an artifact that was shaded into it.
pub(crate) fn is_maven_description(place: &str) -> bool {
    place.rsplit_once("!/META-INF/maven/").is_some_and(|(_, rest)| {
        rest.matches('/').count() == 2
            && (rest.ends_with("/pom.properties") || rest.ends_with("/pom.xml"))
    })
}

/// Returns a place as text: `/srv/app.war!/WEB-INF/lib/a.jar`.
pub(crate) fn place(location: &Location) -> String {
    let mut text = location.path.to_string();
    for inside in &location.inside {
        text.push_str(INSIDE);
        text.push_str(inside);
    }
    text
}

/// Returns a place with its layer as text: `2:/srv/app.war`.
pub(crate) fn layered_place(location: &Location) -> String {
    let mut text = format!("{}:", location.layer);
    // Writing to a string cannot fail.
    let _ = write!(text, "{}", place(location));
    text
}

/// Reads a place; nothing if it is none.
pub(crate) fn read_place(text: &str, layer: usize) -> Option<Location> {
    let mut parts = text.split(INSIDE);
    // The path of a tree is read from its shown form, which has no loss.
    let path = serde_json::from_value(parts.next()?.into()).ok()?;
    Some(Location { path, inside: parts.map(str::to_owned).collect(), layer })
}

/// Reads a place with its layer.
pub(crate) fn read_layered_place(text: &str) -> Option<Location> {
    let (layer, place) = text.split_once(':')?;
    read_place(place, layer.parse().ok()?)
}
