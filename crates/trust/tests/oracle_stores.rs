// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our stores against those that the distribution's own tools make.

#![expect(clippy::unwrap_used, reason = "a fault in a test's helper fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use haerterei_ground::Timestamp;
use haerterei_trust::{CertificateSet, bundle, java_key_store, link_farm, pkcs12_trust_store};

const SHIPPED: &str = "/usr/share/ca-certificates";

/// Every file of the package ca-certificates, in the order of their paths.
fn files() -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    for folder in fs::read_dir(SHIPPED).expect("package ca-certificates is installed") {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(SHIPPED).unwrap().to_str().unwrap().to_owned();
            if path.extension() == Some("crt".as_ref()) {
                files.push((name, path));
            }
        }
    }
    files.sort();
    assert!(files.len() > 100, "package ca-certificates is installed");
    files
}

fn shipped() -> CertificateSet {
    let mut set = CertificateSet::new();
    for (name, path) in files() {
        set.add_distribution(&name, &fs::read(path).unwrap()).unwrap();
    }
    set
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "oracle: needs ca-certificates"]
fn the_bundle_is_the_very_bytes_of_debian() {
    let ours = bundle(&shipped());
    // A host may trust authorities of its own; they stand after the distribution's.
    let theirs = fs::read("/etc/ssl/certs/ca-certificates.crt").unwrap();
    assert!(theirs.starts_with(&ours), "the distribution's part differs");
    let theirs_by_file: Vec<u8> =
        files().iter().flat_map(|(_, path)| fs::read(path).unwrap()).collect();
    assert_eq!(ours, theirs_by_file);
}

#[test]
#[ignore = "oracle: needs openssl and ca-certificates"]
fn links_are_those_of_openssl_rehash() {
    let folder = tempfile::tempdir().unwrap();
    let farm = link_farm(&shipped());
    let mut ours = BTreeSet::new();
    for (name, target) in &farm.links {
        if target.starts_with(SHIPPED) {
            std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
        }
        ours.insert((name.clone(), PathBuf::from(target)));
    }
    run(Command::new("openssl").arg("rehash").arg(folder.path()));
    let theirs: BTreeSet<(String, PathBuf)> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_link(entry.path()).unwrap())
        })
        .collect();
    assert_eq!(ours, theirs);
    assert!(ours.iter().any(|(name, _)| name.ends_with(".0")));
}

#[test]
#[ignore = "oracle: needs openssl and ca-certificates"]
fn every_subject_hash_is_that_of_openssl() {
    for certificate in shipped().iter() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.pem");
        fs::write(&file, certificate.pem()).unwrap();
        let theirs = run(Command::new("openssl")
            .args(["x509", "-noout", "-subject_hash", "-in"])
            .arg(&file));
        assert_eq!(
            format!("{:08x}", certificate.subject_hash),
            theirs.trim(),
            "{}",
            certificate.name
        );
    }
}

/// Alias and fingerprint of every entry, as keytool lists them.
fn listed(store: &Path, kind: &str) -> BTreeSet<(String, String)> {
    let output = run(Command::new("keytool")
        .env("LC_ALL", "C.UTF-8")
        .args(["-J-Duser.language=en", "-list", "-storetype", kind, "-storepass", "changeit"])
        .arg("-keystore")
        .arg(store));
    let mut entries = BTreeSet::new();
    let mut alias = String::new();
    for line in output.lines() {
        if let Some((name, _)) = line.split_once(", ").filter(|_| line.contains("trustedCertEntry"))
        {
            name.clone_into(&mut alias);
        } else if let Some((_, hex)) = line.split_once("(SHA-256): ") {
            entries.insert((alias.clone(), hex.replace(':', "").to_lowercase()));
        }
    }
    entries
}

#[test]
#[ignore = "oracle: needs keytool and ca-certificates"]
fn keytool_lists_what_both_java_stores_hold() {
    let set = shipped();
    let expected: BTreeSet<(String, String)> = set
        .iter()
        .map(|one| {
            let alias = format!("debian:{}.pem", one.name.to_lowercase());
            (alias, one.fingerprint.hex())
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let jks = folder.path().join("cacerts");
    let created: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    fs::write(&jks, java_key_store(&set, created).unwrap()).unwrap();
    assert_eq!(listed(&jks, "JKS"), expected);
    let pkcs12 = folder.path().join("cacerts.p12");
    fs::write(&pkcs12, pkcs12_trust_store(&set)).unwrap();
    assert_eq!(listed(&pkcs12, "PKCS12"), expected);
}
