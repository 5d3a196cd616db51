// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Registries: pull, push, copy, referrers (OCI distribution specification 1.1).
//!
//! * A [`Registry`] speaks with every registry of a call: it knows who we are there ([`access`]),
//!   and nobody else is shown it.
//! * A [`Remote`] is an image in a registry; it is read as any other image, its blobs come into the
//!   cache when they are needed.
//! * [`copy`] moves images between registries, layouts and archives, with all that refers to them.
//! * A [`Document`] is a manifest or an index, always as the bytes that its digest names.
//!
//! # What holds
//!
//! * Nothing a registry says is believed without its digest: documents and blobs are verified
//!   before anyone sees them; sizes, lists and nesting are bounded.
//! * Credentials and tokens go to the one server they are for, never along with a redirect, and stay
//!   in memory. Over plain `http` nothing is sent but to this machine and where the settings allow
//!   it.
//! * No document is ever written anew: what is copied keeps its bytes, so its digest.
#![forbid(unsafe_code)]

mod access;
mod client;
pub mod copy;
mod document;
mod endpoint;
mod error;
mod hostile;
mod parallel;
mod referrers;
mod remote;
mod tags;
mod upload;

pub use access::auth_file::AuthFileFault;
pub use access::credentials::CredentialPlaces;
pub use access::helper::HelperFault;
pub use client::{Registry, RegistrySettings};
pub use document::{Document, DocumentContent};
pub use error::{MESSAGE_KEYS, RegistryError};
#[doc(hidden)]
pub use hostile::read_all;
pub use remote::Remote;
