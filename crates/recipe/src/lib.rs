// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipe, house file and lock: the documents people and tools write.
//!
//! * A [`Recipe`] is read from YAML with everything it inherits: other recipes, the organisation's
//!   house file, the image it starts from, the chosen features. [`Resolved`] is what it means, in types; each value still
//!   knows the file and line it came from.
//! * A [`Lock`] is what a recipe resolved to: exact packages, hashes, times and reasons. Only the
//!   tool writes it.
//! * [`Schema`] prints the JSON Schemas that editors and programs check these documents with.
//!
//! One table of keys drives checking, merging, schema and handbook (`shape`, `keys`). Nothing here
//! touches the network, an archive or an image; files are read through [`Files`].
#![forbid(unsafe_code)]

mod canonical;
mod contradictions;
mod fault;
mod glob;
mod house;
mod inherited;
mod keys;
mod load;
mod lock;
mod merge;
mod message_keys;
mod model;
mod names;
mod reference;
mod schema;
mod shape;
mod show;
mod suggestion;
mod syntax;
mod template;
mod yaml;

pub use fault::{Fault, RecipeError};
pub use glob::{Glob, GlobError};
pub use house::{ForbiddenPackage, HouseRules};
pub use inherited::{BaseDocuments, BaseFault};
pub use load::{Files, HostFiles, Recipe};
pub use lock::{
    DroppedEdge, Lock, LockError, LockedBase, LockedManifest, LockedPackage, LockedRecipe,
    LockedRelease, LockedResult, LockedTool, LockedVariant, Outgrown, PackageChange,
    PackageChangeKind,
};
pub use message_keys::MESSAGE_KEYS;
pub use model::{
    AcknowledgedScript, Acknowledgements, AddedFile, AddedLink, Allowances, Base, Certificates,
    Compression, ConfigurationFile, EdgeChoice, EdgeVerdict, Keep, Layers, LeaveOut, NamedFile,
    OutgoingConnection, Port, Probe, ProbeKind, Profile, ProfileEdge, Protocol, Removal,
    ReplacedSetting, Repository, Resolved, Responsible, SetuidAllowance, SingleDeb, Variable,
    Volume, WritablePath,
};
pub use names::{
    Architecture, DistributionName, FeatureName, HostFile, ImageName, ImagePath, Localised,
    MalformedWord, Mode, Operator, Owner, PackageName, PackagePattern, Period, Signal, Size, User,
    VariableName, Wanted,
};
pub use reference::reference;
pub use schema::Schema;
pub use template::template;
