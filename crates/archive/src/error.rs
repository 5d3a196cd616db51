// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong with an archive.

use haerterei_fetch::FetchError;
use haerterei_ground::{Blame, Cancelled, Explain, Message, Timestamp};
use haerterei_store::StoreError;

use crate::indices::IndexProblem;
use crate::{ReleaseProblem, SignatureProblem};

/// Why packages cannot be had from an archive.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the fields say what their names say; the sentences are in texts")]
pub enum ArchiveError {
    /// No distribution of this name is described.
    #[error("no distribution is called `{name}`")]
    UnknownDistribution { name: String, known: Vec<String> },
    /// The distribution has no such suite.
    #[error("{distribution} has no suite `{name}`")]
    UnknownSuite { distribution: String, name: String, known: Vec<String> },
    /// The distribution has no such pocket.
    #[error("{distribution} has no pocket `{name}`")]
    UnknownPocket { distribution: String, name: String },
    /// No archive of the distribution carries the architecture.
    #[error("{distribution} is not published for {architecture}")]
    UnknownArchitecture { distribution: String, architecture: String },
    /// The description of a distribution is wrong.
    #[error("the description of a distribution cannot be used: {reason}")]
    DistributionUnreadable { reason: String },
    /// A keyring is not one.
    #[error("cannot read the keyring {keyring}: {reason}")]
    KeyringUnreadable { keyring: String, reason: String },
    /// There is nobody to ask.
    #[error("no mirror is known for {suite}")]
    NoMirror { suite: String },
    /// A mirror does not give the Release file.
    #[error("cannot get the Release file of {suite} from {mirror}")]
    ReleaseUnreachable { suite: String, mirror: String, source: Box<FetchError> },
    /// Offline, and the suite was never loaded before.
    #[error("offline, and {suite} was never loaded before")]
    NeverSeen { suite: String },
    /// The signature of a Release file does not count.
    #[error("the Release file of {suite} cannot be trusted: {problem}")]
    Signature { suite: String, mirror: String, problem: Box<SignatureProblem> },
    /// A Release file is signed and makes no sense.
    #[error("cannot read the Release file of {suite}: {problem}")]
    ReleaseUnreadable { suite: String, mirror: String, problem: ReleaseProblem },
    /// The Release file is of another suite.
    #[error("the Release file of {suite} is that of {found}")]
    OtherSuite { suite: String, mirror: String, found: String },
    /// `Valid-Until` is over.
    #[error("the Release file of {suite} counted until {until}")]
    Expired { suite: String, until: Timestamp, at: Timestamp },
    /// The Release file is older than one seen before.
    #[error("the Release file of {suite} is from {date}, one from {seen} was seen before")]
    RolledBack { suite: String, date: Timestamp, seen: Timestamp },
    /// The suite has no index for a component and architecture.
    #[error("{suite} has no packages of `{component}` for {architecture}")]
    NoIndex { suite: String, component: String, architecture: String },
    /// An index cannot be fetched, or is not what the Release file names.
    #[error("cannot get a package index")]
    IndexUnreachable { source: Box<FetchError> },
    /// An index is what the Release file names and makes no sense.
    #[error("cannot read the index {path} of {suite}: {problem}")]
    IndexUnreadable { suite: String, path: String, problem: Box<IndexProblem> },
    /// An index names a path that leaves the archive.
    #[error("the index names {path} for {name}")]
    UnsafePath { name: String, path: String },
    /// Nobody has a package any more.
    #[error("{name} {version} has left the archive")]
    PackageGone { name: String, version: String, source: Box<FetchError> },
    /// A package cannot be fetched, or is not what the index names.
    #[error("cannot get a package")]
    PackageUnreachable { source: Box<FetchError> },
    /// The cache failed.
    #[error("the cache failed")]
    Store(#[source] Box<StoreError>),
    /// The work was stopped.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Every key of `texts` that this room can emit.
pub const MESSAGE_KEYS: &[&str] = &[
    "archive-distribution-unknown",
    "archive-suite-unknown",
    "archive-pocket-unknown",
    "archive-architecture-unknown",
    "archive-distribution-unreadable",
    "archive-keyring-unreadable",
    "archive-no-mirror",
    "archive-release-unreachable",
    "archive-never-seen",
    "archive-not-signed",
    "archive-signed-text-outside",
    "archive-signature-truncated",
    "archive-signature-malformed",
    "archive-signature-tampered",
    "archive-signer-unknown",
    "archive-key-expired",
    "archive-key-revoked",
    "archive-signature-expired",
    "archive-signature-future",
    "archive-key-unacceptable",
    "archive-release-unreadable",
    "archive-other-suite",
    "archive-release-expired",
    "archive-release-expired-accepted",
    "archive-release-rolled-back",
    "archive-release-stale",
    "archive-valid-until-missing",
    "archive-mirror-failed",
    "archive-no-index",
    "archive-index-unreachable",
    "archive-index-unreadable",
    "archive-unsafe-path",
    "archive-package-gone",
    "archive-package-unreachable",
    "archive-cache-failed",
    "archive-cancelled",
    "archive-unsolvable",
    "archive-unsolvable-asked",
    "archive-unsolvable-needs",
    "archive-unsolvable-nobody",
    "archive-unsolvable-nobody-asked",
    "archive-unsolvable-conflict",
    "archive-unsolvable-excluded",
    "archive-unsolvable-version",
    "archive-unsolvable-unknown",
    "archive-unsolvable-unknown-near",
    "progress-archive-releases",
];

impl From<StoreError> for ArchiveError {
    fn from(source: StoreError) -> Self {
        Self::Store(Box::new(source))
    }
}

impl Explain for ArchiveError {
    fn message(&self) -> Message {
        match self {
            Self::UnknownDistribution { name, known } => {
                Message::new("archive-distribution-unknown")
                    .text("name", name)
                    .text("known", known.join(", "))
            }
            Self::UnknownSuite { distribution, name, known } => {
                Message::new("archive-suite-unknown")
                    .text("distribution", distribution)
                    .text("name", name)
                    .text("known", known.join(", "))
            }
            Self::UnknownPocket { distribution, name } => Message::new("archive-pocket-unknown")
                .text("distribution", distribution)
                .text("name", name),
            Self::UnknownArchitecture { distribution, architecture } => {
                Message::new("archive-architecture-unknown")
                    .text("distribution", distribution)
                    .text("architecture", architecture)
            }
            Self::DistributionUnreadable { reason } => {
                Message::new("archive-distribution-unreadable").text("reason", reason)
            }
            Self::KeyringUnreadable { keyring, reason } => {
                Message::new("archive-keyring-unreadable")
                    .text("keyring", keyring)
                    .text("reason", reason)
            }
            Self::NoMirror { suite } => Message::new("archive-no-mirror").text("suite", suite),
            Self::ReleaseUnreachable { suite, mirror, .. } => {
                Message::new("archive-release-unreachable")
                    .text("suite", suite)
                    .text("mirror", mirror)
            }
            Self::NeverSeen { suite } => Message::new("archive-never-seen").text("suite", suite),
            Self::Signature { suite, mirror, problem } => {
                signature_message(problem).text("suite", suite).text("mirror", mirror)
            }
            Self::ReleaseUnreadable { suite, mirror, problem } => {
                Message::new("archive-release-unreadable")
                    .text("suite", suite)
                    .text("mirror", mirror)
                    .text("reason", problem)
            }
            Self::OtherSuite { suite, mirror, found } => Message::new("archive-other-suite")
                .text("suite", suite)
                .text("mirror", mirror)
                .text("found", found),
            Self::Expired { suite, until, at } => Message::new("archive-release-expired")
                .text("suite", suite)
                .text("until", until)
                .text("at", at),
            Self::RolledBack { suite, date, seen } => Message::new("archive-release-rolled-back")
                .text("suite", suite)
                .text("date", date)
                .text("seen", seen),
            Self::NoIndex { suite, component, architecture } => Message::new("archive-no-index")
                .text("suite", suite)
                .text("component", component)
                .text("architecture", architecture),
            Self::IndexUnreachable { .. } => Message::new("archive-index-unreachable"),
            Self::IndexUnreadable { suite, path, problem } => {
                Message::new("archive-index-unreadable")
                    .text("suite", suite)
                    .text("path", path)
                    .text("reason", problem)
            }
            Self::UnsafePath { name, path } => Message::new("archive-unsafe-path")
                .text("name", name)
                .text("path", path.escape_default()),
            Self::PackageGone { name, version, .. } => {
                Message::new("archive-package-gone").text("name", name).text("version", version)
            }
            Self::PackageUnreachable { .. } => Message::new("archive-package-unreachable"),
            Self::Store(_) => Message::new("archive-cache-failed"),
            Self::Cancelled(_) => Message::new("archive-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::UnknownDistribution { .. }
            | Self::UnknownSuite { .. }
            | Self::UnknownPocket { .. }
            | Self::UnknownArchitecture { .. }
            | Self::DistributionUnreadable { .. }
            | Self::KeyringUnreadable { .. } => Blame::Input,
            _ => Blame::World,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::ReleaseUnreachable { source, .. }
            | Self::IndexUnreachable { source }
            | Self::PackageGone { source, .. }
            | Self::PackageUnreachable { source } => Some(source.as_ref()),
            Self::Store(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

fn signature_message(problem: &SignatureProblem) -> Message {
    match problem {
        SignatureProblem::NotSigned => Message::new("archive-not-signed"),
        SignatureProblem::TextOutside => Message::new("archive-signed-text-outside"),
        SignatureProblem::Truncated => Message::new("archive-signature-truncated"),
        SignatureProblem::Malformed(reason) => {
            Message::new("archive-signature-malformed").text("reason", reason)
        }
        SignatureProblem::Tampered(signer) => {
            Message::new("archive-signature-tampered").text("signer", signer)
        }
        SignatureProblem::UnknownSigner(keys) => {
            Message::new("archive-signer-unknown").text("keys", keys.join(", "))
        }
        SignatureProblem::KeyExpired(signer) => {
            Message::new("archive-key-expired").text("signer", signer)
        }
        SignatureProblem::KeyRevoked(signer) => {
            Message::new("archive-key-revoked").text("signer", signer)
        }
        SignatureProblem::SignatureExpired(signer) => {
            Message::new("archive-signature-expired").text("signer", signer)
        }
        SignatureProblem::FromTheFuture(signer) => {
            Message::new("archive-signature-future").text("signer", signer)
        }
        SignatureProblem::NotAcceptable(signer, reason) => {
            Message::new("archive-key-unacceptable").text("signer", signer).text("reason", reason)
        }
    }
}
