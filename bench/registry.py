#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures the inventory of an image in a registry on loopback: `registry.py LAYOUT`.

Debian's `docker-registry` is started for it, with the image pushed by `haerterei copy`. `first` fetches
every layer; `again` knows them all, so that only the manifest is asked for. Beside the wall clock stands
the processor's time, which other work on the machine does not touch.
"""

import argparse
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def build_binary():
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--workspace", "--bin", "haerterei"],
        cwd=ROOT, check=True,
    )
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/haerterei"


def run(command, home):
    """Runs a command; returns wall-clock and processor milliseconds, and peak memory in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in command], env={**os.environ, "HAERTEREI_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed: {command}\n{errors.decode(errors='replace')}")
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def registry(folder):
    """Starts docker-registry and returns it with its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    configuration = folder / "registry.yml"
    configuration.write_text(
        "version: 0.1\nlog: {level: error}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\n"
        f"http: {{addr: '{address}', secret: x}}\n"
    )
    process = subprocess.Popen(
        ["docker-registry", "serve", configuration],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0:
                return process, address
        time.sleep(0.1)
    process.kill()
    sys.exit("docker-registry does not listen")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layout")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--binary", type=pathlib.Path, help="measure this one, build none")
    arguments = parser.parse_args()
    ours = arguments.binary or build_binary()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        process, address = registry(folder)
        try:
            image = f"{address}/bench/image:1"
            home = folder / "home"
            run([ours, "copy", f"oci:{arguments.layout}", image], home)
            sbom = [ours, "sbom", image, "--format", "json"]
            rows = {"first": [], "again": []}
            for number in range(3):
                rows["first"].append(run(sbom, folder / f"home-{number}"))
            for _ in range(arguments.runs):
                rows["again"].append(run(sbom, folder / "home-0"))
        finally:
            process.terminate()
            process.wait()
    print("| registry on loopback | ms | processor ms | MiB |")
    print("|---|---:|---:|---:|")
    for row, runs in rows.items():
        wall, processor, memory = (statistics.median(it) for it in zip(*runs))
        print(f"| {row} | {wall:.0f} | {processor:.0f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
