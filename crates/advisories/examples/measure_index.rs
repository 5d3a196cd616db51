// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How long an index takes: made of files, opened, loaded for one inventory, asked.
//!
//! ```text
//! cargo run --release --example measure_index -- INDEX SPACE[,SPACE…] PACKAGES [NAME:FORM=FILE]…
//! ```
//!
//! `PACKAGES` is a file with a package and a version on each line. With sources, the index is made
//! of them first. Figures go to standard output, one a line.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "an example speaks on standard output")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use haerterei_advisories::{Bounds, Form, Index, Origin, Place, Source, Space, bring};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Silent};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [index, spaces, packages, sources @ ..] = arguments.as_slice() else {
        return Err("INDEX SPACE[,SPACE…] PACKAGES [NAME:FORM=FILE]…".into());
    };
    let folder = PathBuf::from(index);
    let sources = sources.iter().map(|text| source(text)).collect::<Result<Vec<_>, _>>()?;
    if !sources.is_empty() {
        let place = Place {
            folder: &folder,
            fetcher: &Fetcher::new(FetchSettings::default())?,
            clock: Clock::system(),
            bounds: Bounds::default(),
            tool: "measure",
            progress: &Silent,
            cancel: &Cancel::new(),
        };
        let start = Instant::now();
        let outcome = bring(&sources, None, &place)?;
        say("made of its sources", start.elapsed());
        for (name, brought) in &outcome.sources {
            println!("  {name}: {brought:?}");
        }
    }
    let spaces: Vec<Space> = spaces.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let text = std::fs::read_to_string(packages)?;
    let packages: Vec<(&str, &str)> =
        text.lines().filter_map(|line| line.split_once(char::is_whitespace)).collect();

    let index = Index::open(&folder)?;
    let manifest = index.manifest();
    let size: u64 = manifest.files().map(|file| file.size).sum();
    let cold: u64 =
        manifest.sources.values().filter_map(|it| it.cold.as_ref()).map(|file| file.size).sum();
    let rows: u64 = manifest.sources.values().map(|source| source.counts.rows).sum();
    println!("on disk: {} bytes, and {cold} of descriptions; {rows} rows", size - cold);
    println!("packages asked for: {}", packages.len());
    // The best of several: the first brings the files into the page cache.
    let mut best = [Duration::MAX; 3];
    let mut found = 0;
    for _ in 0..20 {
        let start = Instant::now();
        let index = Index::open(&folder)?;
        let segments = index.segments_for(&spaces)?;
        best[0] = best[0].min(start.elapsed());
        let start = Instant::now();
        let knowledge = index.knowledge()?;
        best[1] = best[1].min(start.elapsed());
        drop(knowledge);
        let start = Instant::now();
        found = 0;
        for segment in &segments {
            for (package, version) in &packages {
                found += segment.matches(package, &segment.key(version)).len();
            }
        }
        best[2] = best[2].min(start.elapsed());
    }
    say("opened, segments loaded and verified", best[0]);
    say("names, severities, exploited, scores loaded and verified", best[1]);
    say("matched", best[2]);
    println!("matches: {found}");
    let start = Instant::now();
    let all = index.segments()?.len();
    say("all segments loaded and verified", start.elapsed());
    println!("segments: {all}");
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("peak memory: {}", peak.trim_start_matches("VmHWM:").trim());
    Ok(())
}

fn source(text: &str) -> Result<Source, Box<dyn std::error::Error>> {
    let (name, path) = text.split_once('=').ok_or("NAME:FORM=FILE")?;
    let (name, form) = name.split_once(':').ok_or("NAME:FORM=FILE")?;
    Ok(Source {
        name: name.to_owned(),
        form: form.parse::<Form>()?,
        origin: Origin::Paths(vec![path.into()]),
        licence: String::new(),
        attribution: String::new(),
    })
}

fn say(what: &str, time: Duration) {
    println!("{what}: {:.3} ms", time.as_secs_f64() * 1000.0);
}
