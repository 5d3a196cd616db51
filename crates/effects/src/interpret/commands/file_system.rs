// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands that create, change and remove files.

use haerterei_ground::TreePath;

use super::super::files::{Place, Sort, key};
use super::super::{Answer, Interpreter, Made, State, Value};
use super::search::gives_capabilities;
use super::{Call, Modelled, Options, Refusal};
use crate::effect::{Effect, Idle};

pub(super) const NAMES: &[&str] = &[
    "chown",
    "chgrp",
    "chmod",
    "mkdir",
    "rmdir",
    "rm",
    "unlink",
    "ln",
    "cp",
    "mv",
    "install",
    "touch",
    "tee",
    "setcap",
    "xargs",
    "run-parts",
    "shred",
];

impl Interpreter<'_> {
    pub(super) fn file_system(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        Some(match call.name {
            "chown" | "chgrp" => self.chown(call, state),
            "chmod" => self.chmod(call, state),
            "mkdir" => self.mkdir(call, state),
            "rmdir" => self.rmdir(call, state),
            "rm" | "unlink" | "shred" => self.rm(call, state),
            "ln" => self.ln(call, state),
            "cp" | "mv" => self.copy(call, state),
            "install" => self.install(call, state),
            "touch" => self.touch(call, state),
            "tee" => self.tee(call, state),
            "setcap" => self.setcap(call, state),
            "xargs" => Self::xargs(call, state),
            _ => return None,
        })
    }

    /// Finds where an operand leads; nothing if it does not outlive the installation.
    fn operand(
        &mut self,
        call: &Call<'_>,
        path: &Value,
        state: &State,
    ) -> Result<Option<TreePath>, Refusal> {
        match self.place_in(path, state) {
            Place::Inside(path) => Ok(Some(path)),
            Place::Temporary(_) => {
                self.idle(call.line, Idle::Temporary);
                Ok(None)
            }
            Place::Device => Err(Refusal::Form("a device".to_owned())),
            Place::Unknown => Err(Refusal::Arguments),
        }
    }

    /// Splits the arguments of a command whose operands may be only partly known.
    ///
    /// A value without a known beginning may be an option and is refused.
    fn split(call: &Call<'_>, grammar: &[&'static str]) -> Result<(Options, Vec<Value>), Refusal> {
        let mut known = Vec::new();
        let mut operands = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            match argument.get() {
                Some(text) => known.push(text.to_owned()),
                None if argument.text.starts_with('/') => {
                    // A place holder keeps the order of the operands.
                    known.push(format!("/\u{0}{index}"));
                }
                None => return Err(Refusal::Arguments),
            }
        }
        let options = Options::read(&known, grammar).map_err(Refusal::Form)?;
        for operand in &options.operands {
            let value = operand
                .strip_prefix("/\u{0}")
                .and_then(|index| index.parse::<usize>().ok())
                .and_then(|index| call.arguments.get(index));
            operands.push(value.cloned().unwrap_or_else(|| Value::known(operand.as_str())));
        }
        Ok((options, operands))
    }

    fn chown(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, operands) = Self::split(
            call,
            &[
                "-R --recursive",
                "-h --no-dereference",
                "-f --silent --quiet",
                "-c --changes",
                "-v --verbose",
                "--dereference",
                "--from=",
                "-H",
                "-L",
                "-P",
                "--preserve-root",
            ],
        )?;
        let Some((owner, paths)) = operands.split_first() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let from_other = options.has("--from");
        let owner = owner.get().ok_or(Refusal::Arguments)?;
        let (user, group) = if call.name == "chgrp" {
            (None, Some(owner.to_owned()))
        } else {
            let separator = if owner.contains(':') { ':' } else { '.' };
            match owner.split_once(separator) {
                // `user:` means the login group of the user.
                Some((user, "")) => (name(user), name(user)),
                Some((user, group)) => (name(user), name(group)),
                None => (name(owner), None),
            }
        };
        for path in paths {
            let Some(path) = self.operand(call, path, state)? else {
                continue;
            };
            if from_other {
                return Err(Refusal::Form("--from".to_owned()));
            }
            self.effect(
                state,
                call.line,
                Effect::Owner {
                    path,
                    user: user.clone(),
                    group: group.clone(),
                    recursive: options.has("-R"),
                    no_dereference: options.has("-h"),
                },
            );
        }
        Ok(())
    }

    fn chmod(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        // A symbolic mode such as `-x` or `a-w` looks like an option: it is taken out first.
        let mut mode = None;
        let mut rest = Vec::new();
        for argument in call.arguments {
            let is_mode = mode.is_none()
                && argument.get().is_some_and(|text| {
                    !text.is_empty()
                        && (text.bytes().all(|byte| byte.is_ascii_digit())
                            || (text.contains(['+', '-', '='])
                                && text
                                    .chars()
                                    .all(|character| "ugoarwxXst+-=,".contains(character))
                                && text != "-R"))
                });
            if is_mode && let Some(text) = argument.get() {
                mode = Some(text.to_owned());
            } else {
                rest.push(argument.clone());
            }
        }
        let call = Call { arguments: &rest, ..*call };
        let (options, paths) = Self::split(
            &call,
            &[
                "-R --recursive",
                "-f --silent --quiet",
                "-c --changes",
                "-v --verbose",
                "--preserve-root",
            ],
        )?;
        let mode = mode.ok_or(Refusal::Arguments)?;
        for path in &paths {
            let Some(path) = self.operand(&call, path, state)? else {
                continue;
            };
            self.effect(
                state,
                call.line,
                Effect::Mode { path, mode: mode.clone(), recursive: options.has("-R") },
            );
        }
        Ok(())
    }

    fn mkdir(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, paths) =
            Self::split(call, &["-p --parents", "-m --mode=", "-v --verbose", "-Z"])?;
        let mode = octal(options.value("-m"))?;
        for path in &paths {
            self.folder(call, state, path, mode, None, None)?;
        }
        Ok(())
    }

    fn folder(
        &mut self,
        call: &Call<'_>,
        state: &mut State,
        path: &Value,
        mode: Option<u32>,
        user: Option<String>,
        group: Option<String>,
    ) -> Modelled {
        let there = self.exists(path, Sort::Folder, state);
        if let Place::Temporary(name) = self.place_in(path, state) {
            state.made.insert(name, Made::Folder);
        }
        let Some(path) = self.operand(call, path, state)? else {
            return Ok(());
        };
        if there == Answer::Yes && mode.is_none() && user.is_none() && group.is_none() {
            return Ok(());
        }
        state.made.entry(key(&path)).or_insert(Made::Folder);
        if state.made.get(&key(&path)) == Some(&Made::Nothing) {
            state.made.insert(key(&path), Made::Folder);
        }
        self.effect(state, call.line, Effect::Directory { path, mode, user, group });
        Ok(())
    }

    fn rmdir(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (_, paths) =
            Self::split(call, &["-p --parents", "--ignore-fail-on-non-empty", "-v --verbose"])?;
        for path in &paths {
            if self.exists(path, Sort::Anything, state) == Answer::No {
                self.idle(call.line, Idle::Upgrade);
                continue;
            }
            if let Some(path) = self.operand(call, path, state)? {
                state.made.insert(key(&path), Made::Unclear);
                self.effect(
                    state,
                    call.line,
                    Effect::Remove { path, recursive: false, only_if_empty: true },
                );
            }
        }
        state.status = Answer::Unknown;
        Ok(())
    }

    fn rm(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, paths) = Self::split(
            call,
            &[
                "-r -R --recursive",
                "-f --force",
                "-v --verbose",
                "-d --dir",
                "--one-file-system",
                "-i",
                "-u --remove",
                "-z --zero",
                "--preserve-root",
            ],
        )?;
        for path in &paths {
            if self.exists(path, Sort::Anything, state) == Answer::No {
                self.idle(call.line, Idle::Upgrade);
                continue;
            }
            // What other packages may have matched a pattern is not ours to remove unseen.
            let place = self.place_in(path, state);
            let removed = match &place {
                Place::Inside(path) => Some(key(path)),
                Place::Temporary(name) if !path.open => Some(name.clone()),
                _ => None,
            };
            if let Some(name) = removed {
                state.made.retain(|other, _| {
                    !other.strip_prefix(&name).is_some_and(|rest| rest.starts_with('/'))
                });
                state.made.insert(name, Made::Nothing);
            }
            if let Some(path) = self.operand(call, path, state)? {
                self.effect(
                    state,
                    call.line,
                    Effect::Remove { path, recursive: options.has("-r"), only_if_empty: false },
                );
            }
        }
        Ok(())
    }

    fn ln(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, operands) = Self::split(
            call,
            &[
                "-s --symbolic",
                "-f --force",
                "-n --no-dereference",
                "-r --relative",
                "-T --no-target-directory",
                "-v --verbose",
                "-t --target-directory=",
            ],
        )?;
        if options.has("-r") || options.has("-t") {
            return Err(Refusal::Form("-r".to_owned()));
        }
        let [targets @ .., link] = operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let folder_state = self.exists(link, Sort::Folder, state);
        let into = !options.has("-T")
            && (link.text.ends_with('/')
                || targets.len() > 1
                || matches!(link.get(), Some("." | ".."))
                || (folder_state == Answer::Yes
                    && !(options.has("-n")
                        && self.exists(link, Sort::Link, state) == Answer::Yes)));
        let pairs: Vec<(Value, Value)> = if targets.is_empty() {
            let name = link.text.rsplit('/').next().unwrap_or_default().to_owned();
            vec![(link.clone(), Value { text: name, open: link.open })]
        } else {
            targets
                .iter()
                .map(|target| {
                    if into {
                        let name = target.text.trim_end_matches('/').rsplit('/').next();
                        let mut path = link.clone();
                        path.push(&Value::known("/"));
                        path.push(&Value {
                            text: name.unwrap_or_default().to_owned(),
                            open: target.open,
                        });
                        (target.clone(), path)
                    } else {
                        (target.clone(), link.clone())
                    }
                })
                .collect()
        };
        for (target, link) in pairs {
            let Some(path) = self.operand(call, &link, state)? else {
                continue;
            };
            let text = target.get().ok_or(Refusal::Arguments)?;
            if options.has("-s") {
                state.made.insert(key(&path), Made::Link);
                self.effect(
                    state,
                    call.line,
                    Effect::Symlink { path, target: text.to_owned(), replace: options.has("-f") },
                );
            } else {
                let Some(target) = self.operand(call, &target, state)? else {
                    return Err(Refusal::Arguments);
                };
                state.made.insert(key(&path), Made::File(None));
                self.effect(state, call.line, Effect::Hardlink { path, target });
            }
        }
        Ok(())
    }

    fn copy(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, operands) = Self::split(
            call,
            &[
                "-a --archive",
                "-p",
                "-f --force",
                "-n --no-clobber",
                "-r -R --recursive",
                "-d",
                "-v --verbose",
                "-T --no-target-directory",
                "-L --dereference",
                "-P --no-dereference",
                "--preserve=",
                "-u --update",
                "-b --backup",
                "-i",
                "-Z",
                "-x",
                "--reflink=",
                "--no-preserve=",
                "-t --target-directory=",
                "-S --suffix=",
            ],
        )?;
        if ["-u", "-b", "-t", "-i"].iter().any(|name| options.has(name)) {
            return Err(Refusal::Form("options".to_owned()));
        }
        let [sources @ .., to] = operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        for from in sources {
            self.transfer(
                call,
                state,
                from,
                to,
                &Transfer {
                    moves: call.name == "mv",
                    only_if_absent: options.has("-n"),
                    recursive: options.has("-r") || options.has("-a"),
                    exact: options.has("-T"),
                    several: sources.len() > 1,
                    ..Transfer::default()
                },
            )?;
        }
        Ok(())
    }

    fn transfer(
        &mut self,
        call: &Call<'_>,
        state: &mut State,
        from: &Value,
        to: &Value,
        how: &Transfer,
    ) -> Modelled {
        if self.exists(from, Sort::Anything, state) == Answer::No {
            self.idle(call.line, Idle::Upgrade);
            state.status = Answer::No;
            return Ok(());
        }
        let into = !how.exact
            && (how.several
                || to.text.ends_with('/')
                || matches!(to.get(), Some("."))
                || self.exists(to, Sort::Folder, state) == Answer::Yes);
        let mut to = to.clone();
        if into {
            let name = from.text.trim_end_matches('/').rsplit('/').next();
            to.push(&Value::known("/"));
            to.push(&Value { text: name.unwrap_or_default().to_owned(), open: from.open });
        }
        let content = self.content(from, state);
        let from_place = self.place_in(from, state);
        let to_place = self.place_in(&to, state);
        let (from_key, from_path) = match from_place {
            Place::Inside(path) => (key(&path), Some(path)),
            Place::Temporary(name) => (name, None),
            Place::Device if from.get() == Some("/dev/null") => ("dev/null".to_owned(), None),
            Place::Device | Place::Unknown => return Err(Refusal::Arguments),
        };
        let to_path = match to_place {
            Place::Inside(path) => Some(path),
            Place::Temporary(name) => {
                state.made.insert(name, Made::File(content.get().map(str::to_owned)));
                None
            }
            Place::Device | Place::Unknown => return Err(Refusal::Arguments),
        };
        if how.only_if_absent
            && let Some(to) = &to_path
            && self.exists(&Value::known(format!("/{}", key(to))), Sort::Anything, state)
                == Answer::Yes
        {
            return Ok(());
        }
        if let Some(to) = to_path {
            let made = if how.recursive || how.moves {
                Made::Unclear
            } else {
                Made::File(content.get().map(str::to_owned))
            };
            state.made.insert(key(&to), made);
            let effect = match (from_path.clone(), content.get()) {
                (Some(from), _) if how.moves => Effect::Move { from, to },
                // A file with known content is written, not copied: it may have been changed
                // since, or never have been part of the image.
                (_, Some(content)) => {
                    Effect::Write { path: to, content: content.to_owned(), append: false }
                }
                (Some(from), None) if !state.made.contains_key(&from_key) => Effect::Copy {
                    from,
                    to,
                    only_if_absent: how.only_if_absent,
                    recursive: how.recursive,
                    mode: how.mode,
                    user: how.user.clone(),
                    group: how.group.clone(),
                },
                _ => return Err(Refusal::Form("unknown content".to_owned())),
            };
            let written = match &effect {
                Effect::Write { path, .. } => Some(path.clone()),
                _ => None,
            };
            self.effect(state, call.line, effect);
            if let Some(path) = written {
                self.set_mode_and_owner(call, state, &path, how);
            }
        } else if how.moves && from_path.is_some() {
            return Err(Refusal::Form("moved away".to_owned()));
        }
        if how.moves {
            state.made.insert(from_key, Made::Nothing);
        }
        Ok(())
    }

    fn set_mode_and_owner(
        &mut self,
        call: &Call<'_>,
        state: &mut State,
        path: &TreePath,
        how: &Transfer,
    ) {
        if how.user.is_some() || how.group.is_some() {
            self.effect(
                state,
                call.line,
                Effect::Owner {
                    path: path.clone(),
                    user: how.user.clone(),
                    group: how.group.clone(),
                    recursive: false,
                    no_dereference: false,
                },
            );
        }
        if let Some(mode) = how.mode {
            self.effect(
                state,
                call.line,
                Effect::Mode { path: path.clone(), mode: format!("{mode:04o}"), recursive: false },
            );
        }
    }

    fn install(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, operands) = Self::split(
            call,
            &[
                "-d --directory",
                "-m --mode=",
                "-o --owner=",
                "-g --group=",
                "-D",
                "-v --verbose",
                "-p --preserve-timestamps",
                "-c",
                "-T --no-target-directory",
                "-C --compare",
                "-Z",
            ],
        )?;
        let mode = octal(options.value("-m"))?;
        let user = options.value("-o").and_then(name);
        let group = options.value("-g").and_then(name);
        if options.has("-d") {
            for path in &operands {
                let mode = mode.or(Some(0o755));
                self.folder(call, state, path, mode, user.clone(), group.clone())?;
            }
            return Ok(());
        }
        let [sources @ .., to] = operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        for from in sources {
            self.transfer(
                call,
                state,
                from,
                to,
                &Transfer {
                    exact: options.has("-T") || options.has("-D"),
                    several: sources.len() > 1,
                    mode: mode.or(Some(0o755)),
                    user: user.clone(),
                    group: group.clone(),
                    ..Transfer::default()
                },
            )?;
        }
        Ok(())
    }

    fn touch(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (_, paths) = Self::split(
            call,
            &[
                "-a",
                "-m",
                "-c --no-create",
                "-r --reference=",
                "-d --date=",
                "-t=",
                "-h --no-dereference",
            ],
        )?;
        for path in &paths {
            if let Place::Temporary(name) = self.place_in(path, state)
                && !path.open
            {
                state.made.insert(name, Made::File(Some(String::new())));
            }
            if self.exists(path, Sort::Anything, state) == Answer::Yes {
                continue;
            }
            if let Some(path) = self.operand(call, path, state)? {
                state.made.insert(key(&path), Made::File(Some(String::new())));
                let mode = 0o666 & !state.mask;
                let masked = Effect::Mode {
                    path: path.clone(),
                    mode: format!("{mode:04o}"),
                    recursive: false,
                };
                self.effect(state, call.line, Effect::Touch { path });
                if mode != 0o644 {
                    self.effect(state, call.line, masked);
                }
            }
        }
        Ok(())
    }

    fn tee(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let (options, paths) = Self::split(call, &["-a --append"])?;
        let content = state.input.clone();
        for path in &paths {
            if self.place_in(path, state) == Place::Device {
                continue;
            }
            if let Some(path) = self.operand(call, path, state)? {
                let content = content.get().ok_or(Refusal::Arguments)?.to_owned();
                let append = options.has("-a");
                state.made.insert(key(&path), Made::File((!append).then(|| content.clone())));
                self.effect(state, call.line, Effect::Write { path, content, append });
            }
        }
        Self::print(state, &content);
        Ok(())
    }

    fn setcap(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let arguments: Vec<String> =
            call.known()?.into_iter().filter(|argument| argument != "-q").collect();
        let [capabilities, path] = arguments.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        if capabilities == "-r" {
            if gives_capabilities(state) {
                return Err(Refusal::Form("-r".to_owned()));
            }
            self.idle(call.line, Idle::Upgrade);
            return Ok(());
        }
        if let Some(path) = self.operand(call, &Value::known(path.as_str()), state)? {
            self.effect(
                state,
                call.line,
                Effect::Capabilities { path, capabilities: capabilities.clone() },
            );
        }
        Ok(())
    }

    /// `xargs` runs nothing when it is given nothing, or when what it runs changes nothing.
    fn xargs(call: &Call<'_>, state: &mut State) -> Modelled {
        let none = state.input.get().is_some_and(|text| text.trim().is_empty())
            && call.arguments.iter().any(|argument| {
                argument.get().is_some_and(|text| {
                    text == "--no-run-if-empty" || (text.starts_with('-') && text.contains('r'))
                })
            });
        let quiet = call
            .arguments
            .iter()
            .filter_map(Value::get)
            .find(|text| !text.starts_with('-'))
            .is_some_and(|name| matches!(name, "echo" | "basename" | "dirname" | "ls" | "grep"));
        if none || quiet {
            Self::print(state, &Value::unknown());
            state.status = Answer::Unknown;
            return Ok(());
        }
        Err(Refusal::Arguments)
    }
}

/// How a file is copied or moved.
#[derive(Debug, Default)]
struct Transfer {
    moves: bool,
    only_if_absent: bool,
    recursive: bool,
    /// The target is the new name, never a folder to put it in.
    exact: bool,
    several: bool,
    mode: Option<u32>,
    user: Option<String>,
    group: Option<String>,
}

fn name(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn octal(text: Option<&str>) -> Result<Option<u32>, Refusal> {
    text.map(|text| match u32::from_str_radix(text, 8) {
        Ok(mode) if mode <= 0o7777 => Ok(mode),
        _ => Err(Refusal::Form("mode".to_owned())),
    })
    .transpose()
}
