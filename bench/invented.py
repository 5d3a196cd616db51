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
import sqlite3
import struct

from images import Layout


def debian(sources, folder, release, codename):
    """Debian's packages, beside packages of npm and PyPI."""
    layout, tree = dpkg(sources, folder, ("debian", "Debian GNU/Linux"), release, codename)
    write(tree / "etc/debian_version", f"{release}.0\n")
    for package, version in drawn(of_language(sources, "npm"), 2500):
        write(tree / "srv/app/node_modules" / package / "package.json",
              json.dumps({"name": package, "version": version}))
    for package, version in drawn(of_language(sources, "PyPI"), 2500):
        name = re.sub(r"[-_.]+", "_", package)
        write(tree / f"usr/lib/python3/dist-packages/{name}-{version}.dist-info/METADATA",
              f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    return finish(layout, tree)


def ubuntu(sources, folder, release, codename):
    """Ubuntu's packages."""
    layout, tree = dpkg(sources, folder, ("ubuntu", "Ubuntu"), release, codename)
    with open(tree / "etc/os-release", "a") as file:
        file.write("ID_LIKE=debian\n")
    write(tree / "etc/lsb-release", f"DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE={release}\n"
          f"DISTRIB_CODENAME={codename}\n")
    return finish(layout, tree)


def dpkg(sources, folder, system, release, codename):
    """A layout to be, and its tree with dpkg's database."""
    system, name = system
    layout = Layout(folder / f"invented-{system}-{release}")
    tree = layout.part / "tree"
    versions = collections.defaultdict(set)
    for row in sources.rows:
        if (row.system, row.release) == (system, release):
            versions[row.package].update(
                near(row.fixed, ["~", "~rc1", "+b1", "+deb12u1", ".1"]) if row.fixed else ["1.0-1"])
    status = []
    for package, version in drawn(versions, 4000):
        status.append(f"Package: {package}\nStatus: install ok installed\nPriority: optional\n"
                      f"Section: misc\nMaintainer: Bench <bench@example.org>\nArchitecture: amd64\n"
                      f"Version: {version}\nDescription: a package that is invented\n")
    write(tree / "etc/os-release", f'ID={system}\nVERSION_ID="{release}"\nVERSION_CODENAME={codename}\n'
          f'NAME="{name}"\nPRETTY_NAME="{name} {release}"\n')
    write(tree / "var/lib/dpkg/status", "\n".join(status))
    return layout, tree


def almalinux(sources, folder, release):
    """AlmaLinux's packages, in a database as rpm keeps it."""
    layout = Layout(folder / f"invented-almalinux-{release}")
    tree = layout.part / "tree"
    versions = collections.defaultdict(set)
    for row in sources.rows:
        if (row.system, row.release) == ("alma", release):
            head, _, tail = row.fixed.rpartition("-")
            versions[row.package].update([row.fixed, f"{row.fixed}.1", f"{head}~rc1-{tail}",
                                          f"{head}^git1-{tail}", f"{head}-0.{tail}"])
    write(tree / "etc/os-release", f'ID="almalinux"\nID_LIKE="rhel centos fedora"\n'
          f'VERSION_ID="{release}.1"\nNAME="AlmaLinux"\n'
          f'PLATFORM_ID="platform:el{release}"\nPRETTY_NAME="AlmaLinux {release}.1"\n')
    write(tree / "etc/almalinux-release", f"AlmaLinux release {release}.1 (Invented)\n")
    path = tree / "var/lib/rpm/rpmdb.sqlite"
    path.parent.mkdir(parents=True)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE Packages(hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    for package, version in drawn(versions, 4000):
        database.execute("INSERT INTO Packages(blob) VALUES(?)", [header(package, version)])
    database.commit()
    database.close()
    return finish(layout, tree)


def header(package, version):
    """A header as rpm's database has it (RPM format 4): index entries within one immutable region."""
    epoch, _, rest = version.rpartition(":")
    upstream, _, release = rest.rpartition("-")
    text, number = 6, 4
    fields = [(1000, text, package), (1001, text, upstream), (1002, text, release),
              (1003, number, int(epoch or 0)), (1009, number, 1), (1011, text, "AlmaLinux"),
              (1014, text, "MIT"), (1022, text, "x86_64"),
              (1044, text, f"{package}-{upstream}-{release}.src.rpm")]
    index, data = b"", b""
    for tag, form, value in fields:
        data += b"\0" * (-len(data) % 4 if form == number else 0)
        index += struct.pack(">IIII", tag, form, len(data), 1)
        data += struct.pack(">I", value) if form == number else value.encode() + b"\0"
    size = 16 * (len(fields) + 1)
    region = struct.pack(">IIII", 63, 7, len(data), 16)
    data += struct.pack(">IIiI", 63, 7, -size, 16)
    return struct.pack(">II", len(fields) + 1, len(data)) + region + index + data


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
