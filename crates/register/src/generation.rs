// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! After an update of the index: everything is matched again in memory, and what is different is
//! written in one transaction together with the new generation.

use std::cmp::Ordering;
use std::collections::HashMap;

use haerterei_advisories::Index;
use haerterei_findings::Mark;
use haerterei_ground::Timestamp;
use serde::Serialize;

use crate::database::{Database, Value};
use crate::error::RegisterError;
use crate::matching::{Answer, Due, Loaded, Matched};
use crate::package::{ASKED_COLUMNS, Asked};
use crate::row::{Known, Verdict};
use crate::snapshot::{self, FINDING_COLUMNS, read_rows};

/// A generation of the index with which everything was matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Generation {
    /// The how-manieth it was here, from 1.
    pub number: i64,
    /// The digest of the index's generation.
    pub digest: String,
    /// When the index was made.
    pub made: String,
    /// When everything was matched.
    pub matched: Timestamp,
    /// How many components were matched.
    pub components: i64,
    /// How many findings they had.
    pub findings: i64,
    /// How many findings appeared, of components that had been matched before.
    pub appeared: i64,
    /// How many changed.
    pub changed: i64,
    /// How many went away.
    pub gone: i64,
}

/// What became of a weakness in a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alteration {
    pub(crate) asked: Asked,
    pub(crate) weakness: String,
    pub(crate) before: Option<Verdict>,
    pub(crate) after: Option<Verdict>,
}

const COLUMNS: &str =
    "number, digest, made, matched, components, findings, appeared, altered, gone";

/// Returns all generations, the oldest first.
pub(crate) fn all(database: &mut Database) -> Result<Vec<Generation>, RegisterError> {
    let sql = format!("SELECT {COLUMNS} FROM generation ORDER BY number");
    let rows = read_rows(database, &sql, |row| {
        Ok((
            (row.integer()?, row.text()?, row.text()?, row.text()?),
            (row.integer()?, row.integer()?),
            (row.integer()?, row.integer()?, row.integer()?),
        ))
    })?;
    let mut found = Vec::with_capacity(rows.len());
    for ((number, digest, made, matched), (components, findings), (appeared, changed, gone)) in rows
    {
        let Ok(matched) = matched.parse() else {
            return Err(database.damaged("a time cannot be read"));
        };
        found.push(Generation {
            number,
            digest,
            made,
            matched,
            components,
            findings,
            appeared,
            changed,
            gone,
        });
    }
    Ok(found)
}

/// Returns the newest generation, if there is one.
pub(crate) fn newest(database: &mut Database) -> Result<Option<Generation>, RegisterError> {
    Ok(all(database)?.pop())
}

/// Matches what is to be matched: everything, where the index is another than last time; else only
/// what is new here. Returns the generation where it is a new one.
pub(crate) fn bring_up(
    database: &mut Database,
    index: &Index,
    now: Timestamp,
) -> Result<Option<Generation>, RegisterError> {
    let digest = index.generation().to_string();
    let newest = newest(database)?;
    let is_known = newest.as_ref().is_some_and(|newest| newest.digest == digest);
    let condition = if is_known { "WHERE answer = 'pending'" } else { "" };
    let due = snapshot::due(database, condition)?;
    if is_known && due.is_empty() {
        return Ok(None);
    }
    let loaded = Loaded::of(index, &due)?;
    let marks = loaded.marks(&due);
    let is_other =
        |(due, (answer, mark)): &(&Due, &(Answer, Mark))| due.answer != *answer || due.mark != mark;
    let others: Vec<(&Due, &(Answer, Mark))> = due.iter().zip(&marks).filter(is_other).collect();
    let components: Vec<&Due> = others.iter().map(|(due, _)| *due).collect();
    let found = loaded.ask(&components);
    let stored = stored(database, &components)?;
    let differences = Differences::between(stored, found, &components);
    put_answers(database, &others)?;
    differences.store(database)?;
    if is_known {
        return Ok(None);
    }
    let count = |kind: fn(&Alteration) -> bool| {
        i64::try_from(differences.altered.iter().filter(|it| kind(it)).count()).unwrap_or(i64::MAX)
    };
    let generation = Generation {
        number: newest.map_or(0, |newest| newest.number) + 1,
        digest,
        made: index.manifest().created.to_string(),
        matched: now,
        components: i64::try_from(due.len()).unwrap_or(i64::MAX),
        findings: database.number("SELECT count(*) FROM finding")?,
        appeared: count(|it| it.before.is_none()),
        changed: count(|it| it.before.is_some() && it.after.is_some()),
        gone: count(|it| it.after.is_none()),
    };
    record(database, &generation)?;
    differences.store_altered(database, generation.number)?;
    Ok(Some(generation))
}

/// Reads what is known of components that were asked about before.
fn stored(database: &mut Database, components: &[&Due]) -> Result<Matched, RegisterError> {
    let asked_before = components.iter().filter(|due| due.answer != Answer::Pending);
    let ids: Vec<Value> = asked_before.map(|due| due.id.into()).collect();
    let sql = format!("SELECT {FINDING_COLUMNS} FROM finding WHERE component IN");
    let rows = database.among(&sql, &ids)?;
    snapshot::findings(database, rows)
}

/// Writes what components were answered, and its marks.
fn put_answers(
    database: &mut Database,
    others: &[(&Due, &(Answer, Mark))],
) -> Result<(), RegisterError> {
    let rows: Vec<Vec<Value>> = others
        .iter()
        .map(|(due, (answer, mark))| {
            let mut row = vec![Value::from(due.id)];
            row.extend(due.asked.values());
            row.extend([answer.word().into(), mark.to_vec().into()]);
            row
        })
        .collect();
    database.insert(
        &format!("INSERT INTO component (id, {ASKED_COLUMNS}, answer, mark)"),
        " ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, mark = excluded.mark",
        &rows,
    )
}

fn record(database: &mut Database, generation: &Generation) -> Result<(), RegisterError> {
    let values: Vec<Value> = vec![
        generation.number.into(),
        generation.digest.as_str().into(),
        generation.made.as_str().into(),
        generation.matched.to_string().into(),
        generation.components.into(),
        generation.findings.into(),
        generation.appeared.into(),
        generation.changed.into(),
        generation.gone.into(),
    ];
    database.insert(&format!("INSERT INTO generation ({COLUMNS})"), "", &[values])
}

/// What is to be written so that the stored becomes the found.
#[derive(Debug, Default, PartialEq, Eq)]
struct Differences {
    put: Matched,
    remove: Vec<(u32, String)>,
    altered: Vec<Alteration>,
}

impl Differences {
    /// Compares; both are in the order of components and then of names.
    fn between(before: Matched, found: Matched, components: &[&Due]) -> Self {
        let components: HashMap<u32, &Due> = components.iter().map(|due| (due.id, *due)).collect();
        let mut all = Self::default();
        let (mut old, mut new) = (before.into_iter().peekable(), found.into_iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => (old.0, &old.1.weakness).cmp(&(new.0, &new.1.weakness)),
            };
            let old = if order == Ordering::Greater { None } else { old.next() };
            let new = if order == Ordering::Less { None } else { new.next() };
            all.take(old, new, &components);
        }
        all
    }

    fn take(
        &mut self,
        old: Option<(u32, Known)>,
        new: Option<(u32, Known)>,
        components: &HashMap<u32, &Due>,
    ) {
        if old == new {
            return;
        }
        let Some((id, weakness)) =
            old.as_ref().or(new.as_ref()).map(|(id, known)| (*id, known.weakness.clone()))
        else {
            return;
        };
        let before = old.map(|(_, known)| known.verdict);
        let after = new.as_ref().map(|(_, known)| known.verdict.clone());
        // That something is found at first sight is no change.
        if before != after
            && let Some(due) = components.get(&id).filter(|due| due.answer != Answer::Pending)
        {
            let (asked, weakness) = (due.asked.clone(), weakness.clone());
            self.altered.push(Alteration { asked, weakness, before, after });
        }
        match new {
            Some(new) => self.put.push(new),
            None => self.remove.push((id, weakness)),
        }
    }

    fn store(&self, database: &mut Database) -> Result<(), RegisterError> {
        let rows: Vec<Vec<Value>> = self
            .put
            .iter()
            .map(|(id, known)| std::iter::once(Value::from(*id)).chain(known.values()).collect())
            .collect();
        database.insert(
            "INSERT INTO finding (component, weakness, state, fixed_in, urgency, severity, \
             exploited, record, content)",
            " ON CONFLICT (component, weakness) DO UPDATE SET state = excluded.state, \
             fixed_in = excluded.fixed_in, urgency = excluded.urgency, \
             severity = excluded.severity, exploited = excluded.exploited, \
             record = excluded.record, content = excluded.content",
            &rows,
        )?;
        for (id, weakness) in &self.remove {
            let values = [Value::from(*id), weakness.as_str().into()];
            database
                .execute("DELETE FROM finding WHERE component = $1 AND weakness = $2", &values)?;
        }
        Ok(())
    }

    fn store_altered(&self, database: &mut Database, number: i64) -> Result<(), RegisterError> {
        let verdict = |verdict: &Option<Verdict>| -> Value {
            let text = verdict.as_ref().map(|it| serde_json::to_string(it).expect("plain values"));
            text.into()
        };
        let rows: Vec<Vec<Value>> = self
            .altered
            .iter()
            .map(|it| {
                let mut values = vec![Value::from(number)];
                values.extend(it.asked.values());
                values.push(it.weakness.as_str().into());
                values.extend([verdict(&it.before), verdict(&it.after)]);
                values
            })
            .collect();
        database.insert(
            &format!(
                "INSERT INTO alteration (generation, {ASKED_COLUMNS}, weakness, before, after)"
            ),
            "",
            &rows,
        )
    }
}
