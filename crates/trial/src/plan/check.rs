// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From the written form to the meaning, with every contradiction at once.

use std::collections::BTreeSet;
use std::net::IpAddr;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use haerterei_ground::{Digest, Message, TreePath};
use serde_saphyr::Spanned;

use super::document::{CertificateDocument, FixtureDocument, PlanDocument, RunDocument};
use super::{
    Action, Certificate, ExitCheck, Fixture, FixtureContent, Plan, PlanLimits, Prepare, Run, Step,
};
use crate::probe::{Check, HttpCheck, ProbeDocument, TlsCheck, is_name, usual_within};
use crate::yaml::shown;

/// The version of the format.
const VERSION: u32 = 1;

/// Collects what is wrong.
pub(super) struct Checker<'a> {
    file: &'a Utf8Path,
    pub(super) faults: Vec<Message>,
    fixtures: BTreeSet<String>,
    certificates: BTreeSet<String>,
    targets: BTreeSet<TreePath>,
    has_prepare: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(file: &'a Utf8Path) -> Self {
        Self {
            file,
            faults: Vec::new(),
            fixtures: BTreeSet::new(),
            certificates: BTreeSet::new(),
            targets: BTreeSet::new(),
            has_prepare: false,
        }
    }

    /// Starts the message of a fault at a place.
    fn at<T>(&self, node: &Spanned<T>, key: &'static str) -> Message {
        let (line, column) = (node.referenced.line(), node.referenced.column());
        Message::new(key).text("place", format_args!("{}:{line}:{column}", self.file))
    }

    pub(super) fn plan(
        &mut self,
        document: PlanDocument,
        folder: Utf8PathBuf,
        digest: Digest,
    ) -> Plan {
        if document.haerterei_trial.value != VERSION {
            let fault = self.at(&document.haerterei_trial, "trial-plan-version");
            self.faults.push(fault.number("version", document.haerterei_trial.value));
        }
        let prepare = document.prepare.map(|node| self.prepare(node)).unwrap_or_default();
        self.has_prepare = !prepare.commands.is_empty() || !prepare.sources.is_empty();
        let fixtures = document.fixtures.iter().map(|node| self.fixture(node)).collect();
        let certificates =
            document.certificates.iter().map(|node| self.certificate(node)).collect();
        let mut names = BTreeSet::new();
        let mut runs: Vec<Run> =
            document.runs.into_iter().map(|node| self.run(node, &mut names)).collect();
        if runs.is_empty() {
            runs.push(Run::of_contract());
        }
        Plan {
            digest: Some(digest),
            folder,
            fixtures,
            certificates,
            prepare,
            limits: PlanLimits {
                memory: document.limits.memory.map(|size| size.0),
                processes: document.limits.processes,
                time: document.limits.time.map(|period| period.0),
            },
            runs,
        }
    }

    fn prepare(&mut self, node: Spanned<super::document::PrepareDocument>) -> Prepare {
        for source in &node.value.sources {
            self.beside(&node, Utf8Path::new(source));
        }
        if node.value.commands.iter().any(Vec::is_empty) {
            let fault = self.at(&node, "trial-plan-empty-command");
            self.faults.push(fault);
        }
        Prepare {
            sources: node.value.sources.into_iter().map(Utf8PathBuf::from).collect(),
            commands: node.value.commands,
        }
    }

    fn fixture(&mut self, node: &Spanned<FixtureDocument>) -> Fixture {
        let document = &node.value;
        self.name(node, &document.name);
        let present = [
            document.source.is_some(),
            document.content.is_some(),
            document.prepared.is_some(),
            document.given,
        ];
        if present.iter().filter(|is_there| **is_there).count() != 1 {
            let fault = self.at(node, "trial-plan-one-content");
            self.faults.push(fault.text("name", shown(&document.name)));
        }
        for path in document.source.iter().chain(&document.prepared) {
            self.beside(node, Utf8Path::new(path));
        }
        if document.prepared.is_some() && !self.has_prepare {
            let fault = self.at(node, "trial-plan-no-prepare");
            self.faults.push(fault.text("name", shown(&document.name)));
        }
        let mode = document.mode.as_deref().map(|text| {
            let mode = (text.len() <= 4).then(|| u32::from_str_radix(text, 8).ok()).flatten();
            mode.filter(|mode| *mode <= 0o777)
        });
        if mode == Some(None) {
            let fault = self.at(node, "trial-plan-mode");
            self.faults.push(fault.text("mode", shown(document.mode.as_deref().unwrap_or(""))));
        }
        let target = self.target(node, &document.target);
        let content = match (&document.source, &document.content, &document.prepared) {
            (Some(source), ..) => FixtureContent::Source(Utf8PathBuf::from(source)),
            (_, Some(text), _) => FixtureContent::Text(text.clone()),
            (_, _, Some(path)) => FixtureContent::Prepared(Utf8PathBuf::from(path)),
            _ => FixtureContent::Given,
        };
        Fixture { name: document.name.clone(), content, target, mode: mode.flatten() }
    }

    fn certificate(&mut self, node: &Spanned<CertificateDocument>) -> Certificate {
        let document = &node.value;
        self.name(node, &document.name);
        self.certificates.insert(document.name.clone());
        if document.names.is_empty() || !document.names.iter().all(|name| is_host(name)) {
            let fault = self.at(node, "trial-plan-certificate-names");
            self.faults.push(fault.text("name", shown(&document.name)));
        }
        let targets = [&document.certificate, &document.key, &document.authority];
        if targets.iter().all(|target| target.is_none()) {
            let fault = self.at(node, "trial-plan-certificate-targets");
            self.faults.push(fault.text("name", shown(&document.name)));
        }
        let [certificate, key, authority] =
            targets.map(|target| target.as_ref().map(|target| self.target(node, target)));
        Certificate {
            name: document.name.clone(),
            names: document.names.clone(),
            certificate,
            key,
            authority,
        }
    }

    fn run(&mut self, node: Spanned<RunDocument>, names: &mut BTreeSet<String>) -> Run {
        self.is_named(&node, &node.value.name);
        if !names.insert(node.value.name.clone()) {
            let fault = self.at(&node, "trial-plan-twice");
            self.faults.push(fault.text("name", shown(&node.value.name)));
        }
        let volumes: Vec<TreePath> =
            node.value.volumes.iter().filter_map(|path| self.path(&node, path)).collect();
        for name in node.value.environment.keys() {
            if name.is_empty() || name.contains(['=', '\0']) {
                let fault = self.at(&node, "trial-plan-variable");
                self.faults.push(fault.text("name", shown(name)));
            }
        }
        for name in node.value.fixtures.iter().flatten() {
            if !self.fixtures.contains(name) {
                let known: Vec<&str> = self.fixtures.iter().map(String::as_str).collect();
                let fault = self.at(&node, "trial-plan-unknown-fixture");
                let fault = fault.text("name", shown(name)).text("known", known.join(", "));
                self.faults.push(fault);
            }
        }
        if [&node.value.entrypoint, &node.value.command]
            .into_iter()
            .flatten()
            .flatten()
            .any(|word| word.contains('\0'))
        {
            let fault = self.at(&node, "trial-plan-empty-command");
            self.faults.push(fault);
        }
        let document = node.value;
        let mut steps: Vec<Step> = Vec::with_capacity(document.steps.len() + 1);
        for step in document.steps {
            if steps.last().is_some_and(|last| last.action.ends()) {
                let fault = self.at(&step, "trial-plan-after-end");
                self.faults.push(fault);
            }
            steps.extend(self.step(&step));
        }
        let of_contract = Run::of_contract().steps;
        if steps.is_empty() {
            steps = of_contract;
        } else if !steps.last().is_some_and(|last| last.action.ends()) {
            steps.extend(of_contract.into_iter().last());
        }
        Run {
            name: document.name,
            entrypoint: document.entrypoint,
            command: document.command,
            environment: document.environment,
            volumes,
            fresh_volumes: document.fresh_volumes,
            fixtures: document.fixtures.map(|names| names.into_iter().collect()),
            steps,
        }
    }

    fn step(&mut self, node: &Spanned<ProbeDocument>) -> Option<Step> {
        match node.value.name().and_then(|name| Ok(Step { name, action: action(&node.value)? })) {
            Ok(step) => {
                if let Action::Probe {
                    check: Check::Http(HttpCheck { tls: Some(tls), .. }), ..
                } = &step.action
                    && let TlsCheck { authority: Some(name) } = tls
                    && !self.certificates.contains(name)
                {
                    let fault = self.at(node, "trial-plan-unknown-certificate");
                    self.faults.push(fault.text("name", shown(name)));
                }
                Some(step)
            }
            Err(problem) => {
                let fault = self.at(node, "trial-plan-step");
                self.faults.push(fault.text("problem", problem));
                None
            }
        }
    }

    fn is_named<T>(&mut self, node: &Spanned<T>, name: &str) {
        if !is_name(name) {
            let fault = self.at(node, "trial-plan-name");
            self.faults.push(fault.text("name", shown(name)));
        }
    }

    fn name<T>(&mut self, node: &Spanned<T>, name: &str) {
        self.is_named(node, name);
        if !self.fixtures.insert(name.to_owned()) {
            let fault = self.at(node, "trial-plan-twice");
            self.faults.push(fault.text("name", shown(name)));
        }
    }

    /// Requires a path that stays in the folder of the plan.
    fn beside<T>(&mut self, node: &Spanned<T>, path: &Utf8Path) {
        let stays = !path.as_str().is_empty()
            && !path.as_str().contains('\0')
            && path
                .components()
                .all(|part| matches!(part, Utf8Component::Normal(_) | Utf8Component::CurDir));
        if !stays {
            let fault = self.at(node, "trial-plan-not-beside");
            self.faults.push(fault.text("path", shown(path.as_str())));
        }
    }

    /// Reads a place that something is mounted at; each is taken once.
    fn target<T>(&mut self, node: &Spanned<T>, text: &str) -> TreePath {
        let Some(path) = self.path(node, text) else { return TreePath::root() };
        if !self.targets.insert(path.clone()) {
            let fault = self.at(node, "trial-plan-target-twice");
            self.faults.push(fault.text("path", &path));
        }
        path
    }

    fn path<T>(&mut self, node: &Spanned<T>, text: &str) -> Option<TreePath> {
        let path =
            TreePath::parse(text).ok().filter(|path| text.starts_with('/') && !path.is_root());
        if path.is_none() {
            let fault = self.at(node, "trial-plan-target");
            self.faults.push(fault.text("path", shown(text)));
        }
        path
    }
}

/// Returns what a step asks or does.
fn action(document: &ProbeDocument) -> Result<Action, String> {
    let kind = document.kind.as_str();
    let within = document.within.map(|period| period.0);
    let action = match kind {
        "contract" => Action::Contract,
        "exit" => Action::Exit(ExitCheck {
            exit_code: document.exit_code.unwrap_or(0),
            contains: document.contains.clone(),
            within: usual_within(document.within),
        }),
        "terminate" => Action::Terminate { exit_code: document.exit_code, within },
        "kill-and-restart" => Action::KillAndRestart,
        "stop-and-restart" => Action::StopAndRestart,
        _ => {
            let check = document.check()?;
            return Ok(Action::Probe { check, within: usual_within(document.within) });
        }
    };
    // What such a step does not take is said by leaving only what it takes.
    let takes = ProbeDocument {
        name: document.name.clone(),
        kind: document.kind.clone(),
        exit_code: document.exit_code.filter(|_| matches!(kind, "exit" | "terminate")),
        contains: document.contains.clone().filter(|_| kind == "exit"),
        within: document.within.filter(|_| matches!(kind, "exit" | "terminate")),
        ..ProbeDocument::default()
    };
    if takes == *document {
        Ok(action)
    } else {
        Err(format!("a step of the kind `{kind}` has a key that means nothing for it"))
    }
}

/// Returns whether a text is a host name or an address that a certificate can be for.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_*".contains(c))
    };
    text.parse::<IpAddr>().is_ok() || (text.len() <= 253 && text.split('.').all(label))
}
