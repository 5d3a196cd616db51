// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The folder of an index, for whoever changes it.
//!
//! ```text
//! <folder>/
//! ├── current                     the name of the current generation, replaced by renaming
//! ├── generations-v1/abcd….json   manifests, named by their digest
//! ├── generations-v1/abcd….trust  where an imported generation came from, and who signed it
//! ├── segments-v1/abcd…           files, named by their digest; generations share them
//! ├── incoming-v1/abcd…/abcd…     what comes in of a source, named by its name and address
//! └── lock                        held by whoever changes the folder
//! ```
//!
//! Files come first, the manifest behind them, the pointer last; each appears by renaming and is on
//! the disk before the next. Whatever ends a process, the pointer names a whole generation. What no
//! generation names is removed by the next that changes the folder; a generation that somebody
//! reads is kept, for readers hold a lock on its manifest.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use haerterei_fetch::Url;
use haerterei_ground::{Algorithm, BoundedReader, Cancel, Digest, whole};

use crate::error::AdvisoriesError;
use crate::manifest::{FileRecord, Manifest};

const GENERATIONS: &str = "generations-v1";
const SEGMENTS: &str = "segments-v1";
const INCOMING: &str = "incoming-v1";
const CURRENT: &str = "current";
/// How often a lock that another holds is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// Returns where the pointer is.
pub(crate) fn pointer(folder: &Path) -> PathBuf {
    folder.join(CURRENT)
}

/// Returns where a generation's manifest is.
pub(crate) fn generation(folder: &Path, name: &Digest) -> PathBuf {
    folder.join(GENERATIONS).join(format!("{}.json", name.hex()))
}

/// Returns where it stands who signed a generation.
pub(crate) fn trust(folder: &Path, name: &Digest) -> PathBuf {
    folder.join(GENERATIONS).join(format!("{}.trust", name.hex()))
}

/// Returns where a file is.
pub(crate) fn segment(folder: &Path, name: &Digest) -> PathBuf {
    folder.join(SEGMENTS).join(name.hex())
}

/// Reads a file, and checks it.
pub(crate) fn read(folder: &Path, file: &FileRecord) -> Result<Vec<u8>, AdvisoriesError> {
    let path = segment(folder, &file.digest);
    let failed = |source| AdvisoriesError::File { path: path.clone(), source };
    let open = File::open(&path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(file.size).unwrap_or(0).min(1 << 30));
    BoundedReader::new(open, file.size).read_to_end(&mut bytes).map_err(failed)?;
    if Digest::sha256(&bytes) != file.digest {
        let problem = "its content has another digest than its name".to_owned();
        return Err(AdvisoriesError::Damaged { path, problem });
    }
    Ok(bytes)
}

/// A folder that nobody else changes as long as this lives.
#[derive(Debug)]
pub(crate) struct Shelf {
    folder: PathBuf,
    _lock: File,
}

impl Shelf {
    /// Makes the folder if need be, and waits until nobody else changes it.
    pub(crate) fn open(folder: &Path, cancel: &Cancel) -> Result<Self, AdvisoriesError> {
        for below in [GENERATIONS, SEGMENTS] {
            let below = folder.join(below);
            fs::create_dir_all(&below).map_err(AdvisoriesError::file(&below))?;
        }
        let path = folder.join("lock");
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(AdvisoriesError::file(&path))?;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    cancel.check()?;
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(source)) => {
                    return Err(AdvisoriesError::File { path, source });
                }
            }
        }
        for below in ["", GENERATIONS, SEGMENTS] {
            let below = folder.join(below);
            whole::sweep(&below).map_err(AdvisoriesError::file(&below))?;
        }
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// Returns the folder in which a source comes in.
    pub(crate) fn incoming(&self, source: &str) -> Incoming {
        let name = Digest::sha256(source.as_bytes()).hex();
        Incoming { folder: self.folder.join(INCOMING).join(name) }
    }

    /// Returns where a file is.
    pub(crate) fn path(&self, file: &FileRecord) -> PathBuf {
        segment(&self.folder, &file.digest)
    }

    /// Reads a file, and checks it.
    pub(crate) fn read(&self, file: &FileRecord) -> Result<Vec<u8>, AdvisoriesError> {
        read(&self.folder, file)
    }

    /// Puts a file in, unless it is there already.
    pub(crate) fn put(&self, bytes: &[u8], rows: u64) -> Result<FileRecord, AdvisoriesError> {
        let digest = Digest::sha256(bytes);
        let path = segment(&self.folder, &digest);
        if !fs::read(&path).is_ok_and(|there| there == bytes) {
            write(&path, bytes).map_err(AdvisoriesError::file(&path))?;
        }
        Ok(FileRecord { digest, size: bytes.len() as u64, rows })
    }

    /// Makes a generation the current one, and returns its name.
    pub(crate) fn publish(
        &self,
        manifest: &[u8],
        trust: Option<&[u8]>,
    ) -> Result<Digest, AdvisoriesError> {
        let name = Digest::sha256(manifest);
        let folder = self.folder.join(SEGMENTS);
        sync(&folder).map_err(AdvisoriesError::file(&folder))?;
        let place = self::trust(&self.folder, &name);
        match trust {
            Some(trust) => whole::write(&place, trust),
            None => ignore_absent(fs::remove_file(&place)),
        }
        .map_err(AdvisoriesError::file(&place))?;
        let path = generation(&self.folder, &name);
        whole::write(&path, manifest).map_err(AdvisoriesError::file(&path))?;
        let current = pointer(&self.folder);
        whole::write(&current, format!("{name}\n").as_bytes())
            .map_err(AdvisoriesError::file(&current))?;
        self.clean(&name)?;
        Ok(name)
    }

    /// Removes generations that nobody reads, and files that no generation names.
    fn clean(&self, current: &Digest) -> Result<(), AdvisoriesError> {
        let folder = self.folder.join(GENERATIONS);
        let mut wanted = BTreeSet::new();
        for name in names(&folder)? {
            let Some(hex) = name.strip_suffix(".json") else { continue };
            let path = folder.join(&name);
            if hex != current.hex() && is_unread(&path) {
                ignore_absent(fs::remove_file(&path)).map_err(AdvisoriesError::file(&path))?;
                let trust = folder.join(format!("{hex}.trust"));
                ignore_absent(fs::remove_file(&trust)).map_err(AdvisoriesError::file(&trust))?;
                continue;
            }
            let bytes = fs::read(&path).map_err(AdvisoriesError::file(&path))?;
            match serde_json::from_slice::<Manifest>(&bytes) {
                Ok(manifest) => wanted.extend(manifest.files().map(|file| file.digest.hex())),
                // One of a newer version of the tool: what it names is not known, so all stays.
                Err(_) => return Ok(()),
            }
        }
        let folder = self.folder.join(SEGMENTS);
        for name in names(&folder)? {
            // Others' files are left alone.
            if Digest::from_hex(Algorithm::Sha256, &name).is_ok() && !wanted.contains(&name) {
                let path = folder.join(&name);
                ignore_absent(fs::remove_file(&path)).map_err(AdvisoriesError::file(&path))?;
            }
        }
        Ok(())
    }
}

/// A folder in which a source comes in. What was cut off stays in it, and is continued the next time.
#[derive(Debug)]
pub(crate) struct Incoming {
    folder: PathBuf,
}

impl Incoming {
    /// Returns the file into which an address comes.
    pub(crate) fn file(&self, url: &Url) -> Result<PathBuf, AdvisoriesError> {
        fs::create_dir_all(&self.folder).map_err(AdvisoriesError::file(&self.folder))?;
        Ok(self.folder.join(Digest::sha256(url.as_str().as_bytes()).hex()))
    }

    /// Removes everything that came in.
    pub(crate) fn clear(&self) -> Result<(), AdvisoriesError> {
        ignore_absent(fs::remove_dir_all(&self.folder)).map_err(AdvisoriesError::file(&self.folder))
    }
}

/// Writes a file beside its place and renames it; the folder is made durable later, for all.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = whole::file_in(whole::folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn names(folder: &Path) -> Result<Vec<String>, AdvisoriesError> {
    let entries = fs::read_dir(folder).map_err(AdvisoriesError::file(folder))?;
    Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
}

fn is_unread(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

fn ignore_absent(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
