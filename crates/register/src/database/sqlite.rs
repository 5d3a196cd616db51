// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A file of SQLite.
//!
//! The journal is the ordinary one (SQLite documentation, "Atomic Commit In SQLite"): it works on
//! every file system with locks and needs no memory that processes share.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi, params_from_iter};

use super::{Row, Value};

/// Says in the file whose it is (`PRAGMA application_id`): "Härt".
const APPLICATION: i64 = 0x4861_7274;

#[derive(Debug)]
pub(super) struct Sqlite(Connection);

/// What SQLite's errors are to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Busy,
    Full,
    Damaged,
    Foreign,
    Other,
}

impl Sqlite {
    pub(super) fn open(
        file: &Path,
        patience: Duration,
        may_create: bool,
    ) -> Result<Self, rusqlite::Error> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if may_create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(patience)?;
        // A commit holds through a loss of power (EXTRA: the folder, too); a large change stays in
        // memory until then.
        connection.execute_batch(
            "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
             PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF;",
        )?;
        Ok(Self(connection))
    }

    /// Returns whether the tables of a register are there; nothing if they are somebody else's.
    pub(super) fn has_tables(&self) -> Result<Option<bool>, rusqlite::Error> {
        let count = |sql: &str| self.0.query_row(sql, [], |row| row.get::<_, i64>(0));
        let ours = count("SELECT count(*) FROM sqlite_master WHERE name = 'register_version'")?;
        let all = count("SELECT count(*) FROM sqlite_master")?;
        let application = count("PRAGMA application_id")?;
        Ok(match (ours > 0, all, application) {
            (true, _, APPLICATION) => Some(true),
            (false, 0, 0 | APPLICATION) => Some(false),
            _ => None,
        })
    }

    /// Marks the file as ours.
    pub(super) fn claim(&self) -> Result<(), rusqlite::Error> {
        self.0.pragma_update(None, "application_id", APPLICATION)
    }

    /// Returns what SQLite finds wrong with the file.
    pub(super) fn faults(&self) -> Result<Option<String>, rusqlite::Error> {
        let found: String = self.0.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }

    pub(super) fn begin(&self, to_write: bool) -> Result<(), rusqlite::Error> {
        self.0.execute_batch(if to_write { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    pub(super) fn end(&self, commit: bool) -> Result<(), rusqlite::Error> {
        // Some errors have rolled back already (SQLite documentation, "Response To Errors Within A
        // Transaction").
        if self.0.is_autocommit() {
            return Ok(());
        }
        self.0.execute_batch(if commit { "COMMIT" } else { "ROLLBACK" })
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, rusqlite::Error> {
        let mut statement = self.0.prepare(&numbered(sql))?;
        Ok(statement.execute(params_from_iter(values))? as u64)
    }

    pub(super) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, rusqlite::Error> {
        let mut statement = self.0.prepare(&numbered(sql))?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| row.get_ref(column).map(value));
            found.push(Row::new(values.collect::<Result<_, _>>()?));
        }
        Ok(found)
    }
}

/// `$1` is a name to SQLite, `?1` a number; the statements have no other `$`.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        // No statement asks for a real number.
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Returns what an error is to us (SQLite documentation, "Result and Error Codes").
pub(super) fn trouble(error: &rusqlite::Error) -> Trouble {
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return Trouble::Other };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Trouble::Busy,
        ErrorCode::DiskFull => Trouble::Full,
        ErrorCode::DatabaseCorrupt => Trouble::Damaged,
        ErrorCode::NotADatabase => Trouble::Foreign,
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => {
            Trouble::Damaged
        }
        _ => Trouble::Other,
    }
}
