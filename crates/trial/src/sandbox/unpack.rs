// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Laying out layers, each once, to be shared by every trial that has them.
//!
//! A layer is kept under the identity of its chain (OCI image specification 1.1, "Layer `ChainID`"):
//! links in lower layers decide where its files come to lie. It appears under its name only by
//! renaming, whole and on the disk; a process that is killed leaves a folder that the next one
//! removes.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use haerterei_ground::{Algorithm, Cancel, Digest, Hasher, TreePath};
use haerterei_image::Image;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_store::{Guard, Store};
use rustix::fs::{AtFlags, CWD, Gid, Mode, Timespec, Timestamps, Uid, XattrFlags};

use super::SandboxError;
use super::stack::{Stack, is_whiteout};

const WHITEOUT: &[u8] = b".wh.";
const OPAQUE: &[u8] = b".wh..wh..opq";
/// What AUFS kept for itself.
const AUFS: &[u8] = b".wh..wh.";
/// Characters of the chain's digest that name a layer: 96 bits, short enough for a mount of the
/// 127 layers that an image may have.
const NAME: usize = 24;
/// The beginning of the names of folders that are being made.
pub(crate) const UNFINISHED: &str = ".new-";

/// How layers are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Whether files get their true owners.
    pub(crate) true_owners: bool,
    /// Whether overlay's marks are those of a user namespace.
    pub(crate) user_marks: bool,
}

/// Lays out the layers of an image that are not there yet; returns the stack, highest first.
pub(crate) fn unpack(
    image: &Image,
    store: &Store,
    folder: &Path,
    layout: Layout,
    cancel: &Cancel,
) -> Result<Stack, SandboxError> {
    let mut stack = Stack::default();
    let mut fresh: Vec<(PathBuf, PathBuf, Guard)> = Vec::new();
    let mut chain: Option<Digest> = None;
    for (index, layer) in image.layers.iter().enumerate() {
        let diff_id = match layer.diff_id {
            Some(diff_id) => diff_id,
            None => content_identity(image, index)?,
        };
        let id = match chain {
            None => diff_id,
            Some(below) => Digest::sha256(format!("{below} {diff_id}").as_bytes()),
        };
        chain = Some(id);
        let hex = id.hex();
        let name = hex.get(..NAME).unwrap_or(&hex);
        let place = folder.join(name);
        let mut current = place.clone();
        if !place.exists() {
            let guard = store.lock(&lock_name(folder, name), cancel, || {})?;
            if !place.exists() {
                let new = folder.join(format!("{UNFINISHED}{name}"));
                remove_tree(&new).map_err(SandboxError::io("remove", &new))?;
                lay_out(image, index, &stack, &new, layout, cancel)?;
                current.clone_from(&new);
                fresh.push((new, place, guard));
            }
        }
        stack.layers.insert(0, current);
    }
    if fresh.is_empty() {
        return Ok(stack);
    }
    let root = File::open(folder).map_err(SandboxError::io("open", folder))?;
    rustix::fs::syncfs(&root).map_err(SandboxError::io("write", folder))?;
    for (new, place, guard) in fresh {
        fs::rename(&new, &place).map_err(SandboxError::io("rename", &new))?;
        for layer in &mut stack.layers {
            if *layer == new {
                layer.clone_from(&place);
            }
        }
        drop(guard);
    }
    Ok(stack)
}

/// Returns the identity of a layer that has no name of its own, as the one of a plain folder, from
/// all that is in it.
fn content_identity(image: &Image, layer: usize) -> Result<Digest, SandboxError> {
    let mut hasher = Hasher::new(Algorithm::Sha256);
    let mut buffer = vec![0; 1 << 17];
    let mut broken = None;
    image
        .visit_layer(layer, &mut |entry, content| {
            hasher.update(format!("{entry:?}\n").as_bytes());
            loop {
                match content.read(&mut buffer) {
                    Ok(0) => return Ok(()),
                    Ok(count) => hasher.update(&buffer[..count]),
                    Err(error) => {
                        broken = Some(format!("{}: {error}", entry.path.shown()));
                        return Err(haerterei_image::ImageError::TooMany { what: "errors" });
                    }
                }
            }
        })
        .map_err(|error| match broken.take() {
            Some(problem) => SandboxError::Layer { layer, problem },
            None => error.into(),
        })?;
    Ok(hasher.finish())
}

/// Returns the name of the lock of whoever lays a layer out.
fn lock_name(folder: &Path, name: &str) -> String {
    format!("trial layer {} {name}", folder.display())
}

/// Removes what killed processes left half laid out.
pub(crate) fn sweep(store: &Store, folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if let Some(name) = name.to_str().and_then(|name| name.strip_prefix(UNFINISHED))
            && let Ok(Some(_guard)) = store.try_lock(&lock_name(folder, name))
        {
            let _ = remove_tree(&entry.path());
        }
    }
}

/// Removes a folder of an image, whatever its permissions; nothing there is fine.
pub(crate) fn remove_tree(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn lay_out(
    image: &Image,
    layer: usize,
    below: &Stack,
    folder: &Path,
    layout: Layout,
    cancel: &Cancel,
) -> Result<(), SandboxError> {
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(SandboxError::io("make", folder))?;
    let mut stack = below.clone();
    stack.layers.insert(0, folder.to_owned());
    let mut unpacker = Unpacker {
        folder,
        stack,
        below,
        layout,
        parents: HashMap::new(),
        folders: BTreeMap::new(),
        layer,
        buffer: vec![0; 1 << 17],
    };
    unpacker.inherit(&TreePath::root())?;
    let mut problem = None;
    let result = image.visit_layer(layer, &mut |entry, content| {
        if cancel.check().is_err() {
            problem = Some(SandboxError::Store(haerterei_ground::Cancelled.into()));
        } else if let Err(error) = unpacker.entry(entry, content) {
            problem = Some(error);
        }
        match problem {
            // The visitor speaks the image's errors; ours is kept aside.
            Some(_) => Err(haerterei_image::ImageError::TooMany { what: "errors" }),
            None => Ok(()),
        }
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    result?;
    unpacker.finish()
}

/// Mode, owner, group and time of a folder, set when all is in it.
#[derive(Clone, Copy)]
struct Attributes {
    mode: u32,
    uid: u64,
    gid: u64,
    mtime: i64,
}

struct Unpacker<'a> {
    folder: &'a Path,
    /// This layer over those below it.
    stack: Stack,
    below: &'a Stack,
    layout: Layout,
    /// Folders as entries name them, and where they are with links followed.
    parents: HashMap<TreePath, TreePath>,
    folders: BTreeMap<TreePath, Attributes>,
    layer: usize,
    buffer: Vec<u8>,
}

impl Unpacker<'_> {
    fn entry(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<(), SandboxError> {
        if entry.path.is_root() {
            if entry.kind == EntryKind::Directory {
                self.folders.insert(TreePath::root(), Attributes::of(entry));
            }
            return Ok(());
        }
        let folder = self.parent(&entry.path.parent().unwrap_or_default())?;
        let name = entry.path.name();
        if name.starts_with(WHITEOUT) {
            return self.whiteout(&folder, name);
        }
        let path = folder.join(name).map_err(|error| self.problem(&entry.path, &error))?;
        let place = self.place(&path);
        let failed = |error: io::Error| SandboxError::io("lay out", &place)(error);
        let existing = fs::symlink_metadata(&place).ok();
        if entry.kind == EntryKind::Directory {
            match existing {
                Some(metadata) if metadata.is_dir() => {}
                Some(metadata) => {
                    fs::remove_file(&place).map_err(failed)?;
                    Self::make_folder(&place)?;
                    if is_whiteout(&metadata) {
                        self.mark_opaque(&place)?;
                    }
                }
                None => Self::make_folder(&place)?,
            }
            self.folders.insert(path, Attributes::of(entry));
            return Ok(());
        }
        if let EntryKind::Hardlink { target } = &entry.kind {
            let found = self.stack.find(target, false).map_err(failed)?;
            let Some(found) = found.filter(|found| !found.metadata.is_dir()) else {
                return Err(self.problem(&entry.path, &format!("links to {}", target.shown())));
            };
            if found.path == path {
                return Ok(());
            }
            self.clear(&place, existing.as_ref())?;
            return fs::hard_link(&found.place, &place).map_err(failed);
        }
        self.clear(&place, existing.as_ref())?;
        match &entry.kind {
            EntryKind::File => return self.file(entry, content, &place),
            EntryKind::Symlink { target } => {
                std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(target), &place)
                    .map_err(failed)?;
                // What lies behind folders may be elsewhere now.
                self.parents.clear();
            }
            EntryKind::Fifo => rustix::fs::mknodat(
                CWD,
                &place,
                rustix::fs::FileType::Fifo,
                Mode::from_raw_mode(0o600),
                0,
            )
            .map_err(SandboxError::io("lay out", &place))?,
            // No container is given a device, so none is made.
            _ => return Ok(()),
        }
        self.attributes(&place, Attributes::of(entry), entry.kind == EntryKind::Fifo)
    }

    fn file(
        &mut self,
        entry: &Entry,
        content: &mut dyn Read,
        place: &Path,
    ) -> Result<(), SandboxError> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(place)
            .map_err(SandboxError::io("lay out", place))?;
        loop {
            let count = content.read(&mut self.buffer).map_err(SandboxError::io("read", place))?;
            if count == 0 {
                break;
            }
            io::Write::write_all(&mut file, &self.buffer[..count])
                .map_err(SandboxError::io("write", place))?;
        }
        let attributes = Attributes::of(entry);
        if self.layout.true_owners {
            let (uid, gid) = self.owner(attributes)?;
            rustix::fs::fchown(&file, Some(uid), Some(gid))
                .map_err(SandboxError::io("give away", place))?;
        }
        rustix::fs::fchmod(&file, Mode::from_raw_mode(entry.mode))
            .map_err(SandboxError::io("set the mode of", place))?;
        if self.layout.true_owners
            && let Some(value) = entry.xattrs.get(b"security.capability".as_slice())
        {
            // Without them the file only has fewer rights, and none of them count here anyway.
            let _ = rustix::fs::fsetxattr(&file, "security.capability", value, XattrFlags::empty());
        }
        rustix::fs::futimens(&file, &attributes.times())
            .map_err(SandboxError::io("set the time of", place))
    }

    /// Hides what lower layers have at a path, or all they have in a folder.
    fn whiteout(&mut self, folder: &TreePath, name: &[u8]) -> Result<(), SandboxError> {
        if name == OPAQUE {
            let place = self.place(folder);
            return self.mark_opaque(&place);
        }
        if name.starts_with(AUFS) {
            return Ok(());
        }
        let hidden = name.strip_prefix(WHITEOUT).unwrap_or_default();
        let path = folder.join(hidden).map_err(|error| self.problem(folder, &error))?;
        if path == *folder {
            return Err(self.problem(folder, &"a whiteout hides its own folder"));
        }
        let place = self.place(&path);
        match fs::symlink_metadata(&place) {
            // A whiteout works on lower layers alone, wherever in the layer it stands.
            Ok(metadata) if metadata.is_dir() => self.mark_opaque(&place),
            Ok(_) => Ok(()),
            Err(_) => {
                self.parents.clear();
                rustix::fs::mknodat(
                    CWD,
                    &place,
                    rustix::fs::FileType::CharacterDevice,
                    Mode::empty(),
                    0,
                )
                .map_err(SandboxError::io("hide", &place))
            }
        }
    }

    /// Finds, and makes in this layer, the folder that an entry lies in.
    fn parent(&mut self, named: &TreePath) -> Result<TreePath, SandboxError> {
        if let Some(found) = self.parents.get(named) {
            return Ok(found.clone());
        }
        let found = self.stack.resolve(named).map_err(|error| self.problem(named, &error))?;
        let mut missing: Vec<TreePath> = vec![found.clone()];
        missing.extend(found.ancestors());
        for folder in missing.into_iter().rev() {
            let place = self.place(&folder);
            match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_dir() => continue,
                Ok(metadata) if is_whiteout(&metadata) => {
                    fs::remove_file(&place).map_err(SandboxError::io("remove", &place))?;
                    Self::make_folder(&place)?;
                    self.mark_opaque(&place)?;
                }
                Ok(_) => return Err(self.problem(named, &"it lies in what is no folder")),
                Err(_) => Self::make_folder(&place)?,
            }
            self.inherit(&folder)?;
        }
        self.parents.insert(named.clone(), found.clone());
        Ok(found)
    }

    /// Gives a folder that no entry declared what it has below, or root's usual.
    fn inherit(&mut self, folder: &TreePath) -> Result<(), SandboxError> {
        use std::os::unix::fs::MetadataExt as _;
        let found = self.below.find(folder, false).map_err(|error| self.problem(folder, &error))?;
        let attributes = match found.filter(|found| found.metadata.is_dir()) {
            Some(found) => Attributes {
                mode: found.metadata.mode() & 0o7777,
                uid: u64::from(found.metadata.uid()),
                gid: u64::from(found.metadata.gid()),
                mtime: found.metadata.mtime(),
            },
            None => Attributes { mode: 0o755, uid: 0, gid: 0, mtime: 0 },
        };
        self.folders.entry(folder.clone()).or_insert(attributes);
        Ok(())
    }

    fn finish(self) -> Result<(), SandboxError> {
        for (path, attributes) in self.folders.iter().rev() {
            let place = self.place(path);
            // A later entry of the layer may have put something else there.
            if fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_dir()) {
                self.attributes(&place, *attributes, true)?;
            }
        }
        Ok(())
    }

    fn attributes(
        &self,
        place: &Path,
        attributes: Attributes,
        has_mode: bool,
    ) -> Result<(), SandboxError> {
        if self.layout.true_owners {
            let (uid, gid) = self.owner(attributes)?;
            rustix::fs::chownat(CWD, place, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)
                .map_err(SandboxError::io("give away", place))?;
        }
        if has_mode {
            rustix::fs::chmod(place, Mode::from_raw_mode(attributes.mode))
                .map_err(SandboxError::io("set the mode of", place))?;
        }
        rustix::fs::utimensat(CWD, place, &attributes.times(), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(SandboxError::io("set the time of", place))
    }

    fn owner(&self, attributes: Attributes) -> Result<(Uid, Gid), SandboxError> {
        // The largest number means "nobody" to the kernel and cannot own anything.
        let id = |number: u64| u32::try_from(number).ok().filter(|id| *id != u32::MAX);
        match (id(attributes.uid), id(attributes.gid)) {
            (Some(uid), Some(gid)) => Ok((Uid::from_raw(uid), Gid::from_raw(gid))),
            _ => Err(SandboxError::Layer {
                layer: self.layer,
                problem: format!("no owner can be {}:{}", attributes.uid, attributes.gid),
            }),
        }
    }

    fn make_folder(place: &Path) -> Result<(), SandboxError> {
        fs::DirBuilder::new().mode(0o700).create(place).map_err(SandboxError::io("lay out", place))
    }

    fn mark_opaque(&self, place: &Path) -> Result<(), SandboxError> {
        let name =
            if self.layout.user_marks { "user.overlay.opaque" } else { "trusted.overlay.opaque" };
        rustix::fs::lsetxattr(place, name, b"y", XattrFlags::empty())
            .map_err(SandboxError::io("mark", place))
    }

    /// Removes what an earlier entry of the layer, or a whiteout, has put at a place.
    fn clear(&mut self, place: &Path, existing: Option<&fs::Metadata>) -> Result<(), SandboxError> {
        let Some(metadata) = existing else {
            return Ok(());
        };
        self.parents.clear();
        if metadata.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) }
            .map_err(SandboxError::io("replace", place))
    }

    /// Returns where a path without links lies; the parts of a `TreePath` cannot lead out.
    fn place(&self, path: &TreePath) -> PathBuf {
        self.folder.join(std::ffi::OsStr::from_bytes(path.as_bytes()))
    }

    fn problem(&self, path: &TreePath, problem: &dyn std::fmt::Display) -> SandboxError {
        SandboxError::Layer { layer: self.layer, problem: format!("{}: {problem}", path.shown()) }
    }
}

impl Attributes {
    const fn of(entry: &Entry) -> Self {
        Self { mode: entry.mode, uid: entry.uid, gid: entry.gid, mtime: entry.mtime }
    }

    fn times(self) -> Timestamps {
        let time = Timespec { tv_sec: self.mtime, tv_nsec: 0 };
        Timestamps { last_access: time, last_modification: time }
    }
}
