// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What a probe asks and what it expects.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// A question to a running program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Probe {
    /// Its name in the record.
    pub name: String,
    /// What it asks.
    #[serde(flatten)]
    pub check: Check,
    /// How long it tries until the answer is the one expected.
    #[serde(serialize_with = "crate::contract::seconds")]
    pub within: Duration,
}

/// What a probe asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Check {
    /// For a page, with or without TLS.
    Http(HttpCheck),
    /// For the answer of a script behind FastCGI.
    Fastcgi(FastcgiCheck),
    /// For a connection.
    Tcp(TcpCheck),
    /// For the end of a program of the image, which runs beside the first.
    Command(CommandCheck),
    /// For a line of output.
    Log(LogCheck),
}

impl Check {
    /// Returns the word for the kind, as documents and records have it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Http(HttpCheck { tls: None, .. }) => "http",
            Self::Http(_) => "https",
            Self::Fastcgi(_) => "fastcgi",
            Self::Tcp(_) => "tcp",
            Self::Command(_) => "command",
            Self::Log(_) => "log",
        }
    }
}

/// What a text has to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Expectation {
    /// A text that must occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// A text that must not occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
}

/// A request over HTTP/1.1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct HttpCheck {
    /// How to speak TLS; plain if there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsCheck>,
    /// The port; the first of the contract if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The method.
    pub method: String,
    /// The path, with its query.
    pub path: String,
    /// The host that is asked for.
    pub host: String,
    /// Further headers of the request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub send: BTreeMap<String, String>,
    /// The body of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The status expected; any from 200 to 399 if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers expected, each with a text that its value contains.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What the body has to be like.
    #[serde(flatten)]
    pub expectation: Expectation,
}

/// How TLS is spoken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TlsCheck {
    /// The certificate fixture whose authority must have issued the certificate; if there is none,
    /// the certificate is not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

/// A request to a FastCGI responder (FastCGI specification 1.0).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FastcgiCheck {
    /// The port; the first of the contract if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The script inside the container (`SCRIPT_FILENAME`).
    pub script: String,
    /// What follows the `?` (`QUERY_STRING`).
    pub query: String,
    /// The status expected; any from 200 to 399 if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Headers expected, each with a text that its value contains.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What the body has to be like.
    #[serde(flatten)]
    pub expectation: Expectation,
}

/// A connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TcpCheck {
    /// The port; the first of the contract if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
}

/// A program of the image, run beside the first one as the same user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CommandCheck {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The exit code expected.
    pub exit_code: u8,
    /// What its output has to be like.
    #[serde(flatten)]
    pub expectation: Expectation,
}

/// A line of output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LogCheck {
    /// A text that must occur.
    pub contains: String,
}
