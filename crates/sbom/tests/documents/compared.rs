// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What came, went and changed.

use haerterei_inventory::ComponentKind;
use haerterei_sbom::compare::{What, compare};

use crate::sample::{at, component, inventory};

#[test]
fn an_inventory_does_not_differ_from_itself() {
    let comparison = compare(&inventory(), &inventory());
    assert!(comparison.is_empty(), "{comparison:?}");
    // One is removed by a layer and in neither.
    assert_eq!(comparison.unchanged, 6);
}

#[test]
fn versions_licences_places_and_content_change_and_the_rest_comes_and_goes() {
    let before = inventory();
    let mut after = inventory();
    after.components[1].version = Some("2.41-13".to_owned());
    after.components[3].licences.concluded = Some("Apache-2.0".to_owned());
    after.components[5].digests = [haerterei_ground::Digest::sha256(b"new")].into();
    // The other file of the same name is no longer there, and another thing is.
    after.components.truncate(6);
    after.components[4] = component(ComponentKind::Program, "generic", "nginx");
    after.components[4].locations = vec![at("usr/sbin/nginx", &[], 0)];
    let comparison = compare(&before, &after);
    let names = |list: &[haerterei_sbom::compare::Member]| -> Vec<String> {
        list.iter().map(|it| it.name.clone()).collect()
    };
    assert_eq!(names(&comparison.came), ["nginx"]);
    assert_eq!(names(&comparison.went), ["tool"]);
    assert_eq!(comparison.went[0].places, ["/usr/sbin/tool"]);
    let changes: Vec<(String, What)> = comparison
        .changed
        .iter()
        .flat_map(|it| it.differences.iter().map(|one| (it.name.clone(), one.what)))
        .collect();
    assert_eq!(
        changes,
        [
            ("libc6".to_owned(), What::Version),
            ("org.apache.tomcat/tomcat-util".to_owned(), What::Licence),
            ("tool".to_owned(), What::Content),
        ]
    );
    // The other way round the same, with sides changed.
    let back = compare(&after, &before);
    assert_eq!((names(&back.came), names(&back.went)), (vec!["tool".into()], vec!["nginx".into()]));
}

#[test]
fn of_several_versions_the_same_ones_are_paired() {
    let mut before = inventory();
    let of = |version: &str, path: &str| {
        let mut one = component(ComponentKind::LanguagePackage, "npm", "ms");
        one.how = haerterei_inventory::How::Metadata;
        one.version = Some(version.to_owned());
        one.locations = vec![at(path, &[], 0)];
        one
    };
    before.components = vec![of("1", "a"), of("2", "b"), of("3", "c")];
    let mut after = before.clone();
    after.components = vec![of("2", "b"), of("3", "c"), of("4", "a")];
    let comparison = compare(&before, &after);
    assert_eq!((comparison.unchanged, comparison.changed.len()), (2, 1));
    let change = &comparison.changed[0].differences[0];
    assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("1"), Some("4")));
}
