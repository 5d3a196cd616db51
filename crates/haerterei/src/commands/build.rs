// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei build`: an image from packages.

use std::collections::BTreeSet;
use std::sync::Arc;

use haerterei_build::{Base, BuildOptions, Built, Report, build, check, provenance, tool};
use haerterei_evidence::provenance::Provenance;
use haerterei_evidence::{Artifact, Statement, attach};
use haerterei_ground::{Diagnostic, Limits, Message};
use haerterei_image::layer::compressor_identity;
use haerterei_image::{Compression, Layout, OutputReference, RegistryReference, Transfer};
use haerterei_recipe::{Compression as RecipeCompression, FeatureName, Lock, LockedTool, Recipe};
use haerterei_registry::copy::{Choice, Source, copy as transfer};

use super::recipe::warn;
use crate::arguments::{BuildArguments, CompressionArgument, Format};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::foundation::{Terms, base_of, settled, variants_asked};
use crate::opened;
use crate::printer;
use crate::report;
use crate::session::Session;
use crate::workshop::{Subject, Workshop};

/// Builds a recipe, resolving it first where its lock does not fit.
pub(crate) fn run(session: &Session, arguments: &BuildArguments) -> Outcome {
    let subject = Subject::read(session, &arguments.recipe)?;
    let asked = variants_asked(&subject, &arguments.variant)?;
    let outputs = outputs(&subject, arguments, asked.len())?;
    let workshop = Workshop::open(session, &arguments.mirror, arguments.package_store.as_deref())?;
    let architectures = subject.architectures(&arguments.platform)?;
    let terms = Terms {
        architectures: &architectures,
        is_locked: arguments.locked || arguments.check,
        anew: arguments.anew || arguments.check,
        compression: arguments.compression,
    };
    let base = base_of(session, &subject, &terms, &workshop)?;
    let variants: BTreeSet<FeatureName> = asked.iter().flatten().cloned().collect();
    let compression = terms.compression(session, &subject);
    let mut lock = settled(session, &subject, base.as_ref(), &variants, &terms, &workshop)?;
    let own = own_tool(compression);
    if lock.tool != own {
        if terms.is_locked {
            warn_of_other_tool(session, &lock, &own);
        } else {
            lock.tool = own;
        }
    }
    let options =
        BuildOptions { architectures: architectures.clone(), compression, anew: terms.anew };
    let images = images(session, &subject, &lock, &options, base.as_ref(), &asked, &workshop)?;
    if arguments.check {
        let mut text = String::new();
        for image in &images {
            check(&image.lock, subject.lock_path.as_str(), &image.built)?;
            text.push_str(&report::agreement(session, &image.built));
        }
        session.progress.finish();
        session.printer.result(&text)?;
        return Ok(Status::Done);
    }
    let mut reports = Vec::new();
    for MadeImage { recipe, lock: own, base, mut built } in images {
        for (word, output) in &outputs {
            let output = tagged(output.clone(), arguments, &built, asked.len());
            let statement = || provenance(&recipe, &own, &built, base.as_ref());
            if let OutputReference::Registry(_) = &output {
                push(session, &built, &statement(), &output)?;
            } else {
                output.write(&built.image, Transfer::Copy, Limits::default())?;
            }
            if let OutputReference::Layout { folder, .. } = &output {
                let layout = Layout::open(folder, Limits::default())?;
                attach(&layout, &built.image.root, &statement())?;
            }
            built.report.outputs.push(word.clone());
        }
        match recipe.variant() {
            None => lock.result = Some(built.result.clone()),
            Some(name) => {
                if let Some(variant) = lock.variants.get_mut(name) {
                    variant.result = Some(built.result.clone());
                }
            }
        }
        reports.push(built.report);
    }
    if !arguments.locked {
        subject.write_lock(&lock)?;
    }
    session.progress.finish();
    let text = match arguments.format {
        Format::Text => reports
            .iter()
            .map(|report| {
                let details = session.printer.tells_details();
                report::text(report, &session.texts, printer::width(), details)
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Format::Json => as_json(&reports)?,
    };
    session.printer.result(&text)?;
    Ok(Status::Done)
}

/// Pushes an image into a registry, with the statement about how it was built beside it.
fn push(
    session: &Session,
    built: &Built,
    statement: &Statement<Provenance>,
    output: &OutputReference,
) -> Result<(), Failure> {
    let limits = Limits::default();
    let artifact = Artifact::new(&built.image.root, statement)?;
    let referring = [(artifact.descriptor.clone(), artifact.content())];
    let source = Source::of_assembled(&built.image, &referring, limits)?;
    let registry = Arc::new(opened::registry(session)?);
    transfer(&registry, &source, output, &Choice::default(), limits)?;
    Ok(())
}

/// An image that was asked for, with what it was made from.
struct MadeImage {
    recipe: Recipe,
    lock: Lock,
    base: Option<Base>,
    built: Built,
}

/// Builds the recipe's image, and the variants asked for upon it; those not asked for are not
/// returned.
fn images(
    session: &Session,
    subject: &Subject,
    lock: &Lock,
    options: &BuildOptions,
    base: Option<&Base>,
    asked: &[Option<FeatureName>],
    workshop: &Workshop,
) -> Result<Vec<MadeImage>, Failure> {
    let place = workshop.place(session);
    let runtime = build(&subject.recipe, lock, options, base, &place)?;
    let name = format!("{}:{}", runtime.report.name, runtime.report.version);
    let below = Base::built(name, &runtime.image)?;
    let mut images = Vec::new();
    for name in asked.iter().flatten() {
        let (Some(recipe), Some(lock)) =
            (subject.recipe.variants().get(name), lock.of_variant(name))
        else {
            continue;
        };
        let built = build(recipe, &lock, options, Some(&below), &place)?;
        let base = Some(below.clone());
        images.push(MadeImage { recipe: recipe.clone(), lock, base, built });
    }
    if asked.contains(&None) {
        let image = MadeImage {
            recipe: subject.recipe.clone(),
            lock: lock.clone(),
            base: base.cloned(),
            built: runtime,
        };
        images.insert(0, image);
    }
    // Platforms and variants notice the same.
    let mut told: Vec<&Diagnostic> = Vec::new();
    for diagnostic in images.iter().flat_map(|image| &image.built.report.diagnostics) {
        if !told.contains(&diagnostic) {
            warn(session, diagnostic);
            told.push(diagnostic);
        }
    }
    Ok(images)
}

/// One report as it is, several as a list.
fn as_json(reports: &[Report]) -> Result<String, CommandError> {
    match reports {
        [only] => serde_json::to_string_pretty(only),
        several => serde_json::to_string_pretty(several),
    }
    .map_err(|error| CommandError::CannotShow(Box::new(error)))
}

/// Says that another version of the tool wrote the lock.
fn warn_of_other_tool(session: &Session, lock: &Lock, own: &LockedTool) {
    let message = Message::new("build-other-tool")
        .text("locked", &lock.tool.version)
        .text("rules", format!("{}; {}", lock.tool.rules, lock.tool.compressor))
        .text("own", &own.version)
        .text("own-rules", format!("{}; {}", own.rules, own.compressor));
    let label = session.texts.get("command-label-warning");
    session.printer.warn(&label, &session.texts.say(&message));
}

/// Returns this tool as a lock names it.
pub(crate) fn own_tool(compression: Compression) -> LockedTool {
    tool(env!("CARGO_PKG_VERSION"), compressor_identity(compression))
}

/// Returns how layers are compressed: the flag, else the configuration, else the recipe.
pub(crate) fn compression(
    session: &Session,
    subject: &Subject,
    flag: Option<CompressionArgument>,
) -> Compression {
    match flag.or(session.settings.compression) {
        Some(CompressionArgument::Gzip) => Compression::Gzip,
        Some(CompressionArgument::Zstd) => Compression::Zstd,
        None => match subject.recipe.resolved().compression {
            RecipeCompression::Gzip => Compression::Gzip,
            RecipeCompression::Zstd => Compression::Zstd,
        },
    }
}

/// Returns how the layers of a lock were compressed, as its compressor's name says.
pub(crate) fn locked_compression(lock: &Lock) -> Compression {
    let named = |compression: &Compression| {
        let own = compressor_identity(*compression);
        let first = own.split(' ').next().unwrap_or_default();
        lock.tool.compressor.split(' ').next() == Some(first)
    };
    [Compression::Gzip, Compression::Zstd].into_iter().find(named).unwrap_or_default()
}

/// Returns where the image goes, as written and as understood; checked before work begins.
fn outputs(
    subject: &Subject,
    arguments: &BuildArguments,
    images: usize,
) -> Result<Vec<(String, OutputReference)>, Failure> {
    let usual = || vec![format!("oci:out/{}", subject.recipe.resolved().name)];
    let words = if arguments.output.is_empty() { usual() } else { arguments.output.clone() };
    let mut outputs = Vec::new();
    for word in words {
        let output = OutputReference::parse(&word)?;
        let takes_several =
            matches!(output, OutputReference::Layout { .. } | OutputReference::Registry(_));
        if images > 1 && !takes_several {
            return Err(CommandError::SeveralImages { output: word }.into());
        }
        outputs.push((word, output));
    }
    Ok(outputs)
}

/// Gives an output without a tag the build's version; a variant's name follows it, also after a
/// tag that several images share.
fn tagged(
    output: OutputReference,
    arguments: &BuildArguments,
    built: &Built,
    images: usize,
) -> OutputReference {
    let variant = built.report.variant.as_ref();
    let with_variant = |tag: String| match variant {
        Some(variant) => format!("{tag}-{variant}"),
        None => tag,
    };
    let given = |tag: String| if images > 1 { with_variant(tag) } else { tag };
    let version = match arguments.tag.first() {
        Some(tag) => given(tag.clone()),
        None => with_variant(built.report.version.clone()),
    };
    match output {
        OutputReference::Layout { folder, tag } => {
            OutputReference::Layout { folder, tag: tag.map(given).or(Some(version)) }
        }
        OutputReference::OciArchive { file, tag } => {
            OutputReference::OciArchive { file, tag: tag.or(Some(version)) }
        }
        OutputReference::DockerArchive { file, name } => {
            let usual = format!("{}:{version}", built.report.name);
            OutputReference::DockerArchive { file, name: name.or(Some(usual)) }
        }
        OutputReference::Registry(name) => {
            let tag = name.tag.clone().map(given).or(Some(version));
            OutputReference::Registry(RegistryReference { tag, ..name })
        }
    }
}
