// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Files that are locked, damaged, somebody else's or from the future.

use std::path::Path;
use std::time::{Duration, Instant};

use haerterei_ground::Explain as _;
use haerterei_register::{Access, Location, Register, RegisterError};

use crate::place::{batch, day, index, inventory, tracker};

fn access(patience: u64) -> Access {
    Access { patience: Duration::from_millis(patience), ..Access::default() }
}

/// Makes a register of one image with many packages, and returns its place.
fn filled(folder: &Path) -> Location {
    let location = Location::File(folder.join("register.db"));
    let names: Vec<String> = (0..200).map(|number| format!("package-{number}")).collect();
    let packages: Vec<(&str, &str, &str)> =
        names.iter().map(|name| (name.as_str(), name.as_str(), "1-1")).collect();
    let rules = tracker(&[("package-7", "CVE-2026-0001", None, "low")]);
    let mut register = Register::open_or_make(&location, &access(1000)).unwrap();
    let image = inventory("image", &packages);
    register.add(&batch(&[image]), Some(&index(folder, &rules, 1)), day(1)).unwrap();
    location
}

#[test]
fn what_is_not_there_is_not_made_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::File(folder.path().join("register.db"));
    let error = Register::open(&location, &access(100)).unwrap_err();
    assert!(matches!(error, RegisterError::None { .. }), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn somebody_elses_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text");
    std::fs::write(
        &text,
        "no database at all, and long enough to have a header of some sort: ".repeat(20),
    )
    .unwrap();
    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(connection);
    for file in [text, other] {
        let before = std::fs::read(&file).unwrap();
        let error =
            Register::open_or_make(&Location::File(file.clone()), &access(100)).unwrap_err();
        assert!(matches!(error, RegisterError::Foreign { .. }), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}

#[test]
fn a_newer_form_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let location = filled(folder.path());
    let Location::File(file) = &location else { unreachable!() };
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute_batch("UPDATE register_version SET version = 99").unwrap();
    drop(connection);
    for open in [Register::open, Register::open_or_make] {
        let error = open(&location, &access(100)).unwrap_err();
        assert!(matches!(error, RegisterError::Newer { found: 99, .. }), "{error}");
        assert_eq!(error.message().key, "register-newer");
    }
}

#[test]
fn a_lock_is_waited_for_and_not_forever() {
    let folder = tempfile::tempdir().unwrap();
    let location = filled(folder.path());
    let Location::File(file) = &location else { unreachable!() };
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let begun = Instant::now();
    let error = Register::open(&location, &access(300))
        .and_then(|mut it| it.snapshot().map(|_| ()))
        .unwrap_err();
    assert!(matches!(error, RegisterError::Busy { .. }), "{error}");
    assert!(begun.elapsed() >= Duration::from_millis(300));
    // Let go in time, nobody notices.
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            Register::open(&location, &access(10_000))
                .and_then(|mut it| it.remove(&["image".to_owned()]))
        });
        std::thread::sleep(Duration::from_millis(200));
        connection.execute_batch("COMMIT").unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(waiting.unwrap().len(), 1);
}

#[test]
fn damage_is_noticed_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let location = filled(folder.path());
    let Location::File(file) = &location else { unreachable!() };
    let whole = std::fs::read(file).unwrap();
    let dump = |location| {
        Ok::<_, RegisterError>(Register::open(location, &access(100))?.snapshot()?.dump())
    };
    // Facts are checked: what is in images and what is known of it. What somebody calls an image is
    // none.
    let facts = |dump: Vec<String>| -> Vec<serde_json::Value> {
        let lines = dump.iter().skip(1).map(|line| serde_json::from_str(line).unwrap());
        lines
            .map(|mut line: serde_json::Value| {
                line.as_object_mut().unwrap().remove("names");
                line
            })
            .collect()
    };
    let sound = facts(dump(&location).unwrap());
    let (mut noticed, mut harmless) = (0, 0);
    for step in 0..97 {
        let mut bytes = whole.clone();
        let place = step * (bytes.len() / 97);
        for byte in bytes.iter_mut().skip(place).take(24) {
            *byte ^= 0x55;
        }
        std::fs::write(file, &bytes).unwrap();
        match dump(&location) {
            // It was in a page that nothing is in, or an index of rows that are sound.
            Ok(found) if facts(found.clone()) == sound => harmless += 1,
            Ok(_) => panic!("damage at {place} was believed"),
            Err(
                RegisterError::Damaged { .. }
                | RegisterError::Foreign { .. }
                | RegisterError::Newer { .. }
                | RegisterError::Database { .. },
            ) => noticed += 1,
            Err(error) => panic!("{place}: {error}"),
        }
    }
    assert!(noticed > 40, "{noticed} noticed, {harmless} harmless");
    // Half of it is not there.
    std::fs::write(file, &whole[..whole.len() / 2]).unwrap();
    let error =
        Register::open(&location, &access(100)).and_then(|mut it| it.state(true)).unwrap_err();
    assert!(matches!(error, RegisterError::Damaged { .. }), "{error:?}");
    std::fs::write(file, &whole).unwrap();
    assert_eq!(facts(dump(&location).unwrap()), sound);
}
