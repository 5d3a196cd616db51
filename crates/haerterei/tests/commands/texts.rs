// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every room's sentences are there.

use std::collections::BTreeSet;

use haerterei_texts::Language;

/// The keys that each room says it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("store", haerterei_store::MESSAGE_KEYS),
    ("fetch", haerterei_fetch::MESSAGE_KEYS),
    ("image", haerterei_image::MESSAGE_KEYS),
    ("registry", haerterei_registry::MESSAGE_KEYS),
    ("versions", haerterei_versions::MESSAGE_KEYS),
    ("packages", haerterei_packages::MESSAGE_KEYS),
    ("anatomy", haerterei_anatomy::MESSAGE_KEYS),
    ("malware", haerterei_malware::MESSAGE_KEYS),
    ("trial", haerterei_trial::MESSAGE_KEYS),
    ("trust", haerterei_trust::MESSAGE_KEYS),
    ("effects", haerterei_effects::MESSAGE_KEYS),
    ("archive", haerterei_archive::MESSAGE_KEYS),
    ("recipe", haerterei_recipe::MESSAGE_KEYS),
    ("evidence", haerterei_evidence::MESSAGE_KEYS),
    ("build", haerterei_build::MESSAGE_KEYS),
    ("inventory", haerterei_inventory::MESSAGE_KEYS),
    ("sbom", haerterei_sbom::MESSAGE_KEYS),
    ("vex", haerterei_vex::MESSAGE_KEYS),
    ("advisories", haerterei_advisories::MESSAGE_KEYS),
    ("findings", haerterei_findings::MESSAGE_KEYS),
    ("register", haerterei_register::MESSAGE_KEYS),
    ("command", haerterei::MESSAGE_KEYS),
];

#[test]
fn every_message_of_every_room_has_its_sentence_in_both_languages() {
    for language in [Language::German, Language::English] {
        let texts = haerterei_texts::keys(language);
        for (room, keys) in ROOMS {
            let missing: BTreeSet<&&str> =
                keys.iter().filter(|key| !texts.contains_key(**key)).collect();
            assert!(missing.is_empty(), "{room}.ftl ({}): {missing:?}", language.code());
        }
    }
}

#[test]
fn every_room_speaks_under_its_own_name() {
    for (room, keys) in ROOMS {
        for key in *keys {
            let own = key.starts_with(&format!("{room}-")) || key.starts_with("progress-");
            assert!(own, "`{key}` of {room}");
        }
    }
}
