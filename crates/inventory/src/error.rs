// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why there is no inventory.

use std::io;

use haerterei_ground::{Blame, Explain, Message};
use haerterei_image::ImageError;

/// Why there is no inventory of an image. What is wrong with single files inside is no error: it
/// stands in the inventory.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// The image, or one of its layers, cannot be read.
    #[error("cannot read the image")]
    Image(#[from] ImageError),
    /// There is no room for a file that has to be read in any order.
    #[error("cannot keep a file of the image for a moment")]
    Scratch(#[source] io::Error),
    /// The layers have more entries than we can bear.
    #[error("the layers have more than {limit} entries")]
    TooManyEntries {
        /// The bound.
        limit: u64,
    },
    /// The work was stopped.
    #[error("cancelled")]
    Cancelled,
}

pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "inventory-scratch",
    "inventory-too-many-entries",
    "inventory-cancelled",
    "inventory-unread-file",
    "inventory-unread-quota",
    "progress-inventory",
];

impl Explain for InventoryError {
    fn message(&self) -> Message {
        match self {
            Self::Image(error) => error.message(),
            Self::Scratch(_) => Message::new("inventory-scratch"),
            Self::TooManyEntries { limit } => {
                Message::new("inventory-too-many-entries").number("limit", *limit)
            }
            Self::Cancelled => Message::new("inventory-cancelled"),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Image(error) => error.blame(),
            Self::TooManyEntries { .. } => Blame::Input,
            Self::Scratch(_) | Self::Cancelled => Blame::World,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Image(error) => error.details(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Image(error) => error.cause(),
            _ => None,
        }
    }
}
