// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which dependencies an image follows.
//!
//! A dependency of a package is often one of its installation: debconf, ucf, the tools that its
//! scripts call. `data/install-only-edges.toml` names those, the recipe keeps or drops further
//! ones. Every dependency that is not followed stands in the lock with its reason.

use std::sync::LazyLock;

use haerterei_packages::relations::Alternatives;
use haerterei_recipe::{EdgeVerdict, PackagePattern, Resolved};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    edge: Vec<EdgeDocument>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeDocument {
    rule: String,
    from: PackagePattern,
    on: PackagePattern,
    en: String,
    de: String,
}

/// Dependencies that only installing needs.
#[derive(Debug)]
pub(crate) struct InstallOnly(Document);

static INSTALL_ONLY: LazyLock<InstallOnly> = LazyLock::new(|| {
    InstallOnly(
        toml::from_str(include_str!("../data/install-only-edges.toml"))
            .expect("the embedded rules are sound, as a test holds"),
    )
});

/// Why a dependency is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotFollowed {
    /// The rule: an id of the data file, `recipe`, or `feature NAME`.
    pub(crate) rule: String,
    /// Why, in English and in German.
    pub(crate) reason: (String, String),
}

/// The version of the rules, which stands in every lock.
pub(crate) fn version() -> u32 {
    INSTALL_ONLY.0.version
}

/// Returns why a dependency of `package` is not followed, or nothing if it is.
///
/// Of alternatives, one that is kept keeps them all; else one that is dropped drops them all: the
/// others are there for the same purpose.
pub(crate) fn not_followed(
    recipe: &Resolved,
    package: &str,
    alternatives: &Alternatives,
) -> Option<NotFollowed> {
    let names = || alternatives.relations().iter().map(|relation| &*relation.package);
    let verdicts: Vec<EdgeVerdict<'_>> = names().map(|on| recipe.edge(package, on)).collect();
    for verdict in &verdicts {
        if matches!(verdict, EdgeVerdict::Keep(_) | EdgeVerdict::KeepFor(_)) {
            return None;
        }
    }
    for verdict in verdicts {
        match verdict {
            EdgeVerdict::Drop(choice) => {
                return Some(NotFollowed {
                    rule: "recipe".to_owned(),
                    reason: (choice.reason.english().to_owned(), choice.reason.german().to_owned()),
                });
            }
            EdgeVerdict::DropFeature(feature) => {
                return Some(NotFollowed {
                    rule: format!("feature {feature}"),
                    reason: (
                        "only a feature profile that is not chosen needs it".to_owned(),
                        "nur ein Profil, das nicht gewählt ist, braucht sie".to_owned(),
                    ),
                });
            }
            _ => {}
        }
    }
    // The first alternative says what a relation is for.
    let first = names().next()?;
    INSTALL_ONLY.0.edge.iter().find_map(|edge| {
        let applies = edge.from.matches(package) && edge.on.matches(first);
        applies.then(|| NotFollowed {
            rule: edge.rule.clone(),
            reason: (edge.en.clone(), edge.de.clone()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_sound_and_give_reasons() {
        let rules = &INSTALL_ONLY.0;
        assert!(rules.version > 0 && !rules.edge.is_empty());
        for edge in &rules.edge {
            assert!(!edge.rule.is_empty() && !edge.en.is_empty() && !edge.de.is_empty());
        }
    }
}
