// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipe, house file and lock: the documents people and tools write.
#![forbid(unsafe_code)]
