// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Small signed archives, as apt and `haerterei` know them, in a folder.
//!
//! ```text
//! <folder>/dists/<suite>/InRelease, Release, Release.gpg
//! <folder>/dists/<suite>/<component>/binary-<architecture>/Packages.{xz,gz,zst}, by-hash/SHA256/…
//! <folder>/pool/<component>/<name>_<version>_<architecture>.deb
//! ```
//!
//! Every date can be set. What an attacker or a bad mirror would do, a test does to the files
//! written, or with [`SuiteBuilder::write_with`].

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use haerterei_ground::{Digest, Timestamp};
use openpgp::Cert;
use openpgp::cert::{CertBuilder, CertRevocationBuilder};
use openpgp::crypto::KeyPair;
use openpgp::packet::signature::SignatureBuilder;
use openpgp::policy::StandardPolicy;
use openpgp::serialize::SerializeInto as _;
use openpgp::serialize::stream::{Armorer, Message, Signer};
use openpgp::types::{KeyFlags, ReasonForRevocation, SignatureType};
use sequoia_openpgp as openpgp;

/// A key made for one test.
#[derive(Clone, Debug)]
pub struct SigningKey {
    certificate: Cert,
}

impl SigningKey {
    /// Makes a key that was created at `created` and expires after `valid`, if it does.
    ///
    /// # Panics
    ///
    /// If the key cannot do it; a test is then wrong.
    pub fn new(user: &str, created: Timestamp, valid: Option<Duration>) -> Self {
        let (certificate, _) = CertBuilder::new()
            .add_userid(user)
            .set_creation_time(SystemTime::from(created))
            .set_validity_period(valid)
            .set_primary_key_flags(KeyFlags::empty().set_certification().set_signing())
            .generate()
            .expect("a key can be made");
        Self { certificate }
    }

    /// Returns the public half, armored.
    ///
    /// # Panics
    ///
    /// If the key cannot do it; a test is then wrong.
    pub fn public(&self) -> Vec<u8> {
        self.certificate
            .clone()
            .strip_secret_key_material()
            .armored()
            .to_vec()
            .expect("a certificate can be written")
    }

    /// Returns this key as its owner revoked it at `at`, because it fell into other hands.
    ///
    /// # Panics
    ///
    /// If the key cannot do it; a test is then wrong.
    #[must_use]
    pub fn revoked(&self, at: Timestamp) -> Self {
        let revocation = CertRevocationBuilder::new()
            .set_signature_creation_time(SystemTime::from(at))
            .and_then(|builder| {
                builder.set_reason_for_revocation(ReasonForRevocation::KeyCompromised, b"stolen")
            })
            .and_then(|builder| builder.build(&mut self.pair(at), &self.certificate, None))
            .expect("a key can be revoked");
        let (certificate, _) = self
            .certificate
            .clone()
            .insert_packets(revocation)
            .expect("a revocation belongs to its key");
        Self { certificate }
    }

    fn pair(&self, at: Timestamp) -> KeyPair {
        self.certificate
            .keys()
            .secret()
            .with_policy(&StandardPolicy::new(), SystemTime::from(at))
            .for_signing()
            .next()
            .expect("the key signs")
            .key()
            .clone()
            .into_keypair()
            .expect("the key is not encrypted")
    }

    fn template(valid: Option<Duration>, kind: SignatureType) -> SignatureBuilder {
        let template = SignatureBuilder::new(kind);
        match valid {
            Some(valid) => template.set_signature_validity_period(valid).expect("a period fits"),
            None => template,
        }
    }

    /// Signs a text with the signature around it: `InRelease`.
    ///
    /// # Panics
    ///
    /// If the key cannot do it; a test is then wrong.
    pub fn sign_inline(&self, text: &str, at: Timestamp, valid: Option<Duration>) -> Vec<u8> {
        let mut out = Vec::new();
        let template = Self::template(valid, SignatureType::Text);
        let mut signer = Signer::with_template(Message::new(&mut out), self.pair(at), template)
            .and_then(|signer| signer.creation_time(SystemTime::from(at)).cleartext().build())
            .expect("a text can be signed");
        signer.write_all(text.as_bytes()).expect("memory can be written");
        signer.finalize().expect("a signature can be finished");
        out
    }

    /// Signs a text with the signature on its own: `Release.gpg`.
    ///
    /// # Panics
    ///
    /// If the key cannot do it; a test is then wrong.
    pub fn sign_beside(&self, text: &str, at: Timestamp) -> Vec<u8> {
        let mut out = Vec::new();
        let armored = Armorer::new(Message::new(&mut out))
            .kind(openpgp::armor::Kind::Signature)
            .build()
            .expect("armor can be begun");
        let template = Self::template(None, SignatureType::Binary);
        let mut signer = Signer::with_template(armored, self.pair(at), template)
            .and_then(|signer| signer.creation_time(SystemTime::from(at)).detached().build())
            .expect("a text can be signed");
        signer.write_all(text.as_bytes()).expect("memory can be written");
        signer.finalize().expect("a signature can be finished");
        out
    }
}

/// How an index is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexForm {
    /// `Packages.xz`
    Xz,
    /// `Packages.gz`
    Gzip,
    /// `Packages.zst`
    Zstd,
    /// `Packages`
    Plain,
}

/// One suite of an archive.
#[derive(Clone, Debug)]
pub struct SuiteBuilder {
    suite: String,
    codename: String,
    date: Timestamp,
    valid_until: Option<Timestamp>,
    by_hash: bool,
    forms: Vec<IndexForm>,
    /// Paragraphs of the index of each component and architecture.
    indices: BTreeMap<(String, String), String>,
    pool: BTreeMap<String, Vec<u8>>,
}

/// The files of a suite, before they are written: what tampering starts from.
#[derive(Clone, Debug)]
pub struct SuiteFiles {
    /// The Release file, unsigned.
    pub release: String,
    /// Every other file by its path below the archive.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl SuiteBuilder {
    /// Starts a suite made at `date`, with an empty index of `main` for `amd64`.
    pub fn new(suite: &str, date: Timestamp) -> Self {
        Self {
            suite: suite.to_owned(),
            codename: suite.to_owned(),
            date,
            valid_until: None,
            by_hash: true,
            forms: vec![IndexForm::Xz],
            indices: BTreeMap::from([(("main".to_owned(), "amd64".to_owned()), String::new())]),
            pool: BTreeMap::new(),
        }
    }

    /// Sets the codename.
    #[must_use]
    pub fn codename(mut self, codename: &str) -> Self {
        codename.clone_into(&mut self.codename);
        self
    }

    /// Sets until when the Release file counts.
    #[must_use]
    pub fn valid_until(mut self, until: Timestamp) -> Self {
        self.valid_until = Some(until);
        self
    }

    /// Offers indices under their names only.
    #[must_use]
    pub fn without_by_hash(mut self) -> Self {
        self.by_hash = false;
        self
    }

    /// Sets how indices are written.
    #[must_use]
    pub fn forms(mut self, forms: &[IndexForm]) -> Self {
        self.forms = forms.to_vec();
        self
    }

    /// Adds a package to the index of a component and architecture.
    ///
    /// `control` are the fields of its control file; path, size and hash are added.
    #[must_use]
    pub fn package(self, component: &str, architecture: &str, control: &str, deb: &[u8]) -> Self {
        let field = |name: &str| {
            control
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                .unwrap_or_default()
                .to_owned()
        };
        let path = format!(
            "pool/{component}/{}_{}_{}.deb",
            field("Package"),
            field("Version").replace(':', "%3a"),
            field("Architecture")
        );
        let entry = format!(
            "{}\nFilename: {path}\nSize: {}\nSHA256: {}\n",
            control.trim_end(),
            deb.len(),
            Digest::sha256(deb).hex()
        );
        let mut suite = self.paragraph(component, architecture, &entry);
        suite.pool.insert(path, deb.to_vec());
        suite
    }

    /// Adds a paragraph to an index as it is.
    #[must_use]
    pub fn paragraph(mut self, component: &str, architecture: &str, text: &str) -> Self {
        let index =
            self.indices.entry((component.to_owned(), architecture.to_owned())).or_default();
        index.push_str(text);
        index.push('\n');
        self
    }

    /// Makes all files but those that are signed.
    pub fn files(&self) -> SuiteFiles {
        let mut files = self.pool.clone();
        let mut listed = String::new();
        for ((component, architecture), index) in &self.indices {
            let folder = format!("{component}/binary-{architecture}");
            let mut list = |name: &str, bytes: &[u8]| {
                let digest = Digest::sha256(bytes).hex();
                writeln!(listed, " {digest} {} {folder}/{name}", bytes.len())
                    .expect("a string can be written");
                digest
            };
            list("Packages", index.as_bytes());
            for form in &self.forms {
                let (name, bytes) = compress(*form, index.as_bytes());
                let digest = if *form == IndexForm::Plain {
                    Digest::sha256(&bytes).hex()
                } else {
                    list(name, &bytes)
                };
                let folder = format!("dists/{}/{folder}", self.suite);
                if self.by_hash {
                    files.insert(format!("{folder}/by-hash/SHA256/{digest}"), bytes.clone());
                }
                files.insert(format!("{folder}/{name}"), bytes);
            }
        }
        let date = |time: Timestamp| time.strftime("%a, %d %b %Y %H:%M:%S UTC").to_string();
        let words = |pick: fn(&(String, String)) -> &String| {
            let all: std::collections::BTreeSet<_> = self.indices.keys().map(pick).collect();
            all.into_iter().cloned().collect::<Vec<_>>().join(" ")
        };
        let mut release = format!(
            "Origin: Test\nLabel: Test\nSuite: {}\nCodename: {}\nDate: {}\n",
            self.suite,
            self.codename,
            date(self.date)
        );
        if let Some(until) = self.valid_until {
            let _ = writeln!(release, "Valid-Until: {}", date(until));
        }
        if self.by_hash {
            release.push_str("Acquire-By-Hash: yes\n");
        }
        let _ = write!(
            release,
            "No-Support-for-Architecture-all: Packages\nArchitectures: {}\nComponents: {}\nSHA256:\n{listed}",
            words(|(_, architecture)| architecture),
            words(|(component, _)| component),
        );
        SuiteFiles { release, files }
    }

    /// Writes the suite into the folder of an archive, signed at its date.
    pub fn write(&self, folder: &Path, key: &SigningKey) -> io::Result<()> {
        self.write_with(folder, |files| key.sign_inline(&files.release, self.date, None))
    }

    /// Writes the suite, with an `InRelease` that the caller makes of the other files, which may
    /// also be altered.
    pub fn write_with(
        &self,
        folder: &Path,
        sign: impl FnOnce(&mut SuiteFiles) -> Vec<u8>,
    ) -> io::Result<()> {
        let mut files = self.files();
        let signed = sign(&mut files);
        files.files.insert(format!("dists/{}/InRelease", self.suite), signed);
        for (path, bytes) in &files.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(())
    }
}

fn compress(form: IndexForm, bytes: &[u8]) -> (&'static str, Vec<u8>) {
    const WRITTEN: &str = "memory can be written";
    match form {
        IndexForm::Plain => ("Packages", bytes.to_vec()),
        IndexForm::Xz => {
            let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
            encoder.write_all(bytes).expect(WRITTEN);
            ("Packages.xz", encoder.finish().expect(WRITTEN))
        }
        IndexForm::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).expect(WRITTEN);
            ("Packages.gz", encoder.finish().expect(WRITTEN))
        }
        IndexForm::Zstd => ("Packages.zst", zstd::encode_all(bytes, 3).expect(WRITTEN)),
    }
}
