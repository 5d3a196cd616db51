// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tar archives as they lie about: plain or packed with gzip, xz or zstd, told by the first bytes.

use std::fmt;
use std::io::{self, Read};

use haerterei_ground::Limits;
use haerterei_image::tar::{Entry, TarError, TarReader};

use crate::deb::Decoding;
use crate::deb::decode::{Compression, decode};

/// A tar archive that is decoded while it is read.
pub struct Tarball<'a>(TarReader<Box<dyn Read + Send + 'a>>);

impl fmt::Debug for Tarball<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tarball").finish_non_exhaustive()
    }
}

impl<'a> Tarball<'a> {
    /// Opens an archive; nothing if it is packed in a way that is not read here (bzip2, lzip).
    pub fn open(mut file: impl Read + Send + 'a, limits: Limits) -> io::Result<Option<Self>> {
        let mut start = Vec::with_capacity(6);
        file.by_ref().take(6).read_to_end(&mut start)?;
        let compression = match start.as_slice() {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0xfd, b'7', b'z', b'X', b'Z', 0] => Compression::Xz,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            [b'B', b'Z', b'h', ..] | [b'L', b'Z', b'I', b'P', ..] => return Ok(None),
            _ => Compression::None,
        };
        let whole = io::Cursor::new(start).chain(file);
        let decoded = decode(whole, compression, Decoding::default(), limits)?;
        Ok(Some(Self(TarReader::new(Box::new(decoded), limits))))
    }

    /// Returns the next entry, or nothing at the end; its content is read from the archive itself.
    #[expect(clippy::should_implement_trait, reason = "it lends its content, an iterator cannot")]
    pub fn next(&mut self) -> Result<Option<Entry>, TarError> {
        self.0.next()
    }
}

impl Read for Tarball<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use haerterei_ground::TreePath;
    use haerterei_image::tar::TarWriter;
    use proptest::prelude::*;

    use super::*;

    fn tar() -> Vec<u8> {
        let mut writer = TarWriter::new(Vec::new());
        for (name, content) in [("a", &b"one"[..]), ("b/c", b"two")] {
            let entry = Entry::file(TreePath::parse(name).unwrap(), 0o644, content.len() as u64);
            writer.entry(&entry, content).unwrap();
        }
        writer.finish().unwrap()
    }

    fn packed() -> [Vec<u8>; 4] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&tar()).unwrap();
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
        xz.write_all(&tar()).unwrap();
        let zstd = zstd::bulk::compress(&tar(), 1).unwrap();
        [tar(), gzip.finish().unwrap(), xz.finish().unwrap(), zstd]
    }

    fn contents(bytes: &[u8]) -> Vec<(String, String)> {
        let mut tar = Tarball::open(bytes, Limits::default()).unwrap().unwrap();
        let mut list = Vec::new();
        while let Ok(Some(entry)) = tar.next() {
            let mut text = String::new();
            if tar.read_to_string(&mut text).is_err() {
                break;
            }
            list.push((entry.path.to_string(), text));
        }
        list
    }

    #[test]
    fn every_packing_shows_the_same() {
        for bytes in packed() {
            let expected = [("/a", "one"), ("/b/c", "two")];
            assert_eq!(contents(&bytes), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        }
        assert!(Tarball::open(&b"BZh9"[..], Limits::default()).unwrap().is_none());
    }

    proptest! {
        #[test]
        fn reading_is_total(form in 0_usize..4, at in 0_usize..2000, to in any::<u8>(), cut in 0_usize..2000) {
            let mut bytes = packed()[form].clone();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = to;
            }
            for bytes in [&bytes[..], &bytes[..cut.min(bytes.len())]] {
                if let Ok(Some(mut tar)) = Tarball::open(bytes, Limits { total_bytes: 1 << 20, ..Limits::default() }) {
                    while let Ok(Some(_)) = tar.next() {
                        let _ = io::copy(&mut tar, &mut io::sink());
                    }
                }
            }
        }
    }
}
