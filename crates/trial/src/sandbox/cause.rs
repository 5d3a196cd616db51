// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Why a container does not do what it should, as far as it shows from outside.
//!
//! Some causes are facts (the kernel counted a kill for memory); others are read from the log,
//! because only the program knows which call failed.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::{Message, TreePath};
use serde::{Deserialize, Serialize};

use super::container::{Excess, Stopped};
use super::network::Listener;
use super::written::Written;
use super::{Ending, Log, RunRequest};

/// The first port that anyone may listen at (`net.ipv4.ip_unprivileged_port_start`).
const FIRST_FREE_PORT: u16 = 1024;
/// Lines at the end of a log that are searched.
const SEARCHED: usize = 400;
const SIGSYS: i32 = 31;

/// Why a container does not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", tag = "cause")]
pub enum Cause {
    /// It needed more memory than it may have, and the kernel killed it or a part of it.
    OutOfMemory {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It asked for more processes or threads than it may have.
    TooManyProcesses {
        /// The bound.
        limit: u64,
    },
    /// A folder in memory was full.
    ScratchFull {
        /// The folder.
        path: TreePath,
        /// How much fits in, in bytes.
        limit: u64,
    },
    /// Something was full, and it ended before anyone could see what.
    NoSpace {
        /// What the log says about it.
        line: String,
    },
    /// Its volumes held more than they may.
    VolumesFull {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It said more than it may.
    LogFlooded {
        /// The bound, in bytes.
        limit: u64,
    },
    /// It ran longer than it may.
    TimeLimit {
        /// The bound, in seconds.
        limit: u64,
    },
    /// It made a system call that the profile forbids.
    ForbiddenCall {
        /// What the log says about it.
        line: String,
    },
    /// It needs a capability.
    NeedsCapability {
        /// What the log says about it.
        line: String,
    },
    /// It tried to write to the image.
    ReadOnly {
        /// The path, where the log names one.
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// What the log says about it.
        line: String,
    },
    /// Something it needs belongs to somebody else.
    NoPermission {
        /// The path, where the log names one.
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// What the log says about it.
        line: String,
    },
    /// It needs a port that only root may listen at.
    PrivilegedPort {
        /// The port.
        port: u16,
    },
    /// It listens elsewhere than it promises.
    OtherPort {
        /// The port promised.
        promised: u16,
        /// Where it listens.
        found: Vec<u16>,
    },
    /// Only the container itself reaches the port.
    LoopbackOnly {
        /// The port.
        port: u16,
    },
    /// It listens nowhere.
    NotListening {
        /// The port promised.
        promised: u16,
    },
    /// It did not end when it was asked to.
    IgnoresSignal {
        /// The signal's number.
        signal: i32,
        /// How long it was given, in milliseconds.
        grace: u64,
    },
    /// The program is not in the image.
    NoProgram {
        /// The program.
        program: String,
    },
    /// The program cannot be executed by this identity.
    NotExecutable {
        /// The program.
        program: String,
    },
    /// The program is for another processor, or no program.
    WrongFormat {
        /// The program.
        program: String,
    },
    /// The program is there, and what it is interpreted or linked by is not.
    NoInterpreter {
        /// The program.
        program: String,
    },
    /// The folder it starts in cannot be entered by this identity.
    WorkingFolder {
        /// The folder.
        path: TreePath,
    },
    /// It needs an account, and the running user has none in the image.
    NoAccount {
        /// The running user.
        uid: u32,
        /// What the log says about it.
        line: String,
    },
    /// The runtime refused for a reason of its own.
    Runtime {
        /// Its words.
        words: String,
    },
    /// A signal ended it.
    Crashed {
        /// The signal's number.
        signal: i32,
    },
    /// It ended by itself.
    Ended {
        /// The exit code.
        code: i32,
        /// How long it ran, in milliseconds.
        after: u64,
    },
}

/// Every key that a cause can speak with.
pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "trial-cause-out-of-memory",
    "trial-cause-too-many-processes",
    "trial-cause-scratch-full",
    "trial-cause-no-space",
    "trial-cause-volumes-full",
    "trial-cause-log-flooded",
    "trial-cause-time-limit",
    "trial-cause-forbidden-call",
    "trial-cause-needs-capability",
    "trial-cause-read-only",
    "trial-cause-no-permission",
    "trial-cause-privileged-port",
    "trial-cause-other-port",
    "trial-cause-loopback-only",
    "trial-cause-not-listening",
    "trial-cause-ignores-signal",
    "trial-cause-no-program",
    "trial-cause-not-executable",
    "trial-cause-wrong-format",
    "trial-cause-no-interpreter",
    "trial-cause-working-folder",
    "trial-cause-no-account",
    "trial-cause-runtime",
    "trial-cause-crashed",
    "trial-cause-ended",
];

impl Cause {
    /// Returns the sentence; its hint says what to change.
    pub fn message(&self) -> Message {
        match self {
            Self::OutOfMemory { limit } => {
                Message::new("trial-cause-out-of-memory").number("limit", limit >> 20)
            }
            Self::TooManyProcesses { limit } => {
                Message::new("trial-cause-too-many-processes").number("limit", *limit)
            }
            Self::ScratchFull { path, limit } => Message::new("trial-cause-scratch-full")
                .text("path", path.shown())
                .number("limit", limit >> 10),
            Self::NoSpace { line } => Message::new("trial-cause-no-space").text("line", line),
            Self::VolumesFull { limit } => {
                Message::new("trial-cause-volumes-full").number("limit", limit >> 20)
            }
            Self::LogFlooded { limit } => {
                Message::new("trial-cause-log-flooded").number("limit", limit >> 20)
            }
            Self::TimeLimit { limit } => {
                Message::new("trial-cause-time-limit").number("seconds", *limit)
            }
            Self::ForbiddenCall { line } => {
                Message::new("trial-cause-forbidden-call").text("line", line)
            }
            Self::NeedsCapability { line } => {
                Message::new("trial-cause-needs-capability").text("line", line)
            }
            Self::ReadOnly { path, line } => Message::new("trial-cause-read-only")
                .text("path", path.as_deref().unwrap_or("?"))
                .text("line", line),
            Self::NoPermission { path, line } => Message::new("trial-cause-no-permission")
                .text("path", path.as_deref().unwrap_or("?"))
                .text("line", line),
            Self::PrivilegedPort { port } => {
                Message::new("trial-cause-privileged-port").text("port", port)
            }
            Self::OtherPort { promised, found } => {
                let found: Vec<String> = found.iter().map(u16::to_string).collect();
                Message::new("trial-cause-other-port")
                    .text("promised", promised)
                    .text("found", found.join(", "))
            }
            Self::LoopbackOnly { port } => {
                Message::new("trial-cause-loopback-only").text("port", port)
            }
            Self::NotListening { promised } => {
                Message::new("trial-cause-not-listening").text("promised", promised)
            }
            Self::IgnoresSignal { signal, grace } => Message::new("trial-cause-ignores-signal")
                .text("signal", signal_name(*signal))
                .text("seconds", grace.div_ceil(1000)),
            Self::NoProgram { program } => {
                Message::new("trial-cause-no-program").text("program", program)
            }
            Self::NotExecutable { program } => {
                Message::new("trial-cause-not-executable").text("program", program)
            }
            Self::WrongFormat { program } => {
                Message::new("trial-cause-wrong-format").text("program", program)
            }
            Self::NoInterpreter { program } => {
                Message::new("trial-cause-no-interpreter").text("program", program)
            }
            Self::WorkingFolder { path } => {
                Message::new("trial-cause-working-folder").text("path", path.shown())
            }
            Self::NoAccount { uid, line } => {
                Message::new("trial-cause-no-account").text("uid", uid).text("line", line)
            }
            Self::Runtime { words } => Message::new("trial-cause-runtime").text("words", words),
            Self::Crashed { signal } => {
                Message::new("trial-cause-crashed").text("signal", signal_name(*signal))
            }
            Self::Ended { code, after } => {
                Message::new("trial-cause-ended").text("code", code).number("milliseconds", *after)
            }
        }
    }

    /// Recognises what a runtime says about a program that it could not start; nothing if its words
    /// are about the host.
    pub(crate) fn of_start(words: &str, request: &RunRequest) -> Option<Self> {
        let program = request.arguments.first().cloned().unwrap_or_default();
        let lower = words.to_lowercase();
        // Both make the folder where it is absent, and then enter it.
        let makes_it = words.contains(&format!("mkdir {}:", request.working_folder.shown()));
        if lower.contains("chdir to cwd") || lower.contains("chdir `") || makes_it {
            return Some(Self::WorkingFolder { path: request.working_folder.clone() });
        }
        // runc: `exec: "/x": ...`; crun: "executable file `/x` not found".
        let is_program = lower.contains("exec: \"")
            || lower.contains("executable file")
            || lower.contains("exec user process")
            || lower.contains("open executable");
        if !is_program {
            return None;
        }
        Some(if lower.contains("permission denied") || lower.contains("is a directory") {
            Self::NotExecutable { program }
        } else if lower.contains("exec format error") {
            Self::WrongFormat { program }
        } else {
            Self::NoProgram { program }
        })
    }
}

/// Returns the name of a signal, else its number.
fn signal_name(signal: i32) -> String {
    let names = [
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (3, "SIGQUIT"),
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (10, "SIGUSR1"),
        (11, "SIGSEGV"),
        (12, "SIGUSR2"),
        (13, "SIGPIPE"),
        (14, "SIGALRM"),
        (15, "SIGTERM"),
        (28, "SIGWINCH"),
        (31, "SIGSYS"),
    ];
    names
        .iter()
        .find(|(number, _)| *number == signal)
        .map_or_else(|| signal.to_string(), |(_, name)| (*name).to_owned())
}

/// Everything that causes are read from.
#[derive(Debug)]
pub(crate) struct Observed<'a> {
    pub(crate) request: &'a RunRequest,
    pub(crate) ending: Option<Ending>,
    pub(crate) stopped: Option<Stopped>,
    pub(crate) excess: Option<Excess>,
    pub(crate) process_refusals: u64,
    pub(crate) listening: &'a BTreeSet<Listener>,
    pub(crate) written: &'a BTreeMap<TreePath, Written>,
    pub(crate) log: &'a Log,
}

impl Observed<'_> {
    /// Returns the causes, most telling first.
    pub(crate) fn causes(&self) -> Vec<Cause> {
        let limits = &self.request.limits;
        let mut causes = Vec::new();
        if self.ending.is_some_and(|ending| ending.out_of_memory) {
            causes.push(Cause::OutOfMemory { limit: limits.memory });
        }
        if self.process_refusals > 0 {
            causes.push(Cause::TooManyProcesses { limit: limits.processes });
        }
        for one in &self.request.scratch {
            if self.written.get(&one.path).is_some_and(|written| written.full) {
                causes.push(Cause::ScratchFull { path: one.path.clone(), limit: one.bytes });
            }
        }
        match self.excess {
            Some(Excess::Log) => causes.push(Cause::LogFlooded { limit: limits.log }),
            Some(Excess::Volumes) => causes.push(Cause::VolumesFull { limit: limits.volumes }),
            Some(Excess::Time) => causes.push(Cause::TimeLimit { limit: limits.time.as_secs() }),
            None => {}
        }
        if let Some(stopped) = self.stopped.filter(|stopped| stopped.ignored) {
            causes.push(Cause::IgnoresSignal {
                signal: stopped.signal,
                grace: u64::try_from(stopped.took.as_millis()).unwrap_or(u64::MAX),
            });
        }
        let is_well = causes.is_empty() && self.stopped.is_some();
        let ports = self.ports();
        let low = ports.iter().any(|cause| matches!(cause, Cause::PrivilegedPort { .. }));
        if !is_well {
            causes.extend(self.of_log(low));
        }
        if self.stopped.is_none_or(|stopped| stopped.ignored) {
            causes.extend(ports);
        }
        if let (Some(ending), None, None) = (self.ending, self.stopped, self.excess) {
            causes.push(match ending.signal() {
                Some(signal) if !matches!(signal, 9 | 15) || causes.is_empty() => {
                    Cause::Crashed { signal }
                }
                _ => Cause::Ended {
                    code: ending.code,
                    after: u64::try_from(ending.after.as_millis()).unwrap_or(u64::MAX),
                },
            });
        }
        causes
    }

    fn ports(&self) -> Vec<Cause> {
        let mut causes = Vec::new();
        let promised = &self.request.ports;
        let other: Vec<u16> = self
            .listening
            .iter()
            .map(|one| one.port)
            .filter(|port| !promised.contains(port))
            .collect();
        for port in promised {
            match self.listening.iter().find(|one| one.port == *port) {
                Some(one) if one.loopback_only => causes.push(Cause::LoopbackOnly { port: *port }),
                Some(_) => {}
                None if *port < FIRST_FREE_PORT => {
                    causes.push(Cause::PrivilegedPort { port: *port });
                }
                None if !other.is_empty() => {
                    causes.push(Cause::OtherPort { promised: *port, found: other.clone() });
                }
                None => causes.push(Cause::NotListening { promised: *port }),
            }
        }
        causes
    }

    /// Reads what the program says about its own failure; the last word of each kind counts.
    fn of_log(&self, low_port: bool) -> Vec<Cause> {
        let lines = self.log.last_lines(SEARCHED);
        let mut causes: Vec<Cause> = Vec::new();
        let program = || self.request.arguments.first().cloned().unwrap_or_default();
        let signal = self.ending.and_then(|ending| ending.signal());
        for line in lines.iter().rev() {
            let lower = line.to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
            let is_exec = lower.starts_with("exec ") || has(&["exec user process caused"]);
            let cause = if is_exec && has(&["exec format error"]) {
                Cause::WrongFormat { program: program() }
            } else if is_exec && has(&["no such file or directory"]) {
                Cause::NoInterpreter { program: program() }
            } else if is_exec && has(&["permission denied"]) {
                Cause::NotExecutable { program: program() }
            } else if has(&["read-only file system", "erofs"]) {
                Cause::ReadOnly { path: path_in(line), line: shorten(line) }
            } else if has(&[
                "bad system call",
                "function not implemented",
                "operation not permitted",
                "enosys",
                "eperm",
            ]) {
                Cause::ForbiddenCall { line: shorten(line) }
            } else if has(&["resource temporarily unavailable", "eagain"])
                && has(&["fork", "thread", "clone"])
            {
                if self.process_refusals > 0 {
                    continue;
                }
                Cause::TooManyProcesses { limit: self.request.limits.processes }
            } else if has(&["no space left on device", "enospc"]) {
                if self.written.values().any(|written| written.full) {
                    continue;
                }
                Cause::NoSpace { line: shorten(line) }
            } else if has(&NO_ACCOUNT) {
                Cause::NoAccount { uid: self.request.identity.uid, line: shorten(line) }
            } else if has(&["permission denied", "eacces", "accessdenied"]) {
                // Who may not listen at a low port is told the same.
                if low_port && has(&["bind", "listen", "port", "socket", "address"]) {
                    continue;
                }
                Cause::NoPermission { path: path_in(line), line: shorten(line) }
            } else {
                continue;
            };
            let kind = std::mem::discriminant(&cause);
            if !causes.iter().any(|one| std::mem::discriminant(one) == kind) {
                causes.push(cause);
            }
        }
        let named = causes.iter().any(|cause| matches!(cause, Cause::ForbiddenCall { .. }));
        if signal == Some(SIGSYS) && !named {
            causes.push(Cause::ForbiddenCall { line: String::new() });
        }
        causes.sort();
        causes
    }
}

/// How programs say that the running user has no account.
const NO_ACCOUNT: [&str; 8] = [
    "could not look up effective user",
    "no matching entry",
    "getpwuid",
    "unable to determine user",
    "no such user",
    "unknown user",
    "cannot find name for user",
    "who are you",
];

/// Finds the path that a line speaks of.
fn path_in(line: &str) -> Option<String> {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '`'
                    | '('
                    | ')'
                    | ','
                    | ';'
                    | '['
                    | ']'
                    | '‘'
                    | '’'
                    | '“'
                    | '”'
                    | '«'
                    | '»'
            )
    };
    line.split(ends)
        .map(|word| word.trim_end_matches([':', '.']))
        .find(|word| word.starts_with('/') && word.len() > 1 && !word.starts_with("//"))
        .map(|word| word.chars().take(200).collect())
}

fn shorten(line: &str) -> String {
    line.trim().chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_path_it_speaks_of() {
        for (line, path) in [
            ("open /etc/app.conf: Read-only file system", Some("/etc/app.conf")),
            (
                "nginx: [emerg] mkdir() \"/var/lib/nginx/body\" failed (30: Read-only file system)",
                Some("/var/lib/nginx/body"),
            ),
            ("java.io.IOException: Permission denied", None),
            ("see https://example.org/x", None),
        ] {
            assert_eq!(path_in(line).as_deref(), path, "{line}");
        }
    }
}
