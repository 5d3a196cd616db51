// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was not looked at. It stands at the head of every report, for nothing that was not looked at
//! is fine.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Message, Timestamp};
use haerterei_inventory::{ComponentKind, Inventory};
use serde::Serialize;

use crate::ask::{Unasked, question};

/// Something that was not looked at, or not fully.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Gap {
    /// No loaded source speaks of a release or ecosystem that is in the image.
    NoSource {
        /// The release or ecosystem: `debian:13`, `maven`; for others the type of package URL.
        space: String,
        /// How many components are in it.
        components: usize,
    },
    /// Only the archive was asked: what can be fixed today is known, what cannot is not.
    ArchiveOnly {
        /// The release.
        space: String,
        /// How many components are in it.
        components: usize,
    },
    /// The data of a source are older than wanted.
    Stale {
        /// The source.
        source: String,
        /// How old they are, in days.
        days: i64,
    },
    /// The data of a source are from the future, by the clock that was passed in.
    Future {
        /// The source.
        source: String,
    },
    /// The changelog does not reach back to the installed version.
    Changelog {
        /// The package.
        package: String,
    },
    /// The archive of a release could not be asked.
    ArchiveUnavailable {
        /// The release.
        space: String,
        /// Why, in one line.
        reason: String,
    },
    /// Packages of a release are not in its archive: they are somebody else's, or have left.
    NotInArchive {
        /// The release.
        space: String,
        /// How many.
        components: usize,
    },
    /// The release of the system is not known, so that nobody can be asked.
    NoRelease {
        /// How many components there are.
        components: usize,
    },
    /// Components have no version.
    NoVersion {
        /// How many.
        components: usize,
    },
    /// Components' versions are none of their ecosystem and were not compared.
    NotComparable {
        /// How many.
        components: usize,
    },
    /// Programs, libraries and archives of which nobody says what they are.
    NotRecognised {
        /// How many.
        components: usize,
    },
    /// Files of a form that is not known.
    UnknownFiles {
        /// How many.
        files: u64,
    },
    /// Parts of the image could not be read or were not looked into.
    NotRead {
        /// How many places.
        places: usize,
    },
    /// Whether others say something beside the image could not be asked.
    VexNotAsked {
        /// Why, in one line.
        reason: String,
    },
    /// More lies beside the image than is read.
    VexLeftOut {
        /// How many artifacts were not read.
        artifacts: usize,
    },
    /// Nobody looked for malware.
    NoMalwareScan,
    /// Malware was looked for with old signatures.
    MalwareSignatures {
        /// How old they are, in days; nothing where nobody knows.
        #[serde(skip_serializing_if = "Option::is_none")]
        days: Option<i64>,
    },
    /// The engine that looked for malware did not look at files, or not fully.
    MalwareNotLooked {
        /// How many.
        files: u64,
    },
}

impl Gap {
    /// Returns the sentence.
    pub fn message(&self) -> Message {
        match self {
            Self::NoSource { space, components } => Message::new("findings-gap-no-source")
                .text("space", space)
                .number("components", *components),
            Self::ArchiveOnly { space, components } => Message::new("findings-gap-archive-only")
                .text("space", space)
                .number("components", *components),
            Self::Stale { source, days } => {
                Message::new("findings-gap-stale").text("source", source).number("days", *days)
            }
            Self::Future { source } => Message::new("findings-gap-future").text("source", source),
            Self::Changelog { package } => {
                Message::new("findings-gap-changelog").text("package", package)
            }
            Self::ArchiveUnavailable { space, reason } => {
                Message::new("findings-gap-archive-unavailable")
                    .text("space", space)
                    .text("reason", reason)
            }
            Self::NotInArchive { space, components } => Message::new("findings-gap-not-in-archive")
                .text("space", space)
                .number("components", *components),
            Self::NoRelease { components } => {
                Message::new("findings-gap-no-release").number("components", *components)
            }
            Self::NoVersion { components } => {
                Message::new("findings-gap-no-version").number("components", *components)
            }
            Self::NotComparable { components } => {
                Message::new("findings-gap-not-comparable").number("components", *components)
            }
            Self::NotRecognised { components } => {
                Message::new("findings-gap-not-recognised").number("components", *components)
            }
            Self::UnknownFiles { files } => {
                Message::new("findings-gap-unknown-files").number("files", *files)
            }
            Self::NotRead { places } => {
                Message::new("findings-gap-not-read").number("places", *places)
            }
            Self::VexNotAsked { reason } => {
                Message::new("findings-gap-vex-not-asked").text("reason", reason)
            }
            Self::VexLeftOut { artifacts } => {
                Message::new("findings-gap-vex-left-out").number("artifacts", *artifacts)
            }
            Self::NoMalwareScan => Message::new("findings-gap-no-malware-scan"),
            Self::MalwareSignatures { days: Some(days) } => {
                Message::new("findings-gap-malware-signatures").number("days", *days)
            }
            Self::MalwareSignatures { days: None } => Message::new("findings-gap-malware-undated"),
            Self::MalwareNotLooked { files } => {
                Message::new("findings-gap-malware-not-looked").number("files", *files)
            }
        }
    }

    /// Returns whether weaknesses may be there of which nothing is said, so that "no findings" means
    /// nothing.
    pub const fn hides_weaknesses(&self) -> bool {
        !matches!(
            self,
            Self::NoMalwareScan
                | Self::MalwareSignatures { .. }
                | Self::MalwareNotLooked { .. }
                // What others say closes findings, and opens none that no source knows.
                | Self::VexNotAsked { .. }
                | Self::VexLeftOut { .. }
                | Self::UnknownFiles { .. }
                | Self::Changelog { .. }
        )
    }
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "findings-gap-no-source",
    "findings-gap-archive-only",
    "findings-gap-stale",
    "findings-gap-future",
    "findings-gap-changelog",
    "findings-gap-archive-unavailable",
    "findings-gap-not-in-archive",
    "findings-gap-no-release",
    "findings-gap-no-version",
    "findings-gap-not-comparable",
    "findings-gap-not-recognised",
    "findings-gap-unknown-files",
    "findings-gap-not-read",
    "findings-gap-vex-not-asked",
    "findings-gap-vex-left-out",
    "findings-gap-no-malware-scan",
    "findings-gap-malware-signatures",
    "findings-gap-malware-undated",
    "findings-gap-malware-not-looked",
];

/// A source that was loaded for a release or ecosystem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Loaded {
    /// The source.
    pub source: String,
    /// Digest of the data.
    pub digest: String,
    /// The day of the data, in seconds since 1970: what the source says, else when it was last known to
    /// be the newest.
    pub date: Option<i64>,
    /// Whether it is the archive, which knows only what can be fixed.
    pub is_archive: bool,
}

/// What was looked at, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Coverage {
    /// What was not, in a fixed order.
    pub gaps: BTreeSet<Gap>,
    /// What was asked, by release or ecosystem.
    pub loaded: BTreeMap<String, Vec<Loaded>>,
}

impl Coverage {
    /// Says what of an inventory nobody could be asked about, given the sources that were loaded.
    ///
    /// Components that a package owns are its business where it is asked about.
    pub fn of(
        inventory: &Inventory,
        loaded: BTreeMap<String, Vec<Loaded>>,
        oldest: i64,
        now: Timestamp,
    ) -> Self {
        const DAY: i64 = 24 * 60 * 60;
        let mut gaps = BTreeSet::new();
        let mut spaces: BTreeMap<String, usize> = BTreeMap::new();
        let (mut no_version, mut no_release, mut not_recognised) = (0, 0, 0);
        for component in inventory.components.iter().filter(|it| it.removed_in.is_none()) {
            match question(component, inventory.system.as_ref()) {
                Ok(question) => *spaces.entry(question.space()).or_default() += 1,
                Err(Unasked::Ecosystem) => {
                    *spaces.entry(format!("pkg:{}", component.ecosystem)).or_default() += 1;
                }
                Err(Unasked::Version) => no_version += 1,
                Err(Unasked::Release) => no_release += 1,
                Err(Unasked::NoPackage) => {
                    not_recognised += usize::from(is_code(component.kind));
                }
            }
        }
        for (space, components) in spaces {
            match loaded.get(&space).map(Vec::as_slice) {
                None | Some([]) => gaps.insert(Gap::NoSource { space, components }),
                Some(list) if list.iter().all(|it| it.is_archive) => {
                    gaps.insert(Gap::ArchiveOnly { space, components })
                }
                Some(_) => false,
            };
        }
        for source in loaded.values().flatten() {
            let Some(date) = source.date else { continue };
            let days = (now.as_second() - date) / DAY;
            if date > now.as_second().saturating_add(DAY) {
                gaps.insert(Gap::Future { source: source.source.clone() });
            } else if days > oldest {
                gaps.insert(Gap::Stale { source: source.source.clone(), days });
            }
        }
        let complete = &inventory.completeness;
        let places = complete.damaged.len() + complete.not_looked_into.len();
        let counted = [
            (no_version, Gap::NoVersion { components: no_version }),
            (no_release, Gap::NoRelease { components: no_release }),
            (not_recognised, Gap::NotRecognised { components: not_recognised }),
            (usize::from(complete.unknown > 0), Gap::UnknownFiles { files: complete.unknown }),
            (places, Gap::NotRead { places }),
        ];
        gaps.extend(counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, gap)| gap));
        Self { gaps, loaded }
    }

    /// Returns whether weaknesses may be there of which nothing is said.
    pub fn hides_weaknesses(&self) -> bool {
        self.gaps.iter().any(Gap::hides_weaknesses)
    }
}

fn is_code(kind: ComponentKind) -> bool {
    matches!(kind, ComponentKind::Archive | ComponentKind::Executable | ComponentKind::Program)
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::Completeness;

    use super::*;
    use crate::testing::{self, component};

    const NOW: &str = "2026-11-23T00:00:00Z";

    fn coverage(loaded: &[(&str, bool, &str)]) -> Coverage {
        let mut program = component("pkg:generic/thing");
        program.kind = ComponentKind::Program;
        let components = vec![
            component("pkg:deb/debian/tar@1"),
            component("pkg:deb/debian/nothing"),
            component("pkg:hex/jason@1"),
            component("pkg:maven/x/y@1"),
            program,
        ];
        let inventory = Inventory {
            completeness: Completeness { unknown: 3, ..Completeness::default() },
            ..testing::inventory(Some("13"), components)
        };
        let mut sources: BTreeMap<String, Vec<Loaded>> = BTreeMap::new();
        for (space, is_archive, date) in loaded {
            let date: Timestamp = date.parse().unwrap();
            sources.entry((*space).to_owned()).or_default().push(Loaded {
                source: format!("source of {space}"),
                digest: String::new(),
                date: Some(date.as_second()),
                is_archive: *is_archive,
            });
        }
        Coverage::of(&inventory, sources, 7, NOW.parse().unwrap())
    }

    #[test]
    fn what_nobody_was_asked_about_is_named() {
        let coverage = coverage(&[]);
        let no_source = |space: &str| Gap::NoSource { space: space.to_owned(), components: 1 };
        for gap in [
            no_source("debian:13"),
            no_source("maven"),
            no_source("pkg:hex"),
            Gap::NoVersion { components: 1 },
            Gap::NotRecognised { components: 1 },
            Gap::UnknownFiles { files: 3 },
        ] {
            assert!(coverage.gaps.contains(&gap), "{gap:?}");
        }
        assert_eq!(coverage.gaps.len(), 6);
        assert!(coverage.hides_weaknesses());
    }

    #[test]
    fn the_archive_alone_and_old_data_are_not_enough() {
        let found = coverage(&[("debian:13", true, NOW), ("maven", false, "2026-11-01T00:00:00Z")]);
        let archive = Gap::ArchiveOnly { space: "debian:13".to_owned(), components: 1 };
        assert!(found.gaps.contains(&archive));
        let stale = Gap::Stale { source: "source of maven".to_owned(), days: 22 };
        assert!(found.gaps.contains(&stale));
        let found = coverage(&[
            ("debian:13", true, NOW),
            ("debian:13", false, NOW),
            ("maven", false, "2027-11-01T00:00:00Z"),
        ]);
        assert!(!found.gaps.contains(&archive));
        assert!(found.gaps.contains(&Gap::Future { source: "source of maven".to_owned() }));
    }
}
