// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which images a repository has (OCI distribution specification 1.1, "Listing Tags").

use std::collections::BTreeSet;

use haerterei_fetch::{Call, Method};
use haerterei_ground::Limits;
use haerterei_image::{RegistryReference, document};
use serde::Deserialize;

use crate::client::{Registry, Scope, not_a_registry, refused};
use crate::document::LARGEST;
use crate::error::RegistryError;
use crate::referrers::{is_list_of_referrers, next};

/// The most pages of a list.
const MOST_PAGES: usize = 1000;
/// The most tags of one repository.
const MOST_TAGS: usize = 100_000;

/// The answer; some registries have no list where there is nothing.
#[derive(Debug, Deserialize)]
struct Tags {
    tags: Option<Vec<String>>,
}

impl Registry {
    /// Returns the tags under which a repository has images, in the order of their bytes. Tags that
    /// stand for lists of referrers, and those by which cosign finds what is about an image, are left
    /// out.
    pub fn tags(&self, reference: &RegistryReference) -> Result<Vec<String>, RegistryError> {
        let scope = Scope::pull(reference);
        let endless = || RegistryError::Endless { what: scope.place() };
        let mut url = self.address(&scope, "tags/list")?;
        let mut found = BTreeSet::new();
        for _ in 0..MOST_PAGES {
            let call = Call { limit: LARGEST, ..Call::new(Method::Get, url.clone()) }
                .header("accept", "application/json");
            let answer = self.send(&scope, call)?;
            match answer.status {
                200 => {}
                404 => return Err(RegistryError::NoSuchImage { name: scope.place() }),
                _ => return Err(refused(&scope.place(), &answer)),
            }
            let kind = answer.header("content-type").unwrap_or_default();
            if kind.contains("html") {
                return Err(not_a_registry(&answer, kind));
            }
            let limits = Limits { document_bytes: LARGEST, ..Limits::default() };
            let list: Tags = document::parse(&answer.bytes, url.path(), &limits)?;
            found.extend(list.tags.into_iter().flatten());
            if found.len() > MOST_TAGS {
                return Err(endless());
            }
            match next(&answer) {
                None => {
                    found.retain(|tag| {
                        !document::is_companion_tag(tag) && !is_list_of_referrers(tag)
                    });
                    return Ok(found.into_iter().collect());
                }
                Some(next) if next.origin() == answer.url.origin() && next != url => url = next,
                Some(_) => return Err(endless()),
            }
        }
        Err(endless())
    }
}
