// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the files of a tree need, and the proof that it is there.
#![forbid(unsafe_code)]
