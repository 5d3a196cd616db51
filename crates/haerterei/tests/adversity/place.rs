// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A place to build at: an archive with its server, a distribution described in a file, a recipe,
//! and nothing of the host.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use haerterei_ground::{Digest, Timestamp};
use haerterei_testkit::archive::{SigningKey, SuiteBuilder};
use haerterei_testkit::deb::{DebBuilder, DebCompression};
use haerterei_testkit::http::Server;
use serde_json::Value;

/// The suite's Release file, as a path below the archive.
pub(crate) const IN_RELEASE: &str = "dists/first/InRelease";

/// How long servers are given: enough for this machine, little enough for a test.
pub(crate) const CONFIGURATION: &str = "\
distributions = [\"amtslinux.toml\"]
[network]
connect-timeout = 2
idle-timeout = 2
minimal-speed = 20000
speed-window = 1
retries = 1
pause = 0
";

/// What is built where a test says nothing else.
pub(crate) const RECIPE: &str = "\
haerterei: 1
name: small
distribution: amtslinux/first
architectures: [amd64]
packages: [app]
";

/// A day of the tests' calendar: 0 is the first of January 2026.
pub(crate) fn day(number: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + number * 86_400).expect("a time of this century")
}

/// Bytes that do not compress, the same for the same seed.
pub(crate) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    })
    .flatten()
    .take(length)
    .collect()
}

/// The terms of the packages; without them every build would have something to tell.
const TERMS: &str = "\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2026 Nobody
License: MIT
";

/// The package that recipes ask for.
pub(crate) fn app(version: &str) -> DebBuilder {
    DebBuilder::new("app", version, "amd64")
        .field("Depends", "lib (>= 1)")
        .compression(DebCompression::None)
        .directory("usr", 0o755)
        .directory("usr/share", 0o755)
        .directory("usr/share/app", 0o755)
        .file("usr/share/doc/app/copyright", 0o644, TERMS)
        .file("usr/share/app/version", 0o644, version)
        .file("usr/share/app/data", 0o644, noise(1, 200_000))
}

/// The package it needs.
pub(crate) fn lib(version: &str) -> DebBuilder {
    DebBuilder::new("lib", version, "all")
        .directory("usr", 0o755)
        .directory("usr/share", 0o755)
        .directory("usr/share/lib", 0o755)
        .file("usr/share/doc/lib/copyright", 0o644, TERMS)
        .file("usr/share/lib/text", 0o644, format!("lib {version}\n").repeat(2000))
}

/// What a call did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// Demands success.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }

    /// Demands a failure: its exit code, the names of the error and of a cause or detail, and
    /// words that a person needs.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, key: &str, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        let named = format!("[{key}]: ");
        assert!(self.err.contains(&named), "no {named}\n{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "nothing of `{word}`\n{}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// A folder with everything in it; the current folder of every call.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    pub(crate) key: SigningKey,
    pub(crate) server: Server,
}

impl Place {
    /// Makes a place whose archive has the packages `app` and `lib`.
    pub(crate) fn new() -> Self {
        let place = Self::without_packages();
        place.publish(&[app("1.0"), lib("1.0")], 0);
        place
    }

    /// Makes a place whose archive is empty.
    pub(crate) fn without_packages() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let archive = folder.path().join("archive");
        fs::create_dir(&archive).expect("a folder");
        let place = Self {
            key: SigningKey::new("Amtslinux <archive@example.org>", day(-300), None),
            server: Server::serving(archive).expect("a server"),
            folder,
        };
        place.describe(&place.key, &place.server.url("/"));
        place.write("haerterei.toml", CONFIGURATION);
        place.write("recipe.yaml", RECIPE);
        place
    }

    /// Describes the distribution: whose signatures count, and where it is.
    pub(crate) fn describe(&self, key: &SigningKey, mirror: &str) {
        let certificate = String::from_utf8(key.public()).expect("armor is text");
        let text = format!(
            "id = \"amtslinux\"\ntitle = \"Amtslinux\"\ndefault-suite = \"first\"\n\
             components = [\"main\"]\n\
             [[archive]]\nid = \"main\"\narchitectures = [\"amd64\"]\nmirrors = [\"{mirror}\"]\n\
             [[pocket]]\nid = \"main\"\narchive = \"main\"\nsuite = \"{{suite}}\"\npriority = 500\n\
             [[suite]]\ncodename = \"first\"\nversion = \"1\"\nkeys = [\"archive\"]\n\
             [keyring]\n[[keyring.key]]\nname = \"archive\"\nfingerprint = \"0\"\n\
             certificate = '''\n{certificate}'''\n"
        );
        self.write("amtslinux.toml", &text);
    }

    /// Returns the suite with these packages, made on a day.
    pub(crate) fn suite(debs: &[DebBuilder], made: i64) -> SuiteBuilder {
        debs.iter().fold(SuiteBuilder::new("first", day(made)), |suite, deb| {
            suite.package("main", "amd64", &deb.control(), &deb.build())
        })
    }

    /// Publishes packages on a day, in place of those there were.
    pub(crate) fn publish(&self, debs: &[DebBuilder], made: i64) {
        Self::suite(debs, made).write(&self.archive(), &self.key).expect("an archive");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.path("archive")
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("folders");
        }
        fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a text")
    }

    /// Sets the recipe, after its usual beginning.
    pub(crate) fn recipe(&self, more: &str) {
        self.write("recipe.yaml", format!("{RECIPE}{more}"));
    }

    /// Prepares a call on the third day of the calendar; words are separated by spaces.
    pub(crate) fn command(&self, call: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haerterei"));
        self.surroundings(&mut command);
        command.args(call.split_whitespace());
        command
    }

    /// Gives a command this folder and nothing of the host's environment.
    pub(crate) fn surroundings(&self, command: &mut Command) {
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("HAERTEREI_HOME", self.path("home"))
            .env("HAERTEREI_LANG", "en")
            .env("HAERTEREI_NOW", day(2).to_string())
            .current_dir(self.folder.path());
    }

    pub(crate) fn run(&self, call: &str) -> Outcome {
        Outcome::of(&self.command(call).output().expect("the program runs"))
    }

    /// Builds, which must succeed, and returns the digest of the index.
    #[track_caller]
    pub(crate) fn build(&self) -> String {
        self.build_with("")
    }

    #[track_caller]
    pub(crate) fn build_with(&self, flags: &str) -> String {
        let outcome = self.run(&format!("build recipe.yaml --format json {flags}")).succeeds();
        let report: Value = serde_json::from_str(&outcome.out).expect("the report is JSON");
        report["digest"].as_str().expect("the report has a digest").to_owned()
    }

    /// Builds with a fault, then asks that cache and output are whole.
    #[track_caller]
    pub(crate) fn build_fails(&self, code: i32, key: &str, words: &[&str]) -> Outcome {
        let outcome = self.run("build recipe.yaml").fails(code, key, words);
        self.is_whole();
        outcome
    }

    /// Asks that every blob of the cache is sound, and that the output is whole if there is one.
    #[track_caller]
    pub(crate) fn is_whole(&self) {
        self.run("cache verify").succeeds();
        output_is_whole(&self.path("out/small"));
    }

    /// Returns the file of the cache with a blob of this digest.
    pub(crate) fn cached(&self, digest: &str) -> PathBuf {
        let hex = digest.trim_start_matches("sha256:");
        self.path("home/cache/blobs-v1/sha256").join(&hex[..2]).join(&hex[2..])
    }
}

/// Returns the images of a layout by their tags, in the order of the index; nothing if there is no
/// layout.
pub(crate) fn tags(layout: &Path) -> Vec<(String, String)> {
    let mut tagged = entries(layout);
    // Provenance has no tag.
    tagged.retain(|(tag, _)| !tag.is_empty());
    tagged
}

/// Returns everything that the index of a layout names, with its tag if it has one.
fn entries(layout: &Path) -> Vec<(String, String)> {
    let Ok(text) = fs::read_to_string(layout.join("index.json")) else { return Vec::new() };
    let index: Value = serde_json::from_str(&text).expect("index.json is whole");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    index["manifests"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            let tag = &entry["annotations"]["org.opencontainers.image.ref.name"];
            (text(tag), text(&entry["digest"]))
        })
        .collect()
}

/// Asks that a layout is absent or whole: every blob is what its name says, and everything that
/// the index leads to is there.
#[track_caller]
pub(crate) fn output_is_whole(layout: &Path) {
    let blobs = layout.join("blobs/sha256");
    for entry in fs::read_dir(&blobs).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let found = Digest::sha256(&fs::read(&path).expect("a blob"));
        assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(found.hex().as_str()));
    }
    let mut open: Vec<String> = entries(layout).into_iter().map(|(_, digest)| digest).collect();
    while let Some(digest) = open.pop() {
        let bytes = fs::read(blobs.join(digest.trim_start_matches("sha256:")))
            .unwrap_or_else(|error| panic!("{digest}: {error}"));
        let Ok(document) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let lists = ["manifests", "layers"].iter().filter_map(|key| document[key].as_array());
        let named = lists.flatten().chain([&document["config"]]);
        open.extend(named.filter_map(|entry| entry["digest"].as_str().map(str::to_owned)));
    }
}

/// Returns what half-written files lie in a folder.
pub(crate) fn strays(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.starts_with(".haerterei") || name.starts_with(".recipe")).collect()
}
