// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How a release of a system is supported on a day.

use haerterei_archive::Distribution;
use haerterei_ground::Timestamp;
use jiff::tz::TimeZone;

use crate::findings::System;
use crate::inventory::SupportPhase;

/// Returns how a system is supported at a time, by the dates of the distributions; nothing if they
/// do not know the system.
pub fn support(
    system: &System,
    distributions: &[Distribution],
    now: Timestamp,
) -> Option<SupportPhase> {
    let distribution = distributions.iter().find(|known| known.id == system.id)?;
    let suite = distribution.suites.iter().find(|suite| {
        Some(&suite.version) == system.version_id.as_ref()
            || Some(&suite.codename) == system.codename.as_ref()
    })?;
    let today = now.to_zoned(TimeZone::UTC).date();
    // The last day of support is supported.
    if today <= suite.end_of_support? {
        Some(SupportPhase::Regular)
    } else if suite.end_of_long_term_support.is_some_and(|end| today <= end) {
        Some(SupportPhase::LongTerm)
    } else {
        Some(SupportPhase::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_ends_after_its_last_day() {
        let bookworm = System {
            id: "debian".to_owned(),
            version_id: Some("12".to_owned()),
            ..System::default()
        };
        let at = |day: &str| {
            let now: Timestamp = format!("{day}T23:59:59Z").parse().unwrap();
            support(&bookworm, &Distribution::built_in(), now)
        };
        assert_eq!(at("2026-07-11"), Some(SupportPhase::Regular));
        assert_eq!(at("2026-07-12"), Some(SupportPhase::LongTerm));
        assert_eq!(at("2028-07-01"), Some(SupportPhase::Ended));
        let unknown = System { id: "plan9".to_owned(), ..System::default() };
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(support(&unknown, &Distribution::built_in(), now), None);
    }
}
