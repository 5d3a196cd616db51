// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The cataloguers: what one file shows.
//!
//! A cataloguer is told by [`recognise`] and run by [`read`]. It sees one file of one layer and
//! nothing else, so that its answer can be remembered with the layer; what needs several files (who
//! owns what, which name fulfils which need) is decided when layers are merged. Whatever a file
//! holds, a cataloguer ends within its [`Bounds`] and never fails: what it cannot read is
//! [`Damage`](crate::Damage) beside what it could.

mod cargo_lock;
mod chisel;
mod composer;
mod content;
mod dotnet;
mod dpkg;
mod dpkg_lists;
mod elf;
mod java;
mod javascript;
mod licences;
mod members;
mod model;
mod os_release;
mod other_systems;
mod packed;
mod people;
mod python;
mod recognise;
mod ruby;
mod toolchain;
mod unzip;

use haerterei_ground::TreePath;

use crate::findings::{Findings, Owned};

pub use content::Content;
pub use members::{Members, members};
pub use model::ModelForm;
pub(crate) use other_systems::read_rpm_with_log;
pub use recognise::recognise;

/// The version of all cataloguers together, for the memo: it rises whenever the same file shows
/// something else.
pub const CATALOGUE_VERSION: u32 = 3;

/// How many first bytes [`recognise`] wants to see, if the file has them.
pub const START: usize = 512;

/// Every code of [`Damage`](crate::Damage) that a cataloguer gives; each is a key of `texts`.
pub const DAMAGE_CODES: &[&str] = &[
    code::ARCHIVE,
    code::DATABASE,
    code::METADATA,
    code::MODEL,
    code::PROGRAM,
    code::UNREAD_BYTES,
    code::UNREAD_COMPONENTS,
    code::UNREAD_DEPTH,
    code::UNREAD_FORM,
    code::UNREAD_MEMBERS,
];

/// The codes of damage.
mod code {
    /// An archive, or an archive in an archive.
    pub(super) const ARCHIVE: &str = "inventory-damaged-archive";
    /// A package manager's records.
    pub(super) const DATABASE: &str = "inventory-damaged-database";
    /// A package's own metadata.
    pub(super) const METADATA: &str = "inventory-damaged-metadata";
    /// A model.
    pub(super) const MODEL: &str = "inventory-damaged-model";
    /// A program or library.
    pub(super) const PROGRAM: &str = "inventory-damaged-program";
    /// More bytes than allowed.
    pub(super) const UNREAD_BYTES: &str = "inventory-unread-bytes";
    /// More components than allowed.
    pub(super) const UNREAD_COMPONENTS: &str = "inventory-unread-components";
    /// Archives nested deeper than allowed.
    pub(super) const UNREAD_DEPTH: &str = "inventory-unread-depth";
    /// Encrypted, or packed in a way that has no reader.
    pub(super) const UNREAD_FORM: &str = "inventory-unread-form";
    /// More members than allowed.
    pub(super) const UNREAD_MEMBERS: &str = "inventory-unread-members";
}

/// Which cataloguer reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cataloguer {
    /// `os-release`: which system the image is made of.
    OsRelease,
    /// dpkg's `status`, or one file of `status.d`.
    DpkgStatus,
    /// `info/NAME.list` of dpkg.
    DpkgFiles,
    /// `NAME.md5sums` of dpkg.
    DpkgSums,
    /// `info/NAME.conffiles` of dpkg.
    DpkgConffiles,
    /// `diversions` of dpkg.
    DpkgDiversions,
    /// `usr/share/doc/NAME/copyright`.
    Copyright,
    /// Alpine's `lib/apk/db/installed`.
    Apk,
    /// A database of RPM.
    Rpm,
    /// `rpmdb.sqlite-wal`: what was written to a database of RPM and not yet carried into it.
    RpmLog,
    /// Chisel's `manifest.wall`.
    Chisel,
    /// A Java archive, or a ZIP archive that may hold some.
    Java,
    /// `release` of a Java runtime.
    JavaRuntime,
    /// `METADATA` or `PKG-INFO` of an installed Python package.
    PythonMetadata,
    /// `RECORD` of an installed Python package.
    PythonRecord,
    /// `installed-files.txt` of an installed Python package.
    PythonFiles,
    /// A wheel or an egg.
    PythonWheel,
    /// `package.json` of a JavaScript package.
    NodePackage,
    /// `package-lock.json` or `npm-shrinkwrap.json`.
    NodeLock,
    /// `yarn.lock`.
    YarnLock,
    /// `Cargo.lock`.
    CargoLock,
    /// `vendor/composer/installed.json` of PHP.
    Composer,
    /// `specifications/NAME.gemspec` of Ruby.
    Gem,
    /// `NAME.deps.json` of .NET.
    DotNet,
    /// `VERSION` of Go's own tools.
    GoTools,
    /// A model of machine learning.
    Model(ModelForm),
    /// A program or library in the form ELF.
    Elf,
    /// A file that runs by a first line, or in a form that has no further reader.
    Executable,
    /// A tar archive, packed or not, or a package of Debian as a file.
    Packed,
    /// An archive that has no further reader.
    Archive,
}

impl Cataloguer {
    /// Returns whether it looks into the file: what a file's first bytes have told already needs
    /// no reader, and a tar archive only where each file is asked for.
    pub const fn needs_content(self, each_file: bool) -> bool {
        match self {
            Self::Executable | Self::Archive => false,
            Self::Packed => each_file,
            _ => true,
        }
    }
}

/// What bounds a cataloguer.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How deep archives may be nested.
    pub depth: usize,
    /// How many members all archives of one file may have together.
    pub members: u64,
    /// How many bytes may be decompressed for one file of the layer.
    pub bytes: u64,
    /// How many components one file may show.
    pub components: usize,
    /// Whether members of archives that run or hold other files are components of their own, with
    /// their SHA-512 digest and the time of their last change (TR-03183-2, section 5.2.2).
    pub each_file: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 8, members: 1 << 20, bytes: 4 << 30, components: 1 << 18, each_file: false }
    }
}

/// Reads a file.
pub fn read(
    cataloguer: Cataloguer,
    path: &TreePath,
    content: &Content<'_>,
    bounds: &Bounds,
) -> Findings {
    let mut findings = match cataloguer {
        Cataloguer::OsRelease => content.document(os_release::read),
        Cataloguer::DpkgStatus => content.document(|bytes| dpkg::read_status(bytes, bounds)),
        Cataloguer::DpkgFiles => content.document(|bytes| dpkg_lists::read_files(path, bytes)),
        Cataloguer::DpkgSums => content.document(|bytes| dpkg_lists::read_sums(path, bytes)),
        Cataloguer::DpkgConffiles => {
            content.document(|bytes| dpkg_lists::read_conffiles(path, bytes))
        }
        Cataloguer::DpkgDiversions => content.document(dpkg_lists::read_diversions),
        Cataloguer::Copyright => content.document(|bytes| dpkg_lists::read_copyright(path, bytes)),
        Cataloguer::Apk => content.document(other_systems::read_apk),
        Cataloguer::Rpm => content.document(|bytes| other_systems::read_rpm(bytes, bounds)),
        Cataloguer::RpmLog => content.document(other_systems::keep_log),
        Cataloguer::Chisel => content.document(|bytes| chisel::read(bytes, bounds)),
        Cataloguer::Java => java::read(path, content, bounds),
        Cataloguer::JavaRuntime => content.document(|bytes| java::read_runtime(path, bytes)),
        Cataloguer::PythonMetadata => content.document(|bytes| python::read_metadata(path, bytes)),
        Cataloguer::PythonRecord => content.document(|bytes| python::read_record(path, bytes)),
        Cataloguer::PythonFiles => {
            content.document(|bytes| python::read_installed_files(path, bytes))
        }
        Cataloguer::PythonWheel => python::read_wheel(path, content, bounds),
        Cataloguer::NodePackage => content.document(|bytes| javascript::read_package(path, bytes)),
        Cataloguer::NodeLock => {
            content.document(|bytes| javascript::read_npm_lock(path, bytes, bounds))
        }
        Cataloguer::YarnLock => {
            content.document(|bytes| javascript::read_yarn_lock(path, bytes, bounds))
        }
        Cataloguer::CargoLock => content.document(|bytes| cargo_lock::read(bytes, bounds)),
        Cataloguer::Composer => content.document(|bytes| composer::read(path, bytes, bounds)),
        Cataloguer::Gem => content.document(|bytes| ruby::read(path, bytes)),
        Cataloguer::DotNet => content.document(|bytes| dotnet::read(path, bytes, bounds)),
        Cataloguer::GoTools => content.document(|bytes| toolchain::read_go(path, bytes)),
        Cataloguer::Model(form) => model::read(form, path, content, bounds),
        Cataloguer::Elf => elf::read(path, content, bounds),
        Cataloguer::Executable => Findings { is_executable: true, ..Findings::default() },
        Cataloguer::Packed => packed::read(path, content, bounds),
        Cataloguer::Archive => Findings { is_archive: true, ..Findings::default() },
    };
    bound_components(&mut findings, bounds);
    findings
}

/// Takes away what is over the bound for components, and says so.
fn bound_components(findings: &mut Findings, bounds: &Bounds) {
    if findings.found.len() > bounds.components {
        let over = findings.found.len() - bounds.components;
        findings.found.truncate(bounds.components);
        let detail = format!("{over} components more than the {} allowed", bounds.components);
        findings.damage.push(crate::Damage::new(code::UNREAD_COMPONENTS, detail));
    }
}

/// Returns the file of a line in a list of files; nothing for the root and for what is no path.
fn owned_file(path: impl AsRef<[u8]>) -> Option<Owned> {
    TreePath::parse(path).ok().filter(|path| !path.is_root()).map(Owned::file)
}
