// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inventory as SPDX 3.0.1, in JSON-LD.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use haerterei_ground::{Algorithm, Digest};
use haerterei_inventory::{Component, ComponentId, ComponentKind, Creator, Inventory};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::form_3::{CREATION, Element, Extension, ExternalRef, Graph, Hash, Identifier, Property};
use crate::document::contact::is_url;
use crate::document::description::{
    Description, Making, address_in_image, email, file_name, image_purl, registry_reference, time,
};
use crate::document::{DocumentError, Loss, identity, word};

/// Nothing at all (SPDX 3.0.1, individual `NoneElement`).
const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
/// Nothing that we assert (SPDX 3.0.1, individual `NoAssertionElement`).
const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";
const PROFILES: [&str; 4] = ["core", "software", "simpleLicensing", "extension"];

/// Writes an inventory as SPDX 3.0.1.
pub fn write(
    inventory: &Inventory,
    making: &Making,
    out: &mut impl Write,
) -> Result<Vec<Loss>, DocumentError> {
    let uuid = identity::uuid(&("SPDX", "3.0.1", making, inventory))
        .map_err(|error| DocumentError::Io(error.into()))?;
    let description = Description::new(inventory, making.profile);
    let namespace = format!("urn:uuid:{uuid}#");
    let elements = Elements { namespace: &namespace, description: &description, making };
    let graph =
        Graph { context: "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", graph: elements };
    serde_json::to_writer_pretty(&mut *out, &graph)
        .map_err(|error| DocumentError::Io(error.into()))?;
    out.write_all(b"\n").map_err(DocumentError::Io)?;
    Ok(Vec::new())
}

/// The elements of a document, made while they are written.
struct Elements<'a> {
    namespace: &'a str,
    description: &'a Description<'a>,
    making: &'a Making,
}

impl Serialize for Elements<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { namespace, description, making } = *self;
        let mut list = serializer.serialize_seq(None)?;
        let mut ids = Vec::new();
        let mut writer = Writer {
            namespace,
            description,
            elements: Vec::new(),
            agents: BTreeMap::new(),
            licences: BTreeMap::new(),
            relationships: 0,
        };
        let creators = writer.creation(making);
        list.serialize_element(&creators)?;
        writer.image();
        writer.flush(&mut list, &mut ids)?;
        for (place, component) in description.inventory.components.iter().enumerate() {
            writer.component(place, component);
            writer.flush(&mut list, &mut ids)?;
        }
        writer.named(making);
        writer.flush(&mut list, &mut ids)?;
        for element in writer.documents(ids) {
            list.serialize_element(&element)?;
        }
        list.end()
    }
}

struct Writer<'a> {
    namespace: &'a str,
    description: &'a Description<'a>,
    /// What is not written yet.
    elements: Vec<Element<'a>>,
    /// Who made components, with their number.
    agents: BTreeMap<Creator, usize>,
    /// Expressions, with their number.
    licences: BTreeMap<&'a str, usize>,
    relationships: usize,
}

impl<'a> Writer<'a> {
    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.namespace)
    }

    /// Writes what has come together.
    fn flush<S: SerializeSeq>(
        &mut self,
        list: &mut S,
        ids: &mut Vec<String>,
    ) -> Result<(), S::Error> {
        for element in self.elements.drain(..) {
            list.serialize_element(&element)?;
            ids.extend(element.spdx_id);
        }
        Ok(())
    }

    fn component_id(&self, id: ComponentId) -> String {
        self.id(&format!("component-{}", id.0))
    }

    fn element(&self, kind: &'static str, name: &str) -> Element<'a> {
        Element {
            kind,
            spdx_id: Some(self.id(name)),
            creation_info: Some(CREATION),
            ..Element::default()
        }
    }

    fn relate(
        &mut self,
        from: &str,
        kind: &'static str,
        to: Vec<Cow<'static, str>>,
        completeness: Option<&'static str>,
    ) {
        self.relationships += 1;
        let name = format!("relationship-{}", self.relationships);
        self.elements.push(Element {
            from: Some(from.to_owned()),
            to,
            relationship_type: Some(kind),
            completeness,
            ..self.element("Relationship", &name)
        });
    }

    fn image(&mut self) {
        let subject = &self.description.inventory.subject;
        let own = self.id("image");
        let purl = image_purl(subject).map(Cow::Owned);
        let said = self.description.said_of_image();
        let mut properties = self.description.image_properties();
        properties.extend(said.properties);
        let repository = subject.source.as_deref().filter(|url| is_url(url));
        let repository = repository.map(|url| external("vcs", url.to_owned()));
        let originated_by = self.agent(&said.creator).into_iter().collect();
        self.elements.push(Element {
            name: Some(Cow::Borrowed(&subject.name)),
            version: said.version,
            originated_by,
            external_identifier: purl.clone().map(identifier).into_iter().collect(),
            purl,
            homepage: subject.url.as_deref().filter(|url| is_url(url)),
            primary_purpose: Some("container"),
            verified_using: subject.digest.iter().map(hash).collect(),
            external_ref: registry_reference(subject)
                .map(|url| external("binaryArtifact", url))
                .into_iter()
                .chain(repository)
                .collect(),
            extension: extension(properties),
            ..self.element("software_Package", "image")
        });
        if let Some(concluded) = said.concluded {
            self.licence(&own, "hasConcludedLicense", concluded);
        }
        if let Some(declared) = said.declared {
            self.licence(&own, "hasDeclaredLicense", declared);
        }
        let outermost: Vec<Cow<'static, str>> = self
            .description
            .inventory
            .components
            .iter()
            .enumerate()
            .filter(|(_, component)| component.belongs_to.is_none())
            .map(|(place, _)| Cow::Owned(self.id(&format!("component-{place}"))))
            .collect();
        let is_complete = self.description.is_complete();
        let completeness = if is_complete { "complete" } else { "incomplete" };
        let to = if outermost.is_empty() { vec![Cow::Borrowed(NONE)] } else { outermost };
        self.relate(&own, "contains", to, Some(completeness));
    }

    fn component(&mut self, place: usize, it: &'a Component) {
        let name = format!("component-{place}");
        let own = self.id(&name);
        let said = self.description.said(it);
        let originated_by = self.agent(&said.creator).into_iter().collect();
        let mut properties = self.description.properties(it);
        properties.extend(said.properties);
        // That is a relationship here.
        properties.retain(|(name, _)| *name != word::BELONGS_TO);
        properties.extend(it.group.clone().map(|group| (word::GROUP, group)));
        properties.extend(it.locations.iter().map(|at| (word::LOCATION, word::layered_place(at))));
        self.elements.push(Element {
            name: Some(word::grouped_name(it)),
            version: said.version,
            summary: it.description.as_deref(),
            purl: it.purl.as_deref().map(Cow::Borrowed),
            homepage: it.homepage.as_deref().filter(|url| is_url(url)),
            primary_purpose: Some(purpose(it.kind)),
            external_identifier: it
                .purl
                .as_deref()
                .map(|purl| identifier(Cow::Borrowed(purl)))
                .into_iter()
                .collect(),
            verified_using: it.digests.iter().map(hash).collect(),
            originated_by,
            extension: extension(properties),
            ..self.element("software_Package", &name)
        });
        self.file(place, &own, it);
        if let Some(concluded) = said.concluded {
            self.licence(&own, "hasConcludedLicense", concluded);
        }
        if let Some(declared) = said.declared {
            self.licence(&own, "hasDeclaredLicense", declared);
        }
        let holds = self.description.holds.get(place).cloned().unwrap_or_default();
        if !holds.is_empty() {
            let to = holds.iter().map(|id| Cow::Owned(self.component_id(*id))).collect();
            self.relate(&own, "contains", to, Some("complete"));
        }
        let needs = self.description.needs(place, it);
        let mut to: Vec<Cow<'static, str>> =
            needs.map(|id| Cow::Owned(self.component_id(id))).collect();
        if to.is_empty() {
            let individual = if it.dependencies_are_complete { NONE } else { NO_ASSERTION };
            to.push(Cow::Borrowed(individual));
        }
        let completeness = if it.dependencies_are_complete { "complete" } else { "noAssertion" };
        self.relate(&own, "dependsOn", to, Some(completeness));
    }

    /// Adds the file that a component is: the guideline wants its name, digest and purposes there
    /// (TR-03183-2, section 5.2.2, table 9).
    fn file(&mut self, place: usize, own: &str, it: &Component) {
        let Some(file_name) = file_name(it) else { return };
        let mut purposes = Vec::new();
        purposes.extend(it.nature.executable.then_some("executable"));
        purposes.extend(it.nature.archive.then_some("archive"));
        purposes.push(if it.nature.structured { "container" } else { "firmware" });
        let subject = &self.description.inventory.subject;
        let address = it.locations.first().and_then(|at| address_in_image(subject, at));
        let name = format!("file-{place}");
        self.elements.push(Element {
            name: Some(Cow::Owned(file_name)),
            primary_purpose: Some("file"),
            additional_purpose: purposes,
            verified_using: it.digests.iter().map(hash).collect(),
            external_ref: address.map(|url| external("binaryArtifact", url)).into_iter().collect(),
            ..self.element("software_File", &name)
        });
        let to = vec![Cow::Owned(self.id(&name))];
        self.relate(own, "hasDistributionArtifact", to, Some("complete"));
    }

    fn licence(&mut self, own: &str, kind: &'static str, expression: &'a str) {
        let next = self.licences.len();
        let number = *self.licences.entry(expression).or_insert(next);
        let to = vec![Cow::Owned(self.id(&format!("licence-{number}")))];
        self.relate(own, kind, to, None);
    }

    /// Returns the id of who made something, if anything is known of them.
    fn agent(&mut self, creator: &Creator) -> Option<String> {
        if creator.is_unknown() {
            return None;
        }
        let next = self.agents.len();
        let number = match self.agents.get(creator) {
            Some(number) => *number,
            None => *self.agents.entry(creator.clone()).or_insert(next),
        };
        Some(self.id(&format!("agent-{number}")))
    }

    /// Returns who made the document, when and by what.
    fn creation(&mut self, making: &Making) -> Element<'a> {
        let creator = self.agent(&making.creator);
        Element {
            kind: "CreationInfo",
            blank: Some(CREATION),
            spec_version: Some("3.0.1"),
            created: Some(time(making.now)),
            // A document has a creator; of one that nobody claims it is the program.
            created_by: vec![creator.unwrap_or_else(|| self.id("tool-as-agent"))],
            created_using: vec![self.id("tool")],
            ..Element::default()
        }
    }

    /// Adds everybody and every licence that was named.
    fn named(&mut self, making: &Making) {
        if making.creator.is_unknown() {
            self.elements.push(Element {
                name: Some(Cow::Borrowed("haerterei")),
                ..self.element("SoftwareAgent", "tool-as-agent")
            });
        }
        let tool = Element {
            name: Some(Cow::Owned(format!("haerterei {}", making.tool_version))),
            ..self.element("Tool", "tool")
        };
        self.elements.push(tool);
        let agents: Vec<Element<'a>> = self
            .agents
            .iter()
            .map(|(creator, number)| self.agent_element(creator, *number))
            .collect();
        self.elements.extend(agents);
        let licences: Vec<Element<'a>> = self
            .licences
            .iter()
            .map(|(expression, number)| Element {
                expression: Some(expression),
                ..self.element("simplelicensing_LicenseExpression", &format!("licence-{number}"))
            })
            .collect();
        self.elements.extend(licences);
    }

    /// Returns the document, and the list of software that is in it.
    fn documents(&self, ids: Vec<String>) -> [Element<'a>; 2] {
        let sbom = self.id("sbom");
        [
            Element {
                profile_conformance: PROFILES.to_vec(),
                root_element: vec![sbom],
                ..self.element("SpdxDocument", "document")
            },
            Element {
                profile_conformance: PROFILES.to_vec(),
                root_element: vec![self.id("image")],
                element: ids,
                sbom_type: vec!["analyzed"],
                ..self.element("software_Sbom", "sbom")
            },
        ]
    }

    fn agent_element(&self, creator: &Creator, number: usize) -> Element<'a> {
        let email = email(creator);
        let url = creator.url.as_deref().filter(|url| is_url(url));
        let mut identifiers = Vec::new();
        let mut add = |kind, text: &str| {
            identifiers.push(Identifier {
                kind: "ExternalIdentifier",
                external_identifier_type: kind,
                identifier: Cow::Owned(text.to_owned()),
            });
        };
        if let Some(email) = email {
            add("email", email);
        } else if let Some(url) = url {
            add("urlScheme", url);
        }
        // Records do not tell people from teams; the guideline wants one or the other.
        Element {
            name: creator.name.clone().map(Cow::Owned),
            external_identifier: identifiers,
            ..self.element("Organization", &format!("agent-{number}"))
        }
    }
}

fn extension(properties: Vec<(&'static str, String)>) -> Vec<Extension> {
    vec![Extension {
        kind: "extension_CdxPropertiesExtension",
        properties: properties
            .into_iter()
            .map(|(name, value)| Property { kind: "extension_CdxPropertyEntry", name, value })
            .collect(),
    }]
}

fn identifier(purl: Cow<'_, str>) -> Identifier<'_> {
    Identifier {
        kind: "ExternalIdentifier",
        external_identifier_type: "packageUrl",
        identifier: purl,
    }
}

fn external(kind: &'static str, url: String) -> ExternalRef {
    ExternalRef { kind: "ExternalRef", external_ref_type: kind, locator: [url] }
}

fn hash(digest: &Digest) -> Hash {
    Hash {
        kind: "Hash",
        algorithm: match digest.algorithm() {
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
        },
        hash_value: digest.hex(),
    }
}

/// Returns the primary purpose (SPDX 3.0.1, vocabulary `SoftwarePurpose`).
const fn purpose(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::OperatingSystem => "operatingSystem",
        ComponentKind::SystemPackage => "install",
        ComponentKind::LanguagePackage => "library",
        ComponentKind::Program => "application",
        ComponentKind::Executable => "executable",
        ComponentKind::Archive => "archive",
        ComponentKind::Model => "model",
    }
}
