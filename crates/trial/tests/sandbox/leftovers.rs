// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a tester that is killed leaves behind: nothing, at the latest after the next run.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use haerterei_trial::sandbox::{LogSink, Sandbox, SandboxError, discard_laid_out, enter};

use crate::support::{HIGH, Place, architecture, base, file, image, request, settings, store};

const FOLDER: &str = "HAERTEREI_TEST_FOLDER";

/// Runs this test program again, for one of the helpers below.
fn again(helper: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", helper, "--ignored", "--nocapture"]).env(FOLDER, folder);
    command
}

#[test]
#[ignore = "helper: runs in a process of its own that is killed"]
fn helper_prepares_and_runs() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let image = image(&folder.join("image"), architecture(), &[base()]);
    let sandbox = Sandbox::prepare(&image, &store(&folder), &settings()).unwrap();
    let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> = std::sync::Arc::new(());
    let container = sandbox.start(&request(&["/bin/listens", "18080"]), &sink).unwrap();
    assert!(container.log().wait_for("ready", Instant::now() + Duration::from_secs(20)));
    fs::write(folder.join("running"), container.name()).unwrap();
    container.wait(Duration::from_mins(1));
}

#[test]
#[ignore = "helper: runs in a process of its own without privileges"]
fn helper_prepares_without_privileges() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let image = image(&folder.join("image"), architecture(), &[base()]);
    match Sandbox::prepare(&image, &store(&folder), &settings()) {
        Err(SandboxError::NotTried(missing)) => println!("not tried: {missing:?}"),
        other => println!("otherwise: {other:?}"),
    }
}

/// Processes, mounts and groups that name a folder or a container.
fn traces(folder: &Path, container: &str) -> Vec<String> {
    let mut traces = Vec::new();
    let own = std::process::id().to_string();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if entry.file_name().to_str() != Some(&own) && line.contains(folder.to_str().unwrap()) {
            traces.push(line);
        }
    }
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    traces.extend(
        mounts.lines().filter(|line| line.contains(folder.to_str().unwrap())).map(str::to_owned),
    );
    if !container.is_empty() {
        for entry in fs::read_dir("/sys/fs/cgroup").unwrap().flatten() {
            let group = entry.path().join(format!("haerterei-trial-{container}"));
            if group.exists() {
                traces.push(group.display().to_string());
            }
        }
    }
    traces
}

#[test]
fn a_killed_tester_takes_its_container_along_and_the_next_run_cleans() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = again("leftovers::helper_prepares_and_runs", folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let running = folder.path().join("running");
    let deadline = Instant::now() + Duration::from_mins(1);
    while !running.exists() {
        assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(10));
    }
    let container = fs::read_to_string(&running).unwrap();
    assert!(!traces(folder.path(), &container).is_empty(), "the test sees what runs");
    child.kill().unwrap();
    child.wait().unwrap();
    // Processes and mounts end by themselves, at once.
    let deadline = Instant::now() + Duration::from_secs(10);
    while traces(folder.path(), "").len() + processes_of(&container).len() > 0 {
        assert!(Instant::now() < deadline, "{:?}", traces(folder.path(), &container));
        std::thread::sleep(Duration::from_millis(10));
    }
    next_run_leaves_nothing(folder.path(), &container);
}

#[test]
fn killed_at_any_moment_nothing_is_left_after_the_next_run() {
    for milliseconds in [5, 20, 40, 60, 80, 100, 130, 170, 220, 300] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = again("leftovers::helper_prepares_and_runs", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Compiling the programs comes first and is of no interest.
        let image = folder.path().join("image/index.json");
        while !image.exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        next_run_leaves_nothing(folder.path(), "");
    }
}

fn processes_of(container: &str) -> Vec<String> {
    let mut processes = Vec::new();
    for entry in fs::read_dir("/sys/fs/cgroup").unwrap().flatten() {
        let file = entry.path().join(format!("haerterei-trial-{container}")).join("cgroup.procs");
        processes.extend(fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned));
    }
    processes
}

fn next_run_leaves_nothing(folder: &Path, container: &str) {
    let image = image(&folder.join("second-image"), architecture(), &[base()]);
    let store = store(folder);
    let runs = store.folder().join("trial-v1/runs");
    let names: Vec<String> = fs::read_dir(&runs)
        .map(|entries| {
            entries.flatten().map(|entry| entry.file_name().into_string().unwrap()).collect()
        })
        .unwrap_or_default();
    Sandbox::prepare(&image, &store, &settings()).unwrap();
    assert_eq!(fs::read_dir(&runs).unwrap().count(), 0);
    let layers = store.folder().join("trial-v1/layers");
    for layer in fs::read_dir(&layers).unwrap().flatten() {
        assert!(!layer.file_name().to_str().unwrap().starts_with('.'), "{layer:?}");
    }
    for name in names.iter().map(String::as_str).chain([container]) {
        assert_eq!(traces(folder, name), Vec::<String>::new());
    }
}

#[test]
fn a_finished_container_leaves_nothing() {
    let place = Place::new();
    let container = place.start(&request(&["/bin/listens", "18080"])).unwrap();
    let name = container.name().to_owned();
    drop(container);
    assert_eq!(traces(place.folder.path(), &name), Vec::<String>::new());
    let runs = place.folder.path().join("cache/trial-v1/runs");
    assert_eq!(fs::read_dir(runs).unwrap().count(), 0);
}

#[test]
fn whoever_waits_for_a_program_stops_waiting_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let image = image(&folder.path().join("image"), architecture(), &[base()]);
    let settings = settings();
    let sandbox = Sandbox::prepare(&image, &store(folder.path()), &settings).unwrap();
    let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> = std::sync::Arc::new(());
    let container = sandbox.start(&request(&["/bin/hangs"]), &sink).unwrap();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            settings.cancel.request();
        });
        let deadline = Instant::now() + Duration::from_secs(25);
        assert!(!container.log().wait_for("a line that never comes", deadline));
    });
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn without_privileges_nothing_is_tried_and_the_reason_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_534)).unwrap();
    let mut helper = again("leftovers::helper_prepares_without_privileges", folder.path());
    let output = helper.uid(65_534).gid(65_534).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("not tried: [Privilege"), "{text}");
}

#[test]
#[ignore = "helper: enters a user namespace, and runs in there"]
fn helper_enters() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let program = std::env::current_exe().unwrap();
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let settings = settings();
    let ids = BTreeSet::from([HIGH]);
    match enter(&program, &arguments, &settings.folders, &ids, &settings.cancel) {
        Ok(Some(status)) => assert!(status.success()),
        Ok(None) => {
            let image = image(&folder.join("image"), architecture(), &[base()]);
            let sandbox = Sandbox::prepare(&image, &store(&folder), &settings).unwrap();
            let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> =
                std::sync::Arc::new(());
            let container =
                sandbox.start(&request(&["/bin/tells", "/tmp", "/etc"]), &sink).unwrap();
            container.wait(Duration::from_mins(1)).expect("it ends");
            println!("said: {}", container.log().lines().join("; "));
            println!("facts: {:?}", sandbox.facts());
        }
        Err(error) => println!("not tried: {error:?}"),
    }
}

#[test]
fn without_root_a_user_namespace_is_entered_and_its_bounds_are_said() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(folder.path(), Some(65_534), Some(65_534)).unwrap();
    let mut helper = again("leftovers::helper_enters", folder.path());
    let output = helper.uid(65_534).gid(65_534).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("not tried: NotTried([Privilege") {
        println!("not run: this host gives no user namespaces: {text}");
        return;
    }
    // Nobody has no subordinate range: one id alone.
    for expected in [
        "user 0 group 0",
        "CapBnd:\t0000000000000000",
        "NoNewPrivs:\t1",
        "/tmp: mode 1777",
        "not writable",
        "true_owners: false",
        "\"memory\"",
    ] {
        assert!(
            text.contains(expected),
            "{expected}\n{text}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
#[ignore = "oracle: needs a user with a subordinate range"]
fn with_a_subordinate_range_files_have_their_owners_and_users_are_tried() {
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let ranges = fs::read_to_string("/etc/subuid").unwrap_or_default();
    let user: Option<u32> = ranges.lines().find_map(|line| {
        let name = line.split(':').next()?;
        passwd.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            (fields.first() == Some(&name)).then(|| fields.get(2)?.parse().ok())?
        })
    });
    let Some(user) = user else {
        println!("not run: no user of this host has a subordinate range");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::chown(folder.path(), Some(user), Some(user)).unwrap();
    let mut helper = again("leftovers::helper_enters", folder.path());
    let output = helper.uid(user).gid(user).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    for expected in [
        &format!("user {HIGH} group 0 groups 4242"),
        "/tmp: mode 1777 owner 0:0",
        "true_owners: true",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn laid_out_layers_are_counted_and_go_when_nobody_needs_them() {
    let place = Place::new();
    let store = store(place.folder.path());
    let laid_out = haerterei_trial::sandbox::laid_out(&store);
    assert_eq!(laid_out.layers, 1);
    assert!(laid_out.bytes > 1 << 20, "{laid_out:?}");

    let discarded = discard_laid_out(&store, 0).unwrap();
    assert!(discarded.in_use && discarded.removed.layers == 0, "{discarded:?}");
    assert_eq!(discarded.left, laid_out);

    let Place { folder, sandbox } = place;
    drop(sandbox);
    let discarded = discard_laid_out(&store, laid_out.bytes).unwrap();
    assert_eq!((discarded.removed.layers, discarded.left), (0, laid_out), "what fits stays");
    // A second layer is wanted later than the first; only the first goes.
    let other =
        image(&folder.path().join("other"), architecture(), &[vec![file("a", 0o644, b"a")]]);
    drop(Sandbox::prepare(&other, &store, &settings()).unwrap());
    let discarded = discard_laid_out(&store, 1).unwrap();
    assert_eq!((discarded.removed, discarded.left.layers), (laid_out, 1));
    assert_eq!(discard_laid_out(&store, 0).unwrap().left.layers, 0);

    let image = image(&folder.path().join("again"), architecture(), &[base()]);
    let sandbox = Sandbox::prepare(&image, &store, &settings()).unwrap();
    let sink: Arc<dyn LogSink> = Arc::new(());
    let container = sandbox.start(&request(&["/bin/exits"]), &sink).unwrap();
    assert_eq!(container.wait(Duration::from_secs(20)).expect("it ends").code, 3);
}
