// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which system calls a container may make.
//!
//! Runtimes have no profile of their own; engines have one, and hosts with an engine's common files
//! carry it. It is used where it is found, and our own list elsewhere.

use std::fs::File;
use std::path::{Path, PathBuf};

use haerterei_ground::BoundedReader;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Where hosts keep the profile of their engines.
const PLACES: [&str; 3] = [
    "/etc/containers/seccomp.json",
    "/usr/share/containers/seccomp.json",
    "/etc/docker/seccomp.json",
];
const OWN: &str = include_str!("../../data/system-calls.txt");
/// "Function not implemented": programs then try something older.
const ENOSYS: u32 = 38;
/// Flags of `clone` that make namespaces.
const NAMESPACES: u64 = 0x7E02_0000;
const AF_VSOCK: u64 = 40;
/// Bytes of a profile.
const LIMIT: u64 = 4 << 20;

/// Which profile a container ran under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "profile")]
pub enum SeccompSource {
    /// The host's, in this file.
    Host {
        /// The file.
        file: PathBuf,
    },
    /// Our own list.
    Own,
}

/// A profile, in the form of the runtime specification.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) source: SeccompSource,
    pub(crate) value: Value,
}

impl Profile {
    /// Finds the host's profile for an architecture (`amd64`), else our own.
    pub(crate) fn find(architecture: &str) -> Self {
        PLACES
            .iter()
            .find_map(|place| Self::of_host(Path::new(place), architecture))
            .unwrap_or_else(|| Self { source: SeccompSource::Own, value: own(architecture) })
    }

    fn of_host(file: &Path, architecture: &str) -> Option<Self> {
        let bytes = BoundedReader::new(File::open(file).ok()?, LIMIT).read_all().ok()?;
        let value = translate(&serde_json::from_slice(&bytes).ok()?, architecture)?;
        Some(Self { source: SeccompSource::Host { file: file.to_owned() }, value })
    }

    /// Returns the profile with a death sentence in place of every refusal: a program that makes a
    /// forbidden call shows itself.
    pub(crate) fn deadly(&self) -> Value {
        let mut value = self.value.clone();
        let kill = json!("SCMP_ACT_KILL_PROCESS");
        let refuses = |action: Option<&Value>| action == Some(&json!("SCMP_ACT_ERRNO"));
        if refuses(value.get("defaultAction"))
            && let Some(whole) = value.as_object_mut()
        {
            whole.insert("defaultAction".to_owned(), kill.clone());
            whole.remove("defaultErrnoRet");
        }
        if let Some(rules) = value.get_mut("syscalls").and_then(Value::as_array_mut) {
            for rule in rules {
                // Libraries ask for some calls only to learn that they are not there.
                let learns = rule.get("errnoRet") == Some(&json!(ENOSYS));
                if refuses(rule.get("action"))
                    && !learns
                    && let Some(rule) = rule.as_object_mut()
                {
                    rule.insert("action".to_owned(), kill.clone());
                    rule.remove("errnoRet");
                }
            }
        }
        value
    }
}

/// Translates an engine's profile, whose rules hold under conditions, into the runtime's form, for
/// a container without capabilities.
fn translate(profile: &Value, architecture: &str) -> Option<Value> {
    let mut rules = Vec::new();
    for rule in profile.get("syscalls")?.as_array()? {
        if !holds(rule, architecture) {
            continue;
        }
        let names = match (rule.get("names"), rule.get("name")) {
            (Some(names), _) => names.clone(),
            (None, Some(name)) => json!([name]),
            _ => return None,
        };
        let mut translated = json!({"names": names, "action": rule.get("action")?});
        let whole = translated.as_object_mut()?;
        if let Some(error) = rule.get("errnoRet").filter(|error| error.is_u64()) {
            whole.insert("errnoRet".to_owned(), error.clone());
        }
        if let Some(arguments) = rule.get("args").filter(|arguments| arguments.is_array()) {
            whole.insert("args".to_owned(), arguments.clone());
        }
        rules.push(translated);
    }
    let mut value = json!({
        "defaultAction": profile.get("defaultAction")?,
        "architectures": architectures(architecture),
        "syscalls": rules,
    });
    if let Some(error) = profile.get("defaultErrnoRet").filter(|error| error.is_u64()) {
        value.as_object_mut()?.insert("defaultErrnoRet".to_owned(), error.clone());
    }
    Some(value)
}

/// Returns whether a rule holds here: without capabilities and with a kernel that is new enough for
/// any of today's.
fn holds(rule: &Value, architecture: &str) -> bool {
    let list = |group: &str, what: &str| -> Vec<String> {
        rule.get(group)
            .and_then(|group| group.get(what))
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let is_ours = |architectures: &[String]| architectures.iter().any(|one| one == architecture);
    let wanted = list("includes", "arches");
    list("includes", "caps").is_empty()
        && (wanted.is_empty() || is_ours(&wanted))
        && !is_ours(&list("excludes", "arches"))
    // A rule for whoever lacks a capability is for us; `excludes.caps` never excludes us.
}

fn own(architecture: &str) -> Value {
    let names: Vec<&str> =
        OWN.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    let mut rules = vec![
        json!({"names": names, "action": "SCMP_ACT_ALLOW"}),
        json!({"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [
            {"index": 0, "value": NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]}),
        json!({"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [
            {"index": 0, "value": AF_VSOCK, "op": "SCMP_CMP_NE"}]}),
        // The flags of `clone3` lie in memory, where no filter sees them.
        json!({"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS}),
    ];
    // Linux, and Linux 32 bit; with and without randomised addresses; asking which it is.
    for value in [0_u64, 8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF] {
        rules.push(json!({"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [
            {"index": 0, "value": value, "op": "SCMP_CMP_EQ"}]}));
    }
    json!({
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": ENOSYS,
        "architectures": architectures(architecture),
        "syscalls": rules,
    })
}

fn architectures(architecture: &str) -> &'static [&'static str] {
    match architecture {
        "amd64" => &["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        "arm64" => &["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        "s390x" => &["SCMP_ARCH_S390X", "SCMP_ARCH_S390"],
        "ppc64le" => &["SCMP_ARCH_PPC64LE"],
        "riscv64" => &["SCMP_ARCH_RISCV64"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engines_profile_becomes_that_of_a_container_without_capabilities() {
        let engine = json!({
        "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "archMap": [],
        "syscalls": [
            {"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [], "includes": {}},
            {"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
            {"names": ["mount"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "errno": "EPERM",
             "includes": {}, "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
            {"names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64"]}},
            {"names": ["set_tls"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm64"]}},
        ]});
        let translated = translate(&engine, "amd64").unwrap();
        let rules: Vec<(&str, &str)> = translated["syscalls"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| (rule["names"][0].as_str().unwrap(), rule["action"].as_str().unwrap()))
            .collect();
        assert_eq!(
            rules,
            [
                ("read", "SCMP_ACT_ALLOW"),
                ("mount", "SCMP_ACT_ERRNO"),
                ("arch_prctl", "SCMP_ACT_ALLOW"),
            ]
        );
        assert_eq!(translated["defaultErrnoRet"], 38);
        assert!(translate(&json!({}), "amd64").is_none());
        let profile = Profile { source: SeccompSource::Own, value: translated };
        assert_eq!(profile.deadly()["syscalls"][1]["action"], "SCMP_ACT_KILL_PROCESS");
        assert_eq!(profile.deadly()["defaultAction"], "SCMP_ACT_KILL_PROCESS");
    }

    #[test]
    fn our_own_list_allows_what_servers_need_and_nothing_that_changes_the_host() {
        let profile = own("amd64");
        let names: Vec<&str> = profile["syscalls"][0]["names"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        for name in ["read", "futex", "epoll_wait", "accept4", "mmap", "execve"] {
            assert!(names.contains(&name), "{name}");
        }
        for name in [
            "mount",
            "bpf",
            "reboot",
            "keyctl",
            "init_module",
            "unshare",
            "setns",
            "ptrace",
            "clock_settime",
            "io_uring_setup",
            "userfaultfd",
            "perf_event_open",
        ] {
            assert!(!names.contains(&name), "{name}");
        }
    }
}
