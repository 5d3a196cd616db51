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
