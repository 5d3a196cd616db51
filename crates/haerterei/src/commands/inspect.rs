// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei inspect`: what an image is.

use haerterei_ground::{Blame, Explain, Message, Progress as _, TreePath, TreePathError, Unit};
use haerterei_image::Image;

use crate::arguments::{InspectArguments, InspectFormat};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::inspection::{self, Head, Reading};
use crate::opened;
use crate::printer;
use crate::session::Session;

/// Why a path cannot be shown.
#[derive(Debug, thiserror::Error)]
enum PathError {
    #[error("`{path}` is not a path inside an image")]
    Malformed { path: String, source: TreePathError },
    #[error("{path} is in no layer")]
    NotInImage { path: TreePath },
}

impl Explain for PathError {
    fn message(&self) -> Message {
        match self {
            Self::Malformed { path, .. } => {
                Message::new("command-malformed-path").text("path", path)
            }
            Self::NotInImage { path } => {
                Message::new("command-path-not-in-image").text("path", path)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// Shows an image.
pub(crate) fn inspect(session: &Session, arguments: &InspectArguments) -> Outcome {
    let asked = match &arguments.path {
        None => None,
        Some(path) => Some(
            TreePath::parse(path)
                .map_err(|source| PathError::Malformed { path: path.clone(), source })?,
        ),
    };
    let opened = opened::open(session, &arguments.image)?;
    let platforms = opened.platforms();
    let image = opened.choose(arguments.platform.as_deref())?;

    let reading = read(session, &image, asked.clone())?;
    let head = Head {
        reference: arguments.image.clone(),
        digest: image.manifest.as_ref().map(|manifest| manifest.digest),
        platforms,
        annotations: image.annotations.clone(),
        config: image.config.clone(),
    };
    let inspection = inspection::gather(head, &reading);

    let (texts, width) = (&session.texts, printer::width());
    let text = if let Some(path) = asked {
        let origin = inspection::origin(&path, &inspection, &reading)
            .ok_or(PathError::NotInImage { path })?;
        match arguments.format {
            InspectFormat::Json => json(&origin)?,
            _ => inspection::show_origin(&origin, texts, width),
        }
    } else {
        match arguments.format {
            InspectFormat::Table => inspection::show(&inspection, texts, width),
            InspectFormat::Tree => inspection::show_paths(&reading, texts.language()),
            InspectFormat::Json => json(&inspection)?,
        }
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map_err(|error| CommandError::CannotShow(Box::new(error)).into())
}

fn read(session: &Session, image: &Image, asked: Option<TreePath>) -> Result<Reading, Failure> {
    let layers = image.layers.len();
    let task = session.progress.begin("progress-inspect", Some(layers as u64), Unit::Items);
    let mut reading = Reading::new(asked);
    for _ in 0..layers {
        if session.cancel.check().is_err() {
            return Err(CommandError::Cancelled.into());
        }
        reading.layer(image)?;
        task.advance(1);
    }
    Ok(reading)
}
