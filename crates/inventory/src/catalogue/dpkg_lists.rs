// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What stands beside dpkg's `status`: lists of files, sums, configuration files, copyright files.

use haerterei_ground::TreePath;
use haerterei_packages::copyright;
use haerterei_packages::lists::{Conffile, Md5Sum};

use super::{code, owned_file};
use crate::component::Licences;
use crate::findings::{Damage, Diversion, Findings, Owned, OwnedBy};

/// Returns whose list this is: `NAME`, or `NAME:ARCHITECTURE` where a package can be installed for
/// several.
fn owner(path: &TreePath, extension: &str) -> Option<OwnedBy> {
    let name = std::str::from_utf8(path.name()).ok()?.strip_suffix(extension)?;
    let (name, architecture) = match name.split_once(':') {
        Some((name, architecture)) => (name, Some(architecture.to_owned())),
        None => (name, None),
    };
    Some(OwnedBy::Package { name: name.to_owned(), architecture })
}

/// Reads `NAME.list`: one absolute path a line, folders before what is in them. Folders are shared
/// by many packages and belong to none, so those that hold something are left out.
pub(super) fn read_files(path: &TreePath, bytes: &[u8]) -> Findings {
    let Some(by) = owner(path, ".list") else { return Findings::default() };
    let mut findings = Findings::default();
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let holds = |next: &&[u8]| next.strip_prefix(line).is_some_and(|at| at.starts_with(b"/"));
        if line.is_empty() || line == b"/." || lines.peek().is_some_and(holds) {
            continue;
        }
        match owned_file(line) {
            Some(owned) => findings.owned.push(Owned { by: by.clone(), ..owned }),
            None => malformed(&mut findings, "a line is no path"),
        }
    }
    findings
}

/// Reads `NAME.md5sums`, the only list of files that the distroless form has.
pub(super) fn read_sums(path: &TreePath, bytes: &[u8]) -> Findings {
    let Some(by) = owner(path, ".md5sums") else { return Findings::default() };
    let mut findings = Findings::default();
    for line in bytes.split(|byte| *byte == b'\n') {
        match Md5Sum::parse_list(line) {
            Ok(sums) => findings.owned.extend(
                sums.into_iter().map(|sum| Owned { by: by.clone(), ..Owned::file(sum.path) }),
            ),
            Err(_) => malformed(&mut findings, "a line is no sum with a path"),
        }
    }
    findings
}

/// Reads `NAME.conffiles`.
pub(super) fn read_conffiles(path: &TreePath, bytes: &[u8]) -> Findings {
    let Some(by) = owner(path, ".conffiles") else { return Findings::default() };
    let mut findings = Findings::default();
    for line in bytes.split(|byte| *byte == b'\n') {
        match Conffile::parse_list(line) {
            Ok(list) => findings.owned.extend(list.into_iter().map(|conffile| Owned {
                by: by.clone(),
                is_configuration: true,
                ..Owned::file(conffile.path)
            })),
            Err(_) => malformed(&mut findings, "a line is no absolute path"),
        }
    }
    findings
}

/// Reads `diversions`: three lines each, the path, where its file is kept, and the package whose
/// own file stays, or `:` for the administrator's.
pub(super) fn read_diversions(bytes: &[u8]) -> Findings {
    let mut findings = Findings::default();
    let lines: Vec<&[u8]> =
        bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    for three in lines.chunks(3) {
        let diversion = match three {
            [from, to, by] => {
                TreePath::parse(from).ok().zip(TreePath::parse(to).ok()).map(|(from, to)| {
                    Diversion {
                        from,
                        to,
                        by: (*by != b":").then(|| String::from_utf8_lossy(by).into_owned()),
                    }
                })
            }
            _ => None,
        };
        match diversion {
            Some(diversion) => findings.diverted.push(diversion),
            None => malformed(&mut findings, "three lines are no diversion"),
        }
    }
    findings
}

/// Says once that lines of a list are malformed.
fn malformed(findings: &mut Findings, detail: &str) {
    if findings.damage.is_empty() {
        findings.damage.push(Damage::new(code::DATABASE, detail));
    }
}

/// Reads `usr/share/doc/NAME/copyright`: licences where the file is machine-readable (DEP-5), else
/// the names of those it refers to.
pub(super) fn read_copyright(path: &TreePath, bytes: &[u8]) -> Findings {
    let name = path.parent().map(|folder| String::from_utf8_lossy(folder.name()).into_owned());
    let licences = match copyright::Licences::read(bytes) {
        copyright::Licences::Known(expression) => {
            Licences { concluded: Some(expression.to_string()), ..Licences::default() }
        }
        copyright::Licences::Unknown => Licences { text: referred(bytes), ..Licences::default() },
    };
    let is_known = licences != Licences::default();
    Findings { licences: name.filter(|_| is_known).zip(Some(licences)), ..Findings::default() }
}

/// Returns the licences of which a prose file names the common text (Debian Policy 12.5).
fn referred(bytes: &[u8]) -> Option<String> {
    const FOLDER: &[u8] = b"/usr/share/common-licenses/";
    let mut names = std::collections::BTreeSet::new();
    for at in memchr::memmem::find_iter(bytes, FOLDER) {
        let name: String = bytes
            .get(at + FOLDER.len()..)
            .unwrap_or_default()
            .iter()
            .take(40)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte))
            .map(|byte| char::from(*byte))
            .collect();
        names.insert(name.trim_end_matches(['.', '-']).to_owned());
    }
    names.remove("");
    let list = names.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then_some(list)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> TreePath {
        TreePath::parse(text).unwrap()
    }

    fn owned(findings: &Findings) -> Vec<String> {
        findings.owned.iter().map(|owned| owned.path.to_string()).collect()
    }

    #[test]
    fn a_list_names_files_and_empty_folders() {
        let list = path("var/lib/dpkg/info/libc6:amd64.list");
        let findings = read_files(&list, b"/.\n/usr\n/usr/lib\n/usr/lib/a b\n/usr/libx\n/etc\n");
        assert_eq!(owned(&findings), ["/usr/lib/a b", "/usr/libx", "/etc"]);
        let by = OwnedBy::Package { name: "libc6".into(), architecture: Some("amd64".into()) };
        assert!(findings.owned.iter().all(|owned| owned.by == by));
        assert!(findings.damage.is_empty());
        assert_eq!(read_files(&list, b"/../x\n/a\n").damage.len(), 1);
    }

    #[test]
    fn sums_name_files_too() {
        let sums = b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/a b\nbroken\nbroken\n";
        let findings = read_sums(&path("var/lib/dpkg/status.d/a.md5sums"), sums);
        assert_eq!(owned(&findings), ["/usr/bin/a b"]);
        assert_eq!(findings.damage.len(), 1);
    }

    #[test]
    fn configuration_is_known_as_such() {
        let list = path("var/lib/dpkg/info/a.conffiles");
        let findings = read_conffiles(&list, b"/etc/a\nremove-on-upgrade /etc/b\netc/c\n");
        assert_eq!(owned(&findings), ["/etc/a", "/etc/b"]);
        assert!(findings.owned.iter().all(|owned| owned.is_configuration));
        assert_eq!(findings.damage.len(), 1);
    }

    #[test]
    fn diversions_are_read_by_threes() {
        let findings = read_diversions(
            b"/usr/bin/sh\n/usr/bin/sh.distrib\ndash\n/bin/a\n/bin/b\n:\n/../x\n/y\nz\n/cut\n",
        );
        let diversion = |from: &str, to: &str, by: Option<&str>| Diversion {
            from: path(from),
            to: path(to),
            by: by.map(str::to_owned),
        };
        assert_eq!(
            findings.diverted,
            [
                diversion("usr/bin/sh", "usr/bin/sh.distrib", Some("dash")),
                diversion("bin/a", "bin/b", None),
            ]
        );
        assert_eq!(findings.damage.len(), 1);
    }

    #[test]
    fn licences_are_concluded_where_the_file_is_made_for_it() {
        let copyright = path("usr/share/doc/zlib1g/copyright");
        let dep5 =
            b"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n\
            Files: *\nLicense: Zlib\n";
        let (name, licences) = read_copyright(&copyright, dep5).licences.unwrap();
        assert_eq!((&*name, licences.concluded.as_deref()), ("zlib1g", Some("Zlib")));
        let prose = b"see /usr/share/common-licenses/GPL-2, /usr/share/common-licenses/GPL-2.\n";
        let (_, licences) = read_copyright(&copyright, prose).licences.unwrap();
        assert_eq!((licences.concluded, licences.text.as_deref()), (None, Some("GPL-2")));
        assert_eq!(read_copyright(&copyright, b"prose").licences, None);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read_files(&path("a.list"), &bytes);
            read_sums(&path("a.md5sums"), &bytes);
            read_conffiles(&path("a.conffiles"), &bytes);
            read_copyright(&path("a/copyright"), &bytes);
            read_diversions(&bytes);
        }
    }
}
