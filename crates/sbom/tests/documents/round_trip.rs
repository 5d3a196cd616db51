// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What is written is read again: the same components, whatever the format.

use haerterei_inventory::{Component, ComponentId, ComponentKind, How, Inventory, Nature};
use haerterei_sbom::document::{DocumentBounds, Profile, parse};
use proptest::prelude::*;

use crate::sample::{FORMS, Form, at, component, inventory, written};

fn again(inventory: &Inventory, form: Form, profile: Profile) -> Inventory {
    let bytes = written(inventory, form, profile);
    parse(&bytes, DocumentBounds::default()).expect("our own document").into_inventory()
}

/// Version 2.3 of SPDX has no place for a URL of who made something, and cannot say of a list of
/// dependencies that it is all of them, only that there are none.
fn expected(component: &Component, form: Form) -> Component {
    let mut component = component.clone();
    if form == Form::Spdx2 {
        component.creator.url = None;
        component.dependencies_are_complete &= component.depends_on.is_empty();
    }
    component
}

#[test]
fn all_formats_give_back_the_components() {
    let inventory = inventory();
    for profile in [Profile::Plain, Profile::Tr03183] {
        for form in FORMS {
            let again = again(&inventory, form, profile);
            let expected: Vec<Component> =
                inventory.components.iter().map(|it| expected(it, form)).collect();
            assert_eq!(again.components, expected, "{form:?} {profile:?}");
            assert_eq!(again.subject.name, inventory.subject.name, "{form:?}");
            assert_eq!(again.subject.digest, inventory.subject.digest, "{form:?}");
            assert_eq!(again.subject.platform, inventory.subject.platform, "{form:?}");
            assert_eq!(again.layers, inventory.layers, "{form:?}");
        }
    }
}

#[test]
fn the_same_content_gives_the_same_bytes_and_other_content_another_name() {
    let one = inventory();
    let mut other = inventory();
    other.components[1].version = Some("2.41-13".to_owned());
    for form in FORMS {
        let bytes = written(&one, form, Profile::Plain);
        assert_eq!(bytes, written(&one, form, Profile::Plain));
        let name = |bytes: &[u8]| parse(bytes, DocumentBounds::default()).unwrap().identity;
        assert_ne!(name(&bytes), name(&written(&other, form, Profile::Plain)));
    }
}

fn any_component() -> impl Strategy<Value = Component> {
    let word = "[a-zA-Z0-9@/:#+.ü -]{1,8}";
    let optional = || proptest::option::of(word.prop_map(|it: String| it.trim().to_owned()));
    (word, optional(), optional(), any::<(bool, bool, bool)>(), "[a-z]{1,5}/[a-zü ]{1,5}").prop_map(
        |(name, version, group, (executable, archive, structured), path)| Component {
            version: version.filter(|it| !it.is_empty()),
            group: group.filter(|it| !it.is_empty()),
            nature: Nature { executable, archive, structured },
            how: How::FileName,
            locations: vec![at(&path, &[], 3)],
            ..component(
                ComponentKind::Program,
                "generic",
                Some(name.trim()).filter(|it| !it.is_empty()).unwrap_or("x"),
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn components_of_any_name_come_back(mut components in prop::collection::vec(any_component(), 0..6)) {
        components.sort_by(|one, other| {
            (&one.group, &one.name, &one.version, &one.locations)
                .cmp(&(&other.group, &other.name, &other.version, &other.locations))
        });
        // Each needs the next.
        let last = components.len().saturating_sub(1);
        for (place, component) in components.iter_mut().enumerate().take(last) {
            component.depends_on = vec![ComponentId(u32::try_from(place).unwrap() + 1)];
        }
        let mut whole = inventory();
        whole.components = components;
        for form in FORMS {
            let again = again(&whole, form, Profile::Tr03183);
            prop_assert_eq!(&again.components, &whole.components, "{:?}", form);
        }
    }

    #[test]
    fn no_bytes_make_the_readers_panic(
        text in "\\{\"(bomFormat|spdxVersion|@context)\":\"(CycloneDX|SPDX-2.3|x)\",\"(specVersion|@graph|packages)\":(\"1.6\"|\\[\\]|\\{\\}|1),\"(components|metadata|relationships|compositions)\":(\\[\\{\"name\":\"a\",\"licenses\":\\[\\{\\}\\]\\}\\]|\\[1\\]|\\{\"tools\":\\[\\]\\}|null)\\}",
    ) {
        if let Ok(document) = parse(text.as_bytes(), DocumentBounds::default()) {
            let _ = haerterei_sbom::tr_03183::check(&document);
            let _ = document.into_inventory();
        }
    }
}
