// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The check of a document: every field, every component.

use std::collections::{BTreeMap, HashSet};

use haerterei_inventory::{ComponentKind, How};

use super::field::Field;
use super::judge::{self, Found};
use super::report::{FieldReport, First, Problem, ProblemReport, REPORT_VERSION, Report};
use crate::document::{Document, Part, word};

/// Says what a document has of the fields of the guideline.
pub fn check(document: &Document) -> Report {
    let references: HashSet<&str> =
        document.parts.iter().filter_map(|part| part.reference.as_deref()).collect();
    let is_of_image = is_of_image(document);
    let logical: Vec<bool> =
        document.parts.iter().map(|part| is_logical(part, is_of_image)).collect();
    let fields: Vec<FieldReport> = Field::ALL
        .into_iter()
        .map(|field| {
            let mut tally = Tally::default();
            if field.is_of_component() {
                let asked = document.parts.iter().zip(&logical);
                let asked = asked.filter(|(_, is_logical)| field.is_of_logical() || !**is_logical);
                for (part, _) in asked {
                    tally.add(judge::part(part, field, &references), Some(part));
                }
                // A list of nothing has nothing of what it should have.
                if document.parts.is_empty() {
                    tally.add(Found::Missing(Problem::Missing, None), None);
                }
            } else {
                tally.add(judge::document(document, field), None);
            }
            tally.report(field)
        })
        .collect();
    Report {
        version: REPORT_VERSION,
        guideline: "BSI TR-03183-2",
        guideline_version: "2.1.0",
        format: document.format.name(),
        format_version: document.version.clone(),
        components: document.parts.len() as u64,
        logical_components: logical.iter().filter(|it| **it).count() as u64,
        required_fields_are_there: !fields.iter().any(FieldReport::is_gap),
        fields,
    }
}

/// Packages that a system's database lists, and images.
const OF_SYSTEMS: [&str; 6] =
    ["pkg:deb/", "pkg:apk/", "pkg:rpm/", "pkg:alpm/", "pkg:oci/", "pkg:docker/"];
/// Packages that are unpacked into folders when they are installed, or linked into a program.
const UNPACKED: [&str; 6] =
    ["pkg:npm/", "pkg:pypi/", "pkg:gem/", "pkg:composer/", "pkg:golang/", "pkg:cargo/"];

/// Returns whether a document is about an image, in which packages are installed.
fn is_of_image(document: &Document) -> bool {
    let primary = document.primary.and_then(|place| document.parts.get(place));
    primary.is_some_and(|part| part.kind.eq_ignore_ascii_case("container"))
}

/// Returns whether a component is no file (section 3.2): a container, a system, a device; a package
/// of a system's database, which is a group of files; in an image also a package that is a folder
/// there or a part of a program; what was shaded into a Java archive and has no file of its own; a
/// runtime that is a folder.
fn is_logical(part: &Part, is_of_image: bool) -> bool {
    let kind = part.kind.to_ascii_lowercase().replace(['-', '_'], "");
    let by_kind = matches!(kind.as_str(), "container" | "operatingsystem" | "platform" | "device");
    let is_of = |starts: &[&str]| {
        part.purls.iter().any(|purl| starts.iter().any(|start| purl.starts_with(start)))
    };
    let by_purl = is_of(&OF_SYSTEMS) || (is_of_image && is_of(&UNPACKED));
    // Whoever gives the digest of the deployable form means a file.
    let is_file =
        !part.file_names.is_empty() || part.distributions.iter().any(|it| !it.hashes.is_empty());
    by_kind || ((by_purl || is_shaded(part) || is_runtime(part)) && !is_file)
}

/// Returns whether only a description in an archive tells of a component: its classes lie among those
/// of the archive.
fn is_shaded(part: &Part) -> bool {
    !part.places.is_empty() && part.places.iter().all(|place| word::is_maven_description(place))
}

/// Returns whether a component is a runtime that lies there as a folder, of which one file tells
/// (`release` of Java, `VERSION` of Go).
fn is_runtime(part: &Part) -> bool {
    let says = |name: &str, value: &str| part.property(name) == Some(value);
    says(word::KIND, word::kind(ComponentKind::Program))
        && says(word::HOW, word::how(How::Metadata))
}

#[derive(Default)]
struct Tally {
    present: u64,
    missing: u64,
    wrong: u64,
    problems: BTreeMap<Problem, (u64, First)>,
}

impl Tally {
    fn add(&mut self, found: Found, part: Option<&Part>) {
        let (count, problem, value) = match found {
            Found::Present => {
                self.present += 1;
                return;
            }
            Found::Missing(problem, value) => (&mut self.missing, problem, value),
            Found::Wrong(problem, value) => (&mut self.wrong, problem, value),
        };
        *count += 1;
        let (count, _) = self.problems.entry(problem).or_insert_with(|| {
            let first = First {
                component: part.map(Part::title),
                reference: part.and_then(|part| part.reference.clone()),
                value,
            };
            (0, first)
        });
        *count += 1;
    }

    fn report(self, field: Field) -> FieldReport {
        FieldReport {
            field,
            level: field.level(),
            section: field.section(),
            present: self.present,
            missing: self.missing,
            wrong: self.wrong,
            problems: self
                .problems
                .into_iter()
                .map(|(problem, (count, first))| ProblemReport { problem, count, first })
                .collect(),
        }
    }
}
