// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei recipe`: what a recipe means.

use haerterei_build::RecipeFiles;
use haerterei_ground::{Argument, Diagnostic, Message, Place};
use haerterei_recipe::Recipe;

use crate::arguments::{RecipeFormat, RecipeShowArguments};
use crate::failure::{CommandError, Outcome, Status};
use crate::opened::SessionImages;
use crate::session::Session;

/// Shows a recipe with everything it inherits.
pub(crate) fn show(session: &Session, arguments: &RecipeShowArguments) -> Outcome {
    let house = session.settings.house.as_deref();
    let images = SessionImages(session);
    let files = RecipeFiles { images: &images };
    let recipe = Recipe::read(&arguments.recipe, house, &files)?;
    warn_of_recipe(session, &recipe);
    warn_of_unsaid(session, &recipe);
    let text = match arguments.format {
        RecipeFormat::Yaml => recipe.to_yaml(),
        RecipeFormat::Json => serde_json::to_string_pretty(&recipe.to_json())
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// The key of a warning about something that the image will not say; the report of a build says so
/// itself.
const UNSAID: &str = "recipe-will-be-missing";

/// Says what is doubtful about a recipe.
pub(crate) fn warn_of_recipe(session: &Session, recipe: &Recipe) {
    for warning in recipe.warnings().iter().filter(|warning| warning.message.key != UNSAID) {
        warn(session, warning);
    }
}

/// Says what a recipe does not say, all in one sentence.
fn warn_of_unsaid(session: &Session, recipe: &Recipe) {
    let unsaid = || recipe.warnings().iter().filter(|warning| warning.message.key == UNSAID);
    let Some(first) = unsaid().next() else { return };
    let keys: Vec<&str> = unsaid()
        .flat_map(|warning| &warning.message.arguments)
        .filter_map(|argument| match argument {
            ("key", Argument::Text(key)) => Some(key.as_str()),
            _ => None,
        })
        .collect();
    let message = Message::new("command-recipe-unsaid").text("keys", keys.join(", "));
    warn(session, &Diagnostic { message, ..first.clone() });
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
