// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A small HTTP/1.1 client (RFC 9112): one request, one answer, everything bounded.

use std::io::{self, Read, Write};

use super::HttpCheck;
use super::answer::{Answer, BODY_LIMIT, HEAD_LIMIT};
use super::miss::{Miss, start_of};

/// What can go wrong on the way.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The connection.
    Io(io::Error),
    /// The answer.
    Miss(Miss),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Sends a request and reads the answer.
pub(crate) fn exchange(
    stream: &mut (impl Read + Write),
    check: &HttpCheck,
    port: u16,
) -> Result<Answer, Fault> {
    stream.write_all(&request(check, port))?;
    stream.flush()?;
    answer(stream, check.method == "HEAD")
}

fn request(check: &HttpCheck, port: u16) -> Vec<u8> {
    let standard = if check.tls.is_some() { 443 } else { 80 };
    let host = if port == standard || check.host.contains(':') {
        check.host.clone()
    } else {
        format!("{}:{port}", check.host)
    };
    let mut text = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", check.method, check.path);
    let has = |wanted: &str| check.send.keys().any(|name| name.eq_ignore_ascii_case(wanted));
    for (name, value) in [("User-Agent", "haerterei-trial"), ("Accept", "*/*")] {
        if !has(name) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    text.push_str("Connection: close\r\n");
    for (name, value) in &check.send {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = &check.body {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(check.body.as_deref().unwrap_or_default());
    text.into_bytes()
}

fn answer(stream: &mut impl Read, head_alone: bool) -> Result<Answer, Fault> {
    let mut reader = Reader { stream, ahead: Vec::new() };
    for _ in 0..8 {
        let (status, headers) = reader.head()?;
        // Interim answers come before the one that counts.
        if (100..200).contains(&status) && status != 101 {
            continue;
        }
        let mut answer = Answer { status, headers, ..Answer::default() };
        let has_body = !head_alone && status != 204 && status != 304;
        if has_body {
            let chunked = answer
                .headers
                .get("transfer-encoding")
                .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
            let length = answer.headers.get("content-length").map(|value| value.parse::<u64>());
            (answer.body, answer.cut) = match (chunked, length) {
                (true, _) => reader.chunks()?,
                (false, Some(Ok(length))) => reader.exactly(length)?,
                (false, Some(Err(_))) => return Err(garbage(b"Content-Length")),
                (false, None) => reader.all()?,
            };
        }
        return Ok(answer);
    }
    Err(garbage(b"1xx"))
}

fn garbage(start: &[u8]) -> Fault {
    Fault::Miss(Miss::Garbage { protocol: "HTTP".to_owned(), start: start_of(start) })
}

struct Reader<'a, R> {
    stream: &'a mut R,
    /// Bytes that were read and not used.
    ahead: Vec<u8>,
}

impl<R: Read> Reader<'_, R> {
    /// Reads more; returns whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 16 << 10];
        let count = match self.stream.read(&mut buffer) {
            Ok(count) => count,
            // A server that closes TLS without saying goodbye has ended its answer as well.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
            Err(error) => return Err(error),
        };
        self.ahead.extend_from_slice(&buffer[..count]);
        Ok(count > 0)
    }

    fn head(&mut self) -> Result<(u16, std::collections::BTreeMap<String, String>), Fault> {
        loop {
            if let Some((end, rest)) = head_end(&self.ahead) {
                let head = String::from_utf8_lossy(&self.ahead[..end]).into_owned();
                self.ahead.drain(..rest);
                let (first, lines) = head.split_once('\n').unwrap_or((&head, ""));
                let status = status(first.trim_end()).ok_or_else(|| garbage(head.as_bytes()))?;
                let headers = Answer::headers(lines).ok_or_else(|| garbage(head.as_bytes()))?;
                return Ok((status, headers));
            }
            let no_http = self.ahead.len() >= 5 && !self.ahead.starts_with(b"HTTP/");
            if no_http || self.ahead.len() > HEAD_LIMIT {
                return Err(garbage(&self.ahead));
            }
            if !self.fill()? {
                return Err(if self.ahead.is_empty() {
                    Fault::Miss(Miss::Closed)
                } else {
                    garbage(&self.ahead)
                });
            }
        }
    }

    fn exactly(&mut self, length: u64) -> Result<(Vec<u8>, bool), Fault> {
        let wanted = usize::try_from(length).unwrap_or(usize::MAX);
        let cut = wanted > BODY_LIMIT;
        let wanted = wanted.min(BODY_LIMIT);
        while self.ahead.len() < wanted {
            if !self.fill()? {
                return Err(Fault::Miss(Miss::Closed));
            }
        }
        let rest = self.ahead.split_off(wanted);
        Ok((std::mem::replace(&mut self.ahead, rest), cut))
    }

    fn all(&mut self) -> Result<(Vec<u8>, bool), Fault> {
        while self.ahead.len() <= BODY_LIMIT {
            if !self.fill()? {
                return Ok((std::mem::take(&mut self.ahead), false));
            }
        }
        self.ahead.truncate(BODY_LIMIT);
        Ok((std::mem::take(&mut self.ahead), true))
    }

    fn chunks(&mut self) -> Result<(Vec<u8>, bool), Fault> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(|_| garbage(line.as_bytes()))?;
            if size == 0 {
                return Ok((body, false));
            }
            let (piece, cut) = self.exactly(size)?;
            body.extend_from_slice(&piece);
            if cut || body.len() > BODY_LIMIT {
                body.truncate(BODY_LIMIT);
                return Ok((body, true));
            }
            self.line()?;
        }
    }

    fn line(&mut self) -> Result<String, Fault> {
        loop {
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                let line = String::from_utf8_lossy(&self.ahead[..end]).trim_end().to_owned();
                self.ahead.drain(..=end);
                return Ok(line);
            }
            if self.ahead.len() > 4096 {
                return Err(garbage(&self.ahead));
            }
            if !self.fill()? {
                return Err(Fault::Miss(Miss::Closed));
            }
        }
    }
}

/// Finds the empty line: where the head ends and where what follows begins.
fn head_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let crlf = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = bytes.windows(2).position(|window| window == b"\n\n").map(|at| (at, at + 2));
    match (crlf, lf) {
        (Some(crlf), Some(lf)) => Some(if crlf.0 < lf.0 { crlf } else { lf }),
        (one, other) => one.or(other),
    }
}

/// Reads `HTTP/1.1 200 OK`.
fn status(line: &str) -> Option<u16> {
    let rest = line.strip_prefix("HTTP/1.")?;
    let status = rest.get(1..)?.strip_prefix(' ')?.split(' ').next()?;
    status.parse().ok().filter(|status| (100..1000).contains(status))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Answer, Fault> {
        answer(&mut &*bytes, false)
    }

    #[test]
    fn bodies_end_as_their_headers_say() {
        for (text, body) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc"),
            ("HTTP/1.0 200 OK\r\nServer: x\r\n\r\nabcdef", "abcdef"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
                "abcde",
            ),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx", "x"),
            ("HTTP/1.1 204 No\r\n\r\nx", ""),
            ("HTTP/1.1 200 OK\nA: b\n\nx", "x"),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap().body, body.as_bytes(), "{text}");
        }
        let long = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(BODY_LIMIT + 10));
        let answer = read(long.as_bytes()).unwrap();
        assert!(answer.cut && answer.body.len() == BODY_LIMIT);
    }

    #[test]
    fn what_is_no_http_is_named() {
        for text in [
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 abc\r\n\r\n",
            "HTTP/2 200\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200",
        ] {
            let fault = read(text.as_bytes()).unwrap_err();
            assert!(matches!(fault, Fault::Miss(Miss::Garbage { .. })), "{text}: {fault:?}");
        }
        let short = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc";
        assert!(matches!(read(short).unwrap_err(), Fault::Miss(Miss::Closed)));
        assert!(matches!(read(b"").unwrap_err(), Fault::Miss(Miss::Closed)));
    }

    proptest! {
        #[test]
        fn reading_an_answer_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
            let _ = read(&[b"HTTP/1.1 200 OK\r\n".as_slice(), &bytes].concat());
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice();
            let _ = read(&[head, &bytes].concat());
        }
    }
}
