// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Dates of changelog entries: RFC 5322 (once RFC 2822) in the main, and what people made of it.

use haerterei_ground::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// Reads `Tue, 06 May 2025 21:04:05 +0200`.
///
/// The weekday is ignored, for it is often wrong; months may be written out, hours may have one
/// digit, seconds and zone may be missing (then UTC), a comment may follow.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.split('(').next().unwrap_or_default();
    let text = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = text.split_whitespace().peekable();
    // A weekday without its comma.
    if words.peek()?.starts_with(|c: char| c.is_ascii_alphabetic()) {
        words.next();
    }
    let day = words.next()?;
    let month = words.next()?.get(..3)?;
    let year = words.next()?;
    let time = words.next()?;
    let zone = words.next().unwrap_or("+0000");
    let time = if time.find(':') == Some(1) { format!("0{time}") } else { time.to_owned() };
    PARSER.parse_timestamp(format!("{day} {month} {year} {time} {zone}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sloppy_dates_are_read() {
        for (text, expected) in [
            ("  Tue, 06 May 2025 21:04:05 +0200", "2025-05-06T19:04:05Z"),
            ("Wed,  6 May 2025 21:04:05 +0200 (CEST)", "2025-05-06T19:04:05Z"),
            ("Tuesday 6 May 2025 1:04:05 GMT", "2025-05-06T01:04:05Z"),
            ("6 September 1999 21:04 -0100", "1999-09-06T22:04:00Z"),
            ("Tue, 06 May 2025 21:04:05", "2025-05-06T21:04:05Z"),
        ] {
            assert_eq!(
                parse(text).map(|date| date.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in ["", "sometime", "Tue, 32 May 2025 21:04:05 +0200", "6 Mä 2025 1:1:1"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
