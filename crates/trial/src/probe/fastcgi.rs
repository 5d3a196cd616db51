// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A small FastCGI client (FastCGI specification 1.0): one request to a responder, bounded.

use std::io::{self, Read, Write};

use super::FastcgiCheck;
use super::answer::{Answer, BODY_LIMIT, HEAD_LIMIT};
use super::http::Fault;
use super::miss::{Miss, start_of};

const VERSION: u8 = 1;
const BEGIN_REQUEST: u8 = 1;
const END_REQUEST: u8 = 3;
const PARAMS: u8 = 4;
const STDIN: u8 = 5;
const STDOUT: u8 = 6;
const STDERR: u8 = 7;
/// The only request of a connection.
const REQUEST: u16 = 1;

/// Sends a request and reads the answer.
pub(crate) fn exchange(
    stream: &mut (impl Read + Write),
    check: &FastcgiCheck,
) -> Result<Answer, Fault> {
    stream.write_all(&request(check))?;
    stream.flush()?;
    answer(stream)
}

fn request(check: &FastcgiCheck) -> Vec<u8> {
    let name = check.script.rsplit('/').next().unwrap_or_default();
    let path = format!("/{name}");
    let folder = check.script.strip_suffix(name).unwrap_or("/");
    let uri = if check.query.is_empty() { path.clone() } else { format!("{path}?{}", check.query) };
    let mut parameters = Vec::new();
    for (name, value) in [
        ("GATEWAY_INTERFACE", "CGI/1.1"),
        ("SERVER_SOFTWARE", "haerterei-trial"),
        ("SERVER_PROTOCOL", "HTTP/1.1"),
        ("SERVER_NAME", "localhost"),
        ("SERVER_PORT", "80"),
        ("REMOTE_ADDR", "127.0.0.1"),
        ("REQUEST_METHOD", "GET"),
        ("SCRIPT_FILENAME", &check.script),
        ("SCRIPT_NAME", &path),
        ("DOCUMENT_ROOT", folder),
        ("REQUEST_URI", &uri),
        ("QUERY_STRING", &check.query),
        ("CONTENT_LENGTH", "0"),
    ] {
        length(&mut parameters, name.len());
        length(&mut parameters, value.len());
        parameters.extend_from_slice(name.as_bytes());
        parameters.extend_from_slice(value.as_bytes());
    }
    let mut bytes = Vec::new();
    // Role 1 is the responder; without flags the server closes the connection.
    record(&mut bytes, BEGIN_REQUEST, &[0, 1, 0, 0, 0, 0, 0, 0]);
    for piece in parameters.chunks(0xFFF8) {
        record(&mut bytes, PARAMS, piece);
    }
    record(&mut bytes, PARAMS, &[]);
    record(&mut bytes, STDIN, &[]);
    bytes
}

/// Writes the length of a name or value (section 3.4).
fn length(bytes: &mut Vec<u8>, length: usize) {
    match u8::try_from(length) {
        Ok(short) if short < 128 => bytes.push(short),
        _ => {
            let long = u32::try_from(length).unwrap_or(u32::MAX) | 1 << 31;
            bytes.extend_from_slice(&long.to_be_bytes());
        }
    }
}

fn record(bytes: &mut Vec<u8>, kind: u8, content: &[u8]) {
    let size = u16::try_from(content.len()).unwrap_or(u16::MAX);
    bytes.extend_from_slice(&[VERSION, kind]);
    bytes.extend_from_slice(&REQUEST.to_be_bytes());
    bytes.extend_from_slice(&size.to_be_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(content);
}

fn garbage(start: &[u8]) -> Fault {
    Fault::Miss(Miss::Garbage { protocol: "FastCGI".to_owned(), start: start_of(start) })
}

fn answer(stream: &mut impl Read) -> Result<Answer, Fault> {
    let mut output = Vec::new();
    let mut errors = Vec::new();
    let mut cut = false;
    let mut is_first = true;
    // Records are at least eight bytes; the bound is against those that are empty.
    for _ in 0..100_000 {
        let mut head = [0; 8];
        match stream.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(Fault::Miss(Miss::Closed));
            }
            Err(error) => return Err(error.into()),
        }
        let [version, kind, id_high, id_low, size_high, size_low, padding, _] = head;
        if version != VERSION || u16::from_be_bytes([id_high, id_low]) != REQUEST {
            return Err(if is_first { garbage(&head) } else { garbage(&output) });
        }
        is_first = false;
        let size = usize::from(u16::from_be_bytes([size_high, size_low]));
        let mut content = vec![0; size + usize::from(padding)];
        stream.read_exact(&mut content)?;
        content.truncate(size);
        match kind {
            STDOUT => output.extend_from_slice(&content),
            STDERR if errors.len() < 4096 => errors.extend_from_slice(&content),
            END_REQUEST => return finish(&output, &errors, cut),
            _ => {}
        }
        if output.len() > BODY_LIMIT + HEAD_LIMIT {
            cut = true;
            return finish(&output, &errors, cut);
        }
    }
    Err(Fault::Miss(Miss::TooLong { limit: BODY_LIMIT as u64 }))
}

/// Reads the CGI headers (RFC 3875, section 6) and the body.
fn finish(output: &[u8], errors: &[u8], cut: bool) -> Result<Answer, Fault> {
    let end = |pattern: &[u8]| {
        output
            .windows(pattern.len())
            .position(|window| window == pattern)
            .map(|at| (at, at + pattern.len()))
    };
    let Some((head, body)) = end(b"\r\n\r\n").or_else(|| end(b"\n\n")) else {
        return Err(garbage(if output.is_empty() { errors } else { output }));
    };
    let text = String::from_utf8_lossy(&output[..head]);
    let headers = Answer::headers(&text).ok_or_else(|| garbage(output))?;
    let status = match headers.get("status") {
        Some(status) => status
            .split(' ')
            .next()
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| garbage(output))?,
        None => 200,
    };
    let mut body = output[body..].to_vec();
    let cut = cut || body.len() > BODY_LIMIT;
    body.truncate(BODY_LIMIT);
    Ok(Answer { status, headers, body, cut })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (kind, content) in parts {
            record(&mut bytes, *kind, content);
        }
        bytes
    }

    #[test]
    fn an_answer_is_put_together_from_its_records() {
        let end = [0; 8];
        let bytes = records(&[
            (STDOUT, b"Status: 404 Not Found\r\nX-A: b\r\n"),
            (STDERR, b"warning"),
            (STDOUT, b"\r\nno such"),
            (STDOUT, b" file"),
            (STDOUT, b""),
            (END_REQUEST, &end),
        ]);
        let answer = answer(&mut &*bytes).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (404, b"no such file".as_slice()));
        assert_eq!(answer.headers["x-a"], "b");
    }

    #[test]
    fn what_is_no_fastcgi_is_named() {
        for bytes in [
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            records(&[(STDOUT, b"no header"), (END_REQUEST, &[0; 8])]),
        ] {
            let fault = answer(&mut &*bytes).unwrap_err();
            assert!(matches!(fault, Fault::Miss(Miss::Garbage { .. })), "{fault:?}");
        }
        let cut_off = records(&[(STDOUT, b"A: b\r\n\r\nx")]);
        assert!(matches!(answer(&mut &*cut_off).unwrap_err(), Fault::Miss(Miss::Closed)));
    }

    #[test]
    fn a_request_says_which_script() {
        let script = format!("/srv/{}.php", "x".repeat(200));
        let check = FastcgiCheck { script: script.clone(), ..FastcgiCheck::default() };
        let bytes = request(&check);
        // The value is longer than 127 bytes, so its length takes four.
        let wanted =
            [b"\x0f\x80\x00\x00\xd1SCRIPT_FILENAME".as_slice(), script.as_bytes()].concat();
        assert!(bytes.windows(wanted.len()).any(|window| window == wanted));
        assert_eq!(&bytes[..8], [1, BEGIN_REQUEST, 0, 1, 0, 8, 0, 0]);
    }

    proptest! {
        #[test]
        fn reading_an_answer_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = answer(&mut &*bytes);
            let _ = answer(&mut &*records(&[(STDOUT, &bytes), (END_REQUEST, &[])]));
        }
    }
}
