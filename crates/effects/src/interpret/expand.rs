// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Expansion of words (POSIX.1-2024, 2.6).

use super::{Answer, Interpreter, MAX_TEXT, State, Value};
use crate::recognise::Reason;
use crate::shell::{Operator, Part, Word, pattern};

/// The most fields of one command.
const MAX_FIELDS: usize = 10_000;

/// A field under construction.
#[derive(Debug, Default)]
struct Field {
    value: Value,
    /// The same text as a pattern, with quoted characters escaped.
    pattern: String,
}

/// Fields under construction.
#[derive(Debug, Default)]
struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
}

impl Fields {
    fn push(&mut self, value: &Value, quoted: bool) {
        let field = self.current.get_or_insert_with(Field::default);
        if !field.value.open {
            if quoted {
                field.pattern.push_str(&pattern::escape(&value.text));
            } else {
                field.pattern.push_str(&value.text);
            }
        }
        field.value.push(value);
        if field.value.text.len() > MAX_TEXT {
            field.value = Value::unknown();
        }
    }

    fn finish(&mut self) {
        if let Some(field) = self.current.take()
            && self.done.len() < MAX_FIELDS
        {
            self.done.push(field);
        }
    }

    /// Appends the result of an unquoted expansion, split at blanks.
    fn push_split(&mut self, value: &Value, separators: &str) {
        if separators.is_empty() {
            if !value.text.is_empty() || value.open {
                self.push(value, false);
            }
            return;
        }
        let splits = |character: char| separators.contains(character);
        let mut rest = value.text.as_str();
        while !rest.is_empty() {
            if rest.starts_with(splits) {
                self.finish();
                rest = rest.trim_start_matches(splits);
                continue;
            }
            let end = rest.find(splits).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(end);
            let open = value.open && behind.is_empty();
            let piece = Value { text: piece.to_owned(), open };
            self.push(&piece, false);
            rest = behind;
        }
        if value.open && (value.text.is_empty() || value.text.ends_with(splits)) {
            self.push(&Value::unknown(), false);
        }
    }
}

impl Interpreter<'_> {
    /// Expands words into fields.
    pub(super) fn fields(&mut self, words: &[Word], state: &mut State, line: u32) -> Vec<Value> {
        let mut values = Vec::new();
        for word in words {
            let mut fields = Fields::default();
            self.expand(&word.0, false, true, &mut fields, state, line);
            fields.finish();
            for field in fields.done {
                if values.len() >= MAX_FIELDS {
                    self.problem(line, Reason::TooLong);
                    return values;
                }
                if !field.value.open && pattern::is_special(&field.pattern) {
                    values.extend(self.glob(&field.pattern, &field.value, state));
                } else {
                    values.push(field.value);
                }
            }
        }
        values
    }

    /// Expands a word into one text, without splitting.
    pub(super) fn text(&mut self, word: &Word, state: &mut State, line: u32) -> Value {
        let mut fields = Fields::default();
        self.expand(&word.0, false, false, &mut fields, state, line);
        fields.current.map(|field| field.value).unwrap_or_default()
    }

    /// Expands a word into a pattern.
    pub(super) fn pattern(&mut self, word: &Word, state: &mut State, line: u32) -> Value {
        let mut fields = Fields::default();
        self.expand(&word.0, false, false, &mut fields, state, line);
        fields
            .current
            .map(|field| Value { text: field.pattern, open: field.value.open })
            .unwrap_or_default()
    }

    fn expand(
        &mut self,
        parts: &[Part],
        quoted: bool,
        split: bool,
        fields: &mut Fields,
        state: &mut State,
        line: u32,
    ) {
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Literal(text) => {
                    let home = index == 0 && (text == "~" || text.starts_with("~/"));
                    if home && !quoted {
                        fields.push(&Value::known(text.replacen('~', "/root", 1)), false);
                    } else {
                        fields.push(&Value::known(text.as_str()), quoted);
                    }
                }
                Part::Quoted(text) => fields.push(&Value::known(text.as_str()), true),
                Part::Double(parts) => {
                    // An empty quotation is still a field, "$@" without parameters is none.
                    if !matches!(parts.as_slice(), [Part::Parameter { name, operator: None }] if name == "@")
                    {
                        fields.push(&Value::default(), true);
                    }
                    self.expand(parts, true, split, fields, state, line);
                }
                Part::Arithmetic(expression) => {
                    // A number: never empty, never split, never a pattern.
                    let value = match self.compute(expression, state) {
                        Some(number) => Value::known(number.to_string()),
                        None => Value::unknown(),
                    };
                    fields.push(&value, true);
                }
                Part::Command(list) => {
                    let value = self.substitute(list, state);
                    append(&value, quoted, split, fields, state);
                }
                Part::Parameter { name, operator } => {
                    self.parameter(name, operator.as_ref(), quoted, split, fields, state, line);
                }
            }
        }
    }

    /// Computes a sum, a difference or a product of two numbers, which is what scripts count with.
    fn compute(&self, expression: &str, state: &State) -> Option<i64> {
        let number = |text: &str| -> Option<i64> {
            let text = text.trim();
            if let Ok(number) = text.parse() {
                return Some(number);
            }
            let name = text.trim_start_matches('$');
            let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
            if name.is_empty() || !name.chars().all(plain) {
                return None;
            }
            let value = self.value(name, state);
            match value.get()?.trim() {
                "" => Some(0),
                text => text.parse().ok(),
            }
        };
        let expression = expression.trim();
        let operator = expression
            .char_indices()
            .skip(1)
            .find(|(_, character)| matches!(character, '+' | '-' | '*'));
        let Some((place, operator)) = operator else {
            return number(expression);
        };
        let (one, rest) = expression.split_at(place);
        let (one, two) = (number(one)?, number(rest.get(1..)?)?);
        match operator {
            '+' => one.checked_add(two),
            '-' => one.checked_sub(two),
            _ => one.checked_mul(two),
        }
    }

    /// Follows a command substitution and returns its output without trailing newlines.
    fn substitute(&mut self, list: &crate::shell::List, state: &mut State) -> Value {
        let mut inner = state.clone();
        let outer = inner.output.replace(Value::default());
        let mut after = self.subshell(inner, |interpreter, state| interpreter.list(list, state));
        let mut output = std::mem::replace(&mut after.output, outer).unwrap_or_default();
        *state = after;
        if !output.open {
            output.text.truncate(output.text.trim_end_matches('\n').len());
        }
        output
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the context of an expansion is the same for each of its forms"
    )]
    fn parameter(
        &mut self,
        name: &str,
        operator: Option<&(Operator, Word)>,
        quoted: bool,
        split: bool,
        fields: &mut Fields,
        state: &mut State,
        line: u32,
    ) {
        if matches!(name, "@" | "*") && operator.is_none() {
            for (index, value) in state.positional.clone().iter().enumerate() {
                if index > 0 {
                    if split && (name == "@" || !quoted) {
                        fields.finish();
                    } else {
                        fields.push(&Value::known(" "), quoted);
                    }
                }
                if quoted {
                    fields.push(value, true);
                } else {
                    append(value, false, split, fields, state);
                }
            }
            return;
        }
        let value = self.value(name, state);
        let set = self.is_set(name, state);
        let Some((operator, word)) = operator else {
            append(&value, quoted, split, fields, state);
            return;
        };
        let empty = match value.get() {
            Some(text) => Answer::from(text.is_empty()),
            None if value.text.is_empty() => Answer::Unknown,
            None => Answer::No,
        };
        let missing = |colon: bool| if colon { set.not().or(empty) } else { set.not() };
        match operator {
            Operator::Length => {
                let length = match value.get() {
                    Some(text) => Value::known(text.chars().count().to_string()),
                    None => Value::unknown(),
                };
                fields.push(&length, true);
            }
            Operator::Foreign => {
                self.problem(
                    line,
                    Reason::Syntax { detail: "an expansion of another shell".to_owned() },
                );
                fields.push(&Value::unknown(), quoted);
            }
            Operator::Demand { .. } => append(&value, quoted, split, fields, state),
            Operator::Default { colon } => match missing(*colon) {
                Answer::No => append(&value, quoted, split, fields, state),
                Answer::Yes => self.expand(&word.0, quoted, split, fields, state, line),
                Answer::Unknown => {
                    let other = self.text(word, state, line);
                    append(&value.join(&other), quoted, split, fields, state);
                }
            },
            Operator::Assign { colon } => {
                let other = match missing(*colon) {
                    Answer::No => value,
                    Answer::Yes => self.text(word, state, line),
                    Answer::Unknown => value.join(&self.text(word, state, line)),
                };
                state.variables.insert(name.to_owned(), other.clone());
                append(&other, quoted, split, fields, state);
            }
            Operator::Alternative { colon } => match missing(*colon) {
                Answer::Yes => {}
                Answer::No => self.expand(&word.0, quoted, split, fields, state, line),
                Answer::Unknown => fields.push(&Value::unknown(), quoted),
            },
            Operator::CutSuffix { longest } | Operator::CutPrefix { longest } => {
                let suffix = matches!(operator, Operator::CutSuffix { .. });
                let cutter = self.pattern(word, state, line);
                let cut = match (value.get(), cutter.get()) {
                    (Some(text), Some(cutter)) if text.len() <= 4096 => {
                        Value::known(cut(text, cutter, suffix, *longest))
                    }
                    _ => Value::unknown(),
                };
                append(&cut, quoted, split, fields, state);
            }
        }
    }

    /// Returns the value of a parameter; that of an unset one is empty.
    pub(super) fn value(&self, name: &str, state: &State) -> Value {
        match name {
            "#" => Value::known(state.positional.len().to_string()),
            "?" => match state.status {
                Answer::Yes => Value::known("0"),
                Answer::No | Answer::Unknown => Value::unknown(),
            },
            "@" | "*" => {
                let mut all = Value::default();
                for (index, value) in state.positional.iter().enumerate() {
                    if index > 0 {
                        all.push(&Value::known(" "));
                    }
                    all.push(value);
                }
                all
            }
            digits if digits != "0" && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits
                .parse::<usize>()
                .ok()
                .and_then(|number| state.positional.get(number.checked_sub(1)?))
                .cloned()
                .unwrap_or_default(),
            name => match state.variables.get(name) {
                Some(value) => value.clone(),
                None if state.foreign_variables => Value::unknown(),
                None => Value::default(),
            },
        }
    }

    fn is_set(&self, name: &str, state: &State) -> Answer {
        match name {
            "#" | "?" | "0" => Answer::Yes,
            "@" | "*" => Answer::from(!state.positional.is_empty()),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => Answer::from(
                digits.parse::<usize>().is_ok_and(|number| number <= state.positional.len()),
            ),
            name => match state.variables.get(name) {
                Some(value) if value.open => Answer::Unknown,
                Some(_) => Answer::Yes,
                None if state.foreign_variables => Answer::Unknown,
                None => Answer::No,
            },
        }
    }
}

fn append(value: &Value, quoted: bool, split: bool, fields: &mut Fields, state: &State) {
    if quoted || !split {
        fields.push(value, quoted);
        return;
    }
    let separators = match state.variables.get("IFS") {
        Some(separators) => separators.get().unwrap_or(" \t\n").to_owned(),
        None => " \t\n".to_owned(),
    };
    fields.push_split(value, &separators);
}

/// Removes the shortest or longest piece that matches.
fn cut(text: &str, cutter: &str, suffix: bool, longest: bool) -> String {
    let mut places: Vec<usize> =
        text.char_indices().map(|(index, _)| index).chain([text.len()]).collect();
    // The shortest suffix begins last, the shortest prefix ends first.
    if suffix != longest {
        places.reverse();
    }
    for place in places {
        let (head, tail) = text.split_at(place);
        if suffix && pattern::matches(cutter, tail, false) {
            return head.to_owned();
        }
        if !suffix && pattern::matches(cutter, head, false) {
            return tail.to_owned();
        }
    }
    text.to_owned()
}
