// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The same digest whatever the surroundings.

use std::process::Command;

use haerterei_testkit::http::Fault;
use std::time::Duration;

use crate::place::{Outcome, Place, app, lib, tags};

#[test]
fn mask_time_zone_threads_locale_clock_and_folder_do_not_show() {
    let place = Place::new();
    let digest = place.build();
    let lock = place.read("recipe.lock");
    for (number, (mask, zone, threads, day)) in [
        ("000", "Pacific/Kiritimati", 1, "2026-01-04T05:06:07Z"),
        ("077", "America/Adak", 4, "2026-02-01T00:00:00Z"),
        ("027", "UTC", 2, "2026-01-03T00:00:00Z"),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = format!("else-{number}/where");
        place.write(&format!("{folder}/recipe.yaml"), place.read("recipe.yaml"));
        if number == 1 {
            // Also in another order of arrival.
            place.server.fault(
                "/pool/main/app_1.0_amd64.deb",
                Fault::Drip(60_000, Duration::from_millis(50)),
            );
        }
        let mut command = Command::new("sh");
        place.surroundings(&mut command);
        command
            .current_dir(place.path(&folder))
            .env("HAERTEREI_HOME", place.path(&format!("home-{number}")));
        command.env("TZ", zone).env("LC_ALL", "tr_TR.UTF-8").env("HAERTEREI_NOW", day);
        let script = format!("umask {mask}; exec \"$0\" build recipe.yaml --threads {threads}");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_haerterei")]);
        Outcome::of(&command.output().unwrap()).succeeds();
        let out = format!("{folder}/out/small");
        assert_eq!(tags(&place.path(&out))[0].1, digest, "{mask} {zone} {threads}");
        assert_eq!(place.read(&format!("{folder}/recipe.lock")), lock);
        place.server.clear_faults();
    }
}

#[test]
fn a_mirror_on_the_disk_gives_the_same() {
    let place = Place::new();
    let digest = place.build();
    std::fs::remove_dir_all(place.path("home")).unwrap();
    let url = format!("file://{}/", place.archive().display());
    assert_eq!(place.build_with(&format!("--locked --offline --mirror amtslinux={url}")), digest);
    // A lock made from there names the same, too.
    let lock = place.read("recipe.lock");
    std::fs::remove_file(place.path("recipe.lock")).unwrap();
    place.describe(&place.key, &url);
    assert_eq!(place.build(), digest);
    assert_eq!(place.read("recipe.lock"), lock);
}

#[test]
fn another_content_has_another_version() {
    let place = Place::new();
    place.build();
    place.recipe("environment:\n  A:\n    value: b\n");
    place.build();
    place.publish(&[app("1.0"), lib("1.1")], 1);
    place.run("lock recipe.yaml --update").succeeds();
    place.build();
    let tags = tags(&place.path("out/small"));
    let names: std::collections::BTreeSet<&String> = tags.iter().map(|(tag, _)| tag).collect();
    assert_eq!((tags.len(), names.len()), (3, 3), "{tags:?}");
}
