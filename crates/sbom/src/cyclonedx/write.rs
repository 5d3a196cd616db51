// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inventory as CycloneDX.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Write;

use haerterei_ground::{Algorithm, Digest};
use haerterei_inventory::{ComponentKind, Creator, Inventory};
use serde::Serialize;

use super::form::{
    Bom, Component, Composition, Dependency, Entity, Evidence, External, Hash, License, Lifecycle,
    Metadata, Name, Occurrence, Person, Property, Tools,
};
use crate::document::contact::is_url;
use crate::document::description::{
    Description, IMAGE, Making, Profile, address_in_image, digest_of, email, file_name, image_purl,
    is_expression, is_file, registry_reference, time, uri_path,
};
use crate::document::each::Each;
use crate::document::said::Said;
use crate::document::word::{self, bsi};
use crate::document::{DocumentError, Loss, identity};

/// A version of CycloneDX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Version {
    /// 1.6, which everybody reads; it holds one licence expression of a component.
    V1_6,
    /// 1.7, which holds the declared and the concluded expression.
    V1_7,
}

impl Version {
    const fn text(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }

    const fn schema(self) -> &'static str {
        match self {
            Self::V1_6 => "http://cyclonedx.org/schema/bom-1.6.schema.json",
            Self::V1_7 => "http://cyclonedx.org/schema/bom-1.7.schema.json",
        }
    }
}

/// Writes an inventory as CycloneDX and returns what the version cannot hold.
pub fn write(
    inventory: &Inventory,
    version: Version,
    making: &Making,
    out: &mut impl Write,
) -> Result<Vec<Loss>, DocumentError> {
    let uuid = identity::uuid(&("CycloneDX", version, making, inventory))
        .map_err(|error| DocumentError::Io(error.into()))?;
    let description = Description::new(inventory, making.profile);
    let writer = Writer { version, making, description: &description, unheld: Cell::new(0) };
    let references = || inventory.components.iter().zip(&description.references);
    let bom = Bom {
        schema: version.schema(),
        bom_format: "CycloneDX",
        spec_version: version.text(),
        serial_number: format!("urn:uuid:{uuid}"),
        version: 1,
        metadata: writer.metadata(),
        components: Each(|| references().map(|(it, reference)| writer.component(it, reference))),
        dependencies: Each(|| dependencies(&description)),
        compositions: compositions(&description),
    };
    serde_json::to_writer_pretty(&mut *out, &bom)
        .map_err(|error| DocumentError::Io(error.into()))?;
    out.write_all(b"\n").map_err(DocumentError::Io)?;
    Ok(Loss::DeclaredLicences.of(writer.unheld.get()))
}

struct Writer<'a> {
    version: Version,
    making: &'a Making,
    description: &'a Description<'a>,
    /// How many components have a declared expression beside the concluded one that 1.6 cannot hold.
    unheld: Cell<u64>,
}

impl<'a> Writer<'a> {
    fn is_tr(&self) -> bool {
        self.making.profile == Profile::Tr03183
    }

    fn metadata(&self) -> Metadata<'a> {
        let subject = &self.description.inventory.subject;
        let tool = Component {
            kind: "application",
            name: "haerterei",
            version: Some(Cow::Borrowed(&self.making.tool_version)),
            ..Component::default()
        };
        let mut external = Vec::new();
        for (kind, url) in [("vcs", &subject.source), ("website", &subject.url)] {
            if let Some(url) = url.as_deref().filter(|url| is_url(url)) {
                external.push(External { kind, url: url.to_owned(), hashes: Vec::new() });
            }
        }
        if let Some(url) = registry_reference(subject) {
            external.push(External { kind: "distribution", url, hashes: Vec::new() });
        }
        let said = self.description.said_of_image();
        let mut licenses = self.expressions(&said, &mut Vec::new());
        if licenses.is_empty() {
            let declared = subject.licences.as_deref();
            licenses.extend(declared.map(|text| licence(text, "declared")));
        }
        let mut properties = self.description.image_properties();
        properties.extend(said.properties);
        Metadata {
            timestamp: time(self.making.now),
            // The inventory is made from the finished image.
            lifecycles: [Lifecycle { phase: "post-build" }],
            tools: Tools { components: [tool] },
            manufacturer: self.entity(&self.making.creator),
            component: Component {
                kind: "container",
                reference: Some(IMAGE),
                manufacturer: self.entity(&said.creator),
                name: &subject.name,
                version: said.version,
                hashes: subject.digest.iter().map(hash).collect(),
                licenses,
                purl: image_purl(subject),
                external_references: external,
                properties: properties
                    .into_iter()
                    .map(|(name, value)| Property { name, value })
                    .collect(),
                ..Component::default()
            },
        }
    }

    fn component(
        &self,
        it: &'a haerterei_inventory::Component,
        reference: &'a str,
    ) -> Component<'a> {
        let said = self.description.said(it);
        let mut properties: Vec<Property> = self
            .description
            .properties(it)
            .into_iter()
            .chain(said.properties.iter().cloned())
            .map(|(name, value)| Property { name, value })
            .collect();
        let licenses = self.licences(it, &said, &mut properties);
        if self.is_tr() {
            properties.extend(bsi_properties(it));
        }
        let mut external = Vec::new();
        if let Some(url) = it.homepage.as_deref().filter(|url| is_url(url)) {
            external.push(External { kind: "website", url: url.to_owned(), hashes: Vec::new() });
        }
        external.extend(self.distribution(it));
        let occurrences: Vec<Occurrence> = it
            .locations
            .iter()
            .map(|location| Occurrence {
                location: word::place(location),
                additional_context: format!("layer {}", location.layer),
            })
            .collect();
        Component {
            kind: kind(it.kind),
            reference: Some(reference),
            manufacturer: self.entity(&said.creator),
            group: it.group.as_deref(),
            name: &it.name,
            version: said.version,
            description: it.description.as_deref(),
            scope: it.removed_in.map(|_| "excluded"),
            hashes: it.digests.iter().map(hash).collect(),
            licenses,
            purl: it.purl.clone(),
            external_references: external,
            properties,
            evidence: (!occurrences.is_empty()).then_some(Evidence { occurrences }),
        }
    }

    /// Returns who made something. The guideline wants an e-mail address, and a URL only where
    /// there is none (TR-03183-2, section 5.2.2).
    fn entity(&self, creator: &Creator) -> Option<Entity> {
        let email = email(creator);
        let url = creator.url.as_deref().filter(|url| is_url(url));
        let url = url.filter(|_| email.is_none() || !self.is_tr());
        if creator.name.is_none() && email.is_none() && url.is_none() {
            return None;
        }
        Some(Entity {
            name: creator.name.clone(),
            url: url.map(str::to_owned).into_iter().collect(),
            contact: email.map(|email| Person { email: email.to_owned() }).into_iter().collect(),
        })
    }

    /// Returns the licences. Version 1.6 holds one expression or names, version 1.7 all of them.
    fn licences(
        &self,
        it: &'a haerterei_inventory::Component,
        said: &Said<'a>,
        properties: &mut Vec<Property>,
    ) -> Vec<License<'a>> {
        let mut list = self.expressions(said, properties);
        if list.is_empty()
            && let Some(text) = it.licences.declared.as_deref().or(it.licences.text.as_deref())
        {
            list.push(licence(text, "declared"));
        }
        list
    }

    fn expressions(&self, said: &Said<'a>, properties: &mut Vec<Property>) -> Vec<License<'a>> {
        let Said { declared, concluded, .. } = *said;
        let both = declared.zip(concluded);
        let mut list = Vec::new();
        let mut add = |expression, acknowledgement| {
            list.push(License::Expression { expression, acknowledgement });
        };
        if let (Version::V1_6, Some((declared, concluded))) = (self.version, both) {
            add(concluded, "concluded");
            self.unheld.set(self.unheld.get() + 1);
            properties.push(Property { name: word::LICENCE_DECLARED, value: declared.to_owned() });
        } else {
            if let Some(concluded) = concluded {
                add(concluded, "concluded");
            }
            if let Some(declared) = declared {
                add(declared, "declared");
            }
        }
        list
    }

    /// Returns where the file of a component is, with the digests that the guideline asks for
    /// there. Inside an image that is the image and the path.
    fn distribution(&self, it: &haerterei_inventory::Component) -> Option<External> {
        let sha512 = digest_of(it, Algorithm::Sha512)?;
        let location = it.locations.first()?;
        let subject = &self.description.inventory.subject;
        // Of an image that is in no registry there is only the place inside.
        let url =
            address_in_image(subject, location).unwrap_or_else(|| uri_path(&word::place(location)));
        Some(External { kind: "distribution", url, hashes: vec![hash(sha512)] })
    }
}

/// Returns the properties that TR-03183-2 asks for (section 5.2.2, tables 9 and 10).
fn bsi_properties(it: &haerterei_inventory::Component) -> Vec<Property> {
    // What is no file is a logical component (section 3.2): the system, its packages, a folder of
    // scripts, a module that was linked into a program.
    if it.digests.is_empty() {
        return Vec::new();
    }
    let word = |is_so, yes: &str, no: &str| if is_so { yes.to_owned() } else { no.to_owned() };
    let mut list = vec![
        Property {
            name: bsi::EXECUTABLE,
            value: word(it.nature.executable, "executable", "non-executable"),
        },
        Property { name: bsi::ARCHIVE, value: word(it.nature.archive, "archive", "no archive") },
        Property {
            name: bsi::STRUCTURED,
            value: word(it.nature.structured, "structured", "unstructured"),
        },
    ];
    list.extend(file_name(it).map(|value| Property { name: bsi::FILE_NAME, value }));
    list
}

const fn kind(kind: ComponentKind) -> &'static str {
    if is_file(kind) {
        return "file";
    }
    match kind {
        ComponentKind::OperatingSystem => "operating-system",
        ComponentKind::Program => "application",
        ComponentKind::Model => "machine-learning-model",
        _ => "library",
    }
}

fn hash(digest: &Digest) -> Hash {
    Hash {
        alg: match digest.algorithm() {
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha512 => "SHA-512",
        },
        content: digest.hex(),
    }
}

fn licence<'a>(text: &'a str, acknowledgement: &'static str) -> License<'a> {
    if is_expression(text) {
        License::Expression { expression: text, acknowledgement }
    } else {
        License::Name { license: Name { name: text, acknowledgement } }
    }
}

/// Every component has an entry: what it needs and what it holds.
fn dependencies<'a>(description: &'a Description<'a>) -> impl Iterator<Item = Dependency<'a>> {
    let image = Dependency { of: IMAGE, depends_on: description.outermost().collect() };
    let rest = description.inventory.components.iter().enumerate().filter_map(|(place, it)| {
        let holds = description.holds.get(place).map(Vec::as_slice).unwrap_or_default();
        let mut all: Vec<_> = it.depends_on.iter().chain(holds).copied().collect();
        all.sort_unstable();
        all.dedup();
        Some(Dependency {
            of: description.references.get(place)?,
            depends_on: all.into_iter().filter_map(|id| description.reference(id)).collect(),
        })
    });
    std::iter::once(image).chain(rest)
}

/// Says for every component whether its dependencies are all of them.
fn compositions<'a>(description: &'a Description<'a>) -> Vec<Composition<'a>> {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for (it, reference) in description.inventory.components.iter().zip(&description.references) {
        if it.dependencies_are_complete { &mut known } else { &mut unknown }
            .push(reference.as_str());
    }
    let image = if description.is_complete() { "complete" } else { "incomplete" };
    let mut list =
        vec![Composition { aggregate: image, assemblies: vec![IMAGE], dependencies: vec![IMAGE] }];
    for (aggregate, dependencies) in [("complete", known), ("unknown", unknown)] {
        if !dependencies.is_empty() {
            list.push(Composition { aggregate, assemblies: Vec::new(), dependencies });
        }
    }
    list
}
