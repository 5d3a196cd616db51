// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands that look for something: `grep`, `ls`, `find`.

use super::super::files::{Sort, key};
use super::super::{Answer, Interpreter, Made, State, Value};
use super::{Call, name_services};
use crate::effect::Effect;
use crate::shell::pattern;

impl Interpreter<'_> {
    /// Follows `grep`: in a file that is not there, and in one that is empty, it finds nothing.
    pub(super) fn grep(&self, call: &Call<'_>, state: &mut State) {
        let answer = self.grepped(call, state);
        state.status = answer;
        if answer != Answer::No {
            Self::print(state, &Value::unknown());
        }
    }

    fn grepped(&self, call: &Call<'_>, state: &State) -> Answer {
        let Some((patterns, files)) = name_services::patterns(call.arguments) else {
            return Answer::Unknown;
        };
        if files.is_empty() {
            return searched(&patterns, &state.input);
        }
        if name_services::is_meant(call) {
            return name_services::found(&patterns, state).unwrap_or(Answer::Unknown);
        }
        let mut all = Answer::No;
        for file in files {
            if self.exists(file, Sort::Anything, state) != Answer::No {
                all = all.or(searched(&patterns, &self.content(file, state)));
            }
        }
        all
    }

    /// Follows `ls`, whose answer says whether everything it was asked for is there.
    pub(super) fn ls(&self, call: &Call<'_>, state: &mut State) {
        let mut all = Answer::Yes;
        for operand in call.arguments {
            if !operand.text.starts_with('-') {
                all = all.and(self.exists(operand, Sort::Anything, state));
            }
        }
        state.status = all;
        Self::print(state, &Value::unknown());
    }

    /// Follows `getcap`: no file has capabilities but those that this script gave it.
    pub(super) fn getcap(state: &mut State) {
        if gives_capabilities(state) {
            state.status = Answer::Unknown;
            Self::print(state, &Value::unknown());
        }
    }

    /// Returns whether `find` looks only where nothing is.
    pub(super) fn finds_nothing(&self, call: &Call<'_>, state: &State) -> bool {
        let roots: Vec<&Value> = call
            .arguments
            .iter()
            .take_while(|argument| !argument.text.starts_with(['-', '(', '!']))
            .collect();
        !roots.is_empty()
            && roots.iter().all(|root| {
                self.exists(root, Sort::Anything, state) == Answer::No
                    || self.has_no_such_name(root, call, state)
            })
    }

    /// Returns whether nothing in a folder can bear the name that `find` asks for: only the
    /// package itself could have put it there, and has not.
    fn has_no_such_name(&self, root: &Value, call: &Call<'_>, state: &State) -> bool {
        let words: Vec<Option<&str>> = call.arguments.iter().map(Value::get).collect();
        let after = |option: &str| {
            words.iter().position(|word| *word == Some(option)).and_then(|at| *words.get(at + 1)?)
        };
        if words.contains(&Some("-o")) || words.contains(&Some("!")) {
            return false;
        }
        let (Some(root), Some(name), Some("1")) = (root.get(), after("-name"), after("-maxdepth"))
        else {
            return false;
        };
        let wanted = format!("{}/{name}", root.trim_matches('/'));
        let matches = |path: &str| pattern::matches(&wanted, path, true);
        self.is_own(&wanted)
            && !self.package.files.keys().any(|path| matches(&key(path)))
            && !state.made.iter().any(|(path, made)| *made != Made::Nothing && matches(path))
    }
}

/// Returns whether a script gave capabilities to a file.
pub(super) fn gives_capabilities(state: &State) -> bool {
    state.effects.iter().any(|done| matches!(done.what, Effect::Capabilities { .. }))
}

/// Answers whether one of the patterns is in a text; only plain ones can be told.
fn searched(patterns: &[&str], text: &Value) -> Answer {
    // Of a text with an unknown end, the whole lines are known.
    let open = text.open;
    let text = match (open, text.text.rfind('\n')) {
        (false, _) => text.text.as_str(),
        (true, Some(end)) => text.text.get(..end).unwrap_or_default(),
        (true, None) => return Answer::Unknown,
    };
    if text.is_empty() && !open {
        return Answer::No;
    }
    let mut all = Answer::No;
    for pattern in patterns {
        let start = pattern.strip_prefix('^');
        let words = start.unwrap_or(pattern);
        let end = words.strip_suffix('$');
        let words = end.unwrap_or(words);
        let plain = words
            .chars()
            .all(|character| character.is_alphanumeric() || "_-/=:, @%.".contains(character));
        let found = text.lines().any(|line| match (start, end) {
            (None, None) => line.contains(words),
            (Some(_), None) => line.starts_with(words),
            (None, Some(_)) => line.ends_with(words),
            (Some(_), Some(_)) => line == words,
        });
        // A dot stands for itself, among others.
        all = all.or(if plain && (found || !words.contains('.')) {
            Answer::from(found)
        } else {
            Answer::Unknown
        });
    }
    if open && all == Answer::No { Answer::Unknown } else { all }
}
