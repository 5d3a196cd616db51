// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The equations of CVSS 3.0 and 3.1, specification document, section 7 (3.0: section 8).
//!
//! Two things changed from 3.0 to 3.1: how a number is rounded up, and the impact of a changed scope
//! in an environment.

use super::{Score, Standard, Vector};

/// A metric's value in the environment: the modified one where it is defined.
fn value(vector: &Vector, metric: &str, in_environment: bool) -> &'static str {
    let modified = match (in_environment, metric) {
        (true, "AV") => vector.value("MAV"),
        (true, "AC") => vector.value("MAC"),
        (true, "PR") => vector.value("MPR"),
        (true, "UI") => vector.value("MUI"),
        (true, "S") => vector.value("MS"),
        (true, "C") => vector.value("MC"),
        (true, "I") => vector.value("MI"),
        (true, "A") => vector.value("MA"),
        _ => None,
    };
    modified.or_else(|| vector.value(metric)).unwrap_or("X")
}

/// The weights of section 7.4.
fn weight(metric: &str, value: &str, scope_changes: bool) -> f64 {
    match (metric, value) {
        ("AV" | "UI" | "PR", "N") => 0.85,
        ("AV", "A") | ("UI", "R") => 0.62,
        ("AV", "L") => 0.55,
        ("AV", "P") => 0.2,
        ("AC", "L") => 0.77,
        ("AC", "H") => 0.44,
        ("PR", "L") => {
            if scope_changes {
                0.68
            } else {
                0.62
            }
        }
        ("PR", "H") => {
            if scope_changes {
                0.5
            } else {
                0.27
            }
        }
        ("C" | "I" | "A", "H") => 0.56,
        ("C" | "I" | "A", "L") => 0.22,
        ("C" | "I" | "A", _) => 0.0,
        ("E", "F") | ("RL", "W") => 0.97,
        ("E", "P") => 0.94,
        ("E", "U") => 0.91,
        ("RL", "T") | ("RC", "R") => 0.96,
        ("RL", "O") => 0.95,
        ("RC", "U") => 0.92,
        ("CR" | "IR" | "AR", "H") => 1.5,
        ("CR" | "IR" | "AR", "L") => 0.5,
        // Not defined, or the value that changes nothing.
        _ => 1.0,
    }
}

/// The smallest number of tenths that is not less than a number.
///
/// CVSS 3.1, appendix A, rounds to five decimals first, so that what is only the machine's error
/// counts for nothing. The rule of 3.0 knows no such error, so there only the error is taken out.
fn round_up(standard: Standard, number: f64) -> Score {
    let tenths = if standard == Standard::Three {
        (number * 10.0 - 1e-9).ceil()
    } else {
        ((number * 100_000.0).round() / 10_000.0).ceil()
    };
    Score::clamped(tenths as i128)
}

/// Impact and exploitability together, rounded up; with the environment's metrics, or without.
fn equation(vector: &Vector, in_environment: bool) -> Score {
    let scope_changes = value(vector, "S", in_environment) == "C";
    let weighed =
        |metric: &str| weight(metric, value(vector, metric, in_environment), scope_changes);
    let left_whole = |impact: &str, requirement: &str| {
        let required = if in_environment { weighed(requirement) } else { 1.0 };
        1.0 - weighed(impact) * required
    };
    let whole = left_whole("C", "CR") * left_whole("I", "IR") * left_whole("A", "AR");
    let base = if in_environment { (1.0 - whole).min(0.915) } else { 1.0 - whole };
    let impact = match (scope_changes, in_environment, vector.standard()) {
        (false, ..) => 6.42 * base,
        (true, true, Standard::ThreeOne) => {
            7.52 * (base - 0.029) - 3.25 * (base * 0.9731 - 0.02).powi(13)
        }
        (true, ..) => 7.52 * (base - 0.029) - 3.25 * (base - 0.02).powi(15),
    };
    if impact <= 0.0 {
        return Score::clamped(0);
    }
    let exploitability = 8.22 * weighed("AV") * weighed("AC") * weighed("PR") * weighed("UI");
    let factor = if scope_changes { 1.08 } else { 1.0 };
    round_up(vector.standard(), (factor * (impact + exploitability)).min(10.0))
}

/// The base score.
pub(super) fn base(vector: &Vector) -> Score {
    equation(vector, false)
}

/// The score of the environment where one of its metrics is defined, else that of time, which is
/// that of the base where none is.
pub(super) fn score(vector: &Vector) -> Score {
    const ENVIRONMENT: [&str; 11] =
        ["CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"];
    let in_environment = ENVIRONMENT.iter().any(|metric| vector.value(metric).is_some());
    let score = f64::from(equation(vector, in_environment));
    let timed = ["E", "RL", "RC"]
        .iter()
        .fold(score, |score, metric| score * weight(metric, value(vector, metric, false), false));
    round_up(vector.standard(), timed)
}
