// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands of the shell itself, and those that change the way through a script.

use super::super::state::Outcomes;
use super::super::{Answer, Interpreter, State, Value};
use super::{Call, is_modelled};
use crate::recognise::Reason;

impl Interpreter<'_> {
    /// Follows a command of the shell; hands the state back if it is none.
    pub(super) fn builtin(
        &mut self,
        call: &Call<'_>,
        state: State,
    ) -> Result<Outcomes, Box<State>> {
        let mut state = state;
        let arguments = call.arguments;
        let first = arguments.first().and_then(Value::get);
        match call.name {
            ":" | "true" => state.status = Answer::Yes,
            "false" => state.status = Answer::No,
            "set" => self.set(arguments, &mut state),
            "umask" => {
                if let Some(mask) = first.and_then(|mask| u32::from_str_radix(mask, 8).ok()) {
                    state.mask = mask & 0o777;
                }
                state.status = Answer::Yes;
            }
            "trap" | "ulimit" | "hash" | "wait" | "times" => state.status = Answer::Yes,
            "exit" => return Ok(self.exit(first, state)),
            "return" => {
                state.status = match first {
                    None if arguments.is_empty() => state.status,
                    Some("0") => Answer::Yes,
                    Some(number) if number.parse::<u8>().is_ok() => Answer::No,
                    _ => Answer::Unknown,
                };
                return Ok(Outcomes { returned: Some(state), ..Outcomes::default() });
            }
            // A number of loops to leave is not used by any script we have seen; one that does
            // is read as leaving one.
            "break" => {
                return Ok(Outcomes { broken: Some(state), ..Outcomes::default() });
            }
            "continue" => {
                return Ok(Outcomes { continued: Some(state), ..Outcomes::default() });
            }
            "shift" => {
                let count = match first {
                    None => 1,
                    Some(number) => number.parse().unwrap_or(1),
                };
                let count = usize::min(count, state.positional.len());
                state.positional.drain(..count);
                state.status = Answer::Yes;
            }
            "export" | "readonly" | "local" | "declare" | "typeset" => {
                for argument in arguments {
                    self.assign(argument, call, &mut state);
                }
                state.status = Answer::Yes;
            }
            "unset" => {
                for name in arguments.iter().filter_map(Value::get) {
                    state.variables.remove(name);
                }
                state.status = Answer::Yes;
            }
            "cd" => {
                state.folder = arguments.first().cloned().unwrap_or(Value::known("/root"));
                if !state.folder.text.starts_with('/') {
                    state.folder = Value::unknown();
                }
                state.status = Answer::Yes;
            }
            "pwd" => {
                let folder = state.folder.clone();
                Self::print(&mut state, &folder);
                state.status = Answer::Yes;
            }
            "read" => Self::read_line(arguments, &mut state),
            "test" => self.answer(call, arguments, &mut state),
            "[" | "[[" => match arguments.split_last() {
                Some((last, rest)) if matches!(last.get(), Some("]" | "]]")) => {
                    self.answer(call, rest, &mut state);
                }
                _ => {
                    self.form(call, "]");
                    state.status = Answer::Unknown;
                }
            },
            "command" | "type" | "which" | "hash -t" => {
                return Ok(self.command_word(call, state));
            }
            "eval" => {
                let mut text = Value::default();
                for (index, argument) in arguments.iter().enumerate() {
                    if index > 0 {
                        text.push(&Value::known(" "));
                    }
                    text.push(argument);
                }
                let parsed = text.get().map(crate::shell::parse);
                if let Some(Ok(list)) = parsed {
                    self.depth += 1;
                    let outcomes = if self.step(call.line) {
                        self.list(&list, state)
                    } else {
                        Outcomes::next(state)
                    };
                    self.depth -= 1;
                    return Ok(outcomes);
                }
                self.unknown_arguments(call);
                state.status = Answer::Unknown;
            }
            "exec" => {
                if let Some((name, rest)) = arguments.split_first() {
                    let Some(name) = name.get() else {
                        self.unknown_arguments(call);
                        return Ok(Outcomes::next(state));
                    };
                    let mut outcomes = self.run(call.line, name, rest, state);
                    // What replaces the shell ends the script.
                    outcomes.exit = outcomes.next.take().or(outcomes.exit);
                    return Ok(outcomes);
                }
                state.status = Answer::Yes;
            }
            "." | "source" => self.read_in(call, first, &mut state),
            "env" | "nice" | "ionice" | "setsid" | "nohup" | "eatmydata" => {
                let rest: Vec<Value> = arguments
                    .iter()
                    .skip_while(|argument| {
                        argument
                            .get()
                            .is_some_and(|text| text.starts_with('-') || text.contains('='))
                    })
                    .cloned()
                    .collect();
                let Some((name, rest)) = rest.split_first() else {
                    state.status = Answer::Yes;
                    return Ok(Outcomes::next(state));
                };
                let Some(name) = name.get() else {
                    self.unknown_arguments(call);
                    return Ok(Outcomes::next(state));
                };
                return Ok(self.run(call.line, name, rest, state));
            }
            _ => return Err(Box::new(state)),
        }
        Ok(Outcomes::next(state))
    }

    fn form(&mut self, call: &Call<'_>, form: &str) {
        self.problem(
            call.line,
            Reason::UnknownForm { command: call.name.to_owned(), form: form.to_owned() },
        );
    }

    fn unknown_arguments(&mut self, call: &Call<'_>) {
        self.problem(call.line, Reason::UnknownArguments { command: call.name.to_owned() });
    }

    fn set(&mut self, arguments: &[Value], state: &mut State) {
        state.status = Answer::Yes;
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.get() {
                Some("--") => {
                    state.positional = arguments.cloned().collect();
                    return;
                }
                Some("-o" | "+o") => {
                    arguments.next();
                }
                Some(text) if text.starts_with(['-', '+']) && text.len() > 1 => {}
                _ => {
                    state.positional =
                        std::iter::once(argument).chain(arguments).cloned().collect();
                    return;
                }
            }
        }
    }

    fn exit(&mut self, code: Option<&str>, mut state: State) -> Outcomes {
        let success = match code {
            None => state.status,
            Some("0") => Answer::Yes,
            Some(number) if number.parse::<u8>().is_ok() => Answer::No,
            Some(_) => Answer::Unknown,
        };
        if success == Answer::No && self.subshells == 0 {
            // The installation fails here: not a way that leads to an image.
            return Outcomes::default();
        }
        state.status = success;
        Outcomes { exit: Some(state), ..Outcomes::default() }
    }

    fn assign(&mut self, argument: &Value, call: &Call<'_>, state: &mut State) {
        if let Some((name, value)) = argument.text.split_once('=') {
            let value = Value { text: value.to_owned(), open: argument.open };
            state.variables.insert(name.to_owned(), value);
        } else if argument.open {
            self.unknown_arguments(call);
        } else if call.name == "local" && !argument.text.starts_with('-') {
            // dash keeps the outer value; a script that relies on it is rare, and an empty one
            // is what bash gives. Both may be meant.
            let outer = self.value(&argument.text, state);
            if !outer.text.is_empty() || outer.open {
                state.variables.insert(argument.text.clone(), outer.join(&Value::default()));
            }
        }
    }

    fn read_line(arguments: &[Value], state: &mut State) {
        let names: Vec<String> = arguments
            .iter()
            .filter_map(Value::get)
            .filter(|text| !text.starts_with('-'))
            .map(str::to_owned)
            .collect();
        let names = if names.is_empty() { vec!["REPLY".to_owned()] } else { names };
        let Some(input) = state.input.get().map(str::to_owned) else {
            for name in names {
                state.variables.insert(name, Value::unknown());
            }
            state.status = Answer::Unknown;
            return;
        };
        let (line, rest) = input.split_once('\n').unwrap_or((&input, ""));
        state.status = Answer::from(input.contains('\n'));
        let separators =
            state.variables.get("IFS").and_then(Value::get).unwrap_or(" \t\n").to_owned();
        let splits = |character: char| separators.contains(character);
        let blank = |character: char| character.is_ascii_whitespace() && splits(character);
        let mut remaining = line.trim_matches(blank);
        let count = names.len();
        for (index, name) in names.into_iter().enumerate() {
            let field = if index + 1 == count {
                std::mem::take(&mut remaining)
            } else {
                let end = remaining.find(splits).unwrap_or(remaining.len());
                let (field, behind) = remaining.split_at(end);
                let behind = behind.trim_start_matches(blank);
                let mut characters = behind.chars();
                remaining = match characters.next() {
                    Some(character) if splits(character) && !blank(character) => {
                        characters.as_str().trim_start_matches(blank)
                    }
                    _ => behind,
                };
                field
            };
            state.variables.insert(name, Value::known(field));
        }
        state.input = Value::known(rest);
    }

    fn answer(&mut self, call: &Call<'_>, arguments: &[Value], state: &mut State) {
        state.status = match self.test(arguments, state) {
            Some(answer) => answer,
            // A value we do not know may look like an operator; the answer is as unknown.
            None if arguments.iter().any(|value| value.open) => Answer::Unknown,
            None => {
                self.form(call, "expression");
                Answer::Unknown
            }
        };
    }

    /// `command -v name`, `which name`, and `command name …`.
    fn command_word(&mut self, call: &Call<'_>, mut state: State) -> Outcomes {
        let asks = call.name != "command"
            || call
                .arguments
                .first()
                .and_then(Value::get)
                .is_some_and(|option| matches!(option, "-v" | "-V"));
        let operands: Vec<&Value> = call
            .arguments
            .iter()
            .filter(|value| !value.get().is_some_and(|text| text.starts_with('-')))
            .collect();
        let Some(first) = operands.first() else {
            state.status = Answer::Unknown;
            return Outcomes::next(state);
        };
        if !asks {
            let Some(name) = first.get() else {
                self.unknown_arguments(call);
                return Outcomes::next(state);
            };
            let rest: Vec<Value> = call
                .arguments
                .iter()
                .skip_while(|value| value.get() != Some(name))
                .skip(1)
                .cloned()
                .collect();
            return self.run(call.line, name, &rest, state);
        }
        let (found, place) = match first.get() {
            None => (Answer::Unknown, Value::unknown()),
            Some(name) => self.locate(name, &state),
        };
        state.status = found;
        if found != Answer::No {
            let mut line = place;
            line.push(&Value::known("\n"));
            Self::print(&mut state, &line);
        }
        Outcomes::next(state)
    }

    /// Looks for a command on the search path.
    fn locate(&self, name: &str, state: &State) -> (Answer, Value) {
        if state.functions.contains_key(name) {
            return (Answer::Yes, Value::known(name));
        }
        let sort = super::super::files::Sort::Executable;
        if name.contains('/') {
            return (self.exists(&Value::known(name), sort, state), Value::known(name));
        }
        for folder in ["/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
            let path = Value::known(format!("{folder}/{name}"));
            if is_modelled(name) || self.exists(&path, sort, state) == Answer::Yes {
                return (Answer::Yes, path);
            }
        }
        let unknown = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].iter().any(|folder| {
            let path = Value::known(format!("{folder}/{name}"));
            self.exists(&path, sort, state) == Answer::Unknown
        });
        if unknown { (Answer::Unknown, Value::unknown()) } else { (Answer::No, Value::default()) }
    }

    /// Reads in another file, as far as we know what is in it.
    fn read_in(&mut self, call: &Call<'_>, path: Option<&str>, state: &mut State) {
        state.status = Answer::Yes;
        match path {
            // Libraries that only define functions; those we know have their models.
            Some(
                "/usr/share/debconf/confmodule"
                | "/usr/share/debconf/confmodule.sh"
                | "/usr/share/apache2/apache2-maintscript-helper"
                | "/usr/lib/php/php-maintscript-helper"
                | super::postgresql::LIBRARY
                | "/lib/lsb/init-functions"
                | "/usr/share/dpkg/sh/dpkg-error.sh",
            ) => {}
            // Configuration that sets variables and does nothing else, by its definition.
            Some(path)
                if path.starts_with("/etc/default/")
                    || (path.starts_with("/etc/") && path.rsplit('.').next() == Some("conf"))
                    || matches!(
                        path,
                        "/etc/os-release" | "/usr/lib/os-release" | "/etc/lsb-release"
                    ) =>
            {
                for value in state.variables.values_mut() {
                    *value = Value::unknown();
                }
                state.variables.insert("IFS".to_owned(), Value::known(" \t\n"));
                state.foreign_variables = true;
            }
            path => {
                self.problem(
                    call.line,
                    Reason::ForeignFile { path: path.unwrap_or_default().to_owned() },
                );
                state.foreign_variables = true;
                state.status = Answer::Unknown;
            }
        }
    }
}
