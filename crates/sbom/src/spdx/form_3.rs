// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The form of an SPDX 3.0.1 document, as far as we write it; names are those of its JSON-LD context.

#![expect(clippy::struct_field_names, reason = "the format's own names")]

use std::borrow::Cow;

use serde::Serialize;

/// The id of the one creation info, a blank node as the serialisation has it.
pub(super) const CREATION: &str = "_:creation";

#[derive(Serialize)]
pub(super) struct Graph<G> {
    #[serde(rename = "@context")]
    pub(super) context: &'static str,
    #[serde(rename = "@graph")]
    pub(super) graph: G,
}

/// An element; which keys it has depends on its type.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Element<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spdx_id: Option<String>,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    pub(super) blank: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) creation_info: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spec_version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) created: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) created_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) created_using: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) extension: Vec<Extension>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<Identifier<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_ref: Vec<ExternalRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) verified_using: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) originated_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profile_conformance: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) root_element: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) element: Vec<String>,
    #[serde(rename = "software_sbomType", skip_serializing_if = "Vec::is_empty")]
    pub(super) sbom_type: Vec<&'static str>,
    #[serde(rename = "software_packageVersion", skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<Cow<'a, str>>,
    #[serde(rename = "software_packageUrl", skip_serializing_if = "Option::is_none")]
    pub(super) purl: Option<Cow<'a, str>>,
    #[serde(rename = "software_homePage", skip_serializing_if = "Option::is_none")]
    pub(super) homepage: Option<&'a str>,
    #[serde(rename = "software_primaryPurpose", skip_serializing_if = "Option::is_none")]
    pub(super) primary_purpose: Option<&'static str>,
    #[serde(rename = "software_additionalPurpose", skip_serializing_if = "Vec::is_empty")]
    pub(super) additional_purpose: Vec<&'static str>,
    #[serde(rename = "simplelicensing_licenseExpression", skip_serializing_if = "Option::is_none")]
    pub(super) expression: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) to: Vec<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) relationship_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) completeness: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identifier<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) external_identifier_type: &'static str,
    pub(super) identifier: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalRef {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) external_ref_type: &'static str,
    pub(super) locator: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hash {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) algorithm: &'static str,
    pub(super) hash_value: String,
}

/// Properties as in CycloneDX, which the profile "Extension" of SPDX 3.0.1 has a class for.
#[derive(Serialize)]
pub(super) struct Extension {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "extension_cdxProperty")]
    pub(super) properties: Vec<Property>,
}

#[derive(Serialize)]
pub(super) struct Property {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "extension_cdxPropName")]
    pub(super) name: &'static str,
    #[serde(rename = "extension_cdxPropValue")]
    pub(super) value: String,
}
