// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The contract of an image: how it runs and what configures it, as a label of the image.
//!
//! Whoever has only the image (`inspect`, later a trial or a chart) reads it from there. It says
//! what the recipe declares; it is a claim until a trial has shown it.

use haerterei_recipe::{
    ConfigurationFile, OutgoingConnection, Period, Port, Probe, ReplacedSetting, Resolved,
    Variable, VariableName, Volume, WritablePath,
};
use serde::Serialize;

/// The label that holds the contract as JSON.
pub const CONTRACT_LABEL: &str = "haerterei.contract";
/// The label that lists the writable paths, separated by commas, for simple readers.
pub const WRITABLE_LABEL: &str = "haerterei.writable-paths";

/// What a recipe declares about running its image.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Contract<'a> {
    /// The version of this document's form.
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    grace: Option<&'a Period>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ports: &'a [Port],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    writable_paths: &'a [WritablePath],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    volumes: &'a [Volume],
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    environment: &'a std::collections::BTreeMap<VariableName, Variable>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    configuration_files: &'a [ConfigurationFile],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    outgoing_connections: &'a [OutgoingConnection],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaced_settings: &'a [ReplacedSetting],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    probes: &'a [Probe],
}

/// Returns the contract of a recipe as JSON.
///
/// # Panics
///
/// Never: every value of a recipe has a form in JSON.
pub fn json(recipe: &Resolved) -> String {
    let contract = Contract {
        version: 1,
        grace: recipe.grace.as_ref(),
        ports: &recipe.ports,
        writable_paths: &recipe.writable_paths,
        volumes: &recipe.volumes,
        environment: &recipe.environment,
        configuration_files: &recipe.configuration_files,
        outgoing_connections: &recipe.outgoing_connections,
        replaced_settings: &recipe.replaced_settings,
        probes: &recipe.probes,
    };
    serde_json::to_string(&contract).expect("a recipe's values are JSON")
}

/// Returns the writable paths, separated by commas.
pub(crate) fn writable(recipe: &Resolved) -> String {
    let paths: Vec<String> =
        recipe.writable_paths.iter().map(|writable| writable.path.to_string()).collect();
    paths.join(",")
}
