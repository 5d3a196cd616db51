// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! dpkg's `status` and the files of `status.d` (dpkg(1); see [`haerterei_packages::dpkg`]).

use haerterei_packages::deb822::{Paragraph, Paragraphs, lossy};
use haerterei_packages::dpkg::{is_installed, source_of};
use haerterei_packages::relations::{Provided, Relations};

use super::people::{mailbox, sentence, web_address};
use super::{Bounds, code, owned_file};
use crate::component::{ComponentKind, How, SourcePackage};
use crate::findings::{Claim, Damage, Findings, Found, Owned};

/// Reads all paragraphs; one that is malformed costs no other.
pub(super) fn read_status(bytes: &[u8], bounds: &Bounds) -> Findings {
    let mut findings = Findings::default();
    for paragraph in paragraphs(&lossy(bytes)) {
        // One more than allowed lets the caller see that there is more.
        if findings.found.len() > bounds.components {
            break;
        }
        let read = match Paragraphs::new(paragraph).next() {
            None => continue,
            Some(Ok(paragraph)) => package(&paragraph),
            Some(Err(error)) => Err(error.to_string()),
        };
        match read {
            Ok(found) => findings.found.extend(found),
            Err(detail) => {
                let shown = paragraph.lines().next().unwrap_or_default();
                let detail = format!("{detail}, in the paragraph that begins with `{shown}`");
                findings.damage.push(Damage::new(code::DATABASE, detail));
            }
        }
    }
    findings
}

/// Splits at lines that are empty.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if line.trim().is_empty() {
                break;
            }
        }
        let (paragraph, after) = rest.split_at(end);
        rest = after;
        Some(paragraph)
    })
}

fn package(paragraph: &Paragraph<'_>) -> Result<Option<Found>, String> {
    if !is_installed(paragraph.get("Status")) {
        return Ok(None);
    }
    let get = |field: &str| paragraph.get(field).map(str::trim).filter(|value| !value.is_empty());
    let name = get("Package").ok_or("no field `Package`")?;
    let version = get("Version").ok_or("no field `Version`")?;
    let mut found = Found::new(ComponentKind::SystemPackage, "deb", name, How::PackageDatabase);
    found.version = Some(version.to_owned());
    found.architecture = get("Architecture").map(str::to_owned);
    found.source = Some(match source_of(&paragraph.to_owned()) {
        Some((name, source_version)) => SourcePackage {
            name: name.to_owned(),
            version: Some(source_version.unwrap_or(version).to_owned()),
        },
        None => SourcePackage { name: name.to_owned(), version: Some(version.to_owned()) },
    });
    found.creator = get("Maintainer").map(mailbox).unwrap_or_default();
    found.description = get("Description").and_then(sentence);
    found.homepage = get("Homepage").and_then(web_address);
    found.nature.structured = true;
    found.needs_are_complete = true;
    for field in ["Pre-Depends", "Depends"] {
        match get(field).map(Relations::parse) {
            None => {}
            Some(Ok(relations)) => found.needs.extend(relations.all().iter().map(|any| Claim {
                any_of: any.relations().iter().map(|r| r.package.to_string()).collect(),
            })),
            Some(Err(_)) => found.needs_are_complete = false,
        }
    }
    if let Some(Ok(provided)) = get("Provides").map(Provided::parse) {
        found.provides = provided.into_iter().map(|provided| provided.package.into()).collect();
    }
    if let Some(conffiles) = paragraph.field("Conffiles") {
        found.owns.extend(conffiles.lines().filter_map(conffile));
    }
    Ok(Some(found))
}

/// Reads a line of `Conffiles`: the path, a sum or `newconffile`, and perhaps marks. What is
/// obsolete is not the package's any more, but it is still its configuration.
fn conffile(line: &str) -> Option<Owned> {
    let words = line.trim();
    let words = words.strip_suffix(" remove-on-upgrade").unwrap_or(words);
    let words = words.strip_suffix(" obsolete").unwrap_or(words);
    let (path, _sum) = words.rsplit_once(' ')?;
    Some(Owned { is_configuration: true, ..owned_file(path)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATUS: &str = "Package: libc6\nStatus: install ok installed\nSource: glibc (2.41-12)\n\
        Version: 2.41-12+b1\nArchitecture: amd64\nMaintainer: GNU Libc <libc@example.org>\n\
        Pre-Depends: a | b:any (>= 1)\nDepends: libgcc-s1\nProvides: libc, c (= 1)\n\
        Conffiles:\n /etc/ld.so.conf d41d8cd98f00b204e9800998ecf8427e\n /etc/old x obsolete\n\
        Homepage: https://www.gnu.org/\nDescription: C library\n long\n\n\
        Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n";

    fn read(text: &str) -> Findings {
        read_status(text.as_bytes(), &Bounds::default())
    }

    #[test]
    fn a_package_is_read_with_all_its_database_says() {
        let findings = read(STATUS);
        let [libc] = findings.found.as_slice() else { panic!("{findings:?}") };
        assert_eq!((&*libc.name, libc.version.as_deref()), ("libc6", Some("2.41-12+b1")));
        let source = libc.source.clone().unwrap();
        assert_eq!((&*source.name, source.version.as_deref()), ("glibc", Some("2.41-12")));
        assert_eq!(libc.creator.email.as_deref(), Some("libc@example.org"));
        let needs: Vec<_> = libc.needs.iter().map(|claim| claim.any_of.join("|")).collect();
        assert_eq!(needs, ["a|b", "libgcc-s1"]);
        assert_eq!(libc.provides, ["libc", "c"]);
        assert_eq!(libc.description.as_deref(), Some("C library"));
        assert!(libc.needs_are_complete && libc.owns.iter().all(|owned| owned.is_configuration));
        let owned: Vec<_> = libc.owns.iter().map(|owned| owned.path.to_string()).collect();
        assert_eq!(owned, ["/etc/ld.so.conf", "/etc/old"]);
        assert!(findings.damage.is_empty());
    }

    #[test]
    fn a_broken_paragraph_costs_no_other() {
        let findings = read(&["Package: a\nbroken\n\nVersion: 1\n\n", STATUS].concat());
        assert_eq!(findings.found.len(), 1);
        assert_eq!(findings.damage.len(), 2);
        assert!(findings.damage[1].detail.contains("Package"), "{:?}", findings.damage);
        assert!(!findings.damage[0].is_unread());
    }

    #[test]
    fn a_cut_status_shows_what_is_there() {
        let cut = &STATUS[..STATUS.find("Depends: libgcc").unwrap()];
        assert_eq!(read(cut).found[0].version.as_deref(), Some("2.41-12+b1"));
        assert_eq!(read("\n\n \n").found.len(), 0);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            read_status(&bytes, &Bounds::default());
        }

        #[test]
        fn lines_in_any_order_are_no_trouble(lines in proptest::sample::subsequence(
            STATUS.lines().collect::<Vec<_>>(), 0..20,
        )) {
            read(&lines.join("\n"));
        }
    }
}
