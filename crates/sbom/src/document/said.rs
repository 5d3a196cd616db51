// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a document says of a component, which under a profile may be more than the component says of
//! itself: every field of TR-03183-2 that follows from what is known is filled, and a property tells
//! what it follows from.
//!
//! * What has no version has the time of its file's last change (section 5.2.2).
//! * Who maintains what a component belongs to is asked where its own creator has no address: the
//!   file of a Debian package is its maintainer's.
//! * What makers declare holds for what is in the image, as long as nothing there says otherwise;
//!   what holds for a package holds for its files.

use std::borrow::Cow;

use haerterei_inventory::{Component, Creator, Subject};

use super::contact::{is_url, read_creator};
use super::description::{Description, Profile, email, expressions, is_expression, time};
use super::word;

/// How far the way from a component to what it belongs to is followed.
const MOST_OWNERS: usize = 16;

/// What a document says of a component.
#[derive(Clone, Debug)]
pub(crate) struct Said<'a> {
    /// Its version.
    pub(crate) version: Option<Cow<'a, str>>,
    /// Who made it.
    pub(crate) creator: Cow<'a, Creator>,
    /// What its makers declare.
    pub(crate) declared: Option<&'a str>,
    /// What holds.
    pub(crate) concluded: Option<&'a str>,
    /// Properties that tell what follows from what.
    pub(crate) properties: Vec<(&'static str, String)>,
}

impl<'a> Description<'a> {
    /// Returns what is said of a component.
    pub(crate) fn said(&self, it: &'a Component) -> Said<'a> {
        let (declared, concluded) = expressions(it);
        let mut said = Said {
            version: it.version.as_deref().map(Cow::Borrowed),
            creator: Cow::Borrowed(&it.creator),
            declared,
            concluded,
            properties: Vec::new(),
        };
        let modified = it.modified.map(time);
        said.properties.extend(modified.clone().map(|modified| (word::MODIFIED, modified)));
        if self.profile == Profile::Plain {
            return said;
        }
        if said.version.is_none()
            && let Some(modified) = modified
        {
            said.version = Some(Cow::Owned(modified));
            said.properties.push((word::VERSION_FROM, "file-time".to_owned()));
        }
        if !has_address(&it.creator)
            && let Some(owner) = self.owners(it).map(|it| &it.creator).find(|it| has_address(it))
        {
            said.creator = Cow::Borrowed(owner);
            said.properties.push((word::CREATOR_FROM, "owner".to_owned()));
            said.properties.extend(it.creator.name.clone().map(|name| (word::CREATOR_NAME, name)));
        }
        if said.concluded.is_none() {
            let of_owner = || {
                self.owners(it).find_map(|owner| {
                    let (declared, concluded) = expressions(owner);
                    concluded.or(declared)
                })
            };
            let (text, from) = match declared {
                Some(declared) => (Some(declared), "declared"),
                None => (of_owner(), "owner"),
            };
            said.concluded = text;
            said.properties.extend(text.map(|_| (word::CONCLUDED_FROM, from.to_owned())));
        }
        said
    }

    /// Returns what is said of the image.
    pub(crate) fn said_of_image(&self) -> Said<'a> {
        let subject = &self.inventory.subject;
        let declared = subject.licences.as_deref().filter(|text| is_expression(text));
        let mut said = Said {
            version: subject.version.as_deref().map(Cow::Borrowed),
            creator: Cow::Owned(maker(subject)),
            declared,
            concluded: None,
            properties: Vec::new(),
        };
        if self.profile == Profile::Plain {
            return said;
        }
        if said.version.is_none() {
            let version = match (tag(&subject.name), &subject.digest) {
                (Some(tag), _) => Some((tag.to_owned(), "tag")),
                (None, Some(digest)) => Some((digest.to_string(), "digest")),
                (None, None) => None,
            };
            if let Some((version, from)) = version {
                said.version = Some(Cow::Owned(version));
                said.properties.push((word::VERSION_FROM, from.to_owned()));
            }
        }
        if let Some(declared) = declared {
            said.concluded = Some(declared);
            said.properties.push((word::CONCLUDED_FROM, "declared".to_owned()));
        }
        said
    }

    /// Returns what a component belongs to, and what that belongs to.
    fn owners(&self, it: &'a Component) -> impl Iterator<Item = &'a Component> {
        std::iter::successors(Some(it), |it| self.owner(it)).skip(1).take(MOST_OWNERS)
    }
}

/// Returns who made an image, by what it claims: the name of its vendor, the address of its first
/// author, else its home page.
fn maker(subject: &Subject) -> Creator {
    let author = subject.authors.as_deref().and_then(|list| list.split(',').next());
    let author = author.and_then(read_creator).unwrap_or_default();
    let homepage = subject.url.clone().filter(|url| is_url(url));
    Creator {
        name: subject.vendor.clone().or(author.name),
        url: author.url.or(homepage.filter(|_| author.email.is_none())),
        email: author.email,
    }
}

/// Returns whether somebody can be reached.
fn has_address(creator: &Creator) -> bool {
    email(creator).is_some() || creator.url.as_deref().is_some_and(is_url)
}

/// Returns the tag in the name of an image; `latest` says nothing.
fn tag(name: &str) -> Option<&str> {
    const SCHEMES: [&str; 4] = ["oci:", "oci-archive:", "docker-archive:", "dir:"];
    let name = SCHEMES.iter().find_map(|scheme| name.strip_prefix(scheme)).unwrap_or(name);
    let name = name.split('@').next().unwrap_or(name);
    let (_, tag) = name.rsplit('/').next()?.rsplit_once(':')?;
    let is_tag = tag.len() <= 128
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    Some(tag).filter(|tag| is_tag && !tag.is_empty() && *tag != "latest")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_version_unless_it_is_latest() {
        for (name, expected) in [
            ("registry.example:5000/shop/app:1.2", Some("1.2")),
            ("registry.example:5000/shop/app", None),
            ("app:latest", None),
            ("oci:image/x:1.0", Some("1.0")),
            ("oci:image", None),
            ("registry.example/app:1.2@sha256:00", Some("1.2")),
            ("dir:/srv/x", None),
        ] {
            assert_eq!(tag(name), expected, "{name}");
        }
    }

    #[test]
    fn an_image_is_its_vendors_with_the_address_of_an_author() {
        let subject = |vendor: Option<&str>, authors: Option<&str>, url: Option<&str>| Subject {
            vendor: vendor.map(str::to_owned),
            authors: authors.map(str::to_owned),
            url: url.map(str::to_owned),
            ..Subject::default()
        };
        let of = |subject: Subject| {
            let Creator { name, email, url } = maker(&subject);
            (name.unwrap_or_default(), email.unwrap_or_default(), url.unwrap_or_default())
        };
        let text = |name: &str, email: &str, url: &str| {
            (name.to_owned(), email.to_owned(), url.to_owned())
        };
        let all = subject(Some("Amt"), Some("A <a@b.example>, C <c@d.example>"), Some("https://x"));
        assert_eq!(of(all), text("Amt", "a@b.example", ""));
        assert_eq!(
            of(subject(None, Some("the team"), Some("https://x"))),
            text("", "", "https://x")
        );
        assert_eq!(of(subject(None, None, None)), text("", "", ""));
    }
}
