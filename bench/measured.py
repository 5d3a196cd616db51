#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Runs a command and writes what it took as JSON to the file descriptor that is named first.

Of a process, the kernel counts as peak memory also what it was before it became another program: the
one that started it. A large script would so be counted as memory of the tools that it starts; this
one has some 10 MiB, below which nothing can be measured.
"""

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    start = time.monotonic()
    process = subprocess.Popen(sys.argv[2:])
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    with os.fdopen(int(sys.argv[1]), "w") as file:
        json.dump({"code": process.returncode, "wall": wall, "processor": usage.ru_utime + usage.ru_stime,
                   "peak-mib": usage.ru_maxrss / 1024}, file)
