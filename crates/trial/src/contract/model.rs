// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an image needs to run, and what it promises when it does.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use haerterei_ground::TreePath;
use serde::{Serialize, Serializer};

use crate::probe::Probe;

/// How an image runs: everything that a sandbox has to give it, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contract {
    /// Where this was read.
    pub origin: Origin,
    /// The program that is started, and its fixed arguments.
    pub entrypoint: Vec<String>,
    /// Arguments that whoever runs the image may replace.
    pub command: Vec<String>,
    /// The variables that the image sets.
    pub environment: BTreeMap<String, String>,
    /// Variables without which the program does not start and that the image does not set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_variables: Vec<String>,
    /// The folder the program starts in.
    pub working_folder: TreePath,
    /// Who it runs as.
    pub user: DeclaredUser,
    /// The ports it listens on, in order.
    pub ports: Vec<Port>,
    /// The only folders it writes to; each becomes a `tmpfs`.
    pub writable: Vec<Writable>,
    /// Folders that hold data.
    pub volumes: Vec<Volume>,
    /// The signal that asks it to end (`SIGTERM`).
    pub stop_signal: String,
    /// How long it may take to end after that.
    #[serde(serialize_with = "seconds")]
    pub grace: Duration,
    /// How to find out that it works, in order.
    pub probes: Vec<Probe>,
}

impl Contract {
    /// The signal of an image that names none (OCI image specification 1.1, `StopSignal`).
    pub const USUAL_SIGNAL: &str = "SIGTERM";
    /// How long Kubernetes waits between the signal and killing, if nothing else is said.
    pub const USUAL_GRACE: Duration = Duration::from_secs(30);

    /// Returns what is started: the entry point, then the command.
    pub fn arguments(&self) -> Vec<String> {
        self.entrypoint.iter().chain(&self.command).cloned().collect()
    }
}

/// Where a contract was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The label that a recipe's image carries.
    Label,
    /// A file that whoever tries the image gave.
    File,
    /// Put together from the image's configuration; nobody promised it.
    Proposed,
}

/// A port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Port {
    /// The number.
    pub port: u16,
    /// Whether it speaks UDP; TCP if not.
    pub udp: bool,
}

/// A folder that the program writes to, and whose content nobody keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Writable {
    /// The folder.
    pub path: TreePath,
    /// How much it holds at most, in bytes, if somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A folder that holds data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Volume {
    /// The folder.
    pub path: TreePath,
    /// Whether the program only reads it.
    pub read_only: bool,
}

/// Who an image says that it runs as.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeclaredUser {
    /// Nobody in particular, which means root.
    #[default]
    Unsaid,
    /// A number, with a group where one is given.
    Ids {
        /// The user.
        uid: u32,
        /// The group.
        gid: Option<u32>,
    },
    /// A name, or a number with a group's name; the image's `/etc/passwd` and `/etc/group` say who
    /// that is.
    Named {
        /// The user: a name or a number.
        user: String,
        /// The group: a name or a number.
        group: Option<String>,
    },
}

impl DeclaredUser {
    /// Reads `user`, `user:group`, by names or numbers (OCI image specification 1.1, `User`).
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::Unsaid;
        }
        let (user, group) = match text.split_once(':') {
            Some((user, group)) => (user, (!group.is_empty()).then_some(group)),
            None => (text, None),
        };
        match (user.parse(), group.map(str::parse).transpose()) {
            (Ok(uid), Ok(gid)) => Self::Ids { uid, gid },
            _ => Self::Named { user: user.to_owned(), group: group.map(str::to_owned) },
        }
    }
}

impl fmt::Display for DeclaredUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid => Ok(()),
            Self::Ids { uid, gid: None } => write!(f, "{uid}"),
            Self::Ids { uid, gid: Some(gid) } => write!(f, "{uid}:{gid}"),
            Self::Named { user, group: None } => f.write_str(user),
            Self::Named { user, group: Some(group) } => write!(f, "{user}:{group}"),
        }
    }
}

impl Serialize for DeclaredUser {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Writes a length of time as seconds.
pub(crate) fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((time.as_secs_f64() * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_numbers_or_names() {
        let named = |user: &str, group: Option<&str>| DeclaredUser::Named {
            user: user.to_owned(),
            group: group.map(str::to_owned),
        };
        for (text, user) in [
            ("", DeclaredUser::Unsaid),
            ("65532", DeclaredUser::Ids { uid: 65532, gid: None }),
            ("65532:0", DeclaredUser::Ids { uid: 65532, gid: Some(0) }),
            ("65532:", DeclaredUser::Ids { uid: 65532, gid: None }),
            ("tomcat", named("tomcat", None)),
            ("tomcat:web", named("tomcat", Some("web"))),
            ("1000:web", named("1000", Some("web"))),
            ("99999999999", named("99999999999", None)),
        ] {
            assert_eq!(DeclaredUser::parse(text), user, "{text}");
        }
        assert_eq!(DeclaredUser::parse("65532:0").to_string(), "65532:0");
    }
}
