// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What all writers say alike: names within the document, properties, who belongs to whom.

use std::collections::HashMap;

use haerterei_ground::{Algorithm, Digest, Timestamp, TreePath};
use haerterei_inventory::{
    Component, ComponentId, ComponentKind, Creator, Inventory, Location, Subject,
};
use haerterei_versions::licence::Expression;
use serde::Serialize;

use super::contact::is_email;
use super::word;

/// What a document says besides the inventory.
#[derive(Clone, Debug, Serialize)]
pub struct Making {
    /// When it is made, from the one clock.
    pub now: Timestamp,
    /// The version of the program that makes it.
    pub tool_version: String,
    /// Who makes it: TR-03183-2 asks for an e-mail address, else a URL.
    pub creator: Creator,
    /// What it has to fulfil.
    pub profile: Profile,
}

/// What a document has to fulfil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Its format.
    #[default]
    Plain,
    /// BSI TR-03183-2, version 2.1.0.
    Tr03183,
}

/// Returns the time as all formats write it: RFC 3339, UTC, whole seconds (SPDX 3.0.1, class
/// `DateTime`, allows no fractions).
pub(crate) fn time(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How the parts of an inventory are called and belong together in one document.
#[derive(Debug)]
pub(crate) struct Description<'a> {
    pub(crate) inventory: &'a Inventory,
    /// What the document has to fulfil.
    pub(crate) profile: Profile,
    /// The reference of each component.
    pub(crate) references: Vec<String>,
    /// What each component holds.
    pub(crate) holds: Vec<Vec<ComponentId>>,
    /// Archives by where they lie, with those that were shaded into them.
    archives: HashMap<(&'a TreePath, &'a [String]), ComponentId>,
}

impl<'a> Description<'a> {
    pub(crate) fn new(inventory: &'a Inventory, profile: Profile) -> Self {
        let mut holds = vec![Vec::new(); inventory.components.len()];
        for (place, component) in inventory.components.iter().enumerate() {
            if let Some(held) =
                component.belongs_to.and_then(|owner| holds.get_mut(owner.0 as usize))
            {
                held.push(ComponentId(u32::try_from(place).unwrap_or(u32::MAX)));
            }
        }
        let references = references(inventory);
        Self { inventory, profile, references, holds, archives: archives(inventory, profile) }
    }

    /// Returns what a component belongs to: its owner, else the archive that it was shaded into.
    pub(crate) fn owner(&self, component: &Component) -> Option<&'a Component> {
        let archive = || {
            let location = component.locations.first()?;
            let (description, archive) = location.inside.split_last()?;
            let is_shaded = description.starts_with("META-INF/maven/");
            is_shaded.then(|| self.archives.get(&(&location.path, archive)).copied()).flatten()
        };
        let id = component.belongs_to.or_else(archive)?;
        self.inventory.components.get(id.0 as usize)
    }

    /// Returns the reference of a component.
    pub(crate) fn reference(&self, id: ComponentId) -> Option<&str> {
        self.references.get(id.0 as usize).map(String::as_str)
    }

    /// Returns what a component needs and does not hold: one of the two for each pair.
    pub(crate) fn needs(
        &self,
        place: usize,
        component: &'a Component,
    ) -> impl Iterator<Item = ComponentId> {
        // They are in order of their numbers, as the components are.
        let holds = self.holds.get(place).map(Vec::as_slice).unwrap_or_default();
        component.depends_on.iter().copied().filter(|id| holds.binary_search(id).is_err())
    }

    /// Returns what belongs to the image itself and to nothing in it.
    pub(crate) fn outermost(&self) -> impl Iterator<Item = &str> {
        self.inventory
            .components
            .iter()
            .zip(&self.references)
            .filter(|(component, _)| component.belongs_to.is_none())
            .map(|(_, reference)| reference.as_str())
    }

    /// Returns whether everything that is in the image stands in the inventory.
    pub(crate) fn is_complete(&self) -> bool {
        let completeness = &self.inventory.completeness;
        completeness.damaged.is_empty()
            && completeness.not_looked_into.is_empty()
            && completeness.unknown == 0
    }

    /// Returns the properties of a component.
    pub(crate) fn properties(&self, component: &Component) -> Vec<(&'static str, String)> {
        let mut list = vec![(word::KIND, word::kind(component.kind).to_owned())];
        let mut add = |name, value: Option<String>| list.extend(value.map(|value| (name, value)));
        add(word::ECOSYSTEM, component.purl.is_none().then(|| component.ecosystem.clone()));
        add(word::ARCHITECTURE, component.architecture.clone());
        add(word::BUILD_ID, component.build_id.clone());
        add(word::HOW, Some(word::how(component.how).to_owned()));
        add(word::NATURE, word::nature(component.nature));
        if let Some(source) = &component.source {
            add(word::SOURCE_NAME, Some(source.name.clone()));
            add(word::SOURCE_VERSION, source.version.clone());
        }
        let owner = component.belongs_to.and_then(|owner| self.reference(owner));
        add(word::BELONGS_TO, owner.map(str::to_owned));
        add(word::REMOVED_IN, component.removed_in.map(|layer| layer.to_string()));
        add(word::LICENCE_TEXT, component.licences.text.clone());
        list
    }

    /// Returns the properties of the image.
    pub(crate) fn image_properties(&self) -> Vec<(&'static str, String)> {
        let (subject, completeness) = (&self.inventory.subject, &self.inventory.completeness);
        let mut list = Vec::new();
        let mut add = |name, value: Option<String>| list.extend(value.map(|value| (name, value)));
        add(word::PLATFORM, subject.platform.clone());
        add(word::CONFIG, subject.config.map(|digest| digest.to_string()));
        add(word::CREATED, subject.created.clone());
        for layer in &self.inventory.layers {
            let digests = [layer.digest, layer.diff_id].into_iter().flatten();
            let digests: Vec<String> = digests.map(|digest| digest.to_string()).collect();
            add(word::LAYER, Some(digests.join(" ")));
        }
        for (class, count) in [
            ("all", completeness.files),
            ("owned", completeness.owned),
            ("database", completeness.database),
            ("configuration", completeness.configuration),
            ("data", completeness.data),
            ("component", completeness.components),
            ("unknown", completeness.unknown),
            ("missing", completeness.missing),
        ] {
            add(word::FILES, Some(format!("{class} {count}")));
        }
        for damaged in completeness.damaged.iter().chain(&completeness.not_looked_into) {
            let mut place = damaged.path.to_string();
            for inside in &damaged.damage.inside {
                place.push_str("!/");
                place.push_str(inside);
            }
            add(
                word::NOT_READ,
                Some(format!("{}: {place}: {}", damaged.damage.code, damaged.damage.detail)),
            );
        }
        list
    }
}

/// Returns the archives by where they lie; only a profile asks for them.
fn archives(
    inventory: &Inventory,
    profile: Profile,
) -> HashMap<(&TreePath, &[String]), ComponentId> {
    let mut archives = HashMap::new();
    if profile == Profile::Plain {
        return archives;
    }
    for (place, component) in inventory.components.iter().enumerate() {
        if component.nature.archive && !component.digests.is_empty() {
            let id = ComponentId(u32::try_from(place).unwrap_or(u32::MAX));
            for location in &component.locations {
                archives.insert((&location.path, location.inside.as_slice()), id);
            }
        }
    }
    archives
}

/// Gives each component a reference: its package URL, else its name and version, with a number where
/// that is taken. `#` numbers cannot meet a subpath of a package URL: every reference is checked.
fn references(inventory: &Inventory) -> Vec<String> {
    let mut taken: HashMap<String, u32> = HashMap::new();
    taken.insert(IMAGE.to_owned(), 1);
    let mut references = Vec::with_capacity(inventory.components.len());
    for component in &inventory.components {
        let base = match (&component.purl, &component.version) {
            (Some(purl), _) => purl.clone(),
            (None, Some(version)) => format!("component:{}@{version}", component.name),
            (None, None) => format!("component:{}", component.name),
        };
        let mut reference = base.clone();
        while taken.contains_key(&reference) {
            let number = taken.entry(base.clone()).or_insert(1);
            *number += 1;
            reference = format!("{base}#{number}");
        }
        taken.insert(reference.clone(), 1);
        references.push(reference);
    }
    references
}

/// The reference of the image itself.
pub(crate) const IMAGE: &str = "image";

/// Returns the licences that are expressions: declared, and concluded.
pub(crate) fn expressions(component: &Component) -> (Option<&str>, Option<&str>) {
    (
        component.licences.declared.as_deref().filter(|text| is_expression(text)),
        component.licences.concluded.as_deref().filter(|text| is_expression(text)),
    )
}

/// Returns whether a text is a licence expression.
pub(crate) fn is_expression(text: &str) -> bool {
    text.parse::<Expression>().is_ok()
}

/// Returns the name of the file that a component is, where it is one file.
pub(crate) fn file_name(component: &Component) -> Option<String> {
    if component.digests.is_empty() {
        return None;
    }
    let location = component.locations.first()?;
    let name = match location.inside.last() {
        Some(inside) => inside.rsplit('/').next().unwrap_or(inside).to_owned(),
        None => String::from_utf8_lossy(location.path.name()).into_owned(),
    };
    Some(name).filter(|name| !name.is_empty())
}

/// Returns the digest of an algorithm.
pub(crate) fn digest_of(component: &Component, algorithm: Algorithm) -> Option<&Digest> {
    component.digests.iter().find(|digest| digest.algorithm() == algorithm)
}

/// Returns an e-mail address if it has the form of one; texts of packages hold all sorts.
pub(crate) fn email(creator: &Creator) -> Option<&str> {
    creator.email.as_deref().filter(|email| is_email(email))
}

/// Returns whether a component is a program of the system, a file, or another thing; in the words
/// of CycloneDX.
pub(crate) const fn is_file(kind: ComponentKind) -> bool {
    matches!(kind, ComponentKind::Executable | ComponentKind::Archive)
}

/// Returns a reference to the image that everyone can fetch it by, where there is one: a registry
/// reference with the digest of the manifest.
pub(crate) fn registry_reference(subject: &Subject) -> Option<String> {
    let digest = subject.digest.as_ref()?;
    let name = repository(&subject.name)?;
    Some(format!("oci://{name}@{digest}"))
}

/// Returns the address of something in an image that is in a registry: that of the image, with the
/// path as fragment.
pub(crate) fn address_in_image(subject: &Subject, location: &Location) -> Option<String> {
    let image = registry_reference(subject)?;
    Some(format!("{image}#{}", uri_path(&word::place(location))))
}

/// Writes a path as part of a URI (RFC 3986, section 3.3).
pub(crate) fn uri_path(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Returns host and path of a registry reference, without tag and digest: a host has a dot, a colon
/// or is `localhost`.
pub(crate) fn repository(name: &str) -> Option<&str> {
    let name = name.split('@').next().unwrap_or(name);
    let (host, path) = name.split_once('/')?;
    let is_host = host == "localhost"
        || (host.contains(['.', ':']) && host.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let is_word = |text: &str, more: &[u8]| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    let path = path.split(':').next().unwrap_or(path);
    let is_path = path.split('/').all(|part| is_word(part, b"._-"));
    let scheme = ["oci:", "oci-archive:", "docker-archive:", "dir:"];
    let is_file = scheme.iter().any(|scheme| name.starts_with(scheme));
    if !is_host || is_file || !is_word(host, b".:-") || !is_path {
        return None;
    }
    name.get(..host.len() + 1 + path.len())
}

/// Returns the package URL of an image (purl-spec, type `oci`): by the digest of its manifest.
pub(crate) fn image_purl(subject: &Subject) -> Option<String> {
    let digest = subject.digest.as_ref()?;
    let repository = repository(&subject.name);
    let name = repository.unwrap_or(&subject.name).rsplit('/').next()?;
    let name: String = name
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
        .collect();
    let name = if name.is_empty() { "image" } else { &name };
    let mut purl = format!("pkg:oci/{name}@{}%3A{}", digest.algorithm().name(), digest.hex());
    let architecture = subject.platform.as_deref().and_then(|it| it.split('/').nth(1));
    let mut qualifiers = Vec::new();
    qualifiers.extend(architecture.map(|it| format!("arch={it}")));
    qualifiers.extend(repository.map(|it| format!("repository_url={}", it.replace('/', "%2F"))));
    if !qualifiers.is_empty() {
        purl.push('?');
        purl.push_str(&qualifiers.join("&"));
    }
    // What is not a package URL is no name for anything.
    purl.parse::<haerterei_versions::purl::PackageUrl>().ok().map(|purl| purl.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_reference_has_a_host() {
        for (name, repository_name) in [
            ("registry.example/app:1.2", Some("registry.example/app")),
            ("localhost:5000/a/b@sha256:00", Some("localhost:5000/a/b")),
            ("localhost/a", Some("localhost/a")),
            ("oci:image/x:1.0", None),
            ("image/x", None),
            ("./a.b/c", None),
            ("app", None),
            ("registry.example/a b", None),
        ] {
            assert_eq!(repository(name), repository_name, "{name}");
        }
    }
}
