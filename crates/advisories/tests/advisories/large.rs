// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Sources larger than the memory they may take, and what was cut off on its way.

use std::io::Write as _;
use std::process::Command;

use haerterei_advisories::{Brought, Form, Origin, Source};
use haerterei_ground::{Cancel, Digest};
use haerterei_testkit::http::{Fault, Server};

use crate::feeds::osv;
use crate::place::{World, said, segment};

/// Decompressed bytes of what is large here.
const LARGE: usize = 300 << 20;
/// What bringing it in may take, everything included.
const MEMORY: u64 = 128 << 20;

fn at(address: &str) -> Source {
    let mut source = World::source("large", Form::Osv, "x".as_ref());
    source.origin = Origin::Addresses(vec![address.parse().expect("an address")]);
    source
}

/// Returns records, each with so many bytes that nobody reads and that hardly can be compressed.
fn records(size: usize) -> impl Iterator<Item = String> {
    let mut state = 1_u64;
    (0..).map(move |number| {
        let mut noise = String::with_capacity(size + 16);
        while noise.len() < size {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            noise.push_str(&format!("{state:016x}"));
        }
        let record = osv(&format!("A-{number}"), "Debian:13", "app", r#"[{"introduced":"0"}]"#);
        record.replacen('{', &format!("{{\"credits\":\"{noise}\","), 1)
    })
}

#[test]
fn what_was_cut_off_is_continued_the_next_time() {
    let server = Server::start().unwrap();
    let text: String = records(1000).take(200).collect();
    server.put("/all.jsonl", text.clone());
    let world = World::new();
    let source = at(&server.url("/all.jsonl"));
    let address = haerterei_fetch::Url::parse(&server.url("/all.jsonl")).unwrap();
    let whole = world.fetcher.get(std::slice::from_ref(&address), 1 << 20, &Cancel::new()).unwrap();
    // What a process left that was killed on its way.
    let name = |text: &str| Digest::sha256(text.as_bytes()).hex();
    let folder = world.index_folder().join("incoming-v1").join(name("large"));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name(address.as_str()));
    std::fs::write(&file, &text.as_bytes()[..70_000]).unwrap();
    std::fs::write(
        folder.join(format!("{}.version", name(address.as_str()))),
        whole.validators.etag.unwrap(),
    )
    .unwrap();
    server.fault_times("/all.jsonl", Fault::Drop(50_000), 1);
    let outcome = world.bring(std::slice::from_ref(&source));
    assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
    let requests = server.requests_for("/all.jsonl");
    let ranges: Vec<Option<&str>> = requests.iter().map(|it| it.header("range")).collect();
    assert_eq!(ranges, [None, Some("bytes=70000-"), Some("bytes=120000-")]);
    let index = world.index();
    assert_eq!(said(&segment(&index, "debian:13"), "app", "1").len(), 200);
    let digest = Digest::sha256(text.as_bytes());
    assert_eq!(index.manifest().sources["large"].digest, digest);
    // Nothing stays behind.
    let left = std::fs::read_dir(world.index_folder().join("incoming-v1")).unwrap().count();
    assert_eq!(left, 0);
}

#[test]
fn lines_are_read_in_pieces_and_a_fault_has_its_line() {
    // Some four and a half pieces, with lines across their borders.
    let lines: Vec<String> = records(300_000).take(60).collect();
    let (_world, index) = World::of("all.jsonl", Form::Osv, lines.concat());
    assert_eq!(said(&segment(&index, "debian:13"), "app", "1").len(), 60);
    let mut broken = lines.clone();
    broken[50] = "{\"id\": 7}\n".to_owned();
    let refusal = World::new().refuse("all.jsonl", Form::Osv, broken.concat());
    assert!(refusal.to_string().contains("all.jsonl:51:"), "{refusal}");
    // What has no end is not believed, wherever it was cut.
    for end in [lines.concat().len() - 1, 4 << 20, (4 << 20) + 5] {
        World::new().refuse("all.jsonl", Form::Osv, &lines.concat()[..end]);
    }
    // An empty line is none, also where a piece begins.
    let spaced = lines.concat().replace('\n', "\n\n\n");
    let (_world, index) = World::of("all.jsonl", Form::Osv, spaced);
    assert_eq!(said(&segment(&index, "debian:13"), "app", "1").len(), 60);
}

/// Not a test of its own: what the next test measures.
#[test]
#[ignore = "started by another test, to be measured"]
fn bring_what_is_large() {
    let Some(addresses) = std::env::var_os("HAERTEREI_TEST_LARGE") else { return };
    for address in addresses.to_str().unwrap().split_whitespace() {
        let world = World::new();
        let outcome = world.bring(&[at(address)]);
        assert!(matches!(outcome.sources[0].1, Brought::Renewed), "{outcome:?}");
        let count = said(&segment(&world.index(), "debian:13"), "app", "1").len();
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let most = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        println!("measured {count} {most}");
    }
}

#[test]
fn what_is_large_takes_little_memory_lines_and_archives_alike() {
    const RECORD: usize = 1 << 20;
    let count = LARGE / RECORD;
    let mut lines = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let packed = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let mut tar = haerterei_image::tar::TarWriter::new(packed);
    for (number, record) in records(RECORD).take(count).enumerate() {
        lines.write_all(record.as_bytes()).unwrap();
        let path = format!("2026/a-{number}.json");
        let path = haerterei_ground::TreePath::parse(path).unwrap();
        let entry = haerterei_image::tar::Entry::file(path, 0o644, record.len() as u64);
        tar.entry(&entry, record.as_bytes()).unwrap();
    }
    let (lines, tar) = (lines.finish().unwrap(), tar.finish().unwrap().finish().unwrap());
    // Neither what comes nor what is in it has room in the memory that is allowed.
    assert!(lines.len() as u64 > MEMORY && tar.len() as u64 > MEMORY);
    let server = Server::start().unwrap();
    server.put("/all.jsonl.zst", lines);
    server.put("/csaf_vex_2026-11-01.tar.zst", tar);
    let addresses = ["/all.jsonl.zst", "/csaf_vex_2026-11-01.tar.zst"].map(|it| server.url(it));
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "large::bring_what_is_large", "--ignored", "--nocapture"])
        .env("HAERTEREI_TEST_LARGE", addresses.join(" "))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let measured: Vec<Vec<&str>> = said
        .lines()
        .filter_map(|line| Some(line.split_once("measured ")?.1.split_whitespace().collect()))
        .collect();
    assert_eq!(measured.len(), 2, "{said}");
    for words in measured {
        let kibibytes: u64 = words[2].parse().unwrap();
        assert_eq!(words[0], count.to_string());
        assert!(kibibytes << 10 < MEMORY, "{kibibytes} KiB at most");
    }
}
