// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One page of HTML that needs nothing but itself: no script, no picture, no font, no network. What
//! was not looked at stands at its head, then what to do, then each finding.
//!
//! Its filters are style sheets over check boxes; who reads it without them sees everything.

mod writer;

use haerterei_findings::{Finding, Ground, Level, Rated, Remedy, State};
use haerterei_ground::{Message, Timestamp};
use haerterei_texts::{Language, Texts};
use haerterei_vex::decision::Notice;

use self::writer::{Element, Writer, element};
use super::group::{Group, group};
use super::{Report, Showing, base, is_apart, malware, outdated, reasons, support, vex, words};
use crate::figures;

const STYLE: &str = include_str!("style.css");
/// Nothing is loaded, run or sent, whatever a fault of ours lets in.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// So many characters of a summary are shown before somebody wants to see more.
const SUMMARY: usize = 160;
/// So many places of a component are shown.
const MOST_PLACES: usize = 20;

/// Returns the page.
pub(super) fn page(showing: &Showing<'_>) -> String {
    let page = Page {
        showing,
        report: showing.report,
        texts: showing.texts,
        language: showing.texts.language(),
    };
    let mut writer = Writer::default();
    writer.literal("<!DOCTYPE html>\n");
    let html = element("html").with("lang", page.language.code());
    writer.inside(html, |writer| page.whole(writer));
    writer.literal("\n");
    writer.finish()
}

struct Page<'a> {
    showing: &'a Showing<'a>,
    report: &'a Report<'a>,
    texts: &'a Texts,
    language: Language,
}

impl Page<'_> {
    fn get(&self, key: &'static str) -> String {
        self.texts.get(key)
    }

    fn count(&self, count: usize) -> String {
        figures::count(count as u64, self.language)
    }

    fn whole(&self, writer: &mut Writer) {
        let title = format!("{}: {}", self.get("command-scan-findings"), self.report.image.name);
        writer.inside("head", |writer| {
            writer.empty(element("meta").with("charset", "utf-8"));
            writer.empty(
                element("meta")
                    .with("http-equiv", "Content-Security-Policy")
                    .with("content", POLICY),
            );
            writer.empty(
                element("meta")
                    .with("name", "viewport")
                    .with("content", "width=device-width, initial-scale=1"),
            );
            writer.empty(element("meta").with("name", "referrer").with("content", "no-referrer"));
            writer.holding("title", &title);
            writer.inside("style", |writer| writer.literal(STYLE));
        });
        writer.inside("body", |writer| {
            writer.inside("header", |writer| {
                writer.holding("h1", &title);
                self.facts(writer);
                self.tiles(writer);
            });
            writer.inside("main", |writer| {
                self.gaps(writer);
                self.malware(writer);
                self.verdict(writer);
                self.notices(writer);
                self.remedies(writer);
                self.open(writer);
                self.outdated(writer);
                self.limits(writer);
                self.base(writer);
                self.folded(writer, "command-scan-apart", |it| it.is_open() && is_apart(it));
                self.folded(writer, "command-scan-closed", |it| !it.is_open());
                self.vex(writer);
                self.sources(writer);
            });
            let made = Message::new("command-scan-made-by")
                .text("version", env!("CARGO_PKG_VERSION"))
                .text("time", self.showing.now.strftime("%Y-%m-%d %H:%M UTC"));
            writer.holding("footer", &self.texts.say(&made));
        });
    }

    fn facts(&self, writer: &mut Writer) {
        let image = self.report.image;
        let system = self.showing.inventory.system.as_ref();
        let system = system.map(|it| {
            it.title.clone().unwrap_or_else(|| {
                format!("{} {}", it.id, it.version_id.as_deref().unwrap_or_default())
            })
        });
        let facts = [
            ("command-inspect-digest", image.digest.map(|it| it.to_string())),
            ("command-inspect-platform", image.platform.clone()),
            ("command-scan-system", system),
            ("command-scan-index", self.report.index.map(|it| it.to_string())),
        ];
        writer.inside(element("dl").with("class", "facts"), |writer| {
            for (key, value) in facts {
                if let Some(value) = value.filter(|it| !it.trim().is_empty()) {
                    writer.holding("dt", &self.get(key));
                    writer.holding(element("dd").with("class", "mono"), &value);
                }
            }
        });
    }

    fn tiles(&self, writer: &mut Writer) {
        let counts = &self.report.counts;
        let fixable = counts.states.get(&State::AffectedWithFix).copied().unwrap_or(0);
        let tiles = [
            ("command-scan-tile-open", counts.open),
            ("command-scan-tile-fixable", fixable),
            ("command-scan-tile-exploited", counts.exploited),
            ("command-scan-tile-borne", counts.borne),
            ("command-scan-tile-apart", counts.apart),
            ("command-scan-tile-closed", counts.closed),
        ];
        writer.inside(element("ul").with("class", "tiles"), |writer| {
            for (key, count) in tiles {
                writer.inside("li", |writer| {
                    writer.holding("b", &self.count(count));
                    writer.text(&self.get(key));
                });
            }
        });
    }

    fn verdict(&self, writer: &mut Writer) {
        let Some(verdict) = &self.report.verdict else { return };
        let (key, class) = if verdict.fails {
            ("command-scan-fails", "box fails")
        } else {
            ("command-scan-passes", "box passes")
        };
        let head = Message::new(key).text("policy", &verdict.policy).number("borne", verdict.borne);
        let reasons = self.report.reasons();
        self.list(writer, class, &self.texts.say(&head), &reasons);
    }

    fn gaps(&self, writer: &mut Writer) {
        let gaps: Vec<Message> =
            self.report.coverage.gaps.iter().map(haerterei_findings::Gap::message).collect();
        if gaps.is_empty() {
            return;
        }
        self.list(writer, "box gaps", &self.get("command-scan-not-looked-at"), &gaps);
    }

    fn malware(&self, writer: &mut Writer) {
        let Some(record) = &self.report.malware else { return };
        let head = self.texts.say(&malware::head(record, self.texts));
        let class = if record.hits.is_empty() { "box" } else { "box fails" };
        self.list(writer, class, &head, &malware::lines(record, self.showing.all));
    }

    fn base(&self, writer: &mut Writer) {
        let Some(bases) = &self.report.base else { return };
        let lines = base::lines(bases, true, self.texts);
        self.list(writer, "box", &self.get("command-scan-base"), &lines);
    }

    fn outdated(&self, writer: &mut Writer) {
        let all = &self.report.outdated;
        if all.is_empty() {
            return;
        }
        let summary = Message::new("command-scan-outdated").number("sources", all.len());
        let columns = [
            ("command-scan-source", ""),
            ("command-scan-installed", ""),
            ("command-scan-newest", ""),
            ("command-scan-suite", ""),
            ("command-scan-changelog", ""),
        ];
        writer.inside(element("details").with("class", "section"), |writer| {
            writer.holding("summary", &self.texts.say(&summary));
            self.rows(writer, "outdated", &columns, |writer, names| {
                for package in all {
                    let cell = |place: usize| named("td", names, place);
                    writer.inside("tr", |writer| {
                        writer.holding(cell(0), &package.source);
                        writer.holding(cell(1).with("class", "mono"), &package.installed);
                        writer.holding(cell(2).with("class", "mono"), &package.newest);
                        writer.holding(cell(3), &package.suite);
                        let reach = self.texts.say(&outdated::reach(package));
                        let weaknesses: Vec<String> = package.weaknesses.keys().cloned().collect();
                        writer.inside(cell(4), |writer| {
                            writer.text(&reach);
                            if !weaknesses.is_empty() {
                                writer.text(": ");
                                links(writer, &weaknesses);
                            }
                        });
                    });
                }
            });
        });
    }

    fn limits(&self, writer: &mut Writer) {
        let all = &self.report.support_limits;
        if all.is_empty() {
            return;
        }
        let columns = [
            ("command-scan-source", ""),
            ("command-scan-support", ""),
            ("command-scan-reason", ""),
        ];
        writer.inside(element("details").with("class", "section"), |writer| {
            let heading = self.get("command-scan-support-limits");
            writer.holding("summary", &format!("{heading} ({})", self.count(all.len())));
            self.rows(writer, "support", &columns, |writer, names| {
                for limit in all {
                    let cell = |place: usize| named("td", names, place);
                    writer.inside("tr", |writer| {
                        writer.holding(cell(0), &limit.source);
                        writer.holding(cell(1), &support::state(limit, self.texts));
                        writer.holding(cell(2), limit.reason.as_deref().unwrap_or("–"));
                    });
                }
            });
        });
    }

    fn notices(&self, writer: &mut Writer) {
        let notices: Vec<Message> = self.report.notices.iter().map(Notice::message).collect();
        if !notices.is_empty() {
            self.list(writer, "box gaps", &self.get("command-scan-notices"), &notices);
        }
    }

    /// Writes sentences with what to do about each.
    fn list(&self, writer: &mut Writer, class: &str, heading: &str, sentences: &[Message]) {
        writer.inside(element("section").with("class", class), |writer| {
            writer.holding("h2", heading);
            if sentences.is_empty() {
                return;
            }
            writer.inside("ul", |writer| {
                for sentence in sentences {
                    writer.inside("li", |writer| {
                        writer.text(&self.texts.say(sentence));
                        if let Some(hint) = self.texts.hint(sentence) {
                            writer.text(" ");
                            writer.holding(element("span").with("class", "faint"), &hint);
                        }
                    });
                }
            });
        });
    }

    fn remedies(&self, writer: &mut Writer) {
        writer.holding("h2", &self.get("command-scan-to-do"));
        if self.report.remedies.is_empty() {
            let key = if self.report.counts.incomplete {
                "command-scan-nothing-known"
            } else {
                "command-scan-nothing"
            };
            writer.holding("p", &self.get(key));
            return;
        }
        let columns = [
            ("command-scan-upgrade", ""),
            ("command-inspect-version", ""),
            ("command-scan-upgrade-to", ""),
            ("command-scan-mends", "number"),
            ("command-scan-worst", ""),
            ("command-scan-among-them", ""),
        ];
        self.rows(writer, "to-do", &columns, |writer, names| {
            for remedy in &self.report.remedies {
                writer.inside("tr", |writer| self.remedy(writer, names, remedy));
            }
        });
    }

    fn remedy(&self, writer: &mut Writer, names: &[String], remedy: &Remedy) {
        let cell = |place: usize| named("td", names, place);
        writer.inside(cell(0), |writer| {
            writer.holding("b", &remedy.package);
            writer.text(" ");
            writer.holding(element("span").with("class", "faint"), &remedy.space);
        });
        writer.holding(cell(1).with("class", "mono"), &remedy.installed);
        writer.holding(cell(2).with("class", "mono"), &remedy.to);
        writer.holding(cell(3).with("class", "number"), &self.count(remedy.weaknesses.len()));
        writer.inside(cell(4), |writer| {
            self.level(writer, remedy.worst, remedy.tenths);
            if remedy.exploited > 0 {
                let text = format!(
                    "{}: {}",
                    self.get("command-scan-is-exploited"),
                    self.count(remedy.exploited)
                );
                writer.text(" ");
                writer.holding(element("span").with("class", "tag exploited"), &text);
            }
        });
        writer.inside(cell(5).with("class", "mono"), |writer| {
            const SHOWN: usize = 4;
            let (shown, rest) = remedy.weaknesses.split_at(SHOWN.min(remedy.weaknesses.len()));
            links(writer, shown);
            if !rest.is_empty() {
                writer.inside("details", |writer| {
                    writer.holding("summary", &format!("+{}", self.count(rest.len())));
                    links(writer, rest);
                });
            }
        });
    }

    fn level(&self, writer: &mut Writer, level: Option<Level>, tenths: Option<u8>) {
        let class = level.map_or("unknown", Level::as_str);
        let text = words::severity(level, tenths, self.texts);
        writer.holding(element("span").with("class", format!("level {class}")), &text);
    }

    /// Writes a table whose rows are all of one body.
    fn rows(
        &self,
        writer: &mut Writer,
        id: &str,
        columns: &[(&'static str, &'static str)],
        rows: impl FnOnce(&mut Writer, &[String]),
    ) {
        self.table(writer, id, columns, |writer, names| {
            writer.inside("tbody", |writer| rows(writer, names));
        });
    }

    /// Writes a table; the names of its columns stand at each cell, too, for narrow screens.
    fn table(
        &self,
        writer: &mut Writer,
        id: &str,
        columns: &[(&'static str, &'static str)],
        body: impl FnOnce(&mut Writer, &[String]),
    ) {
        let names: Vec<String> = columns.iter().map(|(key, _)| self.get(key)).collect();
        writer.inside(element("table").with("id", id), |writer| {
            writer.inside("thead", |writer| {
                writer.inside("tr", |writer| {
                    for (name, (_, class)) in names.iter().zip(columns) {
                        writer.holding(
                            element("th").with("scope", "col").with("class", *class),
                            name,
                        );
                    }
                });
            });
            body(writer, &names);
        });
    }

    fn open(&self, writer: &mut Writer) {
        let groups = group(self.report.some(|it| it.is_open() && !is_apart(it)));
        writer.holding(
            "h2",
            &format!("{} ({})", self.get("command-scan-all"), self.count(groups.len())),
        );
        if groups.is_empty() {
            writer.holding("p", &self.get("command-scan-none-open"));
            return;
        }
        self.filters(writer);
        self.findings(writer, "open", &groups);
    }

    fn filters(&self, writer: &mut Writer) {
        let filters = [
            ("only-fixable", "command-scan-filter-fixable"),
            ("only-exploited", "command-scan-filter-exploited"),
            ("only-high", "command-scan-filter-high"),
            ("only-failing", "command-scan-filter-failing"),
            ("hide-borne", "command-scan-filter-borne"),
            ("hide-unimportant", "command-scan-filter-unimportant"),
        ];
        writer.inside(element("fieldset").with("class", "filters"), |writer| {
            for (id, key) in filters {
                if id == "only-failing" && self.report.verdict.is_none() {
                    continue;
                }
                writer.inside("label", |writer| {
                    writer.empty(element("input").with("type", "checkbox").with("id", id));
                    writer.text(" ");
                    writer.text(&self.get(key));
                });
            }
        });
    }

    fn folded(
        &self,
        writer: &mut Writer,
        heading: &'static str,
        wanted: impl Fn(&Finding) -> bool,
    ) {
        let groups = group(self.report.some(wanted));
        if groups.is_empty() {
            return;
        }
        writer.inside(element("details").with("class", "section"), |writer| {
            let heading = format!("{} ({})", self.get(heading), self.count(groups.len()));
            writer.holding("summary", &heading);
            self.findings(writer, heading_id(&groups), &groups);
        });
    }

    fn findings(&self, writer: &mut Writer, id: &str, groups: &[Group<'_>]) {
        let columns = [
            ("command-scan-weakness", ""),
            ("command-scan-score", ""),
            ("command-scan-components", ""),
            ("command-inspect-version", ""),
            ("command-scan-fixed-in", ""),
            ("command-scan-state", ""),
        ];
        self.table(writer, id, &columns, |writer, names| {
            for group in groups {
                // A body for each, so that what is folded has the whole width in a row of its own.
                let body = element("tbody").with("class", self.classes(group));
                writer.inside(body, |writer| {
                    writer.inside("tr", |writer| self.finding(writer, names, group));
                    let all = element("td").with("colspan", columns.len().to_string());
                    writer.inside(element("tr").with("class", "more"), |writer| {
                        writer.inside(all, |writer| self.more(writer, group));
                    });
                });
            }
        });
    }

    /// Returns what the filters go by.
    fn classes(&self, group: &Group<'_>) -> String {
        let finding = group.first;
        let level = finding.level(self.showing.order);
        let fails =
            group.members.iter().any(|(place, _)| !self.report.failed_by(*place).is_empty());
        let classes: Vec<&str> = [
            (finding.state == State::AffectedWithFix, "is-fixable"),
            (finding.exploited.is_some(), "is-exploited"),
            (level.is_some_and(|it| it >= Level::High), "is-high"),
            (fails, "is-failing"),
            (!finding.borne.is_empty(), "is-borne"),
            (finding.state == State::Unimportant, "is-unimportant"),
        ]
        .into_iter()
        .filter_map(|(is_so, class)| is_so.then_some(class))
        .collect();
        classes.join(" ")
    }

    fn finding(&self, writer: &mut Writer, names: &[String], group: &Group<'_>) {
        let finding = group.first;
        let cell = |place: usize| named("td", names, place);
        let page = words::page(&finding.weakness).unwrap_or_default();
        writer.inside(cell(0).with("class", "mono"), |writer| {
            writer.link(&page, &finding.weakness);
        });
        writer.inside(cell(1), |writer| {
            let tenths = finding.scored().and_then(|it| it.tenths);
            self.level(writer, finding.level(self.showing.order), tenths);
        });
        let mut packages: Vec<String> = Vec::new();
        for (_, member) in &group.members {
            let name = words::name(member);
            if !packages.contains(&name) {
                packages.push(name);
            }
        }
        writer.holding(cell(2), &packages.join(", "));
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        writer.holding(cell(3).with("class", "mono"), &or_dash(&finding.place.version));
        writer.holding(cell(4).with("class", "mono"), &or_dash(&finding.fixed_in));
        writer.inside(cell(5), |writer| self.state(writer, group));
    }

    fn state(&self, writer: &mut Writer, group: &Group<'_>) {
        let finding = group.first;
        writer.text(&self.get(finding.state.key()));
        writer.text(" ");
        for (is_so, key, class) in [
            (finding.exploited.is_some(), "command-scan-is-exploited", "tag exploited"),
            (!finding.disputed.is_empty(), "command-scan-is-disputed", "tag disputed"),
            (!finding.borne.is_empty(), "command-scan-is-borne", "tag borne"),
        ] {
            if is_so {
                writer.holding(element("span").with("class", class), &self.get(key));
            }
        }
        let mut rules: Vec<&str> =
            group.members.iter().flat_map(|(place, _)| self.report.failed_by(*place)).collect();
        rules.sort_unstable();
        rules.dedup();
        for rule in rules {
            writer.holding(element("span").with("class", "tag fails-on"), rule);
        }
    }

    /// Writes a line about a weakness, below which everything is folded that is known of it.
    fn more(&self, writer: &mut Writer, group: &Group<'_>) {
        let stories = self.showing.stories;
        let summary = stories.summary(group.first);
        // On paper nobody needs the beginning of what stands below it.
        let description = stories.description(group.first).unwrap_or_default();
        let class = match summary {
            Some(summary) if !description.starts_with(summary) => "faint",
            _ => "faint repeated",
        };
        let summary = summary.map_or_else(|| self.get("command-scan-details"), shortened);
        writer.inside("details", |writer| {
            writer.holding(element("summary").with("class", class), &summary);
            self.details(writer, group);
        });
    }

    /// Writes everything that is known of a finding.
    fn details(&self, writer: &mut Writer, group: &Group<'_>) {
        let finding = group.first;
        if let Some(description) = self.showing.stories.description(finding) {
            writer.holding("p", description);
        }
        let day = |seconds: i64| {
            Timestamp::from_second(seconds).ok().map(|it| it.strftime("%Y-%m-%d").to_string())
        };
        let aliases: Vec<String> = finding.aliases.iter().cloned().collect();
        let said: Vec<String> = finding.words.iter().map(|word| self.said(word)).collect();
        let ratings: Vec<String> = finding.severities.iter().map(|it| self.rated(it)).collect();
        let likelihood = finding.likelihood.map(|it| {
            let (score, above) = (words::percent(it.score), words::percent(it.percentile));
            format!("{score} % (EPSS; {above} %)")
        });
        let exploited = finding.exploited.as_ref().map(|it| it.added.clone());
        let mut places: Vec<String> = group
            .members
            .iter()
            .flat_map(|(_, it)| &it.place.locations)
            .take(MOST_PLACES)
            .map(|it| {
                let layer = Message::new("command-scan-in-layer").number("layer", it.layer + 1);
                format!("{} ({})", words::path(it), self.texts.say(&layer))
            })
            .collect();
        // Packages of one database are in one place.
        places.dedup();
        let purls: Vec<String> =
            group.members.iter().map(|(_, it)| it.place.name.clone()).collect();
        let proposals: Vec<String> = finding
            .proposals
            .iter()
            .map(|proof| {
                let evidence: Vec<String> =
                    proof.evidence.iter().map(|it| self.texts.say(it)).collect();
                format!("{}: {}", proof.rule, evidence.join(" "))
            })
            .collect();
        writer.inside(element("dl").with("class", "facts"), |writer| {
            self.fact(writer, "command-scan-aliases", &aliases);
            self.fact(writer, "command-scan-published", finding.published.and_then(day).as_slice());
            self.fact(writer, "command-scan-said-by", &said);
            self.fact(writer, "command-scan-rated-by", &ratings);
            self.fact(writer, "command-scan-exploited-since", exploited.as_slice());
            self.fact(writer, "command-scan-likelihood", likelihood.as_slice());
            self.fact(writer, "command-scan-decided", self.decided(finding).as_slice());
            self.fact(writer, "command-scan-borne-by", &finding.borne);
            self.fact(writer, "command-scan-disputed-by", &finding.disputed);
            let claims = finding.claimed.iter().map(|it| reasons::claim(it, self.texts));
            self.fact(writer, "command-scan-claimed-by", &claims.collect::<Vec<String>>());
            self.fact(writer, "command-scan-indications", &proposals);
            self.fact(writer, "command-scan-purl", &purls);
            self.fact(writer, "command-scan-places", &places);
            let page = words::page(&finding.weakness);
            let pages: Vec<&str> = page
                .as_deref()
                .into_iter()
                .chain(self.showing.stories.references(finding))
                .take(MOST_PLACES)
                .collect();
            if !pages.is_empty() {
                writer.holding("dt", &self.get("command-scan-read-on"));
                writer.inside(element("dd").with("class", "pages"), |writer| {
                    for page in pages {
                        writer.inside("div", |writer| writer.link(page, page));
                    }
                });
            }
        });
    }

    fn fact(&self, writer: &mut Writer, key: &'static str, values: &[String]) {
        if values.is_empty() {
            return;
        }
        writer.holding("dt", &self.get(key));
        writer.inside("dd", |writer| {
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    writer.empty("br");
                }
                writer.text(value);
            }
        });
    }

    fn said(&self, word: &haerterei_findings::SourceWord) -> String {
        let mut text =
            format!("{}: {}: {}", word.source, word.advisory, self.get(word.state.key()));
        for more in [&word.fixed_in, &word.urgency, &word.note].into_iter().flatten() {
            text.push_str("; ");
            text.push_str(more);
        }
        text
    }

    fn rated(&self, rated: &Rated) -> String {
        let level = rated.level().map(|it| self.get(it.key())).unwrap_or_default();
        format!("{} {level}", words::rated(rated)).trim_end().to_owned()
    }

    /// Returns what was decided of a finding, by whom and why, and whether that is a claim.
    fn decided(&self, finding: &Finding) -> Option<String> {
        let decided = finding.decided.as_ref()?;
        let by = match &decided.ground {
            Ground::Decision { id, by, .. } => format!("{id} ({by})"),
            Ground::Vex { document, author } => format!("{document} ({author})"),
            Ground::Proof { rule } => rule.clone(),
            Ground::Source { source } => source.clone(),
        };
        let mut parts = vec![decided.status.open_vex().to_owned()];
        parts.extend(decided.justification.map(|it| it.as_str().to_owned()));
        parts.push(by);
        parts.extend(decided.text.clone());
        let claim = decided.rests_on.filter(|it| it.is_claim());
        parts.extend(claim.map(|it| self.get(it.key())));
        Some(parts.join("; "))
    }

    /// Writes which documents of others were heard, and what they are worth.
    fn vex(&self, writer: &mut Writer) {
        let lines = vex::lines(&self.report.vex, true, self.texts);
        if lines.is_empty() {
            return;
        }
        writer.inside(element("details").with("class", "section"), |writer| {
            writer.holding("summary", &self.get("command-scan-vex"));
            writer.inside("ul", |writer| lines.iter().for_each(|line| writer.holding("li", line)));
        });
    }

    /// Writes what was asked, and how old it is.
    fn sources(&self, writer: &mut Writer) {
        let loaded = &self.report.coverage.loaded;
        if loaded.is_empty() {
            return;
        }
        writer.inside(element("details").with("class", "section"), |writer| {
            writer.holding("summary", &self.get("command-scan-sources"));
            let columns = [
                ("command-scan-space", ""),
                ("command-scan-feed", ""),
                ("command-scan-data-of", ""),
                ("command-inspect-digest", ""),
            ];
            self.rows(writer, "sources", &columns, |writer, names| {
                for (space, source) in
                    loaded.iter().flat_map(|(space, all)| all.iter().map(move |it| (space, it)))
                {
                    writer.inside("tr", |writer| {
                        let cell = |place: usize| named("td", names, place);
                        let day = source.date.and_then(|it| Timestamp::from_second(it).ok());
                        let day = day.map(|it| it.strftime("%Y-%m-%d").to_string());
                        writer.holding(cell(0), space);
                        writer.holding(cell(1), &source.source);
                        writer.holding(cell(2), day.as_deref().unwrap_or("–"));
                        writer.holding(cell(3).with("class", "mono"), &source.digest);
                    });
                }
            });
        });
    }
}

/// Writes weaknesses, each with a link to its page.
fn links(writer: &mut Writer, names: &[String]) {
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            writer.text(", ");
        }
        writer.link(&words::page(name).unwrap_or_default(), name);
    }
}

/// Returns the beginning of a text, to the end of a word.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else { return text.to_owned() };
    let start = text.get(..end).unwrap_or_default();
    let start = start.rsplit_once(' ').map_or(start, |(start, _)| start);
    format!("{start} …")
}

/// Returns a cell that knows the name of its column.
fn named(name: &'static str, names: &[String], place: usize) -> Element {
    element(name).with("data-name", names.get(place).cloned().unwrap_or_default())
}

fn heading_id(groups: &[Group<'_>]) -> &'static str {
    match groups.first() {
        Some(group) if group.first.is_open() => "apart",
        _ => "closed",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    /// Returns every tag of a page with its attributes, as a browser takes them apart as long as
    /// everything is quoted and escaped; panics where something is not.
    fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
        let mut tags = Vec::new();
        let body = page.split("</style>").nth(1).expect("a style");
        let mut rest = body;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            let end = rest.find('>').expect("a tag ends");
            let tag = &rest[..end];
            rest = &rest[end + 1..];
            assert!(!tag.contains('<'), "{tag}");
            let mut attributes = Vec::new();
            let (name, mut more) = tag.split_once(' ').unwrap_or((tag, ""));
            while !more.trim().is_empty() {
                let (key, after) = more.trim_start().split_once("=\"").expect("quoted");
                let (value, after) = after.split_once('"').expect("quoted");
                attributes.push((key.to_owned(), value.to_owned()));
                more = after;
            }
            tags.push((name.to_owned(), attributes));
        }
        tags
    }

    #[test]
    fn no_name_of_strangers_becomes_markup() {
        for sample in [Sample::hostile(), Sample::hostile().german(), Sample::empty()] {
            let page = page(&sample.showing());
            assert!(!page.contains(['\u{1b}', '\u{202e}', '\0']));
            for (name, attributes) in tags(&page) {
                assert!(
                    !["script", "img", "iframe", "object", "link", "svg", "base", "form"]
                        .contains(&name.as_str()),
                    "{name}"
                );
                for (key, value) in attributes {
                    assert!(
                        !key.starts_with("on") && key != "src" && key != "style",
                        "{key}={value}"
                    );
                    if key == "href" {
                        assert!(value.starts_with("https://"), "{value}");
                    }
                }
            }
        }
    }

    #[test]
    fn it_needs_nothing_but_itself_and_every_element_ends() {
        let page = page(&Sample::hostile().showing());
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
        let mut open: Vec<String> = Vec::new();
        for (name, _) in tags(&page) {
            match name.strip_prefix('/') {
                Some(name) if open.is_empty() => assert!(["body", "html", "head"].contains(&name)),
                Some("head") => {}
                Some(name) => assert_eq!(open.pop().as_deref(), Some(name)),
                None if ["meta", "input", "br"].contains(&name.as_str()) => {}
                None => open.push(name),
            }
        }
        assert_eq!(open, [""; 0]);
    }

    #[test]
    fn what_is_folded_has_a_row_of_its_own_and_paper_shows_it() {
        let sample = Sample::hostile();
        let page = page(&sample.showing());
        let findings = page.matches("<tr class=\"more\"><td colspan=\"6\"><details>").count();
        assert_eq!(findings, page.matches("<tbody class=\"").count());
        // Four findings in four groups: three of them open, one kept apart.
        assert_eq!(findings, sample.report.findings.len());
        let paper = STYLE.split("@media print").nth(1).unwrap();
        assert!(paper.contains("details::details-content { content-visibility: visible"));
        // Rules for narrow screens would make a list of every table on paper, too.
        assert!(STYLE.matches("@media (max-width").count() == 0, "{STYLE}");
    }

    #[test]
    fn what_was_not_looked_at_stands_before_everything_else() {
        for (sample, gaps, todo) in [
            (Sample::hostile(), "Not looked at", "What to do"),
            (Sample::hostile().german(), "Nicht geprüft", "Was zu tun ist"),
        ] {
            let page = page(&sample.showing());
            let place = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part}"));
            assert!(place(gaps) < place(todo));
            assert!(place(todo) < place("id=\"open\""));
            assert!(place("id=\"open\"") < place("id=\"outdated\""));
            assert!(place("id=\"outdated\"") < place("id=\"support\""));
            assert!(place("id=\"support\"") < place("id=\"apart\""));
            assert!(page.contains("trixie-security") && page.contains("Nobody looks after it"));
            assert!(page.contains("=x&lt;b&gt;") && !page.contains("=x<b>"));
            assert!(page.contains("is-fixable is-exploited is-high is-failing"));
        }
    }
}
