// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Help: the texts of every command and argument, put into the parser by their keys.
//!
//! The keys follow from the names. For `haerterei lock export --sources`:
//!
//! * `help-lock-export` is the text of the command: its first paragraph is the short form, all of
//!   it the long one;
//! * `help-lock-export-sources` is the text of the option, in the same way;
//! * `help-lock-export-examples`, where there is one, stands at the end.
//!
//! The command line itself has the keys `help` and `help-examples`; options that every command
//! takes have theirs as `help-option-<name>`.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, Command};
use haerterei_ground::Message;
use haerterei_texts::Texts;

use crate::printer;

/// Returns a command line with the texts of a language in it.
pub(crate) fn dress(command: Command, texts: &Texts) -> Command {
    dress_below(command, "help", true, texts)
}

fn dress_below(command: Command, key: &str, is_root: bool, texts: &Texts) -> Command {
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{}{} {{usage}}\n\n{{all-args}}{{after-help}}",
        HEADING,
        format_args!("{}:{HEADING:#}", texts.get("help-heading-usage")),
    );
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .styles(STYLES)
        .help_template(template)
        .subcommand_help_heading(texts.get("help-heading-commands"))
        .mut_args(|argument| dress_argument(argument, key, is_root, texts))
        .mut_subcommands(|below| {
            let key = format!("{key}-{}", below.get_name());
            dress_below(below, &key, false, texts)
        });
    if let Some(text) = prose(texts, key) {
        command = command.about(short(&text)).long_about(text);
    }
    if let Some(examples) = say(texts, &format!("{key}-examples")) {
        let heading = texts.get("help-heading-examples");
        command = command.after_help(format!("{HEADING}{heading}:{HEADING:#}\n{examples}"));
    }
    command
}

fn dress_argument(argument: Arg, key: &str, is_root: bool, texts: &Texts) -> Arg {
    let heading = if is_root {
        "help-heading-global-options"
    } else if argument.is_positional() {
        "help-heading-arguments"
    } else {
        "help-heading-options"
    };
    let text = prose(texts, &argument_key(key, is_root, &argument)).unwrap_or_default();
    let mut long = vec![text.clone()];
    if argument.get_action().takes_values() {
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if !values.is_empty() {
            long.push(texts.say(&Message::new("help-values").text("values", values.join(", "))));
        }
    }
    if let Some(default) = argument.get_default_values().first() {
        let default = default.to_string_lossy();
        long.push(texts.say(&Message::new("help-default").text("value", default)));
    }
    if let Some(variable) = argument.get_env() {
        let variable = variable.to_string_lossy();
        long.push(texts.say(&Message::new("help-variable").text("variable", variable)));
    }
    // What the parser would add in English stands in the long text already.
    let takes_values = argument.get_action().takes_values();
    argument
        .help(short(&text))
        .long_help(long.join("\n\n"))
        .help_heading(texts.get(heading))
        .hide_possible_values(takes_values)
        .hide_default_value(takes_values)
        .hide_env(true)
}

/// Returns the key of an argument's text.
fn argument_key(command_key: &str, is_root: bool, argument: &Arg) -> String {
    let name = argument.get_id().as_str().replace('_', "-");
    if is_root { format!("help-option-{name}") } else { format!("{command_key}-{name}") }
}

/// Returns every key that the help of a command line needs, for the test that demands them.
#[cfg(test)]
pub(crate) fn keys(command: &Command, key: &str) -> Vec<String> {
    let is_root = key == "help";
    let mut keys = vec![key.to_owned()];
    keys.extend(command.get_arguments().map(|argument| argument_key(key, is_root, argument)));
    for below in command.get_subcommands() {
        keys.extend(self::keys(below, &format!("{key}-{}", below.get_name())));
    }
    keys
}

/// Returns the text of a key that was put together, or nothing if there is none.
fn say(texts: &Texts, key: &str) -> Option<String> {
    // Keys are static so that errors can carry them cheaply. These few hundred short texts live as
    // long as the process anyway: the command line is made once.
    let key: &'static str = Box::leak(key.to_owned().into_boxed_str());
    let text = texts.get(key);
    (text != key).then_some(text)
}

/// Returns the text of a key with each paragraph on one line: the parser wraps it to the terminal.
fn prose(texts: &Texts, key: &str) -> Option<String> {
    let text = say(texts, key)?;
    let paragraphs: Vec<String> =
        text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    Some(paragraphs.join("\n\n"))
}

/// Returns the first paragraph.
fn short(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

/// Shows help, the version or a usage error that the parser made, and returns the exit code.
pub(crate) fn answer(error: &clap::Error, texts: &Texts) -> ExitCode {
    // A closed pipe is no reason to complain.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => ExitCode::from(2),
        _ => {
            // The parser points to `--help` itself in nearly every case.
            if !error.to_string().contains("--help") {
                printer::to_standard_error(&texts.get("command-see-help"));
            }
            ExitCode::from(2)
        }
    }
}

/// Headings stand out by weight alone; colour carries no meaning anywhere.
const HEADING: anstyle::Style = anstyle::Style::new().bold().underline();

const STYLES: clap::builder::Styles = clap::builder::Styles::styled()
    .header(HEADING)
    .usage(HEADING)
    .literal(anstyle::Style::new().bold())
    .placeholder(anstyle::Style::new());

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use haerterei_texts::Language;

    use super::*;

    #[test]
    fn every_command_and_argument_has_its_text_in_both_languages() {
        for language in [Language::German, Language::English] {
            let texts = haerterei_texts::keys(language);
            let missing: BTreeSet<String> = keys(&crate::arguments::bare(), "help")
                .into_iter()
                .filter(|key| !texts.contains_key(key))
                .collect();
            assert!(missing.is_empty(), "{}: {missing:#?}", language.code());
        }
    }

    #[test]
    fn every_help_text_belongs_to_something() {
        let mut known: BTreeSet<String> =
            keys(&crate::arguments::bare(), "help").into_iter().collect();
        known.extend(
            ["usage", "commands", "arguments", "options", "global-options", "examples"]
                .map(|name| format!("help-heading-{name}")),
        );
        known.extend(["values", "default", "variable"].map(|name| format!("help-{name}")));
        for key in haerterei_texts::keys(Language::English).keys() {
            let stem = key.strip_suffix("-examples").unwrap_or(key);
            let ours = key == "help" || key.starts_with("help-");
            assert!(!ours || known.contains(stem) || known.contains(key), "`{key}` is of no use");
        }
    }
}
