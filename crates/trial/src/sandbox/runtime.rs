// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The programs of the host: OCI runtimes, and what makes namespaces and mounts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::Missing;

/// The runtimes that are looked for, in this order.
pub const RUNTIMES: [&str; 2] = ["runc", "crun"];
/// What makes the sandbox around the runtime: parts of every Debian and Ubuntu.
const TOOLS: [&str; 5] = ["setpriv", "unshare", "nsenter", "mount", "sh"];

/// An OCI runtime of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Runtime {
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) version: String,
    /// Whether `run` can leave the container's control groups, so that they can be read at leisure.
    pub(crate) keeps: bool,
}

/// A runtime that cannot run here, with its own words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Skipped {
    /// Its name.
    pub runtime: String,
    /// Its version.
    pub version: String,
    /// What it said.
    pub words: String,
}

/// The programs that make the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tools {
    pub(crate) setpriv: PathBuf,
    pub(crate) unshare: PathBuf,
    pub(crate) nsenter: PathBuf,
    pub(crate) shell: PathBuf,
    /// Where programs are looked for, as the value of `PATH`.
    pub(crate) path: String,
}

/// Finds the programs that make the sandbox.
pub(crate) fn tools(folders: &[PathBuf]) -> Result<Tools, Vec<Missing>> {
    let missing: Vec<Missing> = TOOLS
        .iter()
        .filter(|name| find(folders, name).is_none())
        .map(|name| Missing::Program { name: (*name).to_owned() })
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let found = |name| find(folders, name).unwrap_or_default();
    let path: Vec<&str> = folders.iter().filter_map(|folder| folder.to_str()).collect();
    Ok(Tools {
        setpriv: found("setpriv"),
        unshare: found("unshare"),
        nsenter: found("nsenter"),
        shell: found("sh"),
        path: path.join(":"),
    })
}

/// Finds the runtimes of some names, in their order.
pub(crate) fn runtimes(names: &[String], folders: &[PathBuf]) -> Vec<Runtime> {
    names
        .iter()
        .filter_map(|name| {
            let program = if name.contains('/') { Some(name.into()) } else { find(folders, name) }?;
            Runtime::ask(&program)
        })
        .collect()
}

fn find(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file)
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

impl Runtime {
    /// Asks a program which runtime it is.
    fn ask(program: &Path) -> Option<Self> {
        let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (name, version) = parse_version(&text)?;
        let keeps = name == "runc" && at_least(&version, 1, 1);
        Some(Self { name, program: program.to_owned(), version, keeps })
    }
}

/// Reads the first line of `--version`: `runc version 1.1.5+ds1`, `crun version 1.8.1`.
fn parse_version(text: &str) -> Option<(String, String)> {
    let mut words = text.lines().next()?.split_whitespace();
    let (name, "version", version) = (words.next()?, words.next()?, words.next()?) else {
        return None;
    };
    Some((name.to_owned(), version.to_owned()))
}

fn at_least(version: &str, major: u32, minor: u32) -> bool {
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map(|number| number.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (major, minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_says_what_it_is() {
        let parsed = parse_version("runc version 1.1.5+ds1\ncommit: x\n");
        assert_eq!(parsed, Some(("runc".into(), "1.1.5+ds1".into())));
        assert_eq!(parse_version("something else"), None);
        assert!(at_least("1.1.5+ds1", 1, 1) && at_least("2", 1, 1) && !at_least("1.0.3", 1, 1));
    }
}
