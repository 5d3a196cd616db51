// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Looking into a stack of unpacked layers as the overlay file system merges them.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use haerterei_ground::TreePath;

/// Links followed on one way, as the kernel bounds it.
const MOST_LINKS: usize = 40;
/// Marks a folder that hides what lower layers have in it.
const OPAQUE: [&str; 2] = ["trusted.overlay.opaque", "user.overlay.opaque"];

/// Unpacked layers, highest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stack {
    pub(crate) layers: Vec<PathBuf>,
}

/// What is at a path of a stack.
#[derive(Debug)]
pub(crate) struct Found {
    /// The path with all links followed.
    pub(crate) path: TreePath,
    /// Where its attributes and, for a file, its content are.
    pub(crate) place: PathBuf,
    pub(crate) metadata: Metadata,
}

/// One step of a way: a folder merged from several layers, or anything else.
enum Step {
    Folder(Vec<PathBuf>),
    Other(PathBuf, Metadata),
    Missing,
}

impl Stack {
    /// Finds a path, following links in its folders and, if asked, its last part. Nothing ever
    /// leads out of the stack.
    pub(crate) fn find(&self, path: &TreePath, follow_last: bool) -> io::Result<Option<Found>> {
        let (path, found) = self.walk(path, follow_last)?;
        Ok(found.map(|(place, metadata)| Found { path, place, metadata }))
    }

    /// Returns where a path is once all links are followed, whether there is something or not.
    pub(crate) fn resolve(&self, path: &TreePath) -> io::Result<TreePath> {
        self.walk(path, true).map(|(path, _)| path)
    }

    fn walk(
        &self,
        path: &TreePath,
        follow_last: bool,
    ) -> io::Result<(TreePath, Option<(PathBuf, Metadata)>)> {
        let mut links = 0;
        let mut rest: Vec<Vec<u8>> = path.parts().rev().map(<[u8]>::to_vec).collect();
        let mut here = TreePath::root();
        let mut folders = self.layers.clone();
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidFilename, error);
        while let Some(part) = rest.pop() {
            let next = here.join(&part).map_err(invalid)?;
            match step(&folders, &part)? {
                Step::Folder(below) => {
                    folders = below;
                    here = next;
                }
                Step::Other(place, metadata)
                    if metadata.file_type().is_symlink() && (follow_last || !rest.is_empty()) =>
                {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(io::Error::other("too many symbolic links"));
                    }
                    let target = fs::read_link(&place)?;
                    let target = next.link_target(target.as_os_str().as_bytes());
                    let target = target.map_err(invalid)?;
                    rest.extend(target.parts().rev().map(<[u8]>::to_vec));
                    here = TreePath::root();
                    folders.clone_from(&self.layers);
                }
                Step::Other(place, metadata) if rest.is_empty() => {
                    return Ok((next, Some((place, metadata))));
                }
                Step::Other(..) | Step::Missing => {
                    // What does not exist has no links: the rest is taken by its text.
                    let mut whole = next;
                    while let Some(part) = rest.pop() {
                        whole = whole.join(&part).map_err(invalid)?;
                    }
                    return Ok((whole, None));
                }
            }
        }
        let Some(place) = folders.into_iter().next() else {
            return Ok((here, None));
        };
        let metadata = fs::symlink_metadata(&place)?;
        Ok((here, Some((place, metadata))))
    }
}

fn step(folders: &[PathBuf], name: &[u8]) -> io::Result<Step> {
    let mut merged = Vec::new();
    for folder in folders {
        let place = folder.join(std::ffi::OsStr::from_bytes(name));
        let metadata = match fs::symlink_metadata(&place) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if is_whiteout(&metadata) {
            break;
        }
        if !metadata.is_dir() {
            if merged.is_empty() {
                return Ok(Step::Other(place, metadata));
            }
            break;
        }
        let opaque = is_opaque(&place);
        merged.push(place);
        if opaque {
            break;
        }
    }
    Ok(if merged.is_empty() { Step::Missing } else { Step::Folder(merged) })
}

/// Returns whether a file of a layer hides its path (overlay's form: character device 0, 0).
pub(crate) fn is_whiteout(metadata: &Metadata) -> bool {
    metadata.file_type().is_char_device() && metadata.rdev() == 0
}

fn is_opaque(folder: &Path) -> bool {
    let mut value = [0; 4];
    OPAQUE.iter().any(|name| {
        rustix::fs::lgetxattr(folder, *name, &mut value[..]).is_ok_and(|length| length > 0)
            && value[0] == b'y'
    })
}
