// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;

fn vector(text: &str) -> Vector {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// Vector, base score, score with all metrics, word for that.
const SCORES: &[(&str, &str, &str, Severity)] = &[
    // CVSS 2.0, "A Complete Guide", section 3.3: the three worked examples.
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C", "7.8", "7.8", Severity::High),
    ("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", "7.8", "6.4", Severity::Medium),
    (
        "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H",
        "7.8",
        "9.2",
        Severity::High,
    ),
    (
        "AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L",
        "10.0",
        "9.0",
        Severity::High,
    ),
    ("AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C", "6.2", "4.9", Severity::Medium),
    (
        "AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M",
        "6.2",
        "7.5",
        Severity::High,
    ),
    ("(AV:L/AC:L/Au:N/C:N/I:N/A:N)", "0.0", "0.0", Severity::Low),
    // CVSS 3.1, "Examples".
    ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N", "5.4", "5.4", Severity::Medium),
    ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1", "6.1", Severity::Medium),
    ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4", "6.4", Severity::Medium),
    ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", "3.1", "3.1", Severity::Low),
    ("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", "4.2", "4.2", Severity::Medium),
    ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "9.9", "9.9", Severity::Critical),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "7.5", "7.5", Severity::High),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8", "9.8", Severity::Critical),
    ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", "7.4", "7.4", Severity::High),
    ("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", "4.6", "4.6", Severity::Medium),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0", "0.0", Severity::None),
    // With metrics of time and of the environment.
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U", "9.8", "7.8", Severity::High),
    (
        "CVSS:3.0/AV:P/AC:H/PR:L/UI:R/S:U/C:L/I:H/A:H/E:H/RL:U/RC:U/CR:H/IR:M/AR:H/MC:N",
        "5.8",
        "5.8",
        Severity::Medium,
    ),
    // CVSS 4.0: the highest, none, and examples of the "Examples" document.
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
        "10.0",
        "10.0",
        Severity::Critical,
    ),
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N",
        "0.0",
        "0.0",
        Severity::None,
    ),
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
        "8.7",
        "8.7",
        Severity::High,
    ),
    (
        "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "7.3",
        "7.3",
        Severity::High,
    ),
    (
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/E:U",
        "8.8",
        "6.8",
        Severity::Medium,
    ),
    (
        "CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:L/SA:N/S:P/AU:Y",
        "5.1",
        "5.1",
        Severity::Medium,
    ),
];

#[test]
fn scores_are_those_of_the_specifications() {
    for (text, base, score, severity) in SCORES {
        let vector = vector(text);
        assert_eq!(vector.base_score().to_string(), *base, "base of {text}");
        assert_eq!(vector.score().to_string(), *score, "{text}");
        assert_eq!(vector.severity(), *severity, "{text}");
    }
}

#[test]
fn what_says_the_same_is_printed_the_same() {
    for (text, canonical) in [
        (
            "CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ),
        (
            "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/MAV:X",
            "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ),
        ("(AV:N/AC:L/Au:N/C:N/I:N/A:C/TD:ND)", "AV:N/AC:L/Au:N/C:N/I:N/A:C"),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/U:Red/E:X",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/U:Red",
        ),
    ] {
        assert_eq!(vector(text).to_string(), canonical);
        assert_eq!(vector(text), vector(canonical));
    }
    assert_eq!(vector("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND").value("E"), None);
    assert_eq!(vector("AV:N/AC:L/Au:N/C:N/I:N/A:C").value("Au"), Some("N"));
    assert_eq!(vector("AV:N/AC:L/Au:N/C:N/I:N/A:C").value("PR"), None);
}

#[test]
fn faults_are_named() {
    let text = String::from;
    let whole = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    for (bad, error) in [
        (text("CVSS:9.9/AV:N"), CvssError::Standard(text("CVSS:9.9/AV:N"))),
        (text(""), CvssError::Metric { vector: text(""), metric: text("") }),
        (text("AV:N/"), CvssError::Metric { vector: text("AV:N/"), metric: text("") }),
        (text("AV:X"), CvssError::Metric { vector: text("AV:X"), metric: text("AV:X") }),
        (
            format!("{whole}/AV:N"),
            CvssError::Twice { vector: format!("{whole}/AV:N"), metric: "AV" },
        ),
        (
            format!("{whole}/Au:N"),
            CvssError::Metric { vector: format!("{whole}/Au:N"), metric: text("Au:N") },
        ),
        (text("AV:N/AC:L"), CvssError::Missing { vector: text("AV:N/AC:L"), metric: "Au" }),
        ("A".repeat(2000), CvssError::TooLong(2000)),
    ] {
        assert_eq!(bad.parse::<Vector>(), Err(error.clone()));
        assert!(crate::MESSAGE_KEYS.contains(&error.message().key));
    }
}

#[test]
fn words_begin_where_the_scales_say() {
    for (standard, words) in [
        (Standard::Two, ["low", "low", "low", "medium", "medium", "high", "high", "high", "high"]),
        (
            Standard::Four,
            ["none", "low", "low", "medium", "medium", "high", "high", "critical", "critical"],
        ),
    ] {
        for (tenths, word) in [0, 1, 39, 40, 69, 70, 89, 90, 100].into_iter().zip(words) {
            let severity = Severity::of(standard, Score::from_tenths(tenths).unwrap());
            assert_eq!(format!("{severity:?}").to_lowercase(), word, "{standard} {tenths}");
        }
    }
    assert_eq!(Score::from_tenths(101), None);
}

/// A vector of some version with any of its metrics.
fn any_vector() -> impl Strategy<Value = String> {
    let standards = [Standard::Two, Standard::Three, Standard::ThreeOne, Standard::Four];
    (0..4_usize, proptest::collection::vec((0..5_usize, any::<bool>()), MOST_METRICS)).prop_map(
        move |(standard, choices)| {
            let fields: Vec<String> = standards[standard]
                .metrics()
                .iter()
                .zip(choices)
                .filter(|(metric, (_, stands))| metric.is_base || *stands)
                .map(|(metric, (choice, _))| {
                    format!("{}:{}", metric.name, metric.values[choice % metric.values.len()])
                })
                .collect();
            format!("{}{}", standards[standard].prefix(), fields.join("/"))
        },
    )
}

proptest! {
    #[test]
    fn reading_is_total(text in any::<String>(), fields in "(CVSS:[34].[01]/)?([A-Z]{1,2}:[A-Z]/?){0,9}") {
        let _ = text.parse::<Vector>();
        let _ = fields.parse::<Vector>();
    }

    #[test]
    fn every_vector_has_a_score_and_is_read_again(text in any_vector()) {
        let vector = vector(&text);
        prop_assert!(vector.base_score().tenths() <= 100 && vector.score().tenths() <= 100);
        prop_assert_eq!(vector.to_string().parse::<Vector>(), Ok(vector.clone()));
        prop_assert_eq!(vector.base_score(), vector.base_alone().score());
    }
}
