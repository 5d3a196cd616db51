// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! OCI images, layouts and archives; the merged tree; deterministic writing.
//!
//! * [`tar`] reads and writes tar archives, the form of layers, packages and image archives.
//! * [`layer`] writes layers in parallel and reads anybody's.
//! * [`tree`] merges layers into one tree that knows where each path comes from.
//! * [`document`] and [`ImageConfig`] are the documents of an image.
//! * [`Assembled`] puts an image together; an [`OutputReference`] says where it is written, a
//!   [`Reference`] which is read.
//! * [`accounts`] tells who the declared user is.
//! * [`ImageSource`] holds images, from layouts, archives and plain folders; an [`Image`] gives
//!   its layers and its tree.
#![forbid(unsafe_code)]

pub mod accounts;
mod assemble;
mod blobs;
mod config;
mod docker_archive;
pub mod document;
mod error;
mod image;
pub mod layer;
mod layout;
mod members;
mod oci_archive;
mod reference;
mod registry_reference;
mod rootfs;
pub mod tar;
pub mod tree;

use haerterei_ground::{count_keys, join_keys};

pub use assemble::{Assembled, AssembledPlatform, Blob, PlatformParts};
pub use blobs::{BlobContent, BlobReader, Blobs, Section, read_document};
pub use config::{History, ImageConfig, RootFs, RunConfig};
pub use docker_archive::{DockerArchive, DockerParts};
pub use document::{Annotations, Descriptor, Index, Manifest, Platform};
pub use error::ImageError;
pub use image::{Image, ImageLayer, ImageSource, LayerFacts, Visitor};
pub use layer::{Compression, LayerDescriptor, LayerReader, LayerWriter};
pub use layout::{Layout, Transfer};
pub use oci_archive::OciArchive;
pub use reference::{OutputReference, Reference, ReferenceError};
pub use registry_reference::{NameFault, RegistryReference};
pub use rootfs::RootFolder;
pub use tree::{Node, NodeKind, Tree};

/// Every group of keys that this room's errors can speak with.
const KEY_GROUPS: &[&[&str]] =
    &[tar::MESSAGE_KEYS, layer::MESSAGE_KEYS, error::MESSAGE_KEYS, reference::MESSAGE_KEYS];

/// Every key that this room's errors can speak with.
pub const MESSAGE_KEYS: &[&str] = &join_keys::<{ count_keys(KEY_GROUPS) }>(KEY_GROUPS);
