// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package databases whose last changes stand in a log beside them.
//!
//! RPM lets `SQLite` write a log first and carry it into the database when it ends; an image that was
//! taken before has both. The two files are read together here, because they may come from
//! different layers.

use super::overlay::{Mark, Overlay};
use crate::catalogue::{Bounds, read_rpm_with_log};
use crate::findings::Findings;

/// What stands behind the name of a database in the name of its log.
const LOG: &[u8] = b"-wal";

/// What a database says together with its log.
#[derive(Debug)]
pub(super) struct Replayed {
    /// The sighting of the database, by its place.
    pub(super) sighting: usize,
    /// The log, if a later layer brought it: then the database has a later version.
    pub(super) later: Option<Mark>,
    /// What both say.
    pub(super) findings: Findings,
}

/// Reads every database that has a log in the image.
pub(super) fn replay(overlay: &Overlay<'_>) -> Vec<Replayed> {
    let logs = overlay.present().filter_map(|(_, log)| {
        let kept = log.findings.kept.as_ref()?;
        Some((log, log.path.as_bytes().strip_suffix(LOG)?, kept))
    });
    let read = |(log, path, kept): (&super::overlay::Sighting<'_>, &[u8], &crate::Kept)| {
        let (sighting, database) =
            overlay.present().find(|(_, sighting)| sighting.path.as_bytes() == path)?;
        let bytes = database.findings.kept.as_ref()?.bytes()?;
        let findings = read_rpm_with_log(&bytes, &kept.bytes()?, &Bounds::default());
        let is_later = log.mark.layer() > database.mark.layer();
        Some(Replayed { sighting, later: is_later.then_some(log.mark), findings })
    };
    logs.filter_map(read).collect()
}
