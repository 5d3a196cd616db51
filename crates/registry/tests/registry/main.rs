// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The room against registries on this machine: good ones, and some that are not.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod support;

mod access;
mod copying;
mod hostile;
mod oracle;
mod pull;
