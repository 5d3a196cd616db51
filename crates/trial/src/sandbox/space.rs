// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Trials without root: the whole program once more, in a user namespace.
//!
//! In there it is root over the ids it was given. With a subordinate range (`/etc/subuid`) and
//! `newuidmap` these are enough for an image's files to have their true owners; without, there is
//! one id alone, and a trial says nothing about users and permissions.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use haerterei_ground::Cancel;

use super::prepared::{SYS_ADMIN, has_capability};
use super::{Missing, SandboxError, runtime};

/// Ids that images use: those of the system and of ordinary users.
const ORDINARY: u32 = 65_535;
/// How often a process is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// How long a process may take to make a namespace.
const PATIENCE: Duration = Duration::from_secs(10);
/// Waits for its ids, then becomes the program. Becoming root comes first and would undo
/// `--pdeathsig`, so that comes second.
const WAIT: &str = r#"read -r ready || exit 3; exec setpriv --pdeathsig KILL "$@" </dev/null"#;

/// Runs a program with its arguments in a user namespace, if this process needs one.
///
/// Nothing comes back where it needs none: the caller goes on. Otherwise the program, which is
/// the caller's own, has done the work, and its status is returned. `ids` are users and groups
/// beyond the ordinary ones that containers will have. When the work shall stop, the program is
/// asked to (SIGTERM), and what it says then is the status.
///
/// # Errors
///
/// [`SandboxError::NotTried`] where this user may not make user namespaces.
pub fn enter(
    program: &Path,
    arguments: &[OsString],
    folders: &[PathBuf],
    ids: &BTreeSet<u32>,
    cancel: &Cancel,
) -> Result<Option<ExitStatus>, SandboxError> {
    if has_capability(SYS_ADMIN) {
        return Ok(None);
    }
    let tools = runtime::tools(folders).map_err(SandboxError::NotTried)?;
    let refused = |words: String| SandboxError::NotTried(vec![Missing::Privilege { words }]);
    let attempt = Command::new(&tools.unshare)
        .args(["--user", "--map-root-user", "--mount", "--"])
        .arg(&tools.setpriv)
        .args(["--dump"])
        .stdin(Stdio::null())
        .output()
        .map_err(SandboxError::io("start", &tools.unshare))?;
    if !attempt.status.success() {
        return Err(refused(String::from_utf8_lossy(&attempt.stderr).trim().to_owned()));
    }
    let mut child = Command::new(&tools.unshare)
        .args(["--user", "--"])
        .arg(&tools.shell)
        .args(["-c", WAIT, "trial"])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(SandboxError::io("start", &tools.unshare))?;
    if let Err(words) = give_ids(&child, folders, ids) {
        // It waits for a word that does not come.
        let _ = child.kill();
        let _ = child.wait();
        return Err(refused(words));
    }
    if let Some(mut input) = child.stdin.take() {
        // If it is gone, its status says so.
        let _ = input.write_all(b"ready\n");
    }
    wait(&mut child, cancel).map(Some).map_err(SandboxError::io("wait for", program))
}

/// Waits for a process, and passes the wish to stop on to it, once.
fn wait(child: &mut Child, cancel: &Cancel) -> io::Result<ExitStatus> {
    let mut asked = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if !asked && cancel.check().is_err() {
            asked = true;
            if let Some(process) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
                // If it has just ended, the next look says so.
                let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
            }
        }
        thread::sleep(LOOK);
    }
}

/// Gives a process that has just made a namespace its ids.
fn give_ids(child: &Child, folders: &[PathBuf], ids: &BTreeSet<u32>) -> Result<(), String> {
    let process = child.id();
    let namespace = |process: &str| fs::read_link(format!("/proc/{process}/ns/user")).ok();
    let own = namespace("self");
    let deadline = Instant::now() + PATIENCE;
    while namespace(&process.to_string()) == own {
        if Instant::now() > deadline {
            return Err("no namespace within 10 s".to_owned());
        }
        thread::sleep(Duration::from_millis(1));
    }
    let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let name = name_of(uid);
    let users = subordinate("/etc/subuid", &name, uid);
    let groups = subordinate("/etc/subgid", &name, uid);
    let find =
        |name: &str| folders.iter().map(|folder| folder.join(name)).find(|file| file.exists());
    if let (Some(users), Some(groups), Some(newuidmap), Some(newgidmap)) =
        (users, groups, find("newuidmap"), find("newgidmap"))
    {
        for (program, own, range) in [(newuidmap, uid, users), (newgidmap, gid, groups)] {
            let lines = map(own, range, ids);
            let words = lines.iter().flat_map(|line| line.map(|number| number.to_string()));
            let output = Command::new(&program)
                .arg(process.to_string())
                .args(words)
                .output()
                .map_err(|error| error.to_string())?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
            }
        }
        return Ok(());
    }
    let write = |file: &str, text: String| {
        fs::write(format!("/proc/{process}/{file}"), text)
            .map_err(|error| format!("{file}: {error}"))
    };
    write("setgroups", "deny".to_owned())?;
    write("uid_map", format!("0 {uid} 1\n"))?;
    write("gid_map", format!("0 {gid} 1\n"))
}

fn name_of(uid: u32) -> String {
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    found.unwrap_or_default()
}

/// Reads the first range of a user (subuid(5)): name or number, first id, count.
fn subordinate(file: &str, name: &str, uid: u32) -> Option<(u32, u32)> {
    range_of(&fs::read_to_string(file).ok()?, name, uid)
}

fn range_of(text: &str, name: &str, uid: u32) -> Option<(u32, u32)> {
    text.lines().find_map(|line| {
        let mut fields = line.trim().split(':');
        let owner = fields.next()?;
        let (first, count) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        ((!name.is_empty() && owner == name) || owner.parse() == Ok(uid)).then_some((first, count))
    })
}

/// Returns the lines of a map (id inside, id outside, count): root is the caller, ordinary ids and
/// the further ones come from the range.
fn map(own: u32, (first, count): (u32, u32), ids: &BTreeSet<u32>) -> Vec<[u32; 3]> {
    let mut lines = vec![[0, own, 1]];
    let further: Vec<u32> = ids.iter().copied().filter(|id| *id > ORDINARY).collect();
    let reserved = u32::try_from(further.len()).unwrap_or(u32::MAX).min(count);
    let ordinary = (count - reserved).min(ORDINARY);
    if ordinary > 0 {
        lines.push([1, first, ordinary]);
    }
    for (id, place) in further.into_iter().zip(ordinary..count) {
        lines.push([id, first + place, 1]);
    }
    lines
}

/// Returns a script that runs its arguments in a user namespace with the ids of this process, for
/// whoever repeats a run from outside; nothing in the first namespace.
pub(crate) fn way_in() -> Option<String> {
    let [users, groups] = ["uid_map", "gid_map"]
        .map(|file| fs::read_to_string(format!("/proc/self/{file}")).unwrap_or_default());
    script(&users, &groups)
}

fn script(users: &str, groups: &str) -> Option<String> {
    if Ids::of(users).is_first {
        return None;
    }
    let words = |map: &str| map.split_whitespace().collect::<Vec<_>>().join(" ");
    let (users, groups) = (words(users), words(groups));
    let comment = "# Runs its arguments in a user namespace with the ids of the trial.";
    if users.split(' ').count() == 3 {
        return Some(format!("{comment}\nexec unshare --user --map-root-user -- \"$@\"\n"));
    }
    Some(format!(
        r#"{comment}
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/ready"
unshare --user -- sh -c 'read -r ready <"$0/ready"; exec "$@"' "$folder" "$@" &
own=$(readlink /proc/self/ns/user)
while [ "$(readlink /proc/$!/ns/user)" = "$own" ]; do sleep 0.01; done
newuidmap $! {users}
newgidmap $! {groups}
echo ready >"$folder/ready"
wait $!
"#
    ))
}

/// What the ids of this process are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ids {
    /// Whether this is no user namespace, or the first.
    pub(crate) is_first: bool,
    /// Whether there are ids for the files of an image.
    pub(crate) are_enough: bool,
}

impl Ids {
    pub(crate) fn of_this_process() -> Self {
        Self::of(&fs::read_to_string("/proc/self/uid_map").unwrap_or_default())
    }

    fn of(map: &str) -> Self {
        let lines: Vec<Vec<u64>> = map
            .lines()
            .map(|line| line.split_whitespace().filter_map(|word| word.parse().ok()).collect())
            .collect();
        let count: u64 = lines.iter().filter_map(|line| line.get(2)).sum();
        Self {
            is_first: lines == [[0, 0, u64::from(u32::MAX)]],
            are_enough: count > u64::from(ORDINARY / 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_becomes_a_map_with_room_for_high_ids() {
        let text = "anna:100000:65536\n1001:200000:65536\nbroken\n";
        assert_eq!(range_of(text, "anna", 1000), Some((100_000, 65_536)));
        assert_eq!(range_of(text, "", 1001), Some((200_000, 65_536)));
        assert_eq!(range_of(text, "bert", 7), None);
        let high = BTreeSet::from([1_000_680_000, 33]);
        assert_eq!(
            map(1000, (100_000, 65_536), &high),
            [[0, 1000, 1], [1, 100_000, 65_535], [1_000_680_000, 165_535, 1]]
        );
        assert_eq!(map(1000, (5, 1), &high), [[0, 1000, 1], [1_000_680_000, 5, 1]]);
    }

    #[test]
    fn the_way_in_has_the_same_ids() {
        assert_eq!(script("0 0 4294967295\n", "0 0 4294967295\n"), None);
        let alone = script("         0       1000          1\n", "0 1000 1\n").unwrap();
        assert!(alone.contains("--map-root-user"), "{alone}");
        let ranges = script("0 1000 1\n1 100000 65534\n", "0 100 1\n1 100000 65534\n").unwrap();
        assert!(ranges.contains("newuidmap $! 0 1000 1 1 100000 65534\n"), "{ranges}");
        assert!(ranges.contains("newgidmap $! 0 100 1 1 100000 65534\n"), "{ranges}");
    }

    #[test]
    fn the_map_tells_where_we_are() {
        let of = |map| {
            let ids = Ids::of(map);
            (ids.is_first, ids.are_enough)
        };
        assert_eq!(of("         0          0 4294967295\n"), (true, true));
        assert_eq!(of("0 1000 1\n"), (false, false));
        assert_eq!(of("0 1000 1\n1 100000 65535\n"), (false, true));
    }
}
