// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Sources that are damaged, hostile or impossible: each is refused, and the last good index stays.

use haerterei_advisories::{AdvisoriesError, Bounds, Brought, Form, Index, Refusal};

use crate::feeds::{TRACKER, osv};
use crate::place::{World, said, segment};

const OPEN: &str = r#"[{"introduced":"0"}]"#;

/// A tracker with some source packages.
fn tracker(count: usize) -> String {
    let packages: Vec<String> = (0..count)
        .map(|number| {
            format!(
                r#""p{number}":{{"CVE-2024-1":{{"releases":{{"trixie":{{"status":"open"}}}}}}}}"#
            )
        })
        .collect();
    format!("{{{}}}", packages.join(","))
}

#[test]
fn what_is_half_there_is_refused_and_the_last_good_index_stays() {
    let world = World::new();
    let good = *world.take("data.json", Form::DebianTracker, TRACKER).generation();
    let whole = tracker(50);
    for end in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
        let refusal = world.refuse("data.json", Form::DebianTracker, &whole[..end]);
        let place = refusal.to_string();
        assert!(place.contains("data.json"), "{place}");
    }
    let compressed = zstd::encode_all(whole.as_bytes(), 1).unwrap();
    for end in [compressed.len() / 2, compressed.len() - 1] {
        world.refuse("data.json.zst", Form::DebianTracker, &compressed[..end]);
    }
    let lines = osv("A-1", "Debian:13", "a", OPEN) + &osv("A-2", "Debian:13", "a", OPEN);
    // Cut within a line, and exactly behind one's text.
    for end in [lines.len() - 20, lines.len() - 1] {
        world.refuse("all.jsonl", Form::Osv, &lines[..end]);
    }
    world.refuse("scores.csv", Form::Epss, "cve,epss,percentile\nCVE-2024-0001,0.1,0.5");
    assert_eq!(*world.index().generation(), good);
}

#[test]
fn what_is_malformed_is_refused_with_its_place() {
    for (form, text) in [
        (Form::DebianTracker, "[]"),
        (Form::DebianTracker, r#"{"a":{"CVE-1":{"releases":{"trixie":{}}}}}"#),
        (Form::DebianTracker, r#"{"a":{"CVE-1":{"releases":{"trixie":{"status":"open"}}}}} x"#),
        (Form::UbuntuTracker, "{}\n"),
        (Form::Osv, "{\"id\":\"\"}\n"),
        (Form::Osv, "{\"id\":7}\n"),
        (Form::AlpineSecdb, "{}"),
        (Form::Kev, "{}"),
        (Form::Epss, "cve,epss\nCVE-2024-0001,0.5\n"),
        (Form::Epss, "cve,epss,percentile\nCVE-2024-0001,1.5,0\n"),
        (Form::Epss, "cve,epss,percentile\nCVE-2024-0001,NaN,0\n"),
        (Form::Epss, "<html>\n"),
    ] {
        let refusal = World::new().refuse("feed.json", form, text);
        assert!(matches!(refusal, Refusal::Malformed { .. }), "{form}: {text}: {refusal:?}");
        assert!(refusal.to_string().contains("feed.json"), "{refusal}");
    }
    assert!(matches!(World::new().refuse("a.json", Form::DebianTracker, "{}"), Refusal::Empty));
}

#[test]
fn what_is_from_the_future_is_refused() {
    let world = World::new();
    let record = |date: &str| {
        osv("A-1", "Debian:13", "a", OPEN).replace("2024-02-16T08:19:06.995696Z", date)
    };
    // Within a day lies every clock and time zone.
    world.take("a.json", Form::Osv, record("2026-11-23T11:59:00Z"));
    let refusal = world.refuse("a.json", Form::Osv, record("2026-11-23T12:01:00Z"));
    assert!(matches!(&refusal, Refusal::Future { what, .. } if what == "A-1"), "{refusal:?}");
    let scores = "#score_date:2027-01-01T00:00:00Z\ncve,epss,percentile\nCVE-2024-0001,0.1,0.1\n";
    assert!(matches!(world.refuse("e.csv", Form::Epss, scores), Refusal::Future { .. }));
    // A clock that is far behind refuses everything rather than to judge ages wrongly.
    let behind = World { now: "2001-01-01T00:00:00Z".parse().unwrap(), ..World::new() };
    behind.refuse("a.json", Form::Osv, record("2024-02-16T08:19:06Z"));
}

#[test]
fn what_has_shrunk_beyond_reason_needs_a_reason() {
    let world = World::new();
    world.take("data.json", Form::DebianTracker, tracker(2000));
    // A tenth may go.
    world.take("data.json", Form::DebianTracker, tracker(1800));
    let refusal = world.refuse("data.json", Form::DebianTracker, tracker(1600));
    assert!(matches!(refusal, Refusal::Shrunk { before: 1800, now: 1600 }), "{refusal:?}");
    let source = World::source("test", Form::DebianTracker, &world.path("data.json"));
    let outcome = world.bring_shrunk(&[source], Some("bullseye was removed"));
    let record = &outcome.manifest.unwrap().sources["test"];
    assert_eq!(record.shrunk.as_deref(), Some("bullseye was removed"));
    assert_eq!(record.counts.rows, 1600);
    // What is small may lose most of it.
    let small = World::new();
    small.take("data.json", Form::DebianTracker, tracker(100));
    small.take("data.json", Form::DebianTracker, tracker(5));
}

#[test]
fn what_is_a_hundred_times_too_large_is_refused() {
    let bounds = Bounds {
        file_bytes: 10_000,
        document_bytes: 20_000,
        total_bytes: 30_000,
        rules: 100,
        advisories: 50,
        documents: 5,
        ..Bounds::default()
    };
    let world = World { bounds, ..World::new() };
    let refused = |name: &str, form: Form, bytes: Vec<u8>| world.refuse(name, form, bytes);
    let big = refused("a.json", Form::DebianTracker, tracker(500).into_bytes());
    assert!(matches!(big, Refusal::TooLarge { limit: 10_000, .. }), "{big:?}");
    // Small when compressed.
    let bomb = zstd::encode_all(vec![b' '; 1 << 20].as_slice(), 1).unwrap();
    let bomb = refused("a.json.zst", Form::DebianTracker, bomb);
    assert!(matches!(bomb, Refusal::TooLarge { limit: 20_000, .. }), "{bomb:?}");
    let many = refused("a.json", Form::DebianTracker, tracker(120).into_bytes());
    assert!(matches!(many, Refusal::TooMany { what: "rules", limit: 100 }), "{many:?}");
    let record = |number: usize| format!("{{\"id\":\"A-{number}\"}}\n");
    let many = refused("a.jsonl", Form::Osv, (0..60).map(record).collect::<String>().into_bytes());
    assert!(matches!(many, Refusal::TooMany { what: "advisories", .. }), "{many:?}");
    // Nesting is bounded by the reader of JSON.
    let deep = "[".repeat(5000);
    assert!(matches!(refused("a.json", Form::Osv, deep.into_bytes()), Refusal::Malformed { .. }));
}

#[test]
fn impossible_versions_are_undetermined_and_told_of() {
    let text = osv("A-1", "Debian:13", "a", r#"[{"introduced":"0"},{"fixed":"not a version"}]"#)
        + &osv("A-2", "Debian:13", "a", r#"[{"introduced":"0"},{"fixed":"2"}]"#);
    let (_world, index) = World::of("a.jsonl", Form::Osv, text);
    let segment = segment(&index, "debian:13");
    assert_eq!(said(&segment, "a", "1"), ["A-1 Undetermined", "A-2 Affected <2"]);
    let problem = &index.manifest().sources["test"].problems[0];
    assert_eq!((problem.code.as_str(), problem.count), ("advisories-problem-version", 1));
    assert!(problem.first.contains("not a version"), "{problem:?}");
}

#[test]
fn names_in_a_circle_end() {
    let circle =
        |id: &str, other: &str| osv(id, "Debian:13", "a", OPEN).replace("CVE-2023-4303", other);
    let text = circle("A-1", "B-1") + &circle("B-1", "C-1") + &circle("C-1", "A-1");
    let (_world, index) = World::of("a.jsonl", Form::Osv, text);
    assert_eq!(index.knowledge().unwrap().weaknesses("A-1"), [""; 0]);
    let chain: String =
        (0..500).map(|it| circle(&format!("X-{it}"), &format!("X-{}", it + 1))).collect();
    let (_world, index) = World::of("a.jsonl", Form::Osv, chain);
    assert_eq!(index.manifest().problems[0].code, "advisories-problem-aliases");
}

#[test]
fn of_two_that_contradict_each_other_the_newer_counts() {
    let fixed = |version: &str, date: &str| {
        let events = format!(r#"[{{"introduced":"0"}},{{"fixed":"{version}"}}]"#);
        osv("A-1", "Debian:13", "a", &events).replace("2024-02-16T08:19:06.995696Z", date)
    };
    for order in [[0, 1], [1, 0]] {
        let both = [fixed("2", "2024-01-01T00:00:00Z"), fixed("3", "2024-01-02T00:00:00Z")];
        let text = order.map(|it| both[it].as_str()).concat();
        let (_world, index) = World::of("a.jsonl", Form::Osv, text);
        assert_eq!(said(&segment(&index, "debian:13"), "a", "1"), ["A-1 Affected <3"]);
        let problem = &index.manifest().sources["test"].problems[0];
        assert_eq!(problem.code, "advisories-problem-contradiction");
    }
}

#[test]
fn an_index_with_one_byte_changed_is_told_apart() {
    let world = World::new();
    let index = world.take("data.json", Form::DebianTracker, TRACKER);
    let files: Vec<_> = index
        .manifest()
        .files()
        .map(|file| world.index_folder().join("segments-v1").join(file.digest.hex()))
        .collect();
    let generation = format!("{}.json", index.generation().hex());
    let manifest = world.index_folder().join("generations-v1").join(generation);
    drop(index);
    for path in files {
        let sound = std::fs::read(&path).unwrap();
        let cold = sound.starts_with(b"HAERCLD1");
        for place in [0, sound.len() / 2, sound.len() - 1] {
            let mut damaged = sound.clone();
            damaged[place] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            let index = world.index();
            let outcome = index.segments().and(index.knowledge().map(drop));
            // What is only shown is checked when it is shown.
            assert_eq!(outcome.is_err(), !cold, "{path:?} at {place}");
        }
        std::fs::write(&path, &sound[..sound.len() - 1]).unwrap();
        let index = world.index();
        assert_eq!(index.segments().and(index.knowledge().map(drop)).is_err(), !cold);
        std::fs::write(&path, sound).unwrap();
    }
    let sound = std::fs::read(&manifest).unwrap();
    std::fs::write(&manifest, [&sound[..], b" "].concat()).unwrap();
    let error = Index::open(&world.index_folder()).unwrap_err();
    assert!(matches!(error, AdvisoriesError::Damaged { .. }), "{error:?}");
    std::fs::write(&manifest, sound).unwrap();
    std::fs::write(world.index_folder().join("current"), "sha256:00\n").unwrap();
    assert!(Index::open(&world.index_folder()).is_err());
}

#[test]
fn one_source_that_fails_does_not_keep_others_from_coming() {
    let world = World::new();
    let good = world.write("good.json", TRACKER);
    let bad = world.write("bad.json", "{");
    let outcome = world.bring(&[
        World::source("bad", Form::Osv, &bad),
        World::source("absent", Form::Osv, &world.path("absent.json")),
        World::source("good", Form::DebianTracker, &good),
    ]);
    let failed: Vec<bool> =
        outcome.sources.iter().map(|it| matches!(it.1, Brought::Failed(_))).collect();
    assert_eq!(failed, [true, true, false]);
    assert_eq!(world.index().manifest().sources.len(), 1);
}

mod properties {
    use super::*;
    use haerterei_advisories::{Part, read};
    use haerterei_ground::Cancel;
    use proptest::prelude::*;

    const FORMS: [Form; 9] = [
        Form::DebianTracker,
        Form::UbuntuTracker,
        Form::Osv,
        Form::AlpineSecdb,
        Form::Csaf,
        Form::DebianSupport,
        Form::RustSec,
        Form::Kev,
        Form::Epss,
    ];

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let now = "2026-11-22T12:00:00Z".parse().unwrap();
            for form in FORMS {
                for name in ["RUSTSEC-1.md", "security-support.deb13", "security-support-ended.deb12"] {
                    let part = Part::fetched(name.to_owned(), bytes.clone());
                    let _ = read(form, &[part], &Bounds::default(), now, &Cancel::new());
                }
            }
        }

        #[test]
        fn no_line_of_a_list_makes_a_reader_fail(
            lines in proptest::collection::vec("[a-z.* ]{0,8}[ \t](limited|supported|non-supported|x)?[ \t][0-9: -]{0,12}", 0..6),
        ) {
            let now = "2026-11-22T12:00:00Z".parse().unwrap();
            let part = Part::fetched("security-support.deb13".to_owned(), lines.join("\n").into_bytes());
            let _ = read(Form::DebianSupport, &[part], &Bounds::default(), now, &Cancel::new());
        }

        #[test]
        fn no_change_of_a_good_feed_makes_a_reader_fail(
            place in 0usize..2000,
            byte in any::<u8>(),
            cut in 0usize..2000,
        ) {
            let now = "2026-11-22T12:00:00Z".parse().unwrap();
            let record = osv("A-1", "Debian:13", "a", OPEN);
            for (form, text) in [(Form::DebianTracker, TRACKER), (Form::Osv, &record)] {
                let mut bytes = text.as_bytes().to_vec();
                if let Some(slot) = bytes.get_mut(place) {
                    *slot = byte;
                }
                bytes.truncate(cut.max(1));
                let part = Part::fetched("a.jsonl".to_owned(), bytes);
                let _ = read(form, &[part], &Bounds::default(), now, &Cancel::new());
            }
        }
    }
}
