// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! One set of statements for two databases.
//!
//! What differs is here and nowhere else: how a connection is made, how a transaction begins, what
//! errors are called. Every statement is the same text for both.

mod postgresql;
mod sqlite;
mod value;

use std::time::Duration;

pub(crate) use postgresql::Target;
use postgresql::{Fault as PostgresqlFault, Postgresql};
use sqlite::Sqlite;
pub(crate) use value::{Row, Value, WrongRow};

use crate::error::RegisterError;
use crate::location::Location;

/// No statement has more values; SQLite allows 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 4000;

/// How a register is reached.
#[derive(Clone, Debug)]
pub struct Access {
    /// How long others may keep it locked, and how long a connection may take.
    pub patience: Duration,
    /// PEM files of authorities that are trusted beside those of the machine, for a server.
    pub certificates: Vec<Vec<u8>>,
}

impl Default for Access {
    fn default() -> Self {
        Self { patience: Duration::from_secs(10), certificates: Vec::new() }
    }
}

/// A database in which a register is, or can be.
#[derive(Debug)]
pub(crate) struct Database {
    engine: Engine,
    place: String,
    patience: Duration,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Sqlite),
    Postgresql(Box<Postgresql>),
}

impl Database {
    /// Connects. A file that is not there is made only if it may be.
    pub(crate) fn open(
        location: &Location,
        access: &Access,
        may_create: bool,
    ) -> Result<Self, RegisterError> {
        let patience = access.patience;
        let place = location.to_string();
        let shell = |engine| Self { engine, place: place.clone(), patience };
        match location {
            Location::File(file) => {
                if !may_create && !file.exists() {
                    return Err(RegisterError::None { place });
                }
                let opened = Sqlite::open(file, patience, may_create);
                let opened = opened.map_err(|error| explain_sqlite(error, &place, patience))?;
                Ok(shell(Engine::Sqlite(opened)))
            }
            Location::Server(uri) => {
                let target = Target::parse(uri.reveal())
                    .map_err(|problem| RegisterError::Location { problem: problem.to_owned() })?;
                let opened = Postgresql::open(&target, access);
                let opened = opened.map_err(|error| explain_postgresql(error, &place, patience))?;
                Ok(shell(Engine::Postgresql(Box::new(opened))))
            }
        }
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Returns whether the tables of a register are there.
    pub(crate) fn has_tables(&mut self) -> Result<bool, RegisterError> {
        match &mut self.engine {
            Engine::Sqlite(sqlite) => match sqlite.has_tables() {
                Ok(Some(has)) => Ok(has),
                Ok(None) => Err(RegisterError::Foreign { place: self.place.clone() }),
                Err(error) => Err(explain_sqlite(error, &self.place, self.patience)),
            },
            Engine::Postgresql(server) => server
                .has_tables()
                .map_err(|error| explain_postgresql(error, &self.place, self.patience)),
        }
    }

    /// Makes the place for tables.
    pub(crate) fn claim(&mut self) -> Result<(), RegisterError> {
        self.with(Sqlite::claim, Postgresql::claim)
    }

    /// Returns what the database itself finds wrong; a server looks after its files on its own.
    pub(crate) fn faults(&mut self) -> Result<Option<String>, RegisterError> {
        self.with(Sqlite::faults, |_| Ok(None))
    }

    /// Does something to the whole that others see entirely or not at all. Whoever else wants to
    /// write waits, and not forever.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        self.transaction(true, work)
    }

    /// Reads a state of one moment.
    pub(crate) fn read<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        self.transaction(false, work)
    }

    fn transaction<T>(
        &mut self,
        to_write: bool,
        work: impl FnOnce(&mut Self) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        let begun = self.with(|it| it.begin(to_write), |it| it.begin(to_write));
        let done = begun.and_then(|()| work(self));
        let ended = self.with(|it| it.end(done.is_ok()), |it| it.end(done.is_ok()));
        match (done, ended) {
            (Ok(done), Ok(())) => Ok(done),
            (Ok(_), Err(error)) => {
                // A commit that failed may still hold the lock.
                let _ = self.with(|it| it.end(false), |it| it.end(false));
                Err(error)
            }
            // Why it failed says more than that it could not be undone; without a commit it is.
            (Err(error), _) => Err(error),
        }
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, RegisterError> {
        self.with(|it| it.execute(sql, values), |it| it.execute(sql, values))
    }

    pub(crate) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, RegisterError> {
        self.with(|it| it.query(sql, values), |it| it.query(sql, values))
    }

    /// Returns the one number that a statement asks for.
    pub(crate) fn number(&mut self, sql: &str) -> Result<i64, RegisterError> {
        let mut rows = self.query(sql, &[])?;
        let number = rows.pop().and_then(|mut row| row.integer().ok());
        number.ok_or_else(|| self.damaged("a count is missing"))
    }

    /// Adds rows, many with each statement. `head` ends before `VALUES`, `tail` follows it.
    pub(crate) fn insert(
        &mut self,
        head: &str,
        tail: &str,
        rows: &[Vec<Value>],
    ) -> Result<(), RegisterError> {
        let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else {
            return Ok(());
        };
        for chunk in rows.chunks((MOST_VALUES / width).max(1)) {
            let mut sql = format!("{head} VALUES ");
            for row in 0..chunk.len() {
                let places = (1..=width).map(|column| format!("${}", row * width + column));
                let places: Vec<String> = places.collect();
                sql.push_str(if row == 0 { "(" } else { ", (" });
                sql.push_str(&places.join(", "));
                sql.push(')');
            }
            sql.push_str(tail);
            let values: Vec<Value> = chunk.iter().flatten().cloned().collect();
            self.execute(&sql, &values)?;
        }
        Ok(())
    }

    /// Asks about many values of one column, or removes their rows. The statement ends with
    /// `… IN`.
    pub(crate) fn among(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, RegisterError> {
        let mut found = Vec::new();
        for chunk in values.chunks(MOST_VALUES) {
            let places: Vec<String> = (1..=chunk.len()).map(|it| format!("${it}")).collect();
            found.extend(self.query(&format!("{sql} ({})", places.join(", ")), chunk)?);
        }
        Ok(found)
    }

    /// Returns that something stored is not what was written.
    #[expect(clippy::needless_pass_by_value, reason = "an error is given as it is")]
    pub(crate) fn damaged(&self, problem: impl ToString) -> RegisterError {
        RegisterError::Damaged { place: self.place.clone(), problem: problem.to_string() }
    }

    fn with<T>(
        &mut self,
        sqlite: impl FnOnce(&Sqlite) -> Result<T, rusqlite::Error>,
        postgresql: impl FnOnce(&mut Postgresql) -> Result<T, PostgresqlFault>,
    ) -> Result<T, RegisterError> {
        match &mut self.engine {
            Engine::Sqlite(engine) => {
                sqlite(engine).map_err(|error| explain_sqlite(error, &self.place, self.patience))
            }
            Engine::Postgresql(engine) => postgresql(engine)
                .map_err(|error| explain_postgresql(error, &self.place, self.patience)),
        }
    }
}

fn explain_sqlite(error: rusqlite::Error, place: &str, patience: Duration) -> RegisterError {
    let place = place.to_owned();
    match sqlite::trouble(&error) {
        sqlite::Trouble::Busy => RegisterError::Busy { place, seconds: patience.as_secs() },
        sqlite::Trouble::Full => RegisterError::Full { place },
        sqlite::Trouble::Damaged => RegisterError::Damaged { place, problem: error.to_string() },
        sqlite::Trouble::Foreign => RegisterError::Foreign { place },
        sqlite::Trouble::Other => RegisterError::Database { place, source: Box::new(error) },
    }
}

fn explain_postgresql(error: PostgresqlFault, place: &str, patience: Duration) -> RegisterError {
    use postgresql::Trouble;
    let place = place.to_owned();
    match postgresql::trouble(&error) {
        Trouble::Busy => RegisterError::Busy { place, seconds: patience.as_secs() },
        Trouble::Full => RegisterError::Full { place },
        Trouble::Damaged => RegisterError::Damaged { place, problem: error.to_string() },
        Trouble::Unreachable => RegisterError::Unreachable { place, source: Box::new(error) },
        Trouble::Other => RegisterError::Database { place, source: Box::new(error) },
    }
}
