// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Programs that keep credentials: `docker-credential-<name>` (protocol of
//! docker-credential-helpers: the server on standard input, JSON on standard output).

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use haerterei_ground::{BoundedReader, Secret};
use serde::Deserialize;

use super::auth_file::Login;

/// How long a helper may take; some ask a person.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer of a helper, in bytes.
const LONGEST: u64 = 64 << 10;
/// The user name that says that the secret is an identity token.
const TOKEN_USER: &str = "<token>";

/// Why a credential helper gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HelperFault {
    /// There is no such program.
    #[error("there is no such program")]
    Missing,
    /// It could not be started.
    #[error("it cannot be started")]
    Start,
    /// It took too long.
    #[error("it took longer than 30 seconds")]
    Slow,
    /// It failed.
    #[error("it failed")]
    Failed,
    /// What it said is no answer.
    #[error("its answer is malformed")]
    Answer,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    username: String,
    #[serde(default)]
    secret: String,
}

/// Asks a helper for the credentials of a server; nothing if it has none.
pub(crate) fn ask(
    name: &str,
    server: &str,
    folders: &[PathBuf],
    patience: Option<Duration>,
) -> Result<Option<Login>, HelperFault> {
    let program = find(name, folders).ok_or(HelperFault::Missing)?;
    let child = Command::new(program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Some draw a dialogue there; it is none of ours.
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| HelperFault::Start)?;
    let (succeeded, bytes) = run(child, server, patience.unwrap_or(PATIENCE))?;
    if !succeeded {
        // The words of docker-credential-helpers.
        let text = String::from_utf8_lossy(&bytes);
        let has_none = text.contains("credentials not found");
        return if has_none { Ok(None) } else { Err(HelperFault::Failed) };
    }
    let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| HelperFault::Answer)?;
    let secret = Secret::new(answer.secret);
    Ok(match answer.username.as_str() {
        _ if secret.reveal().is_empty() => None,
        TOKEN_USER => Some(Login::IdentityToken(secret)),
        user => Some(Login::Password { user: user.to_owned(), password: secret }),
    })
}

/// Finds a helper; its name is a word, so that none leads out of the folders.
fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let is_word = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let file = format!("docker-credential-{name}");
    let mut programs = folders.iter().map(|folder| folder.join(&file));
    is_word.then(|| programs.find(|program| is_program(program))).flatten()
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file())
}

/// Gives a process its input and waits for its end, but not for ever.
fn run(mut child: Child, input: &str, patience: Duration) -> Result<(bool, Vec<u8>), HelperFault> {
    let deadline = Instant::now() + patience;
    let (tell, told) = mpsc::channel();
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let input = input.to_owned();
    // Threads of their own: a helper that neither reads nor writes holds up nobody but them.
    thread::spawn(move || {
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(input.as_bytes());
        }
    });
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let result = match stdout {
            Some(stdout) => BoundedReader::new(stdout, LONGEST).read_to_end(&mut bytes),
            None => Ok(0),
        };
        let _ = tell.send(result.map(|_| bytes));
    });
    let answer = told.recv_timeout(patience);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if answer.is_ok() && Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(5));
            }
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    match (answer, status) {
        (Ok(Ok(bytes)), Some(status)) => Ok((status.success(), bytes)),
        (Ok(Err(_)), _) => Err(HelperFault::Answer),
        _ => Err(HelperFault::Slow),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn helper(script: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("docker-credential-test");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        let folders = vec![folder.path().join("nowhere"), folder.path().to_owned()];
        (folder, folders)
    }

    #[test]
    fn a_helper_is_asked_for_the_server() {
        let script = r#"read server; [ "$1" = get ] || exit 1
            printf '{"ServerURL":"%s","Username":"u","Secret":"for %s"}' "$server" "$server""#;
        let (_folder, folders) = helper(script);
        let login = ask("test", "r.example", &folders, None).unwrap().unwrap();
        let Login::Password { user, password } = login else { panic!() };
        assert_eq!((user.as_str(), password.reveal().as_str()), ("u", "for r.example"));
    }

    #[test]
    fn what_helpers_say_is_understood() {
        for (script, expected) in [
            (
                r#"echo '{"Username":"<token>","Secret":"t"}'"#,
                Ok(Some(Login::IdentityToken(Secret::new("t".to_owned())))),
            ),
            ("echo 'credentials not found in native keychain'; exit 1", Ok(None)),
            (r#"echo '{"Username":"","Secret":""}'"#, Ok(None)),
            ("echo 'no display'; exit 1", Err(HelperFault::Failed)),
            ("echo nonsense", Err(HelperFault::Answer)),
            ("yes", Err(HelperFault::Answer)),
            ("sleep 9", Err(HelperFault::Slow)),
        ] {
            let (_folder, folders) = helper(script);
            let patience = Some(Duration::from_secs(1));
            assert_eq!(ask("test", "r.example", &folders, patience), expected, "{script}");
        }
        let (_folder, folders) = helper("");
        assert_eq!(ask("other", "r", &folders, None), Err(HelperFault::Missing));
        assert_eq!(ask("../test", "r", &folders, None), Err(HelperFault::Missing));
    }
}
