// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Probes: how to find out that an image works.
//!
//! A probe asks the running program something and knows what to expect. It speaks from a thread
//! that joined the container's network, so that nothing of the image has to help, and every answer
//! is bounded in time and bytes: it comes from a stranger.

mod document;
mod model;

pub use document::ProbeDocument;
pub(crate) use document::{is_name, usual_within};
pub use model::{
    Check, CommandCheck, Expectation, FastcgiCheck, HttpCheck, LogCheck, Probe, TcpCheck, TlsCheck,
};
