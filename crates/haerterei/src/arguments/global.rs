// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Options that every command takes.

use std::num::NonZeroUsize;

use camino::Utf8PathBuf;
use clap::builder::{BoolishValueParser, NonEmptyStringValueParser};
use clap::{ArgAction, Args, ValueEnum};
use jiff::Timestamp;
use url::Url;

/// Options that every command takes; settings lay them over the environment and `haerterei.toml`.
///
/// Those with an `env` are read from there by the parser.
#[derive(Args, Debug, Default)]
pub(crate) struct GlobalArguments {
    #[arg(long, global = true, env = "HAERTEREI_LANG", value_name = "LANGUAGE")]
    pub(crate) lang: Option<LanguageArgument>,
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) quiet: u8,
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    #[arg(long, global = true, env = "HAERTEREI_NO_PROGRESS",
          value_parser = BoolishValueParser::new())]
    pub(crate) no_progress: bool,
    #[arg(long, global = true, env = "HAERTEREI_COLOR", value_name = "WHEN")]
    pub(crate) color: Option<ColorArgument>,
    #[arg(long, global = true, env = "HAERTEREI_CACHE", value_name = "DIR")]
    pub(crate) cache: Option<Utf8PathBuf>,
    #[arg(long, global = true, env = "HAERTEREI_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<Utf8PathBuf>,
    #[arg(long, global = true, env = "HAERTEREI_NOW", value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
    #[arg(long, global = true, env = "HAERTEREI_OFFLINE",
          value_parser = BoolishValueParser::new())]
    pub(crate) offline: bool,
    #[arg(long, global = true, env = "HAERTEREI_PROXY", value_name = "URL", value_parser = proxy)]
    pub(crate) proxy: Option<Url>,
    #[arg(long, global = true, env = "HAERTEREI_NO_PROXY", value_name = "HOSTS",
          value_parser = NonEmptyStringValueParser::new())]
    pub(crate) no_proxy: Option<String>,
    #[arg(
        long = "ca-certificate",
        global = true,
        env = "HAERTEREI_CA_CERTIFICATE",
        value_name = "FILE",
        value_delimiter = ':'
    )]
    pub(crate) ca_certificates: Vec<Utf8PathBuf>,
    #[arg(
        long = "distribution",
        global = true,
        env = "HAERTEREI_DISTRIBUTION",
        value_name = "FILE",
        value_delimiter = ':'
    )]
    pub(crate) distributions: Vec<Utf8PathBuf>,
    #[arg(long, global = true, env = "HAERTEREI_THREADS", value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    #[arg(long, short, global = true, action = ArgAction::Help)]
    pub(crate) help: Option<bool>,
    #[arg(long, short = 'V', action = ArgAction::Version)]
    pub(crate) version: Option<bool>,
}

/// A language that output can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageArgument {
    // German.
    De,
    // English.
    En,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArgument {
    // If a person watches and `NO_COLOR` is not set.
    Auto,
    // Even into a file or a pipe.
    Always,
    // Not at all.
    Never,
}

/// Reads the URL of a proxy.
fn proxy(text: &str) -> Result<Url, String> {
    // The text is not repeated: it may hold a password.
    let url = Url::parse(text).map_err(|error| format!("not a URL: {error}"))?;
    match url.scheme() {
        "http" | "https" | "socks5" | "socks5h" => Ok(url),
        other => Err(format!("`{other}:` is not one of http, https, socks5, socks5h")),
    }
}
