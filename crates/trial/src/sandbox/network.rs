// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who listens in the network of a container.

use std::collections::BTreeSet;
use std::fs;

use serde::{Deserialize, Serialize};

/// The state of a socket that listens (`TCP_LISTEN`).
const LISTEN: &str = "0A";

/// A TCP port that a container listens at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Listener {
    /// The port.
    pub port: u16,
    /// Whether only the container itself reaches it.
    pub loopback_only: bool,
}

/// Returns who listens in the network of a process.
pub(crate) fn listening(process: i32) -> BTreeSet<Listener> {
    let mut found = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        let text = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        found.extend(text.lines().skip(1).filter_map(listener));
    }
    // A port that anyone reaches in one way is not closed because of another.
    let open: BTreeSet<u16> =
        found.iter().filter(|one| !one.loopback_only).map(|one| one.port).collect();
    found.retain(|one| !one.loopback_only || !open.contains(&one.port));
    found
}

/// Reads a line of `/proc/net/tcp`: number, local address, remote address, state.
fn listener(line: &str) -> Option<Listener> {
    let mut words = line.split_whitespace();
    let (address, port) = words.nth(1)?.split_once(':')?;
    if words.nth(1)? != LISTEN {
        return None;
    }
    let port = u16::from_str_radix(port, 16).ok()?;
    // Each word of four bytes stands in the order of the host.
    let loopback_only = match address.len() {
        8 => address.ends_with("7F"),
        _ => {
            address == "00000000000000000000000001000000"
                || (address.starts_with("0000000000000000FFFF0000") && address.ends_with("7F"))
        }
    };
    Some(Listener { port, loopback_only })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_port_and_reach() {
        for (line, expected) in [
            ("   0: 00000000:1F90 00000000:0000 0A 0:0", Some((8080, false))),
            ("   0: 0100007F:1F90 00000000:0000 0A 0:0", Some((8080, true))),
            ("   0: 00000000:1F90 00000000:0000 01 0:0", None),
            ("   0: 00000000000000000000000001000000:0050 0:0 0A", Some((80, true))),
            ("   0: 00000000000000000000000000000000:0050 0:0 0A", Some((80, false))),
            ("", None),
        ] {
            let found = listener(line).map(|one| (one.port, one.loopback_only));
            assert_eq!(found, expected, "{line}");
        }
    }
}
