// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Progress on standard error: bars for a person who watches, lines for a log, or nothing.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use haerterei_ground::{Progress, Silent, Task, Unit};
use haerterei_texts::{Language, Texts};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::figures;
use crate::printer::{self, Loudness};

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Bars that are drawn over.
    Bars,
    /// A line when a task begins and when it ends, and now and then between.
    Lines,
    /// Nothing.
    Nothing,
}

impl Style {
    /// Chooses by what was asked for and who listens.
    pub(crate) fn choose(wanted: bool, loudness: Loudness, watched: bool) -> Self {
        match (wanted, loudness) {
            (false, _) | (_, Loudness::Silent | Loudness::Quiet) => Self::Nothing,
            _ if watched => Self::Bars,
            (_, Loudness::Verbose) => Self::Lines,
            (_, Loudness::Normal) => Self::Nothing,
        }
    }
}

/// Returns whether a person watches standard error.
pub(crate) fn is_watched(in_pipeline: bool) -> bool {
    !in_pipeline && std::io::stderr().is_terminal()
}

/// Shows the progress of the work to come.
#[derive(Debug)]
pub(crate) struct Reporter {
    style: Style,
    bars: MultiProgress,
    language: Language,
    texts: Texts,
}

impl Reporter {
    /// Makes a reporter; `bars` is shared with the printer.
    pub(crate) fn new(style: Style, bars: MultiProgress, language: Language) -> Self {
        if style != Style::Bars {
            bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        Self { style, bars, language, texts: Texts::new(language) }
    }

    /// Returns a reporter that shows beside this one.
    pub(crate) fn again(&self) -> Self {
        let texts = Texts::new(self.language);
        Self { style: self.style, bars: self.bars.clone(), language: self.language, texts }
    }

    /// Takes all bars off the screen.
    pub(crate) fn finish(&self) {
        // A screen that cannot be cleared is not worth a word.
        let _ = self.bars.clear();
    }
}

impl Progress for Reporter {
    fn begin(&self, name: &'static str, total: Option<u64>, unit: Unit) -> Box<dyn Task> {
        let name = self.texts.get(name);
        match self.style {
            Style::Nothing => Box::new(Silent),
            Style::Bars => {
                let bar = self.bars.add(match total {
                    Some(total) => ProgressBar::new(total),
                    None => ProgressBar::new_spinner(),
                });
                bar.set_style(template(total.is_some(), unit));
                bar.set_prefix(name);
                bar.enable_steady_tick(Duration::from_millis(120));
                Box::new(Bar(bar))
            }
            Style::Lines => Box::new(Lines::begin(name, total, unit, self.language)),
        }
    }
}

fn template(has_total: bool, unit: Unit) -> ProgressStyle {
    let template = match (has_total, unit) {
        (true, Unit::Bytes) => "{prefix} {bar:24} {bytes}/{total_bytes} {wide_msg:.dim}",
        (true, Unit::Items) => "{prefix} {bar:24} {pos}/{len} {wide_msg:.dim}",
        (false, Unit::Bytes) => "{spinner} {prefix} {bytes} {wide_msg:.dim}",
        (false, Unit::Items) => "{spinner} {prefix} {pos} {wide_msg:.dim}",
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸─")
}

#[derive(Debug)]
struct Bar(ProgressBar);

impl Task for Bar {
    fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    fn at(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How often a task says where it stands.
const EVERY: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Lines {
    name: String,
    total: Option<u64>,
    unit: Unit,
    language: Language,
    done: AtomicU64,
    said: Mutex<Instant>,
}

impl Lines {
    fn begin(name: String, total: Option<u64>, unit: Unit, language: Language) -> Self {
        printer::to_standard_error(&format!("{name} …"));
        let said = Mutex::new(Instant::now());
        Self { name, total, unit, language, done: AtomicU64::new(0), said }
    }

    fn line(&self) -> String {
        let figure = |number| match self.unit {
            Unit::Bytes => figures::size(number, self.language),
            Unit::Items => figures::count(number, self.language),
        };
        let done = figure(self.done.load(Ordering::Relaxed));
        match self.total {
            Some(total) => format!("{} {done}/{}", self.name, figure(total)),
            None => format!("{} {done}", self.name),
        }
    }
}

impl Task for Lines {
    fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
        // Whoever holds the lock is about to say the same.
        if let Ok(mut said) = self.said.try_lock()
            && said.elapsed() >= EVERY
        {
            *said = Instant::now();
            printer::to_standard_error(&self.line());
        }
    }

    fn at(&self, _: &str) {}
}

impl Drop for Lines {
    fn drop(&mut self) {
        printer::to_standard_error(&self.line());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_for_people_and_lines_for_those_who_asked() {
        assert_eq!(Style::choose(true, Loudness::Normal, true), Style::Bars);
        assert_eq!(Style::choose(true, Loudness::Normal, false), Style::Nothing);
        assert_eq!(Style::choose(true, Loudness::Verbose, false), Style::Lines);
        assert_eq!(Style::choose(true, Loudness::Quiet, true), Style::Nothing);
        assert_eq!(Style::choose(false, Loudness::Verbose, true), Style::Nothing);
    }

    #[test]
    fn every_template_is_sound() {
        for (has_total, unit) in
            [(true, Unit::Bytes), (true, Unit::Items), (false, Unit::Bytes), (false, Unit::Items)]
        {
            template(has_total, unit);
        }
    }

    #[test]
    fn a_line_counts_in_the_words_of_its_language() {
        let lines = Lines::begin("Laden".into(), Some(3 << 20), Unit::Bytes, Language::German);
        lines.advance(1 << 20);
        assert_eq!(lines.line(), "Laden 1,0 MiB/3,0 MiB");
    }
}
