// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files: sound ones are read, hostile ones are refused with a clear error.
use std::io::{Cursor, Read};

use haerterei_ground::Limits;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_packages::deb::{Deb, DebError, Decoding, ScriptName};
use haerterei_packages::lists::TriggerDirective;
use haerterei_testkit::deb::{DebBuilder, DebCompression, ar, ar_header, tar_entry};

const ALL: [DebCompression; 5] = [
    DebCompression::None,
    DebCompression::Gzip,
    DebCompression::Xz,
    DebCompression::XzBlocks(4096),
    DebCompression::Zstd,
];

/// The members of a package: name and content.
type Members = Vec<(String, Vec<u8>)>;

fn builder() -> DebBuilder {
    DebBuilder::new("demo", "1:2.0-3+b1", "amd64")
}

fn open(bytes: &[u8]) -> Result<Deb<Cursor<&[u8]>>, DebError> {
    Deb::open(Cursor::new(bytes), Limits::default())
}

/// Reads a package to its end: every entry with its content.
fn read_with(
    bytes: &[u8],
    limits: Limits,
    decoding: Decoding,
) -> Result<Vec<(Entry, Vec<u8>)>, DebError> {
    let mut contents = Deb::open(Cursor::new(bytes), limits)?.data(decoding)?;
    let mut entries = Vec::new();
    while let Some(entry) = contents.next()? {
        let mut content = Vec::new();
        contents.read_to_end(&mut content).map_err(DebError::of_content)?;
        entries.push((entry, content));
    }
    Ok(entries)
}

fn read(bytes: &[u8]) -> Result<Vec<(Entry, Vec<u8>)>, DebError> {
    read_with(bytes, Limits::default(), Decoding::default())
}

/// The name of the variant of an error.
fn variant<T>(result: Result<T, DebError>) -> String {
    let text = format!("{:?}", result.err().expect("it has to be refused"));
    text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
}

#[test]
fn a_package_is_read_whole_under_every_compression() {
    let large: Vec<u8> = (0..40_000_u32).flat_map(u32::to_le_bytes).collect();
    for compression in ALL {
        let bytes = builder()
            .field("Source", "demos (1:2.0-3)")
            .script("postinst", "#!/bin/sh\nset -e\n")
            .control_file("conffiles", "/etc/demo\n")
            .control_file("triggers", "activate-noawait ldconfig\n")
            .control_file("shlibs", "libdemo 1 demo\n")
            .directory("etc", 0o755)
            .file("etc/demo", 0o640, "content")
            .file("usr/lib/large", 0o4755, &large)
            .symlink("usr/lib/link", "../../etc/demo")
            .hardlink("usr/lib/hard", "usr/lib/large")
            .compression(compression)
            .control_compression(compression)
            .build();
        let package = open(&bytes).unwrap();
        let control = package.control();
        assert_eq!((&*control.package, control.version.as_str()), ("demo", "1:2.0-3+b1"));
        assert_eq!(control.architecture, "amd64");
        assert_eq!(control.source(), ("demos", Some("1:2.0-3")));
        assert_eq!(control.scripts[&ScriptName::Postinst], b"#!/bin/sh\nset -e\n");
        assert_eq!(control.conffiles[0].path.as_bytes(), b"etc/demo");
        assert_eq!(control.triggers[0].directive, TriggerDirective::Activate);
        assert_eq!(control.md5sums.len(), 2);
        assert_eq!(control.others["shlibs"], b"libdemo 1 demo\n");
        if compression != DebCompression::Gzip {
            // 1024 bytes of end mark, five headers and the root's, two contents, padded.
            assert_eq!(
                package.data_size(),
                Some(1024 + 6 * 512 + 512 + 160_256),
                "{compression:?}"
            );
        }
        for threads in [1, 4] {
            let decoding = Decoding { threads, ..Decoding::default() };
            let entries = read_with(&bytes, Limits::default(), decoding).unwrap();
            let paths: Vec<_> = entries.iter().map(|(entry, _)| entry.path.to_string()).collect();
            let expected =
                ["/", "/etc", "/etc/demo", "/usr/lib/large", "/usr/lib/link", "/usr/lib/hard"];
            assert_eq!(paths, expected);
            assert_eq!((entries[2].0.mode, &*entries[2].1), (0o640, &b"content"[..]));
            assert_eq!((entries[3].0.mode, &entries[3].1), (0o4755, &large));
            assert!(matches!(&entries[5].0.kind, EntryKind::Hardlink { .. }));
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    for compression in ALL {
        let package = builder().file("a", 0o644, "some content").compression(compression);
        let bytes = package.build();
        assert!(read(&bytes).is_ok());
        for length in 0..bytes.len() {
            // The last byte may be padding of the ar archive, which nobody needs.
            let is_whole = length + 1 == bytes.len() && bytes[length] == b'\n';
            assert_eq!(read(&bytes[..length]).is_ok(), is_whole, "{compression:?} {length}");
        }
    }
}

#[test]
fn every_flipped_byte_is_an_error_or_harmless_but_never_a_panic() {
    let bytes = builder().file("a", 0o644, "some content").compression(DebCompression::Xz).build();
    for position in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[position] ^= 0xff;
        let _ = read(&broken);
    }
}

#[test]
fn members_that_are_not_as_they_should_be_are_refused() {
    let sound = builder().members();
    let with = |change: &dyn Fn(&mut Members)| {
        let mut members = sound.clone();
        change(&mut members);
        variant(open(&ar(&members)))
    };
    let named = |name: &str| (name.to_owned(), Vec::new());
    assert_eq!(with(&|members| members.push(members[2].clone())), "Duplicate");
    assert_eq!(with(&|members| members.push(named("data.tar"))), "Duplicate");
    assert_eq!(with(&|members| members.insert(1, named("control.tar.xz"))), "Duplicate");
    assert_eq!(with(&|members| drop(members.remove(1))), "Misplaced");
    assert_eq!(with(&|members| drop(members.remove(0))), "Misplaced");
    assert_eq!(with(&|members| members.truncate(2)), "Missing");
    assert_eq!(with(&|members| members.swap(1, 2)), "Misplaced");
    assert_eq!(with(&|members| members[0].1 = b"3.0\n".to_vec()), "Format");
    assert_eq!(with(&|members| members[0].1 = b"2.0".to_vec()), "Format");
    assert_eq!(with(&|members| members[2].0 = "data.tar.lzma".into()), "Compression");
    assert_eq!(with(&|members| members[2].0 = "data.tar.bz2".into()), "Compression");
    assert_eq!(with(&|members| members[1].0 = "control.tar.Z".into()), "Compression");
    assert_eq!(
        with(&|members| members.extend((0..40).map(|n| named(&format!("_{n}"))))),
        "Archive"
    );
    assert_eq!(with(&|members| members[1].0 = "control.tar.xz".into()), "Damaged");
    assert_eq!(variant(open(b"")), "NotAPackage");
    assert_eq!(variant(open(b"!<arch>!")), "NotAPackage");
    assert_eq!(variant(open(b"!<arch>\n")), "Missing");
    // Members for others to use are passed over.
    let mut members = sound.clone();
    members.insert(1, ("_gpgbuilder".to_owned(), b"x".to_vec()));
    members.push(("_last".to_owned(), b"x".to_vec()));
    assert!(read(&ar(&members)).is_ok());
}

#[test]
fn absurd_sizes_are_refused() {
    for (size, expected) in [
        ("9999999999", "Truncated"),
        ("-1", "Archive"),
        ("", "Archive"),
        ("4 4", "Archive"),
        ("0x4", "Archive"),
    ] {
        let mut bytes = b"!<arch>\n".to_vec();
        bytes.extend(ar_header("debian-binary", size));
        bytes.extend_from_slice(b"2.0\n");
        assert_eq!(variant(open(&bytes)), expected, "{size}");
    }
}

#[test]
fn hostile_files_are_refused() {
    let raw = |name: &str, kind: u8, link: &str| {
        builder().file("a", 0o644, "x").raw_entry(
            name.as_bytes(),
            kind,
            0o644,
            link.as_bytes(),
            b"",
        )
    };
    for (package, expected) in [
        (raw("../../etc/passwd", b'0', ""), "Tar"),
        (raw("./a/../../b", b'0', ""), "Tar"),
        (raw("./hard", b'1', "../../etc/shadow"), "Tar"),
        (raw("./hard", b'1', "/etc/shadow"), "Entry"),
        (raw("./hard", b'1', "./hard"), "Entry"),
        (raw("./dev", b'3', ""), "Entry"),
        (raw("./dev", b'4', ""), "Entry"),
        (raw("./pipe", b'6', ""), "Entry"),
        (raw("./a", b'0', ""), "Entry"),
        (raw("./a", b'5', ""), "Entry"),
        (raw("./a/below", b'0', ""), "Entry"),
        (raw("./link", b'2', "/etc").file("link/passwd", 0o644, "x"), "Entry"),
        (raw("./sparse", b'S', ""), "Tar"),
        (builder().raw_bytes(&[1; 512]), "Tar"),
    ] {
        assert_eq!(variant(read(&package.build())), expected, "{package:?}");
    }
    // An absolute name is a name from the image's root, nothing else.
    let entries = read(&raw("/etc/absolute", b'0', "").build()).unwrap();
    assert_eq!(entries[2].0.path.as_bytes(), b"etc/absolute");
}

#[test]
fn hostile_control_files_are_refused() {
    let with =
        |name: &str, content: &str| open(&builder().control_file(name, content).build()).map(drop);
    assert_eq!(variant(with("control", "Package: b\n")), "Entry");
    assert_eq!(variant(with("sub/file", "")), "Entry");
    assert_eq!(variant(with("../file", "")), "Tar");
    assert_eq!(variant(with("conffiles", "etc/a\n")), "Line");
    assert_eq!(variant(with("md5sums", "x\n")), "Line");
    assert_eq!(variant(with("triggers", "x\n")), "Line");
    let field = |name: &str, value: &str| open(&builder().field(name, value).build()).map(drop);
    assert_eq!(variant(field("Package", "../x")), "Field");
    assert_eq!(variant(field("Package", "")), "Field");
    assert_eq!(variant(field("Version", "1_0")), "Field");
    assert_eq!(variant(field("Architecture", "")), "Field");
    assert_eq!(variant(field("Bad", "1\n\nPackage: b")), "Entry");
    assert_eq!(variant(field("Bad", "1\nbroken")), "Control");
    let mut members = builder().members();
    members[1] = ("control.tar".to_owned(), vec![0; 1024]);
    assert_eq!(variant(open(&ar(&members))), "Missing");
}

#[test]
fn what_is_too_much_is_refused() {
    let limits = Limits { document_bytes: 8192, ..Limits::default() };
    let long = builder().control_file("templates", "x".repeat(10_000));
    for compression in ALL {
        let bytes = long.clone().control_compression(compression).build();
        let result = read_with(&bytes, limits, Decoding::default());
        assert!(matches!(variant(result).as_str(), "TooLarge" | "Tar"), "{compression:?}");
    }
    let limits = Limits { total_bytes: 100_000, ..Limits::default() };
    let large = builder().file("a", 0o644, vec![7; 200_000]);
    for compression in ALL {
        let bytes = large.clone().compression(compression).build();
        let result = read_with(&bytes, limits, Decoding::default());
        assert_eq!(variant(result), "TooLarge", "{compression:?}");
    }
    let limits = Limits { entries: 100, ..Limits::default() };
    let many = (0..200).fold(builder(), |package, n| package.file(&n.to_string(), 0o644, ""));
    assert_eq!(variant(read_with(&many.build(), limits, Decoding::default())), "Tar");
}

#[test]
fn bombs_are_refused_early() {
    let zeros = vec![0; 64 << 20];
    for compression in [DebCompression::Xz, DebCompression::Zstd] {
        let bytes = builder().file("bomb", 0o644, &zeros).compression(compression).build();
        let limits = Limits { ratio: 1000, ..Limits::default() };
        let mut contents =
            Deb::open(Cursor::new(&bytes), limits).unwrap().data(Decoding::default()).unwrap();
        let error = loop {
            match contents.next() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the bomb went unnoticed"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, DebError::Bomb { limit: 1000, .. }), "{error:?}");
    }
}

#[test]
fn a_dictionary_of_a_gibibyte_is_refused() {
    let package = builder().file("a", 0o644, "x").compression(DebCompression::Xz);
    let mut members = package.members();
    // The block header's dictionary size, and its checksum, which stands behind it.
    let xz = &mut members[2].1;
    let position = xz.windows(2).position(|pair| pair == [0x21, 0x01]).unwrap();
    xz[position + 2] = 38;
    let start = 12;
    let length = (usize::from(xz[start]) + 1) * 4;
    let mut sum = flate2::Crc::new();
    sum.update(&xz[start..start + length - 4]);
    xz[start + length - 4..start + length].copy_from_slice(&sum.sum().to_le_bytes());
    assert_eq!(variant(read(&ar(&members))), "Damaged");
}

#[test]
fn a_million_entries_are_read_in_bounded_memory() {
    let mut data = Vec::with_capacity(600 << 20);
    for number in 0..1_000_000_u32 {
        data.extend(tar_entry(format!("./{number}").as_bytes(), b'0', 0o644, b"", b""));
    }
    let bytes = builder().raw_bytes(&data).compression(DebCompression::Zstd).build();
    drop(data);
    let limits = Limits { ratio: u64::MAX, ..Limits::default() };
    let mut contents =
        Deb::open(Cursor::new(&bytes), limits).unwrap().data(Decoding::default()).unwrap();
    let mut count = 0;
    while contents.next().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 1_000_001);
}
