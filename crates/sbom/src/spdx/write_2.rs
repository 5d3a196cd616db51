// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! An inventory as SPDX 2.3, for those who do not read version 3 yet. TR-03183-2 does not accept it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;

use haerterei_ground::{Algorithm, Digest};
use haerterei_inventory::{Component, ComponentKind, Creator, Inventory};
use haerterei_versions::licence::Expression;

use super::form_2::{
    Annotation, Checksum, Creation, Document, ExternalRef, Extracted, Package, Relationship,
};
use crate::document::contact::is_url;
use crate::document::description::{
    Description, Making, Profile, email, file_name, image_purl, time,
};
use crate::document::each::Each;
use crate::document::{DocumentError, Loss, identity, word};

const NO_ASSERTION: &str = "NOASSERTION";
const DOCUMENT: &str = "SPDXRef-DOCUMENT";
const IMAGE: &str = "SPDXRef-image";

/// Writes an inventory as SPDX 2.3.
pub fn write(
    inventory: &Inventory,
    making: &Making,
    out: &mut impl Write,
) -> Result<Vec<Loss>, DocumentError> {
    let uuid = identity::uuid(&("SPDX", "2.3", making, inventory))
        .map_err(|error| DocumentError::Io(error.into()))?;
    let description = Description::new(inventory, making.profile);
    let writer = Writer { making, description: &description };
    let components = || inventory.components.iter();
    let said = components().map(|it| description.said(it));
    let said = std::iter::once(description.said_of_image()).chain(said);
    let expressions: BTreeSet<&str> =
        said.flat_map(|said| [said.concluded, said.declared]).flatten().collect();
    let unlisted: BTreeSet<String> = expressions.into_iter().flat_map(unlisted).collect();
    let packages = || components().enumerate().map(|(place, it)| writer.package(place, it));
    let document = Document {
        spdx_version: "SPDX-2.3",
        data_license: "CC0-1.0",
        id: DOCUMENT,
        name: &inventory.subject.name,
        document_namespace: format!("urn:uuid:{uuid}"),
        creation_info: Creation {
            created: time(making.now),
            creators: std::iter::once(format!("Tool: haerterei-{}", making.tool_version))
                .chain(actor(&making.creator))
                .collect(),
        },
        packages: Each(|| std::iter::once(writer.image()).chain(packages())),
        has_extracted_licensing_infos: unlisted
            .iter()
            .map(|id| Extracted {
                license_id: id,
                name: id.strip_prefix("LicenseRef-").unwrap_or(id),
                extracted_text: "The text of this licence is in the image.",
            })
            .collect(),
        relationships: Each(|| relationships(&description)),
    };
    serde_json::to_writer_pretty(&mut *out, &document)
        .map_err(|error| DocumentError::Io(error.into()))?;
    out.write_all(b"\n").map_err(DocumentError::Io)?;
    Ok(losses(&description))
}

/// Returns what this version has no place for. Other tools do not read our annotations, and nobody
/// can tell from them who made what.
fn losses(description: &Description<'_>) -> Vec<Loss> {
    let components = || description.inventory.components.iter();
    let count = |it: usize| it as u64;
    let urls = components().filter(|it| email(&it.creator).is_none() && it.creator.url.is_some());
    let complete =
        components().filter(|it| it.dependencies_are_complete && !it.depends_on.is_empty());
    let is_tr = description.profile == Profile::Tr03183;
    let files = components().filter(|it| is_tr && !it.digests.is_empty());
    [
        Loss::CreatorUrls.of(count(urls.count())),
        Loss::Completeness.of(count(complete.count())),
        Loss::Tr03183.of(count(files.count())),
    ]
    .concat()
}

struct Writer<'a> {
    making: &'a Making,
    description: &'a Description<'a>,
}

impl<'a> Writer<'a> {
    fn image(&self) -> Package<'a> {
        let subject = &self.description.inventory.subject;
        let said = self.description.said_of_image();
        let mut properties = self.description.image_properties();
        properties.extend(said.properties);
        Package {
            id: IMAGE.to_owned(),
            name: Cow::Borrowed(&subject.name),
            version_info: said.version,
            package_file_name: None,
            originator: actor(&said.creator),
            supplier: match subject.vendor.as_deref().map(one_line) {
                Some(vendor) if !vendor.is_empty() => Cow::Owned(format!("Organization: {vendor}")),
                _ => Cow::Borrowed(NO_ASSERTION),
            },
            download_location: NO_ASSERTION,
            files_analyzed: false,
            checksums: subject.digest.iter().map(checksum).collect(),
            homepage: subject.url.as_deref().filter(|url| is_url(url)),
            license_concluded: said.concluded.unwrap_or(NO_ASSERTION),
            license_declared: said.declared.unwrap_or(NO_ASSERTION),
            copyright_text: NO_ASSERTION,
            summary: None,
            external_refs: image_purl(subject).map(|it| purl(Cow::Owned(it))).into_iter().collect(),
            primary_package_purpose: "CONTAINER",
            annotations: self.annotations(properties),
        }
    }

    fn package(&self, place: usize, it: &'a Component) -> Package<'a> {
        let said = self.description.said(it);
        let maker = actor(&said.creator);
        // What is in the system's database is supplied by who maintains it there.
        let is_system = it.kind == ComponentKind::SystemPackage;
        let supplier = maker.clone().filter(|_| is_system).map(Cow::Owned);
        let mut properties = self.description.properties(it);
        properties.extend(said.properties);
        // That is a relationship here.
        properties.retain(|(name, _)| *name != word::BELONGS_TO);
        properties.extend(it.group.clone().map(|group| (word::GROUP, group)));
        properties.extend(it.locations.iter().map(|at| (word::LOCATION, word::layered_place(at))));
        Package {
            id: id(place),
            name: word::grouped_name(it),
            version_info: said.version,
            package_file_name: file_name(it),
            originator: maker,
            supplier: supplier.unwrap_or(Cow::Borrowed(NO_ASSERTION)),
            download_location: NO_ASSERTION,
            files_analyzed: false,
            checksums: it.digests.iter().map(checksum).collect(),
            homepage: it.homepage.as_deref().filter(|url| is_url(url)),
            license_concluded: said.concluded.unwrap_or(NO_ASSERTION),
            license_declared: said.declared.unwrap_or(NO_ASSERTION),
            copyright_text: NO_ASSERTION,
            summary: it.description.as_deref(),
            external_refs: it
                .purl
                .as_deref()
                .map(|it| purl(Cow::Borrowed(it)))
                .into_iter()
                .collect(),
            primary_package_purpose: purpose(it.kind),
            annotations: self.annotations(properties),
        }
    }

    /// Writes properties as annotations, for which this version has the only free place.
    fn annotations(&self, properties: Vec<(&'static str, String)>) -> Vec<Annotation> {
        properties
            .into_iter()
            .map(|(name, value)| Annotation {
                annotation_type: "OTHER",
                annotator: format!("Tool: haerterei-{}", self.making.tool_version),
                annotation_date: time(self.making.now),
                comment: format!("{name}={value}"),
            })
            .collect()
    }
}

fn id(place: usize) -> String {
    format!("SPDXRef-component-{place}")
}

/// Returns somebody as SPDX 2.3 writes them (clause 7.5): `Organization: NAME (MAIL)`. Records do
/// not tell people from teams.
fn actor(creator: &Creator) -> Option<String> {
    let email = email(creator);
    let name = creator.name.as_deref().or(creator.url.as_deref()).or(email)?;
    let name = one_line(name);
    Some(match email {
        Some(email) => format!("Organization: {name} ({email})"),
        None => format!("Organization: {name}"),
    })
}

/// Names with brackets would be read as addresses.
fn one_line(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() && !"()".contains(*c)).collect();
    text.trim().to_owned()
}

/// Returns the licences of an expression that SPDX does not list.
fn unlisted(expression: &str) -> Vec<String> {
    let Ok(expression) = expression.parse::<Expression>() else { return Vec::new() };
    let own = |id: &&str| id.starts_with("LicenseRef-");
    expression.identifiers().into_iter().filter(own).map(str::to_owned).collect()
}

fn relate(from: &str, kind: &'static str, to: String) -> Relationship {
    Relationship {
        spdx_element_id: from.to_owned(),
        relationship_type: kind,
        related_spdx_element: to,
    }
}

fn relationships(description: &Description<'_>) -> impl Iterator<Item = Relationship> {
    let components = || description.inventory.components.iter().enumerate();
    let held = components().map(|(place, component)| {
        let owner = component.belongs_to.map(|owner| id(owner.0 as usize));
        relate(owner.as_deref().unwrap_or(IMAGE), "CONTAINS", id(place))
    });
    let needed = components().flat_map(|(place, component)| {
        let own = id(place);
        let needs = description.needs(place, component);
        let mut list: Vec<Relationship> =
            needs.map(|it| relate(&own, "DEPENDS_ON", id(it.0 as usize))).collect();
        match (component.depends_on.is_empty(), component.dependencies_are_complete) {
            (true, true) => list.push(relate(&own, "DEPENDS_ON", "NONE".to_owned())),
            (_, false) => list.push(relate(&own, "DEPENDS_ON", NO_ASSERTION.to_owned())),
            (false, true) => {}
        }
        list
    });
    std::iter::once(relate(DOCUMENT, "DESCRIBES", IMAGE.to_owned())).chain(held).chain(needed)
}

fn purl(locator: Cow<'_, str>) -> ExternalRef<'_> {
    ExternalRef {
        reference_category: "PACKAGE-MANAGER",
        reference_type: "purl",
        reference_locator: locator,
    }
}

fn checksum(digest: &Digest) -> Checksum {
    Checksum {
        algorithm: match digest.algorithm() {
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
        },
        checksum_value: digest.hex(),
    }
}

/// Returns the primary purpose (SPDX 2.3, clause 7.24).
const fn purpose(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::OperatingSystem => "OPERATING-SYSTEM",
        ComponentKind::SystemPackage => "INSTALL",
        ComponentKind::LanguagePackage => "LIBRARY",
        ComponentKind::Program => "APPLICATION",
        ComponentKind::Executable => "FILE",
        ComponentKind::Archive => "ARCHIVE",
        ComponentKind::Model => "OTHER",
    }
}
