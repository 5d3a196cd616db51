// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names of signals, as images have them (`SIGTERM`, `TERM`, `15`; signal(7), x86 and ARM).

const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];
/// The signal of an image whose word is none.
pub(super) const TERM: i32 = 15;
pub(super) const KILL: i32 = 9;

/// Returns the number of a signal.
pub(super) fn number(text: &str) -> i32 {
    if let Ok(number) = text.parse::<i32>() {
        return if (1..=64).contains(&number) { number } else { TERM };
    }
    let name = text.strip_prefix("SIG").unwrap_or(text);
    let offset = |rest: &str| rest.parse::<i32>().ok().filter(|offset| (0..=30).contains(offset));
    // glibc keeps the first two real-time signals for itself.
    if let Some(rest) = name.strip_prefix("RTMIN") {
        return if rest.is_empty() {
            34
        } else {
            rest.strip_prefix('+').and_then(offset).map_or(TERM, |offset| 34 + offset)
        };
    }
    if let Some(rest) = name.strip_prefix("RTMAX") {
        return if rest.is_empty() {
            64
        } else {
            rest.strip_prefix('-').and_then(offset).map_or(TERM, |offset| 64 - offset)
        };
    }
    (1..).zip(NAMES).find(|(_, known)| *known == name).map_or(TERM, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_numbers() {
        for (text, expected) in [
            ("SIGTERM", 15),
            ("QUIT", 3),
            ("9", 9),
            ("SIGWINCH", 28),
            ("SIGRTMIN+3", 37),
            ("SIGRTMAX", 64),
            ("nonsense", 15),
            ("900", 15),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
