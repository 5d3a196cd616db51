// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Registries that lie, stall, and are none.

use haerterei_ground::Digest;
use haerterei_testkit::http::Fault;
use haerterei_testkit::registry::{FakeRegistry, Ways};

use crate::support::{Client, REPOSITORY, image, publish, told};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// A registry with the image, and what it is asked for.
fn registry() -> (FakeRegistry, String) {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    publish(&registry, &image(), "1");
    let word = format!("{}/{REPOSITORY}:1", registry.host());
    (registry, word)
}

/// What a person is told when reading the image fails; nothing may be left in the cache that is not
/// what its name says.
#[track_caller]
fn failure(registry: &FakeRegistry, word: &str) -> String {
    let client = Client::new();
    let error = client.read(word).unwrap_err();
    client.store.clone().verify_all();
    told(&error, registry)
}

trait VerifyAll {
    fn verify_all(&self);
}

impl VerifyAll for haerterei_store::Store {
    fn verify_all(&self) {
        for (digest, _) in image().blobs {
            if self.contains(&digest) {
                self.verify(&digest).unwrap();
            }
        }
    }
}

fn manifest_path() -> String {
    format!("/v2/{REPOSITORY}/manifests/1")
}

fn layer_path() -> String {
    format!("/v2/{REPOSITORY}/blobs/{}", image().platforms[0].layers[1].digest)
}

#[test]
fn a_layer_with_other_bytes_is_refused() {
    let (registry, word) = registry();
    registry.server.fault(&layer_path(), Fault::Corrupt(5000));
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d is not what was asked for: expected sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d, got sha256:02a87022936416d1a068d6893a2f5d033bf13aa91395bb639a432ca85946533f. Nothing of it was kept.");
}

#[test]
fn a_document_with_other_bytes_is_refused() {
    let (registry, word) = registry();
    registry.server.fault(&manifest_path(), Fault::Corrupt(20));
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 is not what was asked for: expected sha256:19f4fd3930734d46ab7d5c07c471d3393f684c4c4d58fcdb5ba57b8db2d64412, got sha256:92de270f1932d85a90dd43d192c244d3a40ffeb333b10b052d610e2004d75015. Nothing of it was kept.");
}

#[test]
fn a_truncated_layer_is_refused() {
    let (registry, word) = registry();
    registry.server.fault(&layer_path(), Fault::WrongLength(-1000));
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d has 99208 bytes; 100208 were announced.");
    registry.server.clear_faults();
    registry.server.fault(&layer_path(), Fault::Drop(0));
    insta::assert_snapshot!(failure(&registry, &word), @"The connection to http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d broke: end of file before message length reached");
}

#[test]
fn silence_and_stalling_end() {
    let (registry, word) = registry();
    registry.server.fault(&manifest_path(), Fault::Silence);
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/manifests/1 did not answer in time.");
    registry.server.clear_faults();
    registry.server.fault(&layer_path(), Fault::Stall(0));
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d stopped sending.");
}

#[test]
fn a_busy_registry_is_waited_for_and_then_named() {
    let (registry, word) = registry();
    registry.server.fault_times(&manifest_path(), Fault::Busy(Some("0".into())), 1);
    assert_eq!(Client::new().read(&word).unwrap(), 6);
    registry.server.fault(&manifest_path(), Fault::Busy(Some("3600".into())));
    insta::assert_snapshot!(failure(&registry, &word), @"The server for http://HOST/v2/team/app/manifests/1 is overloaded (status 429).");
}

#[test]
fn what_is_no_registry_is_told_apart() {
    let (registry, word) = registry();
    let page = "<html><title>Log in</title></html>";
    registry.put_manifest(REPOSITORY, "1", "text/html", page);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 is not the answer of a registry (text/html).");
    registry.put_manifest(REPOSITORY, "1", "application/json", "{\"manifests\": 7}");
    insta::assert_snapshot!(failure(&registry, &word), @"The document HOST/team/app:1 of the image is malformed: invalid type: integer `7`, expected a sequence at line 1 column 15");
    registry.server.fault(&manifest_path(), Fault::Status(500));
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 answered with status 500.");
    registry.server.clear_faults();
    let absent = format!("{}/{REPOSITORY}:2", registry.host());
    insta::assert_snapshot!(failure(&registry, &absent), @"HOST/team/app:2 does not exist.");
}

#[test]
fn documents_of_other_kinds_are_refused() {
    let (registry, word) = registry();
    let one = r#"{"schemaVersion":1,"name":"a","tag":"1","fsLayers":[],"history":[]}"#;
    let kind = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    registry.put_manifest(REPOSITORY, "1", kind, one);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 is a manifest of Docker's schema 1, which has no trustworthy digests and is not read.");
    registry.put_manifest(REPOSITORY, "1", MANIFEST, r#"{"schemaVersion":2,"manifests":[]}"#);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 says of itself that it is something else than it is, or than the registry announced, and was not read.");
}

#[test]
fn a_huge_document_is_not_read() {
    let (registry, word) = registry();
    let huge = format!("{{\"manifests\":[]{}}}", " ".repeat(5 << 20));
    registry.put_manifest(REPOSITORY, "1", INDEX, huge);
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/manifests/1 is larger than the 4194304 bytes allowed.");
}

/// Makes an index of one member.
fn index_of(digest: &str, size: usize) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{{"mediaType":"{INDEX}","digest":"{digest}","size":{size}}}]}}"#
    )
}

#[test]
fn indices_in_indices_end() {
    let (registry, word) = registry();
    let mut inner = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[]}}"#);
    for _ in 0..7 {
        let digest = Digest::sha256(inner.as_bytes()).to_string();
        registry.put_manifest(REPOSITORY, &digest, INDEX, inner.as_str());
        inner = index_of(&digest, inner.len());
    }
    registry.put_manifest(REPOSITORY, "1", INDEX, inner);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 is nested too deeply or has too many parts, and was not read any further.");
}

#[test]
fn an_index_that_names_itself_is_a_lie() {
    let (registry, word) = registry();
    let digest = format!("sha256:{}", "0".repeat(64));
    let text = index_of(&digest, 300);
    registry.put_manifest(REPOSITORY, &digest, INDEX, text.as_str());
    registry.put_manifest(REPOSITORY, "1", INDEX, text);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app@sha256:0000000000000000000000000000000000000000000000000000000000000000 is not what was asked for: expected sha256:0000000000000000000000000000000000000000000000000000000000000000, got sha256:7f5eeae9fc4e24f4e4c137d32a7234e4120bf29e978f406e177d0157051143cc. Nothing of it was kept.");
}

#[test]
fn a_wide_index_ends() {
    let (registry, word) = registry();
    let entries: Vec<String> = (0..5000)
        .map(|number| {
            let digest = Digest::sha256(format!("{number}").as_bytes());
            format!(r#"{{"mediaType":"{MANIFEST}","digest":"{digest}","size":7}}"#)
        })
        .collect();
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    registry.put_manifest(REPOSITORY, "1", INDEX, text);
    insta::assert_snapshot!(failure(&registry, &word), @"HOST/team/app:1 is nested too deeply or has too many parts, and was not read any further.");
    // Nobody was asked for any of them.
    assert!(registry.server.requests().len() < 10);
}

#[test]
fn sizes_that_do_not_fit_are_refused_before_anything_comes() {
    let (registry, word) = registry();
    let config = Digest::sha256(b"{}");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":99999999999}},"layers":[]}}"#
    );
    registry.put_manifest(REPOSITORY, "1", MANIFEST, manifest);
    insta::assert_snapshot!(failure(&registry, &word), @"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a is larger than the 67108864 bytes allowed.");
    let blob = format!("/v2/{REPOSITORY}/blobs/{config}");
    assert!(registry.server.requests_for(&blob).is_empty());
}

#[test]
fn a_redirect_to_nowhere_is_not_followed() {
    let (registry, word) = registry();
    registry.server.fault(&layer_path(), Fault::Redirect(302, "file:///etc/passwd".into()));
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d redirects to an address that cannot be followed: file:///etc/passwd");
    registry.server.clear_faults();
    let own = registry.server.url(&layer_path());
    registry.server.fault(&layer_path(), Fault::Redirect(302, own));
    insta::assert_snapshot!(failure(&registry, &word), @"http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d redirects too often, last to http://HOST/v2/team/app/blobs/sha256:55dcdcb4c06e2fa9b6b0e6a8a556d18767225195a60a570e164ab884f6e2859d.");
}
