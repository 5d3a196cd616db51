// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who made a component, as metadata writes it.

use crate::component::Creator;

/// Reads `Name <address>`, as maintainers and authors are written nearly everywhere (the mailbox of
/// RFC 5322, section 3.4, without its quoting); of a list the first.
pub(super) fn mailbox(text: &str) -> Creator {
    let text = text.trim();
    let (name, email) = match text.split_once('<') {
        Some((name, rest)) => (name, rest.split('>').next().unwrap_or_default().trim()),
        None if text.contains('@') && !text.contains(char::is_whitespace) => ("", text),
        None => (text, ""),
    };
    let name = name.trim().trim_matches('"').trim();
    Creator {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        email: Some(email.to_owned()).filter(|email| is_address(email)),
        url: None,
    }
}

/// Whether a text can be an e-mail address.
pub(super) fn is_address(text: &str) -> bool {
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c);
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && text.chars().all(allowed) && !host.contains('@')
    })
}

/// Keeps a text that is a URL people can follow.
pub(super) fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)));
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    (is_web && is_plain && text.len() < 2048).then(|| text.to_owned())
}

/// Keeps the first line of a description, shortened.
pub(super) fn sentence(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        let of = |text| {
            let creator = mailbox(text);
            (creator.name.unwrap_or_default(), creator.email.unwrap_or_default())
        };
        for (text, name, email) in [
            ("Jo Doe <jo@example.org>", "Jo Doe", "jo@example.org"),
            ("\"Doe, Jo\" <jo@example.org>, X <y@z.org>", "Doe, Jo", "jo@example.org"),
            ("jo@example.org", "", "jo@example.org"),
            ("The team", "The team", ""),
            ("X <not an address>", "X", ""),
            ("<", "", ""),
        ] {
            assert_eq!(of(text), (name.to_owned(), email.to_owned()), "{text}");
        }
    }

    #[test]
    fn only_web_addresses_are_kept() {
        assert!(web_address(" https://example.org/a ").is_some());
        for text in ["ftp://example.org", "https://a b", "javascript:1", "httpsä"] {
            assert_eq!(web_address(text), None, "{text}");
        }
        assert_eq!(sentence("\n a \n b").as_deref(), Some("a"));
    }
}
