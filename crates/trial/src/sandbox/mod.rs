// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Containers of an image, under an OCI runtime of the host.
//!
//! * An [`Identity`] is who a container runs as; a [`RunRequest`] is everything it is given.
//! * A [`Log`] holds what it says, an [`Ending`] how it ended, a [`Usage`] what it used.

mod ending;
mod identity;
mod log;
mod request;

pub use ending::{Ending, ExecOutput, Usage};
pub use identity::Identity;
pub use log::{Log, LogSink};
pub use request::{FixtureMount, RunLimits, RunRequest, Scratch, VolumeMount};
