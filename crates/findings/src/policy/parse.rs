// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Policies as people write them.

use std::fmt;
use std::str::FromStr;

use super::{About, Filter, Policy, Rule};
use crate::severity::Level;
use crate::state::State;

/// Bytes of a policy; more is a mistake.
const MAX_BYTES: usize = 4096;
/// Days that anybody could mean.
const MAX_DAYS: u32 = 100_000;

/// Every word but the names of states.
const WORDS: [&str; 20] = [
    "affected",
    "age",
    "any",
    "apart",
    "borne",
    "coverage",
    "critical",
    "decisions",
    "disputed",
    "epss",
    "fixable",
    "high",
    "kev",
    "known",
    "low",
    "malware",
    "medium",
    "outdated",
    "unfixed",
    "unknown",
];

/// Why a text is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It is too long.
    #[error("a policy has at most {MAX_BYTES} bytes")]
    TooLong,
    /// A rule has no word, or two colons follow each other.
    #[error("`{rule}` has an empty word")]
    Empty {
        /// The rule.
        rule: String,
    },
    /// A word that nobody knows.
    #[error("`{word}` is no word of a policy; known are {known}, and the states {states}")]
    Word {
        /// The word.
        word: String,
        /// The known ones.
        known: String,
        /// The states.
        states: String,
    },
    /// `age` without days.
    #[error("`age` is followed by days, as in `age:30d`, and not by `{value}`")]
    Age {
        /// What follows.
        value: String,
    },
    /// `epss` without a probability.
    #[error(
        "`epss` is followed by a probability, as in `epss:0.1` or `epss:10%`, not by `{value}`"
    )]
    Likelihood {
        /// What follows.
        value: String,
    },
    /// A word that stands alone or says nothing together with others.
    #[error("in `{rule}`, `{word}` does not go with the other words")]
    Mixed {
        /// The rule.
        rule: String,
        /// The word.
        word: String,
    },
}

impl FromStr for Policy {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_BYTES {
            return Err(PolicyError::TooLong);
        }
        let rules: Result<Vec<Rule>, PolicyError> =
            text.split(',').map(|rule| self::rule(rule.trim())).collect();
        Ok(Self { rules: rules? })
    }
}

impl Policy {
    /// Puts the rules of several policies together.
    pub fn join(policies: impl IntoIterator<Item = Self>) -> Option<Self> {
        let rules: Vec<Rule> = policies.into_iter().flat_map(|policy| policy.rules).collect();
        (!rules.is_empty()).then_some(Self { rules })
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, rule) in self.rules.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            f.write_str(&rule.text)?;
        }
        Ok(())
    }
}

fn rule(text: &str) -> Result<Rule, PolicyError> {
    let shown = || shortened(text);
    let words: Vec<&str> = text.split(':').map(str::trim).collect();
    if words.iter().any(|word| word.is_empty()) {
        return Err(PolicyError::Empty { rule: shown() });
    }
    let alone = match words.first().copied() {
        Some("coverage") => Some(About::Coverage),
        Some("malware") => Some(About::Malware),
        Some("outdated") => Some(About::Outdated),
        Some("decisions") => Some(About::Decisions),
        _ => None,
    };
    let about = match (alone, words.get(1)) {
        (Some(about), None) => about,
        (Some(_), Some(word)) => {
            return Err(PolicyError::Mixed { rule: shown(), word: shortened(word) });
        }
        (None, _) => About::Findings(filter(&words, text)?),
    };
    Ok(Rule { text: words.join(":"), about })
}

fn filter(words: &[&str], rule: &str) -> Result<Filter, PolicyError> {
    let mut filter = Filter::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mixed = || PolicyError::Mixed { rule: shortened(rule), word: shortened(word) };
        match *word {
            "any" => {}
            "kev" => filter.is_exploited = true,
            "fixable" => filter.is_fixable = true,
            "unfixed" => filter.is_unfixed = true,
            "affected" => filter.is_affected = true,
            "disputed" => filter.is_disputed = true,
            "borne" => filter.with_borne = true,
            "apart" => filter.with_apart = true,
            "known" => filter.only_known = true,
            "unknown" => filter.is_unrated = true,
            "age" => {
                let value = words.next().copied().unwrap_or_default();
                let error = || PolicyError::Age { value: shortened(value) };
                filter.days = Some(days(value).ok_or_else(error)?);
            }
            "epss" => {
                let value = words.next().copied().unwrap_or_default();
                let error = || PolicyError::Likelihood { value: shortened(value) };
                filter.likelihood = Some(likelihood(value).ok_or_else(error)?);
            }
            "low" | "medium" | "high" | "critical" if filter.level.is_some() => {
                return Err(mixed());
            }
            "coverage" | "malware" | "outdated" | "decisions" => return Err(mixed()),
            other => match (level(other), state(other)) {
                (Some(level), _) => filter.level = Some(level),
                (None, Some(state)) => filter.states.push(state),
                (None, None) => return Err(unknown(other)),
            },
        }
        // What nothing can be is a slip.
        let nothing = (filter.is_fixable && filter.is_unfixed)
            || (filter.is_unrated && filter.level.is_some())
            || filter.states.len() > 1;
        if nothing {
            return Err(mixed());
        }
    }
    Ok(filter)
}

fn level(word: &str) -> Option<Level> {
    // "none" is no threshold: everything is at least that.
    Level::ALL.into_iter().skip(1).find(|level| level.as_str() == word)
}

fn state(word: &str) -> Option<State> {
    State::ALL
        .into_iter()
        .filter(|state| *state != State::NotAffected)
        .find(|state| state.as_str() == word)
}

fn unknown(word: &str) -> PolicyError {
    let states: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
    PolicyError::Word {
        word: shortened(word),
        known: WORDS.join(", "),
        states: states.get(..states.len() - 1).unwrap_or_default().join(", "),
    }
}

fn days(text: &str) -> Option<u32> {
    let number = text.strip_suffix('d')?;
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse().ok()).flatten().filter(|days| *days <= MAX_DAYS)
}

/// Reads `0.25` or `25%` in hundred-thousandths.
fn likelihood(text: &str) -> Option<u32> {
    let (number, places) = match text.strip_suffix('%') {
        Some(number) => (number, 3_usize),
        None => (text, 5),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !digits(whole) || !digits(fraction) {
        return None;
    }
    if fraction.len() > places || number.ends_with('.') {
        return None;
    }
    let value: u32 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    (value <= 100_000).then_some(value)
}

fn shortened(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Policy, PolicyError> {
        text.parse()
    }

    #[test]
    fn a_policy_reads_as_it_is_written() {
        for text in [
            "any",
            "kev,fixable:high,age:30d",
            "high:unfixed:borne",
            "unknown",
            "undetermined,malicious,outside-support",
            "epss:0.5",
            "kev:known:apart",
            "coverage,outdated,decisions,malware",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(parse(" kev , high : fixable ").unwrap().to_string(), "kev,high:fixable");
        let both = Policy::join([parse("kev").unwrap(), parse("high").unwrap()]).unwrap();
        assert_eq!(both.to_string(), "kev,high");
        assert_eq!(Policy::join([]), None);
    }

    #[test]
    fn figures_are_read_exactly() {
        for (text, value) in [
            ("0.5", Some(50_000)),
            ("50%", Some(50_000)),
            ("0.00001", Some(1)),
            ("0.5%", Some(500)),
            ("1", Some(100_000)),
            ("100%", Some(100_000)),
            ("1.1", None),
            ("0.000001", None),
            ("", None),
            ("-1", None),
            ("1.", None),
            ("x", None),
        ] {
            assert_eq!(likelihood(text), value, "{text}");
        }
        for (text, value) in
            [("30d", Some(30)), ("0d", Some(0)), ("30", None), ("d", None), ("+3d", None)]
        {
            assert_eq!(days(text), value, "{text}");
        }
    }

    #[test]
    fn what_is_no_policy_is_refused_with_its_reason() {
        for (text, words) in [
            ("", "empty word"),
            ("kev,", "empty word"),
            ("high::kev", "empty word"),
            ("hihg", "`hihg` is no word"),
            ("age", "`age` is followed"),
            ("age:high", "not by `high`"),
            ("epss:2", "not by `2`"),
            ("coverage:high", "`high` does not go"),
            ("high:coverage", "`coverage` does not go"),
            ("high:critical", "`critical` does not go"),
            ("fixable:unfixed", "`unfixed` does not go"),
            ("unknown:high", "`high` does not go"),
            ("malicious:deferred", "`deferred` does not go"),
            ("not-affected", "is no word"),
            ("none", "is no word"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert_eq!(parse(&"x".repeat(5000)), Err(PolicyError::TooLong));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "[a-z0-9:,.% \u{1b}\u{202e}]{0,60}") {
            if let Ok(policy) = parse(&text) {
                prop_assert_eq!(parse(&policy.to_string()).unwrap(), policy);
            }
        }
    }
}
