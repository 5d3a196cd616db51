// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Control groups: which there are, and what they say of a container.
//!
//! Version 1 has a hierarchy a controller, version 2 one for all; a hybrid host has both, with the
//! controllers in the first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::fs::Access;

/// Returns the name of a container's group, in every hierarchy. There is no common folder, which
/// would stay behind empty.
pub(crate) fn group(container: &str) -> String {
    format!("haerterei-trial-{container}")
}

/// The hierarchies of this host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cgroups {
    /// Mount points of version 1, by controller.
    version1: BTreeMap<String, PathBuf>,
    /// Mount point of version 2.
    unified: Option<PathBuf>,
    /// Its controllers.
    unified_controllers: BTreeSet<String>,
}

/// What the groups of a container say at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) peak_memory: Option<u64>,
    pub(crate) own_memory: Option<u64>,
    pub(crate) cpu_milliseconds: Option<u64>,
    pub(crate) processes: Option<u64>,
    pub(crate) memory_kills: u64,
    pub(crate) process_refusals: u64,
}

impl Sample {
    /// Takes what a later look saw, and the greatest of what is a peak.
    pub(crate) fn and(self, later: Self) -> Self {
        let most = |a: Option<u64>, b: Option<u64>| a.max(b);
        Self {
            peak_memory: most(self.peak_memory, later.peak_memory),
            own_memory: most(self.own_memory, later.own_memory),
            cpu_milliseconds: most(self.cpu_milliseconds, later.cpu_milliseconds),
            processes: most(self.processes, later.processes),
            memory_kills: self.memory_kills.max(later.memory_kills),
            process_refusals: self.process_refusals.max(later.process_refusals),
        }
    }
}

impl Cgroups {
    /// Finds the hierarchies that are mounted.
    pub(crate) fn find() -> Self {
        let mut found = Self::of(&fs::read_to_string("/proc/self/mountinfo").unwrap_or_default());
        if let Some(unified) = &found.unified {
            let text = fs::read_to_string(unified.join("cgroup.controllers")).unwrap_or_default();
            found.unified_controllers = text.split_whitespace().map(str::to_owned).collect();
        }
        let is_ours = |point: &PathBuf| rustix::fs::access(point, Access::WRITE_OK).is_ok();
        found.version1.retain(|_, point| is_ours(point));
        found.unified = found.unified.filter(is_ours);
        found
    }

    /// Returns whether groups for containers can be made.
    pub(crate) fn is_writable(&self) -> bool {
        self.unified.is_some() || !self.version1.is_empty()
    }

    /// Reads `/proc/self/mountinfo` (proc(5)).
    fn of(mounts: &str) -> Self {
        let mut found = Self::default();
        for line in mounts.lines() {
            let Some((mount, kind)) = line.split_once(" - ") else {
                continue;
            };
            let Some(point) = mount.split(' ').nth(4).map(PathBuf::from) else {
                continue;
            };
            let mut kind = kind.split(' ');
            match kind.next() {
                Some("cgroup2") => found.unified = Some(point),
                Some("cgroup") => {
                    for option in kind.nth(1).unwrap_or_default().split(',') {
                        let name = option.strip_prefix("name=").unwrap_or(option);
                        if !matches!(name, "rw" | "ro" | "xattr") {
                            found.version1.insert(name.to_owned(), point.clone());
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Returns whether a controller can bound a container.
    pub(crate) fn has(&self, controller: &str) -> bool {
        self.version1.contains_key(controller)
            || (self.unified.is_some() && self.unified_controllers.contains(controller))
    }

    /// Returns every folder that belongs to a container, in all hierarchies.
    fn folders(&self, container: &str) -> BTreeSet<PathBuf> {
        self.version1
            .values()
            .chain(&self.unified)
            .map(|point| point.join(group(container)))
            .collect()
    }

    /// Reads what the groups of a container say now; what cannot be read is left out.
    pub(crate) fn sample(&self, container: &str) -> Sample {
        let folder = |controller: &str| {
            let point = self.version1.get(controller);
            point.map(|point| point.join(group(container)))
        };
        let unified = self.unified.as_ref().map(|point| point.join(group(container)));
        let mut sample = Sample::default();
        if let Some(folder) = folder("memory") {
            sample.peak_memory = number(&folder.join("memory.max_usage_in_bytes"));
            sample.own_memory = field(&folder.join("memory.stat"), "total_rss");
            sample.memory_kills =
                field(&folder.join("memory.oom_control"), "oom_kill").unwrap_or(0);
        } else if let Some(folder) = &unified {
            sample.peak_memory = number(&folder.join("memory.peak"))
                .or_else(|| number(&folder.join("memory.current")));
            sample.own_memory = field(&folder.join("memory.stat"), "anon");
            sample.memory_kills = field(&folder.join("memory.events"), "oom_kill").unwrap_or(0);
        }
        if let Some(folder) = folder("cpuacct") {
            sample.cpu_milliseconds =
                number(&folder.join("cpuacct.usage")).map(|nanoseconds| nanoseconds / 1_000_000);
        } else if let Some(folder) = &unified {
            sample.cpu_milliseconds =
                field(&folder.join("cpu.stat"), "usage_usec").map(|micros| micros / 1000);
        }
        if let Some(folder) = folder("pids").or(unified) {
            sample.processes =
                number(&folder.join("pids.peak")).or_else(|| number(&folder.join("pids.current")));
            sample.process_refusals = field(&folder.join("pids.events"), "max").unwrap_or(0);
        }
        sample
    }

    /// Returns the processes of a container, as this process numbers them.
    pub(crate) fn processes(&self, container: &str) -> BTreeSet<i32> {
        let mut processes = BTreeSet::new();
        for folder in self.folders(container) {
            let text = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
            processes.extend(text.lines().filter_map(|line| line.parse::<i32>().ok()));
        }
        processes.remove(&0);
        processes
    }

    /// Removes the groups of a container; returns whether none is left.
    pub(crate) fn remove(&self, container: &str) -> bool {
        let folders = self.folders(container);
        for attempt in 0..50 {
            if folders.iter().all(|folder| remove_groups(folder)) {
                return true;
            }
            // The kernel lets the last process of a group go a moment after its end.
            thread::sleep(Duration::from_millis(1 + attempt));
        }
        false
    }
}

/// Removes a group and those below it.
fn remove_groups(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return true;
    };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_groups(&entry.path());
        }
    }
    fs::remove_dir(folder).is_ok()
}

fn number(file: &Path) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

fn field(file: &Path, name: &str) -> Option<u64> {
    fs::read_to_string(file).ok()?.lines().find_map(|line| {
        let (key, value) = line.split_once(' ')?;
        (key == name).then(|| value.trim().parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrangement_of_hierarchies_is_known() {
        let hybrid = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
                      36 31 0:33 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n\
                      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n\
                      27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n";
        let found = Cgroups::of(hybrid);
        let names: Vec<&str> = found.version1.keys().map(String::as_str).collect();
        assert_eq!(names, ["cpu", "cpuacct", "systemd"]);
        assert_eq!(found.unified.as_deref(), Some(Path::new("/sys/fs/cgroup/unified")));
        assert!(found.has("cpu") && !found.has("memory"));
        let pure = Cgroups::of(
            "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
        );
        assert_eq!(pure.unified.as_deref(), Some(Path::new("/sys/fs/cgroup")));
        assert!(pure.version1.is_empty());
        assert_eq!(Cgroups::of(""), Cgroups::default());
    }
}
