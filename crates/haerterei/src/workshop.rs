// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What building works with, opened once: cache, network, the host's archives; and the recipe with
//! the lock beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_archive::{
    ArchiveError, Distribution, HostConfiguration, Selection, Source, host_configuration,
    named_mirrors,
};
use haerterei_build::{Base, BuildError, RecipeFiles, Workplace};
use haerterei_fetch::Fetcher;
use haerterei_ground::whole;
use haerterei_recipe::{Architecture, FeatureName, Lock, Recipe};
use haerterei_store::{Durability, Options, Store};
use url::Url;

use crate::arguments::MirrorArgument;
use crate::commands::recipe::warn_of_recipe;
use crate::failure::{CommandError, Failure};
use crate::opened::SessionImages;
use crate::session::Session;
use crate::settings::{self, Settings};

/// Everything that a [`Workplace`] borrows.
#[derive(Debug)]
pub(crate) struct Workshop {
    store: Store,
    fetcher: Fetcher,
    distributions: Vec<Distribution>,
    host: HostConfiguration,
    mirrors: BTreeMap<String, Vec<Url>>,
    package_stores: Vec<PathBuf>,
}

impl Workshop {
    /// Opens cache and network.
    pub(crate) fn open(
        session: &Session,
        mirrors: &[MirrorArgument],
        package_store: Option<&Utf8Path>,
    ) -> Result<Self, Failure> {
        let settings = &session.settings;
        let options = Options { durability: Durability::Immediate, ..Options::default() };
        let store = Store::open(settings.cache.as_std_path(), options)?;
        let fetcher = Fetcher::new(settings.network.fetch_settings()?)?;
        let distributions = distributions(settings)?;
        let known = [distributions.clone(), Distribution::built_in()].concat();
        let host = host_configuration(Path::new("/"), &known);
        let package_stores = package_store
            .map(Utf8Path::to_owned)
            .or_else(|| settings.package_store.clone())
            .map(Utf8PathBuf::into_std_path_buf)
            .into_iter()
            .collect();
        let mirrors = settings.mirrors(mirrors);
        Ok(Self { store, fetcher, distributions, host, mirrors, package_stores })
    }

    /// Returns the distributions that files describe.
    pub(crate) fn distributions(&self) -> &[Distribution] {
        &self.distributions
    }

    /// Returns the network.
    pub(crate) const fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// Returns the cache.
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    /// Returns where a suite is published, with all pockets that are used without being asked for.
    pub(crate) fn sources(
        &self,
        distribution: &Distribution,
        suite: &str,
        architectures: Vec<String>,
    ) -> Result<Vec<Source>, ArchiveError> {
        Source::of(&Selection {
            distribution,
            suite,
            pockets: Vec::new(),
            components: Vec::new(),
            architectures,
            mirrors: named_mirrors(&distribution.id, &self.mirrors),
            host: Some(&self.host),
        })
    }

    /// Returns the place to build at.
    pub(crate) fn place<'a>(&'a self, session: &'a Session) -> Workplace<'a> {
        Workplace {
            store: &self.store,
            fetcher: &self.fetcher,
            distributions: &self.distributions,
            host: Some(&self.host),
            mirrors: &self.mirrors,
            package_stores: &self.package_stores,
            clock: session.settings.clock,
            threads: threads(session),
            progress: &session.progress,
            cancel: &session.cancel,
        }
    }
}

/// Reads the files that describe further distributions.
pub(crate) fn distributions(settings: &Settings) -> Result<Vec<Distribution>, CommandError> {
    settings
        .distributions
        .iter()
        .map(|file| {
            let unusable = |source| CommandError::Distribution {
                file: file.clone(),
                source: Box::new(source),
            };
            Distribution::parse(&settings::read(file)?).map_err(unusable)
        })
        .collect()
}

/// Returns how many threads work: what was asked for, else one for each core.
fn threads(session: &Session) -> u32 {
    let cores = || std::thread::available_parallelism().ok();
    session
        .settings
        .threads
        .or_else(cores)
        .map_or(1, |number| u32::try_from(number.get()).unwrap_or(u32::MAX))
}

/// A recipe and where its lock is.
#[derive(Debug)]
pub(crate) struct Subject {
    /// The recipe, merged.
    pub(crate) recipe: Recipe,
    /// Where the lock is or will be.
    pub(crate) lock_path: Utf8PathBuf,
    /// The lock, if there is one.
    pub(crate) lock: Option<Lock>,
}

impl Subject {
    /// Reads a recipe and the lock beside it, and passes warnings on.
    pub(crate) fn read(session: &Session, path: &Utf8Path) -> Result<Self, Failure> {
        let images = SessionImages(session);
        let files = RecipeFiles { images: &images };
        let recipe = Recipe::read(path, session.settings.house.as_deref(), &files)?;
        warn_of_recipe(session, &recipe);
        Self::of(recipe)
    }

    /// Reads the lock beside a recipe.
    pub(crate) fn of(recipe: Recipe) -> Result<Self, Failure> {
        let lock_path = recipe.path().with_extension("lock");
        let lock = match std::fs::read_to_string(&lock_path) {
            Ok(text) => Some(Lock::read(lock_path.as_str(), &text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(source) => {
                return Err(CommandError::CannotRead { file: lock_path, source }.into());
            }
        };
        Ok(Self { recipe, lock_path, lock })
    }

    /// Writes the lock beside the recipe, whole or not at all; the same lock is not written again.
    pub(crate) fn write_lock(&self, lock: &Lock) -> Result<(), Failure> {
        let text = lock.write();
        if std::fs::read_to_string(&self.lock_path).is_ok_and(|before| before == text) {
            return Ok(());
        }
        let failed = |source| CommandError::CannotWrite { file: self.lock_path.clone(), source };
        whole::write(self.lock_path.as_std_path(), text.as_bytes()).map_err(failed)?;
        Ok(())
    }

    /// Returns the architectures that a call asks for: those of its platforms, else the recipe's.
    pub(crate) fn architectures(&self, platforms: &[String]) -> Result<Vec<Architecture>, Failure> {
        let recipe = self.recipe.resolved();
        if platforms.is_empty() {
            return Ok(recipe.architectures.clone());
        }
        let mut architectures = Vec::new();
        for platform in platforms {
            let word = platform.split('/').nth(1).unwrap_or(platform);
            let found = recipe.architectures.iter().find(|own| own.as_str() == word);
            let Some(found) = found else {
                let known: Vec<String> =
                    recipe.architectures.iter().map(|own| format!("linux/{own}")).collect();
                return Err(CommandError::UnknownPlatform {
                    platform: platform.clone(),
                    known: known.join(", "),
                }
                .into());
            };
            if !architectures.contains(found) {
                architectures.push(found.clone());
            }
        }
        architectures.sort();
        Ok(architectures)
    }

    /// Returns the lock if it fits the recipe and has these architectures.
    pub(crate) fn fitting_lock(&self, architectures: &[Architecture]) -> Result<&Lock, BuildError> {
        let lock_path = self.lock_path.to_string();
        let Some(lock) = &self.lock else {
            return Err(BuildError::NoLock { lock: lock_path });
        };
        lock.outgrown(&self.recipe).map_err(|outgrown| BuildError::Outgrown {
            lock: lock_path,
            keys: outgrown.keys,
            files: outgrown.files,
        })?;
        for architecture in architectures {
            let base = lock.base.as_ref();
            if lock.packages_of(architecture).next().is_none()
                && base.is_none_or(|base| !base.manifests.contains_key(architecture))
            {
                return Err(BuildError::NoPlatform { platform: architecture.to_string() });
            }
        }
        Ok(lock)
    }

    /// Returns the lock if it fits the recipe, these variants of it and the image it starts from.
    pub(crate) fn lock_that_fits(
        &self,
        architectures: &[Architecture],
        base: Option<&Base>,
        variants: &BTreeSet<FeatureName>,
    ) -> Result<&Lock, BuildError> {
        let lock = self.fitting_lock(architectures)?;
        if let Some(base) = base {
            base.fits(lock.base.as_ref(), architectures, self.lock_path.as_str())?;
        }
        for name in variants {
            let recipe = self.recipe.variants().get(name);
            let locked = lock.variants.get(name).filter(|locked| {
                recipe.is_some_and(|recipe| recipe.locked().digest == locked.recipe.digest)
                    && (locked.packages.is_empty()
                        || architectures.iter().all(|platform| {
                            locked.packages.iter().any(|package| package.platform == *platform)
                        }))
            });
            if locked.is_none() {
                return Err(BuildError::VariantNotLocked {
                    name: name.to_string(),
                    lock: self.lock_path.to_string(),
                });
            }
        }
        Ok(lock)
    }
}
