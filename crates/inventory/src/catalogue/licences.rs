// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Licences as makers declare them, normalised to expressions of SPDX.
//!
//! What is written becomes an expression if it is one whose every identifier SPDX lists, or if it
//! is a name or address that unmistakably means one licence. Everything else is kept under
//! `LicenseRef-…`, with its text: nobody's licence is guessed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use haerterei_versions::licence::Expression;

use crate::component::Licences;

/// The longest text that is kept of one component.
const MAX_TEXT: usize = 2000;
/// The most licences that are read of one component.
const MAX_LICENCES: usize = 64;

static IDENTIFIERS: LazyLock<BTreeMap<String, &str>> =
    LazyLock::new(|| by_small_letters(include_str!("licences/identifiers.txt")));
static EXCEPTIONS: LazyLock<BTreeMap<String, &str>> =
    LazyLock::new(|| by_small_letters(include_str!("licences/exceptions.txt")));

fn by_small_letters(list: &'static str) -> BTreeMap<String, &'static str> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| (line.to_ascii_lowercase(), line)).collect()
}

/// Names and the ends of addresses that mean one licence, in small letters.
const NAMES: &[(&str, &str)] = &[
    ("apache 2", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache licence 2.0", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license version 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("apache software license - version 2.0", "Apache-2.0"),
    ("apache software license 2.0", "Apache-2.0"),
    ("apache software license version 2.0", "Apache-2.0"),
    ("asl 2.0", "Apache-2.0"),
    ("the apache license, version 2.0", "Apache-2.0"),
    ("the apache software license, version 2.0", "Apache-2.0"),
    ("apache.org/licenses/license-2.0", "Apache-2.0"),
    ("apache.org/licenses/license-2.0.html", "Apache-2.0"),
    ("apache.org/licenses/license-2.0.txt", "Apache-2.0"),
    ("opensource.org/licenses/apache-2.0", "Apache-2.0"),
    ("opensource.org/licenses/apache2.0.php", "Apache-2.0"),
    ("mit license", "MIT"),
    ("the mit license", "MIT"),
    ("opensource.org/licenses/mit", "MIT"),
    ("opensource.org/licenses/mit-license.php", "MIT"),
    ("opensource.org/license/mit", "MIT"),
    ("bsd 2-clause license", "BSD-2-Clause"),
    ("simplified bsd license", "BSD-2-Clause"),
    ("opensource.org/licenses/bsd-2-clause", "BSD-2-Clause"),
    ("3-clause bsd license", "BSD-3-Clause"),
    ("bsd 3-clause", "BSD-3-Clause"),
    ("bsd 3-clause license", "BSD-3-Clause"),
    ("bsd-3-clause license", "BSD-3-Clause"),
    ("new bsd license", "BSD-3-Clause"),
    ("opensource.org/licenses/bsd-3-clause", "BSD-3-Clause"),
    ("cddl 1.0", "CDDL-1.0"),
    ("cddl 1.1", "CDDL-1.1"),
    ("eclipse public license 1.0", "EPL-1.0"),
    ("eclipse public license - v 1.0", "EPL-1.0"),
    ("eclipse.org/legal/epl-v10.html", "EPL-1.0"),
    ("eclipse public license 2.0", "EPL-2.0"),
    ("eclipse public license - v 2.0", "EPL-2.0"),
    ("eclipse public license v. 2.0", "EPL-2.0"),
    ("eclipse public license v2.0", "EPL-2.0"),
    ("epl 2.0", "EPL-2.0"),
    ("eclipse.org/legal/epl-2.0", "EPL-2.0"),
    ("eclipse.org/legal/epl-v20.html", "EPL-2.0"),
    ("eclipse distribution license - v 1.0", "BSD-3-Clause"),
    ("edl 1.0", "BSD-3-Clause"),
    ("eclipse.org/org/documents/edl-v10.php", "BSD-3-Clause"),
    ("gpl2 w/ cpe", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("gnu.org/software/classpath/license.html", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("gnu lesser general public license v2.1", "LGPL-2.1-only"),
    ("gnu.org/licenses/old-licenses/lgpl-2.1.html", "LGPL-2.1-only"),
    ("isc license", "ISC"),
    ("isc license (iscl)", "ISC"),
    ("mozilla public license 2.0", "MPL-2.0"),
    ("mozilla public license 2.0 (mpl 2.0)", "MPL-2.0"),
    ("mozilla public license version 2.0", "MPL-2.0"),
    ("mozilla public license, version 2.0", "MPL-2.0"),
    ("mozilla.org/mpl/2.0", "MPL-2.0"),
    ("public domain, per creative commons cc0", "CC0-1.0"),
    ("creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"),
    ("python software foundation license", "PSF-2.0"),
    ("the unlicense (unlicense)", "Unlicense"),
    ("bouncycastle.org/licence.html", "MIT"),
];

/// GNU's identifiers of old, whose meaning SPDX itself gives.
const OLD: &[(&str, &str)] = &[
    ("AGPL-1.0", "AGPL-1.0-only"),
    ("AGPL-3.0", "AGPL-3.0-only"),
    ("GPL-1.0", "GPL-1.0-only"),
    ("GPL-1.0+", "GPL-1.0-or-later"),
    ("GPL-2.0", "GPL-2.0-only"),
    ("GPL-2.0+", "GPL-2.0-or-later"),
    ("GPL-3.0", "GPL-3.0-only"),
    ("GPL-3.0+", "GPL-3.0-or-later"),
    ("LGPL-2.0", "LGPL-2.0-only"),
    ("LGPL-2.0+", "LGPL-2.0-or-later"),
    ("LGPL-2.1", "LGPL-2.1-only"),
    ("LGPL-2.1+", "LGPL-2.1-or-later"),
    ("LGPL-3.0", "LGPL-3.0-only"),
    ("LGPL-3.0+", "LGPL-3.0-or-later"),
];

/// How several licences that are named beside each other are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Several {
    /// One may choose (POM reference, "Licenses"; Composer; `RubyGems`; `licenses` of npm).
    Choice,
    /// All of them hold.
    Together,
}

/// Returns the licences that makers declare.
pub(super) fn declared<'a>(texts: impl IntoIterator<Item = &'a str>, several: Several) -> Licences {
    let (mut expressions, mut unknown) = (Vec::new(), Vec::new());
    for text in texts.into_iter().take(MAX_LICENCES) {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("unknown") {
            continue;
        }
        if let Some(expression) = expression(text) {
            expressions.push(expression);
        } else {
            // A whole licence text has no name; its first line is often one.
            let name = text.lines().next().unwrap_or_default();
            expressions.push(Expression::unlisted(&name.chars().take(80).collect::<String>()));
            unknown.push(text);
        }
    }
    let joined = match several {
        Several::Choice => Expression::any(expressions),
        Several::Together => Expression::all(expressions),
    };
    let text: String = unknown.join("\n").chars().take(MAX_TEXT).collect();
    Licences {
        declared: joined.map(|expression| expression.to_string()),
        concluded: None,
        text: Some(text).filter(|text| !text.is_empty()),
    }
}

/// Returns the expression that a text is or unmistakably means.
pub(super) fn expression(text: &str) -> Option<Expression> {
    if text.len() > 500 {
        return None;
    }
    named(text).map_or_else(|| listed(text), |id| id.parse().ok())
}

/// Finds a name or an address in the table.
fn named(text: &str) -> Option<&'static str> {
    let mut small = text.trim().to_ascii_lowercase();
    for scheme in ["https://", "http://", "www."] {
        if let Some(rest) = small.strip_prefix(scheme) {
            small = rest.to_owned();
        }
    }
    let small = small.trim_end_matches(['/', '.']);
    NAMES.iter().find(|(name, _)| *name == small).map(|(_, id)| *id)
}

/// Reads an expression of which SPDX lists every identifier, in any letters.
fn listed(text: &str) -> Option<Expression> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut after_with = false;
    let words: Option<Vec<String>> = spaced
        .split_whitespace()
        .map(|word| {
            let is_exception = std::mem::replace(&mut after_with, false);
            match word.to_ascii_uppercase().as_str() {
                "(" | ")" | "AND" | "OR" => return Some(word.to_ascii_uppercase()),
                "WITH" => {
                    after_with = true;
                    return Some("WITH".to_owned());
                }
                _ => {}
            }
            let small = word.to_ascii_lowercase();
            if is_exception {
                return EXCEPTIONS.get(&small).map(|id| (*id).to_owned());
            }
            if word.starts_with("LicenseRef-") {
                return Some(word.to_owned());
            }
            let id = match IDENTIFIERS.get(&small) {
                Some(id) => (*id).to_owned(),
                None => [*IDENTIFIERS.get(small.strip_suffix('+')?)?, "+"].concat(),
            };
            let new = OLD.iter().find(|(old, _)| *old == id).map(|(_, new)| (*new).to_owned());
            Some(new.unwrap_or(id))
        })
        .collect();
    words?.join(" ").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> String {
        declared([text], Several::Choice).declared.unwrap_or_default()
    }

    #[test]
    fn expressions_and_names_that_mean_one_licence_are_known() {
        for (text, expected) in [
            ("MIT", "MIT"),
            ("mit", "MIT"),
            ("(MIT OR apache-2.0)", "Apache-2.0 OR MIT"),
            ("GPL-2.0", "GPL-2.0-only"),
            ("LGPL-2.1+", "LGPL-2.1-or-later"),
            ("EUPL-1.2+", "EUPL-1.2+"),
            ("GPL-2.0 WITH classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
            ("The Apache Software License, Version 2.0", "Apache-2.0"),
            ("https://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
            ("http://opensource.org/licenses/MIT/", "MIT"),
            ("Our own terms", "LicenseRef-Our-own-terms"),
            ("BSD", "LicenseRef-BSD"),
            ("MIT AND Secret", "LicenseRef-MIT-AND-Secret"),
            ("UNKNOWN", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn several_are_a_choice_or_hold_together() {
        let several = |how| declared(["MIT", "ISC", "x y"], how);
        let choice = several(Several::Choice);
        assert_eq!(choice.declared.as_deref(), Some("ISC OR LicenseRef-x-y OR MIT"));
        assert_eq!(choice.text.as_deref(), Some("x y"));
        let all = several(Several::Together).declared;
        assert_eq!(all.as_deref(), Some("ISC AND LicenseRef-x-y AND MIT"));
    }

    #[test]
    fn every_name_of_the_table_means_what_spdx_lists() {
        for (name, id) in NAMES {
            assert!(listed(id).is_some(), "{id}");
            assert_eq!(*name, name.to_ascii_lowercase());
        }
        assert!(OLD.iter().all(|(_, new)| IDENTIFIERS.contains_key(&new.to_ascii_lowercase())));
    }

    proptest! {
        #[test]
        fn what_is_declared_is_an_expression(texts in proptest::collection::vec(".{0,30}", 0..4)) {
            let licences = declared(texts.iter().map(String::as_str), Several::Choice);
            if let Some(declared) = licences.declared {
                prop_assert!(declared.parse::<Expression>().is_ok());
            }
        }
    }
}
