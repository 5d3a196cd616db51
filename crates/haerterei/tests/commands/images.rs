// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Small images made of paths and contents.

use std::collections::BTreeMap;

use haerterei_ground::{Limits, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{
    Assembled, BlobContent, Compression, ImageConfig, LayerDescriptor, LayerWriter,
    OutputReference, PlatformParts, Transfer,
};

use crate::context::TestContext;

/// Files of a layer.
pub(crate) type Files<'a> = &'a [(&'a str, &'a [u8])];

/// Makes an archive of files.
pub(crate) fn archive(files: Files<'_>, compression: Compression) -> (Vec<u8>, LayerDescriptor) {
    let mut writer = LayerWriter::new(Vec::new(), compression);
    for (path, content) in files {
        let entry = Entry {
            path: TreePath::parse(path).expect("a path"),
            kind: EntryKind::File,
            mode: 0o644,
            uid: 0,
            gid: 0,
            mtime: 0,
            size: content.len() as u64,
            xattrs: BTreeMap::new(),
        };
        writer.entry(&entry, *content).expect("memory");
    }
    writer.finish().expect("memory")
}

/// Writes an image into a layout in the working folder, with the tag `1`.
pub(crate) fn write(
    context: &TestContext,
    name: &str,
    layers: &[Files<'_>],
    annotations: &[(&str, &str)],
) {
    let layer = |files: &Files<'_>| {
        let (bytes, descriptor) = archive(files, Compression::None);
        (descriptor, BlobContent::Bytes(bytes.into()))
    };
    let parts = PlatformParts {
        config: ImageConfig {
            architecture: "amd64".to_owned(),
            os: "linux".to_owned(),
            ..ImageConfig::default()
        },
        layers: layers.iter().map(layer).collect(),
        annotations: annotations
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    };
    let image = Assembled::new(vec![parts], BTreeMap::new(), false).expect("an image");
    let word = format!("oci:{}:1", context.path(name).display());
    OutputReference::parse(&word)
        .expect("a word")
        .write(&image, Transfer::default(), Limits::default())
        .expect("written");
}

/// What makes an image one of Debian 13.
pub(crate) const DEBIAN: (&str, &[u8]) =
    ("etc/os-release", b"ID=debian\nVERSION_ID=13\nVERSION_CODENAME=trixie\n");

/// Returns the entry of a package in `dpkg`'s database without a shell.
pub(crate) fn package(name: &str, version: &str) -> String {
    format!(
        "Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: a package\n"
    )
}
