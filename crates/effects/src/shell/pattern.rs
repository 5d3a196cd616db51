// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Shell patterns (POSIX.1-2024, 2.14).

/// Matches `text` against `pattern`, in which `*`, `?` and `[…]` are special unless a backslash
/// precedes them. A star also matches a slash unless `path` is set, as in pathname expansion.
pub(crate) fn matches(pattern: &str, text: &str, path: bool) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // One row of the table at a time: linear memory, no recursion, no exponential case.
    let mut reach = vec![false; text.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = true;
    }
    let mut at = 0;
    while let Some(character) = pattern.get(at) {
        let mut next = vec![false; text.len() + 1];
        if character == &'*' {
            let mut open = false;
            for (position, slot) in next.iter_mut().enumerate() {
                open = open || reach.get(position).copied().unwrap_or(false);
                *slot = open;
                if path && text.get(position) == Some(&'/') {
                    open = false;
                }
            }
            at += 1;
        } else {
            let (set, length) = element(&pattern, at);
            for (position, character) in text.iter().enumerate() {
                let slash = path && *character == '/' && !matches!(set, Element::One('/'));
                if reach.get(position).copied().unwrap_or(false)
                    && !slash
                    && set.holds(*character)
                    && let Some(slot) = next.get_mut(position + 1)
                {
                    *slot = true;
                }
            }
            at += length;
        }
        reach = next;
    }
    reach.last().copied().unwrap_or(false)
}

/// Returns whether a pattern has a special character that is not escaped.
pub(crate) fn is_special(pattern: &str) -> bool {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '*' | '?' => return true,
            // A bracket that is not closed stands for itself, as in the command `[`.
            '[' if characters.clone().skip(1).any(|other| other == ']') => return true,
            _ => {}
        }
    }
    false
}

/// Escapes the special characters of a text.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

enum Element {
    Any,
    One(char),
    Set { negated: bool, ranges: Vec<(char, char)> },
}

impl Element {
    fn holds(&self, character: char) -> bool {
        match self {
            Self::Any => true,
            Self::One(one) => *one == character,
            Self::Set { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&character)) != *negated
            }
        }
    }
}

/// Reads one element that is not a star; returns it with its length.
fn element(pattern: &[char], at: usize) -> (Element, usize) {
    match pattern.get(at) {
        Some('?') => (Element::Any, 1),
        Some('\\') => match pattern.get(at + 1) {
            Some(escaped) => (Element::One(*escaped), 2),
            None => (Element::One('\\'), 1),
        },
        Some('[') => set(pattern, at).unwrap_or((Element::One('['), 1)),
        Some(other) => (Element::One(*other), 1),
        None => (Element::One('\0'), 1),
    }
}

fn set(pattern: &[char], start: usize) -> Option<(Element, usize)> {
    let mut at = start + 1;
    let negated = matches!(pattern.get(at), Some('!' | '^'));
    if negated {
        at += 1;
    }
    let mut ranges = Vec::new();
    let first = at;
    loop {
        let mut low = *pattern.get(at)?;
        if low == ']' && at > first {
            break;
        }
        if low == '[' && pattern.get(at + 1) == Some(&':') {
            // A character class: only the digits and letters that scripts use.
            let end = (at + 2..pattern.len()).find(|index| pattern.get(*index) == Some(&':'))?;
            let class: String = pattern.get(at + 2..end)?.iter().collect();
            match class.as_str() {
                "digit" => ranges.push(('0', '9')),
                "lower" => ranges.push(('a', 'z')),
                "upper" => ranges.push(('A', 'Z')),
                "alpha" => ranges.extend([('a', 'z'), ('A', 'Z')]),
                "alnum" => ranges.extend([('a', 'z'), ('A', 'Z'), ('0', '9')]),
                "space" => ranges.extend([(' ', ' '), ('\t', '\r')]),
                _ => return None,
            }
            at = end + 2;
            continue;
        }
        if low == '\\' {
            at += 1;
            low = *pattern.get(at)?;
        }
        if pattern.get(at + 1) == Some(&'-') && pattern.get(at + 2).is_some_and(|end| *end != ']') {
            ranges.push((low, *pattern.get(at + 2)?));
            at += 3;
        } else {
            ranges.push((low, low));
            at += 1;
        }
    }
    Some((Element::Set { negated, ranges }, at + 1 - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_the_shell_has_it() {
        let table = [
            ("*", "", true),
            ("configure", "configure", true),
            ("abort-*", "abort-upgrade", true),
            ("[0-9]*", "7.x", true),
            ("[!0-9]*", "7.x", false),
            ("a?c", "abc", true),
            ("a\\*c", "abc", false),
            ("a\\*c", "a*c", true),
            ("[", "[", true),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
            ("[[:digit:]]", "5", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text, false), expected, "{pattern} {text}");
        }
        assert!(!matches("etc/*", "etc/a/b", true));
        assert!(matches("etc/*/b", "etc/a/b", true));
    }
}
