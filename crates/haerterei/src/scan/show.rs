// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Findings for people: first what was not looked at, then what to do, then what else there is,
//! counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use haerterei_findings::{Finding, Remedy, State};
use haerterei_ground::Message;
use haerterei_texts::{Language, Texts};
use unicode_width::UnicodeWidthStr as _;

use super::group::{Group, group};
use super::{Report, Showing, base, is_apart, malware, outdated, reasons, support, vex, words};
use crate::figures;
use crate::table::{self, Align, Table};

/// So many updates are shown unless everything is.
const MOST_REMEDIES: usize = 25;
/// So many packages are named of those with most findings.
const MOST_PACKAGES: usize = 3;

/// Returns what a scan found as text.
pub(super) fn show(showing: &Showing<'_>, width: Option<usize>) -> String {
    let report = showing.report;
    let texts = showing.texts;
    let show = Show { showing, report, texts, language: texts.language(), width };
    let (urgent, rest): (Vec<_>, Vec<_>) =
        report.some(|it| it.is_open() && !is_apart(it)).partition(|(_, it)| is_urgent(it));
    let mut sections =
        vec![show.head(), show.gaps(), show.remedies(urgent.is_empty()), show.urgent(urgent)];
    if let Some(record) = &report.malware {
        sections.insert(2, malware::show(record, showing.all, texts));
    }
    sections.push(show.wrapped(&reasons::disputes(&report.findings, texts)));
    sections.push(outdated::show(&report.outdated, showing.all, texts, width));
    sections.push(support::show(&report.support_limits, texts, width));
    if showing.all {
        sections
            .push(show.listed("command-scan-all", report.some(|it| it.is_open() && !is_apart(it))));
        sections.push(
            show.listed("command-scan-apart", report.some(|it| it.is_open() && is_apart(it))),
        );
        sections.push(reasons::proposals(&report.findings, true, texts));
        sections.push(reasons::claims(&report.findings, texts));
        sections.push(reasons::closed(&report.findings, texts));
    } else {
        sections.push(show.rest(&rest));
        sections.push(reasons::proposals(&report.findings, false, texts));
    }
    if let Some(bases) = &report.base {
        sections.push(base::show(bases, showing.all, texts));
    }
    sections.extend([show.vex(), show.claims(), show.notices(), show.verdict()]);
    sections.retain(|text| !text.is_empty());
    sections.join("\n")
}

/// Returns whether somebody has to look at it today although no update mends it.
fn is_urgent(finding: &Finding) -> bool {
    let needs_a_look = finding.exploited.is_some()
        || !finding.disputed.is_empty()
        || finding.state == State::Malicious;
    needs_a_look && finding.state != State::AffectedWithFix
}

struct Show<'a> {
    showing: &'a Showing<'a>,
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

    fn headed(&self, key: &'static str, body: &str) -> String {
        format!("{}\n{body}", self.get(key))
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
        let gaps = &self.report.coverage.gaps;
        if gaps.is_empty() {
            return String::new();
        }
        let mut text = String::new();
        for gap in gaps {
            let sentence = table::plain(&self.texts.say(&gap.message()));
            text.push_str(&self.indented(&sentence));
        }
        self.headed("command-scan-not-looked-at", &text)
    }

    /// Returns a text with its lines at most as wide as there is room, each piece indented as its line.
    fn wrapped(&self, text: &str) -> String {
        let Some(width) = self.width else { return text.to_owned() };
        let mut wrapped = String::new();
        for line in text.lines() {
            let rest = line.trim_start();
            let indent = line.len() - rest.len();
            for piece in table::wrap(rest, width.saturating_sub(indent).max(20)) {
                wrapped.push_str(&format!("{:indent$}{piece}\n", ""));
            }
        }
        wrapped
    }

    /// Returns a text with each of its lines indented, at most as wide as there is room.
    fn indented(&self, text: &str) -> String {
        let lines = match self.width {
            Some(width) => table::wrap(text, width.saturating_sub(2).max(20)),
            None => vec![text.to_owned()],
        };
        let indented: Vec<String> = lines.iter().map(|line| format!("  {line}\n")).collect();
        indented.concat()
    }

    fn remedies(&self, nothing_else_is_urgent: bool) -> String {
        let all = &self.report.remedies;
        if all.is_empty() {
            let key = match (nothing_else_is_urgent, self.report.counts.incomplete) {
                (false, _) => return String::new(),
                (true, true) => "command-scan-nothing-known",
                (true, false) => "command-scan-nothing",
            };
            let lines = self
                .width
                .map_or_else(|| vec![self.get(key)], |it| table::wrap(&self.get(key), it));
            return lines.join("\n") + "\n";
        }
        let most = if self.showing.all { all.len() } else { MOST_REMEDIES };
        let (shown, left) = all.split_at(most.min(all.len()));
        let mut text = self.upgrades(shown);
        // Where names and versions are long, one column for all of them takes less room.
        if self.width.is_some_and(|width| text.lines().any(|line| line.width() > width)) {
            text = self.narrow_upgrades(shown);
        }
        if !left.is_empty() {
            let more = Message::new("command-scan-more-upgrades").number("packages", left.len());
            text.push_str(&format!("{}\n", self.texts.say(&more)));
        }
        self.headed("command-scan-to-do", &text)
    }

    fn upgrades(&self, remedies: &[Remedy]) -> String {
        let mut table = Table::new([
            (self.get("command-scan-upgrade"), Align::Left),
            (self.get("command-scan-from-to"), Align::Left),
            (self.get("command-scan-mends"), Align::Right),
            (self.get("command-scan-worst"), Align::Right),
            (self.get("command-scan-among-them"), Align::Left),
        ]);
        for remedy in remedies {
            table.row([
                table::plain(&remedy.package),
                from_to(remedy),
                self.count(remedy.weaknesses.len()),
                self.worst(remedy),
                self.among_them(remedy, MOST_PACKAGES),
            ]);
        }
        table.draw(self.width)
    }

    fn narrow_upgrades(&self, remedies: &[Remedy]) -> String {
        let mut table = Table::new([
            (self.get("command-scan-mends"), Align::Right),
            (self.get("command-scan-worst"), Align::Right),
            (self.get("command-scan-upgrade"), Align::Left),
        ]);
        for remedy in remedies {
            let (package, versions) = (table::plain(&remedy.package), from_to(remedy));
            let among_them = self.among_them(remedy, 1);
            table.row([
                self.count(remedy.weaknesses.len()),
                self.worst(remedy),
                format!("{package} {versions}: {among_them}"),
            ]);
        }
        table.draw(self.width)
    }

    fn worst(&self, remedy: &Remedy) -> String {
        match (remedy.tenths, remedy.worst) {
            (Some(tenths), _) => words::score(tenths),
            (None, Some(level)) => self.get(level.key()),
            (None, None) => "–".to_owned(),
        }
    }

    /// Names the first of what an update mends, and counts those that are exploited.
    fn among_them(&self, remedy: &Remedy, most: usize) -> String {
        let most = if self.showing.all { remedy.weaknesses.len() } else { most };
        let names: Vec<String> =
            remedy.weaknesses.iter().take(most).map(|name| table::plain(name)).collect();
        let mut text = names.join(", ");
        if remedy.weaknesses.len() > most {
            text.push_str(&format!(" +{}", self.count(remedy.weaknesses.len() - most)));
        }
        if remedy.exploited > 0 {
            let (count, word) =
                (self.count(remedy.exploited), self.get("command-scan-is-exploited"));
            text.push_str(&format!("; {count} {word}"));
        }
        text
    }

    fn urgent(&self, findings: Vec<(usize, &Finding)>) -> String {
        self.listed("command-scan-urgent", findings.into_iter())
    }

    /// Shows findings one by one; those of one weakness in what was built from one source together.
    fn listed<'f>(
        &self,
        heading: &'static str,
        findings: impl Iterator<Item = (usize, &'f Finding)>,
    ) -> String {
        let groups = group(findings);
        if groups.is_empty() {
            return String::new();
        }
        let mut text = self.rows(&groups, false);
        // A narrow terminal has no room for six columns.
        if self.width.is_some_and(|width| text.lines().any(|line| line.width() > width)) {
            text = self.rows(&groups, true);
        }
        self.headed(heading, &text)
    }

    fn rows(&self, groups: &[Group<'_>], is_narrow: bool) -> String {
        let mut columns = vec![
            (self.get("command-scan-weakness"), Align::Left),
            (self.get("command-scan-score"), Align::Right),
        ];
        if !is_narrow {
            columns.extend([
                (self.get("command-scan-state"), Align::Left),
                (self.get("command-inspect-version"), Align::Left),
                (self.get("command-scan-fixed-in"), Align::Left),
            ]);
        }
        columns.push((self.get("command-scan-components"), Align::Left));
        let mut table = Table::new(columns);
        for group in groups {
            let finding = group.first;
            let score = match finding.scored().and_then(|it| it.tenths) {
                Some(tenths) => words::score(tenths),
                None => finding
                    .level(self.showing.order)
                    .map_or_else(|| "–".to_owned(), |level| self.get(level.key())),
            };
            let mut row = vec![table::plain(&finding.weakness), score];
            let state = self.state(finding);
            let version = table::plain(finding.place.version.as_deref().unwrap_or("–"));
            let fixed = finding.fixed_in.as_deref().map(table::plain);
            let names = table::plain(&names(group));
            if is_narrow {
                let versions = match fixed {
                    Some(fixed) => format!("{version} → {fixed}"),
                    None => version,
                };
                row.push(format!("{names} {versions}: {state}"));
            } else {
                row.extend([state, version, fixed.unwrap_or_else(|| "–".to_owned()), names]);
            }
            table.row(row);
        }
        table.draw(self.width)
    }

    fn state(&self, finding: &Finding) -> String {
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
        state
    }

    /// Counts what is left, by state, and names the packages with most of it.
    fn rest(&self, findings: &[(usize, &Finding)]) -> String {
        let mut states: BTreeMap<State, BTreeMap<String, usize>> = BTreeMap::new();
        let left = findings.iter().copied().filter(|(_, it)| it.state != State::AffectedWithFix);
        for group in group(left) {
            let packages = states.entry(group.first.state).or_default();
            *packages.entry(words::source(group.first)).or_default() += 1;
        }
        if states.is_empty() {
            return String::new();
        }
        let mut table = Table::new([
            (self.get("command-scan-state"), Align::Left),
            (self.get("command-scan-findings"), Align::Right),
            (self.get("command-scan-most-in"), Align::Left),
        ]);
        for (state, packages) in states {
            let all: usize = packages.values().sum();
            let mut packages: Vec<(String, usize)> = packages.into_iter().collect();
            packages.sort_by_key(|(_, count)| Reverse(*count));
            let more = packages.len() > MOST_PACKAGES;
            let mut named: Vec<String> = packages
                .into_iter()
                .take(MOST_PACKAGES)
                .map(|(name, count)| format!("{} ({})", table::plain(&name), self.count(count)))
                .collect();
            if more {
                named.push("…".to_owned());
            }
            table.row([self.get(state.key()), self.count(all), named.join(", ")]);
        }
        self.headed("command-scan-rest", &table.draw(self.width))
    }

    /// Shows what others say, and what it is worth.
    fn vex(&self) -> String {
        let lines = vex::lines(&self.report.vex, self.showing.all, self.texts);
        if lines.is_empty() {
            return String::new();
        }
        let lines = lines.iter().map(|line| self.indented(&table::plain(line)));
        self.headed("command-scan-vex", &lines.collect::<String>())
    }

    /// Says how much rests on what anybody could have written, closed or not.
    fn claims(&self) -> String {
        let counts = &self.report.counts;
        let mut text = String::new();
        for (count, key) in [
            (counts.on_records, "command-scan-on-records"),
            (counts.on_author, "command-scan-on-author"),
            (if self.showing.all { 0 } else { counts.claimed }, "command-scan-claims-more"),
        ] {
            if count > 0 {
                let sentence = self.texts.say(&Message::new(key).number("findings", count));
                let lines = match self.width {
                    Some(width) => table::wrap(&sentence, width),
                    None => vec![sentence],
                };
                text.extend(lines.iter().map(|line| format!("{line}\n")));
            }
        }
        text
    }

    fn notices(&self) -> String {
        let notices = &self.report.notices;
        if notices.is_empty() {
            return String::new();
        }
        let mut lines = String::new();
        for notice in notices {
            let message = notice.message();
            lines.push_str(&self.indented(&table::plain(&self.texts.say(&message))));
            if let Some(hint) = self.texts.hint(&message) {
                lines.push_str(&self.indented(&table::plain(&format!("  {hint}"))));
            }
        }
        self.headed("command-scan-notices", &lines)
    }

    fn verdict(&self) -> String {
        let Some(verdict) = &self.report.verdict else { return String::new() };
        let key = if verdict.fails { "command-scan-fails" } else { "command-scan-passes" };
        let head = Message::new(key).text("policy", &verdict.policy).number("borne", verdict.borne);
        let mut text = format!("{}\n", self.texts.say(&head));
        for reason in self.report.reasons() {
            text.push_str(&self.indented(&table::plain(&self.texts.say(&reason))));
        }
        text
    }
}

fn from_to(remedy: &Remedy) -> String {
    table::plain(&format!("{} → {}", remedy.installed, remedy.to))
}

fn names(group: &Group<'_>) -> String {
    let mut names: Vec<String> = Vec::new();
    for (_, finding) in &group.members {
        let name = words::name(finding);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_writing() {
        for sample in [Sample::hostile(), Sample::hostile().german()] {
            for all in [false, true] {
                for width in [None, Some(60), Some(140)] {
                    let showing = Showing { all, ..sample.showing() };
                    let text = show(&showing, width);
                    assert!(!text.contains(['\u{1b}', '\u{202e}', '\0', '\t']), "{text}");
                    assert_eq!(text, show(&showing, width));
                    let is_narrow =
                        |line: &str| width.is_none_or(|most| line.width() <= most.max(80));
                    // Reasons are sentences, which a terminal wraps.
                    assert!(all || text.lines().all(is_narrow), "{width:?} {text}");
                }
            }
        }
    }

    #[test]
    fn what_to_do_stands_before_what_else_there_is() {
        let sample = Sample::hostile();
        let text = show(&sample.showing(), Some(80));
        let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
        assert!(place("Not looked at") < place("What to do"), "{text}");
        assert!(
            place("zlib     1:1.3-1 → 1:1.3-2") < place("Exploited, disputed or malicious"),
            "{text}"
        );
        assert!(place("CVE-2024-0002") < place("fails by kev"), "{text}");
        // What was closed and what is kept apart is counted alone.
        assert!(!text.contains("CVE-2024-0004") && !text.contains("GHSA-a"), "{text}");
        let text = show(&Showing { all: true, ..sample.showing() }, Some(80));
        assert!(text.contains("CVE-2024-0004") && text.contains("GHSA-a"), "{text}");
    }

    #[test]
    fn ordinary_updates_fit_into_eighty_columns() {
        let sample = Sample::hostile();
        let text = show(&sample.showing(), Some(80));
        let table = text.split("What to do\n").nth(1).unwrap().split("\n\n").next().unwrap();
        assert!(table.lines().all(|line| line.width() <= 80), "{table}");
    }

    #[test]
    fn nothing_found_is_said_with_care() {
        let sample = Sample::empty();
        assert!(show(&sample.showing(), None).contains("Nothing that can be acted on today"));
    }
}
