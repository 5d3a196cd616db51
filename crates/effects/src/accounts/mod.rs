// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Accounts and groups: who appears in `/etc/passwd` and `/etc/group`, and under which number.
//!
//! Numbers are never handed out in the order of installation: an account has the number its
//! package fixes, else that of a table of well-known service accounts, else one derived from its
//! name. The same image has the same numbers wherever and whenever it is built.

mod numbers;
mod passwd;
mod system_users;
mod temporary_files;

pub use passwd::{Account, Accounts, Group};
pub use system_users::{Declaration, read_system_users};
pub use temporary_files::{TemporaryFile, TemporaryFiles, What, read_temporary_files};

use haerterei_ground::{Blame, Explain, Message};

/// Why accounts cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountsError {
    /// A line is not of the form its manual describes.
    #[error("line {line} of `{file}` is malformed")]
    Malformed {
        /// The file.
        file: String,
        /// The line, counted from one.
        line: u32,
    },
    /// A line uses a specifier or a source of numbers that only a running system has.
    #[error("line {line} of `{file}` needs a running system")]
    NotStatic {
        /// The file.
        file: String,
        /// The line, counted from one.
        line: u32,
    },
    /// Two accounts would have the same number.
    #[error("`{one}` and `{two}` both have the number {number}")]
    Collision {
        /// The account or group that was there first.
        one: String,
        /// The one that came later.
        two: String,
        /// The number.
        number: u32,
    },
    /// A name cannot stand in `/etc/passwd` or `/etc/group`.
    #[error("`{0}` is not a name for an account")]
    Name(String),
    /// An account names a group that does not exist.
    #[error("account `{user}` names group `{group}`, which does not exist")]
    NoGroup {
        /// The account.
        user: String,
        /// The group.
        group: String,
    },
}

impl Explain for AccountsError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed { file, line } => {
                Message::new("effects-accounts-malformed").text("file", file).number("line", *line)
            }
            Self::NotStatic { file, line } => {
                Message::new("effects-accounts-not-static").text("file", file).number("line", *line)
            }
            Self::Collision { one, two, number } => Message::new("effects-accounts-collision")
                .text("one", one)
                .text("two", two)
                .text("number", number),
            Self::Name(name) => Message::new("effects-accounts-name").text("name", name),
            Self::NoGroup { user, group } => {
                Message::new("effects-accounts-no-group").text("user", user).text("group", group)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// Users of `base-passwd`, which every installation has.
const BASE_USERS: &[&str] = &[
    "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy",
    "www-data", "backup", "list", "irc", "gnats", "_apt", "nobody",
];

/// Groups of `base-passwd`, which every installation has.
const BASE_GROUPS: &[&str] = &[
    "root", "daemon", "bin", "sys", "adm", "tty", "disk", "lp", "mail", "news", "uucp", "man",
    "proxy", "kmem", "dialout", "fax", "voice", "cdrom", "floppy", "tape", "sudo", "audio", "dip",
    "www-data", "backup", "operator", "list", "irc", "src", "gnats", "shadow", "utmp", "video",
    "sasl", "plugdev", "staff", "games", "users", "nogroup",
];

/// Returns whether every installation has this user.
pub(crate) fn is_base_user(name: &str) -> bool {
    BASE_USERS.contains(&name)
}

/// Returns whether every installation has this group.
pub(crate) fn is_base_group(name: &str) -> bool {
    BASE_GROUPS.contains(&name)
}

/// Splits a line of `sysusers.d` or `tmpfiles.d` into fields; quotes hold blanks together.
fn fields(line: &str) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut characters = line.chars().peekable();
    loop {
        while characters.next_if(|character| character.is_whitespace()).is_some() {}
        let Some(first) = characters.peek().copied() else {
            return Some(fields);
        };
        let mut field = String::new();
        if matches!(first, '"' | '\'') {
            characters.next();
            loop {
                match characters.next()? {
                    character if character == first => break,
                    '\\' => field.push(characters.next()?),
                    character => field.push(character),
                }
            }
        } else {
            while let Some(character) = characters.next_if(|character| !character.is_whitespace()) {
                field.push(character);
            }
        }
        if fields.len() >= 16 {
            return None;
        }
        fields.push(field);
    }
}
