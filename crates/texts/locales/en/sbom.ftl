# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Documents: CycloneDX and SPDX
sbom-document-too-large = The document has more than { $mebibytes } MiB.
sbom-document-too-many-values = The document has more than { $limit } values.
sbom-document-too-many-components = The document lists more than { $limit } components.
sbom-document-json = The document is not sound JSON: { $problem }
sbom-document-xml = The document is not sound XML: { $problem }
sbom-document-other-xml = The document is XML, but not CycloneDX: its outermost element is “{ $root }”.
    .hint = Of XML only CycloneDX is read. SPDX in RDF: pyspdxtools -i FILE -o FILE.spdx.json
sbom-document-tag-value = The document is SPDX in tags and values; only JSON is read.
    .hint = Convert it: pyspdxtools -i FILE -o FILE.spdx.json
sbom-document-unknown = The document is neither CycloneDX nor SPDX.
    .hint = CycloneDX has the key `bomFormat`, SPDX 2 the key `spdxVersion`, SPDX 3 `@context` with `@graph`.
sbom-document-version = { $format } of version “{ $version }” is not read: CycloneDX 1.2 to 1.7, SPDX 2.2, 2.3 and 3.0 are.
sbom-document-malformed = “{ $place }” of the document has the wrong form; expected: { $expected ->
    [list] a list
    [object] an object
   *[other] a text
}.
sbom-document-same-reference = Two components of the document have the same reference “{ $reference }”.
    .hint = What depends on what cannot be known then; tell the makers of the program that wrote it.
sbom-document-io = The document cannot be read or written: { $problem }
sbom-loss-declared-licences = CycloneDX 1.6 has room for one licence expression of a component: where two are known, the declared one stands in the property haerterei:licence-declared.
    .hint = Version 1.7 holds both: --format cyclonedx-1.7-json
sbom-loss-creator-urls = SPDX 2.3 has no place for the URL of who made a component: only names and e-mail addresses stand there.
    .hint = SPDX 3.0.1 holds it: --format spdx-json
sbom-loss-completeness = SPDX 2.3 cannot say of a list of dependencies that it is all of them.
    .hint = SPDX 3.0.1 holds it: --format spdx-json
sbom-loss-tr-03183 = SPDX 2.3 has no place for whether a file can be executed, is an archive or is structured; TR-03183-2 does not accept this version.
    .hint = SPDX 3.0.1 holds it: --format spdx-json

## Fields of BSI TR-03183-2
sbom-field-format = Format and version
sbom-field-no-vulnerabilities = No statements about vulnerabilities
sbom-field-sbom-creator = Creator of the SBOM
    .hint = Name yourself: --creator MAIL, or a URL where there is no address.
sbom-field-timestamp = Timestamp
sbom-field-component-creator = Component creator
    .hint = An e-mail address of who made the component, a URL where there is none. An image often does not tell.
sbom-field-component-name = Component name
sbom-field-component-version = Component version
    .hint = Of a file without a version, the guideline takes the time of its last change (RFC 3339).
sbom-field-file-name = File name of the component
sbom-field-dependencies = Dependencies and their completeness
    .hint = Every component needs an entry, an empty one too, and a word on whether that is all.
sbom-field-distribution-licences = Distribution licences
    .hint = One concluded SPDX expression for each component; LicenseRef-… where SPDX lists no licence.
sbom-field-deployable-hash = Hash of the deployable component
    .hint = SHA-512, beside the reference to the deployable form.
sbom-field-executable = Executable property
    .hint = Once: “executable” or “non-executable”.
sbom-field-archive = Archive property
    .hint = Once: “archive” or “no archive”.
sbom-field-structured = Structured property
    .hint = Once: “structured” or “unstructured”.
sbom-field-sbom-uri = SBOM URI
sbom-field-source-uri = Source code URI
sbom-field-deployable-uri = URI of the deployable form
sbom-field-identifiers = Other unique identifiers
sbom-field-original-licences = Original licences
sbom-field-effective-licence = Effective licence
sbom-field-source-hash = Hash of the source code
sbom-field-security-txt = URL of the security.txt

## What may be the matter with a field
sbom-problem-missing = is missing
sbom-problem-old-format = too old: CycloneDX from 1.6 on or SPDX from 3.0.1 on is asked for
sbom-problem-has-vulnerabilities = the document speaks of vulnerabilities, which belong into a document of their own (CSAF, VEX)
sbom-problem-name-alone = only a name, neither e-mail address nor URL
sbom-problem-no-address = neither an e-mail address nor a URL
sbom-problem-both-addresses = a URL beside an e-mail address; one or the other is asked for
sbom-problem-no-time = not a time after RFC 3339
sbom-problem-path = a path, where the bare name of the file is asked for
sbom-problem-several = stands there more than once
sbom-problem-words = other words than the taxonomy has
sbom-problem-no-entry = has no entry
sbom-problem-no-completeness = it is not said whether that is all
sbom-problem-dangling = refers to something that the document does not have
sbom-problem-no-expression = not an SPDX expression
sbom-problem-no-assertion = NONE and NOASSERTION are no licences
sbom-problem-unlisted-licence = an identifier that SPDX does not list
sbom-problem-not-concluded = there is a licence, but none said to be concluded
sbom-problem-not-sha512 = a hash, but not SHA-512
sbom-problem-no-digest = not a value of SHA-512
sbom-problem-hash-elsewhere = SHA-512 is there, but not at the reference to the deployable form
sbom-problem-no-uri = not a URI
sbom-problem-no-purl = not a package URL
sbom-problem-no-https = not a URL with https
