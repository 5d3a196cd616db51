// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Who may: what a registry wants to see, and where people keep it.
//!
//! * [`challenge`] reads what a registry that refuses asks for.
//! * [`auth_file`] reads the files of docker and podman, [`helper`] asks the programs they name.
//! * [`credentials`] looks a login up in all of them.
//! * [`token`] gets tokens, and keeps them in memory alone.

pub(crate) mod auth_file;
pub(crate) mod challenge;
pub(crate) mod credentials;
pub(crate) mod helper;
pub(crate) mod token;
