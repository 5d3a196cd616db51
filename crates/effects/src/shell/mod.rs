// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The shell language as far as maintainer scripts speak it (POSIX.1-2024, "Shell Command
//! Language"): text in, syntax tree out, nothing run.

mod lexer;
mod parser;
pub(crate) mod pattern;
mod syntax;
mod word;

pub(crate) use parser::parse;
pub(crate) use syntax::{
    AndOr, Command, Connector, Kind, List, Operator, Part, Pipeline, Redirect, Word,
};
