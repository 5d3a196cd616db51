// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Processes of the host, by what `/proc` says of them (proc(5)).

use std::collections::BTreeSet;
use std::fs;

use rustix::process::{Pid, Signal};

/// Returns the children of a process.
pub(crate) fn children(process: i32) -> Vec<i32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    tasks
        .flatten()
        .flat_map(|task| {
            let text = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            text.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<i32>>()
        })
        .collect()
}

/// Returns all processes that a process has started, and those they have.
pub(crate) fn descendants(process: i32) -> BTreeSet<i32> {
    let mut found = BTreeSet::new();
    let mut open = vec![process];
    while let Some(next) = open.pop() {
        for child in children(next) {
            if found.insert(child) {
                open.push(child);
            }
        }
    }
    found
}

/// Returns the number of a process in the namespace around its innermost one.
pub(crate) fn number_above_innermost(process: i32) -> Option<i32> {
    let line = status(process, "NSpid:")?;
    let numbers: Vec<&str> = line.split_whitespace().collect();
    numbers.iter().rev().nth(1)?.parse().ok()
}

/// Kills a process; one that has ended is fine.
pub(crate) fn kill(process: i32) {
    if let Some(process) = Pid::from_raw(process) {
        let _ = rustix::process::kill_process(process, Signal::KILL);
    }
}

fn status(process: i32, field: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(field)).map(|value| value.trim().to_owned())
}
