// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whether a licence is written as the guideline wants it (section 6.1): identifiers of SPDX's list,
//! else `LicenseRef-` with a name.

use std::collections::HashSet;
use std::sync::LazyLock;

use haerterei_versions::licence::Expression;

use super::report::Problem;

/// The identifiers of SPDX's list, in lower case: SPDX compares without regard to it.
static LISTED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    include_str!("../../data/spdx-licences.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
});

/// Says what is wrong with an expression, if anything.
pub(super) fn problem(text: &str) -> Option<Problem> {
    if matches!(text, "NONE" | "NOASSERTION") {
        return Some(Problem::NoAssertion);
    }
    let Ok(expression) = text.parse::<Expression>() else { return Some(Problem::NoExpression) };
    let is_known = |id: &str| {
        let reference = id.rsplit_once(':').map_or(id, |(_, id)| id);
        if let Some(name) = reference.strip_prefix("LicenseRef-") {
            return !name.is_empty();
        }
        let id = id.to_ascii_lowercase();
        LISTED.contains(&id) || LISTED.contains(id.trim_end_matches('+'))
    };
    let all_known = expression.identifiers().into_iter().all(is_known);
    (!all_known).then_some(Problem::UnlistedLicence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_listed_licences_are_sound() {
        for good in ["MIT", "mit OR (GPL-2.0+ AND LicenseRef-scancode-x)", "GPL-2.0-or-later"] {
            assert_eq!(problem(good), None, "{good}");
        }
        for (bad, what) in [
            ("NONE", Problem::NoAssertion),
            ("NOASSERTION", Problem::NoAssertion),
            ("GPL", Problem::UnlistedLicence),
            ("MIT AND Apache", Problem::UnlistedLicence),
            ("Apache License, Version 2.0", Problem::NoExpression),
            ("", Problem::NoExpression),
        ] {
            assert_eq!(problem(bad), Some(what), "{bad}");
        }
    }
}
