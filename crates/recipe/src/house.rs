// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The house file: what holds for every image of an organisation.

use camino::Utf8Path;
use haerterei_ground::Message;
use serde::{Deserialize, Serialize};

use crate::fault::RecipeError;
use crate::model::Resolved;
use crate::names::{DistributionName, Localised, PackagePattern, Size};
use crate::yaml::Node;

/// What an organisation demands of every recipe and image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HouseRules {
    /// Keys every recipe must have.
    pub required_keys: Vec<String>,
    /// Packages that may not come into an image, not even as a dependency; the caller checks the
    /// resolved packages with [`HouseRules::forbidden`].
    pub forbidden_packages: Vec<ForbiddenPackage>,
    /// The distributions that may be used; all if there are none.
    pub distributions: Vec<DistributionName>,
    /// The largest compressed size of an image; the caller checks it after the build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_size: Option<Size>,
    /// Exceptions that no recipe may make.
    pub forbidden_allowances: Vec<String>,
}

/// A package that may not come into an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ForbiddenPackage {
    /// The package.
    pub package: PackagePattern,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Localised>,
}

impl HouseRules {
    /// Returns the rule that forbids a package, if one does.
    pub fn forbidden(&self, package: &str) -> Option<&ForbiddenPackage> {
        self.forbidden_packages.iter().find(|rule| rule.package.matches(package))
    }

    /// Checks what can be checked of a recipe alone.
    pub(crate) fn check(
        &self,
        recipe: &Resolved,
        node: &Node,
        fault: &mut dyn FnMut(&str, Message),
    ) {
        for key in &self.required_keys {
            let present = key.split('.').try_fold(node, |node, part| node.get(part));
            if present.is_none() {
                fault("", Message::new("recipe-house-key").text("key", key));
            }
        }
        for (index, wanted) in recipe.packages.iter().enumerate() {
            if self.forbidden(wanted.name.as_str()).is_some() {
                let message = Message::new("recipe-house-package").text("package", &wanted.name);
                fault(&format!("packages[{index}]"), message);
            }
        }
        if !self.distributions.is_empty() && !self.distributions.contains(&recipe.distribution) {
            let allowed: Vec<String> = self.distributions.iter().map(ToString::to_string).collect();
            let message = Message::new("recipe-house-distribution")
                .text("distribution", &recipe.distribution)
                .text("allowed", allowed.join(", "));
            fault("distribution", message);
        }
        for allowance in &self.forbidden_allowances {
            let made = match allowance.as_str() {
                "shell" => recipe.allow.shell.is_some(),
                "package-manager" => recipe.allow.package_manager.is_some(),
                "root" => recipe.allow.root.is_some(),
                "setuid" => !recipe.allow.setuid.is_empty(),
                _ => false,
            };
            if made {
                let message = Message::new("recipe-house-allowance").text("allowance", allowance);
                fault(&format!("allow.{allowance}"), message);
            }
        }
    }
}

/// Takes the rules out of a house file.
pub(crate) fn take_rules(house: &mut Node, asked: &Utf8Path) -> Result<HouseRules, RecipeError> {
    let Some(rules) = house.take("rules") else {
        return Ok(HouseRules::default());
    };
    // A fault of its shape has been found already, and is told with the others.
    match serde_json::from_value(rules.to_value()) {
        Ok(rules) => Ok(rules),
        Err(error) => {
            Err(RecipeError::Model { file: asked.to_string(), problem: error.to_string() })
        }
    }
}
