// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A database of PostgreSQL. The register has a schema of its own in it.
//!
//! The client is `tokio-postgres`; nobody outside of this file sees that it is asynchronous.

mod target;
mod tls;

use std::time::Duration;

use bytes::BytesMut;
use rustls::ClientConfig;
pub(crate) use target::Target;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Access, Row, Value};

/// The schema in which the register's tables are.
const SCHEMA: &str = "haerterei";
/// Whoever writes holds this lock (PostgreSQL documentation, section 13.3.5): "haertere", in bytes.
const LOCK: i64 = 0x6861_6572_7465_7265;
/// A server that says nothing for so long says nothing any more. No statement of ours takes as long.
const SILENCE: Duration = Duration::from_mins(10);

/// A connection. It works while somebody waits for an answer, and only then.
#[derive(Debug)]
pub(super) struct Postgresql {
    runtime: Runtime,
    client: Client,
}

/// What goes wrong with a server.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The server refuses, or is not there any more.
    #[error(transparent)]
    Client(#[from] Error),
    /// It cannot be spoken to.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It cannot be encrypted.
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    /// A file of certificates is none.
    #[error("a file of `ca-certificates` holds no certificates")]
    Certificates,
    /// It says nothing.
    #[error("the server says nothing for {0} seconds")]
    Silent(u64),
}

/// What its errors are to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Busy,
    Full,
    Damaged,
    Unreachable,
    Other,
}

impl Postgresql {
    pub(super) fn open(target: &Target, access: &Access) -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let config: ClientConfig = tls::config(&access.certificates)?;
        let connecting = target.config().connect(MakeRustlsConnect::new(config));
        let (client, connection) = waited(&runtime, access.patience, connecting)?;
        // What it has to say of an end, the client hears, too.
        runtime.spawn(async move {
            let _ = connection.await;
        });
        let mut opened = Self { runtime, client };
        let millis = access.patience.as_millis();
        opened.simple(&format!(
            "SET lock_timeout = {millis}; SET search_path = {SCHEMA}; \
             SET client_min_messages = warning"
        ))?;
        Ok(opened)
    }

    pub(super) fn has_tables(&mut self) -> Result<bool, Fault> {
        let sql = "SELECT count(*) FROM information_schema.tables \
                   WHERE table_schema = $1 AND table_name = 'register_version'";
        self.counts(sql)
    }

    /// Makes the schema; whoever may not create one gives the right to one that is there.
    pub(super) fn claim(&mut self) -> Result<(), Fault> {
        let sql = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1";
        if !self.counts(sql)? {
            self.simple(&format!("CREATE SCHEMA {SCHEMA}"))?;
        }
        Ok(())
    }

    fn counts(&mut self, sql: &str) -> Result<bool, Fault> {
        let mut rows = self.query(sql, &[SCHEMA.into()])?;
        Ok(rows.pop().and_then(|mut row| row.integer().ok()).is_some_and(|count| count > 0))
    }

    pub(super) fn begin(&mut self, to_write: bool) -> Result<(), Fault> {
        if to_write {
            self.simple("BEGIN")?;
            self.simple(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
        } else {
            // All that is read is of one moment.
            self.simple("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }

    pub(super) fn end(&mut self, commit: bool) -> Result<(), Fault> {
        self.simple(if commit { "COMMIT" } else { "ROLLBACK" })
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Fault> {
        let values = parameters(values);
        waited(&self.runtime, SILENCE, self.client.execute(sql, &values))
    }

    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let values = parameters(values);
        let rows = waited(&self.runtime, SILENCE, self.client.query(sql, &values))?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let values = (0..row.len()).map(|place| row.try_get::<_, Value>(place));
            found.push(Row::new(values.collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    /// Does statements without values.
    fn simple(&mut self, sql: &str) -> Result<(), Fault> {
        waited(&self.runtime, SILENCE, self.client.batch_execute(sql))
    }
}

/// Waits for an answer, and not forever.
fn waited<T>(
    runtime: &Runtime,
    patience: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    runtime.block_on(async {
        match tokio::time::timeout(patience, work).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(Fault::Silent(patience.as_secs())),
        }
    })
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

type Conversion<T> = Result<T, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Conversion<IsNull> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) if *kind == Type::INT4 => {
                i32::try_from(*number)?.to_sql(kind, out)
            }
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT4, Type::INT8, Type::TEXT, Type::VARCHAR, Type::NAME, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Conversion<Self> {
        Ok(match *kind {
            Type::INT4 => Self::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(kind, raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => Self::Text(String::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Conversion<Self> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        <Self as ToSql>::accepts(kind)
    }
}

/// Returns what a fault is to us (PostgreSQL documentation, appendix A).
pub(super) fn trouble(fault: &Fault) -> Trouble {
    let Fault::Client(error) = fault else { return Trouble::Unreachable };
    let Some(code) = error.code().map(SqlState::code) else { return Trouble::Unreachable };
    match (code, code.get(..2).unwrap_or_default()) {
        // lock_not_available, deadlock_detected
        ("55P03" | "40P01", _) => Trouble::Busy,
        ("53100", _) => Trouble::Full,
        // data_corrupted and its like
        (_, "XX") => Trouble::Damaged,
        // The connection, the operator, who we are, which database, what the server can bear.
        (_, "08" | "57" | "28" | "3D" | "53") => Trouble::Unreachable,
        _ => Trouble::Other,
    }
}
