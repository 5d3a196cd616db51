// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Mirrors that are away, slow, behind a proxy, or break off.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use haerterei_testkit::http::{Fault, Server};

use crate::place::{CONFIGURATION, IN_RELEASE, Outcome, Place};

const POOL_APP: &str = "/pool/main/app_1.0_amd64.deb";

#[test]
fn an_unreachable_mirror_is_named_and_the_next_one_serves() {
    let place = Place::new();
    // A port of this machine on which nobody listens any more.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("http://127.0.0.1:{port}/");
    place.describe(&place.key, &nobody);
    place.build_fails(3, "archive-release-unreachable", &["Cannot connect", &nobody, "hint: "]);
    let serving = place.server.url("/");
    place.run(&format!("build recipe.yaml --mirror amtslinux={serving}")).succeeds();
    place.is_whole();
}

#[test]
fn a_silent_mirror_is_given_up() {
    let place = Place::new();
    place.server.fault_everywhere(Fault::Silence);
    let begun = Instant::now();
    place.build_fails(3, "archive-release-unreachable", &["did not answer in time", IN_RELEASE]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    place.server.clear_faults();
    place.build();
}

#[test]
fn a_mirror_that_drips_is_given_up() {
    let place = Place::new();
    place.server.fault(POOL_APP, Fault::Drip(100, Duration::from_millis(50)));
    let begun = Instant::now();
    place.build_fails(3, "archive-package-unreachable", &["too slowly", POOL_APP]);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    place.server.clear_faults();
    place.build();
}

#[test]
fn a_download_that_breaks_off_goes_on_where_it_stopped() {
    let place = Place::new();
    // As long as each try gets further, it is tried again, from there.
    place.server.fault(POOL_APP, Fault::Drop(70_000));
    place.build();
    let ranges = |since: usize| -> Vec<u64> {
        let requests = place.server.requests_for(POOL_APP);
        let ranges = requests.iter().skip(since).map(|request| request.header("range"));
        let from = |range: &str| range.trim_matches(|c: char| !c.is_ascii_digit()).parse();
        ranges.map(|range| range.map_or(0, |range| from(range).unwrap())).collect()
    };
    assert_eq!(ranges(0), [0, 70_000, 140_000]);
    place.is_whole();

    // And so does the next run after one that could not go on.
    std::fs::remove_dir_all(place.path("home")).unwrap();
    place.server.clear_faults();
    place.server.fault(POOL_APP, Fault::Drip(50_000, Duration::from_millis(300)));
    let mut child = place.command("build recipe.yaml --quiet").spawn().unwrap();
    let partial = place.path("home/cache");
    while largest(&partial) < 50_000 {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    place.is_whole();
    place.server.clear_faults();
    let before = place.server.requests_for(POOL_APP).len();
    place.build();
    let again = ranges(before);
    assert!(again.len() == 1 && again[0] >= 50_000, "{again:?}");
    place.is_whole();
}

/// Returns the size of the largest file below a folder.
fn largest(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => largest(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.max().unwrap_or(0)
}

#[test]
fn a_login_page_in_place_of_the_archive_is_told_as_one() {
    let place = Place::new();
    place.server.put(format!("/{IN_RELEASE}"), "<html>Please log in</html>");
    place.build_fails(3, "archive-not-signed", &["first", "proxy or a login page"]);
    place.server.remove(&format!("/{IN_RELEASE}"));
    place.build();
}

#[test]
fn credentials_of_a_mirror_never_show() {
    let place = Place::new();
    let secret = "hunter2-of-the-mirror";
    let address = place.server.address();
    place.server.fault_everywhere(Fault::BasicAuth("user".to_owned(), secret.to_owned()));
    let wrong = format!("amtslinux=http://user:{secret}x@{address}/");
    let right = format!("amtslinux=http://user:{secret}@{address}/");
    let quiet = |outcome: &Outcome| {
        assert!(!outcome.out.contains(secret) && !outcome.err.contains(secret), "{outcome:?}");
    };
    for form in ["text", "json"] {
        let outcome = place.run(&format!("build recipe.yaml -vv --format {form} --mirror {wrong}"));
        assert_eq!(outcome.code, 3, "{}", outcome.err);
        assert!(outcome.err.contains("refuses access"), "{}", outcome.err);
        quiet(&outcome);
    }
    quiet(&place.run(&format!("build recipe.yaml -vv --mirror {right}")).succeeds());
    // Neither the lock nor the image knows the mirror at all.
    assert!(!place.read("recipe.lock").contains(&address.to_string()));
    place.server.fault(POOL_APP, Fault::Status(500));
    std::fs::remove_dir_all(place.path("home")).unwrap();
    quiet(&place.run(&format!("build recipe.yaml --mirror {right}")).fails(
        3,
        "archive-package-unreachable",
        &[],
    ));
}

#[test]
fn a_proxy_is_used_where_it_is_named() {
    let place = Place::new();
    let proxy = Server::proxy(Some(("user", "secret-of-the-proxy"))).unwrap();
    let address = proxy.address();
    let outcome = place.run(&format!("build recipe.yaml --proxy http://{address}"));
    outcome.fails(3, "archive-release-unreachable", &["proxy wants a user name"]);
    assert_eq!(place.server.requests().len(), 0);
    place.write(
        "haerterei.toml",
        format!("proxy = \"http://user:secret-of-the-proxy@{address}\"\n{CONFIGURATION}"),
    );
    let outcome = place.run("build recipe.yaml -v").succeeds();
    assert!(!format!("{outcome:?}").contains("secret-of-the-proxy"));
    assert!(proxy.requests().len() > 2);
    place.is_whole();
}

#[test]
fn without_network_a_filled_cache_suffices_and_an_empty_one_says_what_is_missing() {
    let place = Place::new();
    place.run("build recipe.yaml --offline").fails(
        3,
        "archive-never-seen",
        &["first", "network may not be used"],
    );
    place.build();
    let asked = place.server.requests().len();
    let digest = place.build_with("--offline --anew");
    assert_eq!(place.build_with("--offline --locked"), digest);
    assert_eq!(place.server.requests().len(), asked);
    // With a lock and no cache, each package is named by its address.
    std::fs::remove_dir_all(place.path("home")).unwrap();
    let outcome = place.run("build recipe.yaml --offline --locked");
    let outcome = outcome.fails(3, "archive-package-unreachable", &["app_1.0_amd64.deb"]);
    assert!(outcome.err.contains("lib_1.0_all.deb"), "{}", outcome.err);
    place.is_whole();
    assert_eq!(place.build_with("--locked"), digest);
}
