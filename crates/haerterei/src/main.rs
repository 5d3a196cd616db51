// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The command line.
#![forbid(unsafe_code)]

fn main() {}
