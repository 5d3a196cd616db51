// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the build makes itself: trust stores, accounts, the folders a program expects, what the
//! recipe adds.

pub(crate) mod accounts;
pub(crate) mod base;
pub(crate) mod dictionaries;
pub(crate) mod name_services;
pub(crate) mod php;
pub(crate) mod recipe;
pub(crate) mod trust;
