// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can be wrong with certificates.

use haerterei_ground::{Blame, Explain, Message};

/// Every key that this room says.
pub const MESSAGE_KEYS: &[&str] = &[
    "trust-file-too-large",
    "trust-no-certificate",
    "trust-private-key",
    "trust-block-unfinished",
    "trust-block-not-base64",
    "trust-too-many-certificates",
    "trust-certificate-malformed",
    "trust-name-unfit",
    "trust-name-taken",
    "trust-deselection-unmatched",
    "trust-deselection-malformed",
    "trust-store-too-large",
    "trust-expired",
    "trust-not-yet-valid",
    "trust-not-an-authority",
    "trust-weak-signature",
    "trust-already-present",
];

/// Why certificates could not be read or a trust store not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The file is larger than any file of certificates.
    #[error("`{file}` has {size} bytes, more than {limit}")]
    FileTooLarge {
        /// The file as named by the caller.
        file: String,
        /// Its size in bytes.
        size: u64,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// The file holds no certificate.
    #[error("`{file}` holds no certificate")]
    NoCertificate {
        /// The file as named by the caller.
        file: String,
    },
    /// The file holds a private key, which has no place in an image.
    #[error("`{file}` line {line} begins a private key")]
    PrivateKey {
        /// The file as named by the caller.
        file: String,
        /// The line of the key's first line, from 1.
        line: u64,
    },
    /// A PEM block has no end.
    #[error("`{file}` line {line}: the block has no end line")]
    Unfinished {
        /// The file as named by the caller.
        file: String,
        /// The line where the block begins, from 1.
        line: u64,
    },
    /// A PEM block is not base 64.
    #[error("`{file}` line {line}: the block is not base 64")]
    NotBase64 {
        /// The file as named by the caller.
        file: String,
        /// The line where the block begins, from 1.
        line: u64,
    },
    /// A file holds more certificates than are accepted.
    #[error("`{file}` holds more than {limit} certificates")]
    TooMany {
        /// The file as named by the caller.
        file: String,
        /// The most that is read.
        limit: u64,
    },
    /// The bytes are not an X.509 certificate (RFC 5280).
    #[error("`{file}` line {line}: not an X.509 certificate: {reason}")]
    Malformed {
        /// The file as named by the caller.
        file: String,
        /// The line where the certificate begins, from 1; 1 in a binary file.
        line: u64,
        /// What the decoder says, in English.
        reason: String,
    },
    /// The name cannot name a file.
    #[error("`{name}` cannot name a certificate")]
    UnfitName {
        /// The name.
        name: String,
    },
    /// Two different certificates would have the same name.
    #[error("the name `{name}` is taken by another certificate")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A deselection matches no certificate.
    #[error("the deselection `{deselection}` matches no certificate")]
    DeselectionUnmatched {
        /// The deselection as written.
        deselection: String,
    },
    /// A deselection is neither file name, subject nor fingerprint.
    #[error("`{deselection}` is no deselection")]
    DeselectionMalformed {
        /// The deselection as written.
        deselection: String,
    },
    /// The store's format cannot hold so much.
    #[error("the trust store cannot hold so many certificates")]
    StoreTooLarge,
}

impl Explain for TrustError {
    fn message(&self) -> Message {
        match self {
            Self::FileTooLarge { file, size, limit } => Message::new("trust-file-too-large")
                .text("file", file)
                .number("size", *size)
                .number("limit", *limit),
            Self::NoCertificate { file } => Message::new("trust-no-certificate").text("file", file),
            Self::PrivateKey { file, line } => {
                Message::new("trust-private-key").text("file", file).number("line", *line)
            }
            Self::Unfinished { file, line } => {
                Message::new("trust-block-unfinished").text("file", file).number("line", *line)
            }
            Self::NotBase64 { file, line } => {
                Message::new("trust-block-not-base64").text("file", file).number("line", *line)
            }
            Self::TooMany { file, limit } => Message::new("trust-too-many-certificates")
                .text("file", file)
                .number("limit", *limit),
            Self::Malformed { file, line, reason } => Message::new("trust-certificate-malformed")
                .text("file", file)
                .number("line", *line)
                .text("reason", reason),
            Self::UnfitName { name } => Message::new("trust-name-unfit").text("name", name),
            Self::NameTaken { name } => Message::new("trust-name-taken").text("name", name),
            Self::DeselectionUnmatched { deselection } => {
                Message::new("trust-deselection-unmatched").text("deselection", deselection)
            }
            Self::DeselectionMalformed { deselection } => {
                Message::new("trust-deselection-malformed").text("deselection", deselection)
            }
            Self::StoreTooLarge => Message::new("trust-store-too-large"),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}
