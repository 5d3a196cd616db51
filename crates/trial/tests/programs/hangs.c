// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Does nothing, and ends when it is asked to.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void end(int signal) { _exit(128 + signal); }

int main(void) {
    signal(SIGTERM, end);
    for (;;) pause();
}
