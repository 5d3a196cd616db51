// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images are written and read in every form; hostile ones are refused.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use common::{parts, path, read, single, word, write};
use haerterei_ground::{Digest, Limits};
use haerterei_image::document::{INDEX, MANIFEST};
use haerterei_image::layer::Compression;
use haerterei_image::{
    Annotations, Assembled, Blobs, Descriptor, ImageError, ImageSource, Index, Layout, Platform,
    Reference,
};

#[test]
fn what_is_written_in_any_form_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut trees = Vec::new();
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let image = single(compression);
        for (form, rest) in
            [("oci", "layout:one"), ("oci-archive", "a.tar:one"), ("docker-archive", "d.tar:app:1")]
        {
            let word = word(form, folder.path(), rest);
            write(&word, &image);
            let image = read(&word);
            let tree = image.tree().unwrap();
            assert!(!tree.contains(&path("etc/old")));
            assert_eq!(tree.waste()[0].deleted_bytes, 1000);
            let wanted = BTreeSet::from([path("etc/app"), path("usr/bin/tool2"), path("bin")]);
            let contents = image.read_files(&tree, &wanted, 1000).unwrap();
            assert_eq!(contents[&path("etc/app")], b"app");
            assert_eq!(contents[&path("usr/bin/tool2")], b"amd64");
            assert_eq!(contents.len(), 2);
            trees.push(tree);
        }
    }
    assert!(trees.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_platform_is_chosen_from_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let image = Assembled::new(
        ["amd64", "arm64"].map(|arch| parts(arch, Compression::Gzip)).to_vec(),
        Annotations::new(),
        false,
    )
    .unwrap();
    let out = word("oci", folder.path(), "x:multi");
    write(&out, &image);
    let reference = Reference::parse(&out).unwrap();
    let source = ImageSource::open(&reference, Limits::default()).unwrap();
    assert_eq!(source.images(None, Limits::default()).unwrap().len(), 2);
    let arm = source.image(None, &Platform::parse("linux/arm64/v8").unwrap(), Limits::default());
    assert_eq!(arm.unwrap().config.architecture, "arm64");
    assert!(matches!(
        source.image(None, &Platform::linux("s390x"), Limits::default()),
        Err(ImageError::NoSuchPlatform { .. })
    ));
    assert!(matches!(
        source.images(Some("other"), Limits::default()),
        Err(ImageError::NoSuchTag { .. })
    ));
    let docker =
        haerterei_image::OutputReference::parse(&word("docker-archive", folder.path(), "d"));
    assert!(matches!(
        docker.unwrap().write(&image, haerterei_image::Transfer::Copy, Limits::default()),
        Err(ImageError::OnePlatform(2))
    ));
}

#[test]
fn archives_are_the_same_bytes_every_time() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["oci-archive", "docker-archive"] {
        let written = ["one.tar", "two.tar"].map(|name| {
            write(&word(form, folder.path(), name), &single(Compression::Gzip));
            Digest::sha256(&fs::read(folder.path().join(name)).unwrap())
        });
        assert_eq!(written[0], written[1]);
    }
}

#[test]
fn paths_are_recognised_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let image = single(Compression::Gzip);
    write(&word("oci", folder.path(), "layout"), &image);
    write(&word("oci-archive", folder.path(), "oci.tar"), &image);
    write(&word("docker-archive", folder.path(), "docker.tar"), &image);
    let tar = fs::read(folder.path().join("oci.tar")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &tar).unwrap();
    fs::write(folder.path().join("oci.tar.gz"), gzip.finish().unwrap()).unwrap();
    for name in ["layout", "oci.tar", "docker.tar", "oci.tar.gz"] {
        let tree = read(&folder.path().join(name).display().to_string()).tree().unwrap();
        assert!(tree.contains(&path("etc/app")), "{name}");
    }
    let root = folder.path().join("root");
    fs::create_dir_all(root.join("usr/bin")).unwrap();
    fs::write(root.join("usr/bin/x"), "x").unwrap();
    fs::hard_link(root.join("usr/bin/x"), root.join("usr/bin/y")).unwrap();
    symlink("/etc", root.join("etc")).unwrap();
    let image = read(&root.display().to_string());
    let tree = image.tree().unwrap();
    assert_eq!(tree.get(&path("usr/bin/y")).unwrap().hardlink, Some(path("usr/bin/x")));
    // The link leads to the host's folder and is not entered.
    assert_eq!(tree.len(), 6);
    let wanted = BTreeSet::from([path("usr/bin/y")]);
    assert_eq!(image.read_files(&tree, &wanted, 9).unwrap()[&path("usr/bin/y")], b"x");
}

#[test]
fn other_names_in_a_layout_stay_whoever_writes() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let out = word("oci", folder.path(), &format!("x:tag{number}"));
            scope.spawn(move || write(&out, &single(Compression::Gzip)));
        }
    });
    write(&word("oci", folder.path(), "x:tag3"), &single(Compression::Zstd));
    let layout = Layout::open(folder.path().join("x"), Limits::default()).unwrap();
    let index = layout.index().unwrap();
    let tags: BTreeSet<_> = index.manifests.iter().filter_map(Descriptor::tag).collect();
    assert_eq!((index.manifests.len(), tags.len()), (8, 8));
    let left: Vec<_> = fs::read_dir(folder.path().join("x"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn layout_of(folder: &Path, entries: Vec<Descriptor>) -> Result<usize, ImageError> {
    let layout = Layout::create(folder, Limits::default()).unwrap();
    let index = serde_json::to_vec(&Index::new(entries)).unwrap();
    fs::write(folder.join("index.json"), index).unwrap();
    ImageSource::Layout(layout).images(None, Limits::default()).map(|images| images.len())
}

#[test]
fn indices_are_not_followed_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::create(folder.path(), Limits::default()).unwrap();
    let mut inner = Descriptor::of(INDEX, br#"{"schemaVersion":2}"#);
    layout.add_bytes(br#"{"schemaVersion":2}"#).unwrap();
    for _ in 0..10 {
        let bytes = serde_json::to_vec(&Index::new(vec![inner.clone(); 3])).unwrap();
        layout.add_bytes(&bytes).unwrap();
        inner = Descriptor::of(INDEX, &bytes);
    }
    assert!(matches!(
        layout_of(folder.path(), vec![inner.clone()]),
        Err(ImageError::TooMany { .. })
    ));
    inner.platform = Some(Platform::linux("amd64"));
    assert!(matches!(
        layout_of(folder.path(), vec![inner; 20_000]),
        Err(ImageError::TooMany { .. })
    ));
}

#[test]
fn hostile_layouts_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let layout = Layout::create(root, Limits::default()).unwrap();
    let descriptor = |bytes: &[u8]| {
        layout.add_bytes(bytes).unwrap();
        Descriptor::of(MANIFEST, bytes)
    };
    // Malformed, a key twice, absurd sizes, digests that are paths.
    for bytes in [
        &b"{"[..],
        br#"{"schemaVersion":2,"schemaVersion":2,"config":{}}"#,
        br#"{"schemaVersion":2,"config":{"digest":"sha256:../../../etc/passwd","size":1}}"#,
        br#"{"schemaVersion":2,"config":{"digest":"../x","size":1}}"#,
        br#"{"schemaVersion":2,"config":{"digest":"md5:00","size":-1}}"#,
    ] {
        assert!(matches!(
            layout_of(root, vec![descriptor(bytes)]),
            Err(ImageError::Document { .. })
        ));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(layout_of(root, vec![descriptor(deep.as_bytes())]).is_err());
    let mut huge = descriptor(b"x");
    huge.size = u64::MAX;
    assert!(matches!(layout_of(root, vec![huge]), Err(ImageError::DocumentTooLarge { .. })));
    let mut longer = descriptor(b"xy");
    longer.size = 1;
    assert!(matches!(layout_of(root, vec![longer]), Err(ImageError::Contradiction { .. })));
    let missing = Descriptor::of(MANIFEST, b"not there");
    assert!(matches!(layout_of(root, vec![missing]), Err(ImageError::MissingBlob(_))));
    // A blob with other bytes, a link and a folder in a blob's place.
    let changed = descriptor(b"before");
    fs::write(layout.blob_path(&changed.digest), b"after!").unwrap();
    assert!(matches!(layout_of(root, vec![changed]), Err(ImageError::Digest(_))));
    let linked = Descriptor::of(MANIFEST, b"linked");
    symlink("/etc/passwd", layout.blob_path(&linked.digest)).unwrap();
    assert!(matches!(layout_of(root, vec![linked.clone()]), Err(ImageError::NotAnImage { .. })));
    fs::remove_file(layout.blob_path(&linked.digest)).unwrap();
    fs::create_dir(layout.blob_path(&linked.digest)).unwrap();
    assert!(layout_of(root, vec![linked]).is_err());
    fs::write(root.join("oci-layout"), r#"{"imageLayoutVersion":"9"}"#).unwrap();
    assert!(Layout::open(root, Limits::default()).is_err());
}

#[test]
fn archives_cut_anywhere_are_refused_or_whole() {
    let folder = tempfile::tempdir().unwrap();
    for form in ["oci-archive", "docker-archive"] {
        let word = word(form, folder.path(), "x.tar");
        write(&word, &single(Compression::Gzip));
        let file = folder.path().join("x.tar");
        let bytes = fs::read(&file).unwrap();
        let whole = read(&word).tree().unwrap();
        for end in (0..bytes.len()).step_by(97) {
            fs::write(&file, &bytes[..end]).unwrap();
            let reference = Reference::parse(&word).unwrap();
            let tree = ImageSource::open(&reference, Limits::default())
                .and_then(|source| source.image(None, &Platform::linux("amd64"), Limits::default()))
                .and_then(|image| image.tree());
            if let Ok(tree) = tree {
                assert!(tree == whole, "{form} at {end}");
            }
        }
    }
}

#[test]
fn a_layer_with_other_bytes_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let out = word("oci", folder.path(), "x");
    let image = single(Compression::Gzip);
    write(&out, &image);
    let layout = Layout::open(folder.path().join("x"), Limits::default()).unwrap();
    let digest = image.platforms[0].layers[0].digest;
    assert!(layout.open(&digest).is_ok());
    let file = layout.blob_path(&digest);
    let mut bytes = fs::read(&file).unwrap();
    // The system in the header of the member: no reader of gzip looks at it.
    bytes[9] = 3;
    fs::write(&file, bytes).unwrap();
    assert!(matches!(read(&out).tree(), Err(ImageError::Layer { .. })));
}

#[test]
fn a_registry_is_the_job_of_another_room() {
    let reference = Reference::parse("registry.example/app:1").unwrap();
    assert!(matches!(
        ImageSource::open(&reference, Limits::default()),
        Err(ImageError::Registry(_))
    ));
}
