# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

inventory-damaged-archive = The archive is damaged: { $detail }.
    .hint = What it holds is not in the inventory. Replace it, or remove it from the image.
inventory-damaged-database = The package manager's records are damaged: { $detail }.
    .hint = Packages may be missing from the inventory. Build the image anew.
inventory-damaged-metadata = The package's metadata is damaged: { $detail }.
    .hint = The package may be missing from the inventory, or known without its version.
inventory-damaged-model = The model is damaged: { $detail }.
inventory-damaged-program = The program or library is damaged: { $detail }.
inventory-unread-bytes = Not all of the file was looked into, for it is too large: { $detail }.
inventory-unread-components = Not all components of the file are in the inventory: { $detail }.
inventory-unread-depth = Archives are nested too deep, and the innermost were not looked into: { $detail }.
inventory-unread-form = The file cannot be looked into: { $detail }.
inventory-unread-members = Not all members of the archive were looked into: { $detail }.
inventory-scratch = a large file of the image cannot be kept on the disk for a moment
    .hint = Make room, or put the cache with `--cache` on a disk that has some.
inventory-too-many-entries = the layers have more than { $limit } entries together
inventory-cancelled = the work was stopped
inventory-unread-file = The file could not be read: { $detail }.
inventory-unread-quota = There was no room to look into the file: { $detail }.
progress-inventory = Looking through layers

## Documents: CycloneDX and SPDX
inventory-document-too-large = The document has more than { $mebibytes } MiB.
inventory-document-too-many-values = The document has more than { $limit } values.
inventory-document-too-many-components = The document lists more than { $limit } components.
inventory-document-json = The document is not sound JSON: { $problem }
inventory-document-xml = The document is not sound XML: { $problem }
inventory-document-other-xml = The document is XML, but not CycloneDX: its outermost element is “{ $root }”.
    .hint = Of XML only CycloneDX is read. SPDX in RDF: pyspdxtools -i FILE -o FILE.spdx.json
inventory-document-tag-value = The document is SPDX in tags and values; only JSON is read.
    .hint = Convert it: pyspdxtools -i FILE -o FILE.spdx.json
inventory-document-unknown = The document is neither CycloneDX nor SPDX.
    .hint = CycloneDX has the key `bomFormat`, SPDX 2 the key `spdxVersion`, SPDX 3 `@context` with `@graph`.
inventory-document-version = { $format } of version “{ $version }” is not read: CycloneDX 1.2 to 1.7, SPDX 2.2, 2.3 and 3.0 are.
inventory-document-malformed = “{ $place }” of the document has the wrong form; expected: { $expected ->
    [list] a list
    [object] an object
   *[other] a text
}.
inventory-document-same-reference = Two components of the document have the same reference “{ $reference }”.
    .hint = What depends on what cannot be known then; tell the makers of the program that wrote it.
inventory-document-io = The document cannot be read or written: { $problem }
inventory-loss-declared-licences = CycloneDX 1.6 has room for one licence expression of a component: where two are known, the declared one stands in the property haerterei:licence-declared.
    .hint = Version 1.7 holds both: --format cyclonedx-1.7-json
inventory-loss-creator-urls = SPDX 2.3 has no place for the URL of who made a component: only names and e-mail addresses stand there.
    .hint = SPDX 3.0.1 holds it: --format spdx-json
inventory-loss-completeness = SPDX 2.3 cannot say of a list of dependencies that it is all of them.
    .hint = SPDX 3.0.1 holds it: --format spdx-json
inventory-loss-tr-03183 = SPDX 2.3 has no place for whether a file can be executed, is an archive or is structured; TR-03183-2 does not accept this version.
    .hint = SPDX 3.0.1 holds it: --format spdx-json

## Fields of BSI TR-03183-2
inventory-field-format = Format and version
inventory-field-no-vulnerabilities = No statements about vulnerabilities
inventory-field-sbom-creator = Creator of the SBOM
    .hint = Name yourself: --creator MAIL, or a URL where there is no address.
inventory-field-timestamp = Timestamp
inventory-field-component-creator = Component creator
    .hint = An e-mail address of who made the component, a URL where there is none. An image often does not tell.
inventory-field-component-name = Component name
inventory-field-component-version = Component version
    .hint = Of a file without a version, the guideline takes the time of its last change (RFC 3339).
inventory-field-file-name = File name of the component
inventory-field-dependencies = Dependencies and their completeness
    .hint = Every component needs an entry, an empty one too, and a word on whether that is all.
inventory-field-distribution-licences = Distribution licences
    .hint = One concluded SPDX expression for each component; LicenseRef-… where SPDX lists no licence.
inventory-field-deployable-hash = Hash of the deployable component
    .hint = SHA-512, beside the reference to the deployable form.
inventory-field-executable = Executable property
    .hint = Once: “executable” or “non-executable”.
inventory-field-archive = Archive property
    .hint = Once: “archive” or “no archive”.
inventory-field-structured = Structured property
    .hint = Once: “structured” or “unstructured”.
inventory-field-sbom-uri = SBOM URI
inventory-field-source-uri = Source code URI
inventory-field-deployable-uri = URI of the deployable form
inventory-field-identifiers = Other unique identifiers
inventory-field-original-licences = Original licences
inventory-field-effective-licence = Effective licence
inventory-field-source-hash = Hash of the source code
inventory-field-security-txt = URL of the security.txt

## What may be the matter with a field
inventory-problem-missing = is missing
inventory-problem-old-format = too old: CycloneDX from 1.6 on or SPDX from 3.0.1 on is asked for
inventory-problem-has-vulnerabilities = the document speaks of vulnerabilities, which belong into a document of their own (CSAF, VEX)
inventory-problem-name-alone = only a name, neither e-mail address nor URL
inventory-problem-no-address = neither an e-mail address nor a URL
inventory-problem-both-addresses = a URL beside an e-mail address; one or the other is asked for
inventory-problem-no-time = not a time after RFC 3339
inventory-problem-path = a path, where the bare name of the file is asked for
inventory-problem-several = stands there more than once
inventory-problem-words = other words than the taxonomy has
inventory-problem-no-entry = has no entry
inventory-problem-no-completeness = it is not said whether that is all
inventory-problem-dangling = refers to something that the document does not have
inventory-problem-no-expression = not an SPDX expression
inventory-problem-no-assertion = NONE and NOASSERTION are no licences
inventory-problem-unlisted-licence = an identifier that SPDX does not list
inventory-problem-not-concluded = there is a licence, but none said to be concluded
inventory-problem-not-sha512 = a hash, but not SHA-512
inventory-problem-no-digest = not a value of SHA-512
inventory-problem-hash-elsewhere = SHA-512 is there, but not at the reference to the deployable form
inventory-problem-no-uri = not a URI
inventory-problem-no-purl = not a package URL
inventory-problem-no-https = not a URL with https
