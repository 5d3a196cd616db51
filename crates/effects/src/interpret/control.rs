// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The ways through lists, conditions, loops and functions.

use super::state::Outcomes;
use super::{Answer, Interpreter, MAX_ROUNDS, State, Value};
use crate::recognise::Reason;
use crate::shell::{AndOr, Command, Connector, Kind, List, Pipeline, Word, pattern};

impl Interpreter<'_> {
    /// Joins two ways that lead to the same place.
    fn meet(&mut self, one: Option<State>, two: Option<State>) -> Option<State> {
        match (one, two) {
            (Some(one), Some(two)) => {
                if !one.did_the_same(&two) {
                    self.problem(one.fork.max(two.fork).max(1), Reason::Undecided);
                }
                Some(one.join(two))
            }
            (one, two) => one.or(two),
        }
    }

    /// Adds the ways of `more` to those of `outcomes`.
    fn gather(&mut self, outcomes: &mut Outcomes, more: Outcomes) {
        outcomes.next = self.meet(outcomes.next.take(), more.next);
        outcomes.exit = self.meet(outcomes.exit.take(), more.exit);
        outcomes.returned = self.meet(outcomes.returned.take(), more.returned);
        outcomes.broken = self.meet(outcomes.broken.take(), more.broken);
        outcomes.continued = self.meet(outcomes.continued.take(), more.continued);
    }

    /// Returns the state at the end of a script or subshell, from all ways that lead there.
    pub(super) fn end_of(&mut self, outcomes: Outcomes) -> Option<State> {
        let Outcomes { next, exit, returned, broken, continued } = outcomes;
        let mut end = next;
        for way in [exit, returned, broken, continued] {
            end = self.meet(end, way);
        }
        end
    }

    pub(super) fn list(&mut self, list: &List, state: State) -> Outcomes {
        let mut outcomes = Outcomes::next(state);
        for item in list {
            let Some(state) = outcomes.next.take() else {
                break;
            };
            let more = self.and_or(item, state);
            self.gather(&mut outcomes, more);
        }
        outcomes
    }

    fn and_or(&mut self, item: &AndOr, state: State) -> Outcomes {
        let mut outcomes = self.pipeline(&item.first, state);
        for (connector, pipeline) in &item.rest {
            let Some(mut state) = outcomes.next.take() else {
                break;
            };
            let wanted = match connector {
                Connector::And => state.status,
                Connector::Or => state.status.not(),
            };
            match wanted {
                Answer::Yes => {
                    let more = self.pipeline(pipeline, state);
                    self.gather(&mut outcomes, more);
                }
                Answer::No => outcomes.next = Some(state),
                Answer::Unknown => {
                    state.fork = line_of(pipeline);
                    let mut skipped = state.clone();
                    skipped.status = Answer::from(*connector == Connector::Or);
                    state.status = skipped.status.not();
                    let more = self.pipeline(pipeline, state);
                    self.gather(&mut outcomes, more);
                    self.gather(&mut outcomes, Outcomes::next(skipped));
                }
            }
        }
        outcomes
    }

    fn pipeline(&mut self, pipeline: &Pipeline, state: State) -> Outcomes {
        let mut outcomes = match pipeline.commands.as_slice() {
            [command] => self.command(command, state),
            commands => Outcomes::next(self.piped(commands, state)),
        };
        if pipeline.negated
            && let Some(next) = &mut outcomes.next
        {
            next.status = next.status.not();
        }
        outcomes
    }

    /// Follows the commands of a pipeline, each in its own subshell.
    fn piped(&mut self, commands: &[Command], mut state: State) -> State {
        let (outer_input, outer_output) = (state.input.clone(), state.output.clone());
        for (index, command) in commands.iter().enumerate() {
            let last = index + 1 == commands.len();
            state.output = if last { outer_output.clone() } else { Some(Value::default()) };
            state = self.subshell(state, |interpreter, state| interpreter.command(command, state));
            if !last {
                state.input = state.output.take().unwrap_or_default();
            }
        }
        state.input = outer_input;
        state
    }

    /// Follows commands whose variables do not outlive them; their effects do.
    pub(super) fn subshell(
        &mut self,
        state: State,
        run: impl FnOnce(&mut Self, State) -> Outcomes,
    ) -> State {
        let mut outer = state.clone();
        self.subshells += 1;
        self.depth += 1;
        let outcomes =
            if self.step(state.fork.max(1)) { run(self, state) } else { Outcomes::next(state) };
        self.depth -= 1;
        self.subshells -= 1;
        if let Some(end) = self.end_of(outcomes) {
            outer.effects = end.effects;
            outer.made = end.made;
            outer.answers = end.answers;
            outer.users = end.users;
            outer.groups = end.groups;
            outer.status = end.status;
            outer.output = end.output;
            outer.fork = end.fork;
        } else {
            outer.status = Answer::No;
        }
        outer
    }

    fn command(&mut self, command: &Command, mut state: State) -> Outcomes {
        if !self.step(command.line) {
            return Outcomes::next(state);
        }
        if let Kind::Function { name, body } = &command.kind {
            state.functions.insert(name.clone(), body.clone());
            state.status = Answer::Yes;
            return Outcomes::next(state);
        }
        self.depth += 1;
        let outcomes = if command.redirections.is_empty() {
            self.kind(command, state)
        } else {
            self.redirected(command, state)
        };
        self.depth -= 1;
        outcomes
    }

    pub(super) fn kind(&mut self, command: &Command, mut state: State) -> Outcomes {
        match &command.kind {
            Kind::Simple { assignments, words } => {
                self.simple(command.line, assignments, words, state)
            }
            Kind::Group(list) => self.list(list, state),
            Kind::Subshell(list) => Outcomes::next(
                self.subshell(state, |interpreter, state| interpreter.list(list, state)),
            ),
            Kind::If { arms, otherwise } => {
                self.conditional(command.line, arms, otherwise.as_ref(), state)
            }
            Kind::For { name, words, body } => {
                let values = match words {
                    Some(words) => self.fields(words, &mut state, command.line),
                    None => state.positional.clone(),
                };
                self.enumeration(command.line, name, &values, body, state)
            }
            Kind::While { until, condition, body } => {
                self.repetition(command.line, *until, condition, body, state)
            }
            Kind::Case { subject, arms } => self.selection(command.line, subject, arms, state),
            Kind::Function { .. } => Outcomes::next(state),
        }
    }

    fn conditional(
        &mut self,
        line: u32,
        arms: &[(List, List)],
        otherwise: Option<&List>,
        state: State,
    ) -> Outcomes {
        let Some(((condition, body), rest)) = arms.split_first() else {
            return if let Some(list) = otherwise {
                self.list(list, state)
            } else {
                let mut state = state;
                state.status = Answer::Yes;
                Outcomes::next(state)
            };
        };
        let mut outcomes = self.list(condition, state);
        let Some(mut state) = outcomes.next.take() else {
            return outcomes;
        };
        match state.status {
            Answer::Yes => {
                let more = self.list(body, state);
                self.gather(&mut outcomes, more);
            }
            Answer::No => {
                let more = self.conditional(line, rest, otherwise, state);
                self.gather(&mut outcomes, more);
            }
            Answer::Unknown => {
                state.fork = line_of_list(condition).unwrap_or(line);
                let met = self.list(body, state.clone());
                self.gather(&mut outcomes, met);
                let unmet = self.conditional(line, rest, otherwise, state);
                self.gather(&mut outcomes, unmet);
            }
        }
        outcomes
    }

    fn enumeration(
        &mut self,
        line: u32,
        name: &str,
        values: &[Value],
        body: &List,
        mut state: State,
    ) -> Outcomes {
        let mut outcomes = Outcomes::default();
        state.status = Answer::Yes;
        let mut current = Some(state);
        for value in values {
            let Some(mut state) = current.take() else {
                break;
            };
            if !self.step(line) {
                current = Some(state);
                break;
            }
            // A value we do not know may be any number of fields, none among them.
            let skipped = value.open.then(|| {
                state.fork = line;
                state.clone()
            });
            state.variables.insert(name.to_owned(), value.clone());
            let mut round = self.list(body, state);
            let next = self.meet(round.next.take(), round.continued.take());
            current = self.meet(next, skipped);
            self.gather(&mut outcomes, round);
        }
        let broken = outcomes.broken.take();
        outcomes.next = self.meet(current, broken);
        outcomes
    }

    fn repetition(
        &mut self,
        line: u32,
        until: bool,
        condition: &List,
        body: &List,
        state: State,
    ) -> Outcomes {
        let mut outcomes = Outcomes::default();
        let mut current = Some(state);
        let mut after: Option<State> = None;
        let mut rounds = 0;
        while let Some(state) = current.take() {
            rounds += 1;
            if rounds > MAX_ROUNDS || !self.step(line) {
                self.problem(line, Reason::TooLong);
                after = self.meet(after, Some(state));
                break;
            }
            let before = state.clone();
            let mut tested = self.list(condition, state);
            let Some(mut state) = tested.next.take() else {
                self.gather(&mut outcomes, tested);
                break;
            };
            self.gather(&mut outcomes, tested);
            let go_on = if until { state.status.not() } else { state.status };
            match go_on {
                Answer::No => {
                    state.status = Answer::Yes;
                    after = self.meet(after, Some(state));
                }
                Answer::Yes => {
                    let mut round = self.list(body, state);
                    current = self.meet(round.next.take(), round.continued.take());
                    self.gather(&mut outcomes, round);
                }
                Answer::Unknown => {
                    // Any number of rounds: forget what a round may change, follow one round,
                    // and compare it with none.
                    state.fork = line;
                    let mut done = state.clone();
                    done.status = Answer::Yes;
                    let mut probe = self.list(body, state.clone());
                    let end = self.meet(probe.next.take(), probe.continued.take());
                    if let Some(end) = end {
                        let mut vague = before.join(end).join(state);
                        vague.effects.clone_from(&done.effects);
                        vague.fork = line;
                        let mut round = self.list(body, vague);
                        let once = self.meet(round.next.take(), round.continued.take());
                        self.gather(&mut outcomes, round);
                        done = match self.meet(once, Some(done)) {
                            Some(done) => done,
                            None => break,
                        };
                    }
                    self.gather(&mut outcomes, probe);
                    after = self.meet(after, Some(done));
                }
            }
        }
        let broken = outcomes.broken.take();
        outcomes.next = self.meet(after, broken);
        outcomes
    }

    fn selection(
        &mut self,
        line: u32,
        subject: &Word,
        arms: &[(Vec<Word>, List)],
        mut state: State,
    ) -> Outcomes {
        let subject = self.text(subject, &mut state, line);
        let mut outcomes = Outcomes::default();
        state.status = Answer::Yes;
        for (patterns, body) in arms {
            let mut met = Answer::No;
            for word in patterns {
                let pattern = self.pattern(word, &mut state, line);
                met = met.or(match (subject.get(), pattern.get()) {
                    (_, Some("*")) => Answer::Yes,
                    (Some(text), Some(pattern)) => {
                        Answer::from(pattern::matches(pattern, text, false))
                    }
                    (None, Some(pattern)) if !subject.text.is_empty() => {
                        begins_differently(pattern, &subject.text)
                    }
                    _ => Answer::Unknown,
                });
            }
            match met {
                Answer::No => {}
                Answer::Yes => {
                    let more = self.list(body, state);
                    self.gather(&mut outcomes, more);
                    return outcomes;
                }
                Answer::Unknown => {
                    state.fork = line;
                    let more = self.list(body, state.clone());
                    self.gather(&mut outcomes, more);
                }
            }
        }
        self.gather(&mut outcomes, Outcomes::next(state));
        outcomes
    }

    /// Follows a function with its arguments.
    pub(super) fn call(
        &mut self,
        line: u32,
        body: &Command,
        arguments: Vec<Value>,
        mut state: State,
    ) -> Outcomes {
        if self.depth > 40 {
            self.problem(line, Reason::TooLong);
            return Outcomes::next(state);
        }
        let outer = std::mem::replace(&mut state.positional, arguments);
        let mut outcomes = self.command(body, state);
        let end = self.meet(outcomes.next.take(), outcomes.returned.take());
        outcomes.next = end.map(|mut end| {
            end.positional.clone_from(&outer);
            end
        });
        for state in [&mut outcomes.broken, &mut outcomes.continued].into_iter().flatten() {
            state.positional.clone_from(&outer);
        }
        outcomes
    }
}

/// Answers no if a text with this beginning cannot match the pattern.
fn begins_differently(pattern: &str, beginning: &str) -> Answer {
    for (expected, found) in pattern.chars().zip(beginning.chars()) {
        if matches!(expected, '*' | '?' | '[' | '\\') {
            return Answer::Unknown;
        }
        if expected != found {
            return Answer::No;
        }
    }
    if pattern.chars().count() < beginning.chars().count() { Answer::No } else { Answer::Unknown }
}

fn line_of(pipeline: &Pipeline) -> u32 {
    pipeline.commands.first().map_or(1, |command| command.line)
}

fn line_of_list(list: &List) -> Option<u32> {
    list.first().map(|item| line_of(&item.first))
}
