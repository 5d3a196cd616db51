// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Adding to a file of decisions: whole or not at all, and several at once lose nothing.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::thread;
use std::time::Duration;

use camino::Utf8Path;
use haerterei_ground::whole;
use haerterei_vex::decision::{Addition, DECISIONS_VERSION, Decisions, append};

use crate::failure::{CommandError, Failure};
use crate::settings;

/// How often, and how long apart, a file that others hold is tried.
const TRIES: (usize, Duration) = (200, Duration::from_millis(50));

/// Returns the text of a file with one decision more, and that decision.
pub(super) fn with(
    file: &Utf8Path,
    make: &dyn Fn(&Decisions) -> Addition,
) -> Result<(String, Addition), Failure> {
    let text = if file.exists() { settings::read(file)? } else { String::new() };
    composed(&text, make)
}

/// Adds a decision to a file, which is made if it is not there.
pub(super) fn add(
    file: &Utf8Path,
    make: &dyn Fn(&Decisions) -> Addition,
) -> Result<Addition, Failure> {
    // What a link leads to is changed, not the link.
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.as_std_path().to_owned());
    let cannot_read = |source| CommandError::CannotRead { file: file.to_owned(), source };
    let cannot_write = |source| CommandError::CannotWrite { file: file.to_owned(), source };
    for _ in 0..TRIES.0 {
        let held = match File::open(&real) {
            Ok(held) => held,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (text, addition) = composed("", make)?;
                if put_new(&real, &text).map_err(cannot_write)? {
                    return Ok(addition);
                }
                // Somebody else was faster: their file is added to.
                continue;
            }
            Err(error) => return Err(cannot_read(error).into()),
        };
        if held.try_lock().is_err() {
            thread::sleep(TRIES.1);
            continue;
        }
        // Whoever held it before may have put another file in its place.
        if !is_at(&held, &real).map_err(cannot_read)? {
            continue;
        }
        let (text, addition) = composed(&settings::read(file)?, make)?;
        whole::write(&real, text.as_bytes()).map_err(cannot_write)?;
        return Ok(addition);
    }
    Err(cannot_write(io::ErrorKind::ResourceBusy.into()).into())
}

fn composed(
    text: &str,
    make: &dyn Fn(&Decisions) -> Addition,
) -> Result<(String, Addition), Failure> {
    let is_empty = text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'));
    let known = if is_empty {
        Decisions { version: DECISIONS_VERSION, ..Decisions::default() }
    } else {
        Decisions::parse(text)?
    };
    let addition = make(&known);
    Ok((append(text, &addition)?, addition))
}

/// Puts a new file into its place and returns true, unless there is one by then.
fn put_new(path: &Path, text: &str) -> io::Result<bool> {
    let mut file = whole::file_in(whole::folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error),
    }
}

/// Returns whether an open file is the one at a path.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let (own, there) = (file.metadata()?, fs::metadata(path)?);
    Ok((own.dev(), own.ino()) == (there.dev(), there.ino()))
}
