#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures building the Tomcat example against mmdebstrap and a bare loop, in one run."""

import argparse
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECIPE = ROOT / "examples/tomcat/recipe.yaml"


def build_binaries():
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--workspace",
         "--bin", "haerterei", "--example", "bare-loop"],
        cwd=ROOT,
        check=True,
    )
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    return target / "haerterei", target / "examples/bare-loop"


def run(command, environment=None, log=None):
    """Runs a command; returns wall-clock seconds, processor seconds and peak memory in MiB.

    The peak is that of the largest process of the command's tree, as the kernel counts it.
    """
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=log or subprocess.DEVNULL,
        stderr=log or subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def mirror_of_host(suite):
    """Returns the mirror that the host's apt uses for its own distribution."""
    for line in subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines():
        if "security" not in line and line.rstrip("/").endswith("/debian"):
            return line
    sys.exit(f"no mirror for {suite} in the host's apt configuration")


class Bench:
    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = folder
        self.rows = []
        self.log = open(folder / "log", "wb")

    def contender(self, name, command, prepare=None, environment=None, runs=None, size_of=None):
        if shutil.which(str(command[0])) is None:
            sys.exit(f"missing: {command[0]}")
        samples = []
        for _ in range(runs or self.arguments.runs):
            if prepare:
                prepare()
            os.sync()
            samples.append(run(command, environment, self.log))
        row = {
            "name": name,
            "seconds": statistics.median(sample[0] for sample in samples),
            "spread": max(s[0] for s in samples) - min(s[0] for s in samples),
            "processor": statistics.median(sample[1] for sample in samples),
            "mebibytes": max(sample[2] for sample in samples),
            "runs": len(samples),
            "output": size_of() if size_of else None,
        }
        self.rows.append(row)
        print(f"  {name}: {row['seconds']:.2f} s", file=sys.stderr)
        return row


def small_package(folder, number):
    """Makes a small package whose one file says which it is; returns its path and digest."""
    tree = folder / "small-package"
    shutil.rmtree(tree, ignore_errors=True)
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "usr/share/bench").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: bench-small\nVersion: {number}\nArchitecture: all\n"
        "Maintainer: Bench <bench@example.org>\nDescription: changes with every run\n"
    )
    (tree / "usr/share/bench/number").write_text(f"{number}\n")
    package = folder / "examples/tomcat" / "bench-small.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", str(tree), str(package)],
        check=True, stdout=subprocess.DEVNULL,
    )
    return package.name, hashlib.sha256(package.read_bytes()).hexdigest()


def tree_size(path):
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def unpacked_layers(layout, folder):
    """Unpacks the layers of a layout into files of their own: what the bare loop compresses."""
    folder.mkdir()
    tars = []
    for blob in sorted((layout / "blobs/sha256").iterdir(), key=lambda blob: -blob.stat().st_size):
        start = blob.open("rb").read(4)
        tool = "gzip" if start[:2] == b"\x1f\x8b" else "zstd" if start == b"\x28\xb5\x2f\xfd" else None
        if tool is None:
            continue
        tar = folder / f"{blob.name}.tar"
        with tar.open("wb") as out:
            subprocess.run([tool, "-dc", str(blob)], stdout=out, check=True)
        tars.append(str(tar))
    return tars


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-runs", type=int, default=1)
    parser.add_argument("--no-peer", action="store_true", help="leave mmdebstrap out")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()

    haerterei, bare_loop = build_binaries()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="haerterei-bench-"))
    bench = Bench(arguments, folder)
    machine = "linux/amd64"
    home = {"HAERTEREI_HOME": str(folder / "home")}
    recipe_folder = folder / "examples"
    shutil.copytree(ROOT / "examples", recipe_folder)
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    recipe = recipe_folder / "tomcat/recipe.yaml"
    output = folder / "out"
    small = recipe_folder / "tomcat/small.yaml"

    def build(*more):
        return [str(haerterei), "build", str(recipe), "--platform", machine,
                "--output", f"oci:{output}", *more]

    print("warming the package cache", file=sys.stderr)
    run(build(), home, bench.log)
    debs = subprocess.run(
        [str(haerterei), "lock", "files", str(recipe), "--platform", machine],
        env={**os.environ, **home}, capture_output=True, text=True, check=True,
    ).stdout.split()

    def no_output():
        shutil.rmtree(output, ignore_errors=True)

    def size():
        return tree_size(output)

    for compression in ["gzip", "zstd"]:
        more = ["--locked", "--offline", "--compression", compression]
        bench.contender(f"build, layers anew, {compression}", build(*more, "--anew"),
                        prepare=no_output, environment=home, size_of=size)
        bench.contender(f"build, nothing changed, {compression}", build(*more),
                        environment=home)
        numbers = itertools.count(1)

        def changed(compression=compression):
            name, digest = small_package(folder, f"{next(numbers)}-{compression}")
            small.write_text(
                f"haerterei: 1\nextends: recipe.yaml\nname: tomcat-small\n"
                f"debs:\n  - file: {name}\n    sha256: {digest}\n"
            )
            run([str(haerterei), "lock", str(small)], home, bench.log)

        def build_small(*more):
            return [str(haerterei), "build", str(small), "--platform", machine,
                    "--output", f"oci:{folder / 'out-small'}", *more]

        changed()
        run(build_small(*more), home, bench.log)
        bench.contender(f"build, one small package changed, {compression}", build_small(*more),
                        prepare=changed, environment=home)
        tars = unpacked_layers(output, folder / f"layers-{compression}")
        loop = folder / "bare"
        bench.contender(f"bare loop, {compression}",
                        [str(bare_loop), compression, str(loop), *debs, "--", *tars],
                        size_of=lambda: loop.stat().st_size)

    if not arguments.no_peer:
        suite = "trixie"
        mirror = mirror_of_host(suite)
        cache = folder / "apt-archives"
        cache.mkdir()
        for ending in ["gz", "zst"]:
            target = folder / f"peer.tar.{ending}"
            command = [
                "mmdebstrap", "--variant=essential", "--quiet",
                "--include=tomcat10,openjdk-21-jre-headless",
                "--skip=download/empty", "--skip=essential/unlink", "--skip=cleanup/apt/cache",
                f'--setup-hook=mkdir -p "$1/var/cache/apt/archives/"',
                f"--setup-hook=sync-in {cache} /var/cache/apt/archives/",
                f"--customize-hook=sync-out /var/cache/apt/archives {cache}",
                suite, str(target), mirror,
            ]
            if ending == "gz":
                print("warming the peer's cache", file=sys.stderr)
                run(command, None, bench.log)
            bench.contender(f"mmdebstrap --variant=essential, tar.{ending}", command,
                            prepare=lambda target=target: target.unlink(missing_ok=True),
                            runs=arguments.peer_runs, size_of=lambda target=target: target.stat().st_size)

    print(f"\n{platform.machine()}, {os.cpu_count()} cores, "
          f"{datetime.date.today().isoformat()}, median of {arguments.runs} runs\n")
    print("| contender | seconds | spread | ratio to ours | processor seconds | peak MiB | output MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    ours = {}
    for row in bench.rows:
        compression = "zstd" if "zst" in row["name"] else "gzip"
        if row["name"].startswith("build, layers anew"):
            ours[compression] = row["seconds"]
        row["ratio"] = row["seconds"] / ours[compression]
        shown = f"{row['output'] / 1e6:.1f}" if row["output"] else ""
        print(f"| {row['name']} | {row['seconds']:.2f} | {row['spread']:.2f} | {row['ratio']:.2f} "
              f"| {row['processor']:.2f} | {row['mebibytes']:.0f} | {shown} |")
    if arguments.json:
        arguments.json.write_text(json.dumps(bench.rows, indent=2) + "\n")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
