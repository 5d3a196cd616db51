// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What stands before an image is built: its lock, and the image that it is built upon.
//!
//! A recipe that starts from another is built upon that one's image, which is built by its own lock
//! first; in the cache it costs nothing the second time.

use std::collections::BTreeSet;

use haerterei_build::{Base, BuildError, BuildOptions, LockOrder, Update, build, lock};
use haerterei_image::Compression;
use haerterei_recipe::{Architecture, FeatureName, Lock, LockedResult, LockedTool};

use crate::arguments::CompressionArgument;
use crate::commands::build::{compression, locked_compression, own_tool};
use crate::commands::recipe::warn;
use crate::failure::Failure;
use crate::opened::SessionImages;
use crate::report;
use crate::session::Session;
use crate::workshop::{Subject, Workshop};

/// How a build is to come about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms<'a> {
    /// For which architectures.
    pub(crate) architectures: &'a [Architecture],
    /// Whether only locks count, and nothing is resolved or written.
    pub(crate) is_locked: bool,
    /// Whether everything is made again.
    pub(crate) anew: bool,
    /// How layers are compressed, if the call says so.
    pub(crate) compression: Option<CompressionArgument>,
}

impl Terms<'_> {
    /// Returns how the layers of a subject are compressed.
    pub(crate) fn compression(&self, session: &Session, subject: &Subject) -> Compression {
        match (&subject.lock, self.compression) {
            // Whoever repeats a build repeats its compression too.
            (Some(lock), None) if self.is_locked => locked_compression(lock),
            _ => compression(session, subject, self.compression),
        }
    }
}

/// Returns the image that a recipe starts from: opened, or built by its own recipe and lock.
pub(crate) fn base_of(
    session: &Session,
    subject: &Subject,
    terms: &Terms<'_>,
    workshop: &Workshop,
) -> Result<Option<Base>, Failure> {
    let Some(below) = subject.recipe.base() else {
        return Ok(Base::named(&subject.recipe, &SessionImages(session))?);
    };
    let demanded = subject.recipe.resolved().from.as_ref();
    let below = Subject::of(below.clone())?;
    // A digest that the recipe demands is that of the whole image.
    let whole = below.recipe.resolved().architectures.clone();
    let digest = demanded.and_then(|from| from.digest);
    let terms = Terms {
        architectures: if digest.is_some() { &whole } else { terms.architectures },
        compression: None,
        ..*terms
    };
    let ground = base_of(session, &below, &terms, workshop)?;
    let compression = terms.compression(session, &below);
    let mut lock = settled(session, &below, ground.as_ref(), &BTreeSet::new(), &terms, workshop)?;
    let own = own_tool(compression);
    if lock.tool != own && !terms.is_locked {
        lock.tool = own;
    }
    let options =
        BuildOptions { architectures: terms.architectures.to_vec(), compression, anew: terms.anew };
    let place = workshop.place(session);
    let built = build(&below.recipe, &lock, &options, ground.as_ref(), &place)?;
    let name = demanded
        .and_then(|from| from.name.clone())
        .unwrap_or_else(|| format!("{}:{}", built.report.name, built.report.version));
    if let Some(wanted) = digest
        && wanted != built.result.index
        && built.result.manifests.values().all(|manifest| manifest.digest != wanted)
    {
        let found = built.result.index;
        let wanted = Box::new(wanted);
        return Err(BuildError::BaseDigest { base: name, wanted, found }.into());
    }
    if !terms.is_locked {
        lock.result = Some(whole_result(built.result.clone(), lock.result.take()));
        below.write_lock(&lock)?;
    }
    Ok(Some(Base::built(name, &built.image)?))
}

/// Keeps the result of a whole build where only a part of the same was built now.
pub(crate) fn whole_result(now: LockedResult, before: Option<LockedResult>) -> LockedResult {
    match before {
        Some(before)
            if before.version == now.version
                && before.manifests.len() > now.manifests.len()
                && now
                    .manifests
                    .iter()
                    .all(|(platform, found)| before.manifests.get(platform) == Some(found)) =>
        {
            before
        }
        _ => now,
    }
}

/// Returns the lock of a recipe: the one beside it where it fits, else a new one.
pub(crate) fn settled(
    session: &Session,
    subject: &Subject,
    base: Option<&Base>,
    variants: &BTreeSet<FeatureName>,
    terms: &Terms<'_>,
    workshop: &Workshop,
) -> Result<Lock, Failure> {
    match subject.lock_that_fits(terms.architectures, base, variants) {
        Ok(lock) => Ok(lock.clone()),
        Err(error) if terms.is_locked => Err(error.into()),
        Err(_) => {
            let own = own_tool(terms.compression(session, subject));
            resolve(session, subject, &Update::Nothing, terms, base, variants, &own, workshop)
        }
    }
}

/// Resolves a recipe and writes its lock. Variants that are locked already are resolved with it.
#[expect(clippy::too_many_arguments, reason = "each is one part of the order")]
pub(crate) fn resolve(
    session: &Session,
    subject: &Subject,
    update: &Update,
    terms: &Terms<'_>,
    base: Option<&Base>,
    variants: &BTreeSet<FeatureName>,
    own: &LockedTool,
    workshop: &Workshop,
) -> Result<Lock, Failure> {
    let place = workshop.place(session);
    let before = subject.lock.as_ref();
    let known = before.into_iter().flat_map(|lock| lock.variants.keys().cloned());
    let variants: BTreeSet<FeatureName> = variants.iter().cloned().chain(known).collect();
    let order = LockOrder {
        update,
        architectures: terms.architectures,
        base,
        variants: &variants,
        tool: own,
    };
    let locked = lock(&subject.recipe, before, &order, &place)?;
    for diagnostic in &locked.diagnostics {
        warn(session, diagnostic);
    }
    if !locked.changes.is_empty() {
        session.printer.say(report::changes(session, &locked.changes).trim_end());
    }
    subject.write_lock(&locked.lock)?;
    Ok(locked.lock)
}

/// Reads which images of a recipe are asked for: nothing stands for the recipe itself.
pub(crate) fn variants_asked(
    subject: &Subject,
    words: &[String],
) -> Result<Vec<Option<FeatureName>>, BuildError> {
    let known = subject.recipe.variants();
    let mut asked = BTreeSet::new();
    for word in words {
        match word.as_str() {
            "runtime" => {
                asked.insert(None);
            }
            "all" => {
                asked.insert(None);
                asked.extend(known.keys().cloned().map(Some));
            }
            word => {
                let Some((name, _)) = known.iter().find(|(name, _)| name.as_str() == word) else {
                    let all = std::iter::once("runtime".to_owned());
                    return Err(BuildError::NoVariant {
                        name: word.to_owned(),
                        known: all.chain(known.keys().map(ToString::to_string)).collect(),
                    });
                };
                asked.insert(Some(name.clone()));
            }
        }
    }
    if asked.is_empty() {
        asked.insert(None);
    }
    Ok(asked.into_iter().collect())
}
