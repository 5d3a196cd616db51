# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

build-cancelled = stopped as asked
    .hint = What was fetched and made so far is kept; the same call goes on from there.
build-package = package `{ $package }` cannot be read
build-other-package = the archive's index announces { $package }, but the file holds { $found }
    .hint = No honest archive mixes packages up. Tell its operator, and do not use the package.
build-path = path { $path } of a package is refused: { $reason }
build-unknown-scripts = { $count ->
    [one] one package script is not recognised, so its effects are not known
   *[other] { $count } package scripts are not recognised, so their effects are not known
}
    .hint = Read the script (`dpkg-deb --ctrl-tarfile`). If the image does without its effect, name it with its digest and your reason under `acknowledge: scripts:` in the recipe.
build-unknown-script = { $package }: { $script } (sha256 { $digest })
build-unknown-script-place = line { $line }: { $text }
build-overlap = packages `{ $first }` and `{ $second }` both bring { $path } ({ $count ->
    [one] one path
   *[other] { $count } paths
} in all)
    .hint = Leave one of them out in the recipe: `leave-out: - package: … path: … reason: …`.
build-faults = the finished tree has { $count ->
    [one] a fault
   *[other] { $count } faults
}; nothing was written
    .hint = Each line says what is missing or not hardened. Add the package that brings it, leave out what needs it, or give the exception with its reason under `allow:`.
build-outgrown = the recipe changed since { $lock } was written: { $changed }
    .hint = Run `haerterei lock` to resolve again; pinned versions stay as they are.
build-no-lock = there is no lock at { $lock }
    .hint = Run `haerterei lock`, or build without `--locked`.
build-no-platform = the lock has no packages for { $platform }
    .hint = Run `haerterei lock --platform linux/{ $platform }`, or build without `--locked`.
build-differs = { $count ->
    [one] one digest differs
   *[other] { $count } digests differ
} from the lock: the image is not what the lock says
    .hint = Compare tool version, rules and compressor in the lock with `haerterei --version`; with the same ones this must not happen, please report it.
build-difference = { $platform }: locked { $locked }, rebuilt { $found }
build-nothing-to-compare = { $lock } names no result to compare with
    .hint = Build once without `--check`; the first build writes its digests into the lock.
build-file = cannot { $operation } { $path }: { $reason }
build-wrong-deb = { $file } has SHA-256 { $found }, the recipe demands { $expected }
    .hint = If the file is the one you mean, put its digest into the recipe under `debs:`.
build-lost = locked package { $package } is neither beside the recipe nor in a package store
    .hint = Name the folder that holds it with `--package-store`.
build-no-source = { $count ->
    [one] a source package is
   *[other] { $count } source packages are
} in no archive that was asked: { $packages }
    .hint = They have left the archive since the lock was written, and the snapshot archive was not reached or does not have them. Export sources right after locking, or run `haerterei lock --update` first.
build-too-large = the image has { $size } bytes compressed; the house allows { $limit }
build-device-node = { $path } is a device or a pipe
build-privileged-file = { $path } has a setuid or setgid bit
build-world-writable = { $path } can be written by everyone
build-undeclared-writable = { $path } can be written by the image's user and is not declared under `writable-paths`
build-runs-as-root = the image would run as root
    .hint = Give another user, or the reason under `allow: root:`.
build-shell-without-reason = the image has a shell ({ $paths }) and the recipe gives no reason
    .hint = Leave the package out, or give the reason under `allow: shell:`.
build-package-manager-without-reason = the image has a package manager ({ $paths }) and the recipe gives no reason
    .hint = Leave the package out, or give the reason under `allow: package-manager:`.
build-required-left-out = { $path } comes with { $package }, but was left out by the rule `{ $rule }`
build-template-absent = a script of { $package } copies { $path }, which no package of the image brings
build-other-tool = the lock was written by version { $locked } of this tool ({ $rules }); this is { $own } ({ $own-rules }): digests may differ
build-lost-pin = locked version { $version } of { $package } is no longer in the archive; another one was taken
    .hint = To keep it, build with `--locked`: the package then comes from the snapshot archive or a package store.
build-copyright-missing = package { $package } has no copyright file in the image
    .hint = Whoever passes the image on owes its licence text. Perhaps the recipe leaves the file out, or the package's documentation folder is a link to a package that is not in the image.
progress-build-analyse = Reading packages
progress-build-layers = Writing layers
build-base-without-platform = { $base } is no image for Linux on an architecture that packages know
build-base-platform = the base image { $base } is not for { $platform }; it is for { $known }
    .hint = Build the base for it too, or name the platforms with `--platform`.
build-base-changed = the base image { $base } is not the one that { $lock } was made upon ({ $platform }: locked { $locked }, found { $found })
    .hint = Build without `--locked` to go on with the base as it is now, or bring the base back to its locked state.
build-base-digest = the base image { $base } has the digest { $found }, the recipe demands { $wanted }
    .hint = Look at what changed in the base, then write its new digest under `from: digest:`, or leave the digest to the lock.
build-base-distribution = the base image { $base } is { $found } by its `os-release`, the recipe says { $wanted }
    .hint = Packages of two distributions do not go together: leave `distribution` out or take another base.
build-base-packages = the list of packages of the base image { $base } cannot be read
build-base-version = { $place }: { $wanted } is asked for, but { $base } brings version { $version }, and a base stays as it is.
    .hint = Build the base anew with the version that is needed, then this image upon it.
build-upon-base = what the recipe asks for does not go with what { $base } brings
    .hint = A base keeps its versions. If it is older than the archive, run `haerterei lock --update` on its recipe, or on this one if it is a variant, and build it anew.
build-no-variant = the recipe has no variant `{ $name }`; there are: { $known }
build-variant-not-locked = { $lock } has no packages for the variant `{ $name }`, or other ones than the recipe asks for
    .hint = Run `haerterei lock --variant { $name }`, or build without `--locked`.
progress-build-base = Reading the base image
