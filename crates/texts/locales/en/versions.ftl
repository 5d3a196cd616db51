# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

versions-version-empty = The version is empty.
versions-version-too-long = The version has { $length } bytes; more than { $limit } are refused.
versions-version-malformed = `{ $version }` is not a version by the rules of { $scheme }.
versions-version-unordered = `{ $version }` names whatever is newest and so has no place in the order of { $scheme }.
    .hint = Name the version that was built, such as `1.4.2`, instead of the branch.
versions-range-too-long = The range of versions has { $length } bytes; more than { $limit } are refused.
versions-range-malformed = `{ $range }` is not a range of versions.
    .hint = A range is written as `vers:npm/>=1.0.0|<1.4.2`; each version stands in it once.
versions-range-scheme = The range of versions `{ $range }` is of a scheme that is not known.
    .hint = Known are the types of package URLs that have an order: `deb`, `apk`, `rpm`, `maven`, `npm`, `cargo`, `golang`, `pypi`, `gem`, `nuget`, `composer`.
versions-range-version = The range of versions `{ $range }` names a version that has no place in its order.
versions-debian-empty = The version is empty.
versions-debian-too-long = The version has { $length } bytes; more than { $limit } are refused.
versions-debian-epoch = The version `{ $version }` has the epoch `{ $epoch }`, which is not a whole number.
    .hint = Before the first colon of a Debian version stands a number from 0 to 2147483647, as in `1:2.0-3`.
versions-debian-no-upstream = The version `{ $version }` has nothing between epoch and revision.
versions-debian-empty-revision = The version `{ $version }` ends with a hyphen.
    .hint = Leave the hyphen out, or put the Debian revision behind it, as in `2.0-3`.
versions-debian-character = The version `{ $version }` contains the character `{ $character }`, which no Debian version may have there.
    .hint = Letters, digits and `.`, `+`, `-`, `~` are allowed.
versions-purl-scheme = `{ $purl }` is not a package URL: it does not begin with `pkg:`.
    .hint = A Debian package is written as `pkg:deb/debian/libc6@2.41-12?arch=amd64`.
versions-purl-type = The package URL `{ $purl }` has no valid type.
    .hint = The type, such as `deb` or `maven`, stands between `pkg:` and the first slash.
versions-purl-name = The package URL `{ $purl }` names no package.
versions-purl-encoding = The package URL `{ $purl }` has a malformed percent encoding.
versions-purl-qualifier = The package URL `{ $purl }` has the qualifier `{ $key }` in a wrong form or twice.
versions-purl-too-long = The package URL has { $length } bytes; more than { $limit } are refused.
versions-licence-syntax = `{ $found }` cannot stand there in the licence expression `{ $expression }`.
    .hint = Licence expressions follow SPDX: identifiers joined with AND, OR and WITH, as in `Apache-2.0 OR MIT`.
versions-licence-too-deep = The licence expression nests deeper than { $limit } parentheses.
versions-cvss-too-long = The CVSS vector has { $length } bytes; more than { $limit } are refused.
versions-cvss-standard = `{ $vector }` is of a version of CVSS that does not exist.
    .hint = Known are `CVSS:3.0`, `CVSS:3.1` and `CVSS:4.0`; a vector of CVSS 2.0 begins with `AV:`.
versions-cvss-metric = The CVSS vector `{ $vector }` has the metric `{ $metric }`, which does not exist or not with this value.
versions-cvss-twice = The CVSS vector `{ $vector }` has the metric `{ $metric }` twice.
versions-cvss-missing = The CVSS vector `{ $vector }` lacks the base metric `{ $metric }`.
