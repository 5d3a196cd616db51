// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Runs the program of an image once in a sandbox, until its log holds a text, and prints how long
//! each step took in milliseconds: `run-once LAYOUT CACHE TEXT`. For bench/trial.py.
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use haerterei_ground::{Limits, TreePath};
use haerterei_image::{ImageSource, Platform, Reference};
use haerterei_store::{Options, Store};
use haerterei_trial::sandbox::{
    Identity, LogSink, RunLimits, RunRequest, Sandbox, SandboxSettings, Scratch,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(layout), Some(cache), Some(text)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("run-once LAYOUT CACHE TEXT".into());
    };
    let limits = Limits::default();
    let begun = Instant::now();
    let folder = PathBuf::from(layout);
    let index: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("index.json"))?)?;
    let name = &index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"];
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let image = ImageSource::open(&Reference::Layout { folder, tag: None }, limits)?.image(
        name.as_str(),
        &Platform::linux(architecture),
        limits,
    )?;
    let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    let settings = SandboxSettings {
        folders: folders.map(PathBuf::from).to_vec(),
        ..SandboxSettings::default()
    };
    let sandbox = Sandbox::prepare(&image, &Store::open(cache, Options::default())?, &settings)?;
    let prepared = begun.elapsed();
    let run = &image.config.config;
    let writable = run.labels.get("haerterei.writable-paths").map_or("/tmp", String::as_str);
    let request = RunRequest {
        name: "bench".to_owned(),
        arguments: [&run.entrypoint, &run.cmd].into_iter().flatten().flatten().cloned().collect(),
        environment: run
            .env
            .iter()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        working_folder: TreePath::parse(&run.working_dir)?,
        identity: Identity { uid: 1_000_680_000, gid: 0, groups: Vec::new() },
        scratch: writable
            .split(',')
            .map(|path| Ok(Scratch { path: TreePath::parse(path)?, bytes: 64 << 20 }))
            .collect::<Result<_, haerterei_ground::TreePathError>>()?,
        volumes: Vec::new(),
        fixtures: Vec::new(),
        ports: BTreeSet::new(),
        limits: RunLimits::default(),
    };
    let sink: Arc<dyn LogSink> = Arc::new(());
    let mut container = sandbox.start(&request, &sink).map_err(|failure| format!("{failure:?}"))?;
    let started = begun.elapsed();
    if !container.log().wait_for(&text, Instant::now() + Duration::from_mins(2)) {
        return Err(format!("the log never says so: {:?}", container.log().last_lines(5)).into());
    }
    let ready = begun.elapsed();
    container.stop(15, Duration::from_secs(30));
    let ended = begun.elapsed();
    container.finish();
    let milliseconds = |time: Duration| time.as_millis();
    println!(
        "{{\"prepared\": {}, \"started\": {}, \"ready\": {}, \"ended\": {}, \"finished\": {}}}",
        milliseconds(prepared),
        milliseconds(started),
        milliseconds(ready),
        milliseconds(ended),
        milliseconds(begun.elapsed()),
    );
    Ok(())
}
