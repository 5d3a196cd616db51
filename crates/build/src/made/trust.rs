// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The trust stores: which authorities the programs of an image trust.

use haerterei_ground::{Diagnostic, Digest, Timestamp, TreePath};
use haerterei_image::tar::{Entry, EntryKind};
use haerterei_store::Store;
use haerterei_trust::{CertificateSet, Deselection, bundle, java_key_store, link_farm};

use crate::error::BuildError;
use crate::scene::Scene;

/// The rule under which the report names trust stores.
pub(crate) const RULE: &str = "trust-store";

/// Where the operator's own authorities lie.
const OWN: &str = "usr/local/share/ca-certificates";
/// Where distributions keep the authorities they ship.
const SHIPPED: &str = "usr/share/ca-certificates";

/// What an operator adds and takes away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// Own authorities: name and PEM.
    pub(crate) add: Vec<(String, Vec<u8>)>,
    /// Authorities that are not trusted.
    pub(crate) deselect: Vec<Deselection>,
}

/// What became of the trust stores.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    /// How many authorities are trusted.
    pub(crate) trusted: usize,
    /// The subjects of those that were taken out.
    pub(crate) deselected: Vec<String>,
    /// What a person should look at.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Writes the bundle, the hash links and, if asked, the trust store of Java.
///
/// `now` is the time at which the operator's certificates are judged; `mtime` the least time of
/// the files, which take the newest time of the certificates they hold.
pub(crate) fn put(
    scene: &mut Scene,
    store: &Store,
    choice: &Choice,
    java: bool,
    mtime: i64,
    now: Timestamp,
) -> Result<Made, BuildError> {
    let folder = constant(SHIPPED);
    let shipped: Vec<(TreePath, u32, i64)> = scene
        .captured_within(&folder)
        .filter(|(path, _)| path.name().ends_with(b".crt"))
        .map(|(path, captured)| (path.clone(), captured.mode, captured.mtime))
        .collect();
    let upon = scene.base_content_digest(&constant("etc/ssl/certs/ca-certificates.crt"));
    let mut set = CertificateSet::new();
    let mut newest = mtime;
    let mut contents = Vec::new();
    for (path, _, time) in shipped {
        let Some(content) = scene.content(&path, store)? else { continue };
        let Some(name) = path.below(&folder).and_then(|rest| std::str::from_utf8(rest).ok()) else {
            continue;
        };
        set.add_distribution(name, &content)?;
        newest = newest.max(time);
        contents.push((path.clone(), content, time));
    }
    let mut made = Made::default();
    // Whom the operator of a base trusts is trusted upon it.
    let own = constant(OWN);
    let inherited: Vec<TreePath> =
        scene.captured_within(&own).map(|(path, _)| path.clone()).collect();
    for path in inherited {
        let Some(content) = scene.content(&path, store)? else { continue };
        let name = String::from_utf8_lossy(path.name()).into_owned();
        let name = name.strip_suffix(".crt").unwrap_or(&name).to_owned();
        made.diagnostics.extend(set.add_operator(&name, &content, now)?);
    }
    for (name, pem) in &choice.add {
        made.diagnostics.extend(set.add_operator(name, pem, now)?);
    }
    for deselection in &choice.deselect {
        let removed = match set.deselect(std::slice::from_ref(deselection)) {
            // Whom the base does not trust need not be taken out of it again.
            Err(_) if upon.is_some() => continue,
            removed => removed?,
        };
        made.deselected.extend(removed.iter().map(|certificate| certificate.subject.clone()));
    }
    made.trusted = set.len();

    if upon.is_some_and(|before| before == Digest::sha256(&bundle(&set))) {
        return Ok(made);
    }
    let farm = link_farm(&set);
    if upon.is_some() {
        let folders = [constant("etc/ssl/certs"), folder.clone()];
        scene.hide(mtime, |path| {
            let name = path.name();
            match folders.iter().position(|folder| path.is_within(folder) && path != folder) {
                Some(0) if path.parent().as_ref() == folders.first() => {
                    let is_hash =
                        name.len() == 10 && name.get(8) == Some(&b'.') || name.ends_with(b".pem");
                    is_hash
                        && !std::str::from_utf8(name)
                            .is_ok_and(|name| farm.links.contains_key(name))
                }
                Some(1) => {
                    let place = format!("/{}", String::from_utf8_lossy(path.as_bytes()));
                    name.ends_with(b".crt") && !farm.links.values().any(|link| *link == place)
                }
                _ => false,
            }
        });
    }
    for (path, content, time) in contents {
        // A file stays as long as a certificate of it is trusted.
        let place = format!("/{}", String::from_utf8_lossy(path.as_bytes()));
        if farm.links.values().any(|target| *target == place) {
            let entry = Entry { mtime: time, ..Entry::file(path, 0o644, 0) };
            scene.put(entry, content, RULE);
        }
    }
    let mut file = |path: TreePath, content: Vec<u8>| {
        scene.put(Entry { mtime: newest, ..Entry::file(path, 0o644, 0) }, content, RULE);
    };
    for (path, content) in farm.files {
        file(parsed(&path)?, content);
    }
    file(constant("etc/ssl/certs/ca-certificates.crt"), bundle(&set));
    if java {
        let created = Timestamp::from_second(newest).unwrap_or(Timestamp::UNIX_EPOCH);
        file(constant("etc/ssl/certs/java/cacerts"), java_key_store(&set, created)?);
    }
    let certificates = constant("etc/ssl/certs");
    for (name, target) in farm.links {
        let path =
            certificates.join(&name).map_err(|source| BuildError::Path { path: name, source })?;
        let kind = EntryKind::Symlink { target: target.into_bytes() };
        scene.put(Entry { mtime: newest, ..Entry::new(path, kind, 0o777) }, Vec::new(), RULE);
    }
    Ok(made)
}

fn parsed(path: &str) -> Result<TreePath, BuildError> {
    TreePath::parse(path).map_err(|source| BuildError::Path { path: path.to_owned(), source })
}

fn constant(path: &str) -> TreePath {
    TreePath::parse(path).expect("a constant path is sound")
}
