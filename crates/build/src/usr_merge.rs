// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The merged `/usr`: one place for what older packages still ship in `/bin`, `/lib` and `/sbin`;
//! and the merged `/run`: one place for what is still named `/var/run` and `/var/lock`.
//!
//! Debian 12 and Ubuntu 24.04 assume a merged `/usr` and let a script of another package make the
//! links, as `base-files` makes those to `/run`; here every path is brought to its place while it
//! is read.

use haerterei_ground::{TreePath, TreePathError};

/// The folders that are links into `/usr` on a merged system.
pub(crate) const MERGED: [&str; 6] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/// Folders that are links into `/run`, with what they lead to. Packages ship them as folders
/// until `base-files` has made the links.
const IN_RUN: [(&str, &str); 2] = [("var/run", "run"), ("var/lock", "run/lock")];

/// Returns whether a path is a folder that becomes a link.
pub(crate) fn is_link(path: &TreePath) -> bool {
    MERGED
        .iter()
        .chain(IN_RUN.iter().map(|(folder, _)| folder))
        .any(|name| name.as_bytes() == path.as_bytes())
}

/// Returns where a package's path is in a merged tree.
pub(crate) fn merged(path: &TreePath) -> Result<TreePath, TreePathError> {
    let first = path.parts().next().unwrap_or_default();
    if MERGED.iter().any(|folder| folder.as_bytes() == first) {
        return TreePath::root().join("usr").and_then(|usr| usr.join(path.as_bytes()));
    }
    for (folder, target) in IN_RUN {
        let rest = path.as_bytes().strip_prefix(folder.as_bytes());
        if let Some(rest) = rest.and_then(|rest| rest.strip_prefix(b"/")) {
            return TreePath::root().join(target).and_then(|target| target.join(rest));
        }
    }
    Ok(path.clone())
}

/// Returns the text of a symbolic link once it stands at its merged place.
///
/// A relative text that climbs is only right where it was written; it becomes absolute when the
/// link moves.
pub(crate) fn merged_target(
    shipped_at: &TreePath,
    now_at: &TreePath,
    target: &[u8],
) -> Result<Vec<u8>, TreePathError> {
    if shipped_at == now_at || target.starts_with(b"/") || !target.starts_with(b"..") {
        return Ok(target.to_vec());
    }
    let absolute = merged(&shipped_at.link_target(target)?)?;
    let mut text = vec![b'/'];
    text.extend_from_slice(absolute.as_bytes());
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    #[test]
    fn paths_come_to_their_merged_place() {
        assert_eq!(merged(&path("bin/sh")).unwrap(), path("usr/bin/sh"));
        assert_eq!(merged(&path("lib")).unwrap(), path("usr/lib"));
        assert_eq!(merged(&path("libexec/x")).unwrap(), path("libexec/x"));
        assert_eq!(merged(&path("usr/bin/sh")).unwrap(), path("usr/bin/sh"));
        assert_eq!(merged(&path("var/run/x/y")).unwrap(), path("run/x/y"));
        assert_eq!(merged(&path("var/lock/x")).unwrap(), path("run/lock/x"));
        assert_eq!(merged(&path("var/running")).unwrap(), path("var/running"));
        assert!(is_link(&path("var/run")) && is_link(&path("lib")) && !is_link(&path("var")));
    }

    #[test]
    fn links_still_point_where_they_pointed() {
        let (old, new) = (path("lib/x/libz.so"), path("usr/lib/x/libz.so"));
        assert_eq!(merged_target(&old, &new, b"libz.so.1").unwrap(), b"libz.so.1");
        assert_eq!(merged_target(&old, &new, b"../../usr/share/y").unwrap(), b"/usr/share/y");
        assert_eq!(merged_target(&old, &new, b"../y").unwrap(), b"/usr/lib/y");
        assert_eq!(merged_target(&new, &new, b"../y").unwrap(), b"../y");
    }
}
