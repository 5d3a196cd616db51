// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Probes against real servers on the loopback device, well and badly behaved.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use super::*;
use crate::fixture::Issued;
use crate::plan::Certificate;
use crate::probe::{Expectation, TlsCheck};
use crate::sandbox::Log;

/// A program of which only the network is real.
#[derive(Default)]
struct Fake {
    log: Log,
    ended: Option<i32>,
}

impl Program for Fake {
    fn network(&self) -> std::io::Result<Network> {
        Ok(Network::own())
    }

    fn command(&self, arguments: &[String], _: Duration) -> Result<ExecOutput, String> {
        match arguments.first().map(String::as_str) {
            Some("echo") => Ok(ExecOutput { code: Some(0), output: arguments[1..].join(" ") }),
            Some("fail") => Ok(ExecOutput { code: Some(3), output: "no\nluck".to_owned() }),
            _ => Err("not in the image".to_owned()),
        }
    }

    fn says(&self, text: &str, deadline: Instant) -> bool {
        self.log.wait_for(text, deadline)
    }

    fn ended(&self) -> Option<i32> {
        self.ended
    }
}

/// Serves connections one after the other until the test ends; returns the port.
fn serve(mut serve: impl FnMut(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream);
        }
    });
    port
}

/// Serves the same bytes to everyone who has asked.
fn always(answer: impl Into<Vec<u8>>) -> u16 {
    let answer = answer.into();
    serve(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&answer);
    })
}

fn http(port: u16) -> HttpCheck {
    HttpCheck {
        port: Some(port),
        method: "GET".to_owned(),
        path: "/".to_owned(),
        host: "localhost".to_owned(),
        ..HttpCheck::default()
    }
}

fn contains(text: &str) -> Expectation {
    Expectation { contains: Some(text.to_owned()), lacks: None }
}

fn ask(check: &Check, milliseconds: u64) -> Result<(), Miss> {
    let within = Duration::from_millis(milliseconds);
    Surroundings::default().ask(check, &Fake::default(), within)
}

#[test]
fn a_page_is_as_expected_or_the_difference_is_named() {
    let port = always("HTTP/1.1 404 Not Found\r\nServer: Apache\r\n\r\n<h1>no such page</h1>");
    let check = HttpCheck { status: Some(404), expectation: contains("no such"), ..http(port) };
    assert_eq!(ask(&Check::Http(check.clone()), 2000), Ok(()));
    let headers = BTreeMap::from([("server".to_owned(), "nginx".to_owned())]);
    for (check, key) in [
        (http(port), "trial-miss-status"),
        (HttpCheck { expectation: contains("else"), ..check.clone() }, "trial-miss-lacks"),
        (HttpCheck { headers, ..check.clone() }, "trial-miss-header"),
        (
            HttpCheck {
                expectation: Expectation { contains: None, lacks: Some("page".to_owned()) },
                ..check
            },
            "trial-miss-contains",
        ),
    ] {
        assert_eq!(ask(&Check::Http(check), 60).unwrap_err().message().key, key);
    }
}

#[test]
fn one_tries_until_the_answer_is_right() {
    let mut count = 0;
    let port = serve(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        count += 1;
        let status = if count < 4 { "503 Not yet" } else { "200 OK" };
        let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes());
    });
    assert_eq!(ask(&Check::Http(http(port)), 10_000), Ok(()));
}

#[test]
fn strangers_are_bounded_in_time_and_bytes() {
    let silent = serve(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let dripping = serve(|mut stream| {
        for byte in b"HTTP/1.1 200 OK\r\nX: y\r\n".iter().cycle() {
            thread::sleep(Duration::from_millis(20));
            if stream.write_all(&[*byte]).is_err() {
                break;
            }
        }
    });
    let endless = serve(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let header = serve(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        let lines = b"A: b\r\n".repeat(1000);
        while stream.write_all(&lines).is_ok() {}
    });
    let wants_more = |port| HttpCheck { expectation: contains("never"), ..http(port) };
    for (check, key) in [
        (http(silent), "trial-miss-too-slow"),
        (http(dripping), "trial-miss-too-slow"),
        (wants_more(endless), "trial-miss-too-long"),
        (http(header), "trial-miss-garbage"),
        (http(always("SSH-2.0-OpenSSH\r\n")), "trial-miss-garbage"),
        (http(always("")), "trial-miss-closed"),
        (http(always(vec![0xff; 200_000])), "trial-miss-garbage"),
    ] {
        let started = Instant::now();
        assert_eq!(ask(&Check::Http(check), 1500).unwrap_err().message().key, key);
        assert!(started.elapsed() < Duration::from_secs(4), "{key}: {:?}", started.elapsed());
    }
    // What came before the bound is enough, if it is what was expected.
    let check = HttpCheck { expectation: contains("xxx"), ..http(endless) };
    assert_eq!(ask(&Check::Http(check), 3000), Ok(()));
}

#[test]
fn a_port_is_open_or_not() {
    let port = always("");
    assert_eq!(ask(&Check::Tcp(TcpCheck { port: Some(port) }), 1000), Ok(()));
    // No port that was just free, which a test beside this one may be given; nobody serves tcpmux.
    let closed = 1;
    let tcp = Check::Tcp(TcpCheck { port: Some(closed) });
    assert_eq!(ask(&tcp, 50), Err(Miss::Refused { port: closed }));
    assert_eq!(ask(&Check::Tcp(TcpCheck::default()), 9000), Err(Miss::NoPort));
    // Nobody waits for a program that has ended.
    let program = Fake { ended: Some(7), ..Fake::default() };
    let asked = Surroundings::default().ask(&tcp, &program, Duration::from_mins(1));
    assert_eq!(asked, Err(Miss::Ended { code: 7 }));
}

#[test]
fn commands_and_lines_are_compared() {
    let command = |words: &[&str], exit_code, text| {
        Check::Command(CommandCheck {
            command: words.iter().map(|word| (*word).to_owned()).collect(),
            exit_code,
            expectation: contains(text),
        })
    };
    assert_eq!(ask(&command(&["echo", "a", "b"], 0, "a b"), 100), Ok(()));
    assert_eq!(ask(&command(&["fail"], 3, "luck"), 100), Ok(()));
    for (check, key) in [
        (command(&["fail"], 0, ""), "trial-miss-exit-code"),
        (command(&["echo", "a"], 0, "b"), "trial-miss-lacks"),
        (command(&["what"], 0, ""), "trial-miss-command"),
        (Check::Log(LogCheck { contains: "up".to_owned() }), "trial-miss-no-line"),
    ] {
        assert_eq!(ask(&check, 30).unwrap_err().message().key, key);
    }
    let program = Fake::default();
    program.log.push(b"Server startup in 3 ms\n", &());
    let check = Check::Log(LogCheck { contains: "startup in".to_owned() });
    assert_eq!(Surroundings::default().ask(&check, &program, Duration::from_secs(9)), Ok(()));
}

#[test]
fn fastcgi_is_spoken() {
    let port = serve(|mut stream| {
        let mut buffer = [0; 4096];
        let count = stream.read(&mut buffer).unwrap_or(0);
        let asked = buffer[..count].windows(8).any(|window| window == b"/srv/a.p");
        let text = format!("Content-Type: text/plain\r\n\r\nasked: {asked}");
        let size = u8::try_from(text.len()).unwrap();
        let _ = stream.write_all(&[1, 6, 0, 1, 0, size, 0, 0]);
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.write_all(&[1, 3, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    });
    let check = FastcgiCheck {
        port: Some(port),
        script: "/srv/a.php".to_owned(),
        expectation: contains("asked: true"),
        ..FastcgiCheck::default()
    };
    assert_eq!(ask(&Check::Fastcgi(check), 5000), Ok(()));
}

#[test]
fn only_the_given_authority_is_trusted() {
    let certificate = |name: &str| Certificate {
        name: name.to_owned(),
        names: vec!["localhost".to_owned()],
        certificate: None,
        key: None,
        authority: None,
    };
    let issued = Issued::new(&certificate("server")).unwrap();
    let other = Issued::new(&certificate("other")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![issued.certificate_der.clone().into()],
            rustls::pki_types::PrivatePkcs8KeyDer::from(issued.key_der.clone()).into(),
        )
        .unwrap();
    let config = Arc::new(config);
    let port = serve(move |stream| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
    });
    let surroundings = Surroundings {
        port: None,
        authorities: BTreeMap::from([
            ("server".to_owned(), issued.authority_der.clone()),
            ("other".to_owned(), other.authority_der),
        ]),
        ..Surroundings::default()
    };
    let ask = |authority: Option<&str>, host: &str| {
        let check = Check::Http(HttpCheck {
            tls: Some(TlsCheck { authority: authority.map(str::to_owned) }),
            host: host.to_owned(),
            expectation: contains("secret"),
            ..http(port)
        });
        surroundings.ask(&check, &Fake::default(), Duration::from_millis(1500))
    };
    assert_eq!(ask(Some("server"), "localhost"), Ok(()));
    assert_eq!(ask(None, "localhost"), Ok(()));
    for (authority, host) in [(Some("other"), "localhost"), (Some("server"), "elsewhere.example")] {
        let miss = ask(authority, host).unwrap_err();
        assert_eq!(miss.message().key, "trial-miss-tls", "{miss:?}");
    }
    let plain =
        HttpCheck { tls: Some(TlsCheck::default()), ..http(always("HTTP/1.1 400 x\r\n\r\n")) };
    let miss = surroundings.ask(&Check::Http(plain), &Fake::default(), Duration::from_millis(50));
    assert_eq!(miss.unwrap_err().message().key, "trial-miss-tls");
}
