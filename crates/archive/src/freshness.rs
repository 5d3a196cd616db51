// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whether a Release file still counts: `Valid-Until` where there is one, and everywhere that it
//! is not older than one already seen.

use haerterei_ground::{Diagnostic, Digest, Message, Place, Severity, Timestamp};

use crate::{ArchiveError, ReleaseFile, Source};

/// The newest Release file seen of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LastSeen {
    pub(crate) date: Timestamp,
    /// `InRelease`, or `Release`.
    pub(crate) file: Digest,
    /// `Release.gpg`, where the signature lay beside.
    pub(crate) signature: Option<Digest>,
}

impl LastSeen {
    /// Writes it down for a pointer of the store.
    pub(crate) fn print(&self) -> String {
        let signature = self.signature.map(|digest| format!(" {digest}"));
        format!("1 {} {}{}\n", self.date, self.file, signature.unwrap_or_default())
    }

    /// Reads what was written down; nothing if it is of another form.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut words = std::str::from_utf8(bytes).ok()?.split_whitespace();
        if words.next()? != "1" {
            return None;
        }
        Some(Self {
            date: words.next()?.parse().ok()?,
            file: words.next()?.parse().ok()?,
            signature: match words.next() {
                Some(word) => Some(word.parse().ok()?),
                None => None,
            },
        })
    }
}

/// Judges a Release file at a time, and returns what should be looked at.
pub(crate) fn judge(
    source: &Source,
    release: &ReleaseFile,
    at: Timestamp,
    accept_expired: bool,
    seen: Option<&LastSeen>,
) -> Result<Vec<Diagnostic>, ArchiveError> {
    let mut noticed = Vec::new();
    let mut warn = |message: Message| {
        noticed.push(Diagnostic {
            severity: Severity::Warning,
            place: Place::Whole,
            message: message.text("suite", &source.suite),
        });
    };
    if let Some(seen) = seen
        && release.date < seen.date
    {
        return Err(ArchiveError::RolledBack {
            suite: source.suite.clone(),
            date: release.date,
            seen: seen.date,
        });
    }
    match release.valid_until {
        Some(until) if until < at && !accept_expired => {
            return Err(ArchiveError::Expired { suite: source.suite.clone(), until, at });
        }
        Some(until) if until < at => {
            warn(Message::new("archive-release-expired-accepted").text("until", until));
        }
        None if source.expects_valid_until => {
            warn(Message::new("archive-valid-until-missing"));
        }
        _ => {}
    }
    if let Some(days) = source.stale_after_days {
        let age = at.as_second().saturating_sub(release.date.as_second()) / 86_400;
        if age > i64::from(days) {
            warn(
                Message::new("archive-release-stale")
                    .number("days", age)
                    .text("date", release.date),
            );
        }
    }
    Ok(noticed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_read_back() {
        for signature in [None, Some(Digest::sha256(b"s"))] {
            let seen = LastSeen {
                date: Timestamp::from_second(1_700_000_000).unwrap(),
                file: Digest::sha256(b"f"),
                signature,
            };
            assert_eq!(LastSeen::parse(seen.print().as_bytes()), Some(seen));
        }
        for text in ["", "2 x", "1 2026-01-01T00:00:00Z sha256:12", "\u{1}"] {
            assert_eq!(LastSeen::parse(text.as_bytes()), None, "{text}");
        }
    }
}
