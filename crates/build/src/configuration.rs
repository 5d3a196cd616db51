// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The image's configuration and annotations: what a runtime and a registry read.

use std::collections::BTreeMap;

use haerterei_ground::{Digest, Timestamp};
use haerterei_image::layer::LayerDescriptor;
use haerterei_image::{History, Image, ImageConfig, RootFs, RunConfig};
use haerterei_recipe::{Architecture, Protocol, Resolved};

use crate::contract;
use crate::proof::USUAL_PATH;

/// Keys of annotations (OCI image specification 1.1, "Pre-Defined Annotation Keys").
mod key {
    pub(super) const TITLE: &str = "org.opencontainers.image.title";
    pub(super) const DESCRIPTION: &str = "org.opencontainers.image.description";
    pub(super) const VERSION: &str = "org.opencontainers.image.version";
    pub(super) const CREATED: &str = "org.opencontainers.image.created";
    pub(super) const LICENSES: &str = "org.opencontainers.image.licenses";
    pub(super) const VENDOR: &str = "org.opencontainers.image.vendor";
    pub(super) const AUTHORS: &str = "org.opencontainers.image.authors";
    pub(super) const SOURCE: &str = "org.opencontainers.image.source";
    pub(super) const REVISION: &str = "org.opencontainers.image.revision";
    pub(super) const BASE_NAME: &str = "org.opencontainers.image.base.name";
    pub(super) const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";
    pub(super) const VARIANT: &str = "haerterei.variant";
    pub(super) const DISTRIBUTION: &str = "haerterei.distribution";
    pub(super) const RECIPE: &str = "haerterei.recipe.digest";
    pub(super) const LOCK: &str = "haerterei.lock.digest";
    pub(super) const END_OF_SUPPORT: &str = "haerterei.end-of-support";
    pub(super) const SECURITY_CONTACT: &str = "haerterei.security-contact";
    pub(super) const UNIT: &str = "haerterei.unit";
    pub(super) const RECIPE_VERSION: &str = "haerterei.recipe.version";
}

/// What annotations say that the recipe does not.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// The version of this build.
    pub(crate) version: String,
    /// The time of the lock.
    pub(crate) created: Timestamp,
    /// The digest of the recipe with its files.
    pub(crate) recipe: Digest,
    /// The digest of what decides about the image's bytes.
    pub(crate) lock: Digest,
    /// When the distribution ends its support, if the recipe does not say.
    pub(crate) end_of_support: Option<String>,
    /// The variant of the recipe, if it is not the recipe itself.
    pub(crate) variant: Option<String>,
    /// The name of the image that this one starts from, if it starts from one.
    pub(crate) base: Option<String>,
}

/// Returns the annotations of manifest and index; `licences` are those of all packages as an SPDX
/// expression, if every one is known, `base` the digest of what the image starts from: of a
/// manifest for a manifest, of an index for an index.
pub(crate) fn annotations(
    recipe: &Resolved,
    facts: &Facts,
    licences: Option<String>,
    base: Option<Digest>,
) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            annotations.insert(key.to_owned(), value);
        }
    };
    set(key::TITLE, recipe.title.as_ref().map(|title| title.english().to_owned()));
    set(key::DESCRIPTION, recipe.description.as_ref().map(|text| text.english().to_owned()));
    set(key::VERSION, Some(facts.version.clone()));
    set(key::RECIPE_VERSION, recipe.version.clone());
    set(key::CREATED, Some(facts.created.to_string()));
    set(key::LICENSES, licences);
    // Made from packages, if not on top of an image.
    set(key::BASE_NAME, Some(facts.base.clone().unwrap_or_else(|| "scratch".to_owned())));
    set(key::BASE_DIGEST, base.map(|digest| digest.to_string()));
    set(key::VARIANT, facts.variant.clone());
    set(key::DISTRIBUTION, Some(recipe.distribution.to_string()));
    set(key::RECIPE, Some(facts.recipe.to_string()));
    set(key::LOCK, Some(facts.lock.to_string()));
    let end = recipe.end_of_support.map(|date| date.to_string());
    set(key::END_OF_SUPPORT, end.or_else(|| facts.end_of_support.clone()));
    if let Some(responsible) = &recipe.responsible {
        set(key::VENDOR, responsible.organisation.clone());
        set(key::UNIT, responsible.unit.clone());
        set(key::AUTHORS, responsible.email.clone());
        set(key::SECURITY_CONTACT, responsible.security_contact.clone());
    }
    // What the recipe states itself comes last and wins.
    annotations.extend(recipe.annotations.clone());
    annotations
}

/// Returns which of the annotations that an operator looks for are missing, as their keys.
pub(crate) fn missing(annotations: &BTreeMap<String, String>) -> Vec<&'static str> {
    [
        key::TITLE,
        key::DESCRIPTION,
        key::VENDOR,
        key::AUTHORS,
        key::SECURITY_CONTACT,
        key::RECIPE_VERSION,
        key::SOURCE,
        key::REVISION,
        key::LICENSES,
        key::END_OF_SUPPORT,
    ]
    .into_iter()
    .filter(|key| !annotations.contains_key(*key))
    .collect()
}

/// Returns a platform's configuration; `history` has one line for each layer that is not the
/// base's, whose own history stays.
pub(crate) fn configuration(
    recipe: &Resolved,
    architecture: &Architecture,
    facts: &Facts,
    layers: &[LayerDescriptor],
    history: &[String],
    base: Option<&Image>,
) -> ImageConfig {
    let created = facts.created.to_string();
    let mut labels = recipe.labels.clone();
    labels.insert(contract::CONTRACT_LABEL.to_owned(), contract::json(recipe));
    labels.insert(contract::WRITABLE_LABEL.to_owned(), contract::writable(recipe));
    labels.insert(key::VERSION.to_owned(), facts.version.clone());
    let ports = recipe.ports.iter().map(|port| {
        let protocol = match port.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        };
        format!("{}/{protocol}", port.port)
    });
    let mut env: BTreeMap<&str, &str> = BTreeMap::from([("PATH", USUAL_PATH)]);
    env.extend(recipe.environment.iter().filter_map(|(name, variable)| {
        variable.value.as_deref().map(|value| (name.as_str(), value))
    }));
    let given = |words: &Vec<String>| (!words.is_empty()).then(|| words.clone());
    ImageConfig {
        created: Some(created.clone()),
        author: recipe.responsible.as_ref().and_then(|who| who.organisation.clone()),
        architecture: architecture.as_str().to_owned(),
        os: "linux".to_owned(),
        variant: variant(architecture.as_str()),
        config: RunConfig {
            user: recipe.user.to_string(),
            exposed_ports: ports.collect(),
            env: env.into_iter().map(|(name, value)| format!("{name}={value}")).collect(),
            entrypoint: given(&recipe.entrypoint),
            cmd: given(&recipe.command),
            volumes: recipe.volumes.iter().map(|volume| volume.path.to_string()).collect(),
            working_dir: recipe
                .working_folder
                .as_ref()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            labels,
            stop_signal: recipe.stop_signal.as_ref().map(ToString::to_string),
            healthcheck: None,
        },
        rootfs: RootFs {
            diff_ids: layers.iter().map(|layer| layer.diff_id).collect(),
            ..RootFs::default()
        },
        history: base
            .into_iter()
            .flat_map(history_of)
            .chain(history.iter().map(|line| History {
                created: Some(created.clone()),
                created_by: Some(line.clone()),
                ..History::default()
            }))
            .collect(),
    }
}

/// Returns the history of a base, with a line for every layer: those it is silent about are said
/// to be unknown, so that the lines that follow stand at their layers.
fn history_of(base: &Image) -> Vec<History> {
    let mut lines = base.config.history.clone();
    let told = lines.iter().filter(|line| !line.empty_layer).count();
    for _ in told..base.layers.len() {
        let comment =
            Some("layer of the base image, which does not say how it was made".to_owned());
        lines.push(History { comment, ..History::default() });
    }
    lines
}

/// Returns the variant that a platform's descriptor names: containerd calls arm64 `v8`.
pub(crate) fn variant(architecture: &str) -> Option<String> {
    (architecture == "arm64").then(|| "v8".to_owned())
}
