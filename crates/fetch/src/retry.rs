// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Trying candidates, and trying them again.

use std::time::Duration;

use url::Url;

use crate::error::{FetchError, Wait};
use crate::fetcher::Fetcher;

/// How far an attempt got; more than ever before means that trying on is worthwhile.
pub(crate) type Reached = u64;

impl Fetcher {
    /// Tries candidates, in rounds, until one succeeds.
    ///
    /// In a round each candidate is tried once. One whose failure is for good is not tried again.
    /// Between rounds there is a pause. A round in which the work got further than ever before
    /// does not count. `reached` tells how far it is.
    pub(crate) async fn try_candidates<T>(
        &self,
        name: &str,
        candidates: &[Url],
        mut attempt: impl AsyncFnMut(&Url) -> Result<T, FetchError>,
        mut reached: impl FnMut() -> Reached,
    ) -> Result<(T, Vec<FetchError>), FetchError> {
        // What each candidate said last, beside its place in the order of preference.
        let mut alive = self.by_reliability(candidates);
        let mut failures: Vec<(&Url, FetchError)> = Vec::new();
        let mut best = reached();
        let mut round = 0;
        loop {
            let mut asked_for = None;
            let mut all_too_slow = true;
            let mut still_alive = Vec::new();
            for url in alive {
                let error = match attempt(url).await {
                    Ok(value) => {
                        self.judge(url, true);
                        let failures = failures.into_iter().map(|(_, error)| error).collect();
                        return Ok((value, failures));
                    }
                    Err(error) if error.is_final() => return Err(error),
                    Err(error) => error,
                };
                all_too_slow &= matches!(error, FetchError::Timeout { wait: Wait::Speed, .. });
                if error.is_transient() {
                    self.judge(url, false);
                    still_alive.push(url);
                    if let FetchError::Busy { pause, .. } = &error {
                        asked_for = asked_for.max(*pause);
                    }
                }
                failures.retain(|(failed, _)| *failed != url);
                failures.push((url, error));
            }
            alive = still_alive;
            let now = reached();
            // What only drips gets on, too, but nobody waits for it to the end.
            if now <= best || all_too_slow {
                round += 1;
            }
            best = best.max(now);
            if alive.is_empty() || round > self.settings.retries {
                return Err(sum_up(name, candidates, failures));
            }
            tokio::time::sleep(self.pause(round, asked_for)).await;
        }
    }

    /// Returns how long to wait before a round.
    pub(crate) fn pause(&self, round: u32, asked_for: Option<Duration>) -> Duration {
        let doubled = self.settings.back_off.saturating_mul(1 << round.saturating_sub(1).min(16));
        doubled.max(asked_for.unwrap_or_default()).min(self.settings.longest_pause)
    }
}

/// Makes one error of what the candidates said, in the order of preference.
fn sum_up(name: &str, candidates: &[Url], mut failures: Vec<(&Url, FetchError)>) -> FetchError {
    failures.sort_by_key(|(url, _)| candidates.iter().position(|candidate| candidate == *url));
    let mut failures: Vec<FetchError> = failures.into_iter().map(|(_, error)| error).collect();
    match failures.len() {
        0 => FetchError::NoCandidates { name: name.to_owned() },
        1 => failures.remove(0),
        _ => FetchError::AllFailed { name: name.to_owned(), failures },
    }
}
