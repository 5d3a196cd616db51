// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What package scripts would have done, as data.
#![forbid(unsafe_code)]
