// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The two streams: results on standard output, talk on standard error.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use indicatif::MultiProgress;

use crate::failure::{CommandError, Failure};

/// How much is said on standard error.
///
/// Errors are always said. From `-q -q` (silent) over `-q` (warnings) and the default (also what
/// was done) to `-v` (also the details).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loudness {
    /// Errors alone.
    Silent,
    /// Also warnings.
    Quiet,
    /// Also what was done.
    Normal,
    /// Also the details.
    Verbose,
}

impl Loudness {
    /// Returns the loudness after so many `--quiet` and `--verbose`.
    pub(crate) fn of(quiet: u8, verbose: u8) -> Self {
        match i16::from(verbose) - i16::from(quiet) {
            ..=-2 => Self::Silent,
            -1 => Self::Quiet,
            0 => Self::Normal,
            1.. => Self::Verbose,
        }
    }
}

/// Writes to the two streams.
#[derive(Clone, Debug)]
pub(crate) struct Printer {
    loudness: Loudness,
    /// Keeps talk and progress bars from writing over each other.
    bars: MultiProgress,
}

impl Printer {
    /// Makes a printer that shares the terminal with progress bars.
    pub(crate) const fn new(loudness: Loudness, bars: MultiProgress) -> Self {
        Self { loudness, bars }
    }

    /// Writes a result to standard output; it ends with a line break.
    ///
    /// Fails with [`Failure::OutputClosed`] if nobody reads any more, which ends the program
    /// without a word.
    pub(crate) fn result(&self, text: &str) -> Result<(), Failure> {
        self.bars
            .suspend(|| {
                let mut output = AutoStream::new(io::stdout().lock(), ColorChoice::global());
                output.write_all(text.as_bytes())?;
                if !text.ends_with('\n') {
                    output.write_all(b"\n")?;
                }
                output.flush()
            })
            .map_err(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Failure::OutputClosed,
                _ => CommandError::CannotPrint(error).into(),
            })
    }

    /// Says what was done.
    pub(crate) fn say(&self, text: &str) {
        self.talk(Loudness::Normal, text);
    }

    /// Returns whether somebody asked for more than the usual.
    pub(crate) fn tells_details(&self) -> bool {
        self.loudness >= Loudness::Verbose
    }

    /// Says what should be looked at; `label` is the word for it.
    pub(crate) fn warn(&self, label: &str, text: &str) {
        self.talk(Loudness::Quiet, &format!("{WARNING}{label}:{WARNING:#} {text}"));
    }

    fn talk(&self, from: Loudness, text: &str) {
        if self.loudness >= from {
            self.bars.suspend(|| to_standard_error(text));
        }
    }
}

/// Writes a line to standard error; if nobody listens, so be it.
pub(crate) fn to_standard_error(text: &str) {
    let mut output = AutoStream::new(io::stderr().lock(), ColorChoice::global());
    let _ = writeln!(output, "{text}");
}

/// Returns how many columns a table on standard output may have: nothing if it is not a terminal.
pub(crate) fn width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).max(40))
}

/// The label of a warning.
const WARNING: Style = anstyle::AnsiColor::Yellow.on_default().bold();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_and_verbose_weigh_against_each_other() {
        for (quiet, verbose, loudness) in [
            (0, 0, Loudness::Normal),
            (1, 0, Loudness::Quiet),
            (3, 0, Loudness::Silent),
            (0, 2, Loudness::Verbose),
            (1, 1, Loudness::Normal),
        ] {
            assert_eq!(Loudness::of(quiet, verbose), loudness);
        }
    }
}
