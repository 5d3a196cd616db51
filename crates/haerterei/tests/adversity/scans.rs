// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The archive as a source of `scan`: what it says, and what is said where it cannot be asked.

use haerterei_testkit::deb::DebBuilder;
use haerterei_testkit::http::Fault;
use serde_json::{Value, json};

use crate::place::{Place, day};

const POOL_TOLD: &str = "/pool/main/told_1.0-3_amd64.deb";

/// A changelog with an entry for each version, the newest first.
fn changelog(source: &str, entries: &[(&str, &str)]) -> String {
    let entry = |(version, text): &(&str, &str)| {
        format!(
            "{source} ({version}) first; urgency=high\n\n  * {text}\n\n -- A Person \
             <a@example.org>  Thu, 01 Jan 2026 00:00:00 +0000\n\n"
        )
    };
    entries.iter().map(entry).collect()
}

fn deb(name: &str, version: &str, entries: &[(&str, &str)]) -> DebBuilder {
    let deb = DebBuilder::new(name, version, "amd64");
    if entries.is_empty() {
        return deb;
    }
    let path = format!("usr/share/doc/{name}/changelog.Debian");
    deb.file(&path, 0o644, changelog(name, entries))
}

/// A place with an archive of "Debian 13" and the inventory of an image with older packages.
fn place() -> Place {
    let place = Place::without_packages();
    let described = place
        .read("amtslinux.toml")
        .replace("id = \"amtslinux\"", "id = \"debian\"")
        .replace("version = \"1\"", "version = \"13\"");
    place.write("amtslinux.toml", described);
    let told = [("1.0-3", "CVE-2025-0003"), ("1.0-2", "CVE-2025-0002"), ("1.0-1", "CVE-2024-0001")];
    let debs = [
        deb("told", "1.0-3", &told),
        deb("cut", "2.0-3", &[("2.0-3", "CVE-2025-0009")]),
        deb("silent", "3.0-2", &[]),
        deb("newest", "4.0-1", &[]),
    ];
    place.publish(&debs, 0);
    let component = |name: &str, version: &str| {
        json!({
            "type": "library", "name": name, "version": version,
            "purl": format!("pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-13")
        })
    };
    let document = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [
            { "type": "operating-system", "name": "debian", "version": "13" },
            component("told", "1.0-1"), component("cut", "2.0-1"), component("silent", "3.0-1"),
            component("newest", "4.0-1"), component("stranger", "1"),
        ]
    });
    place.write("image.cdx.json", document.to_string());
    place
}

fn scan(place: &Place, flags: &str) -> Value {
    let outcome = place.run(&format!("scan image.cdx.json --format json {flags}")).succeeds();
    serde_json::from_str(&outcome.out).expect("the report is JSON")
}

fn weaknesses(report: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .map(|one| {
            (text(&one["weakness"]), text(&one["fixed-in"]), text(&one["words"][0]["coverage"]))
        })
        .collect()
}

fn gaps(report: &Value) -> Vec<&str> {
    let gaps = report["coverage"]["gaps"].as_array().expect("gaps").iter();
    gaps.map(|gap| gap["kind"].as_str().expect("a kind")).collect()
}

fn all_found() -> Vec<(String, String, String)> {
    [
        ("CVE-2025-0002", "1.0-2", "complete"),
        ("CVE-2025-0003", "1.0-3", "complete"),
        ("CVE-2025-0009", "2.0-3", "incomplete"),
    ]
    .map(|(name, fixed, reach)| (name.to_owned(), fixed.to_owned(), reach.to_owned()))
    .to_vec()
}

#[test]
fn without_a_feed_the_archive_says_what_an_update_fixes() {
    let place = place();
    let report = scan(&place, "");
    assert_eq!(weaknesses(&report), all_found());
    let outdated: Vec<_> = report["outdated"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["source"].as_str(), it["newest"].as_str(), it["coverage"].as_str()))
        .collect();
    assert_eq!(
        outdated,
        [
            (Some("cut"), Some("2.0-3"), Some("incomplete")),
            // It is outdated even where nobody tells why.
            (Some("silent"), Some("3.0-2"), Some("no-changelog")),
            (Some("told"), Some("1.0-3"), Some("complete")),
        ]
    );
    assert_eq!(report["counts"]["outdated"], 3);
    // What no update fixes is unknown, and that is said.
    assert_eq!(report["counts"]["incomplete"], true);
    let expected = ["archive-only", "changelog", "changelog", "not-in-archive", "no-malware-scan"];
    assert_eq!(gaps(&report), expected);
    let source = &report["coverage"]["loaded"]["debian:13"][0];
    assert_eq!((&source["source"], &source["is-archive"]), (&"archive".into(), &true.into()));
    assert_eq!(source["date"], day(0).as_second());

    let shown = place.run("scan image.cdx.json").succeeds().out;
    assert!(shown.contains("only the archive was asked"), "{shown}");
    assert!(shown.contains("Older than the newest in its suites: 3 source packages"), "{shown}");
    assert!(shown.contains("silent") && shown.contains("not at hand"), "{shown}");
    let german = place.run("scan image.cdx.json --lang de").succeeds().out;
    assert!(german.contains("Älter als das Neueste in der Suite: 3 Quellpakete"), "{german}");
}

#[test]
fn every_form_says_what_is_outdated() {
    let place = place();
    let shown =
        |form: &str| place.run(&format!("scan image.cdx.json --format {form}")).succeeds().out;
    let json = |form: &str| -> Value { serde_json::from_str(&shown(form)).expect("JSON") };
    let sarif = json("sarif");
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    let outdated: Vec<&str> = results
        .filter(|it| it["ruleId"] == "outdated-package")
        .map(|it| it["properties"]["source-package"].as_str().expect("a source"))
        .collect();
    assert_eq!(outdated, ["cut", "silent", "told"]);
    let gitlab = json("gitlab");
    let messages = gitlab["scan"]["messages"].as_array().expect("messages").iter();
    let said = messages.filter(|it| it["value"].as_str().expect("text").contains("is older than"));
    assert_eq!(said.count(), 3);
    let components = json("cyclonedx-json")["components"].clone();
    // It has no weakness that anybody knows, and stands in the list for its age alone.
    let mut all = components.as_array().expect("components").iter();
    let silent = all.find(|it| it["name"] == "silent").expect("the component");
    let newest = json!({ "name": "haerterei:newest", "value": "3.0-2" });
    assert!(silent["properties"].as_array().expect("properties").contains(&newest), "{silent}");
    assert_eq!(shown("csv").lines().filter(|line| line.starts_with("outdated,")).count(), 3);
    assert!(shown("html").contains("id=\"outdated\""));
}

#[test]
fn what_was_fetched_once_is_not_fetched_again() {
    let place = place();
    let first = scan(&place, "");
    assert_eq!(place.server.requests_for(POOL_TOLD).len(), 1);
    let second = scan(&place, "");
    assert_eq!(second, first);
    assert_eq!(place.server.requests_for(POOL_TOLD).len(), 1);
    let before = place.server.requests().len();
    assert_eq!(scan(&place, "--offline"), first);
    assert_eq!(place.server.requests().len(), before);
    place.run("cache verify").succeeds();
}

#[test]
fn an_archive_that_is_away_is_a_gap_and_no_failure() {
    let place = place();
    // Never seen, and nothing may be asked.
    let report = scan(&place, "--offline");
    assert_eq!(gaps(&report), ["no-source", "archive-unavailable", "no-malware-scan"]);
    assert_eq!(report["outdated"], json!([]));
    assert_eq!(report["counts"]["incomplete"], true);
    assert!(place.server.requests().is_empty());
    place.server.fault_everywhere(Fault::Status(500));
    let shown = place.run("scan image.cdx.json").succeeds().out;
    assert!(shown.contains("debian:13: the archive could not be asked: "), "{shown}");
    place.server.clear_faults();
    // Whoever signs it, it has to be the right one.
    let signed = place.read("archive/dists/first/InRelease");
    place.write("archive/dists/first/InRelease", signed.replace("Suite: first", "Suite: fisrt"));
    assert_eq!(gaps(&scan(&place, ""))[1], "archive-unavailable");
    place.write("archive/dists/first/InRelease", signed);
    assert_eq!(weaknesses(&scan(&place, "")), all_found());
}

#[test]
fn a_package_that_cannot_be_had_is_outdated_all_the_same() {
    let place = place();
    place.server.fault(POOL_TOLD, Fault::Status(404));
    let report = scan(&place, "");
    assert_eq!(weaknesses(&report), all_found()[2..]);
    let told = &report["outdated"][2];
    assert_eq!((&told["source"], &told["coverage"]), (&"told".into(), &"no-changelog".into()));
    assert!(gaps(&report).contains(&"archive-unavailable"), "{report}");
    place.server.clear_faults();
    assert_eq!(weaknesses(&scan(&place, "")), all_found());
}

#[test]
fn where_a_feed_speaks_the_archive_is_asked_on_request_only() {
    let place = place();
    assert_eq!(gaps(&scan(&place, "--no-archive"))[0], "no-source");
    assert!(place.server.requests().is_empty());
    let tracker = json!({ "told": { "CVE-2025-0003": { "releases": { "trixie": {
        "status": "resolved", "repositories": { "trixie": "1.0-3" }, "fixed_version": "1.0-3",
        "urgency": "not yet assigned" } } } } });
    place.write("tracker.json", tracker.to_string());
    place.run("advisories import --source debian=tracker.json").succeeds();
    let report = scan(&place, "");
    assert!(place.server.requests().is_empty());
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    let report = scan(&place, "--archive");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(3));
    let both = report["findings"]
        .as_array()
        .and_then(|all| all.iter().find(|finding| finding["weakness"] == "CVE-2025-0003"));
    let sources: Vec<&Value> = both
        .and_then(|finding| finding["words"].as_array())
        .into_iter()
        .flatten()
        .map(|word| &word["source"])
        .collect();
    assert_eq!(sources, ["archive", "debian"]);
    assert!(!gaps(&report).contains(&"archive-only"));
}
