// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::tar::{Entry, EntryKind};

fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// `d NAME`, `f NAME SIZE`, `l NAME TARGET` (symbolic) or `h NAME TARGET` (hard).
fn entry(line: &str) -> LayerEntry {
    let words: Vec<&str> = line.split(' ').collect();
    let entry = match words.as_slice() {
        ["d", name] => Entry::new(path(name), EntryKind::Directory, 0o755),
        ["f", name] => Entry::file(path(name), 0o644, 0),
        ["f", name, size] => Entry::file(path(name), 0o644, size.parse().unwrap()),
        ["l", name, target] => {
            let target = target.as_bytes().to_vec();
            Entry::new(path(name), EntryKind::Symlink { target }, 0o777)
        }
        ["h", name, target] => {
            let target = path(target);
            Entry::new(path(name), EntryKind::Hardlink { target }, 0o644)
        }
        _ => panic!("{line}"),
    };
    entry.into()
}

fn merged(layers: &[&[&str]]) -> Result<Tree, TreeError> {
    let mut tree = Tree::new();
    for layer in layers {
        tree.apply_layer(layer.iter().map(|line| entry(line)))?;
    }
    Ok(tree)
}

fn paths(tree: &Tree) -> String {
    let shown: Vec<_> = tree
        .iter()
        .filter(|(path, _)| !path.is_root())
        .map(|(path, node)| format!("{path}@{}", node.origin))
        .collect();
    shown.join(" ")
}

#[test]
fn layers_merge_as_the_specification_says() {
    for (layers, expected) in [
        (&[&["f a/b 1", "f a/c 1"][..], &["f a/.wh.b"]][..], "/a@0 /a/c@0"),
        // A whiteout of a folder hides all of it.
        (&[&["f a/b/c", "f a/b/d"], &["f a/.wh.b"]], "/a@0"),
        // Opaque: wherever it stands in the layer, only lower layers are hidden.
        (&[&["f a/x", "f a/y/z"], &["f a/new", "f a/.wh..wh..opq"]], "/a@0 /a/new@1"),
        (&[&["f a/x", "f a/y/z"], &["f a/.wh..wh..opq", "f a/new"]], "/a@0 /a/new@1"),
        // The same for a plain whiteout.
        (&[&["f a"], &["f a", "f .wh.a"]], "/a@1"),
        (&[&["f a/b"], &["f a/c", "f .wh.a"]], "/a@1 /a/c@1"),
        // What replaces a folder removes what is below it; a folder over a folder does not.
        (&[&["f a/b"], &["f a"]], "/a@1"),
        (&[&["f a/b"], &["l a c"]], "/a@1"),
        (&[&["f a/b"], &["d a"]], "/a@1 /a/b@0"),
        (&[&["l a b", "d b"], &["d a"]], "/a@1 /b@0"),
        // A later layer may hide what a whiteout's layer brought.
        (&[&["f a"], &["f .wh.a", "f b"], &["f .wh.b"]], ""),
        // Nothing to hide, and AUFS's own files.
        (&[&["f a"], &["f x/.wh.y", "f .wh.zzz", "f .wh..wh.plnk"]], "/a@0"),
        // Folders that are links, in the same and in lower layers.
        (
            &[&["d usr/bin", "l bin usr/bin"], &["f bin/sh"]],
            "/bin@0 /usr@0 /usr/bin@0 /usr/bin/sh@1",
        ),
        (&[&["f usr/bin/sh", "l bin usr/bin"], &["f bin/.wh.sh"]], "/bin@0 /usr@0 /usr/bin@0"),
        (&[&["l out ../../../..", "f out/x"]], "/out@0 /x@0"),
        // Names that sort between a folder and its content.
        (&[&["f a/b", "f a-b", "f a.b", "f a0"], &["f .wh.a"]], "/a-b@0 /a.b@0 /a0@0"),
    ] {
        assert_eq!(paths(&merged(layers).unwrap()), expected, "{layers:?}");
    }
}

#[test]
fn hard_links_share_their_node() {
    let tree = merged(&[&["f a 7", "h b a"], &["h c b"], &["f .wh.a"]]).unwrap();
    let node = tree.get(&path("c")).unwrap();
    assert_eq!((node.size(), node.own_size(), node.origin), (7, 0, 1));
    assert_eq!(node.hardlink, Some(path("a")));
    for broken in [&["h a b"][..], &["d d", "h a d"]] {
        assert!(matches!(merged(&[broken]), Err(TreeError::BrokenHardlink { .. })));
    }
    assert_eq!(merged(&[&["f a 7", "h a a"]]).unwrap().get(&path("a")).unwrap().own_size(), 7);
}

#[test]
fn waste_is_counted_for_the_layer_that_carries_it() {
    let tree =
        merged(&[&["f a 10", "f b 5", "f d/e 3"], &["f a 1", "f .wh.b"], &["f .wh.d"]]).unwrap();
    assert_eq!(
        tree.waste()[0],
        Waste { overwritten_files: 1, overwritten_bytes: 10, deleted_files: 2, deleted_bytes: 8 }
    );
    assert_eq!(tree.waste()[1], Waste::default());
}

#[test]
fn what_cannot_be_is_refused() {
    for layers in [
        &[&["f a", "f a/b"][..]][..],
        &[&["l a b", "l b a", "f a/x"]],
        &[&["l a nowhere", "f a/x"]],
        &[&["f .wh."]],
        &[&["f .wh.."]],
        &[&["f .wh..."]],
    ] {
        assert!(merged(layers).is_err(), "{layers:?}");
    }
}

#[test]
fn links_are_followed_inside_the_tree_and_not_forever() {
    let tree = merged(&[&[
        "f usr/lib/x 1",
        "l lib usr/lib",
        "l abs /lib/x",
        "l up ../../lib/x",
        "l a b",
        "l b a",
        "l dangling nowhere",
    ]])
    .unwrap();
    for (from, last, to) in [
        ("lib/x", true, "usr/lib/x"),
        ("abs", true, "usr/lib/x"),
        ("abs", false, "abs"),
        ("up", true, "usr/lib/x"),
        ("", true, ""),
    ] {
        assert_eq!(tree.resolve(&path(from), last), Ok(path(to)), "{from}");
    }
    assert_eq!(tree.resolve(&path("a"), true), Err(ResolveError::TooManyLinks));
    assert_eq!(tree.resolve(&path("dangling"), true), Err(ResolveError::Missing(path("nowhere"))));
    assert_eq!(
        tree.resolve(&path("usr/lib/x/y"), true),
        Err(ResolveError::NotAFolder(path("usr/lib/x")))
    );
}

#[test]
fn children_are_those_directly_inside() {
    let tree = merged(&[&["f a/b/c", "f a/b-x", "f a/b.x", "f a/b0", "f a/c", "f ab"]]).unwrap();
    let children = |folder: &str| -> Vec<String> {
        let folder = path(folder);
        tree.children(&folder).map(|(path, _)| path.to_string()).collect()
    };
    assert_eq!(children(""), ["/a", "/ab"]);
    assert_eq!(children("a"), ["/a/b", "/a/b-x", "/a/b.x", "/a/b0", "/a/c"]);
    assert_eq!(children("a/c"), [""; 0]);
}

/// A model that thinks in sets of texts: lower layers are filtered, then the layer's own are put on.
fn model(layers: &[Vec<(u8, String)>]) -> BTreeMap<String, usize> {
    let mut tree: BTreeMap<String, (bool, usize)> = BTreeMap::new();
    let is_below = |path: &str, folder: &str| path.starts_with(&format!("{folder}/"));
    for (number, layer) in layers.iter().enumerate() {
        for (kind, name) in layer {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            match kind {
                0 => tree.retain(|path, _| path != name && !is_below(path, name)),
                1 if folder.is_empty() => tree.clear(),
                1 => tree.retain(|path, _| !is_below(path, &folder)),
                _ => {}
            }
        }
        for (kind, name) in layer.iter().filter(|(kind, _)| *kind > 1) {
            let mut above = name.as_str();
            while let Some((folder, _)) = above.rsplit_once('/') {
                tree.entry(folder.to_owned()).or_insert((true, number));
                above = folder;
            }
            if *kind == 2 {
                tree.retain(|path, _| !is_below(path, name));
            }
            tree.insert(name.clone(), (*kind == 3, number));
        }
    }
    tree.into_iter().map(|(path, (_, origin))| (path, origin)).collect()
}

proptest! {
    #[test]
    fn merging_agrees_with_the_model(
        layers in proptest::collection::vec(
            proptest::collection::vec((0..4_u8, "[abc](/[abc-]){0,2}"), 0..7), 1..5)
    ) {
        let mut tree = Tree::new();
        for layer in &layers {
            let entries = layer.iter().map(|(kind, name)| {
                let (folder, last) = name.rsplit_once('/').map_or(("", name.as_str()), |pair| pair);
                match kind {
                    0 => entry(&format!("f {folder}/.wh.{last}")),
                    1 => entry(&format!("f {folder}/.wh..wh..opq")),
                    2 => entry(&format!("f {name} 1")),
                    _ => entry(&format!("d {name}")),
                }
            });
            if tree.apply_layer(entries).is_err() {
                // A file as a folder; the model knows no errors.
                return Ok(());
            }
        }
        let ours: BTreeMap<String, usize> = tree
            .iter()
            .filter(|(path, _)| !path.is_root())
            .map(|(path, node)| (path.as_str().unwrap().to_owned(), node.origin))
            .collect();
        prop_assert_eq!(ours, model(&layers));
        // Every path's folders are there.
        for (path, _) in tree.iter() {
            prop_assert!(path.ancestors().all(|folder| tree.get(&folder).unwrap().is_directory()));
        }
        let by_children: BTreeSet<_> = tree
            .iter()
            .flat_map(|(path, _)| tree.children(path).map(|(path, _)| path.clone()).collect::<Vec<_>>())
            .collect();
        prop_assert_eq!(by_children.len() + 1, tree.len());
    }

    #[test]
    fn resolving_ends(links in proptest::collection::vec(("[ab](/[ab]){0,2}", "/?([ab.]{1,2}/){0,3}[ab]"), 0..9)) {
        let mut tree = Tree::new();
        for (name, target) in &links {
            let _ = tree.apply_layer([entry(&format!("l {name} {target}"))]);
        }
        for (name, _) in &links {
            if let Ok(found) = tree.resolve(&path(name), true) {
                prop_assert!(tree.contains(&found));
            }
        }
    }
}
