// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei register`: every image known, and what changed for which.

mod attached;
mod inventories;
mod views;

use haerterei_advisories::{AdvisoriesError, Index};
use haerterei_ground::Message;
use haerterei_register::{Access, Added, Batch, Came, Location, Name, Register, RegisterError};
use serde::Serialize;

use self::inventories::{Based, Words, inventories, words_of};
use super::advisories;
use crate::arguments::{Format, RegisterAddArguments, RegisterPlace, RegisterRebuildArguments};
use crate::failure::{CommandError, Expected, Failure, Outcome, Status};
use crate::printer;
use crate::register;
use crate::session::Session;
use crate::settings;

pub(super) use views::{changes, find, list};

/// Adds inventories.
pub(crate) fn add(
    session: &Session,
    place: &RegisterPlace,
    arguments: &RegisterAddArguments,
) -> Outcome {
    let mut batch = Batch::default();
    for word in &arguments.images {
        let name = arguments.name.as_deref().unwrap_or(word);
        let platform = arguments.platform.as_deref();
        let found = inventories(session, word, platform, arguments.no_cache)?;
        push(session, place, &mut batch, name, &found)?;
    }
    let index = index(session)?;
    let mut register = open(session, place, true)?;
    let added = register.add(&batch, index.as_ref(), session.settings.clock.now())?;
    tell(session, &batch, &added, index.is_some());
    Ok(Status::Done)
}

/// Makes the register again.
pub(crate) fn rebuild(
    session: &Session,
    place: &RegisterPlace,
    arguments: &RegisterRebuildArguments,
) -> Outcome {
    let mut batch = Batch::default();
    for word in &arguments.from {
        let (words, is_list) = match words_of(session, word)? {
            Words::One(word) => (vec![word], false),
            Words::All(words) => (words, true),
        };
        for word in words {
            let found = inventories(session, &word, None, false)?;
            if is_list && found.is_empty() {
                // Charts and statements have tags, too.
                let message = Message::new("command-register-no-image").text("image", word);
                warn(session, &message);
                continue;
            }
            push(session, place, &mut batch, &word, &found)?;
        }
    }
    let index = index(session)?;
    let mut register = open(session, place, true)?;
    let added = register.rebuild(&batch, index.as_ref(), session.settings.clock.now())?;
    tell(session, &batch, &added, index.is_some());
    Ok(Status::Done)
}

/// Puts the inventories of an image into a batch.
fn push(
    session: &Session,
    place: &RegisterPlace,
    batch: &mut Batch,
    name: &str,
    found: &[Based],
) -> Result<(), Failure> {
    if found.is_empty() {
        let (file, expected) = (name.into(), Expected::Image);
        return Err(CommandError::Unexpected { file, expected, cause: None }.into());
    }
    for (basis, inventory) in found {
        batch.push(inventory, *basis, vec![named(session, place, name)]);
    }
    session.cancel.check().map_err(RegisterError::from)?;
    Ok(())
}

fn warn(session: &Session, message: &Message) {
    let label = session.texts.get("command-label-warning");
    session.printer.warn(&label, &session.texts.say(message));
}

fn named(session: &Session, place: &RegisterPlace, name: &str) -> Name {
    let table = &session.settings.register;
    let scope = place.scope.clone().or_else(|| table.scope.clone());
    Name {
        issuer: table.issuer.clone().unwrap_or_else(|| "local".to_owned()),
        scope: scope.unwrap_or_else(|| "default".to_owned()),
        name: name.to_owned(),
    }
}

/// Opens the index; that there is none is no failure: what is added then waits.
fn index(session: &Session) -> Result<Option<Index>, Failure> {
    match Index::open(advisories::folder(session)?.as_std_path()) {
        Ok(index) => Ok(Some(index)),
        Err(AdvisoriesError::None { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn open(session: &Session, place: &RegisterPlace, may_make: bool) -> Result<Register, Failure> {
    let settings = &session.settings;
    let word = place.register.as_ref().or(settings.register.location.as_ref());
    let Some(word) = word else { return Err(CommandError::NoCacheFolder.into()) };
    let location = Location::parse(word.reveal())?;
    let mut access = Access::default();
    if matches!(location, Location::Server(_)) {
        for file in &settings.network.ca_certificates {
            access.certificates.push(settings::read(file)?.into_bytes());
        }
    }
    if may_make
        && let Location::File(file) = &location
        && let Some(folder) = file.parent()
    {
        std::fs::create_dir_all(folder).map_err(|source| CommandError::CannotWrite {
            file: folder.to_string_lossy().into_owned().into(),
            source,
        })?;
    }
    let open = if may_make { Register::open_or_make } else { Register::open };
    Ok(open(&location, &access)?)
}

/// Says what came of it.
fn tell(session: &Session, batch: &Batch, added: &Added, has_index: bool) {
    let texts = &session.texts;
    for (digest, came) in &added.images {
        let key = match came {
            Came::New => "command-register-new",
            Came::Known => "command-register-known",
            Came::Renewed => "command-register-renewed",
        };
        session.printer.say(&texts.say(&Message::new(key).text("digest", digest)));
    }
    let message = Message::new("command-register-added").number("images", batch.len());
    session.printer.say(&texts.say(&message));
    if !has_index {
        warn(session, &Message::new("command-register-no-index"));
    }
}

/// Removes images.
pub(crate) fn remove(session: &Session, place: &RegisterPlace, images: &[String]) -> Outcome {
    let removed = open(session, place, false)?.remove(images)?;
    for digest in removed {
        let message = Message::new("command-register-removed").text("digest", digest);
        session.printer.say(&session.texts.say(&message));
    }
    Ok(Status::Done)
}

/// What the register is and holds.
#[derive(Serialize)]
struct StatusReport {
    version: u32,
    #[serde(flatten)]
    state: haerterei_register::State,
}

/// Shows what the register is and holds, and checks it.
pub(crate) fn status(session: &Session, place: &RegisterPlace, format: Format) -> Outcome {
    let state = open(session, place, false)?.state(true)?;
    let text = match format {
        Format::Text => register::show_state(&state, &session.texts, printer::width()),
        Format::Json => json(&StatusReport { version: 1, state })?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Writes all facts in a fixed order.
pub(crate) fn dump(session: &Session, place: &RegisterPlace) -> Outcome {
    let lines = open(session, place, false)?.snapshot()?.dump();
    session.printer.result(&lines.join("\n"))?;
    Ok(Status::Done)
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map_err(|error| CommandError::CannotShow(Box::new(error)).into())
}
