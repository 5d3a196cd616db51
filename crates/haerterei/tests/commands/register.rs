// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `haerterei register`, in a file and killed at any moment.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use haerterei_evidence::Artifact;
use haerterei_ground::Limits;
use haerterei_image::document::{MANIFEST, REF_NAME};
use haerterei_image::{Annotations, Descriptor, Layout};
use haerterei_testkit::registry::{FakeRegistry, Ways};
use serde_json::Value;

use crate::context::TestContext;
use crate::inspect::tiny;

/// An inventory of Debian 13 with one package of each source.
fn sbom(packages: &[(&str, &str)]) -> String {
    let mut components = vec![serde_json::json!({
        "type": "operating-system", "name": "debian", "version": "13", "bom-ref": "os",
    })];
    for (name, version) in packages {
        components.push(serde_json::json!({
            "type": "library", "name": name, "version": version, "bom-ref": name,
            "purl": format!("pkg:deb/debian/{name}@{version}?arch=amd64&distro=debian-13"),
        }));
    }
    serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components,
    })
    .to_string()
}

/// The tracker's word about packages: open, or fixed in a version.
fn tracker(rules: &[(&str, Option<&str>)]) -> String {
    let mut all = serde_json::Map::new();
    for (package, fixed) in rules {
        let release = match fixed {
            Some(fixed) => serde_json::json!({
                "status": "resolved", "fixed_version": fixed, "urgency": "high",
                "repositories": { "trixie": fixed },
            }),
            None => serde_json::json!({ "status": "open", "urgency": "high" }),
        };
        let weakness = format!("CVE-2026-{:04}", package.len() + 1000);
        let own = serde_json::json!({ weakness: { "releases": { "trixie": release } } });
        all.insert((*package).to_owned(), own);
    }
    Value::Object(all).to_string()
}

fn succeeds(context: &TestContext, call: &str) -> String {
    let output = context.command(call).output().unwrap();
    let talk = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{call}: {talk}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(context: &TestContext, call: &str, schema: &str) -> Value {
    let value: Value = serde_json::from_str(&succeeds(context, call)).unwrap();
    let schema: Value =
        serde_json::from_str(&succeeds(context, &format!("schema {schema}"))).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&value).map(|one| one.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    value
}

fn with_images() -> TestContext {
    let context = TestContext::new();
    context.write("one.json", &sbom(&[("tar", "1.35-3"), ("zlib", "1-1")]));
    context.write("two.json", &sbom(&[("tar", "1.35-3"), ("openssl", "3.0-1")]));
    context.write("tracker.json", &tracker(&[("tar", None), ("openssl", None)]));
    succeeds(&context, "advisories import --source debian=tracker.json");
    succeeds(&context, "register add one.json --name example.org/one:1");
    succeeds(&context, "register add two.json --name example.org/two:1 --scope stage");
    context
}

#[test]
fn images_are_listed_with_what_is_open() {
    let context = TestContext::new();
    let shown = context.run("register list");
    assert!(shown.starts_with("exit code 2") && shown.contains("register-none"), "{shown}");
    let context = with_images();
    let value = json(&context, "register list --format json", "register-list");
    assert_eq!(value["images"].as_array().unwrap().len(), 2);
    let value = json(&context, "register list example.org/one:1 --format json", "register-list");
    assert_eq!(value["images"][0]["open"]["affected-without-fix"], 1);
    assert_eq!(value["images"][0]["packages"], 2);
    let value = json(&context, "register list --scope stage --format json", "register-list");
    assert_eq!(value["images"][0]["names"][0]["name"], "example.org/two:1");
    assert_eq!(value["images"].as_array().unwrap().len(), 1);
    let shown = succeeds(&context, "register list --lang de");
    assert!(
        shown.contains("Abgeglichen mit Index") && shown.contains("example.org/two:1"),
        "{shown}"
    );
    let shown = context.run("register list nobody");
    assert!(
        shown.starts_with("exit code 2") && shown.contains("register-unknown-image"),
        "{shown}"
    );
    let state = json(&context, "register status --format json", "register-status");
    assert_eq!((&state["images"], &state["components"]), (&2.into(), &3.into()));
    succeeds(&context, "register remove example.org/two:1");
    let state = json(&context, "register status --format json", "register-status");
    assert_eq!((&state["images"], &state["components"]), (&1.into(), &2.into()));
}

#[test]
fn it_says_where_something_is() {
    let context = with_images();
    let find = |words: &str| {
        json(&context, &format!("register find {words} --format json"), "register-find")
    };
    // A weakness, however it is written.
    for word in ["CVE-2026-1003", "cve-2026-1003"] {
        let value = find(word);
        let found = &value["weaknesses"][0];
        assert_eq!(found["component"]["source"], "tar", "{value:#}");
        assert_eq!(found["verdict"]["state"], "affected-without-fix");
        assert_eq!(found["images"].as_array().unwrap().len(), 2);
        assert_eq!(value["packages"], serde_json::json!([]));
        assert_eq!(value["images"].as_object().unwrap().len(), 2);
    }
    // A package, in any version and in one.
    let versions = |words: &str| -> Vec<(String, usize)> {
        let value = find(words);
        let packages = value["packages"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        packages
            .iter()
            .map(|it| (text(&it["version"]), it["images"].as_array().unwrap().len()))
            .collect()
    };
    assert_eq!(versions("tar"), [("1.35-3".to_owned(), 2)]);
    assert_eq!(versions("TAR@1.35*"), [("1.35-3".to_owned(), 2)]);
    assert_eq!(versions("tar@1.34*"), []);
    assert_eq!(versions("open*"), [("3.0-1".to_owned(), 1)]);
    assert_eq!(versions("zlib openssl").len(), 2);
    assert_eq!(versions("tar --scope stage"), [("1.35-3".to_owned(), 1)]);
    assert_eq!(versions("tar --scope nowhere"), []);
    // For people.
    let shown = succeeds(&context, "register find CVE-2026-1003 openssl");
    assert!(shown.contains("affected, no fix") && shown.contains("example.org/two:1"), "{shown}");
    assert!(shown.contains("openssl (deb)"), "{shown}");
    let shown = succeeds(&context, "register find CVE-1999-0001 --lang de");
    assert!(shown.contains("In keinem von 2 Images heißt etwas so."), "{shown}");
    let shown = context.run("register find");
    assert!(shown.starts_with("exit code 2"), "{shown}");
}

#[test]
fn decisions_and_vex_are_put_to_a_list_and_not_stored() {
    let context = with_images();
    context.write(
        "vex.json",
        r#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"one","timestamp":"2026-01-01T00:00:00Z","statements":[{"vulnerability":{"name":"CVE-2026-1003"},"products":[{"@id":"pkg:deb/debian/tar"}],"status":"not_affected","impact_statement":"x"}]}"#,
    );
    let value = json(&context, "register list --vex vex.json --format json", "register-list");
    for image in value["images"].as_array().unwrap() {
        assert_eq!(image["closed"], 1, "{image}");
    }
    let value = json(&context, "register list --format json", "register-list");
    assert!(value["images"].as_array().unwrap().iter().all(|image| image["closed"] == 0));
    // What changed is closed in the one image that a decision is about.
    context.write("tracker.json", &tracker(&[("tar", Some("1.35-4"))]));
    succeeds(&context, "advisories import --source debian=tracker.json --now 2026-02-01T00:00:00Z");
    let warned = context.run("register list");
    assert!(warned.contains("index of advisories is another by now"), "{warned}");
    context.write(
        "decisions.yaml",
        "version: 1\ndecisions:\n- id: tar\n  weaknesses: [CVE-2026-1003]\n  components: [pkg:deb/debian/tar]\n  images: [example.org/one:*]\n  status: not_affected\n  justification: vulnerable_code_not_present\n  grade: opinion\n  by: { role: owner, organisation: somebody }\n  decided: 2026-01-01\n  expires: 2026-12-31\n",
    );
    let call = "register changes --decisions decisions.yaml --now 2026-02-01T00:00:00Z";
    let value = json(&context, &format!("{call} --format json"), "register-changes");
    let change = |source: &str| {
        let all = value["changes"].as_array().unwrap();
        all.iter().find(|it| it["component"]["source"] == source).unwrap().clone()
    };
    let closed = change("tar")["closed-in"].as_array().unwrap().clone();
    let [digest] = closed.as_slice() else { panic!("{closed:?}") };
    assert_eq!(value["images"][digest.as_str().unwrap()][0]["name"], "example.org/one:1");
    assert_eq!(change("tar")["images"].as_array().unwrap().len(), 2);
    assert_eq!(change("openssl")["closed-in"], Value::Null);
    assert!(succeeds(&context, call).contains("; closed in 1"));
    let call = "register changes --vex vex.json --scope stage --format json";
    let value = json(&context, call, "register-changes");
    for change in value["changes"].as_array().unwrap() {
        assert_eq!(change["images"].as_array().unwrap().len(), 1, "{change}");
    }
}

/// Everything that a register knows of images, without what they are called.
fn facts(text: &str) -> Vec<String> {
    let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.map(|mut line| {
        line.as_object_mut().unwrap().remove("names");
        line.to_string()
    })
    .collect()
}

#[test]
fn a_repository_is_taken_whole_and_makes_the_register_that_grew() {
    let context = TestContext::new();
    let registry = FakeRegistry::start(Ways { page: 1, ..Ways::default() }).unwrap();
    let place = format!("{}/team/tiny", registry.host());
    tiny(&context);
    for tag in ["1.0", "1.0.1"] {
        succeeds(&context, &format!("copy oci:image:1.0 {place}:{tag}"));
    }
    locked(&context, true);
    succeeds(&context, &format!("copy oci:locked:1 {place}:locked"));
    // A chart has a tag, too.
    let chart = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}"#;
    registry.put_manifest(
        "team/tiny",
        "chart-1",
        "application/vnd.oci.image.manifest.v1+json",
        chart,
    );
    registry.put_blob(
        "team/tiny",
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "{}",
    );
    context.write("tracker.json", &tracker(&[("tzdata", None), ("tar", None)]));
    succeeds(&context, "advisories import --source debian=tracker.json");
    for word in ["oci:image:1.0".to_owned(), format!("{place}:1.0.1"), "oci:locked:1".to_owned()] {
        succeeds(&context, &format!("register add {word}"));
    }
    let grown = succeeds(&context, "register dump");
    assert!(grown.contains("tzdata") && grown.contains("1.35-3"), "{grown}");
    let shown = context.run(&format!("register rebuild --register other.db --from {place}"));
    assert!(shown.starts_with("exit code 0"), "{shown}");
    assert!(shown.contains(&format!("{place}:chart-1 is no image")), "{shown}");
    assert!(shown.contains(&format!("{place}:locked cannot be read")), "{shown}");
    let made = succeeds(&context, "register dump --register other.db");
    assert_eq!(facts(&made), facts(&grown));
    assert!(made.contains(&format!("{place}:1.0.1")), "{made}");
    // A registry that does not answer leaves the register as it is.
    drop(registry);
    let shown = context.run(&format!("register rebuild --register other.db --from {place}"));
    assert!(shown.starts_with("exit code 3"), "{shown}");
    assert_eq!(succeeds(&context, "register dump --register other.db"), made);
}

/// Writes an image that nobody can read who has no key, and beside it what somebody says is in it.
fn locked(context: &TestContext, with_inventory: bool) {
    let folder = context.path("locked");
    let layout = Layout::create(folder, Limits::default()).unwrap();
    let config = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}}"#;
    let layer = b"nobody can read this";
    for bytes in [&config[..], layer] {
        layout.add_bytes(bytes).unwrap();
    }
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": Descriptor::of("application/vnd.oci.image.config.v1+json", config),
        "layers": [Descriptor::of("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", layer)],
    });
    let manifest = manifest.to_string().into_bytes();
    layout.add_bytes(&manifest).unwrap();
    let image = Descriptor::of(MANIFEST, &manifest);
    let mut named = image.clone();
    named.annotations.insert(REF_NAME.to_owned(), "1".to_owned());
    layout.name(&[named]).unwrap();
    if with_inventory {
        let bytes = sbom(&[("tar", "1.35-3")]).into_bytes();
        let kind = "application/vnd.cyclonedx+json";
        Artifact::of_document(&image, kind, bytes, Annotations::new()).put(&layout).unwrap();
        // What else lies there is no inventory.
        let other = b"{}".to_vec();
        let kind = "application/vnd.example+json";
        Artifact::of_document(&image, kind, other, Annotations::new()).put(&layout).unwrap();
    }
}

#[test]
fn of_an_image_that_nobody_can_read_counts_what_lies_beside_it() {
    let context = TestContext::new();
    locked(&context, false);
    let shown = context.run("register add oci:locked:1");
    assert!(shown.starts_with("exit code 2") && shown.contains("encrypted"), "{shown}");
    assert!(!context.path(".local/share/haerterei/register.db").exists());
    locked(&context, true);
    context.write("tracker.json", &tracker(&[("tar", None)]));
    succeeds(&context, "advisories import --source debian=tracker.json");
    let shown = context.run("register add oci:locked:1");
    assert!(shown.starts_with("exit code 0"), "{shown}");
    assert!(shown.contains("oci:locked:1 cannot be read") && shown.contains("nobody"), "{shown}");
    let value = json(&context, "register list --format json", "register-list");
    let image = &value["images"][0];
    assert_eq!((&image["basis"], &image["packages"]), (&"document".into(), &1.into()));
    assert_eq!(image["open"]["affected-without-fix"], 1);
    let shown = succeeds(&context, "register list");
    assert!(
        shown.contains("oci:locked:1 *") && shown.contains("One image is known only"),
        "{shown}"
    );
}

#[test]
fn what_an_update_changed_is_listed_once_and_for_all() {
    let context = with_images();
    let value = json(&context, "register changes --format json", "register-changes");
    assert_eq!(value["changes"], serde_json::json!([]));
    context.write("tracker.json", &tracker(&[("tar", Some("1.35-4")), ("zlib", None)]));
    succeeds(&context, "advisories import --source debian=tracker.json --now 2026-02-01T00:00:00Z");
    let value = json(
        &context,
        "register changes --format json --now 2026-02-01T00:00:00Z",
        "register-changes",
    );
    let kinds: Vec<(&str, &str, usize)> = value["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let images = it["images"].as_array().unwrap().len();
            (it["kind"].as_str().unwrap(), it["component"]["source"].as_str().unwrap(), images)
        })
        .collect();
    assert_eq!(kinds, [("changed", "tar", 2), ("appeared", "zlib", 1), ("gone", "openssl", 1)]);
    let again = json(
        &context,
        "register changes --format json --now 2026-02-02T00:00:00Z",
        "register-changes",
    );
    assert_eq!(again, value);
    let one = json(
        &context,
        "register changes --image example.org/one:1 --since 2026-02-01 --format json",
        "register-changes",
    );
    assert_eq!(one["changes"].as_array().unwrap().len(), 2);
    let shown = succeeds(&context, "register changes --since 1");
    for part in ["1 appeared, 1 changed, 1 gone", "1.35-4", "example.org/two:1"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let shown = context.run("register changes --since yesterday");
    assert!(shown.contains("register-unknown-generation"), "{shown}");
}

#[test]
fn made_again_it_says_the_same() {
    let context = with_images();
    let grown = succeeds(&context, "register dump");
    let mut lines: Vec<&str> = grown.lines().collect();
    assert!(lines.len() > 5);
    lines.sort_unstable();
    succeeds(&context, "register rebuild --register other.db --from one.json two.json");
    let made = succeeds(&context, "register dump --register other.db");
    assert_eq!(facts(&made), facts(&grown));
    succeeds(&context, "register rebuild --from two.json one.json");
    assert_eq!(facts(&succeeds(&context, "register dump")), facts(&grown));
}

#[test]
fn settings_name_the_register_and_never_show_a_password() {
    let context = TestContext::new();
    context.write(
        "haerterei.toml",
        "[register]\nlocation = \"sub/known.db\"\nscope = \"stage\"\nissuer = \"platform\"\n",
    );
    context.write("one.json", &sbom(&[("tar", "1.35-3")]));
    let shown = context.run("register add one.json");
    assert!(shown.contains("There is no index of advisories"), "{shown}");
    assert!(context.path("sub/known.db").exists());
    let value = json(&context, "register list --format json", "register-list");
    let name = &value["images"][0]["names"][0];
    assert_eq!((&name["scope"], &name["issuer"]), (&"stage".into(), &"platform".into()));
    assert_eq!(value["images"][0]["pending"], 1);
    for uri in
        ["postgresql://me:secret@127.0.0.1:1/r", "postgresql://me:secret@", "mysql://me:secret@h/r"]
    {
        let mut command = context.command("register list");
        let output = command.env("HAERTEREI_REGISTER", uri).output().unwrap();
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && talk.contains("error[register-"), "{talk}");
        assert!(!talk.contains("secret"), "{talk}");
    }
}

/// Kills a call after some time; returns whether it was done by then.
fn killed(mut command: Command, after: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    // SIGKILL.
    let _ = child.kill();
    child.wait().unwrap().success()
}

#[test]
fn killed_at_any_moment_it_loses_nothing_and_repeats_nothing() {
    let context = TestContext::new();
    let names: Vec<String> = (0..3000).map(|number| format!("package-{number:05}")).collect();
    let packages: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1-1")).collect();
    context.write("large.json", &sbom(&packages));
    context.write("small.json", &sbom(&[("tar", "1.35-3")]));
    let rules = |fixed| names.iter().map(|name| (name.as_str(), fixed)).collect::<Vec<_>>();
    context.write("open.json", &tracker(&rules(None)));
    context.write("fixed.json", &tracker(&rules(Some("2-1"))));
    succeeds(&context, "advisories import --source debian=open.json");
    succeeds(&context, "register add small.json");
    let before = succeeds(&context, "register dump");
    let begun = Instant::now();
    succeeds(&context, "register add large.json --register whole.db");
    let whole = begun.elapsed();
    succeeds(&context, "register rebuild --register whole.db --from small.json large.json");
    let after = succeeds(&context, "register dump --register whole.db");
    let steps = 12;
    let mut finished = 0;
    for step in 0..steps {
        let call = context.command("register add large.json");
        finished += u32::from(killed(call, whole * step / steps));
        let dump = succeeds(&context, "register dump");
        assert!(dump == before || dump == after, "step {step}: neither before nor after");
        succeeds(&context, "register status");
        if dump == after {
            succeeds(&context, "register remove large.json");
            assert_eq!(succeeds(&context, "register dump"), before);
        }
    }
    assert!(finished < steps, "every call was faster than its end");
    succeeds(&context, "register add large.json");
    assert_eq!(succeeds(&context, "register dump"), after);
    // The same while everything is matched again: one generation comes, once, with all its changes.
    succeeds(&context, "advisories import --source debian=fixed.json --now 2026-02-01T00:00:00Z");
    for step in 0..steps {
        killed(context.command("register changes"), whole * step / steps);
        let state = json(&context, "register status --format json", "register-status");
        let generations = state["generations"].as_array().unwrap();
        assert!(generations.len() <= 2, "{generations:?}");
        if let Some(second) = generations.get(1) {
            assert_eq!(second["changed"], 3000);
        }
    }
    let value = json(&context, "register changes --format json", "register-changes");
    assert_eq!(value["changes"].as_array().unwrap().len(), 3000);
    assert_eq!(value["since"], 1);
}

#[test]
fn a_full_disk_is_told_and_leaves_the_register_whole() {
    let context = TestContext::new();
    let names: Vec<String> = (0..4000).map(|number| format!("package-{number:05}")).collect();
    let packages: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1-1")).collect();
    context.write("large.json", &sbom(&packages));
    context.write("small.json", &sbom(&[("tar", "1.35-3")]));
    let script = "mkdir small && mount -t tmpfs -o size=300k none small || exit 99\n\
        \"$@\" register add small.json --register small/r.db 2>/dev/null || exit 90\n\
        \"$@\" register dump --register small/r.db > before || exit 91\n\
        \"$@\" register add large.json --register small/r.db; code=$?\n\
        \"$@\" register status --register small/r.db || exit 92\n\
        \"$@\" register dump --register small/r.db > after || exit 93\n\
        cmp before after || exit 94\n\
        mount -o remount,size=16m small || exit 99\n\
        \"$@\" register add large.json --register small/r.db 2>/dev/null || exit 95\n\
        exit $code";
    let possible = ["-m", "-rm"].into_iter().find(|flags| {
        let probe =
            Command::new("unshare").args([flags, "mount", "-t", "tmpfs", "none", "/mnt"]).output();
        probe.is_ok_and(|output| output.status.success())
    });
    let Some(flags) = possible else {
        println!("not run: this machine gives no mount namespaces (unshare -rm)");
        return;
    };
    let mut command = Command::new("unshare");
    let home = context.path("");
    command
        .env_clear()
        .env("HOME", &home)
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .current_dir(&home)
        .args([flags, "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_haerterei")]);
    let shown = context.show(&command.output().unwrap());
    assert!(shown.starts_with("exit code 3") && shown.contains("register-full"), "{shown}");
}
