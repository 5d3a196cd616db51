#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Measures what a trial adds to `runc run` of an already unpacked bundle.

All three (runc, the sandbox alone, the command `haerterei trial` as one identity) run the Tomcat example from an OCI layout until its log says that the server is up, ask it to
end and wait for its end, in turn, on the same machine. Needs root, runc and the layout:

    haerterei build examples/tomcat/recipe.yaml --platform linux/amd64 --output oci:LAYOUT
    bench/trial.py LAYOUT
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXT = "Server startup"
PLAN = f"""\
haerterei-trial: 1
runs:
  - name: starts
    steps:
      - {{name: is-up, kind: log, contains: {TEXT}}}
      - {{name: ends, kind: terminate}}
"""


def read(layout, digest):
    return (layout / "blobs" / digest.replace(":", "/")).read_bytes()


def manifest_of(layout):
    """Returns the manifest of the first image of a layout."""
    entry = json.loads((layout / "index.json").read_text())["manifests"][0]
    document = json.loads(read(layout, entry["digest"]))
    while "manifests" in document:
        document = json.loads(read(layout, document["manifests"][0]["digest"]))
    return document


def unpack(layout, bundle):
    """Unpacks the image and writes the plainest bundle of it."""
    manifest = manifest_of(layout)
    run = json.loads(read(layout, manifest["config"]["digest"]))["config"]
    rootfs = bundle / "rootfs"
    rootfs.mkdir()
    rootfs.chmod(0o755)
    for layer in manifest["layers"]:
        blob = layout / "blobs" / layer["digest"].replace(":", "/")
        subprocess.run(["tar", "--extract", "--auto-compress", "--numeric-owner", "--same-owner",
                        "--preserve-permissions", "--directory", rootfs, "--file", blob], check=True)
    mounts = [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
         "options": ["nosuid", "mode=755", "size=65536k"]},
    ]
    for path in run["Labels"].get("haerterei.writable-paths", "/tmp").split(","):
        (rootfs / path.lstrip("/")).mkdir(parents=True, exist_ok=True)
        (rootfs / path.lstrip("/")).chmod(0o1777)
        mounts.append({"destination": path, "type": "tmpfs", "source": "tmpfs",
                       "options": ["nosuid", "nodev", "size=67108864"]})
    (bundle / "config.json").write_text(json.dumps({
        "ociVersion": "1.0.2",
        "process": {
            "user": {"uid": 1000680000, "gid": 0},
            "args": (run.get("Entrypoint") or []) + (run.get("Cmd") or []),
            "env": run.get("Env") or [], "cwd": run.get("WorkingDir") or "/",
            "capabilities": {}, "noNewPrivileges": True,
        },
        "root": {"path": "rootfs", "readonly": True},
        "mounts": mounts,
        "linux": {"namespaces": [{"type": kind} for kind in
                                 ("pid", "network", "ipc", "uts", "mount")]},
    }))


def plain(bundle, number):
    """Runs the bundle with runc alone; returns milliseconds until ready and until the end."""
    name = f"haerterei-bench-{os.getpid()}-{number}"
    begun = time.monotonic()
    process = subprocess.Popen(["runc", "run", "--bundle", bundle, name],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    ready = None
    for line in process.stdout:
        if TEXT in line:
            ready = time.monotonic()
            process.send_signal(signal.SIGTERM)
    process.wait()
    if ready is None:
        sys.exit("the server never came up under runc")
    return (ready - begun) * 1000, (time.monotonic() - begun) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layout", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--locked", "--workspace", "--example",
                    "run-once", "--bin", "haerterei"], cwd=ROOT, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="haerterei-bench-"))
    try:
        bundle = folder / "bundle"
        bundle.mkdir()
        unpack(arguments.layout, bundle)

        def ours():
            output = subprocess.run(
                [target / "examples/run-once", arguments.layout, folder / "cache", TEXT],
                check=True, capture_output=True, text=True)
            return json.loads(output.stdout)

        (folder / "trial.yaml").write_text(PLAN)

        def command():
            begun = time.monotonic()
            output = subprocess.run(
                [target / "haerterei", "trial", f"oci:{arguments.layout}", "--plan",
                 folder / "trial.yaml", "--identity", "high-uid", "--format", "json"],
                env={**os.environ, "HAERTEREI_HOME": folder / "home"}, check=True,
                stdin=subprocess.DEVNULL, capture_output=True, text=True)
            took = (time.monotonic() - begun) * 1000
            return {"took": took, "run": json.loads(output.stdout)["runs"][0]}

        first = ours()
        command()
        print(f"unpacked and started for the first time: ready after {first['ready']} ms")
        rows = []
        for number in range(arguments.rounds):
            alone = plain(bundle, number)
            begun = time.monotonic()
            steps = ours()
            whole = (time.monotonic() - begun) * 1000
            rows.append({"runc": {"ready": alone[0], "ended": alone[1]}, "sandbox": steps,
                         "whole": whole, "command": command()})
        middle = lambda values: statistics.median(values)
        runc_ready = middle(row["runc"]["ready"] for row in rows)
        runc_ended = middle(row["runc"]["ended"] for row in rows)
        ready = middle(row["sandbox"]["ready"] for row in rows)
        whole = middle(row["whole"] for row in rows)
        print(f"{'':24}{'ready':>10}{'ended and cleaned':>20}")
        print(f"{'runc run':24}{runc_ready:8.0f} ms{runc_ended:17.0f} ms")
        print(f"{'sandbox of a trial':24}{ready:8.0f} ms{whole:17.0f} ms")
        print(f"{'added':24}{ready - runc_ready:8.0f} ms{whole - runc_ended:17.0f} ms")
        whole = middle(row["command"]["took"] for row in rows)
        print(f"{'haerterei trial':24}{'':11}{whole:17.0f} ms")
        print(f"{'added':24}{'':11}{whole - runc_ended:17.0f} ms")
        prepared = middle(row["sandbox"]["prepared"] for row in rows)
        started = middle(row["sandbox"]["started"] - row["sandbox"]["prepared"] for row in rows)
        print(f"of which laid out (known) {prepared:.0f} ms, launched {started:.0f} ms")
        if arguments.json:
            arguments.json.write_text(json.dumps(rows, indent=2) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
