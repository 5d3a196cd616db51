// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a package's scripts to its effects.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use haerterei_ground::{Digest, Message, TreePath};
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::effect::{Effect, Idle, Source, Sourced};
use crate::interpret::{Interpreter, Reading, State};
use crate::triggers::Triggers;

/// The largest script we read, in bytes.
const MAX_SCRIPT: usize = 1024 * 1024;

/// What a package carries that decides over its effects.
#[derive(Clone, Debug, Default)]
pub struct ScriptSet {
    /// The package's name.
    pub package: String,
    /// Its version, for the catalogue's notes and the report.
    pub version: String,
    /// Its architecture, for instance `amd64`.
    pub architecture: String,
    /// The maintainer scripts by name (`preinst`, `postinst`, …).
    pub scripts: BTreeMap<String, Vec<u8>>,
    /// The control file `triggers`.
    pub triggers: Vec<u8>,
    /// What the package ships: every path of its data member.
    pub files: BTreeMap<TreePath, Shipped>,
    /// The default answers of its debconf templates, by question.
    pub defaults: BTreeMap<String, String>,
    /// Whether its `config` script may answer questions itself.
    pub config_sets_answers: bool,
}

/// What a path of a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shipped {
    /// A file, or a further name of one.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
}

impl ScriptSet {
    /// Reads the control files `templates` and `config` of debconf.
    pub fn set_debconf(&mut self, templates: &[u8], config: &[u8]) {
        self.defaults = crate::templates::defaults(templates);
        self.config_sets_answers = crate::templates::sets_answers(config);
        if !config.is_empty() {
            self.scripts.insert("config".to_owned(), config.to_vec());
        }
    }
}

/// What is known of the rest of the image.
pub struct Environment<'a> {
    /// What stands at a path that the package itself does not ship: the outer nothing if the
    /// caller cannot say, the inner one if nothing stands there.
    pub elsewhere: &'a dyn Fn(&TreePath) -> Option<Option<Shipped>>,
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl Environment<'_> {
    /// Nothing is known beside the package itself.
    pub const fn unknown() -> Self {
        Self { elsewhere: &|_| None }
    }
}

/// What the scripts and triggers of a package would have done on a fresh installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageEffects {
    /// The package.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The effects in the order in which they happen: `preinst`, `postinst`, activated triggers.
    pub effects: Vec<Sourced>,
    /// Triggers of other packages' files or names that would make this package's `postinst` run
    /// once more.
    pub interests: BTreeSet<String>,
    /// What that second run would do beyond `effects`. It matters only where an interest is
    /// activated by the rest of the image.
    pub when_triggered: Vec<Sourced>,
    /// One report per script that a fresh installation runs.
    pub scripts: Vec<ScriptReport>,
    /// What we made of the second run, where we did not understand it.
    pub triggered: Option<ScriptReport>,
    /// What was done that a container does not need at run time, and how often.
    pub idle: BTreeMap<Idle, u32>,
}

impl PackageEffects {
    /// Returns whether every script is understood.
    ///
    /// `triggered` is not asked: it matters only where an interest is activated.
    pub fn is_recognised(&self) -> bool {
        self.scripts.iter().all(|report| !matches!(report.verdict, Verdict::Unrecognised { .. }))
    }
}

/// What we made of one script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptReport {
    /// Its name: `preinst` or `postinst`.
    pub script: String,
    /// The SHA-256 of its text, by which the catalogue and an acknowledgement name it.
    pub digest: Digest,
    /// Whether we understand it.
    pub verdict: Verdict,
}

/// Whether a script is understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    /// It does nothing that matters at run time.
    Empty,
    /// The recogniser derived its effects.
    Recognised,
    /// Its effects are written down by hand.
    Catalogue {
        /// The name of the entry.
        entry: String,
        /// Why the entry says what it says.
        reason: String,
    },
    /// Some of it is not understood. Its other effects are there, but must not be relied upon.
    Unrecognised {
        /// The places, by line.
        places: Vec<Unrecognised>,
    },
}

/// A place in a script that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unrecognised {
    /// The line, counted from one.
    pub line: u32,
    /// The text of the line, shortened, with control characters escaped.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// Why a place in a script is not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// The text is not a shell script that we can read.
    Syntax {
        /// What is wrong, in English.
        detail: String,
    },
    /// The script is for another interpreter than a POSIX shell.
    ForeignInterpreter {
        /// The interpreter.
        interpreter: String,
    },
    /// A command we have no model of.
    UnknownCommand {
        /// Its name, as far as it is known.
        command: String,
    },
    /// An argument that decides over the effect is not known.
    UnknownArguments {
        /// The command.
        command: String,
    },
    /// An option or form of a command we have no model of.
    UnknownForm {
        /// The command.
        command: String,
        /// The option or form.
        form: String,
    },
    /// A file is written whose content, or whose place, is not known.
    UnknownContent {
        /// The file, as far as it is known.
        path: String,
    },
    /// Another file is read in as a script.
    ForeignFile {
        /// The file.
        path: String,
    },
    /// What happens depends on a condition that cannot be decided.
    Undecided,
    /// The script fails on every way.
    Fails,
    /// The script is too long, too deep, or does not end.
    TooLong,
}

impl Reason {
    /// Returns the sentence for a person.
    pub fn message(&self) -> Message {
        match self {
            Self::Syntax { detail } => Message::new("effects-syntax").text("detail", detail),
            Self::ForeignInterpreter { interpreter } => {
                Message::new("effects-foreign-interpreter").text("interpreter", interpreter)
            }
            Self::UnknownCommand { command } => {
                Message::new("effects-unknown-command").text("command", command)
            }
            Self::UnknownArguments { command } => {
                Message::new("effects-unknown-arguments").text("command", command)
            }
            Self::UnknownForm { command, form } => {
                Message::new("effects-unknown-form").text("command", command).text("form", form)
            }
            Self::UnknownContent { path } => {
                Message::new("effects-unknown-content").text("path", path)
            }
            Self::ForeignFile { path } => Message::new("effects-foreign-file").text("path", path),
            Self::Undecided => Message::new("effects-undecided"),
            Self::Fails => Message::new("effects-fails"),
            Self::TooLong => Message::new("effects-too-long"),
        }
    }
}

/// Finds out what the scripts of a package would have done on a fresh installation.
///
/// `preinst install` and `postinst configure` are read, one after the other; scripts for removal
/// and for upgrades do not run on a fresh installation. An entry of the catalogue, found by the
/// script's SHA-256, takes the place of reading it.
pub fn recognise(
    package: &ScriptSet,
    environment: &Environment<'_>,
    catalogue: &Catalogue,
) -> PackageEffects {
    let mut result = PackageEffects {
        package: package.package.clone(),
        version: package.version.clone(),
        ..PackageEffects::default()
    };
    if package.package == "base-passwd" {
        // Its `preinst` writes the first accounts with a tool that only bootstrapping has; what
        // it means does not change with its text.
        result.effects.push(Sourced {
            what: Effect::BaseAccounts,
            source: Source { script: "preinst".to_owned(), line: None, generator: None },
        });
    }
    let (package, mut state) = answered(package, environment);
    let package = package.as_ref();
    for (script, arguments) in
        [("preinst", &["install"] as &[&str]), ("postinst", &["configure", ""])]
    {
        let Some(bytes) = package.scripts.get(script) else {
            continue;
        };
        let digest = Digest::sha256(bytes);
        if let Some(entry) = catalogue.find(&digest) {
            result.effects.extend(entry.effects.iter().map(|what| Sourced {
                what: what.clone(),
                source: Source { script: script.to_owned(), line: None, generator: None },
            }));
            result.scripts.push(ScriptReport {
                script: script.to_owned(),
                digest,
                verdict: Verdict::Catalogue {
                    entry: entry.name.clone(),
                    reason: entry.reason.clone(),
                },
            });
            continue;
        }
        let reading = read(package, environment, script, bytes, arguments, state.as_ref());
        for (_, idle) in &reading.outcome.idle {
            *result.idle.entry(*idle).or_default() += 1;
        }
        result.scripts.push(ScriptReport {
            script: script.to_owned(),
            digest,
            verdict: verdict(&reading),
        });
        result.effects.extend(reading.outcome.effects);
        state = Some(reading.outcome.state);
    }
    let triggers = Triggers::read(&package.triggers);
    for (line, name) in &triggers.activated {
        match Effect::of_trigger(name) {
            Ok(what) => {
                if !result.effects.iter().any(|done| done.what == what) {
                    result.effects.push(Sourced {
                        what,
                        source: Source {
                            script: "triggers".to_owned(),
                            line: Some(*line),
                            generator: None,
                        },
                    });
                }
            }
            Err(idle) => *result.idle.entry(idle).or_default() += 1,
        }
    }
    result.interests = triggers.interests;
    if !result.interests.is_empty()
        && let Some(bytes) = package.scripts.get("postinst")
        && catalogue.find(&Digest::sha256(bytes)).is_none()
    {
        when_triggered(package, environment, bytes, state.as_ref(), &mut result);
    }
    result
}

/// Reads the `config` script of a package that answers its own questions.
///
/// If all of it is understood, the answers it gives are known; otherwise none is.
fn answered<'a>(
    package: &'a ScriptSet,
    environment: &Environment<'_>,
) -> (Cow<'a, ScriptSet>, Option<State>) {
    if package.config_sets_answers
        && let Some(bytes) = package.scripts.get("config")
    {
        let arguments = &["configure", ""];
        let mut believing = package.clone();
        believing.config_sets_answers = false;
        let reading = read(&believing, environment, "config", bytes, arguments, None);
        if reading.outcome.problems.is_empty() && reading.outcome.effects.is_empty() {
            let mut state = State::new();
            state.answers = reading.outcome.state.answers;
            return (Cow::Owned(believing), Some(state));
        }
    }
    (Cow::Borrowed(package), None)
}

/// Reads `postinst triggered`, for the packages that wait for others.
fn when_triggered(
    package: &ScriptSet,
    environment: &Environment<'_>,
    bytes: &[u8],
    state: Option<&State>,
    result: &mut PackageEffects,
) {
    let names: Vec<&str> = result.interests.iter().map(String::as_str).collect();
    let names = names.join(" ");
    let reading = read(package, environment, "postinst", bytes, &["triggered", &names], state);
    result.when_triggered = reading
        .outcome
        .effects
        .iter()
        .filter(|more| !result.effects.iter().any(|done| done.what == more.what))
        .cloned()
        .collect();
    // Places that the first run did not understand either are already reported.
    let known: BTreeSet<u32> = result
        .scripts
        .iter()
        .filter(|report| report.script == "postinst")
        .filter_map(|report| match &report.verdict {
            Verdict::Unrecognised { places } => Some(places.iter().map(|place| place.line)),
            _ => None,
        })
        .flatten()
        .collect();
    if reading.outcome.problems.keys().any(|line| !known.contains(line)) {
        result.triggered = Some(ScriptReport {
            script: "postinst".to_owned(),
            digest: Digest::sha256(bytes),
            verdict: verdict(&reading),
        });
    }
}

/// A script with what reading it gave.
struct ScriptReading {
    lines: Vec<String>,
    outcome: Reading,
}

fn read(
    package: &ScriptSet,
    environment: &Environment<'_>,
    script: &str,
    bytes: &[u8],
    arguments: &[&str],
    state: Option<&State>,
) -> ScriptReading {
    let refuse = |reason: Reason| Reading {
        effects: Vec::new(),
        problems: BTreeMap::from([(1, reason)]),
        idle: BTreeSet::new(),
        state: state.cloned().unwrap_or_else(State::new),
    };
    if bytes.len() > MAX_SCRIPT {
        return ScriptReading { lines: Vec::new(), outcome: refuse(Reason::TooLong) };
    }
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let outcome = match foreign_interpreter(lines.first().map_or("", String::as_str)) {
        Some(interpreter) => refuse(Reason::ForeignInterpreter { interpreter }),
        None => Interpreter::read(
            package,
            environment,
            script,
            &text,
            arguments,
            &generators(&lines),
            state,
        ),
    };
    ScriptReading { lines, outcome }
}

fn verdict(reading: &ScriptReading) -> Verdict {
    if reading.outcome.problems.is_empty() {
        return if reading.outcome.effects.is_empty() {
            Verdict::Empty
        } else {
            Verdict::Recognised
        };
    }
    let places = reading
        .outcome
        .problems
        .iter()
        .map(|(line, reason)| Unrecognised {
            line: *line,
            text: (*line as usize)
                .checked_sub(1)
                .and_then(|index| reading.lines.get(index))
                .map(|text| shortened(text))
                .unwrap_or_default(),
            reason: reason.clone(),
        })
        .collect();
    Verdict::Unrecognised { places }
}

/// Returns the interpreter of a script unless it is a POSIX shell.
fn foreign_interpreter(first: &str) -> Option<String> {
    let Some(line) = first.strip_prefix("#!") else {
        return Some(shortened(first));
    };
    let mut words = line.split_whitespace();
    let mut interpreter = words.next().unwrap_or_default();
    if interpreter.ends_with("/env") {
        interpreter = words.next().unwrap_or_default();
    }
    let name = interpreter.rsplit('/').next().unwrap_or_default();
    (!matches!(name, "sh" | "dash" | "bash")).then(|| shortened(interpreter))
}

/// Returns which lines debhelper and its relatives generated, by their comments.
fn generators(lines: &[String]) -> BTreeMap<u32, String> {
    let mut generators = BTreeMap::new();
    let mut current: Option<String> = None;
    for (number, line) in (1_u32..).zip(lines) {
        let line = line.trim();
        if let Some(tool) = line.strip_prefix("# Automatically added by ") {
            current = Some(tool.chars().take(80).collect());
        } else if line == "# End automatically added section" {
            current = None;
        } else if let Some(tool) = &current {
            generators.insert(number, tool.clone());
        }
    }
    generators
}

/// Returns a line as people may read it.
fn shortened(text: &str) -> String {
    let text = text.trim();
    let mut short: String = text
        .chars()
        .take(160)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if text.chars().nth(160).is_some() {
        short.push('…');
    }
    short
}
