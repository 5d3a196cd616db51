// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei man`: manual pages.

use std::io;

use camino::Utf8Path;
use clap::Command;
use haerterei_ground::Message;

use crate::arguments::ManArguments;
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::session::Session;

/// Writes a page for each command into a folder.
pub(crate) fn man(session: &Session, arguments: &ManArguments) -> Outcome {
    let folder = &arguments.folder;
    let cannot = |source| CommandError::CannotWrite { file: folder.clone(), source };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let pages = pages(crate::command(session.texts.language())).map_err(cannot)?;
    for (name, page) in &pages {
        write(&folder.join(name), page)?;
    }
    let message =
        Message::new("command-man-written").number("pages", pages.len()).text("folder", folder);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

fn write(file: &Utf8Path, page: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, page)
        .map_err(|source| CommandError::CannotWrite { file: file.to_owned(), source }.into())
}

/// Returns file name and text of the page of a command and of all below it.
pub(crate) fn pages(mut command: Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    command.build();
    let mut pages = Vec::new();
    add(&command, &mut pages)?;
    Ok(pages)
}

fn add(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let page = clap_mangen::Man::new(command.clone().name(name.clone()))
        .manual("Härterei")
        .source(concat!("haerterei ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    page.render(&mut text)?;
    pages.push((format!("{name}.1"), text));
    for below in command.get_subcommands() {
        add(below, pages)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use haerterei_texts::Language;

    #[test]
    fn every_command_has_a_page_in_both_languages() {
        for language in [Language::German, Language::English] {
            let pages = super::pages(crate::command(language)).unwrap();
            let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
            for name in ["haerterei.1", "haerterei-lock-export.1", "haerterei-cache-verify.1"] {
                assert!(names.contains(&name), "{names:?}");
            }
            for (name, text) in &pages {
                assert!(String::from_utf8_lossy(text).contains(".TH"), "{name}");
            }
        }
    }
}
