# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

anatomy-elf-damaged = The program or library cannot be read: { $reason }.
anatomy-archive-damaged = The ZIP archive cannot be read: { $reason }.
anatomy-cache-damaged = The linker's cache cannot be read: { $reason }.
anatomy-missing-interpreter = { $file } is loaded by { $name }, which is not in the image or is for another processor.
    .hint = Add the package with the dynamic linker (libc6 for most programs).
anatomy-missing-library = { $file } needs the library { $name }, which is not in the image.
    .hint = Add the package with this library, or leave out the file that needs it.
anatomy-missing-library-elsewhere = { $file } needs the library { $name }; { $elsewhere } has the name, but is for another processor or in a folder that is not searched.
    .hint = If the folder is named in /etc/ld.so.conf.d, the image needs /etc/ld.so.cache.
anatomy-missing-version = { $file } needs the version { $name } of { $library }; { $found } does not have it.
    .hint = The packages come from releases that do not fit together.
anatomy-missing-script-interpreter = The script { $file } is run by { $name }, which is not in the image.
anatomy-missing-script-program = The script { $file } is run by the program “{ $name }”, which is in no folder of PATH.
anatomy-missing-class-path = The class path of { $file } names { $name }, which is not in the image. Java passes over it.
anatomy-missing-file = { $file } has to be there and is not in the image.
anatomy-unreadable = { $file } cannot be examined: { $reason }.
anatomy-link-dangling = The link { $file } points to { $target }, which is not in the image.
anatomy-feature-off = { $file } cannot be used: { $absent } is absent. Nothing that has to run needs it.
anatomy-feature-off-java = Off in Java: { $features }. { $file } does not find { $absent }.
