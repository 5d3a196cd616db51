// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a document lists, as an inventory.

use std::collections::{BTreeSet, HashMap};

use haerterei_ground::{Algorithm, Digest, TreePath};
use haerterei_inventory::{
    Completeness, Component, ComponentId, ComponentKind, Creator, How, INVENTORY_VERSION,
    Inventory, InventoryLayer, Licences, Location, Nature, SourcePackage, Subject, System,
};
use haerterei_versions::purl::PackageUrl;

use super::word;
use super::{Acknowledgement, Contact, Document, LicenceForm, Part};

impl Document {
    /// Makes an inventory of the document. What it does not say stays open; what it says of
    /// references that it does not have is left out.
    pub fn into_inventory(self) -> Inventory {
        let primary = self.primary.and_then(|place| self.parts.get(place));
        let subject = primary.map(subject).unwrap_or_default();
        let layers = primary.map(layers).unwrap_or_default();
        let order = sorted(&self);
        let ids: HashMap<usize, ComponentId> = order
            .iter()
            .enumerate()
            .map(|(id, (place, _))| (*place, ComponentId(u32::try_from(id).unwrap_or(u32::MAX))))
            .collect();
        let references: HashMap<&str, ComponentId> = self
            .parts
            .iter()
            .enumerate()
            .filter_map(|(place, part)| Some((part.reference.as_deref()?, *ids.get(&place)?)))
            .collect();
        // Who holds whom, so that what is held does not count as needed too.
        let owner_of = |part: &Part| -> Option<ComponentId> {
            let said = part.property(word::BELONGS_TO).and_then(|it| references.get(it)).copied();
            said.or_else(|| part.within.and_then(|place| ids.get(&place).copied()))
        };
        let owners: HashMap<ComponentId, ComponentId> = order
            .iter()
            .filter_map(|(place, _)| Some((*ids.get(place)?, owner_of(self.parts.get(*place)?)?)))
            .collect();
        let mut components = Vec::with_capacity(order.len());
        for (place, mut component) in order {
            let (Some(part), Some(own)) = (self.parts.get(place), ids.get(&place)) else {
                continue;
            };
            component.belongs_to = owners.get(own).copied().filter(|owner| owner != own);
            let needs: BTreeSet<ComponentId> = part
                .depends_on
                .iter()
                .flatten()
                .filter_map(|reference| references.get(reference.as_str()).copied())
                .filter(|id| owners.get(id) != Some(own))
                .collect();
            component.depends_on = needs.into_iter().collect();
            components.push(component);
        }
        let system = components
            .iter()
            .find(|component| component.kind == ComponentKind::OperatingSystem)
            .map(|component| System {
                id: component.name.to_lowercase(),
                version_id: component.version.clone(),
                title: component.description.clone(),
                ..System::default()
            });
        Inventory {
            version: INVENTORY_VERSION,
            subject,
            system,
            support: None,
            layers,
            components,
            files: Vec::new(),
            completeness: Completeness::default(),
        }
    }
}

/// Makes the components, in the order of an inventory, each with its place in the document.
fn sorted(document: &Document) -> Vec<(usize, Component)> {
    let mut list: Vec<(usize, Component)> = document
        .parts
        .iter()
        .enumerate()
        .filter(|(place, _)| document.primary != Some(*place))
        .map(|(place, part)| (place, component(part)))
        .collect();
    list.sort_by(|(one_place, one), (other_place, other)| {
        let key = |it: &Component| (it.kind, it.ecosystem.clone(), it.group.clone());
        key(one)
            .cmp(&key(other))
            .then_with(|| one.name.cmp(&other.name))
            .then_with(|| one.version.cmp(&other.version))
            .then_with(|| one.locations.cmp(&other.locations))
            .then_with(|| one_place.cmp(other_place))
    });
    list
}

fn component(part: &Part) -> Component {
    let purl = part.purls.iter().find_map(|text| text.parse::<PackageUrl>().ok());
    // What we wrote ourselves says more than its package URL.
    let own_kind = part.property(word::KIND).and_then(word::read_kind);
    let (group, name) = match &purl {
        Some(purl) if own_kind.is_none() => names(purl),
        _ => (part.group.clone(), part.name.clone()),
    };
    let name = name.or_else(|| part.name.clone()).or_else(|| part.reference.clone());
    let ecosystem = match (&purl, part.property(word::ECOSYSTEM)) {
        (Some(purl), _) => purl.kind().to_owned(),
        (None, Some(ecosystem)) => ecosystem.to_owned(),
        (None, None) => "generic".to_owned(),
    };
    let kind = own_kind.unwrap_or_else(|| kind(&part.kind, &ecosystem));
    let version = part.version.clone().filter(|_| part.property(word::VERSION_FROM).is_none());
    let version = version.or_else(|| purl.as_ref().and_then(|it| it.version().map(str::to_owned)));
    let qualifier = |name: &str| purl.as_ref().and_then(|it| it.qualifier(name)).map(str::to_owned);
    Component {
        kind,
        group,
        name: name.unwrap_or_else(|| "?".to_owned()),
        version,
        architecture: part
            .property(word::ARCHITECTURE)
            .map(str::to_owned)
            .or_else(|| qualifier("arch")),
        source: source(part, qualifier("upstream")),
        purl: purl.map(|purl| purl.to_string()),
        ecosystem,
        creator: creator(part),
        licences: licences(part),
        description: part.description.clone(),
        homepage: part.homepage.clone(),
        digests: digests(part),
        modified: part.property(word::MODIFIED).and_then(|time| time.parse().ok()),
        build_id: part.property(word::BUILD_ID).map(str::to_owned),
        nature: part.property(word::NATURE).map_or_else(|| nature(part), word::read_nature),
        how: part.property(word::HOW).and_then(word::read_how).unwrap_or(How::Metadata),
        locations: locations(part),
        belongs_to: None,
        depends_on: Vec::new(),
        dependencies_are_complete: part.completeness.as_deref() == Some("complete"),
        removed_in: part.property(word::REMOVED_IN).and_then(|layer| layer.parse().ok()),
    }
}

/// Returns group and name as our own cataloguers would say them.
fn names(purl: &PackageUrl) -> (Option<String>, Option<String>) {
    let namespace = purl.namespace().join("/");
    let namespace = Some(namespace).filter(|it| !it.is_empty());
    match purl.kind() {
        // The namespace is the distribution.
        "deb" | "apk" | "rpm" | "alpm" => (None, Some(purl.name().to_owned())),
        // A module is known by its whole path.
        "golang" => match namespace {
            Some(namespace) => (None, Some(format!("{namespace}/{}", purl.name()))),
            None => (None, Some(purl.name().to_owned())),
        },
        _ => (namespace, Some(purl.name().to_owned())),
    }
}

/// Returns what kind of thing a type of CycloneDX or a purpose of SPDX is.
fn kind(word: &str, ecosystem: &str) -> ComponentKind {
    let word = word.to_ascii_lowercase().replace(['-', '_'], "");
    match word.as_str() {
        "operatingsystem" => ComponentKind::OperatingSystem,
        "machinelearningmodel" | "model" => ComponentKind::Model,
        "archive" => ComponentKind::Archive,
        "file" | "executable" if ecosystem == "generic" => ComponentKind::Executable,
        _ if matches!(ecosystem, "deb" | "apk" | "rpm" | "alpm") => ComponentKind::SystemPackage,
        _ if ecosystem == "generic" => ComponentKind::Program,
        _ => ComponentKind::LanguagePackage,
    }
}

/// Returns the source package: as we write it, by the qualifier `upstream` of the package URL
/// (`glibc`, `glibc@2.41-12`), or by the properties of trivy and syft.
fn source(part: &Part, upstream: Option<String>) -> Option<SourcePackage> {
    let own = |name: &str| part.property(name).map(str::to_owned);
    if let Some(name) = own(word::SOURCE_NAME) {
        return Some(SourcePackage { name, version: own(word::SOURCE_VERSION) });
    }
    if let Some(upstream) = upstream {
        let (name, version) = match upstream.split_once('@') {
            Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
            None => (upstream, None),
        };
        return Some(SourcePackage { name, version });
    }
    if let Some(name) = own("aquasecurity:trivy:SrcName") {
        let part = |name: &str| own(&format!("aquasecurity:trivy:Src{name}"));
        let epoch = part("Epoch").filter(|epoch| epoch != "0").map(|epoch| format!("{epoch}:"));
        let release = part("Release").map(|release| format!("-{release}"));
        let version = part("Version").map(|version| {
            [epoch.unwrap_or_default(), version, release.unwrap_or_default()].concat()
        });
        return Some(SourcePackage { name, version });
    }
    let name = own("syft:metadata:source").or_else(|| own("syft:metadata:originPackage"))?;
    Some(SourcePackage { name, version: own("syft:metadata:sourceVersion") })
}

fn creator(part: &Part) -> Creator {
    if part.property(word::CREATOR_FROM).is_some() {
        let name = part.property(word::CREATOR_NAME).map(str::to_owned);
        return Creator { name, ..Creator::default() };
    }
    part.creators.first().or(part.suppliers.first()).map(contact).unwrap_or_default()
}

fn contact(contact: &Contact) -> Creator {
    Creator {
        name: contact.name.clone(),
        email: contact.emails.first().cloned(),
        url: contact.urls.first().cloned(),
    }
}

fn licences(part: &Part) -> Licences {
    let find = |acknowledgement: Acknowledgement| {
        let texts: Vec<&str> = part
            .licences
            .iter()
            .filter(|it| it.acknowledgement == acknowledgement)
            .filter(|it| it.form == LicenceForm::Expression)
            .map(|it| it.text.as_str())
            .collect();
        match texts.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            // A list of licences says that all of them apply.
            several => Some(
                several
                    .iter()
                    .map(|it| if it.contains(' ') { format!("({it})") } else { (*it).to_owned() })
                    .collect::<Vec<_>>()
                    .join(" AND "),
            ),
        }
    };
    let name = part.licences.iter().find(|it| it.form == LicenceForm::Name);
    let text = part.property(word::LICENCE_TEXT).map(str::to_owned);
    let declared = find(Acknowledgement::Declared).or_else(|| find(Acknowledgement::Unsaid));
    Licences {
        declared: declared.or_else(|| part.property(word::LICENCE_DECLARED).map(str::to_owned)),
        concluded: find(Acknowledgement::Concluded)
            .filter(|_| part.property(word::CONCLUDED_FROM).is_none()),
        text: text.or_else(|| name.map(|it| it.text.clone())),
    }
}

/// Returns the digests of algorithms that we know, of the thing itself or its deployable form.
fn digests(part: &Part) -> BTreeSet<Digest> {
    let distributed = part.distributions.iter().flat_map(|it| &it.hashes);
    part.hashes
        .iter()
        .chain(distributed)
        .filter_map(|hash| {
            let algorithm = match hash.algorithm.as_str() {
                "sha256" => Algorithm::Sha256,
                "sha512" => Algorithm::Sha512,
                _ => return None,
            };
            Digest::from_hex(algorithm, &hash.value.to_ascii_lowercase()).ok()
        })
        .collect()
}

fn nature(part: &Part) -> Nature {
    let says = |flags: &[super::Flag], word: &str| {
        flags.iter().any(|flag| match flag {
            super::Flag::Is(is_so) => *is_so,
            super::Flag::Words(words) => words == word || words == "true",
        })
    };
    Nature {
        executable: says(&part.executable, "executable"),
        archive: says(&part.archive, "archive"),
        structured: says(&part.structured, "structured"),
    }
}

/// Returns where a part is: by its places, else by the properties of syft and trivy.
fn locations(part: &Part) -> Vec<Location> {
    let own = part.places.iter().map(String::as_str).filter_map(word::read_layered_place);
    let mut list: Vec<Location> = own.collect();
    if list.is_empty() {
        list = part
            .properties
            .iter()
            .filter(|(name, _)| {
                name == "aquasecurity:trivy:FilePath"
                    || (name.starts_with("syft:location:") && name.ends_with(":path"))
                    || name == "SrcFile"
            })
            .filter_map(|(_, path)| TreePath::parse(path).ok())
            .map(|path| Location { path, inside: Vec::new(), layer: 0 })
            .collect();
    }
    list
}

fn subject(part: &Part) -> Subject {
    let own = |name: &str| part.property(name).map(str::to_owned);
    let manifest = part.hashes.iter().find(|hash| hash.algorithm == "sha256");
    let by_purl =
        part.purls.iter().filter_map(|text| text.parse::<PackageUrl>().ok()).find_map(|purl| {
            (purl.kind() == "oci").then(|| purl.version()?.parse::<Digest>().ok()).flatten()
        });
    let is_image = part.kind.eq_ignore_ascii_case("container");
    Subject {
        name: part.name.clone().unwrap_or_default(),
        digest: manifest
            .filter(|_| is_image)
            .and_then(|hash| Digest::from_hex(Algorithm::Sha256, &hash.value).ok())
            .or(by_purl)
            // syft writes the digest as version.
            .or_else(|| part.version.as_deref().and_then(|version| version.parse().ok())),
        config: own(word::CONFIG).and_then(|it| it.parse().ok()),
        platform: own(word::PLATFORM),
        created: own(word::CREATED),
        version: part.version.clone().filter(|_| part.property(word::VERSION_FROM).is_none()),
        vendor: part.creators.first().and_then(|creator| creator.name.clone()),
        authors: None,
        source: None,
        url: part.homepage.clone(),
        licences: part.licences.first().map(|licence| licence.text.clone()),
    }
}

fn layers(part: &Part) -> Vec<InventoryLayer> {
    part.properties(word::LAYER)
        .map(|text| {
            let mut digests = text.split(' ').map(|it| it.parse::<Digest>().ok());
            InventoryLayer {
                digest: digests.next().flatten(),
                diff_id: digests.next().flatten(),
                ..InventoryLayer::default()
            }
        })
        .collect()
}
