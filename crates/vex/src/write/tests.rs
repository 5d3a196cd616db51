// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use std::path::Path;

use super::*;
use crate::decision::About;
use crate::testing::component;
use crate::{Bounds, Standing, Statements, Verdict};

const ZLIB: &str = "pkg:deb/debian/zlib1g@1:1.3.dfsg-1?arch=amd64&distro=debian-13";
const TAR: &str = "pkg:deb/debian/tar@1.35?arch=amd64&distro=debian-13";
const LOG4J: &str = "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.0";

fn image() -> Image {
    Image {
        name: "registry.example/base/tomcat:10".to_owned(),
        digests: BTreeSet::from([Digest::sha256(b"manifest")]),
        architecture: Some("amd64".to_owned()),
    }
}

fn publisher() -> Publisher {
    Publisher {
        name: "Example Authority".to_owned(),
        namespace: "https://security.example.org".to_owned(),
        category: "vendor".to_owned(),
    }
}

fn entries() -> BTreeSet<Entry> {
    let entry =
        |weakness: &str, purl: &str, status, justification: Option<Justification>, text: &str| {
            Entry {
                weakness: weakness.to_owned(),
                aliases: BTreeSet::new(),
                components: BTreeSet::from([purl.parse().unwrap()]),
                status,
                justification,
                circumstance: justification.map(|it| it.to_circumstance().0),
                text: (!text.is_empty()).then(|| text.to_owned()),
                at: "2026-11-01T00:00:00Z".parse().unwrap(),
            }
        };
    let mut perimeter = entry("CVE-2024-0004", LOG4J, Status::NotAffected, None, "");
    perimeter.circumstance = Some(Circumstance::ProtectedAtPerimeter);
    let mut named = entry("GHSA-jfh8-c2jp-5v3q", LOG4J, Status::Fixed, None, "");
    named.aliases.insert("CVE-2021-44228".to_owned());
    BTreeSet::from([
        entry(
            "CVE-2023-45853",
            ZLIB,
            Status::NotAffected,
            Some(Justification::VulnerableCodeNotPresent),
            "MiniZip is not part of the package.",
        ),
        entry(
            "CVE-2005-2541",
            TAR,
            Status::Affected,
            None,
            "Extract as an unprivileged user only.",
        ),
        entry("CVE-2023-45853", TAR, Status::UnderInvestigation, None, ""),
        perimeter,
        named,
    ])
}

fn written(format: OutputFormat, addressing: Addressing) -> Vec<u8> {
    let (image, publisher) = (image(), publisher());
    let writing = Writing {
        image: &image,
        entries: entries(),
        publisher: &publisher,
        issued: "2026-11-23T00:00:00Z".parse().unwrap(),
        addressing,
        sbom: None,
    };
    write(&writing, format).unwrap()
}

#[test]
fn all_formats_say_the_same_and_are_read_again() {
    let cases = [
        ("CVE-2023-45853", ZLIB, Some(Status::NotAffected)),
        ("CVE-2005-2541", TAR, Some(Status::Affected)),
        ("CVE-2023-45853", TAR, Some(Status::UnderInvestigation)),
        ("CVE-2024-0004", LOG4J, Some(Status::NotAffected)),
        ("CVE-2021-44228", LOG4J, Some(Status::Fixed)),
        ("GHSA-jfh8-c2jp-5v3q", LOG4J, Some(Status::Fixed)),
        ("CVE-2005-2541", ZLIB, None),
        ("CVE-1999-0001", TAR, None),
    ];
    for format in OutputFormat::ALL {
        for addressing in [Addressing::InImage, Addressing::Component] {
            let bytes = written(format, addressing);
            assert_eq!(bytes, written(format, addressing));
            let document = crate::read(bytes.as_slice(), &Bounds::default()).unwrap();
            assert_eq!(document.problems, [], "{format:?}");
            let mut statements = Statements::default();
            statements.add(document, Standing::Named);
            for (name, purl, expected) in cases {
                let component = component(purl);
                let names = BTreeSet::from([name.to_owned()]);
                let say = |image: &Image| {
                    let about = About { names: &names, component: &component, image };
                    match statements.weigh(about, "2026-11-24T00:00:00Z".parse().unwrap()) {
                        Verdict::Silent => None,
                        Verdict::Holds(voice) => Some(voice.statement.status),
                        other => panic!("{other:?}"),
                    }
                };
                assert_eq!(say(&image()), expected, "{format:?} {addressing:?} {name} {purl}");
                // CycloneDX always names its image.
                let is_bound =
                    addressing == Addressing::InImage || format == OutputFormat::CycloneDx1_6;
                let elsewhere = expected.filter(|_| !is_bound);
                assert_eq!(say(&Image::default()), elsewhere, "{format:?} {addressing:?} {name}");
            }
        }
    }
}

#[test]
fn a_document_is_named_by_what_it_says() {
    let of = |format: OutputFormat, addressing| -> Value {
        serde_json::from_slice(&written(format, addressing)).unwrap()
    };
    let id = |addressing| of(OutputFormat::OpenVex, addressing)["@id"].as_str().unwrap().to_owned();
    assert!(id(Addressing::InImage).starts_with("https://security.example.org/vex-"));
    assert_ne!(id(Addressing::InImage), id(Addressing::Component));
    let serial = of(OutputFormat::CycloneDx1_6, Addressing::InImage)["serialNumber"].clone();
    let serial = serial.as_str().unwrap();
    assert_eq!((serial.len(), &serial[23..24]), (45, "8"), "{serial}");
}

#[test]
fn products_are_named_as_trivy_and_grype_name_them() {
    let value: Value =
        serde_json::from_slice(&written(OutputFormat::OpenVex, Addressing::InImage)).unwrap();
    let statement = value["statements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| {
            it["status"] == "not_affected" && it["vulnerability"]["name"] == "CVE-2023-45853"
        })
        .unwrap();
    let product = &statement["products"][0];
    let encoded = Digest::sha256(b"manifest").to_string();
    let expected: PackageUrl =
        format!("pkg:oci/tomcat@{encoded}?repository_url=registry.example/base/tomcat")
            .parse()
            .unwrap();
    assert_eq!(product["@id"], expected.to_string());
    let parts: Vec<&str> = product["subcomponents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["@id"].as_str().unwrap())
        .collect();
    // The first is syft's and Grype's way to write an epoch, the second Trivy's.
    assert_eq!(parts.len(), 2);
    assert!(
        parts[0].contains("@1:1.3.dfsg-1") || parts[0].contains("@1%3A1.3.dfsg-1"),
        "{parts:?}"
    );
    assert!(parts[1].contains("@1.3.dfsg-1") && parts[1].contains("epoch=1"), "{parts:?}");
    assert!(parts.iter().all(|part| !part.contains("distro")), "{parts:?}");
}

#[test]
fn a_cyclonedx_document_can_refer_to_an_inventory() {
    let (image, publisher) = (image(), publisher());
    let sbom =
        Sbom { serial: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".to_owned(), version: 2 };
    let writing = Writing {
        image: &image,
        entries: entries(),
        publisher: &publisher,
        issued: "2026-11-23T00:00:00Z".parse().unwrap(),
        addressing: Addressing::InImage,
        sbom: Some(&sbom),
    };
    let bytes = write(&writing, OutputFormat::CycloneDx1_6).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    let reference = value["vulnerabilities"][0]["affects"][0]["ref"].as_str().unwrap();
    assert!(
        reference.starts_with("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#pkg%3A"),
        "{reference}"
    );
    assert_eq!(value.get("components"), None);
    let document = crate::read(bytes.as_slice(), &Bounds::default()).unwrap();
    assert_eq!((document.problems.len(), document.statements.len()), (0, 5));
}

/// Returns a file of the material beside the repository.
fn shared(name: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let text = std::fs::read(root.join("../shared/compliance").join(name)).ok()?;
    serde_json::from_slice(&text).ok()
}

#[test]
fn the_schemas_accept_it() {
    for (format, name) in [
        (OutputFormat::Csaf2_0, "csaf/2.0/csaf_json_schema.json"),
        (OutputFormat::Csaf2_1, "csaf/2.1-csd03/csaf.json"),
        (OutputFormat::CycloneDx1_6, "cyclonedx/bom-1.6.schema.json"),
    ] {
        let Some(mut schema) = shared(name) else {
            println!("not run: {name} is not beside the repository");
            continue;
        };
        cut(&mut schema);
        let validator = if format == OutputFormat::CycloneDx1_6 {
            schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
            jsonschema::draft7::new(&schema).unwrap()
        } else {
            schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            jsonschema::draft202012::new(&schema).unwrap()
        };
        assert!(!validator.is_valid(&serde_json::json!({ "document": {}, "version": "x" })));
        for addressing in [Addressing::InImage, Addressing::Component] {
            let value: Value = serde_json::from_slice(&written(format, addressing)).unwrap();
            let problems: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{name}: {problems:#?}");
        }
    }
}

/// Forbids what refers to schemas that are not there: scores, licences, signatures. We write none.
fn cut(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let is_foreign =
                map.get("$ref").and_then(Value::as_str).is_some_and(|text| !text.starts_with('#'));
            if is_foreign {
                *value = Value::Bool(false);
            } else {
                map.values_mut().for_each(cut);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(cut),
        _ => {}
    }
}
