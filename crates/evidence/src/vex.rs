// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What somebody says of weaknesses in an image, as a predicate. The documents are as their formats
//! define them; nothing here looks into them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Predicate;

/// The media type of a CSAF document, which has no predicate type: it lies beside an image as it is.
pub const CSAF_MEDIA_TYPE: &str = "application/csaf+json";

/// A document in OpenVEX ("Attesting OpenVEX Documents": the type is the namespace without version,
/// which is what `cosign attest --type openvex` writes, too).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenVex(pub Value);

impl Predicate for OpenVex {
    const PREDICATE_TYPE: &'static str = "https://openvex.dev/ns";
}

/// A document in CycloneDX (in-toto's predicate "CycloneDX").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CycloneDx(pub Value);

impl Predicate for CycloneDx {
    const PREDICATE_TYPE: &'static str = "https://cyclonedx.org/bom";
}
