// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Advisories from their sources to an index, and everything that can go wrong on the way.

mod adversity;
mod carrying;
mod csaf;
mod feeds;
mod generations;
mod large;
mod place;
mod shared;
