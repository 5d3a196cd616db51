// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Tools of Debian that maintainer scripts call: alternatives, diversions, `ucf`, debconf.

use haerterei_ground::TreePath;

use super::super::files::Place;
use super::super::{Answer, Interpreter, Made, State, Value};
use super::{Call, Modelled, Refusal};
use crate::effect::{Effect, Extension, Idle, Slave};

pub(super) const NAMES: &[&str] = &[
    "update-alternatives",
    "dpkg-divert",
    "dpkg-statoverride",
    "dpkg-maintscript-helper",
    "dpkg-trigger",
    "ucf",
    "db_get",
    "db_set",
    "db_metaget",
    "systemd-sysusers",
    "systemd-tmpfiles",
    "add-shell",
    "remove-shell",
    "update-shells",
    "a2enmod",
    "a2enconf",
    "a2ensite",
];

impl Interpreter<'_> {
    pub(super) fn debian(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        Some(match call.name {
            "update-alternatives" => self.alternatives(call, state),
            "dpkg-divert" => self.divert(call, state),
            "dpkg-statoverride" => self.stat_override(call, state),
            "dpkg-maintscript-helper" => {
                // On a fresh installation there is nothing left of an older version.
                self.idle(call.line, Idle::Upgrade);
                Ok(())
            }
            "dpkg-trigger" => self.trigger(call, state),
            "ucf" => self.ucf(call, state),
            "db_get" => {
                self.answer_of_debconf(call, state);
                Ok(())
            }
            "db_set" => Self::set_debconf(call, state),
            "db_metaget" => {
                state.variables.insert("RET".to_owned(), Value::unknown());
                state.status = Answer::Unknown;
                Ok(())
            }
            "systemd-sysusers" => self.configured_by(call, state, "sysusers.d"),
            "systemd-tmpfiles" => self.configured_by(call, state, "tmpfiles.d"),
            "add-shell" => self.add_shell(call, state),
            "apache2_invoke" | "a2enmod" | "a2enconf" | "a2ensite" => self.enable(call, state),
            "/usr/share/mysql-common/configure-symlinks" => self.database_settings(call, state),
            "remove-shell" | "update-shells" => {
                self.idle(call.line, Idle::Upgrade);
                Ok(())
            }
            _ => return None,
        })
    }

    fn alternatives(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let arguments = call.known()?;
        let mut words = arguments.iter().map(String::as_str);
        let mut install = None;
        let mut slaves = Vec::new();
        let path = |text: Option<&str>| {
            text.and_then(|text| TreePath::parse(text).ok())
                .filter(|path| !path.is_root())
                .ok_or_else(|| Refusal::Form("path".to_owned()))
        };
        let word = |text: Option<&str>| {
            text.map(str::to_owned).ok_or_else(|| Refusal::Form("operands".to_owned()))
        };
        while let Some(argument) = words.next() {
            match argument {
                "--quiet" | "--force" | "--verbose" | "--skip-auto" | "--debug" => {}
                "--install" => {
                    let link = path(words.next())?;
                    let name = word(words.next())?;
                    let target = path(words.next())?;
                    let priority = word(words.next())?
                        .parse::<i32>()
                        .map_err(|_| Refusal::Form("priority".to_owned()))?;
                    install = Some((link, name, target, priority));
                }
                "--slave" | "--follower" => {
                    let link = path(words.next())?;
                    let name = word(words.next())?;
                    let path = path(words.next())?;
                    slaves.push(Slave { name, link, path });
                }
                "--log" | "--altdir" | "--admindir" | "--instdir" => {
                    return Err(Refusal::Form(argument.to_owned()));
                }
                "--set" => {
                    let name = word(words.next())?;
                    let path = path(words.next())?;
                    self.effect(state, call.line, Effect::AlternativeChosen { name, path });
                    return Ok(());
                }
                "--remove" | "--remove-all" => {
                    let name = word(words.next())?;
                    let registered = state.effects.iter().any(|done| {
                        matches!(&done.what, Effect::Alternative { name: other, .. } if *other == name)
                    });
                    if registered {
                        return Err(Refusal::Form(argument.to_owned()));
                    }
                    self.idle(call.line, Idle::Upgrade);
                    return Ok(());
                }
                "--auto" => {
                    self.idle(call.line, Idle::Upgrade);
                    return Ok(());
                }
                "--query" => {
                    let name = word(words.next())?;
                    Self::alternative_in_use(&name, state);
                    return Ok(());
                }
                "--list" | "--display" | "--get-selections" => {
                    state.status = Answer::Unknown;
                    Self::print(state, &Value::unknown());
                    return Ok(());
                }
                other => return Err(Refusal::Form(other.to_owned())),
            }
        }
        let Some((link, name, path, priority)) = install else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        self.effect(state, call.line, Effect::Alternative { name, link, path, priority, slaves });
        Ok(())
    }

    /// Tells which choice of an alternative is in use: the one that this script registered, as
    /// nobody else has had the chance to choose.
    fn alternative_in_use(name: &str, state: &mut State) {
        let own = state.effects.iter().find_map(|done| match &done.what {
            Effect::Alternative { name: other, path, .. } if other == name => Some(path.clone()),
            _ => None,
        });
        if let Some(path) = own {
            let text = format!("Name: {name}\nValue: {path}\n");
            Self::print(state, &Value { text, open: true });
        } else {
            state.status = Answer::Unknown;
            Self::print(state, &Value::unknown());
        }
    }

    fn divert(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "--package=",
            "--divert=",
            "--rename",
            "--no-rename",
            "--local",
            "--quiet",
            "--add",
            "--remove",
            "--list",
            "--truename",
            "--listpackage",
            "--test",
            "--admindir=",
            "--root=",
            "--instdir=",
        ])?;
        let first = options.operands.first();
        if options.has("--list") || options.has("--listpackage") {
            // Nothing is diverted on a fresh installation, but what this script diverted.
            let diverted =
                state.effects.iter().any(|done| matches!(done.what, Effect::Divert { .. }));
            if diverted {
                Self::print(state, &Value::unknown());
                state.status = Answer::Unknown;
            }
            return Ok(());
        }
        let path = first
            .and_then(|path| TreePath::parse(path).ok())
            .ok_or_else(|| Refusal::Form("operands".to_owned()))?;
        if options.has("--truename") {
            Self::print(state, &Value::known(format!("{path}\n")));
            return Ok(());
        }
        if options.has("--remove") {
            let diverted = state.effects.iter().any(
                |done| matches!(&done.what, Effect::Divert { path: other, .. } if *other == path),
            );
            if diverted {
                return Err(Refusal::Form("--remove".to_owned()));
            }
            self.idle(call.line, Idle::Upgrade);
            return Ok(());
        }
        let to = match options.value("--divert") {
            Some(to) => TreePath::parse(to).map_err(|_| Refusal::Form("--divert".to_owned()))?,
            None => TreePath::parse([path.as_bytes(), b".distrib"].concat())
                .map_err(|_| Refusal::Form("--divert".to_owned()))?,
        };
        if to.as_bytes().ends_with(b".usr-is-merged") {
            // Keeps the links of the merged `/usr` when an older package goes; none ever does.
            self.idle(call.line, Idle::Upgrade);
            return Ok(());
        }
        let package = match options.value("--package") {
            Some(package) => Some(package.to_owned()),
            None if options.has("--local") => None,
            None => Some(self.package.package.clone()),
        };
        self.effect(
            state,
            call.line,
            Effect::Divert { path, to, package, rename: options.has("--rename") },
        );
        Ok(())
    }

    fn stat_override(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        if call.arguments.iter().any(|argument| argument.get() == Some("--list")) {
            let own =
                state.effects.iter().any(|done| matches!(done.what, Effect::StatOverride { .. }));
            // Nothing is overridden on a fresh installation.
            state.status = if own { Answer::Unknown } else { Answer::No };
            if own {
                Self::print(state, &Value::unknown());
            }
            return Ok(());
        }
        let options = call.options(&[
            "--add",
            "--remove",
            "--update",
            "--force --force-all --force-statoverride-add",
            "--quiet",
            "--force-statoverride-remove",
        ])?;
        if options.has("--remove") {
            self.idle(call.line, Idle::Upgrade);
            return Ok(());
        }
        let [user, group, mode, path] = options.operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let path = match self.place_in(&Value::known(path.as_str()), state) {
            Place::Inside(path) => path,
            Place::Temporary(_) => {
                self.idle(call.line, Idle::Temporary);
                return Ok(());
            }
            Place::Device | Place::Unknown => return Err(Refusal::Form("path".to_owned())),
        };
        let mode =
            u32::from_str_radix(mode, 8).map_err(|_| Refusal::Form("mode".to_owned()))? & 0o7777;
        self.effect(
            state,
            call.line,
            Effect::StatOverride {
                path,
                user: user.clone(),
                group: group.clone(),
                mode,
                update: options.has("--update"),
            },
        );
        Ok(())
    }

    fn trigger(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options =
            call.options(&["--no-await", "--await", "--by-package=", "--check-supported"])?;
        if options.has("--check-supported") {
            return Ok(());
        }
        for name in &options.operands {
            match Effect::of_trigger(name) {
                Ok(effect) => self.effect(state, call.line, effect),
                Err(idle) => self.idle(call.line, idle),
            }
        }
        Ok(())
    }

    fn ucf(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "--debconf-ok",
            "--three-way",
            "--purge -p",
            "--src-dir=",
            "--sum-file=",
            "-n --no-action",
            "-d --debug=",
            "-v --verbose",
            "--debconf-template=",
            "--state-dir=",
            "-s=",
            "-Z",
        ])?;
        if options.has("--purge") {
            self.idle(call.line, Idle::PackageConfiguration);
            return Ok(());
        }
        let [from, to] = options.operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let (from, to) = (Value::known(from.as_str()), Value::known(to.as_str()));
        let content = self.content(&from, state);
        let Place::Inside(to) = self.place_in(&to, state) else {
            return Err(Refusal::Arguments);
        };
        let key = super::super::files::key(&to);
        let effect = match (content.get(), self.place_in(&from, state)) {
            (Some(content), _) => {
                Effect::Write { path: to, content: content.to_owned(), append: false }
            }
            (None, Place::Inside(from))
                if !state.made.contains_key(&super::super::files::key(&from)) =>
            {
                Effect::Copy {
                    from,
                    to,
                    only_if_absent: true,
                    recursive: false,
                    mode: None,
                    user: None,
                    group: None,
                }
            }
            _ => return Err(Refusal::Form("unknown content".to_owned())),
        };
        state.made.insert(key, Made::File(content.get().map(str::to_owned)));
        self.effect(state, call.line, effect);
        Ok(())
    }

    /// `db_get`: without a person the answer is the template's default.
    fn answer_of_debconf(&mut self, call: &Call<'_>, state: &mut State) {
        let question = call.arguments.first().and_then(Value::get);
        let set = question.and_then(|question| state.answers.get(question));
        let value = match (set, question) {
            (Some(value), _) => value.clone(),
            (None, Some(question)) => match self.environment_default(question) {
                Some(value) => Value::known(value),
                None => Value::unknown(),
            },
            (None, None) => Value::unknown(),
        };
        state.variables.insert("RET".to_owned(), value);
        self.idle(call.line, Idle::PackageConfiguration);
    }

    fn environment_default(&self, question: &str) -> Option<String> {
        if self.package.config_sets_answers {
            return crate::templates::computed(question).map(str::to_owned);
        }
        self.package.defaults.get(question).cloned()
    }

    fn set_debconf(call: &Call<'_>, state: &mut State) -> Modelled {
        match call.arguments {
            [question, answer, ..] => match question.get() {
                Some(question) => {
                    state.answers.insert(question.to_owned(), answer.clone());
                }
                None => return Err(Refusal::Arguments),
            },
            _ => return Err(Refusal::Form("operands".to_owned())),
        }
        Ok(())
    }

    /// `systemd-sysusers` and `systemd-tmpfiles` with the names of the package's own files.
    fn configured_by(&mut self, call: &Call<'_>, state: &mut State, folder: &str) -> Modelled {
        let options = call.options(&[
            "--root=",
            "--create",
            "--remove",
            "--clean",
            "--boot",
            "--prefix=",
            "--exclude-prefix=",
            "--no-pager",
            "--replace=",
            "--graceful",
            "--user",
        ])?;
        let users = folder == "sysusers.d";
        if !users && !options.has("--create") {
            self.idle(call.line, Idle::Temporary);
            return Ok(());
        }
        if options.has("--replace") || options.has("--user") {
            return Err(Refusal::Form("--replace".to_owned()));
        }
        let mut names = options.operands.clone();
        if names.is_empty() {
            // All files there are: those of the other packages are read on their own behalf.
            let folder = TreePath::parse(format!("usr/lib/{folder}"))
                .map_err(|_| Refusal::Form("path".to_owned()))?;
            names.extend(
                self.package
                    .files
                    .keys()
                    .filter(|path| path.is_within(&folder) && **path != folder)
                    .filter_map(|path| path.as_str().map(|path| format!("/{path}"))),
            );
            if names.is_empty() {
                return Err(Refusal::Form("all files".to_owned()));
            }
        }
        for name in &names {
            let text = if name.starts_with('/') {
                name.clone()
            } else {
                format!("usr/lib/{folder}/{name}")
            };
            let file = TreePath::parse(&text).map_err(|_| Refusal::Form("path".to_owned()))?;
            let effect =
                if users { Effect::SystemUsers { file } } else { Effect::TemporaryFiles { file } };
            self.effect(state, call.line, effect);
        }
        Ok(())
    }

    /// What Apache is told to load.
    fn enable(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let mut words = call.known()?;
        words.retain(|word| !word.starts_with("-q") && word != "-m");
        let mut words = words.iter().map(String::as_str);
        let verb = match call.name {
            "apache2_invoke" => words.next().unwrap_or_default(),
            name => name,
        };
        let extension = match verb {
            "enmod" | "a2enmod" => Extension::ApacheModule,
            "enconf" | "a2enconf" => Extension::ApacheConfiguration,
            "ensite" | "a2ensite" => Extension::ApacheSite,
            other => return Err(Refusal::Form(other.to_owned())),
        };
        for name in words {
            let name = name.to_owned();
            self.effect(state, call.line, Effect::Enable { extension, name });
        }
        Ok(())
    }

    /// The settings that `MySQL` and its relatives share: each registers its own file, the
    /// packages of `MariaDB` once more, should another one be above it.
    fn database_settings(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let words = call.known()?;
        let [verb, _, file] = words.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        if verb != "install" {
            return Err(Refusal::Form(verb.clone()));
        }
        let path = |text: &str| TreePath::parse(text).map_err(|_| Refusal::Form("path".to_owned()));
        self.effect(
            state,
            call.line,
            Effect::Alternative {
                name: "my.cnf".to_owned(),
                link: path("/etc/mysql/my.cnf")?,
                path: path(file)?,
                priority: 200,
                slaves: Vec::new(),
            },
        );
        Ok(())
    }

    fn add_shell(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        for path in call.known()? {
            let path = TreePath::parse(&path).map_err(|_| Refusal::Form("path".to_owned()))?;
            self.effect(state, call.line, Effect::Shell { path });
        }
        Ok(())
    }
}
