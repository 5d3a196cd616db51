// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The words of a recipe as types: what passed its check cannot be wrong afterwards.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_ground::{TreePath, TreePathError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text does not have the form of its type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is malformed")]
pub struct MalformedWord(String);

/// Implements reading and writing as text for a type that has `parse` and `Display`.
macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(MalformedWord(text)))
            }
        }

        impl std::str::FromStr for $type {
            type Err = MalformedWord;

            fn from_str(text: &str) -> Result<Self, MalformedWord> {
                Self::parse(text).ok_or_else(|| MalformedWord(text.to_owned()))
            }
        }
    };
}

/// Declares a newtype over a text that a syntax accepts.
macro_rules! word {
    ($(#[$meta:meta])* $name:ident, $syntax:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Reads the text; nothing if it does not have the form.
            pub fn parse(text: &str) -> Option<Self> {
                (crate::syntax::$syntax.accepts)(text).then(|| Self(text.to_owned()))
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        as_text!($name);
    };
}

word!(
    /// The name of an image: lower case, digits, single separators.
    ImageName, NAME
);
word!(
    /// The name of a binary package (Debian Policy 5.6.1).
    PackageName, PACKAGE
);
word!(
    /// The name of a feature profile.
    FeatureName, FEATURE
);
word!(
    /// A distribution's word for an architecture, as `amd64`.
    Architecture, ARCHITECTURE
);
word!(
    /// The name of an environment variable.
    VariableName, VARIABLE
);
word!(
    /// A signal by name, as `SIGTERM`.
    Signal, SIGNAL
);

/// A distribution and its suite, as `debian/trixie`; whether they exist is known to `archive`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DistributionName {
    id: String,
    suite: String,
}

impl DistributionName {
    /// Reads `id/suite`.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, suite) = text.split_once('/')?;
        (crate::syntax::DISTRIBUTION.accepts)(text)
            .then(|| Self { id: id.to_owned(), suite: suite.to_owned() })
    }

    /// Returns the distribution, as `debian`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the suite, as `trixie`.
    pub fn suite(&self) -> &str {
        &self.suite
    }
}

impl Default for DistributionName {
    fn default() -> Self {
        Self { id: "debian".to_owned(), suite: "trixie".to_owned() }
    }
}

impl fmt::Display for DistributionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.id, self.suite)
    }
}

as_text!(DistributionName);

/// How a version is compared (Debian Policy 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `<<`: strictly earlier.
    Earlier,
    /// `<=`: earlier or equal.
    EarlierOrEqual,
    /// `=`: exactly.
    Equal,
    /// `>=`: later or equal.
    LaterOrEqual,
    /// `>>`: strictly later.
    Later,
}

impl Operator {
    /// Returns the operator as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earlier => "<<",
            Self::EarlierOrEqual => "<=",
            Self::Equal => "=",
            Self::LaterOrEqual => ">=",
            Self::Later => ">>",
        }
    }

    const ALL: [Self; 5] =
        [Self::Earlier, Self::EarlierOrEqual, Self::LaterOrEqual, Self::Later, Self::Equal];
}

/// A package that the image shall have: `tomcat10` or `tomcat10 (>= 10.1)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The package.
    pub name: PackageName,
    /// Which of its versions will do; any if there is no constraint.
    pub constraint: Option<(Operator, String)>,
}

impl Wanted {
    /// Reads the form of a dependency field, without alternatives and architectures.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((name, rest)) = text.split_once('(') else {
            return Some(Self { name: PackageName::parse(text)?, constraint: None });
        };
        let inside = rest.trim_end().strip_suffix(')')?.trim();
        let (operator, version) = Operator::ALL.into_iter().find_map(|operator| {
            let version = inside.strip_prefix(operator.as_str())?.trim();
            Some((operator, version))
        })?;
        let legal = version.starts_with(|c: char| c.is_ascii_alphanumeric())
            && version.chars().all(|c| c.is_ascii_alphanumeric() || ".+~:-".contains(c));
        legal.then_some(())?;
        Some(Self {
            name: PackageName::parse(name.trim())?,
            constraint: Some((operator, version.to_owned())),
        })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some((operator, version)) = &self.constraint {
            write!(f, " ({} {version})", operator.as_str())?;
        }
        Ok(())
    }
}

as_text!(Wanted);

/// A pattern of package names: `*` for any letters, `?` for one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackagePattern(String);

impl PackagePattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Option<Self> {
        (crate::syntax::PACKAGE_PATTERN.accepts)(text).then(|| Self(text.to_owned()))
    }

    /// Returns whether it matches a package's name.
    pub fn matches(&self, package: &str) -> bool {
        crate::glob::matches_name(self.0.as_bytes(), package.as_bytes())
    }

    /// Returns the pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackagePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(PackagePattern);

/// Who the image runs as; always numbers, so that a cluster can check that it is not root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The user's number.
    pub uid: u32,
    /// The main group's number.
    pub gid: u32,
}

impl User {
    /// Reads `65532:0` or `65532`, which means group 0.
    pub fn parse(text: &str) -> Option<Self> {
        let (uid, gid) = text.split_once(':').unwrap_or((text, "0"));
        Some(Self { uid: number(uid)?, gid: number(gid)? })
    }
}

/// Reads a user or group number; the highest two values mean "none" to the kernel.
fn number(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number < u32::MAX - 1)
}

impl Default for User {
    /// 65532, a number no distribution gives away, with group 0, so that any other number that a
    /// cluster chooses has the same rights.
    fn default() -> Self {
        Self { uid: 65532, gid: 0 }
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.uid, self.gid)
    }
}

as_text!(User);

/// Who a file belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The user's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

impl Owner {
    /// Reads `0:0`, `65532`, or `root` for 0.
    pub fn parse(text: &str) -> Option<Self> {
        let (uid, gid) = text.split_once(':').unwrap_or((text, "0"));
        let numeric = |text: &str| if text == "root" { Some(0) } else { number(text) };
        Some(Self { uid: numeric(uid)?, gid: numeric(gid)? })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.uid, self.gid)
    }
}

as_text!(Owner);

/// The mode of a file: nine bits, no setuid, setgid or sticky bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(u32);

impl Mode {
    /// Reads three octal digits, with or without a zero before them.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = if text.len() == 4 { text.strip_prefix('0')? } else { text };
        if digits.len() != 3 {
            return None;
        }
        u32::from_str_radix(digits, 8).ok().map(Self)
    }

    /// Returns the bits.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

impl Default for Mode {
    fn default() -> Self {
        Self(0o644)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

as_text!(Mode);

/// A place in the image, written with a leading slash.
///
/// May hold `${architecture}` until [`crate::Resolved::for_architecture`] fills it in.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImagePath(TreePath);

impl ImagePath {
    /// Reads an absolute path.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_text(text).ok().flatten()
    }

    fn from_text(text: &str) -> Result<Option<Self>, TreePathError> {
        if text.starts_with('/') {
            TreePath::parse(text).map(|path| Some(Self(path)))
        } else {
            Ok(None)
        }
    }

    /// Returns the path in the tree.
    pub const fn tree_path(&self) -> &TreePath {
        &self.0
    }
}

impl From<TreePath> for ImagePath {
    fn from(path: TreePath) -> Self {
        Self(path)
    }
}

impl fmt::Display for ImagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path of a recipe is UTF-8: it was read from text.
        write!(f, "/{}", String::from_utf8_lossy(self.0.as_bytes()))
    }
}

impl fmt::Debug for ImagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

as_text!(ImagePath);

/// A file beside the recipe or beside the house file.
///
/// Written relative to the recipe's folder, or as `house:` and the path relative to the house
/// file's folder, so that nothing of the machine stands in a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostFile {
    /// Relative to the folder of the recipe; `../` where a base recipe lies elsewhere.
    Recipe(Utf8PathBuf),
    /// Relative to the folder of the house file.
    House(Utf8PathBuf),
}

impl HostFile {
    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        Some(match text.strip_prefix("house:") {
            Some(path) => Self::House(path.into()),
            None => Self::Recipe(text.into()),
        })
    }

    /// Returns the relative path.
    pub fn path(&self) -> &Utf8Path {
        match self {
            Self::Recipe(path) | Self::House(path) => path,
        }
    }
}

impl fmt::Display for HostFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipe(path) => write!(f, "{path}"),
            Self::House(path) => write!(f, "house:{path}"),
        }
    }
}

as_text!(HostFile);

/// Splits the word for a base image into its form, with the colon, and the rest.
pub(crate) fn place_of_image(word: &str) -> (&str, &str) {
    ["oci:", "oci-archive:"]
        .into_iter()
        .find_map(|form| Some((form, word.strip_prefix(form)?)))
        .unwrap_or(("", word))
}

/// Returns whether the word for a base image names a registry: a host before the first slash.
pub(crate) fn names_a_registry(word: &str) -> bool {
    let ("", rest) = place_of_image(word) else { return false };
    rest.split_once('/').is_some_and(|(host, _)| {
        !matches!(host, "." | "..") && (host.contains(['.', ':']) || host == "localhost")
    })
}

/// A number of bytes, written as `64 MiB`, `90 MB` or `4096`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    bytes: u64,
    text: String,
}

impl Size {
    /// Reads a number with a decimal or binary unit.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let factor: u64 = match unit.strip_prefix(' ').unwrap_or(unit) {
            "" if unit.is_empty() => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => return None,
        };
        Some(Self {
            bytes: number.parse::<u64>().ok()?.checked_mul(factor)?,
            text: text.to_owned(),
        })
    }

    /// Returns the number of bytes.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

as_text!(Size);

/// A length of time, written as `500ms`, `30s` or `2min`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    milliseconds: u64,
    text: String,
}

impl Period {
    /// Reads a number with its unit.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, factor) = if let Some(number) = text.strip_suffix("ms") {
            (number, 1)
        } else if let Some(number) = text.strip_suffix("min") {
            (number, 60_000)
        } else {
            (text.strip_suffix('s')?, 1000)
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            milliseconds: number.parse::<u64>().ok()?.checked_mul(factor)?,
            text: text.to_owned(),
        })
    }

    /// Returns the duration.
    pub const fn duration(&self) -> std::time::Duration {
        std::time::Duration::from_millis(self.milliseconds)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

as_text!(Period);

/// A text in German, in English, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    /// The German text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub de: Option<String>,
    /// The English text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Localised {
    /// Returns the German text, else the English one, else nothing.
    pub fn german(&self) -> &str {
        self.de.as_deref().or(self.en.as_deref()).unwrap_or("")
    }

    /// Returns the English text, else the German one, else nothing.
    pub fn english(&self) -> &str {
        self.en.as_deref().or(self.de.as_deref()).unwrap_or("")
    }

    /// Returns the same text for both languages.
    pub fn both(text: &str) -> Self {
        Self { de: Some(text.to_owned()), en: Some(text.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_user_is_in_group_zero() {
        assert_eq!(User::parse("1000"), Some(User { uid: 1000, gid: 0 }));
        assert_eq!(User::parse("tomcat"), None);
        assert_eq!(User::parse("4294967295"), None);
        assert_eq!(User::default().to_string(), "65532:0");
    }

    #[test]
    fn wanted_packages_are_written_as_they_are_read() {
        for (text, written) in [
            ("tomcat10", Some("tomcat10")),
            ("tomcat10 (>= 10.1~)", Some("tomcat10 (>= 10.1~)")),
            ("tomcat10(=1:2-3)", Some("tomcat10 (= 1:2-3)")),
            ("tomcat10 (10)", None),
            ("a | b", None),
        ] {
            let wanted = Wanted::parse(text).map(|wanted| wanted.to_string());
            assert_eq!(wanted.as_deref(), written, "{text}");
        }
    }

    #[test]
    fn sizes_and_periods_know_their_units() {
        assert_eq!(Size::parse("64 MiB").map(|size| size.bytes()), Some(64 << 20));
        assert_eq!(Size::parse("90 MB").map(|size| size.bytes()), Some(90_000_000));
        assert_eq!(Size::parse("4096").map(|size| size.bytes()), Some(4096));
        for bad in ["", "MiB", "4 ", "4 mb", "99999999999999999999"] {
            assert_eq!(Size::parse(bad), None, "{bad}");
        }
        assert_eq!(Period::parse("2min").map(|period| period.duration().as_secs()), Some(120));
        assert_eq!(Period::parse("2"), None);
    }

    #[test]
    fn registries_are_told_from_paths() {
        for (word, is_registry) in [
            ("registry.example/app:1.2", true),
            ("localhost/app", true),
            ("../out/tomcat", false),
            ("./a/b", false),
            ("oci:out.d/x", false),
            ("base.tar", false),
        ] {
            assert_eq!(names_a_registry(word), is_registry, "{word}");
        }
    }

    #[test]
    fn modes_carry_no_special_bits() {
        assert_eq!(Mode::parse("0644").map(Mode::bits), Some(0o644));
        assert_eq!(Mode::parse("755").map(Mode::bits), Some(0o755));
        for bad in ["4755", "0888", "64", "06440"] {
            assert_eq!(Mode::parse(bad), None, "{bad}");
        }
    }
}
