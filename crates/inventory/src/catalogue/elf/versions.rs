// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Runtimes and servers that say among their constants which version they are.
//!
//! The file's name says which program to expect, the text before a version says that it is that
//! one. Where no text is unmistakable, nothing is said.

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;
use object::ReadRef;

use super::image::Image;
use crate::component::{ComponentKind, How};
use crate::findings::Found;

/// The most bytes of constants that are searched.
const MAX_CONSTANTS: u64 = 256 << 20;

/// How a program is recognised.
struct Pattern {
    /// Its name in the inventory.
    program: &'static str,
    /// How the file's name begins, up to its end, a version, or `.so`.
    files: &'static [&'static str],
    /// What stands before the version.
    before: &'static [u8],
    /// What stands behind it, where that makes the difference.
    behind: &'static [u8],
}

const fn pattern(
    program: &'static str,
    files: &'static [&'static str],
    before: &'static [u8],
) -> Pattern {
    Pattern { program, files, before, behind: b"" }
}

const PATTERNS: &[Pattern] = &[
    pattern("bash", &["bash"], b"@(#)Bash version "),
    pattern("busybox", &["busybox"], b"BusyBox v"),
    pattern("curl", &["libcurl"], b"libcurl/"),
    Pattern {
        program: "envoy",
        files: &["envoy"],
        before: b"/",
        behind: b"/Clean/RELEASE/BoringSSL",
    },
    pattern("glibc", &["libc"], b" stable release version "),
    pattern("haproxy", &["haproxy"], b"HAProxy version "),
    pattern("haproxy", &["haproxy"], b"HA-Proxy version "),
    pattern("httpd", &["httpd", "apache2"], b"Apache/"),
    Pattern {
        program: "mariadb",
        files: &["mariadbd", "mysqld", "mariadb", "mysql"],
        before: b"\0",
        behind: b"-MariaDB",
    },
    pattern("memcached", &["memcached"], b"memcached "),
    pattern("nginx", &["nginx"], b"nginx/"),
    pattern("node", &["node", "nodejs", "libnode"], b"node.js/v"),
    pattern("openssl", &["libcrypto", "openssl"], b"OpenSSL "),
    pattern("php", &["php", "php-fpm", "php-cgi", "libphp"], b"X-Powered-By: PHP/"),
    pattern("postgresql", &["postgres", "psql", "pg_dump"], b"(PostgreSQL) "),
    pattern("postgresql", &["postgres"], b"PostgreSQL "),
    pattern("ruby", &["ruby", "libruby"], b"ruby "),
    pattern("zlib", &["libz"], b" deflate "),
];

/// Recognises a program by its name and constants.
pub(super) fn recognise<'data, R: ReadRef<'data>>(
    path: &TreePath,
    image: &Image<R>,
) -> Option<Found> {
    let name = std::str::from_utf8(path.name()).ok()?;
    let (program, version) = if let Some(number) = python_of(name) {
        let before = ["\0", &number, "."].concat();
        let rest = version_behind(constants(image)?, before.as_bytes(), b"\0")?;
        ("python", [&number, ".", &rest].concat())
    } else if is_file(name, "perl") || is_file(name, "libperl") {
        ("perl", perl_of(constants(image)?)?)
    } else if is_file(name, "redis-server") || is_file(name, "valkey-server") {
        (name.split('-').next()?, bare_version(constants(image)?)?)
    } else {
        let mut patterns =
            PATTERNS.iter().filter(|known| known.files.iter().any(|file| is_file(name, file)));
        patterns.find_map(|known| {
            let version = version_behind(constants(image)?, known.before, known.behind)?;
            Some((known.program, version))
        })?
    };
    let mut found = Found::new(ComponentKind::Program, "generic", program, How::VersionText);
    let purl = PackageUrl::new("generic", "", program, &version);
    found.purl = purl.map(|purl| purl.to_string());
    found.version = Some(version);
    found.nature.executable = true;
    Some(found)
}

fn constants<'data, R: ReadRef<'data>>(image: &Image<R>) -> Option<&'data [u8]> {
    image.section(b".rodata", MAX_CONSTANTS)
}

/// Whether a file is of this program: its name alone, with a version behind it, or a library.
fn is_file(name: &str, file: &str) -> bool {
    name.strip_prefix(file).is_some_and(|rest| {
        let rest = rest.strip_prefix(['-', '.']).unwrap_or(rest);
        rest.is_empty()
            || rest == "so"
            || rest.starts_with("so.")
            || rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Returns `3.11` for `python3.11` and `libpython3.11.so.1.0`.
fn python_of(name: &str) -> Option<String> {
    let rest = name.strip_prefix("lib").unwrap_or(name).strip_prefix("python")?;
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_end_matches('.');
    let (major, minor) = number.split_once('.')?;
    (matches!(major, "2" | "3") && !minor.contains('.')).then(|| number.to_owned())
}

/// Returns the version in the folder of Perl's own modules.
fn perl_of(constants: &[u8]) -> Option<String> {
    [b"/perl/".as_slice(), b"/perl5/"]
        .iter()
        .find_map(|before| version_behind(constants, before, b"\0"))
        .filter(|version| version.starts_with("5.") && version.matches('.').count() == 2)
}

/// Returns the first version between two texts: a digit, and up to forty characters of versions
/// with a dot among them. A letter directly before, as in `mylibcurl/1`, is another name.
fn version_behind(constants: &[u8], before: &[u8], behind: &[u8]) -> Option<String> {
    if before == b"/" {
        // The text behind is the rarer one.
        let at = memchr::memmem::find(constants, behind)?;
        let start = constants.get(at.saturating_sub(40)..at)?;
        let slash = memchr::memrchr(b'/', start)?;
        return version(start.get(slash + 1..)?);
    }
    memchr::memmem::find_iter(constants, before).take(4096).find_map(|at| {
        let is_within_word = before.first().is_some_and(u8::is_ascii_alphanumeric)
            && constants.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
        if is_within_word {
            return None;
        }
        let text = constants.get(at + before.len()..)?;
        let text = text.get(..80).unwrap_or(text);
        let text = match behind {
            b"" => text,
            behind => text.get(..memchr::memmem::find(text, behind)?)?,
        };
        // Python's micro version alone has no dot.
        if behind == b"\0" { plain(text) } else { version(text) }
    })
}

/// Returns the version that a text begins with.
fn version(text: &[u8]) -> Option<String> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-+~_".contains(byte);
    let version: String =
        text.iter().take_while(is_part).take(40).map(|b| char::from(*b)).collect();
    let version = version.trim_end_matches(['.', '-', '_']);
    let is_version = version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.');
    is_version.then(|| version.to_owned())
}

/// Returns a text that is a version as a whole.
fn plain(text: &[u8]) -> Option<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b".-+~_".contains(byte);
    let is_version = text.first().is_some_and(u8::is_ascii_digit)
        && text.len() <= 40
        && text.iter().all(is_part);
    is_version.then(|| text.iter().map(|byte| char::from(*byte)).collect())
}

/// Returns the one text that is three numbers and nothing else; nothing if several are.
fn bare_version(constants: &[u8]) -> Option<String> {
    let is_version = |text: &&[u8]| {
        text.len() <= 20
            && text.split(|byte| *byte == b'.').count() == 3
            && text
                .split(|byte| *byte == b'.')
                .all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
    };
    let mut versions: Vec<&[u8]> =
        constants.split(|byte| *byte == 0).filter(is_version).take(64).collect();
    versions.sort_unstable();
    versions.dedup();
    match versions.as_slice() {
        [version] => Some(version.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture;
    use super::*;

    fn of(name: &str, constants: &[u8]) -> Option<(String, String)> {
        let elf = fixture::elf(&[(".rodata", constants)]);
        let image = Image::open(elf.as_slice()).unwrap();
        let path = TreePath::parse(["usr/bin/", name].concat()).unwrap();
        recognise(&path, &image).map(|found| (found.name, found.version.unwrap()))
    }

    #[test]
    fn programs_say_their_versions() {
        for (name, constants, program, version) in [
            ("bash", "x\0@(#)Bash version 5.2.15(1) release GNU\0", "bash", "5.2.15"),
            ("busybox", "\0BusyBox v1.36.1 (2023)\0", "busybox", "1.36.1"),
            ("envoy", "\0abc/1.28.0/Clean/RELEASE/BoringSSL\0", "envoy", "1.28.0"),
            ("haproxy", "HAProxy version 2.6.12-1+deb12u1, \0", "haproxy", "2.6.12-1+deb12u1"),
            ("httpd", "\0Apache/2.4.58 (Unix)\0", "httpd", "2.4.58"),
            ("libc.so.6", "GNU C Library stable release version 2.36.\n", "glibc", "2.36"),
            ("libcrypto.so.3", "\0OpenSSL 3.0.19 27 Jan 2026\0", "openssl", "3.0.19"),
            ("libpython3.11.so.1.0", "\x003.11\x003.11.7\0", "python", "3.11.7"),
            ("libz.so.1.2.13", "\0 deflate 1.2.13 Copyright\0", "zlib", "1.2.13"),
            ("mariadbd", "\x0010.11.6-MariaDB\0", "mariadb", "10.11.6"),
            ("nginx", "\0nginx/1.25.3\0", "nginx", "1.25.3"),
            ("node", "\0node.js/v20.20.2\0", "node", "20.20.2"),
            ("perl", "\0/usr/local/lib/x86_64-linux-gnu/perl/5.36.0\0", "perl", "5.36.0"),
            ("php8.2", "\0X-Powered-By: PHP/8.2.3\0", "php", "8.2.3"),
            ("postgres", "\0postgres (PostgreSQL) 15.4\n\0", "postgresql", "15.4"),
            ("python3.12", "\x003.12.0rc1\0", "python", "3.12.0rc1"),
            ("redis-server", "\0%s\x007.2.4\0Lua 5.1.5\0", "redis", "7.2.4"),
            ("ruby", "\0ruby 3.1.2p20 (2022)\0", "ruby", "3.1.2p20"),
        ] {
            let expected = Some((program.to_owned(), version.to_owned()));
            assert_eq!(of(name, constants.as_bytes()), expected, "{name}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_said() {
        for (name, constants) in [
            ("nginx", "no version: nginx/x"),
            ("nginxer", "nginx/1.25.3"),
            ("libcurl.so.4", "mylibcurl/1.2"),
            ("redis-server", "\x001.2.3\x004.5.6\0"),
            ("python3.11", "\x003.12.1\0"),
            ("mysqld", "\x008.0.1\0"),
        ] {
            assert_eq!(of(name, constants.as_bytes()), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn searching_is_total(
            name in "(python3\\.1|redis-server|nginx|envoy|perl|mysqld)",
            constants in proptest::collection::vec(prop_oneof![Just(0), Just(b'/'), Just(b'1'), Just(b'.'), any::<u8>()], 0..60),
        ) {
            of(&name, &constants);
            of(&name, &[&constants, b"nginx/".as_slice(), b"/Clean/RELEASE/BoringSSL"].concat());
        }
    }
}
