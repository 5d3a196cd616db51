// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! For every path of every package: does it come into the image, under which name, with which
//! owner and mode, and if not, why.
//!
//! The decision needs only what stands at the front of the packages (their control files) and in
//! the recipe, never another package's content. So a layer can be written in one pass.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_recipe::Glob;
use serde::Serialize;

use crate::drop_rules::DropRules;
use crate::mode_change::ModeChange;
use crate::permissions;

/// How faithful a tree is to an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Fidelity {
    /// As the distribution installs it: nothing dropped, owners and modes as scripts set them.
    /// Only for comparing with a real installation.
    Installed,
    /// As an image holds it.
    Hardened,
}

/// A path that the recipe leaves out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftOut {
    /// The package whose paths are meant; all packages' if there is none.
    pub(crate) package: Option<String>,
    /// What it covers: the path and everything below it.
    pub(crate) glob: Glob,
}

impl LeftOut {
    fn covers(&self, package: &str, path: &TreePath) -> bool {
        self.package.as_deref().is_none_or(|name| name == package) && self.glob.covers(path)
    }
}

/// A change of owner or mode by a package's script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Attribute {
    /// The path.
    pub(crate) path: TreePath,
    /// Whether everything below it changes too.
    pub(crate) recursive: bool,
    /// The new owner.
    pub(crate) uid: Option<u64>,
    /// The new group.
    pub(crate) gid: Option<u64>,
    /// The new mode.
    pub(crate) mode: Option<ModeChange>,
}

/// Everything that decides over paths.
#[derive(Debug, Serialize)]
pub(crate) struct Decider {
    /// How faithful the tree is to an installation.
    pub(crate) fidelity: Fidelity,
    /// What the recipe leaves out.
    pub(crate) left_out: Vec<LeftOut>,
    /// What the recipe keeps although a rule would drop it.
    pub(crate) kept: Vec<Glob>,
    /// Paths whose content the recipe or a generated file gives.
    pub(crate) replaced: BTreeSet<TreePath>,
    /// Paths that a script removes, with everything below.
    pub(crate) removed: BTreeSet<TreePath>,
    /// Paths that a script moves away, by package that keeps the name.
    pub(crate) diverted: BTreeMap<TreePath, (TreePath, String)>,
    /// Changes of owner and mode, in the order in which they happen.
    pub(crate) attributes: Vec<Attribute>,
    /// Names of interpreters that the packages of this image bring (`sh`, `python3`).
    pub(crate) interpreters: BTreeSet<Vec<u8>>,
}

/// Where an entry goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Into the image, as the entry now says.
    Keep(permissions::Taken),
    /// Nowhere, by a rule.
    Drop(String),
}

/// A script for an interpreter that the image does not have.
pub(crate) const SCRIPT_WITHOUT_INTERPRETER: &str = "script-without-interpreter";
/// Left out by the recipe.
pub(crate) const BY_RECIPE: &str = "recipe";
/// Its content is given by the recipe or made at build time.
pub(crate) const REPLACED: &str = "replaced";
/// Removed by a package's own script.
pub(crate) const BY_SCRIPT: &str = "removed-by-script";
/// A device or pipe.
pub(crate) const DEVICE: &str = "device-node";

impl Decider {
    /// Decides over an entry, whose path is already the merged one, and gives it the owner and
    /// mode it shall have.
    ///
    /// `head` is the beginning of a regular file, enough for a `#!` line.
    pub(crate) fn decide(&self, package: &str, entry: &mut Entry, head: &[u8]) -> Decision {
        if let Some((away, by)) = self.diverted.get(&entry.path)
            && by != package
        {
            entry.path = away.clone();
        }
        if let Some(rule) = self.reason_against(package, entry, head) {
            return Decision::Drop(rule.to_owned());
        }
        self.apply_attributes(entry);
        Decision::Keep(match self.fidelity {
            Fidelity::Installed => permissions::Taken::default(),
            Fidelity::Hardened => permissions::harden(entry),
        })
    }

    fn reason_against(&self, package: &str, entry: &Entry, head: &[u8]) -> Option<&str> {
        let path = &entry.path;
        let is_folder = matches!(entry.kind, EntryKind::Directory);
        if !is_folder && self.replaced.contains(path) {
            return Some(REPLACED);
        }
        if self.removed.iter().any(|removed| path.is_within(removed)) {
            return Some(BY_SCRIPT);
        }
        if self.fidelity == Fidelity::Installed {
            return None;
        }
        if self.left_out.iter().any(|left_out| left_out.covers(package, path)) {
            return Some(BY_RECIPE);
        }
        if self.kept.iter().any(|glob| glob.covers(path)) {
            return None;
        }
        if let Some(rule) = DropRules::standard().against(path) {
            return Some(&rule.id);
        }
        match entry.kind {
            EntryKind::CharDevice { .. } | EntryKind::BlockDevice { .. } | EntryKind::Fifo => {
                Some(DEVICE)
            }
            EntryKind::File if self.lacks_interpreter(head) => Some(SCRIPT_WITHOUT_INTERPRETER),
            _ => None,
        }
    }

    /// Returns whether a file begins with `#!` and names an interpreter the image lacks.
    fn lacks_interpreter(&self, head: &[u8]) -> bool {
        interpreter(head).is_some_and(|name| !self.interpreters.contains(name))
    }

    /// Gives an entry the owner and mode that scripts give it.
    pub(crate) fn apply_attributes(&self, entry: &mut Entry) {
        let is_link = matches!(entry.kind, EntryKind::Symlink { .. });
        for attribute in &self.attributes {
            let concerned = if attribute.recursive {
                entry.path.is_within(&attribute.path)
            } else {
                entry.path == attribute.path
            };
            if !concerned {
                continue;
            }
            entry.uid = attribute.uid.unwrap_or(entry.uid);
            entry.gid = attribute.gid.unwrap_or(entry.gid);
            if let Some(change) = &attribute.mode
                && !is_link
            {
                let is_folder = matches!(entry.kind, EntryKind::Directory);
                entry.mode = change.apply(entry.mode, is_folder);
            }
        }
    }
}

/// Returns the name of the program that a `#!` line asks for, behind `env` if it is that.
fn interpreter(head: &[u8]) -> Option<&[u8]> {
    let line = head.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let name = |word: &'_ [u8]| -> usize {
        word.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1)
    };
    let first = words.next()?;
    let program = &first[name(first)..];
    if program != b"env" {
        return Some(program);
    }
    let asked = words.find(|word| !word.starts_with(b"-") && !word.contains(&b'='))?;
    Some(&asked[name(asked)..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn decider() -> Decider {
        Decider {
            fidelity: Fidelity::Hardened,
            left_out: vec![LeftOut {
                package: None,
                glob: Glob::parse("usr/share/tomcat10/bin/*.xml").unwrap(),
            }],
            kept: vec![Glob::parse("etc/default/useful").unwrap()],
            replaced: [path("etc/tomcat10/server.xml")].into(),
            removed: [path("var/lib/gone")].into(),
            diverted: [(path("usr/bin/x"), (path("usr/bin/x.real"), "wrapper".to_owned()))].into(),
            attributes: vec![Attribute {
                path: path("etc/tomcat10"),
                recursive: true,
                uid: None,
                gid: Some(999),
                mode: None,
            }],
            interpreters: [b"dash".to_vec()].into(),
        }
    }

    fn decide(text: &str, mode: u32, head: &[u8]) -> Result<Entry, String> {
        let mut entry = Entry::file(path(text), mode, 1);
        match decider().decide("some", &mut entry, head) {
            Decision::Keep(_) => Ok(entry),
            Decision::Drop(rule) => Err(rule),
        }
    }

    #[test]
    fn each_reason_against_a_path_is_named() {
        for (text, head, rule) in [
            ("usr/share/man/man1/x.1", &b""[..], "documentation"),
            ("etc/tomcat10/server.xml", b"", REPLACED),
            ("var/lib/gone/x", b"", BY_SCRIPT),
            ("usr/share/tomcat10/bin/a.xml", b"", BY_RECIPE),
            ("usr/bin/script", b"#!/bin/bash -e\n", SCRIPT_WITHOUT_INTERPRETER),
            ("usr/bin/script", b"#! /usr/bin/env -S A=b python3\n", SCRIPT_WITHOUT_INTERPRETER),
        ] {
            assert_eq!(decide(text, 0o644, head).unwrap_err(), rule, "{text}");
        }
    }

    #[test]
    fn what_is_wanted_comes_hardened() {
        assert_eq!(decide("etc/default/useful", 0o600, b"").unwrap().mode, 0o644);
        assert_eq!(decide("usr/bin/script", 0o4755, b"#!/bin/dash\n").unwrap().mode, 0o755);
        assert_eq!(decide("usr/bin/x", 0o755, b"").unwrap().path, path("usr/bin/x.real"));
    }

    #[test]
    fn a_faithful_tree_keeps_everything_as_scripts_leave_it() {
        let decider = Decider { fidelity: Fidelity::Installed, ..decider() };
        let mut entry = Entry::file(path("etc/tomcat10/x"), 0o4755, 1);
        assert!(matches!(decider.decide("some", &mut entry, b"#!/bin/zsh"), Decision::Keep(_)));
        assert_eq!((entry.mode, entry.uid, entry.gid), (0o4755, 0, 999));
    }

    proptest! {
        #[test]
        fn finding_the_interpreter_never_panics(head in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = interpreter(&head);
            let _ = interpreter(&[b"#!", head.as_slice()].concat());
        }
    }
}
