// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Options of commands, read as `getopt_long` does.

use std::collections::BTreeMap;

/// The options and operands of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    given: BTreeMap<&'static str, String>,
    pub(super) operands: Vec<String>,
}

impl Options {
    /// Reads arguments. Each line of the grammar is an option with its synonyms, separated by
    /// blanks, of which the first is the name it is asked for by; a `=` at the end says that it
    /// takes a value. Anything else that looks like an option is an error: its name.
    pub(super) fn read(arguments: &[String], grammar: &[&'static str]) -> Result<Self, String> {
        let mut options = Self::default();
        let find = |name: &str| {
            grammar.iter().find_map(|entry| {
                let takes_value = entry.ends_with('=');
                let entry = entry.trim_end_matches('=');
                let first = entry.split(' ').next()?;
                entry.split(' ').any(|synonym| synonym == name).then_some((first, takes_value))
            })
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--" {
                options.operands.extend(arguments.cloned());
                break;
            }
            if let Some((name, value)) =
                argument.starts_with("--").then(|| argument.split_once('=')).flatten()
            {
                match find(name) {
                    Some((name, true)) => options.give(name, value.to_owned()),
                    _ => return Err(name.to_owned()),
                }
            } else if argument.starts_with("--")
                || (argument.starts_with('-') && find(argument).is_some())
            {
                match find(argument) {
                    Some((name, true)) => match arguments.next() {
                        Some(value) => options.give(name, value.clone()),
                        None => return Err(argument.clone()),
                    },
                    Some((name, false)) => options.give(name, String::new()),
                    None => return Err(argument.clone()),
                }
            } else if argument.starts_with('-') && argument.len() > 1 {
                let letters: Vec<char> = argument.chars().skip(1).collect();
                for (index, letter) in letters.iter().enumerate() {
                    match find(&format!("-{letter}")) {
                        Some((name, false)) => options.give(name, String::new()),
                        Some((name, true)) => {
                            let rest: String = letters.iter().skip(index + 1).collect();
                            let value = if rest.is_empty() {
                                arguments.next().cloned()
                            } else {
                                Some(rest)
                            };
                            match value {
                                Some(value) => options.give(name, value),
                                None => return Err(argument.clone()),
                            }
                            break;
                        }
                        None => return Err(argument.clone()),
                    }
                }
            } else {
                options.operands.push(argument.clone());
            }
        }
        Ok(options)
    }

    fn give(&mut self, name: &'static str, value: String) {
        self.given.insert(name, value);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }
}
