// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Writes to the image.
#include <stdio.h>

int main(void) {
    if (fopen("/etc/roots.conf", "w") == NULL) perror("cannot write /etc/roots.conf");
    return 1;
}
