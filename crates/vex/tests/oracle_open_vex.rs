// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The library with which Trivy and Grype read OpenVEX finds our statements, by the names that these
//! tools give to images and packages.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use haerterei_ground::Digest;
use haerterei_vex::decision::Image;
use haerterei_vex::status::{Justification, Status};
use haerterei_vex::{Addressing, Entry, OutputFormat, Publisher, Writing, write};

/// Reads a document and, line by line, weakness, product and part; says what the document says.
const JUDGE: &str = r#"package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/openvex/go-vex/pkg/vex"
)

func main() {
	document, err := vex.Load(os.Args[1])
	if err != nil {
		panic(err)
	}
	for _, statement := range document.Statements {
		if err := statement.Validate(); err != nil {
			panic(err)
		}
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		parts := strings.Split(lines.Text(), " ")
		var subcomponents []string
		if len(parts) > 2 {
			subcomponents = parts[2:]
		}
		found := document.Matches(parts[0], parts[1], subcomponents)
		if len(found) == 0 {
			fmt.Println("-")
		} else {
			fmt.Println(found[len(found)-1].Status)
		}
	}
}
"#;

fn entry(weakness: &str, purl: &str, status: Status) -> Entry {
    Entry {
        weakness: weakness.to_owned(),
        aliases: BTreeSet::from(["GHSA-x".to_owned()]),
        components: BTreeSet::from([purl.parse().expect("a package URL")]),
        status,
        justification: (status == Status::NotAffected)
            .then_some(Justification::VulnerableCodeNotPresent),
        circumstance: None,
        text: (status == Status::Affected).then(|| "Update.".to_owned()),
        at: "2026-11-01T00:00:00Z".parse().expect("a time"),
    }
}

#[test]
#[ignore = "oracle: needs go, and the module proxy or a filled module cache"]
fn the_library_of_trivy_and_grype_finds_what_we_say() {
    let digest = Digest::sha256(b"manifest");
    let image = Image {
        name: "registry.example/base/tomcat:10".to_owned(),
        digests: BTreeSet::from([digest]),
        architecture: Some("amd64".to_owned()),
    };
    let publisher = Publisher {
        name: "Example Authority".to_owned(),
        namespace: "https://security.example.org".to_owned(),
        category: "vendor".to_owned(),
    };
    let zlib = "pkg:deb/debian/zlib1g@1:1.3.dfsg-1?arch=amd64&distro=debian-13";
    let entries = BTreeSet::from([
        entry("CVE-2023-45853", zlib, Status::NotAffected),
        entry("CVE-2005-2541", "pkg:deb/debian/tar@1.35?arch=amd64", Status::Affected),
    ]);
    // As Trivy (purl.go) and syft (pkg/cataloger) write them.
    let by_trivy = "pkg:deb/debian/zlib1g@1.3.dfsg-1?arch=amd64&distro=debian-13.1&epoch=1";
    let by_syft = "pkg:deb/debian/zlib1g@1%3A1.3.dfsg-1?arch=amd64&distro=debian-13&upstream=zlib";
    let newer = "pkg:deb/debian/zlib1g@1%3A1.3.dfsg-2?arch=amd64&distro=debian-13&upstream=zlib";
    let encoded = digest.to_string().replace(':', "%3A");
    let in_registry = "repository_url=registry.example%2Fbase%2Ftomcat";
    let of_trivy = format!("pkg:oci/tomcat@{encoded}?arch=amd64&{in_registry}");
    let of_grype = format!("pkg:oci/tomcat@{encoded}?{in_registry}");
    let other = of_grype.replace("tomcat", "nginx");
    let folder = tempfile::tempdir().unwrap();
    let go = folder.path();
    fs::write(go.join("main.go"), JUDGE).unwrap();
    let module = "module judge\n\ngo 1.23\n\nrequire github.com/openvex/go-vex v0.2.9\n";
    fs::write(go.join("go.mod"), module).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new("go")
            .args(arguments)
            .current_dir(go)
            .env("GOFLAGS", "-mod=mod")
            .output()
            .expect("go runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["build", "-o", "judge", "."]);
    let image_and_part = |image: &str, part: &str| format!("CVE-2023-45853 {image} {part}");
    let in_image = [
        (image_and_part(&of_trivy, by_trivy), "not_affected"),
        (image_and_part(&of_grype, by_syft), "not_affected"),
        (image_and_part(&digest.hex(), by_syft), "not_affected"),
        (image_and_part(&of_grype, newer), "-"),
        (image_and_part(&other, by_syft), "-"),
        (format!("CVE-2023-45853 {by_trivy}"), "-"),
        (format!("GHSA-x {of_grype} {by_syft}"), "not_affected"),
        (format!("CVE-2005-2541 {of_grype} pkg:deb/debian/tar@1.35?arch=amd64"), "affected"),
        (format!("CVE-2005-2541 {of_grype} {by_syft}"), "-"),
    ];
    let alone = [
        (format!("CVE-2023-45853 {by_trivy}"), "not_affected"),
        (format!("CVE-2023-45853 {by_syft}"), "not_affected"),
        (format!("CVE-2023-45853 {newer}"), "-"),
        (format!("CVE-2005-2541 {by_syft}"), "-"),
    ];
    for (addressing, cases) in
        [(Addressing::InImage, in_image.as_slice()), (Addressing::Component, alone.as_slice())]
    {
        let writing = Writing {
            image: &image,
            entries: entries.clone(),
            publisher: &publisher,
            issued: "2026-11-23T00:00:00Z".parse().unwrap(),
            addressing,
            sbom: None,
        };
        let document = go.join("document.json");
        fs::write(&document, write(&writing, OutputFormat::OpenVex).unwrap()).unwrap();
        let questions: Vec<&str> = cases.iter().map(|(question, _)| question.as_str()).collect();
        let asked = go.join("questions");
        fs::write(&asked, questions.join("\n")).unwrap();
        let output = Command::new(go.join("judge"))
            .arg(&document)
            .stdin(fs::File::open(&asked).unwrap())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        let said: Vec<&str> = said.lines().collect();
        let expected: Vec<&str> = cases.iter().map(|(_, status)| *status).collect();
        assert_eq!(said, expected, "{addressing:?}");
    }
}
