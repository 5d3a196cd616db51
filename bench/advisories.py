# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Advisories in the official formats, as the databases of trivy and grype.

Debian's tracker (`data/json`), Ubuntu's tracker, Alpine's secdb and records of OSV for Maven, npm,
PyPI, Go and crates.io are converted, and for trivy AlmaLinux's (grype knows them only as amendments
of Red Hat's); nothing else is. What is lost on the way is what the peers' own converters lose, too:
rows of a tracker that say "not affected", "undetermined" or "end of life", withdrawn records, and
enumerated versions of records that have ranges.
"""

import collections
import json
import pathlib
import re
import sqlite3
import subprocess
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Releases of Debian, by their names in the tracker.
DEBIAN = {"bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14"}
# Releases of Ubuntu, and what its tracker says of a package that is affected without a fix.
UBUNTU = {"focal": "20.04", "jammy": "22.04", "noble": "24.04"}
UNFIXED = ("needed", "active", "in-progress", "pending", "deferred", "ignored")
# Ecosystems of OSV: their names in our sources, in trivy, and in grype with the order of versions.
ECOSYSTEMS = {
    "Maven": ("maven", "maven", "java-archive", "maven"),
    "npm": ("npm", "npm", "npm", "semver"),
    "PyPI": ("pypi", "pip", "python", "python"),
    "Go": ("go", "go", "go-module", "go"),
    "crates.io": ("crates.io", "cargo", "rust-crate", "semver"),
}
URGENCY = {"unimportant": 1, "low": 1, "medium": 2, "high": 3}

Row = collections.namedtuple("Row", "system release package weakness fixed urgency")
Record = collections.namedtuple("Record", "ecosystem package weakness ids ranges")


def text_of(path, mode="r"):
    """Opens a file, compressed or not."""
    if path.suffix == ".zst":
        process = subprocess.Popen(["zstd", "-dc", str(path)], stdout=subprocess.PIPE,
                                   text=mode == "r")
        return process.stdout
    return open(path, mode)


def debian(path):
    """Returns every row of the tracker that says a package is affected."""
    with text_of(path) as file:
        tracker = json.load(file)
    for package, weaknesses in tracker.items():
        for weakness, entry in weaknesses.items():
            for codename, row in entry["releases"].items():
                is_affected = row["status"] in ("open", "resolved") and row.get("fixed_version") != "0"
                if codename in DEBIAN and is_affected:
                    fixed = row.get("fixed_version") if row["status"] == "resolved" else None
                    yield Row("debian", DEBIAN[codename], package, weakness, fixed,
                              row.get("urgency"))


def ubuntu(path):
    """Returns every row of Ubuntu's tracker that says a package is affected."""
    with text_of(path) as lines:
        for line in lines:
            candidate = json.loads(line)
            for codename, packages in candidate["packages"].items():
                for package, row in packages.items():
                    status, note = row["status"], row.get("note")
                    is_over = re.search("end.of.(life|st)", (note or "").lower())
                    # Whoever has what is pending is no longer affected.
                    if status in ("released", "released-esm", "pending") and re.match(r"[0-9][\w.+:~-]*$", note or ""):
                        fixed = note
                    elif status in UNFIXED and not (status == "ignored" and is_over):
                        fixed = None
                    else:
                        continue
                    yield Row("ubuntu", UBUNTU[codename], package, candidate["candidate"], fixed, None)


def almalinux(path):
    """Returns every fix of AlmaLinux but those of modules, whose streams its records do not name."""
    with text_of(path) as lines:
        for line in lines:
            record = json.loads(line)
            for affected in record["affected"]:
                release = affected["package"]["ecosystem"].partition(":")[2]
                for one in affected["ranges"]:
                    for event in one["events"]:
                        # What an advisory is about are the CVEs beside it, if there are any.
                        # ALBA and ALEA are corrections and additions.
                        own = [record["id"]] if record["id"].startswith("ALSA") else []
                        for weakness in record.get("related") or own:
                            if "fixed" in event and ".module" not in event["fixed"]:
                                yield Row("alma", release, affected["package"]["name"], weakness,
                                          event["fixed"], None)


def alpine(path, aliases=None):
    """Returns every fix of Alpine's secdb; version 0 means that a package never was affected."""
    with text_of(path, "rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
        for member in tar:
            if not member.name.endswith(".json") or not member.isfile():
                continue
            document = json.load(tar.extractfile(member))
            release = document["distroversion"].removeprefix("v")
            for package in document["packages"]:
                for fixed, weaknesses in (package["pkg"].get("secfixes") or {}).items():
                    for line in weaknesses or []:
                        # A name with question marks is none yet. Names of others stand beside CVEs.
                        names = [name for name in line.split() if "?" not in name]
                        called = [name for name in names if name.startswith("CVE-")] or names[:1]
                        if aliases and len(called) == 1:
                            aliases.add(names)
                        for weakness in called if fixed != "0" else []:
                            yield Row("alpine", release, package["pkg"]["name"], weakness, fixed, None)


def osv(path):
    """Returns every affected package of records of OSV, with its ranges as constraints."""
    with text_of(path) as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("withdrawn"):
                continue
            ids = [record["id"], *record.get("aliases", []), *record.get("upstream", [])]
            for affected in record.get("affected", []):
                package = affected.get("package", {})
                if package.get("ecosystem") in ECOSYSTEMS:
                    ranges = list(constraints(affected))
                    if ranges:
                        yield Record(package["ecosystem"], package["name"], name_of(ids), ids, ranges)


def name_of(ids):
    """Returns the name by which all are compared: a CVE, if there is one."""
    return min(ids, key=lambda one: (not one.startswith("CVE-"), one))


def constraints(affected):
    """Yields constraint and fix of each range, or of each version where there are no ranges."""
    ranges = [one for one in affected.get("ranges", []) if one["type"] in ("ECOSYSTEM", "SEMVER")]
    for one in ranges:
        start = None
        for event in one["events"]:
            if "introduced" in event:
                start = event["introduced"]
            elif start is not None and ("fixed" in event or "last_affected" in event):
                end = f"<{event['fixed']}" if "fixed" in event else f"<={event['last_affected']}"
                yield (end if start == "0" else f">={start},{end}"), event.get("fixed")
                start = None
        if start is not None:
            yield f">={start}", None
    if not ranges:
        for version in affected.get("versions", []):
            yield f"={version}", None


class Aliases:
    """Which names mean the same weakness."""

    def __init__(self):
        self.parent = {}

    def find(self, name):
        while self.parent.get(name, name) != name:
            name = self.parent[name]
        return name

    def add(self, names):
        roots = {self.find(name) for name in names}
        best = name_of(sorted(roots))
        for root in roots:
            self.parent[root] = best


def for_trivy(sources, cache):
    """Writes trivy's database; returns how many entries it has."""
    folder = pathlib.Path(cache) / "db"
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as built:
        program = pathlib.Path(built) / "bolt"
        subprocess.run(["go", "build", "-mod=mod", "-o", str(program), "."],
                       cwd=HERE / "databases/bolt", check=True)
        writer = subprocess.Popen([str(program), str(folder / "trivy.db")], stdin=subprocess.PIPE,
                                  text=True)
        put = lambda buckets, key, value: print(json.dumps([buckets, key, value]), file=writer.stdin)
        count = 0
        for row in sources.rows:
            value = {"FixedVersion": row.fixed} if row.fixed else {"Status": 2}
            if row.urgency in URGENCY:
                value["Severity"] = URGENCY[row.urgency]
            put([f"{row.system} {row.release}", row.package], row.weakness, value)
            count += 1
        grouped = collections.defaultdict(list)
        for record in sources.records:
            ecosystem = ECOSYSTEMS[record.ecosystem][1]
            name = record.package if ecosystem == "go" else record.package.lower()
            if ecosystem == "pip":
                name = name.replace("_", "-")
            # Each record by itself: two that mean the same weakness may say different ranges.
            source = f"{ecosystem}::{record.ids[0].split('-')[0]}"
            grouped[source, name, record.weakness].extend(record.ranges)
        for (source, name, weakness), ranges in sorted(grouped.items()):
            value = {
                "VulnerableVersions": [constraint.replace(",", ", ") for constraint, _ in ranges],
                "PatchedVersions": [f">={fixed}" for _, fixed in ranges if fixed] or None,
            }
            # Several ranges and their fixes do not go together: the ranges alone are exact.
            if len(ranges) > 1 or value["PatchedVersions"] is None:
                del value["PatchedVersions"]
            put([source, name], weakness, value)
            put(["data-source"], source, {"ID": "ghsa", "Name": source, "URL": ""})
            count += 1
        for name in sorted({row.weakness for row in sources.rows}
                           | {record.weakness for record in sources.records}):
            put(["vulnerability"], name, {"Severity": "UNKNOWN"})
        writer.stdin.close()
        if writer.wait() != 0:
            raise SystemExit("failed: the database of trivy was not written")
    (folder / "metadata.json").write_text(json.dumps({
        "Version": 2, "NextUpdate": "2999-01-01T00:00:00Z",
        "UpdatedAt": "2026-01-01T00:00:00Z", "DownloadedAt": "2026-01-01T00:00:00Z",
    }))
    return count


# The tables that grype 0.120 reads (schema 6.1), with what it needs of them.
GRYPE = """
CREATE TABLE blobs(id INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE db_metadata(build_timestamp DATETIME NOT NULL, model INTEGER NOT NULL,
                         revision INTEGER NOT NULL, addition INTEGER NOT NULL);
CREATE TABLE providers(id TEXT PRIMARY KEY, version TEXT, processor TEXT, date_captured DATETIME,
                       input_digest TEXT);
CREATE TABLE vulnerability_handles(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE,
    status TEXT NOT NULL, published_date DATETIME, modified_date DATETIME, withdrawn_date DATETIME,
    provider_id TEXT NOT NULL, blob_id INTEGER);
CREATE INDEX vulnerability_names ON vulnerability_handles(name);
CREATE TABLE vulnerability_aliases(name TEXT, alias TEXT NOT NULL, PRIMARY KEY(name, alias));
CREATE TABLE packages(id INTEGER PRIMARY KEY, ecosystem TEXT COLLATE NOCASE,
                      name TEXT COLLATE NOCASE);
CREATE UNIQUE INDEX package_names ON packages(name, ecosystem);
CREATE TABLE operating_systems(id INTEGER PRIMARY KEY, name TEXT, release_id TEXT,
    major_version TEXT, minor_version TEXT, label_version TEXT, codename TEXT, channel TEXT,
    eol_date DATETIME, eoas_date DATETIME);
CREATE TABLE affected_package_handles(id INTEGER PRIMARY KEY, vulnerability_id INTEGER NOT NULL,
    operating_system_id INTEGER, package_id INTEGER, blob_id INTEGER);
CREATE INDEX affected_packages ON affected_package_handles(package_id);
CREATE TABLE unaffected_package_handles(id INTEGER PRIMARY KEY, vulnerability_id INTEGER NOT NULL,
    operating_system_id INTEGER, package_id INTEGER, blob_id INTEGER);
CREATE TABLE operating_system_specifier_overrides(alias TEXT, version TEXT, version_pattern TEXT,
    codename TEXT, channel TEXT, replacement TEXT, replacement_major_version TEXT,
    replacement_minor_version TEXT, replacement_label_version TEXT, replacement_channel TEXT,
    rolling NUMERIC, applicable_client_db_schemas TEXT);
CREATE TABLE package_specifier_overrides(ecosystem TEXT, replacement_ecosystem TEXT);
CREATE TABLE architecture_aliases(alias TEXT PRIMARY KEY, canonical TEXT NOT NULL);
CREATE TABLE affected_cpe_handles(id INTEGER PRIMARY KEY, vulnerability_id INTEGER NOT NULL,
                                  cpe_id INTEGER, blob_id INTEGER);
CREATE TABLE unaffected_cpe_handles(id INTEGER PRIMARY KEY, vulnerability_id INTEGER NOT NULL,
                                    cpe_id INTEGER, blob_id INTEGER);
CREATE TABLE cpes(id INTEGER PRIMARY KEY, part TEXT, vendor TEXT, product TEXT, edition TEXT,
    language TEXT, software_edition TEXT, target_hardware TEXT, target_software TEXT, other TEXT);
CREATE TABLE package_cpes(package_id INTEGER, cpe_id INTEGER, PRIMARY KEY(package_id, cpe_id));
CREATE TABLE known_exploited_vulnerability_handles(id INTEGER PRIMARY KEY, cve TEXT NOT NULL,
                                                   blob_id INTEGER);
CREATE TABLE epss_metadata(date DATETIME NOT NULL);
CREATE TABLE epss_handles(id INTEGER PRIMARY KEY, cve TEXT NOT NULL, epss REAL NOT NULL,
                          percentile REAL NOT NULL);
CREATE TABLE cwe_handles(id INTEGER PRIMARY KEY, cve TEXT NOT NULL, cwe TEXT NOT NULL, source TEXT,
                         type TEXT);
CREATE TABLE ssvc_handles(id INTEGER PRIMARY KEY, cve TEXT NOT NULL, source TEXT, role TEXT,
    version TEXT, timestamp DATETIME, exploitation TEXT, automatable TEXT, technical_impact TEXT);
"""


class Grype:
    """A database of grype while it is written."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)
        self.database.executescript(GRYPE)
        now = "2026-01-01 00:00:00+00:00"
        self.insert("db_metadata", now, 6, 1, 10)
        for provider in ("debian", "ubuntu", "alpine", "github"):
            self.insert("providers", provider, "1", "vunnel", now, "")
        self.insert("epss_metadata", now)
        self.packages, self.systems, self.count = {}, {}, 0

    def insert(self, table, *values):
        marks = ",".join("?" * len(values))
        return self.database.execute(f"INSERT INTO {table} VALUES({marks})", values).lastrowid

    def package(self, ecosystem, name):
        key = ecosystem, name.lower()
        if key not in self.packages:
            self.packages[key] = self.insert("packages", None, ecosystem, name)
        return self.packages[key]

    def system(self, name, release):
        key = name, release
        if key not in self.systems:
            major, _, minor = release.partition(".")
            label, major = ("edge", "") if release == "edge" else ("", major)
            codename = next((it for it, number in {**DEBIAN, **UBUNTU}.items() if number == release), "")
            self.systems[key] = self.insert("operating_systems", None, name, name, major, minor, label,
                                            codename, "", None, None)
        return self.systems[key]

    def blob(self, value):
        return self.insert("blobs", None, json.dumps(value))

    def add(self, provider, name, aliases, ecosystem, package, system, ranges):
        blob = self.blob({"id": name, "aliases": aliases})
        handle = self.insert("vulnerability_handles", None, name, "active", None, None, None, provider,
                             blob)
        affected = self.blob({"cves": [one for one in [name, *aliases] if one.startswith("CVE-")],
                              "ranges": ranges})
        self.insert("affected_package_handles", None, handle, system, self.package(ecosystem, package),
                    affected)
        self.count += 1


def for_grype(sources, path):
    """Writes grype's database; returns how many entries it has."""
    grype = Grype(path)
    for row in sources.rows:
        if row.system == "alma":
            continue
        state = {"state": "fixed", "version": row.fixed} if row.fixed else {"state": "not-fixed"}
        form = ("apk", "apk") if row.system == "alpine" else ("deb", "dpkg")
        version = {"type": form[1], "constraint": f"< {row.fixed}" if row.fixed else ""}
        grype.add(row.system, row.weakness, [], form[0], row.package,
                  grype.system(row.system, row.release), [{"version": version, "fix": state}])
    for record in sources.records:
        _, _, ecosystem, order = ECOSYSTEMS[record.ecosystem]
        ranges = [{"version": {"type": order, "constraint": constraint},
                   "fix": {"state": "fixed", "version": fixed} if fixed else {"state": "not-fixed"}}
                  for constraint, fixed in record.ranges]
        grype.add("github", record.ids[0], record.ids[1:], ecosystem, record.package, None, ranges)
    grype.database.commit()
    grype.database.close()
    return grype.count


class Sources:
    """The advisories that all three are given."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.files = {}
        for name, pattern in [("debian", "debian-security-tracker.json*"),
                              ("ubuntu", "ubuntu-cve-tracker-*.jsonl*"),
                              ("almalinux", "osv-almalinux-*.jsonl*"),
                              ("alpine", "alpine-secdb-*.tar*"), ("maven", "osv-maven.jsonl*"),
                              ("npm", "osv-npm.jsonl*"), ("pypi", "osv-pypi.jsonl*"),
                              ("go", "osv-go-vulndb-*.jsonl*"), ("crates.io", "osv-cratesio.jsonl*")]:
            found = sorted(folder.glob(pattern))
            if found:
                self.files[name] = found[-1]
        if not self.files:
            raise SystemExit(f"no advisories in {folder}")
        self.aliases = Aliases()
        systems = {"debian": debian, "ubuntu": ubuntu, "almalinux": almalinux,
                   "alpine": lambda path: alpine(path, self.aliases)}
        self.rows = [row for name, path in self.files.items() if name in systems
                     for row in systems[name](path)]
        self.records = [record for name, path in self.files.items() if name not in systems
                        for record in osv(path)]
        for record in self.records:
            self.aliases.add(record.ids)
        said = collections.defaultdict(set)
        for record in self.records:
            key = plain(record.package), self.aliases.find(record.ids[0])
            said[key].add(tuple(record.ranges))
        for row in self.rows:
            said[row.system, row.release, row.package, row.weakness].add(row.fixed)
        self.disputed = {key[-2:] for key, entries in said.items() if len(entries) > 1}

    def configuration(self):
        """Returns what `haerterei.toml` says of them."""
        lines = ["[advisories.sources]"]
        for name, path in self.files.items():
            form = 'type = "ubuntu-tracker", ' if name == "ubuntu" else ""
            lines.append(f"{json.dumps(name)} = {{ {form}files = [{json.dumps(str(path.resolve()))}] }}")
        return "\n".join(lines) + "\n"

    def is_disputed(self, package, weakness):
        """Returns whether several records say different things of one weakness and package."""
        return (plain(package), weakness) in self.disputed or (package, weakness) in self.disputed


def plain(package):
    """Returns the name of a package without what ecosystems read as the same."""
    return re.sub(r"[-_.:/]+", "-", package.lower())
