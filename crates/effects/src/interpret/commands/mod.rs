// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What commands do, as far as we know them.

mod accounts;
mod builtin;
mod debian;
mod file_system;
mod idle;
mod name_services;
mod options;
mod php;
mod postgresql;
mod quiet;
mod search;

use super::state::Outcomes;
use super::{Answer, Interpreter, State, Value};
use crate::recognise::Reason;
use crate::shell::Word;
use options::Options;

/// A command with its arguments.
struct Call<'a> {
    line: u32,
    name: &'a str,
    arguments: &'a [Value],
}

/// Why a model gives up.
enum Refusal {
    /// An argument is not known.
    Arguments,
    /// An option or a form is not known.
    Form(String),
}

type Modelled = Result<(), Refusal>;

impl Call<'_> {
    /// Returns the arguments if all are known.
    fn known(&self) -> Result<Vec<String>, Refusal> {
        self.arguments
            .iter()
            .map(|value| value.get().map(str::to_owned).ok_or(Refusal::Arguments))
            .collect()
    }

    fn options(&self, grammar: &[&'static str]) -> Result<Options, Refusal> {
        Options::read(&self.known()?, grammar).map_err(Refusal::Form)
    }
}

/// Returns whether a command has a model, so that a script that looks for it finds it.
pub(super) fn is_modelled(name: &str) -> bool {
    idle::of(name).is_some()
        || idle::index(name).is_some()
        || quiet::is_quiet(name)
        || debian::NAMES.contains(&name)
        || accounts::NAMES.contains(&name)
        || file_system::NAMES.contains(&name)
        || php::NAMES.contains(&name)
}

/// Returns whether a file is there by the time a package is configured, whatever else is known:
/// a library whose functions have a model, the switch of name services.
pub(super) fn is_made_by_others(path: &str, package: &str) -> bool {
    path == php::LIBRARY
        || path == name_services::FILE && !matches!(package, "libc-bin" | "base-files")
}

impl Interpreter<'_> {
    /// Follows a simple command.
    pub(super) fn simple(
        &mut self,
        line: u32,
        assignments: &[(String, Word)],
        words: &[Word],
        mut state: State,
    ) -> Outcomes {
        let fields = self.fields(words, &mut state, line);
        let Some((first, arguments)) = fields.split_first() else {
            let substituted = state.status;
            state.status = Answer::Yes;
            for (name, word) in assignments {
                let value = self.text(word, &mut state, line);
                state.variables.insert(name.clone(), value);
            }
            if !words.is_empty() {
                state.status = substituted;
            }
            return Outcomes::next(state);
        };
        let Some(name) = first.get() else {
            self.problem(line, Reason::UnknownCommand { command: first.text.clone() });
            state.status = Answer::Unknown;
            return Outcomes::next(state);
        };
        // Assignments before a command hold for it alone.
        let mut outer = Vec::new();
        for (variable, word) in assignments {
            let value = self.text(word, &mut state, line);
            outer.push((variable.clone(), state.variables.insert(variable.clone(), value)));
        }
        let mut outcomes = self.run(line, name, arguments, state);
        if let Some(state) = &mut outcomes.next {
            for (variable, value) in outer {
                match value {
                    Some(value) => state.variables.insert(variable, value),
                    None => state.variables.remove(&variable),
                };
            }
        }
        outcomes
    }

    /// Follows a command by its name.
    fn run(&mut self, line: u32, name: &str, arguments: &[Value], mut state: State) -> Outcomes {
        if !self.step(line) {
            return Outcomes::next(state);
        }
        if let Some(body) = state.functions.get(name).cloned() {
            return self.call(line, &body, arguments.to_vec(), state);
        }
        let mut call = Call { line, name, arguments };
        match self.builtin(&call, state) {
            Ok(outcomes) => return outcomes,
            Err(unchanged) => state = *unchanged,
        }
        if let Some((folder, base)) = name.rsplit_once('/')
            && (matches!(
                folder,
                "/bin"
                    | "/sbin"
                    | "/usr/bin"
                    | "/usr/sbin"
                    | "/usr/lib/dpkg"
                    | "/usr/lib/emacsen-common"
            ) || (folder.starts_with("/usr/lib/") && idle::index(base).is_some()))
        {
            call.name = base;
        }
        state.status = Answer::Yes;
        let before = state.clone();
        let result = self
            .debian(&call, &mut state)
            .or_else(|| self.php(&call, &mut state))
            .or_else(|| self.postgresql(&call, &mut state))
            .or_else(|| self.accounts(&call, &mut state))
            .or_else(|| self.file_system(&call, &mut state))
            .or_else(|| self.quiet(&call, &mut state))
            .or_else(|| self.idle_command(&call, &mut state));
        let reason = match result {
            Some(Ok(())) => return Outcomes::next(state),
            Some(Err(Refusal::Arguments)) => {
                Reason::UnknownArguments { command: call.name.to_owned() }
            }
            Some(Err(Refusal::Form(form))) => {
                Reason::UnknownForm { command: call.name.to_owned(), form }
            }
            None => Reason::UnknownCommand { command: name.to_owned() },
        };
        let mut state = before;
        self.problem(line, reason);
        state.status = Answer::Unknown;
        if state.output.is_some() {
            Self::print(&mut state, &Value::unknown());
        }
        Outcomes::next(state)
    }
}
