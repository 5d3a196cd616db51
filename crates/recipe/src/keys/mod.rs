// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every key of a recipe and of a house file, with its meaning in both languages.

mod content;
mod form;
mod house;
mod packages;
mod probe;
mod recipe;
mod running;

pub(crate) use house::HOUSE;
pub(crate) use recipe::RECIPE;
