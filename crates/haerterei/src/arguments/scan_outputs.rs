// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! In which forms `haerterei scan` tells what it found, and when that is a failure.

use std::ffi::OsStr;

use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command, ValueEnum};
use haerterei_findings::policy::Policy;

/// What is written where, and what fails the call.
#[derive(Args, Debug)]
pub(crate) struct ScanOutputArguments {
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = FormParser::<ScanFormat>::new())]
    pub(crate) format: Vec<Wanted<ScanFormat>>,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<Utf8PathBuf>,
    #[arg(long, value_name = "TOOL[=FILE]", value_parser = FormParser::<ScanExport>::new())]
    pub(crate) export: Vec<Wanted<ScanExport>>,
    #[arg(long, value_name = "POLICY")]
    pub(crate) fail_on: Vec<Policy>,
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    pub(crate) severity_from: Vec<String>,
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanFormat {
    // For people.
    Table,
    // For programs, with a published schema.
    Json,
    // SARIF 2.1.0.
    Sarif,
    // GitLab's report of container scanning, schema 15.
    Gitlab,
    // CycloneDX 1.6 with vulnerabilities.
    #[value(name = "cyclonedx-json")]
    CycloneDx,
    // RFC 4180.
    Csv,
    // One page that needs nothing else.
    Html,
}

/// Which tool's list of what to pass over is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanExport {
    // Trivy's `.trivyignore.yaml`.
    Trivyignore,
    // The `ignore` of Grype's configuration.
    Grype,
    // The CVE allowlist of a project or system in Harbor.
    HarborAllowlist,
}

/// A form, and the file it goes to; without one, to standard output or `--output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted<T> {
    pub(crate) form: T,
    pub(crate) file: Option<Utf8PathBuf>,
}

/// Something to be written, of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScanForm {
    Format(ScanFormat),
    Export(ScanExport),
}

impl ScanForm {
    /// Returns the word for it on the command line.
    pub(crate) fn word(self) -> String {
        let value = match self {
            Self::Format(format) => format.to_possible_value(),
            Self::Export(export) => export.to_possible_value(),
        };
        value.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl ScanOutputArguments {
    /// Returns everything that is to be written, and where; nothing is standard output.
    pub(crate) fn all(&self) -> Vec<(ScanForm, Option<&Utf8Path>)> {
        let formats = self.format.iter().map(|it| (ScanForm::Format(it.form), &it.file));
        let exports = self.export.iter().map(|it| (ScanForm::Export(it.form), &it.file));
        let mut all: Vec<(ScanForm, Option<&Utf8Path>)> = formats
            .chain(exports)
            .map(|(form, file)| (form, file.as_deref().or(self.output.as_deref())))
            .collect();
        if all.is_empty() {
            all.push((ScanForm::Format(ScanFormat::Table), self.output.as_deref()));
        }
        all
    }

    /// Returns whether people read standard output.
    pub(crate) fn is_for_people(&self) -> bool {
        let to_people = ScanForm::Format(ScanFormat::Table);
        self.all().iter().all(|(form, file)| file.is_some() || *form == to_people)
    }
}

/// Reads `FORM` or `FORM=FILE`, and offers the forms for help and completion.
#[derive(Clone, Debug)]
struct FormParser<T>(std::marker::PhantomData<T>);

impl<T> FormParser<T> {
    const fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for FormParser<T> {
    type Value = Wanted<T>;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let text = value.to_string_lossy();
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(Utf8PathBuf::from(file))),
            None => (text.as_ref(), None),
        };
        let form = T::from_str(name, false).ok();
        let is_sound = value.to_str().is_some() && file.as_ref().is_none_or(|it| it != "");
        if let (Some(form), true) = (form, is_sound) {
            return Ok(Wanted { form, file });
        }
        let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
        if let Some(argument) = argument {
            error.insert(ContextKind::InvalidArg, ContextValue::String(argument.to_string()));
        }
        error.insert(ContextKind::InvalidValue, ContextValue::String(text.into_owned()));
        let names = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names = names.map(|value| value.get_name().to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(T::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Call {
        #[command(flatten)]
        outputs: ScanOutputArguments,
    }

    fn call(text: &str) -> Result<ScanOutputArguments, clap::Error> {
        let words = std::iter::once("scan").chain(text.split_whitespace());
        Call::try_parse_from(words).map(|call| call.outputs)
    }

    fn shown(text: &str) -> Vec<(String, Option<String>)> {
        let outputs = call(text).unwrap();
        let all = outputs.all();
        all.into_iter().map(|(form, file)| (form.word(), file.map(ToString::to_string))).collect()
    }

    #[test]
    fn each_form_goes_to_its_file() {
        let to = |form: &str, file: Option<&str>| (form.to_owned(), file.map(str::to_owned));
        assert_eq!(shown(""), [to("table", None)]);
        assert_eq!(shown("--output a"), [to("table", Some("a"))]);
        assert_eq!(
            shown("--format table --format sarif=a.sarif --export harbor-allowlist=b"),
            [to("table", None), to("sarif", Some("a.sarif")), to("harbor-allowlist", Some("b"))]
        );
        assert_eq!(shown("--format csv -o a"), [to("csv", Some("a"))]);
        assert!(call("--format json").is_ok_and(|it| !it.is_for_people()));
        assert!(call("--format json=a --format table").is_ok_and(|it| it.is_for_people()));
        for wrong in ["--format yaml", "--format json=", "--export trivy", "--fail-on hihg"] {
            assert_eq!(call(wrong).unwrap_err().exit_code(), 2, "{wrong}");
        }
    }
}
