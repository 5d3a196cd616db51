// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `passwd(5)` and `group(5)`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::system_users::Declaration;
use super::{AccountsError, numbers};
use crate::effect::User;

/// The most lines we read of one file.
const MAX_LINES: usize = 100_000;

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The number of the account.
    pub uid: u32,
    /// The number of its primary group.
    pub gid: u32,
    /// The comment field.
    pub comment: String,
    /// The home folder.
    pub home: String,
    /// The login shell.
    pub shell: String,
}

/// A line of `/etc/group`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The number of the group.
    pub gid: u32,
    /// The accounts that have it as a further group.
    pub members: BTreeSet<String>,
}

/// The accounts and groups of an image. There is no `/etc/shadow`: no account has a password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    users: BTreeMap<String, Account>,
    groups: BTreeMap<String, Group>,
}

const NO_LOGIN: &str = "/usr/sbin/nologin";

impl Accounts {
    /// Starts with nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the master files of `base-passwd`
    /// (`/usr/share/base-passwd/passwd.master` and `group.master`), or any files of their form.
    pub fn from_masters(passwd: &[u8], group: &[u8]) -> Result<Self, AccountsError> {
        let mut accounts = Self::default();
        for (line, fields) in lines(group) {
            let malformed = || AccountsError::Malformed { file: "group.master".to_owned(), line };
            let [name, _, gid, members] = fields.as_slice() else {
                return Err(malformed());
            };
            let gid = gid.parse().map_err(|_| malformed())?;
            accounts.add_group(name, Some(gid))?;
            for member in members.split(',').filter(|member| !member.is_empty()) {
                accounts.add_member(member, name)?;
            }
        }
        for (line, fields) in lines(passwd) {
            let malformed = || AccountsError::Malformed { file: "passwd.master".to_owned(), line };
            let [name, _, uid, gid, comment, home, shell] = fields.as_slice() else {
                return Err(malformed());
            };
            let account = Account {
                uid: uid.parse().map_err(|_| malformed())?,
                gid: gid.parse().map_err(|_| malformed())?,
                comment: comment.clone(),
                home: home.clone(),
                shell: shell.clone(),
            };
            accounts.insert(name, account)?;
        }
        Ok(accounts)
    }

    /// Returns the accounts by name.
    pub fn users(&self) -> &BTreeMap<String, Account> {
        &self.users
    }

    /// Returns the groups by name.
    pub fn groups(&self) -> &BTreeMap<String, Group> {
        &self.groups
    }

    /// Returns the number of an account by its name, or of a text that is a number (with or
    /// without the `#` of `dpkg-statoverride`).
    pub fn uid(&self, name: &str) -> Option<u32> {
        match self.users.get(name) {
            Some(account) => Some(account.uid),
            None => name.trim_start_matches('#').parse().ok(),
        }
    }

    /// Returns the number of a group, likewise.
    pub fn gid(&self, name: &str) -> Option<u32> {
        match self.groups.get(name) {
            Some(group) => Some(group.gid),
            None => name.trim_start_matches('#').parse().ok(),
        }
    }

    /// Adds a group unless it exists, and returns its number.
    pub fn add_group(&mut self, name: &str, gid: Option<u32>) -> Result<u32, AccountsError> {
        check(name)?;
        if let Some(group) = self.groups.get(name) {
            return Ok(group.gid);
        }
        let gid = gid.unwrap_or_else(|| numbers::number(name));
        if let Some((other, _)) = self.groups.iter().find(|(_, group)| group.gid == gid) {
            return Err(AccountsError::Collision {
                one: other.clone(),
                two: name.to_owned(),
                number: gid,
            });
        }
        let members = BTreeSet::new();
        self.groups.insert(name.to_owned(), Group { gid, members });
        Ok(gid)
    }

    /// Adds the account of an effect unless it exists, and returns its number.
    pub fn add_user(&mut self, user: &User) -> Result<u32, AccountsError> {
        if let Some(account) = self.users.get(&user.name) {
            return Ok(account.uid);
        }
        let group = user.group.as_deref().unwrap_or("nogroup");
        let gid = if group == user.name && !self.groups.contains_key(group) {
            self.add_group(group, user.uid)?
        } else if group == "nogroup" {
            self.add_group(group, Some(65_534))?
        } else {
            self.gid(group).ok_or_else(|| AccountsError::NoGroup {
                user: user.name.clone(),
                group: group.to_owned(),
            })?
        };
        let account = Account {
            uid: user.uid.unwrap_or_else(|| numbers::number(&user.name)),
            gid,
            comment: user.comment.clone().unwrap_or_default(),
            home: user.home.clone().unwrap_or_else(|| "/nonexistent".to_owned()),
            shell: user.shell.clone().unwrap_or_else(|| NO_LOGIN.to_owned()),
        };
        self.insert(&user.name, account)
    }

    /// Lets an account join a further group; the group is created if need be.
    pub fn add_member(&mut self, user: &str, group: &str) -> Result<(), AccountsError> {
        check(user)?;
        self.add_group(group, None)?;
        if let Some(group) = self.groups.get_mut(group) {
            group.members.insert(user.to_owned());
        }
        Ok(())
    }

    /// Adds what a line of a `sysusers.d` file declares.
    pub fn declare(&mut self, declaration: &Declaration) -> Result<(), AccountsError> {
        match declaration {
            Declaration::Group { name, gid } => {
                self.add_group(name, *gid)?;
            }
            Declaration::Member { user, group } => {
                // sysusers.d(5): an account that joins a group is created with it.
                if !self.users.contains_key(user) {
                    self.add_user(&User {
                        name: user.clone(),
                        group: Some(user.clone()),
                        home: Some("/".to_owned()),
                        ..User::default()
                    })?;
                }
                self.add_member(user, group)?;
            }
            Declaration::User { name, uid, group, comment, home, shell } => {
                if group.is_none() {
                    self.add_group(name, *uid)?;
                }
                self.add_user(&User {
                    name: name.clone(),
                    uid: *uid,
                    group: Some(group.clone().unwrap_or_else(|| name.clone())),
                    comment: Some(comment.clone()),
                    home: Some(home.clone()),
                    shell: shell.clone(),
                    system: true,
                })?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, name: &str, account: Account) -> Result<u32, AccountsError> {
        check(name)?;
        for text in [&account.comment, &account.home, &account.shell] {
            if text.contains([':', '\n', '\0']) {
                return Err(AccountsError::Name(name.to_owned()));
            }
        }
        let uid = account.uid;
        if let Some((other, _)) = self.users.iter().find(|(_, other)| other.uid == uid) {
            return Err(AccountsError::Collision {
                one: other.clone(),
                two: name.to_owned(),
                number: uid,
            });
        }
        self.users.insert(name.to_owned(), account);
        Ok(uid)
    }

    /// Returns `/etc/passwd`, sorted by number. No account has a password (`x`, and no shadow).
    pub fn passwd(&self) -> String {
        let mut users: Vec<_> = self.users.iter().collect();
        users.sort_by_key(|(name, account)| (account.uid, *name));
        let mut text = String::new();
        for (name, account) in users {
            let Account { uid, gid, comment, home, shell } = account;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}:x:{uid}:{gid}:{comment}:{home}:{shell}");
        }
        text
    }

    /// Returns `/etc/group`, sorted by number.
    pub fn group(&self) -> String {
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|(name, group)| (group.gid, *name));
        let mut text = String::new();
        for (name, group) in groups {
            let members: Vec<&str> = group.members.iter().map(String::as_str).collect();
            let _ = writeln!(text, "{name}:x:{}:{}", group.gid, members.join(","));
        }
        text
    }
}

/// Refuses names that would break the files or their readers.
fn check(name: &str) -> Result<(), AccountsError> {
    let fits = |character: char| character.is_ascii_alphanumeric() || "_-.$".contains(character);
    let good = !name.is_empty()
        && name.len() <= 64
        && name.chars().all(fits)
        && !name.starts_with(['-', '.'])
        && !name.bytes().all(|byte| byte.is_ascii_digit());
    if good { Ok(()) } else { Err(AccountsError::Name(name.chars().take(80).collect())) }
}

fn lines(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let text = String::from_utf8_lossy(bytes);
    (1_u32..)
        .zip(text.lines().take(MAX_LINES))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number, line.split(':').map(str::to_owned).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSWD: &[u8] =
        b"root:*:0:0:root:/root:/bin/bash\nwww-data:*:33:33:www-data:/var/www:/usr/sbin/nologin\n";
    const GROUP: &[u8] = b"root:*:0:\nadm:*:4:syslog\nwww-data:*:33:\n";

    #[test]
    fn accounts_have_fixed_numbers() {
        let mut accounts = Accounts::from_masters(PASSWD, GROUP).unwrap();
        let declared = super::super::read_system_users(
            "t",
            b"u tomcat - \"Apache Tomcat\" / /usr/sbin/nologin\n",
        )
        .unwrap();
        for declaration in &declared {
            accounts.declare(declaration).unwrap();
        }
        accounts.add_member("tomcat", "adm").unwrap();
        insta::assert_snapshot!(
            format!("{}--\n{}", accounts.passwd(), accounts.group()),
            @r"
        root:x:0:0:root:/root:/bin/bash
        www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
        tomcat:x:10001:10001:Apache Tomcat:/:/usr/sbin/nologin
        --
        root:x:0:
        adm:x:4:syslog,tomcat
        www-data:x:33:
        tomcat:x:10001:
        "
        );
    }

    #[test]
    fn a_number_belongs_to_one_account() {
        let mut accounts = Accounts::from_masters(PASSWD, GROUP).unwrap();
        let user = User { name: "web".into(), uid: Some(33), ..User::default() };
        assert!(matches!(
            accounts.add_user(&user),
            Err(AccountsError::Collision { number: 33, .. })
        ));
        assert!(accounts.add_group("bad:name", None).is_err());
        assert!(accounts.add_group("0", None).is_err());
        let evil =
            User { name: "x".into(), comment: Some("a\nroot2:x:0:0".into()), ..User::default() };
        assert!(accounts.add_user(&evil).is_err());
    }

    #[test]
    fn printing_and_reading_are_inverse() {
        let accounts = Accounts::from_masters(PASSWD, GROUP).unwrap();
        let again =
            Accounts::from_masters(accounts.passwd().as_bytes(), accounts.group().as_bytes());
        assert_eq!(again.unwrap(), accounts);
    }

    proptest! {
        #[test]
        fn reading_is_total(passwd in proptest::collection::vec(any::<u8>(), 0..99), group in "[a-c:,0-9\\n]{0,60}") {
            let _ = Accounts::from_masters(&passwd, group.as_bytes());
        }
    }
}
