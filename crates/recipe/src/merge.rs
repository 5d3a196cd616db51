// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Merging two documents: what a recipe inherits from its base and from the house file.
//!
//! Mappings are merged key by key; lists follow those of the base, and an element with the same
//! identity stands in the place of the base's; everything else replaces. A node keeps the place it
//! was read from, so every value of the result knows its file and line.

use haerterei_ground::Message;

use crate::fault::Fault;
use crate::shape::{Identity, Join, Record, Shape, name_of};
use crate::suggestion::nearest;
use crate::yaml::{Kind, Label, Node};

/// Lays `over` upon `base`.
pub(crate) fn merge(base: Node, over: Node, shape: &'static Shape) -> Node {
    match (shape, base.kind, over.kind) {
        (
            Shape::List { identity, join: Join::Append, .. },
            Kind::List(base),
            Kind::List(over_elements),
        ) => Node { spot: over.spot, kind: Kind::List(append(base, over_elements, *identity)) },
        (Shape::Map { of, .. }, Kind::Map(base), Kind::Map(entries)) => {
            Node { spot: over.spot, kind: Kind::Map(merge_entries(base, entries, |_| Some(*of))) }
        }
        (Shape::Record(record), Kind::Map(base), Kind::Map(entries)) => Node {
            spot: over.spot,
            kind: Kind::Map(merge_entries(base, entries, |name| shape_of(record, name))),
        },
        (_, _, kind) => Node { spot: over.spot, kind },
    }
}

/// Lays one document upon another of the same record.
pub(crate) fn merge_documents(base: Node, over: Node, record: &'static Record) -> Node {
    let (Kind::Map(base), Kind::Map(entries)) = (base.kind, over.kind) else {
        return Node { spot: over.spot, kind: Kind::Map(Vec::new()) };
    };
    Node {
        spot: over.spot,
        kind: Kind::Map(merge_entries(base, entries, |name| shape_of(record, name))),
    }
}

fn shape_of(record: &'static Record, name: &str) -> Option<&'static Shape> {
    record.keys.iter().find(|key| key.name == name).map(|key| &key.shape)
}

fn append(base: Vec<Node>, over: Vec<Node>, identity: Identity) -> Vec<Node> {
    let mut merged = base;
    for element in over {
        let name = name_of(&element, identity);
        let place = name.as_ref().and_then(|name| {
            merged.iter_mut().find(|other| name_of(other, identity).as_ref() == Some(name))
        });
        match place {
            Some(place) => *place = element,
            None => merged.push(element),
        }
    }
    merged
}

fn merge_entries(
    base: Vec<(Label, Node)>,
    over: Vec<(Label, Node)>,
    shape_of: impl Fn(&str) -> Option<&'static Shape>,
) -> Vec<(Label, Node)> {
    let mut merged = base;
    for (label, node) in over {
        let position = merged.iter().position(|(other, _)| other.name == label.name);
        match (position, shape_of(&label.name)) {
            (Some(position), Some(shape)) => {
                let (_, base) = merged.remove(position);
                merged.insert(position, (label, merge(base, node, shape)));
            }
            (Some(position), None) => {
                if let Some(slot) = merged.get_mut(position) {
                    *slot = (label, node);
                }
            }
            (None, _) => merged.push((label, node)),
        }
    }
    merged
}

/// Takes out of `base` what `without` names; a name that is not there is a fault.
pub(crate) fn take_out(
    base: &mut Node,
    without: &Node,
    record: &'static Record,
    faults: &mut Vec<Fault>,
) {
    let (Kind::Map(sections), Kind::Map(entries)) = (&without.kind, &mut base.kind) else {
        return;
    };
    for (label, names) in sections {
        let identity = match shape_of(record, &label.name) {
            Some(Shape::List { identity, .. }) => Some(*identity),
            _ => None,
        };
        let mut section =
            entries.iter_mut().find(|(other, _)| other.name == label.name).map(|(_, node)| node);
        for name in names.elements() {
            let Some(wanted) = name.spelling() else {
                continue;
            };
            let present =
                section.as_deref().map(|node| names_in(node, identity)).unwrap_or_default();
            if present.iter().any(|other| other == wanted) {
                if let Some(node) = section.as_deref_mut() {
                    remove(node, identity, wanted);
                }
                continue;
            }
            let message = match nearest(wanted, present.iter().map(String::as_str)) {
                Some(meant) => Message::new("recipe-without-meant").text("meant", meant),
                None => Message::new("recipe-without-nothing"),
            };
            let message = message.text("name", wanted).text("key", &label.name);
            faults.push(Fault::at(&name.spot, message));
        }
    }
}

/// The identity of an element as `without` writes it.
fn written_name(element: &Node, identity: Option<Identity>) -> String {
    let name = name_of(element, identity.unwrap_or(Identity::None)).unwrap_or_default();
    name.split('\0').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn names_in(node: &Node, identity: Option<Identity>) -> Vec<String> {
    match &node.kind {
        Kind::List(elements) => {
            elements.iter().map(|element| written_name(element, identity)).collect()
        }
        Kind::Map(entries) => entries.iter().map(|(label, _)| label.name.clone()).collect(),
        _ => Vec::new(),
    }
}

fn remove(node: &mut Node, identity: Option<Identity>, name: &str) {
    match &mut node.kind {
        Kind::List(elements) => {
            elements.retain(|element| written_name(element, identity) != name);
        }
        Kind::Map(entries) => entries.retain(|(label, _)| label.name != name),
        _ => {}
    }
}
