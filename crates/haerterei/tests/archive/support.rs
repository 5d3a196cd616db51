// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Running the program and its images.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's folder.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the project's folder")
}

/// The program, with a cache of its own that the tests of this binary share.
pub(crate) fn haerterei() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haerterei"));
    command.env("HAERTEREI_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("home"));
    command.env("LC_ALL", "C").env_remove("SOURCE_DATE_EPOCH");
    command
}

/// Runs a command to its end and returns its output; a failure shows everything it said.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A copy of an example in a folder of its own, without a lock, so that tests do not meet.
pub(crate) fn example(name: &str, into: &Path) -> PathBuf {
    let examples = project().join("examples");
    run(Command::new("cp").arg("-a").arg(&examples).arg(project().join("schemas")).arg(into));
    for lock in std::fs::read_dir(into.join("examples")).expect("the copy can be read") {
        let lock = lock.expect("the copy can be read").path().join("recipe.lock");
        if lock.exists() {
            std::fs::remove_file(&lock).expect("a lock of the copy can be removed");
        }
    }
    let recipe = into.join("examples").join(name).join("recipe.yaml");
    assert!(recipe.exists(), "{}", recipe.display());
    recipe
}

/// What `--mirror` needs for a distribution that the host's apt does not know.
///
/// For Ubuntu the default mirror stands in debootstrap's scripts; nothing is asked of any host
/// that is not named there.
pub(crate) fn mirrors(name: &str) -> Vec<String> {
    if !name.contains("ubuntu") {
        return Vec::new();
    }
    let script = std::fs::read_to_string("/usr/share/debootstrap/scripts/gutsy")
        .expect("debootstrap is installed (its scripts name Ubuntu's mirror)");
    // The branch for amd64 and i386; the releases in support come from its mirror.
    let mirror = script
        .lines()
        .skip_while(|line| !line.contains("amd64"))
        .filter_map(|line| line.trim().strip_prefix("default_mirror "))
        .find(|mirror| !mirror.contains("old-releases"))
        .expect("a default mirror")
        .trim()
        .to_owned();
    vec!["--mirror".to_owned(), format!("ubuntu={mirror}")]
}

/// Whether this process is root, which laying out a tree with its true owners needs.
pub(crate) fn is_root() -> bool {
    let id = run(Command::new("id").arg("-u"));
    id.stdout.trim_ascii() == b"0"
}
