// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CycloneDX in XML, brought into the form that it has in JSON, so that one reader reads both. Names
//! of elements are those of the XML schema (ECMA-424, versions 1.2 to 1.7).
//!
//! A document type is refused: nothing can define entities, so none can grow. Elements of other
//! namespaces are passed over.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::document::json::Json;
use crate::document::{Countable, DocumentError, shown};

/// How deep elements may nest.
const MAX_DEPTH: usize = 128;
/// What the namespace begins with; the version follows.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// An element with what it holds.
#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Self>,
    text: String,
}

/// Reads a document of at most so many values.
pub(crate) fn json_of_xml(bytes: &[u8], values: u64) -> Result<Json<'static>, DocumentError> {
    let root = parse(bytes, values)?;
    let version = root
        .attributes
        .iter()
        .filter(|(name, _)| name == "xmlns" || name.starts_with("xmlns:"))
        .find_map(|(_, value)| value.strip_prefix(NAMESPACE));
    let Some(version) = version.filter(|_| root.name == "bom") else {
        return Err(DocumentError::OtherXml { root: shown(&root.name) });
    };
    Ok(bom(&root, version))
}

fn parse(bytes: &[u8], values: u64) -> Result<Node, DocumentError> {
    let fault = |problem: String| DocumentError::Xml { problem: shown(&problem) };
    let too_many = || DocumentError::TooMany { what: Countable::Values, limit: values };
    let text = std::str::from_utf8(bytes).map_err(|error| fault(error.to_string()))?;
    let mut reader = Reader::from_str(text);
    let mut left = values;
    let mut open: Vec<Node> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|error| fault(error.to_string()))?;
        match event {
            Event::Start(start) | Event::Empty(start) if root.is_some() => {
                let name = name_of(&start);
                return Err(fault(format!("a second outermost element, {name}")));
            }
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(fault(format!("more than {MAX_DEPTH} elements in each other")));
                }
                open.push(node(&start, &mut left).map_err(fault)?.ok_or_else(too_many)?);
            }
            Event::Empty(start) => {
                let node = node(&start, &mut left).map_err(fault)?.ok_or_else(too_many)?;
                close(node, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(node) = open.pop() {
                    close(node, &mut open, &mut root);
                }
            }
            Event::Text(part) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&part.xml_content(XmlVersion::Implicit1_0));
                }
            }
            Event::CData(part) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&part.xml_content(XmlVersion::Implicit1_0));
                }
            }
            Event::GeneralRef(reference) => {
                let character =
                    reference.resolve_char_ref().map_err(|error| fault(error.to_string()))?;
                let name = &*reference;
                let known = match character {
                    Some(character) => Some(Cow::Owned(character.to_string())),
                    None => quick_xml::escape::resolve_predefined_entity(name).map(Cow::Borrowed),
                };
                let known = known.ok_or_else(|| fault(format!("an unknown entity, {name}")))?;
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&known);
                }
            }
            Event::DocType(_) => return Err(fault("a document type is not read".to_owned())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(fault("it ends early".to_owned())),
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// Reads an element with its attributes; nothing if there are too many values.
fn node(start: &BytesStart<'_>, left: &mut u64) -> Result<Option<Node>, String> {
    let mut node = Node { name: name_of(start), ..Node::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| error.to_string())?
            .into_owned();
        let name = attribute.key.as_ref().to_owned();
        node.attributes.push((name, value));
    }
    let used = 1 + node.attributes.len() as u64;
    let Some(rest) = left.checked_sub(used) else { return Ok(None) };
    *left = rest;
    Ok(Some(node))
}

fn close(node: Node, open: &mut [Node], root: &mut Option<Node>) {
    match open.last_mut() {
        Some(outer) => outer.children.push(node),
        None => *root = Some(node),
    }
}

impl Node {
    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn attribute(&self, name: &str) -> Option<Json<'static>> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| text(value))
    }

    /// Returns the text of a child.
    fn text_of(&self, name: &str) -> Option<Json<'static>> {
        self.child(name).map(|child| text(&child.text))
    }

    /// Returns the texts of all children of a name.
    fn texts_of(&self, name: &str) -> Option<Json<'static>> {
        list(self.all(name).map(|child| text(&child.text)))
    }

    /// Returns what is made of a child.
    fn object_of(
        &self,
        name: &str,
        make: impl Fn(&Self) -> Json<'static>,
    ) -> Option<Json<'static>> {
        self.child(name).map(make)
    }

    /// Returns what is made of the members of a list: the elements in the element of its name.
    fn list_of(&self, name: &str, make: impl Fn(&Self) -> Json<'static>) -> Option<Json<'static>> {
        self.child(name).map(|child| Json::List(child.children.iter().map(make).collect()))
    }
}

fn text(text: &str) -> Json<'static> {
    Json::Text(Cow::Owned(text.to_owned()))
}

fn list(values: impl Iterator<Item = Json<'static>>) -> Option<Json<'static>> {
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then_some(Json::List(values))
}

fn object<const N: usize>(pairs: [(&'static str, Option<Json<'static>>); N]) -> Json<'static> {
    let pairs = pairs.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
    Json::Object(pairs.collect())
}

fn bom(it: &Node, version: &str) -> Json<'static> {
    object([
        ("bomFormat", Some(text("CycloneDX"))),
        ("specVersion", Some(text(version))),
        ("serialNumber", it.attribute("serialNumber")),
        ("metadata", it.object_of("metadata", metadata)),
        ("components", it.list_of("components", component)),
        ("dependencies", it.list_of("dependencies", dependency)),
        ("compositions", it.list_of("compositions", composition)),
        ("vulnerabilities", it.list_of("vulnerabilities", |_| Json::Null)),
    ])
}

fn metadata(it: &Node) -> Json<'static> {
    // A list of tools up to version 1.4, lists of components from 1.5 on.
    let tools = |it: &Node| match it.child("components") {
        Some(_) => object([("components", it.list_of("components", component))]),
        None => Json::List(it.all("tool").map(component).collect()),
    };
    object([
        ("timestamp", it.text_of("timestamp")),
        ("tools", it.object_of("tools", tools)),
        ("manufacturer", it.object_of("manufacturer", entity)),
        ("component", it.object_of("component", component)),
    ])
}

fn entity(it: &Node) -> Json<'static> {
    let contact = |it: &Node| object([("email", it.text_of("email"))]);
    object([
        ("name", it.text_of("name")),
        ("url", it.texts_of("url")),
        ("contact", list(it.all("contact").map(contact))),
    ])
}

fn component(it: &Node) -> Json<'static> {
    let swid = |it: &Node| object([("tagId", it.attribute("tagId"))]);
    let property =
        |it: &Node| object([("name", it.attribute("name")), ("value", Some(text(&it.text)))]);
    let evidence = |it: &Node| object([("occurrences", it.list_of("occurrences", occurrence))]);
    object([
        ("type", it.attribute("type")),
        ("bom-ref", it.attribute("bom-ref")),
        ("supplier", it.object_of("supplier", entity)),
        ("manufacturer", it.object_of("manufacturer", entity)),
        ("publisher", it.text_of("publisher")),
        ("group", it.text_of("group")),
        ("name", it.text_of("name")),
        ("version", it.text_of("version")),
        ("description", it.text_of("description")),
        ("scope", it.text_of("scope")),
        ("hashes", it.list_of("hashes", hash)),
        ("licenses", it.list_of("licenses", licence)),
        ("cpe", it.text_of("cpe")),
        ("purl", it.text_of("purl")),
        ("swid", it.object_of("swid", swid)),
        ("swhid", it.texts_of("swhid")),
        ("omniborId", it.texts_of("omniborId")),
        ("externalReferences", it.list_of("externalReferences", reference)),
        ("properties", it.list_of("properties", property)),
        ("components", it.list_of("components", component)),
        ("evidence", it.object_of("evidence", evidence)),
    ])
}

fn hash(it: &Node) -> Json<'static> {
    object([("alg", it.attribute("alg")), ("content", Some(text(it.text.trim())))])
}

/// Reads a licence by identifier or name, or an expression.
fn licence(it: &Node) -> Json<'static> {
    if it.name == "expression" {
        return object([
            ("expression", Some(text(it.text.trim()))),
            ("acknowledgement", it.attribute("acknowledgement")),
        ]);
    }
    let inner = object([
        ("id", it.text_of("id")),
        ("name", it.text_of("name")),
        ("acknowledgement", it.attribute("acknowledgement")),
    ]);
    object([("license", Some(inner))])
}

fn reference(it: &Node) -> Json<'static> {
    object([
        ("type", it.attribute("type")),
        ("url", it.text_of("url")),
        ("hashes", it.list_of("hashes", hash)),
    ])
}

fn occurrence(it: &Node) -> Json<'static> {
    object([
        ("location", it.text_of("location")),
        ("additionalContext", it.text_of("additionalContext")),
    ])
}

fn dependency(it: &Node) -> Json<'static> {
    let needed = it.all("dependency").filter_map(|child| child.attribute("ref"));
    object([("ref", it.attribute("ref")), ("dependsOn", Some(Json::List(needed.collect())))])
}

fn composition(it: &Node) -> Json<'static> {
    let references = |name: &str| {
        let child = it.child(name)?;
        Some(Json::List(child.children.iter().filter_map(|it| it.attribute("ref")).collect()))
    };
    object([
        ("aggregate", it.text_of("aggregate")),
        ("assemblies", references("assemblies")),
        ("dependencies", references("dependencies")),
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(text: &str) -> String {
        match json_of_xml(text.as_bytes(), 1000) {
            Err(DocumentError::Xml { problem }) => problem,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn what_is_no_sound_xml_is_named() {
        for text in ["<bom>", "<bom></bam>", "<bom a='1' a='2'/>", "<a/><b/>", "<a>&x;</a>", "<"] {
            assert!(!fault(text).is_empty(), "{text}");
        }
        let bomb = "<!DOCTYPE bom [<!ENTITY a 'b'>]><bom>&a;</bom>";
        assert!(fault(bomb).contains("document type"));
        assert!(fault(&"<a>".repeat(200)).contains("128"));
        let many = format!("<bom>{}</bom>", "<a/>".repeat(2000));
        let error = json_of_xml(many.as_bytes(), 1000).unwrap_err();
        assert!(matches!(error, DocumentError::TooMany { .. }), "{error:?}");
        for other in ["<html/>", "<bom/>", "<bom xmlns='urn:x'/>", "<rdf:RDF xmlns:rdf='x'/>"] {
            let error = json_of_xml(other.as_bytes(), 1000).unwrap_err();
            assert!(matches!(error, DocumentError::OtherXml { .. }), "{error:?}");
        }
    }

    #[test]
    fn text_is_what_it_stands_for() {
        let text = "<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components>\
            <component type='library'><name>a &amp; <![CDATA[<b>]]>&#x21;</name></component>\
            </components></bom>";
        let json = json_of_xml(text.as_bytes(), 1000).unwrap();
        assert_eq!(json.list("components")[0].text("name"), Some("a & <b>!"));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "(<(bom|component|hashes)( xmlns='http://cyclonedx.org/schema/bom/1.6')?>|</(bom|component|hashes)>|<[a-z]{0,2}/?|&[a-z#0-9]{0,3};?|[<>'\"a-z !?\\[\\]-]{0,5}){0,12}") {
            let _ = json_of_xml(text.as_bytes(), 100);
        }
    }
}
