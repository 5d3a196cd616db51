// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What of a package's files stays out of an image: the rules of `data/drop-rules.toml`.

use std::sync::LazyLock;

use haerterei_ground::TreePath;
use haerterei_recipe::Glob;
use serde::Deserialize;

/// The rules as they stand in the data file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    rule: Vec<RuleDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleDocument {
    id: String,
    paths: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    en: String,
    de: String,
}

/// One rule that leaves paths out.
#[derive(Debug)]
pub struct DropRule {
    /// Its name in reports (`documentation`).
    pub id: String,
    /// Why, in English.
    pub english: String,
    /// Why, in German.
    pub german: String,
    paths: Vec<Glob>,
    except: Vec<Glob>,
}

impl DropRule {
    fn matches(&self, path: &TreePath) -> bool {
        self.paths.iter().any(|glob| glob.matches(path))
            && !self.except.iter().any(|glob| glob.matches(path))
    }
}

/// The rules that every build follows.
#[derive(Debug)]
pub struct DropRules {
    /// The version of their meaning; stands in every lock.
    pub version: u32,
    rules: Vec<DropRule>,
}

static RULES: LazyLock<DropRules> = LazyLock::new(|| {
    let document: Document = toml::from_str(include_str!("../data/drop-rules.toml"))
        .expect("the embedded rules are sound, as a test holds");
    let globs = |texts: &[String]| -> Vec<Glob> {
        texts.iter().map(|text| Glob::parse(text).expect("embedded patterns are sound")).collect()
    };
    DropRules {
        version: document.version,
        rules: document
            .rule
            .into_iter()
            .map(|rule| DropRule {
                paths: globs(&rule.paths),
                except: globs(&rule.except),
                id: rule.id,
                english: rule.en,
                german: rule.de,
            })
            .collect(),
    }
});

impl DropRules {
    /// Returns the rules of this version of the tool.
    pub fn standard() -> &'static Self {
        &RULES
    }

    /// Returns the first rule that leaves a path out, if any does.
    pub fn against(&self, path: &TreePath) -> Option<&DropRule> {
        self.rules.iter().find(|rule| rule.matches(path))
    }

    /// Returns all rules, in the order in which they are asked.
    pub fn iter(&self) -> impl Iterator<Item = &DropRule> {
        self.rules.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str) -> Option<&'static str> {
        let path = TreePath::parse(path).unwrap();
        DropRules::standard().against(&path).map(|rule| rule.id.as_str())
    }

    #[test]
    fn the_rules_leave_out_what_they_say() {
        for (path, expected) in [
            ("usr/share/doc/libc6/changelog.Debian.gz", Some("documentation")),
            ("usr/share/doc/libc6/copyright", None),
            ("usr/share/man/man1/java.1.gz", Some("documentation")),
            ("usr/share/locale/de/LC_MESSAGES/libc.mo", Some("translations")),
            ("usr/lib/locale/C.utf8/LC_CTYPE", None),
            ("usr/lib/systemd/system/tomcat10.service", Some("service-manager-files")),
            ("etc/cron.daily/tomcat10", Some("service-manager-files")),
            ("etc/init.d/x", Some("service-manager-files")),
            ("usr/lib/x86_64-linux-gnu/libc.so.6", None),
            ("usr/lib/jvm/java-21-openjdk-amd64/lib/modules", None),
            ("usr/share/zoneinfo/Europe/Berlin", None),
            ("etc/ssl/certs", None),
        ] {
            assert_eq!(rule(path), expected, "{path}");
        }
    }

    #[test]
    fn every_rule_gives_its_reason_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for rule in DropRules::standard().iter() {
            assert!(!rule.english.is_empty() && !rule.german.is_empty(), "{}", rule.id);
            assert!(seen.insert(&rule.id), "{} twice", rule.id);
        }
    }
}
