// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Fills a folder.
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    static char bytes[65536];
    memset(bytes, 1, sizeof bytes);
    FILE *file = fopen(arguments[count - 1], "w");
    if (file == NULL) { perror(arguments[count - 1]); return 1; }
    for (;;) {
        if (fwrite(bytes, 1, sizeof bytes, file) < sizeof bytes || fflush(file) != 0) {
            perror("fills");
            return 1;
        }
    }
}
