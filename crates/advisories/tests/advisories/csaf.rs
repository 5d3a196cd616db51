// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Red Hat's documents, and modules of RPM distributions.

use haerterei_advisories::{AskedVersion, Ecosystem, Form, Segment, Status};
use serde_json::{Value, json};

use crate::place::{World, said, segment};

fn product(id: &str, helper: &str, value: &str) -> Value {
    json!({ "category": "product_version", "name": id,
        "product": { "name": id, "product_id": id, "product_identification_helper": { helper: value } } })
}

fn part(package: &str, within: &str) -> Value {
    json!({ "category": "default_component_of", "product_reference": package,
        "relates_to_product_reference": within,
        "full_product_name": { "name": "x", "product_id": format!("{within}:{package}") } })
}

/// A document about one weakness, in the form of those that Red Hat publishes.
fn document() -> Value {
    let packages = [
        ("openssl-libs.x86_64", "pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=x86_64&epoch=1"),
        ("openssl-libs.s390x", "pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=s390x&epoch=1"),
        ("openssl.fixed.src", "pkg:rpm/redhat/openssl@3.0.7-27.el9?arch=src&epoch=1"),
        ("openssl-libs.eus", "pkg:rpm/redhat/openssl-libs@3.0.7-16.el9_2?arch=x86_64&epoch=1"),
        (
            "nodejs-18",
            "pkg:rpm/redhat/nodejs@18.20-1.module%2Bel9?arch=x86_64&rpmmod=nodejs:18:9040:rhel9",
        ),
        ("ruby", "pkg:rpm/redhat/ruby@3.3.5-3.module%2Bel9?arch=x86_64"),
        ("ruby-2.5", "pkg:rpmmod/redhat/ruby:2.5/ruby"),
        ("compat", "pkg:rpm/redhat/compat-openssl?arch=src"),
        ("compat-libs", "pkg:rpm/redhat/compat-openssl-libs"),
        ("edk2", "pkg:rpm/redhat/edk2-ovmf"),
        ("shim", "pkg:rpm/redhat/shim"),
        ("rust", "pkg:rpm/redhat/rust"),
        ("image", "pkg:oci/ubi9?tag=9.4"),
    ];
    let mut branches: Vec<Value> =
        packages.iter().map(|(id, purl)| product(id, "purl", purl)).collect();
    branches.push(product("ruby:3.3:9040", "purl", "pkg:rpmmod/redhat/ruby@3.3:9040:9"));
    let cpes = [
        ("BaseOS-9.4.0.Z.MAIN", "cpe:/o:redhat:enterprise_linux:9::baseos"),
        ("AppStream-9.2.0.Z.EUS", "cpe:/a:redhat:rhel_eus:9.2::appstream"),
        ("red_hat_enterprise_linux_9", "cpe:/o:redhat:enterprise_linux:9"),
        ("red_hat_enterprise_linux_8", "cpe:/o:redhat:enterprise_linux:8"),
    ];
    branches.extend(cpes.iter().map(|(id, cpe)| product(id, "cpe", cpe)));
    let main = "BaseOS-9.4.0.Z.MAIN";
    let nine = "red_hat_enterprise_linux_9";
    let mut relationships: Vec<Value> =
        ["openssl-libs.x86_64", "openssl-libs.s390x", "openssl.fixed.src", "nodejs-18", "image"]
            .map(|package| part(package, main))
            .to_vec();
    relationships.push(part("openssl-libs.eus", "AppStream-9.2.0.Z.EUS"));
    relationships.push(part("ruby:3.3:9040", main));
    relationships.push(part("ruby", "BaseOS-9.4.0.Z.MAIN:ruby:3.3:9040"));
    relationships.extend(
        ["compat", "compat-libs", "edk2", "shim", "rust"].map(|package| part(package, nine)),
    );
    relationships.push(part("ruby-2.5", "red_hat_enterprise_linux_8"));
    let of = |package: &str, within: &str| format!("{within}:{package}");
    json!({
        "document": {
            "category": "csaf_vex", "csaf_version": "2.0", "title": "openssl: a flaw",
            "aggregate_severity": { "text": "Moderate" },
            "tracking": { "id": "CVE-2024-0001", "status": "final", "version": "1",
                "initial_release_date": "2024-03-05T00:00:00+00:00",
                "current_release_date": "2025-08-13T15:14:45+00:00" }
        },
        "product_tree": {
            "branches": [{ "category": "vendor", "name": "Red Hat", "branches": branches }],
            "relationships": relationships
        },
        "vulnerabilities": [{
            "cve": "CVE-2024-0001",
            "cwe": { "id": "CWE-835", "name": "x" },
            "notes": [{ "category": "description", "text": "What it is." }],
            "product_status": {
                "fixed": [
                    of("openssl-libs.x86_64", main), of("openssl-libs.s390x", main),
                    of("openssl.fixed.src", main), of("nodejs-18", main), of("image", main),
                    of("openssl-libs.eus", "AppStream-9.2.0.Z.EUS"),
                    "BaseOS-9.4.0.Z.MAIN:ruby:3.3:9040:ruby", "nobody:knows"
                ],
                "known_affected": [
                    of("compat", nine), of("edk2", nine), of("ruby-2.5", "red_hat_enterprise_linux_8")
                ],
                "known_not_affected": [of("compat-libs", nine), of("shim", nine)],
                "under_investigation": [of("rust", nine)]
            },
            "remediations": [
                { "category": "vendor_fix", "details": "x",
                  "url": "https://access.redhat.com/errata/RHSA-2024:1234",
                  "product_ids": [of("openssl-libs.x86_64", main), of("openssl-libs.s390x", main)] },
                { "category": "none_available", "details": "Fix deferred",
                  "product_ids": [of("compat", nine)] },
                { "category": "no_fix_planned", "details": "Will not fix",
                  "product_ids": [of("edk2", nine)] },
                { "category": "no_fix_planned", "details": "Out of support scope",
                  "product_ids": [of("ruby-2.5", "red_hat_enterprise_linux_8")] },
                { "category": "workaround", "details": "x", "product_ids": [of("edk2", nine)] }
            ],
            "scores": [{ "cvss_v3": { "vectorString": "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H",
                "baseScore": 5.9, "version": "3.1" }, "products": [] }],
            "threats": [{ "category": "impact", "details": "Low",
                "product_ids": [of("edk2", nine)] }]
        }]
    })
}

/// What is said of a package that was built for a module.
fn in_module(segment: &Segment, package: &str, version: &str, label: &str) -> Vec<Status> {
    let version = AskedVersion::of(Ecosystem::RedHat, version).in_module(label);
    segment.matches(package, &version).iter().map(|found| found.status).collect()
}

#[test]
fn red_hat_says_what_is_fixed_and_what_it_plans() {
    let (_world, index) = World::of("cve-2024-0001.json", Form::Csaf, document().to_string());
    let nine = segment(&index, "redhat:9");
    // One fix for all architectures; that of an extended stream is not it.
    let fixed = "CVE-2024-0001 Affected <1:3.0.7-27.el9 (RHSA-2024:1234)";
    assert_eq!(said(&nine, "openssl-libs", "1:3.0.7-16.el9_2"), [fixed]);
    assert_eq!(said(&nine, "openssl-libs", "1:3.0.7-27.el9"), [""; 0]);
    // Sources are asked about where nothing is fixed, and only there.
    assert_eq!(said(&nine, "openssl.src", "1:1-1.el9"), [""; 0]);
    assert_eq!(said(&nine, "compat-openssl.src", "1-1.el9"), ["CVE-2024-0001 Deferred"]);
    let own: Vec<Status> = nine.statements("compat-openssl-libs").map(|it| it.status).collect();
    assert_eq!(own, [Status::NotAffected]);
    assert_eq!(said(&nine, "edk2-ovmf", "1-1.el9"), ["CVE-2024-0001 WillNotFix"]);
    assert_eq!(said(&nine, "rust", "1-1.el9"), ["CVE-2024-0001 NeedsTriage"]);
    assert_eq!(said(&nine, "shim", "1-1.el9"), [""; 0]);
    let version = nine.key("1-1.el9");
    let urgency: Vec<_> =
        nine.matches("edk2-ovmf", &version).iter().map(|found| found.urgency).collect();
    assert_eq!(urgency, [Some("Low")]);
    let rated = index.knowledge().unwrap().severities("CVE-2024-0001");
    let values: Vec<&str> = rated.iter().map(|it| it.severity.value.as_str()).collect();
    assert_eq!(values, ["CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", "Moderate"]);
    let story = index.story(&nine.matches("rust", &version)[0].advisory).unwrap().unwrap();
    assert_eq!((&*story.summary, &*story.description), ("openssl: a flaw", "What it is."));
}

#[test]
fn a_rule_for_a_stream_is_about_packages_of_that_stream() {
    let (_world, index) = World::of("cve-2024-0001.json", Form::Csaf, document().to_string());
    let nine = segment(&index, "redhat:9");
    let old = "18.1-1.module+el9";
    assert_eq!(in_module(&nine, "nodejs", old, "nodejs:18:9020:rhel9"), [Status::Affected]);
    assert_eq!(in_module(&nine, "nodejs", old, "nodejs:16:9020:rhel9"), []);
    // Of a module, and nobody knows which: it may be.
    assert_eq!(said(&nine, "nodejs", old), ["CVE-2024-0001 Undetermined"]);
    assert_eq!(said(&nine, "nodejs", "18.20-1.module+el9"), [""; 0]);
    // Of none.
    assert_eq!(said(&nine, "nodejs", "16.1-1.el9"), [""; 0]);
    // The module stands between the package and the product.
    assert_eq!(in_module(&nine, "ruby", "3.3.1-1.module+el9", "ruby:3.3:1:2"), [Status::Affected]);
    assert_eq!(in_module(&nine, "ruby", "3.1.1-1.module+el9", "ruby:3.1:1:2"), []);
    // What is said of the package that is of none is not said of that of a module.
    assert_eq!(in_module(&nine, "openssl-libs", "1:3.0.0-1.module+el9", "tls:1:1:2"), []);
    let eight = segment(&index, "redhat:8");
    let ruby = in_module(&eight, "ruby", "2.5.9-1.module+el8", "ruby:2.5:1:2");
    assert_eq!(ruby, [Status::EndOfLife]);
}

#[test]
fn the_headline_of_an_erratum_names_its_stream() {
    let erratum = |id: &str, summary: &str| {
        json!({ "id": id, "summary": summary, "modified": "2024-01-01T00:00:00Z", "affected": [{
            "package": { "ecosystem": "AlmaLinux:8", "name": "nodejs" },
            "ranges": [{ "type": "ECOSYSTEM", "events": [
                { "introduced": "0" }, { "fixed": "1:18.9-1.module_el8.7.0+3343+ea2b7901" }] }] }] })
        .to_string()
            + "\n"
    };
    let text = [
        erratum("ALSA-2022:1", "Important: nodejs:18 security update"),
        erratum("ALSA-2022:2", "Important: container-tools security update"),
        erratum("ALSA-2022:3", "Important: virt:rhel and nodejs:16 security update"),
    ]
    .concat();
    let (_world, index) = World::of("alma.jsonl", Form::Osv, text);
    let alma = segment(&index, "almalinux:8");
    let ids = |label: &str| -> Vec<(String, Status)> {
        let version =
            AskedVersion::of(Ecosystem::AlmaLinux, "1:16.1-1.module_el8.5.0+2605+45d748af");
        let version = version.in_module(label);
        let found = alma.matches("nodejs", &version);
        found.iter().map(|it| (it.advisory.id().to_owned(), it.status)).collect()
    };
    let unknown = ("ALSA-2022:2".to_owned(), Status::Undetermined);
    let of = |id: &str| ("ALSA-2022:".to_owned() + id, Status::Affected);
    assert_eq!(ids("nodejs:18:8070:x"), [of("1"), unknown.clone()]);
    assert_eq!(ids("nodejs:16:8070:x"), [unknown.clone(), of("3")]);
    assert_eq!(ids("nodejs:20:8070:x"), [unknown]);
    assert_eq!(said(&alma, "nodejs", "1:16.1-1.el8"), [""; 0]);
}

#[test]
fn a_document_that_leads_in_circles_or_down_without_end_is_survived() {
    let mut circle = document();
    let relationships = circle["product_tree"]["relationships"].as_array_mut().unwrap();
    relationships.push(json!({ "category": "default_component_of", "product_reference": "rust",
        "relates_to_product_reference": "circle",
        "full_product_name": { "name": "x", "product_id": "circle" } }));
    circle["vulnerabilities"][0]["product_status"]["fixed"] = json!(["circle"]);
    let (_world, index) = World::of("cve-2024-0001.json", Form::Csaf, circle.to_string());
    assert_eq!(said(&segment(&index, "redhat:9"), "openssl-libs", "1:1-1.el9"), [""; 0]);

    let mut deep = document();
    let mut branch = json!({ "category": "product_name", "name": "x" });
    for _ in 0..40 {
        branch = json!({ "category": "product_family", "name": "x", "branches": [branch] });
    }
    deep["product_tree"]["branches"].as_array_mut().unwrap().push(branch);
    let refusal = World::new().refuse("cve-2024-0001.json", Form::Csaf, deep.to_string());
    assert!(refusal.to_string().contains("too deep"), "{refusal}");
}
