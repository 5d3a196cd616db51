// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the resolver chooses, over archives of a few packages.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use haerterei_archive::{
    Demand, PackageRecord, Reason, Request, Resolution, Universe, Unsolvable, resolve,
};
use haerterei_ground::Digest;
use haerterei_packages::deb822::Paragraphs;
use haerterei_packages::relations::Relations;
use haerterei_versions::debian::Version;

/// Makes a universe of control data; what is not said is the usual.
fn universe(text: &str) -> Universe {
    let records: Vec<PackageRecord> = Paragraphs::new(text)
        .map(|paragraph| {
            let paragraph = paragraph.unwrap();
            let or = |name: &str, usual: &str| paragraph.get(name).unwrap_or(usual).to_owned();
            let version = Version::parse(&or("Version", "1")).unwrap();
            PackageRecord {
                name: or("Package", ""),
                version: version.clone(),
                architecture: or("Architecture", "amd64"),
                source: or("Package", ""),
                source_version: version,
                suite: "test".to_owned(),
                pocket: "main".to_owned(),
                archive: "main".to_owned(),
                component: "main".to_owned(),
                pool_path: format!("pool/{}.deb", or("Package", "")),
                size: 1,
                sha256: Digest::sha256(or("Package", "").as_bytes()),
                installed_kilobytes: 1,
                priority: or("Priority", "optional"),
                section: "misc".to_owned(),
                essential: or("Essential", "no") == "yes",
                multi_arch: or("Multi-Arch", ""),
                pre_depends: or("Pre-Depends", ""),
                depends: or("Depends", ""),
                recommends: or("Recommends", ""),
                provides: or("Provides", ""),
                conflicts: or("Conflicts", ""),
                breaks: or("Breaks", ""),
                replaces: String::new(),
                tag: String::new(),
            }
        })
        .collect();
    let mut universe = Universe::default();
    universe.add_records(&records, "main", 500);
    universe
}

/// What is asked beside the wish itself.
#[derive(Default)]
struct Asked<'a> {
    excluded: &'a [&'a str],
    pins: &'a [(&'a str, &'a str)],
    recommends: bool,
}

fn ask_with(text: &str, wanted: &str, asked: &Asked<'_>) -> Result<Resolution, Unsolvable> {
    let keep_all = |_: &Demand<'_>| None;
    resolve(
        &universe(text),
        &Request {
            architecture: "amd64",
            wanted: Relations::parse(wanted).unwrap().into_iter().collect(),
            excluded: asked.excluded.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(),
            pins: asked
                .pins
                .iter()
                .map(|(name, version)| ((*name).to_owned(), Version::parse(version).unwrap()))
                .collect::<BTreeMap<_, _>>(),
            recommends: asked.recommends,
            drop_edge: &keep_all,
        },
    )
}

fn shown(resolution: &Resolution) -> String {
    let names: Vec<_> = resolution.packages.iter().map(|one| one.record.name.as_str()).collect();
    names.join(" ")
}

fn ask(text: &str, wanted: &str) -> String {
    ask_with(text, wanted, &Asked::default())
        .map_or_else(|_| "unsolvable".to_owned(), |resolution| shown(&resolution))
}

#[test]
fn alternatives_are_tried_in_the_order_they_are_written() {
    let text = "Package: app\nDepends: one | two\n\nPackage: two\n\nPackage: one\n";
    assert_eq!(ask(text, "app"), "app one");
    assert_eq!(ask(text, "app, two"), "app two", "what is asked for is there before");
    let text = "Package: app\nDepends: gone | two\n\nPackage: two\n";
    assert_eq!(ask(text, "app"), "app two");
}

#[test]
fn dependencies_are_met_in_the_order_they_are_written_depth_first() {
    // What `first` brings fulfils the name that `second` asks for, so its package does not come.
    let text = "Package: app\nDepends: first, json\n\nPackage: first\nDepends: lib\n\nPackage: lib\nProvides: json\n\nPackage: json\n";
    assert_eq!(ask(text, "app"), "app first lib");
    // The other way round the name was met first.
    let text = "Package: app\nDepends: json, first\n\nPackage: first\nDepends: lib\n\nPackage: lib\nProvides: json\n\nPackage: json\n";
    assert_eq!(ask(text, "app"), "app first json lib");
}

#[test]
fn an_alternative_that_leads_nowhere_is_taken_back_with_all_it_brought() {
    for trap in ["Depends: burden, nowhere", "Depends: burden, foe", "Conflicts: app"] {
        let text = format!(
            "Package: app\nDepends: trap | way\n\nPackage: trap\n{trap}\n\nPackage: burden\n\nPackage: foe\nBreaks: app (<< 2)\n\nPackage: way\n"
        );
        assert_eq!(ask(&text, "app"), "app way", "{trap}");
    }
}

#[test]
fn what_the_walk_cannot_settle_is_searched() {
    // `left` comes first and excludes what the second dependency needs; only the search goes back.
    let text = "Package: app\nDepends: left | right, tool\n\nPackage: left\nConflicts: tool\n\nPackage: right\n\nPackage: tool\n";
    assert_eq!(ask(text, "app"), "app right tool");
    let text = text.replace(" | right", "");
    assert_eq!(ask(&text, "app"), "unsolvable");
}

#[test]
fn providers_are_preferred_by_essence_priority_and_name() {
    let text = "Package: app\nDepends: mta\n\nPackage: b\nProvides: mta\n\nPackage: a\nProvides: mta\n\nPackage: c\nProvides: mta\nPriority: important\n\nPackage: d\nProvides: mta\nEssential: yes\n";
    assert_eq!(ask(text, "app"), "app d");
    assert_eq!(ask(&text.replace("Essential: yes", ""), "app"), "app c");
    let text = text.replace("Essential: yes", "").replace("Priority: important", "");
    assert_eq!(ask(&text, "app"), "a app");
}

#[test]
fn versions_of_what_is_provided_count() {
    let text = "Package: app\nDepends: api (>= 2)\n\nPackage: bare\nProvides: api\n\nPackage: old\nProvides: api (= 1)\n\nPackage: new\nProvides: api (= 2)\n";
    assert_eq!(ask(text, "app"), "app new");
    assert_eq!(ask(&text.replace("(= 2)", "(= 1.9)"), "app"), "unsolvable");
}

#[test]
fn a_package_of_any_architecture_is_one_that_allows_it() {
    let text = "Package: app\nDepends: python:any\n\nPackage: python\nMulti-Arch: MULTI\n";
    assert_eq!(ask(&text.replace("MULTI", "allowed"), "app"), "app python");
    for other in ["foreign", "same", "no"] {
        assert_eq!(ask(&text.replace("MULTI", other), "app"), "unsolvable", "{other}");
    }
    let named = "Package: app\nDepends: lib:amd64\n\nPackage: lib\n";
    assert_eq!(ask(named, "app"), "app lib");
    assert_eq!(ask(&named.replace("lib:amd64", "lib:arm64"), "app"), "unsolvable");
}

#[test]
fn pins_are_kept_and_lost_ones_are_told() {
    let text =
        "Package: app\nDepends: lib\n\nPackage: lib\nVersion: 1\n\nPackage: lib\nVersion: 2\n";
    let version = |pins| {
        let resolution = ask_with(text, "app", &Asked { pins, ..Asked::default() }).unwrap();
        let version = resolution.packages[1].record.version.to_string();
        let lost: Vec<_> = resolution.lost_pins.into_iter().collect();
        (version, lost)
    };
    assert_eq!(version(&[]), ("2".to_owned(), vec![]));
    assert_eq!(version(&[("lib", "1")]), ("1".to_owned(), vec![]));
    let lost = vec![("lib".to_owned(), Version::parse("0.9").unwrap())];
    assert_eq!(version(&[("lib", "0.9"), ("unused", "3")]), ("2".to_owned(), lost));
}

#[test]
fn a_version_that_is_asked_for_comes_before_a_newer_one() {
    let text = "Package: lib\nVersion: 1\n\nPackage: lib\nVersion: 2\n";
    let chosen = |wanted| {
        let resolution = ask_with(text, wanted, &Asked::default()).unwrap();
        resolution.packages[0].record.version.to_string()
    };
    assert_eq!(chosen("lib"), "2");
    assert_eq!(chosen("lib (= 1)"), "1");
    assert_eq!(chosen("lib (<< 2)"), "1");
}

#[test]
fn recommended_packages_come_only_when_asked_and_only_if_they_can() {
    let text = "Package: app\nDepends: lib\nRecommends: docs | man, foe, gone\n\nPackage: lib\nRecommends: more\n\nPackage: docs\n\nPackage: man\n\nPackage: more\n\nPackage: foe\nConflicts: lib\n";
    assert_eq!(ask(text, "app"), "app lib");
    let asked = Asked { recommends: true, ..Asked::default() };
    let with = ask_with(text, "app", &asked).unwrap();
    assert_eq!(shown(&with), "app docs lib more");
    let Reason::Needed { from, field, .. } = &with.packages[3].because[0] else { panic!() };
    assert_eq!((from.as_str(), field.name()), ("lib", "Recommends"));
    // The same where only the search finds a way.
    let text =
        format!("{text}\nPackage: hard\nDepends: left | lib, app\n\nPackage: left\nBreaks: app\n");
    assert_eq!(shown(&ask_with(&text, "hard", &asked).unwrap()), "app docs hard lib more");
}

#[test]
fn what_is_excluded_never_comes() {
    let text = "Package: app\nDepends: one | two\n\nPackage: one\n\nPackage: two\n";
    let asked = Asked { excluded: &["one"], ..Asked::default() };
    assert_eq!(shown(&ask_with(text, "app", &asked).unwrap()), "app two");
    let asked = Asked { excluded: &["one", "two"], ..Asked::default() };
    assert!(ask_with(text, "app", &asked).is_err());
}

#[test]
fn a_chain_of_thousands_of_dependencies_is_walked() {
    let mut text = String::new();
    for number in 0..5_000 {
        writeln!(text, "Package: p{number}\nDepends: p{}\n", number + 1).unwrap();
    }
    text.push_str("Package: p5000\nDepends: p0\n");
    let resolution = ask_with(&text, "p0", &Asked::default()).unwrap();
    assert_eq!(resolution.packages.len(), 5_001);
}
