// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `pom.xml`, as far as an inventory needs it (Maven, "POM Reference").
//!
//! Not a reader of XML: elements and text are followed, everything else is passed over, and a
//! document that ends early has said what it has said. Entities are the five of XML and characters
//! by number; none can be defined, so none can grow.

use std::collections::BTreeMap;

/// How deep elements are followed; those that matter are at most five deep.
const MAX_DEPTH: usize = 16;
/// The most characters of one text.
const MAX_TEXT: usize = 4096;
/// The most entries of a list.
const MAX_LIST: usize = 4096;

/// What a description says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pom {
    pub(super) group: Option<String>,
    pub(super) artifact: Option<String>,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) url: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) organisation_url: Option<String>,
    /// The first developer.
    pub(super) developer: Option<String>,
    pub(super) email: Option<String>,
    /// Names, or addresses where a licence has no name.
    pub(super) licences: Vec<String>,
    /// What it needs at run time, as `group:artifact`.
    pub(super) needs: Vec<String>,
}

/// Reads a description.
pub(super) fn read(bytes: &[u8]) -> Pom {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::default();
    let mut rest = text.as_ref();
    while let Some(start) = rest.find('<') {
        reader.text(&rest[..start]);
        rest = &rest[start..];
        let skipped = [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")]
            .iter()
            .find_map(|(begin, end)| {
                let inner = rest.strip_prefix(begin)?;
                let at = inner.find(end)?;
                Some((*begin == "<![CDATA[", &inner[..at], &inner[at + end.len()..]))
            });
        if let Some((is_text, inner, after)) = skipped {
            if is_text {
                reader.plain(inner);
            }
            rest = after;
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        reader.tag(&rest[1..end]);
        rest = &rest[end + 1..];
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    pom: Pom,
    path: Vec<String>,
    /// How many elements are open below those that are followed.
    deeper: usize,
    text: String,
    parent: BTreeMap<String, String>,
    properties: BTreeMap<String, String>,
    /// Fields of the entry of a list that is being read.
    entry: BTreeMap<String, String>,
}

impl Reader {
    fn tag(&mut self, tag: &str) {
        if let Some(_name) = tag.strip_prefix('/') {
            if self.deeper > 0 {
                self.deeper -= 1;
            } else {
                self.close();
            }
            self.text.clear();
            return;
        }
        let name = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or(name);
        self.text.clear();
        if self.path.len() >= MAX_DEPTH || self.deeper > 0 {
            self.deeper += usize::from(!tag.ends_with('/'));
            return;
        }
        self.path.push(name.chars().take(200).collect());
        if tag.ends_with('/') {
            self.close();
        }
    }

    fn text(&mut self, text: &str) {
        if self.text.len() < MAX_TEXT {
            let text: String = text.chars().take(MAX_TEXT).collect();
            self.text.push_str(&unescape(&text));
        }
    }

    fn plain(&mut self, text: &str) {
        if self.text.len() < MAX_TEXT {
            self.text.extend(text.chars().take(MAX_TEXT));
        }
    }

    fn close(&mut self) {
        let text = self.text.trim().to_owned();
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let value = || Some(text.clone()).filter(|text| !text.is_empty());
        let set = |slot: &mut Option<String>| {
            if slot.is_none() {
                *slot = value();
            }
        };
        match path.as_slice() {
            ["project", "groupId"] => set(&mut self.pom.group),
            ["project", "artifactId"] => set(&mut self.pom.artifact),
            ["project", "version"] => set(&mut self.pom.version),
            ["project", "description"] => set(&mut self.pom.description),
            ["project", "url"] => set(&mut self.pom.url),
            ["project", "organization", "name"] => set(&mut self.pom.organisation),
            ["project", "organization", "url"] => set(&mut self.pom.organisation_url),
            ["project", "developers", "developer", "name"] => set(&mut self.pom.developer),
            ["project", "developers", "developer", "email"] => set(&mut self.pom.email),
            ["project", "parent", field] => {
                self.parent.insert((*field).to_owned(), text);
            }
            ["project", "properties", name] if self.properties.len() < MAX_LIST => {
                self.properties.insert((*name).to_owned(), text);
            }
            ["project", "licenses", "license"] => {
                let mut entry = std::mem::take(&mut self.entry);
                let name = entry.remove("name").filter(|name| !name.is_empty());
                let licence = name.or_else(|| entry.remove("url"));
                if self.pom.licences.len() < MAX_LIST {
                    self.pom.licences.extend(licence.filter(|licence| !licence.is_empty()));
                }
            }
            ["project", "dependencies", "dependency"] => {
                let entry = std::mem::take(&mut self.entry);
                let get = |field: &str| entry.get(field).map(String::as_str).unwrap_or_default();
                let is_needed = !matches!(get("scope"), "test" | "provided" | "import" | "system")
                    && get("optional") != "true";
                if is_needed && self.pom.needs.len() < MAX_LIST {
                    self.pom.needs.push([get("groupId"), ":", get("artifactId")].concat());
                }
            }
            ["project", "licenses", "license", field]
            | ["project", "dependencies", "dependency", field] => {
                self.entry.insert((*field).to_owned(), text);
            }
            _ => {}
        }
        self.path.pop();
    }

    fn finish(mut self) -> Pom {
        // Group and version are inherited (POM Reference, "Inheritance").
        let mut inherit = |field: &str| self.parent.remove(field).filter(|text| !text.is_empty());
        let (group, version) = (inherit("groupId"), inherit("version"));
        self.pom.group = self.pom.group.take().or_else(|| group.clone());
        self.pom.version = self.pom.version.take().or_else(|| version.clone());
        let mut known = self.properties;
        // A name made of properties can be part of others.
        self.pom.artifact = self.pom.artifact.take().map(|name| expanded(&name, &known));
        for (name, value) in [
            ("groupId", &self.pom.group),
            ("artifactId", &self.pom.artifact),
            ("version", &self.pom.version),
        ] {
            let Some(value) = value else { continue };
            known.insert(["project.", name].concat(), value.clone());
            known.insert(["pom.", name].concat(), value.clone());
        }
        for (name, value) in [("groupId", group), ("version", version)] {
            known.extend(value.map(|value| (["project.parent.", name].concat(), value)));
        }
        let expand = |text: &mut Option<String>| {
            *text = text.take().map(|text| expanded(&text, &known));
        };
        expand(&mut self.pom.group);
        expand(&mut self.pom.version);
        for need in &mut self.pom.needs {
            *need = expanded(need, &known);
        }
        self.pom
    }
}

/// Puts in the values of properties, once and not into each other.
fn expanded(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            break;
        };
        match known.get(name) {
            Some(value) => out.push_str(value),
            None => out.extend(["${", name, "}"]),
        }
        rest = behind;
        if out.len() > MAX_TEXT {
            break;
        }
    }
    out.push_str(rest);
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let character = entity.and_then(|(name, _)| match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)
            }
        });
        if let (Some(character), Some((_, behind))) = (character, entity) {
            out.push(character);
            rest = behind;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POM: &str = r#"<?xml version="1.0"?><!-- <groupId>no</groupId> -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>7</version></parent>
  <artifactId>${name}</artifactId>
  <description>This &amp; that &#x41;</description>
  <properties><rev>1.2</rev><name>thing</name></properties>
  <version>${rev}-${project.parent.version}</version>
  <url>https://example.org/</url>
  <licenses><license><name><![CDATA[MIT]]></name><url>u</url></license><license><url>v</url></license></licenses>
  <developers><developer><name>Jo</name><email>jo@example.org</email></developer><developer><name>No</name></developer></developers>
  <build><plugins><plugin><groupId>x</groupId></plugin></plugins></build>
  <dependencies>
    <dependency><groupId>${project.groupId}</groupId><artifactId>a</artifactId></dependency>
    <dependency><groupId>g</groupId><artifactId>b</artifactId><scope>test</scope></dependency>
    <dependency><groupId>g</groupId><artifactId>c</artifactId><optional>true</optional></dependency>
  </dependencies>
</project>"#;

    #[test]
    fn a_description_is_read_with_what_it_inherits() {
        let pom = read(POM.as_bytes());
        assert_eq!(pom.group.as_deref(), Some("org.example"));
        assert_eq!(pom.artifact.as_deref(), Some("thing"));
        assert_eq!(pom.version.as_deref(), Some("1.2-7"));
        assert_eq!(pom.description.as_deref(), Some("This & that A"));
        assert_eq!(pom.licences, ["MIT", "v"]);
        assert_eq!(
            (pom.developer.as_deref(), pom.email.as_deref()),
            (Some("Jo"), Some("jo@example.org"))
        );
        assert_eq!(pom.needs, ["org.example:a"]);
    }

    #[test]
    fn depth_and_entities_cannot_grow() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(read(deep.as_bytes()), Pom::default());
        let unknown = read(b"<project><url>&lol; &#x110000; &</url></project>");
        assert_eq!(unknown.url.as_deref(), Some("&lol; &#x110000; &"));
        let circle = b"<project><properties><a>${b}</a><b>${a}</b></properties><version>${a}</version></project>";
        assert_eq!(read(circle).version.as_deref(), Some("${b}"));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "(<(/?(project|version|parent|x)|!--|!\\[CDATA\\[|\\?)?>?|[&;${}a#x1]{0,4}){0,20}") {
            read(text.as_bytes());
        }

        #[test]
        fn a_cut_document_is_no_trouble(end in 0..POM.len()) {
            read(&POM.as_bytes()[..end]);
        }
    }
}
