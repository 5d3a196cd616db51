// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How an image was built, as a statement about its digests (SLSA provenance, version 1).
//!
//! It says what everybody who builds the same lock can say: the same inputs give the same bytes of
//! it. So it names no machine, no time of the run and no mirror; who vouches for it is known from
//! the signature, which is another station's work.

use std::collections::BTreeMap;

use haerterei_evidence::provenance::{
    BUILD_TYPE, BuildDefinition, Builder, Provenance, ResourceDescriptor, RunDetails,
};
use haerterei_evidence::{Statement, Subject};
use haerterei_recipe::{Lock, Recipe};
use haerterei_versions::purl::PackageUrl;
use serde_json::json;

use crate::base::Base;
use crate::build::Built;

/// The builder, as provenance names it: the program, wherever it runs.
const BUILDER: &str = "urn:haerterei:builder:build:v1";

/// Returns the provenance of what was built from a lock: about the index and every platform.
pub fn provenance(
    recipe: &Recipe,
    lock: &Lock,
    built: &Built,
    base: Option<&Base>,
) -> Statement<Provenance> {
    let name = recipe.resolved().name.as_str();
    let mut subjects = vec![Subject::new(name, &built.result.index)];
    let mut dependencies = Vec::new();
    for (architecture, manifest) in &built.result.manifests {
        subjects.push(Subject::new(format!("{name} linux/{architecture}"), &manifest.digest));
        for package in lock.packages_of(architecture) {
            let url =
                PackageUrl::deb(lock.distribution.id(), package.name.as_str(), &package.version)
                    .with("arch", package.architecture.as_str());
            dependencies.push(ResourceDescriptor::new(url.to_string(), &package.digest));
        }
    }
    if let Some(base) = base {
        let locked = base.locked();
        let manifests = built.result.manifests.keys();
        for (architecture, digest) in
            manifests.filter_map(|name| Some((name, locked.manifests.get(name)?)))
        {
            let name = format!("base image {} linux/{architecture}", base.name());
            dependencies.push(ResourceDescriptor::new(name, digest));
        }
    }
    for release in &lock.releases {
        let name = format!("InRelease of {} {}", release.origin, release.suite);
        dependencies.push(ResourceDescriptor::new(name, &release.digest));
    }
    for (file, digest) in &lock.recipe.files {
        dependencies.push(ResourceDescriptor::new(file.clone(), digest));
    }
    dependencies.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
    dependencies.dedup();
    let platforms: Vec<String> =
        built.result.manifests.keys().map(|architecture| format!("linux/{architecture}")).collect();
    Statement::new(
        subjects,
        Provenance {
            build_definition: BuildDefinition {
                build_type: BUILD_TYPE.to_owned(),
                external_parameters: BTreeMap::from([
                    ("recipe".to_owned(), json!(lock.recipe.digest)),
                    ("platforms".to_owned(), json!(platforms)),
                    ("distribution".to_owned(), json!(lock.distribution.to_string())),
                ]),
                internal_parameters: BTreeMap::from([
                    ("lock".to_owned(), json!(lock.content_digest())),
                    ("rules".to_owned(), json!(lock.tool.rules)),
                    ("compressor".to_owned(), json!(lock.tool.compressor)),
                ]),
                resolved_dependencies: dependencies,
            },
            run_details: RunDetails {
                builder: Builder {
                    id: BUILDER.to_owned(),
                    version: BTreeMap::from([(
                        "haerterei".to_owned(),
                        env!("CARGO_PKG_VERSION").to_owned(),
                    )]),
                },
                metadata: None,
            },
        },
    )
}
