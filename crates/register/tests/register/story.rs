// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a register does, whatever database it is in: each story begins with an empty place.

use std::collections::BTreeSet;

use haerterei_advisories::Form;
use haerterei_findings::{Matcher, State, collect, limit};
use haerterei_inventory::Inventory;
use haerterei_register::{
    Access, Basis, Came, Changes, Kind, Location, Part, Register, RegisterError, Since,
};

use crate::place::{batch, day, index, index_of, index_with, inventory, name, tracker};

fn opened(location: &Location) -> Register {
    Register::open_or_make(location, &Access::default()).unwrap()
}

fn dump(register: &mut Register) -> Vec<String> {
    register.snapshot().unwrap().dump()
}

/// Three images that share packages.
fn images() -> [Inventory; 3] {
    [
        inventory(
            "one",
            &[
                ("libssl3", "openssl", "3.0-1"),
                ("openssl", "openssl", "3.0-1"),
                ("tar", "tar", "1.35-3"),
            ],
        ),
        inventory("two", &[("libssl3", "openssl", "3.0-2"), ("zlib1g", "zlib", "1:1.3-1")]),
        inventory("three", &[("tar", "tar", "1.35-3"), ("zlib1g", "zlib", "1:1.3-1")]),
    ]
}

fn first_rules() -> String {
    tracker(&[
        ("openssl", "CVE-2026-0001", Some("3.0-2"), "not yet assigned"),
        ("openssl", "CVE-2026-0002", None, "low"),
        ("tar", "CVE-2026-0003", None, "unimportant"),
    ])
}

fn second_rules() -> String {
    tracker(&[
        ("openssl", "CVE-2026-0001", Some("3.0-2"), "not yet assigned"),
        // Now there is a fix, in 3.0-2: one image has it, one has not.
        ("openssl", "CVE-2026-0002", Some("3.0-2"), "low"),
        // What was unimportant is gone, and something is new.
        ("zlib", "CVE-2026-0004", Some("1:1.3-2"), "high"),
    ])
}

/// Which image, kind, weakness.
fn shown(changes: &Changes) -> Vec<(String, Kind, String)> {
    let mut all: Vec<(String, Kind, String)> = changes
        .changes
        .iter()
        .flat_map(|change| {
            let name = |digest: &String| changes.images[digest][0].name.clone();
            change
                .images
                .iter()
                .map(move |digest| (name(digest), change.kind, change.weakness.clone()))
        })
        .collect();
    all.sort();
    all
}

fn expected(all: &[(&str, Kind, &str)]) -> Vec<(String, Kind, String)> {
    let all = all.iter().map(|(name, kind, it)| ((*name).to_owned(), *kind, (*it).to_owned()));
    let mut all: Vec<_> = all.collect();
    all.sort();
    all
}

pub(crate) fn changes_are_found_and_say_where_and_why(location: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let first = index(folder.path(), &first_rules(), 1);
    let second = index(folder.path(), &second_rules(), 2);
    let mut register = opened(location);
    let added = register.add(&batch(&images()), Some(&first), day(1)).unwrap();
    assert!(added.images.iter().all(|(_, came)| *came == Came::New));
    assert_eq!(added.generation.unwrap().number, 1);
    // What is found at first sight is no change.
    assert!(register.changes(None).unwrap().0.changes.is_empty());
    let generation = register.bring_up(&second, day(2)).unwrap().unwrap();
    assert_eq!((generation.appeared, generation.changed, generation.gone), (1, 1, 2));
    assert_eq!(register.bring_up(&second, day(3)).unwrap(), None, "nothing is done twice");
    let (changes, _) = register.changes(None).unwrap();
    assert_eq!(
        shown(&changes),
        expected(&[
            ("one", Kind::Changed, "CVE-2026-0002"),
            ("two", Kind::Gone, "CVE-2026-0002"),
            ("one", Kind::Gone, "CVE-2026-0003"),
            ("three", Kind::Gone, "CVE-2026-0003"),
            ("two", Kind::Appeared, "CVE-2026-0004"),
            ("three", Kind::Appeared, "CVE-2026-0004"),
        ])
    );
    let changed = changes.changes.iter().find(|it| it.kind == Kind::Changed).unwrap();
    assert_eq!(changed.parts, [Part::State, Part::FixedIn]);
    assert_eq!(changed.before.as_ref().unwrap().state, State::AffectedWithoutFix);
    assert_eq!(changed.after.as_ref().unwrap().fixed_in.as_deref(), Some("3.0-2"));
    assert_eq!(changed.packages.iter().collect::<Vec<_>>(), ["libssl3", "openssl"]);
    // From the beginning, a number, a digest, a time: all the same here.
    let newest = changes.generations[0].digest.clone();
    let oldest = register.state(true).unwrap().generations[0].digest.clone();
    for since in [Since::Number(1), Since::parse(&oldest).unwrap(), Since::Time(day(2))] {
        assert_eq!(register.changes(Some(&since)).unwrap().0.changes.len(), 4, "{since:?}");
    }
    for since in [Since::Number(2), Since::parse(&newest).unwrap(), Since::Time(day(3))] {
        assert!(register.changes(Some(&since)).unwrap().0.changes.is_empty(), "{since:?}");
    }
    let error = register.changes(Some(&Since::Number(9))).unwrap_err();
    assert!(matches!(error, RegisterError::UnknownGeneration { .. }), "{error}");
    // An image that comes later is not told what was before it.
    let late = inventory("late", &[("zlib1g", "zlib", "1:1.3-1")]);
    register.add(&batch(&[late]), Some(&second), day(3)).unwrap();
    assert!(!shown(&register.changes(None).unwrap().0).iter().any(|it| it.0 == "late"));
    // What is known by the index before comes back as another generation.
    let generation = register.bring_up(&first, day(4)).unwrap().unwrap();
    assert_eq!((generation.number, generation.appeared), (3, 2));
    assert!(shown(&register.changes(None).unwrap().0).iter().any(|it| it.0 == "late"));
}

pub(crate) fn grown_step_by_step_or_made_at_once_it_is_the_same(
    location: &Location,
    other: &Location,
) {
    let folder = tempfile::tempdir().unwrap();
    let first = index(folder.path(), &first_rules(), 1);
    let second = index(folder.path(), &second_rules(), 2);
    let images = images();
    let mut grown = opened(location);
    // One without an index, one that is removed again, one that was another before, in turns.
    grown.add(&batch(&images[2..]), None, day(1)).unwrap();
    assert_eq!(grown.state(true).unwrap().pending, 3);
    grown
        .add(&batch(&[inventory("gone", &[("vim", "vim", "9-1")])]), Some(&first), day(1))
        .unwrap();
    let before = inventory("one", &[("tar", "tar", "1.34-1")]);
    grown.add(&batch(&[before]), Some(&first), day(1)).unwrap();
    grown.bring_up(&second, day(2)).unwrap();
    let added = grown.add(&batch(&images[..2]), Some(&second), day(2)).unwrap();
    let came: Vec<Came> = added.images.iter().map(|(_, came)| *came).collect();
    assert_eq!(came, [Came::Renewed, Came::New]);
    assert_eq!(grown.remove(&["gone".to_owned()]).unwrap().len(), 1);
    let mut made = opened(other);
    made.rebuild(&batch(&images), Some(&second), day(9)).unwrap();
    let dumped = dump(&mut grown);
    assert_eq!(dumped, dump(&mut made));
    assert!(dumped.iter().any(|line| line.contains("CVE-2026-0004")), "{dumped:#?}");
    assert!(!dumped.iter().any(|line| line.contains("vim") || line.contains("1.34")));
    // Made again in its own place it is the same, too, and keeps what it knew of the past and what
    // others call its images.
    let mut named = haerterei_register::Batch::default();
    let others = haerterei_register::Name { issuer: "other".to_owned(), ..name("one") };
    named.push(&images[0], Basis::Image, vec![name("one"), others]);
    grown.add(&named, Some(&second), day(3)).unwrap();
    let dumped = dump(&mut grown);
    grown.rebuild(&batch(&images), Some(&second), day(9)).unwrap();
    assert_eq!(dump(&mut grown), dumped);
    assert_eq!(grown.state(true).unwrap().generations.len(), 2);
    let again = grown.add(&batch(&images), Some(&second), day(9)).unwrap();
    assert!(again.images.iter().all(|(_, came)| *came == Came::Known));
}

pub(crate) fn an_image_has_the_findings_that_a_scan_has(location: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &first_rules(), 1);
    let mut register = opened(location);
    let images = images();
    register.add(&batch(&images), Some(&index), day(1)).unwrap();
    let snapshot = register.snapshot().unwrap();
    for image in &images {
        let matched = Matcher::load(&index, image).unwrap().ask(image);
        let scanned = collect(image, matched.said, &matched.claims);
        let view = snapshot.view(&image.subject.name, &|_| None, None).unwrap();
        let essence = |findings: &[haerterei_findings::Finding]| {
            let mut all: Vec<_> = findings
                .iter()
                .map(|it| {
                    let place =
                        (it.place.name.clone(), it.place.version.clone(), it.place.source.clone());
                    let sources = (it.words.clone(), it.severities.clone(), it.exploited.clone());
                    (it.weakness.clone(), place, it.class, it.state, it.fixed_in.clone(), sources)
                })
                .collect();
            all.sort();
            all
        };
        assert_eq!(essence(&view.findings), essence(&scanned), "{}", image.subject.name);
        assert_eq!(view.inventory.subject.digest, image.subject.digest);
    }
    let view = snapshot.view("one", &|_| None, None).unwrap();
    assert_eq!(view.findings.len(), 5);
    let list = snapshot.list(None, &|_| None);
    let one = list.iter().find(|it| it.names[0].name == "one").unwrap();
    assert_eq!((one.packages, one.unasked, one.no_source, one.pending), (5, 1, 1, 0));
    assert_eq!((one.not_comparable, one.basis), (0, Basis::Image));
    // Two packages of one source have one weakness.
    assert_eq!(one.open[&State::AffectedWithFix], 1);
    assert_eq!(snapshot.summary_of(&view).unwrap().open, one.open);
    let only = BTreeSet::from(["CVE-2026-0003".to_owned()]);
    assert_eq!(snapshot.view("one", &|_| None, Some(&only)).unwrap().findings.len(), 1);
    assert!(snapshot.list(Some("elsewhere"), &|_| None).is_empty());
    // Of a release that nobody looks after, that there is no fix is no news.
    let ended = |_: &haerterei_inventory::System| Some(haerterei_inventory::SupportPhase::Ended);
    let list = snapshot.list(None, &ended);
    let one = list.iter().find(|it| it.names[0].name == "one").unwrap();
    assert_eq!(one.open[&State::OutsideSupport], 1);
    let view = snapshot.view("one", &ended, None).unwrap();
    let outside = view.findings.iter().filter(|it| it.state == State::OutsideSupport).count();
    assert_eq!(outside, 2);
}

pub(crate) fn two_at_once_wait_for_each_other_and_not_forever(location: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &first_rules(), 1);
    opened(location);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let index = &index;
            scope.spawn(move || {
                for round in 0..5 {
                    let image = inventory(
                        &format!("image-{number}-{round}"),
                        &[("tar", "tar", "1.35-3"), ("own", "own", &format!("{number}.{round}"))],
                    );
                    let mut register = opened(location);
                    register.add(&batch(&[image]), Some(index), day(1)).unwrap();
                }
            });
        }
    });
    let state = opened(location).state(true).unwrap();
    assert_eq!((state.images, state.components, state.generations.len()), (20, 22, 1));
}

pub(crate) fn what_nobody_looks_after_is_outside_support_as_in_a_scan(location: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let list = "openssl 0 2026-01-01 Nobody has the time\ntar 0 2027-01-01 Not yet\n";
    let index = index_with(folder.path(), &first_rules(), Some(list), 1);
    let mut register = opened(location);
    let [one, ..] = images();
    register.add(&batch(std::slice::from_ref(&one)), Some(&index), day(9)).unwrap();
    let view = register.snapshot().unwrap().view("one", &|_| None, None).unwrap();
    let matcher = Matcher::load(&index, &one).unwrap();
    let mut matched = matcher.ask(&one);
    limit(&mut matched.said, &matcher.limits(&one, day(1)));
    let scanned = collect(&one, matched.said, &matched.claims);
    let essence = |findings: &[haerterei_findings::Finding]| {
        let all = findings.iter().map(|it| (it.weakness.clone(), it.state, it.words.clone()));
        let mut all: Vec<_> = all.collect();
        all.sort();
        all
    };
    assert_eq!(essence(&view.findings), essence(&scanned));
    // There is a fix for the first; the second has none, and nobody will make one.
    let states: BTreeSet<(&str, State)> =
        view.findings.iter().map(|it| (it.weakness.as_str(), it.state)).collect();
    assert_eq!(
        states,
        BTreeSet::from([
            ("CVE-2026-0001", State::AffectedWithFix),
            ("CVE-2026-0002", State::OutsideSupport),
            ("CVE-2026-0003", State::Unimportant),
        ])
    );
    // It becomes known with an update, as everything does.
    let next = index_with(folder.path(), &first_rules(), Some("tar 0 2026-01-01 Too old\n"), 2);
    let generation = register.bring_up(&next, day(9)).unwrap().unwrap();
    assert_eq!((generation.appeared, generation.changed, generation.gone), (0, 1, 0));
    let (changes, _) = register.changes(None).unwrap();
    assert_eq!(changes.changes[0].after.as_ref().unwrap().state, State::AffectedWithoutFix);
}

pub(crate) fn a_hostile_inventory_is_taken_as_any_other(location: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path(), &first_rules(), 1);
    let mut register = opened(location);
    let long = "x".repeat(100_000);
    let mut hostile = inventory(
        "hostile",
        &[
            ("nul\0", "open\0ssl", "3.0-1\0"),
            ("quote'; DROP TABLE image; --", "\"quoted\" $1 ?1", "1'-1"),
            (&long, &long, &long),
            ("", "", ""),
            ("\u{feff}\u{202e}", "\u{1f600}", "\u{7f}"),
        ],
    );
    hostile.subject.platform = Some("linux\0/amd64".to_owned());
    let named = vec![name("a\0b'; --")];
    let mut batch = haerterei_register::Batch::default();
    batch.push(&hostile, Basis::Document, named);
    register.add(&batch, Some(&index), day(1)).unwrap();
    let before = dump(&mut register);
    let list = register.snapshot().unwrap().list(None, &|_| None);
    assert_eq!((list[0].names[0].name.as_str(), list[0].packages), ("ab'; --", 7));
    assert_eq!(list[0].basis, Basis::Document);
    let again = register.add(&batch, Some(&index), day(2)).unwrap();
    assert_eq!(again.images[0].1, Came::Known);
    assert_eq!(dump(&mut opened(location)), before);
    assert_eq!(register.remove(&["ab'; --".to_owned()]).unwrap().len(), 1);
    assert_eq!(dump(&mut register).len(), 1);
}

/// `SplitMix64`: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// What marks pass over has to be what did not change: whatever comes, in whatever order.
pub(crate) fn many_updates_leave_what_one_would_have_made(location: &Location, other: &Location) {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(5);
    let sources: Vec<String> = (0..12).map(|number| format!("source-{number}")).collect();
    let images: Vec<Inventory> = (0..20)
        .map(|number| {
            let packages: Vec<(String, &str, String)> = (0..6)
                .map(|place| {
                    let source = sources[random.below(12) as usize].as_str();
                    (format!("p{place}"), source, format!("{}-1", random.below(4)))
                })
                .collect();
            let packages: Vec<(&str, &str, &str)> =
                packages.iter().map(|it| (it.0.as_str(), it.1, it.2.as_str())).collect();
            inventory(&format!("image-{number}"), &packages)
        })
        .collect();
    let mut grown = opened(location);
    grown.add(&batch(&images), None, day(0)).unwrap();
    let mut changed = 0;
    for round in 1..=16 {
        let mut rules = Vec::new();
        for source in &sources {
            for weakness in 0..3 {
                let name = format!("CVE-2026-{}{weakness:02}", 1000 + source.len());
                let fixed = format!("{}-1", random.below(4));
                let fixed = (random.below(3) > 0).then_some(fixed);
                let urgency = ["low", "high", "unimportant"][random.below(3) as usize];
                if random.below(4) > 0 {
                    rules.push((source.as_str(), name, fixed, urgency));
                }
            }
        }
        let rules: Vec<crate::place::Rule<'_>> =
            rules.iter().map(|it| (it.0, it.1.as_str(), it.2.as_deref(), it.3)).collect();
        let exploited = serde_json::json!({
            "title": "x", "catalogVersion": format!("{round}"), "dateReleased": "2026-01-01T00:00:00Z",
            "count": 1,
            "vulnerabilities": [{
                "cveID": format!("CVE-2026-{}{:02}", 1008 + random.below(2), random.below(3)),
                "vendorProject": "x", "product": "x", "vulnerabilityName": "x",
                "dateAdded": "2026-01-01", "dueDate": "2026-02-01", "shortDescription": "x",
                "requiredAction": "x", "knownRansomwareCampaignUse": "Unknown", "notes": "",
            }],
        });
        let vector = if random.below(2) == 0 { "C:H" } else { "C:L" };
        let osv = serde_json::json!({
            "id": "GHSA-1111-2222-3333", "modified": "2026-01-01T00:00:00Z",
            "published": "2026-01-01T00:00:00Z", "aliases": ["CVE-2026-100901"],
            "severity": [{
                "type": "CVSS_V3",
                "score": format!("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/{vector}/I:H/A:H"),
            }],
            "affected": [{
                "package": { "ecosystem": "npm", "name": "left-pad" },
                "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }] }],
            }],
        });
        let ended = format!("source-{} 0 2026-01-01 Reason {round}\n", random.below(12));
        let (tracker, exploited, osv) = (tracker(&rules), exploited.to_string(), osv.to_string());
        let mut files = vec![
            ("debian", Form::DebianTracker, "tracker.json", tracker.as_str()),
            ("kev", Form::Kev, "kev.json", exploited.as_str()),
            ("support", Form::DebianSupport, "lists/security-support-ended.deb13", ended.as_str()),
        ];
        // Sources come and go.
        if round % 5 != 0 {
            files.push(("npm", Form::Osv, "osv.json", osv.as_str()));
        }
        let index = index_of(folder.path(), &files, round);
        let generation = grown.bring_up(&index, day(round)).unwrap().unwrap();
        changed += generation.changed;
        let mut made = opened(other);
        // Nothing is left of the other that a mark could be of.
        made.rebuild(&batch(&[]), Some(&index), day(round)).unwrap();
        made.rebuild(&batch(&images), Some(&index), day(round)).unwrap();
        assert_eq!(dump(&mut grown), dump(&mut made), "round {round}");
        let findings = grown.state(false).unwrap().findings;
        assert_eq!(i64::try_from(findings).unwrap(), generation.findings);
    }
    assert!(changed > 100, "{changed}");
}
