// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The shape of a document: which keys there are, what stands behind them, and what they mean.
//!
//! One table per document (`keys`) drives everything that has to know the keys: checking a
//! document with all its faults at once, merging two documents, the JSON Schema that editors read,
//! and the reference in the handbook. So they cannot disagree.

use haerterei_ground::Message;

use crate::fault::Fault;
use crate::suggestion::nearest;
use crate::syntax::Syntax;
use crate::yaml::{Kind, Label, Node, Plain};

/// What may stand behind a key.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A text; a number or a boolean is a fault, so that nobody is surprised by `1.10`.
    Text(&'static Syntax),
    /// A text that often looks like a number or a boolean; taken as it is spelt.
    Spelling(&'static Syntax),
    /// A whole number.
    Integer { least: i64, most: i64 },
    /// `true` or `false`.
    Boolean,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A list.
    List {
        of: &'static Self,
        /// What says which element of the base an element replaces.
        identity: Identity,
        join: Join,
    },
    /// A mapping whose keys the user chooses.
    Map { names: &'static Syntax, of: &'static Self },
    /// A mapping with known keys.
    Record(&'static Record),
}

/// What tells an element of a list from its siblings.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Identity {
    /// Nothing: elements may repeat, as the words of a command do.
    None,
    /// Its text.
    Text,
    /// The first word of its text: `name (>= 1)` is the package `name`.
    FirstWord,
    /// The values of these keys.
    Keys(&'static [&'static str]),
}

/// How a list meets the list of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// It follows the base; an element with the same identity replaces the base's.
    Append,
    /// It stands instead of the base's.
    Replace,
}

/// A mapping with known keys.
#[derive(Debug)]
pub(crate) struct Record {
    /// The name of its definition in the JSON Schema.
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [Key],
    /// What a bare value stands for.
    pub(crate) shorthand: Shorthand,
    /// Of each group exactly one key has to be there.
    pub(crate) one_of: &'static [&'static str],
    /// Whether at least one of `one_of` is enough.
    pub(crate) any_of: bool,
}

/// What a bare value means where a record is expected.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shorthand {
    None,
    /// The value of this key.
    Of(&'static str),
    /// The value of each of the record's keys: one text for every language.
    Each,
}

/// A key with its meaning.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) en: &'static str,
    pub(crate) de: &'static str,
}

/// Lists of more elements than this are a mistake.
const MOST_ELEMENTS: usize = 10_000;

/// Checks a document and brings it into its full form: shorthands are written out, empty values
/// are dropped. Every fault found is added to `faults`.
pub(crate) fn check(node: Node, record: &'static Record, faults: &mut Vec<Fault>) -> Node {
    Checker { faults }.record(node, record, "")
}

struct Checker<'a> {
    faults: &'a mut Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, node: &Node, path: &str, message: Message) {
        self.faults.push(Fault::at(&node.spot, message.text("path", shown(path))));
    }

    fn shape(&mut self, node: Node, shape: &'static Shape, path: &str) -> Node {
        match shape {
            Shape::Text(syntax) => {
                match &node.kind {
                    Kind::Text(text) => self.syntax(&node, text, syntax, path),
                    Kind::Plain { spelling, .. } => {
                        let message =
                            Message::new("recipe-expected-quotes").text("found", spelling);
                        self.fault(&node, path, message);
                    }
                    _ => self.fault(&node, path, Message::new("recipe-expected-text")),
                }
                node
            }
            Shape::Spelling(syntax) => {
                let Some(spelling) = node.spelling().map(str::to_owned) else {
                    self.fault(&node, path, Message::new("recipe-expected-text"));
                    return node;
                };
                self.syntax(&node, &spelling, syntax, path);
                node.text_here(spelling)
            }
            Shape::Integer { least, most } => {
                match node.kind {
                    Kind::Plain { value: Plain::Integer(number), .. }
                        if (*least..=*most).contains(&number) => {}
                    _ => {
                        let message = Message::new("recipe-expected-number")
                            .text("least", least)
                            .text("most", most);
                        self.fault(&node, path, message);
                    }
                }
                node
            }
            Shape::Boolean => {
                if !matches!(node.kind, Kind::Plain { value: Plain::Boolean(_), .. }) {
                    self.fault(&node, path, Message::new("recipe-expected-boolean"));
                }
                node
            }
            Shape::Choice(words) => {
                if !matches!(&node.kind, Kind::Text(text) if words.contains(&text.as_str())) {
                    let message =
                        Message::new("recipe-expected-choice").text("words", words.join(", "));
                    self.fault(&node, path, message);
                }
                node
            }
            Shape::List { of, identity, .. } => self.list(node, of, *identity, path),
            Shape::Map { names, of } => self.map(node, names, of, path),
            Shape::Record(record) => self.record(node, record, path),
        }
    }

    fn syntax(&mut self, node: &Node, text: &str, syntax: &'static Syntax, path: &str) {
        if text.chars().count() > syntax.most {
            let message = Message::new("recipe-text-too-long").number("most", syntax.most);
            self.fault(node, path, message);
        } else if !(syntax.accepts)(text) {
            let message =
                Message::new(syntax.message).text("found", text).text("example", syntax.example);
            self.fault(node, path, message);
        }
    }

    fn list(&mut self, node: Node, of: &'static Shape, identity: Identity, path: &str) -> Node {
        let Node { spot, kind } = node;
        let Kind::List(elements) = kind else {
            let node = Node { spot, kind };
            self.fault(&node, path, Message::new("recipe-expected-list"));
            return Node { kind: Kind::List(Vec::new()), ..node };
        };
        let mut checked: Vec<Node> = Vec::with_capacity(elements.len());
        let mut seen = std::collections::BTreeSet::new();
        for (index, element) in elements.into_iter().enumerate() {
            let path = format!("{path}[{index}]");
            if index == MOST_ELEMENTS {
                let message = Message::new("recipe-list-too-long").number("most", MOST_ELEMENTS);
                self.fault(&element, &path, message);
                break;
            }
            let faults = self.faults.len();
            let element = self.shape(element, of, &path);
            if self.faults.len() == faults
                && let Some(name) = name_of(&element, identity)
                && !seen.insert(name.clone())
            {
                let message =
                    Message::new("recipe-twice").text("name", name.replace('\0', " ").trim());
                self.fault(&element, &path, message);
            }
            checked.push(element);
        }
        Node { spot, kind: Kind::List(checked) }
    }

    fn map(&mut self, node: Node, names: &'static Syntax, of: &'static Shape, path: &str) -> Node {
        let Node { spot, kind } = node;
        let Kind::Map(entries) = kind else {
            let node = Node { spot, kind };
            self.fault(&node, path, Message::new("recipe-expected-mapping"));
            return Node { kind: Kind::Map(Vec::new()), ..node };
        };
        let entries = entries
            .into_iter()
            .map(|(label, value)| {
                let here = Node { spot: label.spot.clone(), kind: Kind::Nothing };
                let path = join(path, &label.name);
                self.syntax(&here, &label.name, names, &path);
                let value = self.shape(value, of, &path);
                (label, value)
            })
            .collect();
        Node { spot, kind: Kind::Map(entries) }
    }

    fn record(&mut self, node: Node, record: &'static Record, path: &str) -> Node {
        let Node { spot, kind } = node;
        let entries = match kind {
            Kind::Map(entries) => entries,
            Kind::Text(_) | Kind::Plain { .. } => {
                let value = Node { spot, kind };
                return self.shorthand(value, record, path);
            }
            kind => {
                let node = Node { spot, kind };
                self.fault(&node, path, Message::new("recipe-expected-mapping"));
                return Node { kind: Kind::Map(Vec::new()), ..node };
            }
        };
        let mut checked: Vec<(Label, Node)> = Vec::with_capacity(entries.len());
        for (label, value) in entries {
            let Some(key) = record.keys.iter().find(|key| key.name == label.name) else {
                self.unknown_key(&label, record, path);
                continue;
            };
            let path = join(path, key.name);
            let value = self.shape(value, &key.shape, &path);
            checked.push((label, value));
        }
        let node = Node { spot, kind: Kind::Map(checked) };
        for key in record.keys.iter().filter(|key| key.required) {
            if node.get(key.name).is_none() {
                let message = Message::new("recipe-key-missing").text("key", key.name);
                self.fault(&node, path, message);
            }
        }
        if !record.one_of.is_empty() {
            let present = record.one_of.iter().filter(|name| node.get(name).is_some()).count();
            let words = record.one_of.join(", ");
            if present == 0 {
                let message = Message::new("recipe-one-missing").text("keys", words);
                self.fault(&node, path, message);
            } else if present > 1 && !record.any_of {
                let message = Message::new("recipe-one-only").text("keys", words);
                self.fault(&node, path, message);
            }
        }
        node
    }

    fn shorthand(&mut self, value: Node, record: &'static Record, path: &str) -> Node {
        let names: Vec<&'static Key> = match record.shorthand {
            Shorthand::None => {
                self.fault(&value, path, Message::new("recipe-expected-mapping"));
                return Node { kind: Kind::Map(Vec::new()), ..value };
            }
            Shorthand::Of(name) => record.keys.iter().filter(|key| key.name == name).collect(),
            Shorthand::Each => record.keys.iter().collect(),
        };
        let spot = value.spot.clone();
        let mut faulty = false;
        let entries = names
            .into_iter()
            .map(|key| {
                let label = Label { name: key.name.to_owned(), spot: spot.clone() };
                // One bare value is one fault, however many keys it stands for.
                let before = self.faults.len();
                let node = self.shape(value.clone(), &key.shape, path);
                if faulty {
                    self.faults.truncate(before);
                }
                faulty |= self.faults.len() > before;
                (label, node)
            })
            .collect();
        Node { spot, kind: Kind::Map(entries) }
    }

    fn unknown_key(&mut self, label: &Label, record: &'static Record, path: &str) {
        let known = record.keys.iter().map(|key| key.name);
        let message = match nearest(&label.name, known.clone()) {
            Some(meant) => Message::new("recipe-unknown-key-meant").text("meant", meant),
            None => Message::new("recipe-unknown-key")
                .text("known", known.collect::<Vec<_>>().join(", ")),
        };
        self.faults
            .push(Fault::at(&label.spot, message.text("path", shown(&join(path, &label.name)))));
    }
}

/// Returns what tells an element of a list from its siblings.
pub(crate) fn name_of(element: &Node, identity: Identity) -> Option<String> {
    match identity {
        Identity::None => None,
        Identity::Text => element.spelling().map(str::to_owned),
        Identity::FirstWord => {
            let text = element.spelling()?;
            Some(text.split([' ', '(']).next().unwrap_or(text).to_owned())
        }
        Identity::Keys(names) => {
            let parts: Vec<&str> = names
                .iter()
                .map(|name| element.get(name).and_then(Node::spelling).unwrap_or(""))
                .collect();
            (!parts.iter().all(|part| part.is_empty())).then(|| parts.join("\0"))
        }
    }
}

/// Returns the path of a key below another.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Returns a key path as people read it.
fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}
