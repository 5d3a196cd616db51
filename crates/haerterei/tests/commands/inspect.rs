// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei inspect`, over a tiny image made here.

use std::collections::BTreeMap;

use haerterei_ground::{Limits, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_image::{
    Assembled, BlobContent, Compression, History, ImageConfig, LayerDescriptor, LayerWriter,
    OutputReference, PlatformParts, RunConfig, Transfer,
};
use insta::assert_snapshot;

use crate::context::TestContext;

const STATUS: &str = "Package: tzdata\nVersion: 2026a-0+deb13u1\nArchitecture: all\n\
    Maintainer: Nobody <nobody@example.org>\nDescription: time zones\n";
const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\n\
    app:x:65532:0:app:/nonexistent:/usr/sbin/nologin\n";
const CONTRACT: &str = r#"{"version": 1,
    "ports": [{"port": 8080, "protocol": "tcp", "meaning": {"de": "Webzugang", "en": "Web"}}],
    "environment": {"TZ": {"default": "UTC", "meaning": {"de": "Zeitzone", "en": "Time zone"}}}}"#;

type Path<'a> = (&'a str, u32, u64, Option<&'a str>);

/// Makes a layer of paths: name, mode, owner, and content where it is a file.
fn layer(paths: &[Path<'_>]) -> (LayerDescriptor, BlobContent) {
    let mut writer = LayerWriter::new(Vec::new(), Compression::None);
    for (path, mode, uid, content) in paths {
        let entry = Entry {
            path: TreePath::parse(path).expect("a path"),
            kind: content.map_or(EntryKind::Directory, |_| EntryKind::File),
            mode: *mode,
            uid: *uid,
            gid: 0,
            mtime: 0,
            size: content.map_or(0, |content| content.len() as u64),
            xattrs: BTreeMap::new(),
        };
        writer.entry(&entry, content.unwrap_or_default().as_bytes()).expect("memory");
    }
    let (bytes, descriptor) = writer.finish().expect("memory");
    (descriptor, BlobContent::Bytes(bytes.into()))
}

fn platform(architecture: &str) -> PlatformParts {
    let history = |text: &str| History { created_by: Some(text.to_owned()), ..History::default() };
    PlatformParts {
        config: ImageConfig {
            created: Some("2026-01-02T03:04:05Z".to_owned()),
            architecture: architecture.to_owned(),
            os: "linux".to_owned(),
            config: RunConfig {
                user: "65532:0".to_owned(),
                entrypoint: Some(vec!["/usr/bin/app".to_owned(), "--serve".to_owned()]),
                env: vec!["TZ=UTC".to_owned()],
                labels: [("haerterei.contract".to_owned(), CONTRACT.to_owned())].into(),
                ..RunConfig::default()
            },
            history: vec![history("packages: tzdata"), history("evil \u{1b}[2J text")],
            ..ImageConfig::default()
        },
        layers: vec![
            layer(&[
                ("etc", 0o755, 0, None),
                ("etc/os-release", 0o644, 0, Some("PRETTY_NAME=\"Debian 13\"\n")),
                ("etc/passwd", 0o644, 0, Some(PASSWD)),
                ("usr/bin/old", 0o4755, 0, Some("old")),
                ("usr/share/zoneinfo/UTC", 0o644, 0, Some("TZif2")),
                ("var/lib/dpkg/status.d/tzdata", 0o644, 0, Some(STATUS)),
                (
                    "var/lib/dpkg/status.d/tzdata.md5sums",
                    0o644,
                    0,
                    Some("d41d8cd98f00b204e9800998ecf8427e  usr/share/zoneinfo/UTC\n"),
                ),
            ]),
            layer(&[
                ("tmp", 0o1777, 0, None),
                ("usr/bin/app", 0o4755, 0, Some("program")),
                ("usr/bin/.wh.old", 0o644, 0, Some("")),
                ("srv/data", 0o770, 65532, None),
            ]),
        ],
        annotations: [("org.opencontainers.image.title".to_owned(), "Tiny".to_owned())].into(),
    }
}

/// Writes the image, for two platforms, into the working folder.
pub(crate) fn tiny(context: &TestContext) {
    let image = Assembled::new(vec![platform("amd64"), platform("arm64")], BTreeMap::new(), true)
        .expect("an image");
    let word = format!("oci:{}:1.0", context.path("image").display());
    OutputReference::parse(&word)
        .expect("a word")
        .write(&image, Transfer::default(), Limits::default())
        .expect("written");
}

#[test]
fn an_image_is_shown_in_english() {
    let context = TestContext::new();
    tiny(&context);
    assert_snapshot!(context.run("inspect oci:image:1.0 --platform linux/amd64"), @r#"
    exit code 0
    --- output
    Image         oci:image:1.0
    Digest        sha256:027eb5fdd4062631415ff000c845a36989cc954cf0928230e2feeedddc507425
    Title         Tiny
    Platform      linux/amd64 (also: linux/arm64)
    Distribution  Debian 13
    Created       2026-01-02T03:04:05Z
    Size          11.0 KiB stored, 11.0 KiB unpacked, 3 B wasted, 19 paths
    User          65532:0
    Entrypoint    ["/usr/bin/app", "--serve"]
    Environment   TZ=UTC

    Layers (2)
    #  Digest         Stored  Unpacked  Files  Wasted  Made by (as the image says)
    1  cb9a4d1e8606  7.5 KiB   7.5 KiB      6     3 B  packages: tzdata
    2  e2466eec89d0  3.5 KiB   3.5 KiB      2     0 B  evil \u{1b}[2J text

    Packages (1)
    Package  Version          Architecture  Source
    tzdata   2026a-0+deb13u1  all           tzdata

    Users (2)
    Name    uid  gid  Home          Shell
    root      0    0  /root         /bin/sh
    app   65532    0  /nonexistent  /usr/sbin/nologin

    Files with setuid, setgid or capabilities (1)
    Mode  uid:gid  By      Path
    4755      0:0  setuid  /usr/bin/app

    Paths that everyone or the image's user may write (2)
    Mode  uid:gid  By               Path
    0770  65532:0  owner, group     /srv/data
    1777      0:0  everyone, group  /tmp

    Annotations and labels, as the image says (1)
    org.opencontainers.image.title  Tiny

    Configuration, as the image says
      Environment  Value          Meaning
      TZ           UTC (default)  Time zone
      Ports     Value  Meaning
      8080/tcp  -      Web
    --- talk
    "#);
}

#[test]
fn an_image_is_shown_in_german() {
    let context = TestContext::new();
    tiny(&context);
    assert_snapshot!(context.run("inspect image --platform linux/arm64 --lang de"), @r#"
    exit code 0
    --- output
    Image         image
    Digest        sha256:1265a88c3cf244a6e7d90418a2c61fd15671cfd6282e33a022e3197ff8f688a3
    Titel         Tiny
    Plattform     linux/arm64 (außerdem: linux/amd64)
    Distribution  Debian 13
    Erstellt      2026-01-02T03:04:05Z
    Größe         11,0 KiB gespeichert, 11,0 KiB entpackt, 3 B verschwendet, 19 Pfade
    Benutzer      65532:0
    Entrypoint    ["/usr/bin/app", "--serve"]
    Umgebung      TZ=UTC

    Schichten (2)
    #  Digest        Gespeichert  Entpackt  Dateien  Verschwendet  Entstanden durch (laut Image)
    1  cb9a4d1e8606      7,5 KiB   7,5 KiB        6           3 B  packages: tzdata
    2  e2466eec89d0      3,5 KiB   3,5 KiB        2           0 B  evil \u{1b}[2J text

    Pakete (1)
    Paket   Version          Architektur  Quelle
    tzdata  2026a-0+deb13u1  all          tzdata

    Benutzer (2)
    Name    uid  gid  Home          Shell
    root      0    0  /root         /bin/sh
    app   65532    0  /nonexistent  /usr/sbin/nologin

    Dateien mit Setuid, Setgid oder Capabilities (1)
    Rechte  uid:gid  Als     Pfad
      4755      0:0  Setuid  /usr/bin/app

    Pfade, in die alle oder der Benutzer des Images schreiben dürfen (2)
    Rechte  uid:gid  Als                 Pfad
      0770  65532:0  Eigentümer, Gruppe  /srv/data
      1777      0:0  alle, Gruppe        /tmp

    Annotationen und Labels, laut Image (1)
    org.opencontainers.image.title  Tiny

    Konfiguration, laut Image
      Umgebung  Wert           Bedeutung
      TZ        UTC (Vorgabe)  Zeitzone
      Ports     Wert  Bedeutung
      8080/tcp  -     Webzugang
    --- talk
    "#);
}

#[test]
fn the_tree_of_an_image_is_shown() {
    let context = TestContext::new();
    tiny(&context);
    assert_snapshot!(context.run("inspect image --platform linux/amd64 --format tree"), @r#"
    exit code 0
    --- output
    d0755         0:0            [1] etc/
    -0644         0:0       24 B [1]   os-release
    -0644         0:0       79 B [1]   passwd
    d0755         0:0            [2] srv/
    d0770     65532:0            [2]   data/
    d1777         0:0            [2] tmp/
    d0755         0:0            [1] usr/
    d0755         0:0            [1]   bin/
    -4755         0:0        7 B [2]     app
    d0755         0:0            [1]   share/
    d0755         0:0            [1]     zoneinfo/
    -0644         0:0        5 B [1]       UTC
    d0755         0:0            [1] var/
    d0755         0:0            [1]   lib/
    d0755         0:0            [1]     dpkg/
    d0755         0:0            [1]       status.d/
    -0644         0:0      123 B [1]         tzdata
    -0644         0:0       57 B [1]         tzdata.md5sums
    --- talk
    "#);
}

#[test]
fn a_path_tells_where_it_comes_from() {
    let context = TestContext::new();
    tiny(&context);
    let call = "inspect image --platform linux/amd64 --path";
    assert_snapshot!(context.run(&format!("{call} /usr/share/zoneinfo/UTC")), @r#"
    exit code 0
    --- output
    Path     /usr/share/zoneinfo/UTC
    Mode     -0644 0:0
    Size     5 B
    Package  tzdata

    Layers
    #  Digest        What the layer does  Made by (as the image says)
    1  cb9a4d1e8606  puts it there        packages: tzdata
    --- talk
    "#);
    assert_snapshot!(context.run(&format!("{call} usr/bin/old")), @r#"
    exit code 0
    --- output
    Path   /usr/bin/old
    State  deleted by a later layer

    Layers
    #  Digest        What the layer does  Made by (as the image says)
    1  cb9a4d1e8606  puts it there        packages: tzdata
    2  e2466eec89d0  deletes it           evil \u{1b}[2J text
    --- talk
    "#);
    assert_snapshot!(context.run(&format!("{call} /etc/shadow")), @r#"
    exit code 2
    --- output
    --- talk
    error[command-path-not-in-image]: `/etc/shadow` is in no layer of this image
    "#);
    assert_snapshot!(context.run(&format!("{call} ../etc/passwd")), @r#"
    exit code 2
    --- output
    --- talk
    error[command-malformed-path]: `../etc/passwd` is not a path inside an image
      cause: the path leaves its root with `..`
    "#);
}

#[test]
fn an_inspection_is_data_that_fits_its_schema() {
    let context = TestContext::new();
    tiny(&context);
    let output =
        context.command("inspect image --platform linux/amd64 --format json").output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["packages"][0]["name"], "tzdata");
    assert_eq!(value["privileged"][0]["path"], "/usr/bin/app");
    let schema = context.command("schema inspection").output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let fields = value.as_object().unwrap();
    for name in fields.keys() {
        assert!(schema["properties"][name].is_object(), "`{name}` is not in the schema");
    }
    for name in schema["required"].as_array().unwrap() {
        assert!(fields.contains_key(name.as_str().unwrap()), "{name} is missing");
    }
    for layer in fields["layers"].as_array().unwrap() {
        for name in layer.as_object().unwrap().keys() {
            let known = &schema["properties"]["layers"]["items"]["properties"][name];
            assert!(known.is_object(), "`{name}` is not in the schema");
        }
    }
}

#[test]
fn what_is_no_image_is_an_error_of_the_call() {
    let context = TestContext::new();
    context.write("empty/x", "");
    for call in ["inspect nothing.tar", "inspect empty", "inspect registry.example/App:1.2"] {
        let output = context.run(call);
        assert!(output.starts_with("exit code 2\n--- output\n--- talk\nerror["), "{output}");
    }
    assert_snapshot!(context.run("inspect registry.example/App:1.2 --lang de"), @r#"
    exit code 2
    --- output
    --- talk
    Fehler[image-reference-repository]: „registry.example/App:1.2“ nennt ein Repository, das es in keiner Registry geben kann.
    Hinweis: Ein Repository besteht aus Kleinbuchstaben und Ziffern, verbunden durch „.“, „_“, „__“, „-“ und „/“.
    "#);
}

#[test]
fn a_damaged_layer_is_refused() {
    let context = TestContext::new();
    tiny(&context);
    let (layer, _) = platform("amd64").layers.remove(0);
    let blob = context.path(&format!("image/blobs/sha256/{}", layer.digest.hex()));
    let mut bytes = std::fs::read(&blob).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::remove_file(&blob).unwrap();
    std::fs::write(&blob, bytes).unwrap();
    let output = context.run("inspect image --platform linux/amd64");
    assert!(!output.starts_with("exit code 0"), "{output}");
    assert!(output.contains("error[image-"), "{output}");
}
