// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What went wrong, as a person or a program is told.

use std::error::Error;
use std::io;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use haerterei_archive::ArchiveError;
use haerterei_fetch::CredentialsError;
use haerterei_ground::{Blame, Explain, Message};
use haerterei_sbom::document::DocumentError;
use haerterei_texts::{Language, Texts};
use serde::Serialize;

use crate::arguments::Format;
use crate::printer;

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done and fine (exit code 0).
    Done,
    /// Done, and the verdict is negative (exit code 1); the result says why.
    Negative,
    /// Done, and there is no verdict, because this machine lacks something (exit code 3); the result
    /// says what.
    NotPossible,
    /// Another process of ours has done the work and shown everything; its exit code.
    Passed(u8),
}

/// What a command returns.
pub(crate) type Outcome = Result<Status, Failure>;

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Somebody has to know; any error of a room that explains itself.
    Explained(Box<dyn Explain + Send + Sync>),
    /// Whoever read standard output has seen enough (`| head`).
    OutputClosed,
}

impl<E: Explain + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Explained(Box::new(error))
    }
}

/// What commands themselves find wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// Standard output could not be written.
    #[error("cannot write to standard output")]
    CannotPrint(#[source] io::Error),
    /// A file of the user could not be read.
    #[error("cannot read {file}")]
    CannotRead {
        /// The file, as the user named it.
        file: Utf8PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no list of software that can be read.
    #[error("{file} cannot be read as a bill of materials")]
    Document {
        /// The file, as the user named it.
        file: Utf8PathBuf,
        /// What is wrong.
        source: Box<DocumentError>,
    },
    /// A file with credentials does not have its form.
    #[error("{file} is malformed")]
    MalformedCredentials {
        /// The file.
        file: Utf8PathBuf,
        /// What is wrong; it repeats nothing of the file.
        source: CredentialsError,
    },
    /// A statement cannot be put beside an image that is in no layout.
    #[error("nothing can be put beside {image}")]
    NotAttachable {
        /// The image, as the user named it.
        image: String,
    },
    /// A file is not what a scan writes.
    #[error("{file} is not the report of a scan")]
    NotAReport {
        /// The file.
        file: Utf8PathBuf,
    },
    /// A report has no such finding.
    #[error("no finding of {weakness}")]
    NothingToDecide {
        /// The weaknesses asked for.
        weakness: String,
    },
    /// A report has no indication for such a finding.
    #[error("no indication for {weakness}")]
    NothingToConfirm {
        /// The weaknesses asked for.
        weakness: String,
    },
    /// Nobody can say something about an image that has no digest.
    #[error("{image} has no digest")]
    NoDigest {
        /// The image, as the user named it.
        image: String,
    },
    /// An inventory of others cannot be referred to.
    #[error("{file} has no serial number")]
    NoSerialNumber {
        /// The file.
        file: Utf8PathBuf,
    },
    /// An inventory has no files that could be looked at.
    #[error("{image} is an inventory")]
    NoFiles {
        /// The inventory, as the user named it.
        image: String,
    },
    /// An image names no base.
    #[error("{image} names no base")]
    NoBaseClaimed {
        /// The image, as the user named it.
        image: String,
    },
    /// There is no program that looks for malware.
    #[error("no ClamAV")]
    NoClamav,
    /// A file for the user could not be written.
    #[error("cannot write {file}")]
    CannotWrite {
        /// The file.
        file: Utf8PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A description of a distribution cannot be used.
    #[error("the distribution described in {file} cannot be used")]
    Distribution {
        /// The file.
        file: Utf8PathBuf,
        /// What is wrong.
        source: Box<ArchiveError>,
    },
    /// What was to be written is there already.
    #[error("{file} exists")]
    Exists {
        /// The file.
        file: Utf8PathBuf,
    },
    /// There is no folder for the cache.
    #[error("no cache folder")]
    NoCacheFolder,
    /// `SOURCE_DATE_EPOCH` is not a time.
    #[error("SOURCE_DATE_EPOCH is `{value}`")]
    MalformedEpoch {
        /// Its value.
        value: String,
    },
    /// A result has no form in the format asked for.
    #[error("cannot show the result")]
    CannotShow(#[source] Box<dyn Error + Send + Sync>),
    /// The work was stopped.
    #[error("cancelled")]
    Cancelled,
    /// The recipe is not for a platform.
    #[error("the recipe is not for {platform}")]
    UnknownPlatform {
        /// The platform asked for.
        platform: String,
        /// Those of the recipe.
        known: String,
    },
    /// Several images cannot be written into one archive.
    #[error("several images as `{output}`")]
    SeveralImages {
        /// Where they were to be written.
        output: String,
    },
    /// A source of advisories has a name that nobody knows.
    #[error("no source of advisories is called `{name}`")]
    UnknownSource {
        /// The name.
        name: String,
        /// Those that are known.
        known: String,
    },
    /// A file is not what it has to be here.
    #[error("{file} is not what was expected")]
    Unexpected {
        /// The file.
        file: Utf8PathBuf,
        /// What was expected.
        expected: Expected,
        /// Why it is not that.
        cause: Option<Box<dyn Explain + Send + Sync>>,
    },
    /// Two results were to be written to the same place.
    #[error("`{form}` goes where something else goes")]
    SamePlace {
        /// The second form.
        form: String,
        /// The file; standard output where there is none.
        place: Option<String>,
    },
    /// A bundle cannot be written in this form.
    #[error("no bundle as `{output}`")]
    NoBundle {
        /// Where it was to be written.
        output: String,
    },
}

/// What a file has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// An image.
    Image,
    /// An image, or a bill of materials.
    ImageOrInventory,
    /// A VEX document.
    Vex,
    /// A document of decisions.
    Decisions,
    /// An index of advisories.
    Index,
}

impl Expected {
    const fn key(self) -> &'static str {
        match self {
            Self::Image => "command-no-image",
            Self::ImageOrInventory => "command-no-image-or-inventory",
            Self::Vex => "command-no-vex",
            Self::Decisions => "command-no-decisions",
            Self::Index => "command-no-index",
        }
    }

    /// Returns the error that a file is not that, for a reason.
    pub(crate) fn because<E: Explain + Send + Sync + 'static>(
        self,
        file: impl Into<Utf8PathBuf>,
    ) -> impl FnOnce(E) -> CommandError {
        let file = file.into();
        move |cause| CommandError::Unexpected { file, expected: self, cause: Some(Box::new(cause)) }
    }
}

/// Every key that the command line's own errors and its configuration may use.
pub const MESSAGE_KEYS: &[&str] = &[
    "command-cannot-print",
    "command-cannot-read",
    "command-cannot-write",
    "command-document",
    "command-not-attachable",
    "command-not-a-report",
    "command-nothing-to-decide",
    "command-nothing-to-confirm",
    "command-no-digest",
    "command-no-serial-number",
    "command-no-files",
    "command-no-base-claimed",
    "command-no-clamav",
    "command-malformed-credentials",
    "command-distribution",
    "command-exists",
    "command-no-cache-folder",
    "command-malformed-epoch",
    "command-cannot-show",
    "command-cancelled",
    "command-no-bundle",
    "command-no-image",
    "command-no-image-or-inventory",
    "command-no-vex",
    "command-no-decisions",
    "command-no-index",
    "command-same-file",
    "command-same-output",
    "command-unknown-source",
    "command-several-images",
    "command-unknown-platform",
    "command-configuration-unreadable",
    "command-configuration-syntax",
    "command-configuration-unknown-key",
    "command-configuration-misspelt-key",
    "command-configuration-known-keys",
    "command-configuration-value",
    "command-cache-damaged",
    "command-path-not-in-image",
    "command-malformed-path",
];

impl Explain for CommandError {
    fn message(&self) -> Message {
        match self {
            Self::CannotPrint(_) => Message::new("command-cannot-print"),
            Self::CannotRead { file, .. } => Message::new("command-cannot-read").text("file", file),
            Self::Document { file, .. } => Message::new("command-document").text("file", file),
            Self::MalformedCredentials { file, .. } => {
                Message::new("command-malformed-credentials").text("file", file)
            }
            Self::NotAttachable { image } => {
                Message::new("command-not-attachable").text("image", image)
            }
            Self::NotAReport { file } => Message::new("command-not-a-report").text("file", file),
            Self::NothingToDecide { weakness } => {
                Message::new("command-nothing-to-decide").text("weakness", weakness)
            }
            Self::NothingToConfirm { weakness } => {
                Message::new("command-nothing-to-confirm").text("weakness", weakness)
            }
            Self::NoDigest { image } => Message::new("command-no-digest").text("image", image),
            Self::NoSerialNumber { file } => {
                Message::new("command-no-serial-number").text("file", file)
            }
            Self::NoFiles { image } => Message::new("command-no-files").text("image", image),
            Self::NoBaseClaimed { image } => {
                Message::new("command-no-base-claimed").text("image", image)
            }
            Self::NoClamav => Message::new("command-no-clamav"),
            Self::CannotWrite { file, .. } => {
                Message::new("command-cannot-write").text("file", file)
            }
            Self::Distribution { file, .. } => {
                Message::new("command-distribution").text("file", file)
            }
            Self::Exists { file } => Message::new("command-exists").text("file", file),
            Self::NoCacheFolder => Message::new("command-no-cache-folder"),
            Self::MalformedEpoch { value } => {
                Message::new("command-malformed-epoch").text("value", value)
            }
            Self::Cancelled => Message::new("command-cancelled"),
            Self::CannotShow(_) => Message::new("command-cannot-show"),
            Self::UnknownPlatform { platform, known } => Message::new("command-unknown-platform")
                .text("platform", platform)
                .text("known", known),
            Self::SeveralImages { output } => {
                Message::new("command-several-images").text("output", output)
            }
            Self::UnknownSource { name, known } => {
                Message::new("command-unknown-source").text("name", name).text("known", known)
            }
            Self::NoBundle { output } => Message::new("command-no-bundle").text("output", output),
            Self::Unexpected { file, expected, .. } => {
                Message::new(expected.key()).text("file", file)
            }
            Self::SamePlace { form, place: Some(file) } => {
                Message::new("command-same-file").text("form", form).text("file", file)
            }
            Self::SamePlace { form, place: None } => {
                Message::new("command-same-output").text("form", form)
            }
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::CannotPrint(_) | Self::CannotWrite { .. } | Self::NoClamav | Self::Cancelled => {
                Blame::World
            }
            Self::Document { source, .. } => source.blame(),
            Self::Unexpected { cause: Some(cause), .. } => cause.blame(),
            Self::CannotRead { .. }
            | Self::MalformedCredentials { .. }
            | Self::NotAttachable { .. }
            | Self::NotAReport { .. }
            | Self::NothingToDecide { .. }
            | Self::NothingToConfirm { .. }
            | Self::NoDigest { .. }
            | Self::NoSerialNumber { .. }
            | Self::NoFiles { .. }
            | Self::NoBaseClaimed { .. }
            | Self::Distribution { .. }
            | Self::Exists { .. }
            | Self::NoCacheFolder
            | Self::MalformedEpoch { .. }
            | Self::CannotShow(_)
            | Self::UnknownPlatform { .. }
            | Self::SeveralImages { .. }
            | Self::UnknownSource { .. }
            | Self::Unexpected { .. }
            | Self::SamePlace { .. }
            | Self::NoBundle { .. } => Blame::Input,
        }
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Distribution { source, .. } => Some(source.as_ref()),
            Self::Document { source, .. } => Some(source.as_ref()),
            Self::Unexpected { cause: Some(cause), .. } => Some(cause.as_ref()),
            _ => None,
        }
    }
}

/// Tells of a failure on standard error, where it is one of several.
pub(crate) fn tell(failure: &Failure, texts: &Texts) {
    // The last of them decides the exit code.
    let _ = report(failure, texts, Format::Text);
}

/// Tells of a failure on standard error and returns the exit code that follows from it.
pub(crate) fn report(failure: &Failure, texts: &Texts, format: Format) -> ExitCode {
    let Failure::Explained(error) = failure else { return ExitCode::SUCCESS };
    let story = Story::of(error.as_ref(), texts);
    printer::to_standard_error(&match format {
        Format::Text => story.as_text(texts),
        Format::Json => story.as_json(),
    });
    ExitCode::from(story.exit_code)
}

/// Everything there is to tell of an error, in one language; the form of `--format json` too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Story {
    /// The version of this form.
    version: u32,
    code: &'static str,
    message: String,
    arguments: serde_json::Value,
    details: Vec<String>,
    causes: Vec<Cause>,
    hints: Vec<String>,
    exit_code: u8,
}

/// One cause; the outermost first.
#[derive(Debug, Serialize)]
struct Cause {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<String>,
}

impl Story {
    fn of(error: &dyn Explain, texts: &Texts) -> Self {
        let message = error.message();
        let mut story = Self {
            version: 1,
            code: message.key,
            message: texts.say(&message),
            arguments: arguments(&message),
            details: Vec::new(),
            causes: Vec::new(),
            hints: Vec::new(),
            exit_code: match error.blame() {
                Blame::Verdict => 1,
                Blame::Input => 2,
                Blame::World => 3,
            },
        };
        story.hints.extend(texts.hint(&message));
        story.details = story.lines(error, texts);
        story.follow(error, texts);
        story
    }

    /// Says the details of an error, and keeps their hints.
    fn lines(&mut self, error: &dyn Explain, texts: &Texts) -> Vec<String> {
        let details = error.details();
        self.hints.extend(details.iter().filter_map(|detail| texts.hint(detail)));
        details.iter().map(|detail| texts.say(detail)).collect()
    }

    /// Follows the causes: those that explain themselves first, then the plain ones.
    fn follow(&mut self, mut error: &dyn Explain, texts: &Texts) {
        // Chains are short; the bound is against one that bites its tail.
        for _ in 0..16 {
            let Some(cause) = Explain::cause(error) else { break };
            let message = cause.message();
            self.hints.extend(texts.hint(&message));
            let details = self.lines(cause, texts);
            let text = texts.say(&message);
            self.causes.push(Cause { code: Some(message.key), message: text, details });
            error = cause;
        }
        let mut plain = error.source();
        for _ in 0..16 {
            let Some(cause) = plain else { break };
            let text = cause.to_string();
            // Wrappers that add nothing repeat the words of what they wrap, and many a sentence
            // quotes them.
            let is_said = self.causes.iter().any(|cause| cause.message.contains(&text));
            if !is_said && !self.message.contains(&text) {
                self.causes.push(Cause { code: None, message: text, details: Vec::new() });
            }
            plain = cause.source();
        }
        let mut seen = std::collections::BTreeSet::new();
        self.hints.retain(|hint| seen.insert(hint.clone()));
    }

    fn as_text(&self, texts: &Texts) -> String {
        let label = texts.get("command-label-error");
        let mut text = format!("{ERROR}{label}[{}]:{ERROR:#} {}", self.code, self.message);
        push_indented(&mut text, &self.details, 2);
        let label = texts.get("command-label-cause");
        for (depth, cause) in self.causes.iter().enumerate() {
            let depth = 2 * (depth + 1);
            let lines = format!("{label}: {}", cause.message);
            push_indented(&mut text, &[lines], depth);
            push_indented(&mut text, &cause.details, depth + 2);
        }
        let label = texts.get("command-label-hint");
        for hint in &self.hints {
            push_line(&mut text, &format!("{HINT}{label}:{HINT:#} {hint}"));
        }
        text
    }

    fn as_json(&self) -> String {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: &'a Story,
        }
        serde_json::to_string_pretty(&Envelope { error: self })
            .unwrap_or_else(|_| self.message.clone())
    }
}

fn arguments(message: &Message) -> serde_json::Value {
    serde_json::to_value(message)
        .ok()
        .and_then(|mut value| value.get_mut("arguments").map(serde_json::Value::take))
        .unwrap_or_default()
}

fn push_line(text: &mut String, line: &str) {
    text.push('\n');
    text.push_str(line);
}

/// Adds texts, each of their lines on a line of its own and indented.
fn push_indented(text: &mut String, parts: &[String], depth: usize) {
    for line in parts.iter().flat_map(|part| part.lines()) {
        push_line(text, format!("{:depth$}{line}", "").trim_end());
    }
}

/// Makes a panic, which is a fault of the program, say so and ask for a report.
///
/// The process then ends with exit code 101.
pub(crate) fn explain_panics(language: Language) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let texts = Texts::new(language);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or_default();
        let message =
            Message::new("command-fault-of-the-program").text("place", place).text("what", what);
        printer::to_standard_error(&texts.say(&message));
        // With RUST_BACKTRACE, whoever looks for the fault wants to see more.
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            usual(panic);
        }
    }));
}

const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
const HINT: anstyle::Style = anstyle::Style::new().bold();

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] CommandError);

    impl Explain for Outer {
        fn message(&self) -> Message {
            Message::new("command-no-cache-folder")
        }

        fn blame(&self) -> Blame {
            Blame::World
        }

        fn details(&self) -> Vec<Message> {
            vec![Message::new("command-no-bundle").text("output", "x")]
        }

        fn cause(&self) -> Option<&dyn Explain> {
            Some(&self.0)
        }
    }

    fn story(language: Language) -> (Story, Texts) {
        let texts = Texts::new(language);
        let source = io::Error::other("no more");
        let error = Outer(CommandError::CannotWrite { file: "a/b".into(), source });
        (Story::of(&error, &texts), texts)
    }

    #[test]
    fn a_failure_tells_what_why_and_what_next() {
        let (story, texts) = story(Language::English);
        let text = anstream::adapter::strip_str(&story.as_text(&texts)).to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("error[command-no-cache-folder]: "), "{text}");
        assert!(lines[1].starts_with("  ") && lines[1].contains("`x`"), "{text}");
        assert!(lines[2].starts_with("  cause: ") && lines[2].contains("`a/b`"), "{text}");
        assert_eq!(lines[3], "    cause: no more");
        assert!(lines[4].starts_with("hint: "), "{text}");
        assert_eq!(story.exit_code, 3);
    }

    #[test]
    fn a_failure_speaks_german() {
        let (story, texts) = story(Language::German);
        let text = anstream::adapter::strip_str(&story.as_text(&texts)).to_string();
        assert!(text.starts_with("Fehler[command-no-cache-folder]: "), "{text}");
        assert!(text.contains("Ursache: ") && text.contains("Hinweis: "), "{text}");
    }

    #[test]
    fn a_failure_is_data_for_programs() {
        let (story, _) = story(Language::English);
        let value: serde_json::Value = serde_json::from_str(&story.as_json()).unwrap();
        assert_eq!(value["error"]["code"], "command-no-cache-folder");
        assert_eq!(value["error"]["exit-code"], 3);
        assert_eq!(value["error"]["causes"][0]["code"], "command-cannot-write");
        assert_eq!(value["error"]["causes"][1]["message"], "no more");
    }
}
