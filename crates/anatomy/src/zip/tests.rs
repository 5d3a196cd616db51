// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use haerterei_testkit::zip::zip_packed as archive;
use proptest::prelude::*;

use super::*;

fn open(bytes: &[u8]) -> Result<ZipArchive<&[u8]>, ZipError> {
    ZipArchive::open(bytes, ZipLimits::default())
}

#[test]
fn what_was_packed_comes_out() {
    let long = b"abc".repeat(10_000);
    let bytes =
        archive(&[("a/", b"", false), ("a/stored", b"1", false), ("a/deflated", &long, true)]);
    let zip = open(&bytes).unwrap();
    assert!(zip.entries()[0].is_folder());
    assert_eq!(zip.entries()[1].unix_mode, Some(0o100_644));
    assert_eq!(zip.read(zip.find("a/stored").unwrap(), 10).unwrap(), b"1");
    assert_eq!(zip.read(zip.find("a/deflated").unwrap(), 1 << 20).unwrap(), long);
    assert!(zip.find("a").is_none());
}

#[test]
fn an_archive_may_stand_behind_a_script() {
    let bytes =
        [b"#!/bin/sh\nexec java -jar\n".as_slice(), &archive(&[("x", b"y", false)])].concat();
    let zip = open(&bytes).unwrap();
    assert_eq!(zip.read(zip.find("x").unwrap(), 10).unwrap(), b"y");
}

#[test]
fn an_archive_may_have_a_comment_that_looks_like_an_end() {
    let mut bytes = archive(&[("x", b"y", false)]);
    let length = bytes.len();
    bytes[length - 2] = 24;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x09\0\x09\0\0\0\0\0\0\0\0\0\x09\x09zz");
    assert_eq!(open(&bytes).unwrap().entries().len(), 1);
}

#[test]
fn of_two_entries_with_one_name_the_last_counts() {
    let bytes = archive(&[("x", b"1", false), ("x", b"2", false)]);
    let zip = open(&bytes).unwrap();
    assert_eq!(zip.read(zip.find("x").unwrap(), 10).unwrap(), b"2");
}

#[test]
fn hostile_archives_are_refused() {
    let good = archive(&[("x", &[7; 5000], true)]);
    let zip = open(&good).unwrap();
    let entry = zip.find("x").unwrap();
    assert!(matches!(zip.read(entry, 4999), Err(ZipError::TooLarge { .. })));
    let small = ZipEntry { size: 10, ..entry.clone() };
    assert!(matches!(zip.read(&small, 5000), Err(ZipError::Checksum { .. })));
    assert!(matches!(
        zip.read(&ZipEntry { encrypted: true, ..entry.clone() }, 5000),
        Err(ZipError::Encrypted)
    ));
    assert!(matches!(open(&good[..good.len() - 1]), Err(ZipError::NoDirectory)));
    assert!(matches!(open(b"PK\x03\x04"), Err(ZipError::NoDirectory)));
    let limits = ZipLimits { entries: 1, ..ZipLimits::default() };
    let two = archive(&[("x", b"", false), ("y", b"", false)]);
    assert!(matches!(ZipArchive::open(&two, limits), Err(ZipError::TooLarge { .. })));
}

#[test]
fn entries_that_share_their_bytes_are_refused() {
    let mut bytes = archive(&[("x", &[7; 500], false), ("y", b"", false)]);
    let second = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
    bytes[second + 20..second + 22].copy_from_slice(&500_u16.to_le_bytes());
    assert_eq!(open(&bytes).unwrap_err(), ZipError::Damaged("entries overlap"));
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = archive(&[("META-INF/MANIFEST.MF", b"A: b\n", true), ("x", &[1; 100], false)]);
        for (index, value) in changes {
            let position = index.index(bytes.len());
            bytes[position] = value;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            if let Ok(zip) = open(bytes) {
                for entry in zip.entries() {
                    let _ = zip.read(entry, 1 << 16);
                }
            }
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused_in_peace(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = open(&bytes);
        let end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x10\0\0\0\0\0\0\0\0\0".as_slice();
        let _ = open(&[&bytes, end].concat());
        let _ = open(&[&bytes, b"PK\x06\x07".as_slice(), &[0; 16], b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0"].concat());
    }
}
