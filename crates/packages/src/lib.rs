// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files and installed-package databases.
#![forbid(unsafe_code)]
