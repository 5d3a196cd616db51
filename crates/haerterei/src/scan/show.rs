// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Findings for people: first what was not looked at, then what to act on, then what else there is.

use std::collections::BTreeMap;

use haerterei_findings::{Finding, State};
use haerterei_ground::Message;
use haerterei_texts::{Language, Texts};

use super::{Report, is_apart, outdated, reasons, support};
use crate::figures;
use crate::table::{self, Align, Table};

/// Returns what a scan found as text; `all` also shows what nobody can do anything about today.
pub(crate) fn show(report: &Report<'_>, all: bool, texts: &Texts, width: Option<usize>) -> String {
    let show = Show { report, texts, language: texts.language(), width };
    let open: Vec<&Finding> =
        report.findings.iter().filter(|it| it.is_open() && !is_apart(it)).collect();
    let (shown, rest): (Vec<&Finding>, Vec<&Finding>) =
        open.into_iter().partition(|it| all || is_urgent(it));
    let findings = &report.findings;
    let closed = if all { reasons::closed(findings, texts) } else { String::new() };
    let sections = [
        show.head(),
        show.gaps(),
        show.findings(&shown),
        outdated::show(&report.outdated, all, texts, width),
        support::show(&report.support_limits, texts, width),
        show.rest(&rest),
        reasons::proposals(findings, all, texts),
        closed,
        show.notices(),
    ];
    let sections: Vec<String> = sections.into_iter().filter(|text| !text.is_empty()).collect();
    sections.join("\n")
}

/// Returns whether somebody can or must act on it today.
fn is_urgent(finding: &Finding) -> bool {
    finding.exploited.is_some()
        || !finding.disputed.is_empty()
        || matches!(finding.state, State::Malicious | State::AffectedWithFix)
}

struct Show<'a> {
    report: &'a Report<'a>,
    texts: &'a Texts,
    language: Language,
    width: Option<usize>,
}

impl Show<'_> {
    fn get(&self, key: &'static str) -> String {
        self.texts.get(key)
    }

    fn count(&self, count: usize) -> String {
        figures::count(count as u64, self.language)
    }

    fn head(&self) -> String {
        let counts = &self.report.counts;
        let mut table = Table::new([(String::new(), Align::Left), (String::new(), Align::Left)]);
        let summary = Message::new("command-scan-summary")
            .text("open", self.count(counts.open))
            .text("exploited", self.count(counts.exploited))
            .text(
                "fixable",
                self.count(counts.states.get(&State::AffectedWithFix).copied().unwrap_or(0)),
            )
            .text("closed", self.count(counts.closed))
            .text("proved", self.count(counts.proved))
            .text("apart", self.count(counts.apart))
            .text("borne", self.count(counts.borne));
        let rows = [
            ("command-inspect-image", Some(self.report.image.name.clone())),
            ("command-inspect-digest", self.report.image.digest.map(|digest| digest.to_string())),
            ("command-scan-index", self.report.index.map(|digest| digest.to_string())),
            ("command-scan-findings", Some(self.texts.say(&summary))),
        ];
        for (key, value) in rows {
            if let Some(value) = value {
                table.row([self.get(key), table::plain(&value)]);
            }
        }
        table.draw(self.width)
    }

    fn gaps(&self) -> String {
        let mut text = format!("{}\n", self.get("command-scan-not-looked-at"));
        for gap in &self.report.coverage.gaps {
            text.push_str(&format!("  {}\n", self.texts.say(&gap.message())));
        }
        text
    }

    fn findings(&self, list: &[&Finding]) -> String {
        if list.is_empty() {
            let key = if self.report.counts.incomplete {
                "command-scan-nothing-known"
            } else {
                "command-scan-nothing"
            };
            return format!("{}\n", self.get(key));
        }
        // What was built from one source is fixed by one update.
        let mut groups: Vec<(&Finding, Vec<&str>)> = Vec::new();
        let mut places: BTreeMap<(&str, Option<&str>, State), usize> = BTreeMap::new();
        for finding in list {
            let name = shown_name(finding);
            let key = (finding.weakness.as_str(), finding.place.source.as_deref(), finding.state);
            let before = finding.place.source.as_ref().and_then(|_| places.get(&key).copied());
            if let Some((_, names)) = before.and_then(|place| groups.get_mut(place)) {
                names.push(name);
            } else {
                places.insert(key, groups.len());
                groups.push((finding, vec![name]));
            }
        }
        let mut table = Table::new([
            (self.get("command-scan-weakness"), Align::Left),
            (self.get("command-scan-score"), Align::Right),
            (self.get("command-scan-state"), Align::Left),
            (self.get("command-inspect-version"), Align::Left),
            (self.get("command-scan-fixed-in"), Align::Left),
            (self.get("command-scan-components"), Align::Left),
        ]);
        for (finding, names) in groups {
            let mut state = self.get(finding.state.key());
            for (is_so, key) in [
                (finding.exploited.is_some(), "command-scan-is-exploited"),
                (!finding.disputed.is_empty(), "command-scan-is-disputed"),
                (!finding.borne.is_empty(), "command-scan-is-borne"),
            ] {
                if is_so {
                    state = format!("{state}, {}", self.get(key));
                }
            }
            let score = match finding.worst() {
                None => "-".to_owned(),
                Some(rated) => match rated.tenths {
                    Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
                    None => table::plain(&rated.value),
                },
            };
            table.row([
                table::plain(&finding.weakness),
                score,
                state,
                table::plain(finding.place.version.as_deref().unwrap_or("-")),
                table::plain(finding.fixed_in.as_deref().unwrap_or("-")),
                table::plain(&names.join(", ")),
            ]);
        }
        table.draw(self.width)
    }

    fn rest(&self, list: &[&Finding]) -> String {
        if list.is_empty() {
            return String::new();
        }
        let mut states: BTreeMap<State, usize> = BTreeMap::new();
        for finding in list {
            *states.entry(finding.state).or_default() += 1;
        }
        let mut text = format!("{}\n", self.get("command-scan-rest"));
        for (state, count) in states {
            text.push_str(&format!("  {}: {}\n", self.get(state.key()), self.count(count)));
        }
        text
    }

    fn notices(&self) -> String {
        let mut text = String::new();
        for notice in &self.report.notices {
            text.push_str(&format!("{}\n", self.texts.say(&notice.message())));
        }
        text
    }
}

/// Returns a component's name without what the other columns say.
pub(super) fn shown_name(finding: &Finding) -> &str {
    let name = finding.place.name.strip_prefix("pkg:").unwrap_or(&finding.place.name);
    let name = name.split(['?', '#']).next().unwrap_or(name);
    name.rsplit_once('@').filter(|(front, _)| front.contains('/')).map_or(name, |(front, _)| front)
}
