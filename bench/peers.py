# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""How syft and trivy are called here, without a network."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

# The index of Java archives that trivy fetches from a registry: it reads no archive without one. An
# empty one, in its own form, lets it read them all; what it would have looked up by digest it names
# less of, and it is faster than with the real one of more than a gigabyte.
JAVA_INDEX = """
CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT,
                     foreign key (artifact_id) references artifacts(id));
CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id);
CREATE INDEX indices_artifact_idx ON indices(artifact_id);
CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1);
"""

ENVIRONMENT = {"SYFT_CHECK_FOR_APP_UPDATE": "false"}


def syft(image):
    """Every package that it finds."""
    return ["syft", "scan", f"oci-dir:{image}", "-o", "json", "-q"]


def trivy(image, cache):
    """Every package that it finds; what it prints as JSON of its own has those of the system only."""
    return ["trivy", "image", "--input", str(image), "--format", "cyclonedx", "--quiet",
            "--offline-scan", "--skip-db-update", "--skip-java-db-update", "--skip-version-check",
            "--cache-dir", str(cache)]


def fresh_cache(cache):
    """Makes trivy's cache anew: nothing is remembered, and the index of Java archives is empty."""
    cache = pathlib.Path(cache)
    shutil.rmtree(cache, ignore_errors=True)
    (cache / "java-db").mkdir(parents=True)
    with sqlite3.connect(cache / "java-db/trivy-java.db") as index:
        index.executescript(JAVA_INDEX)
    index.close()
    (cache / "java-db/metadata.json").write_text(json.dumps({
        "Version": 1, "NextUpdate": "2999-01-01T00:00:00Z",
        "UpdatedAt": "2026-01-01T00:00:00Z", "DownloadedAt": "2026-01-01T00:00:00Z",
    }))


def versions():
    """Returns which version of each is found; nothing for one that is missing."""
    return {"syft": version("syft", "version"), "trivy": version("trivy", "--version")}


def version(program, *arguments):
    found = shutil.which(program)
    if not found:
        return None
    output = subprocess.run([found, *arguments], capture_output=True, text=True, check=False,
                            env={**os.environ, **ENVIRONMENT}).stdout
    for line in output.splitlines():
        if line.lower().startswith("version"):
            return line.split(":", 1)[-1].strip()
    return output.strip() or "unknown"
