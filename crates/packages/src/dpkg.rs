// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The database of installed packages.
//!
//! dpkg keeps one file, `var/lib/dpkg/status`, with a paragraph for each package, and lists in
//! `var/lib/dpkg/info`. An image without dpkg keeps the form that distroless images made common:
//! `var/lib/dpkg/status.d/NAME` with one paragraph, and `NAME.md5sums` beside it. Facts about who
//! reads it, found in the scanners' sources:
//!
//! * Trivy reads every file directly in `status.d` whose extension is not `.md5sums`, so nothing
//!   else may be put there. It needs `Package` and `Version`, takes `Source` (`name (version)`),
//!   `Architecture`, `Maintainer`, `Depends`, and skips a paragraph whose `Status` has `deinstall`
//!   or `purge`; without `Status` a package counts as installed. Licences come from
//!   `usr/share/doc/NAME/copyright`.
//! * Syft, and Grype through it, reads `**/var/lib/dpkg/status.d/*` and finds the sums as
//!   `NAME:ARCH.md5sums`, then `NAME.md5sums` in the same folder. It refuses a file with a field
//!   twice, drops a last line without a line break, and reads `Installed-Size` as a number. A
//!   continuation line has to begin with a space, not a tab.
//! * All three take the distribution from `etc/os-release`.

use haerterei_ground::{Blame, Explain, Message, TreePath};
use haerterei_versions::debian::{Version, VersionError};

use crate::deb822::{Deb822Error, OwnedParagraph, Paragraph, Paragraphs, Writer};
use crate::lists::Md5Sum;

/// The folder of the distroless form.
pub const STATUS_FOLDER: &str = "var/lib/dpkg/status.d";
/// The file of dpkg itself.
pub const STATUS_FILE: &str = "var/lib/dpkg/status";

/// Fields that say something about an installed package, in the order in which we write them.
///
/// Not among them: what only an archive or dpkg has use for (`Filename`, `Size`, checksums, `Tag`,
/// `Conffiles`).
const KEPT: [&str; 21] = [
    "Package",
    "Status",
    "Priority",
    "Section",
    "Installed-Size",
    "Maintainer",
    "Architecture",
    "Multi-Arch",
    "Source",
    "Version",
    "Essential",
    "Protected",
    "Provides",
    "Pre-Depends",
    "Depends",
    "Breaks",
    "Conflicts",
    "Replaces",
    "Built-Using",
    "Homepage",
    "Description",
];

/// Why a database of installed packages cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DpkgError {
    /// It is not control data.
    #[error("the package database is malformed")]
    Malformed(#[source] Deb822Error),
    /// A field that every package has is missing.
    #[error("the package at line {line} has no field `{field}`")]
    MissingField {
        /// The paragraph's line, from 1.
        line: u64,
        /// The field.
        field: &'static str,
    },
    /// A version is malformed.
    #[error("package `{package}` has a malformed version")]
    Version {
        /// The package.
        package: String,
        /// What is wrong with it.
        #[source]
        source: VersionError,
    },
}

impl Explain for DpkgError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed(_) => Message::new("packages-dpkg-malformed"),
            Self::MissingField { line, field } => Message::new("packages-dpkg-missing-field")
                .number("line", *line)
                .text("field", field),
            Self::Version { package, .. } => {
                Message::new("packages-dpkg-version").text("package", package)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Malformed(source) => Some(source),
            Self::Version { source, .. } => Some(source),
            Self::MissingField { .. } => None,
        }
    }
}

/// A package that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its name.
    pub package: String,
    /// Its version.
    pub version: Version,
    /// Its architecture, or `all`; empty where nothing is said.
    pub architecture: String,
    /// The source package.
    pub source: String,
    /// The source package's version, which is the package's own unless the archive rebuilt it.
    pub source_version: String,
    /// All fields.
    pub fields: OwnedParagraph,
}

/// Reads `status`, or one file of `status.d`; packages that are removed are left out.
pub fn read_status(content: &[u8]) -> Result<Vec<Installed>, DpkgError> {
    let text = crate::deb822::lossy(content);
    let mut installed = Vec::new();
    for paragraph in Paragraphs::new(&text) {
        let paragraph = paragraph.map_err(DpkgError::Malformed)?;
        if is_installed(paragraph.get("Status")) {
            installed.push(read_package(&paragraph)?);
        }
    }
    Ok(installed)
}

/// Returns whether a status such as `install ok installed` means that files are there: everything but
/// `not-installed` and `config-files`. Without a status, as in `status.d`, they are.
pub fn is_installed(status: Option<&str>) -> bool {
    let state = status.and_then(|status| status.split_ascii_whitespace().nth(2));
    !matches!(state, Some("not-installed" | "config-files"))
}

fn read_package(paragraph: &Paragraph<'_>) -> Result<Installed, DpkgError> {
    let line = paragraph.line();
    let need = |field: &'static str| {
        let value = paragraph.get(field).filter(|value| !value.is_empty());
        value.ok_or(DpkgError::MissingField { line, field })
    };
    let package = need("Package")?.to_owned();
    let version = Version::parse(need("Version")?)
        .map_err(|source| DpkgError::Version { package: package.clone(), source })?;
    let fields = paragraph.to_owned();
    let (source, source_version) = source_of(&fields).unwrap_or((&package, None));
    Ok(Installed {
        source: source.to_owned(),
        source_version: source_version.unwrap_or(version.as_str()).to_owned(),
        architecture: paragraph.get("Architecture").unwrap_or_default().to_owned(),
        package,
        version,
        fields,
    })
}

/// Returns what the field `Source` says: a name, and a version where it is not the package's own.
pub fn source_of(fields: &OwnedParagraph) -> Option<(&str, Option<&str>)> {
    let value = fields.get("Source").filter(|value| !value.is_empty())?;
    Some(match value.split_once('(') {
        Some((name, version)) => (name.trim_end(), Some(version.trim_end_matches(')').trim())),
        None => (value, None),
    })
}

/// One package as files of `status.d`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusFiles {
    /// The place of the paragraph.
    pub path: TreePath,
    /// The paragraph.
    pub content: Vec<u8>,
    /// The place of the sums.
    pub sums_path: TreePath,
    /// The sums.
    pub sums: Vec<u8>,
}

/// Writes a package as files of `status.d`, from its control fields and the sums of the files that
/// the image keeps of it.
///
/// `Status` is always `install ok installed`. Sums are sorted by path.
pub fn write_status(control: &OwnedParagraph, sums: &[Md5Sum]) -> Result<StatusFiles, DpkgError> {
    let missing = DpkgError::MissingField { line: 1, field: "Package" };
    let package = control.get("Package").ok_or(missing.clone())?;
    let mut writer = Writer::new();
    for field in KEPT {
        let value = match field {
            "Status" => Some("install ok installed".to_owned()),
            _ => control
                .get(field)
                .map(|_| control.lines(field).collect::<Vec<_>>().join("\n"))
                .filter(|value| !value.is_empty()),
        };
        if let Some(value) = value {
            // Lines that were read can be written again; a value that cannot is left out.
            let _ = writer.field(field, &value);
        }
    }
    let place = |extension: &str| {
        TreePath::parse([STATUS_FOLDER, "/", package, extension].concat())
            .ok()
            .filter(|path| path.depth() == 5)
            .ok_or(missing.clone())
    };
    let mut sums = sums.to_vec();
    sums.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(StatusFiles {
        path: place("")?,
        content: writer.finish().into_bytes(),
        sums_path: place(".md5sums")?,
        sums: Md5Sum::print_list(&sums),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIBC: &str = "Package: libc6\nSource: glibc (2.41-12)\nVersion: 2.41-12+b1\n\
        Architecture: amd64\nDepends: libgcc-s1,\n gcc-14-base\nDescription: C library\n long\n .\n  end\n\
        SHA256: 00\n";

    #[test]
    fn a_status_is_read() {
        let text = [
            "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n",
            "Package: b\nStatus: deinstall ok config-files\nVersion: 1\n\n",
            "Package: c\nStatus: hold ok half-configured\nVersion: 2\nMaintainer: J\u{f6}rg\n\n",
            LIBC,
        ]
        .concat();
        let installed = read_status(text.as_bytes()).unwrap();
        let names: Vec<_> = installed.iter().map(|package| &*package.package).collect();
        assert_eq!(names, ["a", "c", "libc6"]);
        assert_eq!((&*installed[0].source, &*installed[0].source_version), ("a", "1"));
        assert_eq!((&*installed[2].source, &*installed[2].source_version), ("glibc", "2.41-12"));
    }

    #[test]
    fn faults_are_named() {
        let missing = |line, field| Err(DpkgError::MissingField { line, field });
        assert_eq!(read_status(b"\nVersion: 1\n"), missing(2, "Package"));
        assert_eq!(read_status(b"Package: a\n"), missing(1, "Version"));
        assert!(matches!(read_status(b"Package: a\nVersion: _\n"), Err(DpkgError::Version { .. })));
        assert!(matches!(read_status(b"x\n"), Err(DpkgError::Malformed(_))));
    }

    #[test]
    fn what_is_written_for_scanners_is_read_again() {
        let control = Paragraphs::new(LIBC).next().unwrap().unwrap().to_owned();
        let sum = |path: &str| Md5Sum { sum: [7; 16], path: TreePath::parse(path).unwrap() };
        let files = write_status(&control, &[sum("usr/b"), sum("etc/a")]).unwrap();
        assert_eq!(files.path.as_bytes(), b"var/lib/dpkg/status.d/libc6");
        assert_eq!(files.sums_path.as_bytes(), b"var/lib/dpkg/status.d/libc6.md5sums");
        assert_eq!(
            String::from_utf8(files.content.clone()).unwrap(),
            "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\n\
             Source: glibc (2.41-12)\nVersion: 2.41-12+b1\nDepends: libgcc-s1,\n gcc-14-base\n\
             Description: C library\n long\n .\n  end\n"
        );
        assert!(files.sums.starts_with(b"07070707070707070707070707070707  etc/a\n"));
        let again = read_status(&files.content).unwrap();
        assert_eq!(again[0].source, "glibc");
    }

    #[test]
    fn no_package_name_leaves_the_folder() {
        for name in ["../../x", "a/b", "."] {
            let control = OwnedParagraph::from_iter([("Package", name), ("Version", "1")]);
            assert!(write_status(&control, &[]).is_err(), "{name}");
        }
    }
}
