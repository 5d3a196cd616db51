// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images of small programs, and containers of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use haerterei_ground::{Limits, TreePath};
use haerterei_image::layer::Compression;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{
    Assembled, BlobContent, Image, ImageConfig, ImageSource, LayerWriter, OutputReference,
    Platform, PlatformParts, Reference, Transfer,
};
use haerterei_store::{Options, Store};
use haerterei_trial::sandbox::{
    Container, Identity, LogSink, RunLimits, RunRequest, Sandbox, SandboxSettings, Scratch,
    StartFailure,
};

/// A user id as `OpenShift` gives it.
pub(crate) const HIGH: u32 = 1_000_680_000;
/// The group that owns what a container may write to.
pub(crate) const GROUP: u32 = 4242;

pub(crate) fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

pub(crate) fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Compiles every program once; returns their names and bytes.
pub(crate) fn programs() -> &'static BTreeMap<String, Vec<u8>> {
    static PROGRAMS: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
        let mut programs = BTreeMap::new();
        for source in std::fs::read_dir(sources).unwrap() {
            let source = source.unwrap().path();
            let name = source.file_stem().unwrap().to_str().unwrap().to_owned();
            let program = folder.path().join(&name);
            let status = Command::new("cc")
                .args(["-static", "-O1", "-s", "-o"])
                .args([&program, &source])
                .status()
                .expect("cc is installed");
            assert!(status.success(), "{name}");
            programs.insert(name, std::fs::read(&program).unwrap());
        }
        programs
    })
}

/// An entry of a layer with its content.
pub(crate) type Content = (Entry, Vec<u8>);

pub(crate) fn file(at: &str, mode: u32, content: &[u8]) -> Content {
    (Entry::file(path(at), mode, content.len() as u64), content.to_vec())
}

pub(crate) fn folder(at: &str, mode: u32) -> Content {
    (Entry::new(path(at), EntryKind::Directory, mode), Vec::new())
}

pub(crate) fn link(at: &str, target: &str) -> Content {
    let kind = EntryKind::Symlink { target: target.into() };
    (Entry::new(path(at), kind, 0o777), Vec::new())
}

/// Writes an image of some layers as an OCI layout and opens it.
pub(crate) fn image(at: &Path, architecture: &str, layers: &[Vec<Content>]) -> Image {
    let layers = layers
        .iter()
        .map(|entries| {
            let mut writer = LayerWriter::new(Vec::new(), Compression::Gzip);
            for (entry, content) in entries {
                writer.entry(entry, content.as_slice()).unwrap();
            }
            let (bytes, descriptor) = writer.finish().unwrap();
            (descriptor, BlobContent::Bytes(bytes.into()))
        })
        .collect();
    let config = ImageConfig {
        architecture: architecture.to_owned(),
        os: "linux".to_owned(),
        ..ImageConfig::default()
    };
    let parts = PlatformParts { config, layers, annotations: BTreeMap::default() };
    let assembled = Assembled::new(vec![parts], BTreeMap::default(), false).unwrap();
    let limits = Limits::default();
    OutputReference::Layout { folder: at.to_owned(), tag: Some("t".to_owned()) }
        .write(&assembled, Transfer::Copy, limits)
        .unwrap();
    let reference = Reference::Layout { folder: at.to_owned(), tag: None };
    ImageSource::open(&reference, limits)
        .unwrap()
        .image(None, &Platform::linux(architecture), limits)
        .unwrap()
}

/// The layer with all programs and what programs expect.
pub(crate) fn base() -> Vec<Content> {
    let mut entries = vec![
        folder("etc", 0o755),
        file("etc/passwd", 0o644, b"root:x:0:0:root:/root:/bin/false\n"),
        folder("tmp", 0o1777),
        folder("usr", 0o755),
        folder("usr/bin", 0o755),
        link("bin", "usr/bin"),
        file("usr/bin/interpreted", 0o755, b"#!/bin/absent\n"),
        file("usr/bin/garbled", 0o755, b"\x7fELF is not all there is to a program\n"),
    ];
    for (name, bytes) in programs() {
        entries.push(file(&format!("usr/bin/{name}"), 0o755, bytes));
    }
    entries
}

pub(crate) fn settings() -> SandboxSettings {
    SandboxSettings {
        folders: ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
            .map(PathBuf::from)
            .to_vec(),
        ..SandboxSettings::default()
    }
}

pub(crate) fn store(at: &Path) -> Store {
    Store::open(at.join("cache"), Options::default()).unwrap()
}

/// A sandbox of all programs in a folder of its own.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) sandbox: Sandbox,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let image = image(&folder.path().join("image"), architecture(), &[base()]);
        let sandbox = Sandbox::prepare(&image, &store(folder.path()), &settings()).unwrap();
        Self { folder, sandbox }
    }

    pub(crate) fn start(&self, request: &RunRequest) -> Result<Container, StartFailure> {
        let sink: Arc<dyn LogSink> = Arc::new(());
        self.sandbox.start(request, &sink)
    }
}

/// A container of a program with little of everything.
pub(crate) fn request(arguments: &[&str]) -> RunRequest {
    RunRequest {
        name: "test".to_owned(),
        arguments: arguments.iter().map(|&word| word.to_owned()).collect(),
        environment: BTreeMap::from([("PATH".to_owned(), "/bin".to_owned())]),
        working_folder: TreePath::root(),
        identity: Identity { uid: HIGH, gid: 0, groups: vec![GROUP] },
        scratch: vec![Scratch { path: path("tmp"), bytes: 1 << 20 }],
        volumes: Vec::new(),
        fixtures: Vec::new(),
        ports: BTreeSet::new(),
        limits: RunLimits {
            memory: 64 << 20,
            processes: 32,
            millicpus: None,
            time: Duration::from_secs(30),
            log: 4 << 20,
            volumes: 8 << 20,
        },
    }
}
