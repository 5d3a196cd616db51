// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A small image for tests.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "helpers of tests")]

use std::path::Path;

use haerterei_ground::{Limits, TreePath};
use haerterei_image::layer::{Compression, LayerWriter};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{
    Annotations, Assembled, BlobContent, History, Image, ImageConfig, ImageSource, OutputReference,
    Platform, PlatformParts, Reference, RunConfig, Transfer,
};

pub fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// An image of two layers, the second of which hides a file of the first.
pub fn parts(architecture: &str, compression: Compression) -> PlatformParts {
    let mut first = LayerWriter::new(Vec::new(), compression);
    let none = std::io::empty;
    for folder in ["etc", "usr", "usr/bin", "tmp"] {
        let mode = if folder == "tmp" { 0o1777 } else { 0o755 };
        let entry = Entry::new(path(folder), EntryKind::Directory, mode);
        first.entry(&entry, none()).unwrap();
    }
    first.cut().unwrap();
    for (name, mode, content) in [
        ("etc/group", 0o644, "root:x:0:\nweb:x:65532:\n".to_owned()),
        ("etc/passwd", 0o644, "root:x:0:0::/root:/bin/sh\nweb:x:65532:65532::/:/x\n".to_owned()),
        ("etc/old", 0o644, "o".repeat(1000)),
        ("usr/bin/tool", 0o4755, architecture.to_owned()),
    ] {
        let entry = Entry::file(path(name), mode, content.len() as u64);
        first.entry(&entry, content.as_bytes()).unwrap();
    }
    let link = EntryKind::Hardlink { target: path("usr/bin/tool") };
    first.entry(&Entry::new(path("usr/bin/tool2"), link, 0o4755), none()).unwrap();
    let target = b"usr/bin".to_vec();
    first.entry(&Entry::new(path("bin"), EntryKind::Symlink { target }, 0o777), none()).unwrap();
    let mut second = LayerWriter::new(Vec::new(), compression);
    second.entry(&Entry::file(path("etc/.wh.old"), 0o644, 0), none()).unwrap();
    let mut app = Entry::file(path("etc/app"), 0o664, 3);
    (app.uid, app.gid) = (65532, 0);
    second.entry(&app, &b"app"[..]).unwrap();
    let layers = [first, second].map(|writer| {
        let (bytes, layer) = writer.finish().unwrap();
        (layer, BlobContent::Bytes(bytes.into()))
    });
    PlatformParts {
        config: ImageConfig {
            architecture: architecture.to_owned(),
            os: "linux".to_owned(),
            created: Some("2026-01-02T03:04:05Z".to_owned()),
            config: RunConfig {
                user: "65532:0".to_owned(),
                exposed_ports: ["8080/tcp".to_owned()].into(),
                entrypoint: Some(vec!["/usr/bin/tool".to_owned()]),
                env: vec!["A=b".to_owned()],
                ..RunConfig::default()
            },
            history: ["base", "app"]
                .map(|by| History { created_by: Some(by.to_owned()), ..History::default() })
                .to_vec(),
            ..ImageConfig::default()
        },
        layers: layers.to_vec(),
        annotations: Annotations::new(),
    }
}

/// The image for one platform.
pub fn single(compression: Compression) -> Assembled {
    Assembled::new(vec![parts("amd64", compression)], Annotations::new(), false).unwrap()
}

pub fn write(word: &str, image: &Assembled) {
    OutputReference::parse(word).unwrap().write(image, Transfer::Copy, Limits::default()).unwrap();
}

pub fn read(word: &str) -> Image {
    let reference = Reference::parse(word).unwrap();
    ImageSource::open(&reference, Limits::default())
        .unwrap()
        .image(reference.image_name(), &Platform::linux("amd64"), Limits::default())
        .unwrap()
}

pub fn word(form: &str, folder: &Path, rest: &str) -> String {
    format!("{form}:{}/{rest}", folder.display())
}
