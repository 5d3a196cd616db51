// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Effects of scripts become entries of the tree.

use std::collections::BTreeMap;

use haerterei_effects::accounts::{TemporaryFile, What, read_temporary_files};
use haerterei_effects::{Effect, Extension, Index, Slave};
use haerterei_ground::TreePath;
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_store::Store;

use crate::capabilities;
use crate::decide::{Decider, Decision, Fidelity};
use crate::error::BuildError;
use crate::made::dictionaries::{self, Making};
use crate::made::php::{self, Request};
use crate::made::{base, name_services};
use crate::mode_change::ModeChange;
use crate::scene::{Scene, Source};
use crate::study::{Kept, KeptKind};

/// The rule under which the report names what scripts would have made.
pub(crate) const RULE: &str = "script-effect";
/// The rule for links that choose a command (`update-alternatives`).
pub(crate) const ALTERNATIVE: &str = "alternative";

/// What effects leave to be done, or cannot be done here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leftover {
    /// Indices that a later step makes: trust stores, the library cache.
    pub(crate) asked: BTreeMap<Index, Vec<String>>,
    /// Triggers and effects that the image does without, with the package that asked.
    pub(crate) without: Vec<(String, String)>,
    /// Templates that no package brings, with the package that asked.
    pub(crate) absent: Vec<(TreePath, String)>,
}

/// Numbers of accounts by name, for owners that scripts name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    /// Users.
    pub(crate) users: BTreeMap<String, u64>,
    /// Groups.
    pub(crate) groups: BTreeMap<String, u64>,
}

impl Numbers {
    /// Returns a user's number; root's for a name that nobody declared.
    pub(crate) fn user(&self, name: &str) -> u64 {
        number(&self.users, name)
    }

    /// Returns a group's number; root's for a name that nobody declared.
    pub(crate) fn group(&self, name: &str) -> u64 {
        number(&self.groups, name)
    }
}

fn number(names: &BTreeMap<String, u64>, name: &str) -> u64 {
    let name = name.strip_prefix('#').unwrap_or(name);
    names.get(name).copied().or_else(|| name.parse().ok()).unwrap_or(0)
}

/// One choice of an alternative.
#[derive(Clone, Debug)]
struct Choice {
    link: TreePath,
    path: TreePath,
    priority: i32,
    slaves: Vec<(String, TreePath, TreePath)>,
    mtime: i64,
}

/// Applies effects to a scene, package after package in the order of configuration.
#[derive(Debug)]
pub(crate) struct Applier<'a> {
    scene: &'a mut Scene,
    decider: &'a Decider,
    numbers: &'a Numbers,
    store: &'a Store,
    alternatives: BTreeMap<String, Vec<Choice>>,
    chosen: BTreeMap<String, TreePath>,
    php: Vec<Request>,
    /// The newest time of the packages that ask for a default dictionary.
    dictionaries_mtime: i64,
    leftover: Leftover,
}

impl<'a> Applier<'a> {
    /// Prepares to apply effects.
    pub(crate) fn new(
        scene: &'a mut Scene,
        decider: &'a Decider,
        numbers: &'a Numbers,
        store: &'a Store,
    ) -> Self {
        Self {
            scene,
            decider,
            numbers,
            store,
            alternatives: BTreeMap::new(),
            chosen: BTreeMap::new(),
            php: Vec::new(),
            dictionaries_mtime: 0,
            leftover: Leftover::default(),
        }
    }

    /// Applies one effect of a package; `mtime` is the package's time.
    pub(crate) fn apply(
        &mut self,
        package: &str,
        effect: &Effect,
        mtime: i64,
    ) -> Result<(), BuildError> {
        match effect {
            Effect::Alternative { name, link, path, priority, slaves } => {
                self.alternative(name, link, path, *priority, slaves, mtime);
            }
            Effect::AlternativeChosen { name, path } => {
                self.chosen.insert(name.clone(), path.clone());
            }
            Effect::Copy { from, to, only_if_absent, recursive, mode, user, group } => {
                if *only_if_absent && self.scene.get(&self.scene.located(to)).is_some() {
                    return Ok(());
                }
                let owner = (user.as_deref(), group.as_deref());
                self.copy(package, from, to, *recursive, *mode, owner, mtime)?;
            }
            Effect::Move { from, to } if self.is_installation() => {
                self.scene.rename(from, to);
            }
            Effect::Move { from, to } => {
                if self.scene.rename_made(from, to) {
                    return Ok(());
                }
                self.copy(package, from, to, true, None, (None, None), mtime)?;
                self.scene.remove_made(from);
            }
            Effect::Directory { path, mode, user, group } => {
                if self.scene.target(path).is_none() {
                    let mut entry =
                        Entry::new(path.clone(), EntryKind::Directory, mode.unwrap_or(0o755));
                    entry.uid = user.as_deref().map_or(0, |name| self.numbers.user(name));
                    entry.gid = group.as_deref().map_or(0, |name| self.numbers.group(name));
                    self.put(package, entry, Vec::new(), mtime, RULE);
                }
            }
            Effect::Symlink { path, target, replace } => {
                if *replace || self.scene.get(&self.scene.located(path)).is_none() {
                    self.link(package, path, target.as_bytes(), mtime, RULE);
                }
            }
            Effect::Hardlink { path, target } => {
                // A link across layers is not possible; a symbolic one means the same to readers.
                let text = [b"/", target.as_bytes()].concat();
                self.link(package, path, &text, mtime, RULE);
            }
            Effect::Remove { path, recursive, only_if_empty } if self.is_installation() => {
                self.scene.remove(path, *recursive, *only_if_empty);
            }
            Effect::Remove { path, .. } => self.scene.remove_made(path),
            Effect::Write { path, content, append } => {
                let mut bytes = Vec::new();
                if *append {
                    bytes = self.before(path)?;
                }
                bytes.extend_from_slice(content.as_bytes());
                self.put(package, Entry::file(path.clone(), 0o644, 0), bytes, mtime, RULE);
            }
            Effect::Touch { path } => {
                if self.scene.target(path).is_none() {
                    let entry = Entry::file(path.clone(), 0o644, 0);
                    self.put(package, entry, Vec::new(), mtime, RULE);
                }
            }
            Effect::Refresh { index } => {
                if *index == Index::Dictionaries {
                    self.dictionaries_mtime = self.dictionaries_mtime.max(mtime);
                }
                self.leftover.asked.entry(*index).or_default().push(package.to_owned());
                if !MADE.contains(index) {
                    let what = format!("index {index:?}").to_lowercase();
                    self.leftover.without.push((what, package.to_owned()));
                }
            }
            Effect::Trigger { name } => {
                self.leftover.without.push((format!("trigger {name}"), package.to_owned()));
            }
            Effect::Capabilities { path, capabilities }
                if self.is_installation()
                    && let Some(attribute) = capabilities::attribute(capabilities) =>
            {
                self.scene.set_capabilities(path, attribute);
            }
            Effect::Capabilities { path, capabilities } => {
                self.leftover.without.push((format!("{capabilities} {path}"), package.to_owned()));
            }
            Effect::TemporaryFiles { file } => self.temporary_files(package, file, mtime)?,
            Effect::Enable { extension, name } if self.enable(package, *extension, name, mtime) => {
            }
            Effect::Enable { extension, name } => {
                let what = format!("{extension:?} {name}").to_lowercase();
                self.leftover.without.push((what, package.to_owned()));
            }
            Effect::PhpModule { version, interface, name } => self.php.push(Request {
                version: version.clone(),
                interface: interface.clone(),
                name: name.clone(),
                package: package.to_owned(),
                mtime,
            }),
            Effect::NameService { database, service, place } => {
                let path = constant(name_services::FILE);
                let before = self.before(&path)?;
                let text = String::from_utf8_lossy(&before);
                let text = name_services::add(&text, database, service, place);
                self.put(package, Entry::file(path, 0o644, 0), text.into_bytes(), mtime, RULE);
            }
            Effect::Owner { path, user, group, recursive, no_dereference }
                if self.is_installation() =>
            {
                let uid = user.as_deref().map(|name| self.numbers.user(name));
                let gid = group.as_deref().map(|name| self.numbers.group(name));
                self.scene.change(path, *recursive, !no_dereference, |kept| {
                    own(kept, uid, gid);
                });
            }
            Effect::Mode { path, mode, recursive } if self.is_installation() => {
                if let Some(change) = ModeChange::parse(mode) {
                    self.scene.change(path, *recursive, true, |kept| set_mode(kept, &change));
                }
            }
            Effect::StatOverride { path, user, group, mode, .. } if self.is_installation() => {
                let (uid, gid) = (self.numbers.user(user), self.numbers.group(group));
                let change = ModeChange::to(*mode);
                self.scene.change(path, false, true, |kept| {
                    own(kept, Some(uid), Some(gid));
                    set_mode(kept, &change);
                });
            }
            Effect::Shell { path } if self.is_installation() => self.shell(path, mtime)?,
            // Accounts are gathered before, owners and modes decided for every entry, the
            // shells of a system without logins are nobody's business.
            Effect::User(_)
            | Effect::Group { .. }
            | Effect::Membership { .. }
            | Effect::SystemUsers { .. }
            | Effect::BaseAccounts
            | Effect::Owner { .. }
            | Effect::Mode { .. }
            | Effect::StatOverride { .. }
            | Effect::Divert { .. }
            | Effect::Shell { .. } => {}
        }
        Ok(())
    }

    /// Registers a choice of an alternative; the same one again adds to it.
    fn alternative(
        &mut self,
        name: &str,
        link: &TreePath,
        path: &TreePath,
        priority: i32,
        slaves: &[Slave],
        mtime: i64,
    ) {
        let slaves =
            slaves.iter().map(|slave| (slave.name.clone(), slave.link.clone(), slave.path.clone()));
        let choices = self.alternatives.entry(name.to_owned()).or_default();
        if let Some(known) = choices.iter_mut().find(|choice| choice.path == *path) {
            known.priority = priority;
            known.mtime = known.mtime.max(mtime);
            for slave in slaves {
                if !known.slaves.iter().any(|(name, ..)| *name == slave.0) {
                    known.slaves.push(slave);
                }
            }
        } else {
            let (link, path) = (link.clone(), path.clone());
            choices.push(Choice { link, path, priority, slaves: slaves.collect(), mtime });
        }
    }

    /// Returns what stands in a file that is added to.
    ///
    /// Where no package brings the switch of name services, the build does.
    fn before(&self, path: &TreePath) -> Result<Vec<u8>, BuildError> {
        let before = self.scene.content(path, self.store)?;
        let is_switch = path.as_bytes() == name_services::FILE.as_bytes();
        let own = if is_switch { base::NSSWITCH } else { "" };
        Ok(before.unwrap_or_else(|| own.into()))
    }

    /// Makes what depends on all packages together, and returns what is left to be done.
    pub(crate) fn finish(mut self) -> Result<Leftover, BuildError> {
        self.php_modules()?;
        self.dictionaries()?;
        self.alternative_links();
        Ok(self.leftover)
    }

    /// Makes the links by which PHP loads its modules.
    fn php_modules(&mut self) -> Result<(), BuildError> {
        let requests = std::mem::take(&mut self.php);
        let (enabled, absent) = php::enabled(self.scene, self.store, &requests)?;
        for one in enabled {
            let (package, mtime) = (one.package.as_str(), one.mtime);
            self.link(package, &one.link, one.target.as_bytes(), mtime, RULE);
            if !self.is_installation() {
                continue;
            }
            // By these an administrator's choice is told from a package's.
            let state = format!("var/lib/php/modules/{}", one.version);
            for mark in [
                format!("{state}/registry/{}", one.name),
                format!("{state}/{}/enabled_by_maint/{}", one.interface, one.name),
            ] {
                if let Ok(mark) = TreePath::parse(&mark) {
                    self.put(package, Entry::file(mark, 0o644, 0), Vec::new(), mtime, RULE);
                }
            }
        }
        for request in absent {
            let what = format!("php module {}", request.name.as_deref().unwrap_or_default());
            self.leftover.without.push((what, request.package.clone()));
        }
        Ok(())
    }

    /// Chooses the default word list and dictionary.
    fn dictionaries(&mut self) -> Result<(), BuildError> {
        let Some(asking) = self.leftover.asked.get(&Index::Dictionaries) else { return Ok(()) };
        let package = asking.first().cloned().unwrap_or_default();
        let mtime = self.dictionaries_mtime;
        let defaults = dictionaries::defaults(self.scene, self.store)?;
        for (path, making) in defaults.made {
            match making {
                Making::Link(target) => {
                    self.link(&package, &path, target.as_bytes(), mtime, ALTERNATIVE);
                }
                Making::File(content) => {
                    let entry = Entry::file(path, 0o644, 0);
                    self.put(&package, entry, content.into_bytes(), mtime, ALTERNATIVE);
                }
            }
        }
        for kind in defaults.undecided {
            self.leftover.without.push((format!("default {kind}"), package.clone()));
        }
        Ok(())
    }

    /// Makes the links of the alternatives.
    fn alternative_links(&mut self) {
        for (name, choices) in std::mem::take(&mut self.alternatives) {
            let chosen = self.chosen.get(&name).cloned();
            // The first of equals stays, as with update-alternatives.
            let best = choices.iter().fold(None, |best: Option<&Choice>, choice| {
                if self.scene.target(&choice.path).is_none() {
                    return best;
                }
                let is_chosen = |candidate: &Choice| chosen.as_ref() == Some(&candidate.path);
                match best {
                    Some(best) if is_chosen(best) || best.priority >= choice.priority => {
                        if is_chosen(choice) && !is_chosen(best) {
                            Some(choice)
                        } else {
                            Some(best)
                        }
                    }
                    _ => Some(choice),
                }
            });
            let Some(best) = best.cloned() else { continue };
            let mut links = vec![(name.clone(), best.link, best.path)];
            links.extend(best.slaves);
            for (generic, link, path) in links {
                if self.scene.target(&path).is_none() {
                    continue;
                }
                // What a base has chosen stays: its packages' priorities are not known.
                if self.scene.get(&link).is_some_and(|place| place.source == Source::Base) {
                    self.leftover.without.push((format!("alternative /{link}"), generic));
                    continue;
                }
                let mut text = [b"/", path.as_bytes()].concat();
                // An image chooses once; an installation lets its administrator choose again.
                if self.is_installation()
                    && let Ok(between) = TreePath::parse(format!("etc/alternatives/{generic}"))
                {
                    self.link(&name, &between, &text, best.mtime, ALTERNATIVE);
                    text = [b"/", between.as_bytes()].concat();
                }
                self.link(&name, &link, &text, best.mtime, ALTERNATIVE);
            }
        }
    }

    fn is_installation(&self) -> bool {
        self.decider.fidelity == Fidelity::Installed
    }

    /// Makes what a `tmpfiles.d(5)` file of a package declares.
    ///
    /// What lies in folders that are empty at every start is not for an image.
    fn temporary_files(
        &mut self,
        package: &str,
        file: &TreePath,
        mtime: i64,
    ) -> Result<(), BuildError> {
        let Some(content) = self.scene.content(file, self.store)? else {
            self.leftover.absent.push((file.clone(), package.to_owned()));
            return Ok(());
        };
        let read = read_temporary_files(&content);
        for (line, text) in read.unclear {
            self.leftover.without.push((format!("{file}:{line}: {text}"), package.to_owned()));
        }
        for declared in read.files {
            let place = self.scene.located(&declared.path);
            if VOLATILE.iter().any(|folder| {
                place
                    .as_bytes()
                    .strip_prefix(folder.as_bytes())
                    .is_some_and(|rest| rest.is_empty() || rest.first() == Some(&b'/'))
            }) {
                continue;
            }
            self.temporary_file(package, declared, mtime)?;
        }
        Ok(())
    }

    fn temporary_file(
        &mut self,
        package: &str,
        declared: TemporaryFile,
        mtime: i64,
    ) -> Result<(), BuildError> {
        let TemporaryFile { what, path, mode, user, group, .. } = declared;
        let uid = user.as_deref().map(|name| self.numbers.user(name));
        let gid = group.as_deref().map(|name| self.numbers.group(name));
        let there = self.scene.get(&self.scene.located(&path)).is_some();
        let mut recursive = false;
        match what {
            What::Folder if !there => {
                let entry = Entry {
                    uid: uid.unwrap_or(0),
                    gid: gid.unwrap_or(0),
                    ..Entry::new(path, EntryKind::Directory, mode.unwrap_or(0o755))
                };
                self.put(package, entry, Vec::new(), mtime, RULE);
                return Ok(());
            }
            What::File { content, replace } if replace || !there => {
                let entry = Entry {
                    uid: uid.unwrap_or(0),
                    gid: gid.unwrap_or(0),
                    ..Entry::file(path, mode.unwrap_or(0o644), 0)
                };
                self.put(package, entry, content.into_bytes(), mtime, RULE);
                return Ok(());
            }
            What::Link { target, replace } if replace || !there => {
                self.link(package, &path, target.as_bytes(), mtime, RULE);
                return Ok(());
            }
            What::Copy { from } if !there => {
                let owner = (user.as_deref(), group.as_deref());
                return self.copy(package, &from, &path, true, mode, owner, mtime);
            }
            What::Adjust { recursive: all } => recursive = all,
            What::Link { .. } | What::Copy { .. } => return Ok(()),
            What::Folder | What::File { .. } => {}
        }
        // What a package ships keeps its hardened owner and mode in an image.
        if self.is_installation() {
            let change = mode.map(ModeChange::to);
            self.scene.change(&path, recursive, true, |kept| {
                own(kept, uid, gid);
                if let Some(change) = &change {
                    set_mode(kept, change);
                }
            });
        }
        Ok(())
    }

    /// Makes the links by which Apache loads something; returns whether it could.
    fn enable(&mut self, package: &str, extension: Extension, name: &str, mtime: i64) -> bool {
        let (kind, endings): (&str, &[&str]) = match extension {
            Extension::ApacheModule => ("mods", &["load", "conf"]),
            Extension::ApacheConfiguration => ("conf", &["conf"]),
            Extension::ApacheSite => ("sites", &["conf"]),
        };
        let mut made = false;
        for ending in endings {
            let name = name.strip_suffix(".conf").unwrap_or(name);
            let path = |state: &str| {
                TreePath::parse(format!("etc/apache2/{kind}-{state}/{name}.{ending}"))
            };
            let (Ok(available), Ok(enabled)) = (path("available"), path("enabled")) else {
                continue;
            };
            if self.scene.get(&available).is_some() {
                let target = format!("../{kind}-available/{name}.{ending}");
                self.link(package, &enabled, target.as_bytes(), mtime, RULE);
                made = true;
            }
        }
        made
    }

    /// Adds a login shell to the list of them.
    fn shell(&mut self, shell: &TreePath, mtime: i64) -> Result<(), BuildError> {
        let list = constant("etc/shells");
        let mut content = self.scene.content(&list, self.store)?.unwrap_or_default();
        let line = [b"/", shell.as_bytes()].concat();
        if !content.split(|byte| *byte == b'\n').any(|known| known == line) {
            content.extend_from_slice(&line);
            content.push(b'\n');
            self.put("", Entry::file(list, 0o644, 0), content, mtime, RULE);
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "each is one part of the effect")]
    fn copy(
        &mut self,
        package: &str,
        from: &TreePath,
        to: &TreePath,
        recursive: bool,
        mode: Option<u32>,
        owner: (Option<&str>, Option<&str>),
        mtime: i64,
    ) -> Result<(), BuildError> {
        let mut sources: Vec<(TreePath, u32, i64)> = self
            .scene
            .captured_within(from)
            .filter(|(path, _)| recursive || *path == from)
            .map(|(path, captured)| (path.clone(), captured.mode, captured.mtime))
            .collect();
        if sources.is_empty()
            && let Some(place) = self.scene.get(from)
            && matches!(place.kept.kind, KeptKind::File { .. })
        {
            sources.push((from.clone(), place.kept.mode, mtime));
        }
        if sources.is_empty() {
            self.leftover.absent.push((from.clone(), package.to_owned()));
        }
        for (source, shipped_mode, time) in sources {
            let Some(content) = self.scene.content(&source, self.store)? else {
                self.leftover.absent.push((source, package.to_owned()));
                continue;
            };
            let Some(target) = source.below(from).and_then(|rest| to.join(rest).ok()) else {
                continue;
            };
            let mut entry = Entry::file(target, mode.unwrap_or(shipped_mode), 0);
            entry.uid = owner.0.map_or(0, |name| self.numbers.user(name));
            entry.gid = owner.1.map_or(0, |name| self.numbers.group(name));
            self.put(package, entry, content, time, RULE);
        }
        Ok(())
    }

    fn link(
        &mut self,
        package: &str,
        path: &TreePath,
        target: &[u8],
        mtime: i64,
        rule: &'static str,
    ) {
        let kind = EntryKind::Symlink { target: target.to_vec() };
        self.put(package, Entry::new(path.clone(), kind, 0o777), Vec::new(), mtime, rule);
    }

    /// Puts an entry unless a rule keeps it out of the image.
    fn put(
        &mut self,
        package: &str,
        mut entry: Entry,
        content: Vec<u8>,
        mtime: i64,
        rule: &'static str,
    ) {
        entry.mtime = mtime;
        entry.path = self.scene.located(&entry.path);
        if matches!(self.decider.decide(package, &mut entry, &content), Decision::Keep(_)) {
            self.scene.put(entry, content, rule);
        }
    }
}

/// Indices that builds make; whoever needs another is told that it is absent.
const MADE: [Index; 4] =
    [Index::CaCertificates, Index::Dictionaries, Index::JavaTrustStore, Index::SharedLibraries];
/// Folders that are empty whenever a container starts.
const VOLATILE: [&str; 7] = ["run", "tmp", "var/run", "var/lock", "var/tmp", "dev", "proc"];

fn constant(path: &str) -> TreePath {
    TreePath::parse(path).expect("a constant path is sound")
}

fn own(kept: &mut Kept, uid: Option<u64>, gid: Option<u64>) {
    kept.uid = uid.unwrap_or(kept.uid);
    kept.gid = gid.unwrap_or(kept.gid);
}

fn set_mode(kept: &mut Kept, change: &ModeChange) {
    if !matches!(kept.kind, KeptKind::Symlink(_)) {
        kept.mode = change.apply(kept.mode, kept.kind == KeptKind::Directory);
    }
}

/// What effects say about paths of packages, before any package is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Foresight {
    /// Changes of owner and mode.
    pub(crate) attributes: Vec<crate::decide::Attribute>,
    /// Paths that go.
    pub(crate) removed: Vec<TreePath>,
    /// Diversions: path, new path, package whose own file stays.
    pub(crate) diverted: Vec<(TreePath, TreePath, String)>,
    /// Files whose content is copied.
    pub(crate) templates: Vec<TreePath>,
}

impl Foresight {
    /// Reads off what an effect says about paths of packages.
    pub(crate) fn consider(&mut self, effect: &Effect, numbers: &Numbers, fidelity: Fidelity) {
        use crate::decide::Attribute;
        if fidelity == Fidelity::Installed
            && matches!(
                effect,
                Effect::Owner { .. } | Effect::Mode { .. } | Effect::StatOverride { .. }
            )
        {
            // In a faithful tree these happen one after the other, as scripts do them.
            return;
        }
        match effect {
            Effect::Owner { path, user, group, recursive, .. } => self.attributes.push(Attribute {
                path: path.clone(),
                recursive: *recursive,
                uid: user.as_deref().map(|name| numbers.user(name)),
                gid: group.as_deref().map(|name| numbers.group(name)),
                mode: None,
            }),
            Effect::Mode { path, mode, recursive } => self.attributes.push(Attribute {
                path: path.clone(),
                recursive: *recursive,
                uid: None,
                gid: None,
                mode: ModeChange::parse(mode),
            }),
            Effect::StatOverride { path, user, group, mode, .. } => {
                self.attributes.push(Attribute {
                    path: path.clone(),
                    recursive: false,
                    uid: Some(numbers.user(user)),
                    gid: Some(numbers.group(group)),
                    mode: Some(ModeChange::to(*mode)),
                });
            }
            Effect::Divert { path, to, package, .. } => {
                self.diverted.push((path.clone(), to.clone(), package.clone().unwrap_or_default()));
            }
            Effect::Copy { from, .. } => self.templates.push(from.clone()),
            Effect::Move { from, .. } => {
                self.templates.push(from.clone());
                if fidelity == Fidelity::Hardened {
                    self.removed.push(from.clone());
                }
            }
            Effect::Write { path, append: true, .. } => self.templates.push(path.clone()),
            // The settings of a module say in which order it is loaded.
            Effect::PhpModule { .. } => self.templates.push(constant("etc/php")),
            // A hardened image drops by its own rules; what is removed is not missed.
            _ => {}
        }
    }
}
