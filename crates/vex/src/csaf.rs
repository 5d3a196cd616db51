// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CSAF 2.0 and 2.1: the lists of products of each vulnerability (section 3.2.3.9,
//! `product_status`), with flags, threats and remediations as grounds.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::Timestamp;
use haerterei_sbom::document::json::Json;

use super::Bounds;
use super::error::{ProblemKind, VexError};
use super::identity::Identifier;
use super::statement::{Document, Format, Product, Statement};
use crate::status::{Justification, Status};

/// How many products may lie inside each other.
const MAX_DEPTH: usize = 8;

pub(super) fn read(json: &Json<'_>, bounds: &Bounds) -> Result<Document, VexError> {
    let head = json.get("document").ok_or(VexError::Missing { place: "document" })?;
    let version = head.text("csaf_version").unwrap_or_default();
    if !matches!(version, "2.0" | "2.1") {
        let version = version.chars().take(40).collect();
        return Err(VexError::Version { format: "CSAF", version });
    }
    let tracking = head.get("tracking").ok_or(VexError::Missing { place: "document.tracking" })?;
    let publisher = head.at(&["publisher", "name"]).and_then(Json::as_text);
    let mut document = Document {
        format: Format::Csaf,
        id: tracking.owned("id").unwrap_or_default(),
        author: publisher.ok_or(VexError::Missing { place: "document.publisher.name" })?.to_owned(),
        issued: None,
        is_draft: tracking.text("status") != Some("final"),
        statements: Vec::new(),
        problems: Vec::new(),
    };
    if let Some(text) = tracking.text("current_release_date") {
        document.issued = text.parse().ok();
        if document.issued.is_none() {
            document.note(ProblemKind::Date, text);
        }
    }
    if document.is_draft {
        document.note(ProblemKind::Draft, tracking.text("status").unwrap_or("?"));
    }
    let products = Products::read(json, bounds)?;
    let mut left = bounds.statements;
    for (place, json) in json.list("vulnerabilities").iter().enumerate() {
        read_vulnerability(
            json,
            &format!("vulnerabilities[{place}]"),
            &products,
            &mut document,
            &mut left,
        )?;
    }
    Ok(document)
}

/// What names a product, and what it is a part of.
#[derive(Default)]
struct Products<'a> {
    names: BTreeMap<&'a str, BTreeSet<Identifier>>,
    /// Of a combination: the part, then what it is a part of.
    combined: BTreeMap<&'a str, (&'a str, &'a str)>,
    groups: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Products<'a> {
    fn read(json: &'a Json<'_>, bounds: &Bounds) -> Result<Self, VexError> {
        let mut products = Self::default();
        let Some(tree) = json.get("product_tree") else { return Ok(products) };
        // Depth of the tree is bounded by that of JSON.
        let mut branches: Vec<&Json<'_>> = tree.list("branches").iter().collect();
        while let Some(branch) = branches.pop() {
            branches.extend(branch.list("branches"));
            products.name(branch.get("product"));
        }
        for product in tree.list("full_product_names") {
            products.name(Some(product));
        }
        for relation in tree.list("relationships") {
            let part = relation.text("product_reference");
            let whole = relation.text("relates_to_product_reference");
            products.combine(relation, part, whole);
        }
        // CSAF 2.1 walks from the part to what it is a part of. Of several steps the first is the
        // one that says what the part is in.
        for path in tree.list("product_paths") {
            let part = path.text("beginning_product_reference");
            let whole =
                path.list("subpaths").first().and_then(|it| it.text("next_product_reference"));
            products.combine(path, part, whole);
        }
        for group in tree.list("product_groups") {
            if let Some(id) = group.text("group_id") {
                let members = group.list("product_ids").iter().filter_map(Json::as_text).collect();
                products.groups.insert(id, members);
            }
        }
        if products.names.len() + products.combined.len() > bounds.statements {
            return Err(VexError::TooMany { limit: bounds.statements as u64 });
        }
        Ok(products)
    }

    fn name(&mut self, product: Option<&'a Json<'_>>) -> Option<()> {
        let product = product?;
        let id = product.text("product_id")?;
        let names = self.names.entry(id).or_default();
        if let Some(helper) = product.get("product_identification_helper") {
            let purls = helper.text("purl").into_iter();
            let purls = purls.chain(helper.list("purls").iter().filter_map(Json::as_text));
            names.extend(purls.chain(helper.text("cpe")).filter_map(Identifier::read));
            for hash in helper.list("hashes").iter().flat_map(|it| it.list("file_hashes")) {
                if hash.text("algorithm") == Some("sha256") {
                    names.extend(hash.text("value").and_then(Identifier::read));
                }
            }
        }
        Some(())
    }

    fn combine(&mut self, relation: &'a Json<'_>, part: Option<&'a str>, whole: Option<&'a str>) {
        let full = relation.get("full_product_name");
        self.name(full);
        if let (Some(id), Some(part), Some(whole)) =
            (full.and_then(|it| it.text("product_id")), part, whole)
        {
            self.combined.insert(id, (part, whole));
        }
    }

    fn is_defined(&self, id: &str) -> bool {
        self.names.contains_key(id) || self.combined.contains_key(id)
    }

    /// Returns what a product is, if anything names it.
    fn product(&self, id: &str) -> Option<Product> {
        let own = self.names.get(id).cloned().unwrap_or_default();
        let Some((part, whole)) = self.combined.get(id) else {
            return (!own.is_empty()).then_some(Product { identifiers: own, parts: Vec::new() });
        };
        let identifiers = self.innermost(whole);
        let mut names = self.innermost(part);
        names.extend(own);
        (!identifiers.is_empty() && !names.is_empty())
            .then_some(Product { identifiers, parts: vec![names] })
    }

    /// Returns the names of a product; of a combination, those of its part.
    fn innermost(&self, id: &str) -> BTreeSet<Identifier> {
        let mut id = id;
        for _ in 0..MAX_DEPTH {
            match self.combined.get(id) {
                Some((part, _)) => id = part,
                None => break,
            }
        }
        self.names.get(id).cloned().unwrap_or_default()
    }

    /// Returns the products that a part of the document is about: by name and by group.
    fn listed(&self, json: &'a Json<'_>) -> BTreeSet<&'a str> {
        let groups = json.list("group_ids").iter().filter_map(Json::as_text);
        let in_groups = groups.flat_map(|id| self.groups.get(id).into_iter().flatten().copied());
        json.list("product_ids").iter().filter_map(Json::as_text).chain(in_groups).collect()
    }
}

/// What is said about a product beside its status.
#[derive(Default)]
struct Grounds<'a> {
    justification: BTreeMap<&'a str, Justification>,
    impact: BTreeMap<&'a str, &'a str>,
    action: BTreeMap<&'a str, &'a str>,
    at: BTreeMap<&'a str, Timestamp>,
}

/// Status, justification, words and date.
type Said<'a> = (Status, Option<Justification>, Option<&'a str>, Option<Timestamp>);

fn read_vulnerability<'a>(
    json: &'a Json<'_>,
    place: &str,
    products: &Products<'a>,
    document: &mut Document,
    left: &mut usize,
) -> Result<(), VexError> {
    let mut weaknesses: BTreeSet<String> = json.owned("cve").into_iter().collect();
    weaknesses.extend(json.list("ids").iter().filter_map(|id| id.owned("text")));
    weaknesses.retain(|name| name.len() <= 200);
    if weaknesses.is_empty() {
        document.note(ProblemKind::NoWeakness, place);
        return Ok(());
    }
    let grounds = grounds(json, products, document);
    // A product in two lists that say different things (test 6.1.6) says nothing.
    let mut statuses: BTreeMap<&str, Option<Status>> = BTreeMap::new();
    if let Some(Json::Object(lists)) = json.get("product_status") {
        for (name, list) in lists {
            let Some(status) = Status::from_csaf(name) else { continue };
            for id in list.as_list().iter().filter_map(Json::as_text) {
                let Some(rest) = left.checked_sub(1) else {
                    return Err(VexError::TooMany { limit: statuses.len() as u64 });
                };
                *left = rest;
                if !products.is_defined(id) {
                    document.note(ProblemKind::UnknownProduct, id);
                    continue;
                }
                let before = statuses.entry(id).or_insert(Some(status));
                if *before != Some(status) {
                    document.note(ProblemKind::Contradiction, id);
                    *before = None;
                }
            }
        }
    }
    // Products of which the same is said become one statement.
    let mut said: BTreeMap<Said<'_>, Vec<Product>> = BTreeMap::new();
    for (id, status) in statuses {
        let Some(status) = status else { continue };
        let justification = grounds.justification.get(id).copied();
        let impact = grounds.impact.get(id).copied();
        if status == Status::NotAffected && justification.is_none() && impact.is_none() {
            document.note(ProblemKind::NoReason, id);
            continue;
        }
        let text =
            if status == Status::Affected { grounds.action.get(id).copied() } else { impact };
        let justification = justification.filter(|_| status == Status::NotAffected);
        if let Some(product) = products.product(id) {
            let at = grounds.at.get(id).copied();
            said.entry((status, justification, text, at)).or_default().push(product);
        }
    }
    for ((status, justification, text, at), products) in said {
        document.statements.push(Statement {
            weaknesses: weaknesses.clone(),
            products,
            status,
            justification,
            circumstance: None,
            text: text.map(str::to_owned),
            at: at.or(document.issued),
        });
    }
    Ok(())
}

fn grounds<'a>(
    json: &'a Json<'_>,
    products: &Products<'a>,
    document: &mut Document,
) -> Grounds<'a> {
    let mut grounds = Grounds::default();
    for flag in json.list("flags") {
        let label = flag.text("label").unwrap_or_default();
        let Some(justification) = Justification::read(label) else {
            document.note(ProblemKind::Justification, label);
            continue;
        };
        let date = flag.text("date").and_then(|it| it.parse::<Timestamp>().ok());
        for id in products.listed(flag) {
            grounds.justification.insert(id, justification);
            grounds.at.extend(date.map(|date| (id, date)));
        }
    }
    for threat in json.list("threats") {
        if let (Some("impact"), Some(text)) = (threat.text("category"), threat.text("details")) {
            grounds.impact.extend(products.listed(threat).into_iter().map(|id| (id, text)));
        }
    }
    for remediation in json.list("remediations") {
        if let Some(text) = remediation.text("details") {
            grounds.action.extend(products.listed(remediation).into_iter().map(|id| (id, text)));
        }
    }
    grounds
}
