// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei advisories`: bringing sources in, showing the index, carrying it.

use camino::Utf8Path;
use haerterei_advisories::{
    AdvisoriesError, Bounds, Brought, Carrier, Demand, Index, Origin, Outcome as BroughtIn, Place,
    SigningKey, Source, TrustedKey, bring, export as write_index, import as read_index,
};
use haerterei_fetch::Fetcher;
use haerterei_ground::Message;

use crate::advisories;
use crate::arguments::{
    AdvisoriesExportArguments, AdvisoriesImportArguments, AdvisoriesUpdateArguments, Format,
    SourceArgument,
};
use crate::failure::{self, CommandError, Expected, Failure, Outcome, Status};
use crate::figures;
use crate::first_bytes::FirstBytes;
use crate::printer;
use crate::session::Session;
use crate::settings;

/// What makes an index.
const TOOL: &str = concat!("haerterei ", env!("CARGO_PKG_VERSION"));

/// Fetches sources.
pub(crate) fn update(session: &Session, arguments: &AdvisoriesUpdateArguments) -> Outcome {
    let configured = &session.settings.advisory_sources;
    let mut sources = Vec::new();
    for name in &arguments.sources {
        let source = configured.iter().find(|source| source.name == *name);
        sources.push(source.cloned().ok_or_else(|| unknown(name, configured))?);
    }
    if sources.is_empty() {
        sources.clone_from(configured);
    }
    bring_in(session, &sources, arguments.accept_shrunk.as_deref())
}

/// Brings in an exported index, or files of sources.
pub(crate) fn import(session: &Session, arguments: &AdvisoriesImportArguments) -> Outcome {
    if let Some(file) = &arguments.file {
        return import_index(session, file, arguments);
    }
    let configured = &session.settings.advisory_sources;
    let mut sources: Vec<Source> = Vec::new();
    for SourceArgument { name, path } in &arguments.sources {
        let path = path.clone().into_std_path_buf();
        // A source that is named more than once consists of all its files.
        if let Some(Source { origin: Origin::Paths(paths), .. }) =
            sources.iter_mut().find(|source| source.name == *name)
        {
            paths.push(path);
            continue;
        }
        let source = configured.iter().find(|source| source.name == *name).cloned();
        let source =
            source.or_else(|| Source::known(name)).ok_or_else(|| unknown(name, configured))?;
        sources.push(Source { origin: Origin::Paths(vec![path]), ..source });
    }
    bring_in(session, &sources, arguments.accept_shrunk.as_deref())
}

fn bring_in(session: &Session, sources: &[Source], accept_shrunk: Option<&str>) -> Outcome {
    let fetcher = Fetcher::new(session.settings.network.fetch_settings()?)?;
    let place = Place {
        folder: folder(session)?.as_std_path(),
        fetcher: &fetcher,
        clock: session.settings.clock,
        bounds: Bounds::default(),
        tool: TOOL,
        progress: &session.progress,
        cancel: &session.cancel,
    };
    tell(session, bring(sources, accept_shrunk, &place)?)
}

/// Says how each source ended; those that failed make the call fail.
fn tell(session: &Session, outcome: BroughtIn) -> Outcome {
    let texts = &session.texts;
    if outcome.is_anew {
        let label = texts.get("command-label-warning");
        session.printer.warn(&label, &texts.get("command-advisories-anew"));
    }
    let mut failed: Option<AdvisoriesError> = None;
    for (name, brought) in outcome.sources {
        let record = outcome.manifest.as_ref().and_then(|manifest| manifest.sources.get(&name));
        let key = match brought {
            Brought::Renewed => "command-advisories-renewed",
            Brought::Unchanged => "command-advisories-unchanged",
            Brought::Failed(error) => {
                if let Some(before) = failed.replace(error) {
                    failure::tell(&before.into(), texts);
                }
                continue;
            }
        };
        let count = record.map_or(0, |record| record.counts.rows);
        let message = Message::new(key)
            .text("name", name)
            .text("rows", figures::count(count, texts.language()));
        session.printer.say(&texts.say(&message));
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(Status::Done),
    }
}

/// Shows what the index is made of.
pub(crate) fn status(session: &Session, format: Format) -> Outcome {
    let index = Index::open(folder(session)?.as_std_path())?;
    let status = advisories::Status::of(&index, session.settings.clock.now());
    let text = match format {
        Format::Text => advisories::show(&status, &session.texts, printer::width()),
        Format::Json => serde_json::to_string_pretty(&status)
            .map_err(|error| CommandError::CannotShow(Box::new(error)))?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

fn import_index(session: &Session, file: &str, arguments: &AdvisoriesImportArguments) -> Outcome {
    let trusted: Result<Vec<TrustedKey>, Failure> = arguments
        .trust
        .iter()
        .map(|path| Ok(TrustedKey::read(path.as_std_path(), &read(path)?)?))
        .collect();
    let demand = Demand {
        trusted: &trusted?,
        allow_unsigned: arguments.allow_unsigned,
        allow_older: arguments.allow_older,
    };
    let path = Utf8Path::new(file);
    if path.is_file() && FirstBytes::of(path).is_ok_and(|it| it != FirstBytes::Archive) {
        let (file, expected) = (path.to_owned(), Expected::Index);
        return Err(CommandError::Unexpected { file, expected, cause: None }.into());
    }
    let folder = folder(session)?;
    let manifest =
        read_index(&Carrier::parse(file), demand, folder.as_std_path(), &session.cancel)?;
    let message = Message::new("command-advisories-imported")
        .number("sources", manifest.sources.len())
        .text("created", manifest.created);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

/// Writes the index into a file or a layout.
pub(crate) fn export(session: &Session, arguments: &AdvisoriesExportArguments) -> Outcome {
    let key = match &arguments.key {
        Some(path) => Some(SigningKey::read(path.as_std_path(), &read(path)?)?),
        None => None,
    };
    let index = Index::open(folder(session)?.as_std_path())?;
    let carrier = Carrier::parse(&arguments.output);
    let root = write_index(&index, &carrier, key.as_ref(), &session.cancel)?;
    let message = match &key {
        Some(key) => {
            Message::new("command-advisories-exported-signed").text("key", key.public().identity())
        }
        None => Message::new("command-advisories-exported"),
    };
    let message = message.text("output", &arguments.output).text("digest", root.digest);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

pub(super) fn folder(session: &Session) -> Result<&Utf8Path, Failure> {
    session.settings.advisories.as_deref().ok_or_else(|| CommandError::NoCacheFolder.into())
}

fn read(path: &Utf8Path) -> Result<Vec<u8>, Failure> {
    Ok(settings::read(path)?.into_bytes())
}

fn unknown(name: &str, configured: &[Source]) -> Failure {
    let mut known: Vec<&str> = configured.iter().map(|source| source.name.as_str()).collect();
    known.sort_unstable();
    CommandError::UnknownSource { name: name.to_owned(), known: known.join(", ") }.into()
}
