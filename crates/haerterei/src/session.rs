// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a command works with.

use std::ffi::OsString;

use haerterei_ground::Cancel;
use haerterei_texts::Texts;
use indicatif::MultiProgress;

use crate::arguments::GlobalArguments;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::interrupt;
use crate::prelude::Prelude;
use crate::printer::Printer;
use crate::progress::Reporter;
use crate::settings::Settings;

/// Everything that was decided before a command begins.
#[derive(Debug)]
pub(crate) struct Session {
    /// What flags, environment and `haerterei.toml` say.
    pub(crate) settings: Settings,
    /// The sentences of the chosen language.
    pub(crate) texts: Texts,
    /// Where results and talk go.
    pub(crate) printer: Printer,
    /// Where progress goes; a [`haerterei_ground::Progress`].
    pub(crate) progress: Reporter,
    /// The words of this call, without the program's name.
    pub(crate) call: Vec<OsString>,
    /// Becomes true at Ctrl-C.
    pub(crate) cancel: Cancel,
}

impl Session {
    /// Settles everything; from here on nothing of the environment is read any more.
    pub(crate) fn open(
        arguments: &GlobalArguments,
        environment: &Environment,
        prelude: Prelude,
        call: Vec<OsString>,
    ) -> Result<Self, Failure> {
        let settings = Settings::resolve(arguments, environment, prelude)?;
        if let Some(threads) = settings.threads {
            // Fails only if the pool was made before, which nothing here does.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
        }
        let cancel = Cancel::new();
        interrupt::watch(&cancel);
        let bars = MultiProgress::new();
        Ok(Self {
            texts: Texts::new(settings.language),
            printer: Printer::new(settings.loudness, bars.clone()),
            progress: Reporter::new(settings.progress, bars, settings.language),
            call,
            cancel,
            settings,
        })
    }
}
