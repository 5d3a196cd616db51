// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the figures of a trial suggest for whoever runs the image.

use serde::{Deserialize, Serialize};

use super::ContainerRecord;

/// Memory is proposed in steps of this many bytes.
const STEP: u64 = 16 << 20;
/// Processor time is proposed in steps of this many thousandths.
const CPU_STEP: u64 = 50;

/// Figures for a Kubernetes manifest, drawn from a trial. They hold under the trial's own load and
/// for the machine it ran on: a place to begin, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proposal {
    /// `resources.requests.memory`, in bytes: the peak, rounded up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_request: Option<u64>,
    /// `resources.limits.memory`, in bytes: half as much again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_limit: Option<u64>,
    /// `resources.requests.cpu`, in thousandths: the mean over the busiest container's life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_request: Option<u64>,
    /// How long `startupProbe` tries in all, in seconds: three times the slowest start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub startup_seconds: Option<u64>,
    /// `terminationGracePeriodSeconds`: three times the slowest end, at least ten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_seconds: Option<u64>,
}

impl Proposal {
    /// Draws figures from the containers of a trial; nothing if there was none.
    pub(crate) fn of<'a>(containers: impl Iterator<Item = &'a ContainerRecord>) -> Option<Self> {
        let containers: Vec<&ContainerRecord> = containers.collect();
        if containers.is_empty() {
            return None;
        }
        let most = |figure: fn(&ContainerRecord) -> Option<u64>| {
            containers.iter().filter_map(|container| figure(container)).max()
        };
        // The page cache counts as memory in a container, and the kernel takes it back when it has
        // to: what the program itself holds is what it needs.
        let peak = most(|one| one.usage.peak_own_memory.or(one.usage.peak_memory));
        let request = peak.map(|peak| up(peak + peak / 10, STEP));
        let cpu = most(|one| {
            let life = u64::try_from(one.ending.after.as_millis()).ok().filter(|life| *life > 0)?;
            Some(one.usage.cpu_milliseconds? * 1000 / life)
        });
        Some(Self {
            memory_request: request,
            memory_limit: request.map(|request| up(request + request / 2, STEP)),
            cpu_request: cpu.map(|cpu| up(cpu, CPU_STEP)),
            startup_seconds: most(|one| one.ready).map(|ready| (3 * ready).div_ceil(1000).max(5)),
            grace_seconds: most(|one| one.ended_within).map(|end| (3 * end).div_ceil(1000).max(10)),
        })
    }
}

/// Rounds up to a multiple, at least one.
fn up(number: u64, step: u64) -> u64 {
    number.div_ceil(step).max(1) * step
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::sandbox::{Ending, Usage};

    #[test]
    fn figures_follow_the_worst_container() {
        let container = |memory: u64, ready, end| ContainerRecord {
            ready,
            ended_within: end,
            ending: Ending { code: 143, out_of_memory: false, after: Duration::from_secs(10) },
            usage: Usage {
                peak_memory: Some(400 << 20),
                peak_own_memory: Some(memory),
                cpu_milliseconds: Some(2345),
                peak_processes: None,
                log_bytes: 0,
            },
            written: BTreeMap::new(),
        };
        assert_eq!(Proposal::of(std::iter::empty()), None);
        let all =
            [container(90 << 20, Some(1200), Some(80)), container(100 << 20, None, Some(5000))];
        let proposal = Proposal::of(all.iter()).unwrap();
        assert_eq!(proposal.memory_request, Some(112 << 20));
        assert_eq!(proposal.memory_limit, Some(176 << 20));
        assert_eq!(proposal.cpu_request, Some(250));
        assert_eq!(proposal.startup_seconds, Some(5));
        assert_eq!(proposal.grace_seconds, Some(15));
    }
}
