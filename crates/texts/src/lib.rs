// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every sentence a user reads, in German and in English.
//!
//! Rooms speak in keys with values ([`Message`]); this room turns them into sentences. The
//! sentences are Fluent files, one per room and language, in `locales/`. A key's attribute
//! `.hint` says what to do next. A test demands every key, attribute and value in both languages.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use haerterei_ground::{Argument, Message};
use unic_langid::LanguageIdentifier;

/// A language that we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// German.
    German,
    /// English, the language of whoever asks for none we speak.
    English,
}

impl Language {
    /// Reads the language from the value of `LANG` or `LC_MESSAGES` (`de_DE.UTF-8`).
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    /// Returns the language's code (BCP 47).
    pub const fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    const fn sources(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::German => &GERMAN,
            Self::English => &ENGLISH,
        }
    }
}

macro_rules! rooms {
    ($language:literal: $($room:literal),+) => {
        [$(($room, include_str!(concat!("../locales/", $language, "/", $room, ".ftl")))),+]
    };
}

static ENGLISH: [(&str, &str); 23] = rooms!("en":
    "ground", "store", "fetch", "image", "registry", "evidence", "versions", "packages", "anatomy",
    "malware", "trial", "trust", "effects", "archive", "recipe", "build", "inventory", "sbom", "vex",
    "advisories", "findings", "register", "command");
static GERMAN: [(&str, &str); 23] = rooms!("de":
    "ground", "store", "fetch", "image", "registry", "evidence", "versions", "packages", "anatomy",
    "malware", "trial", "trust", "effects", "archive", "recipe", "build", "inventory", "sbom", "vex",
    "advisories", "findings", "register", "command");

/// The sentences of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Texts {
    /// Loads the sentences of a language; they are part of the program.
    pub fn new(language: Language) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks are for mixed writing directions; they break copying from a terminal.
        bundle.set_use_isolating(false);
        for (_, source) in language.sources() {
            // A file with a fault still gives all its sound sentences; a test refuses faults.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Returns the language of these texts.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns the sentence of a message.
    ///
    /// A key without a sentence, which the tests rule out, gives the key itself.
    pub fn say(&self, message: &Message) -> String {
        self.format(message, None).unwrap_or_else(|| message.key.to_owned())
    }

    /// Returns what to do next, where the message has such a line.
    pub fn hint(&self, message: &Message) -> Option<String> {
        self.format(message, Some("hint"))
    }

    /// Returns a sentence that needs no values.
    pub fn get(&self, key: &'static str) -> String {
        self.say(&Message::new(key))
    }

    fn format(&self, message: &Message, attribute: Option<&str>) -> Option<String> {
        let entry = self.bundle.get_message(message.key)?;
        let pattern = match attribute {
            Some(name) => entry.get_attribute(name)?.value(),
            None => entry.value()?,
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in &message.arguments {
            arguments.set(
                *name,
                match value {
                    Argument::Text(text) => FluentValue::from(text.as_str()),
                    Argument::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }
}

/// Returns every key of a language with the source of its sentence, for tests of other rooms.
///
/// An attribute stands as `key.attribute`.
pub fn keys(language: Language) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (_, source) in language.sources() {
        let mut current = String::new();
        for line in source.lines() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let name = if line.starts_with(char::is_alphabetic) {
                let name = line.split('=').next().unwrap_or_default().trim();
                name.clone_into(&mut current);
                name.to_owned()
            } else if let Some((attribute, _)) =
                line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once('='))
            {
                format!("{current}.{}", attribute.trim())
            } else if let Some(text) = keys.last_entry_of(&current) {
                text.push_str(line);
                continue;
            } else {
                continue;
            };
            keys.insert(name, line.to_owned());
        }
    }
    keys
}

trait LastEntry {
    fn last_entry_of(&mut self, key: &str) -> Option<&mut String>;
}

impl LastEntry for BTreeMap<String, String> {
    fn last_entry_of(&mut self, key: &str) -> Option<&mut String> {
        let hint = format!("{key}.hint");
        if self.contains_key(&hint) { self.get_mut(&hint) } else { self.get_mut(key) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_file_is_sound() {
        for language in [Language::German, Language::English] {
            let mut seen = BTreeSet::new();
            for (room, source) in language.sources() {
                if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                    panic!("{}/{room}.ftl: {errors:?}", language.code());
                }
                for line in source.lines().filter(|line| line.starts_with(char::is_alphabetic)) {
                    let key = line.split('=').next().unwrap_or_default().trim().to_owned();
                    assert!(
                        seen.insert(key.clone()),
                        "{}/{room}.ftl: `{key}` twice",
                        language.code()
                    );
                }
            }
        }
    }

    /// The values that a sentence uses.
    fn values(text: &str) -> BTreeSet<String> {
        text.split('$')
            .skip(1)
            .map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn every_key_and_value_is_in_both_languages() {
        let (german, english) = (keys(Language::German), keys(Language::English));
        for (key, text) in &english {
            let other = german.get(key).unwrap_or_else(|| panic!("`{key}` has no German text"));
            assert_eq!(values(text), values(other), "the values of `{key}` differ");
        }
        for key in german.keys() {
            assert!(english.contains_key(key), "`{key}` has no English text");
        }
    }

    #[test]
    fn locales_choose_the_language() {
        assert_eq!(Language::from_locale("de_AT.UTF-8"), Language::German);
        assert_eq!(Language::from_locale("C"), Language::English);
        assert_eq!(Language::from_locale(""), Language::English);
    }
}
