// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The identities of a trial: nobody knows under which one a cluster starts an image.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::DeclaredUser;
use crate::sandbox::Identity;

/// A user id as `OpenShift` gives it to a namespace.
const HIGH: u32 = 1_000_680_000;
/// The group that volumes belong to, beside root, as with Kubernetes' `fsGroup`.
pub(crate) const VOLUME_GROUP: u32 = 1_000_710_000;
/// Bytes of `/etc/passwd` and `/etc/group`.
pub(crate) const ACCOUNTS_LIMIT: u64 = 1 << 20;

/// Who an image is tried as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The user that the image declares.
    Declared,
    /// A high user id with group 0.
    HighUid,
    /// A high user id with a high group id.
    HighUidGid,
}

impl Who {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Declared, Self::HighUid, Self::HighUidGid];

    /// Returns the users and groups beyond those of the image that a trial runs as.
    pub fn ids() -> BTreeSet<u32> {
        BTreeSet::from([HIGH, VOLUME_GROUP])
    }

    /// Returns the word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::HighUid => "high-uid",
            Self::HighUidGid => "high-uid-gid",
        }
    }

    /// Reads the word for it.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.name() == text)
    }

    /// Returns the numbers; `passwd` and `group` are the image's files. Nothing if the image's user
    /// is not in there.
    pub(crate) fn identity(
        self,
        declared: &DeclaredUser,
        passwd: &str,
        group: &str,
    ) -> Option<Identity> {
        let (uid, gid, mut groups) = match self {
            Self::Declared => resolve(declared, passwd, group)?,
            Self::HighUid => (HIGH, 0, Vec::new()),
            Self::HighUidGid => (HIGH, HIGH, Vec::new()),
        };
        groups.retain(|other| *other != gid && *other != VOLUME_GROUP);
        groups.insert(0, VOLUME_GROUP);
        Some(Identity { uid, gid, groups })
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Finds user, group and further groups as a container engine does (OCI image specification 1.1,
/// `User`).
fn resolve(declared: &DeclaredUser, passwd: &str, group: &str) -> Option<(u32, u32, Vec<u32>)> {
    let users = || lines(passwd).filter(|fields| fields.len() >= 4);
    let groups = || lines(group).filter(|fields| fields.len() >= 3);
    let number = |text: &str| text.parse::<u32>().ok();
    let (uid, account, named_group) = match declared {
        DeclaredUser::Unsaid => return Some((0, 0, Vec::new())),
        DeclaredUser::Ids { uid, gid } => {
            let account = users().find(|fields| number(fields[2]) == Some(*uid));
            (*uid, account, gid.map(|gid| gid.to_string()))
        }
        DeclaredUser::Named { user, group } => {
            let account = users().find(|fields| fields[0] == user).or_else(|| {
                users()
                    .find(|fields| number(fields[2]).is_some_and(|uid| number(user) == Some(uid)))
            });
            let uid = match &account {
                Some(fields) => number(fields[2])?,
                None => number(user)?,
            };
            (uid, account, group.clone())
        }
    };
    let gid = match &named_group {
        Some(name) => match groups().find(|fields| fields[0] == name) {
            Some(fields) => number(fields[2])?,
            None => number(name)?,
        },
        None => account.as_ref().and_then(|fields| number(fields[3])).unwrap_or(0),
    };
    // Memberships count where the image leaves the group to the account.
    let further = match (&named_group, &account) {
        (None, Some(account)) => groups()
            .filter(|fields| {
                fields.get(3).is_some_and(|members| members.split(',').any(|m| m == account[0]))
            })
            .filter_map(|fields| number(fields[2]))
            .collect(),
        _ => Vec::new(),
    };
    Some((uid, gid, further))
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split(':').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_as_engines_find_them() {
        let passwd = "root:x:0:0::/root:/bin/sh\nweb:x:33:34::/:/bin/false\nbroken\n";
        let group = "root:x:0:\nweb:x:34:\nlogs:x:4:web,other\n";
        for (user, expected) in [
            ("", Some((0, 0, vec![]))),
            ("web", Some((33, 34, vec![4]))),
            ("33", Some((33, 34, vec![4]))),
            ("web:logs", Some((33, 4, vec![]))),
            ("65532:0", Some((65532, 0, vec![]))),
            ("65532", Some((65532, 0, vec![]))),
            ("5:logs", Some((5, 4, vec![]))),
            ("nobody", None),
            ("web:nothing", None),
        ] {
            let found = resolve(&DeclaredUser::parse(user), passwd, group);
            assert_eq!(found, expected, "{user}");
        }
    }

    #[test]
    fn the_volumes_never_belong_to_who_runs() {
        for who in Who::ALL {
            let identity =
                who.identity(&DeclaredUser::Ids { uid: 5, gid: Some(6) }, "", "").unwrap();
            assert_eq!(identity.volume_group(), VOLUME_GROUP);
            assert!(identity.gid != VOLUME_GROUP && identity.uid != VOLUME_GROUP);
        }
        let high = Who::HighUidGid.identity(&DeclaredUser::Unsaid, "", "").unwrap();
        assert_eq!((high.uid, high.gid), (1_000_680_000, 1_000_680_000));
    }
}
