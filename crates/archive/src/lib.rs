// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Signed distribution archives, their indices and the resolver.
#![forbid(unsafe_code)]
