// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What lies on the host for a trial: fixtures, certificates, volumes, the folder of `prepare`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_ground::TreePath;

use crate::fixture::{Access, Issued, copy, copy_prepared, own, write};
use crate::identity::{VOLUME_GROUP, Who};
use crate::plan::{Certificate, Fixture, FixtureContent, PREPARE_FOLDER, Plan, Run};
use crate::sandbox::{FixtureMount, Identity, Sandbox, SandboxError, VolumeMount, Workspace};
use crate::{ConductError, TrialError};

/// The folders of a trial on the host. They end with it.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    plan: &'a Plan,
    given: &'a BTreeMap<String, Utf8PathBuf>,
    workspace: Workspace,
    issued: BTreeMap<String, Issued>,
    /// Fixtures that lie ready, by name: who may read them does not depend on the run.
    ready: BTreeMap<String, Vec<FixtureMount>>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(
        sandbox: &Sandbox,
        plan: &'a Plan,
        given: &'a BTreeMap<String, Utf8PathBuf>,
        keep: bool,
    ) -> Result<Self, ConductError> {
        let workspace = sandbox.workspace(keep)?;
        let mut issued = BTreeMap::new();
        for certificate in &plan.certificates {
            issued.insert(certificate.name.clone(), Issued::new(certificate)?);
        }
        let mut stage = Self { plan, given, workspace, issued, ready: BTreeMap::new() };
        for folder in ["fixtures", "prepare", "volumes"] {
            let folder = stage.folder(folder);
            fs::create_dir(&folder).map_err(io("make", &folder))?;
        }
        for fixture in &plan.fixtures {
            stage.source(fixture)?;
        }
        Ok(stage)
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.workspace.folder().join(name)
    }

    /// Returns the authorities of the certificates, for probes.
    pub(super) fn authorities(&self) -> BTreeMap<String, Vec<u8>> {
        self.issued
            .iter()
            .map(|(name, issued)| (name.clone(), issued.authority_der.clone()))
            .collect()
    }

    /// Lays out what does not have to be prepared first.
    fn source(&mut self, fixture: &Fixture) -> Result<(), ConductError> {
        let target = self.folder("fixtures").join(&fixture.name);
        let access = Access::Read { mode: fixture.mode, group: VOLUME_GROUP };
        let given = self.given.get(&fixture.name);
        let (from, done) = match (given, &fixture.content) {
            (Some(path), _) => (path.clone(), copy(path.as_std_path(), &target, access)),
            (None, FixtureContent::Source(source)) => {
                let path = self.plan.folder.join(source);
                let done = copy(path.as_std_path(), &target, access);
                (path, done)
            }
            (None, FixtureContent::Text(text)) => {
                (Utf8PathBuf::from(&fixture.name), write(&target, text, access))
            }
            (None, FixtureContent::Prepared(_)) => return Ok(()),
            (None, FixtureContent::Given) => {
                let name = fixture.name.clone();
                return Err(TrialError::FixtureNotGiven { name }.into());
            }
        };
        done.map_err(|source| fault(fixture, &from, source))?;
        self.is_ready(fixture, target);
        Ok(())
    }

    fn is_ready(&mut self, fixture: &Fixture, source: PathBuf) {
        let mount = FixtureMount { source, target: fixture.target.clone(), read_only: true };
        self.ready.insert(fixture.name.clone(), vec![mount]);
    }

    /// Fills the folder of `prepare`, to which the identity may write, and returns how it is
    /// mounted.
    pub(super) fn prepare(&self, identity: &Identity) -> Result<FixtureMount, ConductError> {
        let folder = self.folder("prepare");
        let access = Access::Write { group: identity.volume_group() };
        own(&folder, 0o2775, identity.volume_group()).map_err(io("change", &folder))?;
        for source in &self.plan.prepare.sources {
            let from = self.plan.folder.join(source);
            let to = folder.join(source);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(io("make", parent))?;
            }
            copy(from.as_std_path(), &to, access).map_err(|error| TrialError::Fixture {
                name: source.to_string(),
                path: from,
                source: error,
            })?;
        }
        let target = TreePath::parse(PREPARE_FOLDER).unwrap_or_default();
        Ok(FixtureMount { source: folder, target, read_only: false })
    }

    /// Takes over what the commands of `prepare` left behind.
    pub(super) fn prepared(&mut self) -> Result<(), ConductError> {
        let folder = self.folder("prepare");
        for fixture in &self.plan.fixtures {
            let FixtureContent::Prepared(path) = &fixture.content else { continue };
            if self.ready.contains_key(&fixture.name) {
                continue;
            }
            let target = self.folder("fixtures").join(&fixture.name);
            let access = Access::Read { mode: fixture.mode, group: VOLUME_GROUP };
            copy_prepared(&folder, path.as_std_path(), &target, access)
                .map_err(|source| fault(fixture, path, source))?;
            self.is_ready(fixture, target);
        }
        Ok(())
    }

    /// Returns what a run gets mounted for the trial.
    pub(super) fn fixtures(
        &mut self,
        run: &Run,
        identity: &Identity,
    ) -> Result<Vec<FixtureMount>, ConductError> {
        for certificate in &self.plan.certificates {
            if !self.ready.contains_key(&certificate.name) {
                let mounts = self.certificate(certificate, identity)?;
                self.ready.insert(certificate.name.clone(), mounts);
            }
        }
        let is_wanted =
            |name: &str| run.fixtures.as_ref().is_none_or(|wanted| wanted.contains(name));
        Ok(self
            .ready
            .iter()
            .filter(|(name, _)| is_wanted(name))
            .flat_map(|(_, mounts)| mounts.clone())
            .collect())
    }

    fn certificate(
        &self,
        certificate: &Certificate,
        identity: &Identity,
    ) -> Result<Vec<FixtureMount>, ConductError> {
        let Some(issued) = self.issued.get(&certificate.name) else { return Ok(Vec::new()) };
        let read = Access::Read { mode: None, group: VOLUME_GROUP };
        // The same group holds the volumes of every identity.
        let secret = Access::Secret { group: identity.volume_group() };
        let mut mounts = Vec::new();
        for (what, target, text, access) in [
            ("certificate", &certificate.certificate, &issued.certificate_pem, read),
            ("key", &certificate.key, &issued.key_pem, secret),
            ("authority", &certificate.authority, &issued.authority_pem, read),
        ] {
            let Some(target) = target else { continue };
            let source = self.folder("fixtures").join(format!("{}.{what}.pem", certificate.name));
            write(&source, text, access).map_err(io("write", &source))?;
            mounts.push(FixtureMount { source, target: target.clone(), read_only: true });
        }
        Ok(mounts)
    }

    /// Returns the volumes of a run: those that the identity's runs before it left, or empty ones.
    pub(super) fn volumes(
        &self,
        who: Who,
        run: &Run,
        paths: &BTreeSet<TreePath>,
        identity: &Identity,
    ) -> Result<Vec<VolumeMount>, ConductError> {
        let of_identity = self.folder("volumes").join(who.name());
        let mut mounts = Vec::new();
        for path in paths {
            // Every path has one folder, whatever characters it has.
            let name = haerterei_ground::Digest::sha256(path.as_bytes()).short();
            let folder = of_identity.join(name);
            if run.fresh_volumes && folder.exists() {
                fs::remove_dir_all(&folder).map_err(io("remove", &folder))?;
            }
            if !folder.exists() {
                fs::create_dir_all(&folder).map_err(io("make", &folder))?;
                own(&folder, 0o2770, identity.volume_group()).map_err(io("change", &folder))?;
            }
            mounts.push(VolumeMount { folder, target: path.clone(), read_only: false });
        }
        Ok(mounts)
    }
}

fn fault(fixture: &Fixture, path: &Utf8Path, source: std::io::Error) -> ConductError {
    TrialError::Fixture { name: fixture.name.clone(), path: path.to_owned(), source }.into()
}

fn io(operation: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ConductError + use<> {
    let path = path.to_owned();
    move |source| SandboxError::Io { operation, path, source }.into()
}
