// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a recipe to an image: composing, layering, reproducing.
#![forbid(unsafe_code)]
