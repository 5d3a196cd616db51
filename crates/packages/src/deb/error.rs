// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a package file cannot be read.

use std::io;

use haerterei_ground::{Blame, Explain, LimitExceeded, Message};
use haerterei_image::tar::TarError;

use crate::deb822::Deb822Error;

/// Why a package file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DebError {
    /// The file could not be read.
    #[error("cannot read the package")]
    Read(#[source] io::Error),
    /// The file is not an ar archive.
    #[error("not a Debian package")]
    NotAPackage,
    /// The ar archive is malformed.
    #[error("malformed package at byte {offset}: {what}")]
    Archive {
        /// Where, in bytes.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The file ends inside a member.
    #[error("the package ends early, at byte {offset}")]
    Truncated {
        /// The length of the file in bytes.
        offset: u64,
    },
    /// The format's version is not 2.
    #[error("package format `{version}` is not supported")]
    Format {
        /// What `debian-binary` says, escaped.
        version: String,
    },
    /// A member is there twice, perhaps under two compressions.
    #[error("the package has `{member}` twice")]
    Duplicate {
        /// The second member.
        member: String,
    },
    /// A member stands where another has to stand.
    #[error("the package has `{member}` where `{expected}` has to stand")]
    Misplaced {
        /// The member.
        member: String,
        /// What has to stand there.
        expected: &'static str,
    },
    /// A member is missing.
    #[error("the package has no `{member}`")]
    Missing {
        /// The member.
        member: &'static str,
    },
    /// A member is compressed in a way that we do not read.
    #[error("`{member}` has an unsupported compression")]
    Compression {
        /// The member.
        member: String,
    },
    /// A member is, or unpacks to, more than is allowed.
    #[error("`{member}` has more than {limit} bytes")]
    TooLarge {
        /// The member.
        member: &'static str,
        /// The bound in bytes.
        limit: u64,
    },
    /// A member unpacks to far more than any honest content does.
    #[error("`{member}` unpacks to more than {limit} times its size")]
    Bomb {
        /// The member.
        member: &'static str,
        /// The bound on the ratio.
        limit: u64,
    },
    /// A member's compressed form is damaged.
    #[error("`{member}` is damaged")]
    Damaged {
        /// The member.
        member: &'static str,
        /// What the decoder says.
        #[source]
        source: io::Error,
    },
    /// A member's tar archive is malformed or passes a bound.
    #[error("`{member}` cannot be read")]
    Tar {
        /// The member.
        member: &'static str,
        /// What is wrong.
        #[source]
        source: TarError,
    },
    /// A file of the package is one that no package may carry.
    #[error("the package's file {path} is refused: {what}")]
    Entry {
        /// The file, as shown.
        path: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The control file is not one paragraph of control data.
    #[error("the control file is malformed")]
    Control(#[source] Deb822Error),
    /// A field that every package has is missing or malformed.
    #[error("the control file has no valid field `{field}`")]
    Field {
        /// The field.
        field: &'static str,
    },
    /// A line of `conffiles`, `md5sums` or `triggers` is malformed.
    #[error("line {line} of the control file `{file}` is malformed")]
    Line {
        /// The control file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
    },
}

/// What stops a decoder beside its input: carried inside an [`io::Error`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Stop {
    /// More came out than what went in can honestly hold.
    #[error("more than {limit} bytes for each compressed byte")]
    Ratio { limit: u64 },
    /// The file below failed, not the decoder.
    #[error("the file cannot be read: {0:?}")]
    File(io::ErrorKind),
}

impl DebError {
    /// Says why the content of one of a package's files cannot be read, from the error that
    /// reading [`Contents`](super::Contents) gave.
    pub fn of_content(error: io::Error) -> Self {
        Self::of_read("data.tar", error)
    }

    /// Sorts out why a read of a member failed.
    pub(super) fn of_read(member: &'static str, error: io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(stop) = inner.and_then(|inner| inner.downcast_ref::<Stop>()) {
            return match *stop {
                Stop::Ratio { limit } => Self::Bomb { member, limit },
                Stop::File(kind) => Self::Read(kind.into()),
            };
        }
        if let Some(LimitExceeded { limit }) = inner.and_then(|inner| inner.downcast_ref()) {
            return Self::TooLarge { member, limit: *limit };
        }
        match TarError::from_read(error) {
            TarError::Io(source) => Self::Damaged { member, source },
            other => Self::of_tar(member, other),
        }
    }

    pub(super) fn of_tar(member: &'static str, error: TarError) -> Self {
        match error {
            TarError::Io(error) => Self::of_read(member, error),
            TarError::TooLarge { limit } => Self::TooLarge { member, limit },
            source => Self::Tar { member, source },
        }
    }
}

impl Explain for DebError {
    fn message(&self) -> Message {
        match self {
            Self::Read(error) => Message::new("packages-deb-read").text("error", error),
            Self::NotAPackage => Message::new("packages-deb-not-a-package"),
            Self::Archive { offset, what } => {
                Message::new("packages-deb-archive").number("offset", *offset).text("what", what)
            }
            Self::Truncated { offset } => {
                Message::new("packages-deb-truncated").number("offset", *offset)
            }
            Self::Format { version } => {
                Message::new("packages-deb-format").text("version", version)
            }
            Self::Duplicate { member } => {
                Message::new("packages-deb-duplicate").text("member", member)
            }
            Self::Misplaced { member, expected } => Message::new("packages-deb-misplaced")
                .text("member", member)
                .text("expected", expected),
            Self::Missing { member } => Message::new("packages-deb-missing").text("member", member),
            Self::Compression { member } => {
                Message::new("packages-deb-compression").text("member", member)
            }
            Self::TooLarge { member, limit } => Message::new("packages-deb-too-large")
                .text("member", member)
                .number("limit", *limit),
            Self::Bomb { member, limit } => {
                Message::new("packages-deb-bomb").text("member", member).number("limit", *limit)
            }
            Self::Damaged { member, source } => {
                Message::new("packages-deb-damaged").text("member", member).text("error", source)
            }
            Self::Tar { member, .. } => Message::new("packages-deb-tar").text("member", member),
            Self::Entry { path, what } => {
                Message::new("packages-deb-entry").text("path", path).text("what", what)
            }
            Self::Control(_) => Message::new("packages-deb-control"),
            Self::Field { field } => Message::new("packages-deb-field").text("field", field),
            Self::Line { file, line } => {
                Message::new("packages-deb-line").text("file", file).number("line", *line)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Read(_) => Blame::World,
            _ => Blame::Input,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Tar { source, .. } => Some(source),
            Self::Control(source) => Some(source),
            _ => None,
        }
    }
}
