// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The written form of a plan.

use std::collections::BTreeMap;

use camino::Utf8Path;
use haerterei_ground::Digest;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::Plan;
use super::check::Checker;
use crate::TrialError;
use crate::probe::ProbeDocument;
use crate::yaml::{self, Period, Size};

/// A plan as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PlanDocument {
    pub(super) haerterei_trial: Spanned<u32>,
    #[serde(default)]
    pub(super) limits: LimitsDocument,
    #[serde(default)]
    pub(super) prepare: Option<Spanned<PrepareDocument>>,
    #[serde(default)]
    pub(super) fixtures: Vec<Spanned<FixtureDocument>>,
    #[serde(default)]
    pub(super) certificates: Vec<Spanned<CertificateDocument>>,
    #[serde(default)]
    pub(super) runs: Vec<Spanned<RunDocument>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LimitsDocument {
    #[serde(default)]
    pub(super) memory: Option<Size>,
    #[serde(default)]
    pub(super) processes: Option<u32>,
    #[serde(default)]
    pub(super) time: Option<Period>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PrepareDocument {
    #[serde(default)]
    pub(super) sources: Vec<String>,
    #[serde(default)]
    pub(super) commands: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FixtureDocument {
    pub(super) name: String,
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) prepared: Option<String>,
    #[serde(default)]
    pub(super) given: bool,
    pub(super) target: String,
    #[serde(default)]
    pub(super) mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CertificateDocument {
    pub(super) name: String,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) certificate: Option<String>,
    #[serde(default)]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) authority: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RunDocument {
    pub(super) name: String,
    #[serde(default)]
    pub(super) entrypoint: Option<Vec<String>>,
    #[serde(default)]
    pub(super) command: Option<Vec<String>>,
    #[serde(default)]
    pub(super) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) volumes: Vec<String>,
    #[serde(default)]
    pub(super) fresh_volumes: bool,
    #[serde(default)]
    pub(super) fixtures: Option<Vec<String>>,
    #[serde(default)]
    pub(super) steps: Vec<Spanned<ProbeDocument>>,
}

/// Reads a plan from the text of `file`; its sources are looked for beside it.
///
/// # Errors
///
/// [`TrialError::Document`] for what is not YAML or has an unknown key, [`TrialError::Plan`] with
/// every contradiction, each with its line.
pub fn read(file: &Utf8Path, text: &str) -> Result<Plan, TrialError> {
    let document: PlanDocument = yaml::read(file.as_str(), text)?;
    let folder = file.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let digest = Digest::sha256(text.as_bytes());
    let mut checker = Checker::new(file);
    let plan = checker.plan(document, folder, digest);
    if checker.faults.is_empty() {
        Ok(plan)
    } else {
        Err(TrialError::Plan { file: file.to_string(), faults: checker.faults })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::plan::{Action, FixtureContent};

    fn plan(text: &str) -> Result<Plan, TrialError> {
        read(Utf8Path::new("a/trial.yaml"), text)
    }

    const WHOLE: &str = r#"
haerterei-trial: 1
limits: {memory: 512 MiB, processes: 300, time: 3min}
prepare:
  sources: [shop]
  commands:
    - [/usr/bin/java, -m, jdk.compiler/com.sun.tools.javac.Main, /prepare/shop/Hello.java]
fixtures:
  - {name: shop, prepared: shop.war, target: /srv/shop.war}
  - {name: page, content: "<p>", target: /srv/page.html, mode: "0644"}
  - {name: tool, given: true, target: /tool, mode: "0755"}
certificates:
  - {name: server, names: [localhost, 127.0.0.1], certificate: /tls/tls.crt, key: /tls/tls.key}
runs:
  - name: serves
    environment: {A: b}
    fixtures: [shop, server]
    steps:
      - kind: contract
      - {name: page, kind: https, port: 8443, path: /x, authority: server, contains: "42", within: 10s}
      - kind: kill-and-restart
      - {name: again, kind: tcp, port: 8080}
      - {kind: terminate, exit-code: 143, within: 5s}
  - name: once
    command: [/bin/true]
    steps: [{kind: exit, contains: fine}]
"#;

    #[test]
    fn a_whole_plan_is_read() {
        let plan = plan(WHOLE).unwrap();
        assert_eq!(plan.folder, "a");
        assert_eq!(plan.limits.memory, Some(512 << 20));
        assert_eq!(plan.fixtures[0].content, FixtureContent::Prepared("shop.war".into()));
        assert_eq!(plan.fixtures[2].content, FixtureContent::Given);
        assert_eq!(plan.fixtures[2].mode, Some(0o755));
        let kinds: Vec<&str> = plan.runs[0].steps.iter().map(|step| step.action.kind()).collect();
        assert_eq!(kinds, ["contract", "https", "kill-and-restart", "tcp", "terminate"]);
        let Action::Terminate { exit_code, within } = plan.runs[0].steps[4].action else {
            panic!("{kinds:?}");
        };
        assert_eq!((exit_code, within), (Some(143), Some(Duration::from_secs(5))));
        assert_eq!(plan.runs[1].steps.len(), 1);
    }

    #[test]
    fn a_plan_without_runs_runs_the_contract_and_a_run_without_an_end_is_ended() {
        let one = plan("haerterei-trial: 1\n").unwrap();
        assert_eq!(one.runs, Plan::of_contract().runs);
        let text =
            "haerterei-trial: 1\nruns: [{name: a, steps: [{kind: tcp, port: 1}]}, {name: b}]";
        let two = plan(text).unwrap();
        let kinds = |run: usize| -> Vec<&str> {
            two.runs[run].steps.iter().map(|step| step.action.kind()).collect()
        };
        assert_eq!(kinds(0), ["tcp", "terminate"]);
        assert_eq!(kinds(1), ["contract", "terminate"]);
    }

    #[test]
    fn every_contradiction_is_named_with_its_line() {
        let text = r#"haerterei-trial: 1
fixtures:
  - {name: a, content: x, source: y, target: /a}
  - {name: a, content: x, target: /b}
  - {name: c, source: ../x, target: /c}
  - {name: d, content: x, target: relative}
  - {name: e, prepared: x, target: /e}
  - {name: f, content: x, target: /b, mode: "7777"}
certificates:
  - {name: g}
  - {name: h, names: ["no good"], key: /h}
runs:
  - name: r
    fixtures: [nothing]
    volumes: [/]
    environment: {"A=B": c}
    steps:
      - {kind: https, authority: nobody}
      - {kind: exit}
      - {kind: tcp}
      - {kind: jump}
  - name: r
"#;
        let TrialError::Plan { faults, .. } = plan(text).unwrap_err() else { panic!("faults") };
        let seen: Vec<(&str, String)> = faults
            .iter()
            .map(|fault| {
                let Some((_, haerterei_ground::Argument::Text(place))) = fault.arguments.first()
                else {
                    panic!("{fault:?}");
                };
                (fault.key, place.rsplit(':').nth(1).unwrap().to_owned())
            })
            .collect();
        let expected = [
            ("trial-plan-one-content", "3"),
            ("trial-plan-twice", "4"),
            ("trial-plan-not-beside", "5"),
            ("trial-plan-target", "6"),
            ("trial-plan-no-prepare", "7"),
            ("trial-plan-mode", "8"),
            ("trial-plan-target-twice", "8"),
            ("trial-plan-certificate-names", "10"),
            ("trial-plan-certificate-targets", "10"),
            ("trial-plan-certificate-names", "11"),
            ("trial-plan-target", "13"),
            ("trial-plan-variable", "13"),
            ("trial-plan-unknown-fixture", "13"),
            ("trial-plan-unknown-certificate", "18"),
            ("trial-plan-after-end", "20"),
            ("trial-plan-step", "21"),
            ("trial-plan-twice", "22"),
        ];
        assert_eq!(seen, expected.map(|(key, line)| (key, line.to_owned())));
    }

    #[test]
    fn unknown_keys_and_versions_are_refused_with_their_place() {
        for (text, line) in [
            ("haerterei-trial: 1\nfixture: []\n", 2),
            ("haerterei-trial: 1\nruns:\n  - name: a\n    stepps: []\n", 4),
            (
                "haerterei-trial: 1\nruns:\n  - name: a\n    steps:\n      - {kind: tcp, prot: 1}\n",
                5,
            ),
        ] {
            let TrialError::Document { line: found, problem, .. } = plan(text).unwrap_err() else {
                panic!("{text}");
            };
            assert_eq!(found, line, "{problem}");
            assert!(problem.contains("unknown field"), "{problem}");
        }
        assert!(matches!(plan("haerterei-trial: 2\n"), Err(TrialError::Plan { .. })));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(haerterei-trial: 1\n)?(.{0,60}\n){0,6}") {
            let _ = plan(&text);
        }
    }
}
