// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What of Java does not work without a native library (`data/java-native-libraries.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/java-native-libraries.toml"))
        .expect("a test reads the table, which is part of the program")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    essential: Vec<Essential>,
    library: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Essential {
    loader: String,
    library: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    library: String,
    absent: Vec<String>,
    off: Vec<String>,
}

/// Returns the packages and classes that fail in a Java runtime where `library` (a file name) does
/// not find `absent` (names of libraries), or cannot be used at all.
pub fn java_features_off(library: &str, absent: &[String], unusable: bool) -> Vec<&'static str> {
    let mut off: Vec<&str> = TABLE
        .library
        .iter()
        .filter(|row| row.library == library)
        .filter(|row| {
            unusable
                || row.absent.is_empty()
                || absent.iter().any(|name| row.absent.iter().any(|stem| has_stem(name, stem)))
        })
        .flat_map(|row| row.off.iter().map(String::as_str))
        .collect();
    off.sort_unstable();
    off.dedup();
    off
}

/// Returns whether a library that another loads by name is one that it is of no use without.
pub(crate) fn is_essential_load(loader: &[u8], library: &[u8]) -> bool {
    TABLE
        .essential
        .iter()
        .any(|row| row.loader.as_bytes() == loader && row.library.as_bytes() == library)
}

/// Returns whether a name is this library in any version.
fn has_stem(name: &str, stem: &str) -> bool {
    name.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_what_sound_and_fonts_are_for() {
        let absent = |name: &str| vec![name.to_owned()];
        let off = |library, name| java_features_off(library, &absent(name), false);
        let sound = off("libjsound.so", "libasound.so.2");
        assert_eq!(sound, ["javax.sound.midi", "javax.sound.sampled"]);
        assert!(off("libfontmanager.so", "libharfbuzz.so.0").contains(&"java.awt.Font"));
        assert_eq!(off("libfontmanager.so", "libm.so.6"), [""; 0]);
        assert_eq!(off("libother.so", "libasound.so.2"), [""; 0]);
        let unusable = java_features_off("libfontmanager.so", &absent("libpng16.so.16"), true);
        assert!(unusable.contains(&"java.awt.Font"));
        assert!(is_essential_load(b"libjli.so", b"libjvm.so"));
    }
}
