// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! SPDX in JSON: version 3.0.1 as JSON-LD and version 2.3, out and in.

mod form_2;
mod form_3;
mod read_2;
mod read_3;
mod write_2;
mod write_3;

pub(crate) use read_2::read as read_2;
pub(crate) use read_3::read as read_3;
pub use write_2::write as write_2_3;
pub use write_3::write as write_3_0_1;
