# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

packages-changelog-damaged = The changelog cannot be unpacked: { $error }.
packages-changelog-empty = The changelog has no entry.
packages-changelog-too-large = The changelog has more than { $limit } bytes.
packages-deb-archive = The package file is malformed at byte { $offset }: { $what }.
packages-deb-bomb = `{ $member }` of the package unpacks to more than { $limit } times its size.
    .hint = No honest package does that. Check where the package comes from.
packages-deb-compression = `{ $member }` of the package is compressed in a way that is not supported.
    .hint = Supported are gzip, xz, zstd and no compression; build the package anew with `dpkg-deb -Zxz`.
packages-deb-control = The control file of the package is malformed.
packages-deb-damaged = `{ $member }` of the package is damaged: { $error }.
    .hint = Fetch the package again and compare its checksum with the archive's.
packages-deb-duplicate = The package has `{ $member }` twice.
    .hint = Tools could disagree on which of them counts. Check where the package comes from.
packages-deb-entry = The package's file { $path } is refused: { $what }.
packages-deb-field = The control file of the package has no valid field `{ $field }`.
packages-deb-format = The package has the format `{ $version }`; only format 2 is supported.
packages-deb-line = Line { $line } of the package's control file `{ $file }` is malformed.
packages-deb-misplaced = The package has `{ $member }` where `{ $expected }` has to stand.
packages-deb-missing = The package has no `{ $member }`.
packages-deb-not-a-package = The file is not a Debian package.
packages-deb-read = The package file cannot be read: { $error }.
packages-deb-tar = `{ $member }` of the package cannot be read.
packages-deb-too-large = `{ $member }` of the package has more than { $limit } bytes.
packages-deb-truncated = The package file ends early, at byte { $offset }.
    .hint = Fetch the package again.
packages-deb822-duplicate = Line { $line }: the field `{ $field }` stands twice in one paragraph.
packages-deb822-name = `{ $name }` cannot be the name of a field.
packages-deb822-no-field = Line { $line } is neither a field nor its continuation: `{ $text }`.
packages-deb822-not-utf8 = Line { $line } is not UTF-8.
packages-deb822-nothing-to-continue = Line { $line } is indented but continues no field.
packages-deb822-too-many-fields = Line { $line }: the paragraph has more than { $limit } fields.
packages-deb822-value = The value of the field `{ $name }` cannot be written as control data.
packages-dpkg-malformed = The database of installed packages is malformed.
packages-dpkg-missing-field = The installed package at line { $line } has no valid field `{ $field }`.
packages-dpkg-version = The installed package `{ $package }` has a malformed version.
packages-relation-not-provided = `{ $relation }` cannot stand in a field `Provides`.
packages-relation-unexpected = In a relation to packages, `{ $found }` stands where { $expected } was expected.
    .hint = A relation is written as `name`, or with a version as `name (>= 1.0)`.
packages-relation-version = The relation to the package `{ $package }` names no valid version.
