// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! RPM's database of installed packages, in each of the forms it has had.
//!
//! * [`sqlite`]: `rpmdb.sqlite`, since RPM 4.16 (Fedora 33, RHEL 9).
//! * [`ndb`]: `Packages.db` (SUSE).
//! * [`berkeley`]: `Packages`, a hash of Berkeley DB (RHEL 8 and before).
//!
//! All of them hold one [header](Header) for each package. A database that is damaged shows the
//! packages that can be read.

mod berkeley;
mod header;
mod log;
mod ndb;
mod sqlite;

use haerterei_ground::TreePath;

pub use header::{Header, HeaderError};

/// Why a database cannot be read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// The file is none of the forms that are known.
    #[error("the file is no database of RPM")]
    Form,
    /// The file contradicts itself.
    #[error("{0}")]
    Damaged(&'static str),
    /// The write-ahead log contradicts itself; what stands before is read.
    #[error("write-ahead log: {0}")]
    Log(&'static str),
    /// A package's header cannot be read.
    #[error("package {number}: {source}")]
    Header {
        /// The package's number in the database.
        number: u32,
        /// What is wrong.
        source: HeaderError,
    },
    /// There are more packages than allowed.
    #[error("more than {0} packages")]
    TooMany(usize),
}

/// What a database holds.
#[derive(Clone, Debug, Default)]
pub struct Database {
    /// The packages, in the order of their numbers.
    pub packages: Vec<Package>,
    /// What could not be read.
    pub damaged: Vec<DatabaseError>,
}

/// A package that is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its epoch, if it has one.
    pub epoch: Option<u32>,
    /// Its version.
    pub version: String,
    /// Its release.
    pub release: String,
    /// Its architecture; what only holds keys (`gpg-pubkey`) has none.
    pub architecture: Option<String>,
    /// The source package's file name, as `bash-5.2.15-1.src.rpm`.
    pub source: Option<String>,
    /// Its licence as written.
    pub licence: Option<String>,
    /// Who distributes it.
    pub vendor: Option<String>,
    /// Who built it.
    pub packager: Option<String>,
    /// Its home page.
    pub url: Option<String>,
    /// One sentence about it.
    pub summary: Option<String>,
    /// The stream of modules it is from, as `nodejs:18:8060020…:…`.
    pub module: Option<String>,
    /// Capabilities that it needs; what RPM itself has to be able to do is left out.
    pub requires: Vec<String>,
    /// Capabilities that it provides.
    pub provides: Vec<String>,
    /// Its files.
    pub files: Vec<PackageFile>,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Where it is.
    pub path: TreePath,
    /// Whether an operator may change it (`%config`).
    pub is_configuration: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// Returns whether changes to a database may stand in a write-ahead log beside it
/// (`rpmdb.sqlite-wal`).
pub fn is_logged(bytes: &[u8]) -> bool {
    sqlite::is_logged(bytes)
}

/// Reads a database of the form `sqlite` together with its write-ahead log: the newest state that
/// was committed. What is wrong with the log costs what stands behind.
pub fn read_with_log(bytes: &[u8], log: &[u8], most: usize) -> Database {
    let (newest, problem) = log::apply(bytes, log);
    let mut database = read(newest.as_deref().unwrap_or(bytes), most);
    database.damaged.extend(problem);
    database
}

/// Reads a database of any form; the first bytes tell which.
pub fn read(bytes: &[u8], most: usize) -> Database {
    let mut database = Database::default();
    let mut headers: Vec<(u32, Vec<u8>)> = Vec::new();
    let mut sink = |number: u32, header: Vec<u8>| {
        if headers.len() >= most {
            return Err(DatabaseError::TooMany(most));
        }
        headers.push((number, header));
        Ok(())
    };
    let outcome = if bytes.starts_with(sqlite::MAGIC) {
        sqlite::read(bytes, &mut sink)
    } else if bytes.starts_with(ndb::MAGIC) {
        ndb::read(bytes, &mut sink)
    } else if berkeley::is_hash(bytes) {
        berkeley::read(bytes, &mut sink)
    } else {
        Err(DatabaseError::Form)
    };
    database.damaged.extend(outcome.err());
    headers.sort_by_key(|(number, _)| *number);
    for (number, header) in headers {
        match Header::parse(&header).and_then(|header| header.package()) {
            Ok(package) => database.packages.push(package),
            Err(source) => database.damaged.push(DatabaseError::Header { number, source }),
        }
    }
    database
}

/// Takes a package's number and header; an error ends the reading.
type Sink<'a> = dyn FnMut(u32, Vec<u8>) -> Result<(), DatabaseError> + 'a;

/// The most bytes of one header; RPM itself allows 256 MiB, real ones have some megabytes.
const MAX_HEADER: usize = 64 << 20;

#[cfg(test)]
mod tests;
