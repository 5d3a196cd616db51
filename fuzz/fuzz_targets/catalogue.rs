// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whatever a file holds, its cataloguer ends within its bounds, and says the same twice.
//!
//! The first byte chooses the file's name, and with it the cataloguer.
#![no_main]

use haerterei_ground::TreePath;
use haerterei_inventory::catalogue::{Bounds, Content, START, read, recognise};

const PATHS: [&str; 32] = [
    "etc/os-release",
    "var/lib/dpkg/status",
    "var/lib/dpkg/info/a:amd64.list",
    "var/lib/dpkg/info/a.md5sums",
    "var/lib/dpkg/info/a.conffiles",
    "usr/share/doc/a/copyright",
    "var/lib/chisel/manifest.wall",
    "lib/apk/db/installed",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages",
    "srv/a-1.jar",
    "opt/java/release",
    "l/a-1.dist-info/METADATA",
    "l/a-1.dist-info/RECORD",
    "l/a.egg-info/installed-files.txt",
    "srv/a-1-py3-none-any.whl",
    "srv/node_modules/a/package.json",
    "srv/package-lock.json",
    "srv/yarn.lock",
    "srv/vendor/composer/installed.json",
    "srv/specifications/a-1.gemspec",
    "srv/a.deps.json",
    "usr/bin/python3.11",
    "usr/bin/redis-server",
    "usr/bin/envoy",
    "srv/a.libs/libz-dd453c56.so.1.2",
    "srv/a.pkl",
    "srv/a.pt",
    "srv/a.safetensors",
    "srv/a.gguf",
    "srv/a.h5",
    "usr/local/go/VERSION",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let path = TreePath::parse(PATHS[usize::from(*choice) % PATHS.len()]).expect("a valid path");
    let start = &content[..content.len().min(START)];
    let Some(cataloguer) = recognise(&path, 0o755, content.len() as u64, start) else { return };
    let bounds = Bounds { depth: 4, members: 1000, bytes: 1 << 20, each_file: false, components: 100 };
    let findings = read(cataloguer, &path, &Content::Memory(content), &bounds);
    assert!(findings.found.len() <= bounds.components);
    for (at, found) in findings.found.iter().enumerate() {
        assert!(found.within.is_none_or(|within| within < at));
    }
    assert_eq!(read(cataloguer, &path, &Content::Memory(content), &bounds), findings);
});
