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
