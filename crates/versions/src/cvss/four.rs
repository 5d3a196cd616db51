// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The score of CVSS 4.0, specification document, section 8.
//!
//! A vector belongs to one of 270 macrovectors: six classes of similar vectors, the equivalence sets
//! EQ1 to EQ6. Experts gave each macrovector the score of its most severe vectors. A vector's own
//! score lies below that by the mean, over the sets, of how far it is from the most severe one in
//! its set, in proportion to the way down to the next lower macrovector.
//!
//! Computed in whole numbers: every way is a fraction whose denominator divides 840.

use super::{Score, Vector};

/// The least common multiple of all depths of sets, 1 to 10 without 9.
const COMMON: i128 = 840;

/// The scores of the macrovectors in tenths, in the order of their digits, EQ1 to EQ6; 0 where EQ3
/// and EQ6 exclude each other. The table of the specification's calculator (`cvss_lookup`).
#[rustfmt::skip]
const MACROVECTORS: [u8; 324] = [
    100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68, // 000
    98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48, // 001
    0, 92, 0, 82, 0, 72, 0, 79, 0, 69, 0, 50, 0, 69, 0, 55, 0, 27, // 002
    99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53, // 010
    95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30, // 011
    0, 86, 0, 75, 0, 52, 0, 71, 0, 52, 0, 29, 0, 63, 0, 29, 0, 17, // 012
    98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49, // 100
    94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25, // 101
    0, 83, 0, 70, 0, 54, 0, 65, 0, 58, 0, 26, 0, 53, 0, 21, 0, 13, // 102
    95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30, // 110
    89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16, // 111
    0, 71, 0, 59, 0, 30, 0, 58, 0, 26, 0, 15, 0, 23, 0, 13, 0, 6, // 112
    93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22, // 200
    85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8, // 201
    0, 64, 0, 51, 0, 20, 0, 47, 0, 21, 0, 11, 0, 24, 0, 9, 0, 4, // 202
    88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11, // 210
    75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2, // 211
    0, 53, 0, 24, 0, 14, 0, 24, 0, 12, 0, 5, 0, 10, 0, 3, 0, 1, // 212
];

/// The metrics that count, as distances from the most severe value.
#[derive(Clone, Copy, Debug)]
struct Levels {
    /// AV, PR, UI.
    access: [u8; 3],
    /// AC, AT.
    complexity: [u8; 2],
    /// VC, VI, VA, then CR, IR, AR.
    system: [u8; 6],
    /// SC, SI, SA.
    subsequent: [u8; 3],
    /// E.
    exploit: u8,
}

/// The place of a value in a list of values from the most severe on.
fn level(value: &str, order: &[&str]) -> u8 {
    order.iter().position(|known| *known == value).unwrap_or_default() as u8
}

impl Levels {
    fn of(vector: &Vector) -> Self {
        // The modified metric where it is defined.
        let of = |modified: &str, metric: &str| {
            vector.value(modified).or_else(|| vector.value(metric)).unwrap_or("X")
        };
        // Not defined is the worst case.
        let requirement =
            |metric: &str| level(vector.value(metric).unwrap_or("H"), &["H", "M", "L"]);
        let impact = |modified: &str, metric: &str| level(of(modified, metric), &["H", "L", "N"]);
        let safety =
            |modified: &str, metric: &str| level(of(modified, metric), &["S", "H", "L", "N"]);
        Self {
            access: [
                level(of("MAV", "AV"), &["N", "A", "L", "P"]),
                level(of("MPR", "PR"), &["N", "L", "H"]),
                level(of("MUI", "UI"), &["N", "P", "A"]),
            ],
            complexity: [level(of("MAC", "AC"), &["L", "H"]), level(of("MAT", "AT"), &["N", "P"])],
            system: [
                impact("MVC", "VC"),
                impact("MVI", "VI"),
                impact("MVA", "VA"),
                requirement("CR"),
                requirement("IR"),
                requirement("AR"),
            ],
            subsequent: [safety("MSC", "SC"), safety("MSI", "SI"), safety("MSA", "SA")],
            exploit: level(vector.value("E").unwrap_or("A"), &["A", "P", "U"]),
        }
    }

    /// The macrovector: tables 24 to 29 of the specification.
    fn sets(&self) -> [u8; 6] {
        let [av, pr, ui] = self.access;
        let [vc, vi, va, cr, ir, ar] = self.system;
        let [sc, si, sa] = self.subsequent;
        let nones = u8::from(av == 0) + u8::from(pr == 0) + u8::from(ui == 0);
        [
            match nones {
                3 => 0,
                1 | 2 if av < 3 => 1,
                _ => 2,
            },
            u8::from(self.complexity != [0, 0]),
            if (vc, vi) == (0, 0) {
                0
            } else if [vc, vi, va].contains(&0) {
                1
            } else {
                2
            },
            if si == 0 || sa == 0 {
                0
            } else if [sc, si, sa].contains(&1) {
                1
            } else {
                2
            },
            self.exploit,
            u8::from(![(vc, cr), (vi, ir), (va, ar)].contains(&(0, 0))),
        ]
    }
}

/// The score of a macrovector in tenths; none where there is none.
fn look_up(sets: [u8; 6]) -> Option<i128> {
    const SIZES: [u8; 6] = [3, 2, 3, 3, 3, 2];
    let mut at = 0;
    for (set, size) in sets.into_iter().zip(SIZES) {
        if set >= size {
            return None;
        }
        at = at * usize::from(size) + usize::from(set);
    }
    MACROVECTORS.get(at).copied().filter(|score| *score > 0).map(i128::from)
}

/// How far a vector is from the first of the most severe ones of its set that is nowhere less
/// severe than it.
fn distance<const N: usize>(levels: [u8; N], most_severe: &[[u8; N]]) -> i128 {
    most_severe
        .iter()
        .find(|most| most.iter().zip(&levels).all(|(most, level)| most <= level))
        .map(|most| most.iter().zip(&levels).map(|(most, level)| i128::from(level - most)).sum())
        .unwrap_or_default()
}

/// The score; what is modified, required or known of exploits counts where it is defined.
pub(super) fn score(vector: &Vector) -> Score {
    let levels = Levels::of(vector);
    if levels.system.iter().take(3).all(|level| *level == 2)
        && levels.subsequent.iter().all(|level| *level == 3)
    {
        return Score::clamped(0);
    }
    let sets = levels.sets();
    let [eq1, eq2, eq3, eq4, _, eq6] = sets;
    let Some(most) = look_up(sets) else {
        return Score::clamped(0);
    };
    let next = |set: usize| {
        let mut sets = sets;
        if let Some(set) = sets.get_mut(set) {
            *set += 1;
        }
        look_up(sets)
    };
    // EQ3 and EQ6 go down together: from 00 by the better of both ways, from 10 by EQ6, else by EQ3.
    let next_system = match (eq3, eq6) {
        (0, 0) => next(2).max(next(5)),
        (1, 0) => next(5),
        (2, _) => None,
        _ => next(2),
    };
    // The most severe vectors of each set (composed maxima), and how deep the set is.
    let (access, access_depth): (&[[u8; 3]], i128) = match eq1 {
        0 => (&[[0, 0, 0]], 1),
        1 => (&[[1, 0, 0], [0, 1, 0], [0, 0, 1]], 4),
        _ => (&[[3, 0, 0], [1, 1, 1]], 5),
    };
    let (complexity, complexity_depth): (&[[u8; 2]], i128) = match eq2 {
        0 => (&[[0, 0]], 1),
        _ => (&[[1, 0], [0, 1]], 2),
    };
    let (system, system_depth): (&[[u8; 6]], i128) = match (eq3, eq6) {
        (0, 0) => (&[[0, 0, 0, 0, 0, 0]], 7),
        (0, _) => (&[[0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]], 6),
        (1, 0) => (&[[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]], 8),
        (1, _) => (
            &[
                [1, 0, 1, 0, 1, 0],
                [1, 0, 0, 0, 1, 1],
                [0, 1, 0, 1, 0, 1],
                [0, 1, 1, 1, 0, 0],
                [1, 1, 0, 0, 0, 1],
            ],
            8,
        ),
        _ => (&[[1, 1, 1, 0, 0, 0]], 10),
    };
    let (subsequent, subsequent_depth): (&[[u8; 3]], i128) = match eq4 {
        0 => (&[[1, 0, 0]], 6),
        1 => (&[[1, 1, 1]], 5),
        _ => (&[[2, 2, 2]], 4),
    };
    // For each set that can go down: the way to the next macrovector, times the part of it that
    // this vector went. EQ5 has one vector for each of its values.
    let ways = [
        (next(0), distance(levels.access, access), access_depth),
        (next(1), distance(levels.complexity, complexity), complexity_depth),
        (next_system, distance(levels.system, system), system_depth),
        (next(3), distance(levels.subsequent, subsequent), subsequent_depth),
        (next(4), 0, 1),
    ];
    let mut went = 0;
    let mut count = 0;
    for (next, distance, depth) in ways {
        if let Some(next) = next {
            went += (most - next) * distance * (COMMON / depth);
            count += 1;
        }
    }
    // most - went / (count * COMMON), to the nearest tenth; half of one goes up.
    let unit = COMMON * i128::max(count, 1);
    Score::clamped((2 * (most * unit - went) + unit).div_euclid(2 * unit))
}
