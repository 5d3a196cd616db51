// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fields of TR-03183-2, and the traps in them.

use haerterei_ground::{Algorithm, Digest};
use haerterei_inventory::{Component, ComponentKind, Creator, How, Inventory, Licences, Nature};
use haerterei_sbom::cyclonedx;
use haerterei_sbom::document::{DocumentBounds, Profile, parse};
use haerterei_sbom::tr_03183::{Field, FieldReport, Problem, Report, check};

use crate::sample::{FORMS, Form, at, component, inventory, written};

fn report(text: &[u8]) -> Report {
    check(&parse(text, DocumentBounds::default()).expect("a document"))
}

fn field(report: &Report, field: Field) -> &FieldReport {
    report.fields.iter().find(|it| it.field == field).expect("every field is reported")
}

/// A document of one component with everything that is required; `change` spoils it.
fn sound(change: impl Fn(&mut serde_json::Value)) -> Report {
    let mut json = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.7",
        "serialNumber": "urn:uuid:00000000-0000-8000-8000-000000000000",
        "metadata": {
            "timestamp": "2026-01-01T00:00:00Z",
            "manufacturer": { "contact": [{ "email": "a@b.example" }] },
        },
        "components": [{
            "type": "library", "bom-ref": "x", "name": "x", "version": "1",
            "purl": "pkg:generic/x@1",
            "manufacturer": { "url": ["https://b.example/"] },
            "licenses": [
                { "expression": "MIT", "acknowledgement": "concluded" },
                { "expression": "MIT", "acknowledgement": "declared" },
            ],
            "externalReferences": [
                { "type": "distribution", "url": "https://b.example/x.jar",
                  "hashes": [{ "alg": "SHA-512", "content": "ab".repeat(64) }] },
                { "type": "source-distribution", "url": "https://b.example/x.tar",
                  "hashes": [{ "alg": "SHA-512", "content": "cd".repeat(64) }] },
                { "type": "rfc-9116", "url": "https://b.example/.well-known/security.txt" },
            ],
            "properties": [
                { "name": "bsi:component:filename", "value": "x.jar" },
                { "name": "bsi:component:executable", "value": "executable" },
                { "name": "bsi:component:archive", "value": "no archive" },
                { "name": "bsi:component:structured", "value": "structured" },
                { "name": "bsi:component:effectiveLicense", "value": "MIT" },
                { "name": "bsi:component:effectiveLicence", "value": "MIT" },
            ],
        }],
        "dependencies": [{ "ref": "x", "dependsOn": [] }],
        "compositions": [{ "aggregate": "complete", "dependencies": ["x"] }],
    });
    change(&mut json);
    report(json.to_string().as_bytes())
}

#[test]
fn a_document_with_everything_has_everything() {
    let report = sound(|_| {});
    assert!(report.required_fields_are_there, "{report:#?}");
    for field in &report.fields {
        assert_eq!((field.missing, field.wrong), (0, 0), "{field:?}");
        assert_eq!(field.present, 1, "{field:?}");
    }
    assert_eq!(report.fields.len(), 22);
}

#[test]
fn what_was_shaded_into_an_archive_is_a_part_of_it_and_no_gap() {
    let mut inventory = inventory();
    let text = |text: &str| Some(text.to_owned());
    let creator = Creator { name: None, email: text("a@b.example"), url: None };
    let licences = Licences { declared: text("MIT"), ..Licences::default() };
    let digests =
        [Digest::sha256(b"fat"), Digest::of(Algorithm::Sha512, b"fat")].into_iter().collect();
    inventory.components.push(Component {
        version: text("1"),
        purl: text("pkg:maven/g/fat@1"),
        digests,
        creator,
        licences,
        locations: vec![at("srv/fat.jar", &[], 0)],
        nature: Nature { executable: true, archive: true, structured: true },
        ..component(ComponentKind::LanguagePackage, "maven", "fat")
    });
    let gaps = |inventory: &Inventory, form| {
        let report = report(&written(inventory, form, Profile::Tr03183));
        let fields = report.fields.iter().filter(|field| field.is_gap());
        let counts: Vec<_> = fields.map(|it| (it.field, it.missing + it.wrong)).collect();
        (counts, report.logical_components)
    };
    for form in [Form::CycloneDx(cyclonedx::Version::V1_7), Form::Spdx3] {
        let before = gaps(&inventory, form);
        // A runtime that is a folder is no file, a program is one.
        for (how, is_logical) in [(How::Metadata, true), (How::VersionText, false)] {
            let mut inventory = inventory.clone();
            inventory.components.push(Component {
                version: text("21"),
                how,
                creator: Creator { name: None, email: text("a@b.example"), url: None },
                licences: Licences { declared: text("MIT"), ..Licences::default() },
                locations: vec![at("opt/java/release", &[], 0)],
                ..component(ComponentKind::Program, "generic", "openjdk")
            });
            let after = gaps(&inventory, form);
            assert_eq!(after.0 == before.0, is_logical, "{form:?}");
        }
        for place in ["META-INF/maven/g/in/pom.properties", "classes/in.jar"] {
            let mut inventory = inventory.clone();
            inventory.components.push(Component {
                version: text("2"),
                purl: text("pkg:maven/g/in@2"),
                locations: vec![at("srv/fat.jar", &[place], 0)],
                nature: Nature { executable: true, archive: true, structured: true },
                ..component(ComponentKind::LanguagePackage, "maven", "in")
            });
            let after = gaps(&inventory, form);
            if place.ends_with("jar") {
                // A file of its own has to have a digest.
                assert_ne!(after.0, before.0, "{form:?}");
            } else {
                assert_eq!(after, (before.0.clone(), before.1 + 1), "{form:?}");
            }
        }
    }
}

#[test]
fn each_trap_is_seen() {
    type Spoil = fn(&mut serde_json::Value);
    let cases: [(Field, Problem, Spoil); 22] = [
        (Field::Format, Problem::OldFormat, |it| it["specVersion"] = "1.5".into()),
        (Field::NoVulnerabilities, Problem::HasVulnerabilities, |it| {
            it["vulnerabilities"] = serde_json::json!([{ "id": "CVE-1" }]);
        }),
        (Field::SbomCreator, Problem::Missing, |it| it["metadata"]["manufacturer"].take_it()),
        (Field::SbomCreator, Problem::NameAlone, |it| {
            it["metadata"]["manufacturer"] = serde_json::json!({ "name": "Somebody" });
        }),
        (Field::SbomCreator, Problem::BothAddresses, |it| {
            it["metadata"]["manufacturer"]["url"] = serde_json::json!(["https://b.example"]);
        }),
        (Field::Timestamp, Problem::NoTime, |it| it["metadata"]["timestamp"] = "yesterday".into()),
        (Field::ComponentCreator, Problem::NoAddress, |it| {
            it["components"][0]["manufacturer"]["url"][0] = "b.example".into();
        }),
        (Field::ComponentVersion, Problem::Missing, |it| it["components"][0]["version"].take_it()),
        (Field::FileName, Problem::Path, |it| property(it, 0, "lib/x.jar")),
        // The words that a fixture of another checker passes with.
        (Field::Executable, Problem::Words, |it| property(it, 1, "true")),
        (Field::Archive, Problem::Words, |it| property(it, 2, "non-archive")),
        (Field::Structured, Problem::Words, |it| property(it, 3, "false")),
        (Field::Executable, Problem::Several, |it| {
            it["components"][0]["properties"][3]["name"] = "bsi:component:executable".into();
        }),
        (Field::Dependencies, Problem::NoEntry, |it| it["dependencies"].take_it()),
        (Field::Dependencies, Problem::NoCompleteness, |it| it["compositions"].take_it()),
        (Field::Dependencies, Problem::Dangling, |it| {
            it["dependencies"][0]["dependsOn"] = serde_json::json!(["nobody"]);
        }),
        (Field::DistributionLicences, Problem::NoAssertion, |it| {
            it["components"][0]["licenses"][0]["expression"] = "NOASSERTION".into();
        }),
        (Field::DistributionLicences, Problem::UnlistedLicence, |it| {
            it["components"][0]["licenses"][0]["expression"] = "GPL".into();
        }),
        (Field::DistributionLicences, Problem::NotConcluded, |it| {
            it["components"][0]["licenses"][0]["acknowledgement"].take_it();
        }),
        (Field::DeployableHash, Problem::NotSha512, |it| {
            it["components"][0]["externalReferences"][0]["hashes"][0]["alg"] = "SHA-256".into();
        }),
        (Field::DeployableHash, Problem::HashElsewhere, |it| {
            let hash = it["components"][0]["externalReferences"][0]["hashes"].take();
            it["components"][0]["hashes"] = hash;
        }),
        (Field::EffectiveLicence, Problem::Several, |it| property(it, 5, "BSD-3-Clause")),
    ];
    for (wanted, problem, spoil) in cases {
        let report = sound(spoil);
        let found = field(&report, wanted);
        assert_eq!(found.problems[0].problem, problem, "{wanted:?}: {found:?}");
        let is_required = wanted != Field::EffectiveLicence;
        assert_eq!(report.required_fields_are_there, !is_required, "{wanted:?}");
    }
}

fn property(json: &mut serde_json::Value, place: usize, value: &str) {
    json["components"][0]["properties"][place]["value"] = value.into();
}

trait TakeIt {
    fn take_it(&mut self);
}

impl TakeIt for serde_json::Value {
    fn take_it(&mut self) {
        self.take();
    }
}

#[test]
fn our_documents_have_what_the_image_tells() {
    for form in FORMS {
        let bytes = written(&inventory(), form, Profile::Tr03183);
        let report = report(&bytes);
        let of = |wanted| field(&report, wanted);
        let text = format!("{form:?} {report:#?}");
        assert_eq!(of(Field::Format).wrong, u64::from(form == Form::Spdx2), "{text}");
        for wanted in [Field::SbomCreator, Field::Timestamp, Field::SbomUri, Field::ComponentName] {
            assert_eq!((of(wanted).missing, of(wanted).wrong), (0, 0), "{wanted:?} {text}");
        }
        assert_eq!(report.components, 8, "{text}");
        if form == Form::Spdx2 {
            continue;
        }
        // The image, the system, two packages and the folder of one of npm are no files.
        assert_eq!(report.logical_components, 5, "{text}");
        for wanted in [
            Field::DeployableHash,
            Field::FileName,
            Field::Executable,
            Field::Archive,
            Field::Structured,
        ] {
            assert_eq!(
                (of(wanted).present, of(wanted).missing, of(wanted).wrong),
                (3, 0, 0),
                "{wanted:?} {text}"
            );
        }
        // The image and its files have an address.
        assert_eq!(of(Field::DeployableUri).present, 3, "{text}");
        // What has no version has a time.
        assert_eq!(of(Field::ComponentVersion).present, 8, "{text}");
        assert_eq!(of(Field::Dependencies).present, 8, "{text}");
        assert_eq!((of(Field::Archive).wrong, of(Field::Structured).wrong), (0, 0), "{text}");
        // Nobody tells who made one of the tools, the system, the server and its JAR: that stays out. The
        // other tool is of a package, whose maintainer is known, as is the licence.
        assert_eq!(
            (of(Field::ComponentCreator).missing, of(Field::ComponentCreator).wrong),
            (4, 0)
        );
        assert_eq!(of(Field::DistributionLicences).present, 5, "{text}");
        assert!(!report.required_fields_are_there);
    }
}

#[test]
fn a_report_counts_and_names_the_first() {
    let report = sound(|it| {
        let mut second = it["components"][0].clone();
        second["bom-ref"] = "y".into();
        second["name"] = "y".into();
        it["components"].as_array_mut().unwrap().push(second);
    });
    let dependencies = field(&report, Field::Dependencies);
    assert_eq!((dependencies.present, dependencies.missing), (1, 1));
    let first = &dependencies.problems[0].first;
    assert_eq!(first.component.as_deref(), Some("y 1"));
    assert_eq!(first.reference.as_deref(), Some("y"));
}

#[test]
fn a_file_of_a_package_says_what_follows_from_it() {
    for form in FORMS.into_iter().filter(|form| *form != Form::Spdx2) {
        let document =
            parse(&written(&inventory(), form, Profile::Tr03183), DocumentBounds::default())
                .expect("a document");
        let find = |place: &str| {
            let is_at = |part: &&haerterei_sbom::document::Part| {
                part.places.iter().any(|it| it.ends_with(place))
            };
            document.parts.iter().find(is_at).expect("a part")
        };
        let owned = find("/usr/sbin/tool");
        assert_eq!(owned.version.as_deref(), Some("2025-12-31T23:59:59Z"), "{form:?}");
        assert_eq!(owned.creators[0].emails, ["debian-glibc@lists.debian.org"], "{form:?}");
        assert_eq!(owned.licences.len(), 1, "{form:?}");
        assert_eq!(owned.licences[0].text, "GPL-2.0-only AND LGPL-2.1-or-later", "{form:?}");
        assert_eq!(owned.property("haerterei:creator-from"), Some("owner"), "{form:?}");
        assert_eq!(owned.property("haerterei:licence-concluded-from"), Some("owner"), "{form:?}");
        // The package holds it.
        let package = find("/var/lib/dpkg/status");
        let holds = package.depends_on.as_ref().expect("an entry");
        assert!(holds.contains(owned.reference.as_ref().expect("a reference")), "{form:?}");
        let alone = find("/usr/local/bin/tool");
        assert!(alone.creators.is_empty() && alone.licences.is_empty(), "{form:?}");
        // An image is its vendor's, by the address of its authors.
        let image = &document.parts[document.primary.expect("an image")];
        assert_eq!(image.creators[0].emails, ["team@example.org"], "{form:?}");
    }
}

#[test]
fn installed_packages_are_logical_in_an_image_and_files_elsewhere() {
    let report_of = |kind: &str| {
        let json = serde_json::json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": { "component": { "type": kind, "bom-ref": "i", "name": "i" } },
            "components": [
                { "type": "library", "bom-ref": "n", "name": "n", "purl": "pkg:npm/n@1" },
                { "type": "library", "bom-ref": "m", "name": "m", "purl": "pkg:maven/g/m@1" },
                { "type": "library", "bom-ref": "f", "name": "f", "purl": "pkg:npm/f@1",
                  "properties": [{ "name": "bsi:component:filename", "value": "f.tgz" }] },
            ],
        });
        report(json.to_string().as_bytes()).logical_components
    };
    assert_eq!(report_of("container"), 2, "the image, and n");
    assert_eq!(report_of("application"), 0);
}
