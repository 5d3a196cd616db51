// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why nothing could be tried, and what went wrong around a trial.

use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::{Blame, Explain, Message};
use haerterei_image::ImageError;
use haerterei_store::StoreError;
use serde::{Deserialize, Serialize};

use super::runtime::Skipped;

/// What a trial needs and this host does not have. A trial that could not run says so and is never
/// a verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "missing")]
pub enum Missing {
    /// No OCI runtime is installed.
    Runtime {
        /// The names looked for.
        names: Vec<String>,
    },
    /// No installed runtime can run here; each with its own words.
    WorkingRuntime {
        /// What was tried.
        skipped: Vec<Skipped>,
    },
    /// A program of the host that makes the sandbox.
    Program {
        /// Its name.
        name: String,
    },
    /// Neither root nor user namespaces.
    Privilege {
        /// What the system said.
        words: String,
    },
    /// The mount of the image's layers was refused.
    Overlay {
        /// What the system said.
        words: String,
    },
    /// The image is made for another processor.
    Architecture {
        /// The image's.
        image: String,
        /// The host's.
        host: String,
    },
}

impl Missing {
    /// Returns the sentence that says what is missing; its hint says how to get it.
    pub fn message(&self) -> Message {
        match self {
            Self::Runtime { names } => {
                Message::new("trial-missing-runtime").text("names", names.join(", "))
            }
            Self::WorkingRuntime { skipped } => {
                let words: Vec<String> = skipped
                    .iter()
                    .map(|one| format!("{} {}: {}", one.runtime, one.version, one.words))
                    .collect();
                Message::new("trial-missing-working-runtime").text("words", words.join("; "))
            }
            Self::Program { name } => Message::new("trial-missing-program").text("name", name),
            Self::Privilege { words } => {
                Message::new("trial-missing-privilege").text("words", words)
            }
            Self::Overlay { words } => Message::new("trial-missing-overlay").text("words", words),
            Self::Architecture { image, host } => {
                Message::new("trial-missing-architecture").text("image", image).text("host", host)
            }
        }
    }
}

/// What went wrong around a trial.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Nothing could be tried.
    #[error("cannot try the image here")]
    NotTried(Vec<Missing>),
    /// The image cannot be read.
    #[error("cannot unpack the image")]
    Image(#[from] ImageError),
    /// The cache refuses.
    #[error("cannot keep the unpacked image")]
    Store(#[from] StoreError),
    /// The system refuses.
    #[error("cannot {operation} {}", path.display())]
    Io {
        /// What was being done.
        operation: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// More layers than a mount can name.
    #[error("{layers} layers are more than can be mounted at a time")]
    TooManyLayers {
        /// How many.
        layers: usize,
    },
    /// An entry of a layer cannot be laid out.
    #[error("layer {layer} cannot be laid out: {problem}")]
    Layer {
        /// The layer, counted from zero at the lowest.
        layer: usize,
        /// What is wrong.
        problem: String,
    },
    /// The runtime failed in the middle of its work.
    #[error("{runtime}: {words}")]
    Runtime {
        /// Its name.
        runtime: String,
        /// Its words.
        words: String,
    },
}

impl SandboxError {
    /// Names an operation and a path for what the system says.
    pub(crate) fn io<E: Into<io::Error>>(
        operation: &'static str,
        path: &Path,
    ) -> impl FnOnce(E) -> Self + use<E> {
        let path = path.to_owned();
        move |source| Self::Io { operation, path, source: source.into() }
    }
}

/// Every key that the sandbox can speak with.
pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "trial-missing-runtime",
    "trial-missing-working-runtime",
    "trial-missing-program",
    "trial-missing-privilege",
    "trial-missing-overlay",
    "trial-missing-architecture",
    "trial-sandbox-not-tried",
    "trial-sandbox-image",
    "trial-sandbox-store",
    "trial-sandbox-io",
    "trial-sandbox-too-many-layers",
    "trial-sandbox-layer",
    "trial-sandbox-runtime",
];

impl Explain for SandboxError {
    fn message(&self) -> Message {
        match self {
            Self::NotTried(_) => Message::new("trial-sandbox-not-tried"),
            Self::Image(_) => Message::new("trial-sandbox-image"),
            Self::Store(_) => Message::new("trial-sandbox-store"),
            Self::Io { operation, path, source } => Message::new("trial-sandbox-io")
                .text("operation", operation)
                .text("path", path.display())
                .text("problem", source),
            Self::TooManyLayers { layers } => {
                Message::new("trial-sandbox-too-many-layers").number("layers", *layers as u64)
            }
            Self::Layer { layer, problem } => Message::new("trial-sandbox-layer")
                .number("layer", *layer as u64)
                .text("problem", problem),
            Self::Runtime { runtime, words } => {
                Message::new("trial-sandbox-runtime").text("runtime", runtime).text("words", words)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Image(error) => error.blame(),
            Self::TooManyLayers { .. } | Self::Layer { .. } => Blame::Input,
            _ => Blame::World,
        }
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::NotTried(missing) => missing.iter().map(Missing::message).collect(),
            _ => Vec::new(),
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Image(error) => Some(error),
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
