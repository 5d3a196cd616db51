// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Where a register is.

use std::fmt;
use std::path::PathBuf;

use haerterei_ground::Secret;

use crate::database::Target;
use crate::error::RegisterError;

/// Where a register is: a file, or a database of a server.
#[derive(Clone, Debug)]
pub enum Location {
    /// A file of SQLite.
    File(PathBuf),
    /// A database of PostgreSQL, by its connection URI (PostgreSQL documentation, section 34.1.1.2);
    /// it may hold a password.
    Server(Secret<String>),
}

impl Location {
    /// Reads a word: `postgresql://…`, `sqlite:FILE`, or a file.
    pub fn parse(word: &str) -> Result<Self, RegisterError> {
        let wrong = |problem: &str| RegisterError::Location { problem: problem.to_owned() };
        if word.starts_with("postgresql://") || word.starts_with("postgres://") {
            return match Target::parse(word) {
                Ok(_) => Ok(Self::Server(Secret::new(word.to_owned()))),
                Err(problem) => Err(wrong(problem)),
            };
        }
        let file = word.strip_prefix("sqlite:").unwrap_or(word);
        if file.is_empty() {
            return Err(wrong("the name of the file is missing"));
        }
        // Windows has no place here, so a colon after a word is a scheme.
        if file.split_once("://").is_some() {
            return Err(wrong("only `sqlite:` and `postgresql://` are known"));
        }
        Ok(Self::File(PathBuf::from(file)))
    }

    /// Returns the same with a file's path below a folder, unless it is absolute.
    #[must_use]
    pub fn below(self, folder: &std::path::Path) -> Self {
        match self {
            Self::File(file) => Self::File(folder.join(file)),
            server @ Self::Server(_) => server,
        }
    }
}

/// Without password and options.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Server(uri) => match Target::parse(uri.reveal()) {
                Ok(target) => write!(f, "{target}"),
                // It was read once, so it can be read again.
                Err(_) => f.write_str("postgresql://…"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_files_or_servers() {
        for (word, shown) in [
            ("register.db", "register.db"),
            ("sqlite:/a/b", "/a/b"),
            ("postgresql://me:secret@db.example:5432/r", "postgresql://me@db.example/r"),
            (
                "postgresql:///r?host=/run/postgresql&user=me&password=secret",
                "postgresql://me@/run/postgresql/r",
            ),
        ] {
            let location = Location::parse(word).unwrap();
            assert_eq!(location.to_string(), shown);
            assert!(!format!("{location:?}").contains("secret"));
        }
        for word in ["", "sqlite:", "mysql://a/b", "postgresql://a:secret@b:x/c"] {
            let error = Location::parse(word).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
