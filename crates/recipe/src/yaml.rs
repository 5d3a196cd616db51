// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A YAML document as nodes that remember where they stand.
//!
//! Reading is separate from meaning: this file knows YAML and places, nothing of recipes. Nodes of
//! several documents can be merged, and each still knows its own file, line and column.

use std::fmt;
use std::sync::Arc;

use haerterei_ground::yaml_options;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Bytes of one document; a recipe of this size is a mistake.
pub(crate) const DOCUMENT_BYTES: u64 = 1 << 20;

/// A document as it was read: its name for people, and its text for quoting lines.
#[derive(Debug)]
pub(crate) struct Document {
    /// The file, as the user named it or as it is reached from there.
    pub(crate) file: String,
    /// The whole text.
    pub(crate) text: String,
}

impl Document {
    /// Returns a line without its end; empty if there is none of this number.
    pub(crate) fn line(&self, number: u64) -> &str {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.text.lines().nth(number.checked_sub(1)?))
            .unwrap_or("")
    }
}

/// A place in a document.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) document: Arc<Document>,
    /// The line, from 1; 0 if it is not known.
    pub(crate) line: u64,
    /// The column in characters, from 1.
    pub(crate) column: u64,
    /// How many characters to underline, at least one.
    pub(crate) length: u64,
}

/// A value of a document.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) spot: Spot,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Nothing stands after the key, or `null`.
    Nothing,
    /// A text.
    Text(String),
    /// A number or a boolean, with the spelling of the document.
    Plain {
        spelling: String,
        value: Plain,
    },
    List(Vec<Node>),
    Map(Vec<(Label, Node)>),
}

/// A value that is not a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Plain {
    Boolean(bool),
    Integer(i64),
    Fraction,
}

/// A key with its place.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) spot: Spot,
}

impl Node {
    /// Returns the value of a key if this is a mapping that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match &self.kind {
            Kind::Map(entries) => {
                entries.iter().find(|(label, _)| label.name == name).map(|(_, node)| node)
            }
            _ => None,
        }
    }

    /// Takes a key out of a mapping.
    pub(crate) fn take(&mut self, name: &str) -> Option<Self> {
        let Kind::Map(entries) = &mut self.kind else {
            return None;
        };
        let position = entries.iter().position(|(label, _)| label.name == name)?;
        Some(entries.remove(position).1)
    }

    /// Returns the scalar as it is spelt.
    pub(crate) fn spelling(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Plain { spelling: text, .. } => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of a list; none for anything else.
    pub(crate) fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// Returns a text that stands where `self` stands.
    pub(crate) fn text_here(&self, text: impl Into<String>) -> Self {
        Self { spot: self.spot.clone(), kind: Kind::Text(text.into()) }
    }

    /// Returns the plain data, without places.
    pub(crate) fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            Kind::Nothing => Value::Null,
            Kind::Text(text) => Value::from(text.as_str()),
            Kind::Plain { spelling, value } => match value {
                Plain::Boolean(value) => Value::from(*value),
                Plain::Integer(value) => Value::from(*value),
                Plain::Fraction => Value::from(spelling.as_str()),
            },
            Kind::List(elements) => elements.iter().map(Self::to_value).collect(),
            Kind::Map(entries) => Value::Object(
                entries.iter().map(|(label, node)| (label.name.clone(), node.to_value())).collect(),
            ),
        }
    }
}

/// The text is not YAML, or costs more than a recipe may.
#[derive(Debug)]
pub(crate) struct Malformed {
    pub(crate) spot: Spot,
    /// What the YAML reader says, in English.
    pub(crate) problem: String,
}

/// Reads a document.
///
/// Bounds: one megabyte (the caller's reader), 64 levels, 100,000 nodes. Keys that stand twice and
/// merge keys (`<<`) are errors: both would hide what a reader of the file sees.
pub(crate) fn read(file: &str, text: String) -> Result<Node, Malformed> {
    let document = Arc::new(Document { file: file.to_owned(), text });
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(
        &document.text,
        yaml_options(64, 100_000),
    ) {
        Ok(raw) => Ok(place(raw, &document)),
        Err(error) => {
            let location = error.location();
            Err(Malformed {
                spot: Spot {
                    line: location.map_or(0, |location| location.line()),
                    column: location.map_or(0, |location| location.column()),
                    length: 1,
                    document,
                },
                problem: plain_problem(&error),
            })
        }
    }
}

/// Returns what the reader says, without its own rendering of the place and without what it says
/// to programmers.
fn plain_problem(error: &serde_saphyr::Error) -> String {
    let shown = error.without_snippet().to_string();
    let first = shown.lines().next().unwrap_or_default();
    let problem = first.rsplit_once(" at line ").map_or(first, |(problem, _)| problem);
    let problem = problem.split_once(", set ").map_or(problem, |(problem, _)| problem);
    problem.chars().take(300).collect()
}

/// A value as serde hands it over.
enum Raw {
    Nothing,
    Text(String),
    Boolean(bool),
    Integer(i64),
    Fraction(f64),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

fn place(raw: Spanned<Raw>, document: &Arc<Document>) -> Node {
    let location = raw.referenced;
    let source = raw.defined.span();
    let spelling = || -> Option<String> {
        let start = usize::try_from(source.byte_offset()?).ok()?;
        let end = start.checked_add(usize::try_from(source.byte_len()?).ok()?)?;
        Some(document.text.get(start..end)?.trim().to_owned())
    };
    let spot = |location: serde_saphyr::Location| Spot {
        document: Arc::clone(document),
        line: location.line(),
        column: location.column(),
        length: location.span().len().max(1),
    };
    let kind = match raw.value {
        Raw::Nothing => Kind::Nothing,
        Raw::Text(text) => Kind::Text(text),
        Raw::Boolean(value) => {
            Kind::Plain { spelling: value.to_string(), value: Plain::Boolean(value) }
        }
        Raw::Integer(value) => Kind::Plain {
            spelling: spelling().unwrap_or_else(|| value.to_string()),
            value: Plain::Integer(value),
        },
        Raw::Fraction(value) => Kind::Plain {
            spelling: spelling().unwrap_or_else(|| value.to_string()),
            value: Plain::Fraction,
        },
        Raw::List(elements) => {
            Kind::List(elements.into_iter().map(|element| place(element, document)).collect())
        }
        Raw::Map(entries) => Kind::Map(
            entries
                .into_iter()
                .map(|(name, value)| {
                    let label = Label { spot: spot(name.referenced), name: name.value };
                    (label, place(value, document))
                })
                .collect(),
        ),
    };
    Node { spot: spot(location), kind }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Fraction(0.0), Raw::Integer))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Fraction(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Raw::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
