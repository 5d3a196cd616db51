// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a build fails.

use haerterei_archive::{ArchiveError, Unsolvable};
use haerterei_ground::{Blame, Cancelled, Diagnostic, Digest, Explain, Message, TreePathError};
use haerterei_image::layer::LayerError;
use haerterei_image::{ImageError, ReferenceError};
use haerterei_packages::deb::DebError;
use haerterei_packages::dpkg::DpkgError;
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
    /// A base image is for no platform that packages know.
    #[error("base image {base} has no platform")]
    BaseWithoutPlatform {
        /// The image.
        base: String,
    },
    /// A base image is not for a platform that is built.
    #[error("base image {base} is not for {platform}")]
    BasePlatform {
        /// The image.
        base: String,
        /// The architecture.
        platform: String,
        /// Those it is for.
        known: Vec<String>,
    },
    /// A base image is not the one that the lock was made upon.
    #[error("base image {base} is not the locked one")]
    BaseChanged {
        /// The image.
        base: String,
        /// The lock.
        lock: String,
        /// The architecture.
        platform: String,
        /// The digests of the manifest: in the lock, and found.
        digests: Box<(String, String)>,
    },
    /// A base recipe's image has not the digest that the recipe demands.
    #[error("base image {base} is {found}, not {wanted}")]
    BaseDigest {
        /// The image.
        base: String,
        /// The digest demanded.
        wanted: Box<Digest>,
        /// The digest of the index built.
        found: Digest,
    },
    /// A base image is of another distribution.
    #[error("base image {base} is of {found}, not {wanted}")]
    BaseDistribution {
        /// The image.
        base: String,
        /// Its distribution, as its `os-release` says.
        found: String,
        /// The recipe's.
        wanted: String,
    },
    /// The list of packages of a base image cannot be read.
    #[error("the packages of base image {base} cannot be read")]
    BasePackages {
        /// The image.
        base: String,
        /// Why not.
        #[source]
        source: DpkgError,
    },
    /// What a base image brings and what is asked for do not go together.
    #[error("nothing fulfils the recipe upon base image {base}")]
    UponBase {
        /// The image, or the recipe whose variant is resolved.
        base: String,
        /// Why.
        #[source]
        source: Unsolvable,
    },
    /// The word for an image is none.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The recipe has no variant of that name.
    #[error("no variant {name}")]
    NoVariant {
        /// The name.
        name: String,
        /// The variants there are.
        known: Vec<String>,
    },
    /// The lock has no packages for a variant.
    #[error("variant {name} is not locked")]
    VariantNotLocked {
        /// The name.
        name: String,
        /// The lock.
        lock: String,
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
    "build-base-without-platform",
    "build-base-platform",
    "build-base-changed",
    "build-base-digest",
    "build-base-distribution",
    "build-base-packages",
    "build-base-version",
    "build-upon-base",
    "build-no-variant",
    "build-variant-not-locked",
    "progress-build-base",
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
            Self::BaseWithoutPlatform { base } => {
                Message::new("build-base-without-platform").text("base", base)
            }
            Self::BasePlatform { base, platform, known } => Message::new("build-base-platform")
                .text("base", base)
                .text("platform", platform)
                .text("known", known.join(", ")),
            Self::BaseChanged { base, lock, platform, digests } => {
                Message::new("build-base-changed")
                    .text("base", base)
                    .text("lock", lock)
                    .text("platform", platform)
                    .text("locked", &digests.0)
                    .text("found", &digests.1)
            }
            Self::BaseDigest { base, wanted, found } => Message::new("build-base-digest")
                .text("base", base)
                .text("wanted", wanted)
                .text("found", found),
            Self::BaseDistribution { base, found, wanted } => {
                Message::new("build-base-distribution")
                    .text("base", base)
                    .text("found", found)
                    .text("wanted", wanted)
            }
            Self::BasePackages { base, .. } => {
                Message::new("build-base-packages").text("base", base)
            }
            Self::UponBase { base, .. } => Message::new("build-upon-base").text("base", base),
            Self::Reference(error) => error.message(),
            Self::NoVariant { name, known } => {
                Message::new("build-no-variant").text("name", name).text("known", known.join(", "))
            }
            Self::VariantNotLocked { name, lock } => {
                Message::new("build-variant-not-locked").text("name", name).text("lock", lock)
            }
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
            Self::Reference(error) => error.blame(),
            Self::UnknownScripts(_)
            | Self::Faults(_)
            | Self::Differs { .. }
            | Self::TooLarge { .. } => Blame::Verdict,
            Self::BaseWithoutPlatform { .. }
            | Self::BasePlatform { .. }
            | Self::BaseChanged { .. }
            | Self::BaseDigest { .. }
            | Self::BaseDistribution { .. }
            | Self::BasePackages { .. }
            | Self::UponBase { .. }
            | Self::NoVariant { .. }
            | Self::VariantNotLocked { .. }
            | Self::Package { .. }
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
            Self::BasePackages { source, .. } => Some(source),
            Self::UponBase { source, .. } => Some(source),
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
