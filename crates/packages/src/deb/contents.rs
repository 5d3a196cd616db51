// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The files of a package.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read};

use haerterei_ground::{Limits, TreePath};
use haerterei_image::tar::{Entry, EntryKind, TarReader};

use super::DebError;

/// The files of a package, in the order of the archive.
///
/// Reads as a [`TarReader`] does: after [`next`](Self::next) this yields the content of that entry.
/// Beside what a tar archive may not hold, an entry is refused that no package may carry: devices
/// and pipes, a file twice, something below what is not a folder, a hard link to what did not come
/// before as a file of this package.
pub struct Contents<'a> {
    tar: TarReader<Box<dyn Read + Send + 'a>>,
    /// Hashes of paths rather than paths, so that a million entries stay cheap: a collision, which
    /// somebody would have to make, refuses the package.
    files: HashSet<u64>,
    others: HashSet<u64>,
}

impl fmt::Debug for Contents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents").field("offset", &self.tar.offset()).finish_non_exhaustive()
    }
}

impl<'a> Contents<'a> {
    pub(super) fn new(decoded: Box<dyn Read + Send + 'a>, limits: Limits) -> Self {
        Self { tar: TarReader::new(decoded, limits), files: HashSet::new(), others: HashSet::new() }
    }

    /// Returns the next entry, or nothing at the end.
    #[expect(clippy::should_implement_trait, reason = "it lends its content, an iterator cannot")]
    pub fn next(&mut self) -> Result<Option<Entry>, DebError> {
        let next = self.tar.next().map_err(|error| DebError::of_tar("data.tar", error))?;
        let Some(entry) = next else {
            self.check_end()?;
            return Ok(None);
        };
        self.check(&entry)?;
        Ok(Some(entry))
    }

    /// Returns how many bytes of the unpacked archive were read.
    pub fn offset(&self) -> u64 {
        self.tar.offset()
    }

    fn check(&mut self, entry: &Entry) -> Result<(), DebError> {
        let refused = |what| DebError::Entry { path: entry.path.to_string(), what };
        let is_no_folder = |hash: u64| self.files.contains(&hash) || self.others.contains(&hash);
        let place = hash(entry.path.as_bytes());
        if is_no_folder(place) {
            return Err(refused("it is there twice"));
        }
        // By slices of the path, without a copy for every folder above.
        let bytes = entry.path.as_bytes();
        let folders = memchr::memchr_iter(b'/', bytes).filter_map(|slash| bytes.get(..slash));
        if folders.map(hash).any(is_no_folder) {
            return Err(refused("it lies below something that is not a folder"));
        }
        match &entry.kind {
            EntryKind::Directory => {}
            EntryKind::File => {
                self.files.insert(place);
            }
            EntryKind::Symlink { .. } => {
                self.others.insert(place);
            }
            EntryKind::Hardlink { target } => {
                if !self.files.contains(&hash(TreePath::as_bytes(target))) {
                    return Err(refused("a hard link to no file of the package"));
                }
                self.files.insert(place);
            }
            EntryKind::CharDevice { .. } | EntryKind::BlockDevice { .. } => {
                return Err(refused("a device"));
            }
            EntryKind::Fifo => return Err(refused("a named pipe")),
        }
        Ok(())
    }

    /// Reads what follows the archive's end, so that the decoder checks its sums; nothing but
    /// zeros may be there.
    fn check_end(&mut self) -> Result<(), DebError> {
        let mut rest = [0; 4096];
        let tar = std::mem::replace(
            &mut self.tar,
            TarReader::new(Box::new(io::empty()), Limits::default()),
        );
        let mut decoded = tar.into_inner();
        loop {
            match decoded.read(&mut rest) {
                Ok(0) => return Ok(()),
                Ok(count) if rest.iter().take(count).all(|byte| *byte == 0) => {}
                Ok(_) => {
                    return Err(DebError::Entry {
                        path: "/".to_owned(),
                        what: "something follows the end of the archive",
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(DebError::of_read("data.tar", error)),
            }
        }
    }
}

fn hash(path: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(path);
    hasher.finish()
}

impl Read for Contents<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.tar.read(buffer)
    }
}
