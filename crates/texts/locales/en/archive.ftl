# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

archive-distribution-unknown = No distribution is called “{ $name }”.
    .hint = Known are: { $known }. A further one is described in a TOML file and named with --distribution.
archive-suite-unknown = { $distribution } has no suite “{ $name }”.
    .hint = Known are: { $known }.
archive-pocket-unknown = { $distribution } has no pocket “{ $name }”.
archive-architecture-unknown = { $distribution } is not published for { $architecture }.
archive-distribution-unreadable = The description of a distribution cannot be used: { $reason }
archive-keyring-unreadable = The keyring { $keyring } cannot be read: { $reason }
    .hint = It has to hold OpenPGP certificates, binary or armored.
archive-no-mirror = No mirror is known for { $suite }.
    .hint = Name one in the configuration or with --mirror.
archive-release-unreachable = The Release file of { $suite } cannot be had from { $mirror }.
    .hint = Name a mirror that this network reaches with --mirror, or build from a lock and a filled cache with --offline.
archive-never-seen = { $suite } was never loaded before, and the network may not be used.
    .hint = Run once with network, or import a bundle.
archive-not-signed = What { $mirror } gives as the Release file of { $suite } is not signed.
    .hint = Perhaps a proxy or a login page answered in place of the mirror. Look at what is there.
archive-signed-text-outside = The Release file of { $suite } from { $mirror } has text outside the signed part.
    .hint = Somebody may have added something. Use another mirror and tell the operator of this one.
archive-signature-truncated = The Release file of { $suite } from { $mirror } ends before its signature does.
    .hint = Try again, or use another mirror.
archive-signature-malformed = The signature of the Release file of { $suite } from { $mirror } is malformed: { $reason }
archive-signature-tampered = The Release file of { $suite } from { $mirror } is not what { $signer } signed.
    .hint = It was damaged or altered. Use another mirror; do not go on with this one.
archive-signer-unknown = The Release file of { $suite } from { $mirror } is signed by keys that nobody vouched for: { $keys }
    .hint = If the distribution has a new key, update its keyring package or the tool. For a repository of your own, name its key.
archive-key-expired = The key that signed the Release file of { $suite } from { $mirror } has expired: { $signer }
    .hint = Update the distribution's keyring package or the tool; for an old state, build from the lock.
archive-key-revoked = The key that signed the Release file of { $suite } from { $mirror } is revoked: { $signer }
    .hint = Use an archive that is signed with a key that still counts.
archive-signature-expired = The signature of the Release file of { $suite } from { $mirror } has expired: { $signer }
    .hint = The mirror is no longer kept up to date. Use another one.
archive-signature-future = The signature of the Release file of { $suite } from { $mirror } is from the future: { $signer }
    .hint = Check the clock of this machine, --now and SOURCE_DATE_EPOCH.
archive-key-unacceptable = The key that signed the Release file of { $suite } from { $mirror } may not be relied on: { $signer } ({ $reason })
archive-release-unreadable = The Release file of { $suite } from { $mirror } is signed and cannot be read: { $reason }
archive-other-suite = { $mirror } gives the Release file of { $found } as that of { $suite }.
    .hint = The signature is good, the suite is not the one asked for. Use another mirror.
archive-release-expired = The Release file of { $suite } counted until { $until }; it is judged at { $at }.
    .hint = The mirror is no longer kept up to date, or somebody holds back newer packages. Use another mirror. A mirror that was carried over an air gap can be accepted in the configuration.
archive-release-expired-accepted = The Release file of { $suite } counted until { $until } and was accepted all the same.
archive-release-rolled-back = The Release file of { $suite } is from { $date }, but one from { $seen } was seen before.
    .hint = The mirror lags behind, or somebody holds back newer packages. Try another mirror or later.
archive-release-stale = { $days ->
    [one] The newest Release file of { $suite } is { $days } day old (from { $date }); updates may be missing.
   *[other] The newest Release file of { $suite } is { $days } days old (from { $date }); updates may be missing.
}
archive-valid-until-missing = The Release file of { $suite } does not say until when it counts, as it should.
archive-mirror-failed = A mirror of { $suite } was left out: { $reason }
archive-no-index = { $suite } has no packages of the component “{ $component }” for { $architecture }.
    .hint = Check the components and architectures in the recipe.
archive-index-unreachable = A package index cannot be had.
    .hint = Try again or use another mirror: this one may just be updated.
archive-index-unreadable = The package index { $path } of { $suite } cannot be read: { $reason }
archive-unsafe-path = The index names “{ $path }” as the file of { $name }, which leaves the archive.
archive-package-gone = { $name } { $version } has left the archive.
    .hint = Move the pin with “haerterei lock --update { $name }”, or give access to the distribution's snapshot archive, a package store or a bundle that still has it.
archive-package-unreachable = A package cannot be had.
    .hint = Try again or use another mirror.
archive-cache-failed = The cache failed while the archive was read.
archive-cancelled = Stopped.

archive-unsolvable = No choice of packages fulfils what is asked for.
archive-unsolvable-asked = Asked for: { $text }
archive-unsolvable-needs = { $from } needs { $text }.
archive-unsolvable-nobody = { $from } needs { $text }, and nothing available fulfils that.
archive-unsolvable-nobody-asked = Nothing available fulfils { $text }.
archive-unsolvable-conflict = { $from } does not go with { $to } ({ $text }).
archive-unsolvable-excluded = { $name } is asked for and excluded at the same time.
archive-unsolvable-version = { $asked } is asked for; available is { $name } { $version } from { $suite }.
archive-unsolvable-unknown = There is no package { $name }.
archive-unsolvable-unknown-near = There is no package { $name }. Near names: { $near }

progress-archive-releases = Checking archives
