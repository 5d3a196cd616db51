// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Speaking with registries: where they are, who we are there, and asking.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use haerterei_fetch::{Answer, Call, Download, FetchError, Fetcher, Identity, Method, Url, shown};
use haerterei_ground::{Cancel, Digest, Progress};
use haerterei_image::{Descriptor, RegistryReference};
use haerterei_store::Store;

use crate::access::auth_file::Login;
use crate::access::challenge::{self, Challenge};
use crate::access::credentials::CredentialPlaces;
use crate::access::token::{self, Token, Wish};
use crate::document::{ACCEPTED, Document, LARGEST};
use crate::endpoint;
use crate::error::{RegistryError, said};

/// How many things are asked for at the same time.
pub(crate) const PARALLEL: usize = 6;
/// How often a new token is got although nothing came of the last one. More than once, because
/// threads share it, and the last of them may find it spent.
const MOST_REFRESHES: u32 = 4;

/// What a registry client is told.
#[derive(Clone, Debug)]
pub struct RegistrySettings {
    /// Where credentials are kept.
    pub credentials: CredentialPlaces,
    /// Hosts, with port, that are spoken to over plain `http`.
    pub plain_http: Vec<String>,
    /// The network.
    pub fetcher: Arc<Fetcher>,
    /// The cache, into which everything comes.
    pub store: Store,
    /// Who is told of the progress.
    pub progress: Arc<dyn Progress>,
    /// The wish to stop.
    pub cancel: Cancel,
}

/// Speaks with registries. Shared by threads; what it learns of one registry all of them know.
#[derive(Debug)]
pub struct Registry {
    pub(crate) settings: RegistrySettings,
    addresses: Mutex<BTreeMap<String, Url>>,
    identities: Mutex<BTreeMap<Scope, Known>>,
    logins: Mutex<BTreeMap<(String, String), Option<Login>>>,
}

/// What we want to do, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    /// The host as the user named it.
    pub(crate) host: String,
    /// The repository as its host knows it.
    pub(crate) repository: String,
    /// Whether we write there too.
    pub(crate) is_push: bool,
    /// A further repository of the host that blobs are taken from.
    pub(crate) mounted: Option<String>,
}

impl Scope {
    /// Reading from a repository.
    pub(crate) fn pull(reference: &RegistryReference) -> Self {
        let repository = endpoint::repository(&reference.host, &reference.repository).into_owned();
        Self { host: reference.host.clone(), repository, is_push: false, mounted: None }
    }

    /// Writing to a repository.
    pub(crate) fn push(reference: &RegistryReference) -> Self {
        Self { is_push: true, ..Self::pull(reference) }
    }

    /// Returns host and repository.
    pub(crate) fn place(&self) -> String {
        format!("{}/{}", self.host, self.repository)
    }

    /// Returns the scopes of a token ("Token Scope Documentation" of the CNCF distribution project).
    fn words(&self) -> Vec<String> {
        let actions = if self.is_push { "pull,push" } else { "pull" };
        let own = format!("repository:{}:{actions}", self.repository);
        let other = self.mounted.iter().map(|other| format!("repository:{other}:pull"));
        std::iter::once(own).chain(other).collect()
    }
}

/// How a registry knows us.
#[derive(Clone, Debug)]
enum Known {
    Token(Token),
    Password { user: String, password: haerterei_ground::Secret<String> },
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    /// Prepares a client. Connects to nothing, and reads no credentials before somebody asks for
    /// them.
    pub fn new(settings: RegistrySettings) -> Self {
        Self {
            settings,
            addresses: Mutex::default(),
            identities: Mutex::default(),
            logins: Mutex::default(),
        }
    }

    /// Returns the address of something below a repository.
    pub(crate) fn address(&self, scope: &Scope, path: &str) -> Result<Url, RegistryError> {
        let base = self.base(&scope.host)?;
        base.join(&format!("{}/{path}", scope.repository))
            .map_err(|_| RegistryError::NotARegistry { what: scope.place(), found: String::new() })
    }

    /// Returns the address of `/v2/` at a host.
    fn base(&self, host: &str) -> Result<Url, RegistryError> {
        // Held while asking, so that it is asked once.
        let mut addresses = lock(&self.addresses);
        if let Some(address) = addresses.get(host) {
            return Ok(address.clone());
        }
        let RegistrySettings { plain_http, fetcher, cancel, .. } = &self.settings;
        let address = endpoint::find(host, plain_http, fetcher, cancel)?;
        addresses.insert(host.to_owned(), address.clone());
        Ok(address)
    }

    /// Returns who we are at a registry, as far as it has asked.
    pub(crate) fn identity(&self, scope: &Scope) -> Result<Identity, RegistryError> {
        let known = lock(&self.identities).get(scope).cloned();
        let base = self.base(&scope.host)?;
        Ok(match known {
            Some(Known::Token(token)) if token.is_fresh() => Identity::bearer(&base, &token.value),
            Some(Known::Password { user, password }) => Identity::basic(&base, &user, &password),
            _ => Identity::anonymous(),
        })
    }

    /// Sends a request, and again with what the registry wants to see if it refuses.
    ///
    /// Every other status is the caller's to judge.
    pub(crate) fn send(&self, scope: &Scope, call: Call) -> Result<Answer, RegistryError> {
        let RegistrySettings { fetcher, cancel, .. } = &self.settings;
        let mut call = Call { identity: self.identity(scope)?, ..call };
        let mut answer = fetcher.call(&call, cancel)?;
        for _ in 0..MOST_REFRESHES {
            if answer.status != 401 {
                break;
            }
            // Another thread may have got what is wanted in the meantime.
            if self.identity(scope)? == call.identity {
                if self.has_password(scope) {
                    // It will not become right by being shown again.
                    return Err(denied(scope, true, &answer));
                }
                self.meet(scope, &answer)?;
            }
            call.identity = self.identity(scope)?;
            answer = fetcher.call(&call, cancel)?;
        }
        if answer.status == 401 {
            let known = self.login(scope)?.is_some();
            return Err(denied(scope, known, &answer));
        }
        if answer.status == 403 {
            let known = self.login(scope)?.is_some();
            return Err(denied(scope, known, &answer));
        }
        Ok(answer)
    }

    /// Returns whether a registry knows us by a password.
    fn has_password(&self, scope: &Scope) -> bool {
        matches!(lock(&self.identities).get(scope), Some(Known::Password { .. }))
    }

    /// Gets what a registry that refused wants to see.
    fn meet(&self, scope: &Scope, refusal: &Answer) -> Result<(), RegistryError> {
        let base = self.base(&scope.host)?;
        if refusal.url.origin() != base.origin() {
            // Somebody it redirects to; nobody's credentials are for them.
            return Err(denied(scope, true, refusal));
        }
        let challenge = challenge::best(refusal.headers("www-authenticate"));
        let known = match challenge {
            None => return Err(RegistryError::Challenge { host: scope.host.clone() }),
            Some(Challenge::Basic) => match self.login(scope)? {
                Some(Login::Password { user, password }) => Known::Password { user, password },
                Some(Login::IdentityToken(_) | Login::RegistryToken(_)) => {
                    return Err(denied(scope, true, refusal));
                }
                None => return Err(denied(scope, false, refusal)),
            },
            Some(Challenge::Bearer { realm, service, scope: wanted }) => {
                // What the registry asks for counts: some name their repositories differently.
                let mut scopes = scope.words();
                if let Some(wanted) = wanted.filter(|_| scope.mounted.is_none())
                    && !scope.is_push
                    && !wanted.is_empty()
                {
                    scopes = vec![wanted];
                }
                let wish = Wish {
                    host: &scope.host,
                    realm: &realm,
                    service: service.as_deref(),
                    scopes: &scopes,
                };
                let login = self.login(scope)?;
                let RegistrySettings { fetcher, cancel, plain_http, .. } = &self.settings;
                let is_plain_allowed = |realm: &Url| {
                    let host = realm.host_str().unwrap_or_default();
                    let port = realm.port().map_or_else(String::new, |port| format!(":{port}"));
                    let place = format!("{host}{port}");
                    endpoint::is_loopback(&place) || plain_http.contains(&place)
                };
                let token = token::get(&wish, login.as_ref(), is_plain_allowed, fetcher, cancel)?;
                Known::Token(token)
            }
        };
        lock(&self.identities).insert(scope.clone(), known);
        Ok(())
    }

    /// Looks our login at a registry up, once.
    fn login(&self, scope: &Scope) -> Result<Option<Login>, RegistryError> {
        let place = (scope.host.clone(), scope.repository.clone());
        let mut logins = lock(&self.logins);
        if let Some(login) = logins.get(&place) {
            return Ok(login.clone());
        }
        let login = self.settings.credentials.login(&scope.host, &scope.repository)?;
        logins.insert(place, login.clone());
        Ok(login)
    }

    /// Gets a document by tag or digest; by a digest that the cache has, from there.
    pub fn document(&self, reference: &RegistryReference) -> Result<Document, RegistryError> {
        let absent = || RegistryError::NoSuchImage { name: reference.to_string() };
        self.find_document(reference)?.ok_or_else(absent)
    }

    /// Gets a document, or nothing if the registry has none of that name.
    pub(crate) fn find_document(
        &self,
        reference: &RegistryReference,
    ) -> Result<Option<Document>, RegistryError> {
        let store = &self.settings.store;
        let what = reference.to_string();
        if let Some(digest) = &reference.digest
            && store.contains(digest)
        {
            let bytes = store.read(digest, LARGEST)?;
            return Document::read(bytes, None, *digest, &what).map(Some);
        }
        let scope = Scope::pull(reference);
        let wanted = reference.wanted();
        let url = self.address(&scope, &format!("manifests/{wanted}"))?;
        let call = Call { limit: LARGEST, ..Call::new(Method::Get, url) }
            .header("accept", ACCEPTED.join(", "));
        let answer = self.send(&scope, call)?;
        if answer.status == 404 {
            return if is_from_a_registry(&answer) {
                Ok(None)
            } else {
                Err(not_a_registry(&answer, "status 404"))
            };
        }
        if !answer.is_success() {
            return Err(refused(&what, &answer));
        }
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        let sha256 = Digest::sha256(&answer.bytes);
        let expected = match &reference.digest {
            Some(digest) => Some(*digest),
            // What the registry says that the tag means, in its words or in ours.
            None => answer.header("docker-content-digest").and_then(|text| text.parse().ok()),
        };
        let digest = expected.unwrap_or(sha256);
        let found = Digest::of(digest.algorithm(), &answer.bytes);
        if found != digest {
            if kind.contains("html") {
                return Err(not_a_registry(&answer, &kind));
            }
            let (expected, found) = (Box::new(digest), Box::new(found));
            return Err(RegistryError::Lie { what, expected, found });
        }
        let document = Document::read(answer.bytes, Some(&kind), digest, &what)?;
        self.keep(&document)?;
        Ok(Some(document))
    }

    /// Returns the document under a tag that may not be there. Asked for is the head alone at first,
    /// which registries do not count as a pull.
    pub(crate) fn under_tag(
        &self,
        reference: &RegistryReference,
        tag: &str,
    ) -> Result<Option<Document>, RegistryError> {
        let tagged =
            RegistryReference { tag: Some(tag.to_owned()), digest: None, ..reference.clone() };
        let scope = Scope::pull(reference);
        let url = self.address(&scope, &format!("manifests/{tag}"))?;
        let call = Call::new(Method::Head, url).header("accept", ACCEPTED.join(", "));
        let answer = self.send(&scope, call)?;
        match answer.status {
            200 => self.find_document(&tagged),
            // A tag that cannot be one is one that is not there.
            400 | 404 => Ok(None),
            _ => Err(refused(&tagged.to_string(), &answer)),
        }
    }

    /// Puts a document into the cache, where there is one to be written.
    fn keep(&self, document: &Document) -> Result<(), RegistryError> {
        let store = &self.settings.store;
        let digest = &document.descriptor.digest;
        if store.contains(digest) {
            return Ok(());
        }
        let mut writer = store.writer_by(digest.algorithm())?;
        if let Err(source) = writer.write_all(&document.bytes) {
            return Err(writer.explain(source).into());
        }
        writer.commit(Some(digest))?;
        Ok(())
    }

    /// Brings blobs of a repository into the cache, several at a time; those that are there are not
    /// asked for.
    pub fn bring(
        &self,
        reference: &RegistryReference,
        blobs: &[Descriptor],
        largest: u64,
    ) -> Result<(), RegistryError> {
        let RegistrySettings { fetcher, store, progress, cancel, .. } = &self.settings;
        let scope = Scope::pull(reference);
        let mut downloads = Vec::new();
        for blob in blobs.iter().filter(|blob| !store.contains(&blob.digest)) {
            if blob.size > largest {
                let what = blob.digest.to_string();
                return Err(RegistryError::TooLarge { what, limit: largest });
            }
            downloads.push(Download {
                candidates: vec![self.address(&scope, &format!("blobs/{}", blob.digest))?],
                digest: blob.digest,
                size: Some(blob.size),
                name: format!("{} {}", reference.repository, blob.digest.short()),
            });
        }
        if downloads.is_empty() {
            return Ok(());
        }
        let there = |downloads: &[Download]| -> u64 {
            let length = |download: &Download| match store.size(&download.digest) {
                Ok(size) => size,
                Err(_) => store.partial_length(&download.digest),
            };
            downloads.iter().map(length).sum()
        };
        let mut refreshes = 0;
        loop {
            let before = there(&downloads);
            let identity = self.identity(&scope)?;
            let result =
                fetcher.download_as(&identity, downloads.clone(), store, progress.as_ref(), cancel);
            match result {
                Ok(_) => return Ok(()),
                // A token lives for minutes, a download may take longer.
                Err(FetchError::Unauthorized { status: 401, .. }) if refreshes < MOST_REFRESHES => {
                    if there(&downloads) == before {
                        refreshes += 1;
                    }
                    self.renew(&scope, &identity, &downloads)?;
                }
                Err(FetchError::Unauthorized { .. }) => {
                    return Err(RegistryError::Denied {
                        place: scope.place(),
                        known: self.login(&scope)?.is_some(),
                        said: String::new(),
                    });
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Becomes known again at a registry that refuses what we have.
    fn renew(
        &self,
        scope: &Scope,
        refused: &Identity,
        downloads: &[Download],
    ) -> Result<(), RegistryError> {
        if self.identity(scope)? != *refused {
            // Another thread was faster.
            return Ok(());
        }
        lock(&self.identities).remove(scope);
        let Some(url) = downloads.first().and_then(|download| download.candidates.first()) else {
            return Ok(());
        };
        // The head of a blob costs nothing and is refused in the same words.
        self.send(scope, Call::new(Method::Head, url.clone())).map(|_| ())
    }

    /// Opens a blob of a repository, which comes into the cache first.
    pub(crate) fn open_blob(
        &self,
        reference: &RegistryReference,
        blob: &Descriptor,
        largest: u64,
    ) -> Result<File, RegistryError> {
        self.bring(reference, std::slice::from_ref(blob), largest)?;
        Ok(self.settings.store.open_sized(&blob.digest, blob.size)?)
    }
}

/// Returns whether an answer that says "no" comes from a registry: those that speak its protocol
/// say so in JSON, or not at all.
fn is_from_a_registry(answer: &Answer) -> bool {
    answer.bytes.is_empty()
        || answer.header("content-type").is_none_or(|kind| !kind.contains("html"))
}

pub(crate) fn not_a_registry(answer: &Answer, found: &str) -> RegistryError {
    RegistryError::NotARegistry { what: shown(&answer.url), found: found.to_owned() }
}

pub(crate) fn refused(what: &str, answer: &Answer) -> RegistryError {
    RegistryError::Refused { what: what.to_owned(), status: answer.status, said: said(answer) }
}

fn denied(scope: &Scope, known: bool, answer: &Answer) -> RegistryError {
    RegistryError::Denied { place: scope.place(), known, said: said(answer) }
}
