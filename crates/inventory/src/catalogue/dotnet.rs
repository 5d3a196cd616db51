// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! .NET applications: `NAME.deps.json`, which says what was published with them
//! (dotnet/sdk, "Runtime configuration files": `*.deps.json`).

use haerterei_ground::TreePath;
use haerterei_versions::purl::PackageUrl;
use serde_json::Value;

use super::{Bounds, code};
use crate::component::{ComponentKind, How};
use crate::findings::{Claim, Damage, Findings, Found, Owned};

/// Reads `NAME.deps.json`.
pub(super) fn read(path: &TreePath, bytes: &[u8], bounds: &Bounds) -> Findings {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = match serde_json::from_slice(text) {
        Ok(document) => document,
        Err(error) => return Findings::damaged(Damage::new(code::METADATA, error.to_string())),
    };
    let Some(libraries) = document.get("libraries").and_then(Value::as_object) else {
        return Findings::damaged(Damage::new(code::METADATA, "no `libraries`"));
    };
    // What each library needs and brings stands under the target that the application runs on.
    let target = document
        .pointer("/runtimeTarget/name")
        .and_then(Value::as_str)
        .and_then(|name| document.get("targets")?.get(name));
    let mut findings = Findings::default();
    for (key, library) in libraries.iter().take(bounds.components.saturating_add(1)) {
        let details = target.and_then(|target| target.get(key));
        findings.found.extend(component(path, key, library, details));
    }
    findings
}

fn component(
    path: &TreePath,
    key: &str,
    library: &Value,
    details: Option<&Value>,
) -> Option<Found> {
    let (name, version) = key.split_once('/')?;
    // The runtime that was packed in is written as a package that does not exist by that name.
    let kind = library.get("type").and_then(Value::as_str);
    let name = match kind {
        Some("runtimepack") => name.strip_prefix("runtimepack.").unwrap_or(name),
        _ => name,
    };
    let mut found = Found::new(ComponentKind::LanguagePackage, "nuget", name, How::Metadata);
    found.version = Some(version.to_owned()).filter(|version| !version.is_empty());
    found.nature.executable = true;
    found.nature.structured = true;
    if kind != Some("project") {
        found.purl = PackageUrl::new("nuget", "", name, version).map(|purl| purl.to_string());
    }
    let keys = |field: &str| {
        details
            .and_then(|details| details.get(field))
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|object| object.keys().cloned())
    };
    found.needs = keys("dependencies").map(|name| Claim { any_of: vec![name] }).collect();
    found.needs_are_complete = details.is_some();
    // Published applications have their files beside them, whatever folder the package has them in;
    // files for one platform stay in their folder.
    let flat = keys("runtime")
        .chain(keys("native"))
        .map(|file| file.rsplit('/').next().map(str::to_owned).unwrap_or(file));
    let files = flat.chain(keys("runtimeTargets"));
    found.owns = files
        .filter_map(|file| path.link_target(file.as_bytes()).ok())
        .filter(|file| !file.is_root())
        .map(Owned::file)
        .collect();
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Findings {
        let path = TreePath::parse("app/shop.deps.json").unwrap();
        super::read(&path, text.as_bytes(), &Bounds::default())
    }

    #[test]
    fn an_application_names_its_packages() {
        let findings = read(
            r#"{"runtimeTarget":{"name":"net8"},"targets":{"net8":{
                "shop/1.0.0":{"dependencies":{"Newtonsoft.Json":"13.0.1"},"runtime":{"shop.dll":{}}},
                "Newtonsoft.Json/13.0.1":{"runtime":{"lib/net6.0/Newtonsoft.Json.dll":{}}}}},
               "libraries":{"shop/1.0.0":{"type":"project"},
                "Newtonsoft.Json/13.0.1":{"type":"package"},
                "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":{"type":"runtimepack"}}}"#,
        );
        let mut purls: Vec<_> =
            findings.found.iter().map(|f| f.purl.as_deref().unwrap_or("-")).collect();
        purls.sort_unstable();
        assert_eq!(
            purls,
            [
                "-",
                "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1",
                "pkg:nuget/Newtonsoft.Json@13.0.1",
            ]
        );
        let json = findings.found.iter().find(|found| found.name == "Newtonsoft.Json").unwrap();
        assert_eq!(json.owns[0].path.to_string(), "/app/Newtonsoft.Json.dll");
        let shop = findings.found.iter().find(|found| found.name == "shop").unwrap();
        assert_eq!(shop.needs, [Claim { any_of: vec!["Newtonsoft.Json".into()] }]);
    }

    #[test]
    fn what_is_broken_is_damage() {
        assert_eq!(read("{}").damage.len(), 1);
        assert_eq!(read("{").damage.len(), 1);
    }

    proptest! {
        #[test]
        fn reading_is_total(text in "\\{\"libraries\":\\{(\"[a/1]{0,4}\":(\\{\\}|1|\\{\"type\":\"project\"\\}),?){0,3}\\}\\}") {
            read(&text);
        }
    }
}
