// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A finished build: what it is and why.

use std::collections::BTreeMap;

use haerterei_build::{Amount, DropRules, PlatformReport, Report, contract_json};
use haerterei_ground::Message;
use haerterei_texts::{Language, Texts};

use crate::figures;
use crate::inspection::{Claims, show_claims};
use crate::table::{self, Align, Table};

/// How many rules the line about what was left out names.
const MOST_RULES: usize = 5;

/// Shows what was built and why; with `details` also layers, packages and every dependency that
/// was not followed.
pub(crate) fn text(report: &Report, texts: &Texts, width: Option<usize>, details: bool) -> String {
    let show = Show { report, texts, language: texts.language(), width };
    let mut sections = vec![show.head(), show.platforms(), show.facts(), show.features()];
    if details {
        sections.extend([show.layers(), show.left_out(), show.dependencies()]);
    }
    sections.extend([show.configuration(), show.missing()]);
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

struct Show<'a> {
    report: &'a Report,
    texts: &'a Texts,
    language: Language,
    width: Option<usize>,
}

/// What one platform's line says, with its label.
type Fact = (&'static str, Option<Message>);

impl Show<'_> {
    fn get(&self, key: &'static str) -> String {
        self.texts.get(key)
    }

    fn size(&self, bytes: u64) -> String {
        figures::size(bytes, self.language)
    }

    /// Returns how many packages an image holds, those of its base included.
    fn count_of_packages(&self, platform: &PlatformReport) -> String {
        let inherited = platform.base.as_ref().map_or(0, |base| base.packages);
        self.count(inherited + platform.packages.len() as u64)
    }

    fn count(&self, number: u64) -> String {
        figures::count(number, self.language)
    }

    fn plain_table() -> Table {
        Table::new([(String::new(), Align::Left), (String::new(), Align::Left)])
    }

    fn head(&self) -> String {
        let report = self.report;
        let variant = report.variant.as_deref().map(|name| format!(" ({name})"));
        let variant = variant.unwrap_or_default();
        let mut text = format!("{}{variant} {}\n", report.name, report.version);
        let mut table = Self::plain_table();
        if let Some(title) = &report.recipe.title {
            let title =
                if self.language == Language::German { title.german() } else { title.english() };
            table.row([self.get("command-inspect-title"), table::plain(title)]);
        }
        let from = match report.recipe.end_of_support {
            Some(end) => Message::new("command-build-from-until")
                .text("distribution", &report.distribution)
                .text("end", end),
            None => Message::new("command-build-from").text("distribution", &report.distribution),
        };
        table.row([self.get("command-build-packages-of"), self.texts.say(&from)]);
        table.row([self.get("command-inspect-digest"), report.digest.to_string()]);
        for output in &report.outputs {
            table.row([self.get("command-build-output"), output.clone()]);
        }
        text.push_str(&table.draw(self.width));
        text
    }

    fn platforms(&self) -> String {
        let mut table = Table::new([
            (self.get("command-inspect-platform"), Align::Left),
            (self.get("command-build-compressed"), Align::Right),
            (self.get("command-inspect-unpacked"), Align::Right),
            (self.get("command-inspect-layers"), Align::Right),
            (self.get("command-inspect-packages"), Align::Right),
            ("Manifest".to_owned(), Align::Left),
        ]);
        for platform in &self.report.platforms {
            table.row([
                format!("linux/{}", platform.architecture),
                self.size(platform.compressed_size),
                self.size(platform.size),
                platform.layers.len().to_string(),
                self.count_of_packages(platform),
                platform.digest.to_string(),
            ]);
        }
        table.draw(self.width)
    }

    /// What was done and proved. Platforms that agree share a line.
    fn facts(&self) -> String {
        let facts: Vec<(&PlatformReport, Vec<Fact>)> = self
            .report
            .platforms
            .iter()
            .map(|platform| (platform, self.facts_of(platform)))
            .collect();
        let Some((_, first)) = facts.first() else { return String::new() };
        let mut table = Self::plain_table();
        for (row, (label, _)) in first.iter().enumerate() {
            let lines: Vec<(&str, String)> = facts
                .iter()
                .filter_map(|(platform, facts)| {
                    let (_, message) = facts.get(row)?;
                    Some((platform.architecture.as_str(), self.texts.say(message.as_ref()?)))
                })
                .collect();
            let same = lines.len() == facts.len()
                && lines.iter().all(|(_, line)| Some(line) == lines.first().map(|(_, line)| line));
            for (number, (architecture, line)) in lines.into_iter().enumerate() {
                if same && number > 0 {
                    break;
                }
                let label = if number == 0 { self.get(label) } else { String::new() };
                let line = if same { line } else { format!("{architecture}: {line}") };
                table.row([label, line]);
            }
        }
        table.draw(self.width)
    }

    fn facts_of(&self, platform: &PlatformReport) -> Vec<Fact> {
        let scripts = platform.scripts;
        let proof = platform.proof;
        let all = platform.dropped.values().fold(Amount::default(), |sum, amount| Amount {
            files: sum.files + amount.files,
            bytes: sum.bytes + amount.bytes,
        });
        let without = (!platform.without.is_empty()).then(|| {
            let names = platform.without.iter().map(|(what, who)| format!("{what} ({who})"));
            Message::new("command-build-without")
                .text("effects", names.collect::<Vec<_>>().join(", "))
        });
        vec![
            (
                "command-build-label-base",
                platform.base.as_ref().map(|base| {
                    Message::new("command-build-base")
                        .text("name", &base.name)
                        .text("digest", base.digest)
                        .number("layers", base.layers)
                        .number("packages", base.packages)
                        .text("size", self.size(base.compressed_size))
                }),
            ),
            (
                "command-build-label-scripts",
                Some(
                    Message::new("command-build-scripts")
                        .number("packages", scripts.packages)
                        .number("with", scripts.with_scripts)
                        .number("scripts", scripts.scripts)
                        .number("recognised", scripts.recognised)
                        .number("catalogued", scripts.catalogued)
                        .number("executed", scripts.executed)
                        .number("acknowledged", scripts.acknowledged),
                ),
            ),
            ("command-build-label-without", without),
            (
                "command-build-label-left-out",
                Some(
                    Message::new("command-build-left-out")
                        .number("files", all.files)
                        .text("bytes", self.size(all.bytes))
                        .text("rules", self.top_rules(&platform.dropped))
                        .number("dependencies", platform.dropped_dependencies.len()),
                ),
            ),
            (
                "command-build-label-proof",
                Some(
                    Message::new("command-build-proof")
                        .text("satisfied", self.count(proof.satisfied))
                        .text("elf", self.count(proof.elf_files))
                        .number("scripts", proof.scripts)
                        .number("jars", proof.jars)
                        .number("links", proof.links),
                ),
            ),
            (
                "command-build-label-hardened",
                Some(
                    Message::new("command-build-hardened")
                        .text("user", self.report.recipe.user)
                        .number("writable", self.report.recipe.writable_paths.len())
                        .number("privileges", platform.privileges_taken.len()),
                ),
            ),
            (
                "command-build-label-trust",
                platform
                    .trusted_authorities
                    .map(|count| Message::new("command-build-trust").number("count", count)),
            ),
            (
                "command-build-label-carries",
                (!platform.carries.is_empty()).then(|| {
                    Message::new("command-build-carries")
                        .text("modules", platform.carries.join(", "))
                }),
            ),
        ]
    }

    /// Names the rules that left out most, by size.
    fn top_rules(&self, dropped: &BTreeMap<String, Amount>) -> String {
        let mut rules: Vec<(&String, &Amount)> = dropped.iter().collect();
        rules.sort_by(|one, other| other.1.bytes.cmp(&one.1.bytes).then(one.0.cmp(other.0)));
        let mut names: Vec<String> = rules
            .iter()
            .take(MOST_RULES)
            .map(|(rule, amount)| format!("{} {}", self.rule(rule), self.size(amount.bytes)))
            .collect();
        if rules.len() > MOST_RULES {
            names.push("…".to_owned());
        }
        names.join(", ")
    }

    /// Returns a rule's name for people; one that is not known keeps its own.
    fn rule(&self, id: &str) -> String {
        let key = match id {
            "recipe" => "command-rule-recipe",
            "replaced" => "command-rule-replaced",
            "script-without-interpreter" => "command-rule-script-without-interpreter",
            "documentation" => "command-rule-documentation",
            "translations" => "command-rule-translations",
            "quality-assurance-files" => "command-rule-quality-assurance-files",
            "interactive-shell-files" => "command-rule-interactive-shell-files",
            "service-manager-files" => "command-rule-service-manager-files",
            "package-manager-files" => "command-rule-package-manager-files",
            "desktop-files" => "command-rule-desktop-files",
            "development-files" => "command-rule-development-files",
            "debugging-files" => "command-rule-debugging-files",
            "caches-and-logs" => "command-rule-caches-and-logs",
            "device-and-runtime-folders" => "command-rule-device-and-runtime-folders",
            _ => return id.to_owned(),
        };
        self.get(key)
    }

    fn features(&self) -> String {
        let mut table = Self::plain_table();
        let mut any = false;
        let Some(platform) = self.report.platforms.first() else { return String::new() };
        for feature in &platform.features_off {
            let Some((english, german)) = &feature.effect else { continue };
            let effect = if self.language == Language::German { german } else { english };
            table.row([format!("  {}", feature.missing), table::plain(effect)]);
            any = true;
        }
        if !any {
            return String::new();
        }
        format!("{}\n{}", self.get("command-build-features-off"), table.draw(self.width))
    }

    fn layers(&self) -> String {
        let mut table = Table::new([
            ("  #".to_owned(), Align::Right),
            (self.get("command-inspect-platform"), Align::Left),
            (self.get("command-inspect-digest"), Align::Left),
            (self.get("command-build-compressed"), Align::Right),
            (self.get("command-inspect-unpacked"), Align::Right),
            (self.get("command-inspect-packages"), Align::Left),
        ]);
        for platform in &self.report.platforms {
            let versions: BTreeMap<&str, &str> = platform
                .packages
                .iter()
                .map(|package| (package.name.as_str(), package.version.as_str()))
                .collect();
            for (number, layer) in platform.layers.iter().enumerate() {
                let packages: Vec<String> = layer
                    .packages
                    .iter()
                    .map(|name| match versions.get(name.as_str()) {
                        Some(version) => format!("{name} {version}"),
                        None => name.clone(),
                    })
                    .collect();
                table.row([
                    (number + 1).to_string(),
                    platform.architecture.clone(),
                    layer.digest.short(),
                    self.size(layer.compressed_size),
                    self.size(layer.size),
                    if layer.base {
                        self.get("command-build-layer-base")
                    } else if packages.is_empty() {
                        self.get("command-build-layer-made")
                    } else {
                        packages.join(", ")
                    },
                ]);
            }
        }
        format!("{}\n{}", self.get("command-inspect-layers"), table.draw(self.width))
    }

    /// Every rule that left something out, with its reason.
    fn left_out(&self) -> String {
        let Some(platform) = self.report.platforms.first() else { return String::new() };
        let mut table = Table::new([
            (String::new(), Align::Left),
            (String::new(), Align::Right),
            (String::new(), Align::Right),
            (String::new(), Align::Left),
        ]);
        for (id, amount) in &platform.dropped {
            let rule = DropRules::standard().iter().find(|rule| rule.id == *id);
            let reason = rule.map_or("", |rule| {
                if self.language == Language::German { &rule.german } else { &rule.english }
            });
            table.row([
                format!("  {}", self.rule(id)),
                self.count(amount.files),
                self.size(amount.bytes),
                reason.to_owned(),
            ]);
        }
        let heading = self.get("command-build-label-left-out");
        format!("{heading} (linux/{})\n{}", platform.architecture, table.draw(self.width))
    }

    fn dependencies(&self) -> String {
        let Some(platform) = self.report.platforms.first() else { return String::new() };
        if platform.dropped_dependencies.is_empty() {
            return String::new();
        }
        let mut table = Self::plain_table();
        for edge in &platform.dropped_dependencies {
            let reason = match self.language {
                Language::German if !edge.reason_de.is_empty() => &edge.reason_de,
                _ => &edge.reason,
            };
            let why = if reason.is_empty() { &edge.rule } else { reason };
            table.row([format!("  {} → {}", edge.from, edge.dependency), table::plain(why)]);
        }
        let heading = self.get("command-build-dependencies");
        format!("{heading} (linux/{})\n{}", platform.architecture, table.draw(self.width))
    }

    /// The configuration as the recipe documents it: the same that `inspect` reads from the image.
    fn configuration(&self) -> String {
        let claims = Claims::of_contract(&contract_json(&self.report.recipe));
        show_claims(&claims, "command-build-configuration", self.texts, self.width)
    }

    /// What the recipe could still say, by the keys that say it.
    fn missing(&self) -> String {
        if self.report.missing_annotations.is_empty() {
            return String::new();
        }
        let keys: Vec<String> =
            self.report.missing_annotations.iter().map(|name| recipe_key(name)).collect();
        let message = Message::new("command-build-missing").text("keys", keys.join(", "));
        let lines = table::wrap(&self.texts.say(&message), self.width.unwrap_or(usize::MAX));
        lines.join("\n") + "\n"
    }
}

/// Returns the recipe's key that becomes an annotation.
fn recipe_key(annotation: &str) -> String {
    let key = match annotation {
        "org.opencontainers.image.title" => "title",
        "org.opencontainers.image.description" => "description",
        "org.opencontainers.image.vendor" => "responsible.organisation",
        "org.opencontainers.image.authors" => "responsible.email",
        "haerterei.security-contact" => "responsible.security-contact",
        "haerterei.recipe.version" => "version",
        "haerterei.end-of-support" => "end-of-support",
        other => return format!("annotations.\"{other}\""),
    };
    key.to_owned()
}

#[cfg(test)]
mod tests;
