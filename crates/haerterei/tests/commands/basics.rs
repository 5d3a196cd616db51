// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Help, version, usage errors, completions, schemas.

use insta::assert_snapshot;

use crate::context::TestContext;

#[test]
fn the_version_names_target_and_features() {
    let output = TestContext::new().run("--version");
    assert!(output.starts_with("exit code 0\n--- output\nhaerterei "), "{output}");
    assert!(output.contains("\ntarget: ") && output.contains("\nfeatures: "), "{output}");
    let short = TestContext::new().run("-V");
    assert_eq!(short.lines().count(), 4, "{short}");
}

#[test]
fn short_help_lists_the_commands() {
    assert_snapshot!(TestContext::new().run("-h"), @r#"
    exit code 0
    --- output
    Hardened, reproducible container images, with their evidence

    Usage: haerterei [OPTIONS] <COMMAND>

    Commands:
      build        Build an image from a recipe
      lock         Resolve a recipe again and show what changed
      inspect      Show what an image is, layer by layer, path by path
      sbom         Show everything that is in an image
      scan         Show the weaknesses that are known in an image
      decide       Put down whether a weakness applies, and who says so
      vex          Say to others what was decided and proved, as OpenVEX, CSAF or CycloneDX
      diff         Show what came, went and changed
      advisories   Bring in what is known of weaknesses
      register     Keep track of many images, and say what changes for which
      trial        Run an image hardened and write down whether it keeps its contract
      copy         Copy an image between registries, layouts and archives, byte for byte
      recipe       Work with recipes
      init         Write a commented recipe to begin with
      schema       Print a JSON Schema
      cache        Look after the cache
      completions  Print completions for a shell
      man          Write the manual pages into a folder

    Global options:
          --lang <LANGUAGE>        Language of output; without it the locale decides
      -q, --quiet...               Say less (can be repeated)
      -v, --verbose...             Say what is being done
          --no-progress            Show no progress
          --color <WHEN>           When to use colours
          --cache <DIR>            Folder of the cache
          --config <FILE>          Configuration file
          --now <TIME>             Time of this call, as 2026-11-22T12:00:00Z
          --offline                Never use the network
          --proxy <URL>            Proxy for all connections (http, https, socks5, socks5h)
          --no-proxy <HOSTS>       Hosts reached without a proxy, separated by commas
          --ca-certificate <FILE>  PEM file with CAs to trust for connections (can be repeated)
          --distribution <FILE>    TOML file that describes a further distribution (can be repeated)
          --threads <N>            Number of threads
      -h, --help                   Print help (`-h` is shorter)
      -V, --version                Print the version (`-V` is shorter)

    Examples:
      haerterei init                           write a recipe to begin with
      haerterei build recipe.yaml              build it into ./out
      haerterei inspect oci:out/tomcat         see what is in it
    --- talk
    "#);
}

#[test]
fn help_speaks_german() {
    assert_snapshot!(TestContext::new().run("schema -h --lang de"), @r#"
    exit code 0
    --- output
    Ein JSON-Schema ausgeben

    Aufruf: haerterei schema [OPTIONS] <SCHEMA>

    Argumente:
      <SCHEMA>  Welches Schema

    Allgemeine Optionen:
          --lang <LANGUAGE>        Sprache der Ausgabe; sonst entscheidet die Locale
      -q, --quiet...               Weniger ausgeben (wiederholbar)
      -v, --verbose...             Auch die einzelnen Schritte nennen
          --no-progress            Keinen Fortschritt anzeigen
          --color <WHEN>           Wann Farben verwendet werden
          --cache <DIR>            Ordner des Caches
          --config <FILE>          Konfigurationsdatei
          --now <TIME>             Zeitpunkt dieses Aufrufs, etwa 2026-11-22T12:00:00Z
          --offline                Das Netz nicht verwenden
          --proxy <URL>            Proxy für alle Verbindungen (http, https, socks5, socks5h)
          --no-proxy <HOSTS>       Rechner, die ohne Proxy erreicht werden, durch Kommas getrennt
          --ca-certificate <FILE>  PEM-Datei mit CAs, denen bei Verbindungen vertraut wird
                                   (wiederholbar)
          --distribution <FILE>    TOML-Datei, die eine weitere Distribution beschreibt (wiederholbar)
          --threads <N>            Anzahl der Threads
      -h, --help                   Hilfe anzeigen (kürzer mit `-h`)
    --- talk
    "#);
}

#[test]
fn a_call_without_a_command_shows_the_help() {
    let output = TestContext::new().run("");
    assert!(output.starts_with("exit code 2\n--- output\n--- talk\n"), "{output}");
    assert!(output.contains("Usage: haerterei"), "{output}");
}

#[test]
fn an_unknown_command_is_an_error_of_the_call() {
    assert_snapshot!(TestContext::new().run("biuld recipe.yaml"), @r#"
    exit code 2
    --- output
    --- talk
    error: unrecognized subcommand 'biuld'

      tip: a similar subcommand exists: 'build'

    Usage: haerterei [OPTIONS] <COMMAND>

    For more information, try '--help'.
    "#);
}

#[test]
fn a_recipe_behind_update_is_noticed() {
    assert_snapshot!(TestContext::new().run("lock --update recipe.yaml"), @r#"
    exit code 2
    --- output
    --- talk
    error: invalid value 'recipe.yaml' for '--update [<PACKAGE>...]': this is a file, not a package; write the recipe before `--update`

    For more information, try '--help'.
    "#);
}

#[test]
fn completions_are_there_for_every_shell() {
    let context = TestContext::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = context.run(&format!("completions {shell}"));
        assert!(output.starts_with("exit code 0") && output.contains("haerterei"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written() {
    let context = TestContext::new();
    let output = context.run("man pages");
    assert!(output.starts_with("exit code 0"), "{output}");
    let page = std::fs::read_to_string(context.path("pages/haerterei-lock-export.1")).unwrap();
    assert!(page.contains("air gap"), "{page}");
}

#[test]
fn nobody_reading_any_more_is_a_quiet_end() {
    use std::process::Stdio;
    let context = TestContext::new();
    let mut command = context.command("completions zsh");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_empty_cache_has_a_status() {
    assert_snapshot!(TestContext::new().run("cache status --lang de"), @r#"
    exit code 0
    --- output
    Cache: [HOME]/.cache/haerterei

    Bereich                               Dateien  Größe
    Inhalte (Pakete, Indizes, Schichten)        0    0 B
    Gemerkte Ergebnisse                         0    0 B
    Zuletzt gesehene Archivstände               0    0 B
    Angefangene Downloads                       0    0 B
    Gerade im Entstehen                         0    0 B
    Für Probeläufe entpackte Schichten               0 B
    Gesamt                                      0    0 B
    --- talk
    "#);
}

#[test]
fn a_damaged_file_in_the_cache_is_found() {
    let context = TestContext::new();
    context.run("cache status");
    let shelf = ".cache/haerterei/blobs-v1/sha256/00";
    context.write(&format!("{shelf}/{}", "1".repeat(62)), "not what the name says");
    assert_snapshot!(context.run("cache verify"), @r#"
    exit code 1
    --- output
    --- talk
    error[command-cache-damaged]: 1 of 1 files in the cache were damaged and have been removed: 001111111111
    hint: Nothing is lost: what is needed again will be fetched or made again. If this happens more than once, check the disk.
    "#);
    assert_snapshot!(context.run("cache verify"), @r#"
    exit code 0
    --- output
    --- talk
    Checked 0 files; all are sound.
    "#);
}

#[test]
fn a_broken_epoch_is_an_error_of_the_call() {
    let context = TestContext::new();
    let output =
        context.command("cache status").env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_snapshot!(context.show(&output), @r#"
    exit code 2
    --- output
    --- talk
    error[command-malformed-epoch]: `SOURCE_DATE_EPOCH` is `yesterday`, not a number of seconds
    hint: Unset it, or give a time with `--now`.
    "#);
}
