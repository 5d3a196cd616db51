// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei vex`: what was decided and proved, said to others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;

use camino::Utf8Path;
use haerterei_evidence::vex::{CSAF_MEDIA_TYPE, CycloneDx, OpenVex};
use haerterei_evidence::{Artifact, Statement, Subject};
use haerterei_findings::{Closed, Ground, RestsOn};
use haerterei_ground::{BoundedReader, Message, Timestamp, whole};
use haerterei_versions::purl::PackageUrl;
use haerterei_vex::status::{Circumstance, Justification, Lost};
use haerterei_vex::{Addressing, Entry, OutputFormat, Publisher, Sbom, Writing, write};
use serde::Deserialize;

use super::told;
use crate::arguments::VexArguments;
use crate::beside::Beside;
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::opened;
use crate::scan::Told;
use crate::session::Session;

/// Bytes of an inventory of which only the first fields are read.
const MOST_BYTES: u64 = 512 << 20;

/// Writes what was decided and proved of an image.
pub(crate) fn vex(session: &Session, arguments: &VexArguments) -> Outcome {
    let beside = if arguments.attach {
        let opened = opened::open(session, &arguments.image)?;
        let chosen = opened.choose_first(arguments.platform.as_deref())?;
        Some(Beside::to_write(&chosen, &arguments.image)?)
    } else {
        None
    };
    let told = told::of_anything(
        session,
        &arguments.image,
        arguments.platform.as_deref(),
        &arguments.decisions,
        &arguments.vex,
    )?;
    let issued = session.settings.clock.now();
    let entries = entries(&told, issued, arguments.include_trusted);
    let image = told.named();
    let addressing = arguments.products.addressing();
    if addressing == Addressing::InImage && image.digests.is_empty() && !entries.is_empty() {
        return Err(CommandError::NoDigest { image: arguments.image.clone() }.into());
    }
    let publisher = Publisher {
        name: arguments.author.clone(),
        namespace: arguments.namespace.to_string(),
        category: arguments.category.as_str().to_owned(),
    };
    let sbom = arguments.sbom.as_deref().map(reference).transpose()?;
    let format = arguments.format.output();
    say_losses(session, &entries, format);
    let count = entries.len();
    let writing = Writing {
        image: &image,
        entries,
        publisher: &publisher,
        issued,
        addressing,
        sbom: sbom.as_ref(),
    };
    let document = write(&writing, format)?;
    if let Some(beside) = &beside {
        attach(session, beside, &told, format, &document)?;
    }
    match &arguments.output {
        Some(file) => whole::write(file.as_std_path(), &document)
            .map_err(|source| CommandError::CannotWrite { file: file.clone(), source })?,
        None if beside.is_none() => session.printer.result(&String::from_utf8_lossy(&document))?,
        None => {}
    }
    let message = Message::new("command-vex-said").number("statements", count);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

/// Returns what is said: what was decided here and what is proved; what others say only where that is
/// asked for. The same said of several components of one weakness is one statement.
fn entries(told: &Told, issued: Timestamp, with_others: bool) -> BTreeSet<Entry> {
    let mut groups: BTreeMap<Entry, BTreeSet<PackageUrl>> = BTreeMap::new();
    for finding in &told.findings {
        let Some(decided) = &finding.decided else { continue };
        let is_ours = match decided.ground {
            Ground::Decision { .. } | Ground::Proof { .. } => true,
            Ground::Vex { .. } => with_others,
            Ground::Source { .. } => false,
        };
        // What has no package URL cannot be named to others.
        let Some(purl) = finding.purl().filter(|_| is_ours) else { continue };
        let entry = Entry {
            weakness: finding.weakness.clone(),
            aliases: finding.aliases.clone(),
            components: BTreeSet::new(),
            status: decided.status,
            justification: decided.justification,
            circumstance: decided.circumstance,
            text: text(decided),
            at: decided.since.unwrap_or(issued),
        };
        groups.entry(entry).or_default().insert(purl);
    }
    groups.into_iter().map(|(entry, components)| Entry { components, ..entry }).collect()
}

/// Returns the reason in words; where it is somebody else's, with who says it.
fn text(decided: &Closed) -> Option<String> {
    match (&decided.ground, &decided.text) {
        (Ground::Vex { author, document }, Some(text)) => {
            Some(format!("{text} ({author}, {document})"))
        }
        (Ground::Vex { author, document }, None) => Some(format!("{author}, {document}")),
        (Ground::Proof { rule }, None) => Some(match decided.rests_on {
            Some(RestsOn::Records) => {
                format!("Shown by rule {rule}, from what the image says of its own packages.")
            }
            _ => format!("Shown by rule {rule}."),
        }),
        (_, text) => text.clone(),
    }
}

/// Says what the format cannot say.
fn say_losses(session: &Session, entries: &BTreeSet<Entry>, format: OutputFormat) {
    let losses: BTreeSet<Lost> = entries.iter().filter_map(|entry| lost(entry, format)).collect();
    for loss in losses {
        let label = session.texts.get("command-label-warning");
        session.printer.warn(&label, &session.texts.get(loss.key()));
    }
}

fn lost(entry: &Entry, format: OutputFormat) -> Option<Lost> {
    let by_word = entry.justification.map(Justification::to_circumstance);
    if format == OutputFormat::CycloneDx1_6 {
        // A circumstance that somebody chose says more than the one that follows from the word.
        return by_word.filter(|(word, _)| Some(*word) == entry.circumstance).and_then(|it| it.1);
    }
    let is_chosen = entry.circumstance != by_word.map(|it| it.0);
    entry.circumstance.filter(|_| is_chosen).and_then(|it| Circumstance::to_justification(it).1)
}

/// Puts a document beside the image: as a statement where its format has a type for that, else as it
/// is.
fn attach(
    session: &Session,
    beside: &Beside,
    told: &Told,
    format: OutputFormat,
    document: &[u8],
) -> Result<(), Failure> {
    let unsaid = |error| CommandError::CannotShow(Box::new(error));
    let subject = || vec![Subject::new(told.image.name.clone(), &beside.image().digest)];
    match format {
        OutputFormat::OpenVex => {
            let predicate = OpenVex(serde_json::from_slice(document).map_err(unsaid)?);
            beside.put(session, &Statement::new(subject(), predicate))
        }
        OutputFormat::CycloneDx1_6 => {
            let predicate = CycloneDx(serde_json::from_slice(document).map_err(unsaid)?);
            beside.put(session, &Statement::new(subject(), predicate))
        }
        OutputFormat::Csaf2_0 | OutputFormat::Csaf2_1 => {
            let artifact = Artifact::of_document(
                beside.image(),
                CSAF_MEDIA_TYPE,
                document.to_vec(),
                BTreeMap::new(),
            );
            beside.put_artifact(session, &artifact)
        }
    }
}

/// Reads by what others refer to an inventory in CycloneDX.
fn reference(file: &Utf8Path) -> Result<Sbom, Failure> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "serialNumber")]
        serial: Option<String>,
        version: Option<u64>,
    }
    let failed = |source| CommandError::CannotRead { file: file.to_owned(), source };
    let bytes = BoundedReader::new(File::open(file).map_err(failed)?, MOST_BYTES)
        .read_all()
        .map_err(failed)?;
    let head: Head = serde_json::from_slice(&bytes)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    match head.serial {
        Some(serial) => Ok(Sbom { serial, version: head.version.unwrap_or(1) }),
        None => Err(CommandError::NoSerialNumber { file: file.to_owned() }.into()),
    }
}
