// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One content-addressed cache, shared by processes, with a memo of function results.
#![forbid(unsafe_code)]
