// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A registry on this machine (OCI distribution specification 1.1) that can misbehave.
//!
//! It keeps everything in memory and believes what it is told, except digests. Faults of its server
//! come before its own answers.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use haerterei_ground::Digest;

use crate::http::{Request, Response, Server, base64};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Who may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    #[default]
    Open,
    /// Who has this user name and password.
    Password(String, String),
    /// Who has a token, which everybody gets, or who has this user name and password; it holds for
    /// so many requests.
    Token(Option<(String, String)>, usize),
}

/// How the registry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Who may.
    pub access: Access,
    /// Whether it lists referrers (and says `OCI-Subject`).
    pub referrers: bool,
    /// How many referrers or tags a page has.
    pub page: usize,
    /// Whether blobs may be taken over from other repositories.
    pub mounts: bool,
    /// Whether an index must name only what is there.
    pub complete: bool,
    /// The smallest piece of an upload but the last, in bytes.
    pub smallest_piece: Option<usize>,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            access: Access::Open,
            referrers: true,
            page: 100,
            mounts: true,
            complete: true,
            smallest_piece: None,
        }
    }
}

type Place = (String, String);
/// A document: its media type and its bytes.
type Kept = (String, Arc<Vec<u8>>);

#[derive(Debug, Default)]
struct State {
    ways: Ways,
    blobs: BTreeMap<Place, Arc<Vec<u8>>>,
    manifests: BTreeMap<Place, Kept>,
    tags: BTreeMap<Place, String>,
    uploads: BTreeMap<String, Vec<u8>>,
    /// Who refers to what, as descriptors, in the order in which they came.
    referrers: BTreeMap<Place, Vec<String>>,
    /// How often each token may still be used.
    tokens: BTreeMap<String, usize>,
    scopes: Vec<String>,
    counter: usize,
}

/// A registry; dropping it stops it.
#[derive(Debug)]
pub struct FakeRegistry {
    /// The server, for faults and for what was asked.
    pub server: Server,
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FakeRegistry {
    /// Starts an empty registry.
    pub fn start(ways: Ways) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State { ways, ..State::default() }));
        let shared = Arc::clone(&state);
        let server = Server::handling(move |request| Some(lock(&shared).answer(request)))?;
        Ok(Self { server, state })
    }

    /// Returns host and port.
    pub fn host(&self) -> String {
        self.server.address().to_string()
    }

    /// Changes its ways.
    pub fn become_other(&self, change: impl FnOnce(&mut Ways)) {
        change(&mut lock(&self.state).ways);
    }

    /// Puts a blob into a repository, whatever its digest is said to be.
    pub fn put_blob(&self, repository: &str, digest: &str, bytes: impl Into<Vec<u8>>) {
        let place = (repository.to_owned(), digest.to_owned());
        lock(&self.state).blobs.insert(place, Arc::new(bytes.into()));
    }

    /// Puts a document into a repository under a tag or a digest, whatever it is.
    pub fn put_manifest(
        &self,
        repository: &str,
        name: &str,
        kind: &str,
        bytes: impl Into<Vec<u8>>,
    ) {
        let bytes = bytes.into();
        let digest = Digest::sha256(&bytes).to_string();
        let mut state = lock(&self.state);
        let place = |name: &str| (repository.to_owned(), name.to_owned());
        if name.contains(':') {
            state.manifests.insert(place(name), (kind.to_owned(), Arc::new(bytes)));
        } else {
            state.manifests.insert(place(&digest), (kind.to_owned(), Arc::new(bytes)));
            state.tags.insert(place(name), digest);
        }
    }

    /// Says that something refers to something, as a descriptor in JSON.
    pub fn put_referrer(&self, repository: &str, subject: &str, descriptor: &str) {
        let place = (repository.to_owned(), subject.to_owned());
        lock(&self.state).referrers.entry(place).or_default().push(descriptor.to_owned());
    }

    /// Returns the bytes of a document by tag or digest.
    pub fn manifest(&self, repository: &str, name: &str) -> Option<Vec<u8>> {
        let state = lock(&self.state);
        state.find(repository, name).map(|(_, (_, bytes))| bytes.as_ref().clone())
    }

    /// Returns the digests of the blobs of a repository.
    pub fn blobs(&self, repository: &str) -> Vec<String> {
        let state = lock(&self.state);
        let own = state.blobs.keys().filter(|(place, _)| place == repository);
        own.map(|(_, digest)| digest.clone()).collect()
    }

    /// Returns the tags of a repository.
    pub fn tags(&self, repository: &str) -> Vec<String> {
        let state = lock(&self.state);
        let own = state.tags.keys().filter(|(place, _)| place == repository);
        own.map(|(_, tag)| tag.clone()).collect()
    }

    /// Returns the scopes that tokens were asked for.
    pub fn scopes(&self) -> Vec<String> {
        lock(&self.state).scopes.clone()
    }
}

fn says(status: u16, code: &str) -> Response {
    let body = format!(r#"{{"errors":[{{"code":"{code}","message":"as told"}}]}}"#);
    Response {
        status,
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: Arc::new(body.into_bytes()),
    }
}

fn with(status: u16, headers: &[(&str, String)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Response { status, headers, body: Arc::default() }
}

/// Finds the value of a field in JSON that this room wrote or got from ours: compact, no escapes.
fn field(text: &str, name: &str) -> Option<String> {
    let start = text.find(&format!("\"{name}\":\""))? + name.len() + 4;
    let rest = text.get(start..)?;
    rest.get(..rest.find('"')?).map(str::to_owned)
}

impl State {
    fn answer(&mut self, request: &Request) -> Response {
        if request.path() == "/token" {
            return self.give_token(request);
        }
        if let Some(refusal) = self.refuse(request) {
            return refusal;
        }
        let Some(path) = request.path().strip_prefix("/v2/") else { return says(404, "UNKNOWN") };
        if path.is_empty() {
            return with(200, &[]);
        }
        if let Some(repository) = path.strip_suffix("/tags/list") {
            return self.listed(request, repository);
        }
        for (kind, act) in [
            ("/manifests/", Self::manifests as fn(&mut Self, &Request, &str, &str) -> Response),
            ("/blobs/uploads/", Self::uploads),
            ("/blobs/", Self::blobs),
            ("/referrers/", Self::referrers),
        ] {
            if let Some((repository, name)) = path.split_once(kind) {
                return act(self, request, repository, name);
            }
        }
        says(404, "UNKNOWN")
    }

    fn give_token(&mut self, request: &Request) -> Response {
        let Access::Token(login, uses) = &self.ways.access else { return says(404, "UNKNOWN") };
        let (login, uses) = (login.clone(), *uses);
        if let Some((user, password)) = login {
            let basic = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
            let is_refresh = String::from_utf8_lossy(&request.body)
                .contains(&format!("refresh_token={password}"));
            if request.header("authorization") != Some(&basic) && !is_refresh {
                return says(401, "UNAUTHORIZED");
            }
        }
        self.scopes.extend(request.query("scope"));
        self.counter += 1;
        let token = format!("token-{}", self.counter);
        self.tokens.insert(token.clone(), uses);
        let body = format!(r#"{{"token":"{token}","expires_in":300}}"#);
        Response { status: 200, headers: Vec::new(), body: Arc::new(body.into_bytes()) }
    }

    fn refuse(&mut self, request: &Request) -> Option<Response> {
        let shown = request.header("authorization").unwrap_or_default();
        match &self.ways.access {
            Access::Open => None,
            Access::Password(user, password) => {
                let wanted = format!("Basic {}", base64(format!("{user}:{password}").as_bytes()));
                (shown != wanted).then(|| {
                    let mut refusal = says(401, "UNAUTHORIZED");
                    let challenge = "Basic realm=\"test\"".to_owned();
                    refusal.headers.push(("WWW-Authenticate".to_owned(), challenge));
                    refusal
                })
            }
            Access::Token(..) => {
                let left =
                    shown.strip_prefix("Bearer ").and_then(|token| self.tokens.get_mut(token));
                if let Some(left) = left
                    && *left > 0
                {
                    *left -= 1;
                    return None;
                }
                let host = request.header("host").unwrap_or_default();
                let challenge = format!("Bearer realm=\"http://{host}/token\",service=\"test\"");
                let mut refusal = says(401, "UNAUTHORIZED");
                refusal.headers.push(("WWW-Authenticate".to_owned(), challenge));
                Some(refusal)
            }
        }
    }

    fn find(&self, repository: &str, name: &str) -> Option<(String, &Kept)> {
        let place = |name: &str| (repository.to_owned(), name.to_owned());
        let digest = if name.contains(':') { name } else { self.tags.get(&place(name))? };
        self.manifests.get(&place(digest)).map(|found| (digest.to_owned(), found))
    }

    fn manifests(&mut self, request: &Request, repository: &str, name: &str) -> Response {
        if request.method == "PUT" {
            return self.take_manifest(request, repository, name);
        }
        match self.find(repository, name) {
            None => says(404, "MANIFEST_UNKNOWN"),
            Some((digest, (kind, bytes))) => Response {
                status: 200,
                headers: vec![
                    ("Content-Type".to_owned(), kind.clone()),
                    ("Docker-Content-Digest".to_owned(), digest),
                ],
                body: Arc::clone(bytes),
            },
        }
    }

    fn take_manifest(&mut self, request: &Request, repository: &str, name: &str) -> Response {
        let digest = Digest::sha256(&request.body).to_string();
        if name.contains(':') && name != digest {
            return says(400, "DIGEST_INVALID");
        }
        let place = |name: &str| (repository.to_owned(), name.to_owned());
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let kind = request.header("content-type").unwrap_or_default().to_owned();
        let subject = text
            .find("\"subject\":")
            .and_then(|at| field(text.get(at..).unwrap_or_default(), "digest"));
        if self.ways.complete {
            // What a subject names may come later.
            let mut rest = text.as_str();
            while let Some(at) = rest.find("\"digest\":\"") {
                let part = rest.get(at..).unwrap_or_default();
                let named = field(part, "digest").unwrap_or_default();
                let is_there = self.blobs.contains_key(&place(&named))
                    || self.manifests.contains_key(&place(&named));
                if !is_there && subject.as_deref() != Some(&named) {
                    return says(400, "MANIFEST_BLOB_UNKNOWN");
                }
                rest = part.get(10..).unwrap_or_default();
            }
        }
        if !name.contains(':') {
            self.tags.insert(place(name), digest.clone());
        }
        let mut headers = vec![("Docker-Content-Digest", digest.clone())];
        if let Some(subject) = subject.filter(|_| self.ways.referrers) {
            let artifact = field(&text, "artifactType");
            let artifact =
                artifact.map_or_else(String::new, |kind| format!(",\"artifactType\":\"{kind}\""));
            let size = request.body.len();
            let descriptor =
                format!(r#"{{"mediaType":"{kind}","digest":"{digest}","size":{size}{artifact}}}"#);
            let known = self.referrers.entry(place(&subject)).or_default();
            if !known.contains(&descriptor) {
                known.push(descriptor);
            }
            headers.push(("OCI-Subject", subject));
        }
        self.manifests.insert(place(&digest), (kind, Arc::new(request.body.clone())));
        with(201, &headers)
    }

    fn blobs(&mut self, _: &Request, repository: &str, digest: &str) -> Response {
        match self.blobs.get(&(repository.to_owned(), digest.to_owned())) {
            None => says(404, "BLOB_UNKNOWN"),
            Some(bytes) => Response { status: 200, headers: Vec::new(), body: Arc::clone(bytes) },
        }
    }

    fn uploads(&mut self, request: &Request, repository: &str, name: &str) -> Response {
        let location = |name: &str| ("Location", format!("/v2/{repository}/blobs/uploads/{name}"));
        if request.method == "POST" {
            if let (Some(digest), Some(from), true) =
                (request.query("mount"), request.query("from"), self.ways.mounts)
                && let Some(bytes) = self.blobs.get(&(from, digest.clone())).cloned()
            {
                self.blobs.insert((repository.to_owned(), digest), bytes);
                return with(201, &[]);
            }
            self.counter += 1;
            let name = format!("upload-{}", self.counter);
            self.uploads.insert(name.clone(), Vec::new());
            let mut headers = vec![location(&name), ("Range", "0-0".to_owned())];
            headers.extend(
                self.ways.smallest_piece.map(|size| ("OCI-Chunk-Min-Length", size.to_string())),
            );
            return with(202, &headers);
        }
        let Some(upload) = self.uploads.get_mut(name) else {
            return says(404, "BLOB_UPLOAD_UNKNOWN");
        };
        let range = |length: usize| ("Range", format!("0-{}", length.saturating_sub(1)));
        match request.method.as_str() {
            "GET" => with(204, &[location(name), range(upload.len())]),
            "PATCH" => {
                let start = request
                    .header("content-range")
                    .and_then(|range| range.split('-').next()?.parse::<usize>().ok());
                if start.is_some_and(|start| start != upload.len()) {
                    return with(416, &[location(name), range(upload.len())]);
                }
                upload.extend_from_slice(&request.body);
                with(202, &[location(name), range(upload.len())])
            }
            _ => {
                upload.extend_from_slice(&request.body);
                let digest = request.query("digest").unwrap_or_default();
                let is_it = digest
                    .parse::<Digest>()
                    .is_ok_and(|wanted| Digest::of(wanted.algorithm(), upload) == wanted);
                // What was cut short can be continued.
                if !is_it {
                    return says(400, "DIGEST_INVALID");
                }
                let bytes = self.uploads.remove(name).unwrap_or_default();
                self.blobs.insert((repository.to_owned(), digest), Arc::new(bytes));
                with(201, &[])
            }
        }
    }

    fn listed(&self, request: &Request, repository: &str) -> Response {
        let own = self.tags.keys().filter(|(place, _)| place == repository);
        let last = request.query("last").unwrap_or_default();
        let all: Vec<&String> = own.map(|(_, tag)| tag).filter(|tag| **tag > last).collect();
        if all.is_empty() && last.is_empty() {
            return says(404, "NAME_UNKNOWN");
        }
        let page: Vec<String> =
            all.iter().take(self.ways.page).map(|tag| format!("\"{tag}\"")).collect();
        let body = format!(r#"{{"name":"{repository}","tags":[{}]}}"#, page.join(","));
        let mut headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        if let Some(last) = all.get(page.len().wrapping_sub(1)).filter(|_| page.len() < all.len()) {
            let link = format!("</v2/{repository}/tags/list?last={last}>; rel=\"next\"");
            headers.push(("Link".to_owned(), link));
        }
        Response { status: 200, headers, body: Arc::new(body.into_bytes()) }
    }

    fn referrers(&mut self, request: &Request, repository: &str, subject: &str) -> Response {
        if !self.ways.referrers {
            return says(404, "UNKNOWN");
        }
        let all = self.referrers.get(&(repository.to_owned(), subject.to_owned()));
        let all = all.cloned().unwrap_or_default();
        let from: usize = request.query("from").and_then(|text| text.parse().ok()).unwrap_or(0);
        let page: Vec<String> = all.iter().skip(from).take(self.ways.page).cloned().collect();
        let next = from + page.len();
        let body = format!(
            r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#,
            page.join(",")
        );
        let mut headers = vec![("Content-Type".to_owned(), INDEX.to_owned())];
        if next < all.len() {
            let link = format!("</v2/{repository}/referrers/{subject}?from={next}>; rel=\"next\"");
            headers.push(("Link".to_owned(), link));
        }
        Response { status: 200, headers, body: Arc::new(body.into_bytes()) }
    }
}
