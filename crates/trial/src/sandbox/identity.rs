// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who a container runs as.

use serde::{Deserialize, Serialize};

/// Who a container runs as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Identity {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// Further groups; the first of them owns the volumes and scratch folders, as Kubernetes'
    /// `fsGroup` does.
    pub groups: Vec<u32>,
}

impl Identity {
    /// Returns the group that owns what this identity may write to: never the running user's own
    /// doing, always a group it was given.
    pub fn volume_group(&self) -> u32 {
        self.groups.first().copied().unwrap_or(self.gid)
    }
}
