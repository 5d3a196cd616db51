// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Names of subjects: as text, and in the form that OpenSSL hashes.

use der::asn1::ObjectIdentifier;
use der::{Encode, Tag, Tagged};
use sha1::{Digest as _, Sha1};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::Name;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// Returns the name for people (RFC 4514), with control characters escaped.
pub(crate) fn shown(name: &Name) -> String {
    let mut text = String::new();
    for character in name.to_string().chars() {
        if character.is_control() {
            text.extend(character.escape_unicode());
        } else {
            text.push(character);
        }
    }
    text
}

/// Returns the last common name, the most specific one.
pub(crate) fn common_name(name: &Name) -> Option<String> {
    name.iter().filter(|attribute| attribute.oid == COMMON_NAME).filter_map(text).last()
}

/// Returns the value of an attribute if it is one of the string types.
///
/// A `T61String` is read as Latin 1, as every implementation does.
fn text(attribute: &AttributeTypeAndValue) -> Option<String> {
    let bytes = attribute.value.value();
    match attribute.value.tag() {
        Tag::Utf8String => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::TeletexString => {
            Some(bytes.iter().copied().map(char::from).collect())
        }
        Tag::BmpString => {
            if !bytes.len().is_multiple_of(2) {
                return None;
            }
            bytes
                .chunks_exact(2)
                .map(|pair| char::from_u32(u32::from(pair[0]) << 8 | u32::from(pair[1])))
                .collect()
        }
        _ => None,
    }
}

/// Returns the hash by which OpenSSL finds a subject's certificate in a folder
/// (`X509_NAME_hash_ex`, used by `openssl rehash`).
///
/// It is the first four bytes, least significant first, of the SHA-1 of the canonical name: each
/// relative name as a SET of its attributes, one after the other without a frame around them,
/// where strings are `UTF8String`, ASCII letters small, white space trimmed and runs of it one space.
/// Nothing if the name cannot be encoded.
pub(crate) fn openssl_hash(name: &Name) -> Option<u32> {
    let mut canonical = Vec::new();
    for relative in name.iter_rdn() {
        let mut attributes = Vec::new();
        for attribute in relative.iter() {
            let mut content = attribute.oid.to_der().ok()?;
            match text(attribute) {
                Some(text) => content.extend(tlv(0x0c, folded(&text).as_bytes())),
                None => content.extend(attribute.value.to_der().ok()?),
            }
            attributes.push(tlv(0x30, &content));
        }
        // DER orders the members of a SET OF by their bytes.
        attributes.sort();
        canonical.extend(tlv(0x31, &attributes.concat()));
    }
    let digest = Sha1::digest(&canonical);
    let first = digest.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*first))
}

fn folded(text: &str) -> String {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r');
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_ascii_lowercase()
}

/// Writes one value in DER: tag, length, content (X.690, section 10.1).
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len() + 6);
    bytes.push(tag);
    let length = content.len();
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        bytes.push(0x80 | (digits.len() - leading) as u8);
        bytes.extend(digits.iter().skip(leading));
    }
    bytes.extend_from_slice(content);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_case_do_not_count() {
        assert_eq!(folded("  Härte \t\n ROOT  CA "), "härte root ca");
        assert_eq!(folded("  "), "");
    }

    #[test]
    fn lengths_are_as_short_as_they_can_be() {
        assert_eq!(tlv(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(tlv(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tlv(4, &[0; 256])[..4], [4, 0x82, 1, 0]);
    }
}
