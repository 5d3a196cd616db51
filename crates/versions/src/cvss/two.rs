// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The equations of CVSS 2.0, "A Complete Guide", section 3.2, in whole numbers.
//!
//! Every weight has at most three decimals, so nothing but the rounding the guide asks for is
//! rounded: a number stands as an integer and the count of its decimals.

use super::{Score, Vector};

/// A number with some decimals.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    digits: i128,
    decimals: u32,
}

impl Decimal {
    const fn new(digits: i128, decimals: u32) -> Self {
        Self { digits, decimals }
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.digits * other.digits, self.decimals + other.decimals)
    }

    /// The same number with more decimals.
    fn with(self, decimals: u32) -> i128 {
        self.digits * 10_i128.pow(decimals - self.decimals)
    }

    fn plus(self, other: Self) -> Self {
        let decimals = self.decimals.max(other.decimals);
        Self::new(self.with(decimals) + other.with(decimals), decimals)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self::new(-other.digits, other.decimals))
    }

    /// In tenths; half of one away from zero.
    fn rounded(self) -> Self {
        if self.decimals <= 1 {
            return Self::new(self.with(1), 1);
        }
        let unit = 10_i128.pow(self.decimals - 1);
        let tenths = (self.digits.abs() + unit / 2) / unit;
        Self::new(tenths * self.digits.signum(), 1)
    }
}

const ONE: Decimal = Decimal::new(1, 0);
const TEN: Decimal = Decimal::new(10, 0);

/// The weight of a metric's value, in thousandths.
fn weight(vector: &Vector, metric: &str) -> Decimal {
    let thousandths = match (metric, vector.value(metric).unwrap_or("ND")) {
        ("AV", "L") => 395,
        ("AV", "A") => 646,
        ("AC", "H") => 350,
        ("AC", "M") => 610,
        ("AC", "L") => 710,
        ("Au", "M") => 450,
        ("Au", "S") => 560,
        ("Au", "N") => 704,
        ("C" | "I" | "A", "P") => 275,
        ("C" | "I" | "A", "C") => 660,
        ("E", "U") => 850,
        ("E", "POC") | ("RL", "TF") | ("RC", "UC") => 900,
        ("E" | "RC", "F" | "UR") | ("RL", "W") => 950,
        ("RL", "OF") => 870,
        ("CDP", "L") => 100,
        ("CDP", "LM") => 300,
        ("CDP", "MH") => 400,
        ("CDP", "H") | ("CR" | "IR" | "AR", "L") => 500,
        ("TD", "L") => 250,
        ("TD", "M") => 750,
        ("CR" | "IR" | "AR", "H") => 1510,
        ("C" | "I" | "A" | "CDP" | "TD", "N") | ("CDP", "ND") => 0,
        // Everything else that is not defined or at its highest.
        _ => 1000,
    };
    Decimal::new(thousandths, 3)
}

/// The base equation; with the requirements of the environment, the adjusted one.
fn base_equation(vector: &Vector, adjusted: bool) -> Decimal {
    let left_whole = |impact: &str, requirement: &str| {
        let mut weight_of = weight(vector, impact);
        if adjusted {
            weight_of = weight_of.times(weight(vector, requirement));
        }
        ONE.minus(weight_of)
    };
    let whole = left_whole("C", "CR").times(left_whole("I", "IR")).times(left_whole("A", "AR"));
    let mut impact = Decimal::new(1041, 2).times(ONE.minus(whole));
    if adjusted && TEN.minus(impact).digits < 0 {
        impact = TEN;
    }
    let exploitability = Decimal::new(20, 0)
        .times(weight(vector, "AV"))
        .times(weight(vector, "AC"))
        .times(weight(vector, "Au"));
    let factor = if impact.digits == 0 { Decimal::new(0, 3) } else { Decimal::new(1176, 3) };
    Decimal::new(6, 1)
        .times(impact)
        .plus(Decimal::new(4, 1).times(exploitability))
        .minus(Decimal::new(15, 1))
        .times(factor)
        .rounded()
}

fn with_time(vector: &Vector, base: Decimal) -> Decimal {
    base.times(weight(vector, "E"))
        .times(weight(vector, "RL"))
        .times(weight(vector, "RC"))
        .rounded()
}

/// The base score.
pub(super) fn base(vector: &Vector) -> Score {
    Score::clamped(base_equation(vector, false).digits)
}

/// The score of the environment where one of its metrics is defined, else that of time, which is
/// that of the base where none is.
pub(super) fn score(vector: &Vector) -> Score {
    let has_environment =
        ["CDP", "TD", "CR", "IR", "AR"].iter().any(|metric| vector.value(metric).is_some());
    if !has_environment {
        let base = Decimal::new(i128::from(base(vector).tenths()), 1);
        return Score::clamped(with_time(vector, base).digits);
    }
    let adjusted = with_time(vector, base_equation(vector, true));
    let damage = TEN.minus(adjusted).times(weight(vector, "CDP"));
    Score::clamped(adjusted.plus(damage).times(weight(vector, "TD")).rounded().digits)
}
