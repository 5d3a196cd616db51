// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Values that several commands take.

use std::str::FromStr;

use clap::ValueEnum;
use url::Url;

/// The version, as `-V` shows it.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version with what the program was compiled for and what is in it, as `--version` shows it.
pub(crate) const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ntarget: ",
    env!("HAERTEREI_TARGET"),
    "\nfeatures: ",
    env!("HAERTEREI_FEATURES"),
);

/// How results are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    // For people.
    #[default]
    Text,
    // For programs, with a published schema.
    Json,
}

/// How layers are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompressionArgument {
    // Every consumer reads it.
    Gzip,
    // Smaller and faster; needs a consumer of our time.
    Zstd,
}

/// A mirror, for a distribution (`debian`) or one of its suites (`debian/trixie`,
/// `trixie-security`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MirrorArgument {
    /// What it is a mirror of.
    pub(crate) of: String,
    /// Where it is.
    pub(crate) url: Url,
}

impl FromStr for MirrorArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (of, url) = text
            .split_once('=')
            .filter(|(of, _)| !of.is_empty())
            .ok_or("expected SUITE-OR-DISTRIBUTION=URL, as debian=https://mirror.example/debian")?;
        // The text is not repeated: it may hold a password.
        let url = Url::parse(url).map_err(|error| format!("not a URL: {error}"))?;
        if !matches!(url.scheme(), "http" | "https" | "file") {
            return Err(format!("`{}:` is not one of http, https, file", url.scheme()));
        }
        Ok(Self { of: of.to_owned(), url })
    }
}

/// Reads the name of a package (Debian policy, section 5.6.1), and refuses the likeliest mistake:
/// a recipe written behind an option that takes packages.
pub(crate) fn package_name(text: &str) -> Result<String, String> {
    if text.contains('/') || [".yaml", ".yml"].iter().any(|end| text.ends_with(end)) {
        return Err("this is a file, not a package; write the recipe before `--update`".to_owned());
    }
    let sound = text.len() >= 2
        && text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
        });
    if sound { Ok(text.to_owned()) } else { Err("not the name of a package".to_owned()) }
}

/// Reads a platform as `os/architecture` or `os/architecture/variant` (OCI image index 1.1).
pub(crate) fn platform(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('/').collect();
    let sound = (2..=3).contains(&parts.len())
        && parts.iter().all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        });
    if sound { Ok(text.to_owned()) } else { Err("expected OS/ARCHITECTURE, as linux/amd64".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_has_a_name_and_a_url() {
        let mirror: MirrorArgument = "debian=https://ftp.de.debian.org/debian".parse().unwrap();
        assert_eq!((mirror.of.as_str(), mirror.url.path()), ("debian", "/debian"));
        for bad in ["debian", "=https://x/", "debian=ftp://x/", "debian=nothing"] {
            assert!(bad.parse::<MirrorArgument>().is_err(), "{bad}");
        }
        let error = "debian=https://user:secret@[".parse::<MirrorArgument>().unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn a_recipe_is_not_taken_for_a_package() {
        assert!(package_name("libstdc++6").is_ok());
        assert!(package_name("recipe.yaml").unwrap_err().contains("before `--update`"));
        assert!(package_name("Tomcat").is_err());
    }

    #[test]
    fn a_platform_has_two_or_three_parts() {
        assert!(platform("linux/amd64").is_ok() && platform("linux/arm/v7").is_ok());
        assert!(platform("amd64").is_err() && platform("linux/").is_err());
    }
}
