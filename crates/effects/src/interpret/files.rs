// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a script finds on the disk of a fresh installation.

use std::collections::BTreeSet;

use haerterei_ground::TreePath;

use super::commands::{is_made_by_others, is_modelled};
use super::{Answer, Interpreter, Made, State, Value};
use crate::effect::Effect;
use crate::recognise::Shipped;
use crate::shell::pattern;

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the image.
    Inside(TreePath),
    /// To a place that does not outlive the installation; the key of [`State::made`].
    Temporary(String),
    /// To a device such as `/dev/null`.
    Device,
    /// We cannot say.
    Unknown,
}

/// What kind of thing a test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Anything,
    File,
    Folder,
    Link,
    Executable,
    Filled,
}

/// Folders that do not outlive the installation.
const TEMPORARY: &[&str] = &["tmp", "var/tmp", "run", "var/run", "var/lock", "proc", "sys"];

/// Folders that every installation has.
const STANDARD: &[&str] = &[
    "",
    "bin",
    "sbin",
    "lib",
    "lib64",
    "etc",
    "etc/default",
    "etc/init.d",
    "usr",
    "usr/bin",
    "usr/sbin",
    "usr/lib",
    "usr/share",
    "usr/share/doc",
    "usr/local",
    "usr/local/bin",
    "usr/local/sbin",
    "usr/local/lib",
    "usr/local/share",
    "usr/local/etc",
    "var",
    "var/lib",
    "var/log",
    "var/cache",
    "var/spool",
    "var/mail",
    "var/backups",
    "home",
    "root",
    "opt",
    "srv",
    "mnt",
    "media",
    "dev",
    "tmp",
    "run",
    "proc",
    "sys",
];

/// Standard folders that the script of `base-files` makes; before it ran they are not there.
const OF_BASE_FILES: &[&str] = &[
    "usr/local/bin",
    "usr/local/sbin",
    "usr/local/lib",
    "usr/local/share",
    "usr/local/etc",
    "var/mail",
    "opt",
    "srv",
    "mnt",
    "media",
];

/// Folders of the root that are links into `/usr`.
const MERGED: &[&str] = &["bin", "sbin", "lib", "lib64"];

/// Files of the base system that scripts look for.
const BASE_FILES: &[&str] = &[
    "etc/passwd",
    "etc/group",
    "etc/debian_version",
    "etc/os-release",
    "usr/share/debconf/confmodule",
    "bin/sh",
];

/// Returns whether a folder of the root is a link into `/usr`.
pub(super) fn is_merged(name: &str) -> bool {
    MERGED.contains(&name)
}

/// Returns the key of a path in [`State::made`].
pub(super) fn key(path: &TreePath) -> String {
    String::from_utf8_lossy(path.as_bytes()).into_owned()
}

impl Interpreter<'_> {
    /// Finds where a path leads, seen from a folder.
    pub(super) fn place(&self, path: &Value, folder: &str) -> Place {
        let text = path.text.as_str();
        let full = if text.starts_with('/') {
            text.to_owned()
        } else if folder.starts_with('/') && !path.text.is_empty() {
            format!("{folder}/{text}")
        } else {
            return Place::Unknown;
        };
        let Ok(tree_path) = TreePath::parse(&full) else {
            return Place::Unknown;
        };
        let name = key(&tree_path);
        if name.contains('\u{fffd}') {
            return Place::Unknown;
        }
        if name == "dev" || name.starts_with("dev/") {
            return Place::Device;
        }
        // A path with an unknown end is still below its known folder.
        let below = |folder: &str| {
            name.strip_prefix(folder).is_some_and(|rest| {
                rest.starts_with('/') || (rest.is_empty() && (!path.open || full.ends_with('/')))
            })
        };
        // `/var/run` and `/var/lock` themselves stay; `base-files` makes links of them.
        let stays = self.package.package == "base-files"
            && matches!(name.as_str(), "var/run" | "var/lock")
            && !path.open;
        if !stays && TEMPORARY.iter().any(|folder| below(folder)) {
            return Place::Temporary(name);
        }
        if path.open {
            return Place::Unknown;
        }
        Place::Inside(tree_path)
    }

    /// Finds where a path leads, seen from the current folder.
    pub(super) fn place_in(&self, path: &Value, state: &State) -> Place {
        self.place(path, state.folder.get().unwrap_or(""))
    }

    /// Returns the content of a file, where the script wrote it.
    pub(super) fn content(&self, path: &Value, state: &State) -> Value {
        if path.get() == Some("/dev/null") {
            return Value::default();
        }
        let name = match self.place_in(path, state) {
            Place::Inside(path) => key(&path),
            Place::Temporary(name) => name,
            Place::Device | Place::Unknown => return Value::unknown(),
        };
        if path.open {
            return Value::unknown();
        }
        match state.made.get(&name) {
            Some(Made::File(Some(content))) => Value::known(content.as_str()),
            _ => Value::unknown(),
        }
    }

    /// Answers whether something is there.
    pub(super) fn exists(&self, path: &Value, sort: Sort, state: &State) -> Answer {
        let path = match path.get() {
            Some("") => return Answer::No,
            Some(_) => path,
            None => return self.exists_below(path, state),
        };
        let name = match self.place_in(path, state) {
            Place::Inside(path) => key(&path),
            Place::Temporary(name) => name,
            Place::Device => {
                return match (path.get(), sort) {
                    (Some("/dev/null"), Sort::Anything) => Answer::Yes,
                    _ => Answer::Unknown,
                };
            }
            Place::Unknown => return Answer::Unknown,
        };
        if let Some(answer) = self.made(&name, sort, state) {
            return answer;
        }
        if let Some(answer) = self.shipped(&name, sort) {
            return answer;
        }
        // Only some architectures have their dynamic linker in a folder of its own.
        let wide = ["amd64", "ppc64el", "loong64"].contains(&self.package.architecture.as_str());
        if name == "lib64" && !wide {
            return Answer::No;
        }
        if self.package.package == "base-files" && OF_BASE_FILES.contains(&name.as_str()) {
            return Answer::No;
        }
        if STANDARD.contains(&name.as_str()) {
            return match sort {
                // Every suite we build from has its top folders merged into `/usr`.
                Sort::Link => Answer::from(MERGED.contains(&name.as_str())),
                Sort::Anything | Sort::Folder | Sort::Executable => Answer::Yes,
                Sort::File => Answer::No,
                Sort::Filled => Answer::Unknown,
            };
        }
        if BASE_FILES.contains(&name.as_str()) {
            return match sort {
                Sort::Anything | Sort::File | Sort::Filled => Answer::Yes,
                Sort::Folder => Answer::No,
                Sort::Link | Sort::Executable => Answer::Unknown,
            };
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        if matches!(folder, "bin" | "sbin" | "usr/bin" | "usr/sbin") && is_modelled(file) {
            return match sort {
                Sort::Anything | Sort::File | Sort::Executable | Sort::Filled => Answer::Yes,
                Sort::Folder => Answer::No,
                Sort::Link => Answer::Unknown,
            };
        }
        if is_made_by_others(&name, &self.package.package) {
            return match sort {
                Sort::Anything | Sort::File | Sort::Filled => Answer::Yes,
                Sort::Folder => Answer::No,
                Sort::Link | Sort::Executable => Answer::Unknown,
            };
        }
        // Emacs's own mark that its installation is complete: as its tools, it is there.
        if name.starts_with("var/lib/emacsen-common/state/")
            || name == "usr/lib/emacsen-common/emacs-package-install"
        {
            return Answer::Yes;
        }
        // No init system runs while an image is built.
        if name.starts_with("run/systemd") || name == "run/initctl" || name == "dev/initctl" {
            return Answer::No;
        }
        if let Ok(path) = TreePath::parse(&name)
            && let Some(there) = (self.environment.elsewhere)(&path)
        {
            return match there {
                // A command that nobody ships may still be there as an alternative.
                None if matches!(folder, "bin" | "sbin" | "usr/bin" | "usr/sbin") => {
                    Answer::Unknown
                }
                // What nobody ships, an earlier script may have made: only the caller knows, and
                // it answers with that in mind.
                None => Answer::No,
                Some(shipped) => answer_for(shipped, sort),
            };
        }
        let left_behind = [
            ".dpkg-old",
            ".dpkg-new",
            ".dpkg-dist",
            ".dpkg-bak",
            ".dpkg-remove",
            ".dpkg-tmp",
            ".dpkg-backup",
            ".ucf-old",
            ".ucf-dist",
            ".ucf-new",
            ".rpmsave",
            ".bak",
            ".old",
            ".orig",
        ];
        if left_behind.iter().any(|ending| name.ends_with(ending)) {
            return Answer::No;
        }
        // What a `tmpfiles.d` file creates we do not see here.
        let configured =
            state.effects.iter().any(|done| matches!(done.what, Effect::TemporaryFiles { .. }));
        if self.is_own(&name) && !configured {
            return Answer::No;
        }
        Answer::Unknown
    }

    /// Answers for a path whose end is not known: nothing is there if its folder is not.
    fn exists_below(&self, path: &Value, state: &State) -> Answer {
        let folder = match path.text.rsplit_once('/') {
            Some((folder, _)) if !folder.is_empty() => Value::known(folder),
            _ => return Answer::Unknown,
        };
        match self.exists(&folder, Sort::Anything, state) {
            Answer::No => Answer::No,
            _ => Answer::Unknown,
        }
    }

    fn made(&self, name: &str, sort: Sort, state: &State) -> Option<Answer> {
        match state.made.get(name) {
            Some(Made::Nothing) => return Some(Answer::No),
            Some(Made::Unclear) => return Some(Answer::Unknown),
            Some(Made::File(content)) => {
                return Some(match sort {
                    Sort::Anything | Sort::File => Answer::Yes,
                    Sort::Folder | Sort::Link => Answer::No,
                    Sort::Executable => Answer::Unknown,
                    Sort::Filled => match content {
                        Some(content) => Answer::from(!content.is_empty()),
                        None => Answer::Unknown,
                    },
                });
            }
            Some(Made::Folder) => {
                return Some(match sort {
                    Sort::Anything | Sort::Folder | Sort::Executable => Answer::Yes,
                    Sort::File | Sort::Link => Answer::No,
                    Sort::Filled => Answer::Unknown,
                });
            }
            Some(Made::Link) => {
                return Some(match sort {
                    Sort::Link | Sort::Anything => Answer::Yes,
                    _ => Answer::Unknown,
                });
            }
            None => {}
        }
        // Below a folder that was removed there is nothing; a folder with something below is one.
        let mut above = name;
        while let Some((folder, _)) = above.rsplit_once('/') {
            match state.made.get(folder) {
                Some(Made::Nothing) => return Some(Answer::No),
                Some(Made::Unclear) => return Some(Answer::Unknown),
                _ => {}
            }
            above = folder;
        }
        let prefix = format!("{name}/");
        let holds = state
            .made
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .any(|(_, made)| !matches!(made, Made::Nothing | Made::Unclear));
        holds.then_some(match sort {
            Sort::Anything | Sort::Folder | Sort::Executable => Answer::Yes,
            Sort::File => Answer::No,
            Sort::Link | Sort::Filled => Answer::Unknown,
        })
    }

    fn shipped(&self, name: &str, sort: Sort) -> Option<Answer> {
        if !self.unpacked {
            return None;
        }
        let path = TreePath::parse(name).ok()?;
        if let Some(shipped) = self.package.files.get(&path) {
            return Some(answer_for(*shipped, sort));
        }
        let holds = self
            .package
            .files
            .range(path.clone()..)
            .nth(usize::from(self.package.files.contains_key(&path)))
            .is_some_and(|(next, _)| next.is_within(&path))
            || self.package.files.keys().any(|file| file.is_within(&path));
        holds.then(|| answer_for(Shipped::Folder, sort))
    }

    /// Returns whether a path lies in a folder that bears the package's own name, so that on a
    /// fresh installation only the package itself can have put something there.
    pub(super) fn is_own(&self, name: &str) -> bool {
        let package = self.package.package.as_str();
        let top = ["etc/", "var/", "usr/share/", "usr/lib/", "srv/", "opt/"];
        top.iter().any(|top| name.starts_with(top))
            && name.split('/').any(|part| {
                part == package
                    || part.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
            })
    }

    /// Expands a pattern into the paths that match; the pattern itself if none does.
    pub(super) fn glob(&self, pattern_text: &str, literal: &Value, state: &State) -> Vec<Value> {
        let absolute = if pattern_text.starts_with('/') {
            pattern_text.to_owned()
        } else {
            match state.folder.get() {
                Some(folder) => format!("{}/{pattern_text}", folder.trim_end_matches('/')),
                None => return vec![Value::unknown()],
            }
        };
        let relative = absolute.trim_start_matches('/');
        let fixed = relative
            .split('/')
            .take_while(|part| !pattern::is_special(part))
            .collect::<Vec<_>>()
            .join("/");
        let complete = self.is_own(&fixed)
            || TEMPORARY.iter().any(|folder| {
                fixed == *folder || fixed.strip_prefix(folder).is_some_and(|r| r.starts_with('/'))
            });
        let depth = relative.split('/').count();
        let mut names = BTreeSet::new();
        if self.unpacked {
            for path in self.package.files.keys() {
                let name = key(path);
                let parts: Vec<&str> = name.split('/').collect();
                if let Some(parts) = parts.get(..depth) {
                    names.insert(parts.join("/"));
                }
            }
        }
        names.extend(
            state
                .made
                .iter()
                .filter(|(_, made)| **made != Made::Nothing)
                .map(|(name, _)| name.clone()),
        );
        let mut matching: Vec<Value> = names
            .iter()
            .filter(|name| pattern::matches(relative, name, true))
            .filter(|name| !matches!(state.made.get(*name), Some(Made::Nothing)))
            .map(|name| Value::known(format!("/{name}")))
            .collect();
        if !complete {
            // Other packages may have files there too.
            let beginning: String = literal
                .text
                .chars()
                .take_while(|character| !matches!(character, '*' | '?' | '['))
                .collect();
            matching.push(Value { text: beginning, open: true });
        } else if matching.is_empty() {
            matching.push(literal.clone());
        }
        matching
    }
}

fn answer_for(shipped: Shipped, sort: Sort) -> Answer {
    match (shipped, sort) {
        (_, Sort::Anything)
        | (Shipped::File, Sort::File)
        | (Shipped::Folder, Sort::Folder | Sort::Executable)
        | (Shipped::Link, Sort::Link) => Answer::Yes,
        (Shipped::File, Sort::Folder | Sort::Link) | (Shipped::Folder, Sort::File | Sort::Link) => {
            Answer::No
        }
        // The list of files does not say whether a file may be executed; a script that asks for
        // a file of its own package asks because it is.
        (Shipped::File, Sort::Executable | Sort::Filled) => Answer::Yes,
        (Shipped::Folder, Sort::Filled) => Answer::Yes,
        (Shipped::Link, _) => Answer::Yes,
    }
}
