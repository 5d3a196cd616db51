// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents, from the outside: written, judged by schemas and by the tools of the formats' makers,
//! read again, checked, compared.

mod sample;

mod compared;
mod fields;
mod foreign;
mod judges;
mod round_trip;
