// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei.toml`.

use insta::assert_snapshot;

use crate::context::TestContext;

#[test]
fn a_misspelt_key_is_shown_with_its_place_and_what_was_meant() {
    let context = TestContext::new();
    context.write("haerterei.toml", "language = \"en\"\nofline = true\n");
    assert_snapshot!(context.run("cache status"), @r#"
    exit code 2
    --- output
    --- talk
    error[command-configuration-misspelt-key]: haerterei.toml:2:1: unknown key `ofline`; did you mean `offline`?
    hint: `haerterei schema configuration` prints what the file may contain.
    "#);
    assert_snapshot!(context.run("cache status --lang de"), @r#"
    exit code 2
    --- output
    --- talk
    Fehler[command-configuration-misspelt-key]: haerterei.toml:2:1: Den Schlüssel `ofline` gibt es nicht; gemeint ist wohl `offline`
    Hinweis: `haerterei schema configuration` zeigt, was in der Datei stehen darf.
    "#);
}

#[test]
fn an_unknown_key_is_answered_with_the_known_ones_as_json_too() {
    let context = TestContext::new();
    context.write("haerterei.toml", "colour = \"red\"\n");
    assert_snapshot!(context.run("cache status --format json"), @r#"
    exit code 2
    --- output
    --- talk
    {
      "error": {
        "version": 1,
        "code": "command-configuration-unknown-key",
        "message": "haerterei.toml:1:1: unknown key `colour`",
        "arguments": {
          "column": 1,
          "file": "haerterei.toml",
          "key": "colour",
          "line": 1
        },
        "details": [
          "the keys are: advisories, ca-certificates, cache, compression, distributions, house, language, mirrors, network, no-proxy, offline, package-store, plain-http, proxy, register, scan, threads, vex"
        ],
        "causes": [],
        "hints": [
          "`haerterei schema configuration` prints what the file may contain."
        ],
        "exit-code": 2
      }
    }
    "#);
}

#[test]
fn the_language_of_the_file_counts_unless_a_flag_says_otherwise() {
    let context = TestContext::new();
    context.write("haerterei.toml", "language = \"de\"\ncache = \"c\"\n");
    assert!(context.run("cache status").contains("Bereich"));
    assert!(context.run("cache status --lang en").contains("Part"));
    assert!(context.path("c").is_dir());
}

#[test]
fn the_variables_of_options_count() {
    let context = TestContext::new();
    let mut command = context.command("cache status");
    command.env("HAERTEREI_CACHE", "elsewhere").env("HAERTEREI_LANG", "de");
    assert!(context.show(&command.output().unwrap()).contains("elsewhere"));
    assert!(context.path("elsewhere").is_dir());
}
