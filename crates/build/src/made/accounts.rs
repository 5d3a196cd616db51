// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `/etc/passwd` and `/etc/group` of a hardened image: root, the image's own user, nobody.
//!
//! Nobody logs in; the files only give names to numbers. There is no `/etc/shadow`: no account
//! has a password. Scripts of packages declare further accounts; nothing in the image belongs to
//! them, so they are not written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use haerterei_ground::TreePath;
use haerterei_image::tar::Entry;
use haerterei_recipe::User;

use crate::scene::Scene;

/// The rule under which the report names these files.
pub(crate) const RULE: &str = "accounts";

/// Nobody, of whom nothing is ever owned.
const NOBODY: u32 = 65534;

/// Writes the account files.
pub(crate) fn put(scene: &mut Scene, user: User, name: &str, mtime: i64) {
    let mut users: BTreeMap<u32, (&str, u32)> = BTreeMap::new();
    users.insert(NOBODY, ("nobody", NOBODY));
    users.insert(user.uid, (name, user.gid));
    users.insert(0, ("root", 0));
    let mut groups: BTreeMap<u32, &str> = BTreeMap::new();
    groups.insert(NOBODY, "nogroup");
    groups.insert(user.gid, name);
    groups.entry(user.uid).or_insert(name);
    groups.insert(0, "root");

    let mut passwd = String::new();
    for (uid, (name, gid)) in users {
        // Writing to a string cannot fail.
        let _ = writeln!(passwd, "{name}:x:{uid}:{gid}:{name}:/nonexistent:/usr/sbin/nologin");
    }
    let mut group = String::new();
    for (gid, name) in groups {
        let _ = writeln!(group, "{name}:x:{gid}:");
    }
    for (path, text) in [("etc/passwd", passwd), ("etc/group", group)] {
        let path = TreePath::parse(path).expect("a constant path is sound");
        scene.put(Entry { mtime, ..Entry::file(path, 0o644, 0) }, text.into_bytes(), RULE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(user: User) -> (String, String) {
        let mut scene = Scene::default();
        put(&mut scene, user, "tomcat", 0);
        let text = |path: &str| {
            let found = scene.made().find(|(entry, _)| entry.path.as_bytes() == path.as_bytes());
            String::from_utf8(found.unwrap().1.to_vec()).unwrap()
        };
        (text("etc/passwd"), text("etc/group"))
    }

    #[test]
    fn the_files_name_root_the_user_and_nobody() {
        let (passwd, group) = written(User { uid: 65532, gid: 0 });
        assert_eq!(
            passwd,
            "root:x:0:0:root:/nonexistent:/usr/sbin/nologin\n\
             tomcat:x:65532:0:tomcat:/nonexistent:/usr/sbin/nologin\n\
             nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
        );
        assert_eq!(group, "root:x:0:\ntomcat:x:65532:\nnogroup:x:65534:\n");
    }
}
