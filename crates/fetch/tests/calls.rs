// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Requests whose answers the caller judges.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use haerterei_fetch::{
    Answer, Call, Content, FetchError, FetchSettings, Fetcher, Identity, Method, Url,
};
use haerterei_ground::{Cancel, Secret};
use haerterei_testkit::http::{Fault, Response, Server};

fn fetcher(offline: bool) -> Fetcher {
    Fetcher::new(FetchSettings {
        connect_timeout: Duration::from_millis(500),
        idle_timeout: Duration::from_millis(300),
        back_off: Duration::from_millis(5),
        longest_pause: Duration::from_millis(50),
        retries: 2,
        offline,
        ..FetchSettings::default()
    })
    .unwrap()
}

fn url(server: &Server, path: &str) -> Url {
    server.url(path).parse().unwrap()
}

fn ask(call: &Call) -> Result<Answer, FetchError> {
    fetcher(false).call(call, &Cancel::new())
}

/// A server that gives back what was sent, with the status that the path names.
fn echo() -> Server {
    Server::handling(|request| {
        let status = request.path().trim_start_matches('/').parse().ok()?;
        let method = ("X-Method".to_owned(), request.method.clone());
        let body = Arc::new(request.body.clone());
        Some(Response { status, headers: vec![method], body })
    })
    .unwrap()
}

#[test]
fn every_method_and_status_comes_back_to_the_caller() {
    let server = echo();
    for (method, word) in [
        (Method::Get, "GET"),
        (Method::Post, "POST"),
        (Method::Put, "PUT"),
        (Method::Patch, "PATCH"),
    ] {
        for status in [200, 201, 202, 401, 404, 416, 500] {
            let call = Call::new(method, url(&server, &format!("/{status}")));
            let call = Call { content: Content::Bytes(b"hello".as_slice().into()), ..call };
            let answer = ask(&call).unwrap();
            assert_eq!((answer.status, answer.header("x-method")), (status, Some(word)));
            assert_eq!(answer.bytes, b"hello");
        }
    }
    let head = ask(&Call::new(Method::Head, url(&server, "/200"))).unwrap();
    assert!(head.is_success() && head.bytes.is_empty());
}

#[test]
fn a_part_of_a_file_is_streamed_with_its_length() {
    let server = echo();
    let mut file = tempfile::tempfile().unwrap();
    let bytes: Vec<u8> = (0..700_000_u32).map(|number| (number * 7 % 251) as u8).collect();
    file.write_all(&bytes).unwrap();
    let content = Content::File { file: Arc::new(file), offset: 1000, length: 600_000, task: None };
    let call = Call { content, limit: 1 << 20, ..Call::new(Method::Put, url(&server, "/201")) };
    let answer = ask(&call).unwrap();
    assert!(answer.bytes == bytes[1000..601_000]);
    let length = server.requests()[0].header("content-length").map(str::to_owned);
    assert_eq!(length.as_deref(), Some("600000"));
}

#[test]
fn a_file_that_is_shorter_than_it_was_ends_the_call() {
    let server = echo();
    let file = Arc::new(tempfile::tempfile().unwrap());
    let content = Content::File { file, offset: 0, length: 600_000, task: None };
    let call = Call { content, repeat: false, ..Call::new(Method::Put, url(&server, "/201")) };
    assert!(ask(&call).is_err());
}

#[test]
fn silence_ends_and_what_may_be_repeated_is() {
    let server = echo();
    server.fault("/200", Fault::Silence);
    let call = Call::new(Method::Post, url(&server, "/200"));
    let once = Call { repeat: false, ..call.clone() };
    assert!(matches!(ask(&once), Err(FetchError::Timeout { .. })));
    assert_eq!(server.requests().len(), 1);
    assert!(matches!(ask(&call), Err(FetchError::Timeout { .. })));
    assert_eq!(server.requests().len(), 1 + 3);
    server.clear_faults();
    server.fault_times("/200", Fault::Busy(Some("0".into())), 2);
    assert_eq!(ask(&call).unwrap().status, 200);
    server.fault("/200", Fault::Busy(None));
    assert!(matches!(ask(&call), Err(FetchError::Busy { status: 429, .. })));
}

#[test]
fn who_asks_is_shown_to_one_server_and_to_no_other() {
    let (server, other) = (echo(), echo());
    let target = url(&server, "/200");
    let token = Secret::new("t0ken".to_owned());
    let call =
        Call { identity: Identity::bearer(&target, &token), ..Call::new(Method::Get, target) };
    assert_eq!(ask(&call).unwrap().status, 200);
    server.fault("/200", Fault::Redirect(307, other.url("/200")));
    let answer = ask(&call).unwrap();
    assert_eq!(answer.url, url(&other, "/200"));
    assert_eq!(other.requests()[0].header("authorization"), None);
    let seen = server.requests();
    assert!(seen.iter().all(|one| one.header("authorization") == Some("Bearer t0ken")));
    // What is sent along does not follow either: the caller decides.
    let posted = Call { method: Method::Post, ..call };
    let answer = ask(&posted).unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(answer.location().unwrap(), Some(url(&other, "/200")));
    assert_eq!(other.requests().len(), 1);
}

#[test]
fn answers_are_bounded_and_a_call_needs_the_network() {
    let server = echo();
    server.put("/large", vec![7; 5000]);
    let call = Call { limit: 4999, ..Call::new(Method::Get, url(&server, "/large")) };
    assert!(matches!(ask(&call), Err(FetchError::TooLarge { limit: 4999, .. })));
    server.fault("/large", Fault::NoLength);
    assert!(matches!(ask(&call), Err(FetchError::TooLarge { limit: 4999, .. })));
    let before = server.requests().len();
    let offline = fetcher(true).call(&call, &Cancel::new());
    assert!(matches!(offline, Err(FetchError::Offline { .. })));
    assert_eq!(server.requests().len(), before);
    let file = Call::new(Method::Get, "file:///etc/passwd".parse().unwrap());
    assert!(matches!(ask(&file), Err(FetchError::Unsupported { .. })));
}
