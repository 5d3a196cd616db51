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
use haerterei_store::Store;

use crate::error::BuildError;
use crate::scene::Scene;

/// The rule under which the report names these files.
pub(crate) const RULE: &str = "accounts";

/// Nobody, of whom nothing is ever owned.
const NOBODY: u32 = 65534;

/// Writes the account files; upon a base, those of the base with the user if it lacks that.
pub(crate) fn put(
    scene: &mut Scene,
    store: &Store,
    user: User,
    name: &str,
    mtime: i64,
) -> Result<(), BuildError> {
    let path = |text: &str| TreePath::parse(text).expect("a constant path is sound");
    let files = [path("etc/passwd"), path("etc/group")];
    if let (Some(passwd), Some(group)) =
        (scene.content(&files[0], store)?, scene.content(&files[1], store)?)
    {
        let account =
            format!("{name}:x:{0}:{1}:{name}:/nonexistent:/usr/sbin/nologin\n", user.uid, user.gid);
        let passwd = with_number(passwd, user.uid, &account);
        let group = with_number(group, user.gid, &format!("{name}:x:{}:\n", user.gid));
        for (path, content) in files.into_iter().zip([passwd, group]) {
            scene.put(Entry { mtime, ..Entry::file(path, 0o644, 0) }, content, RULE);
        }
        return Ok(());
    }
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
    Ok(())
}

/// Adds a line to an account file unless a line has this number already.
fn with_number(mut content: Vec<u8>, number: u32, line: &str) -> Vec<u8> {
    let number = number.to_string();
    let known = content
        .split(|byte| *byte == b'\n')
        .any(|line| line.split(|byte| *byte == b':').nth(2) == Some(number.as_bytes()));
    if !known {
        if content.last().is_some_and(|last| *last != b'\n') {
            content.push(b'\n');
        }
        content.extend_from_slice(line.as_bytes());
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(user: User) -> (String, String) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), haerterei_store::Options::default()).unwrap();
        let mut scene = Scene::default();
        put(&mut scene, &store, user, "tomcat", 0).unwrap();
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

    #[test]
    fn a_base_keeps_its_accounts_and_gets_the_user_it_lacks() {
        let passwd = b"root:x:0:0::/:/x\napp:x:65532:0::/:/x".to_vec();
        let line = "other:x:1000:0::/:/x\n";
        assert_eq!(with_number(passwd.clone(), 65532, line), passwd);
        let longer = with_number(passwd.clone(), 1000, line);
        assert_eq!(longer, [passwd.as_slice(), b"\n", line.as_bytes()].concat());
    }
}
