// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The package databases of Alpine ([`haerterei_packages::apk`]) and of distributions that use RPM
//! ([`haerterei_packages::rpm`]).

use haerterei_packages::{apk, rpm};

use super::licences::{Several, declared};
use super::people::{mailbox, sentence, web_address};
use super::{Bounds, code};
use crate::component::{ComponentKind, Creator, How, SourcePackage};
use crate::findings::{Claim, Damage, Findings, Found, Kept, Owned};

fn claims(names: Vec<String>) -> Vec<Claim> {
    names.into_iter().map(|name| Claim { any_of: vec![name] }).collect()
}

/// Reads `lib/apk/db/installed`. What is built together has one version, so that of the source is
/// the package's own.
pub(super) fn read_apk(bytes: &[u8]) -> Findings {
    let database = apk::read(bytes);
    let component = |package: apk::Package| {
        let mut found =
            Found::new(ComponentKind::SystemPackage, "apk", package.name, How::PackageDatabase);
        let origin = package.origin.unwrap_or_else(|| found.name.clone());
        found.source = Some(SourcePackage { name: origin, version: Some(package.version.clone()) });
        found.version = Some(package.version);
        found.architecture = Some(package.architecture).filter(|name| !name.is_empty());
        found.creator = package.maintainer.as_deref().map(mailbox).unwrap_or_default();
        found.licences = declared(package.licence.as_deref(), Several::Together);
        found.description = package.description.as_deref().and_then(sentence);
        found.homepage = package.url.as_deref().and_then(web_address);
        found.nature.structured = true;
        found.needs = claims(package.depends);
        found.needs_are_complete = true;
        found.provides = package.provides;
        found.owns = package.files.into_iter().map(Owned::file).collect();
        found
    };
    let damage = database.damaged.iter().map(|line| {
        Damage::new(code::DATABASE, format!("no package in the paragraph at line {line}"))
    });
    Findings {
        damage: damage.collect(),
        found: database.packages.into_iter().map(component).collect(),
        ..Findings::default()
    }
}

/// Reads a database of RPM. The version is written as RPM writes it, `[epoch:]version-release`.
///
/// Keys that were imported stand in the database as packages (`gpg-pubkey`) and are none.
///
/// A database that is written by a log is kept: the log is a file of its own, which may even be in
/// a later layer.
pub(super) fn read_rpm(bytes: &[u8], bounds: &Bounds) -> Findings {
    let database = rpm::read(bytes, bounds.components.saturating_add(1));
    let kept = rpm::is_logged(bytes).then(|| Kept::new(bytes)).flatten();
    Findings { kept, ..rpm_findings(database) }
}

/// Keeps the log of a database.
pub(super) fn keep_log(bytes: &[u8]) -> Findings {
    Findings { kept: Kept::new(bytes), ..Findings::default() }
}

/// Reads a database of RPM with its log, as both were kept.
pub(crate) fn read_rpm_with_log(bytes: &[u8], log: &[u8], bounds: &Bounds) -> Findings {
    rpm_findings(rpm::read_with_log(bytes, log, bounds.components.saturating_add(1)))
}

fn rpm_findings(database: rpm::Database) -> Findings {
    let damage = database.damaged.iter().map(|error| {
        let code = match error {
            rpm::DatabaseError::TooMany(_) => code::UNREAD_COMPONENTS,
            _ => code::DATABASE,
        };
        Damage::new(code, error.to_string())
    });
    let packages = database.packages.into_iter().filter(|package| package.name != "gpg-pubkey");
    Findings {
        damage: damage.collect(),
        found: packages.map(rpm_package).collect(),
        ..Findings::default()
    }
}

fn rpm_package(package: rpm::Package) -> Found {
    let kind = ComponentKind::SystemPackage;
    let mut found = Found::new(kind, "rpm", package.name, How::PackageDatabase);
    let release = [package.version.as_str(), &package.release].join("-");
    let release = release.trim_end_matches('-');
    found.version = Some(match package.epoch {
        Some(epoch) if epoch > 0 => format!("{epoch}:{release}"),
        _ => release.to_owned(),
    });
    found.architecture = package.architecture;
    found.source = package.source.as_deref().and_then(source);
    found.module = package.module;
    found.creator = Creator {
        name: package.vendor,
        ..package.packager.as_deref().map(mailbox).unwrap_or_default()
    };
    found.licences = declared(package.licence.as_deref(), Several::Together);
    found.description = package.summary.as_deref().and_then(sentence);
    found.homepage = package.url.as_deref().and_then(web_address);
    found.nature.structured = true;
    found.needs = claims(package.requires);
    found.needs_are_complete = true;
    found.provides = package.provides;
    let files = package.files.into_iter().filter(|file| !file.is_folder);
    found.owns = files
        .map(|file| Owned { is_configuration: file.is_configuration, ..Owned::file(file.path) })
        .collect();
    found
}

/// Reads `bash-5.2.15-1.src.rpm`.
fn source(file: &str) -> Option<SourcePackage> {
    let stem = file.strip_suffix(".src.rpm").or_else(|| file.strip_suffix(".nosrc.rpm"))?;
    let (rest, release) = stem.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    let version = Some([version, "-", release].concat());
    Some(SourcePackage { name: name.to_owned(), version })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_of_alpine_is_a_component() {
        let findings = read_apk(
            b"P:busybox-binsh\nV:1.36.1-r5\nA:x86_64\nT:sh\nU:https://busybox.net/\nL:GPL-2.0-only\n\
              o:busybox\nm:Jo <jo@example.org>\nD:busybox=1.36.1-r5\np:/bin/sh cmd:sh=1\nF:bin\nR:sh\n\nT:x\n",
        );
        let found = &findings.found[0];
        assert_eq!(found.source.as_ref().unwrap().name, "busybox");
        assert_eq!(found.licences.declared.as_deref(), Some("GPL-2.0-only"));
        assert_eq!(found.provides, ["/bin/sh", "cmd:sh"]);
        assert_eq!(found.needs, claims(vec!["busybox".into()]));
        assert_eq!(found.owns[0].path.to_string(), "/bin/sh");
        assert_eq!(found.creator.email.as_deref(), Some("jo@example.org"));
        assert_eq!(findings.damage[0].code, code::DATABASE);
    }

    #[test]
    fn a_package_of_rpm_is_a_component() {
        let package = rpm::Package {
            name: "bash".into(),
            epoch: Some(1),
            version: "5.2".into(),
            release: "1.fc39".into(),
            source: Some("bash-x-5.2-1.fc39.src.rpm".into()),
            licence: Some("GPL-3.0-or-later and MIT".into()),
            vendor: Some("Fedora Project".into()),
            ..rpm::Package::default()
        };
        let found = rpm_package(package);
        assert_eq!(found.version.as_deref(), Some("1:5.2-1.fc39"));
        let source = found.source.unwrap();
        assert_eq!((&*source.name, source.version.as_deref()), ("bash-x", Some("5.2-1.fc39")));
        assert_eq!(found.licences.declared.as_deref(), Some("GPL-3.0-or-later AND MIT"));
        let findings = read_rpm(b"x", &Bounds::default());
        assert_eq!(findings.damage[0].code, code::DATABASE);
    }
}
