# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Decisions
vex-decisions-too-large = The document is larger than { $mebibytes } MiB.
vex-decisions-too-many = There are more than { $limit } decisions.
vex-decisions-malformed = { $line ->
    [0] The document cannot be read: { $problem }
   *[other] The document cannot be read, line { $line }: { $problem }
}
    .hint = `haerterei schema decisions` prints the form of a document of decisions.
vex-decisions-version = Decisions of version { $version } are not read, only version 1.
vex-decisions-same-name = Two decisions are called “{ $id }”.
    .hint = Others refer to a decision by its name; give each its own.
vex-decisions-not-appendable = Nothing can be added to the text of this document without writing it anew.
    .hint = Write `decisions:` and `risk-decisions:` as lists with one entry below another, or add the entry by hand.
vex-decision-no-name = A decision has no name (`id`).
vex-decision-no-weakness = The decision “{ $id }” names no weakness.
vex-decision-no-reason = The decision “{ $id }” does not say why.
    .hint = Name a `justification`, a `circumstance` or a `statement`; a risk decision needs a `reason`.
vex-decision-needless-reason = The decision “{ $id }” says why the weakness does not apply, but its status is another.
    .hint = `justification` and `circumstance` belong to `status: not_affected` only.
vex-decision-no-action = The decision “{ $id }” says that the weakness applies, and not what to do about it.
    .hint = Put it into `statement`; VEX demands it.
vex-decision-no-evidence = The decision “{ $id }” claims a proof or an indication and shows no evidence.
    .hint = Put down what was found under `evidence`, or call it an `opinion`.
vex-decision-no-expiry = The decision “{ $id }” has no end.
    .hint = Only a `proof` holds without one; set `expires`.
vex-decision-backwards = The decision “{ $id }” ends before it begins.
vex-decision-nobody = The decision “{ $id }” does not say who decides.
    .hint = Name role and organisation.
vex-decision-too-long = A text in the decision “{ $id }” is too long.
vex-notice-expired = The decision “{ $id }” expired on { $expires }; what it closed is open again.
    .hint = Decide again, or remove it.
vex-notice-future = The decision “{ $id }” is from a day that has not come; it does not count.
    .hint = Check its date and the clock.
vex-notice-contradicts = The decision “{ $id }” contradicts another about the same; neither counts.
    .hint = Remove one of them.
vex-notice-unused = The decision “{ $id }” is about nothing that was found.
    .hint = Remove it, or correct what it is about.
vex-notice-risk-expired = The risk decision “{ $id }” expired on { $expires }; nobody bears the risk any more.
    .hint = Decide again, or remove the weakness.
vex-notice-risk-unused = The risk decision “{ $id }” bears nothing that was found.
    .hint = Remove it, or correct what it is about.

## What formats of VEX cannot say
vex-lost-component-is-absent = CycloneDX cannot say that the whole component is absent, only that the code is.
vex-lost-who-controls-it = CycloneDX cannot say that no attacker controls the code; “requires_environment” comes nearest.
vex-lost-it-is-built-in = CycloneDX cannot say that the protection is part of the product.
vex-lost-what-the-attack-needs = OpenVEX and CSAF cannot say what an attack needs that is not there; only the statement says it.
vex-lost-what-protects = OpenVEX and CSAF cannot say what protects; only the statement says it.

## VEX
vex-too-large = The VEX document is larger than { $mebibytes } MiB.
vex-too-many = The VEX document has more than { $limit } values or statements.
vex-json = The VEX document is not sound JSON: { $problem }
vex-unknown = The document is neither OpenVEX nor CSAF nor CycloneDX.
    .hint = OpenVEX has the key `@context`, CSAF `document.csaf_version`, CycloneDX `bomFormat`.
vex-version = { $format } of version “{ $version }” is not read, only OpenVEX 0, CSAF 2.0 and 2.1, and CycloneDX 1.4 to 1.7.
vex-missing = The VEX document lacks “{ $place }”, or it is malformed.
vex-io = The VEX document cannot be read: { $problem }
vex-unnameable = “{ $id }” cannot be named in this format.
vex-problem-status = { $place }: the status is not known; the statement does not count.
vex-problem-no-reason = { $place }: it says that a weakness does not apply and not why; the statement does not count.
vex-problem-justification = { $place }: the justification is not known; it does not count.
vex-problem-no-weakness = { $place }: it names no weakness; the statement does not count.
vex-problem-no-product = { $place }: it names no product that could be found; the statement does not count.
vex-problem-unknown-product = { $place }: the document does not say which product this is.
vex-problem-contradiction = { $place }: the document says two different things of this product; neither counts.
vex-problem-date = { $place }: this is not a date.
vex-problem-draft = The document is not final ({ $place }); its statements do not count.
