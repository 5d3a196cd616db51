// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How an answer differs from what was expected.

use std::io;

use haerterei_ground::Message;
use serde::{Deserialize, Serialize};

/// How an answer differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", tag = "miss")]
pub enum Miss {
    /// Nobody listens.
    Refused {
        /// The port.
        port: u16,
    },
    /// There is no port to ask.
    NoPort,
    /// The answer did not come, or not wholly, in time.
    TooSlow {
        /// How long it was waited for, in milliseconds.
        milliseconds: u64,
    },
    /// The connection ended before the answer did.
    Closed,
    /// Something else is wrong with the connection.
    Connection {
        /// What the system says.
        words: String,
    },
    /// The answer is not of the protocol.
    Garbage {
        /// The protocol.
        protocol: String,
        /// How it begins.
        start: String,
    },
    /// The answer is longer than what is read of it, and what was expected is not in there.
    TooLong {
        /// How much is read, in bytes.
        limit: u64,
    },
    /// TLS failed.
    Tls {
        /// Why.
        words: String,
    },
    /// The status is another.
    Status {
        /// What was expected.
        expected: String,
        /// What came.
        found: u16,
        /// How the body begins.
        start: String,
    },
    /// A header lacks the text, or is not there.
    Header {
        /// The header.
        name: String,
        /// The text.
        expected: String,
        /// Its value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<String>,
    },
    /// A text does not occur.
    Lacks {
        /// The text.
        text: String,
        /// How the answer begins.
        start: String,
    },
    /// A text occurs that must not.
    Contains {
        /// The text.
        text: String,
    },
    /// The exit code is another.
    ExitCode {
        /// What was expected.
        expected: String,
        /// What came; nothing if the program did not end in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<i32>,
        /// How the output ends.
        output: String,
    },
    /// No line of the log has the text.
    NoLine {
        /// The text.
        text: String,
    },
    /// A command could not be run beside the program.
    Command {
        /// Why.
        words: String,
    },
    /// The program ended although nothing expected it.
    Ended {
        /// Its exit code.
        code: i32,
    },
    /// The program did not start.
    NotStarted,
    /// The program did not end in time.
    NotEnded {
        /// How long it was waited for, in milliseconds.
        milliseconds: u64,
    },
    /// The image's user is not in its `/etc/passwd`, or the group not in its `/etc/group`.
    NoSuchUser {
        /// What the image says.
        user: String,
    },
}

/// Characters of an answer that are quoted.
const QUOTED: usize = 160;

impl Miss {
    /// Turns what the system says into a miss.
    pub(crate) fn of(error: &io::Error, port: u16, waited: std::time::Duration) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused { port },
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
                Self::TooSlow { milliseconds: waited.as_millis().try_into().unwrap_or(u64::MAX) }
            }
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Connection { words: error.to_string() },
        }
    }

    /// Returns the sentence.
    pub fn message(&self) -> Message {
        let or_nothing =
            |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        match self {
            Self::Refused { port } => Message::new("trial-miss-refused").text("port", port),
            Self::NoPort => Message::new("trial-miss-no-port"),
            Self::TooSlow { milliseconds } => {
                Message::new("trial-miss-too-slow").number("milliseconds", *milliseconds)
            }
            Self::Closed => Message::new("trial-miss-closed"),
            Self::Connection { words } => {
                Message::new("trial-miss-connection").text("words", words)
            }
            Self::Garbage { protocol, start } => Message::new("trial-miss-garbage")
                .text("protocol", protocol)
                .text("start", or_nothing(start)),
            Self::TooLong { limit } => {
                Message::new("trial-miss-too-long").number("limit", limit >> 10)
            }
            Self::Tls { words } => Message::new("trial-miss-tls").text("words", words),
            Self::Status { expected, found, start } => Message::new("trial-miss-status")
                .text("expected", expected)
                .text("found", found)
                .text("start", or_nothing(start)),
            Self::Header { name, expected, found } => Message::new("trial-miss-header")
                .text("name", name)
                .text("expected", expected)
                .text("found", or_nothing(found.as_deref().unwrap_or_default())),
            Self::Lacks { text, start } => {
                Message::new("trial-miss-lacks").text("text", text).text("start", or_nothing(start))
            }
            Self::Contains { text } => Message::new("trial-miss-contains").text("text", text),
            Self::ExitCode { expected, found, output } => Message::new("trial-miss-exit-code")
                .text("expected", expected)
                .text("found", found.map_or_else(|| "-".to_owned(), |code| code.to_string()))
                .text("output", or_nothing(output)),
            Self::NoLine { text } => Message::new("trial-miss-no-line").text("text", text),
            Self::Command { words } => Message::new("trial-miss-command").text("words", words),
            Self::Ended { code } => Message::new("trial-miss-ended").text("code", code),
            Self::NotStarted => Message::new("trial-miss-not-started"),
            Self::NotEnded { milliseconds } => {
                Message::new("trial-miss-not-ended").number("milliseconds", *milliseconds)
            }
            Self::NoSuchUser { user } => Message::new("trial-miss-no-such-user").text("user", user),
        }
    }
}

/// Every key that a miss can speak with.
pub(crate) const MESSAGE_KEYS: &[&str] = &[
    "trial-miss-refused",
    "trial-miss-no-port",
    "trial-miss-too-slow",
    "trial-miss-closed",
    "trial-miss-connection",
    "trial-miss-garbage",
    "trial-miss-too-long",
    "trial-miss-tls",
    "trial-miss-status",
    "trial-miss-header",
    "trial-miss-lacks",
    "trial-miss-contains",
    "trial-miss-exit-code",
    "trial-miss-no-line",
    "trial-miss-command",
    "trial-miss-ended",
    "trial-miss-not-started",
    "trial-miss-not-ended",
    "trial-miss-no-such-user",
];

/// Returns how bytes of a stranger begin, as one line.
pub(crate) fn start_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(QUOTED * 4)]);
    one_line(&text).chars().take(QUOTED).collect()
}

/// Returns how a text of a stranger ends, as one line.
pub(crate) fn end_of(text: &str) -> String {
    let line = one_line(text);
    let count = line.chars().count();
    line.chars().skip(count.saturating_sub(2 * QUOTED)).collect()
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}
