// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a recipe means, after bases, house file and features have been merged.
//!
//! The fields stand in the order and under the names of the document. Documents are checked
//! against their shape first (`shape`), so reading into these types cannot fail for a reason the
//! user would have to know about.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use haerterei_ground::{Digest, TreePath};
use serde::{Deserialize, Serialize};

use crate::glob::Glob;
use crate::names::{
    Architecture, DistributionName, FeatureName, HostFile, ImageName, ImagePath, Localised, Mode,
    Owner, PackageName, PackagePattern, Period, Signal, Size, User, VariableName, Wanted,
};

/// A recipe with everything it inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Resolved {
    /// The version of the document's format; 1.
    pub haerterei: u32,
    /// The image this one starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Base>,
    /// The image's name.
    pub name: ImageName,
    /// The version its owner gives the recipe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// One line for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Localised>,
    /// A paragraph for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Localised>,
    /// Who answers for the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsible: Option<Responsible>,
    /// The last day of support, by the calendar of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<jiff::civil::Date>,
    /// Where packages come from.
    #[serde(default)]
    pub distribution: DistributionName,
    /// For which machines the image is built.
    #[serde(default = "both_architectures")]
    pub architectures: Vec<Architecture>,
    /// The packages the image is for.
    #[serde(default)]
    pub packages: Vec<Wanted>,
    /// What of the packages stays outside.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
    /// What of the packages comes along although a general rule leaves it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<Keep>,
    /// Dependencies that are followed although a rule would drop them.
    #[serde(default)]
    pub keep_dependencies: Vec<EdgeChoice>,
    /// Dependencies that are not followed.
    #[serde(default)]
    pub drop_dependencies: Vec<EdgeChoice>,
    /// The profiles that can be chosen.
    #[serde(default)]
    pub profiles: BTreeMap<FeatureName, Profile>,
    /// The profiles that are chosen.
    #[serde(default)]
    pub features: Vec<FeatureName>,
    /// Further signed repositories.
    #[serde(default)]
    pub repositories: Vec<Repository>,
    /// Single package files.
    #[serde(default)]
    pub debs: Vec<SingleDeb>,
    /// Scripts without a recognised effect that somebody has read.
    #[serde(default)]
    pub acknowledge: Acknowledgements,
    /// Files added from beside the recipe.
    #[serde(default)]
    pub files: Vec<AddedFile>,
    /// Symbolic links added.
    #[serde(default)]
    pub links: Vec<AddedLink>,
    /// Paths removed at the very end.
    #[serde(default)]
    pub remove: Vec<Removal>,
    /// Certificate authorities.
    #[serde(default)]
    pub certificates: Certificates,
    /// Who the image runs as.
    #[serde(default)]
    pub user: User,
    /// The program that is started, and its fixed arguments.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// Arguments that whoever runs the image may replace.
    #[serde(default)]
    pub command: Vec<String>,
    /// The folder the program starts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_folder: Option<ImagePath>,
    /// The signal that stops the program; the runtime's own (`SIGTERM`) if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_signal: Option<Signal>,
    /// How long the program may take to end after the signal; 10 s if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<Period>,
    /// Environment variables, set or only documented.
    #[serde(default)]
    pub environment: BTreeMap<VariableName, Variable>,
    /// Ports the program listens on.
    #[serde(default)]
    pub ports: Vec<Port>,
    /// The only paths the program may write to.
    #[serde(default)]
    pub writable_paths: Vec<WritablePath>,
    /// Paths that hold data and are meant to be mounted.
    #[serde(default)]
    pub volumes: Vec<Volume>,
    /// Files that can be mounted to configure the program.
    #[serde(default)]
    pub configuration_files: Vec<ConfigurationFile>,
    /// Connections the program opens.
    #[serde(default)]
    pub outgoing_connections: Vec<OutgoingConnection>,
    /// Settings of the distribution's start script that have no effect here.
    #[serde(default)]
    pub replaced_settings: Vec<ReplacedSetting>,
    /// How a trial finds out that the image works.
    #[serde(default)]
    pub probes: Vec<Probe>,
    /// Exceptions from hardening, each with its reason.
    #[serde(default)]
    pub allow: Allowances,
    /// Further images upon this one, as documents; what they mean is told by
    /// [`Recipe::variants`](crate::Recipe::variants).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<FeatureName, serde_json::Value>,
    /// Annotations of manifest and index.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Labels of the image's configuration.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How layers are compressed.
    #[serde(default)]
    pub compression: Compression,
    /// How layers are cut.
    #[serde(default)]
    pub layers: Layers,
}

fn both_architectures() -> Vec<Architecture> {
    ["amd64", "arm64"].into_iter().filter_map(Architecture::parse).collect()
}

/// Who answers for an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Responsible {
    /// The organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The unit inside the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where questions go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where weaknesses are reported: an address or a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_contact: Option<String>,
}

/// Something of the packages that stays outside the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LeaveOut {
    /// A whole package, or the package whose paths are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<PackageName>,
    /// The paths; the whole package if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Glob>,
    /// Why.
    pub reason: Localised,
}

/// The image that a recipe starts from; exactly one of `recipe` and `image` is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Base {
    /// A recipe, relative to the folder of the recipe that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// A layout or an archive, as `oci:DIR`, relative in the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The digest it has to have, of its index or of one manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// What it is called for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Something of the packages that comes along although a general rule leaves it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Keep {
    /// The paths.
    pub path: Glob,
    /// Why.
    pub reason: Localised,
}

/// Whether dependencies are followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EdgeChoice {
    /// The packages that depend.
    pub package: PackagePattern,
    /// The packages they depend on.
    pub on: PackagePattern,
    /// Why.
    pub reason: Localised,
}

impl EdgeChoice {
    /// Returns whether it speaks of this dependency.
    pub fn matches(&self, package: &str, on: &str) -> bool {
        self.package.matches(package) && self.on.matches(on)
    }
}

/// A dependency that only a profile needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProfileEdge {
    /// The packages that depend.
    pub package: PackagePattern,
    /// The packages they depend on.
    pub on: PackagePattern,
}

/// A part of an image that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// What it gives, and what does not work without it.
    pub description: Localised,
    /// Packages it adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Wanted>,
    /// Dependencies followed only when it is chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<ProfileEdge>,
    /// What of the packages stays outside unless it is chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Glob>,
    /// Files it adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<AddedFile>,
    /// Links it adds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<AddedLink>,
    /// Variables it sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<VariableName, Variable>,
}

/// A further signed repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repository {
    /// Its name in lock and report.
    pub name: ImageName,
    /// Where it lies, without credentials.
    pub uris: Vec<String>,
    /// Its suites.
    pub suites: Vec<String>,
    /// Its components.
    #[serde(default)]
    pub components: Vec<String>,
    /// The OpenPGP certificate that signs it.
    pub key: HostFile,
    /// As apt's pin priority: above 500 it wins over the distribution.
    #[serde(default = "usual_priority")]
    pub priority: i64,
}

const fn usual_priority() -> i64 {
    500
}

/// A single package file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SingleDeb {
    /// The file.
    pub file: HostFile,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// What somebody has read and answers for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Acknowledgements {
    /// Scripts that are not recognised.
    #[serde(default)]
    pub scripts: Vec<AcknowledgedScript>,
}

/// A maintainer script that is not executed, and need not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AcknowledgedScript {
    /// The package.
    pub package: PackageName,
    /// The script: `postinst`, `preinst` and so on.
    pub script: String,
    /// The SHA-256 of the script that was read; another script is not acknowledged.
    pub sha256: String,
    /// Why the image does without its effect.
    pub reason: Localised,
}

/// A file added to the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AddedFile {
    /// Where it goes.
    pub target: ImagePath,
    /// The file beside the recipe; or `content`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<HostFile>,
    /// The content itself; or `source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The SHA-256 the file must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Its mode.
    #[serde(default)]
    pub mode: Mode,
    /// Who it belongs to.
    #[serde(default)]
    pub owner: Owner,
}

/// A symbolic link added to the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AddedLink {
    /// The link.
    pub path: ImagePath,
    /// Where it points, as text.
    pub target: String,
}

/// Paths removed from the finished tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Removal {
    /// The paths.
    pub path: Glob,
    /// Why.
    pub reason: Localised,
}

/// The certificate authorities an image trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Certificates {
    /// PEM files of the operator's own authorities.
    #[serde(default)]
    pub add: Vec<HostFile>,
    /// Authorities of the distribution that are not trusted, as `mozilla/Name.crt`.
    #[serde(default)]
    pub deselect: Vec<String>,
}

/// An environment variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Variable {
    /// The value set in the image; without one the variable is only documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
    /// What the program does without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether the program does not start without it.
    #[serde(default)]
    pub required: bool,
    /// A value to copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// The protocol of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

/// A port the program listens on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Port {
    /// The number.
    pub port: u16,
    /// The protocol.
    #[serde(default)]
    pub protocol: Protocol,
    /// What is spoken there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
    /// Why it is below 1024, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Localised>,
}

/// A path the program may write to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WritablePath {
    /// The folder.
    pub path: ImagePath,
    /// What is written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
    /// How much room it needs, as a hint for the `emptyDir` or `tmpfs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

/// A path that is meant to be mounted with data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Volume {
    /// The folder.
    pub path: ImagePath,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
    /// Whether the image is of no use without it.
    #[serde(default)]
    pub required: bool,
    /// Whether it can be mounted read-only.
    #[serde(default)]
    pub read_only: bool,
}

/// A file that can be mounted to configure the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfigurationFile {
    /// The file or folder.
    pub path: ImagePath,
    /// What it configures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
    /// Whether it has to be mounted.
    #[serde(default)]
    pub required: bool,
    /// An example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// A connection the program opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutgoingConnection {
    /// What it connects to.
    pub what: Localised,
    /// The usual port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The protocol.
    #[serde(default)]
    pub protocol: Protocol,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
}

/// A setting of the distribution's start script that has no effect here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReplacedSetting {
    /// The variable or file.
    pub name: String,
    /// What to use instead; nothing if there is no replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What it did, and how its replacement differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Localised>,
}

/// What a probe does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeKind {
    /// Asks for a page.
    Http,
    /// Asks for a page over TLS; the certificate is not checked, as only a plan has an authority.
    Https,
    /// Has a script run over FastCGI.
    Fastcgi,
    /// Connects to a port.
    Tcp,
    /// Runs a program of the image.
    Command,
    /// Waits for a line in the program's output.
    Log,
}

/// How a trial finds out that the image works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Probe {
    /// Its name in the report.
    pub name: FeatureName,
    /// What it does.
    pub kind: ProbeKind,
    /// The port; the first of `ports` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The path of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The method of the request; `GET` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The host that the request names; `localhost` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Header fields of the request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub send: BTreeMap<String, String>,
    /// The body of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The script that runs, as the server sees its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// The script's query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The status expected; any from 200 to 399 if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Header fields that the answer must have, with these values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// A text that must occur in the page, the output or the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// A text that must not occur in the page or the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// The program and its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// The exit code expected of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<u8>,
    /// How long to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Period>,
}

/// Exceptions from hardening.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allowances {
    /// Why there is a shell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shell: Option<Localised>,
    /// Why there is a package manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package_manager: Option<Localised>,
    /// Why it runs as root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<Localised>,
    /// Files that keep their setuid or setgid bit.
    #[serde(default)]
    pub setuid: Vec<SetuidAllowance>,
}

/// A file that keeps its setuid or setgid bit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SetuidAllowance {
    /// The file.
    pub path: ImagePath,
    /// Why.
    pub reason: Localised,
}

/// How layers are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// Read by every consumer.
    #[default]
    Gzip,
    /// Smaller and faster; old consumers cannot read it.
    Zstd,
}

/// How layers are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layers {
    /// How many layers there may be.
    #[serde(default = "usual_budget")]
    pub budget: u16,
}

const fn usual_budget() -> u16 {
    10
}

impl Default for Layers {
    fn default() -> Self {
        Self { budget: usual_budget() }
    }
}

/// What a recipe says about one dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeVerdict<'a> {
    /// The recipe says nothing; the general rules decide.
    Silent,
    /// It is followed, whatever the general rules say.
    Keep(&'a EdgeChoice),
    /// It is followed because a chosen profile needs it.
    KeepFor(&'a FeatureName),
    /// It is dropped.
    Drop(&'a EdgeChoice),
    /// It is dropped because the profiles that need it are not chosen.
    DropFeature(&'a FeatureName),
}

impl Resolved {
    /// Returns what the recipe says about a dependency of `package` on `on`.
    ///
    /// In this order: `keep-dependencies`, the profiles chosen, `drop-dependencies`, the profiles
    /// not chosen.
    pub fn edge(&self, package: &str, on: &str) -> EdgeVerdict<'_> {
        if let Some(choice) = find(&self.keep_dependencies, package, on) {
            return EdgeVerdict::Keep(choice);
        }
        if let Some(feature) = self.profile_edge(package, on, true) {
            return EdgeVerdict::KeepFor(feature);
        }
        if let Some(choice) = find(&self.drop_dependencies, package, on) {
            return EdgeVerdict::Drop(choice);
        }
        match self.profile_edge(package, on, false) {
            Some(feature) => EdgeVerdict::DropFeature(feature),
            None => EdgeVerdict::Silent,
        }
    }

    fn profile_edge(&self, package: &str, on: &str, chosen: bool) -> Option<&FeatureName> {
        self.profiles
            .iter()
            .filter(|(name, _)| self.features.contains(name) == chosen)
            .find(|(_, profile)| {
                profile
                    .dependencies
                    .iter()
                    .any(|edge| edge.package.matches(package) && edge.on.matches(on))
            })
            .map(|(name, _)| name)
    }

    /// Returns the profiles that are not chosen: what the report calls switched off.
    pub fn features_off(&self) -> impl Iterator<Item = (&FeatureName, &Profile)> {
        self.profiles.iter().filter(|(name, _)| !self.features.contains(name))
    }

    /// Returns the profile, not chosen, whose paths this path of a package belongs to.
    pub fn feature_off_at(&self, path: &TreePath) -> Option<&FeatureName> {
        let belongs = |chosen: bool| {
            self.profiles
                .iter()
                .filter(move |(name, _)| self.features.contains(name) == chosen)
                .find(|(_, profile)| profile.paths.iter().any(|glob| glob.covers(path)))
                .map(|(name, _)| name)
        };
        if belongs(true).is_some() {
            return None;
        }
        belongs(false)
    }

    /// Returns the recipe for one architecture: `${architecture}` is filled in wherever a text or
    /// a path has it.
    #[must_use]
    pub fn for_architecture(&self, architecture: &Architecture) -> Self {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        fill_in(&mut value, architecture.as_str());
        // Filling a word of letters and digits into a text cannot make it malformed.
        serde_json::from_value(value).unwrap_or_else(|_| self.clone())
    }
}

fn find<'a>(choices: &'a [EdgeChoice], package: &str, on: &str) -> Option<&'a EdgeChoice> {
    choices.iter().find(|choice| choice.matches(package, on))
}

/// The placeholder for the architecture.
pub(crate) const ARCHITECTURE_PLACEHOLDER: &str = "${architecture}";

fn fill_in(value: &mut serde_json::Value, architecture: &str) {
    match value {
        serde_json::Value::String(text) if text.contains(ARCHITECTURE_PLACEHOLDER) => {
            *text = text.replace(ARCHITECTURE_PLACEHOLDER, architecture);
        }
        serde_json::Value::Array(elements) => {
            for element in elements {
                fill_in(element, architecture);
            }
        }
        serde_json::Value::Object(entries) => {
            for (_, entry) in entries {
                fill_in(entry, architecture);
            }
        }
        _ => {}
    }
}

/// A file the recipe names, with what it had when the recipe was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Where it lies on this machine.
    pub path: Utf8PathBuf,
    /// The digest of its content.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}
