// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One form for what all formats say.

use std::collections::BTreeSet;

use haerterei_ground::Timestamp;

use super::error::{Problem, ProblemKind};
use super::identity::Identifier;
use crate::status::{Circumstance, Justification, Status};

/// A format of VEX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// OpenVEX.
    OpenVex,
    /// The Common Security Advisory Framework, profile VEX.
    Csaf,
    /// CycloneDX, with or without the inventory it speaks of.
    CycloneDx,
}

/// What one document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its format.
    pub format: Format,
    /// Its name.
    pub id: String,
    /// Who says it, as the document claims.
    pub author: String,
    /// When it was issued or last changed.
    pub issued: Option<Timestamp>,
    /// Whether it says of itself that it is not final.
    pub is_draft: bool,
    /// What it says.
    pub statements: Vec<Statement>,
    /// What is wrong with parts of it.
    pub problems: Vec<Problem>,
}

impl Document {
    pub(super) fn note(&mut self, kind: ProblemKind, place: impl AsRef<str>) {
        // A hostile document must not fill memory with complaints.
        if self.problems.len() < 1000 {
            self.problems.push(Problem::new(kind, place));
        }
    }
}

/// What is said of one weakness in some products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The weakness, by all names that it is given.
    pub weaknesses: BTreeSet<String>,
    /// The products.
    pub products: Vec<Product>,
    /// Whether it applies.
    pub status: Status,
    /// Why it does not.
    pub justification: Option<Justification>,
    /// Why it does not, in CycloneDX' words.
    pub circumstance: Option<Circumstance>,
    /// Why it does not, or what to do where it does, in words.
    pub text: Option<String>,
    /// Since when this is said.
    pub at: Option<Timestamp>,
}

/// Something that a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Product {
    /// What names it; any one is enough.
    pub identifiers: BTreeSet<Identifier>,
    /// Parts of it; without them it is about the whole. Each may have several names.
    pub parts: Vec<BTreeSet<Identifier>>,
}
