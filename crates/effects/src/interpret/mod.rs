// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A cautious reading of a script: what it would do on a fresh installation, on every way
//! through it that ends well.
//!
//! Nothing runs. Values are known, or known to begin with something, or unknown; a condition is
//! met, not met, or unknown. Where it is unknown, both ways are followed; when they meet again
//! and did different things, the place is not recognised. A way on which the script would fail
//! is no installation and is dropped. Commands we have no model of are not recognised. Steps,
//! depth and sizes are bounded.
#![expect(
    clippy::unused_self,
    reason = "questions about the world are the interpreter's, whether or not it needs its fields"
)]
#![expect(
    clippy::match_same_arms,
    reason = "each case of the world stands alone, with its own reason"
)]

mod commands;
mod condition;
mod control;
mod expand;
mod files;
mod redirect;
mod state;
mod value;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use state::{Made, State};
pub(crate) use value::{Answer, Value};

use crate::effect::{Effect, Idle, Source, Sourced};
use crate::recognise::{Environment, Reason, ScriptSet};
use crate::shell;

/// The most commands we follow in one script.
const MAX_STEPS: u32 = 200_000;
/// The deepest nesting of functions, substitutions and compound commands.
const MAX_DEPTH: u32 = 60;
/// The longest text a variable or an output may grow to, in bytes.
const MAX_TEXT: usize = 256 * 1024;
/// The most effects of one script.
const MAX_EFFECTS: usize = 5_000;
/// The most rounds of one loop.
const MAX_ROUNDS: u32 = 2_000;

/// What reading one script gave.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The effects, in the order of the script.
    pub(crate) effects: Vec<Sourced>,
    /// What we could not read, by line.
    pub(crate) problems: BTreeMap<u32, Reason>,
    /// What was done that a container does not need.
    pub(crate) idle: BTreeSet<(u32, Idle)>,
    /// What the script left behind, for the next one.
    pub(crate) state: State,
}

/// Reads scripts of one package.
pub(crate) struct Interpreter<'a> {
    package: &'a ScriptSet,
    environment: &'a Environment<'a>,
    script: &'a str,
    generators: &'a BTreeMap<u32, String>,
    /// Whether the package's files are in place: in `postinst`, not in `preinst`.
    unpacked: bool,
    problems: BTreeMap<u32, Reason>,
    idle: BTreeSet<(u32, Idle)>,
    steps: u32,
    depth: u32,
    /// How many subshells surround the current command: there, `exit` does not end the script.
    subshells: u32,
}

impl<'a> Interpreter<'a> {
    /// Reads one script with its arguments, from what an earlier one left.
    pub(crate) fn read(
        package: &'a ScriptSet,
        environment: &'a Environment<'a>,
        script: &'a str,
        text: &str,
        arguments: &[&str],
        generators: &'a BTreeMap<u32, String>,
        before: Option<&State>,
    ) -> Reading {
        let mut interpreter = Self {
            package,
            environment,
            script,
            generators,
            unpacked: script != "preinst",
            problems: BTreeMap::new(),
            idle: BTreeSet::new(),
            steps: 0,
            depth: 0,
            subshells: 0,
        };
        let mut state = State::new();
        if let Some(before) = before {
            state.made.clone_from(&before.made);
            state.answers.clone_from(&before.answers);
            state.users.clone_from(&before.users);
            state.groups.clone_from(&before.groups);
        }
        state.positional = arguments.iter().map(|text| Value::known(*text)).collect();
        interpreter.set_environment(&mut state);
        let end = match shell::parse(text) {
            Err(error) => {
                interpreter.problem(error.line, Reason::Syntax { detail: error.reason.to_owned() });
                None
            }
            Ok(list) => {
                let outcomes = interpreter.list(&list, state.clone());
                let end = interpreter.end_of(outcomes);
                if end.is_none() && interpreter.problems.is_empty() {
                    interpreter.problem(1, Reason::Fails);
                }
                end
            }
        };
        let state = end.unwrap_or(state);
        Reading {
            effects: state.effects.clone(),
            problems: interpreter.problems,
            idle: interpreter.idle,
            state,
        }
    }

    fn set_environment(&self, state: &mut State) {
        let architecture = &self.package.architecture;
        let script = self.script;
        let package = &self.package.package;
        for (name, value) in [
            ("DPKG_MAINTSCRIPT_NAME", script.to_owned()),
            ("DPKG_MAINTSCRIPT_PACKAGE", package.clone()),
            ("DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT", "1".to_owned()),
            ("DPKG_MAINTSCRIPT_ARCH", architecture.clone()),
            ("DPKG_ROOT", String::new()),
            ("DPKG_ADMINDIR", "/var/lib/dpkg".to_owned()),
            ("DEBIAN_FRONTEND", "noninteractive".to_owned()),
            ("IFS", " \t\n".to_owned()),
            ("HOME", "/root".to_owned()),
            ("0", format!("/var/lib/dpkg/info/{package}.{script}")),
        ] {
            state.variables.insert(name.to_owned(), Value::known(value));
        }
        for name in [
            "PATH",
            "LANG",
            "LC_ALL",
            "LANGUAGE",
            "TERM",
            "USER",
            "LOGNAME",
            "SHELL",
            "PWD",
            "TZ",
            "DISPLAY",
            "SUDO_USER",
            "TMPDIR",
            "HOSTNAME",
            "$",
            "!",
            "-",
            "RANDOM",
            "DPKG_RUNNING_VERSION",
            "DPKG_HOOK_ACTION",
        ] {
            state.variables.insert(name.to_owned(), Value::unknown());
        }
    }

    /// Notes what we cannot read; the first reason of a line stays.
    fn problem(&mut self, line: u32, reason: Reason) {
        self.problems.entry(line).or_insert(reason);
    }

    /// Notes something done that leaves nothing for run time.
    fn idle(&mut self, line: u32, idle: Idle) {
        self.idle.insert((line, idle));
    }

    /// Records an effect.
    fn effect(&mut self, state: &mut State, line: u32, what: Effect) {
        if state.effects.len() >= MAX_EFFECTS {
            self.problem(line, Reason::TooLong);
            return;
        }
        // A script that does the same thing twice did it once.
        if state.has_effect(&what) && !matches!(what, Effect::Write { append: true, .. }) {
            return;
        }
        let source = Source {
            script: self.script.to_owned(),
            line: Some(line),
            generator: self.generators.get(&line).cloned(),
        };
        state.effects.push(Sourced { what, source });
    }

    /// Writes to standard output, if somebody listens.
    fn print(state: &mut State, value: &Value) {
        if let Some(output) = &mut state.output {
            output.push(value);
            if output.text.len() > MAX_TEXT {
                *output = Value::unknown();
            }
        }
    }

    /// Counts a step; false when there were too many.
    fn step(&mut self, line: u32) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            self.problem(line, Reason::TooLong);
            return false;
        }
        true
    }
}
