// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The versions that programs say of themselves against those of the Debian packages that they are
//! from: the real files, taken out of their packages, so that only the files can tell.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use haerterei_ground::TreePath;
use haerterei_inventory::catalogue::{Bounds, Cataloguer, Content, START, read, recognise};

/// Packages of Debian 12, a file of each by how its name begins, and what it is.
const PROGRAMS: &[(&str, &str, &str)] = &[
    ("apache2-bin", "apache2", "httpd"),
    ("bash", "bash", "bash"),
    ("busybox", "busybox", "busybox"),
    ("curl", "curl", "curl"),
    ("dnsmasq-base", "dnsmasq", "dnsmasq"),
    ("git", "git", "git"),
    ("haproxy", "haproxy", "haproxy"),
    ("keepalived", "keepalived", "keepalived"),
    ("libarchive13", "libarchive.so", "libarchive"),
    ("libgcrypt20", "libgcrypt.so", "libgcrypt"),
    ("libgpg-error0", "libgpg-error.so", "libgpg-error"),
    ("libjpeg62-turbo", "libjpeg.so", "libjpeg-turbo"),
    ("liblua5.4-0", "liblua5.4.so", "lua"),
    ("liblzma5", "liblzma.so", "xz"),
    ("libnode108", "libnode.so", "node"),
    ("libnss3", "libnss3.so", "nss"),
    ("libpcre2-8-0", "libpcre2-8.so", "pcre2"),
    ("libperl5.36", "libperl.so", "perl"),
    ("libpng16-16", "libpng16.so", "libpng"),
    ("libpython3.11", "libpython3.11.so", "python"),
    ("libruby3.1", "libruby-3.1.so", "ruby"),
    ("libsqlite3-0", "libsqlite3.so", "sqlite"),
    ("libssh2-1", "libssh2.so", "libssh2"),
    ("libssl3", "libcrypto.so", "openssl"),
    ("lighttpd", "lighttpd", "lighttpd"),
    ("lua5.4", "lua5.4", "lua"),
    ("mariadb-server-core", "mariadbd", "mariadb"),
    ("memcached", "memcached", "memcached"),
    ("nginx", "nginx", "nginx"),
    ("openssh-client", "ssh", "openssh"),
    ("openssh-server", "sshd", "openssh"),
    ("openssl", "openssl", "openssl"),
    ("perl-base", "perl", "perl"),
    ("php8.2-cli", "php8.2", "php"),
    ("postgresql-15", "postgres", "postgresql"),
    ("proftpd-core", "proftpd", "proftpd"),
    ("python3.11-minimal", "python3.11", "python"),
    ("slapd", "slapd", "openldap"),
    ("squid", "squid", "squid"),
    ("tini", "tini", "tini"),
    ("unbound", "unbound", "unbound"),
    ("util-linux", "getopt", "util-linux"),
    ("varnish", "varnishd", "varnish"),
    ("zlib1g", "libz.so", "zlib"),
];

fn run(command: &mut Command) -> Option<String> {
    let output = command.output().expect("this oracle needs apt-get and dpkg-deb");
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// Returns the regular file whose name begins so and that is a program or library.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap()).collect();
    entries.sort_by_key(fs::DirEntry::path);
    entries.iter().find_map(|entry| {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            return find(&entry.path(), name);
        }
        let own = entry.file_name().into_string().ok()?;
        // What stands behind `.so` is the interface's number.
        let is_it = own == name || (name.contains(".so") && own.starts_with(name));
        let is_elf = || fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(b"\x7fELF"));
        (kind.is_file() && is_it && is_elf()).then(|| entry.path())
    })
}

/// `1:2.3.4+dfsg-5+deb12u1` is version 2.3.4 of its makers.
fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let version = version.rsplit_once('-').map_or(version, |(version, _)| version);
    let version = version.split(['+', '~']).next().unwrap();
    let version = version.strip_suffix(".dfsg").unwrap_or(version);
    // Ruby's patch level is no part of Debian's version; that of OpenSSH is.
    match version.split_once('p') {
        Some((number, _)) if number.matches('.').count() == 2 => number,
        _ => version,
    }
}

#[test]
#[ignore = "oracle: needs apt-get with the archive of Debian 12, and dpkg-deb"]
fn programs_of_debian_say_the_version_of_their_package() {
    let folder = tempfile::tempdir().unwrap();
    // Packages that are there already need not be fetched.
    let given = std::env::var_os("ORACLE_PACKAGES").map(PathBuf::from);
    let (mut told, mut not_run) = (Vec::new(), Vec::new());
    for (package, name, program) in PROGRAMS {
        let packages = given.as_deref().unwrap_or(folder.path());
        if given.is_none() {
            let mut command = Command::new("apt-get");
            run(command.args(["download", package]).current_dir(packages));
        }
        let start = format!("{package}_");
        let file =
            fs::read_dir(packages).unwrap().map(|entry| entry.unwrap().path()).find(|file| {
                file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start))
            });
        let Some(file) = file else {
            not_run.push(*package);
            continue;
        };
        let version = run(Command::new("dpkg-deb").arg("-f").arg(&file).arg("Version")).unwrap();
        let tree = folder.path().join(package);
        run(Command::new("dpkg-deb").arg("-x").arg(&file).arg(&tree)).unwrap();
        let Some(path) = find(&tree, name) else {
            told.push(format!("{package}: there is no {name}"));
            continue;
        };
        let bytes = fs::read(&path).unwrap();
        let inside = path.strip_prefix(&tree).unwrap();
        let inside = inside.to_str().unwrap();
        let inside = TreePath::parse(inside).unwrap();
        let start = &bytes[..bytes.len().min(START)];
        let one = recognise(&inside, 0o755, bytes.len() as u64, start);
        assert_eq!(one, Some(Cataloguer::Elf), "{inside}");
        let findings = read(Cataloguer::Elf, &inside, &Content::Memory(&bytes), &Bounds::default());
        assert!(findings.build_id.is_some_and(|id| id.len() == 40), "{inside}");
        let said: Vec<_> = findings
            .found
            .iter()
            .map(|found| (&*found.name, upstream(found.version.as_deref().unwrap_or("-"))))
            .collect();
        if said != [(*program, upstream(version.trim()))] {
            told.push(format!("{package} {}: {said:?}", version.trim()));
        }
        fs::remove_dir_all(&tree).unwrap();
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    let all = PROGRAMS.len();
    if not_run.len() == all {
        println!("not run: the archive cannot be reached");
    } else {
        assert!(not_run.is_empty(), "not to be had: {not_run:?}");
    }
}
