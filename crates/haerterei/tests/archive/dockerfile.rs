// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The way with a Dockerfile: Debian's buildah compiles in the variant `build` and puts the result
//! upon the runtime image, both from one OCI layout.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{example, haerterei, is_root, project, run};

/// buildah without a daemon, without containers' usual storage, and without a runtime.
fn buildah(folder: &Path) -> Command {
    let mut command = Command::new("buildah");
    command
        .arg("--root")
        .arg(folder.join("storage"))
        .arg("--runroot")
        .arg(folder.join("run"))
        .args(["--storage-driver", "vfs"])
        .env("BUILDAH_ISOLATION", "chroot")
        .env("TMPDIR", folder);
    command
}

#[test]
#[ignore = "oracle: needs buildah"]
fn a_dockerfile_compiles_in_the_build_variant_and_runs_on_the_runtime_image() {
    if !is_root() {
        println!("not run: buildah with chroot isolation needs root here");
        return;
    }
    // buildah 1.28 makes a name of an image out of the path, and names have no capitals.
    let name = format!("haerterei-buildah-{}", std::process::id());
    let folder = tempfile::Builder::new().prefix(&name).rand_bytes(0).tempdir().unwrap();
    let recipe = example("tomcat", folder.path());
    let layout = folder.path().join("images");
    let report = run(haerterei()
        .arg("build")
        .arg(&recipe)
        .args(["--platform", "linux/amd64", "--variant", "all", "--format", "json"])
        .arg("--output")
        .arg(format!("oci:{}:1.0", layout.display())));
    let reports: Value = serde_json::from_slice(&report.stdout).unwrap();
    let layers = |report: &Value| -> Vec<String> {
        report["platforms"][0]["layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|layer| layer["digest"].as_str().unwrap().to_owned())
            .collect()
    };
    let runtime = layers(&reports[0]);
    for report in &reports.as_array().unwrap()[1..] {
        assert_eq!(layers(report).get(..runtime.len()), Some(runtime.as_slice()));
    }

    let context = project().join("examples/tomcat-app");
    let built = folder.path().join("built");
    run(buildah(folder.path())
        .args(["build", "--format", "oci", "--timestamp", "0"])
        .arg("--build-arg")
        .arg(format!("BUILD=oci:{}:1.0-build", layout.display()))
        .arg("--build-arg")
        .arg(format!("RUNTIME=oci:{}:1.0", layout.display()))
        .args(["--tag", "localhost/app:1"])
        .arg(&context));
    run(buildah(folder.path())
        .args(["push", "localhost/app:1"])
        .arg(format!("oci:{}:app", built.display())));

    // What buildah made is the runtime image and one more layer, and still says how it runs.
    let inspection = run(haerterei()
        .args(["inspect", "--format", "json"])
        .arg(format!("oci:{}:app", built.display())));
    let facts: Value = serde_json::from_slice(&inspection.stdout).unwrap();
    assert_eq!(facts["config"]["user"], "65532:0", "{facts:#}");
    assert_eq!(facts["privileged"], serde_json::json!([]));
    assert!(facts["config"]["labels"]["haerterei.contract"].as_str().unwrap().contains("8080"));
    let names = facts["packages"].to_string();
    assert!(names.contains("tomcat10") && !names.contains("jdk-headless"), "{names}");
    let path = "/var/lib/tomcat10/webapps/ROOT.war";
    let origin = run(haerterei()
        .args(["inspect", "--path", path])
        .arg(format!("oci:{}:app", built.display())));
    let told = String::from_utf8_lossy(&origin.stdout).into_owned();
    assert!(told.contains("ROOT.war"), "{told}");
    fs::remove_dir_all(folder.path().join("storage")).ok();
}
