// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Diagnostics as they are remembered, so that what was noticed once is told every time.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use haerterei_ground::{Argument, Diagnostic, Message, Place, Severity, TreePath};
use serde::{Deserialize, Serialize};

/// A diagnostic in a form that can be read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noticed {
    is_warning: bool,
    place: Spot,
    key: String,
    arguments: Vec<(String, Value)>,
}

/// The places that building speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Spot {
    Path(TreePath),
    Package(String, String),
    Whole,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Value {
    Text(String),
    Number(i64),
}

/// Keys and names of values are words of the program; each is kept once for its life.
static WORDS: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);

fn word(text: &str) -> &'static str {
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(text) {
        return known;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    words.insert(kept);
    kept
}

impl Noticed {
    /// Brings a diagnostic into a form that can be written down.
    pub(crate) fn of(diagnostic: &Diagnostic) -> Self {
        let value = |argument: &Argument| match argument {
            Argument::Text(text) => Value::Text(text.clone()),
            Argument::Number(number) => Value::Number(*number),
        };
        Self {
            is_warning: diagnostic.severity != Severity::Note,
            place: match &diagnostic.place {
                Place::Path { path } => Spot::Path(path.clone()),
                Place::Package { name, version } => Spot::Package(name.clone(), version.clone()),
                Place::Document { .. } | Place::Whole => Spot::Whole,
            },
            key: diagnostic.message.key.to_owned(),
            arguments: diagnostic
                .message
                .arguments
                .iter()
                .map(|(name, argument)| ((*name).to_owned(), value(argument)))
                .collect(),
        }
    }

    /// Returns the diagnostic.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let mut message = Message::new(word(&self.key));
        for (name, value) in &self.arguments {
            message = match value {
                Value::Text(text) => message.text(word(name), text),
                Value::Number(number) => message.number(word(name), *number),
            };
        }
        Diagnostic {
            severity: if self.is_warning { Severity::Warning } else { Severity::Note },
            place: match &self.place {
                Spot::Path(path) => Place::Path { path: path.clone() },
                Spot::Package(name, version) => {
                    Place::Package { name: name.clone(), version: version.clone() }
                }
                Spot::Whole => Place::Whole,
            },
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noticed_comes_back_as_it_was() {
        let path = TreePath::parse("etc/x").unwrap();
        for place in [
            Place::Path { path },
            Place::Package { name: "a".to_owned(), version: "1".to_owned() },
            Place::Whole,
        ] {
            let message =
                Message::new("build-copyright-missing").text("package", "a").number("n", 3);
            let diagnostic = Diagnostic { severity: Severity::Warning, place, message };
            let json = serde_json::to_string(&Noticed::of(&diagnostic)).unwrap();
            let back: Noticed = serde_json::from_str(&json).unwrap();
            assert_eq!(back.diagnostic(), diagnostic);
        }
    }
}
