// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whether a recipe still is the one a lock was made from.

use haerterei_ground::{Blame, Explain, Message};

use super::{Lock, LockedRecipe};
use crate::load::Recipe;

/// The recipe is no longer the one the lock was made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recipe has outgrown its lock")]
pub struct Outgrown {
    /// The keys that changed, as far as the lock knows them.
    pub keys: Vec<String>,
    /// The files that changed, came or went.
    pub files: Vec<String>,
}

impl Explain for Outgrown {
    fn message(&self) -> Message {
        let changed: Vec<&str> = self.keys.iter().chain(&self.files).map(String::as_str).collect();
        if changed.is_empty() {
            Message::new("recipe-outgrown")
        } else {
            Message::new("recipe-outgrown-changed").text("changed", changed.join(", "))
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl Lock {
    /// Checks that a recipe, with everything it inherits and every file it names, is the one this
    /// lock was made from.
    pub fn outgrown(&self, recipe: &Recipe) -> Result<(), Outgrown> {
        let now = recipe.locked();
        if now.digest == self.recipe.digest {
            return Ok(());
        }
        Err(Outgrown {
            keys: different(&self.recipe, &now, |recipe| &recipe.keys),
            files: different(&self.recipe, &now, |recipe| &recipe.files),
        })
    }
}

fn different<V: PartialEq>(
    before: &LockedRecipe,
    now: &LockedRecipe,
    part: impl Fn(&LockedRecipe) -> &std::collections::BTreeMap<String, V>,
) -> Vec<String> {
    let (before, now) = (part(before), part(now));
    let mut names: Vec<String> = before
        .iter()
        .filter(|(name, value)| now.get(*name) != Some(value))
        .map(|(name, _)| name.clone())
        .chain(now.keys().filter(|name| !before.contains_key(*name)).cloned())
        .collect();
    names.sort();
    names
}
