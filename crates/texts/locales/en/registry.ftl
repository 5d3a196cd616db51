# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Access
registry-denied = { $place } refuses access with the credentials that are known here.
    .hint = Check that they may do this, or log in again: podman login { $host }, or docker login { $host }.
registry-denied-anonymous = { $place } refuses access, and no credentials for it are known here.
    .hint = If the image is there, log in: podman login { $host }, or docker login { $host }. Credentials are read from the files of podman and docker, and from the file that REGISTRY_AUTH_FILE names.
registry-said = The registry says: { $said }
registry-challenge = { $host } wants a kind of proof that is not known here; user name and password (Basic) and tokens (Bearer) are.
registry-realm = { $host } sends us to { $realm } for a token. No secret is sent there: it is not reached over https.
    .hint = The registry's configuration is wrong, or somebody answers in its place.
registry-token = { $realm } should have given a token for { $host }, but what it answered holds none.
registry-auth-file = { $file } is not a file of credentials as docker and podman write it: { $fault }
    .hint = Log in again, which writes it anew, or name another file with REGISTRY_AUTH_FILE.
registry-auth-file-unreadable = { $file } cannot be read: { $error }
registry-helper = { $program }, which { $file } names, gave no credentials: { $fault }
    .hint = Install or unlock the helper, or take it out of the file and log in again.

## Answers
registry-no-such-image = { $name } does not exist.
    .hint = Check repository and tag. Some registries also say so when they refuse access.
registry-refused = { $what } answered with status { $status }.
registry-not-a-registry = { $what } is not the answer of a registry ({ $found }).
    .hint = Check the host's name. A proxy or a login page may be answering in the registry's place.
registry-unknown = { $what } is neither an image nor an index: its type is “{ $found }”.
registry-schema-one = { $what } is a manifest of Docker's schema 1, which has no trustworthy digests and is not read.
    .hint = Push the image again with a tool of our time.
registry-contradiction = { $what } says of itself that it is something else than it is, or than the registry announced, and was not read.
registry-lie = { $what } is not what was asked for: expected { $expected }, got { $found }. Nothing of it was kept.
    .hint = The registry is damaged, or somebody altered what it holds. Get the image from elsewhere, and tell whoever runs the registry.
registry-wrong-size = { $what } has { $found } bytes; { $expected } were announced.
    .hint = The registry is damaged, or a proxy answers in its place.
registry-too-large = { $what } is larger than the { $limit } bytes allowed.
registry-endless = { $what } is nested too deeply or has too many parts, and was not read any further.
registry-cancelled = Stopped. What was transferred is kept, and the next run continues with it.
progress-copy = Copying
