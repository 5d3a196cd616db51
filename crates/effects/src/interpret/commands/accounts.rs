// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands that create accounts and groups.

use haerterei_ground::TreePath;

use super::super::{Answer, Interpreter, Made, State, Value};
use super::{Call, Modelled, Refusal};
use crate::effect::{Effect, Idle, User};

pub(super) const NAMES: &[&str] = &[
    "adduser",
    "addgroup",
    "useradd",
    "groupadd",
    "usermod",
    "gpasswd",
    "passwd",
    "chsh",
    "chfn",
    "deluser",
    "delgroup",
    "userdel",
    "groupdel",
    "update-passwd",
    "pwconv",
    "grpconv",
    "shadowconfig",
    "chage",
];

impl Interpreter<'_> {
    pub(super) fn has_user(&self, name: &Value, state: &State) -> Answer {
        match name.get() {
            Some(name) if crate::accounts::is_base_user(name) || state.users.contains(name) => {
                Answer::Yes
            }
            // An account nobody has created does not exist on a fresh installation; if another
            // package did create it, creating it once more changes nothing.
            Some(_) => Answer::No,
            None => Answer::Unknown,
        }
    }

    pub(super) fn has_group(&self, name: &Value, state: &State) -> Answer {
        match name.get() {
            Some(name) if crate::accounts::is_base_group(name) || state.groups.contains(name) => {
                Answer::Yes
            }
            Some(_) => Answer::No,
            None => Answer::Unknown,
        }
    }

    pub(super) fn accounts(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        Some(match call.name {
            "adduser" => self.adduser(call, state),
            "addgroup" => self.addgroup(call, state),
            "useradd" => self.useradd(call, state),
            "groupadd" => self.groupadd(call, state),
            "usermod" => self.usermod(call, state),
            "gpasswd" => self.gpasswd(call, state),
            "update-passwd" => {
                self.effect(state, call.line, Effect::BaseAccounts);
                Ok(())
            }
            // No password is ever set in an image, and there is no shadow file to convert.
            "passwd" | "chage" | "pwconv" | "grpconv" | "shadowconfig" => {
                self.idle(call.line, Idle::Upgrade);
                Ok(())
            }
            "deluser" | "delgroup" | "userdel" | "groupdel" => self.delete(call, state),
            _ => return None,
        })
    }

    fn user(&mut self, call: &Call<'_>, state: &mut State, user: User) {
        if crate::accounts::is_base_user(&user.name) {
            return;
        }
        state.users.insert(user.name.clone());
        if state
            .effects
            .iter()
            .any(|done| matches!(&done.what, Effect::User(other) if other.name == user.name))
        {
            return;
        }
        self.effect(state, call.line, Effect::User(user));
    }

    fn group(
        &mut self,
        call: &Call<'_>,
        state: &mut State,
        name: &str,
        gid: Option<u32>,
        system: bool,
    ) {
        if crate::accounts::is_base_group(name) || !state.groups.insert(name.to_owned()) {
            return;
        }
        self.effect(state, call.line, Effect::Group { name: name.to_owned(), gid, system });
    }

    fn adduser(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "--system",
            "--group",
            "--home=",
            "--no-create-home",
            "--shell=",
            "--uid=",
            "--gid=",
            "--ingroup=",
            "--gecos=",
            "--comment=",
            "--disabled-login",
            "--disabled-password",
            "--quiet -q",
            "--force-badname --allow-badname --allow-bad-names",
            "--allow-all-names",
            "--firstuid=",
            "--lastuid=",
            "--firstgid=",
            "--lastgid=",
            "--conf=",
            "--debug",
            "--verbose",
            "--add_extra_groups --add-extra-groups",
            "--encrypt-home",
            "--stdoutmsglevel=",
            "--stderrmsglevel=",
            "--logmsglevel=",
        ])?;
        let names: Vec<&str> = options.operands.iter().map(String::as_str).collect();
        match names.as_slice() {
            [user, group] if !options.has("--system") => {
                self.effect(
                    state,
                    call.line,
                    Effect::Membership { user: (*user).to_owned(), group: (*group).to_owned() },
                );
                Ok(())
            }
            [name] if options.has("--group") && !options.has("--system") => {
                self.group(call, state, name, number(options.value("--gid"))?, false);
                Ok(())
            }
            [name] => {
                let system = options.has("--system");
                let explicit = options.value("--gid").or(options.value("--ingroup"));
                let group = if let Some(group) = explicit {
                    Some(group.to_owned())
                } else if options.has("--group") || !system {
                    self.group(call, state, name, number(options.value("--uid"))?, system);
                    Some((*name).to_owned())
                } else {
                    None
                };
                if crate::accounts::is_base_user(name) || state.users.contains(*name) {
                    return Ok(());
                }
                let home = options.value("--home").map(str::to_owned).or(if system {
                    None
                } else {
                    Some(format!("/home/{name}"))
                });
                self.user(
                    call,
                    state,
                    User {
                        name: (*name).to_owned(),
                        uid: number(options.value("--uid"))?,
                        group: group.clone(),
                        comment: options
                            .value("--gecos")
                            .or(options.value("--comment"))
                            .map(str::to_owned),
                        home: home.clone(),
                        shell: options.value("--shell").map(str::to_owned),
                        system,
                    },
                );
                if let Some(home) = home
                    && !options.has("--no-create-home")
                {
                    self.home(call, state, &home, name, group.as_deref())?;
                }
                Ok(())
            }
            _ => Err(Refusal::Form("operands".to_owned())),
        }
    }

    fn home(
        &mut self,
        call: &Call<'_>,
        state: &mut State,
        home: &str,
        user: &str,
        group: Option<&str>,
    ) -> Modelled {
        if home == "/nonexistent"
            || home == "/"
            || home.starts_with("/run/")
            || home.starts_with("/var/run/")
        {
            return Ok(());
        }
        let path = TreePath::parse(home).map_err(|_| Refusal::Form("--home".to_owned()))?;
        let there = self.exists(&Value::known(home), super::super::files::Sort::Anything, state);
        if there == Answer::Yes {
            return Ok(());
        }
        state.made.insert(super::super::files::key(&path), Made::Folder);
        self.effect(
            state,
            call.line,
            Effect::Directory {
                path,
                mode: Some(0o755),
                user: Some(user.to_owned()),
                group: Some(group.unwrap_or("nogroup").to_owned()),
            },
        );
        Ok(())
    }

    fn addgroup(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "--system",
            "--gid=",
            "--quiet -q",
            "--force-badname --allow-badname --allow-bad-names",
            "--group",
            "--conf=",
            "--debug",
            "--verbose",
            "--allow-all-names",
            "--firstgid=",
            "--lastgid=",
            "--stdoutmsglevel=",
            "--stderrmsglevel=",
            "--logmsglevel=",
        ])?;
        match options.operands.as_slice() {
            [name] => {
                let gid = number(options.value("--gid"))?;
                self.group(call, state, name, gid, options.has("--system"));
            }
            [user, group] => self.effect(
                state,
                call.line,
                Effect::Membership { user: user.clone(), group: group.clone() },
            ),
            _ => return Err(Refusal::Form("operands".to_owned())),
        }
        Ok(())
    }

    fn useradd(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "-r --system",
            "-g --gid=",
            "-d --home-dir --home=",
            "-s --shell=",
            "-M --no-create-home",
            "-m --create-home",
            "-c --comment=",
            "-u --uid=",
            "-G --groups=",
            "-U --user-group",
            "-N --no-user-group",
            "-f --inactive=",
            "-e --expiredate=",
            "-K --key=",
            "-l --no-log-init",
            "-o --non-unique",
            "--badname",
            "-b --base-dir=",
            "-p --password=",
            "-k --skel=",
        ])?;
        let [name] = options.operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let system = options.has("-r");
        let group = if let Some(group) = options.value("-g") {
            Some(group.to_owned())
        } else if options.has("-N") {
            None
        } else {
            let gid = number(options.value("-u"))?;
            self.group(call, state, name, gid, system);
            Some(name.clone())
        };
        let home = options.value("-d").map_or_else(|| format!("/home/{name}"), str::to_owned);
        self.user(
            call,
            state,
            User {
                name: name.clone(),
                uid: number(options.value("-u"))?,
                group: group.clone(),
                comment: options.value("-c").map(str::to_owned),
                home: Some(home.clone()),
                shell: options.value("-s").map(str::to_owned),
                system,
            },
        );
        for group in options.value("-G").unwrap_or_default().split(',') {
            if !group.is_empty() {
                self.effect(
                    state,
                    call.line,
                    Effect::Membership { user: name.clone(), group: group.to_owned() },
                );
            }
        }
        if options.has("-m") {
            self.home(call, state, &home, name, group.as_deref())?;
        }
        Ok(())
    }

    fn groupadd(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "-r --system",
            "-g --gid=",
            "-f --force",
            "-o --non-unique",
            "-K --key=",
        ])?;
        let [name] = options.operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let gid = number(options.value("-g"))?;
        self.group(call, state, name, gid, options.has("-r"));
        Ok(())
    }

    fn usermod(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&[
            "-a --append",
            "-G --groups=",
            "-L --lock",
            "-U --unlock",
            "-c --comment=",
            "-d --home=",
            "-s --shell=",
            "-g --gid=",
            "-e --expiredate=",
            "-p --password=",
        ])?;
        let [name] = options.operands.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        if options.has("-G") {
            if !options.has("-a") {
                return Err(Refusal::Form("-G".to_owned()));
            }
            for group in options.value("-G").unwrap_or_default().split(',') {
                self.effect(
                    state,
                    call.line,
                    Effect::Membership { user: name.clone(), group: group.to_owned() },
                );
            }
        }
        let changes = ["-c", "-d", "-s", "-g"].iter().any(|name| options.has(name));
        if !changes {
            return Ok(());
        }
        // An account that this script created is created with the new values.
        for done in &mut state.effects {
            if let Effect::User(user) = &mut done.what
                && user.name == *name
            {
                let set = |slot: &mut Option<String>, option| {
                    if let Some(value) = options.value(option) {
                        *slot = Some(value.to_owned());
                    }
                };
                set(&mut user.comment, "-c");
                set(&mut user.home, "-d");
                set(&mut user.shell, "-s");
                set(&mut user.group, "-g");
                return Ok(());
            }
        }
        Err(Refusal::Form("an account of another package".to_owned()))
    }

    fn gpasswd(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let options = call.options(&["-a --add=", "-M --members="])?;
        match (options.value("-a"), options.operands.as_slice()) {
            (Some(user), [group]) if !options.has("-M") => {
                let (user, group) = (user.to_owned(), group.clone());
                self.effect(state, call.line, Effect::Membership { user, group });
                Ok(())
            }
            _ => Err(Refusal::Form("options".to_owned())),
        }
    }

    fn delete(&mut self, call: &Call<'_>, state: &State) -> Modelled {
        let names: Vec<String> =
            call.known()?.into_iter().filter(|name| !name.starts_with('-')).collect();
        let [name] = names.as_slice() else {
            return Err(Refusal::Form("operands".to_owned()));
        };
        let name = Value::known(name.as_str());
        let there = if call.name.ends_with("group") {
            self.has_group(&name, state)
        } else {
            self.has_user(&name, state)
        };
        if there == Answer::No {
            self.idle(call.line, Idle::Upgrade);
            return Ok(());
        }
        Err(Refusal::Form("an account that exists".to_owned()))
    }
}

fn number(text: Option<&str>) -> Result<Option<u32>, Refusal> {
    text.map(|text| text.parse().map_err(|_| Refusal::Form("a number".to_owned()))).transpose()
}
