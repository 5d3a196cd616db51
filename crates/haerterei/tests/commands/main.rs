// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whole commands: what is called, what comes out on both streams, and the exit code.

mod context;

mod advisories;
mod basics;
mod beside;
mod configuration;
mod decide;
mod documents;
mod images;
mod init;
mod inspect;
mod proofs;
mod reference;
mod register;
mod registry;
mod sbom;
mod scan;
mod scan_base;
mod scan_index;
mod scan_malware;
mod scan_outputs;
mod schemas;
mod texts;
mod trial;
