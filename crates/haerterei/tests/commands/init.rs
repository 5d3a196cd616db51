// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei init` and `haerterei recipe show`.

use insta::assert_snapshot;

use crate::context::TestContext;

#[test]
fn the_first_recipe_is_sound_in_both_languages() {
    for language in ["en", "de"] {
        let context = TestContext::new();
        let output = context.run(&format!("init --lang {language}"));
        assert!(output.starts_with("exit code 0"), "{output}");
        let shown = context.run("recipe show recipe.yaml --format json");
        assert!(shown.starts_with("exit code 0"), "{shown}");
    }
}

#[test]
fn a_recipe_is_never_overwritten() {
    let context = TestContext::new();
    context.write("a/recipe.yaml", "mine\n");
    assert_snapshot!(context.run("init a"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-exists]: `a/recipe.yaml` exists already
    hint: Remove it, or name another folder.
    "#);
    assert_eq!(std::fs::read_to_string(context.path("a/recipe.yaml")).unwrap(), "mine\n");
}

#[test]
fn a_recipe_is_shown_as_it_counts() {
    let context = TestContext::new();
    context.write("base.yaml", "haerterei: 1\nname: base\npackages: [tzdata]\n");
    context.write(
        "recipe.yaml",
        "haerterei: 1\nextends: base.yaml\nname: mine\npackages: [netbase]\n",
    );
    let shown = context.run("recipe show recipe.yaml");
    assert!(shown.starts_with("exit code 0"), "{shown}");
    // What is not said is told once, in one sentence, with its place.
    assert_eq!(shown.matches("warning: recipe.yaml:1:1: ").count(), 1, "{shown}");
    assert_eq!(shown.matches("responsible.email").count(), 1, "{shown}");
    assert!(!shown.contains("recipe.yaml:1:1: recipe.yaml:1:1"), "{shown}");
    assert!(shown.contains("tzdata") && shown.contains("netbase"), "{shown}");
}

#[test]
fn a_fault_in_a_recipe_points_at_its_line() {
    let context = TestContext::new();
    context.write("recipe.yaml", "haerterei: 1\nname: mine\npakages: [tzdata]\n");
    let shown = context.run("recipe show recipe.yaml");
    assert!(shown.starts_with("exit code 2") && shown.contains("recipe.yaml:3:1"), "{shown}");
}
