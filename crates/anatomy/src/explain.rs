// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What this room says to people.

use haerterei_ground::{Blame, Diagnostic, Explain, Message, Place, Severity};

use crate::closure::{DanglingLink, FeatureOff, Missing, Need};
use crate::elf::ElfError;
use crate::ldcache::CacheError;
use crate::zip::ZipError;

/// Every key that this room says.
pub const MESSAGE_KEYS: &[&str] = &[
    "anatomy-elf-damaged",
    "anatomy-archive-damaged",
    "anatomy-cache-damaged",
    "anatomy-missing-interpreter",
    "anatomy-missing-library",
    "anatomy-missing-library-elsewhere",
    "anatomy-missing-version",
    "anatomy-missing-script-interpreter",
    "anatomy-missing-script-program",
    "anatomy-missing-class-path",
    "anatomy-missing-file",
    "anatomy-unreadable",
    "anatomy-link-dangling",
    "anatomy-feature-off",
    "anatomy-feature-off-java",
];

impl Explain for ElfError {
    fn message(&self) -> Message {
        Message::new("anatomy-elf-damaged").text("reason", self)
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl Explain for ZipError {
    fn message(&self) -> Message {
        Message::new("anatomy-archive-damaged").text("reason", self)
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl Explain for CacheError {
    fn message(&self) -> Message {
        Message::new("anatomy-cache-damaged").text("reason", self)
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

impl Missing {
    /// Returns it as a sentence: an error if something required does not work, a warning
    /// if it may not, else a note.
    pub fn diagnostic(&self) -> Diagnostic {
        let of = |key| Message::new(key).text("file", &self.from);
        let message = match &self.need {
            Need::Interpreter { path } => of("anatomy-missing-interpreter").text("name", path),
            Need::Library { name, elsewhere: None } => {
                of("anatomy-missing-library").text("name", name)
            }
            Need::Library { name, elsewhere: Some(elsewhere) } => {
                of("anatomy-missing-library-elsewhere")
                    .text("name", name)
                    .text("elsewhere", elsewhere)
            }
            Need::Version { library, version, found } => of("anatomy-missing-version")
                .text("name", version)
                .text("library", library)
                .text("found", found),
            Need::ScriptInterpreter { path } => {
                of("anatomy-missing-script-interpreter").text("name", path)
            }
            Need::ScriptProgram { name } => of("anatomy-missing-script-program").text("name", name),
            Need::ClassPath { entry } => of("anatomy-missing-class-path").text("name", entry),
            Need::File => of("anatomy-missing-file"),
            Need::Readable { reason } => of("anatomy-unreadable").text("reason", reason),
        };
        Diagnostic {
            severity: if self.required { Severity::Error } else { Severity::Note },
            place: Place::Path { path: self.from.clone() },
            message,
        }
    }
}

impl DanglingLink {
    /// Returns it as a sentence.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            severity: if self.at_run_time { Severity::Note } else { Severity::Warning },
            place: Place::Path { path: self.path.clone() },
            message: Message::new("anatomy-link-dangling")
                .text("file", &self.path)
                .text("target", self.target.escape_debug()),
        }
    }
}

impl FeatureOff {
    /// Returns it as a sentence.
    pub fn diagnostic(&self) -> Diagnostic {
        let key =
            if self.java.is_empty() { "anatomy-feature-off" } else { "anatomy-feature-off-java" };
        let mut message =
            Message::new(key).text("file", &self.file).text("absent", self.absent.join(", "));
        if !self.java.is_empty() {
            message = message.text("features", self.java.join(", "));
        }
        Diagnostic {
            severity: Severity::Note,
            place: Place::Path { path: self.file.clone() },
            message,
        }
    }
}
