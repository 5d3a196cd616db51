// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What an image starts, where, and what is mounted into it, by its configuration (OCI image
//! specification 1.1, "Image Configuration").

use std::collections::BTreeSet;

use haerterei_anatomy::{FileMap, LinkerSettings, Request};
use haerterei_ground::TreePath;
use haerterei_image::RunConfig;
use serde_json::Value;

use super::mention;

/// Where programs are looked for if the image does not say it, as runtimes do.
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// The label with the contract of an image that `haerterei` built.
const CONTRACT: &str = "haerterei.contract";

/// Returns what to follow for every program of the image.
pub(super) fn any(config: &RunConfig) -> Request {
    Request {
        required: Vec::new(),
        program_path: folders(variable(config, "PATH").unwrap_or(USUAL_PATH)),
        linker: LinkerSettings {
            library_path: folders(variable(config, "LD_LIBRARY_PATH").unwrap_or_default()),
            cache: Vec::new(),
        },
    }
}

/// Returns what to follow from what the image starts: every word that is a file, for what stands
/// before another mostly starts it. Nothing if the first word is none, or there is no word.
pub(super) fn entry(config: &RunConfig, files: &FileMap) -> Option<Request> {
    let request = any(config);
    let words = config.entrypoint.iter().chain(&config.cmd).flatten();
    let mut required = Vec::new();
    for (place, word) in words.enumerate() {
        let found = if word.starts_with('/') {
            TreePath::parse(word).ok().and_then(|path| files.file(&path))
        } else if word.contains('/') {
            let folder = TreePath::parse(&config.working_dir).unwrap_or_default();
            folder.join(word).ok().and_then(|path| files.file(&path))
        } else {
            let folders = request.program_path.iter();
            folders.filter_map(|folder| folder.join(word).ok()).find_map(|path| files.file(&path))
        };
        match found {
            Some((path, _)) => required.push(path),
            None if place == 0 => return None,
            None => {}
        }
    }
    (!required.is_empty()).then_some(Request { required, ..request })
}

/// Returns the folders into which something is mounted when the image runs.
pub(super) fn mounts(config: &RunConfig) -> Vec<TreePath> {
    let contract: Option<Value> =
        config.labels.get(CONTRACT).and_then(|text| serde_json::from_str(text).ok());
    let promised = contract.as_ref().and_then(|it| it["volumes"].as_array()).into_iter().flatten();
    let promised = promised.filter_map(|volume| volume["path"].as_str());
    let all = config.volumes.iter().map(String::as_str).chain(promised);
    let mounts: BTreeSet<TreePath> = all.filter_map(|path| TreePath::parse(path).ok()).collect();
    mounts.into_iter().collect()
}

/// Returns the libraries that variables have the linker load (`ld.so(8)`), as if a file named them:
/// where a process finds its variables.
pub(super) fn preloaded(config: &RunConfig) -> Vec<(String, TreePath)> {
    let Ok(place) = TreePath::parse("proc/1/environ") else { return Vec::new() };
    ["LD_PRELOAD", "LD_AUDIT"]
        .iter()
        .filter_map(|name| variable(config, name))
        .flat_map(|value| mention::names(value.as_bytes()))
        .map(|name| (name, place.clone()))
        .collect()
}

fn variable<'a>(config: &'a RunConfig, name: &str) -> Option<&'a str> {
    config.env.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

fn folders(list: &str) -> Vec<TreePath> {
    let folders = list.split(':').filter(|folder| folder.starts_with('/'));
    folders.filter_map(|folder| TreePath::parse(folder).ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use haerterei_anatomy::Item;

    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn config(entrypoint: &[&str]) -> RunConfig {
        RunConfig {
            entrypoint: Some(entrypoint.iter().map(|it| (*it).to_owned()).collect()),
            env: vec!["PATH=/opt/bin:/usr/bin".to_owned(), "LD_PRELOAD=libx.so.1".to_owned()],
            volumes: BTreeSet::from(["/srv".to_owned()]),
            labels: [(CONTRACT.to_owned(), r#"{"volumes":[{"path":"/data"}]}"#.to_owned())].into(),
            ..RunConfig::default()
        }
    }

    #[test]
    fn what_is_started_is_found_as_a_runtime_finds_it() {
        let mut files = FileMap::new();
        for name in ["usr/bin/tini", "opt/bin/app"] {
            files.insert(path(name), Item::File { executable: true, facts: Arc::default() });
        }
        let required = |words: &[&str]| entry(&config(words), &files).map(|it| it.required);
        assert_eq!(required(&["/usr/bin/tini", "--", "app"]).unwrap().len(), 2);
        assert_eq!(required(&["app"]), Some(vec![path("opt/bin/app")]));
        assert_eq!(required(&["none", "app"]), None);
        assert_eq!(required(&[]), None);
    }

    #[test]
    fn mounts_and_preloaded_libraries_are_known() {
        assert_eq!(mounts(&config(&[])), [path("data"), path("srv")]);
        assert_eq!(preloaded(&config(&[]))[0].0, "libx");
    }
}
