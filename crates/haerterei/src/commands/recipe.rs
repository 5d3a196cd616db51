// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei recipe`: what a recipe means.

use haerterei_ground::{Diagnostic, Place};
use haerterei_recipe::{HostFiles, Recipe};

use crate::arguments::{RecipeFormat, RecipeShowArguments};
use crate::failure::{CommandError, Outcome, Status};
use crate::session::Session;

/// Shows a recipe with everything it inherits.
pub(crate) fn show(session: &Session, arguments: &RecipeShowArguments) -> Outcome {
    let house = session.settings.house.as_deref();
    let recipe = Recipe::read(&arguments.recipe, house, &HostFiles)?;
    for warning in recipe.warnings() {
        warn(session, warning);
    }
    let text = match arguments.format {
        RecipeFormat::Yaml => recipe.to_yaml(),
        RecipeFormat::Json => serde_json::to_string_pretty(&recipe.to_json())
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Says a diagnostic on standard error: place, sentence and hint.
pub(crate) fn warn(session: &Session, diagnostic: &Diagnostic) {
    let texts = &session.texts;
    let place = match &diagnostic.place {
        Place::Document { file, line, column } => format!("{file}:{line}:{column}: "),
        Place::Path { path } => format!("{path}: "),
        Place::Package { name, version } => format!("{name} {version}: "),
        Place::Whole => String::new(),
    };
    let mut text = texts.say(&diagnostic.message);
    // The sentences of a room about documents name the place themselves.
    if !text.starts_with(&place) {
        text.insert_str(0, &place);
    }
    session.printer.warn(&texts.get("command-label-warning"), &text);
    if let Some(hint) = texts.hint(&diagnostic.message) {
        session.printer.warn(&texts.get("command-label-hint"), &hint);
    }
}
