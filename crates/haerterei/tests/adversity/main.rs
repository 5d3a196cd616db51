// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Whole commands when something is wrong: the network, the archive, a package, the recipe, the
//! disk, the process itself.
//!
//! Each test calls the program on a small archive of its own, signed with a key of its own, and
//! asks four things: the exit code, the error's name and what it says, that cache and output are
//! whole afterwards, and that the same call succeeds once the fault is gone.

mod place;

mod archives;
mod bases;
mod disks;
mod hostile;
mod inventory;
mod kills;
mod locks;
mod mirrors;
mod recipes;
mod registry;
mod sameness;
mod scans;
mod variants;
