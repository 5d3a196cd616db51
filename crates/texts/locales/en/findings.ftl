# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## States
findings-state-malicious = malicious package
findings-state-affected-with-fix = affected, fix available
findings-state-affected-without-fix = affected, no fix
findings-state-fix-not-released = affected, fix not yet released
findings-state-will-not-fix = affected, will not be fixed
findings-state-deferred = affected, fix put off
findings-state-outside-support = outside support
findings-state-undetermined = not determined
findings-state-unimportant = unimportant, by its makers
findings-state-not-affected = not affected

## What was not looked at
findings-gap-no-source = { $space }: no source is loaded; { $components ->
    [one] one component was
   *[other] { $components } components were
} not checked.
    .hint = haerterei advisories update
findings-gap-archive-only = { $space }: only the archive was asked. Weaknesses that can be fixed today are known, those without a fix are not ({ $components ->
    [one] one component
   *[other] { $components } components
}).
    .hint = haerterei advisories update
findings-gap-stale = { $source }: the data are { $days } days old.
    .hint = haerterei advisories update
findings-gap-future = { $source }: the data are from the future, by this machine's clock.
    .hint = Check the clock, or the option --now.
findings-gap-changelog = { $package }: its changelog does not reach back to the installed version; the list is incomplete.
findings-gap-archive-unavailable = { $space }: the archive could not be asked: { $reason }
    .hint = Name a mirror with --mirror, or load advisories: haerterei advisories update
findings-gap-not-in-archive = { $space }: { $components ->
    [one] one package is
   *[other] { $components } packages are
} not in the archive, which says nothing of them.
findings-gap-no-release = The release of the system is not known; { $components ->
    [one] one component was
   *[other] { $components } components were
} not checked.
findings-gap-no-version = { $components ->
    [one] One component has no version and was
   *[other] { $components } components have no version and were
} not checked.
findings-gap-not-comparable = The versions of { $components ->
    [one] one component
   *[other] { $components } components
} cannot be compared.
findings-gap-not-recognised = { $components ->
    [one] One program or archive is
   *[other] { $components } programs and archives are
} not recognised.
findings-gap-unknown-files = { $files ->
    [one] One file has
   *[other] { $files } files have
} a form that is not known.
findings-gap-not-read = { $places ->
    [one] One part
   *[other] { $places } parts
} of the image could not be read.
findings-gap-vex-not-asked = What others say beside the image could not be asked for: { $reason }
findings-gap-vex-left-out = { $artifacts ->
    [one] One artifact
   *[other] { $artifacts } artifacts
} beside the image { $artifacts ->
    [one] was
   *[other] were
} not read: there are too many, or they are too large.
findings-gap-no-malware-scan = Nobody looked for malware.

findings-gap-malware-signatures = Malware was looked for with signatures that are { $days } days old.
    .hint = freshclam
findings-gap-malware-undated = Malware was looked for with signatures of which nobody knows how old they are.
findings-gap-malware-not-looked = ClamAV did not look at { $files ->
    [one] one file
   *[other] { $files } files
}, or not fully.

## Proofs
findings-proof-removed = { $path } was removed by the layer { $layer } and is not in the image.
findings-proof-nothing-left = Of the { $listed } paths of { $package }, { $present } are in the image, and all of them document it.
findings-proof-thing-absent = Nothing in the image is { $thing } (looked for: { $files }).
findings-proof-archives = { $archives ->
    [one] One archive and those in it were looked into.
   *[other] { $archives } archives and those in them were looked into.
}
findings-proof-symbols-absent = None of { $files } libraries of the package offers { $symbols }.
findings-proof-fix-named = The changelog of { $package } names the fix for version { $version }: { $line }
findings-invalid-other-files = Files of { $package } under another name or at another place.
findings-invalid-thing-comes = { $thing } coming into the image, or being mounted.
findings-indication-not-linked = No program in the image links { $path } ({ $files ->
    [one] one library
   *[other] { $files } libraries
} of the package).
findings-indication-not-reached = Nothing that the image starts reaches { $path } ({ $files ->
    [one] one library
   *[other] { $files } libraries
} of the package).
findings-indication-symbol-unused = Nobody in the image needs { $symbols } of { $path }.
findings-trap-dlopen = { $path } loads libraries by name.
findings-trap-jni = { $path }: Java loads native libraries by name.
findings-trap-service-loader = { $path } lists services that Java finds by itself.
findings-trap-reflection = { $path }: classes can be found by names that are texts.
findings-trap-nss = { $path } is loaded by the C library to look names up.
findings-trap-pam = { $path } is loaded to check passwords.
findings-trap-gconv = { $path } is loaded to convert character sets.
findings-trap-php = { $path } is loaded by PHP.
findings-trap-ctypes = { $path }: Python can load libraries by name.
findings-trap-copy = { $path } is the same once more.
findings-trap-mount = Something is mounted at { $path } when the image runs.
findings-trap-static = { $path } has its libraries inside.
findings-trap-shell = { $path } can start any program.
findings-trap-unknown = What { $path } loads is not known.
progress-proofs = Looking for proofs

## Severities
findings-level-none = none
findings-level-low = low
findings-level-medium = medium
findings-level-high = high
findings-level-critical = critical

## Policies
findings-fails-findings = { $rule }: { $findings ->
    [one] one finding
   *[other] { $findings } findings
} ({ $names })
findings-fails-unknown = { $rule }: not known, because not everything could be asked about ({ $spaces })
    .hint = Load a source for it with `haerterei advisories`, or let the rule be about what is known alone with `:known`.
findings-fails-coverage = { $rule }: { $gaps ->
    [one] one thing was not looked at
   *[other] { $gaps } things were not looked at
}
findings-fails-outdated = { $rule }: { $packages ->
    [one] one package is
   *[other] { $packages } packages are
} older than the newest of the release ({ $names })
findings-fails-outdated-unknown = { $rule }: not known, because no archive was asked
findings-fails-decisions = { $rule }: { $notices ->
    [one] one decision is
   *[other] { $notices } decisions are
} expired, unused, from the future or contradicted

## On what it rests that a finding is closed
findings-rests-on-content = It rests on the files of the image.
findings-rests-on-records = It rests on what the image says of its own packages; whoever made it could have written anything.
findings-rests-on-named = It rests on a document that the call names.
findings-rests-on-signature = It rests on a signature by a trusted key.
findings-rests-on-author = It rests on the name that the document gives as its author's; nobody verified it.
