// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! BSI TR-03183-2, version 2.1.0 (20 August 2025): which fields a list of software has to have, and
//! what a document has of them.

mod check;
mod field;
mod judge;
mod licence;
mod report;

pub use check::check;
pub use field::{Field, Level};
pub use report::{FieldReport, First, Problem, ProblemReport, REPORT_VERSION, Report};

/// Every key of a field's name.
pub(crate) const FIELD_KEYS: [&str; Field::ALL.len()] = {
    let mut keys = [""; Field::ALL.len()];
    let mut place = 0;
    while place < keys.len() {
        keys[place] = Field::ALL[place].key();
        place += 1;
    }
    keys
};

/// Every key of a problem's sentence.
pub(crate) const PROBLEM_KEYS: [&str; Problem::ALL.len()] = {
    let mut keys = [""; Problem::ALL.len()];
    let mut place = 0;
    while place < keys.len() {
        keys[place] = Problem::ALL[place].key();
        place += 1;
    }
    keys
};
