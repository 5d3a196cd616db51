// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What must be known before the arguments are parsed: help and usage errors speak a language and
//! have colours or none.

use std::borrow::Cow;
use std::ffi::OsString;

use anstream::ColorChoice;
use haerterei_texts::Language;

use crate::environment::Environment;

/// Language and colour, from a first look at the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prelude {
    /// The language of this call.
    pub(crate) language: Language,
    /// Whether the language was asked for by a flag or a variable of ours; only if not, may
    /// `haerterei.toml` choose it.
    pub(crate) language_is_chosen: bool,
    /// Whether output is coloured.
    pub(crate) color: ColorChoice,
}

impl Prelude {
    /// Looks through a call and the environment.
    ///
    /// A value that is neither of the known ones is passed over here; the parser refuses it later.
    pub(crate) fn of(call: &[OsString], environment: &Environment) -> Self {
        let chosen = value_of(call, "--lang")
            .or_else(|| environment.get("HAERTEREI_LANG").map(str::to_owned))
            .and_then(|code| language_of_code(&code));
        let color = value_of(call, "--color")
            .or_else(|| environment.get("HAERTEREI_COLOR").map(str::to_owned));
        Self {
            language: chosen.unwrap_or_else(|| language_of_locale(environment)),
            language_is_chosen: chosen.is_some(),
            color: match color.as_deref() {
                Some("always") => ColorChoice::Always,
                Some("never") => ColorChoice::Never,
                _ => ColorChoice::Auto,
            },
        }
    }

    /// Returns the colour choice in the parser's words.
    pub(crate) fn clap_color(self) -> clap::ColorChoice {
        match self.color {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => clap::ColorChoice::Always,
            ColorChoice::Never => clap::ColorChoice::Never,
            ColorChoice::Auto => clap::ColorChoice::Auto,
        }
    }
}

/// Returns the language with a code of ours.
pub(crate) fn language_of_code(code: &str) -> Option<Language> {
    [Language::German, Language::English].into_iter().find(|language| language.code() == code)
}

/// Returns the language of messages in the user's locale (POSIX.1-2024, section 8.2).
fn language_of_locale(environment: &Environment) -> Language {
    environment
        .first(&["LC_ALL", "LC_MESSAGES", "LANG"])
        .map_or(Language::English, Language::from_locale)
}

/// Returns the last value given to an option, as `--option value` or `--option=value`.
fn value_of(call: &[OsString], option: &str) -> Option<String> {
    let mut value = None;
    let mut words = call.iter().skip(1).map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        if word == option {
            value = words.next().map(Cow::into_owned);
        } else if let Some(given) = word.strip_prefix(option).and_then(|w| w.strip_prefix('=')) {
            value = Some(given.to_owned());
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(call: &str, variables: &[(&str, &str)]) -> Language {
        let call: Vec<OsString> = call.split(' ').map(OsString::from).collect();
        Prelude::of(&call, &Environment::of(variables.iter().copied(), "/".into())).language
    }

    #[test]
    fn the_flag_beats_the_variable_and_that_the_locale() {
        let (german, english) = (Language::German, Language::English);
        assert_eq!(language("h inspect x", &[]), english);
        assert_eq!(language("h inspect x", &[("LANG", "de_DE.UTF-8")]), german);
        let both = [("LANG", "de_DE.UTF-8"), ("LC_ALL", "C.UTF-8")];
        assert_eq!(language("h inspect x", &both), english);
        let ours = [("LANG", "C"), ("HAERTEREI_LANG", "de")];
        assert_eq!(language("h inspect x", &ours), german);
        assert_eq!(language("h --lang=en inspect x", &ours), english);
        assert_eq!(language("h --lang de inspect x", &[]), german);
        assert_eq!(language("h inspect -- --lang de", &[]), english);
        assert_eq!(language("h --lang", &[("LANG", "de")]), german);
        assert_eq!(language("h --lang=tlh", &[("LANG", "de")]), german);
    }
}
