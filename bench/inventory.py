#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures inventories against syft and trivy, and against the floor, on the same images in one run.

The floor is decompressing every layer and digesting what comes out by SHA-256, one thread a layer.
Peers are measured if they are found; which versions were, and which were not, stands in the result.
"""

import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import peers

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEASURED = ROOT / "bench/measured.py"


def build_binaries():
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--workspace",
         "--bin", "haerterei", "--example", "floor"],
        cwd=ROOT,
        check=True,
    )
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    return target / "haerterei", target / "examples/floor"


def run(command, environment):
    """Runs a command; returns wall-clock seconds, processor seconds and peak memory in MiB."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", MEASURED, str(writing), *map(str, command)],
        env={**os.environ, **environment}, pass_fds=[writing],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    os.close(writing)
    errors = process.stderr.read()
    process.wait()
    with os.fdopen(reading) as file:
        told = file.read()
    took = json.loads(told) if told else {"code": process.returncode}
    if took["code"] != 0:
        sys.exit(f"failed with {took['code']}: {' '.join(map(str, command))}\n"
                 f"{errors.decode(errors='replace')}")
    return took["wall"], took["processor"], took["peak-mib"]


def contenders(ours, floor, image, home):
    """What is run, by name: command and environment. Every run but `again` starts from nothing."""
    sbom = [ours, "sbom", f"oci:{image}", "--format", "json"]
    environment = {"HAERTEREI_HOME": str(home / "haerterei")}
    yield "floor", [floor, f"oci:{image}"], {}
    yield "haerterei", [*sbom, "--no-cache"], environment
    yield "haerterei, again", sbom, environment
    yield "haerterei, tr-03183-2", [
        ours, "sbom", f"oci:{image}", "--format", "cyclonedx-json", "--profile", "tr-03183-2",
        "--no-cache"], environment
    if shutil.which("syft"):
        yield "syft", peers.syft(image), peers.ENVIRONMENT
    if shutil.which("trivy"):
        yield "trivy", peers.trivy(image, home / "trivy"), {}


def measure(name, command, environment, runs, home):
    seconds, processor, memory = [], [], []
    if name.endswith("again"):
        run(command, environment)
    for _ in range(runs):
        if name == "trivy":
            peers.fresh_cache(home / "trivy")
        wall, cpu, peak = run(command, environment)
        seconds.append(wall)
        processor.append(cpu)
        memory.append(peak)
    return {
        "seconds": round(statistics.median(seconds), 3),
        "processor-seconds": round(statistics.median(processor), 3),
        "peak-mebibytes": round(max(memory)),
        "runs": [round(second, 3) for second in seconds],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", nargs="+", help="folders with OCI layouts of one image each")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, help="write the result as JSON")
    arguments = parser.parse_args()
    ours, floor = build_binaries()
    result = {
        "machine": {"processor": platform.processor() or platform.machine(),
                    "cores": os.cpu_count(), "system": platform.system()},
        "peers": peers.versions(),
        "images": {},
    }
    for image in arguments.images:
        figures = {}
        with tempfile.TemporaryDirectory() as folder:
            home = pathlib.Path(folder)
            for name, command, environment in contenders(ours, floor, image, home):
                figures[name] = measure(name, command, environment, arguments.runs, home)
        base, own = figures["floor"]["seconds"], figures["haerterei"]["seconds"]
        print(f"{pathlib.Path(image).name}")
        for name, figure in figures.items():
            figure["times-the-floor"] = round(figure["seconds"] / base, 2)
            figure["times-ours"] = round(figure["seconds"] / own, 2)
            print(f"  {name:22} {figure['seconds']:9.3f} s {figure['peak-mebibytes']:6} MiB"
                  f"  {figure['times-the-floor']:6.2f} floors  {figure['times-ours']:6.2f} of ours")
        result["images"][pathlib.Path(image).name] = figures
    if arguments.output:
        arguments.output.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
