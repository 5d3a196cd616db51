// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The table `[scan]`: when a scan fails, and whose severity counts.

use haerterei_findings::policy::Policy;
use serde::Deserialize;

/// What the file says of scanning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// Which findings fail a scan.
    pub(crate) fail_on: Option<Policy>,
    /// Whose severity counts, the first first.
    pub(crate) severity_from: Vec<String>,
    /// Whether what an image says of its own packages closes nothing.
    pub(crate) doubt_records: bool,
}

/// The table as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Raw {
    fail_on: Option<String>,
    severity_from: Vec<String>,
    doubt_records: bool,
}

impl Raw {
    /// Returns what is meant, or what is wrong with it.
    pub(super) fn settled(self) -> Result<Scan, String> {
        let policy = self.fail_on.map(|text| text.parse::<Policy>()).transpose();
        let fail_on = policy.map_err(|error| format!("`fail-on`: {error}"))?;
        let Self { severity_from, doubt_records, .. } = self;
        Ok(Scan { fail_on, severity_from, doubt_records })
    }
}
