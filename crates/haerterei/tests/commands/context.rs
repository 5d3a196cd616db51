// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A place of its own for each test: an empty home, a fixed time, no locale, nothing of the host.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A temporary home in which commands are called.
pub(crate) struct TestContext {
    home: tempfile::TempDir,
}

impl TestContext {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Returns a path below the working folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// Writes a file below the working folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Prepares a call; words are separated by spaces.
    pub(crate) fn command(&self, call: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haerterei"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("SOURCE_DATE_EPOCH", "1767225600")
            .current_dir(self.home.path())
            .args(call.split_whitespace());
        command
    }

    /// Calls, and returns exit code and both streams as one text, with this home as `[HOME]`.
    pub(crate) fn run(&self, call: &str) -> String {
        self.show(&self.command(call).output().expect("the program runs"))
    }

    /// Returns exit code and both streams as one text.
    pub(crate) fn show(&self, output: &Output) -> String {
        let home = self.home.path().to_string_lossy();
        let clean = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(home.as_ref(), "[HOME]");
        format!(
            "exit code {}\n--- output\n{}--- talk\n{}",
            output.status.code().unwrap_or(-1),
            clean(&output.stdout),
            clean(&output.stderr)
        )
    }
}

/// Returns the root of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(Path::parent).expect("crates/<room>")
}
