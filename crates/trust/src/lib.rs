// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Certificates in, trust stores out.
//!
//! A distribution ships its certificate authorities as PEM files and lets a script make trust
//! stores of them. Here the stores are made from the files directly, by pure functions:
//!
//! * [`CertificateSet`] gathers the distribution's and the operator's authorities, without
//!   doubles and in a fixed order; [`Deselection`]s take some out again.
//! * [`bundle`] writes the one file that most programs read, [`link_farm`] the folder that OpenSSL
//!   searches by the hash of a subject, [`java_key_store`] and [`pkcs12_trust_store`] what Java
//!   reads.
//!
//! The same set and the same time give the same bytes.
#![forbid(unsafe_code)]

mod base64;
mod bundle;
mod certificate;
mod deselection;
mod error;
mod java;
mod links;
mod pem;
mod pkcs12;
mod set;
mod subject;

pub use bundle::bundle;
pub use certificate::{Certificate, Origin};
pub use deselection::Deselection;
pub use error::{MESSAGE_KEYS, TrustError};
pub use java::{JAVA_STORE_PASSWORD, java_key_store};
pub use links::{LinkFarm, link_farm};
pub use pkcs12::pkcs12_trust_store;
pub use set::CertificateSet;
