// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The tree that an installation of packages leaves behind, derived without running a script.
//!
//! Nothing is dropped and nothing hardened: it is what a build starts from, in a form that can be
//! compared with a real installation. No image is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use haerterei_effects::accounts::{Accounts, AccountsError, read_system_users};
use haerterei_effects::{Effect, Index, Verdict};
use haerterei_ground::{Cancel, Digest, Explain as _, Timestamp, TreePath};
use haerterei_image::tar::Entry;
use haerterei_packages::deb::Decoding;
use haerterei_recipe::{Architecture, LockedPackage, PackageName};
use haerterei_store::Store;

use crate::analysis::PackageFile;
use crate::apply::{Applier, Foresight, Leftover, Numbers};
use crate::decide::{Decider, Fidelity};
use crate::error::BuildError;
use crate::loaded::{self, Loaded};
use crate::made;
use crate::pack::{Packer, Sink, Wanted};
use crate::scene::Scene;
use crate::study::KeptKind;

/// The rule under which accounts are made here; nobody reports it.
const ACCOUNTS: &str = "accounts";
/// The rule under which the list of login shells is made.
const SHELLS: &str = "shells";

/// A tree as an installation leaves it.
#[derive(Debug, Default)]
pub struct Installation {
    /// Everything but the root.
    pub entries: BTreeMap<TreePath, Installed>,
    /// The accounts, by name: what `passwd` says of them behind the password.
    pub accounts: Accounts,
    /// Scripts that are not understood: a build with them stops.
    pub unknown: Vec<UnknownText>,
    /// What could not be done, for people.
    pub notes: Vec<String>,
}

/// A script that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownText {
    /// Its package.
    pub package: String,
    /// Its name.
    pub script: String,
    /// What it says.
    pub text: Vec<u8>,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// What it is.
    pub kind: InstalledKind,
    /// Permission bits.
    pub mode: u32,
    /// The owner's name, or its number if it has none.
    pub user: String,
    /// The group's name, or its number if it has none.
    pub group: String,
    /// The attribute `security.capability`; empty if there is none.
    pub capabilities: Vec<u8>,
}

/// What a path is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InstalledKind {
    /// A regular file with this content (SHA-256).
    File(Digest),
    /// A folder.
    Directory,
    /// A symbolic link with this text.
    Link(Vec<u8>),
    /// A device or pipe.
    Special,
}

/// Takes entries without keeping them: the study holds their digests.
struct Hashed;

impl Sink for Hashed {
    fn entry(&mut self, _: &Entry, content: &mut dyn Read) -> Result<(), BuildError> {
        io::copy(content, &mut io::sink()).map(drop).map_err(|source| BuildError::File {
            operation: "read",
            path: String::new(),
            source,
        })
    }
}

/// Derives what installing these packages, whose files are in the store, leaves behind.
#[expect(clippy::missing_panics_doc, reason = "only constant paths and embedded data could")]
pub fn installation(
    packages: &[Digest],
    architecture: &Architecture,
    now: Timestamp,
    store: &Store,
    threads: u32,
) -> Result<Installation, BuildError> {
    let cancel = Cancel::new();
    let locked: Vec<LockedPackage> = packages
        .iter()
        .map(|digest| locked(digest, architecture, store))
        .collect::<Result<_, _>>()?;
    let references: Vec<&LockedPackage> = locked.iter().collect();
    let packages = loaded::load(&references, &[], store, threads, &cancel, &|_| ())?;
    let order = loaded::configured(&packages);

    let none = Numbers::default();
    let mut foresight = Foresight::default();
    for effect in order.iter().flat_map(|package| &package.effects.effects) {
        foresight.consider(&effect.what, &none, Fidelity::Installed);
    }
    let decider = Decider {
        fidelity: Fidelity::Installed,
        left_out: Vec::new(),
        kept: Vec::new(),
        replaced: BTreeSet::new(),
        removed: foresight.removed.into_iter().collect(),
        diverted: foresight
            .diverted
            .into_iter()
            .map(|(from, to, package)| (from, (to, package)))
            .collect(),
        attributes: Vec::new(),
        interpreters: BTreeSet::new(),
    };
    let wanted = Wanted { paths: foresight.templates.into_iter().collect() };
    let mut scene = Scene::default();
    for (index, package) in packages.iter().enumerate() {
        let file = package.file();
        let decoding = Decoding { threads, ..Decoding::default() };
        let data = file.open(store)?.data(decoding).map_err(|source| file.broken(source))?;
        // What two packages ship, the later one replaces, as dpkg would have to be told.
        let study =
            Packer::new(&mut Hashed, &decider, store, &cancel).package(file, data, &wanted)?;
        scene.add(index, &study);
    }

    let mut result = Installation::default();
    result.accounts = accounts(&order, &scene, store, &mut result.notes)?;
    let numbers = Numbers {
        users: result
            .accounts
            .users()
            .iter()
            .map(|(name, account)| (name.clone(), u64::from(account.uid)))
            .collect(),
        groups: result
            .accounts
            .groups()
            .iter()
            .map(|(name, group)| (name.clone(), u64::from(group.gid)))
            .collect(),
    };
    made::base::links(&mut scene, 0);
    let mut applier = Applier::new(&mut scene, &decider, &numbers, store);
    for package in &order {
        for effect in &package.effects.effects {
            applier.apply(package.locked.name.as_str(), &effect.what, 0)?;
        }
    }
    let leftover = applier.finish()?;
    note(&leftover, &mut result.notes);
    if leftover.asked.contains_key(&Index::CaCertificates) {
        let java = leftover.asked.contains_key(&Index::JavaTrustStore);
        let choice = made::trust::Choice::default();
        made::trust::put(&mut scene, store, &choice, java, 0, now)?;
    }
    for (path, text) in
        [("etc/passwd", result.accounts.passwd()), ("etc/group", result.accounts.group())]
    {
        let path = TreePath::parse(path).expect("a constant path is sound");
        scene.put(Entry::file(path, 0o644, 0), text.into_bytes(), ACCOUNTS);
    }
    shells(&mut scene, store)?;
    result.unknown = unknown(&packages);
    result.entries = entries(&scene, &numbers);
    Ok(result)
}

/// Lists login shells as `update-shells` of `debianutils` does: those of its template, then those
/// that packages contribute, each also by its place in the merged tree.
fn shells(scene: &mut Scene, store: &Store) -> Result<(), BuildError> {
    let path = |text: &str| TreePath::parse(text).expect("a constant path is sound");
    if scene.get(&path("usr/sbin/update-shells")).is_none() {
        return Ok(());
    }
    let template = path("usr/share/debianutils/shells");
    let list = path("etc/shells");
    let contributed = path("usr/share/debianutils/shells.d");
    let mut sources = vec![template];
    sources.extend(scene.captured_within(&contributed).map(|(path, _)| path.clone()));
    let mut known: Vec<String> = Vec::new();
    for source in sources {
        let content = scene.content(&source, store)?.unwrap_or_default();
        for line in String::from_utf8_lossy(&content).lines() {
            let shell = line.split('#').next().unwrap_or_default().to_owned();
            let Ok(place) = TreePath::parse(&shell) else { continue };
            if shell.is_empty() {
                continue;
            }
            for name in [shell, format!("/{}", scene.located(&place).as_str().unwrap_or_default())]
            {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
    }
    let before = scene.content(&list, store)?.unwrap_or_default();
    let mut text = String::from_utf8_lossy(&before).into_owned();
    let mut state = String::new();
    for shell in known {
        if !text.lines().any(|line| line == shell) {
            text.push_str(&shell);
            text.push('\n');
        }
        state.push_str(&shell);
        state.push('\n');
    }
    scene.put(Entry::file(list, 0o644, 0), text.into_bytes(), SHELLS);
    scene.put(Entry::file(path("var/lib/shells.state"), 0o644, 0), state.into_bytes(), SHELLS);
    Ok(())
}

/// Describes a package by its control file, as a lock would.
fn locked(
    digest: &Digest,
    architecture: &Architecture,
    store: &Store,
) -> Result<LockedPackage, BuildError> {
    let file = PackageFile { name: "", digest };
    let control = file.open(store)?.into_control();
    let refused = || BuildError::File {
        operation: "read",
        path: digest.to_string(),
        source: io::ErrorKind::InvalidData.into(),
    };
    let (source, source_version) = control.source();
    Ok(LockedPackage {
        name: PackageName::parse(&control.package).ok_or_else(refused)?,
        version: control.version.to_string(),
        platform: architecture.clone(),
        architecture: Architecture::parse(&control.architecture)
            .unwrap_or_else(|| architecture.clone()),
        source: source.to_owned(),
        source_version: source_version.unwrap_or_default().to_owned(),
        suite: String::new(),
        pool: String::new(),
        size: 0,
        digest: *digest,
        time: Timestamp::UNIX_EPOCH,
        because: Vec::new(),
    })
}

/// Gathers the accounts that packages declare, in the order of configuration.
fn accounts(
    order: &[&Loaded<'_>],
    scene: &Scene,
    store: &Store,
    notes: &mut Vec<String>,
) -> Result<Accounts, BuildError> {
    let mut accounts = Accounts::new();
    let read = |path: &TreePath| -> Result<Vec<u8>, BuildError> {
        Ok(scene.content(path, store)?.unwrap_or_default())
    };
    for package in order {
        for effect in &package.effects.effects {
            let done = match &effect.what {
                Effect::BaseAccounts => {
                    let master = |name: &str| {
                        TreePath::parse(format!("usr/share/base-passwd/{name}.master"))
                            .expect("a constant path is sound")
                    };
                    let (passwd, group) = (read(&master("passwd"))?, read(&master("group"))?);
                    Accounts::from_masters(&passwd, &group).map(|base| accounts = base)
                }
                Effect::SystemUsers { file } => {
                    let content = read(file)?;
                    read_system_users(&file.to_string(), &content).and_then(|declared| {
                        declared.iter().try_for_each(|line| accounts.declare(line))
                    })
                }
                Effect::User(user) => accounts.add_user(user).map(drop),
                Effect::Group { name, gid, .. } => accounts.add_group(name, *gid).map(drop),
                Effect::Membership { user, group } => accounts.add_member(user, group),
                _ => Ok(()),
            };
            if let Err(error) = done {
                notes.push(told(package, &error));
            }
        }
    }
    Ok(accounts)
}

fn told(package: &Loaded<'_>, error: &AccountsError) -> String {
    format!("{}: {error} ({})", package.locked.name, error.message().key)
}

fn note(leftover: &Leftover, notes: &mut Vec<String>) {
    for (path, package) in &leftover.absent {
        notes.push(format!("{package}: no content of {path}"));
    }
    for (what, package) in &leftover.without {
        notes.push(format!("{package}: not done: {what}"));
    }
}

fn unknown(packages: &[Loaded<'_>]) -> Vec<UnknownText> {
    let mut unknown = Vec::new();
    for package in packages {
        for report in &package.effects.scripts {
            if matches!(report.verdict, Verdict::Unrecognised { .. }) {
                let text = package
                    .control
                    .scripts
                    .iter()
                    .find(|(name, _)| name.as_str() == report.script)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default();
                unknown.push(UnknownText {
                    package: package.locked.name.to_string(),
                    script: report.script.clone(),
                    text,
                });
            }
        }
    }
    unknown
}

fn entries(scene: &Scene, numbers: &Numbers) -> BTreeMap<TreePath, Installed> {
    let by_number = |names: &BTreeMap<String, u64>| -> BTreeMap<u64, String> {
        names.iter().map(|(name, number)| (*number, name.clone())).collect()
    };
    let (users, groups) = (by_number(&numbers.users), by_number(&numbers.groups));
    let named = |names: &BTreeMap<u64, String>, number: u64| {
        names.get(&number).cloned().unwrap_or_else(|| number.to_string())
    };
    let digest = |path: &TreePath| -> Option<Digest> {
        if let Some(made) = scene.made_content(path) {
            return Some(Digest::sha256(made));
        }
        match &scene.get(path)?.kept.kind {
            KeptKind::File { content, .. } => *content,
            _ => None,
        }
    };
    let mut entries = BTreeMap::new();
    for (path, place) in scene.iter() {
        let kept = &place.kept;
        let kind = match &kept.kind {
            KeptKind::File { .. } => digest(path).map(InstalledKind::File),
            KeptKind::Hardlink(target) => digest(target).map(InstalledKind::File),
            KeptKind::Directory => Some(InstalledKind::Directory),
            KeptKind::Symlink(target) => Some(InstalledKind::Link(target.clone())),
            KeptKind::Special => Some(InstalledKind::Special),
        };
        let mode = if matches!(kept.kind, KeptKind::Symlink(_)) { 0o777 } else { kept.mode };
        let entry = Installed {
            kind: kind.unwrap_or(InstalledKind::Special),
            mode,
            user: named(&users, kept.uid),
            group: named(&groups, kept.gid),
            capabilities: scene.capabilities(path).to_vec(),
        };
        entries.insert(path.clone(), entry);
    }
    entries
}
