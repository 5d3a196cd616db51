// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Core metadata of Python packages (packaging.python.org, "Core metadata specifications"): fields
//! in the form of mail, up to the first empty line.

use haerterei_versions::purl::PackageUrl;

use crate::catalogue::licences::{Several, declared};
use crate::catalogue::people::{is_address, mailbox, sentence, web_address};
use crate::component::{ComponentKind, Creator, How, Licences};
use crate::findings::{Claim, Found};

/// The most fields that are read.
const MAX_FIELDS: usize = 10_000;

/// Reads a package; nothing if it has no name.
pub(super) fn component(bytes: &[u8]) -> Option<Found> {
    let fields = Fields::read(&String::from_utf8_lossy(bytes));
    let name = fields.get("name")?;
    let mut found = Found::new(ComponentKind::LanguagePackage, "pypi", name, How::Metadata);
    found.version = fields.get("version").map(str::to_owned);
    let version = found.version.as_deref().unwrap_or_default();
    found.purl = PackageUrl::new("pypi", "", name, version).map(|purl| purl.to_string());
    found.description = fields.get("summary").and_then(sentence);
    found.homepage =
        fields.get("home-page").and_then(web_address).or_else(|| fields.project_page());
    found.creator = creator(&fields);
    found.licences = licences(&fields);
    found.nature.executable = true;
    found.nature.structured = true;
    found.needs = fields
        .all("requires-dist")
        .filter(|requirement| !is_for_extra(requirement))
        .filter_map(requirement_name)
        .map(|name| Claim { any_of: vec![name] })
        .collect();
    found.needs_are_complete = true;
    Some(found)
}

struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(text: &str) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            if line.is_empty() || fields.len() >= MAX_FIELDS {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.0.iter().filter(move |(field, _)| field == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// Returns the first value that says something; `UNKNOWN` is what old tools wrote for nothing.
    fn get(&self, name: &str) -> Option<&str> {
        let mut of_name = self.0.iter().filter(|(field, _)| field == name);
        let value = of_name.find(|(_, value)| !value.is_empty() && value != "UNKNOWN");
        value.map(|(_, value)| value.as_str())
    }

    fn project_page(&self) -> Option<String> {
        let pages: Vec<(String, &str)> = self
            .all("project-url")
            .filter_map(|value| value.split_once(','))
            .map(|(label, url)| (label.trim().to_ascii_lowercase(), url.trim()))
            .collect();
        ["homepage", "home", "source", "repository", "source code", "documentation"]
            .iter()
            .find_map(|wanted| pages.iter().find(|(label, _)| label == wanted))
            .or_else(|| pages.first())
            .and_then(|(_, url)| web_address(url))
    }
}

fn creator(fields: &Fields) -> Creator {
    for (person, address) in [("author", "author-email"), ("maintainer", "maintainer-email")] {
        // Newer tools write name and address into the field of the address.
        let name = fields.get(person).map(|name| name.chars().take(200).collect());
        let both = fields.get(address).map(mailbox).unwrap_or_default();
        let creator = Creator {
            name: name.or(both.name).filter(|name: &String| !is_address(name)),
            email: both.email,
            url: None,
        };
        if !creator.is_unknown() {
            return creator;
        }
    }
    Creator::default()
}

fn licences(fields: &Fields) -> Licences {
    if let Some(expression) = fields.get("license-expression") {
        return declared([expression], Several::Together);
    }
    let classified: Vec<&str> = fields.all("classifier").filter_map(classified_licence).collect();
    match fields.get("license") {
        // A classifier is from a list; the free field often holds a whole text.
        Some(text) if super::super::licences::expression(text).is_some() => {
            declared([text], Several::Together)
        }
        _ if !classified.is_empty() => declared(classified, Several::Together),
        Some(text) => declared([text], Several::Together),
        None => Licences::default(),
    }
}

/// Returns the licence that a classifier of the index unmistakably means, else its own words.
fn classified_licence(classifier: &str) -> Option<&str> {
    let name = classifier.strip_prefix("License ::")?.rsplit("::").next()?.trim();
    Some(match name {
        "OSI Approved" => return None,
        "Apache Software License" => "LicenseRef-Apache-Software-License",
        "GNU General Public License v2 (GPLv2)" => "GPL-2.0-only",
        "GNU General Public License v2 or later (GPLv2+)" => "GPL-2.0-or-later",
        "GNU General Public License v3 (GPLv3)" => "GPL-3.0-only",
        "GNU General Public License v3 or later (GPLv3+)" => "GPL-3.0-or-later",
        "GNU Lesser General Public License v2 or later (LGPLv2+)" => "LGPL-2.0-or-later",
        "GNU Lesser General Public License v3 (LGPLv3)" => "LGPL-3.0-only",
        "GNU Lesser General Public License v3 or later (LGPLv3+)" => "LGPL-3.0-or-later",
        "GNU Affero General Public License v3" => "AGPL-3.0-only",
        "GNU Affero General Public License v3 or later (AGPLv3+)" => "AGPL-3.0-or-later",
        "The Unlicense (Unlicense)" => "Unlicense",
        "zlib/libpng License" => "Zlib",
        name => name,
    })
}

/// Whether a requirement is only for an extra that somebody may ask for.
fn is_for_extra(requirement: &str) -> bool {
    requirement.split_once(';').is_some_and(|(_, marker)| {
        marker.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == "extra")
    })
}

/// Returns the name at the start of a requirement (PEP 508), in the form in which names are compared.
fn requirement_name(requirement: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = requirement.trim().chars().take_while(|c| is_part(*c)).take(200).collect();
    PackageUrl::new("pypi", "", &name, "").map(|purl| purl.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = "Metadata-Version: 2.1\nName: Flask\nVersion: 3.0\nSummary: A framework\n\
        Author-email: \"Pallets\" <contact@palletsprojects.com>\n\
        Project-URL: Source, https://github.com/pallets/flask/\n\
        Classifier: License :: OSI Approved :: BSD License\nLicense: BSD-3-Clause\n\
        Requires-Dist: Werkzeug>=3.0.0\nRequires-Dist: importlib_metadata (>=3) ; python_version < '3.10'\n\
        Requires-Dist: asgiref ; extra == 'async'\n\nName: body\n";

    #[test]
    fn metadata_is_read_up_to_its_body() {
        let found = component(METADATA.as_bytes()).unwrap();
        assert_eq!((&*found.name, found.version.as_deref()), ("Flask", Some("3.0")));
        assert_eq!(found.purl.as_deref(), Some("pkg:pypi/flask@3.0"));
        assert_eq!(found.creator.name.as_deref(), Some("Pallets"));
        assert_eq!(found.creator.email.as_deref(), Some("contact@palletsprojects.com"));
        assert_eq!(found.homepage.as_deref(), Some("https://github.com/pallets/flask/"));
        assert_eq!(found.licences.declared.as_deref(), Some("BSD-3-Clause"));
        let needs: Vec<_> = found.needs.iter().map(|claim| claim.any_of[0].as_str()).collect();
        assert_eq!(needs, ["werkzeug", "importlib-metadata"]);
    }

    #[test]
    fn licences_come_from_the_field_that_says_most() {
        let of = |fields: &str| {
            let text = ["Name: a\n", fields].concat();
            component(text.as_bytes()).unwrap().licences.declared.unwrap_or_default()
        };
        assert_eq!(of("License-Expression: MIT OR ISC\nLicense: x\n"), "ISC OR MIT");
        assert_eq!(
            of("Classifier: License :: OSI Approved :: MIT License\nLicense: long text\n"),
            "MIT"
        );
        assert_eq!(of("Classifier: License :: OSI Approved\nLicense: Apache 2.0\n"), "Apache-2.0");
        assert_eq!(of("License: UNKNOWN\n"), "");
        assert!(component(b"Version: 1\n").is_none());
    }
}
