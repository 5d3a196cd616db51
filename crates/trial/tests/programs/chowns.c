// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Changes an owner, which needs a capability.
#include <stdio.h>
#include <unistd.h>

int main(void) {
    FILE *file = fopen("/tmp/owned", "w");
    if (file == NULL || chown("/tmp/owned", 7, 7) != 0) perror("chown /tmp/owned");
    return 1;
}
