# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Decisions
findings-decisions-too-large = The document is larger than { $mebibytes } MiB.
findings-decisions-too-many = There are more than { $limit } decisions.
findings-decisions-malformed = { $line ->
    [0] The document cannot be read: { $problem }
   *[other] The document cannot be read, line { $line }: { $problem }
}
    .hint = `haerterei schema decisions` prints the form of a document of decisions.
findings-decisions-version = Decisions of version { $version } are not read, only version 1.
findings-decisions-same-name = Two decisions are called “{ $id }”.
    .hint = Others refer to a decision by its name; give each its own.
findings-decisions-not-appendable = Nothing can be added to the text of this document without writing it anew.
    .hint = Write `decisions:` and `risk-decisions:` as lists with one entry below another, or add the entry by hand.
findings-decision-no-name = A decision has no name (`id`).
findings-decision-no-weakness = The decision “{ $id }” names no weakness.
findings-decision-no-reason = The decision “{ $id }” does not say why.
    .hint = Name a `justification`, a `circumstance` or a `statement`; a risk decision needs a `reason`.
findings-decision-needless-reason = The decision “{ $id }” says why the weakness does not apply, but its status is another.
    .hint = `justification` and `circumstance` belong to `status: not_affected` only.
findings-decision-no-action = The decision “{ $id }” says that the weakness applies, and not what to do about it.
    .hint = Put it into `statement`; VEX demands it.
findings-decision-no-evidence = The decision “{ $id }” claims a proof or an indication and shows no evidence.
    .hint = Put down what was found under `evidence`, or call it an `opinion`.
findings-decision-no-expiry = The decision “{ $id }” has no end.
    .hint = Only a `proof` holds without one; set `expires`.
findings-decision-backwards = The decision “{ $id }” ends before it begins.
findings-decision-nobody = The decision “{ $id }” does not say who decides.
    .hint = Name role and organisation.
findings-decision-too-long = A text in the decision “{ $id }” is too long.
findings-notice-expired = The decision “{ $id }” expired on { $expires }; what it closed is open again.
    .hint = Decide again, or remove it.
findings-notice-future = The decision “{ $id }” is from a day that has not come; it does not count.
    .hint = Check its date and the clock.
findings-notice-contradicts = The decision “{ $id }” contradicts another about the same; neither counts.
    .hint = Remove one of them.
findings-notice-unused = The decision “{ $id }” is about nothing that was found.
    .hint = Remove it, or correct what it is about.
findings-notice-risk-expired = The risk decision “{ $id }” expired on { $expires }; nobody bears the risk any more.
    .hint = Decide again, or remove the weakness.
findings-notice-risk-unused = The risk decision “{ $id }” bears nothing that was found.
    .hint = Remove it, or correct what it is about.

## What formats of VEX cannot say
findings-lost-component-is-absent = CycloneDX cannot say that the whole component is absent, only that the code is.
findings-lost-who-controls-it = CycloneDX cannot say that no attacker controls the code; “requires_environment” comes nearest.
findings-lost-it-is-built-in = CycloneDX cannot say that the protection is part of the product.
findings-lost-what-the-attack-needs = OpenVEX and CSAF cannot say what an attack needs that is not there; only the statement says it.
findings-lost-what-protects = OpenVEX and CSAF cannot say what protects; only the statement says it.

## VEX
findings-vex-too-large = The VEX document is larger than { $mebibytes } MiB.
findings-vex-too-many = The VEX document has more than { $limit } values or statements.
findings-vex-json = The VEX document is not sound JSON: { $problem }
findings-vex-unknown = The document is neither OpenVEX nor CSAF nor CycloneDX.
    .hint = OpenVEX has the key `@context`, CSAF `document.csaf_version`, CycloneDX `bomFormat`.
findings-vex-version = { $format } of version “{ $version }” is not read, only OpenVEX 0, CSAF 2.0 and 2.1, and CycloneDX 1.4 to 1.7.
findings-vex-missing = The VEX document lacks “{ $place }”, or it is malformed.
findings-vex-io = The VEX document cannot be read: { $problem }
findings-vex-unnameable = “{ $id }” cannot be named in this format.
findings-vex-problem-status = { $place }: the status is not known; the statement does not count.
findings-vex-problem-no-reason = { $place }: it says that a weakness does not apply and not why; the statement does not count.
findings-vex-problem-justification = { $place }: the justification is not known; it does not count.
findings-vex-problem-no-weakness = { $place }: it names no weakness; the statement does not count.
findings-vex-problem-no-product = { $place }: it names no product that could be found; the statement does not count.
findings-vex-problem-unknown-product = { $place }: the document does not say which product this is.
findings-vex-problem-contradiction = { $place }: the document says two different things of this product; neither counts.
findings-vex-problem-date = { $place }: this is not a date.
findings-vex-problem-draft = The document is not final ({ $place }); its statements do not count.

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
