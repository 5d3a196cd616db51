// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Base 64 as PEM uses it (RFC 4648, section 4).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes in lines of 64 characters, each line ended.
pub(crate) fn encode_lines(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 48 * 65 + 66);
    for line in bytes.chunks(48) {
        for group in line.chunks(3) {
            let value = group
                .iter()
                .chain(&[0, 0])
                .take(3)
                .fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
            for position in 0..4 {
                text.push(if position <= group.len() {
                    let index = value >> (18 - 6 * position) & 63;
                    char::from(ALPHABET[index as usize])
                } else {
                    '='
                });
            }
        }
        text.push('\n');
    }
    text
}

/// Reads base 64; white space may stand anywhere, padding only at the end.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut value, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for character in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                0
            }
            _ => return None,
        };
        if padding > 2 || (padding > 0 && *character != b'=') {
            return None;
        }
        value = value << 6 | u32::from(digit);
        count += 1;
        if count.is_multiple_of(4) {
            let group = [(value >> 16) as u8, (value >> 8) as u8, value as u8];
            let kept = 3 - padding as usize;
            bytes.extend(group.iter().take(kept));
            value = 0;
        }
    }
    (count.is_multiple_of(4)).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_test_vectors_of_rfc_4648_hold() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg==\n"),
            ("fo", "Zm8=\n"),
            ("foo", "Zm9v\n"),
            ("foob", "Zm9vYg==\n"),
            ("foobar", "Zm9vYmFy\n"),
        ] {
            assert_eq!(encode_lines(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded.as_bytes()).unwrap(), plain.as_bytes());
        }
        for bad in ["Zg=", "Z===", "Zg==Zg==", "Zm9v!", "====", "Z=g="] {
            assert_eq!(decode(bad.as_bytes()), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(encode_lines(&bytes).as_bytes()), Some(bytes));
        }
    }
}
