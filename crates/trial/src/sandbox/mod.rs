// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Containers of an image, under an OCI runtime of the host.
//!
//! * A [`Sandbox`] is an image that is laid out, ready to be run many times; a [`Container`] is one
//!   run of it.
//! * An [`Identity`] is who a container runs as; a [`RunRequest`] is everything it is given.
//! * A [`Log`] holds what it says, an [`Ending`] how it ended, a [`Usage`] what it used, a
//!   [`Cause`] why it did not do what it should.
//! * What this host [lacks](Missing) makes nothing of the image's fault: then nothing was tried.

mod bundle;
mod cause;
mod cgroup;
mod container;
mod ending;
mod error;
mod identity;
mod laid_out;
mod ledger;
mod log;
mod network;
mod points;
mod prepared;
mod process;
mod request;
mod runtime;
mod seccomp;
mod space;
mod stack;
mod unpack;
mod workspace;
mod written;

pub use bundle::LimitNotSet;
pub use cause::Cause;
pub use container::{Container, Finished, Stopped};
pub use ending::{Ending, ExecOutput, Usage};
pub use error::{Missing, SandboxError};
pub use identity::Identity;
pub use laid_out::{Discarded, LaidOut, discard_laid_out, laid_out};
pub use log::{Log, LogSink};
pub use network::Listener;
pub use prepared::{Facts, Sandbox, SandboxSettings, StartFailure};
pub use request::{FixtureMount, RunLimits, RunRequest, Scratch, VolumeMount};
pub use runtime::{RUNTIMES, Skipped};
pub use seccomp::SeccompSource;
pub use space::enter;
pub(crate) use workspace::Workspace;
pub use written::Written;

/// The groups of keys that the sandbox can speak with.
pub(crate) const KEY_GROUPS: [&[&str]; 2] = [error::MESSAGE_KEYS, cause::MESSAGE_KEYS];
