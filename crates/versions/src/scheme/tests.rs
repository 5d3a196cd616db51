// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Each order against vectors that follow from its specification.

use proptest::prelude::*;

use super::*;
use VersionScheme::{Alpine, Composer, Go, Maven, NuGet, Python, Rpm, Ruby, Semver};

/// Versions in ascending order; versions in one text, split by spaces, are equal.
const ASCENDING: [(VersionScheme, &[&str]); 9] = [
    (
        Alpine,
        &[
            "0.1_alpha1",
            "0.1_alpha2",
            "0.1_beta",
            "0.1_pre2",
            "0.1_rc1",
            "0.1_rc1-r1",
            "0.1",
            "0.1-r0 0.1-r00",
            "0.1-r1",
            "0.1-r10",
            "0.1_cvs",
            "0.1_git20240101",
            "0.1_p1_alpha",
            "0.1_p1",
            "0.1_p1-r1",
            "0.1_p2",
            "0.1a",
            "0.1b",
            "0.1.0",
            "0.1.00",
            "0.1.01",
            "0.1.1",
            "0.1.9",
            "0.1.10",
            "0.2~1a2b-r0",
            "0.2~1b-r0",
            "1 01",
            "8.2.0",
            "8.2.0015",
            "8.2.002",
            "8.2.1",
            "20240101",
        ],
    ),
    (
        Rpm,
        &[
            "1.0~~",
            "1.0~rc1",
            "1.0~rc1-1.0~b.el9",
            "1.0 1..0 1.0. 0:1.0",
            "1.0^git1",
            "1.0^git2",
            "1.0.a",
            "1.0.1 1.0.01 1.0_1 1.0+1",
            "1.0.1-1.el8",
            "1.0.1-1.el9 1.0.1-01.el9",
            "1.0.1-1.el9_2",
            "1.0.1-1.el10",
            "1.0.1a",
            "1.0.2",
            "1.0.10",
            "5.a",
            "5.0",
            "10xyz",
            "10.1xyz",
            "1:0.1 01:0.1",
        ],
    ),
    (
        Maven,
        &[
            "1-alpha 1.alpha 1.0.alpha",
            "1-alpha-1 1-a1 1.0.alpha1 1alpha1 1-ALPHA-01",
            "1-alpha-2",
            "1-alpha.1",
            "1-beta",
            "1-b1",
            "1-milestone",
            "1-m3",
            "1-rc-snapshot",
            "1-rc 1-cr 1.0.cr",
            "1-rc1 1.0-CR-1",
            "1-rc.1",
            "1-snapshot 1.0.0-SNAPSHOT",
            "1 1.0 1.0.0 1-ga 1.0.Final 1.0.0.RELEASE 1-0 1. 1.ga.0",
            "1-sp",
            "1-sp1",
            "1-android 1.0-ANDROID",
            "1-jre",
            "1-jre8",
            "1-1 1-01 1.0-1 1.0.ga-1",
            "1-2",
            "1.0.1-alpha",
            "1.0.1",
            "1.0.9",
            "1.0.10",
            "1.1",
            "2.0.0.Beta5",
            "2.0.0.Beta5-redhat-1",
            "2.0.0.m1",
            "2",
            "20240101",
            "99999999999999999999",
        ],
    ),
    (
        Semver,
        &[
            "0.0.0-0",
            "0.0.0 0 v0.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1 1.0.0-alpha.1+x",
            "1.0.0-alpha.beta",
            "1.0.0-beta 1.0.0beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-beta2",
            "1.0.0-rc.1",
            "1.0.0 1 1.0 =1.0.0 v1.0.0+20130313144700",
            "1.0.1-0",
            "1.0.1",
            "1.2.0",
            "1.10.0",
            "99999999999999999999999.999999999999999999.99999999999999999",
        ],
    ),
    (
        Go,
        &[
            "v0.0.0-20180101000000-abcdef123456 0.0.0-20180101000000-abcdef123456",
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0",
            "1.19.0-0",
            "go1.22beta1 1.22beta1",
            "go1.22rc1 1.22.0-rc.1 v1.22.0-rc.1",
            "go1.22rc2",
            "go1.22 go1.22.0 1.22.0 go1.22.0-vendor",
            "v1.22.1-0.20240101000000-abcdef123456",
            "1.22.1-rc1",
            "go1.22.1 v1.22.1+incompatible",
            "go1.22.3 go1.22.3-vendor.1 go1.22.3 X:boringcrypto",
            "v2.0.0+incompatible",
        ],
    ),
    (
        Python,
        &[
            "1.dev0 1.0.dev0 1.0dev 1.0-dev_0",
            "1.0.dev456",
            "1.0a1.dev1",
            "1.0a1 1.0.ALPHA1 1.0-a-1 1.0_alpha.1 v1.0.a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345 1.0b2-345 1.0b2.r345 1.0b2rev345",
            "1.0rc1.dev456",
            "1.0rc1 1.0c1 1.0pre1 1.0-preview-1",
            "1.0 1 1.0.0 1.0.0.0 v1",
            "1.0+abc.5",
            "1.0+abc.7 1.0+ABC-7",
            "1.0+5",
            "1.0+5.abc",
            "1.0+5.0",
            "1.0.post456.dev34",
            "1.0.post456 1.0-456 1.0.rev456",
            "1.0.15",
            "1.1.dev1",
            "1.1",
            "2012.10",
            "1!0.1",
            "1!1.0",
        ],
    ),
    (
        Ruby,
        &[
            "0.0.0.a",
            "0 0.0 0.0.0",
            "1.0.0.a 1.a 1.0.a",
            "1.0.0.b1",
            "1.0.0.b2",
            "1.0.0.b10",
            "1.0.0-alpha 1.0.0.pre.alpha",
            "1.0.0.rc.1 1.0.rc1",
            "1.0.0.z.a",
            "1.0.0.z",
            "1.0.0.z.0.1",
            "1.0.0.z.1",
            "1 1.0 1.0.0",
            "1.0.0.1",
            "1.0.1.pre",
            "1.0.1",
            "1.9.3",
            "1.10",
        ],
    ),
    (
        NuGet,
        &[
            "1.0.0--5",
            "1.0.0-1",
            "1.0.0-2147483647",
            "1.0.0-20240101000000",
            "1.0.0-alpha 1.0.0-ALPHA 1.0-Alpha+x",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-beta.x.y.5.77.0+AA 1.0.0-BETA.X.Y.5.77.0",
            "1.0.0-beta.x.y.5.79.0",
            "1.0.0-beta.x.y.5.790.0",
            "1.0.0-RC1",
            "1.0.0 1 1.0 1.0.0.0 01.00",
            "1.0.0.1-1.2.A",
            "1.0.0.1-1.2.a.A",
            "1.0.0.1-beta",
            "1.0.0.1 1.0.0.01",
            "1.0.1 1.0.01.0",
            "1.10",
            "1.999.9999",
            "2.1.1",
        ],
    ),
    (
        Composer,
        &[
            "1.0.0-dev 1.0-dev@dev",
            "1.0.0-alpha1-dev",
            "1.0.0-alpha1 1.0.0a1 v1.0.0-ALPHA.1 1.0alpha1",
            "1.0.0-beta",
            "1.0.0-beta2 1.0.0.b2",
            "1.0.0-RC1 1.0-rc.1 1.0.0-RC1+build",
            "1.0.0 1.0 1 v1.0.0.0 1.0.0-stable 1.0.0@beta",
            "1.0.0-p1 1.0.0-patch1 1.0.0pl1",
            "1.0.0.1",
            "1.0.1",
            "1.10",
            "1.x-dev 1.x.x-dev",
            "2.0",
            "2010.01.02",
            "20100102 20100102@stable",
            "20100102-203040 20100102.203040",
        ],
    ),
];

#[test]
fn versions_stand_as_their_specification_has_it() {
    let mut wrong = Vec::new();
    for (scheme, ascending) in ASCENDING {
        // A version of Go may have a space inside; in these lists two do not.
        let places: Vec<Vec<&str>> = ascending
            .iter()
            .map(|place| match place.split_once(" X:") {
                Some((before, _)) => before.split(' ').chain(["go1.22.3 X:boringcrypto"]).collect(),
                None => place.split(' ').collect(),
            })
            .collect();
        for (left_place, left) in places.iter().enumerate() {
            for (right_place, right) in places.iter().enumerate() {
                for (left, right) in left.iter().flat_map(|l| right.iter().map(move |r| (l, r))) {
                    if scheme.compare(left, right) != Ok(left_place.cmp(&right_place)) {
                        wrong.push(format!("{scheme}: {left} and {right}"));
                    }
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_is_no_version_is_refused() {
    let mut taken = Vec::new();
    for (scheme, texts) in [
        (
            Alpine,
            &["a", "1.", "1.a", "1a1", "1.0-1", "1.0-r", "1_x", "1.0~", "1.0-r1_p1", "1..2"][..],
        ),
        (Rpm, &["-1", "1:"]),
        (Semver, &["a", "1.", "1..2", "1.2.3-", "1.2.3-a..b", "1.2.3-ä", "1.x", ".1", "1_2"]),
        (Go, &["v", "go", "1.22x1", "v1.2.3-", "master"]),
        (Python, &["", "2004d", "1.0.0.Final", "1.0+", "1.0+a..b", "1!", "1.0-", "1.0a1x", "x1"]),
        (Ruby, &["a", "1..2", "1.", "1-", "1.2_3", "1.2+3", "1 2"]),
        (NuGet, &["1.2.3.4.5", "1.0beta", "1.0-", "a", "1.0-a_b"]),
        (
            Composer,
            &[
                "a",
                "1.0.0.0.0",
                "1.0-x",
                "1.0-beta-",
                "12345678901234567890123",
                "1.x",
                "1.0 1.1",
                "2010-1-555-5-5-5",
            ],
        ),
    ] {
        for text in texts {
            if !matches!(
                scheme.key(text),
                Err(VersionError::Malformed { .. } | VersionError::Empty)
            ) {
                taken.push(format!("{scheme}: {text}"));
            }
        }
    }
    assert_eq!(taken, [""; 0]);
    for scheme in VersionScheme::ALL {
        assert!(scheme.key("").is_err() && scheme.key(" \t\n").is_err(), "{scheme}");
        assert!(scheme.key("1\u{0}").is_err() && scheme.key("1.0\u{fc}").is_err(), "{scheme}");
        assert!(scheme.key(&"1".repeat(5000)).is_err(), "{scheme}");
    }
}

#[test]
fn what_moves_stands_in_no_order() {
    for (scheme, text) in [
        (Composer, "dev-main"),
        (Composer, "DEV-feature/x"),
        (Composer, "master"),
        (Composer, "feature-dev"),
        (Go, "(devel)"),
        (Go, "devel go1.23-abcdef Mon Jan 1"),
    ] {
        let version = text.to_owned();
        assert_eq!(scheme.key(text), Err(VersionError::Unordered { scheme, version }));
    }
}

#[test]
fn ecosystems_and_types_have_their_schemes() {
    for (ecosystem, scheme) in [
        ("Debian:12", Some(VersionScheme::Debian)),
        ("Ubuntu:24.04:LTS", Some(VersionScheme::Debian)),
        ("Alpine:v3.21", Some(Alpine)),
        ("AlmaLinux:9", Some(Rpm)),
        ("Rocky Linux:9", Some(Rpm)),
        ("Red Hat:rhel_eus:9.4::baseos", Some(Rpm)),
        ("Maven", Some(Maven)),
        ("Maven:https://repo1.maven.org/maven2", Some(Maven)),
        ("npm", Some(Semver)),
        ("crates.io", Some(Semver)),
        ("PyPI", Some(Python)),
        ("Go", Some(Go)),
        ("Packagist", Some(Composer)),
        ("RubyGems", Some(Ruby)),
        ("NuGet", Some(NuGet)),
        ("CRAN", None),
        ("debian", None),
    ] {
        assert_eq!(VersionScheme::of_ecosystem(ecosystem), scheme, "{ecosystem}");
    }
    for (kind, scheme) in [
        ("deb", Some(VersionScheme::Debian)),
        ("apk", Some(Alpine)),
        ("cargo", Some(Semver)),
        ("golang", Some(Go)),
        ("gem", Some(Ruby)),
        ("generic", None),
    ] {
        assert_eq!(VersionScheme::of_purl_type(kind), scheme, "{kind}");
    }
}

/// Texts that are often versions, for every scheme.
fn any_version() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[0-3]{1,2}",
        1 => prop_oneof![
            Just("alpha"), Just("a"), Just("rc"), Just("dev"), Just("post"), Just("p"), Just("sp"),
            Just("ga"), Just("final"), Just("x"), Just("Z"), Just("0"), Just("r"), Just("pre"),
        ].prop_map(str::to_owned),
    ];
    let separator = prop_oneof![
        6 => Just("."), 3 => Just("-"), 2 => Just(""), 1 => Just("_"), 1 => Just("~"), 1 => Just("^"),
        1 => Just("+"), 1 => Just("-r"), 1 => Just(":"),
    ];
    (
        "[0-3]",
        proptest::collection::vec((separator, part).prop_map(|(s, p)| format!("{s}{p}")), 0..6),
    )
        .prop_map(|(first, parts)| first + &parts.concat())
}

proptest! {
    #[test]
    fn reading_is_total(text in any::<String>(), version in any_version()) {
        for scheme in VersionScheme::ALL {
            let _ = scheme.key(&text);
            let _ = scheme.key(&version);
        }
    }

    /// If one key were the beginning of another, what follows it in a larger key would decide.
    #[test]
    fn no_key_is_the_beginning_of_another(left in any_version(), right in any_version()) {
        for scheme in VersionScheme::ALL {
            if let (Ok(left), Ok(right)) = (scheme.key(&left), scheme.key(&right)) {
                prop_assert!(left == right || !right.as_bytes().starts_with(left.as_bytes()));
            }
        }
    }

    #[test]
    fn spelling_does_not_count(version in any_version()) {
        for scheme in VersionScheme::ALL {
            let spaced = scheme.key(&format!(" {version}\n"));
            prop_assert_eq!(scheme.key(&version).ok(), spaced.ok());
        }
        for scheme in [Maven, Python, NuGet, Composer] {
            let upper = scheme.key(&version.to_ascii_uppercase());
            prop_assert_eq!(scheme.key(&version).ok(), upper.ok());
        }
    }
}
