// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The default word list and dictionary, as `dictionaries-common` chooses them where there is
//! only one to choose.

use haerterei_ground::TreePath;
use haerterei_store::Store;

use crate::error::BuildError;
use crate::scene::Scene;

/// Where packages say which dictionaries they bring.
const DECLARED: &str = "var/lib/dictionaries-common";
/// Where the choice is kept.
const SETTINGS: &str = "/etc/dictionaries-common";

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Making {
    /// A link with its text.
    Link(String),
    /// A file with its content.
    File(String),
}

/// The default choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Defaults {
    /// What is to be made, by path.
    pub(crate) made: Vec<(TreePath, Making)>,
    /// Kinds of which there are several, so that a person would have to choose.
    pub(crate) undecided: Vec<&'static str>,
}

/// A kind of dictionary: its name, its folder, the name of the default, the endings of its files.
struct Kind {
    name: &'static str,
    folder: &'static str,
    default: &'static str,
    endings: &'static [&'static str],
}

const KINDS: [Kind; 2] = [
    Kind { name: "wordlist", folder: "/usr/share/dict", default: "words", endings: &[""] },
    Kind {
        name: "ispell",
        folder: "/usr/lib/ispell",
        default: "default",
        endings: &[".hash", ".aff"],
    },
];

/// Finds the defaults among what packages declare.
pub(crate) fn defaults(scene: &Scene, store: &Store) -> Result<Defaults, BuildError> {
    let mut defaults = Defaults::default();
    for kind in KINDS {
        let mut declared = Vec::new();
        let folder = parsed(&format!("{DECLARED}/{}", kind.name))?;
        let files: Vec<TreePath> =
            scene.captured_within(&folder).map(|(path, _)| path.clone()).collect();
        for file in files {
            let content = scene.content(&file, store)?.unwrap_or_default();
            declared.extend(dictionaries(&String::from_utf8_lossy(&content)));
        }
        let is_ispell = kind.name == "ispell";
        let remembered = format!("{SETTINGS}/ispell-default");
        let (language, file) = match declared.as_slice() {
            [only] => only,
            [] => {
                if is_ispell {
                    defaults.made.push((parsed(&remembered)?, Making::File(String::new())));
                }
                continue;
            }
            _ => {
                defaults.undecided.push(kind.name);
                continue;
            }
        };
        for ending in kind.endings {
            let (chosen, place) = (
                format!("{SETTINGS}/{}{ending}", kind.default),
                format!("{}/{}{ending}", kind.folder, kind.default),
            );
            let target = format!("{}/{file}{ending}", kind.folder);
            if scene.get(&scene.located(&parsed(&target)?)).is_none() {
                continue;
            }
            if scene.get(&scene.located(&parsed(&place)?)).is_none() {
                defaults.made.push((parsed(&place)?, Making::Link(chosen.clone())));
            }
            defaults.made.push((parsed(&chosen)?, Making::Link(target)));
        }
        if is_ispell {
            let kept = "/var/cache/dictionaries-common/ispell-default";
            defaults.made.push((parsed(kept)?, Making::File(language.clone())));
            defaults.made.push((parsed(&remembered)?, Making::Link(kept.to_owned())));
        }
    }
    Ok(defaults)
}

/// Reads the paragraphs of a declaration: the language, and the name of the files.
fn dictionaries(text: &str) -> Vec<(String, String)> {
    text.split("\n\n")
        .filter_map(|paragraph| {
            let field = |name: &str| {
                paragraph.lines().find_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
                })
            };
            Some((field("Language")?, field("Hash-Name")?))
        })
        .collect()
}

fn parsed(path: &str) -> Result<TreePath, BuildError> {
    TreePath::parse(path).map_err(|source| BuildError::Path { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use haerterei_image::tar::Entry;
    use haerterei_store::Options;

    use super::*;
    use crate::study::{Captured, Study};

    fn defaults_with(lists: &[&str]) -> Defaults {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let mut scene = Scene::default();
        let mut study = Study::default();
        for name in lists {
            let text = format!("Language: {name} (in {name})\nHash-Name: {name}\n");
            let captured =
                Captured { content: store.put(text.as_bytes()).unwrap(), mode: 0o644, mtime: 0 };
            let path = format!("{DECLARED}/wordlist/w{name}");
            study.captured.insert(parsed(&path).unwrap(), captured);
            let words = parsed(&format!("usr/share/dict/{name}")).unwrap();
            scene.put(Entry::file(words, 0o644, 0), Vec::new(), "test");
        }
        scene.add(0, &study);
        defaults(&scene, &store).unwrap()
    }

    #[test]
    fn a_single_list_is_the_default() {
        let made = defaults_with(&["ukrainian"]).made;
        let told: Vec<String> =
            made.iter().map(|(path, making)| format!("{path} {making:?}")).collect();
        assert_eq!(
            told,
            [
                "/usr/share/dict/words Link(\"/etc/dictionaries-common/words\")",
                "/etc/dictionaries-common/words Link(\"/usr/share/dict/ukrainian\")",
                "/etc/dictionaries-common/ispell-default File(\"\")",
            ]
        );
    }

    #[test]
    fn nobody_chooses_among_several() {
        let found = defaults_with(&["american", "british"]);
        assert_eq!(found.undecided, ["wordlist"]);
        assert_eq!(found.made.len(), 1);
    }
}
