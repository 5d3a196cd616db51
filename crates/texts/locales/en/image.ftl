# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Tar archives
image-tar-io = The archive cannot be read or written: { $error }
image-tar-truncated = The archive ends early, after { $offset } bytes.
    .hint = Fetch or make the file again; it is incomplete.
image-tar-header = The archive has a malformed header at byte { $offset }: { $what }
image-tar-path = The archive names the path “{ $path }”, which is refused: { $reason }
image-tar-unsupported = { $path } in the archive is of a kind that is not supported: { $kind }
image-tar-too-many-entries = The archive has more than { $limit } entries.
image-tar-file-too-large = { $path } in the archive has { $size } bytes; at most { $limit } are accepted.
image-tar-too-large = The archive has more than { $limit } bytes when unpacked.
image-tar-content-length = The content of { $path } is not { $size } bytes long, as its entry says.
    .hint = The file may have changed while it was read.

## Layers
image-layer-write = The layer cannot be written: { $error }
    .hint = Check free space and permissions of the output folder.
image-layer-read = The layer cannot be read: { $error }
image-layer-digest = The layer has the digest { $found } instead of { $expected }.
    .hint = The image is damaged or was tampered with; fetch it again from its source.
image-layer-size = The layer has { $found } bytes instead of { $expected }.
    .hint = The image is damaged or was tampered with; fetch it again from its source.
image-layer-ratio = The layer unpacks to more than { $ratio } times its size and was not read any further.
image-layer-media-type = The layer type “{ $type }” is not known.

## Images
image-file = { $path } cannot be read or written: { $error }
    .hint = Check permissions and free space.
image-absent = { $path } does not exist.
    .hint = An image is named as oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE, dir:ROOTFS or by its path.
image-not-an-image = { $path } is not an image: { $reason }
    .hint = OCI layouts, oci-archive and docker-archive files are recognised by their content; a plain root folder needs “dir:” before it.
image-document = The document { $what } of the image is malformed: { $error }
image-contradiction = The document { $what } of the image is wrong: { $reason }
image-document-too-large = The document { $what } of the image has more than { $limit } bytes and was not read.
image-too-many = The image has too many { $what } and was not read any further.
image-missing-blob = The image names { $digest }, which is missing.
    .hint = The copy is incomplete; fetch the image again from its source.
image-digest = A part of the image has the digest { $found } instead of { $expected }.
    .hint = The image is damaged or was tampered with; fetch it again from its source.
image-layer = The layer { $layer } cannot be used.
image-archive = The archive { $path } cannot be used.
image-tree = The layers do not make a tree: { $error }
image-no-such-tag = There is no image “{ $tag }” here. There is: { $known }
image-tag-needed = There are several images here: { $known }
    .hint = Name one of them behind a colon.
image-no-such-platform = There is no image for { $wanted } here. There is: { $known }
    .hint = Choose one with --platform.
image-one-platform = A docker-archive holds an image for one platform, not for { $count }.
    .hint = Choose one with --platform, or write oci:DIR or oci-archive:FILE.
image-registry = { $name } is in a registry, which cannot be used here.
    .hint = Copy the image first: haerterei copy { $name } oci:DIR:TAG
image-elsewhere = { $what } cannot be brought from where it is.

## Names of images
image-reference-empty = “{ $word }” names no image.
    .hint = An image is named as oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE, dir:ROOTFS or by its path.
image-reference-tag = “{ $tag }” cannot be a tag.
    .hint = A tag consists of letters, digits, “_”, “.” and “-”, at most 128.
image-reference-host = “{ $word }” does not begin with a host that could be a registry's.
    .hint = An image in a registry is named as HOST[:PORT]/REPOSITORY[:TAG][@DIGEST], a file by its path (./ at the beginning makes it clear).
image-reference-repository = “{ $word }” names a repository that no registry can have.
    .hint = A repository consists of lower-case letters and digits, joined by “.”, “_”, “__”, “-” and “/”.
image-reference-digest = “{ $word }” has something behind the “@” that is no digest.
    .hint = A digest is written as sha256: and 64 hexadecimal digits. User names and passwords have no place here: they are read from the files of docker and podman.
image-reference-long = “{ $word }” is too long: host and repository together may have 255 characters.
image-reference-digest-to-write = “{ $word }” names a digest, but what is written gets its digest from its content.
    .hint = Leave the digest out, or write a tag in its place.
image-reference-output = “{ $word }” does not say in which form the image is to be written.
    .hint = Write HOST/REPOSITORY[:TAG], oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME].
image-no-such-digest = there is no image with the digest { $digest } here; there are: { $known }
    .hint = If the image was built anew, look at what changed, then write its new digest down.
