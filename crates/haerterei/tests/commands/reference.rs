// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The command reference in the documentation is what the program says of itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Command;
use haerterei_texts::Language;

use crate::context::repository;

/// Writes a command and all below it.
fn describe(command: &Command, everywhere: &BTreeSet<String>, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    // What every command takes stands at the top, once.
    let is_root = name == "haerterei";
    let mut shown = command.clone().mut_args(|argument| {
        let again = everywhere.contains(argument.get_id().as_str()) && !is_root;
        if again { argument.hide(true) } else { argument }
    });
    let help = shown.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    writeln!(text, "## `{name}`\n\n```text\n{}\n```\n", help.join("\n").trim_end())
        .expect("memory");
    for below in command.get_subcommands() {
        describe(below, everywhere, text);
    }
}

fn reference(language: Language) -> String {
    let (title, note) = match language {
        Language::English => ("Commands", "Generated from the program; do not edit."),
        Language::German => ("Befehle", "Aus dem Programm erzeugt; nicht von Hand ändern."),
    };
    let mut text = format!(
        "<!--\nSPDX-FileCopyrightText: 2026 The Härterei developers\n\
         SPDX-License-Identifier: Apache-2.0\n-->\n\n# {title}\n\n{note}\n\n"
    );
    let mut command = haerterei::command(language).term_width(96);
    command.build();
    let options = command.get_arguments().filter(|argument| argument.is_global_set());
    let everywhere = options.map(|argument| argument.get_id().to_string()).collect();
    describe(&command, &everywhere, &mut text);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[test]
fn the_reference_is_up_to_date() {
    for (language, file) in
        [(Language::English, "commands.md"), (Language::German, "commands.de.md")]
    {
        let file = repository().join("docs/reference").join(file);
        let text = reference(language);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let there = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(there == text, "{} is out of date; run this test with UPDATE=1", file.display());
    }
}
