// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The scores of EPSS (FIRST): a CSV file whose first line is a comment with the day.
//!
//! ```text
//! #model_version:v2026.06.15,score_date:2026-09-29T12:00:22Z
//! cve,epss,percentile
//! CVE-1999-0001,0.03351,0.88255
//! ```

use super::date;
use crate::bounds::Bounds;
use crate::collected::{Collected, Likelihood};
use crate::input::Document;
use crate::refusal::Refusal;

pub(super) fn read(
    document: Document<'_>,
    collected: &mut Collected,
    bounds: &Bounds,
) -> Result<(), Refusal> {
    let wrong = |line: usize, problem: &str| {
        Refusal::malformed(format!("{}:{}", document.name, line + 1), problem)
    };
    let text = std::str::from_utf8(document.bytes).map_err(|_| wrong(0, "it is not UTF-8"))?;
    if !text.ends_with('\n') {
        return Err(wrong(text.lines().count().saturating_sub(1), "the last line has no end"));
    }
    let mut has_head = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(comment) = line.strip_prefix('#') {
            let day = comment.split(',').find_map(|part| part.trim().strip_prefix("score_date:"));
            collected.stated =
                day.and_then(|day| date(&day.replace("+0000", "Z"), &mut collected.problems));
        } else if line.starts_with("cve,") {
            has_head = line == "cve,epss,percentile";
        } else if !line.trim().is_empty() {
            if !has_head {
                return Err(wrong(number, "the columns are not cve, epss, percentile"));
            }
            let mut cells = line.split(',');
            let (Some(id), Some(score), Some(percentile), None) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                return Err(wrong(number, "a line has not three columns"));
            };
            let (Some(score), Some(percentile)) = (share(score), share(percentile)) else {
                return Err(wrong(number, "a score is not between 0 and 1"));
            };
            if !id.starts_with("CVE-") {
                return Err(wrong(number, "a name is not that of a CVE"));
            }
            collected.likelihoods.insert(id.to_owned(), Likelihood { score, percentile });
            if collected.likelihoods.len() as u64 > bounds.advisories {
                return Err(Refusal::TooMany { what: "scores", limit: bounds.advisories });
            }
        }
    }
    Ok(())
}

/// Reads a number between 0 and 1 in hundred-thousandths; further digits are cut off.
fn share(text: &str) -> Option<u32> {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 1 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let places = digits.bytes().chain(std::iter::repeat(b'0')).take(5);
    let value = places.fold(whole, |value, digit| value * 10 + u32::from(digit - b'0'));
    (value <= 100_000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_exactly() {
        for (text, value) in [
            ("0.03351", Some(3351)),
            ("1.0", Some(100_000)),
            ("0", Some(0)),
            ("0.123456789", Some(12345)),
            ("1.00001", None),
            ("-0.1", None),
            ("nan", None),
            ("1e-3", None),
        ] {
            assert_eq!(share(text), value, "{text}");
        }
    }
}
