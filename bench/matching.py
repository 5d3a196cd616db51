#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures the index of advisories on real data: making it, loading it, matching one inventory.

An index is made of every source in a folder (`../shared/advisories`, or `--data`), in a process of
its own. Another one, with the index in the page cache, opens it, loads what one inventory needs and
matches it. The inventory are the source packages of this machine, or a file with a package and a
version on each line (`--packages`). Results go to standard output as JSON, each with its goal.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Name, form and file of each source.
SOURCES = (
    ("debian", "debian-tracker", "debian-security-tracker.json.zst"),
    ("ubuntu", "ubuntu-tracker", "ubuntu-cve-tracker-focal-jammy-noble.jsonl.zst"),
    ("alpine", "alpine-secdb", "alpine-secdb-2025-01-04.tar.zst"),
    ("almalinux", "osv", "osv-almalinux-2026-08.jsonl.zst"),
    ("maven", "osv", "osv-maven.jsonl.zst"),
    ("npm", "osv", "osv-npm.jsonl.zst"),
    ("pypi", "osv", "osv-pypi.jsonl.zst"),
    ("go", "osv", "osv-go-vulndb-2026-08.jsonl.zst"),
    ("crates.io", "osv", "osv-cratesio.jsonl.zst"),
    ("rustsec", "rustsec", "rustsec-advisory-db-2026-08-21.tar.zst"),
    ("debian-support", "debian-support", "debian-support"),
    ("kev", "kev", "known_exploited_vulnerabilities.json"),
    ("epss", "epss", "epss_scores-format-sample.csv"),
)
# What the example calls it, our name for it, and what is to be reached.
FIGURES = {
    "opened, segments loaded and verified": ("load-ms", 50.0),
    "names, severities, exploited, scores loaded and verified": ("knowledge-ms", 50.0),
    "matched": ("match-ms", 5.0),
    "all segments loaded and verified": ("load-all-ms", 1000.0),
}


def run(program, arguments):
    """Runs the example; returns what it says by name, seconds, and peak memory in MiB."""
    process = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("the example failed")
    told = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    return told, usage.ru_maxrss / 1024


def installed():
    """Returns the source packages of this machine and their versions."""
    form = "${source:Package} ${source:Version}\\n"
    return subprocess.run(
        ["dpkg-query", "--show", "--showformat", form], capture_output=True, text=True, check=True
    ).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/advisories")
    parser.add_argument("--packages", type=pathlib.Path)
    parser.add_argument("--spaces", default="debian:12")
    options = parser.parse_args()
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--workspace", "--example", "measure_index"],
        cwd=ROOT, check=True,
    )
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    program = target / "examples/measure_index"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        text = options.packages.read_text() if options.packages else installed()
        lines = sorted(set(text.splitlines()))
        packages = folder / "packages.txt"
        packages.write_text("\n".join(lines) + "\n")
        common = [str(folder / "index"), options.spaces, str(packages)]
        sources = {
            name: f"{name}:{form}={options.data / file}"
            for name, form, file in SOURCES if (options.data / file).exists()
        }
        figures = {}
        # Each source alone, so that each one's peak is seen.
        for name, source in sources.items():
            alone = [str(folder / f"alone-{name}"), *common[1:], source]
            _, peak = run(program, alone)
            figures[f"make-{name}-peak-mib"] = {"value": round(peak, 1), "goal": 256}
        made, peak = run(program, [*common, *sources.values()])
        seconds = float(made["made of its sources"].split()[0]) / 1000
        figures["make-all-s"] = {"value": round(seconds, 2)}
        figures["make-all-peak-mib"] = {"value": round(peak, 1), "goal": 256}
        told, peak = run(program, common)
        for said, (name, goal) in FIGURES.items():
            figures[name] = {"value": round(float(told[said].split()[0]), 3), "goal": goal}
        figures["load-and-match-peak-mib"] = {"value": round(peak, 1), "goal": 64}
        size = told["on disk"].split()
        figures["on-disk-mib"] = {"value": round(int(size[0]) / 2**20, 1), "goal": 512}
    for figure in figures.values():
        if "goal" in figure:
            figure["reached"] = figure["value"] <= figure["goal"]
    result = {
        "haerterei-bench-matching": 1,
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "load": os.getloadavg()[0]},
        "packages": len(lines),
        "matches": int(told["matches"]),
        "figures": figures,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
