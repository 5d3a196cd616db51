// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `sysusers.d(5)`.

use super::{AccountsError, fields};

/// The most lines we read of one file.
const MAX_LINES: usize = 10_000;

/// One line of a `sysusers.d` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// `u`, `u!`: an account with a group of the same name.
    User {
        /// The name.
        name: String,
        /// The number, if the line fixes it.
        uid: Option<u32>,
        /// The primary group, if it is not that of the same name.
        group: Option<String>,
        /// The comment field.
        comment: String,
        /// The home folder.
        home: String,
        /// The login shell.
        shell: Option<String>,
    },
    /// `g`: a group.
    Group {
        /// The name.
        name: String,
        /// The number, if the line fixes it.
        gid: Option<u32>,
    },
    /// `m`: an account joins a group.
    Member {
        /// The account.
        user: String,
        /// The group.
        group: String,
    },
}

/// Reads a `sysusers.d` file. Ranges (`r`) are passed over: we hand out numbers ourselves.
pub fn read_system_users(file: &str, bytes: &[u8]) -> Result<Vec<Declaration>, AccountsError> {
    let text = String::from_utf8_lossy(bytes);
    let mut declarations = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines().take(MAX_LINES)) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let malformed = || AccountsError::Malformed { file: file.to_owned(), line: number };
        let not_static = || AccountsError::NotStatic { file: file.to_owned(), line: number };
        let fields = fields(line).ok_or_else(malformed)?;
        let field = |index: usize| {
            fields.get(index).map(String::as_str).filter(|field| *field != "-" && !field.is_empty())
        };
        let kind = field(0).ok_or_else(malformed)?;
        if kind == "r" {
            continue;
        }
        if fields.iter().any(|field| field.replace("%%", "").contains('%')) {
            return Err(not_static());
        }
        let name = field(1).ok_or_else(malformed)?.to_owned();
        let id = field(2);
        if id.is_some_and(|id| id.starts_with('/')) {
            // The number is that of a file's owner on the running system.
            return Err(not_static());
        }
        match kind {
            "u" | "u!" => {
                let (uid, group) = match id {
                    None => (None, None),
                    Some(id) => match id.split_once(':') {
                        Some((uid, group)) => {
                            let uid = match uid {
                                "-" => None,
                                uid => Some(uid.parse().map_err(|_| malformed())?),
                            };
                            (uid, Some(group.to_owned()))
                        }
                        None => (Some(id.parse().map_err(|_| malformed())?), None),
                    },
                };
                declarations.push(Declaration::User {
                    name,
                    uid,
                    group,
                    comment: field(3).unwrap_or_default().to_owned(),
                    home: field(4).unwrap_or("/").to_owned(),
                    shell: field(5).map(str::to_owned),
                });
            }
            "g" => {
                let gid = id.map(str::parse).transpose().map_err(|_| malformed())?;
                declarations.push(Declaration::Group { name, gid });
            }
            "m" => declarations.push(Declaration::Member {
                user: name,
                group: id.ok_or_else(malformed)?.to_owned(),
            }),
            _ => return Err(malformed()),
        }
    }
    Ok(declarations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn declarations_are_read() {
        let text = b"# comment\n\nu tomcat - \"Apache Tomcat\" /var/lib/tomcat /usr/sbin/nologin\ng render -\nm backup adm\nu x 123:staff\nr - 500-900\n";
        let read = read_system_users("t.conf", text).unwrap();
        assert_eq!(
            read,
            [
                Declaration::User {
                    name: "tomcat".into(),
                    uid: None,
                    group: None,
                    comment: "Apache Tomcat".into(),
                    home: "/var/lib/tomcat".into(),
                    shell: Some("/usr/sbin/nologin".into()),
                },
                Declaration::Group { name: "render".into(), gid: None },
                Declaration::Member { user: "backup".into(), group: "adm".into() },
                Declaration::User {
                    name: "x".into(),
                    uid: Some(123),
                    group: Some("staff".into()),
                    comment: String::new(),
                    home: "/".into(),
                    shell: None,
                },
            ]
        );
    }

    #[test]
    fn what_needs_a_running_system_is_refused() {
        for line in ["u x /var/lib/x", "u x - \"%H\""] {
            let error = read_system_users("t", line.as_bytes()).unwrap_err();
            assert!(matches!(error, AccountsError::NotStatic { line: 1, .. }), "{line}");
        }
        assert!(read_system_users("t", b"q x").is_err());
        assert!(read_system_users("t", b"u \"x").is_err());
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_system_users("t", &bytes);
        }
    }
}
