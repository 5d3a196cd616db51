// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Accounts and groups: who may appear in `/etc/passwd` and `/etc/group`, and under which number.

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
