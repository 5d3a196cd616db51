// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei.toml`: settings that a folder of recipes shares.

mod advisories;
mod register;
mod scan;
mod vex;

use std::collections::BTreeMap;
use std::io;
use std::num::{NonZeroU64, NonZeroUsize};
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_ground::{Blame, BoundedReader, Explain, Message};
use haerterei_texts::Language;
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

pub(crate) use advisories::Advisories;
pub(crate) use register::RegisterTable;
pub(crate) use scan::Scan;
pub(crate) use vex::Vex;

use crate::arguments::CompressionArgument;
use crate::prelude;

/// The name under which the file is looked for.
pub(crate) const FILE_NAME: &str = "haerterei.toml";

/// The JSON Schema of the file; a test holds it against [`KEYS`].
pub(crate) const SCHEMA: &str = include_str!("../schemas/configuration.json");

/// Every key of the file.
const KEYS: [&str; 18] = [
    "advisories",
    "ca-certificates",
    "cache",
    "compression",
    "distributions",
    "house",
    "language",
    "mirrors",
    "network",
    "no-proxy",
    "offline",
    "package-store",
    "plain-http",
    "proxy",
    "register",
    "scan",
    "threads",
    "vex",
];

/// More than a mebibyte of settings is something else.
const LIMIT: u64 = 1 << 20;

/// What `haerterei.toml` says. Paths in it are relative to its folder, and absolute here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// The language of output.
    pub(crate) language: Option<Language>,
    /// The folder of the cache.
    pub(crate) cache: Option<Utf8PathBuf>,
    /// Never use the network.
    pub(crate) offline: bool,
    /// The proxy for everything.
    pub(crate) proxy: Option<Url>,
    /// Hosts reached without it.
    pub(crate) no_proxy: Option<String>,
    /// Registries that are spoken to without encryption.
    pub(crate) plain_http: Vec<String>,
    /// PEM files with further CAs for the network.
    pub(crate) ca_certificates: Vec<Utf8PathBuf>,
    /// Files that describe further distributions.
    pub(crate) distributions: Vec<Utf8PathBuf>,
    /// How long and how often servers are asked.
    pub(crate) patience: Patience,
    /// How many threads work.
    pub(crate) threads: Option<NonZeroUsize>,
    /// The house file.
    pub(crate) house: Option<Utf8PathBuf>,
    /// The folder with kept packages.
    pub(crate) package_store: Option<Utf8PathBuf>,
    /// How layers are compressed.
    pub(crate) compression: Option<CompressionArgument>,
    /// Where advisories come from and where their index is.
    pub(crate) advisories: Advisories,
    /// When a scan fails.
    pub(crate) scan: Scan,
    /// Where the register is, and whose names it gets.
    pub(crate) register: RegisterTable,
    /// Whose VEX beside an image counts.
    pub(crate) vex: Vex,
    /// Mirrors by the distribution or suite they stand for.
    pub(crate) mirrors: BTreeMap<String, Vec<Url>>,
}

/// How long and how often servers are asked, where the file says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Patience {
    /// Seconds in which a connection must come about.
    pub(crate) connect_timeout: Option<NonZeroU64>,
    /// Seconds that a server may say nothing.
    pub(crate) idle_timeout: Option<NonZeroU64>,
    /// Bytes a second below which a server is given up.
    pub(crate) minimal_speed: Option<u64>,
    /// Seconds over which the speed is taken.
    pub(crate) speed_window: Option<NonZeroU64>,
    /// How often everything is tried again.
    pub(crate) retries: Option<u32>,
    /// Seconds before the first retry; each further pause is twice as long.
    pub(crate) pause: Option<u64>,
}

/// Why `haerterei.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigurationError {
    /// It cannot be read.
    #[error("cannot read {file}")]
    Unreadable {
        /// The file.
        file: Utf8PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is not TOML.
    #[error("{file}:{line}:{column} is not TOML: {reason}")]
    Syntax {
        /// The file.
        file: Utf8PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What the parser said.
        reason: String,
    },
    /// It has a key that does not exist.
    #[error("{file}:{line}:{column} has the unknown key `{key}`")]
    UnknownKey {
        /// The file.
        file: Utf8PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The key.
        key: String,
        /// The key that was probably meant.
        meant: Option<&'static str>,
    },
    /// A value has the wrong type or form.
    #[error("{file}:{line}:{column} has a wrong value for `{key}`: {reason}")]
    Value {
        /// The file.
        file: Utf8PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The key.
        key: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl Explain for ConfigurationError {
    fn message(&self) -> Message {
        let at = |message: Message, file: &Utf8Path, line: usize, column: usize| {
            message.text("file", file).number("line", line).number("column", column)
        };
        match self {
            Self::Unreadable { file, .. } => {
                Message::new("command-configuration-unreadable").text("file", file)
            }
            Self::Syntax { file, line, column, reason } => {
                at(Message::new("command-configuration-syntax"), file, *line, *column)
                    .text("reason", reason)
            }
            Self::UnknownKey { file, line, column, key, meant: None } => {
                at(Message::new("command-configuration-unknown-key"), file, *line, *column)
                    .text("key", key)
            }
            Self::UnknownKey { file, line, column, key, meant: Some(meant) } => {
                at(Message::new("command-configuration-misspelt-key"), file, *line, *column)
                    .text("key", key)
                    .text("meant", meant)
            }
            Self::Value { file, line, column, key, reason } => {
                at(Message::new("command-configuration-value"), file, *line, *column)
                    .text("key", key)
                    .text("reason", reason)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::UnknownKey { meant: None, .. } => {
                vec![Message::new("command-configuration-known-keys").text("keys", KEYS.join(", "))]
            }
            _ => Vec::new(),
        }
    }
}

impl Configuration {
    /// Reads the file named, or the nearest one from the working folder upwards, or none.
    pub(crate) fn find(
        named: Option<&Utf8Path>,
        working_folder: &Utf8Path,
    ) -> Result<Self, ConfigurationError> {
        if let Some(file) = named {
            let absolute = working_folder.join(file);
            return Self::read(&absolute, file);
        }
        for folder in working_folder.ancestors() {
            let file = folder.join(FILE_NAME);
            if file.is_file() {
                let shown = if folder == working_folder { FILE_NAME.into() } else { file.clone() };
                return Self::read(&file, &shown);
            }
        }
        Ok(Self::default())
    }

    fn read(file: &Utf8Path, shown: &Utf8Path) -> Result<Self, ConfigurationError> {
        let text = std::fs::File::open(file)
            .and_then(|open| BoundedReader::new(open, LIMIT).read_all())
            .and_then(|bytes| {
                String::from_utf8(bytes)
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
            })
            .map_err(|source| ConfigurationError::Unreadable { file: shown.to_owned(), source })?;
        Self::parse(&text, shown, file.parent().unwrap_or("".into()))
    }

    /// Reads the text of a file; `shown` is its name in errors, `folder` is what its paths are
    /// relative to.
    pub(crate) fn parse(
        text: &str,
        shown: &Utf8Path,
        folder: &Utf8Path,
    ) -> Result<Self, ConfigurationError> {
        let document = Document { text, file: shown };
        let table = DeTable::parse(text).map_err(|error| {
            let (line, column) = document.place(error.span().unwrap_or(0..0).start);
            ConfigurationError::Syntax {
                file: shown.to_owned(),
                line,
                column,
                reason: error.message().to_owned(),
            }
        })?;
        let mut configuration = Self::default();
        for (key, value) in table.into_inner() {
            let span = key.span();
            let Some(known) = KEYS.into_iter().find(|known| *known == key.as_ref()) else {
                return Err(document.unknown_key(key.as_ref(), &span));
            };
            configuration.set(known, value, folder, &document)?;
        }
        Ok(configuration)
    }

    fn set(
        &mut self,
        key: &'static str,
        value: Spanned<DeValue<'_>>,
        folder: &Utf8Path,
        document: &Document<'_>,
    ) -> Result<(), ConfigurationError> {
        let read = Reading { key, document };
        match key {
            "language" => {
                let span = value.span();
                let code: String = read.value(value)?;
                self.language = Some(
                    prelude::language_of_code(&code)
                        .ok_or_else(|| read.wrong(&span, "expected `de` or `en`".to_owned()))?,
                );
            }
            "cache" => self.cache = Some(folder.join(read.value::<String>(value)?)),
            "offline" => self.offline = read.value(value)?,
            "proxy" => {
                let span = value.span();
                self.proxy = Some(read.url(&read.value::<String>(value)?, &span)?);
            }
            "no-proxy" => self.no_proxy = Some(read.value(value)?),
            "plain-http" => self.plain_http = read.value(value)?,
            "ca-certificates" => {
                let files: Vec<String> = read.value(value)?;
                self.ca_certificates = files.into_iter().map(|file| folder.join(file)).collect();
            }
            "distributions" => {
                let files: Vec<String> = read.value(value)?;
                self.distributions = files.into_iter().map(|file| folder.join(file)).collect();
            }
            "network" => self.patience = read.value(value)?,
            "threads" => self.threads = Some(read.value(value)?),
            "house" => self.house = Some(folder.join(read.value::<String>(value)?)),
            "package-store" => {
                self.package_store = Some(folder.join(read.value::<String>(value)?));
            }
            "compression" => {
                let span = value.span();
                self.compression = Some(match read.value::<String>(value)?.as_str() {
                    "gzip" => CompressionArgument::Gzip,
                    "zstd" => CompressionArgument::Zstd,
                    _ => return Err(read.wrong(&span, "expected `gzip` or `zstd`".to_owned())),
                });
            }
            "advisories" => {
                let span = value.span();
                let raw: advisories::Raw = read.value(value)?;
                self.advisories =
                    raw.settled(folder).map_err(|reason| read.wrong(&span, reason))?;
            }
            "scan" => {
                let span = value.span();
                let raw: scan::Raw = read.value(value)?;
                self.scan = raw.settled().map_err(|reason| read.wrong(&span, reason))?;
            }
            "register" => {
                let table: RegisterTable = read.value(value)?;
                self.register = table.below(folder);
            }
            "vex" => self.vex = read.value::<vex::Raw>(value)?.settled(folder),
            "mirrors" => {
                let mirrors: BTreeMap<String, Spanned<Vec<String>>> = read.value(value)?;
                for (of, urls) in mirrors {
                    let span = urls.span();
                    let urls: Result<Vec<Url>, _> =
                        urls.get_ref().iter().map(|url| read.url(url, &span)).collect();
                    self.mirrors.insert(of, urls?);
                }
            }
            // `parse` lets only known keys through, and a test sets each of them.
            _ => {}
        }
        Ok(())
    }
}

/// The reading of one key's value.
#[derive(Clone, Copy, Debug)]
struct Reading<'a> {
    key: &'static str,
    document: &'a Document<'a>,
}

impl Reading<'_> {
    fn value<T: for<'de> Deserialize<'de>>(
        &self,
        value: Spanned<DeValue<'_>>,
    ) -> Result<T, ConfigurationError> {
        let span = value.span();
        T::deserialize(value.into_deserializer()).map_err(|error: toml::de::Error| {
            self.wrong(&error.span().unwrap_or(span), error.message().to_owned())
        })
    }

    fn url(&self, text: &str, span: &Range<usize>) -> Result<Url, ConfigurationError> {
        // The text is not repeated: it may hold a password.
        Url::parse(text).map_err(|error| self.wrong(span, format!("not a URL: {error}")))
    }

    fn wrong(&self, span: &Range<usize>, reason: String) -> ConfigurationError {
        let (line, column) = self.document.place(span.start);
        let file = self.document.file.to_owned();
        ConfigurationError::Value { file, line, column, key: self.key, reason }
    }
}

/// The text of the file, to find places in.
#[derive(Clone, Copy, Debug)]
struct Document<'a> {
    text: &'a str,
    file: &'a Utf8Path,
}

impl Document<'_> {
    /// Returns line and column, both from 1.
    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    fn unknown_key(&self, key: &str, span: &Range<usize>) -> ConfigurationError {
        let (line, column) = self.place(span.start);
        let folded = key.to_lowercase().replace('_', "-");
        let meant = KEYS
            .into_iter()
            .map(|known| (strsim::osa_distance(&folded, known), known))
            .min()
            .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
            .map(|(_, known)| known);
        let key = key.chars().take(80).collect();
        ConfigurationError::UnknownKey { file: self.file.to_owned(), line, column, key, meant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Configuration, ConfigurationError> {
        Configuration::parse(text, FILE_NAME.into(), "/conf".into())
    }

    const WHOLE: &str = r#"
language = "de"
cache = "cache"
offline = true
proxy = "http://proxy.example:3128"
no-proxy = "localhost"
plain-http = ["registry.intern:5000"]
ca-certificates = ["ca.pem", "/etc/ca.pem"]
distributions = ["amtslinux.toml"]
threads = 4
house = "house.yaml"
package-store = "/srv/packages"
compression = "zstd"
[mirrors]
debian = ["https://a.example/debian", "https://b.example/debian"]
[advisories]
folder = "index"
sources = { debian = {}, ours = { type = "osv", files = ["feeds"], licence = "CC0-1.0" } }
[scan]
fail-on = "kev,high:fixable"
severity-from = ["debian", "nvd"]
doubt-records = true
[register]
location = "known.db"
scope = "stage"
issuer = "platform"
[vex]
keys = ["vex.pub"]
authors = ["Example Authority"]
[network]
connect-timeout = 5
idle-timeout = 6
minimal-speed = 2048
speed-window = 7
retries = 1
pause = 0
"#;

    #[test]
    fn every_key_is_read_and_paths_are_relative_to_the_file() {
        let configuration = parse(WHOLE).unwrap();
        assert_eq!(configuration.language, Some(Language::German));
        assert_eq!(configuration.cache.as_deref(), Some("/conf/cache".into()));
        assert!(configuration.offline);
        assert_eq!(configuration.proxy.unwrap().port(), Some(3128));
        assert_eq!(configuration.no_proxy.as_deref(), Some("localhost"));
        assert_eq!(configuration.plain_http, ["registry.intern:5000"]);
        assert_eq!(configuration.ca_certificates, ["/conf/ca.pem", "/etc/ca.pem"]);
        assert_eq!(configuration.distributions, ["/conf/amtslinux.toml"]);
        let patience = configuration.patience;
        let seconds = [patience.connect_timeout, patience.idle_timeout, patience.speed_window];
        assert_eq!(seconds.map(|some| some.map(NonZeroU64::get)), [5, 6, 7].map(Some));
        assert_eq!((patience.minimal_speed, patience.retries), (Some(2048), Some(1)));
        assert_eq!(patience.pause, Some(0));
        assert_eq!(configuration.threads.map(NonZeroUsize::get), Some(4));
        assert_eq!(configuration.house.as_deref(), Some("/conf/house.yaml".into()));
        assert_eq!(configuration.package_store.as_deref(), Some("/srv/packages".into()));
        assert_eq!(configuration.compression, Some(CompressionArgument::Zstd));
        assert_eq!(configuration.mirrors["debian"].len(), 2);
        assert_eq!(configuration.advisories.folder.as_deref(), Some("/conf/index".into()));
        let policy = configuration.scan.fail_on.map(|it| it.to_string());
        assert_eq!(policy.as_deref(), Some("kev,high:fixable"));
        assert_eq!(configuration.scan.severity_from, ["debian", "nvd"]);
        let register = configuration.register;
        assert_eq!(register.location.unwrap().reveal(), "/conf/known.db");
        assert_eq!(
            (register.scope.as_deref(), register.issuer.as_deref()),
            (Some("stage"), Some("platform"))
        );
        assert!(configuration.scan.doubt_records);
        assert_eq!(configuration.vex.keys, ["/conf/vex.pub"]);
        assert_eq!(configuration.vex.authors, ["Example Authority"]);
        let sources = configuration.advisories.sources.unwrap();
        let named: Vec<_> = sources.iter().map(|it| (it.name.as_str(), it.from())).collect();
        let tracker = "https://security-tracker.debian.org/tracker/data/json".to_owned();
        assert_eq!(named, [("debian", vec![tracker]), ("ours", vec!["/conf/feeds".to_owned()])]);
    }

    #[test]
    fn a_misspelt_key_points_at_its_place_and_names_what_was_meant() {
        let error = parse("cache = \"x\"\n  ofline = true\n").unwrap_err();
        assert!(matches!(
            error,
            ConfigurationError::UnknownKey { line: 2, column: 3, meant: Some("offline"), .. }
        ));
        let error = parse("colour = 1").unwrap_err();
        assert!(matches!(error, ConfigurationError::UnknownKey { meant: None, .. }));
        assert_eq!(error.details().len(), 1);
    }

    #[test]
    fn wrong_values_point_at_their_place() {
        for (text, place, key) in [
            ("threads = 0", (1, 11), "threads"),
            ("offline = \"yes\"", (1, 11), "offline"),
            ("language = \"fr\"", (1, 12), "language"),
            ("\nca-certificates = [1]", (2, 20), "ca-certificates"),
            ("[mirrors]\ndebian = [\"nothing\"]", (2, 10), "mirrors"),
            ("[network]\nidle-timeout = 0", (2, 16), "network"),
            ("[network]\nidle-time = 3", (2, 1), "network"),
            ("[advisories]\nfolders = 3", (2, 1), "advisories"),
            ("[scan]\nfail-on = 'hihg'", (1, 1), "scan"),
            ("[scan]\nfail = 'high'", (2, 1), "scan"),
            ("[vex]\nauthor = ['x']", (2, 1), "vex"),
            ("[vex]\nkeys = 'x'", (2, 8), "vex"),
            ("[advisories.sources.ours]\ntype = 'osv'", (1, 2), "advisories"),
            ("[advisories.sources.debian]\ntype = 'x'", (1, 2), "advisories"),
        ] {
            let Err(ConfigurationError::Value { line, column, key: found, .. }) = parse(text)
            else {
                panic!("{text}");
            };
            assert_eq!(((line, column), found), (place, key), "{text}");
        }
        assert!(matches!(parse("a = ["), Err(ConfigurationError::Syntax { line: 1, .. })));
    }

    #[test]
    fn the_schema_names_every_key_and_no_other() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        let mut keys: Vec<&str> = properties.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, KEYS);
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn the_nearest_file_upwards_counts() {
        let root = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(root.path()).unwrap();
        let below = root.join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(root.join(FILE_NAME), "threads = 1").unwrap();
        let found = Configuration::find(None, &below).unwrap();
        assert_eq!(found.threads.map(NonZeroUsize::get), Some(1));
        std::fs::write(root.join("a").join(FILE_NAME), "threads = 2").unwrap();
        let found = Configuration::find(None, &below).unwrap();
        assert_eq!(found.threads.map(NonZeroUsize::get), Some(2));
        let error = Configuration::find(Some("no.toml".into()), &below).unwrap_err();
        assert!(matches!(error, ConfigurationError::Unreadable { .. }));
    }
}
