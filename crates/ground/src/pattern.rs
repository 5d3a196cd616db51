// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Patterns of names, as people write them in lists.

/// Compares with a pattern in which `*` stands for anything, in time proportional to the product of
/// both lengths at most.
pub fn is_like(pattern: &[u8], text: &[u8]) -> bool {
    let (mut in_pattern, mut in_text) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                last_star = Some((in_pattern, in_text));
                in_pattern += 1;
            }
            Some(byte) if text.get(in_text) == Some(byte) => {
                in_pattern += 1;
                in_text += 1;
            }
            _ => {
                let Some((star, from)) = last_star else { return false };
                last_star = Some((star, from + 1));
                in_pattern = star + 1;
                in_text = from + 1;
            }
        }
    }
    pattern.get(in_pattern..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stars_stand_for_anything(parts in proptest::collection::vec("[a-c]{0,4}", 1..5)) {
            let text = parts.concat();
            prop_assert!(is_like(parts.join("*").as_bytes(), text.as_bytes()));
            prop_assert!(is_like(b"*", text.as_bytes()));
            let with_more = format!("{text}x");
            prop_assert!(!is_like(with_more.as_bytes(), text.as_bytes()));
        }

        #[test]
        fn comparing_never_panics(pattern in "[a*]{0,30}", text in "[ab]{0,30}") {
            is_like(pattern.as_bytes(), text.as_bytes());
        }
    }
}
