// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Killed at any moment, and two at once.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::{Outcome, Place, RECIPE, app, lib, output_is_whole, strays, tags};

fn quiet(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null()).stderr(Stdio::null())
}

#[test]
fn killed_at_any_moment_nothing_is_half_there() {
    let place = Place::new();
    let begun = Instant::now();
    let digest = place.build();
    let whole = begun.elapsed();
    // Fresh caches and outputs, and such that an earlier victim left behind, in turns.
    let steps = 16_u32;
    let mut finished = 0;
    for step in 0..steps {
        if step % 3 == 0 {
            for what in ["home", "out"] {
                std::fs::remove_dir_all(place.path(what)).unwrap();
                std::fs::create_dir(place.path(what)).unwrap();
            }
            let _ = std::fs::remove_file(place.path("recipe.lock"));
        }
        let mut child = quiet(&mut place.command("build recipe.yaml --anew")).spawn().unwrap();
        std::thread::sleep(whole * step / steps + Duration::from_millis(u64::from(step % 5)));
        // SIGKILL, to this process alone.
        let _ = child.kill();
        finished += u32::from(child.wait().unwrap().success());
        place.is_whole();
        if step % 4 == 3 {
            assert_eq!(place.build(), digest);
            assert_eq!(strays(&place.path("out/small")), [""; 0]);
        }
    }
    assert!(finished < steps, "every build was faster than its end");
    assert_eq!(place.build(), digest);
    assert_eq!(strays(&place.path("out/small")), [""; 0]);
    assert_eq!(tags(&place.path("out/small")).len(), 1);
}

#[test]
fn what_a_killed_process_left_in_the_output_is_removed_by_the_next() {
    let place = Place::new();
    place.build();
    place.write("out/small/.haerterei-writing-left", "half a blob");
    place.write(".haerterei-writing-archive", "half an archive");
    place.write("out/small/.somebody-elses", "stays");
    place.build_with("--output oci:out/small --output oci-archive:image.tar");
    assert_eq!(strays(&place.path("out/small")), [""; 0]);
    assert_eq!(strays(&place.path("")), [""; 0]);
    assert!(place.path("out/small/.somebody-elses").exists());
}

#[test]
fn an_interrupt_ends_the_work_with_a_word() {
    let place = Place::new();
    place.server.fault(
        "/pool/main/app_1.0_amd64.deb",
        haerterei_testkit::http::Fault::Drip(3000, Duration::from_millis(100)),
    );
    let mut command = place.command("build recipe.yaml");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while place.server.requests_for("/pool/main/app_1.0_amd64.deb").is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let outcome = Outcome::of(&child.wait_with_output().unwrap());
    assert!(outcome.err.contains("error[") && outcome.err.contains("topped"), "{}", outcome.err);
    assert_eq!(outcome.code, 3, "{}", outcome.err);
    place.is_whole();
    place.server.clear_faults();
    place.build();
}

#[test]
fn two_builds_at_once_share_cache_and_output() {
    let place = Place::without_packages();
    place.publish(&[app("1.0"), lib("1.0")], 0);
    place.write("one/recipe.yaml", RECIPE);
    place.write("two/recipe.yaml", RECIPE.replace("[app]", "[lib]"));
    for round in 0..3 {
        let mut children: Vec<_> = ["one", "two", "one"]
            .into_iter()
            .enumerate()
            .map(|(number, name)| {
                let call = format!("build {name}/recipe.yaml --output oci:shared:{name}{number}");
                let mut command = place.command(&call);
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in children.drain(..) {
            Outcome::of(&child.wait_with_output().unwrap()).succeeds();
        }
        place.run("cache verify").succeeds();
        output_is_whole(&place.path("shared"));
        let mut tags = tags(&place.path("shared"));
        tags.sort();
        let names: Vec<&str> = tags.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(names, ["one0", "one2", "two1"], "round {round}");
        assert_eq!(tags[0].1, tags[1].1);
        assert_eq!(strays(&place.path("shared")), [""; 0]);
        std::fs::remove_dir_all(place.path("home")).unwrap();
        if round == 1 {
            std::fs::remove_dir_all(place.path("shared")).unwrap();
        }
    }
}
