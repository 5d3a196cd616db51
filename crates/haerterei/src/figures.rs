// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Figures as people read them: sizes in binary units, counts in groups of three.

use haerterei_texts::Language;

/// Returns a size in the largest binary unit that leaves at least one before the separator
/// (IEC 80000-13): `512 B`, `1.5 KiB`, `12.3 MiB`, in German with a comma.
pub(crate) fn size(bytes: u64, language: Language) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // Whole numbers only: tenths of the unit, rounded half up.
    let mut unit = 0;
    let mut divisor = 1_u128 << 10;
    let bytes = u128::from(bytes);
    let tenths = |divisor: u128| (bytes * 10 + divisor / 2) / divisor;
    while tenths(divisor) >= 10_240 && unit + 1 < UNITS.len() {
        divisor <<= 10;
        unit += 1;
    }
    let value = tenths(divisor);
    format!("{}{}{} {}", value / 10, decimal(language), value % 10, UNITS[unit])
}

/// Returns a count in groups of three: `1,234,567`, in German `1.234.567`.
pub(crate) fn count(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(match language {
                Language::German => '.',
                Language::English => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// Reads a size as people write it: `500M`, `1.5 GiB`, `20000`; units are binary.
pub(crate) fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kib" => 10,
        "m" | "mib" => 20,
        "g" | "gib" => 30,
        "t" | "tib" => 40,
        _ => return None,
    };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if fraction.len() > 3 || (!fraction.is_empty() && shift == 0) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let scale = 10_u64.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let factor = 1_u64 << shift;
    whole.checked_mul(factor)?.checked_add(fraction * factor / scale)
}

const fn decimal(language: Language) -> char {
    match language {
        Language::German => ',',
        Language::English => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_one_place_and_round() {
        for (bytes, english, german) in [
            (0, "0 B", "0 B"),
            (1023, "1023 B", "1023 B"),
            (1024, "1.0 KiB", "1,0 KiB"),
            (1_587, "1.5 KiB", "1,5 KiB"),
            (1_048_575, "1.0 MiB", "1,0 MiB"),
            (90 << 20, "90.0 MiB", "90,0 MiB"),
            (u64::MAX, "16.0 EiB", "16,0 EiB"),
        ] {
            assert_eq!(size(bytes, Language::English), english);
            assert_eq!(size(bytes, Language::German), german);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(1_234_567, Language::English), "1,234,567");
        assert_eq!(count(1_234_567, Language::German), "1.234.567");
        assert_eq!(count(999, Language::German), "999");
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("20000", Some(20_000)),
            ("500M", Some(500 << 20)),
            ("1.5 GiB", Some(1_610_612_736)),
            ("1,5g", Some(1_610_612_736)),
            ("", None),
            ("1.5", None),
            ("ten", None),
            ("5 MB", None),
            ("99999999999T", None),
        ] {
            assert_eq!(parse_size(text), bytes, "{text}");
        }
    }
}
