// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom`: what is in an image.

use camino::Utf8Path;
use haerterei_archive::Distribution;
use haerterei_ground::{Message, whole};
use haerterei_inventory::{Inventory, Survey, catalogue, support};
use haerterei_sbom::document::{self, DocumentBounds, Making, Profile};
use haerterei_sbom::{cyclonedx, spdx, tr_03183};
use haerterei_store::Store;

use super::cache;
use crate::arguments::{ProfileArgument, SbomFormat, SbomMakeArguments};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::lineage;
use crate::opened::{self, Chosen};
use crate::printer;
use crate::sbom;
use crate::session::Session;
use crate::workshop;

/// Shows or writes an image's inventory.
pub(crate) fn sbom(session: &Session, arguments: &SbomMakeArguments) -> Outcome {
    let name = arguments.image.as_deref().unwrap_or_default();
    let store = if arguments.no_cache { None } else { Some(cache::open(session)?) };
    let is_tr = arguments.profile == Some(ProfileArgument::Tr03183);
    let inventory = of_image(session, name, arguments.platform.as_deref(), store.as_ref(), is_tr)?;
    let text = match arguments.format {
        SbomFormat::Table => {
            let width = if arguments.output.is_some() { None } else { printer::width() };
            sbom::show(&inventory, &session.texts, width)
        }
        SbomFormat::Json => serde_json::to_string_pretty(&inventory)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
        _ => document(session, &inventory, arguments)?,
    };
    match &arguments.output {
        Some(file) => write(file, text)?,
        None => session.printer.result(&text)?,
    }
    Ok(Status::Done)
}

/// Makes the inventory of an image, by the name it was asked for.
pub(super) fn of_image(
    session: &Session,
    name: &str,
    platform: Option<&str>,
    store: Option<&Store>,
    each_file: bool,
) -> Result<Inventory, Failure> {
    let chosen = opened::open(session, name)?.choose_first(platform)?;
    of_chosen(session, name, &chosen, store, each_file)
}

/// Makes the inventory of an image that is open, by the name it was asked for.
pub(super) fn of_chosen(
    session: &Session,
    name: &str,
    chosen: &Chosen,
    store: Option<&Store>,
    each_file: bool,
) -> Result<Inventory, Failure> {
    // A cache that cannot be written has no room for large files either.
    let writable = store.filter(|store| !store.is_read_only());
    let elsewhere = std::env::temp_dir();
    let survey = Survey {
        each_file,
        bounds: catalogue::Bounds::default(),
        scratch: writable.map_or(&elsewhere, |store| store.folder()),
        store,
        progress: &session.progress,
        cancel: &session.cancel,
    };
    let mut inventory = if let Some(known) = survey.recall(&chosen.image) {
        known
    } else {
        // What is known of a layer is not read again, so not fetched.
        chosen.bring_layers(|number| !survey.knows_layer(&chosen.image, number))?;
        survey.of(&chosen.image)?
    };
    name.clone_into(&mut inventory.subject.name);
    set_support(session, &mut inventory)?;
    // What has no manifest cannot be named later.
    if let Some(store) = writable.filter(|_| chosen.image.manifest.is_some()) {
        lineage::remember(store, &chosen.image, name);
    }
    Ok(inventory)
}

/// Writes an inventory as a document of a standard, and says what that cannot hold or the profile
/// does not find in it.
fn document(
    session: &Session,
    inventory: &Inventory,
    arguments: &SbomMakeArguments,
) -> Result<String, Failure> {
    let is_tr = arguments.profile == Some(ProfileArgument::Tr03183);
    let making = Making {
        now: session.settings.clock.now(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        creator: arguments.creator.clone().unwrap_or_default(),
        profile: if is_tr { Profile::Tr03183 } else { Profile::Plain },
    };
    let mut bytes = Vec::new();
    let losses = match arguments.format {
        SbomFormat::Spdx => spdx::write_3_0_1(inventory, &making, &mut bytes)?,
        SbomFormat::Spdx23 => spdx::write_2_3(inventory, &making, &mut bytes)?,
        SbomFormat::CycloneDx17 => {
            cyclonedx::write(inventory, cyclonedx::Version::V1_7, &making, &mut bytes)?
        }
        // The profile needs what only 1.7 can hold.
        SbomFormat::CycloneDx if is_tr => {
            cyclonedx::write(inventory, cyclonedx::Version::V1_7, &making, &mut bytes)?
        }
        _ => cyclonedx::write(inventory, cyclonedx::Version::V1_6, &making, &mut bytes)?,
    };
    let warn = |message: &Message| {
        session
            .printer
            .warn(&session.texts.get("command-label-warning"), &session.texts.say(message));
    };
    for loss in losses {
        warn(&loss.message());
        if let Some(hint) = session.texts.hint(&loss.message()) {
            session.printer.warn(&session.texts.get("command-label-hint"), &hint);
        }
    }
    if is_tr {
        // It is our own: nothing in it is more than the image has.
        let bounds = DocumentBounds { bytes: u64::MAX, values: u64::MAX, components: usize::MAX };
        let report = tr_03183::check(&document::parse(&bytes, bounds)?);
        for field in report.fields.iter().filter(|field| field.is_gap()) {
            let message = Message::new("command-sbom-gap")
                .text("field", session.texts.get(field.field.key()))
                .text("section", field.section)
                .number("missing", field.missing + field.wrong)
                .number("all", field.missing + field.wrong + field.present);
            warn(&message);
        }
    }
    String::from_utf8(bytes).map_err(|error| CommandError::CannotShow(Box::new(error)).into())
}

/// Says how an inventory's system is supported today.
pub(super) fn set_support(session: &Session, inventory: &mut Inventory) -> Result<(), Failure> {
    let distributions =
        [workshop::distributions(&session.settings)?, Distribution::built_in()].concat();
    let now = session.settings.clock.now();
    inventory.support =
        inventory.system.as_ref().and_then(|system| support(system, &distributions, now));
    Ok(())
}

/// Writes a file whole or not at all.
fn write(file: &Utf8Path, mut text: String) -> Result<(), CommandError> {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    whole::write(file.as_std_path(), text.as_bytes())
        .map_err(|source| CommandError::CannotWrite { file: file.to_owned(), source })
}
