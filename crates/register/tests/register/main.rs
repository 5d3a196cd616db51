// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Registers in files of SQLite.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

mod adversity;
mod place;
mod story;

use haerterei_register::Location;

fn with_file(story: impl FnOnce(&Location)) {
    let folder = tempfile::tempdir().unwrap();
    story(&Location::File(folder.path().join("register.db")));
}

#[test]
fn changes_are_found_and_say_where_and_why() {
    with_file(story::changes_are_found_and_say_where_and_why);
}

#[test]
fn grown_step_by_step_or_made_at_once_it_is_the_same() {
    with_file(|one| {
        with_file(|other| story::grown_step_by_step_or_made_at_once_it_is_the_same(one, other));
    });
}

#[test]
fn an_image_has_the_findings_that_a_scan_has() {
    with_file(story::an_image_has_the_findings_that_a_scan_has);
}

#[test]
fn two_at_once_wait_for_each_other_and_not_forever() {
    with_file(story::two_at_once_wait_for_each_other_and_not_forever);
}

#[test]
fn what_nobody_looks_after_is_outside_support_as_in_a_scan() {
    with_file(story::what_nobody_looks_after_is_outside_support_as_in_a_scan);
}

#[test]
fn a_hostile_inventory_is_taken_as_any_other() {
    with_file(story::a_hostile_inventory_is_taken_as_any_other);
}

#[test]
fn many_updates_leave_what_one_would_have_made() {
    with_file(|one| {
        with_file(|other| story::many_updates_leave_what_one_would_have_made(one, other));
    });
}
