// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The modules that PHP loads: links in `/etc/php/VERSION/INTERFACE/conf.d`, as `phpenmod` of
//! `php-common` makes them.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_ground::TreePath;
use haerterei_store::Store;

use crate::error::BuildError;
use crate::scene::Scene;

/// The place of a module that names none.
const PRIORITY: &str = "20";

/// What a script asked for; nothing means every one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The version of PHP.
    pub(crate) version: Option<String>,
    /// The server interface.
    pub(crate) interface: Option<String>,
    /// The module.
    pub(crate) name: Option<String>,
    /// Who asked.
    pub(crate) package: String,
    /// The time of that package.
    pub(crate) mtime: i64,
}

/// A module that an interface loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enabled {
    /// The version of PHP.
    pub(crate) version: String,
    /// The server interface.
    pub(crate) interface: String,
    /// The module.
    pub(crate) name: String,
    /// The link.
    pub(crate) link: TreePath,
    /// Its text.
    pub(crate) target: String,
    /// Who asked.
    pub(crate) package: String,
    /// The time of that package.
    pub(crate) mtime: i64,
}

/// Finds which interface loads which module, and the requests for modules that are not there.
pub(crate) fn enabled<'a>(
    scene: &Scene,
    store: &Store,
    requests: &'a [Request],
) -> Result<(Vec<Enabled>, Vec<&'a Request>), BuildError> {
    let interfaces = interfaces(scene);
    // What is registered for every interface is what an interface that asks for all gets.
    let registered: Vec<&Request> = requests
        .iter()
        .filter(|request| request.name.is_some() && request.interface.is_none())
        .collect();
    let mut found: BTreeMap<TreePath, Enabled> = BTreeMap::new();
    let mut absent = Vec::new();
    for request in requests {
        let wanted: Vec<&Request> =
            if request.name.is_some() { vec![request] } else { registered.clone() };
        for (version, interface) in &interfaces {
            let covers =
                |one: &Option<String>, name: &str| one.as_deref().is_none_or(|known| known == name);
            if !covers(&request.version, version) || !covers(&request.interface, interface) {
                continue;
            }
            for module in &wanted {
                let Some(name) = &module.name else { continue };
                if !covers(&module.version, version) {
                    continue;
                }
                let target = format!("/etc/php/{version}/mods-available/{name}.ini");
                let folder = parsed(&format!("etc/php/{version}/{interface}/conf.d"))?;
                let settings = parsed(&target)?;
                if scene.target(&folder).is_none() {
                    continue;
                }
                if scene.target(&settings).is_none() {
                    if request.name.is_some() && !absent.contains(&request) {
                        absent.push(request);
                    }
                    continue;
                }
                let content = scene.content(&settings, store)?.unwrap_or_default();
                let priority = priority(&String::from_utf8_lossy(&content));
                let link =
                    parsed(&format!("etc/php/{version}/{interface}/conf.d/{priority}-{name}.ini"))?;
                found.entry(link.clone()).or_insert_with(|| Enabled {
                    version: version.clone(),
                    interface: interface.clone(),
                    name: name.clone(),
                    link,
                    target,
                    package: module.package.clone(),
                    mtime: module.mtime,
                });
            }
        }
    }
    Ok((found.into_values().collect(), absent))
}

/// Returns the server interfaces that are installed, with their versions.
fn interfaces(scene: &Scene) -> BTreeSet<(String, String)> {
    let mut interfaces = BTreeSet::new();
    for (path, _) in scene.iter() {
        let Some(path) = path.as_str() else { continue };
        let parts: Vec<&str> = path.split('/').collect();
        if let ["usr", "lib", "php", version, "sapi", interface] = parts.as_slice() {
            interfaces.insert(((*version).to_owned(), (*interface).to_owned()));
        }
    }
    interfaces
}

/// Reads the place of a module among others off its settings: a comment `; priority=NUMBER`.
fn priority(settings: &str) -> String {
    settings
        .lines()
        .find_map(|line| {
            let (key, value) = line.strip_prefix(';')?.split_once('=')?;
            let value = value.trim();
            let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            (key.trim() == "priority" && is_number).then(|| value.to_owned())
        })
        .unwrap_or_else(|| PRIORITY.to_owned())
}

fn parsed(path: &str) -> Result<TreePath, BuildError> {
    TreePath::parse(path).map_err(|source| BuildError::Path { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use haerterei_image::tar::{Entry, EntryKind};
    use haerterei_store::Options;

    use super::*;

    fn request(interface: Option<&str>, name: Option<&str>) -> Request {
        Request {
            version: Some("8.4".to_owned()),
            interface: interface.map(ToOwned::to_owned),
            name: name.map(ToOwned::to_owned),
            package: "php".to_owned(),
            mtime: 0,
        }
    }

    #[test]
    fn an_interface_loads_what_is_registered_for_all_in_its_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let mut scene = Scene::default();
        for (path, content) in [
            ("usr/lib/php/8.4/sapi/fpm", ""),
            ("usr/lib/php/8.4/sapi/cli", ""),
            ("etc/php/8.4/mods-available/curl.ini", "; priority=30\nextension=curl.so\n"),
            ("etc/php/8.4/mods-available/gd.ini", "extension=gd.so\n"),
        ] {
            let entry = Entry::file(parsed(path).unwrap(), 0o644, 0);
            scene.put(entry, content.into(), "test");
        }
        let settings =
            Entry::new(parsed("etc/php/8.4/fpm/conf.d").unwrap(), EntryKind::Directory, 0o755);
        scene.put(settings, Vec::new(), "test");
        let requests = [
            request(Some("fpm"), None),
            request(None, Some("curl")),
            request(Some("cli"), Some("gd")),
            request(None, Some("missing")),
        ];
        let (enabled, absent) = enabled(&scene, &store, &requests).unwrap();
        let links: Vec<(String, &str)> =
            enabled.iter().map(|one| (one.link.to_string(), one.target.as_str())).collect();
        assert_eq!(
            links,
            [(
                "/etc/php/8.4/fpm/conf.d/30-curl.ini".to_owned(),
                "/etc/php/8.4/mods-available/curl.ini"
            )]
        );
        assert_eq!(absent, [&requests[3]]);
    }
}
