// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading a tar archive from beginning to end.

use std::borrow::Cow;
use std::io::{self, Read};
use std::mem;

use haerterei_ground::{Limits, TreePath};

use super::header::{self, Block};
use super::pax::Overrides;
use super::{BLOCK, Entry, EntryKind, TarError};

/// The most bytes one extended header may have; Linux allows 64 KiB for one attribute.
const EXTENSION_BYTES: u64 = 1 << 20;
/// The longest symbolic link (`PATH_MAX` of Linux).
const LINK_BYTES: usize = 4096;

/// Reads a tar archive entry by entry.
///
/// After [`next`](Self::next) the reader itself yields the content of that entry; what is not read
/// is skipped. It reads headers of 512 bytes: give it a reader to which small reads are cheap.
///
/// After the end mark it stops; what follows is not touched, [`into_inner`](Self::into_inner)
/// gives it.
#[derive(Debug)]
pub struct TarReader<R> {
    inner: R,
    limits: Limits,
    /// Bytes taken from `inner`.
    offset: u64,
    headers: u64,
    /// Bytes of content not read yet, and of padding behind it.
    content: u64,
    padding: u64,
    global: Option<Box<Overrides>>,
    scratch: Vec<u8>,
    ended: bool,
}

impl<R: Read> TarReader<R> {
    /// Reads the archive that `inner` yields, within `limits`.
    pub fn new(inner: R, limits: Limits) -> Self {
        Self {
            inner,
            limits,
            offset: 0,
            headers: 0,
            content: 0,
            padding: 0,
            global: None,
            scratch: Vec::new(),
            ended: false,
        }
    }

    /// Returns the next entry, or nothing at the end of the archive.
    ///
    /// An archive that ends behind an entry without the end mark is complete, as for every other
    /// reader; one that ends inside anything is [`TarError::Truncated`].
    #[expect(clippy::should_implement_trait, reason = "it lends its content, an iterator cannot")]
    pub fn next(&mut self) -> Result<Option<Entry>, TarError> {
        if self.ended {
            return Ok(None);
        }
        self.skip_content()?;
        let mut local: Option<Box<Overrides>> = None;
        let (mut long_name, mut long_link) = (None, None);
        loop {
            let start = self.offset;
            let Some(block) = self.read_header()? else {
                self.ended = true;
                if local.is_some() || long_name.is_some() || long_link.is_some() {
                    return Err(TarError::Truncated { offset: start });
                }
                return Ok(None);
            };
            self.headers += 1;
            if self.headers > self.limits.entries {
                return Err(TarError::TooManyEntries { limit: self.limits.entries });
            }
            let malformed = |what| TarError::Header { offset: start, what };
            match block[header::TYPE] {
                b'x' => {
                    let records = self.read_extension(&block, start)?;
                    local
                        .get_or_insert_with(|| self.global.clone().unwrap_or_default())
                        .read(&records)
                        .map_err(malformed)?;
                }
                b'g' => {
                    let records = self.read_extension(&block, start)?;
                    self.global.get_or_insert_default().read(&records).map_err(malformed)?;
                }
                b'L' => long_name = Some(self.read_long(&block, start)?),
                b'K' => long_link = Some(self.read_long(&block, start)?),
                _ => {
                    let overrides = local.or_else(|| self.global.clone()).unwrap_or_default();
                    let mut overrides = *overrides;
                    overrides.path = overrides.path.or(long_name);
                    overrides.link = overrides.link.or(long_link);
                    return self.entry(&block, start, overrides).map(Some);
                }
            }
        }
    }

    /// Returns how many bytes were read so far: behind [`next`](Self::next), where the entry's
    /// content begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the wrapped reader, behind what was read.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Turns a header and what extends it into an entry.
    fn entry(
        &mut self,
        block: &Block,
        start: u64,
        overrides: Overrides,
    ) -> Result<Entry, TarError> {
        let malformed = |what| TarError::Header { offset: start, what };
        let natural = |range: std::ops::Range<usize>, what| {
            header::number(&block[range])
                .and_then(|value| u64::try_from(value).ok())
                .ok_or(malformed(what))
        };
        let name = match &overrides.path {
            Some(path) => Cow::Borrowed(path.as_slice()),
            None => name_of(block),
        };
        let name = name.as_ref();
        let path = TreePath::parse(name).map_err(|source| TarError::path(name, source))?;
        let link: &[u8] = match &overrides.link {
            Some(link) => link,
            None => header::text(&block[header::LINK]),
        };
        let device = |overridden: Option<u32>, range| match overridden {
            Some(number) => Ok(number),
            None => natural(range, "a malformed device number").and_then(|number| {
                number.try_into().map_err(|_| malformed("a device number out of range"))
            }),
        };
        let unsupported = |kind: String| TarError::Unsupported { path: path.to_string(), kind };
        if overrides.sparse {
            return Err(unsupported("sparse file".to_owned()));
        }
        let kind = match block[header::TYPE] {
            // V7 knew folders only by the slash behind their name.
            0 if name.ends_with(b"/") => EntryKind::Directory,
            0 | b'0' | b'7' => EntryKind::File,
            b'1' => {
                let target =
                    TreePath::parse(link).map_err(|source| TarError::path(link, source))?;
                if target.is_root() {
                    return Err(malformed("a hard link to the root"));
                }
                EntryKind::Hardlink { target }
            }
            b'2' => {
                if link.is_empty() || link.len() > LINK_BYTES || link.contains(&0) {
                    return Err(malformed("a symbolic link without a proper target"));
                }
                EntryKind::Symlink { target: link.to_vec() }
            }
            b'3' => EntryKind::CharDevice {
                major: device(overrides.major, header::MAJOR)?,
                minor: device(overrides.minor, header::MINOR)?,
            },
            b'4' => EntryKind::BlockDevice {
                major: device(overrides.major, header::MAJOR)?,
                minor: device(overrides.minor, header::MINOR)?,
            },
            b'5' => EntryKind::Directory,
            b'6' => EntryKind::Fifo,
            b'S' => return Err(unsupported("sparse file".to_owned())),
            other => return Err(unsupported(format!("type `{}`", other.escape_ascii()))),
        };
        if path.is_root() && kind != EntryKind::Directory {
            return Err(malformed("the root is not a folder"));
        }
        let mut size = match overrides.size {
            Some(size) => size,
            None => natural(header::SIZE, "a malformed size")?,
        };
        match kind {
            EntryKind::File if size > self.limits.file_bytes => {
                return Err(TarError::FileTooLarge { path, size, limit: self.limits.file_bytes });
            }
            EntryKind::File => {}
            // Writers give the size of the file that is linked; no content follows.
            EntryKind::Hardlink { .. } => size = 0,
            // Readers disagree whether something follows: whoever checked this archive may have
            // seen other files than whoever unpacks it.
            _ if size != 0 => return Err(malformed("an entry with content that can have none")),
            _ => {}
        }
        let mode = natural(header::MODE, "a malformed mode")? as u32 & 0o7777;
        let uid = match overrides.uid {
            Some(uid) => uid,
            None => natural(header::UID, "a malformed owner")?,
        };
        let gid = match overrides.gid {
            Some(gid) => gid,
            None => natural(header::GID, "a malformed group")?,
        };
        let mtime = match overrides.mtime {
            Some(mtime) => mtime,
            None => header::number(&block[header::MTIME]).ok_or(malformed("a malformed time"))?,
        };
        self.content = size;
        self.padding = super::padding(size) as u64;
        Ok(Entry { path, kind, mode, uid, gid, mtime, size, xattrs: overrides.xattrs })
    }

    /// Reads and checks a header; nothing at the end of the archive.
    fn read_header(&mut self) -> Result<Option<Block>, TarError> {
        let start = self.offset;
        let mut block = [0; BLOCK];
        match self.fill(&mut block)? {
            0 => return Ok(None),
            BLOCK => {}
            _ => {
                return Err(TarError::Truncated { offset: self.offset });
            }
        }
        if block == [0; BLOCK] {
            return match self.fill(&mut block)? {
                0 => Ok(None),
                BLOCK if block == [0; BLOCK] => Ok(None),
                BLOCK => {
                    Err(TarError::Header { offset: start, what: "an empty header before the end" })
                }
                _ => Err(TarError::Truncated { offset: self.offset }),
            };
        }
        let (unsigned, signed) = header::checksums(&block);
        match header::number(&block[header::CHECKSUM]) {
            Some(sum) if sum == unsigned || sum == signed => Ok(Some(block)),
            _ => Err(TarError::Header { offset: start, what: "wrong checksum" }),
        }
    }

    /// Reads the content of a header that extends the next one.
    fn read_extension(&mut self, block: &Block, start: u64) -> Result<Vec<u8>, TarError> {
        let malformed = |what| TarError::Header { offset: start, what };
        let size = header::number(&block[header::SIZE])
            .and_then(|size| u64::try_from(size).ok())
            .ok_or(malformed("a malformed size"))?;
        let bound = EXTENSION_BYTES.min(self.limits.document_bytes);
        if size > bound {
            return Err(malformed("an extended header that is too large"));
        }
        let mut bytes = vec![0; size as usize + super::padding(size)];
        if self.fill(&mut bytes)? != bytes.len() {
            return Err(TarError::Truncated { offset: self.offset });
        }
        bytes.truncate(size as usize);
        Ok(bytes)
    }

    /// Reads a long name of GNU's, which ends at a NUL.
    fn read_long(&mut self, block: &Block, start: u64) -> Result<Vec<u8>, TarError> {
        let mut bytes = self.read_extension(block, start)?;
        let length = header::text(&bytes).len();
        bytes.truncate(length);
        Ok(bytes)
    }

    fn skip_content(&mut self) -> Result<(), TarError> {
        let mut left = mem::take(&mut self.content) + mem::take(&mut self.padding);
        if left == 0 {
            return Ok(());
        }
        let mut scratch = mem::take(&mut self.scratch);
        if scratch.len() < 1 << 16 && (scratch.len() as u64) < left {
            scratch.resize(left.next_multiple_of(BLOCK as u64).min(1 << 16) as usize, 0);
        }
        while left > 0 {
            let room = left.min(scratch.len() as u64) as usize;
            let count = self.fill(&mut scratch[..room])?;
            if count != room {
                return Err(TarError::Truncated { offset: self.offset });
            }
            left -= count as u64;
        }
        self.scratch = scratch;
        Ok(())
    }

    /// Fills a buffer as far as the archive goes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, TarError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.take(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }

    /// Reads once, and keeps the bound on the whole archive.
    fn take(&mut self, buffer: &mut [u8]) -> Result<usize, TarError> {
        let count = loop {
            match self.inner.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.offset += count as u64;
        if self.offset > self.limits.total_bytes {
            return Err(TarError::TooLarge { limit: self.limits.total_bytes });
        }
        Ok(count)
    }
}

/// Returns the name by the header alone, in its one or two parts.
fn name_of(block: &Block) -> Cow<'_, [u8]> {
    let name = header::text(&block[header::NAME]);
    let prefix = header::text(&block[header::PREFIX]);
    if block[header::MAGIC] == *header::POSIX_MAGIC && !prefix.is_empty() {
        Cow::Owned([prefix, b"/", name].concat())
    } else {
        Cow::Borrowed(name)
    }
}

impl<R: Read> Read for TarReader<R> {
    /// Reads content of the current entry. A [`TarError`] travels inside the error
    /// ([`TarError::from_read`] takes it out again).
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.content).unwrap_or(usize::MAX).min(buffer.len());
        if room == 0 {
            return Ok(0);
        }
        let count = self.take(&mut buffer[..room])?;
        if count == 0 {
            return Err(TarError::Truncated { offset: self.offset }.into());
        }
        self.content -= count as u64;
        Ok(count)
    }
}
