// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Two versions of any text, in every scheme: the order and the keys agree.
#![no_main]

use haerterei_versions::VersionScheme;
use haerterei_versions::cvss::Vector;
use haerterei_versions::debian::Version;
use haerterei_versions::licence::Expression;
use haerterei_versions::purl::PackageUrl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    if let (Ok(left), Ok(right)) = (Version::parse(texts.0), Version::parse(texts.1)) {
        assert_eq!(left.cmp(&right), left.sort_key().cmp(&right.sort_key()));
        assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
    }
    for scheme in VersionScheme::ALL {
        if let (Ok(left), Ok(right)) = (scheme.key(texts.0), scheme.key(texts.1)) {
            // No key is the beginning of another.
            assert!(left == right || !right.as_bytes().starts_with(left.as_bytes()));
        }
    }
    if let Ok(vector) = texts.0.parse::<Vector>() {
        assert!(vector.score().tenths() <= 100 && vector.base_score().tenths() <= 100);
        assert_eq!(vector.to_string().parse(), Ok(vector));
    }
    if let Ok(purl) = texts.0.parse::<PackageUrl>() {
        assert_eq!(purl.to_string().parse(), Ok(purl));
    }
    if let Ok(expression) = texts.0.parse::<Expression>() {
        assert_eq!(expression.to_string().parse(), Ok(expression));
    }
});
