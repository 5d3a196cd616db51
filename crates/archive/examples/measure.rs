// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How long it takes to load trixie with updates and security, and to resolve Tomcat in it.
//!
//! ```text
//! cargo run --release -p haerterei-archive --example measure -- CACHE-FOLDER
//! ```
//!
//! The first load fetches; the second finds the files in the cache but no index made of them
//! (the memo is removed before); the third finds both.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement tells figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Instant;

use haerterei_archive::{
    Distribution, LoadSettings, Request, Selection, Source, Universe, host_configuration, load,
    resolve,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Silent};
use haerterei_packages::relations::Relation;
use haerterei_store::{Options, Store};

fn main() {
    let folder = std::env::args_os().nth(1).expect("the folder of a cache is named");
    let folder = Path::new(&folder);
    let distribution = Distribution::find("debian", &[]).unwrap();
    let host = host_configuration(Path::new("/"), std::slice::from_ref(&distribution));
    let sources = Source::of(&Selection {
        distribution: &distribution,
        suite: "trixie",
        pockets: Vec::new(),
        components: Vec::new(),
        architectures: vec!["amd64".to_owned()],
        mirrors: BTreeMap::new(),
        host: Some(&host),
    })
    .unwrap();
    let timed_load = |name: &str, offline: bool| {
        let store = Store::open(folder, Options::default()).unwrap();
        let fetcher = Fetcher::new(FetchSettings { offline, ..FetchSettings::default() }).unwrap();
        let settings = LoadSettings {
            at: Clock::system().now(),
            accept_expired: false,
            historic: false,
            progress: &Silent,
            cancel: &Cancel::new(),
        };
        let begin = Instant::now();
        let universe = load(&sources, &settings, &fetcher, &store).unwrap();
        println!(
            "{name}: {} packages in {} ms, at most {} MB of memory so far",
            universe.count("amd64"),
            begin.elapsed().as_millis(),
            peak_megabytes()
        );
        universe
    };
    if std::env::args().nth(2).as_deref() != Some("warm") {
        drop(timed_load("fetched where new", false));
        fs::remove_dir_all(folder.join("memo-v1")).unwrap();
        drop(timed_load("offline, no index made yet", true));
    }
    let universe = timed_load("offline, all in the cache", true);
    for name in ["tomcat10", "default-jre", "gnome"] {
        timed_resolve(&universe, name);
    }
}

fn timed_resolve(universe: &Universe, name: &str) {
    let begin = Instant::now();
    let resolution = resolve(
        universe,
        &Request {
            architecture: "amd64",
            wanted: vec![Relation::to(name).into()],
            excluded: BTreeSet::new(),
            pins: BTreeMap::new(),
            recommends: false,
            drop_edge: &|_| None,
        },
    )
    .unwrap();
    let time = begin.elapsed();
    println!("{name}: {} packages in {} ms", resolution.packages.len(), time.as_millis());
}

/// The most memory this process held at a time.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: u64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    kilobytes / 1024
}
