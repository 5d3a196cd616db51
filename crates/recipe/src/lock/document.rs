// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing and reading the lock as a TOML document.

use std::fmt::Write as _;

use haerterei_ground::{Blame, Explain, Message};

use super::{FORMAT, Lock};

/// Bytes of a lock; a hundred thousand packages would fit.
const LOCK_BYTES: usize = 64 << 20;
/// Packages in a lock.
const MOST_PACKAGES: usize = 100_000;

/// The head of every lock.
const HEADER: &str = "\
# This file says exactly which packages, files and archive indices the recipe beside it resolved to.
# haerterei writes it; do not edit it, and keep it under version control together with the recipe.
# Diese Datei hält fest, welche Pakete, Dateien und Archivindizes das Rezept daneben ergab.
# haerterei schreibt sie; bitte nicht bearbeiten und zusammen mit dem Rezept versionieren.
";

/// Why a lock cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// It is longer than any lock.
    #[error("{file} is longer than {LOCK_BYTES} bytes")]
    TooLarge {
        /// The file.
        file: String,
    },
    /// It is not a lock, or somebody has edited it.
    #[error("{file}, line {line}: {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The line itself.
        text: String,
        /// What the reader says, in English.
        problem: String,
    },
    /// It was written by another version of the tool.
    #[error("{file} has format {found}, known is {FORMAT}")]
    Format {
        /// The file.
        file: String,
        /// Its format.
        found: i64,
    },
}

impl Explain for LockError {
    fn message(&self) -> Message {
        match self {
            Self::TooLarge { file } => Message::new("recipe-lock-too-large").text("file", file),
            Self::Malformed { file, line, problem, .. } => Message::new("recipe-lock-malformed")
                .text("file", file)
                .text("line", line)
                .text("problem", problem),
            Self::Format { file, found } => Message::new("recipe-lock-format")
                .text("file", file)
                .text("found", found)
                .text("known", FORMAT),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Malformed { line, text, .. } if !text.is_empty() => {
                let excerpt = format!("{line} | {text}");
                vec![Message::new("recipe-excerpt").text("excerpt", excerpt)]
            }
            _ => Vec::new(),
        }
    }
}

impl Lock {
    /// Returns the lock as the bytes of `recipe.lock`; the same content gives the same bytes.
    #[expect(clippy::missing_panics_doc, reason = "every field of a lock has a form in TOML")]
    pub fn write(&self) -> String {
        let mut sorted = self.clone();
        sorted.sort();
        let mut text = String::from(HEADER);
        let document = toml::to_string_pretty(&sorted)
            .expect("every field of a lock has a form in TOML: no nothing inside a list");
        let _ = write!(text, "\n{document}");
        text
    }

    /// Reads a lock; `file` is its name for messages.
    pub fn read(file: &str, text: &str) -> Result<Self, LockError> {
        if text.len() > LOCK_BYTES {
            return Err(LockError::TooLarge { file: file.to_owned() });
        }
        // A lock of a later version has keys that this one does not know: say that first.
        let format = text
            .lines()
            .take(20)
            .find_map(|line| line.strip_prefix("haerterei-lock = "))
            .and_then(|number| number.trim().parse::<i64>().ok());
        if let Some(found) = format
            && found != i64::from(FORMAT)
        {
            return Err(LockError::Format { file: file.to_owned(), found });
        }
        let malformed = |line: usize, problem: &str| LockError::Malformed {
            file: file.to_owned(),
            line,
            text: text
                .lines()
                .nth(line.saturating_sub(1))
                .unwrap_or("")
                .chars()
                .filter(|character| !character.is_control())
                .take(160)
                .collect(),
            problem: problem.to_owned(),
        };
        let lock: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                1 + text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count()
            });
            malformed(line, error.message())
        })?;
        if lock.haerterei_lock != FORMAT {
            return Err(LockError::Format {
                file: file.to_owned(),
                found: i64::from(lock.haerterei_lock),
            });
        }
        if lock.all_packages().count() > MOST_PACKAGES {
            return Err(malformed(1, "more packages than a lock may hold"));
        }
        if let Some(package) = lock.all_packages().find(|package| !is_safe(&package.pool)) {
            let line = text
                .lines()
                .position(|line| line.contains(&package.pool))
                .map_or(1, |position| position + 1);
            return Err(malformed(line, "the pool path leaves the archive"));
        }
        Ok(lock)
    }
}

/// A pool path is relative and stays below the archive's root.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(['\0', '\\', ':'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
