// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who an image's declared user is: its account files, and what somebody may write.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::Node;

/// The accounts of an image.
pub const PASSWD: &str = "etc/passwd";
/// The groups of an image.
pub const GROUP: &str = "etc/group";

/// A line of `etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Name.
    pub name: String,
    /// Number.
    pub uid: u64,
    /// Number of the first group.
    pub gid: u64,
    /// Home folder.
    pub home: String,
    /// Shell.
    pub shell: String,
}

/// A line of `etc/group`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Number.
    pub gid: u64,
    /// Names of the users for whom it is a further group.
    pub members: Vec<String>,
}

/// Who a process runs as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// User.
    pub uid: u64,
    /// First group, then further ones.
    pub gids: BTreeSet<u64>,
}

impl Identity {
    /// Returns whether the mode lets somebody write; as the kernel has it, the owner's bits alone
    /// count for the owner, and who owns a file can give himself the right.
    pub fn may_write(&self, node: &Node) -> bool {
        node.uid == self.uid
            || if self.gids.contains(&node.gid) {
                node.mode & 0o020 != 0
            } else {
                node.mode & 0o002 != 0
            }
    }
}

/// Reads `etc/passwd` (passwd(5)); malformed lines are passed over, as the C library does.
pub fn users(bytes: &[u8]) -> Vec<User> {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
            [name, _, uid, gid, _, home, shell] => Some(User {
                name: (*name).to_owned(),
                uid: uid.parse().ok()?,
                gid: gid.parse().ok()?,
                home: (*home).to_owned(),
                shell: (*shell).to_owned(),
            }),
            _ => None,
        })
        .collect()
}

/// Reads `etc/group` (group(5)); malformed lines are passed over, as the C library does.
pub fn groups(bytes: &[u8]) -> Vec<Group> {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter_map(|line| match line.split(':').collect::<Vec<_>>().as_slice() {
            [name, _, gid, members] => Some(Group {
                name: (*name).to_owned(),
                gid: gid.parse().ok()?,
                members: members
                    .split(',')
                    .filter(|member| !member.is_empty())
                    .map(str::to_owned)
                    .collect(),
            }),
            _ => None,
        })
        .collect()
}

/// Tells who a declared user is (OCI image specification 1.1, "config.User"): without a group the
/// account's own one and its further ones count; a number without an account has group 0.
pub fn identity(declared: &str, users: &[User], groups: &[Group]) -> Option<Identity> {
    let (name, group) = match declared.split_once(':') {
        Some((name, group)) => (name, Some(group)),
        None => (declared, None),
    };
    let by_number = name.parse::<u64>().ok();
    let account = users
        .iter()
        .find(|user| user.name == name)
        .or_else(|| users.iter().find(|user| Some(user.uid) == by_number));
    let account = match name {
        // Nobody declared is root.
        "" => users.iter().find(|user| user.uid == 0),
        _ => account,
    };
    let uid = if name.is_empty() { 0 } else { account.map(|user| user.uid).or(by_number)? };
    let gids = if let Some(group) = group {
        let known = groups.iter().find(|own| own.name == group).map(|own| own.gid);
        BTreeSet::from([known.or_else(|| group.parse().ok())?])
    } else {
        let further = groups
            .iter()
            .filter(|group| account.is_some_and(|user| group.members.contains(&user.name)));
        std::iter::once(account.map_or(0, |user| user.gid))
            .chain(further.map(|group| group.gid))
            .collect()
    };
    Some(Identity { uid, gids })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_user_is_found_as_runtimes_find_it() {
        let users = users(b"root:x:0:0::/root:/bin/sh\nweb:x:7:8::/:/x\nbroken:x\n");
        let groups = groups(b"web:x:8:\nlogs:x:9:web,root\nbroken\n");
        assert_eq!((users.len(), groups.len()), (2, 2));
        for (declared, expected) in [
            ("", Some((0, vec![0, 9]))),
            ("web", Some((7, vec![8, 9]))),
            ("7", Some((7, vec![8, 9]))),
            ("web:logs", Some((7, vec![9]))),
            ("65532:0", Some((65532, vec![0]))),
            ("65532", Some((65532, vec![0]))),
            ("nobody", None),
            ("web:nogroup", None),
        ] {
            let expected =
                expected.map(|(uid, gids)| Identity { uid, gids: gids.into_iter().collect() });
            assert_eq!(identity(declared, &users, &groups), expected, "{declared}");
        }
    }
}
