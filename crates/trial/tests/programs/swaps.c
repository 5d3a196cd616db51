// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Makes a system call that no container may make.
#include <stdio.h>
#include <sys/swap.h>

int main(void) {
    if (swapon("/tmp", 0) != 0) perror("swapon");
    return 1;
}
