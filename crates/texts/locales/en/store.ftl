# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

store-unusable = The folder { $folder } cannot be used as a cache.
    .hint = Choose another folder with HAERTEREI_HOME, or correct the owner and the permissions of this one.
store-missing = { $digest } is not in the cache.
store-damaged = The file { $path } in the cache was damaged and has been removed.
    .hint = Run the command again: what was lost is fetched or made anew. If this happens often, check the disk.
store-wrong-content = The content does not match: expected { $expected }, got { $found }.
store-wrong-size = { $digest } has { $found } bytes in the cache; { $expected } were expected.
    .hint = The cached file is sound, so whoever named the size is wrong: check the lock or the index.
store-too-large = { $path } is larger than the { $limit } bytes allowed.
store-read-only = The cache { $folder } can only be read, and something must be written to it.
    .hint = Make it writable, or choose another folder with HAERTEREI_HOME.
store-full = No space is left for the cache in { $folder }.
    .hint = Free some space, or choose a folder on another disk with HAERTEREI_HOME. Nothing was damaged; the command can be repeated.
store-full-figures = No space is left for the cache in { $folder }: { $needed } bytes are needed, { $free } are free.
    .hint = Free some space, or choose a folder on another disk with HAERTEREI_HOME. Nothing was damaged; the command can be repeated.
store-cannot-read = Cannot read { $path }.
store-cannot-write = Cannot write { $path }.
store-cannot-remove = Cannot remove { $path }.
store-cannot-lock = Cannot lock { $path }.
    .hint = The cache needs a file system that supports file locks; choose another folder with HAERTEREI_HOME.
store-cancelled = Stopped while waiting for another process.
