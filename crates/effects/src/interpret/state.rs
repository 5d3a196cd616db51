// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is known at one point of one way through a script.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::{Answer, Value};
use crate::effect::{Effect, Sourced};
use crate::shell::Command;

/// What a script made of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// It is gone.
    Nothing,
    /// A file, with its content where it is known.
    File(Option<String>),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Ways through the script differ.
    Unclear,
}

/// One way through a script, up to here.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) variables: BTreeMap<String, Value>,
    /// Positional parameters; `known_count` says whether there may be others.
    pub(crate) positional: Vec<Value>,
    pub(crate) functions: BTreeMap<String, Rc<Command>>,
    pub(crate) effects: Vec<Sourced>,
    /// What the script made, by path without a leading slash.
    pub(crate) made: BTreeMap<String, Made>,
    /// Answers that scripts gave to debconf's questions.
    pub(crate) answers: BTreeMap<String, Value>,
    /// Accounts created so far.
    pub(crate) users: std::collections::BTreeSet<String>,
    /// Groups created so far.
    pub(crate) groups: std::collections::BTreeSet<String>,
    /// Whether the last command succeeded.
    pub(crate) status: Answer,
    /// What goes to standard output, while it is caught.
    pub(crate) output: Option<Value>,
    /// What standard input still holds.
    pub(crate) input: Value,
    /// The current folder.
    pub(crate) folder: Value,
    /// Whether a file was read in that may have set any variable.
    pub(crate) foreign_variables: bool,
    /// The line of the last condition whose answer is not known.
    pub(crate) fork: u32,
    /// The mask that takes rights from new files.
    pub(crate) mask: u32,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            variables: BTreeMap::new(),
            positional: Vec::new(),
            functions: BTreeMap::new(),
            effects: Vec::new(),
            made: BTreeMap::new(),
            answers: BTreeMap::new(),
            users: std::collections::BTreeSet::new(),
            groups: std::collections::BTreeSet::new(),
            status: Answer::Yes,
            output: None,
            input: Value::unknown(),
            folder: Value::known("/"),
            foreign_variables: false,
            fork: 0,
            mask: 0o022,
        }
    }

    /// Returns what both states have in common; the effects are those of `self`.
    pub(crate) fn join(mut self, other: Self) -> Self {
        let names: Vec<String> =
            self.variables.keys().chain(other.variables.keys()).cloned().collect();
        let empty = Value::default();
        for name in names {
            let one = self.variables.get(&name).unwrap_or(&empty);
            let two = other.variables.get(&name).unwrap_or(&empty);
            let joined = one.join(two);
            self.variables.insert(name, joined);
        }
        let questions: Vec<String> =
            self.answers.keys().chain(other.answers.keys()).cloned().collect();
        for question in questions {
            let answer = match (self.answers.get(&question), other.answers.get(&question)) {
                (Some(one), Some(two)) => one.join(two),
                _ => Value::unknown(),
            };
            self.answers.insert(question, answer);
        }
        if self.positional != other.positional {
            let length = self.positional.len().max(other.positional.len());
            let get =
                |list: &Vec<Value>, index: usize| list.get(index).cloned().unwrap_or_default();
            self.positional = (0..length)
                .map(|index| get(&self.positional, index).join(&get(&other.positional, index)))
                .collect();
        }
        let paths: Vec<String> = self.made.keys().chain(other.made.keys()).cloned().collect();
        for path in paths {
            if self.made.get(&path) != other.made.get(&path) {
                self.made.insert(path, Made::Unclear);
            }
        }
        for (name, body) in other.functions {
            match self.functions.get(&name) {
                Some(own) if *own != body => {
                    // Called later, it is a command we do not know.
                    self.functions.remove(&name);
                }
                Some(_) => {}
                None => {
                    self.functions.insert(name, body);
                }
            }
        }
        self.users.extend(other.users);
        self.groups.extend(other.groups);
        self.status = self.status.join(other.status);
        self.output = match (self.output, other.output) {
            (Some(one), Some(two)) => Some(one.join(&two)),
            (one, two) => one.or(two),
        };
        self.input = self.input.join(&other.input);
        self.folder = self.folder.join(&other.folder);
        self.foreign_variables |= other.foreign_variables;
        self.fork = self.fork.max(other.fork);
        self
    }

    /// Returns whether two ways did the same things, whatever the lines.
    pub(crate) fn did_the_same(&self, other: &Self) -> bool {
        self.effects.len() == other.effects.len()
            && self.effects.iter().zip(&other.effects).all(|(one, two)| one.what == two.what)
    }

    pub(crate) fn has_effect(&self, effect: &Effect) -> bool {
        self.effects.iter().any(|sourced| sourced.what == *effect)
    }
}

/// Where the ways through a command lead; ways that lead to the same place are one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcomes {
    /// To the next command.
    pub(crate) next: Option<State>,
    /// To the end of the script, with success.
    pub(crate) exit: Option<State>,
    /// Out of a function.
    pub(crate) returned: Option<State>,
    /// Behind the loop.
    pub(crate) broken: Option<State>,
    /// To the next round of the loop.
    pub(crate) continued: Option<State>,
}

impl Outcomes {
    pub(crate) fn next(state: State) -> Self {
        Self { next: Some(state), ..Self::default() }
    }
}
