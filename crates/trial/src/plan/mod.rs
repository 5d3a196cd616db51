// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The plan of a trial: what only a trial has, beside the contract of the image.
//!
//! Fixtures are mounted for the trial and never become part of the image; certificates are made for
//! it and thrown away; runs say what is started, asked and done to it, in which order. Without a
//! plan there is one run: the contract's probes, then the end.

mod check;
mod document;
mod model;

pub use document::read;
pub use model::{
    Action, Certificate, ExitCheck, Fixture, FixtureContent, PREPARE_FOLDER, Plan, PlanLimits,
    Prepare, Run, Step,
};
