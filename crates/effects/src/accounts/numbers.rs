// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The numbers of accounts that their packages leave open.

use haerterei_ground::Digest;

/// Well-known service accounts. Chosen once: a number never changes and is never reused. Volumes
/// of running installations carry it.
const WELL_KNOWN: &[(&str, u32)] = &[
    ("tomcat", 10_001),
    ("postgres", 10_002),
    ("mysql", 10_003),
    ("redis", 10_004),
    ("nginx", 10_005),
    ("haproxy", 10_006),
    ("memcache", 10_007),
    ("rabbitmq", 10_008),
    ("openldap", 10_009),
    ("bind", 10_010),
    ("unbound", 10_011),
    ("prometheus", 10_012),
    ("grafana", 10_013),
    ("jetty", 10_014),
    ("varnish", 10_015),
    ("squid", 10_016),
    ("postfix", 10_017),
    ("postdrop", 10_018),
    ("dovecot", 10_019),
    ("dovenull", 10_020),
    ("messagebus", 10_021),
    ("sshd", 10_022),
    ("_ssh", 10_023),
    ("ssl-cert", 10_024),
    ("systemd-network", 10_025),
    ("systemd-timesync", 10_026),
    ("systemd-journal", 10_027),
    ("systemd-resolve", 10_028),
    ("crontab", 10_029),
    ("input", 10_030),
    ("sgx", 10_031),
    ("kvm", 10_032),
    ("render", 10_033),
    ("clock", 10_034),
    ("netdev", 10_035),
    ("polkitd", 10_036),
    ("etcd", 10_037),
    ("solr", 10_038),
    ("zookeeper", 10_039),
    ("couchdb", 10_040),
    ("proxysql", 10_041),
    ("pgbouncer", 10_042),
    ("_chrony", 10_043),
    ("clamav", 10_044),
];

/// The first and the last number derived from a name.
const DERIVED: (u32, u32) = (20_000, 29_999);

/// Returns the number of an account or group whose package fixes none.
pub(super) fn number(name: &str) -> u32 {
    if let Some((_, number)) = WELL_KNOWN.iter().find(|(known, _)| *known == name) {
        return *number;
    }
    let digest = Digest::sha256(name.as_bytes());
    let value =
        digest.as_bytes().iter().take(8).fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let (first, last) = DERIVED;
    first + (value % u64::from(last - first + 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn well_known_numbers_are_unique_and_reserved() {
        let numbers: BTreeSet<u32> = WELL_KNOWN.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers.len(), WELL_KNOWN.len());
        assert!(numbers.iter().all(|number| (10_000..20_000).contains(number)));
    }

    #[test]
    fn derived_numbers_do_not_change() {
        // Volumes carry these numbers: a change here breaks installations.
        assert_eq!(number("tomcat"), 10_001);
        assert_eq!(number("example"), number("example"));
        assert!((20_000..=29_999).contains(&number("example")));
        assert_ne!(number("example"), number("example2"));
    }
}
