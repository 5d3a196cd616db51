// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Flags, environment, `haerterei.toml` and defaults, laid over each other once.

use std::collections::BTreeMap;
use std::io;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_advisories::Source;
use haerterei_fetch::{Credentials, FetchSettings, MinimalSpeed};
use haerterei_ground::{BoundedReader, Clock, Secret, Timestamp};
use haerterei_registry::CredentialPlaces;
use haerterei_texts::Language;
use url::Url;

use crate::arguments::{CompressionArgument, GlobalArguments, MirrorArgument};
use crate::configuration::{Configuration, Patience, RegisterTable, Scan, Vex};
use crate::environment::Environment;
use crate::failure::{CommandError, Failure};
use crate::prelude::Prelude;
use crate::printer::Loudness;
use crate::progress::{self, Style};

/// Everything that holds for the whole call.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The language of every sentence.
    pub(crate) language: Language,
    /// How much is said.
    pub(crate) loudness: Loudness,
    /// How progress is shown.
    pub(crate) progress: Style,
    /// The folder of the cache.
    pub(crate) cache: Utf8PathBuf,
    /// The time of this call.
    pub(crate) clock: Clock,
    /// How many threads work; nothing means one for each core.
    pub(crate) threads: Option<NonZeroUsize>,
    /// How the network is reached.
    pub(crate) network: Network,
    /// How registries are reached, and who we are there.
    pub(crate) registries: Registries,
    /// Mirrors by what they are mirrors of, from `haerterei.toml`; flags of a command come first
    /// (see [`Settings::mirrors`]).
    pub(crate) configured_mirrors: BTreeMap<String, Vec<Url>>,
    /// Files that describe further distributions.
    pub(crate) distributions: Vec<Utf8PathBuf>,
    /// The house file, if one is configured.
    pub(crate) house: Option<Utf8PathBuf>,
    /// The folder with packages that may have left their archive.
    pub(crate) package_store: Option<Utf8PathBuf>,
    /// How layers are compressed, if somebody said so.
    pub(crate) compression: Option<CompressionArgument>,
    /// The folder of the index of advisories, where there is a place for it.
    pub(crate) advisories: Option<Utf8PathBuf>,
    /// When a scan fails, and whose severity counts.
    pub(crate) scan: Scan,
    /// Where the register is, where there is a place for it, and whose names it gets.
    pub(crate) register: RegisterTable,
    /// The sources of advisories.
    pub(crate) advisory_sources: Vec<Source>,
    /// Whose VEX beside an image counts.
    pub(crate) vex: Vex,
    /// Where programs of this machine are looked for, as a trial needs them.
    pub(crate) programs: Vec<PathBuf>,
}

/// How the network is reached.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// Never.
    pub(crate) offline: bool,
    /// The proxy for `http:`; it may hold a password.
    pub(crate) http_proxy: Option<Secret<Url>>,
    /// The proxy for `https:`; it may hold a password.
    pub(crate) https_proxy: Option<Secret<Url>>,
    /// Hosts that are reached without a proxy, in the form of `no_proxy`.
    pub(crate) no_proxy: Option<String>,
    /// How long and how often servers are asked.
    pub(crate) patience: Patience,
    /// PEM files with CAs that are trusted beside the built-in ones.
    pub(crate) ca_certificates: Vec<Utf8PathBuf>,
    /// The user's netrc file, if there is one.
    pub(crate) netrc: Option<Utf8PathBuf>,
    /// apt's files with credentials, in the order in which apt reads them.
    pub(crate) apt_credentials: Vec<Utf8PathBuf>,
}

/// How registries are reached, beside what holds for every network.
#[derive(Clone, Debug)]
pub(crate) struct Registries {
    /// Where credentials are kept.
    pub(crate) credentials: CredentialPlaces,
    /// Those that are spoken to over plain `http`.
    pub(crate) plain_http: Vec<String>,
}

impl Settings {
    /// Resolves everything. Precedence: flag, then environment, then `haerterei.toml`, then
    /// default.
    pub(crate) fn resolve(
        arguments: &GlobalArguments,
        environment: &Environment,
        prelude: Prelude,
    ) -> Result<Self, Failure> {
        let configuration =
            Configuration::find(arguments.config.as_deref(), environment.working_folder())?;
        let loudness = Loudness::of(arguments.quiet, arguments.verbose);
        let watched = progress::is_watched(environment.get("CI").is_some());
        let language = match configuration.language {
            Some(language) if !prelude.language_is_chosen => language,
            _ => prelude.language,
        };
        Ok(Self {
            language,
            loudness,
            progress: Style::choose(!arguments.no_progress, loudness, watched),
            cache: cache(arguments, &configuration, environment)?,
            clock: clock(arguments.now, environment)?,
            threads: arguments.threads.or(configuration.threads),
            network: Network::resolve(arguments, &configuration, environment),
            registries: Registries {
                credentials: CredentialPlaces {
                    files: registry_credentials(environment),
                    programs: programs(environment),
                },
                plain_http: configuration.plain_http,
            },
            configured_mirrors: configuration.mirrors,
            distributions: if arguments.distributions.is_empty() {
                configuration.distributions
            } else {
                arguments.distributions.clone()
            },
            house: environment.path("HAERTEREI_HOUSE").or(configuration.house),
            package_store: configuration.package_store,
            compression: configuration.compression,
            advisories: advisories(configuration.advisories.folder, environment),
            scan: configuration.scan,
            register: register(configuration.register, environment),
            advisory_sources: configuration.advisories.sources.unwrap_or_else(Source::built_in),
            vex: configuration.vex,
            programs: programs(environment),
        })
    }

    /// Returns the mirrors that hold for a command: its flags first, then those configured.
    pub(crate) fn mirrors(&self, flags: &[MirrorArgument]) -> BTreeMap<String, Vec<Url>> {
        let mut mirrors: BTreeMap<String, Vec<Url>> = BTreeMap::new();
        for flag in flags {
            mirrors.entry(flag.of.clone()).or_default().push(flag.url.clone());
        }
        for (of, urls) in &self.configured_mirrors {
            mirrors.entry(of.clone()).or_default().extend(urls.iter().cloned());
        }
        mirrors
    }
}

/// Returns the files in which podman and docker keep credentials, in the order in which podman looks
/// at them (`containers-auth.json(5)`).
fn registry_credentials(environment: &Environment) -> Vec<PathBuf> {
    if let Some(file) = environment.path("REGISTRY_AUTH_FILE") {
        return vec![file.into_std_path_buf()];
    }
    let home = |folder: &str| environment.home().map(|home| home.join(folder));
    let runtime = environment.path("XDG_RUNTIME_DIR");
    let configuration = environment.path("XDG_CONFIG_HOME").or_else(|| home(".config"));
    let docker = environment.path("DOCKER_CONFIG").or_else(|| home(".docker"));
    [
        (runtime, "containers/auth.json"),
        (configuration, "containers/auth.json"),
        (docker, "config.json"),
    ]
    .into_iter()
    .filter_map(|(folder, file)| Some(folder?.join(file).into_std_path_buf()))
    .collect()
}

/// Returns the folders of `PATH`, and those in which runtimes lie although a user's `PATH` may not
/// name them.
fn programs(environment: &Environment) -> Vec<PathBuf> {
    let path = environment.get("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        path.split(':').filter(|folder| folder.starts_with('/')).map(PathBuf::from).collect();
    for folder in ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map(PathBuf::from) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

impl Network {
    /// Returns the settings of the network client: what the files hold is read here.
    pub(crate) fn fetch_settings(&self) -> Result<FetchSettings, Failure> {
        let malformed = |file: &Utf8Path, source| CommandError::MalformedCredentials {
            file: file.to_owned(),
            source,
        };
        let mut credentials = Credentials::new();
        for file in &self.apt_credentials {
            let read = Credentials::from_apt_auth(&read(file)?);
            credentials.extend(read.map_err(|source| malformed(file, source))?);
        }
        if let Some(file) = &self.netrc {
            let read = Credentials::from_netrc(&read(file)?);
            credentials.extend(read.map_err(|source| malformed(file, source))?);
        }
        let ca_certificates: Result<Vec<Vec<u8>>, CommandError> =
            self.ca_certificates.iter().map(|file| read(file).map(String::into_bytes)).collect();
        let usual = FetchSettings::default();
        let seconds = |some: Option<NonZeroU64>, usual: Duration| {
            some.map_or(usual, |seconds| Duration::from_secs(seconds.get()))
        };
        let patience = self.patience;
        Ok(FetchSettings {
            connect_timeout: seconds(patience.connect_timeout, usual.connect_timeout),
            idle_timeout: seconds(patience.idle_timeout, usual.idle_timeout),
            minimal_speed: MinimalSpeed {
                bytes_per_second: patience
                    .minimal_speed
                    .unwrap_or(usual.minimal_speed.bytes_per_second),
                window: seconds(patience.speed_window, usual.minimal_speed.window),
            },
            retries: patience.retries.unwrap_or(usual.retries),
            back_off: patience.pause.map_or(usual.back_off, Duration::from_secs),
            http_proxy: self.http_proxy.as_ref().map(|url| url.reveal().clone()),
            https_proxy: self.https_proxy.as_ref().map(|url| url.reveal().clone()),
            no_proxy: self
                .no_proxy
                .iter()
                .flat_map(|hosts| hosts.split(','))
                .map(|host| host.trim().to_owned())
                .filter(|host| !host.is_empty())
                .collect(),
            ca_certificates: ca_certificates?,
            credentials,
            offline: self.offline,
            ..usual
        })
    }

    fn resolve(
        arguments: &GlobalArguments,
        configuration: &Configuration,
        environment: &Environment,
    ) -> Self {
        let ours = arguments.proxy.as_ref().or(configuration.proxy.as_ref());
        let proxy = |variables: &[&str]| {
            ours.cloned()
                .or_else(|| environment.first(variables).and_then(proxy_of_variable))
                .map(Secret::new)
        };
        let mut ca_certificates = arguments.ca_certificates.clone();
        if ca_certificates.is_empty() {
            ca_certificates.clone_from(&configuration.ca_certificates);
        }
        Self {
            offline: arguments.offline || configuration.offline,
            // HTTP_PROXY in capitals is not read: a web server sets it from a request's header.
            http_proxy: proxy(&["http_proxy", "all_proxy", "ALL_PROXY"]),
            https_proxy: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            no_proxy: arguments
                .no_proxy
                .as_deref()
                .or(configuration.no_proxy.as_deref())
                .or_else(|| environment.first(&["no_proxy", "NO_PROXY"]))
                .map(str::to_owned),
            patience: configuration.patience,
            ca_certificates,
            netrc: environment
                .path("NETRC")
                .or_else(|| environment.home().map(|home| home.join(".netrc")))
                .filter(|file| file.is_file()),
            apt_credentials: apt_credentials("/etc/apt".into()),
        }
    }
}

/// Reads a text file of the user, bounded.
pub(crate) fn read(file: &Utf8Path) -> Result<String, CommandError> {
    const LIMIT: u64 = 16 << 20;
    std::fs::File::open(file)
        .and_then(|open| BoundedReader::new(open, LIMIT).read_all())
        .and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        })
        .map_err(|source| CommandError::CannotRead { file: file.to_owned(), source })
}

/// Reads a proxy from a variable; `host:port` without a scheme means `http:`.
fn proxy_of_variable(value: &str) -> Option<Url> {
    let value = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    Url::parse(&value).ok()
}

/// Returns `auth.conf` and the files of `auth.conf.d` in their order (`apt_auth.conf(5)`).
fn apt_credentials(apt: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut files: Vec<Utf8PathBuf> = apt
        .join("auth.conf.d")
        .read_dir_utf8()
        .into_iter()
        .flatten()
        .flatten()
        .map(camino::Utf8DirEntry::into_path)
        .filter(|file| file.extension() == Some("conf"))
        .collect();
    files.sort();
    files.insert(0, apt.join("auth.conf"));
    files.retain(|file| file.is_file());
    files
}

/// Returns the folder of the cache (XDG Base Directory Specification 0.8).
fn cache(
    arguments: &GlobalArguments,
    configuration: &Configuration,
    environment: &Environment,
) -> Result<Utf8PathBuf, Failure> {
    let absolute = |folder: Utf8PathBuf| environment.working_folder().join(folder);
    arguments
        .cache
        .clone()
        .map(absolute)
        .or_else(|| configuration.cache.clone())
        .or_else(|| environment.path("HAERTEREI_HOME").map(|home| absolute(home).join("cache")))
        .or_else(|| {
            environment
                .path("XDG_CACHE_HOME")
                // The specification wants relative paths to be ignored.
                .filter(|folder| folder.is_absolute())
                .or_else(|| environment.home().map(|home| home.join(".cache")))
                .map(|folder| folder.join("haerterei"))
        })
        .ok_or_else(|| CommandError::NoCacheFolder.into())
}

/// Returns the folder of the index of advisories: data that cannot be made again without its
/// sources (XDG Base Directory Specification 0.8).
fn advisories(configured: Option<Utf8PathBuf>, environment: &Environment) -> Option<Utf8PathBuf> {
    configured.or_else(|| data(environment)).map(|folder| folder.join("advisories"))
}

/// Returns where the register is: without a word about it, beside the index.
fn register(mut configured: RegisterTable, environment: &Environment) -> RegisterTable {
    let usual = || data(environment).map(|folder| folder.join("register.db").into_string());
    configured.location = configured.location.or_else(|| usual().map(Secret::new));
    configured
}

/// Returns the folder of the user's data.
fn data(environment: &Environment) -> Option<Utf8PathBuf> {
    let absolute = |folder: Utf8PathBuf| environment.working_folder().join(folder);
    environment.path("HAERTEREI_HOME").map(absolute).or_else(|| {
        environment
            .path("XDG_DATA_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| environment.home().map(|home| home.join(".local/share")))
            .map(|folder| folder.join("haerterei"))
    })
}

/// Returns the one clock of this call.
///
/// `SOURCE_DATE_EPOCH` is seconds since 1970 (reproducible-builds.org, specification 1.0).
fn clock(now: Option<Timestamp>, environment: &Environment) -> Result<Clock, Failure> {
    if let Some(now) = now {
        return Ok(Clock::fixed(now));
    }
    match environment.get("SOURCE_DATE_EPOCH") {
        None => Ok(Clock::system()),
        Some(value) => value
            .parse()
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .map(Clock::fixed)
            .ok_or_else(|| CommandError::MalformedEpoch { value: value.to_owned() }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(arguments: &GlobalArguments, variables: &[(&str, &str)]) -> Settings {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        let environment = Environment::of(variables.iter().copied(), &folder);
        let prelude = Prelude::of(&[], &environment);
        Settings::resolve(arguments, &environment, prelude).unwrap()
    }

    const HOME: (&str, &str) = ("HOME", "/home/of-nobody");

    #[test]
    fn the_cache_is_where_the_nearest_word_says() {
        for (variables, folder) in [
            (vec![HOME], "/home/of-nobody/.cache/haerterei"),
            (vec![HOME, ("XDG_CACHE_HOME", "/c")], "/c/haerterei"),
            (vec![HOME, ("XDG_CACHE_HOME", "c")], "/home/of-nobody/.cache/haerterei"),
            (vec![HOME, ("XDG_CACHE_HOME", "/c"), ("HAERTEREI_HOME", "/h")], "/h/cache"),
        ] {
            assert_eq!(resolve(&GlobalArguments::default(), &variables).cache, folder);
        }
        let flag = GlobalArguments { cache: Some("/flag".into()), ..Default::default() };
        assert_eq!(resolve(&flag, &[HOME, ("HAERTEREI_HOME", "/h")]).cache, "/flag");
    }

    #[test]
    fn without_any_home_the_cache_must_be_named() {
        let environment = Environment::of([], "/".into());
        let prelude = Prelude::of(&[], &environment);
        let result = Settings::resolve(&GlobalArguments::default(), &environment, prelude);
        let Err(Failure::Explained(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.message().key, "command-no-cache-folder");
    }

    #[test]
    fn time_comes_from_the_flag_then_the_epoch() {
        let epoch = [HOME, ("SOURCE_DATE_EPOCH", "1700000000")];
        let settings = resolve(&GlobalArguments::default(), &epoch);
        assert_eq!(settings.clock.now().to_string(), "2023-11-14T22:13:20Z");
        let now = Some("2026-01-02T03:04:05Z".parse().unwrap());
        let settings = resolve(&GlobalArguments { now, ..Default::default() }, &epoch);
        assert_eq!(settings.clock.now().to_string(), "2026-01-02T03:04:05Z");
    }

    #[test]
    fn credentials_for_registries_are_where_podman_and_docker_keep_them() {
        let files = |variables: &[(&str, &str)]| -> Vec<String> {
            let files =
                resolve(&GlobalArguments::default(), variables).registries.credentials.files;
            files.iter().map(|file| file.display().to_string()).collect()
        };
        assert_eq!(
            files(&[HOME, ("XDG_RUNTIME_DIR", "/run/user/1")]),
            [
                "/run/user/1/containers/auth.json",
                "/home/of-nobody/.config/containers/auth.json",
                "/home/of-nobody/.docker/config.json"
            ]
        );
        assert_eq!(
            files(&[HOME, ("XDG_CONFIG_HOME", "/c"), ("DOCKER_CONFIG", "/d")]),
            ["/c/containers/auth.json", "/d/config.json"]
        );
        assert_eq!(files(&[HOME, ("REGISTRY_AUTH_FILE", "/a"), ("DOCKER_CONFIG", "/d")]), ["/a"]);
    }

    #[test]
    fn proxies_come_from_the_usual_variables_and_never_show() {
        let variables = [
            HOME,
            ("http_proxy", "proxy.example:3128"),
            ("https_proxy", "http://user:secret@proxy.example:3129"),
            ("HTTP_PROXY", "http://evil.example"),
            ("no_proxy", "localhost,.intern"),
        ];
        let settings = resolve(&GlobalArguments::default(), &variables);
        let network = &settings.network;
        assert_eq!(
            network.http_proxy.as_ref().unwrap().reveal().as_str(),
            "http://proxy.example:3128/"
        );
        assert_eq!(network.https_proxy.as_ref().unwrap().reveal().port(), Some(3129));
        assert_eq!(network.no_proxy.as_deref(), Some("localhost,.intern"));
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn the_network_client_gets_what_the_files_hold() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let certificate = folder.join("ca.pem");
        std::fs::write(&certificate, "pem").unwrap();
        std::fs::write(folder.join(".netrc"), "machine a.example login b password c\n").unwrap();
        let arguments =
            GlobalArguments { ca_certificates: vec![certificate], ..Default::default() };
        let variables = [("HOME", folder.as_str()), ("no_proxy", "localhost, .intern,")];
        let mut network = resolve(&arguments, &variables).network;
        network.apt_credentials.clear();
        let settings = network.fetch_settings().unwrap();
        assert_eq!(settings.no_proxy, ["localhost", ".intern"]);
        assert_eq!(settings.ca_certificates, [b"pem"]);
        let url = Url::parse("https://a.example/x").unwrap();
        assert!(settings.credentials.find(&url).is_some());
        network.ca_certificates = vec![folder.join("nothing.pem")];
        assert!(network.fetch_settings().is_err());
    }

    #[test]
    fn flags_for_mirrors_come_before_the_configured_ones() {
        let mut settings = resolve(&GlobalArguments::default(), &[HOME]);
        let url = |text: &str| Url::parse(text).unwrap();
        settings.configured_mirrors.insert("debian".into(), vec![url("https://b.example/")]);
        let flag = "debian=https://a.example/".parse().unwrap();
        assert_eq!(
            settings.mirrors(&[flag])["debian"],
            [url("https://a.example/"), url("https://b.example/")]
        );
    }
}
