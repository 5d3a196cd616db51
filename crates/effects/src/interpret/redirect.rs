// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Redirections: what a command reads, and which file its output becomes.

use super::files::Place;
use super::state::Outcomes;
use super::{Interpreter, Made, State, Value};
use crate::effect::{Effect, Idle};
use crate::recognise::Reason;
use crate::shell::{Command, Kind, Redirect};

/// A file that standard output goes to.
struct Sink {
    target: Value,
    append: bool,
}

impl Interpreter<'_> {
    pub(super) fn redirected(&mut self, command: &Command, mut state: State) -> Outcomes {
        let outer_input = state.input.clone();
        let outer_output = state.output.clone();
        let mut sink: Option<Sink> = None;
        let mut reads = false;
        for redirection in &command.redirections {
            match (&redirection.redirect, redirection.descriptor) {
                (Redirect::Here(body), 0) => {
                    state.input = self.text(body, &mut state, command.line);
                    reads = true;
                }
                (Redirect::Read(target), 0) => {
                    let target = self.text(target, &mut state, command.line);
                    state.input = self.content(&target, &state);
                    reads = true;
                }
                (Redirect::Write { target, append }, 1) => {
                    let target = self.text(target, &mut state, command.line);
                    sink = Some(Sink { target, append: *append });
                }
                (Redirect::Write { target, .. } | Redirect::ReadWrite(target), _) => {
                    let target = self.text(target, &mut state, command.line);
                    if !self.is_passing(&target) {
                        self.problem(
                            command.line,
                            Reason::UnknownContent { path: target.text.clone() },
                        );
                    }
                }
                (Redirect::Duplicate(target), 1) => {
                    let target = self.text(target, &mut state, command.line);
                    if target.get() != Some("1") {
                        sink = Some(Sink { target: Value::known("/dev/null"), append: false });
                    }
                }
                (Redirect::Duplicate(_) | Redirect::Read(_) | Redirect::Here(_), _) => {}
            }
        }
        let permanent = is_bare_exec(command);
        if let Some(sink) = &sink {
            if permanent {
                if !self.is_passing(&sink.target) {
                    self.problem(
                        command.line,
                        Reason::UnknownContent { path: sink.target.text.clone() },
                    );
                }
                state.output = None;
            } else {
                state.output = Some(Value::default());
            }
        }
        let mut outcomes = self.kind(command, state);
        if permanent {
            return outcomes;
        }
        for state in [
            &mut outcomes.next,
            &mut outcomes.exit,
            &mut outcomes.returned,
            &mut outcomes.broken,
            &mut outcomes.continued,
        ]
        .into_iter()
        .flatten()
        {
            if let Some(sink) = &sink {
                let written = std::mem::replace(&mut state.output, outer_output.clone());
                self.write(command.line, sink, &written.unwrap_or_default(), state);
            }
            if reads {
                state.input = outer_input.clone();
            }
        }
        outcomes
    }

    /// Returns whether what is written there does not outlive the installation.
    fn is_passing(&self, target: &Value) -> bool {
        matches!(self.place(target, "/"), Place::Temporary(_) | Place::Device)
    }

    fn write(&mut self, line: u32, sink: &Sink, content: &Value, state: &mut State) {
        let folder = state.folder.clone();
        let place = self.place(&sink.target, folder.get().unwrap_or(""));
        match place {
            Place::Device => {}
            Place::Temporary(path) => {
                self.idle(line, Idle::Temporary);
                let before = match state.made.get(&path) {
                    Some(Made::File(Some(before))) if sink.append => Some(before.clone()),
                    None | Some(Made::Nothing) if sink.append => Some(String::new()),
                    _ if sink.append => None,
                    _ => Some(String::new()),
                };
                let content = match (before, content.get()) {
                    (Some(before), Some(content)) => Some(before + content),
                    _ => None,
                };
                state.made.insert(path, Made::File(content));
            }
            Place::Inside(path) => {
                let Some(content) = content.get() else {
                    let path = path.to_string();
                    self.problem(line, Reason::UnknownContent { path });
                    return;
                };
                let before = match state.made.get(&super::files::key(&path)) {
                    Some(Made::File(Some(before))) if sink.append => Some(before.clone()),
                    _ if sink.append => None,
                    _ => Some(String::new()),
                };
                state.made.insert(
                    super::files::key(&path),
                    Made::File(before.map(|before| before + content)),
                );
                self.effect(
                    state,
                    line,
                    Effect::Write { path, content: content.to_owned(), append: sink.append },
                );
            }
            Place::Unknown => {
                self.problem(line, Reason::UnknownContent { path: sink.target.text.clone() });
            }
        }
    }
}

fn is_bare_exec(command: &Command) -> bool {
    use crate::shell::Part;
    matches!(&command.kind, Kind::Simple { words, .. }
        if matches!(words.as_slice(), [word] if word.0 == [Part::Literal("exec".to_owned())]))
}
