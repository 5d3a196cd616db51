// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Probes: how to find out that an image works.
//!
//! A probe asks the running program something and knows what to expect. It speaks from a thread
//! that joined the container's network, so that nothing of the image has to help, and every answer
//! is bounded in time and bytes: it comes from a stranger.

mod answer;
mod ask;
mod document;
mod fastcgi;
mod http;
mod miss;
mod model;
mod network;
mod tls;

pub use ask::{Program, Surroundings};

pub use document::ProbeDocument;
pub(crate) use document::{is_name, usual_within};
pub use miss::Miss;
pub(crate) use miss::{MESSAGE_KEYS, end_of};
pub use model::{
    Check, CommandCheck, Expectation, FastcgiCheck, HttpCheck, LogCheck, Probe, TcpCheck, TlsCheck,
};
pub use network::Network;
