// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! VEX of others, in files and beside an image: what `scan` hears of it, and what it is worth.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use haerterei_advisories::SigningKey;
use haerterei_evidence::Artifact;
use haerterei_ground::{Digest, Limits};
use haerterei_image::document::{self, EMPTY, INDEX, MANIFEST, REF_NAME};
use haerterei_image::{Annotations, Descriptor, Index, Layout, Manifest, Platform};
use haerterei_testkit::http::Fault;
use haerterei_testkit::registry::{FakeRegistry, Ways};
use serde_json::{Value, json};

use crate::context::TestContext;
use crate::images::{self, DEBIAN, package};
use crate::proofs;
use crate::scan::{self, text, with_index};

const P256: &str = include_str!("../../../advisories/tests/fixtures/keys/p256.pem");
const P256_PUBLIC: &str = include_str!("../../../advisories/tests/fixtures/keys/p256.pub.pem");
const ED25519: &str = include_str!("../../../advisories/tests/fixtures/keys/ed25519.pem");
const ED25519_PUBLIC: &str =
    include_str!("../../../advisories/tests/fixtures/keys/ed25519.pub.pem");

const WEAKNESS: &str = "CVE-2024-0002";
const PRODUCT: &str = "pkg:deb/debian/tzdata";
const STATEMENT: &str = "application/vnd.in-toto+json";
const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const OPENVEX: &str = "application/openvex+json";

/// An image of one package with two weaknesses, in a layout.
fn image() -> TestContext {
    let context = with_index();
    let status = package("tzdata", "2026a-0+deb13u1");
    let files = [DEBIAN, ("var/lib/dpkg/status.d/tzdata", status.as_bytes())];
    images::write(&context, "image", &[&files], &[]);
    context
}

fn layout(context: &TestContext) -> Layout {
    Layout::open(context.path("image"), Limits::default()).expect("a layout")
}

/// What the layout names first: the image.
fn named(context: &TestContext) -> Descriptor {
    let index = layout(context).index().expect("an index");
    let entry = &index.manifests[0];
    Descriptor::new(&entry.media_type, entry.digest, entry.size)
}

fn vex_of(author: &str, status: &str, product: &str) -> Value {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": format!("urn:{author}:{status}"),
        "author": author, "timestamp": "2025-01-01T00:00:00Z", "version": 1,
        "statements": [{
            "vulnerability": { "name": WEAKNESS }, "products": [{ "@id": product }],
            "status": status, "justification": "vulnerable_code_not_present",
            "action_statement": "x",
        }],
    })
}

fn vex(author: &str) -> Value {
    let mut vex = vex_of(author, "not_affected", PRODUCT);
    vex["@id"] = format!("urn:{author}").into();
    vex
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("it works")
}

fn statement(predicate: &Value, about: &Digest) -> Vec<u8> {
    bytes(&json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{ "name": "image", "digest": { "sha256": about.hex() } }],
        "predicateType": "https://openvex.dev/ns",
        "predicate": predicate,
    }))
}

fn key(pem: &str) -> SigningKey {
    SigningKey::read(Path::new("key.pem"), pem.as_bytes()).expect("it works")
}

fn signed(pem: &str, predicate: &Value, about: &Digest) -> Vec<u8> {
    serde_json::to_vec(&key(pem).seal(STATEMENT, &statement(predicate, about)).expect("it works"))
        .expect("it works")
}

/// Puts a document beside something, as a referrer.
fn attach(context: &TestContext, to: &Descriptor, kind: &str, bytes: &[u8]) {
    let artifact = Artifact::of_document(to, kind, bytes.to_vec(), Annotations::new());
    artifact.put(&layout(context)).expect("it works");
}

/// Puts an envelope where cosign puts attestations.
fn attest(context: &TestContext, to: &Descriptor, envelope: &[u8]) {
    let layout = layout(context);
    let mut layer = Descriptor::of(ENVELOPE, envelope);
    layer.annotations.insert("predicateType".to_owned(), "https://openvex.dev/ns".to_owned());
    let manifest = document::to_bytes(&Manifest {
        schema_version: 2,
        media_type: Some(MANIFEST.to_owned()),
        artifact_type: None,
        config: Descriptor::of(EMPTY, b"{}"),
        layers: vec![layer],
        subject: None,
        annotations: Annotations::new(),
    });
    for bytes in [b"{}", envelope, &manifest] {
        layout.add_bytes(bytes).expect("it works");
    }
    let mut entry = Descriptor::of(MANIFEST, &manifest);
    entry.annotations.insert(REF_NAME.to_owned(), format!("sha256-{}.att", to.digest.hex()));
    layout.name(&[entry]).expect("it works");
}

/// What a scan heard.
#[derive(Debug, PartialEq)]
struct Seen {
    is_open: bool,
    /// On what it rests that it is closed.
    rests_on: Value,
    /// Who claims something.
    claimed: Vec<String>,
    /// Signature and standing of each document.
    heard: Vec<(String, String)>,
}

fn seen_at(context: &TestContext, word: &str) -> (Seen, Value) {
    let value = scan::json(context, &format!("scan {word} --format json"));
    let findings = value["findings"].as_array().expect("it works");
    let finding =
        findings.iter().find(|finding| finding["weakness"] == WEAKNESS).expect("it works");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let heard = list(&value["vex"]);
    let seen = Seen {
        is_open: finding["state"] != "not-affected",
        rests_on: finding["decided"]["rests-on"].clone(),
        claimed: list(&finding["claimed"]).iter().map(|it| word(&it["author"])).collect(),
        heard: heard.iter().map(|it| (word(&it["signature"]), word(&it["standing"]))).collect(),
    };
    (seen, value)
}

fn seen(context: &TestContext) -> Seen {
    seen_at(context, "oci:image:1").0
}

fn open(claimed: &[&str], heard: &[(&str, &str)]) -> Seen {
    let own = |text: &&str| (*text).to_owned();
    let heard = heard.iter().map(|(one, other)| (own(one), own(other))).collect();
    let claimed = claimed.iter().map(own).collect();
    Seen { is_open: true, rests_on: Value::Null, claimed, heard }
}

fn closed(rests_on: &str, heard: &[(&str, &str)]) -> Seen {
    Seen { is_open: false, rests_on: rests_on.into(), ..open(&[], heard) }
}

fn trust(context: &TestContext, table: &str) {
    context.write("p256.pub", P256_PUBLIC);
    context.write("ed25519.pub", ED25519_PUBLIC);
    context.write("haerterei.toml", &format!("[vex]\n{table}\n"));
}

#[test]
fn what_nobody_trusts_is_shown_and_closes_nothing() {
    let context = image();
    attach(&context, &named(&context), OPENVEX, &bytes(&vex("Nobody")));
    assert_eq!(seen(&context), open(&["Nobody"], &[("none", "claim")]));
    let (_, value) = seen_at(&context, "oci:image:1");
    assert_eq!(
        (&value["counts"]["claimed"], &value["counts"]["on-author"]),
        (&1.into(), &0.into())
    );
    let shown = context.run("scan oci:image:1");
    assert!(shown.contains("urn:Nobody of Nobody ("), "{shown}");
    assert!(shown.contains("not signed, and nobody trusts its author"), "{shown}");
    assert!(shown.contains("it speaks of one finding"), "{shown}");
    assert!(shown.contains("Of one open finding others say something"), "{shown}");
    let shown = context.run("scan oci:image:1 --all");
    assert!(
        shown.contains("Said by Nobody in urn:Nobody: not_affected (vulnerable_code_not_present)"),
        "{shown}"
    );
    let german = context.run("scan oci:image:1 --lang de");
    assert!(german.contains("nicht signiert, und niemand vertraut dem Urheber"), "{german}");
    // Trusted by name: that rests on a claim, and says so.
    trust(&context, "authors = ['Somebody', 'Nobody']");
    assert_eq!(seen(&context), closed("author", &[("none", "author")]));
    let shown = context.run("scan oci:image:1 --all");
    assert!(shown.contains("believes an author by name"), "{shown}");
    assert!(shown.contains("nobody verified it"), "{shown}");
}

#[test]
fn a_trusted_key_is_believed_and_no_other() {
    for (pem, own, other) in
        [(P256, "p256.pub", "ed25519.pub"), (ED25519, "ed25519.pub", "p256.pub")]
    {
        let context = image();
        let image = named(&context);
        let envelope = signed(pem, &vex("Maker"), &image.digest);
        attach(&context, &image, ENVELOPE, &envelope);
        assert_eq!(seen(&context), open(&["Maker"], &[("not-checked", "claim")]));
        trust(&context, &format!("keys = ['{other}']"));
        assert_eq!(seen(&context), open(&["Maker"], &[("wrong", "claim")]));
        // A signature that none of the trusted keys made is worse than none.
        trust(&context, &format!("keys = ['{other}']\nauthors = ['Maker']"));
        assert_eq!(seen(&context), open(&["Maker"], &[("wrong", "claim")]));
        trust(&context, &format!("keys = ['{other}', '{own}']"));
        assert_eq!(seen(&context), closed("signature", &[("verified", "key")]));
        let (_, value) = seen_at(&context, "oci:image:1");
        assert_eq!(value["vex"][0]["key"], key(pem).public().identity());
        let shown = context.run("scan oci:image:1");
        assert!(shown.contains("signed by the trusted key sha256:"), "{shown}");
    }
    // A key that is none is an error of the configuration, not silence.
    let context = image();
    context.write("p256.pem", P256);
    context.write("haerterei.toml", "[vex]\nkeys = ['p256.pem']\n");
    let refused = context.run("scan oci:image:1");
    assert!(refused.starts_with("exit code 2"), "{refused}");
    assert!(refused.contains("p256.pem"), "{refused}");
}

#[test]
fn attestations_of_cosign_and_bundles_of_sigstore_are_found() {
    let verified = closed("signature", &[("verified", "key")]);
    let context = image();
    let image = named(&context);
    let envelope = signed(P256, &vex("Maker"), &image.digest);
    attest(&context, &image, &envelope);
    trust(&context, "keys = ['p256.pub']");
    assert_eq!(seen(&context), verified);
    let context = self::image();
    let bundle = json!({
        "mediaType": BUNDLE,
        "verificationMaterial": { "publicKey": { "hint": "x" }, "tlogEntries": [] },
        "dsseEnvelope": serde_json::from_slice::<Value>(&envelope).unwrap(),
    });
    attach(&context, &named(&context), BUNDLE, &bytes(&bundle));
    trust(&context, "keys = ['p256.pub']");
    assert_eq!(seen(&context), verified);
}

#[test]
fn what_is_about_another_image_or_was_changed_is_told_and_never_applied() {
    let context = image();
    let image = named(&context);
    trust(&context, "keys = ['p256.pub']\nauthors = ['Maker', 'Liar']");
    // Signed by the right key, about another image.
    let other = Digest::sha256(b"other");
    attach(&context, &image, ENVELOPE, &signed(P256, &vex("Maker"), &other));
    assert_eq!(seen(&context), open(&[], &[("verified", "claim")]));
    let (_, value) = seen_at(&context, "oci:image:1");
    assert_eq!(value["vex"][0]["refused"]["key"], "command-scan-vex-other-image");
    assert_eq!(value["vex"][0]["findings"], 0);
    let shown = context.run("scan oci:image:1");
    assert!(shown.contains(&format!("it is about another image ({other})")), "{shown}");
    // The same named in the call.
    context.write("other.json", &String::from_utf8(signed(P256, &vex("Maker"), &other)).unwrap());
    let shown = context.run("scan oci:image:1 --vex other.json");
    assert!(shown.contains("warning: other.json: it is about another image"), "{shown}");
    assert!(shown.contains("0 closed"), "{shown}");
    // About this one, with another's words under the signature.
    let context = self::image();
    trust(&context, "keys = ['p256.pub']\nauthors = ['Maker', 'Liar']");
    let mut envelope: Value =
        serde_json::from_slice(&signed(P256, &vex("Maker"), &image.digest)).unwrap();
    let lie: Value = serde_json::from_slice(&signed(ED25519, &vex("Liar"), &image.digest)).unwrap();
    envelope["payload"] = lie["payload"].clone();
    attach(&context, &image, ENVELOPE, &bytes(&envelope));
    assert_eq!(seen(&context), open(&["Liar"], &[("wrong", "claim")]));
    let shown = context.run("scan oci:image:1");
    assert!(shown.contains("none of the trusted keys signed it, or it was changed"), "{shown}");
}

#[test]
fn documents_about_other_products_say_nothing() {
    let context = image();
    trust(&context, "authors = ['Maker']");
    let image = named(&context);
    for product in ["pkg:deb/debian/tar", "pkg:oci/other", "pkg:deb/debian/tzdata@1"] {
        let mut document = vex_of("Maker", "not_affected", product);
        document["@id"] = product.into();
        attach(&context, &image, OPENVEX, &bytes(&document));
    }
    let (seen, value) = seen_at(&context, "oci:image:1");
    assert_eq!(seen, open(&[], &[("none", "author"); 3]));
    for heard in value["vex"].as_array().unwrap() {
        assert_eq!((&heard["statements"], &heard["findings"]), (&1.into(), &0.into()), "{heard}");
    }
    let shown = context.run("scan oci:image:1");
    assert_eq!(shown.matches("it says nothing of what was found here").count(), 3, "{shown}");
}

#[test]
fn who_contradicts_whom_is_said_and_the_finding_stays_open() {
    let context = image();
    trust(&context, "keys = ['p256.pub']\nauthors = ['One', 'Two']");
    let image = named(&context);
    attach(&context, &image, OPENVEX, &bytes(&vex_of("One", "not_affected", PRODUCT)));
    attach(&context, &image, OPENVEX, &bytes(&vex_of("Two", "affected", PRODUCT)));
    let (seen, value) = seen_at(&context, "oci:image:1");
    assert_eq!(seen, open(&[], &[("none", "author"), ("none", "author")]));
    assert_eq!(value["counts"]["disputed"], 1);
    let findings = value["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["weakness"] == WEAKNESS).unwrap();
    assert_eq!(
        finding["disputed"],
        json!(["One (urn:One:not_affected)", "Two (urn:Two:affected)"])
    );
    let shown = context.run("scan oci:image:1");
    let part = shown.split("Those who are trusted alike say different things").nth(1).unwrap();
    assert!(part.contains("tzdata: CVE-2024-0002"), "{shown}");
    assert!(part.contains("One (urn:One:not_affected)\n    Two (urn:Two:affected)"), "{shown}");
    // A key counts for more than names, and what the call names for more than a key.
    attach(&context, &image, ENVELOPE, &signed(P256, &vex("Maker"), &image.digest));
    assert_eq!(self::seen(&context).rests_on, "signature");
    context.write("named.json", &vex_of("Three", "affected", PRODUCT).to_string());
    assert!(self::seen_at(&context, "oci:image:1 --vex named.json").0.is_open);
}

#[test]
fn what_is_malformed_is_named_and_the_rest_is_heard() {
    let context = image();
    trust(&context, "authors = ['Maker']");
    let image = named(&context);
    attach(&context, &image, OPENVEX, b"{");
    attach(&context, &image, ENVELOPE, b"{\"payloadType\":");
    let future = vex("Maker").to_string().replace("v0.2.0", "v9");
    attach(&context, &image, STATEMENT, future.as_bytes());
    // Of things that do not speak of weaknesses nothing is told.
    attach(&context, &image, "application/json", b"{\"a\":1}");
    attach(&context, &image, "application/spdx+json", b"{\"spdxVersion\":\"SPDX-2.3\"}");
    attach(
        &context,
        &image,
        "application/vnd.cyclonedx+json",
        br#"{"bomFormat":"CycloneDX","specVersion":"1.6"}"#,
    );
    // One statement is sound, one is not.
    let mut document = vex("Maker");
    let mut unsound = document["statements"][0].clone();
    unsound["status"] = "fine".into();
    document["statements"].as_array_mut().unwrap().push(unsound);
    attach(&context, &image, OPENVEX, &bytes(&document));
    let (seen, value) = seen_at(&context, "oci:image:1");
    assert!(!seen.is_open);
    let heard = value["vex"].as_array().unwrap();
    let mut refused: Vec<&str> =
        heard.iter().filter_map(|it| it["refused"]["key"].as_str()).collect();
    refused.sort_unstable();
    assert_eq!(refused, ["vex-json", "vex-json", "vex-version"]);
    let sound = heard.iter().find(|it| it["author"] == "Maker").unwrap();
    assert_eq!(sound["problems"][0]["key"], "vex-problem-status");
    assert_eq!(heard.len(), 4);
    let shown = context.run("scan oci:image:1");
    assert_eq!(shown.matches("The VEX document is not sound JSON").count(), 2, "{shown}");
    assert!(shown.contains("One thing in it is wrong (--all shows it)."), "{shown}");
    let shown = context.run("scan oci:image:1 --all");
    assert!(shown.contains("statements[1]: the status is not known"), "{shown}");
    // In a file that somebody names it is an error.
    context.write("broken.json", "{");
    assert!(context.run("scan oci:image:1 --vex broken.json").starts_with("exit code 2"));
}

#[test]
fn much_that_lies_beside_an_image_is_read_within_bounds() {
    let context = image();
    let image = named(&context);
    let layout = layout(&context);
    let entries: Vec<Descriptor> = (0..300)
        .map(|number| {
            let bytes = format!("{{\"number\":{number}}}").into_bytes();
            let artifact =
                Artifact::of_document(&image, "application/json", bytes, Annotations::new());
            for bytes in artifact.blobs.iter().chain([&artifact.manifest]) {
                layout.add_bytes(bytes).unwrap();
            }
            artifact.descriptor
        })
        .collect();
    layout.name(&entries).unwrap();
    let (_, value) = seen_at(&context, "oci:image:1");
    let gaps = value["coverage"]["gaps"].as_array().unwrap();
    let gap = gaps.iter().find(|gap| gap["kind"] == "vex-left-out").unwrap();
    assert_eq!(gap["artifacts"], 44);
    let shown = context.run("scan oci:image:1");
    assert!(shown.contains("44 artifacts beside the image were not read"), "{shown}");
}

#[test]
fn what_is_about_all_platforms_is_about_each() {
    // In this layout the image is in an index.
    let context = proofs::context();
    proofs::write(&context, &[proofs::debian()], proofs::config("/usr/bin/app"));
    let index = named(&context);
    assert!(index.is_index());
    let predicate = json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:1", "author": "Maker",
        "timestamp": "2025-01-01T00:00:00Z", "version": 1,
        "statements": [{
            "vulnerability": { "name": "CVE-2024-1111" },
            "products": [{
                "@id": format!("pkg:oci/app@{}", index.digest.to_string().replace(':', "%3A")),
                "subcomponents": [{ "@id": "pkg:deb/debian/zlib1g" }],
            }],
            "status": "not_affected", "justification": "vulnerable_code_not_present",
        }],
    });
    attach(&context, &index, ENVELOPE, &signed(P256, &predicate, &index.digest));
    trust(&context, "keys = ['p256.pub']");
    let value = scan::json(&context, "scan oci:image:1.0 --format json");
    assert_eq!(
        (&value["vex"][0]["standing"], &value["vex"][0]["findings"]),
        (&"key".into(), &1.into())
    );
    // From a registry, the same.
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let name = format!("{}/team/app:1", registry.host());
    let copied = context.run(&format!("copy oci:image:1.0 {name}"));
    assert!(copied.starts_with("exit code 0"), "{copied}");
    let there = scan::json(&context, &format!("scan {name} --format json"));
    assert_eq!(there["vex"], value["vex"]);
    assert_eq!(there["counts"], value["counts"]);
}

/// `BuildKit` puts attestations into the index, beside the manifest that they are about.
#[test]
fn attestations_in_the_index_are_found() {
    let context = image();
    let image = named(&context);
    let layout = layout(&context);
    let statement = statement(&vex("Maker"), &image.digest);
    let mut layer = Descriptor::of(STATEMENT, &statement);
    let kind = ("in-toto.io/predicate-type".to_owned(), "https://openvex.dev/ns".to_owned());
    layer.annotations.extend([kind]);
    let attestation = document::to_bytes(&Manifest {
        schema_version: 2,
        media_type: Some(MANIFEST.to_owned()),
        artifact_type: None,
        config: Descriptor::of(EMPTY, b"{}"),
        layers: vec![layer],
        subject: None,
        annotations: Annotations::new(),
    });
    let mut entry = Descriptor::of(MANIFEST, &attestation);
    entry.platform = Platform::parse("unknown/unknown");
    for (key, value) in [
        ("vnd.docker.reference.type", "attestation-manifest".to_owned()),
        ("vnd.docker.reference.digest", image.digest.to_string()),
    ] {
        entry.annotations.insert(key.to_owned(), value);
    }
    let own = Descriptor { platform: Platform::parse("linux/amd64"), ..image };
    let index = document::to_bytes(&Index::new(vec![own, entry]));
    for bytes in [b"{}", statement.as_slice(), &attestation, &index] {
        layout.add_bytes(bytes).unwrap();
    }
    let mut named = Descriptor::of(INDEX, &index);
    named.annotations.insert(REF_NAME.to_owned(), "2".to_owned());
    layout.name(&[named]).unwrap();
    trust(&context, "authors = ['Maker']");
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let name = format!("{}/team/image:2", registry.host());
    assert!(context.run(&format!("copy oci:image:2 {name}")).starts_with("exit code 0"));
    for word in ["oci:image:2", &name] {
        let (seen, _) = seen_at(&context, &format!("{word} --platform linux/amd64"));
        assert_eq!(seen, closed("author", &[("none", "author")]), "{word}");
    }
}

/// Says what was decided beside an image in every format, and hears it there.
fn around(context: &TestContext, word: &str) {
    let add = "decide d.yaml --weakness CVE-2024-0002 --component pkg:deb/debian/tzdata --status not_affected --justification vulnerable_code_not_present --role owner --organisation Amt --expires 2027-01-01";
    if !context.path("d.yaml").exists() {
        assert_eq!(text(context, add).0, Some(0));
    }
    for (others, format) in ["openvex", "csaf", "cyclonedx"].into_iter().enumerate() {
        let call = format!(
            "vex {word} --decisions d.yaml --format {format} --author Amt --namespace https://security.example.org --attach"
        );
        let said = context.run(&call);
        assert!(said.starts_with("exit code 0"), "{said}");
        let (seen, value) = seen_at(context, word);
        assert_eq!(value["vex"].as_array().expect("it works").len(), others + 1, "{format}");
        for heard in value["vex"].as_array().expect("it works") {
            assert_eq!(
                (&heard["author"], &heard["findings"]),
                (&"Amt".into(), &1.into()),
                "{heard}"
            );
        }
        assert_eq!(seen.rests_on, "author", "{format}");
    }
    // Nothing of it counts before somebody says so.
    std::fs::rename(context.path("haerterei.toml"), context.path("aside")).expect("it works");
    let (seen, _) = seen_at(context, word);
    std::fs::rename(context.path("aside"), context.path("haerterei.toml")).expect("it works");
    // The three documents say the same of one finding.
    assert!(seen.is_open && seen.claimed.len() == 3, "{seen:?}");
}

#[test]
fn what_vex_attaches_scan_hears_in_a_layout_and_in_registries_of_both_kinds() {
    let context = image();
    trust(&context, "authors = ['Amt']");
    let mut registries = Vec::new();
    for referrers in [true, false] {
        let registry = FakeRegistry::start(Ways { referrers, ..Ways::default() }).unwrap();
        let name = format!("{}/team/image:1", registry.host());
        let copied = context.run(&format!("copy oci:image:1 {name} --no-referrers"));
        assert!(copied.starts_with("exit code 0"), "{copied}");
        around(&context, &name);
        registries.push(registry);
    }
    around(&context, "oci:image:1");
    // An archive keeps what lies beside the image; nothing can be put there.
    let copied = context.run("copy oci:image:1 oci-archive:image.tar:1");
    assert!(copied.starts_with("exit code 0"), "{copied}");
    let here = seen_at(&context, "oci:image:1");
    assert_eq!(seen_at(&context, "oci-archive:image.tar:1").1["vex"], here.1["vex"]);
    let refused = context.run(
        "vex oci-archive:image.tar:1 --decisions d.yaml --author Amt --namespace https://a.example --attach",
    );
    assert!(refused.contains("command-not-attachable"), "{refused}");
    // Cosign's tag goes along into a registry, and is found there.
    let image = named(&context);
    attest(&context, &image, &signed(P256, &vex("Maker"), &image.digest));
    trust(&context, "keys = ['p256.pub']");
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let name = format!("{}/team/signed:1", registry.host());
    assert!(context.run(&format!("copy oci:image:1 {name}")).starts_with("exit code 0"));
    let (there, value) = seen_at(&context, &name);
    assert_eq!(there.rests_on, "signature");
    assert_eq!(value["vex"].as_array().unwrap().len(), 4);
    // A second scan says the same, to the byte.
    let call = format!("scan {name} --format json");
    assert_eq!(text(&context, &call), text(&context, &call));
}

#[test]
fn a_registry_that_cannot_be_asked_is_a_gap_and_stops_nothing() {
    let context = image();
    trust(&context, "authors = ['Nobody']\n[network]\nretries = 0\npause = 0");
    let image = named(&context);
    attach(&context, &image, OPENVEX, &bytes(&vex("Nobody")));
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let name = format!("{}/team/image", registry.host());
    assert!(context.run(&format!("copy oci:image:1 {name}:1")).starts_with("exit code 0"));
    assert!(!seen_at(&context, &format!("{name}:1")).0.is_open);
    let not_asked = |word: &str| {
        let (seen, value) = seen_at(&context, word);
        assert_eq!(seen, open(&[], &[]), "{value:#}");
        let gaps = value["coverage"]["gaps"].as_array().unwrap();
        let gap = gaps.iter().find(|gap| gap["kind"] == "vex-not-asked").expect("a gap");
        assert!(!gap["reason"].as_str().unwrap().is_empty());
        // What nobody could be asked about closes nothing, so it hides nothing.
        assert_eq!(value["counts"]["incomplete"], false, "{gaps:?}");
    };
    registry
        .server
        .fault(&format!("/v2/team/image/referrers/{}", image.digest), Fault::Status(403));
    not_asked(&format!("{name}:1"));
    registry.server.clear_faults();
    not_asked(&format!("{name}@{} --offline --no-archive", image.digest));
    let shown = context.run(&format!("scan {name}@{} --offline --no-archive", image.digest));
    assert!(shown.contains("What others say beside the image could not be asked for"), "{shown}");
    // One that is damaged is told of, the others are heard.
    attach(&context, &image, OPENVEX, &bytes(&vex("Damaged")));
    let blob = Digest::sha256(&bytes(&vex("Damaged")));
    assert!(context.run(&format!("copy oci:image:1 {name}:1")).starts_with("exit code 0"));
    registry.put_blob("team/image", &blob.to_string(), b"other".to_vec());
    let (seen, value) = seen_at(&context, &format!("{name}:1"));
    assert!(!seen.is_open);
    let refused: Vec<&Value> =
        value["vex"].as_array().unwrap().iter().filter(|it| it["refused"].is_object()).collect();
    assert_eq!(refused.len(), 1, "{value:#}");
}

#[test]
fn files_in_the_call_may_be_statements_and_envelopes() {
    let context = image();
    let image = named(&context);
    let envelope = String::from_utf8(signed(P256, &vex("Maker"), &image.digest)).unwrap();
    context.write("envelope.json", &envelope);
    let statement = String::from_utf8(statement(&vex("Maker"), &image.digest)).unwrap();
    context.write("statement.json", &statement);
    for (file, signature) in [("envelope.json", "not-checked"), ("statement.json", "none")] {
        let (seen, value) = seen_at(&context, &format!("oci:image:1 --vex {file}"));
        assert_eq!(seen, closed("named", &[(signature, "named")]));
        assert_eq!(value["vex"][0]["from"], json!({ "file": file }));
    }
    trust(&context, "keys = ['ed25519.pub']");
    let shown = context.run("scan oci:image:1 --vex envelope.json");
    assert!(shown.contains("named in the call, although none of the trusted keys"), "{shown}");
}

#[test]
fn of_a_folder_only_what_speaks_of_something_found_is_listed() {
    let context = image();
    context.write("hub/pkg/deb/tzdata.json", &vex("Maker").to_string());
    context
        .write("hub/pkg/deb/tar.json", &vex_of("Maker", "fixed", "pkg:deb/debian/tar").to_string());
    context.write("hub/index.json", "{\"packages\":[]}");
    context.write("hub/README.md", "no JSON");
    let (seen, value) = seen_at(&context, "oci:image:1 --vex hub");
    assert_eq!(seen, closed("named", &[("none", "named")]));
    assert_eq!(value["vex"][0]["from"]["file"], "hub/pkg/deb/tzdata.json");
    // What is damaged is an error there, too.
    context.write("hub/broken.json", "{");
    let refused = context.run("scan oci:image:1 --vex hub");
    assert!(refused.contains("hub/broken.json is no VEX document"), "{refused}");
}

/// A registry of somebody else; dropping it ends it.
struct Judge {
    process: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Debian's registry, which lists no referrers.
fn docker_registry() -> Judge {
    let address = TcpListener::bind("127.0.0.1:0")
        .expect("it works")
        .local_addr()
        .expect("it works")
        .to_string();
    let folder = tempfile::tempdir().expect("it works");
    let file = folder.path().join("config.yml");
    let configuration = format!(
        "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
         http: {{addr: '{address}', secret: test}}\n",
        folder.path().join("data").display()
    );
    std::fs::write(&file, configuration).expect("it works");
    let process = Command::new("docker-registry")
        .arg("serve")
        .arg(&file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it works");
    let begun = Instant::now();
    while TcpStream::connect(&address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the registry does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    Judge { process, address, _folder: folder }
}

#[test]
#[ignore = "oracle: needs docker-registry"]
fn what_vex_attaches_scan_hears_in_debians_registry() {
    let context = image();
    trust(&context, "authors = ['Amt']\nkeys = ['p256.pub']");
    let judge = docker_registry();
    let name = format!("{}/team/image:1", judge.address);
    let image = named(&context);
    let copied = context.run(&format!("copy oci:image:1 {name}"));
    assert!(copied.starts_with("exit code 0"), "{copied}");
    around(&context, &name);
    attest(&context, &image, &signed(P256, &vex("Maker"), &image.digest));
    assert!(context.run(&format!("copy oci:image:1 {name}")).starts_with("exit code 0"));
    assert_eq!(seen_at(&context, &name).0.rests_on, "signature");
}
