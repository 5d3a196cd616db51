// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Floods its log.
#include <stdio.h>

int main(void) {
    for (;;) puts("an error that repeats itself for ever and ever and ever");
}
