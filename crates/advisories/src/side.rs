// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is known of a weakness beside the packages it is in: how bad, whether exploited, how likely.

use crate::advisory::Severity;
use crate::collected::{Exploited, Likelihood};
use crate::segment::SEVERITIES_WIDTH;
use crate::table::{Reader, Shape, TableError};

/// How bad somebody finds a weakness, and where they said it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rated {
    /// The source in the index.
    pub source: String,
    /// The advisory that carries it.
    pub advisory: String,
    /// What it says.
    pub severity: Severity,
}

/// The severities of one source.
#[derive(Debug)]
pub(crate) struct SeverityTable {
    source: String,
    reader: Reader,
}

impl SeverityTable {
    pub(crate) fn open(source: &str, bytes: Vec<u8>) -> Result<Self, TableError> {
        let reader = Reader::open(bytes, Shape::Severities)?;
        Ok(Self { source: source.to_owned(), reader })
    }

    pub(crate) fn of(&self, name: &str) -> Vec<Rated> {
        let (names, rows) = (self.reader.table(0, 2), self.reader.table(1, SEVERITIES_WIDTH));
        let text = |row, column| self.reader.text(rows.cell(row, column)).to_owned();
        let rated = |row| Rated {
            source: self.source.clone(),
            advisory: text(row, 0),
            severity: Severity {
                system: text(row, 1),
                value: text(row, 2),
                by: text(row, 3),
                date: u64::from(rows.cell(row, 4)),
            },
        };
        self.reader
            .find(names, name)
            .map_or_else(Vec::new, |row| names.owned(row, 1, rows).map(rated).collect())
    }
}

/// CISA's catalogue.
#[derive(Debug)]
pub(crate) struct ExploitedTable(Reader);

impl ExploitedTable {
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, TableError> {
        Reader::open(bytes, Shape::Exploited).map(Self)
    }

    pub(crate) fn of(&self, name: &str) -> Option<Exploited> {
        let rows = self.0.table(0, 5);
        let row = self.0.find(rows, name)?;
        let text = |column| self.0.text(rows.cell(row, column)).to_owned();
        Some(Exploited { added: text(1), due: text(2), ransomware: text(3), name: text(4) })
    }
}

/// The scores of EPSS.
#[derive(Debug)]
pub(crate) struct LikelihoodTable(Reader);

impl LikelihoodTable {
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, TableError> {
        Reader::open(bytes, Shape::Likelihoods).map(Self)
    }

    pub(crate) fn of(&self, name: &str) -> Option<Likelihood> {
        let rows = self.0.table(0, 3);
        let row = self.0.find(rows, name)?;
        Some(Likelihood { score: rows.cell(row, 1), percentile: rows.cell(row, 2) })
    }
}
