// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The cache under adverse circumstances: kills, company, damage, no permission, no space.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use haerterei_ground::{Cancel, Digest};
use haerterei_store::{Bucket, Durability, Key, Options, Quota, Store, StoreError};

/// Names the folder for a child process that writes into it.
const WRITER: &str = "STORE_TEST_WRITER";

fn open(folder: &Path) -> Store {
    Store::open(folder, Options::default()).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            all.extend(files(&entry.path()));
        } else {
            all.push(entry.path());
        }
    }
    all
}

fn blob_path(folder: &Path, digest: &Digest) -> PathBuf {
    let hex = digest.hex();
    folder.join(format!("blobs-v1/sha256/{}/{}", &hex[..2], &hex[2..]))
}

/// Checks that every visible blob is what its name says; returns how many there are.
fn check_whole(folder: &Path) -> usize {
    let blobs = files(&folder.join("blobs-v1"));
    for path in &blobs {
        let digest = Digest::sha256(&fs::read(path).unwrap());
        assert_eq!(*path, blob_path(folder, &digest));
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o444);
    }
    blobs.len()
}

fn damage(path: &Path, bytes: &[u8]) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn what_is_put_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let digest = store.put(b"hello").unwrap();
    assert_eq!(digest, Digest::sha256(b"hello"));
    assert_eq!(store.put(b"hello").unwrap(), digest);
    let mut text = String::new();
    store.open_blob(&digest).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!((text.as_str(), store.size(&digest).unwrap()), ("hello", 5));
    assert_eq!(store.path(&digest).unwrap(), blob_path(folder.path(), &digest));
    assert!(matches!(store.read(&digest, 4), Err(StoreError::TooLarge { .. })));
    assert!(matches!(
        store.open_sized(&digest, 6),
        Err(StoreError::WrongSize { expected: 6, found: 5, .. })
    ));
    let missing = Digest::sha256(b"other");
    assert!(matches!(store.open_blob(&missing), Err(StoreError::Missing { .. })));
    assert_eq!(check_whole(folder.path()), 1);
}

#[test]
fn other_content_than_expected_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut writer = store.writer().unwrap();
    writer.write_all(b"hello").unwrap();
    let expected = Digest::sha256(b"world");
    assert!(matches!(writer.commit(Some(&expected)), Err(StoreError::WrongContent { .. })));
    drop(store.writer().unwrap());
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_damaged_blob_is_removed_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for (bytes, check) in [
        (&b"hellO"[..], (|store: &Store, digest| store.verify(digest)) as fn(&Store, &Digest) -> _),
        (b"hellO", |store, digest| store.read(digest, 9).map(drop)),
        (b"hell", |store, digest| store.open_sized(digest, 5).map(drop)),
        (b"", |store, digest| store.open_blob(digest).map(drop)),
    ] {
        let digest = store.put(b"hello").unwrap();
        damage(&store.path(&digest).unwrap(), bytes);
        assert!(matches!(check(&store, &digest), Err(StoreError::Damaged { .. })), "{bytes:?}");
        assert!(!store.contains(&digest));
    }
}

#[test]
fn a_memo_entry_is_recalled_until_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let key = Key::new("examine", 1).input(&Digest::sha256(b"in"));
    assert_eq!(store.recall(&key), None);
    store.remember(&key, b"out").unwrap();
    assert_eq!(store.recall(&key).as_deref(), Some(&b"out"[..]));
    assert_eq!(store.recall(&Key::new("examine", 2).input(&Digest::sha256(b"in"))), None);
    let path = files(&folder.path().join("memo-v1")).remove(0);
    fs::write(&path, b"hmemo-v1 nonsense").unwrap();
    assert_eq!(store.recall(&key), None);
    assert!(!path.exists());
}

#[test]
fn a_pointer_is_replaced_and_its_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let pointer = store.pointer("release/debian/trixie");
    assert_eq!(pointer.get().unwrap(), None);
    pointer.set(b"1").unwrap();
    pointer.set(b"2").unwrap();
    assert_eq!(pointer.get().unwrap().as_deref(), Some(&b"2"[..]));
    assert_eq!(store.pointer("release/debian/sid").get().unwrap(), None);
    fs::write(&files(&folder.path().join("pointers-v1"))[0], "x").unwrap();
    assert!(matches!(pointer.get(), Err(StoreError::Damaged { .. })));
    assert_eq!(pointer.get().unwrap(), None);
}

#[test]
fn a_lock_keeps_others_out_until_it_is_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let guard = store.lock("a", &Cancel::new(), || panic!("nobody holds it")).unwrap();
    assert!(store.try_lock("a").unwrap().is_none());
    assert!(store.try_lock("b").unwrap().is_some());
    let cancel = Cancel::new();
    cancel.request();
    let mut told = false;
    let stopped = store.lock("a", &cancel, || told = true);
    assert!(told && matches!(stopped, Err(StoreError::Cancelled(_))));
    drop(guard);
    assert!(store.try_lock("a").unwrap().is_some());
}

#[test]
fn a_partial_download_survives_and_is_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let digest = Digest::sha256(b"hello");
    let mut partial = store.partial(&digest).unwrap().unwrap();
    partial.append(b"hel").unwrap();
    assert!(store.partial(&digest).unwrap().is_none());
    drop(partial);
    let mut partial = store.partial(&digest).unwrap().unwrap();
    assert_eq!(partial.length(), 3);
    partial.append(b"lo").unwrap();
    partial.commit(Durability::Immediate).unwrap();
    store.verify(&digest).unwrap();
    let mut partial = store.private_partial(&Digest::sha256(b"x")).unwrap();
    partial.append(b"y").unwrap();
    assert!(matches!(partial.commit(Durability::Deferred), Err(StoreError::WrongContent { .. })));
    drop(partial);
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn cleaning_removes_what_was_used_longest_ago() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let old = store.put(&[1; 1000]).unwrap();
    let new = store.put(&[2; 1000]).unwrap();
    store.pointer("p").set(b"kept").unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    for digest in [&old, &new] {
        let file = store.open_blob(digest).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    // Using it is what keeps it.
    drop(store.open_blob(&new).unwrap());
    let cleaned = store.clean(Quota::bytes(1500)).unwrap();
    assert_eq!((cleaned.removed.files, cleaned.left.bytes), (1, 1000));
    assert!(store.contains(&new) && !store.contains(&old));
    // What was used lately stays, whatever the quota.
    assert_eq!(store.clean(Quota::bytes(0)).unwrap().removed.files, 0);
    assert_eq!(store.usage().unwrap()[&Bucket::Blobs].bytes, 1000);
    assert!(store.pointer("p").get().unwrap().is_some());
}

#[test]
fn leftovers_are_cleared_and_unsynced_blobs_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let temporary = folder.path().join("tmp-v1");
    let (old, young) = (temporary.join("blob-old"), temporary.join("blob-young"));
    fs::write(&young, "x").unwrap();
    let file = fs::File::create(&old).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    drop(file);
    let deferred = Options { durability: Durability::Deferred, ..Options::default() };
    let unsynced = Store::open(folder.path(), deferred).unwrap();
    assert!(!old.exists() && young.exists());
    let (whole, broken) = (unsynced.put(b"whole").unwrap(), unsynced.put(b"broken").unwrap());
    // The process ends without `sync`, the power fails, and half of a blob is lost.
    drop(unsynced);
    let marker = files(&temporary).into_iter().find(|path| path != &young).unwrap();
    fs::write(&marker, "another boot").unwrap();
    damage(&store.path(&broken).unwrap(), b"bro\0\0\0");
    let next = open(folder.path());
    assert!(next.contains(&whole) && !next.contains(&broken));
    assert!(!marker.exists());
}

#[test]
fn a_layer_above_takes_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (below, above) = (folder.path().join("below"), folder.path().join("above"));
    let old = open(&below).put(b"old").unwrap();
    let store = Store::open_over(&below, &above, Options::default()).unwrap();
    let new = store.put(b"new").unwrap();
    assert_eq!(store.read(&old, 9).unwrap(), b"old");
    assert_eq!((check_whole(&below), check_whole(&above)), (1, 1));
    assert!(!open(&below).contains(&new));
}

#[test]
fn a_cache_for_reading_says_so_when_written() {
    let folder = tempfile::tempdir().unwrap();
    let digest = open(folder.path()).put(b"hello").unwrap();
    let options = Options { read_only: true, ..Options::default() };
    let store = Store::open(folder.path(), options).unwrap();
    assert_eq!(store.read(&digest, 9).unwrap(), b"hello");
    let key = Key::new("f", 1);
    for result in [
        store.put(b"new").map(drop),
        store.remember(&key, b"x"),
        store.pointer("p").set(b"x"),
        store.partial(&Digest::sha256(b"x")).map(drop),
        store.clean(Quota::bytes(0)).map(drop),
    ] {
        assert!(matches!(result, Err(StoreError::ReadOnly { .. })), "{result:?}");
    }
    let work = || Ok::<_, StoreError>(b"worked".to_vec());
    assert_eq!(store.recall_or(&key, work).unwrap(), b"worked");
}

#[test]
fn a_file_in_place_of_the_folder_is_unusable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cache");
    fs::write(&file, "").unwrap();
    let error = Store::open(&file, Options::default()).unwrap_err();
    assert!(matches!(error, StoreError::Unusable { .. }), "{error:?}");
}

/// Not a test of its own: writes without end when another test starts it as a process.
#[test]
fn write_until_killed() {
    #[expect(clippy::disallowed_methods, reason = "tells the child process from the test")]
    let Ok(folder) = std::env::var(WRITER) else {
        return;
    };
    let store = open(Path::new(&folder));
    for n in 0u64.. {
        let size = 1 + (n * 7919 % 50_000) as usize;
        let bytes: Vec<u8> = (0..size).map(|at| (at as u64 ^ n) as u8).collect();
        let digest = store.put_with(&bytes, Durability::Deferred).unwrap();
        store.remember(&Key::new("writer", 1).parameter(n.to_le_bytes()), &bytes).unwrap();
        let mut partial = store.private_partial(&digest).unwrap();
        partial.append(&bytes).unwrap();
        partial.commit(Durability::Deferred).unwrap();
    }
}

fn start_writer(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "write_until_killed"])
        .env(WRITER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn killed_writers_leave_a_whole_cache() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..8u64 {
        // Two write the same at the same time.
        let mut children = [start_writer(folder.path()), start_writer(folder.path())];
        std::thread::sleep(Duration::from_millis(100 + 37 * round));
        for child in &mut children {
            // On Unix this is SIGKILL.
            child.kill().unwrap();
            child.wait().unwrap();
        }
        check_whole(folder.path());
    }
    assert!(check_whole(folder.path()) > 0);
    let store = open(folder.path());
    let value = store.recall(&Key::new("writer", 1).parameter(0u64.to_le_bytes()));
    assert_eq!(value, Some(vec![0]));
}

/// Runs a script in a mount namespace of its own; nothing if this machine does not allow that.
fn in_namespace(script: &str, folder: &Path) -> Option<String> {
    let allowed = |arguments: &[&str]| {
        let status = Command::new("unshare").args(arguments).arg("true").status();
        status.is_ok_and(|status| status.success())
    };
    let arguments = [&["-m"][..], &["-Urm"]].into_iter().find(|arguments| allowed(arguments))?;
    let output = Command::new("unshare")
        .args(arguments)
        .args(["sh", "-ec", script, "sh"])
        .arg(folder)
        .arg(std::env::current_exe().unwrap())
        .output()
        .unwrap();
    Some(format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Names the folder for a child process that reports what it can do there.
const REPORTER: &str = "STORE_TEST_REPORTER";

/// Not a test of its own: tells, in another process, how reading and writing went.
#[test]
fn report_what_is_possible() {
    #[expect(clippy::disallowed_methods, reason = "tells the child process from the test")]
    let Ok(folder) = std::env::var(REPORTER) else {
        return;
    };
    let folder = Path::new(&folder);
    let store = open(folder);
    println!("read: {:?}", store.read(&Digest::sha256(b"hello"), 9).is_ok());
    println!("write: {:?}", store.put(&vec![7; 8 << 20]).err());
    println!("whole: {}", check_whole(folder));
    println!("left: {}", files(&folder.join("tmp-v1")).len());
}

#[test]
fn a_read_only_file_system_is_read() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).put(b"hello").unwrap();
    let script = format!(
        "mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"; \
         {REPORTER}=\"$1\" \"$2\" --exact --nocapture report_what_is_possible"
    );
    let Some(report) = in_namespace(&script, folder.path()) else {
        println!("not run: this machine allows no mount namespaces");
        return;
    };
    assert!(report.contains("read: true"), "{report}");
    assert!(report.contains("write: Some(ReadOnly"), "{report}");
}

#[test]
fn a_full_disk_is_told_with_figures_and_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=2m tmpfs \"$1\"; mkdir -p \"$1\"/blobs-v1/sha256/2c; \
         printf hello > \"$1\"/blobs-v1/sha256/2c/{}; chmod 444 \"$1\"/blobs-v1/sha256/2c/*; \
         {REPORTER}=\"$1\" \"$2\" --exact --nocapture report_what_is_possible",
        &Digest::sha256(b"hello").hex()[2..]
    );
    let Some(report) = in_namespace(&script, folder.path()) else {
        println!("not run: this machine allows no mount namespaces");
        return;
    };
    assert!(report.contains("read: true"), "{report}");
    assert!(report.contains("write: Some(Full"), "{report}");
    assert!(report.contains("needed: Some(8388608)"), "{report}");
    assert!(report.contains("whole: 1"), "{report}");
    assert!(report.contains("left: 0"), "{report}");
}
