// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei decide`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use haerterei_vex::decision::{ComponentPattern, ImagePattern, Moment};
use haerterei_vex::status::{Circumstance, Justification, Status};

use super::values::{self, Format};

/// `decide FILE`, or one of its commands.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct DecideArguments {
    #[command(subcommand)]
    pub(crate) command: Option<DecideCommand>,
    #[command(flatten)]
    pub(crate) add: DecideAddArguments,
}

impl DecideArguments {
    /// Returns the form in which failures are shown.
    pub(crate) const fn failure_format(&self) -> Format {
        match &self.command {
            Some(DecideCommand::List(arguments)) => arguments.format,
            Some(DecideCommand::Check(arguments)) => arguments.format,
            _ => Format::Text,
        }
    }
}

/// What else can be done with decisions.
#[derive(Debug, Subcommand)]
pub(crate) enum DecideCommand {
    Risk(Box<DecideRiskArguments>),
    Propose(DecideProposeArguments),
    List(DecideListArguments),
    Check(DecideCheckArguments),
}

/// What is decided, and by whom.
#[derive(Args, Debug)]
pub(crate) struct DecideAddArguments {
    /// Always there unless a command of `decide` was given.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) file: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub(crate) about: AboutArguments,
    #[arg(long, value_name = "STATUS", value_parser = status, required_unless_present = "confirm")]
    pub(crate) status: Option<Status>,
    #[arg(long, value_name = "JUSTIFICATION", value_parser = justification)]
    pub(crate) justification: Option<Justification>,
    #[arg(long, value_name = "CIRCUMSTANCE", value_parser = circumstance)]
    pub(crate) circumstance: Option<Circumstance>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) statement: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: Vec<String>,
    /// The n-th says how to find the n-th evidence again.
    #[arg(long, value_name = "COMMAND", requires = "evidence")]
    pub(crate) repeat: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) invalidated_by: Vec<String>,
    #[arg(long, requires = "from_scan", conflicts_with = "status")]
    pub(crate) confirm: bool,
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<Moment>,
}

/// Who bears what, and why.
#[derive(Args, Debug)]
pub(crate) struct DecideRiskArguments {
    #[arg(value_name = "FILE")]
    pub(crate) file: Utf8PathBuf,
    #[command(flatten)]
    pub(crate) about: AboutArguments,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) measure: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Moment,
}

/// What a decision of either kind is about, and whose it is.
#[derive(Args, Debug)]
pub(crate) struct AboutArguments {
    #[arg(long, value_name = "NAME", required = true)]
    pub(crate) weakness: Vec<String>,
    #[arg(long, value_name = "PURL", value_parser = component)]
    pub(crate) component: Vec<ComponentPattern>,
    #[arg(long, value_name = "DIGEST|NAME", value_parser = image)]
    pub(crate) image: Vec<ImagePattern>,
    #[arg(long, value_name = "REPORT")]
    pub(crate) from_scan: Option<Utf8PathBuf>,
    /// Always there unless a command of `decide` was given.
    #[arg(long, value_name = "ROLE", required = true)]
    pub(crate) role: Option<String>,
    /// Always there unless a command of `decide` was given.
    #[arg(long, value_name = "NAME", required = true)]
    pub(crate) organisation: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) decided: Option<Moment>,
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Of what to propose decisions.
#[derive(Args, Debug)]
pub(crate) struct DecideProposeArguments {
    #[arg(value_name = "IMAGE|SBOM|REPORT")]
    pub(crate) image: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform)]
    pub(crate) platform: Option<String>,
}

/// Which decisions to show.
#[derive(Args, Debug)]
pub(crate) struct DecideListArguments {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Which decisions to check, and against what.
#[derive(Args, Debug)]
pub(crate) struct DecideCheckArguments {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<Utf8PathBuf>,
    #[arg(long, value_name = "IMAGE|SBOM|REPORT")]
    pub(crate) against: Option<String>,
    #[arg(long, value_name = "PLATFORM", value_parser = values::platform, requires = "against")]
    pub(crate) platform: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

fn word<T: Copy>(text: &str, known: &[T], name: impl Fn(T) -> &'static str) -> Result<T, String> {
    known.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|one| name(*one)).collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn status(text: &str) -> Result<Status, String> {
    word(text, &Status::ALL, Status::open_vex)
}

fn justification(text: &str) -> Result<Justification, String> {
    word(text, &Justification::ALL, Justification::as_str)
}

fn circumstance(text: &str) -> Result<Circumstance, String> {
    word(text, &Circumstance::ALL, Circumstance::as_str)
}

fn component(text: &str) -> Result<ComponentPattern, String> {
    let purl = text.parse().map_err(|_| "expected a package URL, as pkg:deb/debian/zlib1g")?;
    Ok(ComponentPattern::new(purl))
}

fn image(text: &str) -> Result<ImagePattern, String> {
    text.parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_standards() {
        assert_eq!(status("not_affected"), Ok(Status::NotAffected));
        assert!(status("fine").unwrap_err().contains("under_investigation"));
        assert!(justification("code_not_present").is_err());
        assert_eq!(circumstance("code_not_present"), Ok(Circumstance::CodeNotPresent));
        assert!(component("zlib1g").is_err());
        assert!(image("sha256:abc").is_err() && image("").is_err() && image("a/*").is_ok());
    }
}
