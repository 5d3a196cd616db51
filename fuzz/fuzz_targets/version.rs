// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Two versions of any text: the order and the keys agree.
#![no_main]

use haerterei_versions::debian::Version;
use haerterei_versions::licence::Expression;
use haerterei_versions::purl::PackageUrl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    if let (Ok(left), Ok(right)) = (Version::parse(texts.0), Version::parse(texts.1)) {
        assert_eq!(left.cmp(&right), left.sort_key().cmp(&right.sort_key()));
        assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
    }
    if let Ok(purl) = texts.0.parse::<PackageUrl>() {
        assert_eq!(purl.to_string().parse(), Ok(purl));
    }
    if let Ok(expression) = texts.0.parse::<Expression>() {
        assert_eq!(expression.to_string().parse(), Ok(expression));
    }
});
