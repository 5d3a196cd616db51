// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What `haerterei scan` proves of an image: packages, programs and layers made here, an index of
//! advisories, the program itself.

use std::collections::BTreeMap;

use haerterei_ground::{Limits, TreePath};
use haerterei_image::tar::Entry;
use haerterei_image::{
    Assembled, BlobContent, Compression, ImageConfig, LayerDescriptor, LayerWriter,
    OutputReference, PlatformParts, RunConfig, Transfer,
};
use haerterei_testkit::elf::ElfBuilder;
use haerterei_testkit::zip::zip;
use serde_json::Value;

use crate::context::TestContext;

const LIB: &str = "usr/lib/x86_64-linux-gnu";

const DEBIAN: &str = r#"{
  "zlib": {
    "CVE-2023-45853": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1:1.2-1" }, "urgency": "not yet assigned" } } },
    "CVE-2022-37434": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1:1.2-1" }, "urgency": "not yet assigned" } } },
    "CVE-2024-1111": { "releases": { "trixie": { "status": "open", "repositories": { "trixie": "1:1.2-1" }, "urgency": "not yet assigned" } } }
  }
}"#;

/// Files of a layer: an empty content of a name that begins with `.wh.` deletes.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<String, (u32, Vec<u8>)>);

impl Files {
    fn put(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        self.0.insert(path.to_owned(), (0o644, content.as_ref().to_vec()));
        self
    }

    fn program(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        self.0.insert(path.to_owned(), (0o755, content.as_ref().to_vec()));
        self
    }

    fn layer(&self) -> (LayerDescriptor, BlobContent) {
        let mut writer = LayerWriter::new(Vec::new(), Compression::None);
        for (path, (mode, content)) in &self.0 {
            let path = TreePath::parse(path).expect("a path");
            let entry = Entry::file(path, *mode, content.len() as u64);
            writer.entry(&entry, content.as_slice()).expect("memory");
        }
        let (bytes, descriptor) = writer.finish().expect("memory");
        (descriptor, BlobContent::Bytes(bytes.into()))
    }
}

/// A Debian with the C library, an application that links it, and zlib, which nobody links.
pub(crate) fn debian() -> Files {
    let library = |name: &str| ElfBuilder::library(name);
    let mut files = Files::default();
    let status = |name: &str, source: &str, version: &str| {
        format!(
            "Package: {name}\nSource: {source}\nVersion: {version}\nArchitecture: amd64\n\
             Status: install ok installed\nMaintainer: N <n@example.org>\nDescription: x\n\n"
        )
    };
    let database =
        [status("zlib1g", "zlib", "1:1.2-1"), status("libc6", "glibc", "2.41-1")].concat();
    let list =
        format!("/.\n/usr\n/usr/lib\n/{LIB}\n/{LIB}/libz.so.1\n/usr/share/doc/zlib1g/copyright\n");
    files
        .put("etc/os-release", "ID=debian\nVERSION_ID=\"13\"\nVERSION_CODENAME=trixie\n")
        .put("var/lib/dpkg/status", database)
        .put("var/lib/dpkg/info/zlib1g:amd64.list", list)
        .put("var/lib/dpkg/info/libc6:amd64.list", format!("/{LIB}/libc.so.6\n"))
        .put("usr/share/doc/zlib1g/copyright", "zlib")
        .program("lib64/ld-linux-x86-64.so.2", library("ld-linux-x86-64.so.2").build())
        .program(&format!("{LIB}/libc.so.6"), library("libc.so.6").offers(&["printf"]).build())
        .put(
            &format!("{LIB}/libz.so.1"),
            library("libz.so.1").needs(&["libc.so.6"]).offers(&["inflate"]).build(),
        )
        .program("usr/bin/app", ElfBuilder::program().needs(&["libc.so.6"]).build());
    files
}

pub(crate) fn write(context: &TestContext, layers: &[Files], config: RunConfig) {
    let part = PlatformParts {
        config: ImageConfig {
            architecture: "amd64".to_owned(),
            os: "linux".to_owned(),
            config,
            ..ImageConfig::default()
        },
        layers: layers.iter().map(Files::layer).collect(),
        annotations: BTreeMap::new(),
    };
    let image = Assembled::new(vec![part], BTreeMap::new(), true).expect("an image");
    let word = format!("oci:{}:1.0", context.path("image").display());
    let _ = std::fs::remove_dir_all(context.path("image"));
    OutputReference::parse(&word)
        .expect("a word")
        .write(&image, Transfer::default(), Limits::default())
        .expect("written");
}

pub(crate) fn config(entrypoint: &str) -> RunConfig {
    RunConfig { entrypoint: Some(vec![entrypoint.to_owned()]), ..RunConfig::default() }
}

pub(crate) fn context() -> TestContext {
    let context = TestContext::new();
    context.write("tracker.json", DEBIAN);
    let output = context
        .command("advisories import --source debian=tracker.json")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    context
}

fn json(context: &TestContext, more: &str) -> Value {
    let call = format!("scan oci:image:1.0 --format json{more}");
    let output = context.command(&call).output().expect("the program runs");
    let shown = context.show(&output);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let schema = context.command("schema scan").output().expect("the program runs");
    let schema: Value = serde_json::from_slice(&schema.stdout).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&value).map(|one| one.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    value
}

/// Scans an image of layers and returns the finding of a weakness.
fn found(context: &TestContext, layers: &[Files], run: RunConfig, weakness: &str) -> Value {
    write(context, layers, run);
    let value = json(context, "");
    let mut findings = value["findings"].as_array().expect("findings").clone();
    findings.retain(|finding| finding["weakness"] == weakness);
    assert_eq!(findings.len(), 1, "{value:#}");
    findings.remove(0)
}

/// Returns the rules of proposals, and the keys of what would invalidate them.
fn proposed(finding: &Value) -> (Vec<String>, Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let proposals = list(&finding["proposals"]);
    let rules = proposals.iter().map(|proof| text(&proof["rule"])).collect();
    let keys = proposals.iter().flat_map(|proof| list(&proof["invalidated-by"]));
    (rules, keys.map(|message| text(&message["key"])).collect())
}

/// The rules of what is proposed where an image has something more.
fn rules_with(context: &TestContext, more: impl FnOnce(&mut Files)) -> (Vec<String>, Vec<String>) {
    let mut files = debian();
    more(&mut files);
    proposed(&found(context, &[files], config("/usr/bin/app"), "CVE-2024-1111"))
}

#[test]
fn minizip_is_not_in_zlib_and_the_proof_comes_with_the_finding() {
    let context = context();
    let finding = found(&context, &[debian()], config("/usr/bin/app"), "CVE-2023-45853");
    assert_eq!(finding["state"], "not-affected");
    assert_eq!(finding["by-sources"], "affected-without-fix");
    assert_eq!(finding["decided"]["justification"], "vulnerable_code_not_present");
    assert_eq!(finding["decided"]["ground"]["rule"], "thing-absent:minizip");
    let proof = &finding["proofs"][0];
    assert_eq!(proof["evidence"][0]["key"], "findings-proof-thing-absent");
    assert_eq!(proof["repeat"][0], "haerterei inspect oci:image:1.0 --format tree");
    assert_eq!(proof["invalidated-by"][0]["key"], "findings-invalid-thing-comes");
    // What is remembered is the same, to the byte, and so is what is made anew.
    let text = |call: &str| context.command(call).output().expect("it runs").stdout;
    let call = "scan oci:image:1.0 --format json";
    let first = text(call);
    assert_eq!(text(call), first);
    assert_eq!(text(&format!("{call} --no-cache")), first);
    // For people: counted, and with the reason on request.
    let shown = context.run("scan oci:image:1.0 --all");
    assert!(shown.contains("1 closed (1 of them proved)"), "{shown}");
    assert!(shown.contains("Nothing in the image is minizip"), "{shown}");
    assert!(shown.contains("See again: haerterei inspect oci:image:1.0 --format tree"), "{shown}");
    let german = context.run("scan oci:image:1.0 --all --lang de");
    assert!(german.contains("Nichts im Image ist minizip"), "{german}");
    // The same thing in another place is the weakness again.
    let mut with = debian();
    with.put("opt/app/libminizip.so.1", "x");
    let finding = found(&context, &[with], config("/usr/bin/app"), "CVE-2023-45853");
    assert_eq!(finding["state"], "affected-without-fix");
}

#[test]
fn what_a_later_layer_removed_is_not_there() {
    let context = context();
    let mut later = Files::default();
    later.put(&format!("{LIB}/.wh.libz.so.1"), "");
    let finding = found(&context, &[debian(), later], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["state"], "not-affected");
    assert_eq!(finding["decided"]["justification"], "component_not_present");
    assert_eq!(finding["proofs"][0]["rule"], "nothing-left");
    // Put aside, it still runs.
    let mut later = Files::default();
    later.put(&format!("{LIB}/.wh.libz.so.1"), "");
    later.put(&format!("{LIB}/libz.so.1.distrib"), ElfBuilder::library("libz.so.1").build());
    let finding = found(&context, &[debian(), later], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["state"], "affected-without-fix");
}

#[test]
fn a_fix_named_in_the_changelog_closes() {
    let context = context();
    let mut files = debian();
    files.put(
        "usr/share/doc/zlib1g/changelog.Debian",
        "zlib (1:1.2-1) unstable; urgency=high\n\n  * Fix CVE-2024-1111.\n\n -- A <a@b.c>  x\n",
    );
    let finding = found(&context, &[files], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["decided"]["status"], "fixed");
    assert_eq!(finding["state"], "not-affected");
}

/// Whoever made the image could have written its changelog and its lists of files, and that is said;
/// what is not there is not there, whoever says so.
#[test]
fn what_the_image_says_of_itself_closes_nothing_for_whoever_doubts_it() {
    let context = context();
    let mut files = debian();
    files.put(
        "usr/share/doc/zlib1g/changelog.Debian",
        "zlib (1:1.2-1) unstable; urgency=high\n\n  * Fix CVE-2024-1111.\n\n -- A <a@b.c>  x\n",
    );
    let finding = found(&context, &[files], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["decided"]["rests-on"], "records");
    assert_eq!(finding["proofs"][0]["rests-on"], "records");
    let value = json(&context, "");
    assert_eq!(
        (&value["counts"]["proved"], &value["counts"]["on-records"]),
        (&2.into(), &1.into())
    );
    let shown = context.run("scan oci:image:1.0");
    assert!(shown.contains("One finding is closed by what the image says"), "{shown}");
    let shown = context.run("scan oci:image:1.0 --all");
    assert!(shown.contains("whoever made it could have written anything"), "{shown}");
    // In the call, and in the configuration.
    for more in [" --doubt-records", ""] {
        if more.is_empty() {
            context.write("haerterei.toml", "[scan]\ndoubt-records = true\n");
        }
        let value = json(&context, more);
        let findings = value["findings"].as_array().expect("findings");
        let of =
            |weakness: &str| findings.iter().find(|it| it["weakness"] == weakness).expect("it");
        let (named, absent) = (of("CVE-2024-1111"), of("CVE-2023-45853"));
        assert_eq!(named["state"], "affected-without-fix");
        assert_eq!(proposed(named).0, ["fix-named"]);
        assert_eq!(named["proposals"][0]["weight"], "indication");
        assert_eq!(absent["state"], "not-affected");
        assert_eq!(absent["decided"]["rests-on"], "content");
        assert_eq!(value["counts"]["on-records"], 0);
    }
    // The same of a list of files that names nothing that is there.
    context.write("haerterei.toml", "");
    let mut later = Files::default();
    later.put(&format!("{LIB}/.wh.libz.so.1"), "");
    let finding = found(&context, &[debian(), later], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["decided"]["rests-on"], "records");
}

const LOG4J: &str = r#"{
  "id": "GHSA-jfh8-c2jp-5v3q", "modified": "2025-10-22T00:00:00Z", "aliases": ["CVE-2021-44228"],
  "affected": [{
    "package": { "ecosystem": "Maven", "name": "org.apache.logging.log4j:log4j-core" },
    "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "2.0-beta9" }, { "fixed": "2.15.0" }] }]
  }]
}"#;

/// What people did in December 2021: the class is taken out of the archive, in a later layer.
#[test]
fn a_class_that_was_taken_out_of_an_archive_is_proved() {
    let context = context();
    context.write("log4j.json", LOG4J);
    let brought = context.run("advisories import --source maven=log4j.json");
    assert!(brought.contains("maven: 1 entries"), "{brought}");
    let class = "org/apache/logging/log4j/core/lookup/JndiLookup.class";
    let about = "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties";
    let text = b"groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n";
    let log4j = |classes: &[&str]| {
        let mut all: Vec<(&str, &[u8])> = vec![(about, text)];
        all.extend(classes.iter().map(|name| (*name, b"\xca\xfe\xba\xbe".as_slice())));
        zip(&all)
    };
    let war = |jar: &[u8]| zip(&[("WEB-INF/lib/log4j-core-2.14.1.jar", jar)]);
    let with = |archive: Vec<u8>| {
        let mut files = debian();
        files.put("srv/app.war", archive);
        files
    };
    let scan = |layers: &[Files]| found(&context, layers, config("/usr/bin/app"), "CVE-2021-44228");
    let vulnerable = with(war(&log4j(&[class, "org/A.class"])));
    let finding = scan(&[vulnerable]);
    assert_eq!(finding["state"], "affected-with-fix", "{finding:#}");
    let mut later = Files::default();
    later.put("srv/app.war", war(&log4j(&["org/A.class"])));
    let finding = scan(&[with(war(&log4j(&[class]))), later]);
    assert_eq!(finding["state"], "not-affected", "{finding:#}");
    assert_eq!(finding["decided"]["ground"]["rule"], "thing-absent:log4j-jndi-lookup");
    let evidence = finding["proofs"][0]["evidence"].as_array().expect("evidence");
    assert_eq!(evidence[1]["key"], "findings-proof-archives");
    let shown = context.run("scan oci:image:1.0 --all");
    assert!(shown.contains("One archive and those in it were looked into."), "{shown}");
    // The class lies in an archive that one cannot look into, or loose.
    let mut broken = with(war(&log4j(&["org/A.class"])));
    broken.put("opt/other.jar", "no archive");
    assert_eq!(scan(&[broken])["state"], "affected-with-fix");
    let mut loose = with(war(&log4j(&["org/A.class"])));
    loose.put(&format!("srv/classes/{class}"), "x");
    assert_eq!(scan(&[loose])["state"], "affected-with-fix");
}

#[test]
fn what_nobody_links_is_proposed_and_stays_open() {
    let context = context();
    let finding = found(&context, &[debian()], config("/usr/bin/app"), "CVE-2024-1111");
    assert_eq!(finding["state"], "affected-without-fix");
    assert_eq!(proposed(&finding).0, ["not-linked"]);
    let value = json(&context, "");
    assert_eq!((&value["counts"]["proved"], &value["counts"]["open"]), (&1.into(), &2.into()));
    assert_eq!(value["counts"]["proposed"], 2);
    // A program that links it is one too many.
    let (rules, _) = rules_with(&context, |files| {
        let program = ElfBuilder::program().needs(&["libz.so.1"]);
        files.program("usr/bin/other", program.build());
    });
    assert_eq!(rules, ["not-reached"], "from what the image starts it is not reached");
    let (rules, _) = rules_with(&context, |files| {
        files.program("usr/bin/app", ElfBuilder::program().needs(&["libz.so.1"]).build());
    });
    assert_eq!(rules, [""; 0]);
}

#[test]
fn a_symbol_that_nobody_calls_is_proposed() {
    let context = context();
    let mut files = debian();
    let library = ElfBuilder::library("libz.so.1").needs(&["libc.so.6"]);
    let library = library.offers(&["inflate", "inflateGetHeader"]);
    files.put(&format!("{LIB}/libz.so.1"), library.build());
    let program = ElfBuilder::program().needs(&["libz.so.1", "libc.so.6"]);
    files.program("usr/bin/app", program.clone().calls(&["inflate"]).build());
    let finding = found(&context, &[files], config("/usr/bin/app"), "CVE-2022-37434");
    assert_eq!(proposed(&finding).0, ["symbol-unused"]);
    let mut files = debian();
    files.program("usr/bin/app", program.calls(&["inflateGetHeader"]).build());
    files.put(&format!("{LIB}/libz.so.1"), library.build());
    let finding = found(&context, &[files], config("/usr/bin/app"), "CVE-2022-37434");
    assert_eq!(proposed(&finding).0, [""; 0]);
}

/// The ways by which programs run what nobody links, each in an image: withheld where one leads to
/// the library, named where one is open.
#[test]
fn traps_withhold_or_stand_in_the_proposal() {
    let context = context();
    let none = [""; 0];
    let library = |name: &str| ElfBuilder::library(name).needs(&["libz.so.1", "libc.so.6"]);
    // dlopen: by any name; by this one.
    let (rules, keys) = rules_with(&context, |files| {
        let program = ElfBuilder::program().needs(&["libc.so.6"]).calls(&["dlopen"]);
        files.program("usr/bin/app", program.build());
    });
    assert_eq!(
        (rules, keys),
        (vec!["not-linked".to_owned()], vec!["findings-trap-dlopen".to_owned()])
    );
    let (rules, _) = rules_with(&context, |files| {
        let program = ElfBuilder::program().needs(&["libc.so.6"]).says(&["libz.so.1"]);
        files.program("usr/bin/app", program.build());
    });
    assert_eq!(rules, none);
    // JNI: a library of the Java runtime links it.
    let (rules, _) = rules_with(&context, |files| {
        files.program(
            "usr/lib/jvm/java-21/lib/server/libjvm.so",
            ElfBuilder::library("libjvm.so").build(),
        );
        files.program("usr/lib/jvm/java-21/lib/libzip.so", library("libzip.so").build());
    });
    assert_eq!(rules, none);
    // Extensions of PHP and Python, NSS, PAM, gconv, modules of anything else.
    for path in [
        "usr/lib/php/20240924/zip.so".to_owned(),
        "usr/lib/python3/dist-packages/x.cpython-313-x86_64-linux-gnu.so".to_owned(),
        format!("{LIB}/libnss_x.so.2"),
        format!("{LIB}/security/pam_x.so"),
        format!("{LIB}/gconv/X.so"),
        "usr/lib/apache2/modules/mod_deflate.so".to_owned(),
        "srv/node_modules/x/build/x.node".to_owned(),
    ] {
        let (rules, _) = rules_with(&context, |files| {
            files.put(&path, library("x.so").build());
        });
        assert_eq!(rules, none, "{path}");
    }
    // ctypes: a text names it, in source and compiled.
    for (path, text) in [
        ("srv/app.py", "import ctypes.util\nz = ctypes.CDLL(ctypes.util.find_library('z'))\n"),
        ("srv/app.cpython-313.pyc", "\u{3}find_library\u{1}z\u{2}"),
        ("srv/app.php", "<?php $z = FFI::cdef('', 'libz.so.1');"),
    ] {
        let (rules, _) = rules_with(&context, |files| {
            files.put(path, text);
        });
        assert_eq!(rules, none, "{path}");
    }
    let (_, keys) = rules_with(&context, |files| {
        files.program("usr/bin/python3.13", ElfBuilder::program().needs(&["libc.so.6"]).build());
    });
    assert_eq!(keys, ["findings-trap-ctypes"]);
    // A copy, as auditwheel makes it.
    let (rules, _) = rules_with(&context, |files| {
        let copy = ElfBuilder::library("libz-1a2b3c4d.so.1").needs(&["libc.so.6"]);
        files.put("opt/venv/numpy.libs/libz-1a2b3c4d.so.1", copy.build());
    });
    assert_eq!(rules, none);
    // Something mounted, something preloaded.
    let mut run = config("/usr/bin/app");
    run.volumes.insert("/srv/plugins".to_owned());
    let finding = found(&context, &[debian()], run.clone(), "CVE-2024-1111");
    assert_eq!(proposed(&finding).1, ["findings-trap-mount"]);
    run.env.push("LD_PRELOAD=/usr/lib/libz.so.1".to_owned());
    let finding = found(&context, &[debian()], run, "CVE-2024-1111");
    assert_eq!(proposed(&finding).0, none);
}

#[test]
fn a_shell_reaches_everything() {
    let context = context();
    let mut files = debian();
    files.program("usr/bin/dash", ElfBuilder::program().needs(&["libc.so.6"]).build());
    files.program("usr/bin/other", ElfBuilder::program().needs(&["libz.so.1"]).build());
    files.program("start", "#!/usr/bin/dash\nexec \"$@\"\n");
    let finding = found(&context, &[files], config("/start"), "CVE-2024-1111");
    assert_eq!(proposed(&finding).0, [""; 0]);
}

#[test]
fn an_inventory_alone_proves_nothing() {
    let context = context();
    write(&context, &[debian()], config("/usr/bin/app"));
    let sbom =
        context.command("sbom oci:image:1.0 --format cyclonedx-json").output().expect("it runs");
    context.write("image.json", &String::from_utf8(sbom.stdout).expect("text"));
    let output = context.command("scan image.json --format json").output().expect("it runs");
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&value["counts"]["open"], &value["counts"]["proved"]), (&3.into(), &0.into()));
}
