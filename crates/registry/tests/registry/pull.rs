// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Images out of registries.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use haerterei_ground::Limits;
use haerterei_image::RegistryReference;
use haerterei_registry::RegistryError;
use haerterei_testkit::http::Fault;
use haerterei_testkit::registry::{FakeRegistry, Ways};

use crate::support::{Client, REPOSITORY, image, publish};

#[test]
fn an_image_is_read_by_tag_and_by_digest_and_comes_once() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    publish(&registry, &image, "1");
    let client = Client::new();
    let word = format!("{}/{REPOSITORY}:1", registry.host());
    let remote = client.open(&word).unwrap();
    assert_eq!(remote.root().digest, image.root.digest);
    assert_eq!(client.read(&word).unwrap(), 6);
    // Documents and configurations of both platforms, layers of one.
    let layers = registry.server.requests();
    let layers = layers.iter().filter(|request| request.target.contains("/blobs/")).count();
    assert_eq!(layers, 2 + 2);
    let before = registry.server.requests().len();
    let word = format!("{}/{REPOSITORY}@{}", registry.host(), image.root.digest);
    assert_eq!(client.read(&word).unwrap(), 6);
    let asked: Vec<_> = registry.server.requests().split_off(before);
    assert!(asked.is_empty(), "{asked:?}");
}

#[test]
fn a_single_manifest_is_an_image_too() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    publish(&registry, &image, "1");
    let digest = image.platforms[0].manifest.digest;
    let word = format!("{}/{REPOSITORY}@{digest}", registry.host());
    assert_eq!(Client::new().read(&word).unwrap(), 6);
}

#[test]
fn a_broken_download_continues_where_it_was() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    publish(&registry, &image, "1");
    let layer = image.platforms[0].layers[1].digest;
    let path = format!("/v2/{REPOSITORY}/blobs/{layer}");
    registry.server.fault_times(&path, Fault::Drop(60_000), 1);
    let word = format!("{}/{REPOSITORY}:1", registry.host());
    assert_eq!(Client::new().read(&word).unwrap(), 6);
    let asked = registry.server.requests_for(&path);
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].header("range"), Some("bytes=60000-"));
}

#[test]
fn without_a_network_only_the_cache_answers() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    publish(&registry, &image, "1");
    let client = Client::new();
    client.read(&format!("{}/{REPOSITORY}:1", registry.host())).unwrap();
    let store = client.store.clone();
    let offline = Client::with(|settings| {
        settings.store = store;
        let fetch = haerterei_fetch::FetchSettings { offline: true, ..Default::default() };
        settings.fetcher = std::sync::Arc::new(haerterei_fetch::Fetcher::new(fetch).unwrap());
    });
    let digest = image.root.digest;
    assert_eq!(offline.read(&format!("{}/{REPOSITORY}@{digest}", registry.host())).unwrap(), 6);
    assert!(offline.read(&format!("{}/{REPOSITORY}:1", registry.host())).is_err());
}

/// Passes connections to an address of IPv6 on to a registry, and returns host and port.
fn by_ipv6(registry: &FakeRegistry) -> io::Result<String> {
    let listener = TcpListener::bind("[::1]:0")?;
    let host = listener.local_addr()?.to_string();
    let target = registry.server.address();
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let Ok(far) = TcpStream::connect(target) else { return };
            let (Ok(near_too), Ok(far_too)) = (near.try_clone(), far.try_clone()) else { return };
            for (mut from, mut to) in [(near, far), (far_too, near_too)] {
                thread::spawn(move || {
                    let _ = io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
    Ok(host)
}

#[test]
fn a_registry_of_this_machine_may_have_an_address_of_ipv6() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    publish(&registry, &image(), "1");
    let host = match by_ipv6(&registry) {
        Ok(host) => host,
        Err(error) => {
            println!("not run: no IPv6 on this machine ({error})");
            return;
        }
    };
    assert!(host.starts_with("[::1]:"), "{host}");
    // Plain HTTP, because it is this machine, as with 127.0.0.1.
    assert_eq!(Client::new().read(&format!("{host}/{REPOSITORY}:1")).unwrap(), 6);
}

#[test]
fn layers_come_together_for_whoever_reads_all() {
    let registry = FakeRegistry::start(Ways::default()).unwrap();
    let image = image();
    publish(&registry, &image, "1");
    let word = format!("{}/{REPOSITORY}@{}", registry.host(), image.platforms[0].manifest.digest);
    let asked = || {
        let requests = registry.server.requests();
        requests.iter().filter(|request| request.target.contains("/blobs/")).count()
    };
    let client = Client::new();
    let remote = client.open(&word).unwrap();
    let before = asked();
    let images = remote.source_together().images(None, Limits::default()).unwrap();
    drop(images[0].open_layer(0).unwrap());
    assert_eq!(asked(), before + 2, "both layers");
    drop(images[0].open_layer(1).unwrap());
    assert_eq!(asked(), before + 2);
    // Whoever reads one by one gets them so.
    let client = Client::new();
    let remote = client.open(&word).unwrap();
    let images = remote.source().images(None, Limits::default()).unwrap();
    let before = asked();
    drop(images[0].open_layer(0).unwrap());
    assert_eq!(asked(), before + 1);
}

#[test]
fn the_images_of_a_repository_are_listed_page_by_page() {
    let registry = FakeRegistry::start(Ways { page: 2, ..Ways::default() }).unwrap();
    let image = image();
    for tag in ["2", "10", "1", "latest", "v1"] {
        publish(&registry, &image, tag);
    }
    let hex = image.root.digest.hex();
    for tag in [format!("sha256-{hex}"), format!("sha256-{hex}.att"), format!("sha256-{hex}.sig")] {
        publish(&registry, &image, &tag);
    }
    let client = Client::new();
    let word = format!("{}/{REPOSITORY}", registry.host());
    let reference: RegistryReference = word.parse().unwrap();
    assert_eq!(client.registry.tags(&reference).unwrap(), ["1", "10", "2", "latest", "v1"]);
    let asked = registry.server.requests();
    assert_eq!(asked.iter().filter(|it| it.target.contains("/tags/list")).count(), 4);
    let nothing: RegistryReference = format!("{}/nothing", registry.host()).parse().unwrap();
    let error = client.registry.tags(&nothing).unwrap_err();
    assert!(matches!(error, RegistryError::NoSuchImage { .. }), "{error:?}");
}
