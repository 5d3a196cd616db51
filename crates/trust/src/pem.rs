// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Certificates in PEM files (RFC 7468), with whatever text stands around them.

use crate::TrustError;
use crate::base64;

/// The most bytes of one file of certificates; the largest bundles in use have a few hundred
/// kibibytes.
const MAX_FILE: usize = 16 << 20;
/// The most certificates of one file.
const MAX_CERTIFICATES: usize = 4096;

/// The DER bytes of one certificate with the line where it begins, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) line: u64,
    pub(crate) der: Vec<u8>,
}

/// Reads every certificate of a file: PEM blocks, or one certificate in DER.
///
/// Blocks of other kinds are passed over, except private keys, which are an error: whoever put one
/// into a file of authorities is about to publish it.
pub(crate) fn certificates(file: &str, bytes: &[u8]) -> Result<Vec<Block>, TrustError> {
    if bytes.len() > MAX_FILE {
        return Err(TrustError::FileTooLarge {
            file: file.to_owned(),
            size: bytes.len() as u64,
            limit: MAX_FILE as u64,
        });
    }
    // A DER certificate is a SEQUENCE, whose tag is the digit zero in ASCII; its length is not.
    if let [0x30, length, ..] = bytes
        && *length >= 0x80
    {
        return Ok(vec![Block { line: 1, der: bytes.to_vec() }]);
    }
    let mut blocks = Vec::new();
    let mut open: Option<(u64, Vec<u8>, Vec<u8>)> = None;
    for (line, text) in (1_u64..).zip(bytes.split(|byte| *byte == b'\n')) {
        let text = text.trim_ascii();
        if let Some(label) = label(text, b"-----BEGIN ") {
            if let Some((line, ..)) = open {
                return Err(unfinished(file, line));
            }
            if label.ends_with(b"PRIVATE KEY") {
                return Err(TrustError::PrivateKey { file: file.to_owned(), line });
            }
            open = Some((line, label.to_vec(), Vec::new()));
        } else if let Some(ended) = label(text, b"-----END ") {
            let Some((line, label, content)) = open.take() else {
                continue;
            };
            if label != ended {
                return Err(unfinished(file, line));
            }
            if !matches!(label.as_slice(), b"CERTIFICATE" | b"X509 CERTIFICATE") {
                continue;
            }
            if blocks.len() == MAX_CERTIFICATES {
                return Err(TrustError::TooMany {
                    file: file.to_owned(),
                    limit: MAX_CERTIFICATES as u64,
                });
            }
            let der = base64::decode(&content)
                .ok_or_else(|| TrustError::NotBase64 { file: file.to_owned(), line })?;
            blocks.push(Block { line, der });
        } else if let Some((.., content)) = &mut open {
            content.extend_from_slice(text);
        }
    }
    match open {
        Some((line, ..)) => Err(unfinished(file, line)),
        None if blocks.is_empty() => Err(TrustError::NoCertificate { file: file.to_owned() }),
        None => Ok(blocks),
    }
}

/// Writes a certificate as one PEM block.
pub(crate) fn write(out: &mut Vec<u8>, der: &[u8]) {
    out.extend_from_slice(b"-----BEGIN CERTIFICATE-----\n");
    out.extend_from_slice(base64::encode_lines(der).as_bytes());
    out.extend_from_slice(b"-----END CERTIFICATE-----\n");
}

fn label<'a>(line: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(start)?.strip_suffix(b"-----")
}

fn unfinished(file: &str, line: u64) -> TrustError {
    TrustError::Unfinished { file: file.to_owned(), line }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Block>, TrustError> {
        certificates("x.crt", text.as_bytes())
    }

    #[test]
    fn text_around_blocks_is_passed_over() {
        let text = "Subject: CN=x\n-----BEGIN CERTIFICATE-----\r\nMAMCAQE=\r\n-----END CERTIFICATE-----\n                    between\n  -----BEGIN X509 CERTIFICATE-----\nMAMC\nAQI=\n-----END X509 CERTIFICATE-----";
        let blocks = read(text).unwrap();
        assert_eq!((blocks[0].line, blocks[1].line), (2, 6));
        assert_eq!(blocks[1].der, [0x30, 3, 2, 1, 2]);
    }

    #[test]
    fn faults_name_their_line() {
        let file = || "x.crt".to_owned();
        for (text, expected) in [
            ("nothing here", TrustError::NoCertificate { file: file() }),
            (
                "\n-----BEGIN CERTIFICATE-----\nMAMC",
                TrustError::Unfinished { file: file(), line: 2 },
            ),
            (
                "-----BEGIN CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n",
                TrustError::Unfinished { file: file(), line: 1 },
            ),
            (
                "-----BEGIN CERTIFICATE-----\nM!\n-----END CERTIFICATE-----\n",
                TrustError::NotBase64 { file: file(), line: 1 },
            ),
            (
                "a\nb\n-----BEGIN EC PRIVATE KEY-----\n",
                TrustError::PrivateKey { file: file(), line: 3 },
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), expected);
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(ders in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 1..200), 1..5)) {
            let mut file = Vec::new();
            for der in &ders {
                write(&mut file, der);
            }
            let read: Vec<_> = certificates("x", &file).unwrap().into_iter().map(|block| block.der).collect();
            prop_assert_eq!(read, ders);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = certificates("x", &bytes);
            let _ = certificates("x", &[b"-----BEGIN CERTIFICATE-----\n".as_slice(), &bytes].concat());
        }
    }
}
