// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Layers made by hand, and what is in the image that they make.

use haerterei_ground::{Algorithm, Digest, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use proptest::prelude::*;

use super::merge;
use crate::catalogue;
use crate::component::{ComponentId, ComponentKind, How, Licences, SourcePackage};
use crate::findings::{Claim, Diversion, Findings, Found, Kept, Owned, OwnedBy, System};
use crate::inventory::{FileClass, Inventory};
use crate::layer::{FileFacts, Form, LayerRecord, Particulars};

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// `d NAME`, `l NAME TARGET`, `h NAME TARGET`, or a file: `x NAME` that runs, `z NAME` an archive,
/// `t NAME` text, `f NAME` of no known form.
fn layer(lines: &[&str], shows: &[(&str, Findings)]) -> LayerRecord {
    let mut record = LayerRecord::default();
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let kind = match (words[0], words.get(2)) {
            ("d", _) => EntryKind::Directory,
            ("l", Some(target)) => EntryKind::Symlink { target: target.as_bytes().to_vec() },
            ("h", Some(target)) => EntryKind::Hardlink { target: path(target) },
            _ => EntryKind::File,
        };
        if kind == EntryKind::File {
            let form = match words[0] {
                "x" => Form::Program,
                "z" => Form::Archive,
                "t" => Form::Text,
                _ => Form::Unknown,
            };
            let number = u32::try_from(record.files.len()).unwrap();
            if let Some((_, findings)) = shows.iter().find(|(name, _)| *name == words[1]) {
                record.findings.push((number, findings.clone()));
            }
            let mut sha256 = [0; 32];
            sha256.copy_from_slice(Digest::sha256(line.as_bytes()).as_bytes());
            record.files.push(FileFacts { sha256, form });
        }
        record.table.push(&Entry::new(path(words[1]), kind, 0o644));
    }
    // What is remembered is what was read.
    LayerRecord::of_bytes(&record.to_bytes().unwrap()).unwrap()
}

fn found(kind: ComponentKind, ecosystem: &str, name: &str, version: &str) -> Found {
    serde_json::from_value(serde_json::json!({
        "kind": kind, "ecosystem": ecosystem, "name": name, "version": version, "how": How::Metadata,
    }))
    .unwrap()
}

fn package(name: &str, version: &str) -> Found {
    Found {
        architecture: Some("amd64".to_owned()),
        source: Some(SourcePackage { name: name.to_owned(), version: None }),
        how: How::PackageDatabase,
        ..found(ComponentKind::SystemPackage, "deb", name, version)
    }
}

fn owned(at: &str) -> Owned {
    Owned { path: path(at), by: OwnedBy::Itself, is_configuration: false, with_all_below: false }
}

fn shows(found: impl IntoIterator<Item = Found>) -> Findings {
    Findings { found: found.into_iter().collect(), ..Findings::default() }
}

/// One line for each component: name, version, first place, layer, and who removed it.
fn summary(inventory: &Inventory) -> Vec<String> {
    inventory
        .components
        .iter()
        .map(|one| {
            let places: Vec<String> = one
                .locations
                .iter()
                .map(|place| format!("{}@{}", place.path, place.layer))
                .collect();
            let removed = one.removed_in.map_or(String::new(), |layer| format!(" -{layer}"));
            let version = one.version.as_deref().unwrap_or("-");
            format!("{} {version} {}{removed}", one.name, places.join(" "))
        })
        .collect()
}

const STATUS: &str = "var/lib/dpkg/status";

/// The same layer, read so that each file can be a component.
fn with_particulars(mut record: LayerRecord) -> LayerRecord {
    record.particulars = (0..record.files.len())
        .map(|file| {
            let sha512 = Digest::of(Algorithm::Sha512, &record.files[file].sha256);
            let file = u32::try_from(file).unwrap();
            (file, Particulars { sha512, modified: 1_700_000_000 + i64::from(file) })
        })
        .collect();
    LayerRecord::of_bytes(&record.to_bytes().unwrap()).unwrap()
}

#[test]
fn each_executable_and_archive_is_a_component_where_that_is_asked_for() {
    let mut libc = package("libc6", "2");
    libc.owns = vec![owned("usr/lib/libc.so.6"), owned("usr/lib/go"), owned("usr/share/doc/libc6")];
    let conffile = Owned {
        is_configuration: true,
        by: OwnedBy::Package { name: "libc6".to_owned(), architecture: None },
        ..owned("etc/init.d/libc")
    };
    let list = Findings { owned: vec![conffile], ..Findings::default() };
    let module = |name: &str| found(ComponentKind::LanguagePackage, "golang", name, "1");
    let linked = Found { within: Some(0), ..module("linked") };
    let record = || {
        layer(
            &[
                "x usr/lib/libc.so.6",
                "x usr/lib/go",
                "t usr/share/doc/libc6",
                "x etc/init.d/libc",
                "t var/lib/dpkg/status",
                "t var/lib/dpkg/info/libc6.conffiles",
                "x var/lib/dpkg/info/libc6.postinst",
                "z srv/data.zip",
                "h srv/again.zip srv/data.zip",
            ],
            &[
                ("usr/lib/libc.so.6", Findings { is_executable: true, ..shows([]) }),
                (
                    "usr/lib/go",
                    Findings { is_executable: true, ..shows([module("main"), linked.clone()]) },
                ),
                ("var/lib/dpkg/status", shows([libc.clone()])),
                ("var/lib/dpkg/info/libc6.conffiles", list.clone()),
            ],
        )
    };
    let plain = merge(&[record()]).unwrap();
    let whole = merge(&[with_particulars(record())]).unwrap();
    assert_eq!(plain.completeness, whole.completeness, "files are counted alike");
    let lines = |inventory: &Inventory| -> Vec<String> {
        let name = |id: ComponentId| inventory.components[id.0 as usize].name.clone();
        inventory
            .components
            .iter()
            .map(|one| {
                let owner =
                    one.belongs_to.map_or_else(String::new, |id| format!(" of {}", name(id)));
                let time = one.modified.map_or_else(String::new, |time| format!(" {time}"));
                format!("{} {}{owner}{time}", one.name, one.digests.len())
            })
            .collect()
    };
    assert_eq!(
        lines(&plain),
        ["libc6 0", "linked 0 of libc6", "main 1 of libc6", "again.zip 1"],
        "what is linked into a program is not its file"
    );
    assert_eq!(
        lines(&whole),
        [
            "libc6 0",
            "linked 0 of libc6",
            "main 2 of libc6 2023-11-14T22:13:21Z",
            "libc 2 of libc6 2023-11-14T22:13:23Z",
            "libc.so.6 2 of libc6 2023-11-14T22:13:20Z",
            "libc6.postinst 2 2023-11-14T22:13:26Z",
            "again.zip 2 2023-11-14T22:13:27Z",
        ]
    );
}

#[test]
fn a_package_is_from_the_layer_that_installed_it_and_gone_where_the_database_lacks_it() {
    let database = |packages: &[(&str, &str)]| {
        let list = packages.iter().map(|(name, version)| package(name, version));
        layer(&[&format!("t {STATUS}")], &[(STATUS, shows(list))])
    };
    let inventory = merge(&[
        database(&[("a", "1"), ("b", "1"), ("c", "1")]),
        database(&[("a", "1"), ("b", "2"), ("d", "1")]),
        layer(&["t srv/x"], &[]),
        database(&[("a", "1"), ("b", "2"), ("c", "1")]),
    ])
    .unwrap();
    assert_eq!(
        summary(&inventory),
        [
            "a 1 /var/lib/dpkg/status@0",
            "b 1 /var/lib/dpkg/status@0 -1",
            "b 2 /var/lib/dpkg/status@1",
            "c 1 /var/lib/dpkg/status@3",
            "d 1 /var/lib/dpkg/status@1 -3",
        ]
    );
    // With the database, everything goes.
    let inventory =
        merge(&[database(&[("a", "1")]), layer(&["t var/lib/dpkg/.wh.status"], &[])]).unwrap();
    assert_eq!(summary(&inventory), ["a 1 /var/lib/dpkg/status@0 -1"]);
}

#[test]
fn what_a_layer_removes_or_replaces_is_known() {
    let jar = |version: &str| {
        let one = found(ComponentKind::LanguagePackage, "maven", "lib", version);
        Findings { is_archive: true, ..shows([one]) }
    };
    let base = || layer(&["z opt/lib.jar"], &[("opt/lib.jar", jar("1"))]);
    for (above, expected) in [
        (layer(&["t opt/.wh.lib.jar"], &[]), &["lib 1 /opt/lib.jar@0 -1"][..]),
        (layer(&["t opt/.wh..wh..opq"], &[]), &["lib 1 /opt/lib.jar@0 -1"]),
        (layer(&["d opt/lib.jar"], &[]), &["lib 1 /opt/lib.jar@0 -1"]),
        (
            layer(&["z opt/lib.jar new"], &[("opt/lib.jar", jar("2"))]),
            &["lib 1 /opt/lib.jar@0 -1", "lib 2 /opt/lib.jar@1"],
        ),
        // The same again is nothing new and nothing removed.
        (layer(&["z opt/lib.jar"], &[("opt/lib.jar", jar("1"))]), &["lib 1 /opt/lib.jar@1"]),
        // Under its other name it is still there.
        (layer(&["h srv/lib.jar opt/lib.jar", "t opt/.wh.x"], &[]), &["lib 1 /opt/lib.jar@0"]),
    ] {
        assert_eq!(summary(&merge(&[base(), above]).unwrap()), expected);
    }
    let moved = merge(&[
        base(),
        layer(&["h srv/lib.jar opt/lib.jar"], &[]),
        layer(&["t opt/.wh.lib.jar"], &[]),
    ]);
    assert_eq!(summary(&moved.unwrap()), ["lib 1 /srv/lib.jar@0"]);
}

#[test]
fn files_belong_to_packages_through_the_links_of_a_merged_usr() {
    let mut libc = package("libc6", "2");
    libc.owns = vec![owned("lib/libc.so.6"), owned("usr/share/doc/libc6"), owned("gone/too")];
    let conffile = Owned {
        is_configuration: true,
        by: OwnedBy::Package { name: "libc6".to_owned(), architecture: None },
        ..owned("etc/libc.conf")
    };
    let list = Findings { owned: vec![conffile], ..Findings::default() };
    let mut python = found(ComponentKind::LanguagePackage, "pypi", "pip", "25");
    python.owns = vec![Owned { with_all_below: true, ..owned("opt/pip") }];
    let inside = found(ComponentKind::LanguagePackage, "golang", "x", "1");
    let inventory = merge(&[layer(
        &[
            "d usr/lib",
            "l lib usr/lib",
            "x usr/lib/libc.so.6",
            "t etc/libc.conf",
            "t etc/passwd",
            "t opt/pip/METADATA",
            "x opt/pip/deep/pip",
            "t var/lib/dpkg/status",
            "t var/lib/dpkg/info/libc6.conffiles",
            "x usr/bin/app",
            "h usr/bin/app2 usr/bin/app",
            "z srv/data.zip",
            "t srv/readme",
            "f srv/blob",
        ],
        &[
            ("usr/lib/libc.so.6", Findings { is_executable: true, ..shows([inside]) }),
            ("var/lib/dpkg/status", shows([libc])),
            ("var/lib/dpkg/info/libc6.conffiles", list),
            ("opt/pip/METADATA", shows([python])),
        ],
    )])
    .unwrap();
    let counts = &inventory.completeness;
    assert_eq!(
        (counts.files, counts.owned, counts.database, counts.configuration, counts.data),
        (12, 3, 2, 2, 1)
    );
    // Both names of the program are files; the component is one.
    assert_eq!((counts.components, counts.unknown, counts.missing), (3, 1, 2));
    let component = |name: &str| inventory.components.iter().find(|one| one.name == name).unwrap();
    let owner = component("x").belongs_to.unwrap();
    assert_eq!(inventory.components[owner.0 as usize].name, "libc6");
    assert_eq!(component("pip").belongs_to, None);
    assert_eq!(component("app").locations.len(), 2);
    assert!(component("app").nature.executable && component("data.zip").nature.archive);
    let listed: Vec<_> =
        inventory.files.iter().map(|file| (file.class, file.path.to_string())).collect();
    assert_eq!(
        listed,
        [
            (FileClass::Database, "/var/lib/dpkg/info/libc6.conffiles".to_owned()),
            (FileClass::Database, "/var/lib/dpkg/status".to_owned()),
            (FileClass::Configuration, "/etc/passwd".to_owned()),
            (FileClass::Data, "/srv/readme".to_owned()),
            (FileClass::Unknown, "/srv/blob".to_owned()),
        ]
    );
}

#[test]
fn what_is_diverted_belongs_to_whom_it_was_taken_from() {
    let mut bash = package("bash", "5");
    bash.owns = vec![owned("usr/bin/sh")];
    let mut dash = package("dash", "1");
    dash.owns = vec![owned("usr/bin/sh")];
    let diverted = Findings {
        diverted: vec![Diversion {
            from: path("usr/bin/sh"),
            to: path("usr/bin/sh.distrib"),
            by: Some("dash".to_owned()),
        }],
        ..Findings::default()
    };
    let inside = |name: &str| shows([found(ComponentKind::LanguagePackage, "golang", name, "1")]);
    let inventory = merge(&[layer(
        &[
            "x usr/bin/sh",
            "x usr/bin/sh.distrib",
            "t var/lib/dpkg/diversions",
            "t var/lib/dpkg/status",
        ],
        &[
            ("usr/bin/sh", inside("new")),
            ("usr/bin/sh.distrib", inside("old")),
            ("var/lib/dpkg/diversions", diverted),
            ("var/lib/dpkg/status", shows([bash, dash])),
        ],
    )])
    .unwrap();
    let component = |name: &str| inventory.components.iter().find(|one| one.name == name).unwrap();
    let owner =
        |name: &str| &*inventory.components[component(name).belongs_to.unwrap().0 as usize].name;
    assert_eq!((owner("new"), owner("old")), ("dash", "bash"));
    assert_eq!((inventory.completeness.owned, inventory.completeness.missing), (2, 0));
}

#[test]
fn a_lock_file_counts_where_nothing_is_installed() {
    let lock = || Findings {
        only_without: Some(path("app/node_modules")),
        ..shows([found(ComponentKind::LanguagePackage, "npm", "promised", "1")])
    };
    let lock_file = || layer(&["t app/yarn.lock"], &[("app/yarn.lock", lock())]);
    assert_eq!(summary(&merge(&[lock_file()]).unwrap()), ["promised 1 /app/yarn.lock@0"]);
    let installed = layer(&["d app/node_modules"], &[]);
    assert_eq!(summary(&merge(&[lock_file(), installed]).unwrap()), [] as [&str; 0]);
    // One that a package brings along is of its own development.
    let mut python = found(ComponentKind::LanguagePackage, "pypi", "lab", "4");
    python.owns = vec![owned("app/yarn.lock")];
    let promised = || Findings {
        found: vec![Found { how: How::LockFile, ..lock().found.remove(0) }],
        ..lock()
    };
    let brought = layer(
        &["t app/yarn.lock", "t lab/METADATA"],
        &[("app/yarn.lock", promised()), ("lab/METADATA", shows([python]))],
    );
    assert_eq!(summary(&merge(&[brought]).unwrap()), ["lab 4 /lab/METADATA@0"]);
    let alone = layer(&["t app/yarn.lock"], &[("app/yarn.lock", promised())]);
    assert_eq!(summary(&merge(&[alone]).unwrap()), ["promised 1 /app/yarn.lock@0"]);
}

#[test]
fn a_copyright_file_holds_for_whose_folder_is_a_link_to_it() {
    let licences = Licences { concluded: Some("Zlib".to_owned()), ..Licences::default() };
    let copyright = Findings { licences: Some(("a".to_owned(), licences)), ..Findings::default() };
    let inventory = merge(&[layer(
        &["t usr/share/doc/a/copyright", "l usr/share/doc/b a", "t var/lib/dpkg/status"],
        &[
            ("usr/share/doc/a/copyright", copyright),
            (
                "var/lib/dpkg/status",
                shows([package("a", "1"), package("b", "1"), package("c", "1")]),
            ),
        ],
    )])
    .unwrap();
    let concluded: Vec<_> =
        inventory.components.iter().map(|one| one.licences.concluded.as_deref()).collect();
    assert_eq!(concluded, [Some("Zlib"), Some("Zlib"), None]);
}

#[test]
fn what_a_package_compiled_or_repeats_is_its_own() {
    let mut python = package("python3-x", "1");
    python.owns = vec![owned("usr/lib/python3/x.py"), owned("usr/bin/x")];
    python.source = Some(SourcePackage { name: "x".to_owned(), version: None });
    let note = Found { how: How::Metadata, ..package("python3-x", "1") };
    let record = |name: &str| {
        layer(
            &[
                "t usr/lib/python3/x.py",
                "x usr/lib/python3/__pycache__/x.cpython-313.pyc",
                "x usr/lib/python3/__pycache__/y.cpython-313.pyc",
                "x usr/bin/x",
                "t var/lib/dpkg/status",
            ],
            &[
                ("usr/bin/x", shows([Found { name: name.to_owned(), ..note.clone() }])),
                ("var/lib/dpkg/status", shows([python.clone()])),
            ],
        )
    };
    let alone = "y.cpython-313.pyc - /usr/lib/python3/__pycache__/y.cpython-313.pyc@0";
    let listed = "python3-x 1 /var/lib/dpkg/status@0";
    for own in ["python3-x", "x"] {
        assert_eq!(summary(&merge(&[record(own)]).unwrap()), [listed, alone]);
    }
    let other = "another 1 /usr/bin/x@0";
    assert_eq!(summary(&merge(&[record("another")]).unwrap()), [other, listed, alone]);
}

#[test]
fn needs_are_met_inside_the_image() {
    let needs = |names: &[&[&str]]| -> Vec<Claim> {
        let claim = |any: &&[&str]| Claim { any_of: any.iter().map(ToString::to_string).collect() };
        names.iter().map(claim).collect()
    };
    let mut app = package("app", "1");
    app.needs = needs(&[&["absent", "b"], &["virtual"], &["app"]]);
    app.needs_are_complete = true;
    let mut provider = package("c", "1");
    provider.provides = vec!["virtual".to_owned()];
    provider.needs = needs(&[&["absent"]]);
    provider.needs_are_complete = true;
    // Of two of one name, the one in the own tree is meant.
    let module = |name: &str, needed: &[&[&str]]| Found {
        needs: needs(needed),
        ..found(ComponentKind::LanguagePackage, "npm", name, "1")
    };
    let mut outer = found(ComponentKind::LanguagePackage, "maven", "war", "1");
    outer.group = Some("g".to_owned());
    let inner = Found {
        within: Some(0),
        inside: vec!["WEB-INF/lib/in.jar".to_owned()],
        ..found(ComponentKind::LanguagePackage, "maven", "in", "1")
    };
    let dependency = |place: &str| format!("srv/{place}/node_modules/dep/package.json");
    let (one, two) = (dependency("one"), dependency("two"));
    let inventory = merge(&[layer(
        &[
            "t var/lib/dpkg/status",
            "t srv/two/package.json",
            &format!("t {one}"),
            &format!("t {two}"),
            "z srv/a.war",
        ],
        &[
            ("var/lib/dpkg/status", shows([app, package("b", "1"), provider])),
            ("srv/two/package.json", shows([module("main", &[&["dep"]])])),
            (&one, shows([Found { version: Some("0".to_owned()), ..module("dep", &[]) }])),
            (&two, shows([module("dep", &[])])),
            ("srv/a.war", Findings { is_archive: true, ..shows([outer, inner]) }),
        ],
    )])
    .unwrap();
    let needed = |name: &str| -> (Vec<String>, bool) {
        let one = inventory.components.iter().find(|one| one.name == name).unwrap();
        let names = one.depends_on.iter().map(|id| {
            let other = &inventory.components[id.0 as usize];
            format!("{} {}", other.name, other.version.as_deref().unwrap_or("-"))
        });
        (names.collect(), one.dependencies_are_complete)
    };
    assert_eq!(needed("app"), (vec!["b 1".to_owned(), "c 1".to_owned()], true));
    assert_eq!(needed("c"), (vec![], false));
    assert_eq!(needed("main").0, ["dep 1"]);
    assert_eq!(needed("war").0, ["in 1"]);
}

#[test]
fn the_system_is_a_component_and_part_of_package_names() {
    let system = |id: &str| Findings {
        system: Some(System {
            id: id.to_owned(),
            version_id: Some("13".to_owned()),
            ..System::default()
        }),
        ..Findings::default()
    };
    let inventory = merge(&[layer(
        &["t usr/lib/os-release", "t etc/os-release", "t var/lib/dpkg/status"],
        &[
            ("usr/lib/os-release", system("other")),
            ("etc/os-release", system("debian")),
            ("var/lib/dpkg/status", shows([package("a", "1")])),
        ],
    )])
    .unwrap();
    assert_eq!(inventory.components[0].kind, ComponentKind::OperatingSystem);
    assert_eq!(
        inventory.components[1].purl.as_deref(),
        Some("pkg:deb/debian/a@1?arch=amd64&distro=debian-13")
    );
    assert_eq!(inventory.system.unwrap().id, "debian");
}

#[test]
fn the_same_in_several_places_is_one_component() {
    let jar = || {
        let one = found(ComponentKind::LanguagePackage, "maven", "lib", "1");
        shows([one])
    };
    let record = layer(&["z a/x.jar", "z b/x.jar"], &[("a/x.jar", jar()), ("b/x.jar", jar())]);
    assert_eq!(summary(&merge(&[record]).unwrap()), ["lib 1 /a/x.jar@0 /b/x.jar@0"]);
}

#[test]
fn a_model_is_its_file_and_a_program_has_its_build_id() {
    let model = found(ComponentKind::Model, "generic", "m", "1");
    let library = Findings {
        is_executable: true,
        build_id: Some("0a0b".to_owned()),
        ..shows([found(ComponentKind::Program, "generic", "zlib", "1.3")])
    };
    let unknown = Findings { found: Vec::new(), ..library.clone() };
    let records = [layer(
        &["f srv/m.onnx", "x srv/libz.so", "x srv/tool"],
        &[("srv/m.onnx", shows([model])), ("srv/libz.so", library), ("srv/tool", unknown)],
    )];
    let inventory = merge(&records).unwrap();
    let told: Vec<_> = inventory
        .components
        .iter()
        .map(|one| (one.name.as_str(), one.digests.len(), one.build_id.as_deref()))
        .collect();
    let id = Some("0a0b");
    assert_eq!(told, [("zlib", 1, id), ("tool", 1, id), ("m", 1, None)]);
}

/// What `fixtures/make.py` lets `SQLite` write: a database with `alpha`, and a log that adds `beta` and
/// removes `alpha`.
fn rpm_database() -> [(&'static str, Findings); 2] {
    let of = |at: &'static str, bytes: &[u8]| {
        let start = &bytes[..bytes.len().min(catalogue::START)];
        let one = catalogue::recognise(&path(at), 0o644, bytes.len() as u64, start).unwrap();
        let content = catalogue::Content::Memory(bytes);
        (at, catalogue::read(one, &path(at), &content, &catalogue::Bounds::default()))
    };
    [
        of("var/lib/rpm/rpmdb.sqlite", include_bytes!("fixtures/rpmdb.sqlite")),
        of("var/lib/rpm/rpmdb.sqlite-wal", include_bytes!("fixtures/rpmdb.sqlite-wal")),
    ]
}

#[test]
fn a_database_and_its_log_are_read_together_wherever_they_lie() {
    let [database, log] = rpm_database();
    let (file, wal) = ("f var/lib/rpm/rpmdb.sqlite", "f var/lib/rpm/rpmdb.sqlite-wal");
    let of = |records: &[LayerRecord]| {
        let inventory = merge(records).unwrap();
        let packages = summary(&inventory);
        (packages, inventory.completeness.damaged.len())
    };
    let place = "/var/lib/rpm/rpmdb.sqlite";
    let alone = layer(&[file], std::slice::from_ref(&database));
    assert_eq!(of(std::slice::from_ref(&alone)), (vec![format!("alpha 1-2 {place}@0")], 0));
    let both = layer(&[file, wal], &[database.clone(), log.clone()]);
    assert_eq!(of(&[both]), (vec![format!("beta 1-2 {place}@0")], 0));
    // The log of a later layer makes a later version.
    let later = layer(&[wal], std::slice::from_ref(&log));
    let packages = vec![format!("alpha 1-2 {place}@0 -1"), format!("beta 1-2 {place}@1")];
    assert_eq!(of(&[alone.clone(), later.clone()]), (packages, 0));
    // One that was removed counts no more; nor does one of another database.
    let gone = layer(&["f var/lib/rpm/.wh.rpmdb.sqlite-wal"], &[]);
    assert_eq!(of(&[alone.clone(), later.clone(), gone]).0.len(), 1);
    assert_eq!(of(&[later]).0.len(), 0);
    // A damaged log is told; what the database has without it stands.
    let mut bytes = log.1.kept.as_ref().unwrap().bytes().unwrap();
    bytes[3] ^= 1;
    let damaged = Findings { kept: Kept::new(&bytes), ..Findings::default() };
    let damaged = layer(&[file, wal], &[database, (log.0, damaged)]);
    assert_eq!(of(&[damaged]), (vec![format!("alpha 1-2 {place}@0")], 1));
}

proptest! {
    #[test]
    fn every_file_is_counted_once(
        layers in proptest::collection::vec(
            proptest::collection::vec(
                ("[dxztfhlw]", "(etc/|var/lib/dpkg/|usr/)?[ab](/[abc]){0,2}", 0..3_u8), 0..9),
            1..4),
        claimed in proptest::collection::vec("(usr/)?[ab](/[ab])?", 0..4),
        below: bool,
    ) {
        let mut owner = package("p", "1");
        owner.owns =
            claimed.iter().map(|at| Owned { with_all_below: below, ..owned(at) }).collect();
        let records: Vec<LayerRecord> = layers
            .iter()
            .map(|lines| {
                let lines: Vec<String> = lines
                    .iter()
                    .map(|(kind, name, other)| match kind.as_str() {
                        "h" | "l" => format!("{kind} {name} usr/{}", ["a", "b", "a/b"][usize::from(*other)]),
                        "w" => {
                            let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
                            format!("f {folder}/.wh.{last}")
                        }
                        _ => format!("{kind} {name}"),
                    })
                    .collect();
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let shown: Vec<(&str, Findings)> = lines
                    .iter()
                    .filter_map(|line| line.split(' ').nth(1))
                    .map(|name| (name, shows([owner.clone()])))
                    .take(1)
                    .collect();
                layer(&lines, &shown)
            })
            .collect();
        // Layers that no tree can be made of are refused before.
        let Ok(inventory) = merge(&records) else { return Ok(()) };
        let counts = &inventory.completeness;
        prop_assert_eq!(
            counts.files,
            counts.owned + counts.database + counts.configuration + counts.data
                + counts.components + counts.unknown
        );
        prop_assert!(inventory.components.iter().all(|one| !one.locations.is_empty()));
        let ids = inventory.components.len();
        let mut referred =
            inventory.components.iter().flat_map(|one| one.depends_on.iter().chain(&one.belongs_to));
        prop_assert!(referred.all(|id| (id.0 as usize) < ids));
        prop_assert_eq!(merge(&records).unwrap(), inventory);
    }
}
