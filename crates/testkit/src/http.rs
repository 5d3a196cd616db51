// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A server for HTTP/1.1 on this machine that can misbehave, and a forward proxy.
//!
//! One thread per connection, one request per connection, no framework: what a test sees is what
//! stands here.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The longest line and the most headers that a request may have.
const LONGEST_LINE: u64 = 64 << 10;
const MOST_HEADERS: usize = 100;
/// The first byte of a TLS session (RFC 8446, section 5.1).
const TLS_HANDSHAKE: u8 = 0x16;

/// A way to misbehave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answer with a status and no content.
    Status(u16),
    /// Answer with status 429 and, if there is one, this `Retry-After`.
    Busy(Option<String>),
    /// Answer with a redirect of this status to an address.
    Redirect(u16, String),
    /// Close the connection after so many bytes of the body.
    Drop(usize),
    /// Send so many bytes of the body and then nothing more.
    Stall(usize),
    /// Send the body in pieces of so many bytes with a pause after each.
    Drip(usize, Duration),
    /// Announce so many bytes more (or fewer) than the body has.
    WrongLength(i64),
    /// Flip a bit of the byte at this place of the file.
    Corrupt(usize),
    /// Demand this user name and password (RFC 7617).
    BasicAuth(String, String),
    /// Read the request and never answer.
    Silence,
    /// Send the whole file whatever `Range` says.
    IgnoreRange,
    /// Send a range that begins one byte earlier than asked for, and say so.
    WrongRange,
    /// Send the file without announcing its length.
    NoLength,
    /// Add a header to the answer.
    Header(String, String),
    /// Take so many bytes of what is sent along, act on them, and close the connection.
    CutRequest(usize),
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The target as it stands in the request line.
    pub target: String,
    /// The headers, with their names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// What was sent along.
    pub body: Vec<u8>,
}

/// What a server of somebody's own answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Headers beside those that every answer has.
    pub headers: Vec<(String, String)>,
    /// The content; ranges of it are served for status 200.
    pub body: Arc<Vec<u8>>,
}

/// Answers requests in place of files; nothing means that there is no such thing.
pub type Handler = dyn Fn(&Request) -> Option<Response> + Send + Sync;

impl Request {
    /// Returns the path of the target, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Returns the value of a parameter of the query, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key == name).then(|| decode(&value.replace('+', " ")))
        })
    }

    /// Returns the first header of a name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// A server on `127.0.0.1` at a port of its own; dropping it stops it.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    scheme: &'static str,
}

/// Turns a connection into what requests are read from: itself, or a TLS session over it.
type Wrap = dyn Fn(TcpStream) -> io::Result<Box<dyn Connection>> + Send + Sync;

/// Something requests come over.
pub trait Connection: Read + Write + Send {}
impl<T: Read + Write + Send> Connection for T {}

#[derive(Default)]
struct Shared {
    folder: Option<PathBuf>,
    handler: Option<Box<Handler>>,
    #[expect(clippy::option_option, reason = "no proxy, an open one, one with a password")]
    proxy: Option<Option<(String, String)>>,
    files: Mutex<BTreeMap<String, Arc<Vec<u8>>>>,
    faults: Mutex<Vec<Planned>>,
    requests: Mutex<Vec<Request>>,
    stop: AtomicBool,
}

struct Planned {
    /// Nothing stands for every path.
    path: Option<String>,
    fault: Fault,
    left: Option<u32>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    /// Starts a server that has no files yet.
    pub fn start() -> io::Result<Self> {
        Self::launch(Shared::default(), "http", plain())
    }

    /// Starts a server for the files of a folder.
    pub fn serving(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let shared = Shared { folder: Some(folder.into()), ..Shared::default() };
        Self::launch(shared, "http", plain())
    }

    /// Starts a server that answers as a function says; files that were put come first.
    pub fn handling(
        handler: impl Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let shared = Shared { handler: Some(Box::new(handler)), ..Shared::default() };
        Self::launch(shared, "http", plain())
    }

    /// Starts a forward proxy: it passes on requests with an absolute target and opens tunnels
    /// (`CONNECT`); if a user name and password are given it demands them.
    pub fn proxy(credentials: Option<(&str, &str)>) -> io::Result<Self> {
        let shared = Shared {
            proxy: Some(credentials.map(|(login, password)| (login.into(), password.into()))),
            ..Shared::default()
        };
        Self::launch(shared, "http", plain())
    }

    /// Starts a server whose connections are wrapped, as in TLS.
    pub fn wrapped(
        scheme: &'static str,
        wrap: impl Fn(TcpStream) -> io::Result<Box<dyn Connection>> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::launch(Shared::default(), scheme, Arc::new(wrap))
    }

    fn launch(shared: Shared, scheme: &'static str, wrap: Arc<Wrap>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let server = Self { address: listener.local_addr()?, shared: Arc::new(shared), scheme };
        let shared = Arc::clone(&server.shared);
        thread::spawn(move || {
            for connection in listener.incoming() {
                if shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(connection) = connection else { continue };
                let (shared, wrap) = (Arc::clone(&shared), Arc::clone(&wrap));
                thread::spawn(move || {
                    // A client that goes away is none of our business.
                    let _ = connection.set_nodelay(true);
                    let _ = serve(connection, &shared, wrap.as_ref());
                });
            }
        });
        Ok(server)
    }

    /// Returns the address of a path, which begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Returns host and port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves bytes at a path, which begins with a slash.
    pub fn put(&self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        lock(&self.shared.files).insert(path.into(), Arc::new(bytes.into()));
    }

    /// Serves nothing at a path any more.
    pub fn remove(&self, path: &str) {
        lock(&self.shared.files).remove(path);
    }

    /// Misbehaves at a path from now on.
    pub fn fault(&self, path: &str, fault: Fault) {
        self.plan(Some(path), fault, None);
    }

    /// Misbehaves at a path for so many requests.
    pub fn fault_times(&self, path: &str, fault: Fault, times: u32) {
        self.plan(Some(path), fault, Some(times));
    }

    /// Misbehaves at every path from now on.
    pub fn fault_everywhere(&self, fault: Fault) {
        self.plan(None, fault, None);
    }

    /// Behaves again.
    pub fn clear_faults(&self) {
        lock(&self.shared.faults).clear();
    }

    /// Returns all requests so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// Returns the requests for a path so far.
    pub fn requests_for(&self, path: &str) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| request.target == path);
        requests
    }

    fn plan(&self, path: Option<&str>, fault: Fault, left: Option<u32>) {
        lock(&self.shared.faults).push(Planned { path: path.map(str::to_owned), fault, left });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

fn plain() -> Arc<Wrap> {
    Arc::new(|connection| Ok(Box::new(connection)))
}

fn serve(tcp: TcpStream, shared: &Shared, wrap: &Wrap) -> io::Result<()> {
    let raw = tcp.try_clone()?;
    let mut connection = BufReader::new(wrap(tcp)?);
    if connection.fill_buf()?.first() == Some(&TLS_HANDSHAKE) {
        // Who speaks TLS to us is told at once that we do not.
        return raw.shutdown(Shutdown::Both);
    }
    let Some(mut request) = read_request(&mut connection)? else {
        return Ok(());
    };
    let faults =
        if shared.proxy.is_none() { faults_for(shared, &request.target) } else { Vec::new() };
    let cut = faults.iter().find_map(|fault| match fault {
        Fault::CutRequest(length) => Some(*length as u64),
        _ => None,
    });
    if shared.proxy.is_none() {
        let length = request.header("content-length").and_then(|text| text.parse().ok());
        let length: u64 = length.unwrap_or(0);
        let mut body = Vec::new();
        connection.by_ref().take(length.min(cut.unwrap_or(length))).read_to_end(&mut body)?;
        request.body = body;
    }
    lock(&shared.requests).push(request.clone());
    let result = match &shared.proxy {
        Some(credentials) => pass_on(&request, credentials.as_ref(), connection.get_mut(), &raw),
        None if cut.is_some() => {
            let _ = find(shared, &request);
            Ok(())
        }
        None => answer(&request, faults, shared, connection.get_mut()),
    };
    let _ = connection.get_mut().flush();
    // Dropping a TLS session would not tell the other side; neither does a broken server.
    let _ = raw.shutdown(Shutdown::Both);
    result
}

fn read_request(connection: &mut impl BufRead) -> io::Result<Option<Request>> {
    let first = read_line(connection)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    while request.headers.len() < MOST_HEADERS {
        let line = read_line(connection)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        request.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Some(request))
}

fn read_line(connection: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    connection.take(LONGEST_LINE).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

/// Takes the faults that a request meets, counting them down.
fn faults_for(shared: &Shared, path: &str) -> Vec<Fault> {
    let mut planned = lock(&shared.faults);
    let mut met = Vec::new();
    for plan in planned.iter_mut() {
        if plan.path.as_deref().is_none_or(|planned| planned == path) && plan.left != Some(0) {
            plan.left = plan.left.map(|left| left - 1);
            met.push(plan.fault.clone());
        }
    }
    met
}

fn find(shared: &Shared, request: &Request) -> Option<Response> {
    if lock(&shared.files).get(&request.target).is_none()
        && let Some(handler) = &shared.handler
    {
        return handler(request);
    }
    let body = find_file(shared, &request.target)?;
    Some(Response { status: 200, headers: Vec::new(), body })
}

fn find_file(shared: &Shared, path: &str) -> Option<Arc<Vec<u8>>> {
    if let Some(bytes) = lock(&shared.files).get(path) {
        return Some(Arc::clone(bytes));
    }
    let folder = shared.folder.as_ref()?;
    let relative = decode(path.split('?').next()?.trim_start_matches('/'));
    if relative.split('/').any(|part| part == "..") {
        return None;
    }
    fs::read(folder.join(relative)).ok().map(Arc::new)
}

/// Undoes percent encoding.
fn decode(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = (*byte == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        if let Some(code) = code {
            bytes.push(code);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn answer(
    request: &Request,
    faults: Vec<Fault>,
    shared: &Shared,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut extra = String::new();
    let mut cut = None;
    let mut stall = false;
    let mut drip = None;
    let mut length_error = 0;
    let mut corrupt = None;
    let mut ignore_range = false;
    let mut wrong_range = false;
    let mut no_length = false;
    for fault in faults {
        match fault {
            Fault::Status(status) => return head(out, status, "", Some(0)),
            Fault::Busy(pause) => {
                let pause =
                    pause.map_or(String::new(), |pause| format!("Retry-After: {pause}\r\n"));
                return head(out, 429, &pause, Some(0));
            }
            Fault::Redirect(status, target) => {
                return head(out, status, &format!("Location: {target}\r\n"), Some(0));
            }
            Fault::BasicAuth(login, password) => {
                let expected =
                    format!("Basic {}", base64(format!("{login}:{password}").as_bytes()));
                if request.header("authorization") != Some(&expected) {
                    let challenge = "WWW-Authenticate: Basic realm=\"test\"\r\n";
                    return head(out, 401, challenge, Some(0));
                }
            }
            Fault::Silence => {
                wait_for_the_end(shared);
                return Ok(());
            }
            Fault::Drop(after) => cut = Some(after),
            Fault::Stall(after) => {
                cut = Some(after);
                stall = true;
            }
            Fault::Drip(size, pause) => drip = Some((size.max(1), pause)),
            Fault::WrongLength(error) => length_error = error,
            Fault::Corrupt(at) => corrupt = Some(at),
            Fault::IgnoreRange => ignore_range = true,
            Fault::WrongRange => wrong_range = true,
            Fault::NoLength => no_length = true,
            Fault::CutRequest(_) => {}
            Fault::Header(name, value) => extra.push_str(&format!("{name}: {value}\r\n")),
        }
    }
    let Some(found) = find(shared, request) else {
        return head(out, 404, "", Some(0));
    };
    for (name, value) in &found.headers {
        extra.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut file = found.body;
    if let Some(at) = corrupt
        && let Some(byte) = Arc::make_mut(&mut file).get_mut(at)
    {
        *byte ^= 1;
    }
    if found.status != 200 {
        head(out, found.status, &extra, Some(file.len() as u64))?;
        return if request.method == "HEAD" { Ok(()) } else { out.write_all(&file) };
    }
    let etag = format!("\"{}-{:x}\"", file.len(), weak_hash(&file));
    extra.push_str(&format!("ETag: {etag}\r\nAccept-Ranges: bytes\r\n"));
    if request.header("if-none-match") == Some(&etag) {
        return head(out, 304, &extra, None);
    }
    let may_range = request.header("if-range").is_none_or(|condition| condition == etag);
    let start = request
        .header("range")
        .filter(|_| may_range && !ignore_range)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok())
        .map(|start: usize| start.saturating_sub(usize::from(wrong_range)));
    let total = file.len();
    let (status, body) = match start {
        None => (200, file.as_slice()),
        Some(start) if start >= total => {
            let range = format!("Content-Range: bytes */{total}\r\n");
            return head(out, 416, &range, Some(0));
        }
        Some(start) => {
            extra.push_str(&format!("Content-Range: bytes {start}-{}/{total}\r\n", total - 1));
            (206, file.get(start..).unwrap_or_default())
        }
    };
    let length = (body.len() as u64).saturating_add_signed(length_error);
    head(out, status, &extra, (!no_length).then_some(length))?;
    if request.method == "HEAD" {
        return Ok(());
    }
    let body = body.get(..cut.unwrap_or(usize::MAX).min(body.len())).unwrap_or_default();
    match drip {
        None => out.write_all(body)?,
        Some((size, pause)) => {
            for piece in body.chunks(size) {
                if shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                out.write_all(piece)?;
                out.flush()?;
                thread::sleep(pause);
            }
        }
    }
    out.flush()?;
    if stall {
        wait_for_the_end(shared);
    }
    Ok(())
}

fn head(out: &mut impl Write, status: u16, extra: &str, length: Option<u64>) -> io::Result<()> {
    let length = length.map_or(String::new(), |length| format!("Content-Length: {length}\r\n"));
    write!(out, "HTTP/1.1 {status} Status\r\n{extra}{length}Connection: close\r\n\r\n")
}

fn wait_for_the_end(shared: &Shared) {
    while !shared.stop.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Tells versions of a file apart; nothing depends on its strength.
fn weak_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Passes a request on to where it belongs.
fn pass_on(
    request: &Request,
    credentials: Option<&(String, String)>,
    out: &mut impl Write,
    raw: &TcpStream,
) -> io::Result<()> {
    if let Some((login, password)) = credentials {
        let expected = format!("Basic {}", base64(format!("{login}:{password}").as_bytes()));
        if request.header("proxy-authorization") != Some(&expected) {
            let challenge = "Proxy-Authenticate: Basic realm=\"test\"\r\n";
            return head(out, 407, challenge, Some(0));
        }
    }
    if request.method == "CONNECT" {
        let server = TcpStream::connect(&request.target)?;
        out.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
        out.flush()?;
        let (mut from_client, mut to_server) = (raw.try_clone()?, server.try_clone()?);
        thread::spawn(move || {
            let _ = io::copy(&mut from_client, &mut to_server);
            let _ = to_server.shutdown(Shutdown::Write);
        });
        io::copy(&mut &server, &mut &*raw)?;
        return Ok(());
    }
    let Some((host, path)) =
        request.target.strip_prefix("http://").and_then(|rest| rest.split_once('/'))
    else {
        return head(out, 400, "", Some(0));
    };
    let mut server = TcpStream::connect(host)?;
    let mut forwarded = format!("{} /{path} HTTP/1.1\r\n", request.method);
    for (name, value) in &request.headers {
        if !name.starts_with("proxy-") && name != "connection" {
            forwarded.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    forwarded.push_str("Connection: close\r\n\r\n");
    server.write_all(forwarded.as_bytes())?;
    io::copy(&mut server, out)?;
    Ok(())
}

/// Encodes bytes in base64 (RFC 4648, section 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        for (slot, byte) in group.iter_mut().skip(1).zip(chunk) {
            *slot = *byte;
        }
        let group = u32::from_be_bytes(group);
        for place in 0..4 {
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[(group >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut connection = TcpStream::connect(server.address()).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn files_ranges_and_requests() {
        let server = Server::start().unwrap();
        server.put("/a", "hello");
        let answer = ask(&server, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
        let answer = ask(&server, "GET /a HTTP/1.1\r\nRange: bytes=3-\r\n\r\n");
        assert!(answer.contains("Content-Range: bytes 3-4/5"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nlo"), "{answer}");
        assert!(ask(&server, "GET /b HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert_eq!(server.requests().len(), 3);
        assert_eq!(server.requests()[1].header("range"), Some("bytes=3-"));
    }

    #[test]
    fn a_fault_happens_as_often_as_planned() {
        let server = Server::start().unwrap();
        server.put("/a", "hello");
        server.fault_times("/a", Fault::Drop(2), 1);
        assert!(ask(&server, "GET /a HTTP/1.1\r\n\r\n").ends_with("\r\n\r\nhe"));
        assert!(ask(&server, "GET /a HTTP/1.1\r\n\r\n").ends_with("\r\n\r\nhello"));
    }

    #[test]
    fn base64_is_the_one_of_the_standard() {
        // RFC 4648, section 10.
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
