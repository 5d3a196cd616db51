// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Capabilities of files, as `setcap(8)` writes them into the attribute `security.capability`.
//!
//! No image has them; they are made only to compare a derived tree with an installed one.

/// The names of capabilities in the order of their numbers (`linux/capability.h`).
const NAMES: [&str; 41] = [
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
];

/// The second revision of the attribute, and its flag that what is permitted is also in effect.
const REVISION: u32 = 0x0200_0000;
const EFFECTIVE: u32 = 1;

/// Returns the attribute for a text such as `cap_net_raw,cap_net_admin=ep`; nothing if it has a
/// form we do not know.
pub(crate) fn attribute(text: &str) -> Option<Vec<u8>> {
    let (mut permitted, mut inheritable, mut effective) = (0_u64, 0_u64, false);
    for clause in text.split_whitespace() {
        let at = clause.find(['=', '+'])?;
        let (names, flags) = clause.split_at(at);
        let mut mask = 0_u64;
        for name in names.split(',') {
            let name = name.strip_prefix("cap_")?;
            mask |= 1 << NAMES.iter().position(|known| *known == name)?;
        }
        for flag in flags.chars().skip(1) {
            match flag {
                'p' => permitted |= mask,
                'i' => inheritable |= mask,
                'e' => effective = true,
                _ => return None,
            }
        }
    }
    let half = |mask: u64, upper: bool| {
        let bytes = mask.to_le_bytes();
        let (low, high) = bytes.split_at(4);
        if upper { high.to_vec() } else { low.to_vec() }
    };
    let mut bytes = (REVISION | if effective { EFFECTIVE } else { 0 }).to_le_bytes().to_vec();
    for upper in [false, true] {
        bytes.extend(half(permitted, upper));
        bytes.extend(half(inheritable, upper));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_become_the_bytes_that_the_kernel_reads() {
        // Read off files that `setcap` had changed.
        let ping = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(attribute("cap_net_raw+ep").unwrap(), ping);
        let high = [0, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(attribute("cap_dac_read_search,cap_bpf=p").unwrap(), high);
        for strange in ["cap_unheard_of+ep", "net_raw+ep", "cap_net_raw", "cap_net_raw+x"] {
            assert_eq!(attribute(strange), None, "{strange}");
        }
    }
}
