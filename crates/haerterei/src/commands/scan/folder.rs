// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The files of a path that a call names for VEX: itself, or everything in the folder that ends in
//! `.json`, as collections of VEX are kept.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::failure::CommandError;

/// So many files of one folder are read.
const MOST_FILES: usize = 10_000;
/// So deep are folders looked into.
const DEEPEST: usize = 16;

/// Returns the files, in the order of their names. Links to folders are not followed.
pub(super) fn files(path: &Utf8Path) -> Result<Vec<Utf8PathBuf>, CommandError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    enter(path, 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn enter(
    folder: &Utf8Path,
    depth: usize,
    found: &mut Vec<Utf8PathBuf>,
) -> Result<(), CommandError> {
    let failed = |source| CommandError::CannotRead { file: folder.to_owned(), source };
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (kind, path) = (entry.file_type().map_err(failed)?, entry.path());
        if kind.is_dir() {
            if depth < DEEPEST {
                enter(path, depth + 1, found)?;
            }
        } else if path.extension() == Some("json") && path.is_file() {
            if found.len() >= MOST_FILES {
                return Err(failed(io::Error::from(io::ErrorKind::FileTooLarge)));
            }
            found.push(path.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_documents_in_the_order_of_their_names() {
        let root = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(root.path()).unwrap();
        std::fs::create_dir_all(root.join("b/c")).unwrap();
        for name in ["z.json", "a.json", "b/c/d.json", "b/README.md"] {
            std::fs::write(root.join(name), "{}").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("b/again")).unwrap();
        let names: Vec<String> = files(root)
            .unwrap()
            .iter()
            .map(|path| path.strip_prefix(root).unwrap().to_string())
            .collect();
        assert_eq!(names, ["a.json", "b/c/d.json", "z.json"]);
        // Whatever is no folder is left to whoever reads it.
        assert_eq!(files("nothing".into()).unwrap(), ["nothing"]);
    }
}
