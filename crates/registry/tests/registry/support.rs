// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images, registries and clients of the tests.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use haerterei_fetch::{FetchSettings, Fetcher, MinimalSpeed};
use haerterei_ground::{Cancel, Explain, Limits, Silent, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{
    Assembled, BlobContent, Compression, Descriptor, ImageConfig, LayerDescriptor, LayerWriter,
    Layout, Manifest, OutputReference, PlatformParts, RegistryReference, Transfer, document,
};
use haerterei_registry::{CredentialPlaces, Registry, RegistryError, RegistrySettings, Remote};
use haerterei_store::{Options, Store};
use haerterei_testkit::registry::FakeRegistry;

/// Where images are in the tests' registries.
pub(crate) const REPOSITORY: &str = "team/app";

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

/// Makes a layer of one file.
pub(crate) fn layer(path: &str, content: &[u8]) -> (LayerDescriptor, BlobContent) {
    let mut writer = LayerWriter::new(Vec::new(), Compression::Gzip);
    let entry = Entry {
        path: TreePath::parse(path).unwrap(),
        kind: EntryKind::File,
        mode: 0o644,
        uid: 0,
        gid: 0,
        mtime: 0,
        size: content.len() as u64,
        xattrs: BTreeMap::new(),
    };
    writer.entry(&entry, content).unwrap();
    let (bytes, descriptor) = writer.finish().unwrap();
    (descriptor, BlobContent::Bytes(bytes.into()))
}

fn platform(architecture: &str) -> PlatformParts {
    PlatformParts {
        config: ImageConfig {
            architecture: architecture.to_owned(),
            os: "linux".to_owned(),
            ..ImageConfig::default()
        },
        layers: vec![
            layer("etc/os-release", b"ID=debian\n"),
            layer("usr/bin/app", &noise(architecture.len() as u64, 100_000)),
        ],
        annotations: BTreeMap::new(),
    }
}

/// An image for two platforms.
pub(crate) fn image() -> Assembled {
    let platforms = vec![platform("amd64"), platform("s390x")];
    Assembled::new(platforms, BTreeMap::new(), true).unwrap()
}

/// Returns the bytes of a blob.
pub(crate) fn bytes(content: &BlobContent) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut content.open().unwrap(), &mut bytes).unwrap();
    bytes
}

/// Makes something that refers to a document.
fn referring(layout: &Layout, subject: &Descriptor, kind: &str) -> Descriptor {
    let payload = format!("{kind} of {}", subject.digest);
    layout.add_bytes(b"{}").unwrap();
    layout.add_bytes(payload.as_bytes()).unwrap();
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(document::MANIFEST.to_owned()),
        artifact_type: Some(kind.to_owned()),
        config: Descriptor::of(document::EMPTY, b"{}"),
        layers: vec![Descriptor::of("text/plain", payload.as_bytes())],
        subject: Some(Descriptor::new(&subject.media_type, subject.digest, subject.size)),
        annotations: BTreeMap::from([("made.by".to_owned(), "a test".to_owned())]),
    };
    let bytes = document::to_bytes(&manifest);
    layout.add_bytes(&bytes).unwrap();
    let mut descriptor = Descriptor::of(document::MANIFEST, &bytes);
    descriptor.artifact_type = manifest.artifact_type;
    descriptor.annotations = manifest.annotations;
    layout.name(std::slice::from_ref(&descriptor)).unwrap();
    descriptor
}

/// Writes the image as a layout, with an inventory of the index, a signature of that, and a
/// statement about one platform.
pub(crate) fn layout_with_referrers(folder: &str) {
    let image = image();
    OutputReference::parse(&format!("oci:{folder}:1"))
        .unwrap()
        .write(&image, Transfer::Copy, Limits::default())
        .unwrap();
    let layout = Layout::open(folder, Limits::default()).unwrap();
    let inventory = referring(&layout, &image.root, "application/x-inventory");
    referring(&layout, &inventory, "application/x-signature");
    referring(&layout, &image.platforms[0].manifest, "application/x-statement");
}

/// Puts an image into a registry under a tag, without asking.
pub(crate) fn publish(registry: &FakeRegistry, image: &Assembled, tag: &str) {
    let documents: Vec<_> = image
        .platforms
        .iter()
        .map(|platform| (platform.manifest.clone(), platform.manifest.digest.to_string()))
        .chain([
            (image.root.clone(), image.root.digest.to_string()),
            (image.root.clone(), tag.to_owned()),
        ])
        .collect();
    for (digest, blob) in &image.blobs {
        match documents.iter().find(|(document, _)| document.digest == *digest) {
            Some(_) => {}
            None => registry.put_blob(REPOSITORY, &digest.to_string(), bytes(&blob.content)),
        }
    }
    for (document, name) in documents {
        let content = bytes(&image.blobs[&document.digest].content);
        registry.put_manifest(REPOSITORY, &name, &document.media_type, content);
    }
}

/// A client with a cache of its own.
pub(crate) struct Client {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) registry: Arc<Registry>,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut RegistrySettings)) -> Self {
        Self::within(tempfile::tempdir().unwrap(), change)
    }

    /// Makes a client with a file of credentials.
    pub(crate) fn known(auth_file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file: PathBuf = folder.path().join("auth.json");
        std::fs::write(&file, auth_file).unwrap();
        Self::within(folder, |settings| settings.credentials.files = vec![file])
    }

    fn within(folder: tempfile::TempDir, change: impl FnOnce(&mut RegistrySettings)) -> Self {
        let store = Store::open(folder.path().join("cache"), Options::default()).unwrap();
        let fetcher = Fetcher::new(FetchSettings {
            connect_timeout: Duration::from_secs(2),
            idle_timeout: Duration::from_secs(1),
            minimal_speed: MinimalSpeed { bytes_per_second: 1, window: Duration::from_mins(1) },
            retries: 1,
            back_off: Duration::from_millis(1),
            longest_pause: Duration::from_millis(20),
            ..FetchSettings::default()
        })
        .unwrap();
        let mut settings = RegistrySettings {
            credentials: CredentialPlaces::default(),
            plain_http: Vec::new(),
            fetcher: Arc::new(fetcher),
            store: store.clone(),
            progress: Arc::new(Silent),
            cancel: Cancel::new(),
        };
        change(&mut settings);
        Self { folder, store, registry: Arc::new(Registry::new(settings)) }
    }

    pub(crate) fn open(&self, word: &str) -> Result<Remote, RegistryError> {
        let reference: RegistryReference = word.parse().unwrap();
        Remote::open(&self.registry, &reference, Limits::default())
    }

    /// Reads an image for amd64 whole: documents, layers, the tree.
    pub(crate) fn read(&self, word: &str) -> Result<usize, RegistryError> {
        let remote = self.open(word)?;
        let images = remote.source().images(None, Limits::default())?;
        let image = images.into_iter().find(|image| image.config.architecture == "amd64").unwrap();
        remote.bring_layers(&image, |_| true)?;
        Ok(image.tree()?.iter().count())
    }
}

/// Returns an error in the words that a person reads, without what differs between runs.
pub(crate) fn told(error: &RegistryError, registry: &FakeRegistry) -> String {
    let texts = haerterei_texts::Texts::new(haerterei_texts::Language::English);
    let mut lines = vec![texts.say(&error.message())];
    lines.extend(error.details().iter().map(|detail| texts.say(detail)));
    let mut cause = Explain::cause(error);
    while let Some(error) = cause {
        lines.push(texts.say(&error.message()));
        cause = Explain::cause(error);
    }
    let port = registry.server.address().port();
    lines.join(" / ").replace(&format!("127.0.0.1:{port}"), "HOST")
}
