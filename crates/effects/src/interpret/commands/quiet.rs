// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands that look and speak, and change nothing.

use super::super::{Answer, Interpreter, State, Value};
use super::{Call, Modelled, Refusal};

/// Returns whether a command changes nothing, whatever its arguments (`sed` and `find` are
/// looked at more closely).
pub(super) fn is_quiet(name: &str) -> bool {
    matches!(
        name,
        "setup_colors"
            | "warning"
            | "notice"
            | "echo"
            | "printf"
            | "cat"
            | "grep"
            | "egrep"
            | "fgrep"
            | "zgrep"
            | "awk"
            | "gawk"
            | "mawk"
            | "sed"
            | "cut"
            | "head"
            | "tail"
            | "tr"
            | "sort"
            | "uniq"
            | "wc"
            | "uname"
            | "hostname"
            | "readlink"
            | "realpath"
            | "basename"
            | "dirname"
            | "ls"
            | "stat"
            | "find"
            | "expr"
            | "seq"
            | "date"
            | "id"
            | "whoami"
            | "getent"
            | "groups"
            | "md5sum"
            | "sha1sum"
            | "sha256sum"
            | "cmp"
            | "diff"
            | "comm"
            | "paste"
            | "rev"
            | "tac"
            | "fold"
            | "fmt"
            | "nproc"
            | "getconf"
            | "locale"
            | "tty"
            | "ps"
            | "df"
            | "du"
            | "file"
            | "od"
            | "hexdump"
            | "strings"
            | "lsb_release"
            | "dpkg-query"
            | "dpkg-architecture"
            | "apt-cache"
            | "apt-config"
            | "dpkg-vendor"
            | "systemd-detect-virt"
            | "ischroot"
            | "arch"
            | "mountpoint"
            | "findmnt"
            | "lsblk"
            | "ldd"
            | "base64"
            | "yes"
            | "printenv"
            | "logger"
            | "column"
            | "clear"
            | "more"
            | "less"
            | "pager"
            | "xmllint"
            | "lspci"
            | "lsusb"
            | "dpkg"
            | "mktemp"
            | "tempfile"
            | "systemd-escape"
            | "run-parts-list"
            | "pathfind"
            | "nl"
            | "join"
            | "getopt"
            | "bc"
            | "dc"
            | "openssl-version"
            | "perl-version"
            | "cksum"
            | "b2sum"
            | "numfmt"
            | "deb-systemd-escape"
            | "py3versions"
            | "pyversions"
            | "ss"
            | "netstat"
            | "lsof"
            | "apache2_msg"
            | "getcap"
    )
}

impl Interpreter<'_> {
    /// Follows a command that changes nothing.
    pub(super) fn quiet(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        if !is_quiet(call.name) && call.name != "perl" {
            return None;
        }
        let arguments = call.arguments;
        let first = arguments.first().and_then(Value::get).unwrap_or_default();
        match call.name {
            "echo" => Self::print(state, &echoed(arguments)),
            "printf" => Self::print(state, &formatted(arguments)),
            "cat" => {
                let content = if arguments.is_empty() || first == "-" {
                    state.input.clone()
                } else {
                    let mut content = Value::default();
                    for file in arguments {
                        content.push(&self.content(file, state));
                    }
                    content
                };
                Self::print(state, &content);
            }
            "basename" => {
                let name = match (arguments.first().map(Value::get), arguments.get(1)) {
                    (Some(Some(path)), suffix) => {
                        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
                        match suffix.map(Value::get) {
                            None => Value::known(name),
                            Some(Some(suffix)) => {
                                Value::known(name.strip_suffix(suffix).unwrap_or(name))
                            }
                            Some(None) => Value::unknown(),
                        }
                    }
                    _ => Value::unknown(),
                };
                Self::print(state, &name);
            }
            "dirname" => {
                let folder = match arguments.first().map(Value::get) {
                    Some(Some(path)) => match path.trim_end_matches('/').rsplit_once('/') {
                        Some(("", _)) => Value::known("/"),
                        Some((folder, _)) => Value::known(folder),
                        None => Value::known("."),
                    },
                    _ => Value::unknown(),
                };
                Self::print(state, &folder);
            }
            "mktemp" | "tempfile" => {
                let name = format!("tmp/mktemp.{}", state.made.len());
                let made = if arguments.iter().any(|a| a.get().is_some_and(|a| a.starts_with("-d")))
                {
                    super::super::Made::Folder
                } else {
                    super::super::Made::File(Some(String::new()))
                };
                if arguments.iter().any(|argument| {
                    argument.text.starts_with('/') && !argument.text.starts_with("/tmp/")
                }) {
                    return Some(Err(Refusal::Arguments));
                }
                Self::print(state, &Value::known(format!("/{name}\n")));
                state.made.insert(name, made);
            }
            "getent" => self.look_up(call, state),
            "grep" | "egrep" | "fgrep" => self.grep(call, state),
            "ls" => self.ls(call, state),
            "getcap" => Self::getcap(state),
            "seq" => Self::print(state, &counted(arguments)),
            "id" | "groups" => {
                let name = arguments
                    .iter()
                    .find(|value| !value.get().is_some_and(|text| text.starts_with('-')));
                match name {
                    Some(name) => {
                        state.status = self.has_user(name, state);
                        Self::print(state, &Value::unknown());
                    }
                    None if first == "-u" => Self::print(state, &Value::known("0\n")),
                    None => Self::print(state, &Value::known("root\n")),
                }
            }
            "dpkg" => return Some(self.dpkg(call, state)),
            "dpkg-architecture" => {
                let value = match first {
                    "-qDEB_HOST_ARCH" | "-qDEB_BUILD_ARCH" => {
                        Value::known(format!("{}\n", self.package.architecture))
                    }
                    "-qDEB_HOST_MULTIARCH" | "-qDEB_BUILD_MULTIARCH" => {
                        multiarch(&self.package.architecture)
                    }
                    _ => Value::unknown(),
                };
                Self::print(state, &value);
            }
            "sed" | "find" => return Some(self.harmless(call, state)),
            "sort"
                if arguments
                    .iter()
                    .any(|a| a.text.starts_with("-o") || a.text.starts_with("--output")) =>
            {
                return Some(Err(Refusal::Form("-o".to_owned())));
            }
            "readlink"
                if matches!(arguments, [path] if path.get().is_some_and(|path| {
                    super::super::files::is_merged(path.trim_start_matches('/'))
                })) =>
            {
                let name = first.trim_start_matches('/');
                Self::print(state, &Value::known(format!("usr/{name}\n")));
            }
            "uname" => {
                let value = if first == "-s" { Value::known("Linux\n") } else { Value::unknown() };
                Self::print(state, &value);
            }
            "ischroot" | "systemd-detect-virt" | "tty" | "mountpoint" => {
                state.status = Answer::Unknown;
                Self::print(state, &Value::unknown());
            }
            "awk" | "gawk" | "mawk" => {
                // A program that writes files or runs commands is not quiet.
                if arguments.iter().any(|argument| {
                    argument.open
                        || ["system", "| \"", "|\"", "> \"", ">\"", "getline", "-i"]
                            .iter()
                            .any(|sign| argument.text.contains(sign))
                }) {
                    return Some(Err(Refusal::Form("program".to_owned())));
                }
                state.status = Answer::Unknown;
                Self::print(state, &Value::unknown());
            }
            // A look at whether the interpreter is there.
            "perl" => {
                let harmless = matches!(call.arguments, [one, two]
                    if one.get() == Some("-e") && two.get().is_some_and(|text| text.trim().is_empty()));
                if !harmless {
                    return None;
                }
            }
            // Functions of dpkg's own library.
            "logger" | "setup_colors" | "warning" | "notice" | "clear" | "more" | "less"
            | "pager" => {}
            _ => {
                state.status = Answer::Unknown;
                Self::print(state, &Value::unknown());
            }
        }
        Some(Ok(()))
    }

    /// `sed` and `find`, which can also change files.
    fn harmless(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        for argument in call.arguments {
            let text = argument.text.as_str();
            let changes = match call.name {
                "find" => {
                    matches!(text, "-delete" | "-fls")
                        || text.starts_with("-exec")
                        || text.starts_with("-ok")
                        || text.starts_with("-fprint")
                }
                _ => {
                    text.starts_with("--in-place")
                        || is_in_place(text)
                        || (argument.open && text.is_empty())
                }
            };
            if changes {
                if call.name == "find" && self.finds_nothing(call, state) {
                    return Ok(());
                }
                if call.name == "sed" && self.all_temporary(call, state) {
                    return Ok(());
                }
                if call.name == "sed" && super::name_services::is_meant(call) {
                    return self.name_services(call, state);
                }
                return Err(Refusal::Form(text.to_owned()));
            }
        }
        state.status = Answer::Unknown;
        Self::print(state, &Value::unknown());
        Ok(())
    }

    /// Returns whether a command changes only files that do not outlive the installation; their
    /// content is no longer known then.
    fn all_temporary(&mut self, call: &Call<'_>, state: &mut State) -> bool {
        let mut names = Vec::new();
        for argument in call.arguments.iter().rev() {
            if !argument.text.starts_with('/') {
                break;
            }
            match self.place_in(argument, state) {
                super::super::files::Place::Temporary(name) => names.push(name),
                _ => return false,
            }
        }
        for name in &names {
            state.made.insert(name.clone(), super::super::Made::File(None));
        }
        !names.is_empty()
    }

    fn look_up(&mut self, call: &Call<'_>, state: &mut State) {
        let database = call.arguments.first().and_then(Value::get);
        let key = call.arguments.get(1);
        state.status = match (database, key) {
            (Some("passwd" | "shadow"), Some(name)) => self.has_user(name, state),
            (Some("group" | "gshadow"), Some(name)) => self.has_group(name, state),
            _ => Answer::Unknown,
        };
        if state.status != Answer::No {
            Self::print(state, &Value::unknown());
        }
    }

    fn dpkg(&mut self, call: &Call<'_>, state: &mut State) -> Modelled {
        let arguments = call.arguments;
        match arguments.first().and_then(Value::get) {
            Some("--print-architecture") => {
                let architecture = match self.package.architecture.as_str() {
                    "all" => Value::unknown(),
                    architecture => Value::known(format!("{architecture}\n")),
                };
                Self::print(state, &architecture);
            }
            Some("--compare-versions") => {
                let [_, one, operator, two] = arguments else {
                    return Err(Refusal::Form("--compare-versions".to_owned()));
                };
                state.status = match (one.get(), operator.get(), two.get()) {
                    (Some(one), Some(operator), Some(two)) => compare(one, operator, two),
                    _ => Answer::Unknown,
                };
            }
            Some(
                "-l"
                | "--list"
                | "-s"
                | "--status"
                | "-L"
                | "--listfiles"
                | "-S"
                | "--search"
                | "-p"
                | "--print-avail"
                | "--print-foreign-architectures"
                | "--version"
                | "-W"
                | "--get-selections"
                | "--audit"
                | "-C"
                | "--verify"
                | "-V",
            ) => {
                state.status = Answer::Unknown;
                Self::print(state, &Value::unknown());
            }
            Some(option)
                if option.starts_with("--assert-") || option.starts_with("--validate-") =>
            {
                state.status = Answer::Yes;
            }
            _ => return Err(Refusal::Arguments),
        }
        Ok(())
    }
}

/// Returns whether a cluster of `sed`'s options holds `-i`; what follows `-e` is a program.
fn is_in_place(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|letters| {
        letters.chars().take_while(|letter| "nrEsuzi".contains(*letter)).any(|letter| letter == 'i')
    })
}

/// Compares versions as `dpkg --compare-versions` does when one of them is missing, which is
/// all that a fresh installation asks for.
fn compare(one: &str, operator: &str, two: &str) -> Answer {
    // On a fresh installation the old version is empty: older than any, except for the
    // operators that treat it as newer.
    let empty_is_later = operator.ends_with("-nl");
    let order = match (one.is_empty(), two.is_empty()) {
        (true, true) => std::cmp::Ordering::Equal,
        (true, false) if empty_is_later => std::cmp::Ordering::Greater,
        (true, false) => std::cmp::Ordering::Less,
        (false, true) if empty_is_later => std::cmp::Ordering::Less,
        (false, true) => std::cmp::Ordering::Greater,
        (false, false) if one == two => std::cmp::Ordering::Equal,
        (false, false) => return Answer::Unknown,
    };
    Answer::from(match operator.trim_end_matches("-nl") {
        "lt" | "<<" => order.is_lt(),
        "le" | "<=" | "<" => order.is_le(),
        "eq" | "=" => order.is_eq(),
        "ne" => order.is_ne(),
        "ge" | ">=" | ">" => order.is_ge(),
        "gt" | ">>" => order.is_gt(),
        _ => return Answer::Unknown,
    })
}

fn multiarch(architecture: &str) -> Value {
    match architecture {
        "amd64" => Value::known("x86_64-linux-gnu\n"),
        "arm64" => Value::known("aarch64-linux-gnu\n"),
        "i386" => Value::known("i386-linux-gnu\n"),
        "armhf" => Value::known("arm-linux-gnueabihf\n"),
        "ppc64el" => Value::known("powerpc64le-linux-gnu\n"),
        "riscv64" => Value::known("riscv64-linux-gnu\n"),
        "s390x" => Value::known("s390x-linux-gnu\n"),
        _ => Value::unknown(),
    }
}

/// The numbers of `seq FIRST STEP LAST`, as far as they are whole and few.
fn counted(arguments: &[Value]) -> Value {
    const MOST: usize = 1000;
    let numbers: Option<Vec<i64>> =
        arguments.iter().map(|argument| argument.get()?.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) if *step != 0 => (*first, *step, *last),
        _ => return Value::unknown(),
    };
    let mut text = String::new();
    let mut number = first;
    for _ in 0..=MOST {
        if step > 0 && number > last || step < 0 && number < last {
            return Value::known(text);
        }
        text.push_str(&number.to_string());
        text.push('\n');
        let Some(next) = number.checked_add(step) else { break };
        number = next;
    }
    Value::unknown()
}

fn echoed(arguments: &[Value]) -> Value {
    let (newline, arguments) = match arguments.split_first() {
        Some((first, rest)) if first.get() == Some("-n") => (false, rest),
        _ => (true, arguments),
    };
    let mut text = Value::default();
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            text.push(&Value::known(" "));
        }
        text.push(argument);
    }
    if newline {
        text.push(&Value::known("\n"));
    }
    // Escapes mean different things to different shells.
    if text.text.contains('\\') || arguments.first().is_some_and(|a| a.text.starts_with("-e")) {
        return Value::unknown();
    }
    text
}

fn formatted(arguments: &[Value]) -> Value {
    let Some((Some(format), arguments)) =
        arguments.split_first().map(|(format, rest)| (format.get(), rest))
    else {
        return Value::unknown();
    };
    let mut text = Value::default();
    let mut left = arguments.iter();
    loop {
        let mut characters = format.chars();
        let before = left.len();
        while let Some(character) = characters.next() {
            let piece = match character {
                '\\' => match characters.next() {
                    Some('n') => Value::known("\n"),
                    Some('t') => Value::known("\t"),
                    Some('\\') => Value::known("\\"),
                    Some('"') => Value::known("\""),
                    _ => return Value::unknown(),
                },
                '%' => match characters.next() {
                    Some('%') => Value::known("%"),
                    Some('s') => left.next().cloned().unwrap_or_default(),
                    _ => return Value::unknown(),
                },
                other => Value::known(other.to_string()),
            };
            text.push(&piece);
        }
        // The format serves again while arguments are left, as long as it uses any.
        if left.len() == 0 || left.len() == before {
            return text;
        }
    }
}
