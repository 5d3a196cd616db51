// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a container is given: who it is, what it sees, what it may write to.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::os::unix::fs::{PermissionsExt, chown};
use std::time::{Duration, Instant};

use haerterei_ground::Limits;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{ImageSource, Platform, Reference};
use haerterei_trial::sandbox::{FixtureMount, Sandbox, StartFailure, VolumeMount};

use crate::support::{
    GROUP, HIGH, Place, architecture, base, file, folder, image, link, path, programs, request,
    settings, store,
};

const SOON: Duration = Duration::from_secs(20);

#[test]
fn a_container_has_what_was_declared_and_nothing_more() {
    let place = Place::new();
    let volume = place.folder.path().join("volume");
    let fixture = place.folder.path().join("fixture");
    fs::create_dir(&volume).unwrap();
    chown(&volume, Some(0), Some(GROUP)).unwrap();
    fs::set_permissions(&volume, fs::Permissions::from_mode(0o2770)).unwrap();
    fs::write(&fixture, "given").unwrap();
    let mut request = request(&[
        "/bin/tells",
        "/tmp",
        "/data",
        "/etc",
        "/given/file",
        "/usr/bin/tells",
        "/etc/passwd",
    ]);
    request.volumes.push(VolumeMount {
        folder: volume.clone(),
        target: path("data"),
        read_only: false,
    });
    request.fixtures.push(FixtureMount {
        source: fixture,
        target: path("given/file"),
        read_only: true,
    });
    request.working_folder = path("made/for/it");
    let container = place.start(&request).unwrap();
    let ending = container.wait(SOON).expect("it ends");
    let log = container.log().clone();
    let finished = container.finish();
    let text = log.lines().join("\n");
    assert_eq!(ending.code, 0, "{text}");
    for line in [
        &format!("user {HIGH} group 0 groups {GROUP}"),
        "folder /made/for/it",
        "CapBnd:\t0000000000000000",
        "NoNewPrivs:\t1",
        "Seccomp:\t2",
        "    lo:",
        "/tmp: mode 1777 owner 0:0 size -1 writable",
        &format!("/data: mode 2770 owner 0:{GROUP} size -1 writable"),
        "/etc: mode 755 owner 0:0 size -1 not writable",
        "/given/file: mode 644 owner 0:0 size 5",
        "/etc/passwd: mode 644",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    assert_eq!(fs::read(volume.join("written")).unwrap(), b"/dat");
    assert!(finished.written[&path("data")].bytes > 0, "{finished:?}");
    let usage = finished.usage;
    assert!(usage.peak_memory.is_some_and(|bytes| bytes > 0), "{usage:?}");
    assert!(usage.cpu_milliseconds.is_some() && usage.peak_processes.is_some(), "{usage:?}");
    let facts = place.sandbox.facts();
    assert!(facts.true_owners && facts.runtime.is_some() && facts.limits_not_set.is_empty());
}

#[test]
fn layers_lie_over_each_other_as_the_specification_has_it() {
    let at = tempfile::tempdir().unwrap();
    let owned = |mut entry: (Entry, Vec<u8>)| {
        (entry.0.uid, entry.0.gid) = (33, 44);
        entry
    };
    let second = vec![
        // Through a link of the layer below.
        file("bin/later", 0o750, b"later"),
        file(".wh.gone", 0o644, b""),
        file("kept/.wh..wh..opq", 0o644, b""),
        file("kept/new", 0o644, b"new"),
        owned(file("owned", 0o4755, b"o")),
        (
            Entry::new(path("hard"), EntryKind::Hardlink { target: path("etc/passwd") }, 0o644),
            vec![],
        ),
        file("swapped/inside", 0o644, b"now a folder"),
    ];
    let mut first = base();
    first.extend([
        file("gone", 0o644, b"x"),
        folder("kept", 0o711),
        file("kept/old", 0o644, b"old"),
        file("swapped", 0o644, b"a file"),
        link("out", "../../../../etc/shadow"),
    ]);
    let image = image(&at.path().join("image"), architecture(), &[first, second]);
    let store = store(at.path());
    let sandbox = Sandbox::prepare(&image, &store, &settings()).unwrap();
    let words = [
        "/bin/tells",
        "/usr/bin/later",
        "/gone",
        "/kept/old",
        "/kept/new",
        "/kept",
        "/owned",
        "/hard",
        "/swapped/inside",
        "/bin",
    ];
    let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> = std::sync::Arc::new(());
    let container = sandbox.start(&request(&words), &sink).unwrap();
    container.wait(SOON).expect("it ends");
    let text = container.log().lines().join("\n");
    for line in [
        "/usr/bin/later: mode 750 owner 0:0 size 5",
        "/gone: No such file",
        "/kept/old: No such file",
        "/kept/new: mode 644",
        "/kept: mode 711",
        "/owned: mode 4755 owner 33:44 size 1",
        "/hard: mode 644 owner 0:0 size 33",
        "/swapped/inside: mode 644",
        "/bin: mode 777",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    assert_eq!(sandbox.read_file(&path("bin/later"), 100).as_deref(), Some(b"later".as_slice()));
    assert_eq!(sandbox.read_file(&path("out"), 1 << 20), None, "no link leads out of the image");
    assert_eq!(sandbox.read_file(&path("gone"), 100), None);
    assert_eq!(sandbox.read_file(&path("bin/later"), 4), None, "bounded");
    drop(container);
    // A second time nothing is unpacked.
    let layers = store.folder().join("trial-v1/layers");
    let before: Vec<_> =
        fs::read_dir(&layers).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(before.len(), 2, "{before:?}");
    let time = fs::metadata(&before[0]).unwrap().created().unwrap();
    Sandbox::prepare(&image, &store, &settings()).unwrap();
    assert_eq!(fs::metadata(&before[0]).unwrap().created().unwrap(), time);
}

#[test]
fn a_thread_in_its_network_reaches_it_and_nobody_else() {
    let place = Place::new();
    let mut request = request(&["/bin/listens", "18080"]);
    request.ports.insert(18080);
    let mut container = place.start(&request).unwrap();
    assert!(container.log().wait_for("ready", Instant::now() + SOON), "{:?}", container.log());
    let network = container.network_namespace().unwrap();
    let answer = std::thread::spawn(move || {
        rustix::thread::move_into_link_name_space(network.as_fd(), None).unwrap();
        let mut stream = TcpStream::connect("127.0.0.1:18080").unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .join()
    .unwrap();
    assert!(answer.ends_with("well\n"), "{answer}");
    assert!(TcpStream::connect("127.0.0.1:18080").is_err(), "the host does not reach it");
    assert_eq!(container.causes(), []);
    let said = container.exec(&["/bin/tells".to_owned()], SOON).unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    for line in
        [&format!("user {HIGH} group 0 groups {GROUP}"), "CapBnd:\t0000000000000000", "Seccomp:\t2"]
    {
        assert!(said.output.contains(line), "{line}\nin\n{said:?}");
    }
    let started = Instant::now();
    let said = container.exec(&["/bin/hangs".to_owned()], Duration::from_millis(300)).unwrap();
    assert_eq!(said.code, None);
    assert!(started.elapsed() < Duration::from_secs(5));
    let stopped = container.stop(15, SOON);
    assert!(!stopped.ignored && stopped.ending.code == 143, "{stopped:?}");
    assert_eq!(container.finish().causes, []);
}

#[test]
fn killed_and_started_again_it_finds_its_data() {
    let place = Place::new();
    let volume = place.folder.path().join("volume");
    fs::create_dir(&volume).unwrap();
    chown(&volume, Some(0), Some(GROUP)).unwrap();
    fs::set_permissions(&volume, fs::Permissions::from_mode(0o2770)).unwrap();
    let mut request = request(&["/bin/listens", "18080"]);
    request.volumes.push(VolumeMount {
        folder: volume.clone(),
        target: path("data"),
        read_only: false,
    });
    let mut container = place.start(&request).unwrap();
    assert!(container.log().wait_for("ready", Instant::now() + SOON));
    container.exec(&["/bin/tells".to_owned(), "/data".to_owned()], SOON).unwrap();
    let stopped = container.stop(9, SOON);
    assert_eq!(stopped.ending.code, 137);
    assert!(!stopped.ending.out_of_memory);
    drop(container);
    request.arguments = ["/bin/tells", "/data/written"].map(str::to_owned).to_vec();
    let container = place.start(&request).unwrap();
    container.wait(SOON).unwrap();
    assert!(container.log().contains("/data/written: mode 644"), "{:?}", container.log());
}

#[test]
fn limits_above_the_hosts_are_noted_and_not_set() {
    let place = Place::new();
    let mut request = request(&["/bin/tells"]);
    request.limits.memory = 1 << 50;
    request.limits.millicpus = Some(50_000_000);
    let container = place.start(&request).unwrap();
    assert_eq!(container.wait(SOON).unwrap().code, 0);
    let noted: Vec<String> =
        place.sandbox.facts().limits_not_set.into_iter().map(|one| one.limit).collect();
    assert_eq!(noted, ["memory", "cpu"]);
}

#[test]
fn a_kept_bundle_runs_by_the_line_that_is_printed() {
    let place = Place::new();
    let line = place.sandbox.keep(&request(&["/bin/tells"])).unwrap();
    let output = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(&format!("user {HIGH}")), "{line}\n{output:?}");
    // By hand, the groups that the runtime was asked to keep are the caller's to remove.
    let name = line.rsplit(' ').next().unwrap();
    for hierarchy in fs::read_dir("/sys/fs/cgroup").unwrap() {
        let group = hierarchy.unwrap().path().join(format!("haerterei-trial-{name}"));
        if group.exists() {
            fs::remove_dir(group).unwrap();
        }
    }
}

#[test]
fn ten_at_once_do_not_disturb_each_other() {
    let place = Place::new();
    let answers: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..10)
            .map(|_| {
                scope.spawn(|| {
                    let mut request = request(&["/bin/listens", "18080"]);
                    request.ports.insert(18080);
                    let mut container = place.start(&request).unwrap();
                    assert!(container.log().wait_for("ready", Instant::now() + SOON));
                    let causes = container.causes();
                    let stopped = container.stop(15, SOON);
                    format!("{causes:?} {} {}", stopped.ending.code, stopped.ignored)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers, vec!["[] 143 false"; 10]);
}

#[test]
fn a_plain_folder_is_an_image_too() {
    let at = tempfile::tempdir().unwrap();
    let root = at.path().join("root");
    fs::create_dir_all(root.join("usr/bin")).unwrap();
    let store = store(at.path());
    for word in ["one", "two"] {
        fs::write(root.join("usr/bin/tells"), &programs()["tells"]).unwrap();
        fs::set_permissions(root.join("usr/bin/tells"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(root.join(word), word).unwrap();
        let limits = Limits::default();
        let image = ImageSource::open(&Reference::RootFolder(root.clone()), limits)
            .unwrap()
            .image(None, &Platform::linux(architecture()), limits)
            .unwrap();
        let sandbox = Sandbox::prepare(&image, &store, &settings()).unwrap();
        let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> = std::sync::Arc::new(());
        let container =
            sandbox.start(&request(&["/usr/bin/tells", &format!("/{word}")]), &sink).unwrap();
        container.wait(SOON).expect("it ends");
        assert!(container.log().contains(&format!("/{word}: mode 644")), "{:?}", container.log());
    }
}

#[test]
fn another_processors_image_is_not_tried() {
    let at = tempfile::tempdir().unwrap();
    let image = image(&at.path().join("image"), "s390x", &[vec![folder("etc", 0o755)]]);
    let error = Sandbox::prepare(&image, &store(at.path()), &settings()).unwrap_err();
    assert!(format!("{error:?}").contains("s390x"), "{error:?}");
    let mut without = settings();
    without.folders.clear();
    let error = Sandbox::prepare(&image, &store(at.path()), &without).unwrap_err();
    let shown = format!("{error:?}");
    for missing in ["Runtime", "unshare", "Architecture"] {
        assert!(shown.contains(missing), "{shown}");
    }
}

#[test]
fn a_runtime_that_cannot_run_here_is_skipped_with_its_own_words() {
    let at = tempfile::tempdir().unwrap();
    let broken = at.path().join("broken");
    fs::write(
        &broken,
        "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'broken version 0.1'; exit; fi\n\
         echo 'cannot work on this host' >&2; mkdir \"$2\"; exit 1\n",
    )
    .unwrap();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
    let image = image(&at.path().join("image"), architecture(), &[base()]);
    let sink: std::sync::Arc<dyn haerterei_trial::sandbox::LogSink> = std::sync::Arc::new(());
    let broken = broken.to_str().unwrap().to_owned();
    let mut settings = settings();
    settings.runtimes = vec![broken.clone(), "crun".to_owned(), "runc".to_owned()];
    let sandbox = Sandbox::prepare(&image, &store(at.path()), &settings).unwrap();
    let container = sandbox.start(&request(&["/bin/tells"]), &sink).unwrap();
    assert_eq!(container.wait(SOON).unwrap().code, 0);
    let facts = sandbox.facts();
    assert_eq!(facts.skipped[0].runtime, "broken");
    assert_eq!(facts.skipped[0].words, "cannot work on this host");
    println!("{facts:?}");
    // crun before 1.9 refuses hybrid hosts; elsewhere it is the one that runs.
    if facts.runtime.as_deref() == Some("runc") && facts.skipped.len() > 1 {
        assert!(facts.skipped[1].words.contains("hybrid"), "{facts:?}");
    }
    settings.runtimes = vec![broken];
    let sandbox = Sandbox::prepare(&image, &store(at.path()), &settings).unwrap();
    let failure = sandbox.start(&request(&["/bin/tells"]), &sink).unwrap_err();
    let StartFailure::NotTried(missing) = failure else { panic!("{failure:?}") };
    assert!(format!("{missing:?}").contains("cannot work on this host"));
}
