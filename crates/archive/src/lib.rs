// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Signed distribution archives, their indices and the resolver.
//!
//! The way from a name to a file that can be trusted:
//!
//! 1. A [`Distribution`] says, as data, what suites, pockets, archives and keys there are;
//!    [`host_configuration`] says what the host's apt knows of mirrors.
//! 2. [`Source::of`] makes of both the list of suites to ask, each with mirrors and a [`Keyring`].
//! 3. [`load`] gets their Release files, verifies them ([`verify_inline`]), judges how fresh they
//!    are, gets the indices they name, and makes a [`Universe`] of all packages.
//! 4. [`resolve`] chooses the packages a wish needs, and says why each is there.
//! 5. [`download`] brings them into the cache, checked by the hash the index names.
//!
//! ```text
//! key ─ signs → Release ─ hashes → Packages ─ hashes → package
//! ```
//!
//! Nothing here knows an image; the time is passed in; nothing is taken that the chain does not
//! reach.
#![forbid(unsafe_code)]

mod chain;
mod distribution;
mod download;
mod error;
mod freshness;
mod host;
mod index;
mod indices;
mod keyring;
mod load;
mod mirrors;
mod record;
mod release;
mod resolve;
mod signature;
mod source_packages;
mod sources;
mod universe;

pub use chain::{NamedIndex, named_indices};
pub use distribution::{ArchivePlace, Distribution, KeyName, KeyringNames, Pocket, Suite};
pub use download::{download, plan_downloads};
pub use error::{ArchiveError, MESSAGE_KEYS};
pub use host::{HostConfiguration, debian_architecture, host_configuration};
pub use indices::IndexProblem;
pub use keyring::Keyring;
pub use load::{LoadSettings, load};
pub use mirrors::{Repository, Selection, Source, named_mirrors};
pub use record::{PackageRecord, Record, RelationField};
pub use release::{ReleaseFile, ReleaseProblem};
pub use resolve::{Chosen, Demand, DroppedEdge, Reason, Request, Resolution, Unsolvable, resolve};
pub use signature::{SignatureProblem, Signer, Verified, verify_detached, verify_inline};
pub use source_packages::{FoundSources, SourceFile, SourcePackage, source_packages};
pub use sources::{AptSource, AptSources, IgnoredReason, IgnoredSource, SignedBy};
pub use universe::{RecordId, ReleaseRecord, Universe};
