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

/// The section of constants.
const CONSTANTS: &[u8] = b".rodata";
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

/// A pattern that something stands behind, too.
const fn between(
    program: &'static str,
    files: &'static [&'static str],
    before: &'static [u8],
    behind: &'static [u8],
) -> Pattern {
    Pattern { program, files, before, behind }
}

const PATTERNS: &[Pattern] = &[
    pattern("bash", &["bash"], b"@(#)Bash version "),
    pattern("busybox", &["busybox"], b"BusyBox v"),
    pattern("curl", &["libcurl"], b"libcurl/"),
    pattern("curl", &["curl"], b"curl/"),
    pattern("dnsmasq", &["dnsmasq"], b"dnsmasq-"),
    between("envoy", &["envoy"], b"/", b"/Clean/RELEASE/BoringSSL"),
    pattern("git", &["git"], b"git/"),
    pattern("glibc", &["libc"], b" stable release version "),
    between("haproxy", &["haproxy"], b" version ", b", released "),
    between("haproxy", &["haproxy"], b"HA-Proxy version ", b" 20"),
    pattern("httpd", &["httpd", "apache2"], b"Apache/"),
    pattern("keepalived", &["keepalived"], b"Keepalived v"),
    pattern("libarchive", &["libarchive"], b"libarchive "),
    pattern("libgcrypt", &["libgcrypt"], b"This is Libgcrypt "),
    pattern("libgpg-error", &["libgpg-error"], b"This is Libgpg-error "),
    pattern("libjpeg-turbo", &["libjpeg", "libturbojpeg"], b"libjpeg-turbo version "),
    pattern("libpng", &["libpng"], b"libpng version "),
    pattern("libssh2", &["libssh2"], b"SSH-2.0-libssh2_"),
    pattern("lighttpd", &["lighttpd"], b"lighttpd/"),
    between("lua", &["lua", "luac", "liblua"], b"Lua ", b"  Copyright"),
    between("mariadb", &["mariadbd", "mysqld", "mariadb", "mysql"], b"\0", b"-MariaDB"),
    pattern("memcached", &["memcached"], b"memcached "),
    pattern("nginx", &["nginx"], b"nginx/"),
    pattern("node", &["node", "nodejs", "libnode"], b"node.js/v"),
    pattern("nss", &["libnss3"], b"Version: NSS "),
    pattern("openssl", &["libcrypto", "openssl"], b"OpenSSL "),
    pattern("openldap", &["slapd"], b"$OpenLDAP: slapd "),
    pattern("openldap", &["ldapsearch"], b"$OpenLDAP: ldapsearch "),
    between("pcre2", &["libpcre2-8", "libpcre2-16", "libpcre2-32"], b"\0", b" 20"),
    pattern("php", &["php", "php-fpm", "php-cgi", "libphp"], b"X-Powered-By: PHP/"),
    pattern("postgresql", &["postgres", "psql", "pg_dump"], b"(PostgreSQL) "),
    pattern("postgresql", &["postgres"], b"PostgreSQL "),
    pattern("proftpd", &["proftpd"], b"ProFTPD "),
    between("ruby", &["ruby", "libruby"], b"ruby ", b" ("),
    pattern("squid", &["squid"], b"squid/"),
    pattern("tini", &["tini", "tini-static", "docker-init"], b"tini version "),
    pattern("unbound", &["unbound"], b"unbound "),
    pattern("util-linux", &["getopt", "lsblk"], b"util-linux "),
    between("varnish", &["varnishd"], b"varnish-", b" revision "),
    pattern("zlib", &["libz"], b" deflate "),
];

/// Programs whose version is the only text of three numbers, by their files.
const BARE: &[(&str, &[&str])] = &[
    ("musl", &["ld-musl-x86_64", "ld-musl-aarch64", "libc.musl-x86_64", "libc.musl-aarch64"]),
    ("redis", &["redis-server"]),
    ("sqlite", &["libsqlite3"]),
    ("valkey", &["valkey-server"]),
    ("xz", &["liblzma"]),
];

/// Clients and servers of `OpenSSH`.
const OPENSSH: &[&str] = &["sshd", "ssh", "ssh-add", "ssh-agent", "ssh-keygen", "ssh-keyscan"];

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
    } else if OPENSSH.iter().any(|file| is_file(name, file)) {
        ("openssh", openssh_of(constants(image)?)?)
    } else if let Some((program, _)) =
        BARE.iter().find(|(_, files)| files.iter().any(|file| is_file(name, file)))
    {
        (*program, bare_version(constants(image)?)?)
    } else {
        let mut patterns =
            PATTERNS.iter().filter(|known| known.files.iter().any(|file| is_file(name, file)));
        patterns.find_map(|known| {
            // Texts that a program may change stand among its data.
            let version = [CONSTANTS, b".data"].iter().find_map(|section| {
                let texts = image.section(section, MAX_CONSTANTS)?;
                version_behind(texts, known.before, known.behind)
            })?;
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
    image.section(CONSTANTS, MAX_CONSTANTS)
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

/// Returns `9.2p1`; the portable one has the letter, and the versions of others that it knows how to
/// get along with have none, but a pattern.
fn openssh_of(constants: &[u8]) -> Option<String> {
    memchr::memmem::find_iter(constants, b"OpenSSH_").take(4096).find_map(|at| {
        let text = constants.get(at + b"OpenSSH_".len()..)?;
        let version = version(text.get(..40).unwrap_or(text))?;
        let (number, patch) = version.split_once('p')?;
        let is_number = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || more.contains(c))
        };
        (is_number(number, ".") && is_number(patch, "")).then_some(version)
    })
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
    if let [before] = before {
        // The text behind is the rarer one.
        return memchr::memmem::find_iter(constants, behind).take(4096).find_map(|at| {
            let start = constants.get(at.saturating_sub(40)..at)?;
            let begin = memchr::memrchr(*before, start)?;
            let text = start.get(begin + 1..)?;
            version(text).filter(|version| version.len() == text.len())
        });
    }
    memchr::memmem::find_iter(constants, before).take(4096).find_map(|at| {
        let is_within_word = before.first().is_some_and(u8::is_ascii_alphanumeric)
            && constants.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
        if is_within_word {
            return None;
        }
        let text = constants.get(at + before.len()..)?;
        let text = text.get(..80).unwrap_or(text);
        if behind.is_empty() {
            return version(text);
        }
        let text = text.get(..memchr::memmem::find(text, behind)?)?;
        // Python's micro version alone has no dot.
        let told = if behind == b"\0" { plain(text) } else { version(text) };
        told.filter(|told| told.len() == text.len())
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
            (
                "haproxy",
                " version 2.6.12-1+deb12u1, released 2023\0",
                "haproxy",
                "2.6.12-1+deb12u1",
            ),
            ("haproxy", "HA-Proxy version 1.8.4 2018/02/08\0", "haproxy", "1.8.4"),
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
            ("slapd", "@(#) $OpenLDAP: slapd 2.5.13+dfsg-5 (Feb", "openldap", "2.5.13+dfsg-5"),
            ("curl", "\0curl/7.88.1\0", "curl", "7.88.1"),
            ("dnsmasq", "\0dnsmasq-2.90\0", "dnsmasq", "2.90"),
            ("git", "\0git/2.39.5\0", "git", "2.39.5"),
            ("keepalived", "Keepalived v2.2.7 (01/16,2022)\0", "keepalived", "2.2.7"),
            ("libarchive.so.13", "\0libarchive 3.6.2\0", "libarchive", "3.6.2"),
            ("libgcrypt.so.20", "This is Libgcrypt 1.10.1 - The GNU\0", "libgcrypt", "1.10.1"),
            ("libgpg-error.so.0", "This is Libgpg-error 1.46 - A\0", "libgpg-error", "1.46"),
            ("libjpeg.so.62", "libjpeg-turbo version 2.1.5 (build 1)\0", "libjpeg-turbo", "2.1.5"),
            ("libpng16.so.16.39.0", "\0libpng version 1.6.39\0", "libpng", "1.6.39"),
            ("libssh2.so.1", "\0SSH-2.0-libssh2_1.10.0\0", "libssh2", "1.10.0"),
            ("lighttpd", "\0lighttpd/1.4.69\0", "lighttpd", "1.4.69"),
            ("liblua5.4.so.0", "\0Lua 5.4\0$LuaVersion: Lua 5.4.4  Copyright", "lua", "5.4.4"),
            ("libnss3.so", "Version: NSS 3.87.1 \0", "nss", "3.87.1"),
            ("libpcre2-8.so.0", "x 2011\0\x0010.42 2022-12-11\0", "pcre2", "10.42"),
            ("proftpd", "\0ProFTPD 1.3.8 Server\0", "proftpd", "1.3.8"),
            ("squid", "\0squid/5.7\0", "squid", "5.7"),
            ("tini", "\0tini version 0.19.0\n\0", "tini", "0.19.0"),
            ("unbound", "\0unbound 1.17.1\0", "unbound", "1.17.1"),
            ("getopt", "\0util-linux 2.38.1\0", "util-linux", "2.38.1"),
            ("varnishd", "varnish-7.1.1 revision 7cee\0", "varnish", "7.1.1"),
            ("sshd", "\0OpenSSH_7.0*,x\0OpenSSH_9.2p1 Debian-2\0", "openssh", "9.2p1"),
            ("ld-musl-x86_64.so.1", "\0musl libc\0\x001.2.3\0", "musl", "1.2.3"),
            ("libsqlite3.so.0.8.6", "\x003.40.1\0", "sqlite", "3.40.1"),
            ("liblzma.so.5", "\x005.4.1\0", "xz", "5.4.1"),
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
            ("ssh", "\0OpenSSH_7.0*,OpenSSH_7.1*\0"),
            ("libpcre2-8.so.0", "\0in 10.1 of 2022\0"),
            ("haproxy", "not supported since HAProxy version 2.5.\0"),
            ("libruby.so.3.1", "\0since ruby 1.8 it is\0"),
            ("lua", "\0Lua 5.4\0by Lua.org  Copyright"),
            ("libssh.so.4", "SSH-2.0-libssh2_1.10.0\0"),
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
