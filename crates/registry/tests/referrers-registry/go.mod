// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

module referrers-registry

go 1.18

require github.com/google/go-containerregistry v0.16.1
