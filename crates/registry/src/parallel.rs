// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Several things at the same time, where each of them waits for a network.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does something for each of several things, so many at a time, and returns what came of it in
/// their order. The first failure ends the work: what has begun is finished, nothing more is begun.
pub(crate) fn each<T: Sync, R: Send, E: Send>(
    threads: usize,
    things: &[T],
    act: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(things.len()));
    let failed: Mutex<Option<(usize, E)>> = Mutex::new(None);
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(place) else { return };
            match act(thing) {
                Ok(result) => {
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
                Err(error) => {
                    next.store(things.len(), Ordering::Relaxed);
                    let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                    // The earliest is told of, whoever was faster.
                    if failed.as_ref().is_none_or(|(earlier, _)| place < *earlier) {
                        *failed = Some((place, error));
                    }
                    return;
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(things.len()) {
            scope.spawn(work);
        }
        work();
    });
    if let Some((_, error)) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_keep_their_order_and_the_first_failure_counts() {
        let numbers: Vec<u32> = (0..100).collect();
        let doubled = each::<_, _, ()>(7, &numbers, |number| Ok(number * 2)).unwrap();
        assert_eq!(doubled, numbers.iter().map(|number| number * 2).collect::<Vec<_>>());
        let failed = each(7, &numbers, |number| if *number < 40 { Ok(()) } else { Err(*number) });
        assert!((40..48).contains(&failed.unwrap_err()));
        assert_eq!(each::<u8, u8, ()>(7, &[], |_| Err(())), Ok(vec![]));
    }
}
