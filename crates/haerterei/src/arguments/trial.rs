// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei trial`.

use std::str::FromStr;
use std::time::Duration;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use haerterei_trial::Who;

use super::values::{self, Format};
use crate::figures;

/// What to try, and how.
#[derive(Args, Debug)]
pub(crate) struct TrialArguments {
    #[arg(value_name = "IMAGE")]
    pub(crate) image: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<Utf8PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) contract: Option<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
    /// Empty means all.
    #[arg(long, value_name = "IDENTITY")]
    pub(crate) identity: Vec<IdentityArgument>,
    #[arg(long, value_name = "NAME=PATH")]
    pub(crate) fixture: Vec<FixtureArgument>,
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<u64>,
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) time_limit: Option<Duration>,
    /// Empty means the usual ones.
    #[arg(long, value_name = "PROGRAM", env = "HAERTEREI_RUNTIME", value_delimiter = ',')]
    pub(crate) runtime: Vec<String>,
    #[arg(long)]
    pub(crate) watch: bool,
    #[arg(long)]
    pub(crate) keep: bool,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[arg(long)]
    pub(crate) attach: bool,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// As whom an image is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum IdentityArgument {
    // The image's own user.
    Declared,
    // A high user id with group 0.
    HighUid,
    // A high user id with a high group id.
    HighUidGid,
}

impl IdentityArgument {
    /// Returns the identity.
    pub(crate) const fn who(self) -> Who {
        match self {
            Self::Declared => Who::Declared,
            Self::HighUid => Who::HighUid,
            Self::HighUidGid => Who::HighUidGid,
        }
    }
}

/// A fixture that is given at the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FixtureArgument {
    /// Its name in the plan.
    pub(crate) name: String,
    /// What it is.
    pub(crate) path: Utf8PathBuf,
}

impl FromStr for FixtureArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, path) = text
            .split_once('=')
            .filter(|(name, path)| !name.is_empty() && !path.is_empty())
            .ok_or("expected NAME=PATH, as shop=target/shop.war")?;
        Ok(Self { name: name.to_owned(), path: path.into() })
    }
}

fn size(text: &str) -> Result<u64, String> {
    figures::parse_size(text)
        .filter(|size| *size > 0)
        .ok_or_else(|| "expected a size, as 512M or 2G".to_owned())
}

fn time(text: &str) -> Result<Duration, String> {
    let of = |number: &str, seconds: u64| {
        let number: u64 = number.parse().ok()?;
        number.checked_mul(seconds).filter(|time| (1..=24 * 3600).contains(time))
    };
    let time = match (text.strip_suffix("min"), text.strip_suffix('s')) {
        (Some(minutes), _) => of(minutes, 60),
        (_, Some(seconds)) => of(seconds, 1),
        _ => None,
    };
    time.map(Duration::from_secs).ok_or_else(|| "expected a time, as 90s or 5min".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_a_fixture_a_name() {
        assert_eq!(time("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("5min"), Ok(Duration::from_mins(5)));
        for bad in ["", "5", "0s", "-1s", "s", "99999999999min"] {
            assert!(time(bad).is_err(), "{bad}");
        }
        let fixture: FixtureArgument = "shop=a=b.war".parse().unwrap();
        assert_eq!((fixture.name.as_str(), fixture.path.as_str()), ("shop", "a=b.war"));
        assert!("shop".parse::<FixtureArgument>().is_err());
        assert!("=x".parse::<FixtureArgument>().is_err());
    }
}
