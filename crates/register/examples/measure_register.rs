// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How long a register of many images takes: filled, matched again, brought up to another index.
//!
//! ```text
//! measure_register fill REGISTER UNIVERSE COUNT INDEX
//! measure_register match REGISTER INDEX
//! measure_register update REGISTER INDEX
//! measure_register segments INDEX
//! ```
//!
//! `REGISTER` is a file or a connection URI. `UNIVERSE` has a binary package, its source and the source's
//! version of Debian 12 on each line; `fill` adds `COUNT` images made of them. `INDEX` is the folder of an
//! index. Each is a process of its own, so that its peak of memory is its own. Figures go to standard
//! output as JSON.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "an example speaks on standard output")]

use std::path::Path;
use std::time::{Duration, Instant};

use haerterei_advisories::Index;
use haerterei_ground::{Digest, Timestamp};
use haerterei_inventory::{
    Completeness, Component, ComponentKind, How, INVENTORY_VERSION, Inventory, SourcePackage,
    Subject, System,
};
use haerterei_register::{Access, Basis, Batch, Location, Name, Register};
use serde_json::{Value, json};

/// Every image has the first so many packages, and some hundred more.
const COMMON: usize = 90;
const RUNS: usize = 7;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut report = match arguments.as_slice() {
        ["fill", register, universe, count, index] => fill(register, universe, count, index)?,
        ["match", register, index] => matched(register, index)?,
        ["update", register, index] => update(register, index)?,
        ["segments", index] => segments(index)?,
        _ => return Err("fill, match, update or segments, and what they need".into()),
    };
    report["peak-bytes"] = json!(of_proc("status", "VmHWM:").map(|kibibytes| kibibytes * 1024));
    println!("{report:#}");
    Ok(())
}

/// Makes images and adds them.
fn fill(place: &str, universe: &str, count: &str, index: &str) -> Result<Value, Failure> {
    let text = std::fs::read_to_string(universe)?;
    let universe: Vec<[&str; 3]> = text
        .lines()
        .filter_map(|line| line.split_whitespace().collect::<Vec<_>>().try_into().ok())
        .collect();
    let mut register = opened(place)?;
    let index = Index::open(Path::new(index))?;
    let (mut batch, mut instances) = (Batch::default(), 0);
    let mut random = Random(0x5eed);
    for number in 0..count.parse::<usize>()? {
        let inventory = inventory(number, &universe, &mut random);
        instances += inventory.components.len();
        let name = format!("registry.example/image-{number}:1");
        let name = Name { issuer: "bench".to_owned(), scope: "bench".to_owned(), name };
        batch.push(&inventory, Basis::Image, vec![name]);
    }
    let (spent, written, added) = timed(|| register.add(&batch, Some(&index), now()));
    added?;
    drop(batch);
    let state = register.state(false)?;
    Ok(json!({
        "images": state.images, "instances": instances, "packages": state.packages,
        "components": state.components, "findings": state.findings,
        "seconds": spent.as_secs_f64(), "bytes-written": written,
        "size": std::fs::metadata(place).map(|it| it.len()).ok(),
    }))
}

/// Asks about all components and writes nothing.
fn matched(place: &str, index: &str) -> Result<Value, Failure> {
    let mut register = opened(place)?;
    let index = Index::open(Path::new(index))?;
    let begun = Instant::now();
    let matching = register.match_only(&index)?;
    let loaded = begun.elapsed();
    let best = |work: &dyn Fn() -> usize| {
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            let begun = Instant::now();
            work();
            best = best.min(begun.elapsed());
        }
        best.as_secs_f64()
    };
    Ok(json!({
        "components": matching.components(),
        "load-seconds": loaded.as_secs_f64(),
        "seconds": best(&|| matching.ask()),
        "others": matching.ask(),
        "work-out-everything-seconds": best(&|| matching.work_out()),
        "best-of": RUNS, "threads": rayon::current_num_threads(),
    }))
}

/// Brings the register up to another index, and lists what changed.
fn update(place: &str, index: &str) -> Result<Value, Failure> {
    let (spent, written, brought) = timed(|| {
        let mut register = opened(place)?;
        let index = Index::open(Path::new(index))?;
        let generation = register.bring_up(&index, now())?;
        Ok::<_, Failure>((register, generation))
    });
    let (mut register, generation) = brought?;
    let begun = Instant::now();
    let (changes, _) = register.changes(None)?;
    let images = changes.changes.iter().map(|it| it.images.len()).max();
    Ok(json!({
        "appeared": generation.as_ref().map(|it| it.appeared),
        "changed": generation.as_ref().map(|it| it.changed),
        "gone": generation.as_ref().map(|it| it.gone),
        "seconds": spent.as_secs_f64(), "bytes-written": written,
        "listed-in-seconds": begun.elapsed().as_secs_f64(),
        "most-images-of-one-change": images,
    }))
}

/// Loads all segments of an index.
fn segments(index: &str) -> Result<Value, Failure> {
    let begun = Instant::now();
    let index = Index::open(Path::new(index))?;
    let segments = index.segments()?;
    let knowledge = index.knowledge()?;
    let spent = begun.elapsed();
    let count = segments.len();
    drop((segments, knowledge));
    Ok(json!({ "count": count, "seconds": spent.as_secs_f64() }))
}

fn opened(place: &str) -> Result<Register, Failure> {
    Ok(Register::open_or_make(&Location::parse(place)?, &Access::default())?)
}

/// A moment of November 2026.
fn now() -> Timestamp {
    Timestamp::from_second(1_793_491_200).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns how long something takes, what comes of it, and how many bytes it writes to the disk.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, u64, T) {
    let before = of_proc("io", "write_bytes:").unwrap_or(0);
    let begun = Instant::now();
    let done = work();
    let spent = begun.elapsed();
    (spent, of_proc("io", "write_bytes:").unwrap_or(0) - before, done)
}

fn of_proc(file: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(Path::new("/proc/self").join(file)).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// `SplitMix64`: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}

/// Makes an image of what is common and 60 to 400 other packages; some are older than the archive's.
fn inventory(number: usize, universe: &[[&str; 3]], random: &mut Random) -> Inventory {
    let mut places: Vec<usize> = (0..COMMON.min(universe.len())).collect();
    for _ in 0..60 + random.below(341) {
        places.push(random.below(universe.len()));
    }
    places.sort_unstable();
    places.dedup();
    // Most images are of these days, some of some months ago, when one package in ten was older.
    let age = [0, 0, 0, 1, 2][random.below(5)];
    let components = places.iter().filter_map(|place| universe.get(*place));
    Inventory {
        version: INVENTORY_VERSION,
        subject: Subject {
            digest: Some(Digest::sha256(format!("image {number}").as_bytes())),
            platform: Some("linux/amd64".to_owned()),
            ..Subject::default()
        },
        system: Some(System {
            id: "debian".to_owned(),
            version_id: Some("12".to_owned()),
            ..System::default()
        }),
        support: None,
        layers: Vec::new(),
        components: components.map(|package| component(package, age)).collect(),
        files: Vec::new(),
        completeness: Completeness::default(),
    }
}

fn component([name, source, version]: &[&str; 3], age: usize) -> Component {
    let is_same = Digest::sha256(format!("{source} {age}").as_bytes()).as_bytes()[0] >= 26;
    // `~` is before everything, so that this is older.
    let version =
        if age == 0 || is_same { (*version).to_owned() } else { format!("{version}~{age}") };
    Component {
        purl: Some(format!("pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-12")),
        architecture: Some("amd64".to_owned()),
        source: Some(SourcePackage { name: (*source).to_owned(), version: Some(version.clone()) }),
        version: Some(version),
        dependencies_are_complete: true,
        ..Component::empty(ComponentKind::SystemPackage, "deb", name, How::PackageDatabase)
    }
}
