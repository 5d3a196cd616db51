// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Forks without end.
#include <unistd.h>

int main(void) {
    for (;;) fork();
}
