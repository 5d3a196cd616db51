// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! In-toto statements about digests, with their predicate types.
#![forbid(unsafe_code)]
