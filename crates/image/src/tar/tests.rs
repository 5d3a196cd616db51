// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use std::io::Read;

use haerterei_ground::{Limits, TreePath};
use proptest::prelude::*;

use super::*;

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

fn read_all(bytes: &[u8], limits: Limits) -> Result<Vec<(Entry, Vec<u8>)>, TarError> {
    let mut reader = TarReader::new(bytes, limits);
    let mut entries = Vec::new();
    while let Some(entry) = reader.next()? {
        let mut content = Vec::new();
        reader.read_to_end(&mut content).map_err(TarError::from_read)?;
        entries.push((entry, content));
    }
    Ok(entries)
}

fn write_all(entries: &[(Entry, Vec<u8>)]) -> Vec<u8> {
    let mut writer = TarWriter::new(Vec::new());
    for (entry, content) in entries {
        writer.entry(entry, content.as_slice()).unwrap();
    }
    writer.finish().unwrap()
}

/// A header of raw fields, with a right checksum.
fn raw(name: &[u8], kind: u8, size: &[u8], link: &[u8]) -> Vec<u8> {
    let mut block = [0; BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[header::MODE].copy_from_slice(b"0000644\0");
    block[header::SIZE.start..header::SIZE.start + size.len()].copy_from_slice(size);
    block[header::TYPE] = kind;
    block[header::LINK.start..header::LINK.start + link.len()].copy_from_slice(link);
    header::seal(&mut block);
    block.to_vec()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.resize(bytes.len() + padding(bytes.len() as u64), 0);
    out
}

fn octal(size: usize) -> Vec<u8> {
    format!("{size:011o}\0").into_bytes()
}

fn pax_header(kind: u8, records: &[u8]) -> Vec<u8> {
    let mut out = raw(b"x", kind, &octal(records.len()), b"");
    out.extend(padded(records));
    out
}

fn record(key: &str, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    pax::write_record(&mut out, key.as_bytes(), value);
    out
}

fn error(bytes: &[u8]) -> String {
    read_all(bytes, Limits::default()).unwrap_err().to_string()
}

#[test]
fn gnu_long_names_and_links_are_read() {
    let long = "d/".repeat(80) + "file";
    let mut bytes = raw(b"././@LongLink", b'L', &octal(long.len() + 1), b"");
    bytes.extend(padded(format!("{long}\0").as_bytes()));
    bytes.extend(raw(b"././@LongLink", b'K', &octal(long.len() + 1), b""));
    bytes.extend(padded(format!("{long}\0").as_bytes()));
    bytes.extend(raw(b"short", b'2', b"", b"short"));
    let entries = read_all(&bytes, Limits::default()).unwrap();
    assert_eq!(entries[0].0.path, path(&long));
    assert_eq!(entries[0].0.kind, EntryKind::Symlink { target: long.into_bytes() });
}

#[test]
fn base_256_numbers_are_read() {
    let mut block: header::Block = raw(b"old", b'0', b"", b"").try_into().unwrap();
    block[header::UID].copy_from_slice(&[0x80, 0, 0, 0, 0x12, 0x34, 0x56, 0x78]);
    block[header::MTIME].copy_from_slice(&[0xff; 12]);
    header::seal(&mut block);
    let entries = read_all(&block, Limits::default()).unwrap();
    assert_eq!(entries[0].0.uid, 0x1234_5678);
    assert_eq!(entries[0].0.mtime, -1);
    for bad in [[0x80_u8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xff; 8]] {
        block[header::UID].copy_from_slice(&bad);
        block[header::SIZE].copy_from_slice(&[0xbf; 12]);
        header::seal(&mut block);
        assert!(read_all(&block, Limits::default()).is_err());
    }
}

#[test]
fn local_pax_records_win_over_global_ones_and_last_for_one_entry() {
    let mut bytes = pax_header(b'g', &[record("uid", b"7"), record("comment", b"x")].concat());
    bytes.extend(pax_header(
        b'x',
        &[
            record("uid", b"9999999"),
            record("path", b"long/name"),
            record("mtime", b"-1.5"),
            record("SCHILY.xattr.user.a", b"\0=\n"),
        ]
        .concat(),
    ));
    bytes.extend(raw(b"a", b'0', b"", b""));
    bytes.extend(raw(b"b", b'0', b"", b""));
    let entries = read_all(&bytes, Limits::default()).unwrap();
    let (first, second) = (&entries[0].0, &entries[1].0);
    assert_eq!((first.uid, first.mtime), (9_999_999, -2));
    assert_eq!(first.path, path("long/name"));
    assert_eq!(first.xattrs[b"user.a".as_slice()], b"\0=\n");
    assert_eq!((second.uid, second.mtime), (7, 0));
    assert_eq!(second.path, path("b"));
}

#[test]
fn hostile_entries_are_refused() {
    for (bytes, expected) in [
        (raw(b"../x", b'0', b"", b""), "is refused"),
        (raw(b"a/../../x", b'5', b"", b""), "is refused"),
        (raw(b"x", b'1', b"", b"../../etc/passwd"), "is refused"),
        (raw(b"x", b'1', b"", b"/"), "hard link to the root"),
        (raw(b"x", b'2', b"", b""), "without a proper target"),
        (raw(b"x", b'S', b"", b""), "sparse"),
        (raw(b"x", b'V', b"", b""), "type `V`"),
        (raw(b"./", b'2', b"", b"etc"), "the root is not a folder"),
        (raw(b"x", b'5', &octal(5), b""), "can have none"),
        (raw(b"x", b'0', b"-0000000001", b""), "malformed size"),
        (raw(b"x", b'0', b"12 34", b""), "malformed size"),
        (raw(b"x", b'x', &octal(2 << 20), b""), "too large"),
        (pax_header(b'x', b"99 path=x\n"), "wrong length"),
        (pax_header(b'x', b"10 path=x\n"), "ends early"),
        (pax_header(b'x', b"0 path=x\n"), "wrong length"),
        (pax_header(b'x', &record("size", b"+5")), "PAX number"),
    ] {
        let shown = error(&bytes);
        assert!(shown.contains(expected), "{shown} lacks {expected}");
    }
    let mut nul = pax_header(b'x', &record("path", b"a\0b"));
    nul.extend(raw(b"a", b'0', b"", b""));
    assert!(error(&nul).contains("is refused"));
    let mut sparse = pax_header(b'x', &record("GNU.sparse.major", b"1"));
    sparse.extend(raw(b"a", b'0', b"", b""));
    assert!(error(&sparse).contains("sparse"));
    let mut damaged = raw(b"x", b'0', b"", b"");
    damaged[0] = b'y';
    assert!(error(&damaged).contains("checksum"));
}

#[test]
fn bounds_hold() {
    let bytes = write_all(&[
        (Entry::file(path("a"), 0o644, 3), b"abc".to_vec()),
        (Entry::file(path("b"), 0o644, 0), vec![]),
    ]);
    let limits = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        read_all(&bytes, limits).unwrap_err().to_string()
    };
    assert!(limits(|limits| limits.entries = 1).contains("more than 1 entries"));
    assert!(limits(|limits| limits.file_bytes = 2).contains("3 bytes"));
    assert!(limits(|limits| limits.total_bytes = 1024).contains("more than 1024"));
    assert!(
        limits(|limits| {
            limits.entries = 0;
        })
        .contains("more than 0")
    );
}

#[test]
fn every_truncation_is_an_error_or_a_clean_end() {
    let entries = vec![
        (Entry::file(path("a"), 0o644, 3), b"abc".to_vec()),
        (Entry::file(path(&"long/".repeat(70)), 0o644, 600), vec![7; 600]),
    ];
    let bytes = write_all(&entries);
    for end in 0..bytes.len() {
        match read_all(&bytes[..end], Limits::default()) {
            Ok(read) => {
                assert_eq!(end % BLOCK, 0, "{end}");
                assert_eq!(read, entries[..read.len()]);
            }
            Err(error) => assert!(matches!(error, TarError::Truncated { .. }), "{end}: {error}"),
        }
    }
}

#[test]
fn what_follows_the_end_mark_does_not_matter() {
    let mut bytes = write_all(&[(Entry::file(path("a"), 0o644, 0), vec![])]);
    bytes.extend_from_slice(b"garbage");
    assert_eq!(read_all(&bytes, Limits::default()).unwrap().len(), 1);
}

#[test]
fn ustar_serves_where_it_has_room() {
    let bytes = write_all(&[(
        Entry::file(path(&format!("{}/{}", "p".repeat(155), "n".repeat(100))), 0o644, 0),
        vec![],
    )]);
    assert_eq!(bytes.len(), 3 * BLOCK);
    let longer = write_all(&[(
        Entry::file(path(&format!("{}/{}", "p".repeat(156), "n".repeat(100))), 0o644, 0),
        vec![],
    )]);
    assert_eq!(longer.len(), 5 * BLOCK);
}

#[test]
fn content_of_another_length_is_refused() {
    for content in [&b"ab"[..], b"abcd"] {
        let mut writer = TarWriter::new(Vec::new());
        assert!(matches!(
            writer.entry(&Entry::file(path("a"), 0o644, 3), content),
            Err(TarError::ContentLength { .. })
        ));
    }
}

prop_compose! {
    fn any_path()(parts in proptest::collection::vec("[a-zäé\\\\ .\u{7f}-]{1,120}", 1..6)) -> TreePath {
        TreePath::parse(parts.join("/")).unwrap_or_else(|_| path("fallback"))
    }
}

fn any_kind() -> impl Strategy<Value = EntryKind> {
    prop_oneof![
        4 => Just(EntryKind::File),
        1 => Just(EntryKind::Directory),
        1 => Just(EntryKind::Fifo),
        1 => proptest::collection::vec(1..=255_u8, 1..300).prop_map(|target| EntryKind::Symlink { target }),
        1 => any_path().prop_filter("not the root", |path| !path.is_root())
            .prop_map(|target| EntryKind::Hardlink { target }),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(major, minor)| EntryKind::CharDevice { major, minor }),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(major, minor)| EntryKind::BlockDevice { major, minor }),
    ]
}

prop_compose! {
    fn any_entry()(
        path in any_path(),
        kind in any_kind(),
        mode in 0..=0o7777_u32,
        uid in prop_oneof![0..70_000_u64, any::<u64>()],
        gid in prop_oneof![0..70_000_u64, any::<u64>()],
        mtime in prop_oneof![0..2_000_000_000_i64, any::<i64>()],
        content in proptest::collection::vec(any::<u8>(), 0..1100),
        xattrs in proptest::collection::btree_map(
            "user\\.[a-z]{1,9}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..200), 0..3),
    ) -> (Entry, Vec<u8>) {
        let kind = if path.is_root() { EntryKind::Directory } else { kind };
        let content = if kind == EntryKind::File { content } else { vec![] };
        let size = content.len() as u64;
        (Entry { path, kind, mode, uid, gid, mtime, size, xattrs }, content)
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in proptest::collection::vec(any_entry(), 0..8)) {
        let bytes = write_all(&entries);
        prop_assert_eq!(bytes.len() % BLOCK, 0);
        prop_assert_eq!(read_all(&bytes, Limits::default()).unwrap(), entries);
    }

    #[test]
    fn mutated_archives_never_panic(
        entries in proptest::collection::vec(any_entry(), 1..4),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        reseal in any::<bool>(),
    ) {
        let mut bytes = write_all(&entries);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if reseal {
            // Right checksums let the mutation pass to the code behind them.
            for block in bytes.chunks_exact_mut(BLOCK) {
                let block: &mut header::Block = block.try_into().unwrap();
                if block[header::MAGIC] == *header::POSIX_MAGIC {
                    header::seal(block);
                }
            }
        }
        let _ = read_all(&bytes, Limits::default());
    }

    #[test]
    fn pax_records_count_their_own_length(value in proptest::collection::vec(any::<u8>(), 0..1100)) {
        let bytes = record("k", &value);
        let text = String::from_utf8_lossy(&bytes);
        let length: usize = text.split(' ').next().unwrap().parse().unwrap();
        prop_assert_eq!(length, bytes.len());
    }
}
