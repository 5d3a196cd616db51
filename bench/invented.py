# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Images of packages that advisories name, in the versions at which something begins or ends.

Nothing is inside but the databases of packages: what a scanner finds depends on nothing but how it
reads versions and ranges.
"""

import collections
import json
import random
import re
import shutil

from images import Layout


def debian(sources, folder, release, codename):
    """Debian's packages, beside packages of npm and PyPI."""
    layout = Layout(folder / f"invented-debian-{release}")
    tree = layout.part / "tree"
    versions = collections.defaultdict(set)
    for row in sources.rows:
        if (row.system, row.release) == ("debian", release):
            versions[row.package].update(
                near(row.fixed, ["~", "~rc1", "+b1", "+deb12u1", ".1"]) if row.fixed else ["1.0-1"])
    status = []
    for package, version in drawn(versions, 4000):
        status.append(f"Package: {package}\nStatus: install ok installed\nPriority: optional\n"
                      f"Section: misc\nMaintainer: Bench <bench@example.org>\nArchitecture: amd64\n"
                      f"Version: {version}\nDescription: a package that is invented\n")
    write(tree / "etc/os-release", f'ID=debian\nVERSION_ID="{release}"\nVERSION_CODENAME={codename}\n'
          f'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux {release}"\n')
    write(tree / "etc/debian_version", f"{release}.0\n")
    write(tree / "var/lib/dpkg/status", "\n".join(status))
    for package, version in drawn(of_language(sources, "npm"), 2500):
        write(tree / "srv/app/node_modules" / package / "package.json",
              json.dumps({"name": package, "version": version}))
    for package, version in drawn(of_language(sources, "PyPI"), 2500):
        name = re.sub(r"[-_.]+", "_", package)
        write(tree / f"usr/lib/python3/dist-packages/{name}-{version}.dist-info/METADATA",
              f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    return finish(layout, tree)


def alpine(sources, folder, release):
    """Alpine's packages."""
    layout = Layout(folder / f"invented-alpine-{release}")
    tree = layout.part / "tree"
    versions = collections.defaultdict(set)
    for row in sources.rows:
        if (row.system, row.release) == ("alpine", release):
            base, _, revision = row.fixed.partition("-r")
            numbers = [row.fixed, f"{base}_rc1-r{revision or 0}", f"{base}_p1-r0", f"{base}.1-r0"]
            if revision.isdigit() and int(revision):
                numbers.append(f"{base}-r{int(revision) - 1}")
            versions[row.package].update(numbers)
    database = [f"C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:{package}\nV:{version}\nA:x86_64\nS:1\nI:1\n"
                f"T:A package that is invented\nU:https://example.org/\nL:MIT\no:{package}\n"
                for package, version in drawn(versions, 3000)]
    write(tree / "etc/os-release", f'NAME="Alpine Linux"\nID=alpine\nVERSION_ID={release}.3\n'
          f'PRETTY_NAME="Alpine Linux v{release}"\n')
    write(tree / "etc/alpine-release", f"{release}.3\n")
    write(tree / "lib/apk/db/installed", "\n".join(database))
    return finish(layout, tree)


def of_language(sources, ecosystem):
    """Every version at which a range of an ecosystem begins or ends."""
    versions = collections.defaultdict(set)
    for record in sources.records:
        if record.ecosystem == ecosystem:
            for constraint, _ in record.ranges:
                for bound in set(re.findall(r"[0-9][^,]*", constraint)):
                    suffixes = ["rc1", ".dev1", ".post1"]
                    if ecosystem == "npm":
                        suffixes = ["-rc.1", "-beta"]
                    # No package of npm has a version of less than three numbers.
                    if bound == "0" or ecosystem == "npm" and bound.count(".") < 2:
                        continue
                    versions[record.package].update(near(bound, suffixes))
    return versions


def near(version, suffixes):
    return [version, *(version + suffix for suffix in suffixes)]


def drawn(versions, most):
    """Draws packages, and a version of each; the same every time."""
    chance = random.Random(5)
    packages = sorted(versions)
    for package in sorted(chance.sample(packages, min(most, len(packages)))):
        yield package, chance.choice(sorted(versions[package]))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def finish(layout, tree):
    layout.add_tree(tree, "", "packages that are invented")
    shutil.rmtree(tree)
    layout.finish()
    return layout.path
