// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images from place to place.

use std::collections::BTreeSet;

use haerterei_ground::{Digest, Limits};
use haerterei_image::{Layout, OutputReference, Platform, Reference};
use haerterei_registry::RegistryError;
use haerterei_registry::copy::{Choice, Source, Summary, copy};
use haerterei_testkit::http::Fault;
use haerterei_testkit::registry::{Access, FakeRegistry, Ways};

use crate::support::{Client, REPOSITORY, image, layout_with_referrers, noise, told};

fn transfer(
    client: &Client,
    from: &str,
    to: &str,
    choice: &Choice,
) -> Result<Summary, RegistryError> {
    let limits = Limits::default();
    let source = Source::open(&client.registry, &Reference::parse(from).unwrap(), limits)?;
    copy(&client.registry, &source, &OutputReference::parse(to).unwrap(), choice, limits)
}

fn all(client: &Client, from: &str, to: &str) -> Summary {
    transfer(client, from, to, &Choice::default()).unwrap()
}

/// Everything that a layout names: the digests of its entries.
fn entries(folder: &str) -> BTreeSet<Digest> {
    let layout = Layout::open(folder, Limits::default()).unwrap();
    layout.index().unwrap().manifests.iter().map(|entry| entry.digest).collect()
}

/// Every blob of a layout is what its name says; returns how many there are.
fn whole(folder: &str) -> usize {
    let files = std::fs::read_dir(format!("{folder}/blobs/sha256")).unwrap();
    files
        .map(|file| {
            let file = file.unwrap();
            let bytes = std::fs::read(file.path()).unwrap();
            assert_eq!(Digest::sha256(&bytes).hex(), file.file_name().to_str().unwrap());
        })
        .count()
}

#[test]
fn the_way_around_changes_nothing() {
    // With the interface for referrers, and without.
    for referrers in [true, false] {
        let registry = FakeRegistry::start(Ways { referrers, page: 1, ..Ways::default() }).unwrap();
        let client = Client::new();
        let place = client.folder.path().display().to_string();
        let first = format!("oci:{place}/first:1");
        layout_with_referrers(&format!("{place}/first"));
        let image = image();
        let one = format!("{}/team/app:1", registry.host());
        let two = format!("{}/team/again:1", registry.host());
        let archive = format!("oci-archive:{place}/carried.tar:1");
        let last = format!("oci:{place}/last:1");
        let mut told = Vec::new();
        for (from, to) in [(&first, &one), (&one, &archive), (&archive, &two), (&two, &last)] {
            // Every station with a cache of its own: nothing is there by chance.
            let client = Client::new();
            let summary = all(&client, from, to);
            assert_eq!(summary.digest, image.root.digest, "{from} → {to}");
            assert!(!summary.is_made);
            told.push(summary.documents.iter().map(|one| one.digest).collect::<BTreeSet<_>>());
        }
        assert!(told.iter().all(|documents| *documents == told[0]));
        // Index, two manifests, and three that refer: one of them to another.
        assert_eq!(told[0].len(), 6);
        let [first, last] = ["first", "last"].map(|name| format!("{place}/{name}"));
        assert_eq!(entries(&first), entries(&last));
        assert_eq!(whole(&first), whole(&last));
        // Without the interface, the lists are under tags.
        let tags = registry.tags("team/again");
        assert_eq!(tags.len(), if referrers { 1 } else { 4 }, "{tags:?}");
    }
}

#[test]
fn what_is_there_is_not_sent_again_and_a_name_moves_last() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let from = format!("oci:{place}/a:1");
    let to = format!("{}/team/app:1", registry.host());
    let first = all(&client, &from, &to);
    assert_eq!((first.present.count, first.mounted.count), (0, 0));
    let before = registry.server.requests().len();
    let again = all(&client, &from, &to);
    assert_eq!((again.sent.count, again.present), (0, first.sent));
    assert!(again.documents.iter().all(|document| document.was_present));
    let requests = registry.server.requests().split_off(before);
    let writes: Vec<_> = requests.iter().filter(|request| request.method != "HEAD").collect();
    let puts: Vec<_> = writes.iter().filter(|request| request.method == "PUT").collect();
    assert_eq!(puts.len(), 1, "{puts:?}");
    assert!(puts[0].target.ends_with("/manifests/1"));
    // In the first copy nothing was named before everything was there.
    let all: Vec<_> = registry.server.requests();
    let named = all.iter().position(|one| one.method == "PUT" && one.target.ends_with("/1"));
    assert_eq!(named, Some(before - 1));
}

#[test]
fn a_registry_takes_over_what_it_has_elsewhere() {
    let registry =
        FakeRegistry::start(Ways { access: Access::Token(None, 1000), ..Ways::default() }).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let one = format!("{}/team/app:1", registry.host());
    let first = all(&client, &format!("oci:{place}/a:1"), &one);
    let client = Client::new();
    let summary = all(&client, &one, &format!("{}/other/app:2", registry.host()));
    assert_eq!(summary.mounted, first.sent);
    assert_eq!(summary.sent.count, 0);
    assert!(registry.scopes().contains(&"repository:other/app:pull,push".to_owned()));
    // One that does not want to gets the bytes.
    registry.become_other(|ways| ways.mounts = false);
    let client = Client::new();
    let summary = all(&client, &one, &format!("{}/third/app:2", registry.host()));
    assert_eq!((summary.mounted.count, summary.sent), (0, first.sent));
}

#[test]
fn some_platforms_are_copied_and_what_was_made_is_said() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let from = format!("oci:{place}/a:1");
    let platforms = |words: &[&str]| Choice {
        platforms: words.iter().map(|word| Platform::parse(word).unwrap()).collect(),
        without_referrers: false,
    };
    let to = format!("{}/team/app:1", registry.host());
    let summary = transfer(&client, &from, &to, &platforms(&["linux/amd64"])).unwrap();
    let amd64 = image().platforms[0].manifest.digest;
    assert_eq!((summary.digest, summary.is_made), (amd64, false));
    // What refers to this manifest comes along, what refers to the index does not.
    assert_eq!(summary.documents.iter().filter(|one| one.subject.is_some()).count(), 1);
    let both = transfer(&client, &from, &to, &platforms(&["amd64", "s390x"])).unwrap();
    assert_eq!((both.digest, both.is_made), (image().root.digest, false));
    let none = transfer(&client, &from, &to, &platforms(&["linux/arm64"])).unwrap_err();
    insta::assert_snapshot!(told(&none, &registry), @"There is no image for linux/arm64 here. There is: linux/amd64, linux/s390x");
    let alone = Choice { without_referrers: true, ..Choice::default() };
    let to = format!("{}/team/alone:1", registry.host());
    let summary = transfer(&client, &from, &to, &alone).unwrap();
    assert_eq!(summary.documents.len(), 3);
}

#[test]
fn docker_archives_hold_one_platform_and_get_a_manifest() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let from = format!("oci:{place}/a:1");
    let archive = format!("docker-archive:{place}/d.tar:app:1");
    let error = transfer(&client, &from, &archive, &Choice::default()).unwrap_err();
    insta::assert_snapshot!(told(&error, &registry), @"A docker-archive holds an image for one platform, not for 2.");
    let amd64 = Choice { platforms: vec![Platform::linux("amd64")], without_referrers: false };
    transfer(&client, &from, &archive, &amd64).unwrap();
    let to = format!("{}/team/app:1", registry.host());
    let summary = all(&client, &archive, &to);
    assert!(summary.is_made);
    // The same layers, so the same files.
    assert_eq!(client.read(&to).unwrap(), 6);
    let config = image().platforms[0].config.digest.to_string();
    assert!(registry.blobs("team/app").contains(&config));
}

/// A layout with one image whose layer is larger than a piece of an upload.
fn large(folder: &str) -> [Digest; 2] {
    use haerterei_image::{Assembled, ImageConfig, PlatformParts, Transfer};
    let parts = PlatformParts {
        config: ImageConfig {
            architecture: "amd64".to_owned(),
            os: "linux".to_owned(),
            ..ImageConfig::default()
        },
        layers: vec![crate::support::layer("usr/large", &noise(7, 40 << 20))],
        annotations: std::collections::BTreeMap::new(),
    };
    let image = Assembled::new(vec![parts], std::collections::BTreeMap::new(), false).unwrap();
    OutputReference::parse(&format!("oci:{folder}:1"))
        .unwrap()
        .write(&image, Transfer::Copy, Limits::default())
        .unwrap();
    [image.root.digest, image.platforms[0].layers[0].digest]
}

#[test]
fn a_broken_upload_continues_in_pieces_where_it_was() {
    // A registry may want larger pieces than ours (OCI-Chunk-Min-Length).
    broken_upload(Ways::default(), &["5000000-21777215", "21777216-38554431"]);
    let ways = Ways { smallest_piece: Some(20 << 20), ..Ways::default() };
    broken_upload(ways, &["5000000-25971519"]);
}

fn broken_upload(ways: Ways, expected: &[&str]) {
    let registry = FakeRegistry::start(ways).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    let [digest, layer] = large(&format!("{place}/large"));
    // What is sent in one go is cut short.
    let upload = format!("/v2/{REPOSITORY}/blobs/uploads/upload-1");
    let whole = format!("{upload}?digest=sha256%3A{}", layer.hex());
    registry.server.fault_times(&whole, Fault::CutRequest(5_000_000), 1);
    let to = format!("{}/{REPOSITORY}:1", registry.host());
    let summary = all(&client, &format!("oci:{place}/large:1"), &to);
    assert_eq!((summary.digest, summary.sent.count), (digest, 2));
    let requests = registry.server.requests();
    let pieces: Vec<_> = requests.iter().filter(|request| request.method == "PATCH").collect();
    let ranges: Vec<&str> =
        pieces.iter().map(|piece| piece.header("content-range").unwrap()).collect();
    // What is left is sent with the end.
    assert_eq!(ranges, expected);
    let begun = requests.iter().filter(|request| request.method == "POST").count();
    assert_eq!(begun, 2);
    assert_eq!(client.read(&to).unwrap(), 3);
}

#[test]
fn a_lost_upload_begins_anew() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    let [_, layer] = large(&format!("{place}/large"));
    let upload = format!("/v2/{REPOSITORY}/blobs/uploads/upload-1");
    let whole = format!("{upload}?digest=sha256%3A{}", layer.hex());
    registry.server.fault(&whole, Fault::Status(404));
    registry.server.fault(&upload, Fault::Status(404));
    let to = format!("{}/{REPOSITORY}:1", registry.host());
    all(&client, &format!("oci:{place}/large:1"), &to);
    assert_eq!(Client::new().read(&to).unwrap(), 3);
}

#[test]
fn a_blob_that_is_not_what_its_name_says_goes_nowhere() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    let folder = format!("{place}/a");
    layout_with_referrers(&folder);
    let layer = image().platforms[0].layers[1].digest;
    let file = format!("{folder}/blobs/sha256/{}", layer.hex());
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[70] ^= 1;
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let targets = [
        format!("{}/{REPOSITORY}:1", registry.host()),
        format!("oci:{place}/b:1"),
        format!("oci-archive:{place}/b.tar:1"),
    ];
    for to in targets {
        let error =
            transfer(&client, &format!("oci:{folder}:1"), &to, &Choice::default()).unwrap_err();
        let text = told(&error, &registry);
        assert!(text.contains(&layer.to_string()), "{to}: {text}");
    }
    assert!(registry.tags(REPOSITORY).is_empty());
    assert!(!registry.blobs(REPOSITORY).contains(&layer.to_string()));
    assert!(!std::path::Path::new(&format!("{place}/b.tar")).exists());
    assert!(entries(&format!("{place}/b")).is_empty());
}

#[test]
fn lists_of_referrers_that_lie_or_do_not_end_are_refused() {
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let registry = FakeRegistry::start(Ways { page: 1, ..Ways::default() }).unwrap();
    let word = format!("{}/{REPOSITORY}:1", registry.host());
    all(&client, &format!("oci:{place}/a:1"), &word);
    let to = format!("oci:{place}/b:1");
    let path = format!("/v2/{REPOSITORY}/referrers/{}", image().root.digest);
    // A page that names itself as the next.
    let link = format!("<{path}>; rel=\"next\"");
    registry.server.fault(&path, Fault::Header("Link".into(), link));
    let error = transfer(&Client::new(), &word, &to, &Choice::default()).unwrap_err();
    insta::assert_snapshot!(told(&error, &registry), @"HOST/team/app@sha256:19f4fd3930734d46ab7d5c07c471d3393f684c4c4d58fcdb5ba57b8db2d64412 is nested too deeply or has too many parts, and was not read any further.");
    registry.server.clear_faults();
    // A page somewhere else.
    let link = "<http://other.example/>; rel=\"next\"".to_owned();
    registry.server.fault(&path, Fault::Header("Link".into(), link));
    let error = transfer(&Client::new(), &word, &to, &Choice::default()).unwrap_err();
    assert!(matches!(error, RegistryError::Endless { .. }), "{error:?}");
    registry.server.clear_faults();
    // Something is listed that refers to something else.
    let manifest = image().platforms[1].manifest.clone();
    let entry = format!(
        r#"{{"mediaType":"{}","digest":"{}","size":{}}}"#,
        manifest.media_type, manifest.digest, manifest.size
    );
    registry.put_referrer(REPOSITORY, &image().root.digest.to_string(), &entry);
    let error = transfer(&Client::new(), &word, &to, &Choice::default()).unwrap_err();
    insta::assert_snapshot!(told(&error, &registry), @"sha256:c10722a51d8b2242cbf17d340ace89f07144ed3f861cb78692c2ab0111f9696b says of itself that it is something else than it is, or than the registry announced, and was not read.");
    assert!(!std::path::Path::new(&format!("{place}/b")).exists());
    // Without referrers nobody asks.
    let alone = Choice { without_referrers: true, ..Choice::default() };
    transfer(&Client::new(), &word, &to, &alone).unwrap();
}

#[test]
fn pages_without_end_end() {
    let registry = FakeRegistry::start(Ways { page: 1, ..Ways::default() }).unwrap();
    crate::support::publish(&registry, &image(), "1");
    let subject = image().root.digest.to_string();
    for number in 0..200 {
        let digest = Digest::sha256(format!("{number}").as_bytes());
        let entry = format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":7}}"#
        );
        registry.put_referrer(REPOSITORY, &subject, &entry);
    }
    let reference = format!("{}/{REPOSITORY}:1", registry.host()).parse().unwrap();
    let error = Client::new().registry.referrers(&reference, &image().root.digest, None);
    assert!(matches!(error, Err(RegistryError::Endless { .. })), "{error:?}");
    assert!(registry.server.requests().len() < 110);
}

#[test]
fn what_others_wrote_into_the_list_under_a_tag_stays() {
    let registry = FakeRegistry::start(Ways { referrers: false, ..Ways::default() }).unwrap();
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    layout_with_referrers(&format!("{place}/a"));
    let digest = image().root.digest;
    let others = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    let tag = format!("sha256-{}", digest.hex());
    let kind = "application/vnd.oci.image.index.v1+json";
    registry.put_manifest(REPOSITORY, "other", kind, others);
    let other = Digest::sha256(others.as_bytes());
    let entry = format!(r#"{{"mediaType":"{kind}","digest":"{other}","size":{}}}"#, others.len());
    let list = format!(r#"{{"schemaVersion":2,"mediaType":"{kind}","manifests":[{entry}]}}"#);
    registry.put_manifest(REPOSITORY, &tag, kind, list);
    all(&client, &format!("oci:{place}/a:1"), &format!("{}/{REPOSITORY}:1", registry.host()));
    let list = String::from_utf8(registry.manifest(REPOSITORY, &tag).unwrap()).unwrap();
    assert!(list.contains(&other.to_string()), "{list}");
    assert_eq!(list.matches("\"digest\"").count(), 2, "{list}");
}

/// Puts what cosign would into a registry: a manifest that does not say what it is about, under a tag
/// that does.
fn put_companion(registry: &FakeRegistry, subject: &Digest, ending: &str) -> Digest {
    let payload = format!("{ending} of {subject}").into_bytes();
    let parts =
        [("application/vnd.oci.image.config.v1+json", b"{}".to_vec()), ("text/plain", payload)];
    let [config, layer] = parts.map(|(kind, bytes)| {
        let descriptor = haerterei_image::Descriptor::of(kind, &bytes);
        registry.put_blob(REPOSITORY, &descriptor.digest.to_string(), bytes);
        descriptor
    });
    let manifest = haerterei_image::Manifest {
        schema_version: 2,
        media_type: Some(haerterei_image::document::MANIFEST.to_owned()),
        artifact_type: None,
        config,
        layers: vec![layer],
        subject: None,
        annotations: std::collections::BTreeMap::new(),
    };
    let bytes = haerterei_image::document::to_bytes(&manifest);
    let tag = format!("sha256-{}.{ending}", subject.hex());
    let kind = haerterei_image::document::MANIFEST;
    registry.put_manifest(REPOSITORY, &tag, kind, bytes.clone());
    Digest::sha256(&bytes)
}

#[test]
fn what_cosign_put_beside_an_image_comes_along() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    crate::support::publish(&registry, &image, "1");
    let signature = put_companion(&registry, &image.root.digest, "sig");
    let inventory = put_companion(&registry, &image.platforms[1].manifest.digest, "sbom");
    let client = Client::new();
    let place = client.folder.path().display().to_string();
    let first = format!("{}/{REPOSITORY}:1", registry.host());
    let [layout, archive] = [format!("oci:{place}/a:1"), format!("oci-archive:{place}/a.tar:1")];
    let again = format!("{}/team/again:1", registry.host());
    let mut told = Vec::new();
    for (from, to) in [(&first, &layout), (&layout, &archive), (&archive, &again)] {
        let summary = all(&Client::new(), from, to);
        assert_eq!(summary.digest, image.root.digest, "{from} → {to}");
        let tagged: BTreeSet<(Digest, String)> = summary
            .documents
            .iter()
            .filter_map(|one| Some((one.digest, one.tag.clone()?)))
            .collect();
        told.push(tagged);
    }
    assert_eq!(told[0].len(), 2);
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    for (digest, subject, ending) in [
        (signature, image.root.digest, "sig"),
        (inventory, image.platforms[1].manifest.digest, "sbom"),
    ] {
        let tag = format!("sha256-{}.{ending}", subject.hex());
        let there = registry.manifest("team/again", &tag).unwrap();
        assert_eq!(Digest::sha256(&there), digest);
    }
    // The image is found in the layout without its tag: what is beside it is no image.
    let reference = Reference::parse(&format!("oci:{place}/a")).unwrap();
    let source = haerterei_image::ImageSource::open(&reference, Limits::default()).unwrap();
    assert_eq!(source.images(None, Limits::default()).unwrap().len(), 2);
    let source = Source::open(&client.registry, &reference, Limits::default()).unwrap();
    assert_eq!(source.root().descriptor.digest, image.root.digest);
    // Whoever wants the image alone gets it alone.
    let choice = Choice { without_referrers: true, ..Choice::default() };
    let bare = format!("{}/team/bare:1", registry.host());
    transfer(&Client::new(), &first, &bare, &choice).unwrap();
    assert_eq!(registry.tags("team/bare"), ["1"]);
}

#[test]
fn a_statement_is_put_beside_an_image_that_is_there() {
    use haerterei_image::{Blob, BlobContent, Descriptor, Manifest, document};
    for referrers in [true, false] {
        let registry = FakeRegistry::start(Ways { referrers, ..Ways::default() }).unwrap();
        let image = image();
        crate::support::publish(&registry, &image, "1");
        let subject = &image.platforms[0].manifest;
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(document::MANIFEST.to_owned()),
            artifact_type: Some("application/x-record".to_owned()),
            config: Descriptor::of(document::EMPTY, b"{}"),
            layers: vec![Descriptor::of("text/plain", b"kept")],
            subject: Some(Descriptor::new(&subject.media_type, subject.digest, subject.size)),
            annotations: std::collections::BTreeMap::new(),
        };
        let bytes = document::to_bytes(&manifest);
        let artifact = Descriptor::of(document::MANIFEST, &bytes);
        let content: std::collections::BTreeMap<Digest, Blob> =
            [b"{}".to_vec(), b"kept".to_vec(), bytes]
                .into_iter()
                .map(|bytes| {
                    let size = bytes.len() as u64;
                    (
                        Digest::sha256(&bytes),
                        Blob { size, content: BlobContent::Bytes(bytes.into()) },
                    )
                })
                .collect();
        let client = Client::new();
        let target = format!("{}/{REPOSITORY}:1", registry.host()).parse().unwrap();
        for _ in 0..2 {
            haerterei_registry::copy::attach(&client.registry, &target, &artifact, &content)
                .unwrap();
        }
        let found = client.registry.referrers(&target, &subject.digest, None).unwrap();
        assert_eq!(found.len(), 1, "{referrers}");
        assert_eq!(found[0].artifact_type.as_deref(), Some("application/x-record"));
        // What lacks a part, or refers to nothing, is refused.
        let mut less = content.clone();
        less.remove(&Digest::sha256(b"kept"));
        let other = FakeRegistry::start(Ways::default()).unwrap();
        let elsewhere = format!("{}/{REPOSITORY}:1", other.host()).parse().unwrap();
        let error =
            haerterei_registry::copy::attach(&client.registry, &elsewhere, &artifact, &less);
        assert!(matches!(error, Err(RegistryError::Contradiction { .. })), "{error:?}");
        assert!(other.tags(REPOSITORY).is_empty());
    }
}
