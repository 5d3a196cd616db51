// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The control files of a package.

use std::collections::BTreeMap;
use std::io::Read;

use haerterei_ground::Limits;
use haerterei_image::tar::{EntryKind, TarReader};
use haerterei_versions::debian::Version;

use super::DebError;
use crate::deb822::{OwnedParagraph, Paragraphs};
use crate::lists::{Conffile, Md5Sum, Trigger};

/// The most control files we accept; packages have about ten.
const MAX_FILES: usize = 1000;

/// A script that dpkg would run (Debian Policy 6), or debconf before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScriptName {
    /// Asks debconf's questions.
    Config,
    /// Before unpacking.
    Preinst,
    /// After unpacking, to configure; and for triggers.
    Postinst,
    /// Before removal.
    Prerm,
    /// After removal.
    Postrm,
}

impl ScriptName {
    /// All of them, in the order in which an installation meets them.
    pub const ALL: [Self; 5] =
        [Self::Config, Self::Preinst, Self::Postinst, Self::Prerm, Self::Postrm];

    /// Returns the name of the control file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Preinst => "preinst",
            Self::Postinst => "postinst",
            Self::Prerm => "prerm",
            Self::Postrm => "postrm",
        }
    }
}

/// Everything in a package's `control.tar`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlFiles {
    /// The fields of `control`.
    pub control: OwnedParagraph,
    /// The package's name.
    pub package: String,
    /// Its version.
    pub version: Version,
    /// Its architecture, or `all`.
    pub architecture: String,
    /// The scripts it carries, byte for byte.
    pub scripts: BTreeMap<ScriptName, Vec<u8>>,
    /// Its configuration files.
    pub conffiles: Vec<Conffile>,
    /// The sums of its files; not every package has them.
    pub md5sums: Vec<Md5Sum>,
    /// The triggers it activates and waits for.
    pub triggers: Vec<Trigger>,
    /// The remaining control files by name: `shlibs`, `symbols`, `templates`…
    pub others: BTreeMap<String, Vec<u8>>,
}

impl ControlFiles {
    /// Returns the name and version of the source package.
    pub fn source(&self) -> (&str, Option<&str>) {
        crate::dpkg::source_of(&self.control).unwrap_or((&self.package, None))
    }

    pub(super) fn read(decoded: impl Read, limits: Limits) -> Result<Self, DebError> {
        const MEMBER: &str = "control.tar";
        let mut files = BTreeMap::new();
        let mut tar = TarReader::new(decoded, limits);
        while let Some(entry) = tar.next().map_err(|error| DebError::of_tar(MEMBER, error))? {
            let refused = |what| DebError::Entry { path: entry.path.to_string(), what };
            match entry.kind {
                EntryKind::Directory => continue,
                EntryKind::File => {}
                _ => return Err(refused("a control file that is not a regular file")),
            }
            let name = match entry.path.as_str() {
                Some(name) if entry.path.depth() == 1 => name.to_owned(),
                _ => return Err(refused("a control file below a folder or with no proper name")),
            };
            if files.len() == MAX_FILES {
                return Err(refused("one control file too many"));
            }
            let mut content = Vec::new();
            tar.read_to_end(&mut content).map_err(|error| DebError::of_read(MEMBER, error))?;
            if files.insert(name, content).is_some() {
                return Err(refused("it is there twice"));
            }
        }
        Self::from_files(files)
    }

    fn from_files(mut files: BTreeMap<String, Vec<u8>>) -> Result<Self, DebError> {
        let control = files.remove("control").ok_or(DebError::Missing { member: "control" })?;
        let mut paragraphs = Paragraphs::from_bytes(&control).map_err(DebError::Control)?;
        let control = match (paragraphs.next(), paragraphs.next()) {
            (Some(only), None) => only.map_err(DebError::Control)?.to_owned(),
            (None, _) => return Err(DebError::Field { field: "Package" }),
            (Some(Err(error)), _) | (_, Some(Err(error))) => return Err(DebError::Control(error)),
            (_, Some(Ok(_))) => {
                return Err(DebError::Entry {
                    path: "/control".to_owned(),
                    what: "more than one paragraph",
                });
            }
        };
        let word = |field: &'static str| {
            let is_word = |text: &&str| {
                text.starts_with(|c: char| c.is_ascii_alphanumeric())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            };
            let value = control.get(field).filter(is_word);
            value.map(str::to_owned).ok_or(DebError::Field { field })
        };
        let (package, architecture) = (word("Package")?, word("Architecture")?);
        let version = control
            .get("Version")
            .and_then(|text| Version::parse(text).ok())
            .ok_or(DebError::Field { field: "Version" })?;
        let mut take = |file: &'static str| files.remove(file).unwrap_or_default();
        let at = |file| move |line| DebError::Line { file, line };
        let conffiles = Conffile::parse_list(&take("conffiles")).map_err(at("conffiles"))?;
        let md5sums = Md5Sum::parse_list(&take("md5sums")).map_err(at("md5sums"))?;
        let triggers = Trigger::parse_list(&take("triggers")).map_err(at("triggers"))?;
        let scripts = ScriptName::ALL
            .into_iter()
            .filter_map(|name| Some((name, files.remove(name.as_str())?)))
            .collect();
        Ok(Self {
            control,
            package,
            version,
            architecture,
            scripts,
            conffiles,
            md5sums,
            triggers,
            others: files,
        })
    }
}
