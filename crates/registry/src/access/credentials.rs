// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Looking a login up, in the order of the files.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use haerterei_ground::BoundedReader;

use super::auth_file::{AuthFile, Found, Login};
use super::helper;
use crate::error::RegistryError;

/// The largest file of credentials, in bytes.
const LARGEST: u64 = 1 << 20;

/// Where credentials are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialPlaces {
    /// Files of docker and podman, in the order in which they are looked at. One that is not there
    /// is passed over.
    pub files: Vec<PathBuf>,
    /// Folders in which `docker-credential-<name>` is looked for.
    pub programs: Vec<PathBuf>,
}

impl CredentialPlaces {
    /// Looks the login for a repository at a host up; nothing if nobody knows one.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and a helper that fails where nothing else is known: silence
    /// would look like a wrong password.
    pub(crate) fn login(
        &self,
        host: &str,
        repository: &str,
    ) -> Result<Option<Login>, RegistryError> {
        for path in &self.files {
            let Some(file) = read(path)? else { continue };
            for found in file.find(host, repository) {
                let login = match found {
                    Found::Login(login) => Some(login),
                    Found::Helper(name) => {
                        let failed = |fault| RegistryError::Helper {
                            program: format!("docker-credential-{name}"),
                            file: path.clone(),
                            fault,
                        };
                        helper::ask(name, server(host), &self.programs, None).map_err(failed)?
                    }
                };
                if login.is_some() {
                    return Ok(login);
                }
            }
        }
        Ok(None)
    }
}

/// Returns what helpers know a host by.
fn server(host: &str) -> &str {
    match host {
        "docker.io" => "https://index.docker.io/v1/",
        host => host,
    }
}

fn read(path: &Path) -> Result<Option<AuthFile>, RegistryError> {
    let unreadable = |source| RegistryError::AuthFileUnreadable { file: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(unreadable(source)),
    };
    let bytes = BoundedReader::new(file, LARGEST).read_all().map_err(unreadable)?;
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    AuthFile::parse(&bytes)
        .map(Some)
        .map_err(|fault| RegistryError::AuthFile { file: path.to_owned(), fault })
}
