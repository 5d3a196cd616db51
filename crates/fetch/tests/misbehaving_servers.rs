// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The fetcher against a server that misbehaves.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::path::Path;
use std::time::{Duration, Instant};

use haerterei_fetch::{
    Credentials, Download, FetchError, FetchSettings, Fetcher, MinimalSpeed, RedirectFault, Url,
    Validators, Wait,
};
use haerterei_ground::{Cancel, Digest, Explain, Silent};
use haerterei_store::{Options, Store};
use haerterei_testkit::http::{Fault, Server};

/// Patience for tests: short waits, so that a misbehaving server costs little.
/// Whether an error is the one expected.
type Expected = fn(&FetchError) -> bool;

fn settings() -> FetchSettings {
    FetchSettings {
        connect_timeout: Duration::from_millis(500),
        idle_timeout: Duration::from_millis(300),
        back_off: Duration::from_millis(5),
        longest_pause: Duration::from_millis(50),
        retries: 2,
        ..FetchSettings::default()
    }
}

fn fetcher() -> Fetcher {
    Fetcher::new(settings()).unwrap()
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn get(fetcher: &Fetcher, urls: &[String]) -> Result<Vec<u8>, FetchError> {
    let urls: Vec<Url> = urls.iter().map(|text| url(text)).collect();
    let fetched = fetcher.get(&urls, 1 << 20, &Cancel::new())?;
    Ok(fetched.bytes)
}

/// Bytes without a pattern that a shifted copy would repeat.
fn content(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(length)
    .collect()
}

struct Place {
    _folder: tempfile::TempDir,
    store: Store,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("cache"), Options::default()).unwrap();
    Place { _folder: folder, store }
}

fn wanted(urls: &[String], bytes: &[u8]) -> Download {
    Download {
        candidates: urls.iter().map(|text| url(text)).collect(),
        digest: Digest::sha256(bytes),
        size: Some(bytes.len() as u64),
        name: "package".to_owned(),
    }
}

#[test]
fn a_document_is_got_and_known_again() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    let fetcher = fetcher();
    let address = url(&server.url("/a"));
    let cancel = Cancel::new();
    let fetched = fetcher.get(std::slice::from_ref(&address), 5, &cancel).unwrap();
    assert_eq!(fetched.bytes, b"hello");
    let again = fetcher.get_if_changed(&address, &fetched.validators, 5, &cancel);
    assert_eq!(again.unwrap(), None);
    server.put("/a", "world");
    let again = fetcher.get_if_changed(&address, &fetched.validators, 5, &cancel);
    assert_eq!(again.unwrap().unwrap().bytes, b"world");
}

#[test]
fn more_than_the_limit_is_refused() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    let fetcher = fetcher();
    for fault in [None, Some(Fault::NoLength)] {
        if let Some(fault) = fault {
            server.fault("/a", fault);
        }
        let error = fetcher.get(&[url(&server.url("/a"))], 4, &Cancel::new()).unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { limit: 4, .. }), "{error:?}");
    }
}

fn to_file(fetcher: &Fetcher, address: &str, into: &Path) -> Result<Option<Vec<u8>>, FetchError> {
    let known = Validators::default();
    let (progress, cancel) = (&Silent, &Cancel::new());
    let fetched = fetcher.get_to_file(&url(address), &known, into, 1 << 20, progress, cancel)?;
    Ok(fetched.map(|it| {
        let bytes = std::fs::read(&it.path).unwrap();
        assert_eq!(bytes.len() as u64, it.size);
        bytes
    }))
}

#[test]
fn what_came_into_a_file_is_continued_as_long_as_it_is_the_same_version() {
    let server = Server::start().unwrap();
    let (whole, other) = (content(100_000), content(50_000));
    server.put("/a", whole.clone());
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("a");
    let address = server.url("/a");
    let fetcher = fetcher();
    let got = || to_file(&fetcher, &address, &into).unwrap().unwrap();
    // A connection that breaks is continued at once.
    server.fault_times("/a", Fault::Drop(30_000), 1);
    assert_eq!(got(), whole);
    // What a process left that was killed is continued by the next.
    let first = fetcher.get(&[url(&address)], 1 << 20, &Cancel::new()).unwrap();
    let version = first.validators.etag.unwrap();
    let left = |bytes: &[u8]| {
        std::fs::write(&into, bytes).unwrap();
        std::fs::write(folder.path().join("a.version"), &version).unwrap();
    };
    left(&whole[..60_000]);
    assert_eq!(got(), whole);
    let requests = server.requests_for("/a");
    let asked: Vec<Option<&str>> = requests.iter().map(|it| it.header("range")).collect();
    assert_eq!(asked, [None, Some("bytes=30000-"), None, Some("bytes=60000-")]);
    // Nothing stands behind what is whole, so it is fetched anew rather than believed.
    left(&whole);
    assert_eq!(got(), whole);
    left(&[&whole[..], b"more"].concat());
    assert_eq!(got(), whole);
    // Another version is never put behind the beginning of this one.
    server.put("/a", other.clone());
    left(&whole[..30_000]);
    assert_eq!(got(), other);
    // Nor is a beginning of which nobody knows what it is the beginning of.
    std::fs::write(&into, b"something").unwrap();
    std::fs::remove_file(folder.path().join("a.version")).unwrap();
    assert_eq!(got(), other);
}

#[test]
fn a_file_is_bounded_and_known_again() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("a");
    let (fetcher, cancel) = (fetcher(), Cancel::new());
    let address = url(&server.url("/a"));
    let get = |known: &Validators, limit| {
        fetcher.get_to_file(&address, known, &into, limit, &Silent, &cancel)
    };
    let fetched = get(&Validators::default(), 5).unwrap().unwrap();
    assert_eq!(std::fs::read(&fetched.path).unwrap(), b"hello");
    // What did not change leaves nothing behind.
    assert_eq!(get(&fetched.validators, 5).unwrap(), None);
    assert!(!into.exists());
    for fault in [None, Some(Fault::NoLength)] {
        if let Some(fault) = fault {
            server.fault("/a", fault);
        }
        let error = get(&Validators::default(), 4).unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { limit: 4, .. }), "{error:?}");
    }
    let nowhere = folder.path().join("none/a");
    let error = fetcher
        .get_to_file(&address, &Validators::default(), &nowhere, 5, &Silent, &cancel)
        .unwrap_err();
    assert!(matches!(error, FetchError::Write { .. }), "{error:?}");
    // A file of this machine is read where it lies.
    let here = Url::from_file_path(folder.path().join("here")).unwrap();
    std::fs::write(folder.path().join("here"), b"hello").unwrap();
    let fetched = fetcher
        .get_to_file(&here, &Validators::default(), &into, 5, &Silent, &cancel)
        .unwrap()
        .unwrap();
    assert_eq!(fetched.path, folder.path().join("here"));
}

#[test]
fn a_server_that_sends_another_range_is_not_believed() {
    let server = Server::start().unwrap();
    let whole = content(100_000);
    server.put("/a", whole.clone());
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("a");
    let address = server.url("/a");
    server.fault_times("/a", Fault::Drop(30_000), 1);
    server.fault_times("/a", Fault::WrongRange, 2);
    assert_eq!(to_file(&fetcher(), &address, &into).unwrap().unwrap(), whole);
}

#[test]
fn every_failure_has_a_name_of_its_own() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    let cases: [(Fault, Expected); 9] = [
        (Fault::Status(404), |e| matches!(e, FetchError::Gone { .. })),
        (Fault::Status(403), |e| matches!(e, FetchError::Unauthorized { status: 403, .. })),
        (Fault::Status(500), |e| matches!(e, FetchError::Status { status: 500, .. })),
        (Fault::Busy(None), |e| matches!(e, FetchError::Busy { status: 429, .. })),
        (Fault::Silence, |e| matches!(e, FetchError::Timeout { wait: Wait::Answer, .. })),
        (Fault::Stall(2), |e| matches!(e, FetchError::Timeout { wait: Wait::Bytes, .. })),
        (Fault::Drop(2), |e| matches!(e, FetchError::Interrupted { .. })),
        (Fault::WrongLength(3), |e| matches!(e, FetchError::Interrupted { .. })),
        (Fault::Redirect(302, "ftp://x/".to_owned()), |e| {
            let fault = RedirectFault::Elsewhere;
            matches!(e, FetchError::Redirect { fault: found, .. } if *found == fault)
        }),
    ];
    for (fault, expected) in cases {
        server.clear_faults();
        server.fault("/a", fault.clone());
        let fetcher = Fetcher::new(FetchSettings { retries: 0, ..settings() }).unwrap();
        let error = get(&fetcher, &[server.url("/a")]).unwrap_err();
        assert!(expected(&error), "{fault:?} gave {error:?}");
        assert!(haerterei_fetch::MESSAGE_KEYS.contains(&error.message().key));
    }
}

#[test]
fn nobody_there_and_unknown_hosts_are_told_apart() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let fetcher = fetcher();
    let error = get(&fetcher, &[format!("http://{address}/x")]).unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error:?}");
    let error = get(&fetcher, &["http://host.invalid/x".to_owned()]).unwrap_err();
    assert!(
        matches!(error, FetchError::UnknownHost { .. } | FetchError::Timeout { .. }),
        "{error:?}"
    );
}

#[test]
fn what_passes_is_tried_again_and_what_stays_is_not() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    server.fault_times("/a", Fault::Status(502), 1);
    server.fault_times("/a", Fault::Drop(1), 1);
    assert_eq!(get(&fetcher(), &[server.url("/a")]).unwrap(), b"hello");
    let error = get(&fetcher(), &[server.url("/missing")]).unwrap_err();
    assert!(error.is_gone());
    assert_eq!(server.requests_for("/missing").len(), 1);
}

#[test]
fn retry_after_is_honoured_within_bounds() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    server.fault_times("/a", Fault::Busy(Some("3600".to_owned())), 1);
    let fetcher =
        Fetcher::new(FetchSettings { longest_pause: Duration::from_millis(200), ..settings() })
            .unwrap();
    let before = Instant::now();
    assert_eq!(get(&fetcher, &[server.url("/a")]).unwrap(), b"hello");
    assert!(before.elapsed() >= Duration::from_millis(200));
}

#[test]
fn the_next_mirror_helps_and_all_failures_are_told() {
    let server = Server::start().unwrap();
    server.put("/good", "hello");
    let urls = [server.url("/missing"), server.url("/good")];
    assert_eq!(get(&fetcher(), &urls).unwrap(), b"hello");
    let urls = [server.url("/missing"), server.url("/lost")];
    let error = get(&fetcher(), &urls).unwrap_err();
    assert!(error.is_gone());
    assert_eq!(error.details().len(), 2);
}

#[test]
fn redirects_are_followed_within_bounds() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    server.fault("/b", Fault::Redirect(302, "/a".to_owned()));
    server.fault("/round", Fault::Redirect(301, "/round".to_owned()));
    assert_eq!(get(&fetcher(), &[server.url("/b")]).unwrap(), b"hello");
    let error = get(&fetcher(), &[server.url("/round")]).unwrap_err();
    let fault = RedirectFault::TooMany;
    assert!(matches!(error, FetchError::Redirect { fault: found, .. } if found == fault));
    assert_eq!(server.requests_for("/round").len(), 6);
}

#[test]
fn credentials_reach_their_host_and_nobody_else() {
    let (server, other) = (Server::start().unwrap(), Server::start().unwrap());
    server.put("/a", "hello");
    other.put("/b", "other");
    server.fault("/a", Fault::BasicAuth("me".to_owned(), "s3cret".to_owned()));
    server.fault("/away", Fault::Redirect(302, other.url("/b")));
    let error = get(&fetcher(), &[server.url("/a")]).unwrap_err();
    assert!(matches!(error, FetchError::Unauthorized { status: 401, .. }));
    // From a file of credentials.
    let text = format!("machine {}/a login me password s3cret", server.address());
    let fetcher = Fetcher::new(FetchSettings {
        credentials: Credentials::from_apt_auth(&text).unwrap(),
        ..settings()
    })
    .unwrap();
    assert_eq!(get(&fetcher, &[server.url("/a")]).unwrap(), b"hello");
    // From the address, and never along with a redirect or into an error.
    let inside = |path: &str| server.url(path).replace("http://", "http://me:s3cret@");
    let plain = self::fetcher();
    assert_eq!(get(&plain, &[inside("/a")]).unwrap(), b"hello");
    assert_eq!(get(&plain, &[inside("/away")]).unwrap(), b"other");
    assert!(server.requests_for("/away")[0].header("authorization").is_some());
    assert_eq!(other.requests()[0].header("authorization"), None);
    let error = get(&plain, &[inside("/missing")]).unwrap_err();
    assert!(!format!("{error} {error:?} {:?}", error.message()).contains("s3cret"));
}

#[test]
fn a_download_lands_in_the_cache_once() {
    let server = Server::start().unwrap();
    let place = place();
    let downloads: Vec<Download> = (1..20)
        .map(|n| {
            let bytes = content(n * 1000);
            server.put(format!("/{n}"), bytes.clone());
            wanted(&[server.url(&format!("/{n}"))], &bytes)
        })
        .collect();
    let fetcher = fetcher();
    let report =
        fetcher.download(downloads.clone(), &place.store, &Silent, &Cancel::new()).unwrap();
    assert_eq!((report.fetched, report.bytes), (19, 190_000));
    for download in &downloads {
        place.store.verify(&download.digest).unwrap();
    }
    let report = fetcher.download(downloads, &place.store, &Silent, &Cancel::new()).unwrap();
    assert_eq!((report.cached, report.fetched), (19, 0));
    assert_eq!(server.requests().len(), 19);
}

#[test]
fn a_broken_download_is_continued_where_it_broke() {
    let server = Server::start().unwrap();
    let place = place();
    let bytes = content(100_000);
    server.put("/a", bytes.clone());
    server.fault_times("/a", Fault::Drop(30_000), 3);
    let report = fetcher()
        .download(vec![wanted(&[server.url("/a")], &bytes)], &place.store, &Silent, &Cancel::new())
        .unwrap();
    assert_eq!(report.bytes, 100_000);
    let ranges: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.header("range").map(str::to_owned))
        .collect();
    assert_eq!(ranges[0], None);
    assert_eq!(ranges[1].as_deref(), Some("bytes=30000-"));
    assert!(server.requests()[1].header("if-range").is_some());
    place.store.verify(&Digest::sha256(&bytes)).unwrap();
}

#[test]
fn what_an_earlier_run_left_is_continued() {
    let server = Server::start().unwrap();
    let place = place();
    let bytes = content(50_000);
    let mut partial = place.store.partial(&Digest::sha256(&bytes)).unwrap().unwrap();
    partial.append(&bytes[..20_000]).unwrap();
    drop(partial);
    server.put("/a", bytes.clone());
    let report = fetcher()
        .download(vec![wanted(&[server.url("/a")], &bytes)], &place.store, &Silent, &Cancel::new())
        .unwrap();
    assert_eq!(report.bytes, 30_000);
}

#[test]
fn a_rotten_beginning_costs_one_more_request_only() {
    let server = Server::start().unwrap();
    let place = place();
    let bytes = content(50_000);
    let mut partial = place.store.partial(&Digest::sha256(&bytes)).unwrap().unwrap();
    partial.append(&vec![7; 20_000]).unwrap();
    drop(partial);
    server.put("/a", bytes.clone());
    fetcher()
        .download(vec![wanted(&[server.url("/a")], &bytes)], &place.store, &Silent, &Cancel::new())
        .unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn servers_that_know_no_ranges_or_lie_about_them_are_borne() {
    for fault in [Fault::IgnoreRange, Fault::WrongRange, Fault::NoLength] {
        let server = Server::start().unwrap();
        let place = place();
        let bytes = content(60_000);
        server.put("/a", bytes.clone());
        server.fault_times("/a", Fault::Drop(20_000), 1);
        server.fault("/a", fault.clone());
        fetcher()
            .download(
                vec![wanted(&[server.url("/a")], &bytes)],
                &place.store,
                &Silent,
                &Cancel::new(),
            )
            .unwrap_or_else(|error| panic!("{fault:?}: {error:?}"));
        place.store.verify(&Digest::sha256(&bytes)).unwrap();
    }
}

#[test]
fn a_tampered_file_is_refused_and_the_next_mirror_asked() {
    let (bad, good) = (Server::start().unwrap(), Server::start().unwrap());
    let place = place();
    let bytes = content(10_000);
    bad.put("/a", bytes.clone());
    bad.fault("/a", Fault::Corrupt(5000));
    good.put("/a", bytes.clone());
    let error = fetcher()
        .download(vec![wanted(&[bad.url("/a")], &bytes)], &place.store, &Silent, &Cancel::new())
        .unwrap_err();
    assert!(matches!(error, FetchError::WrongContent { .. }), "{error:?}");
    assert!(!place.store.contains(&Digest::sha256(&bytes)));
    let report = fetcher()
        .download(
            vec![wanted(&[bad.url("/a"), good.url("/a")], &bytes)],
            &place.store,
            &Silent,
            &Cancel::new(),
        )
        .unwrap();
    assert_eq!(report.failures.len(), 1);
    place.store.verify(&Digest::sha256(&bytes)).unwrap();
}

#[test]
fn a_file_of_another_size_is_not_even_read() {
    let server = Server::start().unwrap();
    let place = place();
    server.put("/a", content(10_000));
    let mut download = wanted(&[server.url("/a")], &content(10_000));
    download.size = Some(9_999);
    let error =
        fetcher().download(vec![download], &place.store, &Silent, &Cancel::new()).unwrap_err();
    assert!(
        matches!(error, FetchError::WrongSize { expected: 9_999, found: 10_000, .. }),
        "{error:?}"
    );
}

#[test]
fn a_mirror_that_drips_is_given_up() {
    let server = Server::start().unwrap();
    let place = place();
    let bytes = content(10_000);
    server.put("/a", bytes.clone());
    server.fault("/a", Fault::Drip(1, Duration::from_millis(20)));
    let fetcher = Fetcher::new(FetchSettings {
        retries: 0,
        minimal_speed: MinimalSpeed {
            bytes_per_second: 10_000,
            window: Duration::from_millis(200),
        },
        ..settings()
    })
    .unwrap();
    // Every drop gets the download further, so only the other mirror ends it.
    let good = Server::start().unwrap();
    good.put("/a", bytes.clone());
    let report = fetcher
        .download(
            vec![wanted(&[server.url("/a"), good.url("/a")], &bytes)],
            &place.store,
            &Silent,
            &Cancel::new(),
        )
        .unwrap();
    let speed = Wait::Speed;
    assert!(
        matches!(&report.failures[..], [FetchError::Timeout { wait, .. }] if *wait == speed),
        "{:?}",
        report.failures
    );
}

#[test]
fn stopping_is_quick() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    server.fault("/a", Fault::Silence);
    let fetcher =
        Fetcher::new(FetchSettings { idle_timeout: Duration::from_mins(1), ..settings() }).unwrap();
    let cancel = Cancel::new();
    let asked = cancel.clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        asked.request();
    });
    let error = fetcher.get(&[url(&server.url("/a"))], 9, &cancel).unwrap_err();
    thread.join().unwrap();
    assert!(matches!(error, FetchError::Cancelled(_)), "{error:?}");
}

#[test]
fn offline_names_what_is_missing_and_asks_nobody() {
    let server = Server::start().unwrap();
    let place = place();
    let fetcher = Fetcher::new(FetchSettings { offline: true, ..settings() }).unwrap();
    let downloads = ["/a", "/b"].map(|path| wanted(&[server.url(path)], path.as_bytes()));
    let error =
        fetcher.download(downloads.to_vec(), &place.store, &Silent, &Cancel::new()).unwrap_err();
    assert!(matches!(&error, FetchError::Offline { wanted } if wanted.len() == 2), "{error:?}");
    assert_eq!(error.details().len(), 2);
    let error = get(&fetcher, &[server.url("/a")]).unwrap_err();
    assert!(matches!(error, FetchError::Offline { .. }));
    assert!(server.requests().is_empty());
}

#[test]
fn files_need_no_network() {
    let place = place();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), "hello").unwrap();
    let address = Url::from_file_path(folder.path().join("a")).unwrap().to_string();
    let fetcher = Fetcher::new(FetchSettings { offline: true, ..settings() }).unwrap();
    assert_eq!(get(&fetcher, std::slice::from_ref(&address)).unwrap(), b"hello");
    fetcher
        .download(vec![wanted(&[address], b"hello")], &place.store, &Silent, &Cancel::new())
        .unwrap();
    assert_eq!(place.store.read(&Digest::sha256(b"hello"), 5).unwrap(), b"hello");
    let gone = Url::from_file_path(folder.path().join("b")).unwrap().to_string();
    assert!(get(&fetcher, &[gone]).unwrap_err().is_gone());
}

#[test]
fn a_proxy_is_used_and_passed_by_as_told() {
    let server = Server::start().unwrap();
    server.put("/a", "hello");
    let proxy = Server::proxy(Some(("p", "q"))).unwrap();
    let with = |proxy: String, no_proxy: &[&str]| {
        Fetcher::new(FetchSettings {
            http_proxy: Some(url(&proxy)),
            no_proxy: no_proxy.iter().map(|&host| host.to_owned()).collect(),
            retries: 0,
            ..settings()
        })
        .unwrap()
    };
    let error = get(&with(proxy.url("/"), &[]), &[server.url("/a")]).unwrap_err();
    assert!(matches!(error, FetchError::ProxyAuthentication { .. }), "{error:?}");
    let known = proxy.url("/").replace("http://", "http://p:q@");
    assert_eq!(get(&with(known.clone(), &[]), &[server.url("/a")]).unwrap(), b"hello");
    assert_eq!(proxy.requests()[1].target, server.url("/a"));
    assert_eq!(get(&with(known, &["127.0.0.1"]), &[server.url("/a")]).unwrap(), b"hello");
    assert_eq!(proxy.requests().len(), 2);
    assert_eq!(server.requests().len(), 2);
    // No secret is in what is shown of the settings.
    let shown = format!("{:?}", with("http://p:q@proxy.example:1".to_owned(), &[]));
    assert!(!shown.contains("q@") && !shown.contains(":q"), "{shown}");
}

#[test]
fn wrong_settings_are_told_at_once() {
    let certificate =
        Fetcher::new(FetchSettings { ca_certificates: vec![b"nonsense".to_vec()], ..settings() });
    assert!(matches!(certificate.unwrap_err(), FetchError::InvalidCertificate { number: 1 }));
    let proxy = Fetcher::new(FetchSettings {
        https_proxy: Some(url("ftp://me:s3cret@proxy.example/")),
        ..settings()
    });
    let error = proxy.unwrap_err();
    assert!(matches!(error, FetchError::InvalidProxy { .. }));
    assert!(!error.to_string().contains("s3cret"));
}

#[test]
fn two_fetchers_that_want_the_same_file_share_it() {
    let server = Server::start().unwrap();
    let place = place();
    let bytes = content(40_000);
    server.put("/a", bytes.clone());
    server.fault("/a", Fault::Drip(4_000, Duration::from_millis(20)));
    let download = || {
        fetcher()
            .download(
                vec![wanted(&[server.url("/a")], &bytes)],
                &place.store,
                &Silent,
                &Cancel::new(),
            )
            .unwrap()
    };
    std::thread::scope(|scope| {
        scope.spawn(download);
        scope.spawn(download);
    });
    assert_eq!(server.requests().len(), 1);
    place.store.verify(&Digest::sha256(&bytes)).unwrap();
}
