// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The licences of an image's packages, as their copyright files in the image say them.

use haerterei_ground::{Diagnostic, Message, Place, Severity, TreePath};
use haerterei_packages::copyright::Licences;
use haerterei_store::Store;
use haerterei_versions::licence::Expression;

use crate::error::BuildError;
use crate::report::PackageReport;
use crate::scene::Scene;
use crate::study::KeptKind;

/// Fills the licences of packages in, and tells of packages without a copyright file: whoever
/// passes the image on owes it.
pub(crate) fn tell(
    packages: &mut [PackageReport],
    scene: &Scene,
    store: &Store,
) -> Result<Vec<Diagnostic>, BuildError> {
    let mut missing = Vec::new();
    for package in packages {
        let Some(path) = copyright_of(&package.name, scene) else {
            missing.push(Diagnostic {
                severity: Severity::Warning,
                place: Place::Package {
                    name: package.name.clone(),
                    version: package.version.clone(),
                },
                message: Message::new("build-copyright-missing").text("package", &package.name),
            });
            continue;
        };
        package.licences = match scene.content(&path, store)? {
            None => None,
            Some(content) => match Licences::read(&content) {
                Licences::Known(expression) => Some(expression.to_string()),
                Licences::Unknown => None,
            },
        };
        package.copyright = Some(path);
    }
    Ok(missing)
}

/// Returns the licences of packages as one SPDX expression.
///
/// A copyright file in prose stands as a licence of its own, `LicenseRef-copyright-of-PACKAGE`: its
/// text is in the image (SPDX 2.3, annex D, "user defined license references"). Nothing is returned
/// if a package has no copyright file at all, for then the expression would claim too little. `base`
/// are those that an image claims that is built upon.
pub(crate) fn together<'a>(
    packages: impl Iterator<Item = &'a PackageReport>,
    base: &[String],
) -> Option<String> {
    let own = packages.map(|package| match (&package.licences, &package.copyright) {
        (Some(licences), _) => licences.parse().ok(),
        (None, Some(_)) => Some(Expression::unlisted(&format!("copyright-of-{}", package.name))),
        (None, None) => None,
    });
    let expressions: Vec<Expression> =
        base.iter().map(|text| text.parse().ok()).chain(own).collect::<Option<_>>()?;
    Expression::all(expressions).map(|all| all.to_string())
}

/// Returns where a package's copyright file is, once links are followed: packages of one source
/// often share a documentation folder.
fn copyright_of(package: &str, scene: &Scene) -> Option<TreePath> {
    let path = TreePath::parse(format!("usr/share/doc/{package}/copyright")).ok()?;
    let (path, place) = scene.target(&path)?;
    match &place.kept.kind {
        KeptKind::File { .. } => Some(path),
        KeptKind::Hardlink(target) => Some(target.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use haerterei_image::tar::{Entry, EntryKind};
    use haerterei_store::Options;

    use super::*;
    use crate::report::Amount;

    const EXPAT: &str = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: Expat\n";

    fn package(name: &str) -> PackageReport {
        PackageReport {
            name: name.to_owned(),
            version: "1".to_owned(),
            kept: Amount::default(),
            licences: None,
            copyright: None,
        }
    }

    fn put(scene: &mut Scene, package: &str, content: &str) {
        let path = TreePath::parse(format!("usr/share/doc/{package}/copyright")).unwrap();
        scene.put(Entry::file(path, 0o644, 0), content.into(), "test");
    }

    #[test]
    fn licences_are_read_through_links_and_their_absence_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let mut scene = Scene::default();
        put(&mut scene, "a", EXPAT);
        put(&mut scene, "prose", "Anybody may do anything.");
        let link = EntryKind::Symlink { target: b"a".to_vec() };
        let path = TreePath::parse("usr/share/doc/linked").unwrap();
        scene.put(Entry::new(path, link, 0o777), Vec::new(), "test");
        let mut packages = ["a", "linked", "prose", "without"].map(package);
        let missing = tell(&mut packages, &scene, &store).unwrap();
        let found: Vec<_> = packages.iter().map(|package| package.licences.as_deref()).collect();
        assert_eq!(found, [Some("MIT"), Some("MIT"), None, None]);
        let missing: Vec<_> = missing.iter().map(|diagnostic| &diagnostic.place).collect();
        let place = Place::Package { name: "without".to_owned(), version: "1".to_owned() };
        assert_eq!(missing, [&place]);
        let expected = "LicenseRef-copyright-of-prose AND MIT";
        assert_eq!(together(packages[..3].iter(), &[]).as_deref(), Some(expected));
        assert_eq!(together(packages.iter(), &[]), None, "nobody knows what holds for the last");
    }
}
