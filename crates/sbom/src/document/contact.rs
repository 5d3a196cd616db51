// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How somebody can be reached: an e-mail address or a URL.

use haerterei_inventory::Creator;

/// Returns whether a text has the form of an e-mail address: one `@` between a name and a host of
/// words with dots, without white space. Whether anybody reads it nobody can say.
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let sound = |part: &str| {
        !part.is_empty()
            && part.len() <= 255
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:@".contains(c))
    };
    sound(name) && sound(host) && host.contains('.') && host.split('.').all(|part| !part.is_empty())
}

/// Returns whether a text has the form of a URL of the web, with a host.
pub fn is_url(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
    })
}

/// Reads who made a document: `MAIL`, `URL`, or `NAME <MAIL or URL>`.
pub fn read_creator(text: &str) -> Option<Creator> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim()), address),
        None => (None, text),
    };
    let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
    if is_email(address) {
        Some(Creator { name, email: Some(address.to_owned()), url: None })
    } else if is_url(address) {
        Some(Creator { name, email: None, url: Some(address.to_owned()) })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_their_forms() {
        for good in ["a@b.de", "team+android@tracker.debian.org", "ö@ü.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.de", "a@b", "a@.de", "a b@c.de", "a@b@c.de", "A <a@b.de>"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_url("https://example.org/x?y") && is_url("HTTP://[::1]/"));
        for bad in ["example.org", "ftp://x/", "https://", "https:// x", "javascript:1"] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn a_creator_has_an_address() {
        let creator = read_creator("Amt für X <sbom@example.org>").unwrap();
        assert_eq!(creator.name.as_deref(), Some("Amt für X"));
        assert_eq!(creator.email.as_deref(), Some("sbom@example.org"));
        assert_eq!(read_creator("https://a.example").unwrap().url.unwrap(), "https://a.example");
        assert!(read_creator("somebody").is_none() && read_creator("x <y>").is_none());
    }
}
