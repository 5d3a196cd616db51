// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What refers to an image: signatures, inventories, statements (OCI distribution specification 1.1,
//! "Listing Referrers" and "Referrers Tag Schema").

use haerterei_fetch::{Answer, Call, Method, Url};
use haerterei_ground::{Digest, Limits};
use haerterei_image::{Descriptor, Index, RegistryReference, document};

use crate::client::{Registry, Scope, not_a_registry, refused};
use crate::document::{Document, DocumentContent, LARGEST};
use crate::error::RegistryError;

/// The most pages of a list.
const MOST_PAGES: usize = 100;
/// The most referrers of one image.
pub(crate) const MOST_REFERRERS: usize = 5000;
/// How often a list under a tag is written again because somebody else wrote it too.
const MOST_WRITES: u32 = 5;

/// Returns the tag under which registries without the interface keep the list.
pub(crate) fn tag_of(subject: &Digest) -> String {
    let tag = format!("{}-{}", subject.algorithm().name(), subject.hex());
    // A tag has at most 128 characters.
    tag.chars().take(128).collect()
}

/// Returns whether a tag is one under which such a list would be kept.
pub(crate) fn is_list_of_referrers(tag: &str) -> bool {
    let hex = tag.strip_prefix("sha256-").or_else(|| tag.strip_prefix("sha512-"));
    hex.is_some_and(|hex| hex.len() >= 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Registry {
    /// Returns what refers to a digest, of one type where one is given; in the registry's order,
    /// nothing twice. A registry that does not list referrers is asked for the tag.
    pub fn referrers(
        &self,
        reference: &RegistryReference,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let mut found = match self.listed(reference, subject, artifact_type)? {
            Some(found) => found,
            None => self.tagged(reference, subject)?.unwrap_or_default(),
        };
        // Filters are the registry's choice.
        if let Some(wanted) = artifact_type {
            found.retain(|entry| entry.artifact_type.as_deref() == Some(wanted));
        }
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|entry| seen.insert(entry.digest));
        Ok(found)
    }

    /// Returns what a registry lists itself; nothing if it has no such interface.
    pub(crate) fn listed_by(
        &self,
        reference: &RegistryReference,
        subject: &Digest,
    ) -> Result<Option<Vec<Descriptor>>, RegistryError> {
        self.listed(reference, subject, None)
    }

    /// Asks the interface for referrers; nothing if the registry has none.
    fn listed(
        &self,
        reference: &RegistryReference,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Option<Vec<Descriptor>>, RegistryError> {
        let scope = Scope::pull(reference);
        let endless = || RegistryError::Endless { what: format!("{}@{subject}", scope.place()) };
        let mut url = self.address(&scope, &format!("referrers/{subject}"))?;
        if let Some(wanted) = artifact_type {
            url.query_pairs_mut().append_pair("artifactType", wanted);
        }
        let mut found = Vec::new();
        for page in 0..MOST_PAGES {
            let call = Call { limit: LARGEST, ..Call::new(Method::Get, url.clone()) }
                .header("accept", document::INDEX);
            let answer = self.send(&scope, call)?;
            match answer.status {
                200 => {}
                // Before there was such an interface, its address was one like any other.
                400 | 404 | 405 | 501 if page == 0 => return Ok(None),
                _ => return Err(refused(&format!("{}@{subject}", scope.place()), &answer)),
            }
            let kind = answer.header("content-type").unwrap_or_default();
            if kind.contains("html") {
                return Err(not_a_registry(&answer, kind));
            }
            let limits = Limits { document_bytes: LARGEST, ..Limits::default() };
            let list: Index = document::parse(&answer.bytes, url.path(), &limits)?;
            found.extend(list.manifests);
            if found.len() > MOST_REFERRERS {
                return Err(endless());
            }
            match next(&answer) {
                None => return Ok(Some(found)),
                Some(next) if next.origin() == answer.url.origin() && next != url => url = next,
                Some(_) => return Err(endless()),
            }
        }
        Err(endless())
    }

    /// Reads the list under a tag; nothing if there is none.
    fn tagged(
        &self,
        reference: &RegistryReference,
        subject: &Digest,
    ) -> Result<Option<Vec<Descriptor>>, RegistryError> {
        let tagged =
            RegistryReference { tag: Some(tag_of(subject)), digest: None, ..reference.clone() };
        let Some(document) = self.find_document(&tagged)? else { return Ok(None) };
        match document.content {
            DocumentContent::Index(index) if index.manifests.len() <= MOST_REFERRERS => {
                Ok(Some(index.manifests))
            }
            DocumentContent::Index(_) => Err(RegistryError::Endless { what: tagged.to_string() }),
            DocumentContent::Manifest(_) => {
                Err(RegistryError::Contradiction { what: tagged.to_string() })
            }
        }
    }

    /// Adds referrers to the list under a tag, where the registry keeps none itself. What others
    /// wrote there stays, even at the same time: the list is read again afterwards.
    pub(crate) fn tag_referrers(
        &self,
        reference: &RegistryReference,
        subject: &Digest,
        referrers: &[Descriptor],
    ) -> Result<(), RegistryError> {
        let tag = tag_of(subject);
        for _ in 0..MOST_WRITES {
            let mut list = self.tagged(reference, subject)?.unwrap_or_default();
            let missing: Vec<Descriptor> = referrers
                .iter()
                .filter(|referrer| list.iter().all(|entry| entry.digest != referrer.digest))
                .cloned()
                .collect();
            if missing.is_empty() {
                return Ok(());
            }
            list.extend(missing);
            let bytes = document::to_bytes(&Index::new(list));
            let digest = Digest::sha256(&bytes);
            let written = Document::read(bytes, None, digest, &tag)?;
            self.put_document(reference, &tag, &written)?;
        }
        Err(RegistryError::Endless { what: format!("{}:{tag}", reference.place()) })
    }
}

/// Reads the address of the next page.
pub(crate) fn next(answer: &Answer) -> Option<Url> {
    answer.headers("link").find_map(next_target).and_then(|target| answer.url.join(target).ok())
}

/// Reads a list of links (RFC 8288, section 3) and returns the target of the one that goes on. A
/// target may hold commas, and so may a parameter in quotes.
pub(crate) fn next_target(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (target, after) = link.split_once('>')?;
        let (mut parameters, next) = split_outside_quotes(after, ',');
        while !parameters.is_empty() {
            let (parameter, others) = split_outside_quotes(parameters, ';');
            if goes_on(parameter) {
                return Some(target);
            }
            parameters = others;
        }
        rest = next;
    }
}

/// Returns whether a parameter says that a link goes on.
fn goes_on(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let mut kinds = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel") && kinds.any(|kind| kind.eq_ignore_ascii_case("next"))
}

/// Splits a text at the first of a separator that is in no quoted string.
fn split_outside_quotes(text: &str, separator: char) -> (&str, &str) {
    let mut in_quotes = false;
    let end = text.find(|c: char| {
        in_quotes ^= c == '"';
        c == separator && !in_quotes
    });
    match end {
        Some(end) => (
            text.get(..end).unwrap_or_default(),
            text.get(end + separator.len_utf8()..).unwrap_or_default(),
        ),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_of_referrers_have_tags_of_their_own() {
        let digest = Digest::sha256(b"image");
        assert!(is_list_of_referrers(&tag_of(&digest)));
        let sha512 = Digest::of(haerterei_ground::Algorithm::Sha512, b"image");
        assert!(is_list_of_referrers(&tag_of(&sha512)));
        for tag in ["1.2", "sha256-abc", &format!("{}-amd64", tag_of(&digest))] {
            assert!(!is_list_of_referrers(tag), "{tag}");
        }
    }

    #[test]
    fn the_link_that_goes_on_is_found() {
        for (header, expected) in [
            ("</v2/a?n=2>; rel=\"next\"", Some("/v2/a?n=2")),
            ("<a,b>;rel=next", Some("a,b")),
            ("<a>; rel=prev, <b>; REL=\"last Next\"", Some("b")),
            ("<a>; title=\"x, <b>; rel=next\"", None),
            ("<a>", None),
            ("<a", None),
            ("rel=next", None),
            ("", None),
        ] {
            assert_eq!(next_target(header), expected, "{header}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "\\PC{0,40}", other in "[<>,; =\"relnxt]{0,40}") {
            let _ = (next_target(&text), next_target(&other));
        }
    }
}
