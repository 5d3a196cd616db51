#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Compares our inventory of an image with those of syft and trivy, component by component.

Every component that only one of two names is explained by a rule of `completeness.toml`, which says
who is wrong or that it is a choice, and why; what no rule explains fails. Of packages of dpkg and
apk the database is the judge: what `dpkg-query` says of the image's own status, and what the
paragraphs of apk's database say, must be named by us exactly.

Components are compared by the type, name and version of their package URLs.
"""

import argparse
import collections
import fnmatch
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.parse

import peers

HERE = pathlib.Path(__file__).resolve().parent
# Databases of systems, and which of ours they judge.
DPKG, APK = "var/lib/dpkg/status", ("lib/apk/db/installed", "usr/lib/apk/db/installed")


class Named:
    """A component that a tool names: what is compared, and where it was found."""

    def __init__(self, key, place, how):
        self.key, self.places, self.how = key, {place}, how

    @property
    def text(self):
        kind, name, version = self.key
        return f"{kind}:{name}@{version}" if version else f"{kind}:{name}"


def key_of(purl):
    """Returns type, full name and version of a package URL, written one way."""
    rest = purl.removeprefix("pkg:").split("#")[0]
    rest, _, qualifiers = rest.partition("?")
    at = rest.rfind("@", rest.rfind("/"))
    rest, version = (rest, "") if at < 0 else (rest[:at], rest[at + 1:])
    kind, _, name = rest.partition("/")
    kind = kind.lower()
    name, version = urllib.parse.unquote(name), urllib.parse.unquote(version)
    epoch = urllib.parse.parse_qs(qualifiers).get("epoch", ["0"])[0]
    if kind in ("deb", "rpm", "apk"):
        name = name.split("/")[-1]
        if epoch != "0" and not version.startswith(f"{epoch}:"):
            version = f"{epoch}:{version}"
    if kind == "pypi":
        name = re.sub(r"[-_.]+", "-", name).lower()
    if kind == "golang":
        name = name.lower()
    return kind, name, version


def place_of(*parts):
    return "/".join(part.strip("/") for part in parts if part)


class Inventory(dict):
    def add(self, key, place, how):
        if key in self:
            self[key].places.add(place)
        else:
            self[key] = Named(key, place, how)

    def index(self):
        """What lies near: by name without group, by name without version, by place."""
        self.by_artifact = collections.defaultdict(set)
        self.by_name = collections.defaultdict(set)
        self.by_place = collections.defaultdict(set)
        for key, named in self.items():
            kind, name, version = key
            self.by_artifact[kind, name.split("/")[-1], version].add(key)
            self.by_name[kind, name].add(key)
            for place in named.places:
                self.by_place[kind, place].add(key)
        return self

    def near(self, named):
        """Says how another tool names the same thing, if it does: `group`, `version`, `place`."""
        kind, name, version = named.key
        if self.by_artifact.get((kind, name.split("/")[-1], version)):
            return "group"
        if self.by_name.get((kind, name)):
            return "version"
        if any(self.by_place.get((kind, place)) for place in named.places):
            return "place"
        return "none"


def output(command, **environment):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


def ours(document):
    inventory, unnamed = Inventory(), 0
    for component in document["components"]:
        if component.get("removed-in") is not None or component["kind"] == "operating-system":
            continue
        if component["kind"] in ("executable", "archive"):
            unnamed += 1
            continue
        if component.get("purl"):
            key = key_of(component["purl"])
        else:
            name = "/".join(filter(None, [component.get("group"), component["name"]]))
            key = component["ecosystem"], name, component.get("version") or ""
        for location in component["locations"]:
            place = place_of(location["path"], *location.get("inside", []))
            inventory.add(key, place, component["how"])
    return inventory.index(), unnamed


def syft(document):
    inventory = Inventory()
    for artifact in document["artifacts"]:
        key = (key_of(artifact["purl"]) if artifact.get("purl")
               else (artifact["type"], artifact["name"], artifact.get("version") or ""))
        metadata = artifact.get("metadata")
        virtual = metadata.get("virtualPath") if isinstance(metadata, dict) else None
        places = [virtual] if virtual else [one["path"] for one in artifact["locations"]]
        for place in places:
            inventory.add(key, place_of(place.replace(":", "/")), artifact["foundBy"])
    return inventory.index()


def trivy(document):
    inventory = Inventory()
    for component in document.get("components", []):
        if component.get("purl"):
            said = {one["name"].rpartition(":")[2]: one["value"]
                    for one in component.get("properties", [])}
            place = place_of(said.get("FilePath") or said.get("PkgType") or "")
            inventory.add(key_of(component["purl"]), place, said.get("PkgType") or "-")
    return inventory.index()


class Rules:
    def __init__(self, path):
        self.rules = tomllib.loads(path.read_text())["rule"]
        self.used = collections.Counter()

    def explain(self, side, peer, named, near):
        for number, rule in enumerate(self.rules):
            if (side in rule["named-by"].split("|")
                    and peer in rule.get("not-by", peer).split("|")
                    and near in rule.get("near", near).split("|")
                    and named.key[0] in rule.get("type", named.key[0]).split("|")
                    and fnmatch.fnmatchcase(named.key[1], rule.get("name", "*"))
                    and fnmatch.fnmatchcase(named.key[2], rule.get("version", "*"))
                    and fnmatch.fnmatchcase(named.how, rule.get("how", "*"))
                    and any(fnmatch.fnmatchcase(place, pattern) for place in named.places
                            for pattern in rule.get("path", "*").split("|"))):
                self.used[number] += 1
                return number
        return None


def compare(rules, image, own, peer, other, arguments):
    """Prints the differences of two inventories; returns how many are unexplained."""
    groups = collections.defaultdict(list)
    for side, left, right, lacking in [("haerterei", own, other, peer), (peer, other, own, "haerterei")]:
        for key in sorted(left.keys() - right.keys()):
            near = right.near(left[key])
            groups[side, rules.explain(side, lacking, left[key], near)].append((left[key], near))
    both = len(own.keys() & other.keys())
    print(f"\n{image}: haerterei {len(own)}, {peer} {len(other)}, both {both}")
    unexplained = 0
    for (side, number), members in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1] or 0)):
        rule = None if number is None else rules.rules[number]
        unexplained += 0 if rule else len(members)
        verdict = rule["verdict"] if rule else "UNEXPLAINED"
        print(f"  only {side}: {len(members)} {verdict}{': ' + rule['why'] if rule else ''}")
        most = arguments.examples if rule else max(20, arguments.examples)
        for named, near in members if arguments.list else members[:most]:
            place = sorted(named.places)[0]
            print(f"      {named.text}  [{named.how}, near: {near}]  {place}")
    return unexplained


def files_of(image, wanted):
    """Returns files of an image, from the last layer that has each; whiteouts are obeyed."""
    blob = lambda digest: pathlib.Path(image) / "blobs" / digest.replace(":", "/")
    index = json.loads((pathlib.Path(image) / "index.json").read_text())
    manifest = json.loads(blob(index["manifests"][0]["digest"]).read_text())
    while "manifests" in manifest:
        manifest = json.loads(blob(manifest["manifests"][0]["digest"]).read_text())
    found = {}
    for layer in manifest["layers"]:
        with open(blob(layer["digest"]), "rb") as file:
            # A layer may have many members, of which tarfile reads one.
            start = file.read(4)
            file.seek(0)
            source = file
            if start[:2] == b"\x1f\x8b":
                source = gzip.GzipFile(fileobj=file)
            elif start == b"\x28\xb5\x2f\xfd":
                source = subprocess.Popen(["zstd", "-dc", file.name], stdout=subprocess.PIPE).stdout
            with tarfile.open(fileobj=source, mode="r|") as tar:
                for entry in tar:
                    name = entry.name.removeprefix("./").strip("/")
                    folder, _, base = name.rpartition("/")
                    if base.startswith(".wh."):
                        gone = place_of(folder, base.removeprefix(".wh."))
                        found = {path: content for path, content in found.items()
                                 if path != gone and not path.startswith(gone + "/")}
                    elif entry.isfile() and any(fnmatch.fnmatchcase(name, one) for one in wanted):
                        found[name] = tar.extractfile(entry).read()
    return found


def judge(image, document):
    """Compares our packages of the system with the image's own database; returns differences."""
    database = files_of(image, [DPKG, "var/lib/dpkg/status.d/*", *APK])
    if not database:
        return None
    named = set()
    for component in document["components"]:
        if component.get("removed-in") is None and component["how"] == "package-database":
            source = component["source"]
            named.add((component["name"], component["version"], component["architecture"],
                       source["name"], source["version"]))
    listed = set()
    with tempfile.TemporaryDirectory() as folder:
        status = [content for path, content in sorted(database.items())
                  if path.startswith("var/lib/dpkg") and not path.endswith(".md5sums")]
        if status:
            # One that has no status of its own is installed: the form of distroless.
            text = b"\n".join(status)
            paragraphs = [paragraph if re.search(rb"^Status:", paragraph, re.M)
                          else paragraph + b"\nStatus: install ok installed"
                          for paragraph in re.split(rb"\n\s*\n", text.strip())]
            (pathlib.Path(folder) / "status").write_bytes(b"\n\n".join(paragraphs) + b"\n")
            form = ("${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t"
                    "${source:Package}\\t${source:Version}\\n")
            lines = subprocess.run(["dpkg-query", f"--admindir={folder}", "-W", "-f", form],
                                   capture_output=True, text=True, check=True).stdout.splitlines()
            listed |= {tuple(line.split("\t")[1:]) for line in lines
                       if line.split("\t")[0] == "installed"}
    for path in APK:
        for paragraph in database.get(path, b"").decode().split("\n\n"):
            field = dict(line.split(":", 1) for line in paragraph.splitlines()
                         if line[:2] in ("P:", "V:", "A:", "o:"))
            if field:
                origin = field.get("o", field["P"])
                listed.add((field["P"], field["V"], field["A"], origin, field["V"]))
    return len(listed), sorted(listed ^ named)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", nargs="+", type=pathlib.Path, help="folders with OCI layouts")
    parser.add_argument("--haerterei", default="haerterei", help="the program to judge")
    parser.add_argument("--rules", type=pathlib.Path, default=HERE / "completeness.toml")
    parser.add_argument("--list", action="store_true", help="print every difference")
    parser.add_argument("--examples", type=int, default=3, help="how many to print of each class")
    arguments = parser.parse_args()
    rules = Rules(arguments.rules)
    failures = 0
    for image in arguments.images:
        with tempfile.TemporaryDirectory() as home:
            document = output([arguments.haerterei, "sbom", f"oci:{image}", "--format", "json",
                               "--no-cache"], HAERTEREI_HOME=home)
            own, unnamed = ours(document)
            judged = judge(image, document)
            if judged:
                count, differences = judged
                failures += len(differences)
                print(f"\n{image.name}: the package database lists {count}, "
                      f"{len(differences)} of which we name otherwise")
                for difference in differences:
                    print("      ", *difference)
            print(f"{image.name}: {unnamed} programs and archives that nobody names are components")
            for peer, read in [("syft", syft), ("trivy", trivy)]:
                if not shutil.which(peer):
                    print(f"not run: {peer} is missing")
                    failures += 1
                    continue
                cache = pathlib.Path(home) / "trivy"
                peers.fresh_cache(cache)
                command = peers.syft(image) if peer == "syft" else peers.trivy(image, cache)
                other = read(output(command, **peers.ENVIRONMENT))
                failures += compare(rules, image.name, own, peer, other, arguments)
    for number, rule in enumerate(rules.rules):
        if not rules.used[number]:
            print(f"not needed: {rule['why']}", file=sys.stderr)
    sys.exit(f"{failures} unexplained" if failures else 0)


if __name__ == "__main__":
    main()
