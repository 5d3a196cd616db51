// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Programs that misbehave: each is given a cause, within its time.

use std::time::{Duration, Instant};

use haerterei_trial::sandbox::{Cause, Finished, RunRequest, StartFailure, VolumeMount};

use crate::support::{HIGH, Place, path, request};

/// Runs a program until it ends or, if it should go on, until it was asked to end.
fn finish(place: &Place, request: &RunRequest) -> Finished {
    let started = Instant::now();
    let container = place.start(request).unwrap();
    container.wait(request.limits.time + Duration::from_secs(15)).expect("it ends in time");
    let log = container.log().clone();
    let finished = container.finish();
    println!("{:?}: {:?} {:?}", request.arguments, finished, log.last_lines(3));
    assert!(started.elapsed() < request.limits.time + Duration::from_secs(20));
    finished
}

/// A program and what its cause must be.
type Case = (&'static [&'static str], fn(&Cause) -> bool);

#[test]
fn each_misbehaviour_has_its_cause() {
    let place = Place::new();
    let cases: &[Case] = &[
        (&["/bin/exits"], |cause| matches!(cause, Cause::Ended { code: 3, .. })),
        (&["/bin/forks"], |cause| matches!(cause, Cause::TooManyProcesses { limit: 32 })),
        (
            &["/bin/eats"],
            |cause| matches!(cause, Cause::OutOfMemory { limit } if *limit == 64 << 20),
        ),
        (
            &["/bin/fills", "/tmp/fill"],
            |cause| // A program that is quicker than we look is only heard.
            matches!(cause, Cause::ScratchFull { path, .. } if path.as_str() == Some("tmp"))
                || matches!(cause, Cause::NoSpace { .. }),
        ),
        (&["/bin/floods"], |cause| matches!(cause, Cause::LogFlooded { .. })),
        (
            &["/bin/roots"],
            |cause| matches!(cause, Cause::ReadOnly { path: Some(path), .. } if path == "/etc/roots.conf"),
        ),
        (&["/bin/swaps"], |cause| matches!(cause, Cause::ForbiddenCall { .. })),
        (&["/bin/chowns"], |cause| matches!(cause, Cause::NeedsCapability { .. })),
        (&["/bin/listens", "80"], |cause| matches!(cause, Cause::PrivilegedPort { port: 80 })),
    ];
    for (arguments, expected) in cases {
        let mut request = request(arguments);
        request.limits.time =
            Duration::from_secs(if arguments[0] == "/bin/forks" { 3 } else { 20 });
        if arguments.last() == Some(&"80") {
            request.ports.insert(80);
        }
        let finished = finish(&place, &request);
        let first = finished.causes.first().expect("a cause");
        assert!(expected(first), "{arguments:?}: {finished:?}");
    }
}

#[test]
fn what_goes_on_and_on_is_ended_at_its_time() {
    let place = Place::new();
    let mut request = request(&["/bin/hangs"]);
    request.limits.time = Duration::from_secs(1);
    request.ports.insert(8080);
    let finished = finish(&place, &request);
    assert_eq!(
        finished.causes,
        [Cause::TimeLimit { limit: 1 }, Cause::NotListening { promised: 8080 }]
    );
}

#[test]
fn a_volume_that_grows_without_end_is_stopped() {
    let place = Place::new();
    let volume = place.folder.path().join("volume");
    std::fs::create_dir(&volume).unwrap();
    std::os::unix::fs::chown(&volume, Some(HIGH), None).unwrap();
    let mut request = request(&["/bin/fills", "/data/fill"]);
    request.volumes.push(VolumeMount { folder: volume, target: path("data"), read_only: false });
    let finished = finish(&place, &request);
    assert_eq!(finished.causes.first(), Some(&Cause::VolumesFull { limit: 8 << 20 }));
}

#[test]
fn other_ports_and_closed_ones_are_seen() {
    let place = Place::new();
    for (arguments, expected) in [
        (
            ["/bin/listens", "9090", "0.0.0.0"],
            Cause::OtherPort { promised: 8080, found: vec![9090] },
        ),
        (["/bin/listens", "8080", "127.0.0.1"], Cause::LoopbackOnly { port: 8080 }),
    ] {
        let mut request = request(&arguments);
        request.ports.insert(8080);
        let container = place.start(&request).unwrap();
        assert!(container.log().wait_for("ready", Instant::now() + Duration::from_secs(20)));
        assert_eq!(container.causes(), [expected]);
    }
}

#[test]
fn who_ignores_the_signal_is_killed_and_named() {
    let place = Place::new();
    let mut container =
        place.start(&request(&["/bin/listens", "8080", "0.0.0.0", "deaf"])).unwrap();
    assert!(container.log().wait_for("ready", Instant::now() + Duration::from_secs(20)));
    let stopped = container.stop(15, Duration::from_millis(300));
    assert!(stopped.ignored && stopped.ending.code == 137, "{stopped:?}");
    let causes = container.finish().causes;
    assert!(matches!(causes[..], [Cause::IgnoresSignal { signal: 15, .. }]), "{causes:?}");
}

#[test]
fn programs_that_cannot_start_are_told_apart() {
    let place = Place::new();
    let start = |arguments: &[&str], folder: &str| {
        let mut request = request(arguments);
        request.working_folder = path(folder);
        match place.start(&request) {
            Err(StartFailure::Program(cause)) => cause,
            Ok(container) => {
                container.wait(Duration::from_secs(20));
                container.finish().causes.first().cloned().expect("a cause")
            }
            Err(other) => panic!("{other:?}"),
        }
    };
    let nope = "/bin/nope".to_owned();
    assert_eq!(start(&["/bin/nope"], ""), Cause::NoProgram { program: nope });
    let passwd = "/etc/passwd".to_owned();
    assert_eq!(start(&["/etc/passwd"], ""), Cause::NotExecutable { program: passwd });
    let garbled = "/bin/garbled".to_owned();
    assert_eq!(start(&["/bin/garbled"], ""), Cause::WrongFormat { program: garbled });
    let interpreted = "/bin/interpreted".to_owned();
    assert_eq!(start(&["/bin/interpreted"], ""), Cause::NoInterpreter { program: interpreted });
    assert_eq!(
        start(&["/bin/exits"], "etc/passwd"),
        Cause::WorkingFolder { path: path("etc/passwd") }
    );
    assert!(matches!(start(&["/bin/accounts"], ""), Cause::NoAccount { uid: HIGH, .. }));
}
