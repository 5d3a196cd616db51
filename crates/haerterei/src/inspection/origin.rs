// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Where one path of an image comes from.

use haerterei_ground::{Digest, Message, TreePath};
use haerterei_image::NodeKind;
use haerterei_texts::Texts;
use serde::Serialize;

use super::paths::{escaped_target, letter};
use super::reading::Event;
use super::{Inspection, Reading, VERSION};
use crate::figures;
use crate::table::{self, Align, Table};

/// What there is to say of one path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Origin {
    /// The version of this form.
    version: u32,
    path: TreePath,
    /// Whether it is in the merged tree.
    exists: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uid: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gid: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// The packages whose lists name it.
    packages: Vec<String>,
    /// What the layers did to it, the lowest first.
    layers: Vec<Step>,
    #[serde(skip)]
    letter: char,
}

/// What one layer did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Step {
    /// From 1.
    layer: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Digest>,
    /// `put` or `deleted`.
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<String>,
}

/// Returns where a path comes from, or nothing if no layer knows it.
pub(crate) fn origin(
    path: &TreePath,
    inspection: &Inspection,
    reading: &Reading,
) -> Option<Origin> {
    let node = reading.tree.get(path);
    if node.is_none() && reading.events.is_empty() {
        return None;
    }
    let layers = reading
        .events
        .iter()
        .filter_map(|(number, event)| {
            let layer = inspection.layers.get(*number)?;
            Some(Step {
                layer: number + 1,
                digest: layer.digest,
                event: match event {
                    Event::Put => "put",
                    Event::Deleted => "deleted",
                },
                history: layer.history.clone(),
            })
        })
        .collect();
    Some(Origin {
        version: VERSION,
        path: path.clone(),
        exists: node.is_some(),
        kind: node.map(super::gather::kind),
        mode: node.map(|node| format!("{:04o}", node.mode)),
        uid: node.map(|node| node.uid),
        gid: node.map(|node| node.gid),
        size: node.filter(|node| node.is_file()).map(haerterei_image::Node::size),
        target: node.and_then(|node| match &node.kind {
            NodeKind::Symlink { target } => Some(escaped_target(target)),
            _ => None,
        }),
        packages: packages(path, reading),
        layers,
        letter: node.map_or('?', letter),
    })
}

/// Returns the packages whose lists name a path.
fn packages(path: &TreePath, reading: &Reading) -> Vec<String> {
    let mut packages = Vec::new();
    for (folder, end) in [("var/lib/dpkg/status.d", ".md5sums"), ("var/lib/dpkg/info", ".list")] {
        let Ok(folder) = TreePath::parse(folder) else { continue };
        for (file, bytes) in reading.kept_in(&folder) {
            let name = String::from_utf8_lossy(file.name());
            let Some(package) = name.strip_suffix(end) else { continue };
            let named = bytes.split(|byte| *byte == b'\n').any(|line| {
                // `md5sums` has the sum, two spaces and the path; `list` the path alone.
                let listed = match end {
                    ".md5sums" => line.get(34..).unwrap_or_default(),
                    _ => line.strip_prefix(b"/").unwrap_or(line),
                };
                !listed.is_empty() && listed == path.as_bytes()
            });
            if named {
                packages.push(package.to_owned());
            }
        }
    }
    packages
}

/// Returns an origin as text.
pub(crate) fn show_origin(origin: &Origin, texts: &Texts, width: Option<usize>) -> String {
    let mut head = Table::new([(String::new(), Align::Left), (String::new(), Align::Left)]);
    let mut row = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            head.row([texts.get(key), value]);
        }
    };
    let rights = origin.mode.as_ref().map(|mode| {
        let (uid, gid) = (origin.uid.unwrap_or_default(), origin.gid.unwrap_or_default());
        format!("{}{mode} {uid}:{gid}", origin.letter)
    });
    row("command-inspect-path", Some(origin.path.to_string()));
    row("command-inspect-mode", rights);
    row("command-inspect-size", origin.size.map(|size| figures::size(size, texts.language())));
    row("command-inspect-target", origin.target.clone());
    let packages = origin.packages.join(", ");
    row("command-inspect-package", (!packages.is_empty()).then(|| table::plain(&packages)));
    if !origin.exists {
        row("command-inspect-state", Some(texts.get("command-inspect-deleted")));
    }
    let mut layers = Table::new([
        ("#".to_owned(), Align::Right),
        (texts.get("command-inspect-digest"), Align::Left),
        (texts.get("command-inspect-event"), Align::Left),
        (texts.get("command-inspect-history"), Align::Left),
    ]);
    for step in &origin.layers {
        layers.row([
            step.layer.to_string(),
            step.digest.map_or_else(|| "-".to_owned(), |digest| digest.short()),
            texts.get(match step.event {
                "put" => "command-inspect-event-put",
                _ => "command-inspect-event-deleted",
            }),
            table::plain(step.history.as_deref().unwrap_or("-")),
        ]);
    }
    let heading = Message::new("command-inspect-layers");
    format!("{}\n{}\n{}", head.draw(width), texts.say(&heading), layers.draw(width))
}
