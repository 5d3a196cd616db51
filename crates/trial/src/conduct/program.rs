// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A container as probes see it.

use std::io;
use std::time::{Duration, Instant};

use crate::probe::{Network, Program};
use crate::sandbox::{Container, ExecOutput};

impl Program for Container {
    fn network(&self) -> io::Result<Network> {
        self.network_namespace().map(Network::of)
    }

    fn command(&self, arguments: &[String], time: Duration) -> Result<ExecOutput, String> {
        self.exec(arguments, time).map_err(|error| error.to_string())
    }

    fn says(&self, text: &str, deadline: Instant) -> bool {
        self.log().wait_for(text, deadline)
    }

    fn ended(&self) -> Option<i32> {
        self.wait(Duration::ZERO).map(|ending| ending.code)
    }
}
