#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures how fast documents are written and read, and in how much memory, as they grow.

Ten times the components must take about ten times as long: the ratio stands in the last column.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORMATS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-3", "spdx-2.3")
COUNTS = (1, 10_000, 100_000)


def measure(program, count, form, reads):
    """Returns seconds for writing and reading, bytes, and peak memory in MiB."""
    command = [program, str(count), form] + (["read"] if reads else [])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    told = {line.split()[0]: line.split()[1:] for line in output.splitlines()}
    size, written = told["written"]
    checked = told["checked"][1] if reads else "0"
    return float(written), float(checked), int(size), usage.ru_maxrss / 1024


def main():
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--workspace", "--example", "documents"],
        cwd=ROOT, check=True,
    )
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    program = target / "examples/documents"
    print("| format | components | MiB | write s | MiB of memory | read and check s | ratio |")
    print("|---|---|---|---|---|---|---|")
    for form in FORMATS:
        before = None
        for count in COUNTS:
            written, _, size, memory = min(measure(program, count, form, False) for _ in range(3))
            _, checked, _, _ = measure(program, count, form, True)
            ratio = f"{written / before:.1f}" if before and count > COUNTS[1] else ""
            before = written
            print(f"| {form} | {count} | {size / 2**20:.1f} | {written:.3f} | {memory:.0f} "
                  f"| {checked:.3f} | {ratio} |")


if __name__ == "__main__":
    main()
