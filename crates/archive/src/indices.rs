// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which index files a Release file offers, and reading one.

use std::borrow::Cow;
use std::io::Read;

use haerterei_ground::{BoundedReader, Digest};
use haerterei_packages::deb822::Deb822Error;
use liblzma::read::XzDecoder;
use liblzma::stream::Stream;

use crate::index::Index;
use crate::{ArchiveError, ReleaseFile, Source};

/// The largest index, in bytes, compressed or not; Debian's largest has some sixty megabytes.
const MAX_INDEX_BYTES: u64 = 1 << 30;
/// What decoding xz may use; the archives' dictionaries need nine megabytes.
const XZ_MEMORY: u64 = 256 << 20;
/// The widest zstd window that is accepted, as a power of two.
const ZSTD_WINDOW_LOG: u32 = 27;

/// Why an index cannot be used, though its hash is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexProblem {
    /// It is not control data.
    #[error("it is not control data")]
    Deb822(#[source] Deb822Error),
    /// A package lacks a field.
    #[error("the package at line {line} has no field `{field}`")]
    Missing {
        /// The line of the package's first field, from 1.
        line: u64,
        /// The field.
        field: &'static str,
    },
    /// It has more packages than any index.
    #[error("it lists too many packages")]
    TooManyPackages,
    /// It cannot be decompressed, or only to more than is accepted.
    #[error("it cannot be decompressed: {0}")]
    Decompression(String),
}

/// How an index is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Xz,
    Zstd,
    Gzip,
    None,
}

/// An index file that a Release file lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IndexFile {
    /// Its path below the suite.
    pub(crate) path: String,
    pub(crate) digest: Digest,
    pub(crate) size: u64,
    /// The size when decompressed, where the Release file tells.
    pub(crate) plain_size: Option<u64>,
    pub(crate) compression: Compression,
    pub(crate) component: String,
    pub(crate) architecture: String,
}

impl IndexFile {
    /// Returns the paths under which it may be asked for, the safest first.
    ///
    /// By its hash it is still there when the mirror is being updated.
    pub(crate) fn paths(&self, by_hash: bool) -> Vec<String> {
        let mut paths = Vec::new();
        if by_hash {
            let folder = self.path.rsplit_once('/').map(|(folder, _)| folder);
            let hashed = format!("by-hash/SHA256/{}", self.digest.hex());
            paths.push(folder.map_or(hashed.clone(), |folder| format!("{folder}/{hashed}")));
        }
        paths.push(self.path.clone());
        paths
    }
}

/// Chooses the index files of a source: for each component and architecture the smallest form.
pub(crate) fn choose(
    source: &Source,
    release: &ReleaseFile,
) -> Result<Vec<IndexFile>, ArchiveError> {
    let mut files = Vec::new();
    if source.is_flat() {
        for architecture in &source.architectures {
            let file = pick(release, "Packages", "", architecture).ok_or_else(|| {
                ArchiveError::NoIndex {
                    suite: source.suite.clone(),
                    component: String::new(),
                    architecture: architecture.clone(),
                }
            })?;
            files.push(file);
        }
        return Ok(files);
    }
    for component in &source.components {
        for architecture in &source.architectures {
            let path = |name: &str| format!("{component}/binary-{name}/Packages");
            let own = pick(release, &path(architecture), component, architecture);
            // Packages for all architectures stand in each index, or in one of their own.
            let has_all = release.architectures.iter().any(|one| one == "all");
            let all = if release.all_is_in_each_index || !has_all {
                None
            } else {
                pick(release, &path("all"), component, architecture)
            };
            if own.is_none() && all.is_none() {
                return Err(ArchiveError::NoIndex {
                    suite: source.suite.clone(),
                    component: component.clone(),
                    architecture: architecture.clone(),
                });
            }
            files.extend(own);
            files.extend(all);
        }
    }
    Ok(files)
}

pub(crate) fn pick(
    release: &ReleaseFile,
    plain: &str,
    component: &str,
    architecture: &str,
) -> Option<IndexFile> {
    [
        (".xz", Compression::Xz),
        (".zst", Compression::Zstd),
        (".gz", Compression::Gzip),
        ("", Compression::None),
    ]
    .into_iter()
    .find_map(|(ending, compression)| {
        let path = format!("{plain}{ending}");
        let (digest, size) = *release.files.get(&path)?;
        Some(IndexFile {
            path,
            digest,
            size,
            plain_size: release.files.get(plain).map(|(_, size)| *size),
            compression,
            component: component.to_owned(),
            architecture: architecture.to_owned(),
        })
    })
}

/// Refuses an index that is larger than any honest one, before it is fetched.
pub(crate) fn check_size(file: &IndexFile) -> Result<(), IndexProblem> {
    if file.size.max(file.plain_size.unwrap_or(0)) > MAX_INDEX_BYTES {
        return Err(IndexProblem::Decompression(format!("more than {MAX_INDEX_BYTES} bytes")));
    }
    Ok(())
}

/// Decompresses and reads an index; its digest was checked before.
pub(crate) fn read(bytes: &[u8], file: &IndexFile) -> Result<Index, IndexProblem> {
    Index::parse(&decompress(bytes, file)?)
}

/// Decompresses an index; its digest was checked before.
pub(crate) fn decompress<'a>(
    bytes: &'a [u8],
    file: &IndexFile,
) -> Result<Cow<'a, [u8]>, IndexProblem> {
    let wrong = |reason: String| IndexProblem::Decompression(reason);
    let limit = file.plain_size.unwrap_or(MAX_INDEX_BYTES);
    let decoder: Box<dyn Read + 'a> = match file.compression {
        Compression::None => return Ok(Cow::Borrowed(bytes)),
        Compression::Xz => {
            let stream = Stream::new_stream_decoder(XZ_MEMORY, liblzma::stream::CONCATENATED)
                .map_err(|error| wrong(error.to_string()))?;
            Box::new(XzDecoder::new_stream(bytes, stream))
        }
        Compression::Zstd => {
            let mut decoder =
                zstd::Decoder::new(bytes).map_err(|error| wrong(error.to_string()))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(|error| wrong(error.to_string()))?;
            Box::new(decoder)
        }
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
    };
    let expected = usize::try_from(limit).unwrap_or(0).min(256 << 20);
    let mut plain = Vec::with_capacity(if file.plain_size.is_some() { expected } else { 0 });
    BoundedReader::new(decoder, limit)
        .read_to_end(&mut plain)
        .map_err(|error| wrong(error.to_string()))?;
    Ok(Cow::Owned(plain))
}
