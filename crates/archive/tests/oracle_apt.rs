// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The resolver against apt itself, over packages drawn at random from the real archives.
//!
//! The judges are the apt of bookworm (2.x) and that of trixie (3.x), the latter also with its new
//! solver. Both are taken from Debian's archive, unpacked and run by their own loaders, whatever
//! the host has; each with an empty dpkg status, over lists that the host's apt fetched from the
//! mirrors and by the keys that are used here.
//!
//! Packages are asked in random order and each answer is written down at once, so what is there of
//! a run that was stopped is a random sample too. With `HAERTEREI_ASK="a b"` these packages are asked
//! instead of drawn ones, to look into a difference. `docs/reference/resolver-and-apt.md` holds the
//! figures and explains what differs and why.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and tells figures"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use haerterei_archive::{
    Demand, Distribution, LoadSettings, Request, Resolution, Selection, Source, Universe, download,
    host_configuration, load, resolve,
};
use haerterei_fetch::{FetchSettings, Fetcher};
use haerterei_ground::{Cancel, Clock, Silent};
use haerterei_packages::relations::Relation;
use haerterei_store::{Options, Store};
use url::Url;

/// The seed of the draw; the same packages every time, as long as the archive has them.
const SEED: u64 = 0x4861_6572_7465_7265;
const DRAWN: usize = 300;
/// The judges, and how they are asked.
const JUDGES: [Judge; 3] = [
    Judge { name: "apt 2", from: "bookworm", solver: None, asked: DRAWN, least: 99 },
    Judge { name: "apt 3", from: "trixie", solver: None, asked: DRAWN, least: 99 },
    Judge {
        name: "apt 3 with solver 3.0",
        from: "trixie",
        solver: Some("3.0"),
        asked: 40,
        least: 80,
    },
];
/// How many of apt are run at a time.
const AT_A_TIME: usize = 2;

struct Judge {
    name: &'static str,
    /// The suite of Debian it is taken from.
    from: &'static str,
    /// The solver it is asked to use instead of its own choice.
    solver: Option<&'static str>,
    /// Of how many of the drawn packages it is asked.
    asked: usize,
    /// The least share of them on which both agree, in percent.
    least: usize,
}

#[test]
#[ignore = "oracle: needs amd64, apt-get, dpkg-deb, gpg and the network"]
fn trixie_resolves_as_apt_does() {
    compare("debian", "trixie", &BTreeMap::new());
}

#[test]
#[ignore = "oracle: needs amd64, apt-get, dpkg-deb, gpg, debootstrap and the network"]
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

/// What both sides need: a cache, a network client, a folder.
struct Bench {
    work: tempfile::TempDir,
    store: Store,
    fetcher: Fetcher,
}

impl Bench {
    fn new() -> Self {
        let work = tempfile::tempdir().unwrap();
        let cache = std::env::var_os("HAERTEREI_TEST_CACHE")
            .map_or_else(|| work.path().join("cache"), PathBuf::from);
        let store = Store::open(cache, Options::default()).unwrap();
        Self { work, store, fetcher: Fetcher::new(FetchSettings::default()).unwrap() }
    }

    fn sources(
        distribution: &Distribution,
        suite: &str,
        mirrors: &BTreeMap<String, Vec<Url>>,
    ) -> Vec<Source> {
        let host = host_configuration(Path::new("/"), std::slice::from_ref(distribution));
        Source::of(&Selection {
            distribution,
            suite,
            pockets: Vec::new(),
            components: Vec::new(),
            architectures: vec!["amd64".to_owned()],
            mirrors: mirrors.clone(),
            host: Some(&host),
        })
        .unwrap()
    }

    fn load(&self, sources: &[Source]) -> Universe {
        let settings = LoadSettings {
            at: Clock::system().now(),
            accept_expired: false,
            historic: false,
            progress: &Silent,
            cancel: &Cancel::new(),
        };
        load(sources, &settings, &self.fetcher, &self.store).unwrap()
    }

    /// Unpacks the apt of a suite of Debian, with all it needs, into a folder of its own.
    fn unpack_apt(&self, suite: &str) -> PathBuf {
        let root = self.work.path().join(format!("apt of {suite}"));
        if root.exists() {
            return root;
        }
        let sources =
            Self::sources(&Distribution::find("debian", &[]).unwrap(), suite, &BTreeMap::new());
        let universe = self.load(&sources);
        let records: Vec<_> =
            ask(&universe, "apt").unwrap().packages.into_iter().map(|one| one.record).collect();
        let (fetcher, store) = (&self.fetcher, &self.store);
        download(&records, &sources, &universe.releases, fetcher, store, &Silent, &Cancel::new())
            .unwrap();
        fs::create_dir_all(&root).unwrap();
        for record in records {
            let done = Command::new("dpkg-deb")
                .arg("-x")
                .arg(self.store.path(&record.sha256).unwrap())
                .arg(&root)
                .status()
                .expect("dpkg-deb is installed");
            assert!(done.success(), "dpkg-deb -x {}", record.name);
        }
        root
    }
}

type Names = Option<BTreeSet<String>>;

fn compare(id: &str, suite: &str, mirrors: &BTreeMap<String, Vec<Url>>) {
    let bench = Bench::new();
    let distribution = Distribution::find(id, &[]).unwrap();
    let sources = Bench::sources(&distribution, suite, mirrors);
    let universe = bench.load(&sources);
    let lists = Lists::fetch(bench.work.path(), &distribution, &sources);
    let judges = JUDGES.map(|judge| Apt::new(judge, &bench, &lists));
    let named = std::env::var_os("HAERTEREI_ASK").and_then(|names| names.into_string().ok());
    let drawn = named.as_ref().map_or_else(
        || draw(&universe),
        |names| names.split_whitespace().map(str::to_owned).collect(),
    );
    let protocol = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("apt-{id}-{suite}{}.txt", if named.is_some() { "-named" } else { "" }));
    let out = Mutex::new(fs::File::create(&protocol).unwrap());
    println!("each answer is written to {}", protocol.display());
    let next = AtomicUsize::new(0);
    let differing = Mutex::new([0_usize; JUDGES.len()]);
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(name) = drawn.get(at) else { break };
                    let ours = names(&universe, name);
                    let mut lines = String::new();
                    for (number, apt) in judges.iter().enumerate() {
                        let judge = apt.judge.name;
                        if at >= apt.judge.asked {
                            continue;
                        }
                        let theirs = apt.install(name);
                        if ours == theirs {
                            let count = ours.as_ref().map_or(0, BTreeSet::len);
                            writeln!(lines, "{name}: {judge} agrees, {count} packages").unwrap();
                        } else {
                            differing.lock().unwrap()[number] += 1;
                            let difference = tell(judge, name, &ours, &theirs);
                            print!("{difference}");
                            lines.push_str(&difference);
                        }
                    }
                    out.lock().unwrap().write_all(lines.as_bytes()).unwrap();
                }
            });
        }
    });
    let differing = differing.into_inner().unwrap();
    let mut summary = String::new();
    for (apt, differing) in judges.iter().zip(differing) {
        let Judge { name, asked, .. } = apt.judge;
        let asked = asked.min(drawn.len());
        let same = asked - differing;
        let version = apt.version();
        writeln!(summary, "{id}/{suite}, {name} ({version}): {same} of {asked} the same").unwrap();
    }
    print!("{summary}");
    out.into_inner().unwrap().write_all(summary.as_bytes()).unwrap();
    if named.is_some() {
        return;
    }
    assert!(drawn.len() >= DRAWN);
    for (Judge { name, asked, least, .. }, differing) in JUDGES.into_iter().zip(differing) {
        assert!(differing * 100 <= asked * (100 - least), "{name}: {differing} differ");
    }
}

fn tell(judge: &str, name: &str, ours: &Names, theirs: &Names) -> String {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            let minus = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
                one.difference(other).cloned().collect::<Vec<_>>().join(" ")
            };
            format!(
                "{name}: {judge} differs\n   only here: {}\n   only {judge}: {}\n",
                minus(ours, theirs),
                minus(theirs, ours)
            )
        }
        (None, _) => format!("{name}: {judge} can install it, we cannot\n"),
        (_, None) => format!("{name}: {judge} cannot install it, we can\n"),
    }
}

/// Draws packages, in an order that is random too.
fn draw(universe: &Universe) -> Vec<String> {
    let names: Vec<&str> = universe.package_names("amd64").into_iter().collect();
    let mut state = SEED;
    let mut drawn = Vec::new();
    while drawn.len() < DRAWN {
        // SplitMix64: the same numbers on every machine.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let name = names[usize::try_from(mixed % names.len() as u64).unwrap()].to_owned();
        if !drawn.contains(&name) {
            drawn.push(name);
        }
    }
    drawn
}

fn ask(universe: &Universe, name: &str) -> Option<Resolution> {
    let keep_all = |_: &Demand<'_>| None;
    resolve(
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
    .ok()
}

/// Names with versions; nothing if it cannot be installed.
fn names(universe: &Universe, name: &str) -> Names {
    let packages = ask(universe, name)?.packages;
    Some(
        packages
            .into_iter()
            .map(|one| format!("{}={}", one.record.name, one.record.version))
            .collect(),
    )
}

/// Lists that apt fetched, from the mirrors and by the keys that are used here.
struct Lists {
    folder: PathBuf,
}

impl Lists {
    fn fetch(work: &Path, distribution: &Distribution, sources: &[Source]) -> Self {
        let folder = work.join("lists");
        for path in ["state/lists/partial", "cache/archives/partial", "log"] {
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
        let mut list = String::new();
        for source in sources {
            let (ring, mirror, suite) = (ring.display(), &source.mirrors[0], &source.suite);
            let components = source.components.join(" ");
            writeln!(list, "deb [arch=amd64 signed-by={ring}] {mirror} {suite} {components}")
                .unwrap();
        }
        fs::write(folder.join("sources.list"), list).unwrap();
        let lists = Self { folder };
        // Only here the host's configuration counts: it says how the mirrors are reached.
        let mut update = Command::new("apt-get");
        update.env("LC_ALL", "C");
        for option in lists.options("cache") {
            update.arg("-o").arg(option);
        }
        let done = update.arg("update").output().expect("apt-get is installed");
        assert!(done.status.success(), "apt-get update: {}", String::from_utf8_lossy(&done.stderr));
        lists
    }

    fn options(&self, cache: &str) -> Vec<String> {
        let dir = self.folder.display();
        vec![
            "APT::Architecture=amd64".to_owned(),
            "APT::Architectures=amd64".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::GzipIndexes=false".to_owned(),
            "Debug::NoLocking=true".to_owned(),
            // Whatever is asked, nothing is ever installed on this machine.
            "Dir::Bin::dpkg=/bin/false".to_owned(),
            "Debug::pkgDPkgPM=true".to_owned(),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            "Dir::Etc::preferences=/dev/null".to_owned(),
            "Dir::Etc::preferencesparts=/dev/null".to_owned(),
            "Dir::Cache::pkgcache=pkgcache.bin".to_owned(),
            "Dir::Cache::srcpkgcache=srcpkgcache.bin".to_owned(),
            format!("Dir::Etc::sourcelist={dir}/sources.list"),
            format!("Dir::State={dir}/state"),
            format!("Dir::State::status={dir}/status"),
            format!("Dir::Cache={dir}/{cache}"),
            format!("Dir::Log={dir}/log"),
        ]
    }
}

/// An apt, unpacked into a folder and run by its own loader.
struct Apt {
    judge: Judge,
    root: PathBuf,
    options: Vec<String>,
    /// A configuration that keeps the host's away.
    configuration: PathBuf,
}

impl Apt {
    fn new(judge: Judge, bench: &Bench, lists: &Lists) -> Self {
        let name = judge.name;
        let root = bench.unpack_apt(judge.from);
        let cache = format!("cache of {name}");
        fs::create_dir_all(lists.folder.join(&cache).join("archives/partial")).unwrap();
        let configuration = lists.folder.join("apt.conf");
        let text = "Dir::Etc::parts \"/dev/null\";\nDir::Etc::main \"/dev/null\";\n";
        fs::write(&configuration, text).unwrap();
        let mut options = lists.options(&cache);
        options.extend(judge.solver.map(|solver| format!("APT::Solver={solver}")));
        let apt = Self { judge, root, options, configuration };
        // Makes the cache of all lists once; without it every question would read them all.
        let done = apt.command(&["check"]).output().unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(lists.folder.join(&cache).join("pkgcache.bin").exists(), "{name} keeps its cache");
        apt
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let folders = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"];
        let loader = folders
            .map(|folder| self.root.join(folder).join("ld-linux-x86-64.so.2"))
            .into_iter()
            .find(|path| path.exists())
            .expect("the C library was unpacked with apt");
        let libraries = folders.map(|folder| self.root.join(folder).display().to_string());
        let mut command = Command::new(loader);
        command.arg("--library-path").arg(libraries.join(":"));
        command.arg(self.root.join("usr/bin/apt-get"));
        command.env("LC_ALL", "C").env("APT_CONFIG", &self.configuration);
        for option in &self.options {
            command.arg("-o").arg(option);
        }
        command.args(arguments);
        command
    }

    /// Asks what would be fetched to install a package: the same plan that `-s` shows, without
    /// the second system in memory on which that one tries it, and so in half the time.
    fn install(&self, name: &str) -> Names {
        let arguments = ["--print-uris", "--no-install-recommends", "install", name];
        let output = self.command(&arguments).output().unwrap();
        if !output.status.success() {
            return None;
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = text.lines().filter(|line| line.starts_with('\'')).map(|line| {
            let file = line.split(' ').nth(1).unwrap();
            let mut parts = file.split('_');
            let (name, version) = (parts.next().unwrap(), parts.next().unwrap());
            format!("{name}={}", version.replace("%3a", ":"))
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
