// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Ruby gems: the specifications that `RubyGems` writes when it has installed.
//!
//! A specification is a Ruby program. `RubyGems` itself writes it in one form
//! (`Gem::Specification#to_ruby`): assignments of literals, one a line. That form is read; nothing
//! is run.

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;

use super::code;
use super::licences::{Several, declared};
use super::people::{mailbox, sentence, web_address};
use crate::component::{ComponentKind, Creator, How};
use crate::findings::{Claim, Damage, Findings, Found, Owned};

/// The most lines that are read.
const MAX_LINES: usize = 20_000;

/// Returns whether a gemspec in this folder is of an installed gem.
pub(super) fn is_installed(folder: &[u8]) -> bool {
    folder.ends_with(b"specifications") || folder.ends_with(b"specifications/default")
}

/// Reads `specifications/NAME-VERSION.gemspec`.
pub(super) fn read(path: &TreePath, bytes: &[u8]) -> Findings {
    let text = String::from_utf8_lossy(bytes);
    let fields = Fields::read(&text);
    let Some(name) = fields.one("name") else {
        return Findings::damaged(Damage::new(code::METADATA, "no name that is a literal"));
    };
    let mut found = Found::new(ComponentKind::LanguagePackage, "gem", name.clone(), How::Metadata);
    let stem = std::str::from_utf8(path.name()).ok().and_then(|n| n.strip_suffix(".gemspec"));
    // A version that is a constant of the gem's own code stands in the file's name too.
    let of_name = || stem?.strip_prefix(name.as_str())?.strip_prefix('-').map(str::to_owned);
    found.version = fields.one("version").or_else(of_name);
    let version = found.version.as_deref().unwrap_or_default();
    let purl = PackageUrl::new("gem", "", &name, version);
    let platform = fields.one("platform").filter(|platform| platform != "ruby");
    found.purl =
        purl.map(|purl| purl.with("platform", platform.as_deref().unwrap_or_default()).to_string());
    found.architecture = platform;
    found.description = fields.one("summary").as_deref().and_then(sentence);
    found.homepage = fields.one("homepage").as_deref().and_then(web_address);
    found.creator = Creator {
        name: fields.list("authors").first().map(|name| name.chars().take(200).collect()),
        email: fields.list("email").first().and_then(|email| mailbox(email).email),
        url: None,
    };
    let mut licences = fields.list("licenses");
    licences.extend(fields.list("license"));
    found.licences = declared(licences.iter().map(String::as_str), Several::Choice);
    found.nature.executable = true;
    found.nature.structured = true;
    found.needs = fields.needs.iter().map(|n| Claim { any_of: vec![n.clone()] }).collect();
    found.needs_are_complete = true;
    let folder = path
        .ancestors()
        .find(|folder| folder.name() == b"specifications")
        .and_then(|folder| folder.parent())
        .and_then(|root| root.join(["gems/", stem?].concat()).ok());
    found.owns.extend(folder.map(Owned::folder));
    Findings { found: vec![found], ..Findings::default() }
}

struct Fields {
    assigned: Vec<(String, Vec<String>)>,
    needs: Vec<String>,
}

impl Fields {
    fn read(text: &str) -> Self {
        let mut fields = Self { assigned: Vec::new(), needs: Vec::new() };
        for line in text.lines().map(str::trim).take(MAX_LINES) {
            let Some((object, rest)) = line.split_once('.') else { continue };
            if object.is_empty() || !object.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            {
                continue;
            }
            let needs = ["add_runtime_dependency", "add_dependency"];
            if let Some(rest) = needs.iter().find_map(|call| rest.strip_prefix(call)) {
                let name = literals(rest).into_iter().next();
                fields.needs.extend(name.filter(|name| !fields.needs.contains(name)));
            } else if let Some((name, value)) = rest.split_once('=') {
                // The first assignment counts; others stand in conditions.
                let name = name.trim();
                if !fields.assigned.iter().any(|(known, _)| known == name) {
                    fields.assigned.push((name.to_owned(), literals(value)));
                }
            }
        }
        fields
    }

    fn list(&self, name: &str) -> Vec<String> {
        let found = self.assigned.iter().find(|(known, _)| known == name);
        found.map(|(_, values)| values.clone()).unwrap_or_default()
    }

    fn one(&self, name: &str) -> Option<String> {
        self.list(name).into_iter().next().filter(|value| !value.is_empty())
    }
}

/// Returns the literals of strings in an expression: `"a"`, `'a'`, `%q<a>`.
fn literals(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut rest = text;
    while values.len() < 64 {
        let Some(at) = rest.find(['"', '\'', '%']) else { break };
        let start = rest.get(at..).unwrap_or_default();
        let (end, body) = if let Some(body) = start.strip_prefix("%q<") {
            ('>', body)
        } else if let Some(body) = start.strip_prefix('"') {
            ('"', body)
        } else if let Some(body) = start.strip_prefix('\'') {
            ('\'', body)
        } else {
            rest = start.get(1..).unwrap_or_default();
            continue;
        };
        let mut value = String::new();
        let mut characters = body.char_indices();
        let mut after = "";
        while let Some((position, character)) = characters.next() {
            if character == '\\' {
                value.extend(characters.next().map(|(_, escaped)| escaped));
            } else if character == end {
                after = body.get(position + end.len_utf8()..).unwrap_or_default();
                break;
            } else {
                value.push(character);
            }
        }
        values.push(value);
        rest = after;
    }
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RACK: &str = r#"# -*- encoding: utf-8 -*-
Gem::Specification.new do |s|
  s.name = "rack".freeze
  s.version = "2.2.7"
  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :x
  s.authors = ["Leah \"N\"".freeze, "B".freeze]
  s.email = "leah@example.org".freeze
  s.homepage = "https://github.com/rack/rack".freeze
  s.licenses = ["MIT".freeze]
  s.summary = "A modular interface".freeze
  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.8".freeze])
  s.add_dependency(%q<webrick>.freeze, ["~> 1.8".freeze])
  s.add_development_dependency(%q<minitest>.freeze, ["~> 5.0".freeze])
end
"#;

    fn read(path: &str, text: &str) -> Findings {
        super::read(&TreePath::parse(path).unwrap(), text.as_bytes())
    }

    #[test]
    fn a_specification_is_read_and_not_run() {
        let findings = read("usr/lib/gems/specifications/rack-2.2.7.gemspec", RACK);
        let found = &findings.found[0];
        assert_eq!(found.purl.as_deref(), Some("pkg:gem/rack@2.2.7"));
        assert_eq!(found.creator.name.as_deref(), Some("Leah \"N\""));
        assert_eq!(found.creator.email.as_deref(), Some("leah@example.org"));
        assert_eq!(found.licences.declared.as_deref(), Some("MIT"));
        assert_eq!(found.needs, [Claim { any_of: vec!["webrick".into()] }]);
        assert_eq!(found.owns[0].path.to_string(), "/usr/lib/gems/gems/rack-2.2.7");
    }

    #[test]
    fn a_version_may_stand_in_the_name_alone() {
        let text = "s.name = 'json'\ns.version = JSON::VERSION\ns.platform = \"x86_64-linux\"\n";
        let findings = read("lib/specifications/default/json-2.6.1.gemspec", text);
        let found = &findings.found[0];
        assert_eq!(found.purl.as_deref(), Some("pkg:gem/json@2.6.1?platform=x86_64-linux"));
        assert_eq!(found.owns[0].path.to_string(), "/lib/gems/json-2.6.1");
        assert_eq!(read("a.gemspec", "s.name = x").damage.len(), 1);
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "(s\\.(name|version|x) ?=? ?[\"'%q<>a\\\\ü]{0,6}\n){0,5}") {
            read("specifications/a-1.gemspec", &text);
        }
    }
}
