// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei init`: a recipe to begin with.

use std::fs::File;
use std::io::{self, Write as _};

use camino::Utf8Path;
use haerterei_ground::Message;
use haerterei_texts::Language;

use crate::arguments::InitArguments;
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::session::Session;

/// The name under which the recipe is written.
const FILE_NAME: &str = "recipe.yaml";

/// Writes a commented recipe into a folder; one that is there already is left alone.
pub(crate) fn init(session: &Session, arguments: &InitArguments) -> Outcome {
    let folder = &arguments.folder;
    std::fs::create_dir_all(folder)
        .map_err(|source| CommandError::CannotWrite { file: folder.clone(), source })?;
    let file = if folder == "." { FILE_NAME.into() } else { folder.join(FILE_NAME) };
    let german = session.texts.language() == Language::German;
    write_new(&file, haerterei_recipe::template(german))?;
    let message = Message::new("command-init-written").text("file", &file);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

fn write_new(file: &Utf8Path, text: &str) -> Result<(), Failure> {
    let result = File::create_new(file).and_then(|mut open| open.write_all(text.as_bytes()));
    result.map_err(|source| {
        let file = file.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists => CommandError::Exists { file },
            _ => CommandError::CannotWrite { file, source },
        }
        .into()
    })
}
