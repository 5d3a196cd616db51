// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading a recipe from its files: bases, house file, features, checks.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use haerterei_ground::{
    Algorithm, Blame, BoundedReader, Diagnostic, Digest, Explain, HashingReader, Message, Place,
    Severity,
};

use crate::contradictions;
use crate::fault::{Fault, RecipeError};
use crate::house::{self, HouseRules};
use crate::inherited::{
    BaseDocuments, BaseFault, FROM_RECIPE, OF_VARIANT, agreed, document, select,
};
use crate::keys::{HOUSE, RECIPE};
use crate::merge::{merge, merge_documents, take_out};
use crate::model::{NamedFile, Resolved};
use crate::names::{Architecture, FeatureName, HostFile, names_a_registry, place_of_image};
use crate::shape::{self, Key, Record, Shape};
use crate::suggestion::nearest;
use crate::yaml::{self, DOCUMENT_BYTES, Kind, Label, Node, Spot};

/// Where documents and the files they name are read from.
pub trait Files: fmt::Debug {
    /// Opens a file for reading.
    fn open(&self, path: &Utf8Path) -> io::Result<Box<dyn Read + '_>>;

    /// Returns what the image says that a recipe starts from; `image` is the word for it, with the
    /// path as it is reached from here.
    ///
    /// Nothing here knows images: whoever reads recipes that start from one implements this.
    fn base(&self, image: &str, digest: &Digest) -> Result<BaseDocuments, BaseFault> {
        let _ = digest;
        let reason = Box::new(NoImages { image: image.to_owned() });
        Err(BaseFault { is_digest: false, reason })
    }
}

/// Images cannot be read here.
#[derive(Debug, thiserror::Error)]
#[error("image {image} cannot be read here")]
struct NoImages {
    image: String,
}

impl Explain for NoImages {
    fn message(&self) -> Message {
        Message::new("recipe-base-not-read").text("image", &self.image)
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
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
#[derive(Clone, Debug)]
pub struct Recipe {
    resolved: Resolved,
    /// Where the architectures of a base image say different things: the recipe for each.
    by_architecture: BTreeMap<Architecture, Resolved>,
    rules: HouseRules,
    files: BTreeMap<HostFile, NamedFile>,
    warnings: Vec<Diagnostic>,
    pub(crate) origins: BTreeMap<String, Spot>,
    path: Utf8PathBuf,
    node: Node,
    base: Option<Box<Self>>,
    variant: Option<FeatureName>,
    variants: BTreeMap<FeatureName, Self>,
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
        Self::read_upon(path, house, files, &[])
    }

    /// Reads a recipe; `trail` has the recipes that start from it.
    fn read_upon(
        path: &Utf8Path,
        house: Option<&Utf8Path>,
        files: &dyn Files,
        trail: &[Utf8PathBuf],
    ) -> Result<Self, RecipeError> {
        let mut reader = Reader { files, faults: Vec::new(), asked: path };
        let own = reader.with_bases(path)?;
        let mut rules = HouseRules::default();
        let mut common = None;
        if let Some(house) = house {
            let mut document = reader.document(house, house.as_str(), &HOUSE, None)?;
            relocate(&mut document, &HOUSE, &Location::House);
            rules = house::take_rules(&mut document, reader.asked)?;
            document.take("haerterei-house");
            common = Some(document);
        }
        let inherited = reader.inherited(&own, house, trail)?;
        let node = reader.assemble(own.clone(), common.clone(), inherited.document);
        if node.get("name").is_none() {
            let message = Message::new("recipe-key-missing").text("key", "name").text("path", ".");
            reader.faults.push(Fault::at(&node.spot, message));
        }
        reader.finish()?;
        // Faults of what holds for one architecture are those of what holds for all.
        let mut quiet = Reader { files, faults: Vec::new(), asked: path };
        let nodes: BTreeMap<Architecture, Node> = inherited
            .by_architecture
            .into_iter()
            .map(|(architecture, document)| {
                let node = quiet.assemble(own.clone(), common.clone(), Some(document));
                (architecture, node)
            })
            .collect();
        let base = inherited.base;
        let part = |node: Node, variant: Option<FeatureName>, reader: &mut Reader<'_>| {
            let meaning = reader.mean(&node, path, house, &rules)?;
            Ok(Self {
                resolved: meaning.resolved,
                by_architecture: BTreeMap::new(),
                rules: rules.clone(),
                files: meaning.files,
                warnings: meaning.warnings,
                origins: meaning.origins,
                path: path.to_owned(),
                node,
                base: None,
                variant,
                variants: BTreeMap::new(),
            })
        };
        let mut recipe = part(node, None, &mut reader)?;
        recipe.by_architecture = for_each(&nodes, path)?;
        for (name, node) in variants_of(&recipe.node, &mut reader.faults) {
            reader.finish()?;
            let mut variant = part(node, Some(name.clone()), &mut reader)?;
            variant.warnings.retain(|warning| warning.severity != Severity::Note);
            let nodes: BTreeMap<Architecture, Node> = nodes
                .iter()
                .filter_map(|(architecture, node)| {
                    let (_, node) = variants_of(node, &mut Vec::new())
                        .into_iter()
                        .find(|(other, _)| *other == name)?;
                    Some((architecture.clone(), node))
                })
                .collect();
            variant.by_architecture = for_each(&nodes, path)?;
            recipe.variants.insert(name, variant);
        }
        reader.finish()?;
        recipe.base = base;
        Ok(recipe)
    }

    /// Returns the recipe that this one starts from, if it starts from one.
    pub fn base(&self) -> Option<&Self> {
        self.base.as_deref()
    }

    /// Returns the variants that are built upon this recipe's image.
    ///
    /// Each is a recipe of its own: it inherits how the image runs, and asks for what it adds.
    pub const fn variants(&self) -> &BTreeMap<FeatureName, Self> {
        &self.variants
    }

    /// Returns the variant's name if this is one.
    pub const fn variant(&self) -> Option<&FeatureName> {
        self.variant.as_ref()
    }

    /// Returns what the recipe means for one architecture.
    pub fn for_architecture(&self, architecture: &Architecture) -> Resolved {
        let resolved = self.by_architecture.get(architecture).unwrap_or(&self.resolved);
        resolved.for_architecture(architecture)
    }

    /// Returns the word for the base image with the path as it is reached from here, where the
    /// recipe starts from an image.
    pub fn base_image(&self) -> Option<String> {
        let image = self.resolved.from.as_ref()?.image.as_ref()?;
        let folder = self.path.parent().unwrap_or(Utf8Path::new(""));
        Some(word_from(folder, image))
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

    /// Returns what the image says that the recipe starts from.
    fn inherited(
        &mut self,
        own: &Node,
        house: Option<&Utf8Path>,
        trail: &[Utf8PathBuf],
    ) -> Result<Inherited, RecipeError> {
        let Some(from) = own.get("from") else { return Ok(Inherited::default()) };
        let folder = self.asked.parent().unwrap_or(Utf8Path::new("")).to_owned();
        if let Some(recipe) = from.get("recipe")
            && let Some(written) = recipe.spelling()
        {
            let place = normal(&folder.join(written));
            let mut trail = trail.to_vec();
            trail.push(normal(self.asked));
            if trail.contains(&place) || trail.len() > MOST_BASES {
                let message = Message::new("recipe-base-itself").text("base", &place);
                self.faults.push(Fault::at(&recipe.spot, message));
                self.finish()?;
            }
            let base = Recipe::read_upon(&place, house, self.files, &trail).map_err(|error| {
                let RecipeError::Unreadable { path, named: None, source } = error else {
                    return error;
                };
                let message = Message::new("recipe-named-here").text("path", &path);
                let named = Some(Box::new(Fault::at(&recipe.spot, message)));
                RecipeError::Unreadable { path, named, source }
            })?;
            let document = select(&base.node, FROM_RECIPE);
            let architectures = base.resolved.architectures.clone();
            self.fits(own, &architectures, &base.resolved.distribution.to_string());
            return Ok(Inherited {
                document: Some(document),
                base: Some(Box::new(base)),
                ..Inherited::default()
            });
        }
        let (Some(image), digest) = (from.get("image"), from.get("digest")) else {
            return Ok(Inherited::default());
        };
        let written = image.spelling().unwrap_or_default();
        let (Some(digest), Some(wanted)) =
            (digest, digest.and_then(Node::spelling).and_then(|text| text.parse().ok()))
        else {
            if digest.is_none() {
                self.faults.push(Fault::at(&from.spot, Message::new("recipe-base-no-digest")));
            }
            self.finish()?;
            return Ok(Inherited::default());
        };
        self.finish()?;
        let word = word_from(&folder, written);
        let found = self.files.base(&word, &wanted).map_err(|problem| {
            let spot = if problem.is_digest { &digest.spot } else { &image.spot };
            let message = Message::new("recipe-base-unusable");
            RecipeError::Base { fault: Box::new(Fault::at(spot, message)), reason: problem.reason }
        })?;
        let architectures: Vec<Architecture> = found.documents.keys().cloned().collect();
        let first = found.documents.values().next();
        let said = first.and_then(|document| document.get("distribution")?.as_str());
        self.fits(own, &architectures, said.unwrap_or_default());
        let mut faults = Vec::new();
        let mut checked = |value: &serde_json::Value| {
            shape::check(document(&found.name, value), &RECIPE, &mut faults)
        };
        let mut inherited = Inherited::default();
        if let Some(value) = agreed(&found.documents) {
            inherited.document = Some(checked(&value));
        } else {
            inherited.document = first.map(&mut checked);
            inherited.by_architecture = found
                .documents
                .iter()
                .map(|(architecture, value)| (architecture.clone(), checked(value)))
                .collect();
        }
        if let Some(fault) = faults.first() {
            let problem = Message::new("recipe-base-contract").text("image", &found.name);
            self.faults.push(Fault::at(&image.spot, problem));
            self.faults.push(fault.clone());
        }
        self.finish()?;
        Ok(inherited)
    }

    /// Checks that a recipe asks of its base only what that is.
    fn fits(&mut self, own: &Node, architectures: &[Architecture], distribution: &str) {
        for wanted in own.get("architectures").map(Node::elements).unwrap_or_default() {
            let word = wanted.spelling().unwrap_or_default();
            if !architectures.iter().any(|known| known.as_str() == word) {
                let known: Vec<&str> = architectures.iter().map(Architecture::as_str).collect();
                let message = Message::new("recipe-base-architecture")
                    .text("architecture", word)
                    .text("known", known.join(", "));
                self.faults.push(Fault::at(&wanted.spot, message));
            }
        }
        if let Some(wanted) = own.get("distribution")
            && let Some(word) = wanted.spelling()
            && !distribution.is_empty()
            && word != distribution
        {
            let message = Message::new("recipe-base-distribution")
                .text("distribution", word)
                .text("base", distribution);
            self.faults.push(Fault::at(&wanted.spot, message));
        }
    }

    /// Lays a recipe upon what lies below it: the house's document, then what it inherits.
    fn assemble(&mut self, own: Node, common: Option<Node>, inherited: Option<Node>) -> Node {
        let mut own = own;
        let without = own.take("without");
        let mut lower = match (common, inherited) {
            (Some(common), Some(inherited)) => Some(merge_documents(common, inherited, &RECIPE)),
            (common, inherited) => common.or(inherited),
        };
        if let Some(without) = &without {
            // Without anything below there is nothing to take out.
            let nothing = || Node { spot: without.spot.clone(), kind: Kind::Map(Vec::new()) };
            take_out(lower.get_or_insert_with(nothing), without, &RECIPE, &mut self.faults);
        }
        let mut node = match lower {
            Some(lower) => merge_documents(lower, own, &RECIPE),
            None => own,
        };
        self.choose_features(&mut node);
        node
    }

    /// Returns what a document means that was put together, with the files it names.
    fn mean(
        &mut self,
        node: &Node,
        path: &Utf8Path,
        house: Option<&Utf8Path>,
        rules: &HouseRules,
    ) -> Result<Meaning, RecipeError> {
        let mut origins = BTreeMap::new();
        collect_origins(node, "", &mut origins);
        let resolved = resolved(node, path)?;
        let mut warnings = Vec::new();
        contradictions::find(&resolved, &mut |key, severity, message| {
            let spot = spot_of(&origins, key, &node.spot);
            let fault = Fault::at(spot, message);
            if severity == Severity::Error {
                self.faults.push(fault);
            } else {
                warnings.push(fault.diagnostic(severity));
            }
        });
        rules.check(&resolved, node, &mut |key, message| {
            self.faults.push(Fault::at(spot_of(&origins, key, &node.spot), message));
        });
        self.finish()?;
        let files = self.named_files(node, path, house);
        self.finish()?;
        Ok(Meaning { resolved, origins, warnings, files })
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

/// What lies below a recipe because of the image it starts from.
#[derive(Default)]
struct Inherited {
    /// What holds for every architecture, or for the first where they differ.
    document: Option<Node>,
    /// What holds for each, where they differ.
    by_architecture: BTreeMap<Architecture, Node>,
    /// The recipe of the image.
    base: Option<Box<Recipe>>,
}

/// What a document means.
struct Meaning {
    resolved: Resolved,
    origins: BTreeMap<String, Spot>,
    warnings: Vec<Diagnostic>,
    files: BTreeMap<HostFile, NamedFile>,
}

fn resolved(node: &Node, path: &Utf8Path) -> Result<Resolved, RecipeError> {
    serde_json::from_value(node.to_value())
        .map_err(|error| RecipeError::Model { file: path.to_string(), problem: error.to_string() })
}

fn for_each(
    nodes: &BTreeMap<Architecture, Node>,
    path: &Utf8Path,
) -> Result<BTreeMap<Architecture, Resolved>, RecipeError> {
    nodes
        .iter()
        .map(|(architecture, node)| Ok((architecture.clone(), resolved(node, path)?)))
        .collect()
}

/// Names that stand for something else where a variant is asked for.
const RESERVED: [&str; 2] = ["all", "runtime"];

/// Returns the document of every variant: what it says, laid upon what holds of its recipe.
fn variants_of(node: &Node, faults: &mut Vec<Fault>) -> Vec<(FeatureName, Node)> {
    let Some(Node { kind: Kind::Map(entries), .. }) = node.get("variants") else {
        return Vec::new();
    };
    let mut variants = Vec::new();
    for (label, document) in entries {
        let Some(name) = FeatureName::parse(&label.name) else { continue };
        if RESERVED.contains(&label.name.as_str()) {
            let message = Message::new("recipe-variant-reserved").text("name", &label.name);
            faults.push(Fault::at(&label.spot, message));
        }
        let mut context = select(node, OF_VARIANT);
        let mut document = document.clone();
        if let Some(without) = document.take("without") {
            take_out(&mut context, &without, &RECIPE, faults);
        }
        variants.push((name, merge_documents(context, document, &RECIPE)));
    }
    variants
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

/// Returns whether a text names a recipe or an image to start from.
fn is_base(syntax: &'static crate::syntax::Syntax) -> bool {
    std::ptr::eq(syntax, &raw const crate::syntax::BASE_RECIPE)
        || std::ptr::eq(syntax, &raw const crate::syntax::BASE_IMAGE)
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

/// Returns the word for an image with its path as it is reached from here; what is in a registry is
/// reached from everywhere.
fn word_from(folder: &Utf8Path, written: &str) -> String {
    if names_a_registry(written) {
        return written.to_owned();
    }
    let (form, path) = place_of_image(written);
    format!("{form}{}", normal(&folder.join(path)))
}

fn relocate_value(node: &mut Node, shape: &'static Shape, location: &Location) {
    match shape {
        Shape::Text(syntax) if is_base(syntax) => {
            if let (Kind::Text(text), Location::Recipe(folder)) = (&mut node.kind, location) {
                *text = word_from(folder, text);
            }
        }
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
