// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The register: what can be done with it. Each of these happens as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use haerterei_advisories::Index;
use haerterei_ground::Timestamp;
use serde::Serialize;

use crate::changes::{Changes, Since};
use crate::database::{Access, Database, Row, Value};
use crate::error::RegisterError;
use crate::generation::{self, Generation};
use crate::location::Location;
use crate::matching::{Answer, Due, Loaded};
use crate::package::{ASKED_COLUMNS, Asked, Batch, Name, PackageName};
use crate::postings;
use crate::schema;
use crate::snapshot::{self, Snapshot, read_rows};

/// Every digest known: an index over inventories and findings.
#[derive(Debug)]
pub struct Register {
    database: Database,
}

/// What came of adding inventories.
#[derive(Debug, Default)]
pub struct Added {
    /// Each inventory's digest and what it is to the register, in the order of the batch.
    pub images: Vec<(String, Came)>,
    /// The generation with which everything was matched again, where the index was another.
    pub generation: Option<Generation>,
}

/// What an inventory is to a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// It was not known.
    New,
    /// It was known, and is the same.
    Known,
    /// It was known, and more or other packages are found in it now.
    Renewed,
}

/// What a register is and holds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct State {
    /// The version of the tables.
    pub schema: i64,
    /// How many images there are.
    pub images: usize,
    /// How many distinct packages they have.
    pub packages: usize,
    /// How many distinct components these are to sources.
    pub components: usize,
    /// How many components were not matched yet.
    pub pending: usize,
    /// How many findings there are, of distinct components.
    pub findings: usize,
    /// The generations with which everything was matched, the oldest first.
    pub generations: Vec<Generation>,
}

impl Register {
    /// Opens a register that is there.
    pub fn open(location: &Location, access: &Access) -> Result<Self, RegisterError> {
        Self::connect(location, access, false)
    }

    /// Opens a register, and makes it if it is not there.
    pub fn open_or_make(location: &Location, access: &Access) -> Result<Self, RegisterError> {
        Self::connect(location, access, true)
    }

    fn connect(
        location: &Location,
        access: &Access,
        may_create: bool,
    ) -> Result<Self, RegisterError> {
        let mut database = Database::open(location, access, may_create)?;
        schema::settle(&mut database, may_create)?;
        Ok(Self { database })
    }

    /// Adds inventories, and matches what was not matched before; everything, if the index is
    /// another than last time. Without an index they wait.
    pub fn add(
        &mut self,
        batch: &Batch,
        index: Option<&Index>,
        now: Timestamp,
    ) -> Result<Added, RegisterError> {
        self.database.write(|database| {
            let mut images = Vec::new();
            put(database, batch, &HashMap::new(), now, &mut images)?;
            if images.iter().any(|(_, came)| *came == Came::Renewed) {
                sweep(database)?;
            }
            let generation = match index {
                Some(index) => generation::bring_up(database, index, now)?,
                None => None,
            };
            Ok(Added { images, generation })
        })
    }

    /// Makes the register anew of inventories. What is known of earlier generations stays, and so
    /// do other people's names for images that are still there.
    pub fn rebuild(
        &mut self,
        batch: &Batch,
        index: Option<&Index>,
        now: Timestamp,
    ) -> Result<Added, RegisterError> {
        self.database.write(|database| {
            // What changed since the last time is not lost with what it changed in.
            let generation = match index {
                Some(index) => generation::bring_up(database, index, now)?,
                None => None,
            };
            let known = Known::read(database)?;
            for table in ["image_name", "image", "finding", "package", "component"] {
                database.execute(&format!("DELETE FROM {table}"), &[])?;
            }
            let mut images = Vec::new();
            put(database, batch, &known.came, now, &mut images)?;
            let there: HashSet<&str> = images.iter().map(|(digest, _)| digest.as_str()).collect();
            let names: Vec<Vec<Value>> = known
                .names
                .into_iter()
                .filter(|it| there.contains(it.4.as_str()))
                .map(row)
                .collect();
            database.insert(
                "INSERT INTO image_name (issuer, scope, name, platform, image)",
                " ON CONFLICT (issuer, scope, name, platform) DO NOTHING",
                &names,
            )?;
            let generation = match index {
                Some(index) => generation::bring_up(database, index, now)?.or(generation),
                None => generation,
            };
            Ok(Added { images, generation })
        })
    }

    /// Matches everything again, if the index is another than last time; returns its generation
    /// then.
    pub fn bring_up(
        &mut self,
        index: &Index,
        now: Timestamp,
    ) -> Result<Option<Generation>, RegisterError> {
        self.database.write(|database| generation::bring_up(database, index, now))
    }

    /// Removes images by their digests or names, and what only they had; returns their digests.
    pub fn remove(&mut self, words: &[String]) -> Result<Vec<String>, RegisterError> {
        self.database.write(|database| {
            let snapshot = Snapshot::read(database)?;
            let mut digests = BTreeSet::new();
            for word in words {
                let found = snapshot.find_all(word)?;
                digests.extend(found.into_iter().map(|image| image.digest.clone()));
            }
            let values: Vec<Value> = digests.iter().map(|it| it.as_str().into()).collect();
            database.among("DELETE FROM image_name WHERE image IN", &values)?;
            database.among("DELETE FROM image WHERE digest IN", &values)?;
            sweep(database)?;
            Ok(digests.into_iter().collect())
        })
    }

    /// Returns all that is known at one moment.
    pub fn snapshot(&mut self) -> Result<Snapshot, RegisterError> {
        self.database.read(Snapshot::read)
    }

    /// Returns what changed since a generation or a time, and all that is known at the same moment;
    /// nothing means with the newest generation.
    pub fn changes(&mut self, since: Option<&Since>) -> Result<(Changes, Snapshot), RegisterError> {
        self.database.read(|database| {
            let snapshot = Snapshot::read(database)?;
            Ok((Changes::read(database, &snapshot, since)?, snapshot))
        })
    }

    /// Returns what the register is and holds. Everything is read and checked, and `thoroughly` the
    /// database checks its own file, too.
    pub fn state(&mut self, thoroughly: bool) -> Result<State, RegisterError> {
        if thoroughly && let Some(fault) = self.database.faults()? {
            return Err(self.database.damaged(fault));
        }
        self.database.read(|database| {
            let snapshot = Snapshot::read(database)?;
            Ok(State {
                schema: schema::VERSION,
                images: snapshot.images.len(),
                packages: snapshot.packages.len(),
                components: snapshot.components.len(),
                pending: snapshot
                    .components
                    .values()
                    .filter(|it| it.answer == Answer::Pending)
                    .count(),
                findings: snapshot.components.values().map(|it| it.known.len()).sum(),
                generations: generation::all(database)?,
            })
        })
    }
}

/// Issuer, scope, name, platform, image.
type NameRow = (String, String, String, String, String);

fn row(name: NameRow) -> Vec<Value> {
    let (issuer, scope, name, platform, image) = name;
    vec![issuer.into(), scope.into(), name.into(), platform.into(), image.into()]
}

/// What no inventory can say again.
struct Known {
    /// The generation and time at which images came.
    came: HashMap<String, (i64, String)>,
    names: Vec<NameRow>,
}

impl Known {
    fn read(database: &mut Database) -> Result<Self, RegisterError> {
        let came = read_rows(database, "SELECT digest, since, added FROM image", |row| {
            Ok((row.text()?, (row.integer()?, row.text()?)))
        })?;
        let sql = "SELECT issuer, scope, name, platform, image FROM image_name";
        let names = read_rows(database, sql, |row| {
            Ok((row.text()?, row.text()?, row.text()?, row.text()?, row.text()?))
        })?;
        Ok(Self { came: came.into_iter().collect(), names })
    }
}

/// Writes the packages and images of a batch.
fn put(
    database: &mut Database,
    batch: &Batch,
    came_before: &HashMap<String, (i64, String)>,
    now: Timestamp,
    outcome: &mut Vec<(String, Came)>,
) -> Result<(), RegisterError> {
    let numbers = put_packages(database, batch)?;
    let newest = generation::newest(database)?.map_or(0, |generation| generation.number);
    let digests: Vec<Value> = batch.images.iter().map(|it| it.digest.as_str().into()).collect();
    let mut there: HashMap<String, Vec<u8>> = HashMap::new();
    for mut row in database.among("SELECT digest, content FROM image WHERE digest IN", &digests)? {
        let read = row.text().and_then(|digest| Ok((digest, row.bytes()?)));
        let (digest, content) = read.map_err(|error| database.damaged(error))?;
        there.insert(digest, content);
    }
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut names: BTreeMap<(String, String, String, String), String> = BTreeMap::new();
    for entry in &batch.images {
        let content = batch.content(&entry.record, &entry.packages).as_bytes().to_vec();
        let came = match there.get(&entry.digest) {
            None => Came::New,
            Some(known) if *known == content => Came::Known,
            Some(_) => Came::Renewed,
        };
        outcome.push((entry.digest.clone(), came));
        let platform = entry.record.platform.clone().unwrap_or_default();
        for Name { issuer, scope, name } in &entry.names {
            let key = (issuer.clone(), scope.clone(), name.clone(), platform.clone());
            names.insert(key, entry.digest.clone());
        }
        if came == Came::Known {
            continue;
        }
        there.insert(entry.digest.clone(), content.clone());
        let mut list: Vec<u32> = entry
            .packages
            .iter()
            .filter_map(|place| numbers.get(*place as usize).copied())
            .collect();
        list.sort_unstable();
        let record = serde_json::to_string(&entry.record).expect("an image has plain values");
        let (since, added) =
            came_before.get(&entry.digest).cloned().unwrap_or_else(|| (newest, now.to_string()));
        let values: Vec<Value> = vec![
            entry.digest.as_str().into(),
            record.into(),
            postings::write(&list).into(),
            content.into(),
            since.into(),
            added.into(),
        ];
        // The last one counts where a batch has an image twice, in two states.
        rows.retain(|row| came != Came::Renewed || row.first() != values.first());
        rows.push(values);
    }
    database.insert(
        "INSERT INTO image (digest, record, packages, content, since, added)",
        " ON CONFLICT (digest) DO UPDATE SET record = excluded.record, \
         packages = excluded.packages, content = excluded.content",
        &rows,
    )?;
    let names: Vec<Vec<Value>> = names
        .into_iter()
        .map(|((issuer, scope, name, platform), image)| row((issuer, scope, name, platform, image)))
        .collect();
    database.insert(
        "INSERT INTO image_name (issuer, scope, name, platform, image)",
        " ON CONFLICT (issuer, scope, name, platform) DO UPDATE SET image = excluded.image",
        &names,
    )
}

/// Writes the packages of a batch that are not there, and returns the numbers of all.
fn put_packages(database: &mut Database, batch: &Batch) -> Result<Vec<u32>, RegisterError> {
    let names: Vec<Value> = batch.packages.iter().map(|it| it.0.to_vec().into()).collect();
    let mut there: HashMap<Vec<u8>, u32> = HashMap::new();
    for mut row in database.among("SELECT name, id FROM package WHERE name IN", &names)? {
        let read = row.bytes().and_then(|name| Ok((name, row.id()?)));
        let (name, id) = read.map_err(|error| database.damaged(error))?;
        there.insert(name, id);
    }
    let missing: Vec<&(PackageName, String, Option<Asked>)> =
        batch.packages.iter().filter(|it| !there.contains_key(it.0.as_slice())).collect();
    let wanted: BTreeSet<&Asked> = missing.iter().filter_map(|it| it.2.as_ref()).collect();
    let components = put_components(database, &wanted)?;
    let next = next_number(database, "package")?;
    let mut rows = Vec::with_capacity(missing.len());
    for (number, (name, record, asked)) in (next..).zip(missing) {
        let component = asked.as_ref().and_then(|asked| components.get(asked).copied());
        rows.push(vec![
            Value::from(number),
            name.to_vec().into(),
            component.into(),
            record.as_str().into(),
        ]);
        there.insert(name.to_vec(), number);
    }
    database.insert("INSERT INTO package (id, name, component, record)", "", &rows)?;
    Ok(batch.packages.iter().filter_map(|it| there.get(it.0.as_slice()).copied()).collect())
}

/// Writes the components that are not there, and returns the numbers of those wanted.
fn put_components(
    database: &mut Database,
    wanted: &BTreeSet<&Asked>,
) -> Result<HashMap<Asked, u32>, RegisterError> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let sources: BTreeSet<&str> = wanted.iter().map(|asked| asked.source.as_str()).collect();
    let sources: Vec<Value> = sources.into_iter().map(Value::from).collect();
    let sql = format!("SELECT id, {ASKED_COLUMNS} FROM component WHERE source IN");
    let mut known = HashMap::new();
    for mut row in database.among(&sql, &sources)? {
        let read = row.id().and_then(|id| Ok((Asked::read(&mut row)?, id)));
        let (asked, id) = read.map_err(|error| database.damaged(error))?;
        known.insert(asked, id);
    }
    let mut next = next_number(database, "component")?;
    let mut rows = Vec::new();
    for asked in wanted {
        if known.contains_key(*asked) {
            continue;
        }
        let mut values = vec![Value::from(next)];
        values.extend(asked.values());
        values.extend([Answer::Pending.word().into(), Value::Bytes(Vec::new())]);
        rows.push(values);
        known.insert((*asked).clone(), next);
        next += 1;
    }
    database.insert(
        &format!("INSERT INTO component (id, {ASKED_COLUMNS}, answer, mark)"),
        "",
        &rows,
    )?;
    Ok(known)
}

fn next_number(database: &mut Database, table: &str) -> Result<u32, RegisterError> {
    let last = database.number(&format!("SELECT COALESCE(MAX(id), 0) FROM {table}"))?;
    u32::try_from(last + 1).map_err(|_| database.damaged("there are more rows than numbers"))
}

/// Removes packages that no image has any more, and what only they needed.
fn sweep(database: &mut Database) -> Result<(), RegisterError> {
    let lists = read_rows(database, "SELECT packages FROM image", Row::bytes)?;
    let mut used = HashSet::new();
    for list in lists {
        used.extend(postings::read(&list).map_err(|error| database.damaged(error))?);
    }
    let all = read_rows(database, "SELECT id FROM package", Row::id)?;
    let unused: Vec<Value> =
        all.into_iter().filter(|id| !used.contains(id)).map(Value::from).collect();
    database.among("DELETE FROM package WHERE id IN", &unused)?;
    let needed = "(SELECT component FROM package WHERE component IS NOT NULL)";
    database.execute(&format!("DELETE FROM finding WHERE component NOT IN {needed}"), &[])?;
    database.execute(&format!("DELETE FROM component WHERE id NOT IN {needed}"), &[])?;
    Ok(())
}

/// Reads components in tests and measurements.
#[doc(hidden)]
impl Register {
    /// Matches all components and writes nothing; returns how many components and findings there
    /// were.
    pub fn match_only(&mut self, index: &Index) -> Result<Matching, RegisterError> {
        let components = self.database.read(|database| snapshot::due(database, ""))?;
        Ok(Matching { loaded: Loaded::of(index, &components)?, components })
    }
}

/// Components and what they are to be asked of, loaded.
#[doc(hidden)]
#[derive(Debug)]
pub struct Matching {
    loaded: Loaded,
    components: Vec<Due>,
}

#[doc(hidden)]
impl Matching {
    /// Returns how many components are asked about.
    pub fn components(&self) -> usize {
        self.components.len()
    }

    /// Asks about all, and returns of how many another thing is said than is stored.
    pub fn ask(&self) -> usize {
        let marks = self.loaded.marks(&self.components);
        let others = self.components.iter().zip(&marks).filter(|(due, (_, mark))| due.mark != mark);
        others.count()
    }

    /// Asks about all and works out everything, whatever is stored; returns how many findings there
    /// are.
    pub fn work_out(&self) -> usize {
        self.loaded.ask(&self.components.iter().collect::<Vec<_>>()).len()
    }
}
