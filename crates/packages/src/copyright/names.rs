// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Debian's short names of licences and SPDX's identifiers.

/// Names that mean one text of SPDX's list: DEP-5 itself says so, or the name is the identifier.
///
/// Not here, for DEP-5 warns of them: `MIT`, which names several texts, `BSD` without a count,
/// `Artistic` without a version.
const SAME: [(&str, &str); 34] = [
    ("Expat", "MIT"),
    ("Apache-1.0", "Apache-1.0"),
    ("Apache-1.1", "Apache-1.1"),
    ("Apache-2.0", "Apache-2.0"),
    ("Apache-2", "Apache-2.0"),
    ("Artistic-1.0", "Artistic-1.0"),
    ("Artistic-2.0", "Artistic-2.0"),
    ("Artistic-2", "Artistic-2.0"),
    ("0BSD", "0BSD"),
    ("BSD-2-clause", "BSD-2-Clause"),
    ("BSD-3-clause", "BSD-3-Clause"),
    ("BSD-4-clause", "BSD-4-Clause"),
    ("BSL-1.0", "BSL-1.0"),
    ("ISC", "ISC"),
    ("Zlib", "Zlib"),
    ("CC0-1.0", "CC0-1.0"),
    ("CC0", "CC0-1.0"),
    ("CC-BY-3.0", "CC-BY-3.0"),
    ("CC-BY-4.0", "CC-BY-4.0"),
    ("CC-BY-SA-3.0", "CC-BY-SA-3.0"),
    ("CC-BY-SA-4.0", "CC-BY-SA-4.0"),
    ("CDDL-1.0", "CDDL-1.0"),
    ("CDDL-1.1", "CDDL-1.1"),
    ("EPL-1.0", "EPL-1.0"),
    ("EPL-2.0", "EPL-2.0"),
    ("MPL-1.1", "MPL-1.1"),
    ("MPL-2.0", "MPL-2.0"),
    ("OFL-1.1", "OFL-1.1"),
    ("OpenSSL", "OpenSSL"),
    ("PSF-2", "PSF-2.0"),
    ("Python-2.0", "Python-2.0"),
    ("Unicode-3.0", "Unicode-3.0"),
    ("Unlicense", "Unlicense"),
    ("curl", "curl"),
];

/// Exceptions, by the words that name them.
const EXCEPTIONS: [(&str, &str); 8] = [
    ("autoconf", "Autoconf-exception-generic"),
    ("bison", "Bison-exception-2.2"),
    ("classpath", "Classpath-exception-2.0"),
    ("font", "Font-exception-2.0"),
    ("gcc-3.1", "GCC-exception-3.1"),
    ("gcc runtime library", "GCC-exception-3.1"),
    ("libtool", "Libtool-exception"),
    ("llvm", "LLVM-exception"),
];

/// Returns the identifier of SPDX for a name of Debian's, where both certainly mean the same.
pub(super) fn identifier(name: &str) -> Option<String> {
    if let Some((_, id)) = SAME.iter().find(|(debian, _)| debian.eq_ignore_ascii_case(name)) {
        return Some((*id).to_owned());
    }
    if let Some(id) = gnu(name) {
        return Some(id);
    }
    // Newer files write the identifiers themselves; those of the GNU family are unmistakable.
    let is_gnu = ["GPL-", "LGPL-", "AGPL-", "GFDL-"].iter().any(|family| name.starts_with(family));
    (is_gnu && (name.ends_with("-only") || name.ends_with("-or-later"))).then(|| name.to_owned())
}

/// `GPL-2+` is `GPL-2.0-or-later`, `LGPL-2.1` is `LGPL-2.1-only`.
fn gnu(name: &str) -> Option<String> {
    let (family, version) = name.split_once('-')?;
    let family = family.to_ascii_uppercase();
    let (version, suffix) = match version.strip_suffix('+') {
        Some(version) => (version, "-or-later"),
        None => (version, "-only"),
    };
    let version = match (family.as_str(), version) {
        ("GPL", "1" | "1.0") => "1.0",
        ("GPL" | "LGPL", "2" | "2.0") => "2.0",
        ("LGPL", "2.1") => "2.1",
        ("GPL" | "LGPL" | "AGPL", "3" | "3.0") => "3.0",
        ("GFDL", "1.1") => "1.1",
        ("GFDL", "1.2") => "1.2",
        ("GFDL", "1.3") => "1.3",
        _ => return None,
    };
    Some([family.as_str(), "-", version, suffix].concat())
}

/// Returns the identifier of SPDX for the words behind `with`.
pub(super) fn exception(words: &str) -> Option<&'static str> {
    let words = words.to_ascii_lowercase();
    let name = words
        .trim_end_matches("exception")
        .trim_end_matches([' ', '-'])
        .trim_end_matches("-exception-2.0")
        .trim();
    EXCEPTIONS.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
}
