// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is known of a weakness in a component, as it is stored.

use std::collections::BTreeSet;

use haerterei_findings::{Exploited, Finding, FindingClass, Place, Rated, SourceWord, State};
use haerterei_ground::Digest;
use haerterei_inventory::ComponentId;
use serde::{Deserialize, Serialize};

use crate::database::{Row as Stored, Value, WrongRow};
use crate::package::{Class, Package, storable};

/// What a person would call the same or another: what is compared between two generations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    /// What is known, by sources alone.
    pub state: State,
    /// The first version without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<String>,
    /// How urgent the source finds it, in its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// The highest score that anybody gives, in tenths, computed from the vector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    /// The day on which it came into the catalogue of what is exploited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exploited: Option<String>,
}

/// A part of a verdict that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The state.
    State,
    /// The version that fixes it.
    FixedIn,
    /// How urgent the source finds it.
    Urgency,
    /// The highest score.
    Severity,
    /// Whether it is known to be exploited.
    Exploited,
}

impl Verdict {
    /// Returns what is different.
    pub fn differences(&self, other: &Self) -> Vec<Part> {
        [
            (self.state == other.state, Part::State),
            (self.fixed_in == other.fixed_in, Part::FixedIn),
            (self.urgency == other.urgency, Part::Urgency),
            (self.severity == other.severity, Part::Severity),
            (self.exploited == other.exploited, Part::Exploited),
        ]
        .into_iter()
        .filter_map(|(same, part)| (!same).then_some(part))
        .collect()
    }
}

/// What is known of a weakness in a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) weakness: String,
    pub(crate) verdict: Verdict,
    /// [`Rest`], as text: it is compared, and rarely read.
    pub(crate) rest: String,
}

/// What is shown beside the verdict.
#[derive(Debug, Serialize, Deserialize)]
struct Rest {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    aliases: BTreeSet<String>,
    words: Vec<SourceWord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    severities: Vec<Rated>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exploited: Option<Exploited>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<i64>,
    /// Why the distribution does not look after the package any more, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

/// The names alone of [`Rest`].
#[derive(Deserialize)]
struct Names {
    #[serde(default)]
    aliases: BTreeSet<String>,
}

impl Known {
    /// Takes what is to be kept. `ended`: why the distribution does not look after the package any
    /// more, if it does not. How likely it is exploited is not kept: that changes every day for every
    /// weakness, and whoever shows it has it from the index.
    pub(crate) fn of(finding: Finding, ended: Option<String>) -> Self {
        let severity = finding.severities.iter().filter_map(|rated| rated.tenths).max();
        let urgency = finding
            .words
            .iter()
            .find(|word| word.state == finding.by_sources && word.urgency.is_some())
            .and_then(|word| word.urgency.clone());
        let states = finding.words.iter().map(|word| word.state.of_release(ended.is_some()));
        let verdict = Verdict {
            state: states.min().unwrap_or(finding.by_sources),
            fixed_in: finding.fixed_in.map(storable),
            urgency: urgency.map(storable),
            severity,
            exploited: finding.exploited.as_ref().map(|known| storable(known.added.clone())),
        };
        let rest = Rest {
            aliases: finding.aliases,
            words: finding.words,
            severities: finding.severities,
            exploited: finding.exploited,
            published: finding.published,
            ended,
        };
        let rest = serde_json::to_string(&rest).expect("texts and numbers");
        Self { weakness: storable(finding.weakness), verdict, rest }
    }

    /// Returns its other names; none if it cannot be read, which whoever shows it says.
    pub(crate) fn aliases(&self) -> BTreeSet<String> {
        serde_json::from_str::<Names>(&self.rest).map(|names| names.aliases).unwrap_or_default()
    }

    /// Returns the finding that it is in a package. `ended`: nobody looks after the whole release any
    /// more.
    pub(crate) fn finding(
        &self,
        package: &Package,
        component: ComponentId,
        ended: bool,
    ) -> Result<Finding, serde_json::Error> {
        let rest: Rest = serde_json::from_str(&self.rest)?;
        let class = FindingClass::from(package.class);
        let is_ended = ended && package.kind == haerterei_inventory::ComponentKind::SystemPackage;
        // What was removed, nobody looks after anyway.
        let reason = rest.ended.filter(|_| package.class != Class::Removed);
        let mut words = rest.words;
        for word in &mut words {
            let state = word.state.of_release(is_ended || reason.is_some());
            if state != word.state {
                word.state = state;
                let reason = reason.clone().filter(|reason| !reason.is_empty());
                word.note = word.note.take().or(reason);
            }
        }
        words.sort();
        let state = words.iter().map(|word| word.state).min().unwrap_or(self.verdict.state);
        let fixed_in = words.iter().find(|word| word.state == state && word.fixed_in.is_some());
        Ok(Finding {
            weakness: self.weakness.clone(),
            aliases: rest.aliases,
            place: Place {
                component,
                name: package.purl.clone().unwrap_or_else(|| package.name.clone()),
                version: package.version.clone(),
                source: package.source.as_ref().map(|source| source.name.clone()),
                locations: Vec::new(),
            },
            class,
            origin: None,
            state,
            by_sources: state,
            fixed_in: fixed_in.and_then(|word| word.fixed_in.clone()),
            published: rest.published,
            words,
            severities: rest.severities,
            exploited: rest.exploited,
            likelihood: None,
            decided: None,
            disputed: Vec::new(),
            claimed: Vec::new(),
            borne: Vec::new(),
            proofs: Vec::new(),
            proposals: Vec::new(),
        })
    }

    /// Returns what each source says.
    pub(crate) fn word_states(&self) -> Vec<State> {
        let rest: Option<Rest> = serde_json::from_str(&self.rest).ok();
        rest.into_iter().flat_map(|rest| rest.words).map(|word| word.state).collect()
    }

    /// Returns the columns, after the component's.
    pub(crate) fn values(&self) -> Vec<Value> {
        let mut values = self.columns().to_vec();
        values.push(sum(&values).into());
        values
    }

    fn columns(&self) -> [Value; 7] {
        let verdict = &self.verdict;
        [
            self.weakness.as_str().into(),
            verdict.state.as_str().into(),
            verdict.fixed_in.as_deref().into(),
            verdict.urgency.as_deref().into(),
            verdict.severity.map(u32::from).into(),
            verdict.exploited.as_deref().into(),
            self.rest.as_str().into(),
        ]
    }

    /// Reads the columns, after the component's, and checks them.
    pub(crate) fn read(row: &mut Stored) -> Result<Self, WrongRow> {
        let known = Self {
            weakness: row.text()?,
            verdict: Verdict {
                state: state_of(&row.text()?).ok_or(WrongRow)?,
                fixed_in: row.optional_text()?,
                urgency: row.optional_text()?,
                severity: row
                    .optional_integer()?
                    .map(|tenths| u8::try_from(tenths).map_err(|_| WrongRow))
                    .transpose()?,
                exploited: row.optional_text()?,
            },
            rest: row.text()?,
        };
        if row.bytes()? == sum(&known.columns()) { Ok(known) } else { Err(WrongRow) }
    }
}

/// Returns the beginning of a digest of some columns.
fn sum(columns: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for column in columns {
        match column {
            Value::Null => bytes.push(0),
            Value::Integer(number) => bytes.extend(number.to_le_bytes()),
            Value::Text(text) => bytes.extend(text.as_bytes()),
            Value::Bytes(other) => bytes.extend(other),
        }
        bytes.push(0xff);
    }
    Digest::sha256(&bytes).as_bytes().iter().take(8).copied().collect()
}

fn state_of(word: &str) -> Option<State> {
    State::ALL.into_iter().find(|state| state.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_stored_by_their_words() {
        for state in State::ALL {
            assert_eq!(state_of(state.as_str()), Some(state));
        }
        assert_eq!(state_of("open"), None);
    }
}
