// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Listens at a port and answers every caller: listens PORT [ADDRESS [deaf]]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void end(int signal) { _exit(128 + signal); }

int main(int count, char **arguments) {
    signal(SIGTERM, count > 3 ? SIG_IGN : end);
    struct sockaddr_in address = {0};
    address.sin_family = AF_INET;
    address.sin_port = htons(atoi(arguments[1]));
    address.sin_addr.s_addr = inet_addr(count > 2 ? arguments[2] : "0.0.0.0");
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("bind to the port");
        return 1;
    }
    listen(listener, 16);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int caller = accept(listener, NULL, NULL);
        const char *answer = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nwell\n";
        char request[4096];
        if (read(caller, request, sizeof request) > 0) {
            if (write(caller, answer, strlen(answer)) < 0) perror("write");
        }
        close(caller);
    }
}
