// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The written form of a probe, as recipe, label and plan have it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::{
    Check, CommandCheck, Expectation, FastcgiCheck, HttpCheck, LogCheck, Probe, TcpCheck, TlsCheck,
};
use crate::yaml::{Period, shown};

/// How long a probe tries if nothing is said.
const USUAL_WITHIN: Duration = Duration::from_mins(1);

/// Returns how long a probe tries.
pub(crate) fn usual_within(said: Option<Period>) -> Duration {
    said.map_or(USUAL_WITHIN, |period| period.0)
}

/// A probe as it is written: one flat mapping, whose keys depend on its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProbeDocument {
    #[serde(default)]
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) port: Option<u16>,
    #[serde(default)]
    pub(crate) path: Option<String>,
    #[serde(default)]
    pub(crate) method: Option<String>,
    #[serde(default)]
    pub(crate) host: Option<String>,
    #[serde(default)]
    pub(crate) send: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: Option<String>,
    #[serde(default)]
    pub(crate) authority: Option<String>,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) contains: Option<String>,
    #[serde(default)]
    pub(crate) lacks: Option<String>,
    #[serde(default)]
    pub(crate) script: Option<String>,
    #[serde(default)]
    pub(crate) query: Option<String>,
    #[serde(default)]
    pub(crate) command: Vec<String>,
    #[serde(default)]
    pub(crate) exit_code: Option<u8>,
    #[serde(default)]
    pub(crate) within: Option<Period>,
}

/// The kinds of probes.
pub(crate) const KINDS: [&str; 6] = ["http", "https", "fastcgi", "tcp", "command", "log"];

impl ProbeDocument {
    /// Returns the probe, or what contradicts its kind.
    pub(crate) fn probe(self) -> Result<Probe, String> {
        let name = self.name()?;
        let check = self.check().map_err(|problem| format!("probe `{name}`: {problem}"))?;
        Ok(Probe { name, check, within: usual_within(self.within) })
    }

    /// Returns the name, which is the kind where none is given.
    pub(crate) fn name(&self) -> Result<String, String> {
        let name = self.name.as_ref().unwrap_or(&self.kind);
        if is_name(name) {
            return Ok(name.clone());
        }
        Err(format!(
            "`{}` is not a name, which has lower case letters and digits, with `.`, `_` or `-` between",
            shown(name)
        ))
    }

    pub(crate) fn check(&self) -> Result<Check, String> {
        self.fits()?;
        let expectation =
            Expectation { contains: self.contains.clone(), lacks: self.lacks.clone() };
        Ok(match self.kind.as_str() {
            "http" | "https" => Check::Http(HttpCheck {
                tls: (self.kind == "https").then(|| TlsCheck { authority: self.authority.clone() }),
                port: self.port,
                method: self.method.clone().unwrap_or_else(|| "GET".to_owned()),
                path: self.path.clone().unwrap_or_else(|| "/".to_owned()),
                host: self.host.clone().unwrap_or_else(|| "localhost".to_owned()),
                send: self.send.clone(),
                body: self.body.clone(),
                status: self.status,
                headers: self.headers.clone(),
                expectation,
            }),
            "fastcgi" => Check::Fastcgi(FastcgiCheck {
                port: self.port,
                script: self.script.clone().ok_or("it needs a `script`")?,
                query: self.query.clone().unwrap_or_default(),
                status: self.status,
                headers: self.headers.clone(),
                expectation,
            }),
            "tcp" => Check::Tcp(TcpCheck { port: self.port }),
            "command" if self.command.is_empty() => return Err("it needs a `command`".to_owned()),
            "command" => Check::Command(CommandCheck {
                command: self.command.clone(),
                exit_code: self.exit_code.unwrap_or(0),
                expectation,
            }),
            "log" => Check::Log(LogCheck {
                contains: self.contains.clone().ok_or("it needs `contains`")?,
            }),
            other => {
                return Err(format!(
                    "`{}` is not a kind of probe ({})",
                    shown(other),
                    KINDS.join(", ")
                ));
            }
        })
    }

    /// Refuses keys that mean nothing for this kind, and values that would break a request.
    fn fits(&self) -> Result<(), String> {
        let kind = self.kind.as_str();
        let http = matches!(kind, "http" | "https");
        let script = kind == "fastcgi";
        let keys = [
            ("port", self.port.is_some(), http || script || kind == "tcp"),
            ("path", self.path.is_some(), http),
            ("method", self.method.is_some(), http),
            ("host", self.host.is_some(), http),
            ("send", !self.send.is_empty(), http),
            ("body", self.body.is_some(), http),
            ("authority", self.authority.is_some(), kind == "https"),
            ("status", self.status.is_some(), http || script),
            ("headers", !self.headers.is_empty(), http || script),
            ("contains", self.contains.is_some(), kind != "tcp"),
            ("lacks", self.lacks.is_some(), http || script || kind == "command"),
            ("script", self.script.is_some(), script),
            ("query", self.query.is_some(), script),
            ("command", !self.command.is_empty(), kind == "command"),
            ("exit-code", self.exit_code.is_some(), kind == "command"),
        ];
        if KINDS.contains(&kind)
            && let Some((key, ..)) = keys.iter().find(|(_, is_there, fits)| *is_there && !fits)
        {
            return Err(format!("`{key}` means nothing for the kind `{kind}`"));
        }
        let is_line = |text: &str| !text.contains(|c: char| c.is_control());
        let is_word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != ':');
        let is_path =
            |text: &str| text.starts_with('/') && text.chars().all(|c| c.is_ascii_graphic());
        for (key, sound) in [
            ("port", self.port != Some(0)),
            ("path", self.path.as_deref().is_none_or(is_path)),
            (
                "method",
                self.method.as_deref().is_none_or(|method| {
                    !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase())
                }),
            ),
            (
                "host",
                self.host.as_deref().is_none_or(|host| {
                    !host.is_empty()
                        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
                }),
            ),
            ("send", self.send.iter().all(|(name, value)| is_word(name) && is_line(value))),
            ("status", self.status.is_none_or(|status| (100..=599).contains(&status))),
            ("headers", self.headers.iter().all(|(name, value)| is_word(name) && is_line(value))),
            (
                "script",
                self.script.as_deref().is_none_or(|path| path.starts_with('/') && is_line(path)),
            ),
            (
                "query",
                self.query
                    .as_deref()
                    .is_none_or(|query| query.chars().all(|c| c.is_ascii_graphic())),
            ),
            ("command", self.command.iter().all(|word| !word.contains('\0'))),
        ] {
            if !sound {
                return Err(format!("the value of `{key}` is not one"));
            }
        }
        Ok(())
    }
}

/// Returns whether a text is a name: lower case letters and digits, `.`, `_` and `-` between them.
pub(crate) fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63
        && text.starts_with(inner)
        && text.ends_with(inner)
        && text.chars().all(|c| inner(c) || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(json: &str) -> Result<Probe, String> {
        let document: ProbeDocument =
            serde_json::from_str(json).map_err(|error| error.to_string())?;
        document.probe()
    }

    #[test]
    fn a_probe_has_the_keys_of_its_kind() {
        for (json, kind) in [
            (r#"{"name":"a","kind":"http"}"#, "http"),
            (r#"{"name":"a","kind":"https","authority":"server","port":8443}"#, "https"),
            (r#"{"name":"a","kind":"fastcgi","script":"/srv/a.php","query":"a=1"}"#, "fastcgi"),
            (r#"{"name":"a","kind":"tcp"}"#, "tcp"),
            (r#"{"name":"a","kind":"command","command":["/bin/x"],"exit-code":3}"#, "command"),
            (r#"{"name":"a","kind":"log","contains":"ready","within":"10s"}"#, "log"),
        ] {
            assert_eq!(probe(json).unwrap().check.kind(), kind);
        }
        for (json, problem) in [
            (r#"{"name":"A b","kind":"http"}"#, "not a name"),
            (r#"{"name":"a","kind":"tcp","path":"/"}"#, "`path` means nothing"),
            (r#"{"name":"a","kind":"http","authority":"x"}"#, "`authority` means nothing"),
            (r#"{"name":"a","kind":"log"}"#, "needs `contains`"),
            (r#"{"name":"a","kind":"command"}"#, "needs a `command`"),
            (r#"{"name":"a","kind":"fastcgi"}"#, "needs a `script`"),
            (r#"{"name":"a","kind":"icmp"}"#, "not a kind of probe"),
            (r#"{"name":"a","kind":"http","path":"x"}"#, "`path` is not one"),
            (r#"{"name":"a","kind":"http","path":"/ HTTP/1.1\r\nX: y"}"#, "`path` is not one"),
            (r#"{"name":"a","kind":"http","send":{"X":"a\r\nb: c"}}"#, "`send` is not one"),
            (r#"{"name":"a","kind":"http","status":42}"#, "`status` is not one"),
            (r#"{"name":"a","kind":"http","within":"1h"}"#, "length of time"),
            (r#"{"name":"a","kind":"http","other":1}"#, "unknown field"),
        ] {
            let error = probe(json).unwrap_err();
            assert!(error.contains(problem), "{json}: {error}");
        }
    }
}
