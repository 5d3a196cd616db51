// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Ends at once.
#include <stdio.h>

int main(void) {
    fputs("cannot work without a licence\n", stderr);
    return 3;
}
