// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Effects written down by hand, for scripts that cannot be read by a machine.

use std::collections::BTreeMap;

use haerterei_ground::{Blame, Digest, Explain, Message};
use serde::Deserialize;

use crate::effect::Effect;

/// The entries that are part of this program.
const BUILT_IN: &[(&str, &str)] = &[
    ("base.toml", include_str!("../data/base.toml")),
    ("java.toml", include_str!("../data/java.toml")),
    ("services.toml", include_str!("../data/services.toml")),
];

/// Effects by the SHA-256 of a script's text.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: BTreeMap<Digest, Entry>,
}

/// What a script does, written down by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The package and script it was written for, for instance `ca-certificates.postinst`.
    pub name: String,
    /// Why the effects are these.
    pub reason: String,
    /// The effects, in order.
    pub effects: Vec<Effect>,
}

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The text is not a catalogue.
    #[error("reading catalogue `{name}`")]
    Malformed {
        /// The name of the file.
        name: String,
        /// What is wrong, and where.
        #[source]
        source: toml::de::Error,
    },
    /// A script has two entries.
    #[error("script {digest} has two entries in `{name}`")]
    Twice {
        /// The name of the file.
        name: String,
        /// The script.
        digest: Digest,
    },
}

impl Explain for CatalogueError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed { name, source } => Message::new("effects-catalogue-malformed")
                .text("name", name)
                .text("detail", source.message()),
            Self::Twice { name, digest } => {
                Message::new("effects-catalogue-twice").text("name", name).text("digest", digest)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    script: Vec<DocumentEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentEntry {
    name: String,
    reason: String,
    /// Versions and suites the texts were seen in, by digest.
    digests: BTreeMap<Digest, String>,
    #[serde(default)]
    effects: Vec<Effect>,
}

impl Catalogue {
    /// Returns an empty catalogue.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Returns the catalogue that is part of this program.
    pub fn built_in() -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for (name, text) in BUILT_IN {
            catalogue.add(name, text)?;
        }
        Ok(catalogue)
    }

    /// Adds the entries of a document.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), CatalogueError> {
        let document: Document = toml::from_str(text)
            .map_err(|source| CatalogueError::Malformed { name: name.to_owned(), source })?;
        for entry in document.script {
            for digest in entry.digests.keys() {
                let before = self.entries.insert(
                    *digest,
                    Entry {
                        name: entry.name.clone(),
                        reason: entry.reason.clone(),
                        effects: entry.effects.clone(),
                    },
                );
                if before.is_some() {
                    return Err(CatalogueError::Twice { name: name.to_owned(), digest: *digest });
                }
            }
        }
        Ok(())
    }

    /// Returns the entry of a script.
    pub fn find(&self, digest: &Digest) -> Option<&Entry> {
        self.entries.get(digest)
    }

    /// Returns how many scripts have an entry.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether no script has an entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_can_be_read() {
        let catalogue = Catalogue::built_in().unwrap();
        assert!(!catalogue.is_empty());
        assert!(catalogue.entries.values().all(|entry| entry.reason.len() > 20));
    }

    #[test]
    fn one_script_has_one_entry() {
        let digest = Digest::sha256(b"x");
        let entry = format!(
            "[[script]]\nname = 'a'\nreason = 'b'\ndigests = {{ '{digest}' = 'x' }}\neffects = [{{ effect = 'base-accounts' }}]\n"
        );
        let mut catalogue = Catalogue::empty();
        catalogue.add("one", &entry).unwrap();
        assert!(matches!(catalogue.add("two", &entry), Err(CatalogueError::Twice { .. })));
        assert!(matches!(
            catalogue.add("three", "[[script]]\nnonsense = 1\n"),
            Err(CatalogueError::Malformed { .. })
        ));
    }
}
