// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What building works with: cache, network, archives, clock.

use std::collections::BTreeMap;
use std::path::PathBuf;

use haerterei_archive::{
    Distribution, HostConfiguration, Repository, Selection, Source, named_mirrors,
};
use haerterei_fetch::Fetcher;
use haerterei_ground::{Cancel, Clock, Progress};
use haerterei_recipe::{Architecture, DistributionName, Recipe};
use haerterei_store::Store;
use url::Url;

use crate::error::BuildError;

/// What building works with. The caller reads environment and configuration; nothing here does.
#[derive(Debug)]
pub struct Workplace<'a> {
    /// The cache.
    pub store: &'a Store,
    /// The network.
    pub fetcher: &'a Fetcher,
    /// Distributions beyond those that come with the tool.
    pub distributions: &'a [Distribution],
    /// The host's apt configuration, if it shall be used.
    pub host: Option<&'a HostConfiguration>,
    /// Mirrors that are preferred: by distribution (`debian`), by archive (`security`), or by both
    /// (`debian/security`).
    pub mirrors: &'a BTreeMap<String, Vec<Url>>,
    /// Where packages of old locks are looked for: folders (a pool, a heap of files, the layout of
    /// a bundle) and files (a bundle as an archive).
    pub package_stores: &'a [PathBuf],
    /// The time.
    pub clock: Clock,
    /// How many threads work.
    pub threads: u32,
    /// Told of what is going on.
    pub progress: &'a dyn Progress,
    /// Asked whether to stop.
    pub cancel: &'a Cancel,
}

impl Workplace<'_> {
    /// Returns the sources of a distribution and of a recipe's further repositories.
    pub(crate) fn sources(
        &self,
        recipe: &Recipe,
        name: &DistributionName,
        architectures: &[Architecture],
    ) -> Result<Vec<Source>, BuildError> {
        let distribution = self.distribution(name)?;
        let names: Vec<String> = architectures.iter().map(ToString::to_string).collect();
        let mirrors = named_mirrors(&distribution.id, self.mirrors);
        let selection = Selection {
            distribution: &distribution,
            suite: name.suite(),
            pockets: Vec::new(),
            components: Vec::new(),
            architectures: names.clone(),
            mirrors,
            host: self.host,
        };
        let mut sources = Source::of(&selection)?;
        for repository in &recipe.resolved().repositories {
            let key = recipe.files().get(&repository.key).map(|named| read_file(&named.path));
            let key = key.transpose()?.unwrap_or_default();
            let urls: Vec<Url> =
                repository.uris.iter().filter_map(|uri| Url::parse(uri).ok()).collect();
            for suite in &repository.suites {
                let rank = sources.len();
                sources.push(Source::of_repository(
                    &Repository {
                        name: repository.name.to_string(),
                        mirrors: urls.clone(),
                        suite: suite.clone(),
                        components: repository.components.clone(),
                        architectures: names.clone(),
                        key: key.clone(),
                        priority: i32::try_from(repository.priority).unwrap_or(i32::MAX),
                    },
                    rank,
                )?);
            }
        }
        Ok(sources)
    }

    /// Returns a distribution by its name in a recipe.
    pub(crate) fn distribution(&self, name: &DistributionName) -> Result<Distribution, BuildError> {
        Ok(Distribution::find(name.id(), self.distributions)?)
    }
}

/// Reads a file that a recipe names.
pub(crate) fn read_file(path: &camino::Utf8Path) -> Result<Vec<u8>, BuildError> {
    std::fs::read(path).map_err(|source| BuildError::File {
        operation: "read",
        path: path.to_string(),
        source,
    })
}
