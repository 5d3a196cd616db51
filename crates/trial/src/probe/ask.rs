// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Asking until the answer is the one expected, or the time is over.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use haerterei_ground::Cancel;

use super::answer::compare_text;
use super::http::{self, Fault};
use super::miss::{Miss, end_of};
use super::network::{Network, Timed};
use super::{Check, CommandCheck, FastcgiCheck, HttpCheck, LogCheck, TcpCheck, fastcgi, tls};
use crate::sandbox::ExecOutput;

/// The first pause between two attempts; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// How long one attempt waits at least, before another one is made in the time that is left: whoever
/// accepts connections before it is ready may never answer the first.
const ATTEMPT: Duration = Duration::from_secs(15);

/// What a probe needs of a running program.
pub trait Program {
    /// Returns the network it listens in.
    fn network(&self) -> std::io::Result<Network>;
    /// Runs a program of the image beside it, for so long.
    fn command(&self, arguments: &[String], time: Duration) -> Result<ExecOutput, String>;
    /// Waits until a line of its output has a text, or the deadline.
    fn says(&self, text: &str, deadline: Instant) -> bool;
    /// Returns its exit code if it has ended.
    fn ended(&self) -> Option<i32>;
}

/// What a probe knows besides its own words.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The port that is meant where a probe names none.
    pub port: Option<u16>,
    /// Authorities of throw-away certificates (DER), by name of the certificate.
    pub authorities: BTreeMap<String, Vec<u8>>,
    /// The wish to stop.
    pub cancel: Cancel,
}

impl Surroundings {
    /// Asks until the answer is the one expected, the program has ended or the time is over; then
    /// the last difference is the result, of an answer rather than of an attempt that was cut off.
    pub fn ask(&self, check: &Check, program: &dyn Program, within: Duration) -> Result<(), Miss> {
        let started = Instant::now();
        let deadline = started + within;
        if let Check::Log(LogCheck { contains }) = check {
            return wait_for_line(contains, program, deadline);
        }
        let mut pause = FIRST_PAUSE;
        // What the last answer said: the final attempt may be cut off before there is another.
        let mut answered = None;
        loop {
            let is_cut = deadline.saturating_duration_since(Instant::now()) < ATTEMPT;
            let miss = match self.attempt(check, program, deadline) {
                Ok(()) => return Ok(()),
                Err(miss) => miss,
            };
            if miss == Miss::NoPort {
                return Err(miss);
            }
            if let Some(code) = program.ended() {
                return Err(Miss::Ended { code });
            }
            if Instant::now() + pause >= deadline || self.cancel.check().is_err() {
                return Err(match miss {
                    Miss::TooSlow { .. } if is_cut && answered.is_some() => {
                        answered.unwrap_or(miss)
                    }
                    // The whole wait is what counts, not the last attempt's share of it.
                    Miss::TooSlow { .. } => Miss::TooSlow { milliseconds: milliseconds(within) },
                    miss => miss,
                });
            }
            if !matches!(miss, Miss::TooSlow { .. } | Miss::Refused { .. }) {
                answered = Some(miss);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn attempt(&self, check: &Check, program: &dyn Program, deadline: Instant) -> Result<(), Miss> {
        let now = Instant::now();
        let deadline = deadline.min(now + ATTEMPT);
        match check {
            Check::Http(check) => self.http(check, program, deadline),
            Check::Fastcgi(check) => self.fastcgi(check, program, deadline),
            Check::Tcp(TcpCheck { port }) => {
                let port = self.port(*port)?;
                connect(program, port, deadline).map(drop)
            }
            Check::Command(check) => {
                command(check, program, deadline.saturating_duration_since(now))
            }
            Check::Log(check) => wait_for_line(&check.contains, program, deadline),
        }
    }

    fn port(&self, named: Option<u16>) -> Result<u16, Miss> {
        named.or(self.port).ok_or(Miss::NoPort)
    }

    fn http(
        &self,
        check: &HttpCheck,
        program: &dyn Program,
        deadline: Instant,
    ) -> Result<(), Miss> {
        let started = Instant::now();
        let port = self.port(check.port)?;
        let mut stream = connect(program, port, deadline)?;
        let answer = match &check.tls {
            None => http::exchange(&mut stream, check, port),
            Some(tls) => {
                let authority = tls.authority.as_ref().and_then(|name| self.authorities.get(name));
                let mut stream = tls::wrap(stream, &check.host, authority.map(Vec::as_slice))?;
                http::exchange(&mut stream, check, port)
            }
        };
        let answer = answer.map_err(|fault| miss(fault, port, started))?;
        answer.compare(check.status, &check.headers, &check.expectation)
    }

    fn fastcgi(
        &self,
        check: &FastcgiCheck,
        program: &dyn Program,
        deadline: Instant,
    ) -> Result<(), Miss> {
        let started = Instant::now();
        let port = self.port(check.port)?;
        let mut stream = connect(program, port, deadline)?;
        let answer =
            fastcgi::exchange(&mut stream, check).map_err(|fault| miss(fault, port, started))?;
        answer.compare(check.status, &check.headers, &check.expectation)
    }
}

fn wait_for_line(text: &str, program: &dyn Program, deadline: Instant) -> Result<(), Miss> {
    if program.says(text, deadline) {
        return Ok(());
    }
    Err(match program.ended() {
        Some(code) => Miss::Ended { code },
        None => Miss::NoLine { text: text.to_owned() },
    })
}

fn connect(program: &dyn Program, port: u16, deadline: Instant) -> Result<Timed, Miss> {
    let started = Instant::now();
    let of = |error: std::io::Error| Miss::of(&error, port, started.elapsed());
    let stream =
        program.network().and_then(|network| network.connect(port, deadline)).map_err(of)?;
    Ok(Timed::new(stream, deadline))
}

fn command(check: &CommandCheck, program: &dyn Program, time: Duration) -> Result<(), Miss> {
    let output = program.command(&check.command, time).map_err(|words| Miss::Command { words })?;
    if output.code != Some(i32::from(check.exit_code)) {
        return Err(Miss::ExitCode {
            expected: check.exit_code.to_string(),
            found: output.code,
            output: end_of(&output.output),
        });
    }
    compare_text(output.output.as_bytes(), false, &check.expectation)
}

fn miss(fault: Fault, port: u16, started: Instant) -> Miss {
    match fault {
        Fault::Miss(miss) => miss,
        Fault::Io(error) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            match inner {
                Some(error) => Miss::Tls { words: error.to_string() },
                None => Miss::of(&error, port, started.elapsed()),
            }
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
