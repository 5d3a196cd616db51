# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

advisories-refused = The source “{ $name }” is refused; what was known of it stays.
advisories-expected = The form “{ $form }” was expected, in which the official source publishes: { $url }
advisories-expected-form = The form “{ $form }” was expected.
advisories-fetch = The source “{ $name }” could not be fetched; what was known of it stays.
advisories-file = `{ $path }` cannot be read or written
advisories-none = There is no index of advisories in { $folder }.
    .hint = Fetch the sources with `haerterei advisories update`, or bring an exported index with `haerterei advisories import FILE`.
advisories-damaged = { $path } is damaged: { $problem }
    .hint = Make the index anew with `haerterei advisories update`, or import it again.
advisories-newer = The index has form { $found }; this version of haerterei reads form { $known }.
    .hint = Use a newer version of haerterei, or make the index anew with this one.
advisories-full = The source “{ $name }” has more than an index can hold.
advisories-not-exported = { $path } is no exported index: { $problem }
    .hint = Exported indices are made with `haerterei advisories export`. A file of a source is brought in with `--source NAME=FILE`.
advisories-wrong-digest = A file of the exported index is damaged or missing: { $digest }
    .hint = Nothing was imported. Copy the file again.
advisories-unsigned = The exported index carries no signature.
    .hint = Export it with `--key KEY.pem`, or import it with `--allow-unsigned` if you know where it comes from.
advisories-no-trust = The exported index is signed, and nobody has said whose signature counts.
    .hint = Name the public key with `--trust PUBLIC.pem`.
advisories-wrong-signature = No signature of the exported index is by a trusted key.
    .hint = Nothing was imported. Compare the keys with whoever made the index.
advisories-key = The key { $path } cannot be used: { $problem }
    .hint = A key is made with `openssl genpkey -algorithm ED25519 -out KEY.pem`, its public half with `openssl pkey -in KEY.pem -pubout -out PUBLIC.pem`.
advisories-older = The exported index is of { $exported }, the one that is there of { $there }.
    .hint = To go back on purpose: `--allow-older`.
advisories-cancelled = the work was stopped

advisories-unreadable = `{ $name }` cannot be read
advisories-malformed = { $place }: { $problem }
    .hint = The file is incomplete or of another form. Fetch it again, or name its form in haerterei.toml (`type`).
advisories-too-large = { $name } has more than { $limit } bytes.
advisories-too-many = There are more than { $limit } { $what }.
advisories-future = { $what } is of { $date }, and it is { $now }.
    .hint = Check the clock of this machine.
advisories-shrunk = { $before } entries were known, and only { $now } are there now.
    .hint = If that is right, say why: `--accept-shrunk REASON`. The reason stands in the index.
advisories-empty = There is nothing in it.

advisories-problem-version = Versions that are none of their ecosystem; what they say is undetermined
advisories-problem-ecosystem = Ecosystems that are not known here; left out
advisories-problem-range = Packages without versions that can be compared; undetermined
advisories-problem-contradiction = Advisories that are there twice and differ; the newer counts
advisories-problem-date = Dates that cannot be read; missing
advisories-problem-aliases = Names that hang together without end; not followed to the end
progress-advisories = Bringing in advisories
