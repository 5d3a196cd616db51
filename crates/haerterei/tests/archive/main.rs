// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The examples, built from the real archive: reproducible, and they work.
//!
//! The mirror is the one of the host's apt configuration; for Ubuntu the one that debootstrap's
//! scripts name. What an archive at hand cannot give is said in the output as "not run".

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "what is not run here is said")]

mod carried;
mod dockerfile;
mod inventory;
mod proofs;
mod reproducible;
mod scans;
mod serve;
mod sizes;
mod support;
mod trials;
