// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide`: whether a weakness applies, who bears one that does, and what has become of such
//! decisions.

mod check;
mod file;
mod list;
mod propose;

use std::collections::BTreeSet;

use camino::Utf8Path;
use haerterei_ground::Message;
use haerterei_vex::decision::{
    Addition, ComponentPattern, Decision, Decisions, Evidence, Grade, ImagePattern, Moment,
    RiskDecision, Role, Scope, free_name,
};
use haerterei_vex::status::Status as Applies;
use jiff::tz::TimeZone;

use super::told;
use crate::arguments::{
    AboutArguments, DecideAddArguments, DecideArguments, DecideCommand, DecideRiskArguments,
};
use crate::failure::{CommandError, Failure, Outcome, Status};
use crate::scan::{Told, ToldFinding};
use crate::session::Session;

/// The JSON Schema of what `decide check` says.
pub(crate) const CHECK_SCHEMA: &str = include_str!("../../../schemas/decisions-check.json");

/// Does what was asked for.
pub(crate) fn run(session: &Session, arguments: &DecideArguments) -> Outcome {
    match &arguments.command {
        None => add(session, &arguments.add),
        Some(DecideCommand::Risk(arguments)) => risk(session, arguments),
        Some(DecideCommand::Propose(arguments)) => propose::propose(session, arguments),
        Some(DecideCommand::List(arguments)) => list::list(session, arguments),
        Some(DecideCommand::Check(arguments)) => check::check(session, arguments),
    }
}

/// Records whether a weakness applies.
fn add(session: &Session, arguments: &DecideAddArguments) -> Outcome {
    let about = &arguments.about;
    let told = about.from_scan.as_deref().map(told::of_report).transpose()?;
    let concerned = concerned(about, told.as_ref())?;
    let mut decision = Decision {
        id: String::new(),
        scope: scope(about, told.as_ref(), &concerned),
        status: arguments.status.unwrap_or(Applies::NotAffected),
        justification: arguments.justification,
        circumstance: arguments.circumstance,
        statement: arguments.statement.clone(),
        grade: Grade::Opinion,
        evidence: evidence(arguments),
        invalidated_by: arguments.invalidated_by.clone(),
        by: role(about),
        decided: decided(session, about),
        expires: arguments.expires,
    };
    if arguments.confirm {
        confirm(session, &mut decision, &concerned)?;
    }
    let file = arguments.file.as_deref().unwrap_or(Utf8Path::new(""));
    write(session, file, about, |id| {
        Addition::Decision(Box::new(Decision { id, ..decision.clone() }))
    })
}

/// Records who bears a weakness that applies.
fn risk(session: &Session, arguments: &DecideRiskArguments) -> Outcome {
    let about = &arguments.about;
    let told = about.from_scan.as_deref().map(told::of_report).transpose()?;
    let concerned = concerned(about, told.as_ref())?;
    let decision = RiskDecision {
        id: String::new(),
        scope: scope(about, told.as_ref(), &concerned),
        owner: role(about),
        reason: arguments.reason.clone(),
        compensating_measure: arguments.measure.clone(),
        decided: decided(session, about),
        until: arguments.until,
    };
    write(session, &arguments.file, about, |id| {
        Addition::Risk(Box::new(RiskDecision { id, ..decision.clone() }))
    })
}

/// Adds to the file, or shows what would be added.
fn write(
    session: &Session,
    file: &Utf8Path,
    about: &AboutArguments,
    make: impl Fn(String) -> Addition,
) -> Outcome {
    let named = |decisions: &Decisions| {
        make(about.id.clone().unwrap_or_else(|| free_name(decisions, &wanted_name(about))))
    };
    if about.dry_run {
        let (text, addition) = file::with(file, &named)?;
        // What would be refused is refused here too.
        drop(text);
        session.printer.result(&addition.to_yaml())?;
        return Ok(Status::Done);
    }
    let addition = file::add(file, &named)?;
    let message = Message::new("command-decide-added").text("id", addition.id()).text("file", file);
    session.printer.say(&session.texts.say(&message));
    Ok(Status::Done)
}

/// Returns what a decision is called that has no name: the weakness, and the component if it is one.
fn wanted_name(about: &AboutArguments) -> String {
    let weakness = about.weakness.first().map(String::as_str).unwrap_or_default();
    match about.component.as_slice() {
        [one] => format!("{weakness}-{}", one.purl().name()),
        _ => weakness.to_owned(),
    }
}

/// Returns the findings of a report that are meant: of the weakness, and of the components if some are
/// named.
fn concerned<'a>(
    about: &AboutArguments,
    told: Option<&'a Told>,
) -> Result<Vec<&'a ToldFinding>, Failure> {
    let Some(told) = told else { return Ok(Vec::new()) };
    let is_meant = |finding: &&ToldFinding| {
        let names = finding.names();
        let component = finding.component();
        about.weakness.iter().any(|name| names.contains(name))
            && (about.component.is_empty()
                || about.component.iter().any(|pattern| pattern.matches(&component)))
    };
    let found: Vec<&ToldFinding> = told.findings.iter().filter(is_meant).collect();
    if found.is_empty() {
        return Err(CommandError::NothingToDecide { weakness: about.weakness.join(", ") }.into());
    }
    Ok(found)
}

/// Returns what is decided about: what the call says; what it leaves open, the report says.
fn scope(about: &AboutArguments, told: Option<&Told>, concerned: &[&ToldFinding]) -> Scope {
    let mut components: BTreeSet<ComponentPattern> = about.component.iter().cloned().collect();
    if components.is_empty() {
        components.extend(concerned.iter().filter_map(|it| it.purl()).map(ComponentPattern::new));
    }
    let mut images: BTreeSet<ImagePattern> = about.image.iter().cloned().collect();
    if images.is_empty() {
        images.extend(told.and_then(|it| it.image.digest).map(ImagePattern::Digest));
    }
    Scope { weaknesses: about.weakness.iter().cloned().collect(), components, images }
}

/// Makes a decision of the indications of the findings that it is about.
fn confirm(
    session: &Session,
    decision: &mut Decision,
    concerned: &[&ToldFinding],
) -> Result<(), Failure> {
    let nothing = || CommandError::NothingToConfirm {
        weakness: decision.scope.weaknesses.iter().cloned().collect::<Vec<_>>().join(", "),
    };
    // Each component that is decided about needs an indication of its own.
    if concerned.iter().any(|finding| finding.proposals.is_empty()) {
        return Err(nothing().into());
    }
    let proposals: Vec<_> = concerned.iter().flat_map(|finding| &finding.proposals).collect();
    let first = proposals.first().ok_or_else(nothing)?;
    decision.status = first.status;
    decision.justification = decision.justification.or(first.justification);
    decision.grade = Grade::ConfirmedIndication;
    for proposal in proposals {
        // A rule has one command, or one for each thing that it found.
        let mut repeats = proposal.repeat.iter();
        for one in &proposal.evidence {
            let found = format!("{}: {}", proposal.rule, one.say(&session.texts));
            if !decision.evidence.iter().any(|it| it.found == found) {
                decision.evidence.push(Evidence { found, repeat: repeats.next().cloned() });
            }
        }
        for one in &proposal.invalidated_by {
            let said = one.say(&session.texts);
            if !decision.invalidated_by.contains(&said) {
                decision.invalidated_by.push(said);
            }
        }
    }
    Ok(())
}

fn evidence(arguments: &DecideAddArguments) -> Vec<Evidence> {
    let repeats = arguments.repeat.iter().cloned().map(Some).chain(std::iter::repeat(None));
    let pairs = arguments.evidence.iter().cloned().zip(repeats);
    pairs.map(|(found, repeat)| Evidence { found, repeat }).collect()
}

fn role(about: &AboutArguments) -> Role {
    Role {
        role: about.role.clone().unwrap_or_default(),
        organisation: about.organisation.clone().unwrap_or_default(),
        name: about.name.clone(),
    }
}

/// Returns the day of the decision: as given, else today in UTC.
fn decided(session: &Session, about: &AboutArguments) -> Moment {
    let now = session.settings.clock.now();
    about.decided.unwrap_or_else(|| {
        let day = now.to_zoned(TimeZone::UTC).date().to_string();
        day.parse().unwrap_or_else(|_| Moment::at(now))
    })
}
