#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0
"""Makes the images on which inventories are measured and compared: `images.py FOLDER [NAME...]`.

java    Debian with Java and Tomcat from its packages, and large WARs, fat and shaded JARs from
        Maven Central, as they are there
alpine  a synthetic image in Alpine's form: a package database as apk writes it, and the files that
        it lists. Its packages are invented, since only their form matters here
large   three gigabytes in 150,000 files: Debian with compilers and interpreters, Python
        packages, trees of npm
ours    the examples tomcat, python and static, by `haerterei build`

Each becomes an OCI layout `FOLDER/NAME`; what lies there already is left alone. Downloads are kept
in `FOLDER/.downloads`. Needs mmdebstrap, tar, gzip, mvn, pip and npm, and to be root.
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EPOCH = 1_750_000_000

# group:artifact:version:packaging[:classifier], of which each is there for what it holds.
JAVA = [
    "org.apereo.cas:cas-server-webapp-tomcat:6.6.12:war",  # an executable WAR
    "org.apache.jackrabbit:jackrabbit-webapp:2.20.11:war",
    "org.jvnet.hudson.main:hudson-war:2.2.1:war",  # plug-ins (.hpi) with libraries inside
    "org.springframework.cloud:spring-cloud-dataflow-server:2.7.0:jar",  # a fat JAR
    "io.zipkin:zipkin-server:3.4.4:jar:exec",
    "org.apache.nifi:nifi-standard-nar:1.25.0:nar",
    "org.apache.hive:hive-jdbc:3.1.3:jar:standalone",  # shaded
]

LARGE_PACKAGES = "build-essential,git,golang-go,nodejs,php-cli,python3,ruby"
WHEELS = ["ansible", "django", "jupyterlab", "matplotlib", "numpy", "opencv-python-headless",
          "pandas", "scikit-learn", "scipy", "tensorflow-cpu"]
NODE = ["@angular/cli", "@babel/core", "aws-sdk", "eslint", "express", "gatsby-cli", "jest",
        "next", "react-scripts", "typescript", "webpack-cli", "webpack"]


def run(*command, **more):
    subprocess.run([str(word) for word in command], check=True, **more)


def mirror_of_host():
    """Returns the mirror and the suite that the host's apt uses for its own distribution."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)",
         "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    for line in targets:
        uri, _, suite = line.partition(" ")
        if uri.rstrip("/").endswith("/debian") and "-" not in suite:
            return uri, suite
    sys.exit("no mirror of Debian in the host's apt configuration")


def debian(tar, include):
    """Installs packages into a tar archive."""
    mirror, suite = mirror_of_host()
    run("mmdebstrap", "--variant=minbase", "--quiet", f"--include={include}", suite, tar, mirror)


class Layout:
    """An OCI layout with one image."""

    def __init__(self, path):
        self.path, self.part = path, path.with_name(path.name + ".part")
        shutil.rmtree(self.part, ignore_errors=True)
        (self.part / "blobs/sha256").mkdir(parents=True)
        self.layers, self.diff_ids, self.history = [], [], []

    def blob(self, content):
        digest = hashlib.sha256(content).hexdigest()
        (self.part / "blobs/sha256" / digest).write_bytes(content)
        return {"digest": f"sha256:{digest}", "size": len(content)}

    def add(self, tar, made_by):
        """Adds a tar archive as a layer, compressed as registries have most of them."""
        with open(tar, "rb") as file:
            self.diff_ids.append("sha256:" + hashlib.file_digest(file, "sha256").hexdigest())
        packed = self.part / "layer"
        with open(packed, "wb") as out:
            run("gzip", "-6nc", tar, stdout=out)
        with open(packed, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = packed.stat().st_size
        packed.rename(self.part / "blobs/sha256" / digest)
        self.layers.append({
            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
            "digest": f"sha256:{digest}", "size": size,
        })
        self.history.append({"created_by": made_by})
        os.unlink(tar)

    def add_tree(self, tree, prefix, made_by):
        """Adds a folder as a layer, below a folder of the image."""
        tar = self.part / "layer.tar"
        run("tar", "--create", f"--file={tar}", "--sort=name", f"--mtime=@{EPOCH}", "--owner=0",
            "--group=0", "--numeric-owner", "--format=pax",
            "--pax-option=delete=atime,delete=ctime,exthdr.name=%d/PaxHeaders/%f",
            f"--transform=flags=rSh;s,^\\./,{prefix},", f"--directory={tree}", ".")
        self.add(tar, made_by)

    def finish(self):
        config = {"architecture": "amd64", "os": "linux", "config": {},
                  "rootfs": {"type": "layers", "diff_ids": self.diff_ids},
                  "history": self.history}
        manifest = {
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                       **self.blob(json.dumps(config).encode())},
            "layers": self.layers,
        }
        index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
                 "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json",
                                **self.blob(json.dumps(manifest).encode())}]}
        (self.part / "index.json").write_text(json.dumps(index))
        (self.part / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
        self.part.rename(self.path)


def java(folder, downloads):
    layout = Layout(folder / "java")
    tar = layout.part / "debian.tar"
    debian(tar, "default-jre-headless,tomcat10,libjackson2-databind-java,libspring-core-java")
    layout.add(tar, "Debian with Tomcat")
    tree = downloads / "java"
    for artifact in JAVA:
        parts = artifact.split(":")
        name = f"{parts[1]}-{parts[2]}{'-' + parts[4] if len(parts) > 4 else ''}.{parts[3]}"
        if not (tree / name).exists():
            run("mvn", "--batch-mode", "--quiet", "dependency:copy", f"-Dartifact={artifact}",
                f"-DoutputDirectory={tree}")
    layout.add_tree(tree, "srv/java/", "applications in Java")
    layout.finish()


def large(folder, downloads):
    layout = Layout(folder / "large")
    tar = layout.part / "debian.tar"
    debian(tar, LARGE_PACKAGES)
    layout.add(tar, "Debian with compilers and interpreters")
    wheels = downloads / "wheels"
    if not wheels.exists():
        run(sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--only-binary=:all:",
            f"--target={wheels}.part", *WHEELS)
        pathlib.Path(f"{wheels}.part").rename(wheels)
    layout.add_tree(wheels, "opt/python/lib/python3/site-packages/", "packages of Python")
    node = downloads / "node"
    if not node.exists():
        part = pathlib.Path(f"{node}.part")
        part.mkdir(exist_ok=True)
        (part / "package.json").write_text('{"name": "bench", "version": "1.0.0"}')
        run("npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund",
            "--legacy-peer-deps", *NODE, cwd=part)
        part.rename(node)
    layout.add_tree(node, "srv/app/", "packages of JavaScript")
    layout.finish()


def alpine(folder, _downloads):
    """Four hundred packages; every third is built from the source of another one."""
    random.seed(4)
    layout = Layout(folder / "alpine")
    tree = layout.part / "tree"
    database = []

    def file(path, content, mode):
        place = tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(mode)
        checksum = base64.b64encode(hashlib.sha1(content).digest()).decode()
        return checksum

    file("etc/os-release", b'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n'
         b'PRETTY_NAME="Alpine Linux v3.20"\nHOME_URL="https://alpinelinux.org/"\n', 0o644)
    for number in range(400):
        name = f"synthetic-{number:03}"
        origin = f"synthetic-{number // 3 * 3:03}"
        version = f"{number % 7}.{number % 31}.{number % 13}{['', '_rc1', '_git20240101', 'a'][number % 4]}-r{number % 5}"
        checksum = base64.b64encode(hashlib.sha1(name.encode()).digest()).decode()
        paragraph = [f"C:Q1{checksum}", f"P:{name}", f"V:{version}", "A:x86_64",
                     f"S:{number * 100}", f"I:{number * 300}", "T:A package that is invented",
                     "U:https://example.org/", f"L:{['MIT', 'GPL-2.0-only', 'Apache-2.0 AND MIT'][number % 3]}",
                     f"o:{origin}", "m:Bench <bench@example.org>", f"t:{EPOCH}",
                     f"c:{hashlib.sha1(version.encode()).hexdigest()}"]
        if number:
            paragraph.append(f"D:synthetic-{number - 1:03} so:libsynthetic-{number // 2:03}.so.1")
        paragraph.append(f"p:so:libsynthetic-{number:03}.so.1={version} cmd:{name}={version}")
        for place, names, mode in [
            ("usr/bin", [name], 0o755),
            ("usr/lib", [f"libsynthetic-{number:03}.so.1"], 0o755),
            (f"usr/share/{name}", [f"data-{part}" for part in range(20)], 0o644),
        ]:
            paragraph.append(f"F:{place}")
            for entry in names:
                start = b"\x7fELF\x02\x01\x01" if mode == 0o755 else b"# data\n"
                content = start + random.randbytes(random.randint(100, 40_000))
                paragraph += [f"R:{entry}", "a:0:0:755"] if mode == 0o755 else [f"R:{entry}"]
                paragraph.append(f"Z:Q1{file(f'{place}/{entry}', content, mode)}")
        database.append("\n".join(paragraph) + "\n")
    file("lib/apk/db/installed", ("\n".join(database) + "\n").encode(), 0o644)
    file("etc/apk/world", b"synthetic-399\n", 0o644)
    layout.add_tree(tree, "", "packages of Alpine's form")
    shutil.rmtree(tree)
    layout.finish()


def ours(folder, downloads):
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    for name in ["tomcat", "python", "static"]:
        if not (folder / name).exists():
            part = folder / f"{name}.part"
            shutil.rmtree(part, ignore_errors=True)
            run(target / "haerterei", "build", ROOT / "examples" / name / "recipe.yaml",
                "--platform", "linux/amd64", "--output", f"oci:{part}",
                env={**os.environ, "HAERTEREI_HOME": str(downloads / "haerterei")})
            one_manifest(part)
            part.rename(folder / name)


def one_manifest(layout):
    """Leaves the manifest of one platform in a layout: syft takes no other."""
    index = json.loads((layout / "index.json").read_text())
    while "manifests" in index:
        chosen = index["manifests"][0]
        index = json.loads((layout / "blobs" / chosen["digest"].replace(":", "/")).read_text())
    chosen.pop("annotations", None)
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [chosen]}))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    makers = {"java": java, "alpine": alpine, "large": large, "ours": ours}
    parser.add_argument("names", nargs="*", choices=[*makers, []], default=[])
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    downloads = folder / ".downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or makers:
        if not (folder / name).exists():
            print(f"making {name}", file=sys.stderr)
            makers[name](folder, downloads)


if __name__ == "__main__":
    main()
