// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0
// Looks for the account of the user it runs as, and does not start without one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char wanted[32], line[256];
    snprintf(wanted, sizeof wanted, ":x:%u:", (unsigned)geteuid());
    FILE *accounts = fopen("/etc/passwd", "r");
    while (accounts && fgets(line, sizeof line, accounts))
        if (strstr(line, wanted)) return 0;
    fprintf(stderr, "could not look up effective user ID %u: user does not exist\n", (unsigned)geteuid());
    return 1;
}
