# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

trust-file-too-large = { $file } has { $size } bytes; a file of certificates may have at most { $limit }.
trust-no-certificate = { $file } holds no certificate.
    .hint = A certificate begins with the line -----BEGIN CERTIFICATE-----, or is a binary file in DER.
trust-private-key = Line { $line } of { $file } begins a private key.
    .hint = Only certificates belong here, and everyone who gets the image can read them. Remove the key from the file; if others may have seen it, replace it.
trust-block-unfinished = The block that begins in line { $line } of { $file } has no end line that fits.
    .hint = The file was probably cut off; copy it again.
trust-block-not-base64 = The block that begins in line { $line } of { $file } is not base 64.
    .hint = The file was probably damaged while copying; copy it again.
trust-too-many-certificates = { $file } holds more than { $limit } certificates.
trust-certificate-malformed = What begins in line { $line } of { $file } is not an X.509 certificate: { $reason }.
    .hint = “openssl x509 -in FILE -text” shows what the file holds.
trust-name-unfit = “{ $name }” cannot name a certificate.
    .hint = Choose a name without slashes and control characters that does not begin with a dot or a hyphen.
trust-name-taken = The name “{ $name }” already belongs to another certificate; capitals make no difference.
    .hint = Give your own certificate another name.
trust-deselection-unmatched = No certificate is meant by the deselection “{ $deselection }”.
    .hint = The distribution may have renamed or removed it. Correct the deselection or take it out of the recipe.
trust-deselection-malformed = “{ $deselection }” is not a way to name a certificate.
    .hint = Write a file (mozilla/X.crt), a subject (CN=Name) or a fingerprint (sha256:…).
trust-store-too-large = There are more certificates than the trust store's format can hold.
trust-expired = The certificate { $name } ({ $subject }) expired on { $day }.
    .hint = Programs will not accept it. Replace it with its successor.
trust-not-yet-valid = The certificate { $name } ({ $subject }) is valid only from { $day }.
trust-not-an-authority = The certificate { $name } ({ $subject }) does not belong to a certificate authority.
    .hint = Trust the authority that signed it instead; a server's own certificate has to be replaced in every image when it changes.
trust-weak-signature = The certificate { $name } ({ $subject }) is signed with SHA-1 or an older hash.
    .hint = Ask the authority for a certificate with SHA-256. For a root the signature itself does not matter, but its age does.
trust-already-present = The distribution already trusts the certificate { $name } ({ $subject }).
