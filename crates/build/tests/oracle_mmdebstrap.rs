// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The tree that is derived from packages, against the one that mmdebstrap installs with their
//! scripts: kinds, contents, links, owners, modes, capabilities of files, accounts.
//!
//! Every difference falls under a named rule of `data/installation-differences.toml`, which is
//! not wanted at run time, a secret, or a cache; or it is a fault. That a script is not understood
//! excuses nothing.
//!
//! With `HAERTEREI_INSTALLATIONS` set to a folder, installations and packages stay there and are
//! used again. With `HAERTEREI_INSTALLATION` set to the name of an example, or of a group of drawn
//! packages such as `random-3`, only that one is judged.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and tells figures"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use camino::Utf8Path;
use haerterei_build::{Installation, Installed, InstalledKind, installation};
use haerterei_ground::{Algorithm, Clock, Digest, HashingReader, Limits, TreePath};
use haerterei_image::tar::{EntryKind, TarReader};
use haerterei_recipe::{Architecture, DistributionName, Glob, HostFiles, Recipe};
use haerterei_store::{Options, Store};
use serde::Deserialize;

/// The draw: names in the order of the SHA-256 of seed and name.
const SEED: &str = "haerterei-installations-1";
/// Installations of drawn packages, and packages of each.
const INSTALLATIONS: usize = 8;
const TOGETHER: usize = 5;
/// A drawn package that needs more than this beside the essential ones is passed over, and so is
/// one that would bring an installation above the second number.
const MOST_OWN: usize = 100;
const MOST_TOGETHER: usize = 250;

/// Folders of the root that are empty whenever a system starts, and links of the merged `/usr`.
const MADE_ANEW: [&str; 9] = [
    "/dev",
    "/run",
    "/proc",
    "/sys",
    "/tmp",
    "/lib.usr-is-merged",
    "/bin.usr-is-merged",
    "/sbin.usr-is-merged",
    "/lib64.usr-is-merged",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    category: Category,
    reason: String,
    kinds: Vec<String>,
    paths: Vec<String>,
}

/// Why a difference is none that matters; there are no other reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum Category {
    #[serde(rename = "not wanted at run time")]
    NotWantedAtRunTime,
    #[serde(rename = "secret")]
    Secret,
    #[serde(rename = "cache")]
    Cache,
}

impl Rules {
    fn read() -> Self {
        let rules: Self =
            toml::from_str(include_str!("data/installation-differences.toml")).unwrap();
        let kinds = [
            "missing",
            "extra",
            "kind",
            "content",
            "link",
            "mode",
            "owner",
            "capabilities",
            "account",
        ];
        let ids: BTreeSet<&str> = rules.rule.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids.len(), rules.rule.len(), "two rules have one name");
        for rule in &rules.rule {
            // A rule of a whole branch of the system would excuse anything.
            for text in &rule.paths {
                assert!(
                    text.matches('/').count() > 1 || MADE_ANEW.contains(&text.as_str()),
                    "{text}"
                );
            }
            assert!(!rule.reason.is_empty() && !rule.paths.is_empty(), "{}", rule.id);
            assert!(rule.kinds.iter().all(|kind| kinds.contains(&kind.as_str())), "{}", rule.id);
        }
        rules
    }

    fn against(&self, kind: &str, path: &TreePath) -> Option<&Rule> {
        self.rule.iter().find(|rule| {
            rule.kinds.iter().any(|known| known == kind)
                && rule.paths.iter().any(|text| Glob::parse(text).unwrap().covers(path))
        })
    }
}

impl Rules {
    /// Returns the rule of a secret to which a link leads that is missing as the secret is.
    fn of_secret_behind(&self, kind: &str, path: &TreePath, real: &Real) -> Option<&Rule> {
        let InstalledKind::Link(target) = &real.entries.get(path)?.kind else { return None };
        let target = path.link_target(target).ok()?;
        (kind == "missing")
            .then(|| self.against(kind, &target))
            .flatten()
            .filter(|rule| rule.category == Category::Secret)
    }
}

/// Where installations are made and kept.
struct Yard {
    folder: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

/// What is installed from where.
struct Source {
    suite: &'static str,
    keyring: &'static str,
    lines: Vec<String>,
}

impl Yard {
    fn new() -> Self {
        if let Some(folder) = std::env::var_os("HAERTEREI_INSTALLATIONS") {
            return Self { folder: folder.into(), _temporary: None };
        }
        let temporary = tempfile::tempdir().unwrap();
        Self { folder: temporary.path().to_owned(), _temporary: Some(temporary) }
    }

    fn packages(&self) -> PathBuf {
        self.folder.join("cache")
    }

    /// Installs packages with their scripts, unless that was done before.
    fn install(&self, name: &str, source: &Source, packages: &[String]) -> PathBuf {
        let archive = self.folder.join(format!("{name}.tar"));
        let list = self.folder.join(format!("{name}.packages"));
        let wanted = packages.join(",");
        if archive.exists() && fs::read_to_string(&list).is_ok_and(|known| known == wanted) {
            return archive;
        }
        let cache = self.packages();
        fs::create_dir_all(&cache).unwrap();
        let cache = cache.to_str().unwrap();
        let mut command = Command::new("mmdebstrap");
        command
            .env("LC_ALL", "C")
            .args(["--quiet", "--variant=essential", "--architectures=amd64"])
            .args(["--skip=download/empty", "--skip=essential/unlink"])
            .arg(format!("--keyring={}", source.keyring))
            .arg("--setup-hook=mkdir -p \"$1\"/var/cache/apt/archives/")
            .arg(format!("--setup-hook=sync-in {cache} /var/cache/apt/archives/"))
            .arg(format!("--customize-hook=sync-out /var/cache/apt/archives {cache}"))
            .arg(format!("--include={wanted}"))
            .arg(source.suite)
            .arg(&archive)
            .args(&source.lines);
        let status = command.status().expect("the Debian package mmdebstrap is installed");
        assert!(status.success(), "mmdebstrap failed for {name}");
        fs::write(list, wanted).unwrap();
        archive
    }
}

/// A tree as it was installed.
#[derive(Default)]
struct Real {
    entries: BTreeMap<TreePath, Installed>,
    files: BTreeMap<&'static str, String>,
}

fn read_installation(archive: &Path) -> Real {
    const READ: [&str; 3] = ["etc/passwd", "etc/group", "var/lib/dpkg/status"];
    let limits = Limits::default();
    let mut tar = TarReader::new(BufReader::new(File::open(archive).unwrap()), limits);
    let mut real = Real::default();
    let mut numbers: BTreeMap<TreePath, (u64, u64)> = BTreeMap::new();
    let mut hardlinks = Vec::new();
    while let Some(entry) = tar.next().unwrap() {
        if entry.path.is_root() {
            continue;
        }
        let kind = match &entry.kind {
            EntryKind::File => {
                let wanted = READ.iter().find(|name| name.as_bytes() == entry.path.as_bytes());
                if let Some(name) = wanted {
                    let mut text = String::new();
                    tar.read_to_string(&mut text).unwrap();
                    let digest = Digest::sha256(text.as_bytes());
                    real.files.insert(name, text);
                    InstalledKind::File(digest)
                } else {
                    let mut hashing = HashingReader::new(&mut tar, Algorithm::Sha256);
                    std::io::copy(&mut hashing, &mut std::io::sink()).unwrap();
                    InstalledKind::File(hashing.finish().0)
                }
            }
            EntryKind::Directory => InstalledKind::Directory,
            EntryKind::Symlink { target } => InstalledKind::Link(target.clone()),
            EntryKind::Hardlink { target } => {
                hardlinks.push((entry.path.clone(), target.clone()));
                InstalledKind::Special
            }
            _ => InstalledKind::Special,
        };
        let mode = if matches!(kind, InstalledKind::Link(_)) { 0o777 } else { entry.mode };
        numbers.insert(entry.path.clone(), (entry.uid, entry.gid));
        let capabilities =
            entry.xattrs.get(b"security.capability".as_slice()).cloned().unwrap_or_default();
        let (user, group) = (String::new(), String::new());
        let installed = Installed { kind, mode, user, group, capabilities };
        real.entries.insert(entry.path, installed);
    }
    for (path, target) in hardlinks {
        let kind = real
            .entries
            .get(&target)
            .unwrap_or_else(|| panic!("hard link {path} leads to {target}, which is absent"))
            .kind
            .clone();
        real.entries.get_mut(&path).unwrap().kind = kind;
    }
    let names = |file: &str| -> BTreeMap<u64, String> {
        let mut names = BTreeMap::new();
        for line in real.files[file].lines() {
            let fields: Vec<&str> = line.split(':').collect();
            names.insert(fields[2].parse().unwrap(), fields[0].to_owned());
        }
        names
    };
    let (users, groups) = (names("etc/passwd"), names("etc/group"));
    let named = |names: &BTreeMap<u64, String>, number: u64| {
        names.get(&number).cloned().unwrap_or_else(|| number.to_string())
    };
    for (path, entry) in &mut real.entries {
        let (uid, gid) = numbers[path];
        entry.user = named(&users, uid);
        entry.group = named(&groups, gid);
    }
    real
}

/// Returns the package files of an installation by its own database.
fn package_files(status: &str, cache: &Path) -> Vec<PathBuf> {
    status
        .split("\n\n")
        .filter_map(|paragraph| {
            let field = |name: &str| paragraph.lines().find_map(|line| line.strip_prefix(name));
            let (name, version, architecture) =
                (field("Package: ")?, field("Version: ")?, field("Architecture: ")?);
            let version = version.replace(':', "%3a");
            Some(cache.join(format!("{name}_{version}_{architecture}.deb")))
        })
        .collect()
}

/// What comparing one installation gave.
#[derive(Default)]
struct Verdict {
    packages: usize,
    entries: usize,
    by_rule: BTreeMap<(Category, String), usize>,
    faults: Vec<String>,
    stopping: BTreeSet<String>,
}

/// A difference: what sort, where, and what it is.
type Difference = (&'static str, TreePath, String);

fn compare(yard: &Yard, name: &str, source: &Source, packages: &[String]) -> Verdict {
    let archive = yard.install(name, source, packages);
    let real = read_installation(&archive);
    let files = package_files(&real.files["var/lib/dpkg/status"], &yard.packages());
    let store = Store::open(yard.folder.join("store"), Options::default()).unwrap();
    let digests: Vec<Digest> = files.iter().map(|file| put(&store, file)).collect();
    let architecture = Architecture::parse("amd64").unwrap();
    let derived = installation(&digests, &architecture, Clock::system().now(), &store, 2).unwrap();
    let rules = Rules::read();
    let mut verdict =
        Verdict { packages: files.len(), entries: real.entries.len(), ..Verdict::default() };
    for note in &derived.notes {
        println!("{name}: note: {note}");
    }
    verdict.stopping =
        derived.unknown.iter().map(|text| format!("{}.{}", text.package, text.script)).collect();
    let mut differences = differences(&derived.entries, &real.entries);
    differences.extend(account_differences(&derived, &real));
    for (kind, path, detail) in differences {
        match rules.against(kind, &path).or_else(|| rules.of_secret_behind(kind, &path, &real)) {
            Some(rule) => {
                *verdict.by_rule.entry((rule.category, rule.id.clone())).or_default() += 1;
            }
            None => verdict.faults.push(format!("{kind:8} {path} {detail}")),
        }
    }
    println!(
        "{name}: {} packages, {} entries, {} faults, by rule {:?}; scripts not recognised: {:?}",
        verdict.packages,
        verdict.entries,
        verdict.faults.len(),
        verdict.by_rule,
        verdict.stopping
    );
    for fault in &verdict.faults {
        println!("{name}: FAULT {fault}");
    }
    verdict
}

/// Returns whether an installation is to be judged in this run.
fn is_asked_for(name: &str) -> bool {
    std::env::var_os("HAERTEREI_INSTALLATION").is_none_or(|only| only == name)
}

fn put(store: &Store, file: &Path) -> Digest {
    let mut reader =
        File::open(file).unwrap_or_else(|error| panic!("{} is not there: {error}", file.display()));
    let mut writer = store.writer().unwrap();
    std::io::copy(&mut reader, &mut writer).unwrap();
    writer.commit(None).unwrap()
}

fn differences(
    derived: &BTreeMap<TreePath, Installed>,
    real: &BTreeMap<TreePath, Installed>,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut add = |kind, path: &TreePath, detail: String| {
        differences.push((kind, path.clone(), detail));
    };
    for (path, real) in real {
        let Some(ours) = derived.get(path) else {
            add("missing", path, format!("{:?} {:o}", real.kind, real.mode));
            continue;
        };
        match (&ours.kind, &real.kind) {
            (InstalledKind::File(ours), InstalledKind::File(real)) if ours != real => {
                add("content", path, String::new());
            }
            (InstalledKind::File(_), InstalledKind::File(_)) => {}
            (InstalledKind::Link(ours), InstalledKind::Link(real)) => {
                // A link of a package that still ships below /lib says the same with more words.
                let leads = |text: &[u8]| path.link_target(text).ok();
                if ours != real && leads(ours) != leads(real) {
                    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    add("link", path, format!("{} instead of {}", text(ours), text(real)));
                }
            }
            (ours, real) if ours != real => {
                add("kind", path, format!("{ours:?} instead of {real:?}"));
                continue;
            }
            _ => {}
        }
        if ours.mode != real.mode {
            add("mode", path, format!("{:o} instead of {:o}", ours.mode, real.mode));
        }
        if (&ours.user, &ours.group) != (&real.user, &real.group) {
            let detail =
                format!("{}:{} instead of {}:{}", ours.user, ours.group, real.user, real.group);
            add("owner", path, detail);
        }
        if ours.capabilities != real.capabilities {
            let detail = format!("{:x?} instead of {:x?}", ours.capabilities, real.capabilities);
            add("capabilities", path, detail);
        }
    }
    for (path, ours) in derived {
        if !real.contains_key(path) {
            add("extra", path, format!("{:?} {:o}", ours.kind, ours.mode));
        }
    }
    differences
}

/// Compares accounts by name: numbers that an installation hands out in the order of packages are
/// not compared, those that are fixed are.
fn account_differences(derived: &Installation, real: &Real) -> Vec<Difference> {
    let lines = |text: &str| -> BTreeMap<String, Vec<String>> {
        text.lines()
            .map(|line| {
                let fields: Vec<String> = line.split(':').map(ToOwned::to_owned).collect();
                (fields[0].clone(), fields)
            })
            .collect()
    };
    let fixed = |number: &str| {
        let number: u32 = number.parse().unwrap();
        (!(100..65_534).contains(&number)).then_some(number)
    };
    let groups = |text: &str| -> BTreeMap<String, String> {
        lines(text).into_values().map(|fields| (fields[2].clone(), fields[0].clone())).collect()
    };
    let passwd = |text: &str, group: &str| -> BTreeMap<String, String> {
        let groups = groups(group);
        lines(text)
            .into_iter()
            .map(|(name, fields)| {
                let told = format!(
                    "{:?} {:?} {:?}",
                    fixed(&fields[2]),
                    groups.get(&fields[3]).unwrap_or(&fields[3]),
                    &fields[4..]
                );
                (name, told)
            })
            .collect()
    };
    let group = |text: &str| -> BTreeMap<String, String> {
        lines(text)
            .into_iter()
            .map(|(name, fields)| {
                let members: BTreeSet<&str> =
                    fields[3].split(',').filter(|member| !member.is_empty()).collect();
                (name, format!("{:?} {members:?}", fixed(&fields[2])))
            })
            .collect()
    };
    let (our_passwd, our_group) = (derived.accounts.passwd(), derived.accounts.group());
    let (real_passwd, real_group) = (&real.files["etc/passwd"], &real.files["etc/group"]);
    let mut differences = Vec::new();
    for (file, ours, real) in [
        ("etc/passwd", passwd(&our_passwd, &our_group), passwd(real_passwd, real_group)),
        ("etc/group", group(&our_group), group(real_group)),
    ] {
        let names: BTreeSet<&String> = ours.keys().chain(real.keys()).collect();
        for name in names {
            if ours.get(name) != real.get(name) {
                let path = TreePath::parse(file).unwrap();
                let detail =
                    format!("{name}: {:?} instead of {:?}", ours.get(name), real.get(name));
                differences.push(("account", path, detail));
            }
        }
    }
    differences
}

/// Returns where the packages of a distribution come from.
fn source_of(distribution: &DistributionName) -> Source {
    match distribution.to_string().as_str() {
        "debian/trixie" => debian("trixie"),
        "debian/bookworm" => debian("bookworm"),
        "ubuntu/noble" => ubuntu(),
        other => panic!("mmdebstrap is not told how to install {other}"),
    }
}

fn debian(suite: &'static str) -> Source {
    let text = fs::read_to_string("/etc/apt/sources.list.d/debian.sources")
        .expect("the host's apt configuration names a mirror");
    let mirror = text
        .lines()
        .filter_map(|line| line.strip_prefix("URIs:"))
        .flat_map(str::split_whitespace)
        .find(|uri| !uri.contains("security"))
        .expect("a mirror")
        .to_owned();
    Source {
        suite,
        keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
        lines: vec![format!("deb {mirror} {suite} main")],
    }
}

fn ubuntu() -> Source {
    let script = fs::read_to_string("/usr/share/debootstrap/scripts/gutsy")
        .expect("the Debian package debootstrap is installed");
    let mirror = script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("default_mirror "))
        .find(|url| !url.contains("old-releases") && !url.contains("ports"))
        .expect("the script names a mirror")
        .trim()
        .to_owned();
    Source {
        suite: "noble",
        keyring: concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../archive/data/keys/ubuntu-archive-2018-automatic.asc"
        ),
        lines: ["noble", "noble-updates", "noble-security"]
            .map(|suite| format!("deb {mirror} {suite} main universe"))
            .into(),
    }
}

fn judge(verdicts: &[(String, Verdict)]) {
    let faults: Vec<String> = verdicts
        .iter()
        .flat_map(|(name, verdict)| {
            verdict.faults.iter().map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    let entries: usize = verdicts.iter().map(|(_, verdict)| verdict.entries).sum();
    if verdicts.is_empty() {
        println!("not run: none of these was asked for");
        return;
    }
    let mut by_rule: BTreeMap<&(Category, String), usize> = BTreeMap::new();
    for (rule, count) in verdicts.iter().flat_map(|(_, verdict)| &verdict.by_rule) {
        *by_rule.entry(rule).or_default() += count;
    }
    for ((category, rule), count) in by_rule {
        println!("{category:?}: {rule}: {count}");
    }
    println!("{entries} entries compared, {} faults", faults.len());
    assert!(entries > 1000, "hardly anything was installed");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Returns the examples by name: where their packages come from, and which they are.
fn examples() -> BTreeMap<String, (Source, Vec<String>)> {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let amd64 = Architecture::parse("amd64").unwrap();
    let mut examples = BTreeMap::new();
    for entry in folder.read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path().join("recipe.yaml");
        if !path.exists() {
            continue;
        }
        let recipe = Recipe::read(&path, None, &HostFiles)
            .unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let below = recipe.base().map(|base| base.resolved().name.to_string());
        let recipe = recipe.resolved().for_architecture(&amd64);
        if let Some(below) = below.filter(|_| recipe.packages.is_empty()) {
            println!("{}: no packages but those of {below}, which is judged itself", recipe.name);
            continue;
        }
        assert!(recipe.repositories.is_empty() && recipe.debs.is_empty(), "{path}: not judged");
        let mut names: Vec<String> =
            recipe.packages.iter().map(|wanted| wanted.name.to_string()).collect();
        names.sort();
        examples.insert(recipe.name.to_string(), (source_of(&recipe.distribution), names));
    }
    examples
}

#[test]
#[ignore = "oracle: needs mmdebstrap, root and the network"]
fn every_example_is_as_installed() {
    let yard = Yard::new();
    let examples = examples();
    assert!(examples.len() >= 4, "{:?}", examples.keys());
    let verdicts: Vec<(String, Verdict)> = examples
        .into_iter()
        .filter(|(name, _)| is_asked_for(name))
        .map(|(name, (source, packages))| {
            println!("{name}: {}", packages.join(" "));
            let verdict = compare(&yard, &name, &source, &packages);
            (name, verdict)
        })
        .collect();
    judge(&verdicts);
}

#[test]
#[ignore = "oracle: needs mmdebstrap, apt-get, root and the network"]
fn forty_random_packages_are_as_installed() {
    let yard = Yard::new();
    let source = debian("trixie");
    let drawn = draw(&yard, &source);
    assert_eq!(drawn.len(), INSTALLATIONS);
    let verdicts: Vec<(String, Verdict)> = drawn
        .into_iter()
        .enumerate()
        .map(|(number, packages)| (format!("random-{number}"), packages))
        .filter(|(name, _)| is_asked_for(name))
        .map(|(name, packages)| {
            println!("{name}: {}", packages.join(" "));
            let verdict = compare(&yard, &name, &source, &packages);
            (name, verdict)
        })
        .collect();
    judge(&verdicts);
}

/// Draws packages, and puts each into the first installation in which apt can install it.
fn draw(yard: &Yard, source: &Source) -> Vec<Vec<String>> {
    let kept = yard.folder.join("drawn");
    if let Ok(text) = fs::read_to_string(&kept) {
        return text.lines().map(|line| line.split(',').map(ToOwned::to_owned).collect()).collect();
    }
    let apt = Apt::prepare(&yard.folder.join("apt"), source);
    let mut names = apt.names();
    names.sort_by_cached_key(|name| Digest::sha256(format!("{SEED}/{name}").as_bytes()));
    let essential = apt.amount(&[]).expect("the essential packages can be installed");
    let mut groups: Vec<Vec<String>> = vec![Vec::new(); INSTALLATIONS];
    for name in names {
        if groups.iter().all(|group| group.len() == TOGETHER) {
            break;
        }
        if apt.amount(std::slice::from_ref(&name)).is_none_or(|own| own - essential > MOST_OWN) {
            println!("passed over: {name}");
            continue;
        }
        for group in groups.iter_mut().filter(|group| group.len() < TOGETHER) {
            let mut larger = group.clone();
            larger.push(name.clone());
            if apt.amount(&larger).is_some_and(|all| all - essential <= MOST_TOGETHER) {
                *group = larger;
                break;
            }
        }
    }
    let text: Vec<String> = groups.iter().map(|group| group.join(",")).collect();
    fs::write(kept, text.join("\n")).unwrap();
    groups
}

/// apt with folders of its own and an empty status.
struct Apt {
    configuration: PathBuf,
    lists: PathBuf,
}

impl Apt {
    fn prepare(root: &Path, source: &Source) -> Self {
        for folder in ["etc/apt", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        let status = root.join("status");
        fs::write(&status, "").unwrap();
        let lines: Vec<String> = source
            .lines
            .iter()
            .map(|line| line.replacen("deb ", &format!("deb [signed-by={}] ", source.keyring), 1))
            .collect();
        fs::write(root.join("etc/apt/sources.list"), lines.join("\n") + "\n").unwrap();
        let configuration = root.join("apt.conf");
        let root_text = root.to_str().unwrap();
        fs::write(
            &configuration,
            format!(
                "Dir \"{root_text}\";\nDir::State::status \"{}\";\nAPT::Architecture \"amd64\";\n\
                 APT::Architectures {{ \"amd64\"; }};\nAPT::Install-Recommends \"false\";\n\
                 Acquire::Languages \"none\";\nAPT::Sandbox::User \"root\";\n",
                status.display()
            ),
        )
        .unwrap();
        let apt = Self { configuration, lists: root.join("var/lib/apt/lists") };
        assert!(apt.command("apt-get").args(["-qq", "update"]).status().unwrap().success());
        apt
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("APT_CONFIG", &self.configuration).env("LC_ALL", "C");
        command
    }

    fn names(&self) -> Vec<String> {
        let index = fs::read_dir(&self.lists)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().contains("_Packages"))
            .expect("apt has an index");
        let output =
            self.command("/usr/lib/apt/apt-helper").arg("cat-file").arg(index).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let names: BTreeSet<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("Package: ").map(ToOwned::to_owned))
            .collect();
        names.into_iter().collect()
    }

    /// Returns how many packages would be installed, the essential ones included.
    fn amount(&self, names: &[String]) -> Option<usize> {
        let output = self
            .command("apt-get")
            .args(["-s", "-y", "install", "?essential"])
            .args(names)
            .output()
            .expect("apt-get is installed");
        output.status.success().then(|| {
            String::from_utf8_lossy(&output.stdout)
                .lines()
                .filter(|line| line.starts_with("Inst "))
                .count()
        })
    }
}
