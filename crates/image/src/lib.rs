// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OCI images, layouts and archives; the merged tree; deterministic writing.
#![forbid(unsafe_code)]
