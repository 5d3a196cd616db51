#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

"""How long a register of ten thousand images takes.

    bench/register.py --advisories ../shared/advisories [--images 10000] [--days 30] [--json FILE]

The packages are those that this machine's apt knows (`apt-cache dumpavail`), the images are chosen
from them at random with a fixed seed, the advisories are real. Two kinds of updates follow:

* a replay: on each of the last days on which Debian published advisories for bookworm (DSA), what they
  fix changes from open to fixed, as it did. The tracker is there in one state only, the newest; what
  came after a day is taken back for it;
* updates made here, of 3 to 4,000 rows (of 360 real ones the largest had less than 2,000): rows that
  were open get a fixed version, new ones come, others go.

An update is timed as a process of its own does it: opening the register, loading the index, matching
everything, storing what changed. All of it is the same each time, for the same packages and advisories.

Needs the example built: cargo build --release --example measure_register
"""

import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

SOURCES = {
    "debian": "debian-security-tracker.json.zst",
    "maven": "osv-maven.jsonl.zst",
    "npm": "osv-npm.jsonl.zst",
    "pypi": "osv-pypi.jsonl.zst",
    "crates.io": "osv-cratesio.jsonl.zst",
    "kev": "known_exploited_vulnerabilities.json",
}
# Rows of the tracker that change with each update; the last is a whole day of a distribution.
UPDATES = [3, 40, 400, 4000]


def universe(path):
    """Writes every package that apt knows: name, source, version of the source."""
    text = subprocess.run(["apt-cache", "dumpavail"], check=True, capture_output=True, text=True).stdout
    packages = {}
    for paragraph in text.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Source|Version): (.*)$", paragraph, re.MULTILINE))
        if "Package" not in fields or "Version" not in fields:
            continue
        source = fields.get("Source", fields["Package"])
        named = re.fullmatch(r"(\S+)(?: \((\S+)\))?", source)
        name, version = named.group(1), named.group(2) or re.sub(r"\+b\d+$", "", fields["Version"])
        packages[fields["Package"]] = (name, version)
    with open(path, "w", encoding="utf-8") as file:
        for name in sorted(packages):
            file.write(f"{name} {packages[name][0]} {packages[name][1]}\n")
    return {source: version for source, version in packages.values()}


def history(path, tracker):
    """Returns the rows that advisories fixed, by day: package, weakness, what the tracker says now."""
    text = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True, text=True).stdout
    days = {}
    for line in text.splitlines():
        advisory = json.loads(line)
        for fixed in advisory["fixed"]:
            if fixed["ecosystem"] != "Debian:12":
                continue
            for cve in advisory["cves"]:
                row = tracker.get(fixed["package"], {}).get(cve, {}).get("releases", {}).get("bookworm")
                if row and row.get("status") == "resolved":
                    rows = days.setdefault(advisory["published"][:10], [])
                    rows.append((fixed["package"], cve, row))
    return sorted(days.items())


def take_back(tracker, rows):
    """Makes rows open again."""
    for package, cve, row in rows:
        was = {key: value for key, value in row.items() if key != "fixed_version"}
        tracker[package][cve]["releases"]["bookworm"] = {**was, "status": "open"}


def update(tracker, sources, rows, chance):
    """Changes so many rows of what is installed somewhere."""
    known = sorted(name for name in tracker if name in sources)
    for _ in range(rows):
        name = chance.choice(known)
        weaknesses = tracker[name]
        kind = chance.choice(["fixed", "new", "gone"])
        release = {"status": "open", "urgency": "not yet assigned", "repositories": {"bookworm": sources[name]}}
        if kind == "new":
            weaknesses[f"CVE-2026-{chance.randrange(100000, 999999)}"] = {"releases": {"bookworm": release}}
            continue
        cve = chance.choice(sorted(weaknesses))
        if kind == "gone":
            weaknesses[cve]["releases"].pop("bookworm", None)
        else:
            weaknesses[cve]["releases"]["bookworm"] = {
                **release,
                "status": "resolved",
                "fixed_version": sources[name] + "+1",
            }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--advisories", required=True, type=pathlib.Path)
    parser.add_argument("--images", default=10000, type=int)
    parser.add_argument("--days", default=30, type=int)
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", "target"), type=pathlib.Path)
    parser.add_argument("--register", help="a connection URI, instead of a file")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    programs = arguments.target / "release"
    chance = random.Random(5)
    with tempfile.TemporaryDirectory(prefix="register-bench-") as folder:
        folder = pathlib.Path(folder)
        sources = universe(folder / "universe")
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"]}

        def bring(index, *files):
            subprocess.run(
                [programs / "haerterei", "advisories", "import", *files],
                check=True,
                env={**environment, "HAERTEREI_HOME": str(index)},
                stdout=subprocess.DEVNULL,
            )

        def next_index():
            number = len(indices)
            (folder / "tracker.json").write_text(json.dumps(tracker), encoding="utf-8")
            index = folder / f"index-{number}"
            if number:
                subprocess.run(["cp", "-al", folder / f"index-{number - 1}", index], check=True)
            bring(index, f"--source=debian={folder / 'tracker.json'}", *([] if number else others))
            indices.append(index / "advisories")

        there = {name: arguments.advisories / file for name, file in SOURCES.items()}
        raw = subprocess.run(["zstd", "-dc", there.pop("debian")], check=True, capture_output=True).stdout
        tracker = json.loads(raw)
        others = [f"--source={name}={path}" for name, path in there.items() if path.exists()]
        days = history(arguments.advisories / "debian-dsa-dla.jsonl.zst", tracker)[-arguments.days :]
        indices = []
        for _, rows in days:
            take_back(tracker, rows)
        next_index()
        for _, rows in days:
            for package, cve, row in rows:
                tracker[package][cve]["releases"]["bookworm"] = row
            next_index()
        for rows in UPDATES:
            update(tracker, sources, rows, chance)
            next_index()
        del tracker, raw
        place = str(arguments.register or folder / "register.db")

        def measure(*call):
            call = [programs / "examples/measure_register", *map(str, call)]
            return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)

        report = {
            "fill": measure("fill", place, folder / "universe", arguments.images, indices[0]),
            "all-segments": measure("segments", indices[0]),
            "matching": measure("match", place, indices[0]),
            "replay": [],
            "made-updates": [],
        }
        for (day, rows), index in zip(days, indices[1:]):
            report["replay"].append({"day": day, "rows": len(rows), **measure("update", place, index)})
        for rows, index in zip(UPDATES, indices[1 + len(days) :]):
            report["made-updates"].append({"rows": rows, **measure("update", place, index)})
        report["size-after"] = pathlib.Path(place).stat().st_size if not arguments.register else None
    text = json.dumps(report, indent=2)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    matching, segments = report["matching"], report["all-segments"]
    worst = max(part["seconds"] for part in report["replay"] + report["made-updates"])
    mebibytes = segments["peak-bytes"] / (1 << 20)
    for what, found, goal in [
        ("matching", f"{matching['seconds'] * 1000:.1f} ms", "50 ms"),
        ("an update with storing, at most", f"{worst:.2f} s", "1 s"),
        ("all segments loaded", f"{segments['seconds']:.2f} s, {mebibytes:.0f} MiB", "1 s, 256 MiB"),
    ]:
        print(f"{what}: {found} (to reach: {goal})", file=sys.stderr)


if __name__ == "__main__":
    main()
