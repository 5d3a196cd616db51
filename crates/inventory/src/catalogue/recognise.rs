// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which cataloguer reads a file.
//!
//! Asked for every file of an image, so it looks at the file's name first, whose end tells most
//! files apart, and at folders only where a name has passed.

use haerterei_ground::TreePath;

use super::{Cataloguer, java, javascript, model, ruby, toolchain};

/// Returns who reads a file, by its path, mode (permission bits), size and first bytes.
pub fn recognise(path: &TreePath, mode: u32, size: u64, start: &[u8]) -> Option<Cataloguer> {
    if size == 0 {
        return None;
    }
    by_name(path, start).or_else(|| by_content(path.name(), mode, size, start))
}

fn by_name(path: &TreePath, start: &[u8]) -> Option<Cataloguer> {
    let (folder, name) = split(path.as_bytes());
    match name {
        b"os-release" => {
            return matches!(folder, b"etc" | b"usr/lib").then_some(Cataloguer::OsRelease);
        }
        b"status" => return (folder == b"var/lib/dpkg").then_some(Cataloguer::DpkgStatus),
        b"diversions" => {
            return (folder == b"var/lib/dpkg").then_some(Cataloguer::DpkgDiversions);
        }
        b"copyright" => {
            let package = folder.strip_prefix(b"usr/share/doc/")?;
            return (!package.contains(&b'/')).then_some(Cataloguer::Copyright);
        }
        b"installed" => {
            return matches!(folder, b"lib/apk/db" | b"usr/lib/apk/db").then_some(Cataloguer::Apk);
        }
        b"rpmdb.sqlite" | b"Packages.db" | b"Packages" => {
            return is_of_rpm(folder).then_some(Cataloguer::Rpm);
        }
        b"rpmdb.sqlite-wal" => return is_of_rpm(folder).then_some(Cataloguer::RpmLog),
        b"release" => return java::is_runtime(start).then_some(Cataloguer::JavaRuntime),
        b"METADATA" => {
            return folder.ends_with(b".dist-info").then_some(Cataloguer::PythonMetadata);
        }
        b"RECORD" => return folder.ends_with(b".dist-info").then_some(Cataloguer::PythonRecord),
        b"PKG-INFO" => {
            let is_egg = folder.ends_with(b".egg-info") || folder.ends_with(b"/EGG-INFO");
            return is_egg.then_some(Cataloguer::PythonMetadata);
        }
        b"installed-files.txt" => {
            return folder.ends_with(b".egg-info").then_some(Cataloguer::PythonFiles);
        }
        b"package.json" => {
            let is_package = javascript::is_root_of_package(folder)
                || javascript::brought_along(folder).is_some();
            return is_package.then_some(Cataloguer::NodePackage);
        }
        b"package-lock.json" | b"npm-shrinkwrap.json" => {
            return is_own_lock(folder).then_some(Cataloguer::NodeLock);
        }
        b"yarn.lock" => return is_own_lock(folder).then_some(Cataloguer::YarnLock),
        b"Cargo.lock" => return Some(Cataloguer::CargoLock),
        b"installed.json" => {
            return folder.ends_with(b"composer").then_some(Cataloguer::Composer);
        }
        b"VERSION" => return toolchain::is_go(start).then_some(Cataloguer::GoTools),
        b"manifest.wall" => return Some(Cataloguer::Chisel),
        _ => {}
    }
    match extension(name) {
        b"gemspec" => return ruby::is_installed(folder).then_some(Cataloguer::Gem),
        b"json" if name.ends_with(b".deps.json") => return Some(Cataloguer::DotNet),
        _ => {}
    }
    match folder {
        b"var/lib/dpkg/info" => match extension(name) {
            b"list" => Some(Cataloguer::DpkgFiles),
            b"md5sums" => Some(Cataloguer::DpkgSums),
            b"conffiles" => Some(Cataloguer::DpkgConffiles),
            _ => None,
        },
        b"var/lib/dpkg/status.d" if name.ends_with(b".md5sums") => Some(Cataloguer::DpkgSums),
        b"var/lib/dpkg/status.d" => Some(Cataloguer::DpkgStatus),
        _ => None,
    }
}

/// Where RPM has its database.
fn is_of_rpm(folder: &[u8]) -> bool {
    matches!(folder, b"var/lib/rpm" | b"usr/lib/sysimage/rpm" | b"usr/share/rpm")
}

/// Whether a lock file is not one that a package brought along from its own development.
fn is_own_lock(folder: &[u8]) -> bool {
    memchr::memmem::find(folder, b"node_modules").is_none()
}

fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memrchr(b'/', path) {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (b"", path),
    }
}

/// What stands behind the last dot.
fn extension(name: &[u8]) -> &[u8] {
    memchr::memrchr(b'.', name).map_or(b"", |dot| &name[dot + 1..])
}

/// Tells what runs and what holds other files by first bytes and by names that are unmistakable.
fn by_content(name: &[u8], mode: u32, size: u64, start: &[u8]) -> Option<Cataloguer> {
    if start.starts_with(b"\x7fELF") {
        return Some(Cataloguer::Elf);
    }
    let is_zip = start.starts_with(b"PK\x03\x04");
    let end = extension(name);
    match end {
        b"whl" | b"egg" if is_zip => return Some(Cataloguer::PythonWheel),
        b"egg-info" => return Some(Cataloguer::PythonMetadata),
        // Also behind a script that starts them; and damage to these is worth telling, while other
        // ends mean other things elsewhere.
        b"jar" | b"war" | b"ear" => return Some(Cataloguer::Java),
        _ => {}
    }
    if let Some(form) = model::recognise(end, size, start) {
        return Some(Cataloguer::Model(form));
    }
    if is_zip || start.starts_with(b"JM\x01\0PK\x03\x04") {
        return Some(Cataloguer::Java);
    }
    if is_program(mode, start) {
        return Some(Cataloguer::Executable);
    }
    if is_packed(name, start) {
        return Some(Cataloguer::Packed);
    }
    is_archive(start).then_some(Cataloguer::Archive)
}

/// Programs of Windows and .NET, of macOS, WebAssembly, and scripts that may be run.
fn is_program(mode: u32, start: &[u8]) -> bool {
    let may_run = mode & 0o111 != 0;
    match start {
        [b'#', b'!', ..] => may_run,
        [b'M', b'Z', ..] => {
            // The header of Windows stands where the one of DOS says.
            let at = start.get(0x3c..0x40).and_then(|at| at.first_chunk().copied());
            let at = at.map_or(usize::MAX, |at| u32::from_le_bytes(at) as usize);
            start.get(at..).map_or(may_run, |header| header.starts_with(b"PE\0\0"))
        }
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] | [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => true,
        _ => false,
    }
}

fn is_archive(start: &[u8]) -> bool {
    const STARTS: [&[u8]; 9] = [
        b"PK\x05\x06",
        b"!<arch>\n",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"070701",
        b"070702",
        b"\xed\xab\xee\xdb",
        b"hsqs",
        b"xar!",
    ];
    STARTS.iter().any(|magic| start.starts_with(magic))
}

/// Tells tar archives, packed or not, and Debian's packages.
fn is_packed(name: &[u8], start: &[u8]) -> bool {
    let is_deb = start.starts_with(b"!<arch>\n") && start.get(8..21) == Some(b"debian-binary");
    if is_deb || start.get(257..262) == Some(b"ustar") {
        return true;
    }
    // A compressed stream is an archive if its name says that there is one inside.
    let is_packed = matches!(
        start,
        [0x1f, 0x8b, ..]
            | [b'B', b'Z', b'h', ..]
            | [0xfd, b'7', b'z', b'X', b'Z', ..]
            | [0x28, 0xb5, 0x2f, 0xfd, ..]
    );
    let tells = |end: &[u8]| match end {
        b"tgz" | b"tbz" | b"tbz2" | b"txz" | b"tzst" | b"crate" | b"apk" | b"gem" => true,
        b"gz" | b"bz2" | b"xz" | b"zst" => memchr::memmem::rfind(name, b".tar.").is_some(),
        _ => false,
    };
    is_packed && tells(extension(name))
}

#[cfg(test)]
mod tests {
    use super::super::ModelForm;
    use super::*;

    fn of(path: &str, mode: u32, start: &[u8]) -> Option<Cataloguer> {
        recognise(&TreePath::parse(path).unwrap(), mode, 1, start)
    }

    #[test]
    fn databases_are_recognised_by_their_place() {
        for (path, expected) in [
            ("etc/os-release", Some(Cataloguer::OsRelease)),
            ("srv/os-release", None),
            ("var/lib/dpkg/status", Some(Cataloguer::DpkgStatus)),
            ("var/lib/dpkg/status-old", None),
            ("var/lib/dpkg/diversions", Some(Cataloguer::DpkgDiversions)),
            ("var/lib/dpkg/diversions-old", None),
            ("var/lib/dpkg/status.d/base", Some(Cataloguer::DpkgStatus)),
            ("var/lib/dpkg/status.d/base.md5sums", Some(Cataloguer::DpkgSums)),
            ("var/lib/dpkg/info/a:amd64.list", Some(Cataloguer::DpkgFiles)),
            ("var/lib/dpkg/info/a.md5sums", Some(Cataloguer::DpkgSums)),
            ("var/lib/dpkg/info/a.conffiles", Some(Cataloguer::DpkgConffiles)),
            ("var/lib/dpkg/info/a.postinst", None),
            ("usr/share/doc/a/copyright", Some(Cataloguer::Copyright)),
            ("usr/share/doc/a/b/copyright", None),
            ("var/lib/chisel/manifest.wall", Some(Cataloguer::Chisel)),
            ("lib/apk/db/installed", Some(Cataloguer::Apk)),
            ("srv/installed", None),
            ("var/lib/rpm/rpmdb.sqlite", Some(Cataloguer::Rpm)),
            ("usr/lib/sysimage/rpm/Packages.db", Some(Cataloguer::Rpm)),
            ("var/lib/rpm/Packages", Some(Cataloguer::Rpm)),
            ("srv/Packages", None),
            ("var/lib/rpm/rpmdb.sqlite-wal", Some(Cataloguer::RpmLog)),
            ("srv/rpmdb.sqlite-wal", None),
        ] {
            assert_eq!(of(path, 0o644, b"x"), expected, "{path}");
        }
    }

    #[test]
    fn programs_are_recognised_by_first_bytes() {
        let mut windows = vec![0; 0x84];
        windows[..2].copy_from_slice(b"MZ");
        windows[0x3c] = 0x80;
        windows[0x80..].copy_from_slice(b"PE\0\0");
        for (mode, start, expected) in [
            (0o644, b"\0asm\x01\0\0\0".as_slice(), true),
            (0o755, b"#!/bin/sh\n", true),
            (0o644, b"#!/bin/sh\n", false),
            (0o644, &windows, true),
            (0o644, b"MZ text", false),
            (0o755, b"text", false),
        ] {
            let expected = expected.then_some(Cataloguer::Executable);
            assert_eq!(of("srv/x", mode, start), expected, "{start:?}");
        }
    }

    #[test]
    fn packages_of_languages_are_recognised() {
        for (path, start, expected) in [
            ("a/z.dist-info/METADATA", b"x".as_slice(), Some(Cataloguer::PythonMetadata)),
            ("a/METADATA", b"x", None),
            ("a/z.dist-info/RECORD", b"x", Some(Cataloguer::PythonRecord)),
            ("a/z.egg-info/PKG-INFO", b"x", Some(Cataloguer::PythonMetadata)),
            ("a/z-1.egg-info", b"x", Some(Cataloguer::PythonMetadata)),
            ("a/z.egg-info/installed-files.txt", b"x", Some(Cataloguer::PythonFiles)),
            ("a/z.whl", b"PK\x03\x04", Some(Cataloguer::PythonWheel)),
            ("a/node_modules/b/package.json", b"{", Some(Cataloguer::NodePackage)),
            ("a/node_modules/b/c/package.json", b"{", None),
            ("a/node_modules/b/yarn.lock", b"x", None),
            ("a/yarn.lock", b"x", Some(Cataloguer::YarnLock)),
            ("a/package-lock.json", b"{", Some(Cataloguer::NodeLock)),
            ("a/vendor/composer/installed.json", b"{", Some(Cataloguer::Composer)),
            ("a/specifications/b-1.gemspec", b"x", Some(Cataloguer::Gem)),
            ("a/gems/b/b.gemspec", b"x", None),
            ("a/b.deps.json", b"{", Some(Cataloguer::DotNet)),
            ("a/b.jar", b"#!/bin/sh\n", Some(Cataloguer::Java)),
            ("go/VERSION", b"go1.22", Some(Cataloguer::GoTools)),
            ("a/b.pkl", b"\x80\x04\x95", Some(Cataloguer::Model(ModelForm::Pickle))),
            ("a/b.bin", b"PK\x03\x04", Some(Cataloguer::Model(ModelForm::PyTorch))),
            ("a/b", b"PK\x03\x04", Some(Cataloguer::Java)),
            ("a/b.jmod", b"JM\x01\0PK\x03\x04", Some(Cataloguer::Java)),
            ("a/release", b"IMPLEMENTOR=\"x\"\n", Some(Cataloguer::JavaRuntime)),
            ("a/release", b"x", None),
            ("a/b", b"\x7fELF", Some(Cataloguer::Elf)),
        ] {
            assert_eq!(of(path, 0o644, start), expected, "{path}");
        }
    }

    #[test]
    fn archives_are_recognised_by_first_bytes_and_name() {
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        for (path, start, expected) in [
            ("a", b"PK\x03\x04".as_slice(), true),
            ("a", &tar, true),
            ("a.tar.gz", b"\x1f\x8b", true),
            ("a.tgz", b"\x1f\x8b", true),
            ("changelog.gz", b"\x1f\x8b", false),
            ("a.tar.gz", b"text", false),
            ("a.zip", b"text", false),
        ] {
            assert_eq!(of(path, 0o644, start).is_some(), expected, "{path}");
        }
        assert_eq!(recognise(&TreePath::parse("etc/os-release").unwrap(), 0, 0, b""), None);
    }
}
