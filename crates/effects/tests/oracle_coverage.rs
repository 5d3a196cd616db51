// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How many of 500 packages of Debian trixie, drawn at random, are recognised without an entry
//! written by hand.
//!
//! Only the control members are fetched, from the mirror of the host's apt configuration. The
//! package is seen alone: nothing is known of the rest of an image, so that a condition which a
//! build would decide counts as not recognised here.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use haerterei_effects::{Catalogue, Environment, ScriptSet, Shipped, Verdict, recognise};
use haerterei_ground::{Digest, TreePath};

const SEED: &str = "haerterei-effects-1";
const WANTED: usize = 500;

/// Fetches a URL, or its first bytes.
fn fetch(url: &str, first: Option<usize>) -> Vec<u8> {
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--show-error", "--location", "--retry", "3"]);
    if let Some(first) = first {
        command.args(["--range", &format!("0-{}", first - 1)]);
    }
    let output = command.arg(url).output().expect("curl is installed");
    assert!(output.status.success(), "fetching failed: {}", output.status);
    output.stdout
}

/// Returns the mirror of the host's apt configuration (deb822 form).
fn mirror() -> String {
    let text = std::fs::read_to_string("/etc/apt/sources.list.d/debian.sources")
        .expect("the host's apt configuration names a mirror");
    text.lines()
        .filter_map(|line| line.strip_prefix("URIs:"))
        .flat_map(str::split_whitespace)
        .find(|uri| !uri.contains("security"))
        .expect("a mirror")
        .trim_end_matches('/')
        .to_owned()
}

/// Returns the control member of a package, growing the piece fetched as needed.
fn control(url: &str) -> Vec<u8> {
    let mut size = 64 * 1024;
    loop {
        let bytes = fetch(url, Some(size));
        let mut at = 8;
        while let Some(header) = bytes.get(at..at + 60) {
            let length: usize =
                String::from_utf8_lossy(&header[48..58]).trim().parse().expect("an ar header");
            if header.starts_with(b"control.tar") {
                if let Some(member) = bytes.get(at + 60..at + 60 + length) {
                    return member.to_vec();
                }
                size = at + 60 + length;
                break;
            }
            at += 60 + length + length % 2;
        }
        size = size.max(bytes.len() + 1);
        assert!(size < 64 << 20, "no control member");
    }
}

/// Returns the script set of a package if a fresh installation runs a script of it.
fn script_set(name: &str, url: &str, folder: &Path) -> Option<ScriptSet> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let archive = folder.join("control.tar");
    std::fs::write(&archive, control(url)).unwrap();
    let status = Command::new("tar")
        .arg("-C")
        .arg(&folder)
        .args(["--no-same-owner", "-xf"])
        .arg(&archive)
        .stderr(Stdio::null())
        .status()
        .expect("tar is installed");
    assert!(status.success(), "{name}");
    let file = |file: &str| std::fs::read(folder.join(file)).unwrap_or_default();
    let mut package = ScriptSet {
        package: name.to_owned(),
        architecture: "amd64".to_owned(),
        triggers: file("triggers"),
        ..ScriptSet::default()
    };
    for script in ["preinst", "postinst"] {
        let text = file(script);
        if !text.is_empty() {
            package.scripts.insert(script.to_owned(), text);
        }
    }
    if package.scripts.is_empty() {
        return None;
    }
    package.set_debconf(&file("templates"), &file("config"));
    let sums = String::from_utf8_lossy(&file("md5sums")).into_owned();
    let conffiles = String::from_utf8_lossy(&file("conffiles")).into_owned();
    let paths = sums
        .lines()
        .filter_map(|line| line.split_once("  ").map(|(_, path)| path))
        .chain(conffiles.lines().filter_map(|line| line.split_whitespace().next()));
    for path in paths {
        if let Ok(path) = TreePath::parse(path) {
            package.files.insert(path, Shipped::File);
        }
    }
    Some(package)
}

#[test]
#[ignore = "oracle: needs a Debian mirror, curl, xz and tar"]
fn four_of_five_packages_are_recognised() {
    let mirror = mirror();
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("Packages.xz");
    std::fs::write(
        &index,
        fetch(&format!("{mirror}/dists/trixie/main/binary-amd64/Packages.xz"), None),
    )
    .unwrap();
    let text = Command::new("xz").args(["-dc"]).arg(&index).output().expect("xz is installed");
    let text = String::from_utf8(text.stdout).unwrap();
    let mut places = BTreeMap::new();
    for paragraph in text.split("\n\n") {
        let field = |name: &str| paragraph.lines().find_map(|line| line.strip_prefix(name));
        if let (Some(package), Some(place)) = (field("Package: "), field("Filename: ")) {
            places.entry(package).or_insert(place);
        }
    }
    let mut order: Vec<(&str, &str)> = places.into_iter().collect();
    order.sort_by_key(|(name, _)| Digest::sha256(format!("{SEED}/{name}").as_bytes()));

    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<usize, ScriptSet>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while found.lock().unwrap().len() < WANTED {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some((name, place)) = order.get(number) else {
                        return;
                    };
                    let url = format!("{mirror}/{place}");
                    if let Some(package) = script_set(name, &url, folder.path()) {
                        found.lock().unwrap().insert(number, package);
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    assert!(found.len() >= WANTED);
    let mut recognised = 0;
    let mut reasons: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in found.values().take(WANTED) {
        let read = recognise(package, &Environment::unknown(), &Catalogue::empty());
        recognised += usize::from(read.is_recognised());
        for report in &read.scripts {
            if let Verdict::Unrecognised { places } = &report.verdict {
                for place in places {
                    reasons
                        .entry(format!("{:?}", place.reason))
                        .or_default()
                        .insert(package.package.clone());
                }
            }
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, packages)| (std::cmp::Reverse(packages.len()), reason.clone()));
    println!("{recognised} of {WANTED} recognised without the catalogue");
    for (reason, packages) in reasons.iter().take(25) {
        println!("{:4}  {reason}", packages.len());
    }
    assert!(recognised * 100 >= WANTED * 80, "{recognised} of {WANTED}");
}
