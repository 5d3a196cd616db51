// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How bad somebody finds a weakness, in the five words of CVSS; and whose word is asked.

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Rated};

/// A qualitative severity (CVSS 3.1, section 5; CVSS 4.0, section 6), the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A score of 0, or a source that finds it is none.
    None,
    /// Below 4.
    Low,
    /// Below 7.
    Medium,
    /// Below 9.
    High,
    /// 9 and more.
    Critical,
}

impl Level {
    /// Every level, the least first.
    pub const ALL: [Self; 5] = [Self::None, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Returns the level of a score in tenths, by the scale of CVSS 3.1 and 4.0.
    pub const fn of_tenths(tenths: u8) -> Self {
        match tenths {
            0 => Self::None,
            1..=39 => Self::Low,
            40..=69 => Self::Medium,
            70..=89 => Self::High,
            _ => Self::Critical,
        }
    }

    /// Returns the level of a score of CVSS 2 in tenths, which has no official scale; this is the
    /// one of the National Vulnerability Database, without "critical".
    pub const fn of_tenths_2(tenths: u8) -> Self {
        match tenths {
            0..=39 => Self::Low,
            40..=69 => Self::Medium,
            _ => Self::High,
        }
    }

    /// Reads a word as distributions and databases use them; nothing for what says that nobody knows
    /// yet.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "critical" => Self::Critical,
            "high" | "important" => Self::High,
            "medium" | "moderate" => Self::Medium,
            "low" => Self::Low,
            "none" | "negligible" | "unimportant" => Self::None,
            _ => return None,
        })
    }

    /// Returns the word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Returns the key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "findings-level-none",
            Self::Low => "findings-level-low",
            Self::Medium => "findings-level-medium",
            Self::High => "findings-level-high",
            Self::Critical => "findings-level-critical",
        }
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-level-none",
    "findings-level-low",
    "findings-level-medium",
    "findings-level-high",
    "findings-level-critical",
];

impl Rated {
    /// Returns the level that it stands for: of the computed score, else of the word.
    pub fn level(&self) -> Option<Level> {
        match self.tenths {
            Some(tenths) if self.system == "CVSS_V2" => Some(Level::of_tenths_2(tenths)),
            Some(tenths) => Some(Level::of_tenths(tenths)),
            None => Level::of_word(&self.value),
        }
    }
}

/// The name in an order of sources that stands for everybody: the worst that anybody says.
pub const ANYBODY: &str = "any";

impl Finding {
    /// Returns how bad the first source of an order finds it that says anything, at its worst. An
    /// empty order asks everybody. Nothing means that nobody who was asked knows.
    pub fn level(&self, order: &[String]) -> Option<Level> {
        if order.is_empty() {
            return self.severities.iter().filter_map(Rated::level).max();
        }
        order.iter().find_map(|name| {
            let rated = self
                .severities
                .iter()
                .filter(|rated| name == ANYBODY || rated.by.eq_ignore_ascii_case(name))
                .filter_map(Rated::level);
            // A distribution's urgency is asked only where somebody names the distribution: it says
            // how soon it wants to mend, which is another question.
            let urgencies = self
                .words
                .iter()
                .filter(|word| word.source.eq_ignore_ascii_case(name))
                .filter_map(|word| word.urgency.as_deref().and_then(Level::of_word));
            rated.chain(urgencies).max()
        })
    }

    /// Returns the highest score that some source's own vector gives, and whose it is.
    pub fn scored(&self) -> Option<&Rated> {
        self.severities.iter().filter(|rated| rated.tenths.is_some()).max_by_key(|it| it.tenths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::finding;

    #[test]
    fn scores_and_words_have_their_level() {
        for (tenths, level) in [
            (0, Level::None),
            (1, Level::Low),
            (39, Level::Low),
            (40, Level::Medium),
            (69, Level::Medium),
            (70, Level::High),
            (89, Level::High),
            (90, Level::Critical),
            (100, Level::Critical),
        ] {
            assert_eq!(Level::of_tenths(tenths), level, "{tenths}");
        }
        assert_eq!(Level::of_tenths_2(100), Level::High);
        for level in Level::ALL {
            assert_eq!(Level::of_word(level.as_str()), Some(level));
        }
        for word in ["not yet assigned", "untriaged", "", "end-of-life"] {
            assert_eq!(Level::of_word(word), None, "{word}");
        }
    }

    #[test]
    fn the_first_source_that_says_anything_decides() {
        let mut finding = finding("CVE-1");
        let rated = |by: &str, value: &str, tenths| Rated {
            by: by.to_owned(),
            system: "CVSS_V3".to_owned(),
            value: value.to_owned(),
            tenths,
            date: 0,
        };
        let order = |text: &str| -> Vec<String> { text.split(',').map(str::to_owned).collect() };
        assert_eq!(finding.level(&[]), None);
        finding.severities =
            vec![rated("nvd", "x", Some(98)), rated("ubuntu", "low", None), rated("x", "?", None)];
        finding.words[0].urgency = Some("medium".to_owned());
        assert_eq!(finding.level(&[]), Some(Level::Critical));
        assert_eq!(finding.level(&order("Ubuntu,nvd")), Some(Level::Low));
        assert_eq!(finding.level(&order("x,ubuntu")), Some(Level::Low));
        assert_eq!(finding.level(&order("debian")), Some(Level::Medium));
        assert_eq!(finding.level(&order("nobody")), None);
        assert_eq!(finding.level(&order("nobody,any")), Some(Level::Critical));
        assert_eq!(finding.scored().map(|it| it.by.as_str()), Some("nvd"));
    }
}
