// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a build fails.

use haerterei_archive::{ArchiveError, Unsolvable};
use haerterei_ground::{Blame, Cancelled, Diagnostic, Digest, Explain, Message, TreePathError};
use haerterei_image::ImageError;
use haerterei_image::layer::LayerError;
use haerterei_packages::deb::DebError;
use haerterei_recipe::{LockError, RecipeError};
use haerterei_store::StoreError;
use haerterei_trust::TrustError;

/// A script whose effects are not known and that the recipe does not acknowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScript {
    /// The package.
    pub package: String,
    /// The script's name.
    pub script: String,
    /// The digest of its text, by which a recipe acknowledges it.
    pub digest: Digest,
    /// What is not understood: line, text, why.
    pub places: Vec<(u32, String, Message)>,
}

/// Why a build fails.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Somebody asked to stop.
    #[error("cancelled")]
    Cancelled(#[from] Cancelled),
    /// The cache failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The archive failed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The recipe or house file is wrong.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// The lock cannot be read.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// No set of packages fulfils the recipe.
    #[error(transparent)]
    Unsolvable(#[from] Unsolvable),
    /// A package cannot be read.
    #[error("reading package {package}")]
    Package {
        /// The package.
        package: String,
        /// Why not.
        #[source]
        source: DebError,
    },
    /// A package file holds another package than the index said.
    #[error("the file of package {package} holds {found}")]
    OtherPackage {
        /// Name, version and architecture that were announced.
        package: String,
        /// Those in the file.
        found: String,
    },
    /// A path of a package is no path of an image.
    #[error("path {path} is refused")]
    Path {
        /// The path.
        path: String,
        /// Why.
        #[source]
        source: TreePathError,
    },
    /// A layer cannot be written.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// The image cannot be written.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The trust stores cannot be made.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Scripts are not recognised.
    #[error("{} scripts are not recognised", .0.len())]
    UnknownScripts(Vec<UnknownScript>),
    /// Two packages bring the same path.
    #[error("two packages bring {path}")]
    Overlap {
        /// The path.
        path: String,
        /// The packages.
        packages: (String, String),
        /// How many such paths there are.
        count: usize,
    },
    /// The proof failed, or the tree is not hardened.
    #[error("{} faults in the finished tree", .0.len())]
    Faults(Vec<Diagnostic>),
    /// The recipe says something else than the lock.
    #[error("the lock does not fit the recipe")]
    Outgrown {
        /// The lock.
        lock: String,
        /// The keys that changed.
        keys: Vec<String>,
        /// The files that changed.
        files: Vec<String>,
    },
    /// There is no lock.
    #[error("no lock at {lock}")]
    NoLock {
        /// Where it would be.
        lock: String,
    },
    /// The lock knows nothing of a platform.
    #[error("the lock has no packages for {platform}")]
    NoPlatform {
        /// The architecture.
        platform: String,
    },
    /// Another build of the same lock gave other bytes.
    #[error("the rebuilt image differs")]
    Differs {
        /// What differs: platform, digest in the lock, digest now.
        differences: Vec<(String, Digest, Digest)>,
    },
    /// The lock has no result to compare with.
    #[error("the lock names no result")]
    NothingToCompare {
        /// The lock.
        lock: String,
    },
    /// A file of the host cannot be read or written.
    #[error("{operation} {path}")]
    File {
        /// What was tried.
        operation: &'static str,
        /// The file.
        path: String,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A package file of the recipe is not what it says.
    #[error("{file} is not the package the recipe names")]
    WrongDeb {
        /// The file.
        file: String,
        /// The digest demanded.
        expected: String,
        /// The digest found.
        found: Digest,
    },
    /// A locked package is in no place that was asked.
    #[error("locked package {package} is nowhere")]
    Lost {
        /// The package with its version.
        package: String,
    },
    /// Source packages are in no archive that was asked.
    #[error("{} source packages are nowhere", .packages.len())]
    NoSource {
        /// The source packages with their versions.
        packages: Vec<String>,
    },
    /// The finished image is larger than the house allows.
    #[error("the image is larger than allowed")]
    TooLarge {
        /// Compressed bytes.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
}

/// Every key that this room speaks with.
pub const MESSAGE_KEYS: &[&str] = &[
    "build-cancelled",
    "build-package",
    "build-other-package",
    "build-path",
    "build-unknown-scripts",
    "build-unknown-script",
    "build-unknown-script-place",
    "build-overlap",
    "build-faults",
    "build-outgrown",
    "build-no-lock",
    "build-no-platform",
    "build-differs",
    "build-difference",
    "build-nothing-to-compare",
    "build-file",
    "build-wrong-deb",
    "build-lost",
    "build-no-source",
    "build-too-large",
    "build-device-node",
    "build-privileged-file",
    "build-world-writable",
    "build-undeclared-writable",
    "build-runs-as-root",
    "build-shell-without-reason",
    "build-package-manager-without-reason",
    "build-required-left-out",
    "build-template-absent",
    "build-other-tool",
    "build-lost-pin",
    "build-copyright-missing",
    "progress-build-analyse",
    "progress-build-layers",
];

impl Explain for BuildError {
    fn message(&self) -> Message {
        match self {
            Self::Cancelled(_) => Message::new("build-cancelled"),
            Self::Store(error) => error.message(),
            Self::Archive(error) => error.message(),
            Self::Recipe(error) => error.message(),
            Self::Lock(error) => error.message(),
            Self::Unsolvable(error) => error.message(),
            Self::Image(error) => error.message(),
            Self::Layer(error) => error.message(),
            Self::Trust(error) => error.message(),
            Self::Package { package, .. } => Message::new("build-package").text("package", package),
            Self::OtherPackage { package, found } => {
                Message::new("build-other-package").text("package", package).text("found", found)
            }
            Self::Path { path, source } => {
                Message::new("build-path").text("path", path).text("reason", source)
            }
            Self::UnknownScripts(scripts) => {
                Message::new("build-unknown-scripts").number("count", scripts.len())
            }
            Self::Overlap { path, packages, count } => Message::new("build-overlap")
                .text("path", path)
                .text("first", &packages.0)
                .text("second", &packages.1)
                .number("count", *count),
            Self::Faults(faults) => Message::new("build-faults").number("count", faults.len()),
            Self::Outgrown { lock, keys, files } => Message::new("build-outgrown")
                .text("lock", lock)
                .text("changed", [keys.as_slice(), files.as_slice()].concat().join(", ")),
            Self::NoLock { lock } => Message::new("build-no-lock").text("lock", lock),
            Self::NoPlatform { platform } => {
                Message::new("build-no-platform").text("platform", platform)
            }
            Self::Differs { differences } => {
                Message::new("build-differs").number("count", differences.len())
            }
            Self::NothingToCompare { lock } => {
                Message::new("build-nothing-to-compare").text("lock", lock)
            }
            Self::File { operation, path, source } => Message::new("build-file")
                .text("operation", operation)
                .text("path", path)
                .text("reason", source),
            Self::WrongDeb { file, expected, found } => Message::new("build-wrong-deb")
                .text("file", file)
                .text("expected", expected)
                .text("found", found.hex()),
            Self::Lost { package } => Message::new("build-lost").text("package", package),
            Self::NoSource { packages } => Message::new("build-no-source")
                .number("count", packages.len())
                .text("packages", packages.join(", ")),
            Self::TooLarge { size, limit } => {
                Message::new("build-too-large").number("size", *size).number("limit", *limit)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Cancelled(_) | Self::File { .. } | Self::Lost { .. } | Self::NoSource { .. } => {
                Blame::World
            }
            Self::Store(error) => error.blame(),
            Self::Archive(error) => error.blame(),
            Self::Recipe(error) => error.blame(),
            Self::Lock(error) => error.blame(),
            Self::Unsolvable(error) => error.blame(),
            Self::Image(error) => error.blame(),
            Self::Layer(error) => error.blame(),
            Self::Trust(error) => error.blame(),
            Self::UnknownScripts(_)
            | Self::Faults(_)
            | Self::Differs { .. }
            | Self::TooLarge { .. } => Blame::Verdict,
            Self::Package { .. }
            | Self::OtherPackage { .. }
            | Self::Path { .. }
            | Self::Overlap { .. }
            | Self::Outgrown { .. }
            | Self::NoLock { .. }
            | Self::NoPlatform { .. }
            | Self::NothingToCompare { .. }
            | Self::WrongDeb { .. } => Blame::Input,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Store(error) => error.details(),
            Self::Archive(error) => error.details(),
            Self::Recipe(error) => error.details(),
            Self::Lock(error) => error.details(),
            Self::Unsolvable(error) => error.details(),
            Self::Image(error) => error.details(),
            Self::UnknownScripts(scripts) => {
                scripts.iter().flat_map(UnknownScript::lines).collect()
            }
            Self::Faults(faults) => faults.iter().map(|fault| fault.message.clone()).collect(),
            Self::Differs { differences } => differences
                .iter()
                .map(|(platform, locked, found)| {
                    Message::new("build-difference")
                        .text("platform", platform)
                        .text("locked", locked)
                        .text("found", found)
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Package { source, .. } => Some(source),
            Self::Store(error) => error.cause(),
            Self::Archive(error) => error.cause(),
            Self::Recipe(error) => error.cause(),
            Self::Lock(error) => error.cause(),
            Self::Image(error) => error.cause(),
            Self::Layer(error) => error.cause(),
            Self::Trust(error) => error.cause(),
            _ => None,
        }
    }
}

impl UnknownScript {
    fn lines(&self) -> Vec<Message> {
        let head = Message::new("build-unknown-script")
            .text("package", &self.package)
            .text("script", &self.script)
            .text("digest", self.digest.hex());
        let places = self.places.iter().flat_map(|(line, text, reason)| {
            let place =
                Message::new("build-unknown-script-place").number("line", *line).text("text", text);
            [place, reason.clone()]
        });
        std::iter::once(head).chain(places).collect()
    }
}
