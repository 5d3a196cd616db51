// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who may do what in a hardened image.
//!
//! Everything belongs to `0:0`. A process under any user id and any group reads what its owner may
//! read and writes only what the recipe declares: group and others get the owner's read and execute
//! rights, never a right to write. Hence a user that the image does not know works like the one it
//! declares, also where a cluster forbids group 0. Nothing is given away by that: what an image holds
//! is known to everyone who can pull it.

use haerterei_image::tar::{Entry, EntryKind};

/// Set user id, set group id.
const SET_ID: u32 = 0o6000;
const STICKY: u32 = 0o1000;

/// What hardening took from an entry, for the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// A set-user-id or set-group-id bit, or file capabilities.
    pub(crate) privilege: bool,
    /// A right of everyone to write.
    pub(crate) world_writable: bool,
    /// A right of the group to write.
    pub(crate) group_writable: bool,
}

/// Gives an entry its hardened owner and mode, and returns what it lost.
pub(crate) fn harden(entry: &mut Entry) -> Taken {
    let mut taken = Taken::default();
    entry.uid = 0;
    entry.gid = 0;
    if matches!(entry.kind, EntryKind::Symlink { .. }) {
        entry.mode = 0o777;
        return taken;
    }
    let mode = entry.mode;
    let is_folder = matches!(entry.kind, EntryKind::Directory);
    if mode & SET_ID != 0 || entry.xattrs.contains_key(b"security.capability".as_slice()) {
        // A set-group-id folder only passes its group on; it grants nothing.
        taken.privilege = !is_folder;
    }
    entry.xattrs.clear();
    let shared = is_folder && mode & STICKY != 0 && mode & 0o002 != 0;
    if shared {
        entry.mode = 0o1777;
        return taken;
    }
    taken.world_writable = mode & 0o002 != 0;
    taken.group_writable = mode & 0o020 != 0;
    let owner = (mode >> 6) & 0o7;
    let reads = owner & 0o5;
    entry.mode = owner << 6 | reads << 3 | reads;
    taken
}

/// Gives a declared writable folder its mode: the group may do what the owner may.
pub(crate) const WRITABLE_FOLDER: u32 = 0o775;
/// The mode of folders for temporary files.
pub(crate) const TEMPORARY_FOLDER: u32 = 0o1777;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use haerterei_ground::TreePath;
    use proptest::prelude::*;

    use super::*;

    fn entry(kind: EntryKind, mode: u32) -> Entry {
        Entry {
            path: TreePath::parse("x").unwrap(),
            kind,
            mode,
            uid: 33,
            gid: 42,
            mtime: 0,
            size: 0,
            xattrs: BTreeMap::new(),
        }
    }

    #[test]
    fn modes_become_hardened_modes() {
        for (kind, before, after) in [
            (EntryKind::File, 0o4755, 0o755),
            (EntryKind::File, 0o2755, 0o755),
            (EntryKind::File, 0o640, 0o644),
            (EntryKind::File, 0o600, 0o644),
            (EntryKind::File, 0o664, 0o644),
            (EntryKind::File, 0o666, 0o644),
            (EntryKind::Directory, 0o1777, 0o1777),
            (EntryKind::Directory, 0o777, 0o755),
            (EntryKind::Directory, 0o2775, 0o755),
            (EntryKind::Directory, 0o700, 0o755),
        ] {
            let mut entry = entry(kind, before);
            harden(&mut entry);
            assert_eq!(entry.mode, after, "{before:o}");
        }
    }

    proptest! {
        #[test]
        fn nothing_hardened_is_privileged_or_writable_by_strangers(mode in 0u32..0o10000) {
            let mut entry = entry(EntryKind::File, mode);
            harden(&mut entry);
            prop_assert_eq!(entry.mode & 0o6022, 0);
            prop_assert_eq!((entry.uid, entry.gid), (0, 0));
            // Hardening again changes nothing.
            let once = entry.clone();
            harden(&mut entry);
            prop_assert_eq!(entry.mode, once.mode);
        }
    }
}
