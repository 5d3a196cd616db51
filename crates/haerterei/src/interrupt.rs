// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Ctrl-C: first a wish, then an order.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use haerterei_ground::Cancel;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

/// The exit code of a process ended by Ctrl-C, as shells report it (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// Lets the first SIGINT or SIGTERM ask the work to stop, and the second end the process.
///
/// Failing to register is no reason not to work: then the system's own way holds, which ends the
/// process at once.
pub(crate) fn watch(cancel: &Cancel) {
    let armed = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The order matters: the condition is looked at before it is set by the same signal.
        let registered =
            flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&armed))
                .and_then(|_| flag::register(signal, Arc::clone(&armed)));
        if registered.is_err() {
            return;
        }
    }
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    let cancel = cancel.clone();
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            cancel.request();
        }
    });
}
