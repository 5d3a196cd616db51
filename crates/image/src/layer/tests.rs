// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use std::io::{self, Read, Write};

use haerterei_ground::{Digest, Limits, TreePath};
use proptest::prelude::*;

use super::compression::LIBDEFLATE_VERSION;
use super::*;
use crate::tar::Entry;

/// Text that compresses like text, the same for the same seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b"abcdefgh      \n\n{}"[(state % 18) as usize]
    })
    .take(length)
    .collect()
}

/// Reads at most `step` bytes at once.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len().min(self.1);
        self.0.read(&mut buffer[..room])
    }
}

fn write(
    files: &[Vec<u8>],
    compression: Compression,
    threads: usize,
    step: usize,
) -> (Vec<u8>, LayerDescriptor) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut writer = LayerWriter::new(Vec::new(), compression);
        for (number, content) in files.iter().enumerate() {
            let path = TreePath::parse(format!("usr/file{number}")).unwrap();
            let entry = Entry::file(path, 0o644, content.len() as u64);
            writer.entry(&entry, Slow(content, step)).unwrap();
            if number % 3 == 0 {
                writer.cut().unwrap();
            }
        }
        writer.finish().unwrap()
    })
}

fn expected(layer: &LayerDescriptor) -> Expected {
    Expected { digest: Some(layer.digest), size: Some(layer.size), diff_id: Some(layer.diff_id) }
}

fn read(bytes: &[u8], expected: Expected, limits: Limits) -> Result<Vec<Vec<u8>>, LayerError> {
    let mut reader = LayerReader::new(bytes, expected, limits)?;
    let mut files = Vec::new();
    while reader.next()?.is_some() {
        let mut content = Vec::new();
        reader.read_to_end(&mut content).map_err(LayerError::from_read)?;
        files.push(content);
    }
    reader.finish()?;
    Ok(files)
}

#[test]
fn bytes_do_not_depend_on_threads_or_sizes_of_reads() {
    let files: Vec<_> = [10, 3 << 20, 0, 511, 1 << 20, 2_500_000]
        .iter()
        .enumerate()
        .map(|(seed, length)| noise(seed as u64, *length))
        .collect();
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let (bytes, layer) = write(&files, compression, 1, usize::MAX);
        assert_eq!(layer.digest, Digest::sha256(&bytes));
        assert_eq!(layer.size, bytes.len() as u64);
        for (threads, step) in [(1, 1000), (2, usize::MAX), (8, 4096), (8, 77_777)] {
            assert!(write(&files, compression, threads, step) == (bytes.clone(), layer.clone()));
        }
        assert_eq!(read(&bytes, expected(&layer), Limits::default()).unwrap(), files);
    }
}

#[test]
fn a_piece_depends_on_nothing_before_it() {
    let tail = noise(9, 1_500_000);
    let (one, _) = write(&[noise(1, 100), tail.clone()], Compression::Gzip, 2, 5000);
    let (other, _) = write(&[noise(2, 300_000), tail], Compression::Gzip, 2, 5000);
    let same =
        one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    assert!(same > 300_000, "only {same} bytes are shared");
}

#[test]
fn members_have_no_name_no_time_and_no_system() {
    let (bytes, _) = write(&[noise(1, 100)], Compression::Gzip, 1, 100);
    assert_eq!(bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
}

#[test]
fn the_identity_names_the_library_that_is_built_in() {
    let lock = include_str!("../../../../Cargo.lock");
    let line = format!("name = \"libdeflate-sys\"\nversion = \"{LIBDEFLATE_VERSION}\"");
    assert!(lock.contains(&line), "{line}");
    assert!(compressor_identity(Compression::Gzip).contains("level 6"));
    assert!(compressor_identity(Compression::Zstd).starts_with("zstd libzstd 1."));
}

#[test]
fn wrong_promises_are_noticed() {
    let (bytes, layer) = write(&[noise(1, 100_000)], Compression::Gzip, 1, 5000);
    let wrong = Digest::sha256(b"other");
    let expected = expected(&layer);
    let fails = |change: Expected| read(&bytes, change, Limits::default()).unwrap_err();
    assert!(matches!(
        fails(Expected { digest: Some(wrong), ..expected }),
        LayerError::Digest(mismatch) if mismatch.expected == wrong
    ));
    assert!(matches!(
        fails(Expected { diff_id: Some(wrong), ..expected }),
        LayerError::Digest(mismatch) if mismatch.expected == wrong
    ));
    for size in [layer.size - 1, layer.size + 1] {
        assert!(matches!(
            fails(Expected { size: Some(size), ..expected }),
            LayerError::Size { .. }
        ));
    }
}

#[test]
fn bombs_are_stopped() {
    let zeros = vec![0; 40 << 20];
    let limits = Limits { ratio: 100, ..Limits::default() };
    for compression in [Compression::Gzip, Compression::Zstd] {
        let (bytes, _) = write(std::slice::from_ref(&zeros), compression, 2, usize::MAX);
        assert!(matches!(read(&bytes, Expected::default(), limits), Err(LayerError::Ratio { .. })));
    }
    // Behind the end mark too.
    let (mut bytes, _) = write(&[noise(1, 100)], Compression::Zstd, 1, 100);
    bytes.extend(zstd::bulk::compress(&zeros, 3).unwrap());
    assert!(matches!(read(&bytes, Expected::default(), limits), Err(LayerError::Ratio { .. })));
}

#[test]
fn a_window_larger_than_every_reader_accepts_is_refused() {
    // A frame header with a window of 2^28 bytes: magic, descriptor, window descriptor.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 1, 0, 0];
    assert!(read(&frame, Expected::default(), Limits::default()).is_err());
}

#[test]
fn a_failing_disk_is_reported_and_not_waited_for() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut writer = LayerWriter::new(Full(1 << 20), Compression::Zstd);
    let content = noise(3, 40 << 20);
    let entry = Entry::file(TreePath::parse("a").unwrap(), 0o644, content.len() as u64);
    let error = writer
        .entry(&entry, content.as_slice())
        .and_then(|()| writer.finish().map(drop))
        .unwrap_err();
    assert!(
        matches!(error, LayerError::Write(error) if error.kind() == io::ErrorKind::StorageFull)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_layers_never_panic(
        compression in prop_oneof![Just(Compression::Gzip), Just(Compression::Zstd), Just(Compression::None)],
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
    ) {
        let (mut bytes, layer) = write(&[noise(1, 3000), noise(2, 10)], compression, 1, 4096);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(end.index(bytes.len()) + 1);
        let changed = Digest::sha256(&bytes) != layer.digest;
        prop_assert_eq!(read(&bytes, expected(&layer), Limits::default()).is_err(), changed);
    }
}
