// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei trial`: does an image keep its contract?

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_evidence::{Statement, Subject};
use haerterei_ground::{BoundedReader, Message, whole};
use haerterei_image::Image;
use haerterei_trial::contract::{self, Contract, DeclaredUser, Origin};
use haerterei_trial::plan::{self, Plan};
use haerterei_trial::record::{Record, Verdict};
use haerterei_trial::sandbox::{LogSink, SandboxSettings, enter};
use haerterei_trial::{DOCUMENT_BYTES, PlanOverrides, Trial, Who};

use super::cache;
use crate::arguments::{Format, TrialArguments};
use crate::beside::Beside;
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::opened;
use crate::printer;
use crate::session::Session;
use crate::table::plain;
use crate::trial;

/// Tries an image and shows the record.
pub(crate) fn trial(session: &Session, arguments: &TrialArguments) -> Outcome {
    let opened = opened::open(session, &arguments.image)?;
    let chosen = opened.choose_first(arguments.platform.as_deref())?;
    chosen.bring_layers(|_| true)?;
    let image = &chosen.image;
    let contract = contract(arguments, image)?;
    let beside =
        arguments.attach.then(|| Beside::to_write(&chosen, &arguments.image)).transpose()?;
    if contract.origin == Origin::Proposed {
        warn(session, &Message::new("command-trial-proposed"));
    }
    let plan = match &arguments.plan {
        Some(file) => plan::read(file, &read(file)?)?,
        None => Plan::of_contract(),
    };
    let wanted: BTreeSet<Who> = arguments.identity.iter().map(|one| one.who()).collect();
    let identities: Vec<Who> =
        if wanted.is_empty() { Who::ALL.to_vec() } else { wanted.into_iter().collect() };
    let given: BTreeMap<String, Utf8PathBuf> =
        arguments.fixture.iter().map(|one| (one.name.clone(), one.path.clone())).collect();
    let settings = SandboxSettings {
        runtimes: arguments.runtime.clone(),
        folders: session.settings.programs.clone(),
        cancel: session.cancel.clone(),
    };
    if let Some(code) = in_user_namespace(session, &contract, &settings) {
        return Ok(Status::Passed(code));
    }
    let store = cache::open(session)?;
    let sink: Arc<dyn LogSink> =
        if arguments.watch { Arc::new(Watch(session.printer.clone())) } else { Arc::new(()) };
    let conducted = Trial {
        image,
        name: &arguments.image,
        contract: &contract,
        plan: &plan,
        given: &given,
        identities: &identities,
        limits: PlanOverrides { memory: arguments.memory, time: arguments.time_limit },
        keep: arguments.keep,
        now: session.settings.clock.now(),
    }
    .conduct(&store, &settings, &sink, &session.progress)?;

    if let Some(file) = &arguments.output {
        write_statement(file, &conducted.record)?;
    }
    if let Some(beside) = beside {
        beside.put(session, &statement(&conducted.record))?;
    }
    let text = match arguments.format {
        Format::Text => trial::show(&conducted.record, &session.texts, printer::width()),
        Format::Json => serde_json::to_string_pretty(&conducted.record)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    for kept in &conducted.kept {
        let message = Message::new("command-trial-kept")
            .text("run", &kept.run)
            .text("identity", kept.identity)
            .text("line", &kept.line);
        session.printer.say(&session.texts.say(&message));
    }
    Ok(match conducted.record.verdict {
        Verdict::Kept => Status::Done,
        Verdict::Broken => Status::Negative,
        Verdict::NotTried => Status::NotPossible,
    })
}

/// Does the whole call once more in a user namespace, if this process lacks what a sandbox needs,
/// and returns its exit code.
///
/// Nothing comes back where it needs none, and where this host gives none: then the call goes on,
/// and the record says what is missing.
fn in_user_namespace(
    session: &Session,
    contract: &Contract,
    settings: &SandboxSettings,
) -> Option<u8> {
    let program = std::env::current_exe().ok()?;
    let mut ids = Who::ids();
    if let DeclaredUser::Ids { uid, gid } = contract.user {
        ids.extend([Some(uid), gid].into_iter().flatten());
    }
    let status =
        enter(&program, &session.call, &settings.folders, &ids, &session.cancel).ok().flatten()?;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    Some(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(3))
}

fn contract(arguments: &TrialArguments, image: &Image) -> Result<Contract, Failure> {
    Ok(match &arguments.contract {
        Some(file) => contract::from_file(file.as_str(), &read(file)?, &image.config)?,
        None => contract::of_image(&image.config)?,
    })
}

/// Reads a file that a person wrote.
fn read(file: &Utf8Path) -> Result<String, CommandError> {
    let failed = |source| CommandError::CannotRead { file: file.to_owned(), source };
    let reader = BoundedReader::new(File::open(file).map_err(failed)?, DOCUMENT_BYTES);
    let bytes = reader.read_all().map_err(failed)?;
    String::from_utf8(bytes)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// Returns the record as a statement about the manifest; what has none is named by its configuration.
fn statement(record: &Record) -> Statement<Record> {
    let digest = record.image.manifest.or(record.image.config);
    let subject = digest.map(|digest| Subject::new(record.image.name.clone(), &digest));
    Statement::new(subject.into_iter().collect(), record.clone())
}

/// Writes the record as a statement, whole or not at all.
fn write_statement(file: &Utf8Path, record: &Record) -> Result<(), Failure> {
    let bytes = statement(record).to_bytes()?;
    whole::write(file.as_std_path(), &bytes)
        .map_err(|source| CommandError::CannotWrite { file: file.to_owned(), source }.into())
}

fn warn(session: &Session, message: &Message) {
    let label = session.texts.get("command-label-warning");
    session.printer.warn(&label, &session.texts.say(message));
    if let Some(hint) = session.texts.hint(message) {
        session.printer.warn(&session.texts.get("command-label-hint"), &hint);
    }
}

/// Shows the log on standard error, as it comes.
#[derive(Debug)]
struct Watch(printer::Printer);

impl LogSink for Watch {
    fn line(&self, line: &str) {
        self.0.say(&plain(line));
    }
}
