// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The resolver against apt itself, over packages drawn at random from the real archives.
//!
//! apt is run with an empty dpkg status and folders of its own, over the very indices that were
//! verified here, put into its lists. The version of apt is the host's; with `HAERTEREI_APT` set to
//! a root folder that holds another one (as `dpkg-deb -x` leaves it), that one is run by its own
//! loader. `docs/reference/resolver-and-apt.md` explains what differs and why.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and tells figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use haerterei_archive::{
    Demand, Distribution, LoadSettings, Request, Selection, Source, Universe, host_configuration,
    load, resolve,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Silent};
use haerterei_packages::relations::Relation;
use haerterei_store::{Options, Store};
use url::Url;

/// The seed of the draw; the same packages every time, as long as the archive has them.
const SEED: u64 = 0x4861_6572_7465_7265;
const DRAWN: usize = 300;
/// Least share of drawn packages on which both agree, in percent.
const AGREEMENT: usize = 95;

#[test]
#[ignore = "oracle: needs apt-get and the network"]
fn trixie_resolves_as_apt_does() {
    compare("debian", "trixie", &BTreeMap::new());
}

#[test]
#[ignore = "oracle: needs apt-get, debootstrap and the network"]
fn noble_resolves_as_apt_does() {
    let mirror = ubuntu_mirror();
    compare("ubuntu", "noble", &BTreeMap::from([("main".to_owned(), vec![mirror])]));
}

/// Reads Ubuntu's archive from the script by which debootstrap would install it.
fn ubuntu_mirror() -> Url {
    let script = fs::read_to_string("/usr/share/debootstrap/scripts/gutsy")
        .expect("the Debian package debootstrap is installed");
    let line = script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("default_mirror "))
        .find(|url| !url.contains("old-releases") && !url.contains("ports"))
        .expect("the script names a mirror");
    Url::parse(line.trim()).unwrap()
}

fn compare(id: &str, suite: &str, mirrors: &BTreeMap<String, Vec<Url>>) {
    let distribution = Distribution::find(id, &[]).unwrap();
    let host = host_configuration(Path::new("/"), std::slice::from_ref(&distribution));
    let sources = Source::of(&Selection {
        distribution: &distribution,
        suite,
        pockets: Vec::new(),
        components: Vec::new(),
        architectures: vec!["amd64".to_owned()],
        mirrors: mirrors.clone(),
        host: Some(&host),
    })
    .unwrap();
    let work = tempfile::tempdir().unwrap();
    let cache = std::env::var_os("HAERTEREI_TEST_CACHE")
        .map_or_else(|| work.path().join("cache"), PathBuf::from);
    let store = Store::open(cache, Options::default()).unwrap();
    let fetcher = Fetcher::new(FetchSettings::default()).unwrap();
    let universe = load(
        &sources,
        &LoadSettings {
            at: Clock::system().now(),
            accept_expired: false,
            historic: false,
            progress: &Silent,
            cancel: &Cancel::new(),
        },
        &fetcher,
        &store,
    )
    .unwrap();
    let apt = Apt::prepare(work.path(), &distribution, &sources);
    let drawn = draw(&universe);
    let mut differences = Vec::new();
    for (number, name) in drawn.iter().enumerate() {
        if number % 50 == 49 {
            println!("{} asked, {} differ", number, differences.len());
        }
        let ours = ours(&universe, name);
        let theirs = apt.install(name);
        if ours != theirs {
            let (ours, theirs) = (ours.unwrap_or_default(), theirs.unwrap_or_default());
            let show = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
            differences.push(name);
            println!(
                "{name}\n   only here: {}\n   only apt:  {}",
                show(&ours.difference(&theirs).cloned().collect()),
                show(&theirs.difference(&ours).cloned().collect())
            );
        }
    }
    println!(
        "{id}/{suite} with {}: {} of {} drawn packages with the same names and versions",
        apt.version(),
        drawn.len() - differences.len(),
        drawn.len()
    );
    assert!(drawn.len() >= DRAWN);
    assert!(differences.len() * 100 <= drawn.len() * (100 - AGREEMENT));
}

fn draw(universe: &Universe) -> Vec<String> {
    let names: Vec<&str> = universe.package_names("amd64").into_iter().collect();
    let mut state = SEED;
    let mut drawn = BTreeSet::new();
    while drawn.len() < DRAWN {
        // SplitMix64: the same numbers on every machine.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let at = usize::try_from(mixed % names.len() as u64).unwrap();
        drawn.insert(names[at].to_owned());
    }
    drawn.into_iter().collect()
}

/// Names with versions; nothing if it cannot be installed.
fn ours(universe: &Universe, name: &str) -> Option<BTreeSet<String>> {
    let keep_all = |_: &Demand<'_>| None;
    let resolution = resolve(
        universe,
        &Request {
            architecture: "amd64",
            wanted: vec![Relation::to(name).into()],
            excluded: BTreeSet::new(),
            pins: BTreeMap::new(),
            recommends: false,
            drop_edge: &keep_all,
        },
    )
    .ok()?;
    let names =
        resolution.packages.iter().map(|one| format!("{}={}", one.record.name, one.record.version));
    Some(names.collect())
}

struct Apt {
    folder: PathBuf,
    /// The root of another apt, run by its own loader.
    root: Option<PathBuf>,
    options: Vec<String>,
}

impl Apt {
    /// Lets apt fetch its own lists from the same mirrors, with the same keys, into a folder.
    fn prepare(work: &Path, distribution: &Distribution, sources: &[Source]) -> Self {
        let folder = work.join("apt");
        for path in ["state/lists/partial", "cache/archives/partial", "etc", "log"] {
            fs::create_dir_all(folder.join(path)).unwrap();
        }
        fs::write(folder.join("status"), "").unwrap();
        let keys: String = distribution
            .suites
            .iter()
            .flat_map(|suite| &suite.keys)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|name| distribution.certificate(name).unwrap())
            .collect();
        let ring = folder.join("keys.gpg");
        dearmor(&keys, &ring);
        let list: String = sources
            .iter()
            .map(|source| {
                format!(
                    "deb [arch=amd64 signed-by={}] {} {} {}\n",
                    ring.display(),
                    source.mirrors[0],
                    source.suite,
                    source.components.join(" ")
                )
            })
            .collect();
        fs::write(folder.join("sources.list"), list).unwrap();
        let dir = folder.display();
        let options = [
            "APT::Architecture=amd64".to_owned(),
            "APT::Architectures::=amd64".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            "Dir::Etc::parts=/dev/null".to_owned(),
            "Dir::Etc::preferencesparts=/dev/null".to_owned(),
            format!("Dir::Etc::sourcelist={dir}/sources.list"),
            format!("Dir::State={dir}/state"),
            format!("Dir::State::status={dir}/status"),
            format!("Dir::Cache={dir}/cache"),
            format!("Dir::Log={dir}/log"),
        ]
        .to_vec();
        let mut apt = Self { folder, root: None, options };
        // The lists are fetched by the host's apt, whichever is asked afterwards.
        let done = apt.command(&["update"]).output().expect("apt-get is installed");
        assert!(done.status.success(), "apt-get update: {}", String::from_utf8_lossy(&done.stderr));
        if let Some(root) = std::env::var_os("HAERTEREI_APT") {
            apt.root = Some(PathBuf::from(root));
            let cache = apt.folder.join("cache");
            for name in ["pkgcache.bin", "srcpkgcache.bin"] {
                let _ = fs::remove_file(cache.join(name));
            }
        }
        apt
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match &self.root {
            None => Command::new("apt-get"),
            Some(root) => {
                let mut command = Command::new(root.join("lib64/ld-linux-x86-64.so.2"));
                let libraries = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"]
                    .map(|path| root.join(path).display().to_string());
                command
                    .arg("--library-path")
                    .arg(libraries.join(":"))
                    .arg(root.join("usr/bin/apt-get"));
                command
            }
        };
        if let Some(solver) = std::env::var_os("HAERTEREI_APT_SOLVER") {
            let mut option = std::ffi::OsString::from("APT::Solver=");
            option.push(solver);
            command.arg("-o").arg(option);
        }
        command.env("LC_ALL", "C").env("APT_CONFIG", "/dev/null");
        for option in &self.options {
            command.arg("-o").arg(option);
        }
        command.args(arguments);
        command
    }

    fn install(&self, name: &str) -> Option<BTreeSet<String>> {
        let output = self
            .command(&["-s", "-y", "--no-install-recommends", "install", name])
            .output()
            .unwrap();
        if !output.status.success() {
            return None;
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = text.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("Inst ")?.split_once(" (")?;
            Some(format!("{name}={}", rest.split(' ').next()?))
        });
        Some(names.collect())
    }

    fn version(&self) -> String {
        let output = self.command(&["--version"]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().next().unwrap_or_default().to_owned()
    }
}

/// Writes armored certificates as the binary keyring that every apt reads.
fn dearmor(armored: &str, target: &Path) {
    let source = target.with_extension("asc");
    let _ = fs::remove_file(target);
    let mut binary = Vec::new();
    for block in armored.split_inclusive("-----END PGP PUBLIC KEY BLOCK-----") {
        if block.trim().is_empty() {
            continue;
        }
        fs::write(&source, block).unwrap();
        let output = Command::new("gpg")
            .args(["--batch", "--dearmor", "--output", "-"])
            .arg(&source)
            .output()
            .expect("gpg is installed");
        assert!(output.status.success());
        binary.extend(output.stdout);
    }
    fs::write(target, binary).unwrap();
}
