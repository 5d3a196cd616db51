// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The merged tree as a list: one path a line, indented, with rights, size and layer.

use std::fmt::Write as _;

use haerterei_ground::TreePath;
use haerterei_image::{Node, NodeKind};
use haerterei_texts::Language;

use super::Reading;
use crate::figures;

/// Returns the tree as text; each line ends with the number of the layer it comes from.
pub(crate) fn show_paths(reading: &Reading, language: Language) -> String {
    let mut text = String::new();
    for (path, node) in reading.tree.iter() {
        if path.is_root() {
            continue;
        }
        let depth = path.depth().saturating_sub(1);
        let size = match node.kind {
            NodeKind::File { size, .. } => figures::size(size, language),
            _ => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}{:04o} {:>11} {:>10} [{}] {:indent$}{}",
            letter(node),
            node.mode,
            format!("{}:{}", node.uid, node.gid),
            size,
            node.origin + 1,
            "",
            name(path, node),
            indent = depth * 2,
        );
    }
    text
}

/// Returns the letter of a kind as `ls -l` has it.
pub(crate) const fn letter(node: &Node) -> char {
    match node.kind {
        NodeKind::File { .. } => '-',
        NodeKind::Directory => 'd',
        NodeKind::Symlink { .. } => 'l',
        NodeKind::CharDevice { .. } => 'c',
        NodeKind::BlockDevice { .. } => 'b',
        NodeKind::Fifo => 'p',
    }
}

/// Returns the last part of a path, escaped, with where it points.
fn name(path: &TreePath, node: &Node) -> String {
    let name = escaped(path.name());
    match &node.kind {
        NodeKind::Directory => format!("{name}/"),
        NodeKind::Symlink { target } => format!("{name} -> {}", escaped_target(target)),
        _ => match &node.hardlink {
            Some(other) => format!("{name} = {other}"),
            None => name,
        },
    }
}

/// Returns one name without anything that could deceive.
fn escaped(name: &[u8]) -> String {
    match TreePath::parse(name) {
        Ok(path) => path.to_string().trim_start_matches('/').to_owned(),
        Err(_) => name.escape_ascii().to_string(),
    }
}

/// Returns the target of a link without anything that could deceive.
pub(crate) fn escaped_target(target: &[u8]) -> String {
    match std::str::from_utf8(target) {
        Ok(text) => crate::table::plain(text),
        Err(_) => target.escape_ascii().to_string(),
    }
}
