// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What advisories tell people about weaknesses; read only for forms that show it.

use std::collections::BTreeMap;

use haerterei_advisories::{AdvisoriesError, Index, Story, StoryPlace};
use haerterei_findings::Finding;

/// What advisories tell, by source and advisory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stories(BTreeMap<(String, String), Story>);

/// So many characters of a description are shown; its references have the rest.
const LONGEST: usize = 4000;

impl Stories {
    /// Reads what an index tells.
    pub(crate) fn read(
        index: &Index,
        places: &BTreeMap<(String, String), StoryPlace>,
    ) -> Result<Self, AdvisoriesError> {
        let stories = places.iter().map(|(of, place)| {
            let mut story = index.story_at(place)?;
            if let Some((end, _)) = story.description.char_indices().nth(LONGEST) {
                story.description.truncate(end);
                story.description.push('…');
            }
            Ok((of.clone(), story))
        });
        stories.collect::<Result<_, AdvisoriesError>>().map(Self)
    }

    /// Returns all that is told of a finding, by the sources that speak of it.
    fn all<'a>(&'a self, finding: &'a Finding) -> impl Iterator<Item = &'a Story> {
        finding
            .words
            .iter()
            .filter_map(|word| self.0.get(&(word.source.clone(), word.advisory.clone())))
    }

    /// Returns one line about a weakness.
    pub(super) fn summary<'a>(&'a self, finding: &'a Finding) -> Option<&'a str> {
        let told = |text: &'a str| Some(text.trim()).filter(|text| !text.is_empty());
        let summary = self.all(finding).find_map(|story| told(&story.summary));
        summary.or_else(|| {
            let description = self.all(finding).find_map(|story| told(&story.description))?;
            description.lines().next()
        })
    }

    /// Returns what is told of a weakness.
    pub(super) fn description<'a>(&'a self, finding: &'a Finding) -> Option<&'a str> {
        let told = |text: &'a str| Some(text.trim()).filter(|text| !text.is_empty());
        let description = self.all(finding).find_map(|story| told(&story.description));
        description.or_else(|| self.summary(finding))
    }

    /// Returns the pages to read on, each once.
    pub(super) fn references<'a>(&'a self, finding: &'a Finding) -> Vec<&'a str> {
        let mut pages: Vec<&str> = Vec::new();
        for reference in self.all(finding).flat_map(|story| &story.references) {
            let url = reference.url.as_str();
            let is_page = url.starts_with("https://") || url.starts_with("http://");
            // What no address may have as it is (RFC 3986, appendix A; RFC 3987, section 2.2).
            let is_foreign =
                |it: char| it.is_control() || it.is_whitespace() || "\"<>\\^`{|}".contains(it);
            let is_plain = !url.contains(is_foreign);
            if is_page && is_plain && !pages.contains(&url) {
                pages.push(url);
            }
        }
        pages
    }

    /// Returns the numbers of the Common Weakness Enumeration.
    pub(super) fn kinds(&self, finding: &Finding) -> Vec<u32> {
        let names = self.all(finding).flat_map(|story| &story.weaknesses);
        let mut numbers: Vec<u32> =
            names.filter_map(|name| name.strip_prefix("CWE-")?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

#[cfg(test)]
impl Stories {
    /// Returns what one source tells of one advisory.
    pub(super) fn one(source: &str, advisory: &str, story: Story) -> Self {
        Self(BTreeMap::from([((source.to_owned(), advisory.to_owned()), story)]))
    }
}
