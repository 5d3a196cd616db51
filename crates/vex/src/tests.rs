// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents as others write them, and as nobody should.

use proptest::prelude::*;

use super::*;
use crate::status::{Circumstance, Justification, Status};

fn of(text: &str) -> Document {
    super::read(text.as_bytes(), &Bounds::default()).unwrap()
}

fn error(text: &str) -> VexError {
    super::read(text.as_bytes(), &Bounds::default()).unwrap_err()
}

fn kinds(document: &Document) -> Vec<ProblemKind> {
    document.problems.iter().map(|problem| problem.kind).collect()
}

const OPEN_VEX: &str = r#"{
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.org/vex-1",
  "author": "Example Authority",
  "timestamp": "2026-01-01T00:00:00Z",
  "version": 1,
  "statements": [
    {
      "vulnerability": { "@id": "https://nvd.nist.gov/vuln/detail/CVE-2023-45853", "name": "CVE-2023-45853", "aliases": ["GHSA-x"] },
      "products": [{ "@id": "pkg:oci/tomcat", "subcomponents": [{ "@id": "pkg:deb/debian/zlib1g" }] }],
      "status": "not_affected",
      "justification": "vulnerable_code_not_present"
    },
    {
      "vulnerability": { "name": "CVE-2005-2541" },
      "products": [{ "@id": "pkg:deb/debian/tar" }],
      "status": "affected",
      "action_statement": "Do not run as root.",
      "timestamp": "2026-02-01T00:00:00Z"
    }
  ]
}"#;

const OLD_OPEN_VEX: &str = r#"{
  "@context": "https://openvex.dev/ns", "author": "x", "timestamp": "2023-01-01T00:00:00Z",
  "statements": [{ "vulnerability": "CVE-2022-1", "products": ["pkg:oci/a", "pkg:oci/b"],
    "subcomponents": ["pkg:apk/alpine/zlib"], "status": "fixed" }]
}"#;

const CSAF: &str = r#"{
  "document": { "category": "csaf_vex", "csaf_version": "2.0", "title": "x",
    "publisher": { "category": "vendor", "name": "Example", "namespace": "https://example.org" },
    "tracking": { "id": "X-1", "status": "final", "version": "1", "current_release_date": "2026-01-01T00:00:00Z",
      "initial_release_date": "2026-01-01T00:00:00Z", "revision_history": [] } },
  "product_tree": {
    "branches": [{ "category": "vendor", "name": "Example", "branches": [{ "category": "product_version", "name": "1",
      "product": { "name": "zlib1g", "product_id": "Z", "product_identification_helper": { "purl": "pkg:deb/debian/zlib1g" } } }] }],
    "full_product_names": [{ "name": "image", "product_id": "I", "product_identification_helper": { "purl": "pkg:oci/tomcat" } }],
    "relationships": [{ "category": "default_component_of", "product_reference": "Z", "relates_to_product_reference": "I",
      "full_product_name": { "name": "zlib1g in image", "product_id": "I:Z" } }],
    "product_groups": [{ "group_id": "G", "product_ids": ["I:Z", "Z"] }]
  },
  "vulnerabilities": [{ "cve": "CVE-2023-45853", "ids": [{ "system_name": "x", "text": "X-7" }],
    "product_status": { "known_not_affected": ["I:Z"], "under_investigation": ["Z"], "recommended": ["I"] },
    "flags": [{ "label": "vulnerable_code_not_present", "group_ids": ["G"], "date": "2026-01-02T00:00:00Z" }] }]
}"#;

const CYCLONE_DX: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": "urn:uuid:1", "version": 1,
  "metadata": { "timestamp": "2026-01-01T00:00:00Z", "supplier": { "name": "Example" },
    "component": { "type": "container", "name": "registry.example/x:1", "bom-ref": "root" } },
  "components": [{ "type": "library", "name": "zlib1g", "bom-ref": "z", "purl": "pkg:deb/debian/zlib1g",
    "components": [{ "type": "library", "name": "inner", "bom-ref": "i", "purl": "pkg:npm/inner@1" }] }],
  "vulnerabilities": [
    { "id": "CVE-1", "affects": [{ "ref": "z" }], "analysis": { "state": "not_affected", "justification": "requires_configuration" } },
    { "id": "CVE-2", "affects": [{ "ref": "root" }], "analysis": { "state": "false_positive", "detail": "not ours" } },
    { "id": "CVE-3", "affects": [{ "ref": "urn:cdx:2/1#pkg%3Anpm%2Fouter%401" }], "analysis": { "state": "exploitable" }, "recommendation": "update" },
    { "id": "CVE-4", "affects": [{ "ref": "z" }] }
  ]
}"#;

#[test]
fn openvex_of_both_forms_is_read() {
    let document = of(OPEN_VEX);
    assert_eq!(
        (document.author.as_str(), document.id.as_str()),
        ("Example Authority", "https://example.org/vex-1")
    );
    let [first, second] = document.statements.as_slice() else { panic!("{document:?}") };
    assert_eq!(first.justification, Some(Justification::VulnerableCodeNotPresent));
    assert!(first.weaknesses.contains("GHSA-x") && first.weaknesses.contains("CVE-2023-45853"));
    assert_eq!(first.at, document.issued);
    assert_eq!(second.text.as_deref(), Some("Do not run as root."));
    assert!(second.at > first.at);
    let old = of(OLD_OPEN_VEX);
    assert_eq!(
        (old.statements[0].products.len(), old.statements[0].products[1].parts.len()),
        (2, 1)
    );
}

#[test]
fn csaf_is_read_with_branches_relations_and_groups() {
    let document = of(CSAF);
    assert_eq!(document.problems, []);
    let by_status = |status| document.statements.iter().find(|it| it.status == status).unwrap();
    let closed = by_status(Status::NotAffected);
    assert_eq!(closed.justification, Some(Justification::VulnerableCodeNotPresent));
    assert_eq!(closed.products[0].parts.len(), 1);
    assert_eq!(closed.at.unwrap().to_string(), "2026-01-02T00:00:00Z");
    assert!(closed.weaknesses.contains("X-7"));
    let open = by_status(Status::UnderInvestigation);
    assert_eq!((open.justification, open.products[0].parts.len()), (None, 0));
    assert_eq!(document.statements.len(), 2);
}

#[test]
fn cyclonedx_is_read_with_what_its_words_mean() {
    let document = of(CYCLONE_DX);
    assert_eq!(document.problems, []);
    let [first, second, third] = document.statements.as_slice() else { panic!("{document:?}") };
    assert_eq!(first.circumstance, Some(Circumstance::RequiresConfiguration));
    assert_eq!(first.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!((first.products[0].parts.len(), second.products[0].parts.len()), (1, 0));
    assert_eq!((second.status, second.text.as_deref()), (Status::NotAffected, Some("not ours")));
    assert_eq!((third.status, third.text.as_deref()), (Status::Affected, Some("update")));
    assert_eq!(document.author, "Example");
}

#[test]
fn a_malformed_statement_says_nothing_and_is_named() {
    for (from, to, kind) in [
        ("\"affected\"", "\"fine\"", ProblemKind::Status),
        ("\"vulnerable_code_not_present\"", "\"because\"", ProblemKind::Justification),
        (",\n      \"justification\": \"vulnerable_code_not_present\"", "", ProblemKind::NoReason),
        ("{ \"name\": \"CVE-2005-2541\" }", "{}", ProblemKind::NoWeakness),
        ("[{ \"@id\": \"pkg:deb/debian/tar\" }]", "[{}]", ProblemKind::NoProduct),
        ("[{ \"@id\": \"pkg:deb/debian/zlib1g\" }]", "[{}]", ProblemKind::NoProduct),
    ] {
        let text = OPEN_VEX.replacen(from, to, 1);
        assert_ne!(text, OPEN_VEX, "{from}");
        let document = of(&text);
        assert_eq!((kinds(&document), document.statements.len()), (vec![kind], 1), "{from}");
    }
    let late = of(&OPEN_VEX.replacen("2026-02-01T00:00:00Z", "tomorrow", 1));
    assert_eq!((kinds(&late), late.statements.len()), (vec![ProblemKind::Date], 2));
    for (from, to, kind, left) in [
        (
            "\"under_investigation\": [\"Z\"]",
            "\"known_affected\": [\"I:Z\"]",
            ProblemKind::Contradiction,
            0,
        ),
        ("[\"I:Z\"], \"under", "[\"Q\"], \"under", ProblemKind::UnknownProduct, 1),
        ("\"vulnerable_code_not_present\"", "\"because\"", ProblemKind::Justification, 1),
        ("\"status\": \"final\"", "\"status\": \"draft\"", ProblemKind::Draft, 2),
        (
            "\"cve\": \"CVE-2023-45853\", \"ids\": [{ \"system_name\": \"x\", \"text\": \"X-7\" }],",
            "",
            ProblemKind::NoWeakness,
            0,
        ),
    ] {
        let text = CSAF.replacen(from, to, 1);
        assert_ne!(text, CSAF, "{from}");
        let document = of(&text);
        assert!(kinds(&document).contains(&kind), "{from}: {:?}", document.problems);
        assert_eq!(document.statements.len(), left, "{from}");
    }
    assert!(of(&CSAF.replacen("\"final\"", "\"draft\"", 1)).is_draft);
    for (from, to, kind) in [
        ("\"requires_configuration\"", "\"luck\"", ProblemKind::Justification),
        ("\"exploitable\"", "\"maybe\"", ProblemKind::Status),
        ("\"ref\": \"root\"", "\"ref\": \"nobody\"", ProblemKind::UnknownProduct),
        (", \"detail\": \"not ours\"", "", ProblemKind::NoReason),
    ] {
        let document = of(&CYCLONE_DX.replacen(from, to, 1));
        assert!(kinds(&document).contains(&kind), "{from}: {:?}", document.problems);
        assert_eq!(document.statements.len(), 2, "{from}");
    }
    // Of a subject without a name nobody knows what it is.
    let nameless = CYCLONE_DX.replacen("\"name\": \"registry.example/x:1\", ", "", 1);
    assert!(kinds(&of(&nameless)).contains(&ProblemKind::UnknownProduct));
}

#[test]
fn what_is_no_document_is_refused() {
    assert!(matches!(error(""), VexError::Json(_)));
    assert!(matches!(error("{}"), VexError::Unknown));
    assert!(matches!(error(&OPEN_VEX[..300]), VexError::Json(_)));
    assert!(matches!(error(&OPEN_VEX.replacen("v0.2.0", "v9", 1)), VexError::Version { .. }));
    assert!(matches!(error(&CSAF.replacen("\"2.0\"", "\"3.0\"", 1)), VexError::Version { .. }));
    assert!(matches!(error(&CYCLONE_DX.replacen("1.5", "1.2", 1)), VexError::Version { .. }));
    let nobody = OPEN_VEX.replacen("\"author\": \"Example Authority\",", "", 1);
    assert!(matches!(error(&nobody), VexError::Missing { place: "author" }));
    let twice = OPEN_VEX.replacen("\"version\": 1,", "\"version\": 1, \"version\": 2,", 1);
    assert!(matches!(error(&twice), VexError::Json(_)));
}

#[test]
fn bounds_hold() {
    let small = Bounds { bytes: 100, ..Bounds::default() };
    assert!(matches!(super::read(CSAF.as_bytes(), &small), Err(VexError::TooLarge { limit: 100 })));
    let few = Bounds { values: 20, ..Bounds::default() };
    assert!(matches!(super::read(CSAF.as_bytes(), &few), Err(VexError::TooMany { limit: 20 })));
    let one = Bounds { statements: 1, ..Bounds::default() };
    for text in [OPEN_VEX, CSAF, CYCLONE_DX] {
        assert!(matches!(super::read(text.as_bytes(), &one), Err(VexError::TooMany { .. })));
    }
    let deep = format!("{{\"@context\": {}", "[".repeat(100_000));
    assert!(matches!(error(&deep), VexError::Json(_)));
    // Products that are parts of each other in a circle end.
    let circle = CSAF.replacen("\"product_reference\": \"Z\"", "\"product_reference\": \"I:Z\"", 1);
    assert_eq!(of(&circle).statements.len(), 1);
    // A thousand complaints are enough.
    let unknown: Vec<String> = (0..5000).map(|number| format!("\"q{number}\"")).collect();
    let many = CSAF.replacen("[\"I:Z\"]", &format!("[{},\"I:Z\"]", unknown.join(",")), 1);
    assert_eq!(of(&many).problems.len(), 1000);
}

proptest! {
    #[test]
    fn a_damaged_document_never_panics(which in 0usize..3, place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = [OPEN_VEX, CSAF, CYCLONE_DX][which].as_bytes().to_vec();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let _ = super::read(bytes.as_slice(), &Bounds::default());
    }

    #[test]
    fn reading_is_total(bytes in any::<Vec<u8>>()) {
        let _ = super::read(bytes.as_slice(), &Bounds::default());
    }
}
