// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use camino::Utf8Path;
use haerterei_build::{
    DroppedDependency, FeatureOff, LayerReport, PackageReport, Proof, REPORT_VERSION, ScriptCount,
};
use haerterei_ground::{Diagnostic, Digest, Place, Severity, Timestamp};
use haerterei_recipe::{HostFiles, Recipe, Resolved};

use super::*;

const RECIPE: &str = r#"
haerterei: 1
name: shop
title: {de: Laden, en: Shop}
distribution: debian/trixie
end-of-support: 2030-06-30
packages: [base-files, shop]
entrypoint: [/usr/bin/shop]
environment:
  SHOP_DATABASE:
    required: true
    meaning: {de: Adresse der Datenbank., en: Address of the database.}
    example: postgresql://db.example/shop
  TZ:
    value: Europe/Berlin
    meaning: {de: Zeitzone., en: Time zone.}
  SHOP_WORKERS:
    default: "4"
    meaning: {de: Anzahl der Arbeiter., en: Number of workers.}
ports:
  - {port: 8080, meaning: {de: HTTP., en: HTTP.}}
configuration-files:
  - {path: /etc/shop/shop.conf, meaning: {de: Alles Übrige., en: All the rest.}}
writable-paths:
  - {path: /tmp, size: 64 MiB, meaning: {de: Temporäres., en: Temporary files.}}
volumes:
  - {path: /var/lib/shop, meaning: {de: Bilder., en: Pictures.}}
outgoing-connections:
  - what: {de: Datenbank, en: Database}
    port: 5432
    meaning: {de: Bestellungen., en: Orders.}
replaced-settings:
  - {name: /etc/default/shop, instead: SHOP_WORKERS, meaning: {de: Dienst., en: Service.}}
  - {name: SHOP_PID, meaning: {de: Prozessnummer., en: Process id.}}
"#;

fn recipe() -> Resolved {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipe.yaml");
    std::fs::write(&path, RECIPE).unwrap();
    let path = Utf8Path::from_path(&path).unwrap();
    Recipe::read(path, None, &HostFiles).unwrap().resolved().clone()
}

fn amount(files: u64, bytes: u64) -> Amount {
    Amount { files, bytes }
}

fn platform(architecture: &str, satisfied: u64) -> PlatformReport {
    let dropped = [
        ("documentation", amount(49, 420_475)),
        ("development-files", amount(136, 134_176)),
        ("recipe", amount(25, 15_064_117)),
        ("replaced", amount(148, 222_073)),
        ("service-manager-files", amount(3, 1_440)),
        ("of-another-version", amount(1, 1)),
    ];
    PlatformReport {
        base: None,
        architecture: architecture.to_owned(),
        digest: Digest::sha256(architecture.as_bytes()),
        compressed_size: 82_000_000,
        size: 221_000_000,
        layers: vec![
            LayerReport {
                base: false,
                digest: Digest::sha256(b"layer"),
                compressed_size: 81_000_000,
                size: 219_000_000,
                packages: vec!["base-files".to_owned(), "shop".to_owned()],
            },
            LayerReport {
                base: false,
                digest: Digest::sha256(b"made"),
                compressed_size: 1_000_000,
                size: 2_000_000,
                packages: Vec::new(),
            },
        ],
        packages: vec![PackageReport {
            name: "shop".to_owned(),
            version: "1.2-3".to_owned(),
            kept: amount(10, 219_000_000),
            licences: None,
            copyright: None,
        }],
        scripts: ScriptCount {
            packages: 2,
            with_scripts: 1,
            scripts: 3,
            recognised: 2,
            catalogued: 1,
            acknowledged: 0,
            executed: 0,
        },
        dropped: dropped.map(|(rule, amount)| (rule.to_owned(), amount)).into(),
        made: [("accounts".to_owned(), amount(2, 204))].into(),
        dropped_dependencies: vec![DroppedDependency {
            from: "shop".to_owned(),
            dependency: "adduser".to_owned(),
            rule: "adduser".to_owned(),
            reason: "Its script only.".to_owned(),
            reason_de: "Nur sein Skript.".to_owned(),
        }],
        privileges_taken: Vec::new(),
        proof: Proof { elf_files: 318, scripts: 0, jars: 36, links: 600, satisfied },
        features_off: vec![FeatureOff {
            missing: "libcups.so.2".to_owned(),
            needed_by: vec!["/usr/bin/shop".to_owned()],
            effect: Some(("printing".to_owned(), "Drucken".to_owned())),
        }],
        carries: vec!["jdk.compiler".to_owned()],
        trusted_authorities: Some(148),
        without: vec![("trigger libc-upgrade".to_owned(), "libc6".to_owned())],
    }
}

fn report() -> Report {
    Report {
        variant: None,
        haerterei_build_report: REPORT_VERSION,
        name: "shop".to_owned(),
        version: "1.2-20260101T000000Z-0123456789ab".to_owned(),
        digest: Digest::sha256(b"shop"),
        created: Timestamp::UNIX_EPOCH,
        distribution: "debian/trixie".to_owned(),
        recipe: Box::new(recipe()),
        platforms: vec![platform("amd64", 470), platform("arm64", 721)],
        missing_annotations: vec![
            "org.opencontainers.image.vendor".to_owned(),
            "haerterei.security-contact".to_owned(),
            "org.opencontainers.image.source".to_owned(),
        ],
        diagnostics: vec![Diagnostic {
            severity: Severity::Warning,
            place: Place::Whole,
            message: Message::new("build-lost-pin").text("package", "shop").text("version", "1"),
        }],
        outputs: vec!["oci:out/shop".to_owned()],
    }
}

#[test]
fn a_report_in_english() {
    insta::assert_snapshot!(text(&report(), &Texts::new(Language::English), None, false));
}

#[test]
fn a_report_in_german_with_details() {
    insta::assert_snapshot!(text(&report(), &Texts::new(Language::German), Some(100), true));
}

#[test]
fn a_report_is_what_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(super::super::SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let report = serde_json::to_value(report()).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
    let mut executed = report;
    executed["platforms"][0]["scripts"]["executed"] = 1.into();
    assert!(!validator.is_valid(&executed), "no report says that a script ran");
}
