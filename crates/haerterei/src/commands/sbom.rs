// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei sbom`: what is in an image.

use camino::Utf8Path;
use haerterei_archive::Distribution;
use haerterei_ground::whole;
use haerterei_image::Image;
use haerterei_inventory::{Inventory, Survey, catalogue, support};
use haerterei_store::Store;

use super::cache;
use crate::arguments::{SbomArguments, SbomFormat};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::opened;
use crate::printer;
use crate::sbom;
use crate::session::Session;
use crate::workshop;

/// Shows or writes an image's inventory.
pub(crate) fn sbom(session: &Session, arguments: &SbomArguments) -> Outcome {
    let image = opened::open(session, &arguments.image)?.choose(arguments.platform.as_deref())?;
    let store = if arguments.no_cache { None } else { Some(cache::open(session)?) };
    let inventory = inventory(session, &image, &arguments.image, store.as_ref())?;
    let text = match arguments.format {
        SbomFormat::Table => {
            let width = if arguments.output.is_some() { None } else { printer::width() };
            sbom::show(&inventory, &session.texts, width)
        }
        SbomFormat::Json => serde_json::to_string_pretty(&inventory)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    match &arguments.output {
        Some(file) => write(file, text)?,
        None => session.printer.result(&text)?,
    }
    Ok(Status::Done)
}

/// Makes the inventory of an image, by the name it was asked for.
fn inventory(
    session: &Session,
    image: &Image,
    name: &str,
    store: Option<&Store>,
) -> Result<Inventory, Failure> {
    // A cache that cannot be written has no room for large files either.
    let writable = store.filter(|store| !store.is_read_only());
    let elsewhere = std::env::temp_dir();
    let survey = Survey {
        sha512: false,
        bounds: catalogue::Bounds::default(),
        scratch: writable.map_or(&elsewhere, |store| store.folder()),
        store,
        progress: &session.progress,
        cancel: &session.cancel,
    };
    let mut inventory = survey.of(image)?;
    name.clone_into(&mut inventory.subject.name);
    let distributions =
        [workshop::distributions(&session.settings)?, Distribution::built_in()].concat();
    let now = session.settings.clock.now();
    inventory.support =
        inventory.system.as_ref().and_then(|system| support(system, &distributions, now));
    Ok(inventory)
}

/// Writes a file whole or not at all.
fn write(file: &Utf8Path, mut text: String) -> Result<(), CommandError> {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    whole::write(file.as_std_path(), text.as_bytes())
        .map_err(|source| CommandError::CannotWrite { file: file.to_owned(), source })
}
