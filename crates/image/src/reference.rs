// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The words by which people name images.

use std::fmt;
use std::path::PathBuf;

use haerterei_ground::{Blame, Explain, Message};

use crate::registry_reference::{NameFault, RegistryReference};

/// An image to be read, as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `oci:DIR[:TAG]`
    Layout {
        /// The folder.
        folder: PathBuf,
        /// The tag.
        tag: Option<String>,
    },
    /// `oci-archive:FILE[:TAG]`
    OciArchive {
        /// The file.
        file: PathBuf,
        /// The tag.
        tag: Option<String>,
    },
    /// `docker-archive:FILE[:NAME]`
    DockerArchive {
        /// The file.
        file: PathBuf,
        /// The image's name (`app:1.2`).
        name: Option<String>,
    },
    /// `dir:ROOTFS`
    RootFolder(PathBuf),
    /// A path, recognised by what is there.
    Path(PathBuf),
    /// `HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]`
    Registry(RegistryReference),
}

/// Where an image is to be written, as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputReference {
    /// `oci:DIR[:TAG]`
    Layout {
        /// The folder.
        folder: PathBuf,
        /// The tag.
        tag: Option<String>,
    },
    /// `oci-archive:FILE[:TAG]`
    OciArchive {
        /// The file.
        file: PathBuf,
        /// The tag.
        tag: Option<String>,
    },
    /// `docker-archive:FILE[:NAME]`
    DockerArchive {
        /// The file.
        file: PathBuf,
        /// The image's name (`app:1.2`).
        name: Option<String>,
    },
    /// `HOST[:PORT]/REPOSITORY[:TAG]`
    Registry(RegistryReference),
}

/// Why a word does not name an image.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// There is nothing where a path should be.
    #[error("`{0}` names no path")]
    Empty(String),
    /// A tag that no tag may be.
    #[error("`{tag}` is not a tag")]
    Tag {
        /// What stands in the tag's place.
        tag: String,
    },
    /// A name that no image in a registry may have.
    #[error("`{word}` is not the name of an image in a registry")]
    Registry {
        /// The word.
        word: String,
        /// What is wrong with it.
        reason: NameFault,
    },
    /// What is written gets its digest from its content.
    #[error("`{0}` names a digest to write to")]
    DigestToWrite(String),
    /// An image cannot be written in this form.
    #[error("`{0}` does not say in which form to write")]
    Output(String),
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "image-reference-empty",
    "image-reference-tag",
    "image-reference-host",
    "image-reference-repository",
    "image-reference-digest",
    "image-reference-long",
    "image-reference-digest-to-write",
    "image-reference-output",
];

impl Reference {
    /// Reads a word. Nothing is looked at on the disk.
    pub fn parse(word: &str) -> Result<Self, ReferenceError> {
        let nothing = || ReferenceError::Empty(word.to_owned());
        let (form, rest) = match word.split_once(':') {
            Some((form @ ("oci" | "oci-archive" | "docker-archive" | "dir"), rest)) => (form, rest),
            _ if word.is_empty() => return Err(nothing()),
            _ if RegistryReference::is_meant(word) => return Ok(Self::Registry(word.parse()?)),
            _ => return Ok(Self::Path(PathBuf::from(word))),
        };
        if rest.is_empty() || rest.starts_with(':') {
            return Err(nothing());
        }
        Ok(match form {
            "oci" => {
                let (folder, tag) = split_tag(rest)?;
                Self::Layout { folder, tag }
            }
            "oci-archive" => {
                let (file, tag) = split_tag(rest)?;
                Self::OciArchive { file, tag }
            }
            "docker-archive" => {
                let (file, name) = match rest.split_once(':') {
                    Some((file, name)) => (file, Some(name.to_owned())),
                    None => (rest, None),
                };
                if name.as_deref() == Some("") {
                    return Err(ReferenceError::Tag { tag: String::new() });
                }
                Self::DockerArchive { file: PathBuf::from(file), name }
            }
            _ => Self::RootFolder(PathBuf::from(rest)),
        })
    }
}

impl OutputReference {
    /// Reads a word of the same form, for writing: the form must be said.
    pub fn parse(word: &str) -> Result<Self, ReferenceError> {
        match Reference::parse(word)? {
            Reference::Layout { folder, tag } => Ok(Self::Layout { folder, tag }),
            Reference::OciArchive { file, tag } => Ok(Self::OciArchive { file, tag }),
            Reference::DockerArchive { file, name } => Ok(Self::DockerArchive { file, name }),
            Reference::Registry(name) if name.digest.is_none() => Ok(Self::Registry(name)),
            Reference::Registry(_) => Err(ReferenceError::DigestToWrite(word.to_owned())),
            Reference::Path(_) | Reference::RootFolder(_) => {
                Err(ReferenceError::Output(word.to_owned()))
            }
        }
    }
}

/// Returns whether a text may be a tag (OCI distribution specification 1.1, "Pull").
pub(crate) fn is_tag(tag: &str) -> bool {
    let proper = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let begins = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= 128 && tag.bytes().all(proper) && tag.bytes().next().is_some_and(begins)
}

fn split_tag(rest: &str) -> Result<(PathBuf, Option<String>), ReferenceError> {
    match rest.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => {
            if is_tag(tag) {
                Ok((PathBuf::from(path), Some(tag.to_owned())))
            } else {
                Err(ReferenceError::Tag { tag: tag.to_owned() })
            }
        }
        _ => Ok((PathBuf::from(rest), None)),
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (form, path, name) = match self {
            Self::Layout { folder, tag } => ("oci:", folder, tag),
            Self::OciArchive { file, tag } => ("oci-archive:", file, tag),
            Self::DockerArchive { file, name } => ("docker-archive:", file, name),
            Self::RootFolder(folder) => ("dir:", folder, &None),
            Self::Path(path) => ("", path, &None),
            Self::Registry(name) => return write!(f, "{name}"),
        };
        write!(f, "{form}{}", path.display())?;
        match name {
            Some(name) => write!(f, ":{name}"),
            None => Ok(()),
        }
    }
}

impl Explain for ReferenceError {
    fn message(&self) -> Message {
        match self {
            Self::Empty(word) => Message::new("image-reference-empty").text("word", word),
            Self::Tag { tag } => Message::new("image-reference-tag").text("tag", tag),
            Self::Registry { word, reason } => Message::new(match reason {
                NameFault::Host => "image-reference-host",
                NameFault::Repository => "image-reference-repository",
                NameFault::Digest => "image-reference-digest",
                NameFault::Long => "image-reference-long",
            })
            .text("word", word),
            Self::DigestToWrite(word) => {
                Message::new("image-reference-digest-to-write").text("word", word)
            }
            Self::Output(word) => Message::new("image-reference-output").text("word", word),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

#[cfg(test)]
mod tests {
    use haerterei_ground::Digest;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_name_images() {
        for (word, expected) in [
            ("oci:out/tomcat", "Layout { folder: \"out/tomcat\", tag: None }"),
            ("oci:out:1.2", "Layout { folder: \"out\", tag: Some(\"1.2\") }"),
            ("oci:/a:b/c", "Layout { folder: \"/a:b/c\", tag: None }"),
            ("oci-archive:x.tar:v1", "OciArchive { file: \"x.tar\", tag: Some(\"v1\") }"),
            (
                "docker-archive:x.tar:app:1",
                "DockerArchive { file: \"x.tar\", name: Some(\"app:1\") }",
            ),
            ("dir:/srv/root", "RootFolder(\"/srv/root\")"),
            ("x.tar", "Path(\"x.tar\")"),
            ("./a.b/c", "Path(\"./a.b/c\")"),
            ("../a", "Path(\"../a\")"),
            ("/a.b/c", "Path(\"/a.b/c\")"),
            ("out/x.tar", "Path(\"out/x.tar\")"),
        ] {
            let reference = Reference::parse(word).unwrap();
            assert_eq!(format!("{reference:?}"), expected);
            assert_eq!(reference.to_string(), word);
        }
        for word in ["registry.example/app:1.2", "localhost/app", "host:5000/app"] {
            let reference = Reference::parse(word).unwrap();
            assert!(matches!(reference, Reference::Registry(_)), "{reference:?}");
            assert_eq!(reference.to_string(), word);
        }
        for word in ["", "oci:", "oci::x", "oci:a:b c", "oci:a:", "docker-archive:a:", "dir:"] {
            assert!(Reference::parse(word).is_err(), "{word}");
        }
    }

    #[test]
    fn what_is_written_needs_a_form() {
        assert!(OutputReference::parse("oci:out:1").is_ok());
        assert!(matches!(OutputReference::parse("out"), Err(ReferenceError::Output(_))));
        assert!(matches!(
            OutputReference::parse("registry.example/a:1"),
            Ok(OutputReference::Registry(_))
        ));
        let digest = Digest::sha256(b"");
        assert!(matches!(
            OutputReference::parse(&format!("registry.example/a@{digest}")),
            Err(ReferenceError::DigestToWrite(_))
        ));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(word in "(oci:|oci-archive:|docker-archive:|dir:)?[a-z./:]{0,20}") {
            if let Ok(reference) = Reference::parse(&word) {
                prop_assert_eq!(Reference::parse(&reference.to_string()).unwrap(), reference);
            }
        }
    }
}
