// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Stores made from certificates written by OpenSSL for these tests (`tests/fixtures`).

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

use haerterei_ground::{Digest, Severity, Timestamp};
use haerterei_trust::{
    CertificateSet, Deselection, TrustError, bundle, java_key_store, link_farm, pkcs12_trust_store,
};
use proptest::prelude::*;

const ROOT_ONE: &[u8] = include_bytes!("fixtures/root-one.crt");
const ROOT_TWO: &[u8] = include_bytes!("fixtures/root-two.crt");
const UMLAUT: &[u8] = include_bytes!("fixtures/umlaut.crt");
const TWO: &[u8] = include_bytes!("fixtures/two.crt");
const BINARY: &[u8] = include_bytes!("fixtures/binary.crt");
const LEAF: &[u8] = include_bytes!("fixtures/leaf.crt");
const EXPIRED: &[u8] = include_bytes!("fixtures/expired.crt");
const SHA1: &[u8] = include_bytes!("fixtures/sha1.crt");

fn now() -> Timestamp {
    "2030-01-01T00:00:00Z".parse().unwrap()
}

fn three() -> CertificateSet {
    let mut set = CertificateSet::new();
    set.add_distribution("mozilla/b (x).crt", ROOT_ONE).unwrap();
    set.add_distribution("mozilla/A.crt", ROOT_TWO).unwrap();
    set.add_operator("haus", UMLAUT, now()).unwrap();
    set
}

#[test]
fn hashes_are_those_that_openssl_printed() {
    for (bytes, hash) in [
        (ROOT_ONE, 0xf458_b9e6),
        (ROOT_TWO, 0xf458_b9e6),
        (UMLAUT, 0x7758_cebd),
        (LEAF, 0x7a0a_f11f),
        (EXPIRED, 0x4397_1d9a),
        (SHA1, 0x1754_5b7d),
    ] {
        let mut set = CertificateSet::new();
        set.add_distribution("x.crt", bytes).unwrap();
        assert_eq!(set.iter().next().unwrap().subject_hash, hash);
    }
}

#[test]
fn a_certificate_is_read_completely() {
    let mut set = CertificateSet::new();
    set.add_distribution("x.crt", EXPIRED).unwrap();
    let certificate = set.iter().next().unwrap();
    assert_eq!(certificate.subject, "CN=Abgelaufene Wurzel");
    assert_eq!(certificate.serial, "01");
    assert_eq!(certificate.not_after.to_string(), "2010-01-01T00:00:00Z");
    assert!(certificate.is_authority && certificate.is_self_issued);
    assert_eq!(
        certificate.fingerprint.hex(),
        "7b465918a6ec3e649921d83d968adb32c17c4bc49afc55247437aabc666bedd0"
    );
}

#[test]
fn the_bundle_is_the_files_in_their_order() {
    let expected = [ROOT_TWO, ROOT_ONE, UMLAUT].concat();
    assert_eq!(bundle(&three()), expected);
}

#[test]
fn links_are_those_of_update_ca_certificates() {
    let farm = link_farm(&three());
    let links: Vec<(&str, &str)> =
        farm.links.iter().map(|(name, target)| (name.as_str(), target.as_str())).collect();
    assert_eq!(
        links,
        [
            ("7758cebd.0", "haus.pem"),
            ("A.pem", "/usr/share/ca-certificates/mozilla/A.crt"),
            ("b_=x=.pem", "/usr/share/ca-certificates/mozilla/b (x).crt"),
            ("f458b9e6.0", "A.pem"),
            ("f458b9e6.1", "b_=x=.pem"),
            ("haus.pem", "/usr/local/share/ca-certificates/haus.crt"),
        ]
    );
    assert_eq!(farm.files["/usr/local/share/ca-certificates/haus.crt"], UMLAUT);
}

#[test]
fn a_shared_file_becomes_one_file_for_each() {
    let mut set = CertificateSet::new();
    set.add_distribution("two.crt", TWO).unwrap();
    let names: Vec<&str> = set.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["two", "two-2"]);
    let farm = link_farm(&set);
    assert_eq!(farm.files["/usr/local/share/ca-certificates/two.crt"], ROOT_ONE);
    assert_eq!(farm.links["7758cebd.0"], "two-2.pem");
}

#[test]
fn each_certificate_is_there_once() {
    let mut set = three();
    set.add_distribution("mozilla/c.crt", BINARY).unwrap();
    assert_eq!(set.len(), 3);
    let notes = set.add_operator("again", ROOT_TWO, now()).unwrap();
    assert_eq!(set.len(), 3);
    assert_eq!(notes[0].message.key, "trust-already-present");
}

#[test]
fn a_name_belongs_to_one_certificate() {
    let mut set = three();
    assert_eq!(
        set.add_operator("HAUS", LEAF, now()),
        Err(TrustError::NameTaken { name: "HAUS".to_owned() })
    );
    for bad in ["", "../x", ".x", "a\nb", "-v"] {
        assert!(
            matches!(set.add_operator(bad, LEAF, now()), Err(TrustError::UnfitName { .. })),
            "{bad:?}"
        );
    }
}

#[test]
fn what_deserves_a_look_is_told() {
    let told = |bytes| {
        CertificateSet::new()
            .add_operator("x", bytes, now())
            .unwrap()
            .into_iter()
            .map(|diagnostic| (diagnostic.message.key, diagnostic.severity))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(ROOT_ONE), []);
    assert_eq!(told(EXPIRED), [("trust-expired", Severity::Warning)]);
    assert_eq!(told(LEAF), [("trust-not-an-authority", Severity::Warning)]);
    assert_eq!(told(SHA1), [("trust-weak-signature", Severity::Note)]);
    let mut set = CertificateSet::new();
    let early = set.add_operator("x", ROOT_ONE, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(early[0].message.key, "trust-not-yet-valid");
}

#[test]
fn deselections_take_out_what_they_mean_and_nothing_else() {
    let fingerprint = three().iter().next().unwrap().fingerprint.to_string();
    for (text, left) in [
        ("!mozilla/A.crt", vec!["b_=x=", "haus"]),
        ("A.crt", vec!["b_=x=", "haus"]),
        ("CN=Wurzel ÄÖÜ", vec!["A", "b_=x="]),
        (fingerprint.as_str(), vec!["b_=x=", "haus"]),
    ] {
        let mut set = three();
        let removed = set.deselect(&[text.parse().unwrap()]).unwrap();
        assert_eq!(removed.len(), 1, "{text}");
        let names: Vec<&str> = set.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, left, "{text}");
    }
}

#[test]
fn a_deselection_that_means_nothing_is_an_error() {
    let mut set = three();
    let deselections: Vec<Deselection> =
        ["A.crt", "mozilla/Gone.crt"].map(|text| text.parse().unwrap()).into();
    let error = set.deselect(&deselections).unwrap_err();
    assert_eq!(
        error,
        TrustError::DeselectionUnmatched { deselection: "mozilla/Gone.crt".to_owned() }
    );
    assert_eq!(set.len(), 3, "nothing was taken out");
}

#[test]
fn the_order_of_adding_does_not_show() {
    let mut other = CertificateSet::new();
    other.add_operator("haus", UMLAUT, now()).unwrap();
    other.add_distribution("mozilla/A.crt", ROOT_TWO).unwrap();
    other.add_distribution("mozilla/b (x).crt", ROOT_ONE).unwrap();
    assert_eq!(bundle(&other), bundle(&three()));
    assert_eq!(java_key_store(&other, now()).unwrap(), java_key_store(&three(), now()).unwrap());
    assert_eq!(pkcs12_trust_store(&other), pkcs12_trust_store(&three()));
}

#[test]
fn stores_keep_their_bytes() {
    // A change of these is a change of every image with Java in it.
    assert_eq!(
        Digest::sha256(&java_key_store(&three(), Timestamp::UNIX_EPOCH).unwrap()).short(),
        "b0d422aabbf4"
    );
    assert_eq!(Digest::sha256(&pkcs12_trust_store(&three())).short(), "d8ffb8c77140");
}

proptest! {
    #[test]
    fn a_damaged_certificate_never_panics(
        position in 0..BINARY.len(), value: u8, cut in 0..BINARY.len(),
    ) {
        let mut bytes = BINARY.to_vec();
        bytes[position] = value;
        let mut set = CertificateSet::new();
        if set.add_operator("x", &bytes, now()).is_ok() {
            link_farm(&set);
            java_key_store(&set, now()).unwrap();
        }
        let _ = CertificateSet::new().add_operator("x", &bytes[..cut], now());
    }
}
