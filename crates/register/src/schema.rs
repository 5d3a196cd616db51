// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The tables, and how they came to be.
//!
//! Numbers of rows are ours and mean nothing outside; digests, names and versions do.

use crate::database::{Database, Value};
use crate::error::RegisterError;

/// The migrations, the oldest first; each is done once. One that was released is never changed.
const MIGRATIONS: [&[&str]; 1] = [&[
    // Each generation of the index with which everything was matched.
    "CREATE TABLE generation (
        number INTEGER PRIMARY KEY,
        digest TEXT NOT NULL,
        made TEXT NOT NULL,
        matched TEXT NOT NULL,
        components INTEGER NOT NULL,
        findings INTEGER NOT NULL,
        appeared INTEGER NOT NULL,
        altered INTEGER NOT NULL,
        gone INTEGER NOT NULL
    )",
    // A name and version under which sources speak of something, once, however many images have
    // it; `answer` is what came of asking about it last (`matching::Answer`), and `mark` tells whether
    // anything that was said is another by now.
    "CREATE TABLE component (
        id INTEGER PRIMARY KEY,
        ecosystem TEXT NOT NULL,
        release TEXT NOT NULL,
        source TEXT NOT NULL,
        version TEXT NOT NULL,
        module TEXT NOT NULL,
        built_from TEXT NOT NULL,
        answer TEXT NOT NULL,
        mark BYTEA NOT NULL,
        UNIQUE (ecosystem, release, source, version, module, built_from)
    )",
    // A package as inventories know it; `name` is the digest of its record. Of what nobody can be
    // asked about, no component is known.
    "CREATE TABLE package (
        id INTEGER PRIMARY KEY,
        name BYTEA NOT NULL UNIQUE,
        component INTEGER REFERENCES component (id),
        record TEXT NOT NULL
    )",
    // An inventory: whose, and which packages (`postings`). `since` is the generation at which it
    // came.
    "CREATE TABLE image (
        digest TEXT PRIMARY KEY,
        record TEXT NOT NULL,
        packages BYTEA NOT NULL,
        content BYTEA NOT NULL,
        since INTEGER NOT NULL,
        added TEXT NOT NULL
    )",
    // What images are called. Facts are everybody's, names belong to somebody.
    "CREATE TABLE image_name (
        issuer TEXT NOT NULL,
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        platform TEXT NOT NULL,
        image TEXT NOT NULL REFERENCES image (digest),
        PRIMARY KEY (issuer, scope, name, platform)
    )",
    "CREATE INDEX image_name_image ON image_name (image)",
    // What is known of a component, by the newest generation; `content` is the beginning of a digest of
    // the row.
    "CREATE TABLE finding (
        component INTEGER NOT NULL REFERENCES component (id),
        weakness TEXT NOT NULL,
        state TEXT NOT NULL,
        fixed_in TEXT,
        urgency TEXT,
        severity INTEGER,
        exploited TEXT,
        record TEXT NOT NULL,
        content BYTEA NOT NULL,
        PRIMARY KEY (component, weakness)
    )",
    // What became of it, with each generation; by names, so that it outlives the rows above.
    "CREATE TABLE alteration (
        generation INTEGER NOT NULL REFERENCES generation (number),
        ecosystem TEXT NOT NULL,
        release TEXT NOT NULL,
        source TEXT NOT NULL,
        version TEXT NOT NULL,
        module TEXT NOT NULL,
        built_from TEXT NOT NULL,
        weakness TEXT NOT NULL,
        before TEXT,
        after TEXT,
        PRIMARY KEY (generation, ecosystem, release, source, version, module, built_from, weakness)
    )",
]];

/// The newest form that we know.
pub(crate) const VERSION: i64 = 1;
const _: () = assert!(MIGRATIONS.len() == VERSION.unsigned_abs() as usize);

/// Brings the tables to the newest form, or refuses those of a newer tool. Those of an older one
/// are changed in one transaction.
pub(crate) fn settle(database: &mut Database, may_create: bool) -> Result<(), RegisterError> {
    if database.has_tables()? {
        if version(database)? == VERSION {
            return Ok(());
        }
    } else if !may_create {
        return Err(RegisterError::None { place: database.place().to_owned() });
    }
    database.write(|database| {
        // Somebody else may have been faster.
        let there = if database.has_tables()? { version(database)? } else { 0 };
        if there == 0 {
            database.claim()?;
            database.execute("CREATE TABLE register_version (version INTEGER NOT NULL)", &[])?;
            database.execute("INSERT INTO register_version VALUES (0)", &[])?;
        }
        let done = usize::try_from(there).unwrap_or(usize::MAX);
        for statement in MIGRATIONS.iter().skip(done).copied().flatten() {
            database.execute(statement, &[])?;
        }
        database.execute("UPDATE register_version SET version = $1", &[Value::from(VERSION)])?;
        Ok(())
    })
}

/// Returns the version of the tables, if it is one that we know.
fn version(database: &mut Database) -> Result<i64, RegisterError> {
    let found = database.number("SELECT version FROM register_version")?;
    if !(0..=VERSION).contains(&found) {
        let place = database.place().to_owned();
        return Err(RegisterError::Newer { place, found, known: VERSION });
    }
    Ok(found)
}
