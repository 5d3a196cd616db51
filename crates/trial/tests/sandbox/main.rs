// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Containers under the runtimes of this host: what they are given, what is said of programs that
//! misbehave, and what is left behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
#![expect(clippy::print_stdout, reason = "what was seen helps whoever reads a failure")]

mod adversity;
mod giving;
mod leftovers;
mod support;
