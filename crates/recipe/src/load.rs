// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading a recipe from its files: bases, house file, features, checks.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use haerterei_ground::{
    Algorithm, BoundedReader, Diagnostic, Digest, HashingReader, Message, Place, Severity,
};

use crate::contradictions;
use crate::fault::{Fault, RecipeError};
use crate::house::{self, HouseRules};
use crate::keys::{HOUSE, RECIPE};
use crate::merge::{merge, merge_documents, take_out};
use crate::model::{NamedFile, Resolved};
use crate::names::HostFile;
use crate::shape::{self, Key, Record, Shape};
use crate::suggestion::nearest;
use crate::yaml::{self, DOCUMENT_BYTES, Kind, Label, Node, Spot};

/// Where documents and the files they name are read from.
pub trait Files: fmt::Debug {
    /// Opens a file for reading.
    fn open(&self, path: &Utf8Path) -> io::Result<Box<dyn Read + '_>>;
}

/// The files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostFiles;

impl Files for HostFiles {
    fn open(&self, path: &Utf8Path) -> io::Result<Box<dyn Read + '_>> {
        let file = std::fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Box::new(file))
    }
}

/// How many recipes may build upon each other.
const MOST_BASES: usize = 16;
/// Bytes of one named file.
const FILE_BYTES: u64 = 1 << 30;

/// A recipe as it was read, with everything it inherits and the files it names.
#[derive(Debug)]
pub struct Recipe {
    resolved: Resolved,
    rules: HouseRules,
    files: BTreeMap<HostFile, NamedFile>,
    warnings: Vec<Diagnostic>,
    pub(crate) origins: BTreeMap<String, Spot>,
    path: Utf8PathBuf,
}

impl Recipe {
    /// Reads a recipe, its bases, the house file if there is one, and every file they name.
    ///
    /// `path` and `house` are the files as the user named them. All faults that can be found
    /// together are reported together.
    pub fn read(
        path: &Utf8Path,
        house: Option<&Utf8Path>,
        files: &dyn Files,
    ) -> Result<Self, RecipeError> {
        let mut reader = Reader { files, faults: Vec::new(), asked: path };
        let mut node = reader.with_bases(path)?;
        let mut rules = HouseRules::default();
        if let Some(house) = house {
            let mut common = reader.document(house, house.as_str(), &HOUSE, None)?;
            relocate(&mut common, &HOUSE, &Location::House);
            rules = house::take_rules(&mut common, reader.asked)?;
            common.take("haerterei-house");
            if let Some(without) = node.take("without") {
                take_out(&mut common, &without, &RECIPE, &mut reader.faults);
            }
            node = merge_documents(common, node, &RECIPE);
        } else if let Some(without) = node.take("without") {
            // Without base and house file there is nothing to take out.
            let mut nothing = Node { spot: without.spot.clone(), kind: Kind::Map(Vec::new()) };
            take_out(&mut nothing, &without, &RECIPE, &mut reader.faults);
        }
        reader.choose_features(&mut node);
        if node.get("name").is_none() {
            let message = Message::new("recipe-key-missing").text("key", "name").text("path", ".");
            reader.faults.push(Fault::at(&node.spot, message));
        }
        reader.finish()?;

        let mut origins = BTreeMap::new();
        collect_origins(&node, "", &mut origins);
        let resolved: Resolved = serde_json::from_value(node.to_value()).map_err(|error| {
            RecipeError::Model { file: path.to_string(), problem: error.to_string() }
        })?;
        let mut warnings = Vec::new();
        contradictions::find(&resolved, &mut |key, severity, message| {
            let spot = spot_of(&origins, key, &node.spot);
            let fault = Fault::at(spot, message);
            if severity == Severity::Error {
                reader.faults.push(fault);
            } else {
                warnings.push(fault.diagnostic(severity));
            }
        });
        rules.check(&resolved, &node, &mut |key, message| {
            reader.faults.push(Fault::at(spot_of(&origins, key, &node.spot), message));
        });
        reader.finish()?;
        let named = reader.named_files(&node, path, house);
        reader.finish()?;
        Ok(Self { resolved, rules, files: named, warnings, origins, path: path.to_owned() })
    }

    /// Returns what the recipe means.
    pub const fn resolved(&self) -> &Resolved {
        &self.resolved
    }

    /// Returns what the house demands of every image.
    pub const fn rules(&self) -> &HouseRules {
        &self.rules
    }

    /// Returns what is worth knowing and no fault: above all, what will be missing.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Returns the files the recipe names, with their digests.
    pub const fn files(&self) -> &BTreeMap<HostFile, NamedFile> {
        &self.files
    }

    /// Returns the path the recipe was read from.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Returns where a value was written, by its key path as `packages[2]` or
    /// `environment.TZ.value`; the nearest enclosing value's place if it has none of its own (a
    /// default), nothing for a key nobody wrote.
    pub fn place_of(&self, key: &str) -> Option<Place> {
        let spot = find_spot(&self.origins, key)?;
        Some(Place::Document {
            file: spot.document.file.clone(),
            line: spot.line,
            column: spot.column,
        })
    }

    /// Returns a fault that points at a value of the recipe, for what only later stations find
    /// out: a package that does not exist, a script that is not recognised.
    pub fn fault(&self, key: &str, message: Message) -> Option<Fault> {
        find_spot(&self.origins, key).map(|spot| Fault::at(spot, message))
    }
}

fn find_spot<'a>(origins: &'a BTreeMap<String, Spot>, key: &str) -> Option<&'a Spot> {
    let mut key = key;
    loop {
        if let Some(spot) = origins.get(key) {
            return Some(spot);
        }
        key = &key[..key.rfind(['.', '['])?];
    }
}

fn spot_of<'a>(origins: &'a BTreeMap<String, Spot>, key: &str, whole: &'a Spot) -> &'a Spot {
    find_spot(origins, key).unwrap_or(whole)
}

fn collect_origins(node: &Node, path: &str, origins: &mut BTreeMap<String, Spot>) {
    if !path.is_empty() {
        origins.insert(path.to_owned(), node.spot.clone());
    }
    match &node.kind {
        Kind::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect_origins(element, &format!("{path}[{index}]"), origins);
            }
        }
        Kind::Map(entries) => {
            for (label, value) in entries {
                collect_origins(value, &shape::join(path, &label.name), origins);
            }
        }
        _ => {}
    }
}

/// Where the files that a document names lie.
enum Location {
    /// Below this folder, relative to the recipe that was asked for.
    Recipe(Utf8PathBuf),
    /// Beside the house file.
    House,
}

struct Reader<'a> {
    files: &'a dyn Files,
    faults: Vec<Fault>,
    asked: &'a Utf8Path,
}

impl Reader<'_> {
    /// Fails if there are faults.
    fn finish(&mut self) -> Result<(), RecipeError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        Err(RecipeError::Faulty {
            file: self.asked.to_string(),
            faults: std::mem::take(&mut self.faults),
        })
    }

    /// Reads a document and checks its shape.
    fn document(
        &mut self,
        path: &Utf8Path,
        shown: &str,
        record: &'static Record,
        named: Option<&Spot>,
    ) -> Result<Node, RecipeError> {
        let unreadable = |source: io::Error| RecipeError::Unreadable {
            path: shown.to_owned(),
            named: named.map(|spot| {
                let message = Message::new("recipe-named-here").text("path", shown);
                Box::new(Fault::at(spot, message))
            }),
            source,
        };
        let reader = self.files.open(path).map_err(unreadable)?;
        let bytes = BoundedReader::new(reader, DOCUMENT_BYTES).read_all().map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            unreadable(io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
        })?;
        match yaml::read(shown, text) {
            Ok(node) => Ok(shape::check(node, record, &mut self.faults)),
            Err(malformed) => {
                let message = Message::new("recipe-not-yaml").text("problem", malformed.problem);
                self.faults.push(Fault::at(&malformed.spot, message));
                self.finish()?;
                // `finish` has failed with the fault just pushed.
                Err(unreadable(io::ErrorKind::InvalidData.into()))
            }
        }
    }

    /// Reads a recipe and lays it upon its bases.
    fn with_bases(&mut self, path: &Utf8Path) -> Result<Node, RecipeError> {
        let start = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        let mut chain: Vec<(Node, Utf8PathBuf)> = Vec::new();
        let mut seen: Vec<Utf8PathBuf> = Vec::new();
        let mut next = Some((Utf8PathBuf::from(path.file_name().unwrap_or("")), None::<Spot>));
        while let Some((relative, named)) = next.take() {
            let relative: Utf8PathBuf = normal(&relative);
            if let Some(spot) = &named
                && (seen.contains(&relative) || seen.len() == MOST_BASES)
            {
                let key = if seen.contains(&relative) {
                    "recipe-extends-itself"
                } else {
                    "recipe-extends-too-deep"
                };
                let message = Message::new(key).text("base", &relative);
                self.faults.push(Fault::at(spot, message));
                break;
            }
            let place = start.join(&relative);
            let shown = if named.is_none() { path } else { place.as_path() };
            let shown = normal(shown);
            let node = self.document(&place, shown.as_str(), &RECIPE, named.as_ref())?;
            let folder = relative.parent().unwrap_or(Utf8Path::new("")).to_owned();
            if let Some(extends) = node.get("extends")
                && let Some(base) = extends.spelling()
            {
                next = Some((folder.join(base), Some(extends.spot.clone())));
            }
            seen.push(relative);
            chain.push((node, folder));
        }
        // What a recipe takes out is taken out of everything below it; what its outermost recipe
        // takes out may also be the house file's, so it is judged there.
        let mut merged: Option<Node> = None;
        let mut waiting: Option<Node> = None;
        let bases = chain.len();
        for (index, (mut node, folder)) in chain.into_iter().rev().enumerate() {
            node.take("extends");
            relocate(&mut node, &RECIPE, &Location::Recipe(folder));
            let without = node.take("without");
            let Some(mut base) = merged.take() else {
                waiting = without.filter(|_| index + 1 == bases);
                merged = Some(node);
                continue;
            };
            if let Some(without) = &without {
                take_out(&mut base, without, &RECIPE, &mut self.faults);
            }
            let mut node = merge_documents(base, node, &RECIPE);
            node.spot.line = node.spot.line.max(1);
            merged = Some(node);
        }
        let mut node = merged.unwrap_or_else(|| Node {
            spot: Spot {
                document: std::sync::Arc::new(yaml::Document {
                    file: path.to_string(),
                    text: String::new(),
                }),
                line: 1,
                column: 1,
                length: 1,
            },
            kind: Kind::Map(Vec::new()),
        });
        if let (Some(without), Kind::Map(entries)) = (waiting, &mut node.kind) {
            let label = Label { name: "without".to_owned(), spot: without.spot.clone() };
            entries.push((label, without));
        }
        Ok(node)
    }

    /// Lays the chosen profiles upon the recipe.
    fn choose_features(&mut self, node: &mut Node) {
        let chosen: Vec<Node> =
            node.get("features").map(|features| features.elements().to_vec()).unwrap_or_default();
        for feature in chosen {
            let Some(name) = feature.spelling() else {
                continue;
            };
            let declared = node.get("profiles").and_then(|profiles| profiles.get(name));
            let Some(profile) = declared else {
                if name == "core" {
                    continue;
                }
                let names: Vec<String> = match node.get("profiles").map(|node| &node.kind) {
                    Some(Kind::Map(entries)) => {
                        entries.iter().map(|(label, _)| label.name.clone()).collect()
                    }
                    _ => Vec::new(),
                };
                let message = match nearest(name, names.iter().map(String::as_str)) {
                    Some(meant) => Message::new("recipe-feature-meant").text("meant", meant),
                    None => Message::new("recipe-feature-unknown"),
                };
                self.faults.push(Fault::at(&feature.spot, message.text("name", name)));
                continue;
            };
            let Kind::Map(sections) = profile.kind.clone() else {
                continue;
            };
            for (label, section) in sections {
                let key = RECIPE.keys.iter().find(|key| key.name == label.name);
                let (Some(Key { shape, .. }), false) = (key, label.name == "description") else {
                    continue;
                };
                let Kind::Map(entries) = &mut node.kind else {
                    continue;
                };
                let slot = entries.iter_mut().find(|(other, _)| other.name == label.name);
                match slot {
                    Some((_, value)) => *value = merge(value.clone(), section, shape),
                    None => entries.push((label, section)),
                }
            }
        }
    }

    /// Digests every file that the recipe names and checks the hashes it gives.
    fn named_files(
        &mut self,
        node: &Node,
        recipe: &Utf8Path,
        house: Option<&Utf8Path>,
    ) -> BTreeMap<HostFile, NamedFile> {
        let mut named = Vec::new();
        collect_files(node, &RECIPE, &mut named);
        let folder = |path: &Utf8Path| path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        let mut found = BTreeMap::new();
        for Mention { file, node, sha256 } in named {
            let place = match &file {
                HostFile::Recipe(path) => normal(&folder(recipe).join(path)),
                HostFile::House(path) => {
                    normal(&folder(house.unwrap_or(Utf8Path::new(""))).join(path))
                }
            };
            let content = self.files.open(&place).and_then(|reader| {
                let reader = BoundedReader::new(reader, FILE_BYTES);
                let mut reader = HashingReader::new(reader, Algorithm::Sha256);
                io::copy(&mut reader, &mut io::sink())?;
                Ok(reader.finish())
            });
            let (digest, size) = match content {
                Ok(content) => content,
                Err(error) => {
                    let message = Message::new("recipe-named-file")
                        .text("file", &place)
                        .text("problem", &error);
                    self.faults.push(Fault::at(&node.spot, message));
                    continue;
                }
            };
            if let Some(wanted) = sha256
                && let Some(text) = wanted.spelling()
                && Digest::from_hex(Algorithm::Sha256, text) != Ok(digest)
            {
                let message = Message::new("recipe-file-hash")
                    .text("file", &place)
                    .text("found", digest.hex());
                self.faults.push(Fault::at(&wanted.spot, message));
            }
            let entry = NamedFile { path: place, digest, size };
            found.insert(file, entry);
        }
        found
    }
}

/// A file named in a document.
struct Mention<'a> {
    file: HostFile,
    node: &'a Node,
    sha256: Option<&'a Node>,
}

fn collect_files<'a>(node: &'a Node, record: &'static Record, named: &mut Vec<Mention<'a>>) {
    let Kind::Map(entries) = &node.kind else {
        return;
    };
    for (label, value) in entries {
        if let Some(key) = record.keys.iter().find(|key| key.name == label.name) {
            collect_files_of(value, &key.shape, node.get("sha256"), named);
        }
    }
}

fn collect_files_of<'a>(
    node: &'a Node,
    shape: &'static Shape,
    sha256: Option<&'a Node>,
    named: &mut Vec<Mention<'a>>,
) {
    match shape {
        Shape::Text(syntax) if is_host_file(syntax) => {
            if let Some(file) = node.spelling().and_then(HostFile::parse) {
                named.push(Mention { file, node, sha256 });
            }
        }
        Shape::List { of, .. } => {
            for element in node.elements() {
                collect_files_of(element, of, sha256, named);
            }
        }
        Shape::Record(record) => collect_files(node, record, named),
        // Files of profiles that are not chosen need not be there; those of chosen ones have been
        // laid upon the recipe.
        _ => {}
    }
}

fn is_host_file(syntax: &'static crate::syntax::Syntax) -> bool {
    std::ptr::eq(syntax, &raw const crate::syntax::HOST_FILE)
}

/// Writes the files a document names relative to the recipe that was asked for.
fn relocate(node: &mut Node, record: &'static Record, location: &Location) {
    let Kind::Map(entries) = &mut node.kind else {
        return;
    };
    for (label, value) in entries {
        if let Some(key) = record.keys.iter().find(|key| key.name == label.name) {
            relocate_value(value, &key.shape, location);
        }
    }
}

fn relocate_value(node: &mut Node, shape: &'static Shape, location: &Location) {
    match shape {
        Shape::Text(syntax) if is_host_file(syntax) => {
            if let Kind::Text(text) = &mut node.kind {
                *text = match location {
                    Location::Recipe(folder) => normal(&folder.join(&*text)).into_string(),
                    Location::House => format!("house:{}", normal(Utf8Path::new(text))),
                };
            }
        }
        Shape::List { of, .. } => {
            if let Kind::List(elements) = &mut node.kind {
                for element in elements {
                    relocate_value(element, of, location);
                }
            }
        }
        Shape::Map { of, .. } => {
            if let Kind::Map(entries) = &mut node.kind {
                for (_, value) in entries {
                    relocate_value(value, of, location);
                }
            }
        }
        Shape::Record(record) => relocate(node, record, location),
        _ => {}
    }
}

/// Removes `.` and resolves `..` by the text alone, as far as there is something to leave.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut parts = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir
                if matches!(parts.components().next_back(), Some(Utf8Component::Normal(_))) =>
            {
                parts.pop();
            }
            component => parts.push(component),
        }
    }
    parts
}
