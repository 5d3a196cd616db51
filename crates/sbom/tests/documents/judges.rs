// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Others judge what we write: the schemas of CycloneDX, and the Python libraries of both formats.

use std::path::Path;
use std::process::Command;

use haerterei_sbom::cyclonedx::Version;
use haerterei_sbom::document::Profile;
use serde_json::json;

use crate::sample::{FORMS, Form, inventory, written};

/// Returns a schema of CycloneDX, where the material beside the repository has it.
fn schema(name: &str) -> Option<serde_json::Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let text = std::fs::read(root.join("../shared/compliance/cyclonedx").join(name)).ok()?;
    serde_json::from_slice(&text).ok()
}

#[test]
fn the_schemas_of_cyclonedx_accept_it() {
    for (version, name) in
        [(Version::V1_6, "bom-1.6.schema.json"), (Version::V1_7, "bom-1.7.schema.json")]
    {
        let Some(mut schema) = schema(name) else {
            println!("not run: {name} is not beside the repository");
            continue;
        };
        // What it refers to is not there; licences by identifier and signatures we do not write.
        schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
        let text = schema
            .to_string()
            .replace("\"spdx.schema.json\"", "\"#/definitions/none\"")
            .replace("\"cryptography-defs.schema.json", "\"#/definitions/none\", \"x\": \"")
            .replace("\"jsf-0.82.schema.json#/definitions/signature\"", "\"#/definitions/none\"");
        let mut schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        schema["definitions"]["none"] = json!({ "not": {} });
        let validator = jsonschema::draft7::new(&schema).unwrap();
        for profile in [Profile::Plain, Profile::Tr03183] {
            let bytes = written(&inventory(), Form::CycloneDx(version), profile);
            let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let problems: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{name}: {problems:#?}");
        }
    }
}

/// Judges documents; each line that it prints is a complaint.
const JUDGE: &str = r"
import sys
folder = sys.argv[1]
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
for name, version in (('cdx16', SchemaVersion.V1_6), ('cdx17', SchemaVersion.V1_7)):
    error = JsonStrictValidator(version).validate_str(open(f'{folder}/{name}.json').read())
    if error is not None:
        print(name, str(error)[:2000])
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
for message in validate_full_spdx_document(parse_file(f'{folder}/two.spdx.json')):
    print('spdx 2.3', message.validation_message)
from spdx_python_model import v3_0_1 as spdx
found = spdx.SHACLObjectSet()
with open(f'{folder}/three.json', 'rb') as file:
    spdx.JSONLDDeserializer().read(file, found)
missing = found.link()
packages = len(list(found.foreach_type(spdx.software_Package)))
if missing or packages != 8:
    print('spdx 3.0.1', missing, packages)
";

#[test]
#[ignore = "oracle: needs python3 with venv, and PyPI"]
fn the_libraries_of_the_formats_accept_it() {
    let folder = tempfile::tempdir().unwrap();
    for (form, name) in FORMS.into_iter().zip(["cdx16", "cdx17", "three", "two.spdx"]) {
        let bytes = written(&inventory(), form, Profile::Tr03183);
        std::fs::write(folder.path().join(format!("{name}.json")), bytes).unwrap();
    }
    let python = folder.path().join("venv/bin/python");
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    };
    let venv = folder.path().join("venv");
    run(Path::new("python3"), &["-m", "venv", venv.to_str().unwrap()]);
    let packages = [
        "cyclonedx-python-lib[json-validation]==11.12.0",
        "spdx-tools==0.8.5",
        "spdx-python-model==0.0.6",
    ];
    run(&python, &[&["-m", "pip", "install", "-q"], packages.as_slice()].concat());
    let script = folder.path().join("judge.py");
    std::fs::write(&script, JUDGE).unwrap();
    let complaints = run(&python, &[script.to_str().unwrap(), folder.path().to_str().unwrap()]);
    assert!(complaints.trim().is_empty(), "{complaints}");
}
