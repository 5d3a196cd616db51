#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Compares our findings in an image with those of trivy and grype, given the same advisories.

The advisories are converted into the databases of both (`advisories.py`), so that a difference is
one of matching and not of data. Every finding that only one of two names is explained by a rule of
`precision.toml`, which says who is wrong or that it is a choice, and why; what no rule explains
fails. With `--speed`, each is also run several times with everything warm, and timed.

Findings are compared by the type and name of the package, its version, and the weakness, which is
called by its CVE where there is one.

With `--vex`, both also scan each image from a registry (Debian's `docker-registry` on loopback) with
the VEX document that `haerterei vex` writes of it: then nothing may be left that we have closed.
"""

import argparse
import collections
import contextlib
import fnmatch
import json
import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import tomllib

import advisories
import invented
import peers
import registry
from completeness import key_of, output
from inventory import run

HERE = pathlib.Path(__file__).resolve().parent
# States in which we say that a weakness applies, or may.
OPEN = {"affected-with-fix", "affected-without-fix", "fix-not-released", "will-not-fix", "deferred",
        "unimportant"}
GRYPE = {"GRYPE_DB_AUTO_UPDATE": "false", "GRYPE_DB_VALIDATE_AGE": "false",
         "GRYPE_CHECK_FOR_APP_UPDATE": "false", "GRYPE_DB_VALIDATE_BY_HASH_ON_START": "false",
         "GRYPE_REGISTRY_INSECURE_USE_HTTP": "true"}


def package_of(purl):
    """Returns type, name and version; Go's own library has a `v` for some and none for others."""
    kind, name, version = key_of(purl)
    return kind, name, version.removeprefix("v") if kind == "golang" else version


class Found:
    """A finding that a tool names."""

    def __init__(self, key, state, places):
        self.key, self.state, self.places = key, state, places

    @property
    def text(self):
        kind, name, version, weakness = self.key
        return f"{weakness} in {kind}:{name}@{version}"


class Findings(dict):
    """What a tool finds, and in which of the components that it knows."""

    def __init__(self, sources):
        super().__init__()
        self.sources, self.components = sources, set()

    def add(self, purl, name, state, places):
        weakness = self.sources.aliases.find(name)
        key = (*package_of(purl), weakness)
        self.setdefault(key, Found(key, state, set())).places.update(places)

    def index(self, purls):
        self.components = {package_of(purl) for purl in purls}
        self.packages = {key[:3] for key in self}
        self.names = {(key[0], key[1], key[3]) for key in self}
        self.weaknesses = {key[3] for key in self}
        return self

    def near(self, found):
        """Says how another tool comes near to this: it does not know the component, or several records
        say different things, or it names the weakness in another version of the package, or
        elsewhere, or something else in the package, or nothing."""
        kind, name, version, weakness = found.key
        if (kind, name, version) not in self.components:
            return "component"
        if self.sources.is_disputed(name, weakness):
            return "records"
        if (kind, name, weakness) in self.names:
            return "version"
        if weakness in self.weaknesses:
            return "weakness"
        return "package" if (kind, name, version) in self.packages else "none"


def ours(document, inventory, sources):
    findings, others = Findings(sources), {}
    for finding in document["findings"]:
        place = finding["place"]
        purl = place["name"] if place["name"].startswith("pkg:") else f"pkg:generic/{place['name']}"
        if "@" not in purl.split("?")[0] and place.get("version"):
            purl = f"{purl}@{place['version']}"
        if finding["state"] in OPEN:
            findings.add(purl, finding["weakness"], finding["state"], [one["path"] for one in place["locations"]])
        else:
            weakness = sources.aliases.find(finding["weakness"])
            others[(*package_of(purl), weakness)] = finding["state"]
    purls = [one["purl"] for one in inventory["components"] if one.get("purl")]
    return findings.index(purls), others


def trivy(document, sources):
    findings = Findings(sources)
    for result in document.get("Results", []):
        for one in result.get("Vulnerabilities", []):
            findings.add(one["PkgIdentifier"]["PURL"], one["VulnerabilityID"],
                         one.get("Status", ""), [one.get("PkgPath") or result["Target"]])
    return findings.index(
        package["Identifier"]["PURL"] for result in document.get("Results", [])
        for package in result.get("Packages", []) if package["Identifier"].get("PURL"))


def grype(document, inventory, sources):
    findings = Findings(sources)
    for match in document["matches"]:
        artifact = match["artifact"]
        findings.add(artifact["purl"], match["vulnerability"]["id"],
                     match["vulnerability"]["fix"]["state"],
                     [one["path"] for one in artifact["locations"]])
    return findings.index(one["purl"] for one in inventory["artifacts"] if one.get("purl"))


class Rules:
    def __init__(self, path):
        self.rules = tomllib.loads(path.read_text())["rule"]
        self.used = collections.Counter()

    def explain(self, side, lacking, found, near, state, has_vex):
        for number, rule in enumerate(self.rules):
            kind, name, version, weakness = found.key
            if has_vex != rule.get("with-vex", has_vex):
                continue
            if (side in rule["named-by"].split("|")
                    and lacking in rule.get("not-by", lacking).split("|")
                    and near in rule.get("near", near).split("|")
                    and state in rule.get("we-say", state).split("|")
                    and kind in rule.get("type", kind).split("|")
                    and any(fnmatch.fnmatchcase(name, one) for one in rule.get("name", "*").split("|"))
                    and any(fnmatch.fnmatchcase(version, one)
                            for one in rule.get("version", "*").split("|"))
                    and any(fnmatch.fnmatchcase(weakness, one)
                            for one in rule.get("weakness", "*").split("|"))
                    and any(fnmatch.fnmatchcase(place, rule.get("path", "*"))
                            for place in found.places)):
                self.used[number] += 1
                return number
        return None


def compare(rules, image, own, others, peer, other, arguments, has_vex=False):
    """Prints the differences of two lists of findings; returns how many are unexplained."""
    groups = collections.defaultdict(list)
    for side, left, right, lacking in [("haerterei", own, other, peer),
                                       (peer, other, own, "haerterei")]:
        for key in sorted(left.keys() - right.keys()):
            near, state = right.near(left[key]), others.get(key, "nothing")
            groups[side, rules.explain(side, lacking, left[key], near, state, has_vex)].append(
                (left[key], near, state))
    both = len(own.keys() & other.keys())
    print(f"\n{image}{', with our VEX' if has_vex else ''}: "
          f"haerterei {len(own)}, {peer} {len(other)}, both {both}")
    unexplained = 0
    for (side, number), members in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1] or 0)):
        rule = None if number is None else rules.rules[number]
        unexplained += 0 if rule else len(members)
        verdict = f"{rule['verdict']}: {rule['why']}" if rule else "UNEXPLAINED"
        print(f"  only {side}: {len(members)} {verdict}")
        most = arguments.examples if rule else max(30, arguments.examples)
        for found, near, state in members if arguments.list else members[:most]:
            said = "" if side == "haerterei" or state == "nothing" else f", we say {state}"
            print(f"      {found.text}  [{found.state}, near: {near}{said}]  {sorted(found.places)[0]}")
    return unexplained


def named(image):
    """How trivy is told of an image: in a folder, or its name in a registry."""
    return [image] if isinstance(image, str) else ["--input", str(image)]


def is_read_by_grype(inventory):
    """AlmaLinux's advisories are known to grype only as amendments of Red Hat's."""
    return not any((one.get("purl") or "").startswith("pkg:rpm/almalinux/")
                   for one in inventory["components"])


@contextlib.contextmanager
def from_registry(home, haerterei, image, environment):
    """Puts an image into a registry; gives its name and the VEX document that we write of it."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        process, address = registry.registry(pathlib.Path(folder))
        try:
            name, vex = f"{address}/bench/{image.name}:1", f"{folder}/vex.json"
            run([haerterei, "copy", f"oci:{image}", name], environment)
            run([haerterei, "vex", name, "--author", "Bench", "--namespace",
                 "https://bench.example.org", "--output", vex], environment)
            yield name, vex
        finally:
            process.terminate()
            process.wait()


def time(name, command, environment, runs):
    run(command, environment)
    figures = [run(command, environment) for _ in range(runs)]
    wall = statistics.median(figure[0] for figure in figures)
    memory = max(figure[2] for figure in figures)
    print(f"  {name:20} {wall:8.3f} s {memory:6.0f} MiB")
    return {"seconds": round(wall, 3), "peak-mebibytes": round(memory),
            "runs": [round(figure[0], 3) for figure in figures]}


def of_document(name, command, document):
    """Makes of the command for an image the one for an inventory, which is matching and no more."""
    if name == "haerterei":
        return [*command[:2], document, *command[3:]]
    if name == "grype":
        return [command[0], f"sbom:{document}", *command[2:]]
    without = {"--scanners", "vuln", "--list-all-pkgs"}
    options = command[command.index("--format"):]
    return [command[0], "sbom", document, *(word for word in options if word not in without)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("advisories", help="folder with feeds, as OSV and Debian publish them")
    parser.add_argument("images", nargs="*", type=pathlib.Path, help="folders with OCI layouts")
    parser.add_argument("--invented", action="store_true",
                        help="also compare images of packages that the advisories name, in versions "
                             "at which something begins or ends")
    parser.add_argument("--vex", action="store_true",
                        help="also give our VEX to the others, with the images in a registry")
    parser.add_argument("--haerterei", default="haerterei", help="the program to judge")
    parser.add_argument("--rules", type=pathlib.Path, default=HERE / "precision.toml")
    parser.add_argument("--list", action="store_true", help="print every difference")
    parser.add_argument("--examples", type=int, default=3, help="how many to print of each class")
    parser.add_argument("--speed", type=int, default=0, metavar="RUNS", help="time each, so often")
    parser.add_argument("--output", type=pathlib.Path, help="write the times as JSON")
    arguments = parser.parse_args()
    rules, failures, times = Rules(arguments.rules), 0, {}
    sources = advisories.Sources(arguments.advisories)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        own_environment = {"HAERTEREI_HOME": str(home / "haerterei")}
        (home / "haerterei.toml").write_text(sources.configuration())
        own_environment["HAERTEREI_CONFIG"] = str(home / "haerterei.toml")
        run([arguments.haerterei, "advisories", "update"], own_environment)
        commands = {"haerterei": (lambda image: [arguments.haerterei, "scan", f"oci:{image}",
                                                 "--no-archive", "--format", "json"],
                                  own_environment)}
        if shutil.which("trivy"):
            peers.fresh_cache(home / "trivy")
            print(f"trivy: {advisories.for_trivy(sources, home / 'trivy')} entries")
            commands["trivy"] = (lambda image: [
                "trivy", "image", *named(image), "--format", "json", "--quiet",
                "--scanners", "vuln", "--list-all-pkgs", "--offline-scan", "--skip-db-update", "--skip-java-db-update",
                "--skip-version-check", "--cache-dir", str(home / "trivy")], peers.ENVIRONMENT)
        if shutil.which("grype"):
            print(f"grype: {advisories.for_grype(sources, home / 'vulnerability.db')} entries")
            environment = {**peers.ENVIRONMENT, **GRYPE, "GRYPE_DB_CACHE_DIR": str(home / "grype")}
            run(["grype", "db", "import", str(home / "vulnerability.db")], environment)
            commands["grype"] = (lambda image: [
                "grype", f"{'registry' if isinstance(image, str) else 'oci-dir'}:{image}",
                "-o", "json", "-q"], environment)
        for missing in {"trivy", "grype"} - commands.keys():
            print(f"not run: {missing} is missing")
            failures += 1
        if arguments.invented:
            arguments.images += [invented.debian(sources, home, "12", "bookworm"),
                                 invented.debian(sources, home, "13", "trixie"),
                                 invented.ubuntu(sources, home, "22.04", "jammy"),
                                 invented.ubuntu(sources, home, "24.04", "noble"),
                                 invented.almalinux(sources, home, "9"),
                                 invented.alpine(sources, home, "3.20")]
        for image in arguments.images:
            said = {name: output(command(image), **environment)
                    for name, (command, environment) in commands.items()}
            inventory = output([arguments.haerterei, "sbom", f"oci:{image}", "--format", "json"],
                               **own_environment)
            own, others = ours(said["haerterei"], inventory, sources)
            peer = {}
            if "trivy" in said:
                peer["trivy"] = lambda said: trivy(said, sources)
            if "grype" in said and is_read_by_grype(inventory):
                # grype reads images with the library that syft is made of.
                known = output(peers.syft(image), **peers.ENVIRONMENT)
                peer["grype"] = lambda said, known=known: grype(said, known, sources)
            for name, read in peer.items():
                failures += compare(rules, image.name, own, others, name, read(said[name]), arguments)
            if arguments.vex and "not-affected" in others.values():
                with from_registry(home, arguments.haerterei, image, own_environment) as (name, vex):
                    for tool, read in peer.items():
                        command, environment = commands[tool]
                        said = output([*command(name), "--vex", vex], **environment)
                        failures += compare(rules, image.name, own, others, tool, read(said),
                                            arguments, has_vex=True)
            if arguments.speed:
                print(f"\n{image.name}, warm:")
                times[image.name] = {
                    name: time(name, command(image), environment, arguments.speed)
                    for name, (command, environment) in commands.items()}
                print(f"{image.name}, from a CycloneDX document:")
                document = home / "document.cdx.json"
                document.write_text(json.dumps(output(
                    [arguments.haerterei, "sbom", f"oci:{image}", "--format", "cyclonedx-json"],
                    **own_environment)))
                times[f"{image.name}, from a document"] = {
                    name: time(name, of_document(name, command(image), document), environment,
                               arguments.speed)
                    for name, (command, environment) in commands.items()}
    for number, rule in enumerate(rules.rules):
        if not rules.used[number]:
            print(f"not needed: {rule['why']}", file=sys.stderr)
    if arguments.output:
        arguments.output.write_text(json.dumps(times, indent=2) + "\n")
    sys.exit(f"{failures} unexplained" if failures else 0)


if __name__ == "__main__":
    main()
