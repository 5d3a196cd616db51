// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What one component has of one field.

use std::collections::HashSet;

use haerterei_ground::Timestamp;
use haerterei_versions::purl::PackageUrl;

use super::field::Field;
use super::licence;
use super::report::Problem;
use crate::document::contact::{is_email, is_url};
use crate::document::{
    Acknowledgement, Contact, Document, DocumentFormat, Flag, Hash, LicenceForm, Part, Reference,
};

/// What is there of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is there, in its form.
    Present,
    /// It is not there; perhaps something else is.
    Missing(Problem, Option<String>),
    /// It is there in another form.
    Wrong(Problem, Option<String>),
}

impl Found {
    const fn missing() -> Self {
        Self::Missing(Problem::Missing, None)
    }

    fn wrong(problem: Problem, value: &str) -> Self {
        Self::Wrong(problem, Some(value.chars().take(200).collect()))
    }
}

/// Judges a field of the whole document.
pub(super) fn document(document: &Document, field: Field) -> Found {
    match field {
        Field::Format => format(document),
        Field::NoVulnerabilities => match document.vulnerabilities {
            0 => Found::Present,
            count => Found::wrong(Problem::HasVulnerabilities, &count.to_string()),
        },
        Field::SbomCreator => contacts(&document.creators),
        Field::Timestamp => match &document.timestamp {
            None => Found::missing(),
            Some(text) if text.parse::<Timestamp>().is_ok() => Found::Present,
            Some(text) => Found::wrong(Problem::NoTime, text),
        },
        Field::SbomUri => match &document.identity {
            None => Found::missing(),
            Some(text) if is_uri(text) => Found::Present,
            Some(text) => Found::wrong(Problem::NoUri, text),
        },
        _ => Found::missing(),
    }
}

/// CycloneDX from 1.6 on, SPDX from 3.0.1 on (section 4).
fn format(document: &Document) -> Found {
    let numbers: Vec<u32> =
        document.version.split('.').map(|number| number.parse().unwrap_or(0)).collect();
    let least: &[u32] = match document.format {
        DocumentFormat::CycloneDx => &[1, 6],
        DocumentFormat::Spdx => &[3, 0, 1],
    };
    if numbers.as_slice() >= least {
        Found::Present
    } else {
        Found::wrong(
            Problem::OldFormat,
            &format!("{} {}", document.format.name(), document.version),
        )
    }
}

/// Judges a field of a component.
pub(super) fn part(part: &Part, field: Field, references: &HashSet<&str>) -> Found {
    match field {
        Field::ComponentCreator => contacts(&part.creators),
        Field::ComponentName => text(part.name.as_deref()),
        Field::ComponentVersion => text(part.version.as_deref()),
        Field::FileName => file_name(part),
        Field::Dependencies => dependencies(part, references),
        Field::DistributionLicences => distribution_licences(part),
        Field::DeployableHash => deployable_hash(part),
        Field::Executable => flag(&part.executable, ["executable", "non-executable"]),
        Field::Archive => flag(&part.archive, ["archive", "no archive"]),
        Field::Structured => flag(&part.structured, ["structured", "unstructured"]),
        Field::SourceUri => uri(&part.sources),
        Field::DeployableUri => uri(&part.distributions),
        Field::Identifiers => identifiers(part),
        Field::OriginalLicences => original_licences(part),
        Field::EffectiveLicence => match part.effective_licences.as_slice() {
            [] => Found::missing(),
            // Both spellings of the property's name may stand there, with the same value.
            [one, rest @ ..] if rest.iter().all(|other| other == one) => {
                licence::problem(one).map_or(Found::Present, |problem| Found::wrong(problem, one))
            }
            _ => Found::Wrong(Problem::Several, None),
        },
        Field::SourceHash => {
            let hashes: Vec<&Hash> = part.sources.iter().flat_map(|it| &it.hashes).collect();
            sha512(&hashes).unwrap_or_else(Found::missing)
        }
        Field::SecurityTxt => match part.security.first() {
            None => Found::missing(),
            Some(url) if url.starts_with("https://") && is_url(url) => Found::Present,
            Some(url) => Found::wrong(Problem::NoHttps, url),
        },
        _ => Found::missing(),
    }
}

fn text(text: Option<&str>) -> Found {
    text.map_or_else(Found::missing, |_| Found::Present)
}

/// An e-mail address, or a URL where there is none (section 5.2.1, 5.2.2).
fn contacts(contacts: &[Contact]) -> Found {
    let emails = || contacts.iter().flat_map(|it| &it.emails);
    let urls = || contacts.iter().flat_map(|it| &it.urls);
    if let Some(email) = emails().find(|email| !is_email(email)) {
        return Found::wrong(Problem::NoAddress, email);
    }
    // Of several, one may have an address and another a URL; of one both are too much.
    if let Some(both) = contacts.iter().find(|it| !it.emails.is_empty() && !it.urls.is_empty()) {
        return Found::wrong(Problem::BothAddresses, both.urls.first().map_or("", String::as_str));
    }
    if emails().next().is_some() || urls().any(|url| is_url(url)) {
        return Found::Present;
    }
    match (urls().next(), contacts.iter().find_map(|it| it.name.as_deref())) {
        (Some(url), _) => Found::wrong(Problem::NoAddress, url),
        (None, Some(name)) => Found::Missing(Problem::NameAlone, Some(name.to_owned())),
        (None, None) => Found::missing(),
    }
}

fn file_name(part: &Part) -> Found {
    match part.file_names.as_slice() {
        [] => Found::missing(),
        [one] if one.contains(['/', '\\']) => Found::wrong(Problem::Path, one),
        [_] => Found::Present,
        [_, second, ..] => Found::wrong(Problem::Several, second),
    }
}

fn dependencies(part: &Part, references: &HashSet<&str>) -> Found {
    let Some(needs) = &part.depends_on else {
        return Found::Missing(Problem::NoEntry, None);
    };
    if let Some(other) = needs.iter().find(|needed| !references.contains(needed.as_str())) {
        return Found::wrong(Problem::Dangling, other);
    }
    match part.completeness.as_deref() {
        None | Some("not_specified") => Found::Missing(Problem::NoCompleteness, None),
        Some(_) => Found::Present,
    }
}

fn distribution_licences(part: &Part) -> Found {
    let concluded: Vec<_> = part
        .licences
        .iter()
        .filter(|licence| licence.acknowledgement == Acknowledgement::Concluded)
        .collect();
    let Some(first) = concluded.first() else {
        let other = part.licences.first().map(|licence| licence.text.clone());
        return match other {
            None => Found::missing(),
            Some(other) => Found::Missing(Problem::NotConcluded, Some(other)),
        };
    };
    if concluded.len() > 1 {
        return Found::wrong(Problem::Several, &first.text);
    }
    if first.form == LicenceForm::Name {
        return Found::wrong(Problem::NoExpression, &first.text);
    }
    licence::problem(&first.text)
        .map_or(Found::Present, |problem| Found::wrong(problem, &first.text))
}

fn original_licences(part: &Part) -> Found {
    let declared =
        part.licences.iter().find(|licence| licence.acknowledgement == Acknowledgement::Declared);
    match declared {
        None => Found::missing(),
        Some(it) if it.form == LicenceForm::Name => Found::wrong(Problem::NoExpression, &it.text),
        Some(it) => licence::problem(&it.text)
            .map_or(Found::Present, |problem| Found::wrong(problem, &it.text)),
    }
}

fn deployable_hash(part: &Part) -> Found {
    let hashes: Vec<&Hash> = part.distributions.iter().flat_map(|it| &it.hashes).collect();
    if let Some(found) = sha512(&hashes) {
        return found;
    }
    if part.hashes.iter().any(|hash| hash.algorithm == "sha512") {
        return Found::Missing(Problem::HashElsewhere, None);
    }
    match hashes.first().copied().or(part.hashes.first()) {
        Some(other) => Found::Missing(Problem::NotSha512, Some(other.algorithm.clone())),
        None => Found::missing(),
    }
}

/// Judges the SHA-512 digest among some; nothing if there is none.
fn sha512(hashes: &[&Hash]) -> Option<Found> {
    let hash = hashes.iter().find(|hash| hash.algorithm == "sha512")?;
    let is_sound = hash.value.len() == 128 && hash.value.bytes().all(|it| it.is_ascii_hexdigit());
    Some(if is_sound { Found::Present } else { Found::wrong(Problem::NoDigest, &hash.value) })
}

/// Exactly once, in the words of the BSI's taxonomy.
fn flag(flags: &[Flag], words: [&str; 2]) -> Found {
    match flags {
        [] => Found::missing(),
        [Flag::Is(_)] => Found::Present,
        [Flag::Words(said)] if words.contains(&said.as_str()) => Found::Present,
        [Flag::Words(said)] => Found::wrong(Problem::Words, said),
        [_, _, ..] => Found::Wrong(Problem::Several, None),
    }
}

fn uri(references: &[Reference]) -> Found {
    let urls = || references.iter().filter_map(|it| it.url.as_deref());
    match urls().next() {
        None => Found::missing(),
        Some(_) if urls().any(is_uri) => Found::Present,
        // A place inside the image: right beside the digest, but no address.
        Some(url) if url.starts_with('/') => Found::missing(),
        Some(url) => Found::wrong(Problem::NoUri, url),
    }
}

fn identifiers(part: &Part) -> Found {
    if let Some(bad) = part.purls.iter().find(|purl| purl.parse::<PackageUrl>().is_err()) {
        return Found::wrong(Problem::NoPurl, bad);
    }
    if part.purls.is_empty() && part.identifiers.is_empty() {
        return Found::missing();
    }
    Found::Present
}

/// Returns whether a text begins as a URI does (RFC 3986, section 3.1) and has more than that.
fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !rest.is_empty()
            && !text.contains(char::is_whitespace)
    })
}
