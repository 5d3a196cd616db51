// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The host's apt configuration, read at the edge.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::BoundedReader;

use crate::keyring::MAX_KEYRING_BYTES;
use crate::sources::MAX_SOURCES_BYTES;
use crate::{AptSources, Distribution, SignedBy};

/// What the host's apt knows: sources, keyrings, credentials.
#[derive(Clone, Default)]
pub struct HostConfiguration {
    /// The sources.
    pub apt: AptSources,
    /// The keyrings that sources and distributions name, as far as they exist, by path.
    pub keyrings: BTreeMap<String, Vec<u8>>,
    /// The texts of `auth.conf` and of the files in `auth.conf.d`, by path; for `fetch`.
    pub credentials: BTreeMap<String, String>,
    /// The host's own architecture, by Debian's name.
    pub architecture: String,
}

impl std::fmt::Debug for HostConfiguration {
    /// Shows everything but secrets and keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostConfiguration")
            .field("apt", &self.apt)
            .field("keyrings", &self.keyrings.keys())
            .field("credentials", &self.credentials.keys())
            .field("architecture", &self.architecture)
            .finish()
    }
}

/// Reads apt's configuration below `root` (usually `/`).
///
/// What does not exist, may not be read or is absurdly large is left out: the host's configuration
/// is an offer, never a demand.
pub fn host_configuration(root: &Path, distributions: &[Distribution]) -> HostConfiguration {
    let mut host = HostConfiguration {
        architecture: debian_architecture(std::env::consts::ARCH).to_owned(),
        ..HostConfiguration::default()
    };
    let mut files = vec![PathBuf::from("etc/apt/sources.list")];
    files.extend(listed(root, "etc/apt/sources.list.d", &["list", "sources"]));
    for file in files {
        if let Ok(bytes) = read(&root.join(&file), MAX_SOURCES_BYTES) {
            let text = String::from_utf8_lossy(&bytes);
            host.apt.read(&format!("/{}", file.display()), &text);
        }
    }
    let mut keyrings: Vec<String> = distributions
        .iter()
        .flat_map(|distribution| distribution.keyring.host_files.iter().cloned())
        .collect();
    for source in &host.apt.sources {
        if let SignedBy::Files(paths) = &source.signed_by {
            keyrings.extend(paths.iter().cloned());
        }
    }
    for path in keyrings {
        if let Ok(bytes) = read(&root.join(path.trim_start_matches('/')), MAX_KEYRING_BYTES) {
            host.keyrings.insert(path, bytes);
        }
    }
    let mut files = vec![PathBuf::from("etc/apt/auth.conf")];
    files.extend(listed(root, "etc/apt/auth.conf.d", &["conf"]));
    for file in files {
        if let Ok(bytes) = read(&root.join(&file), MAX_SOURCES_BYTES) {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            host.credentials.insert(format!("/{}", file.display()), text);
        }
    }
    host
}

/// Returns Debian's name of an architecture that Rust names its way.
pub fn debian_architecture(rust: &str) -> &str {
    match rust {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "i386",
        "arm" => "armhf",
        "powerpc64" => "ppc64el",
        "loongarch64" => "loong64",
        other => other,
    }
}

fn listed(root: &Path, folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Vec::new();
    };
    let mut names: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| Path::new(folder).join(entry.file_name()))
        .filter(|path| {
            path.extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| endings.contains(&ending))
        })
        .collect();
    names.sort();
    names
}

fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    BoundedReader::new(File::open(path)?, limit).read_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_below_a_root_is_read() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put(
            "etc/apt/sources.list",
            "deb [signed-by=/k/a.gpg] http://a:secret-word@one.example/debian bookworm main\n",
        );
        put(
            "etc/apt/sources.list.d/x.sources",
            "Types: deb\nURIs: http://two.example/x\nSuites: x/\n",
        );
        put(
            "etc/apt/sources.list.d/x.sources.save",
            "Types: deb\nURIs: http://no.example\nSuites: y/\n",
        );
        put("etc/apt/auth.conf.d/a.conf", "machine one.example login a password secret-word\n");
        put("k/a.gpg", "not really a key");
        let host = host_configuration(root.path(), &Distribution::built_in());
        assert_eq!(host.apt.sources.len(), 2);
        assert_eq!(host.apt.sources[1].place, "/etc/apt/sources.list.d/x.sources:1");
        assert_eq!(host.keyrings.keys().collect::<Vec<_>>(), ["/k/a.gpg"]);
        assert!(host.credentials["/etc/apt/auth.conf.d/a.conf"].contains("secret-word"));
        assert!(!format!("{host:?}").contains("secret-word"));
    }
}
