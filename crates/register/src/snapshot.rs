// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! All that a register knows at one moment, in memory.

use std::collections::{BTreeMap, HashMap};

use haerterei_ground::Timestamp;
use rayon::prelude::*;

use crate::database::{Database, Row, WrongRow};
use crate::error::RegisterError;
use crate::generation::{self, Generation};
use crate::matching::{Answer, Due};
use crate::package::{
    ASKED_COLUMNS, Asked, ImageRecord, Name, Package, PackageName, content_of, name_of,
};
use crate::postings;
use crate::row::Known;

/// All that a register knows at one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) generation: Option<Generation>,
    pub(crate) packages: HashMap<u32, Held>,
    pub(crate) components: BTreeMap<u32, Counted>,
    pub(crate) images: Vec<Image>,
}

/// A package, by the number of its row.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) package: Package,
    pub(crate) name: PackageName,
    /// Its place among all packages by their records, which is the same in every register of them.
    pub(crate) rank: u32,
    pub(crate) component: Option<u32>,
}

/// A component and what is known of it.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) asked: Asked,
    /// What came of asking about it.
    pub(crate) answer: Answer,
    pub(crate) known: Vec<Known>,
}

/// An image.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) digest: String,
    pub(crate) record: ImageRecord,
    pub(crate) packages: Vec<u32>,
    pub(crate) names: Vec<Name>,
    /// The generation at which it came; 0 where there was none.
    pub(crate) since: i64,
    pub(crate) added: Timestamp,
}

impl Snapshot {
    /// Reads everything, and checks it against the digests that are stored beside it.
    pub(crate) fn read(database: &mut Database) -> Result<Self, RegisterError> {
        let generation = generation::newest(database)?;
        let components = components(database)?;
        let packages = packages(database, &components)?;
        let images = images(database, &packages)?;
        Ok(Self { generation, packages, components, images })
    }

    /// Returns the packages of an image.
    pub(crate) fn packages_of<'a>(&'a self, image: &'a Image) -> impl Iterator<Item = &'a Held> {
        image.packages.iter().filter_map(|id| self.packages.get(id))
    }

    /// Returns the images of a name, one for each platform, or the one whose digest begins so.
    pub(crate) fn find_all(&self, word: &str) -> Result<Vec<&Image>, RegisterError> {
        // Images stand in the order of their digests.
        if let Ok(place) = self.images.binary_search_by(|image| image.digest.as_str().cmp(word)) {
            return Ok(self.images.get(place).into_iter().collect());
        }
        let has_name = |image: &&Image| image.names.iter().any(|name| name.name == word);
        let named: Vec<&Image> = self.images.iter().filter(has_name).collect();
        if !named.is_empty() {
            return Ok(named);
        }
        let hex = word.strip_prefix("sha256:").unwrap_or(word);
        let is_digest = hex.len() >= 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_meant = |image: &&Image| {
            is_digest && image.digest.split_once(':').is_some_and(|(_, own)| own.starts_with(hex))
        };
        let found: Vec<&Image> = self.images.iter().filter(is_meant).collect();
        match found.as_slice() {
            [_] => Ok(found),
            [] => Err(RegisterError::UnknownImage { word: word.chars().take(200).collect() }),
            several => Err(several_images(word, several)),
        }
    }

    /// Returns the one image that a word means.
    pub(crate) fn find(&self, word: &str) -> Result<&Image, RegisterError> {
        match self.find_all(word)?.as_slice() {
            [one] => Ok(one),
            several => Err(several_images(word, several)),
        }
    }

    /// Writes all facts in an order that depends on nothing else: one JSON document a line. Two
    /// registers that know the same write the same. When something came, and what changed since,
    /// is no fact of that kind.
    pub fn dump(&self) -> Vec<String> {
        let line = |value: serde_json::Value| value.to_string();
        let generation = self.generation.as_ref().map(|it| it.digest.as_str());
        let mut lines = Vec::new();
        for image in &self.images {
            let mut packages: Vec<String> =
                self.packages_of(image).map(|held| hex(&held.name)).collect();
            packages.sort();
            lines.push(line(serde_json::json!({
                "image": image.digest, "record": image.record, "names": image.names,
                "packages": packages,
            })));
        }
        for held in self.packages.values() {
            let name = hex(&held.name);
            lines.push(line(serde_json::json!({ "package": name, "record": held.package })));
        }
        for component in self.components.values() {
            let findings: Vec<serde_json::Value> = component
                .known
                .iter()
                .map(|known| {
                    let rest: serde_json::Value =
                        serde_json::from_str(&known.rest).unwrap_or_default();
                    serde_json::json!({
                        "weakness": known.weakness, "verdict": known.verdict, "said": rest,
                    })
                })
                .collect();
            lines.push(line(serde_json::json!({
                "component": component.asked, "answer": component.answer, "findings": findings,
            })));
        }
        lines.sort_unstable();
        lines.insert(0, line(serde_json::json!({ "dump": 1, "index": generation })));
        lines
    }
}

fn several_images(word: &str, several: &[&Image]) -> RegisterError {
    RegisterError::SeveralImages {
        word: word.chars().take(200).collect(),
        digests: several.iter().map(|image| image.digest.clone()).collect(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Reads rows by a function; one that has another form is damage.
pub(crate) fn read_rows<T>(
    database: &mut Database,
    sql: &str,
    read: impl Fn(&mut Row) -> Result<T, WrongRow>,
) -> Result<Vec<T>, RegisterError> {
    let rows = database.query(sql, &[])?;
    let read: Result<Vec<T>, WrongRow> = rows.into_iter().map(|mut row| read(&mut row)).collect();
    read.map_err(|error| database.damaged(error))
}

fn components(database: &mut Database) -> Result<BTreeMap<u32, Counted>, RegisterError> {
    let mut components: BTreeMap<u32, Counted> = due(database, "")?
        .into_iter()
        .map(|due| (due.id, Counted { asked: due.asked, answer: due.answer, known: Vec::new() }))
        .collect();
    let rows = database.query(&format!("SELECT {FINDING_COLUMNS} FROM finding"), &[])?;
    for (component, known) in findings(database, rows)? {
        let Some(counted) = components.get_mut(&component) else {
            return Err(database.damaged("a finding is of no component"));
        };
        counted.known.push(known);
    }
    Ok(components)
}

/// Reads components, in the order of their numbers; `condition` begins with `WHERE` or is empty.
pub(crate) fn due(database: &mut Database, condition: &str) -> Result<Vec<Due>, RegisterError> {
    let sql = format!("SELECT id, {ASKED_COLUMNS}, answer, mark FROM component {condition}");
    let mut rows = read_rows(database, &sql, |row| {
        let id = row.id()?;
        let asked = Asked::read(row)?;
        let answer = Answer::of_word(&row.text()?).ok_or(WrongRow)?;
        Ok(Due { id, asked, answer, mark: row.bytes()? })
    })?;
    rows.sort_unstable_by_key(|due| due.id);
    Ok(rows)
}

/// The columns that [`findings`] reads.
pub(crate) const FINDING_COLUMNS: &str =
    "component, weakness, state, fixed_in, urgency, severity, exploited, record, content";

/// Reads what is known of components of rows, and brings it into the order of their numbers and then
/// of names.
pub(crate) fn findings(
    database: &Database,
    rows: Vec<Row>,
) -> Result<Vec<(u32, Known)>, RegisterError> {
    let read: Result<Vec<(u32, Known)>, WrongRow> =
        rows.into_iter().map(|mut row| Ok((row.id()?, Known::read(&mut row)?))).collect();
    let mut rows = read.map_err(|error| database.damaged(error))?;
    // A server sorts texts by its locale.
    rows.sort_unstable_by(|(one, of_one), (other, of_other)| {
        (one, &of_one.weakness).cmp(&(other, &of_other.weakness))
    });
    Ok(rows)
}

fn packages(
    database: &mut Database,
    components: &BTreeMap<u32, Counted>,
) -> Result<HashMap<u32, Held>, RegisterError> {
    let sql = "SELECT id, name, component, record FROM package";
    let mut rows = read_rows(database, sql, |row| {
        let id = row.id()?;
        let name = row.bytes()?;
        let component = row.optional_integer()?.map(u32::try_from).transpose();
        Ok((id, name, component.map_err(|_| WrongRow)?, row.text()?))
    })?;
    let check = |(id, name, component, record): (u32, Vec<u8>, Option<u32>, String)| {
        let package = serde_json::from_str::<Package>(&record).ok()?;
        let by_record = name_of(&record);
        let own = component.and_then(|id| components.get(&id)).map(|it| &it.asked);
        let is_sound = name == by_record && own == package.asked.as_ref();
        is_sound.then_some((id, Held { package, name: by_record, rank: 0, component }))
    };
    // The records are needed no more once they are read, so that few are there twice.
    rows.par_sort_unstable_by(|(_, _, _, one), (_, _, _, other)| other.cmp(one));
    let mut packages = HashMap::with_capacity(rows.len());
    while !rows.is_empty() {
        let piece = rows.split_off(rows.len().saturating_sub(PIECE));
        let held: Option<Vec<(u32, Held)>> = piece.into_par_iter().rev().map(check).collect();
        let held = held.ok_or_else(|| database.damaged("a package is not what its name says"))?;
        for (id, held) in held {
            let rank = u32::try_from(packages.len()).unwrap_or(u32::MAX);
            packages.insert(id, Held { rank, ..held });
        }
    }
    Ok(packages)
}

/// So many rows are looked at together.
const PIECE: usize = 4096;

fn images(
    database: &mut Database,
    packages: &HashMap<u32, Held>,
) -> Result<Vec<Image>, RegisterError> {
    let mut names: HashMap<String, Vec<Name>> = HashMap::new();
    let sql = "SELECT image, issuer, scope, name FROM image_name";
    for (image, name) in read_rows(database, sql, |row| {
        let image = row.text()?;
        Ok((image, Name { issuer: row.text()?, scope: row.text()?, name: row.text()? }))
    })? {
        names.entry(image).or_default().push(name);
    }
    let sql = "SELECT digest, record, packages, content, since, added FROM image";
    let mut rows = read_rows(database, sql, |row| {
        let texts = (row.text()?, row.text()?);
        Ok((texts, row.bytes()?, row.bytes()?, row.integer()?, row.text()?))
    })?;
    let check = |((digest, record), list, content, since, added): ImageRow| {
        let check = || {
            let record = serde_json::from_str::<ImageRecord>(&record).ok()?;
            let list = postings::read(&list).ok()?;
            let held: Option<Vec<_>> =
                list.iter().map(|id| packages.get(id).map(|held| held.name)).collect();
            let is_sound = content_of(&record, held?).as_bytes() == content;
            is_sound.then_some((record, list, added.parse().ok()?))
        };
        match check() {
            Some((record, packages, added)) => {
                Ok(Image { digest, record, packages, names: Vec::new(), since, added })
            }
            None => Err(digest),
        }
    };
    let mut images = Vec::with_capacity(rows.len());
    while !rows.is_empty() {
        let piece = rows.split_off(rows.len().saturating_sub(PIECE));
        let checked: Vec<Result<Image, String>> = piece.into_par_iter().map(check).collect();
        // One after the other, so that it is always the same one that is named as damaged.
        for image in checked {
            let mut image = image.map_err(|digest| {
                database.damaged(format!("the inventory of {digest} is not what was written"))
            })?;
            image.names = names.remove(&image.digest).unwrap_or_default();
            image.names.sort();
            images.push(image);
        }
    }
    images.sort_unstable_by(|one, other| one.digest.cmp(&other.digest));
    Ok(images)
}

/// Digest and record, packages, content, generation and time at which it came; as stored.
type ImageRow = ((String, String), Vec<u8>, Vec<u8>, i64, String);
