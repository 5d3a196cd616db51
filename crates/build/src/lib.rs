// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! From a recipe to an image: resolving, composing, layering, proving.
//!
//! The way of a build:
//!
//! 0. What the recipe starts from, if anything, is read (`base`, `base_tree`): its layers are taken
//!    over as they are, its tree lies below everything else.
//! 1. Each package is read once (`analysis`): its paths, what its files need. Its scripts are read
//!    by `effects`, never executed.
//! 2. `decide` says for every path whether it comes into the image, as whose, and why not
//!    (`drop_rules`, `permissions`, `usr_merge`, the recipe).
//! 3. `layering` groups packages, `layers` writes what is not remembered, in one pass (`pack`).
//! 4. What all packages brought makes the `scene`; effects (`apply`) and what the build makes
//!    itself (`made`) are added to it.
//! 5. The finished tree is proved (`proof`, `hardened`) before anything is published.
//! 6. `configuration` and `contract` say how it runs, `report` what it is and why.
//! 7. `bundle` gathers everything a lock names, to carry it away.
#![forbid(unsafe_code)]

mod acquire;
mod analysis;
mod apply;
mod base;
mod base_tree;
mod build;
mod bundle;
mod capabilities;
mod changelogs;
mod changes;
mod compose;
mod configuration;
mod contract;
mod database;
mod decide;
mod dependencies;
mod drop_rules;
mod error;
mod faithful;
mod hardened;
mod interpreters;
mod layering;
mod layers;
mod licences;
mod loaded;
mod locking;
mod made;
mod mode_change;
mod noticed;
mod pack;
mod permissions;
mod proof;
mod provenance;
mod report;
mod scene;
mod study;
mod usr_merge;
mod workplace;

pub use base::{Base, Images, RecipeFiles};
pub use build::{BuildOptions, Built, build, check};
pub use bundle::{BUNDLE_TYPE, Bundle, Carried, export};
pub use changes::{Change, Story, changes};
pub use contract::{CONTRACT_LABEL, WRITABLE_LABEL, json as contract_json};
pub use drop_rules::{DropRule, DropRules};
pub use error::{BuildError, MESSAGE_KEYS, UnknownScript};
#[doc(hidden)]
pub use faithful::{Installation, Installed, InstalledKind, UnknownText, installation};
pub use locking::{LockOrder, Locked, Update, lock, tool, version_order};
pub use provenance::provenance;
pub use report::{
    Amount, BaseReport, DroppedDependency, FeatureOff, LayerReport, PackageReport, PlatformReport,
    Proof, REPORT_VERSION, Report, ScriptCount,
};
pub use workplace::Workplace;
