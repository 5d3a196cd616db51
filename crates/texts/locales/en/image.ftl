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
