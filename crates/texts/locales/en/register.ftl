# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

register-location = No register can be there: { $problem }.
    .hint = Name a file, or `postgresql://USER@HOST/DATABASE`, with `--register`, HAERTEREI_REGISTER or `location` in the table `register` of haerterei.toml.
register-none = There is no register in { $place }.
    .hint = `haerterei register add IMAGE` makes it.
register-foreign = { $place } is no register, so it is left alone.
    .hint = Name another file with `--register`.
register-newer = The register in { $place } has form { $found }; this version knows forms up to { $known }.
    .hint = Use the newer version of haerterei that made it.
register-damaged = The register in { $place } is damaged: { $problem }.
    .hint = Move it away and make it again with `haerterei register rebuild --from LAYOUT…`.
register-busy = The register in { $place } was kept locked by others for { $seconds } seconds.
    .hint = Try again when they are done. Nothing was changed.
register-full = There is no space left for the register in { $place }.
    .hint = Make space and repeat the call. Nothing was changed.
register-unreachable = The database server of { $place } cannot be reached or does not let us in.
    .hint = Check server, user and password, and `ca-certificates` for its certificate. What was not finished was not done.
register-database = The register in { $place } cannot be read or written.
register-unknown-image = The register knows no image called “{ $word }”.
    .hint = `haerterei register list` shows names and digests.
register-several-images = “{ $word }” stands for more than one image: { $digests }
    .hint = Name one of them by its digest.
register-unknown-generation = No generation is known as “{ $word }”.
    .hint = Give a number or digest that `haerterei register status --format json` shows, or a day as 2026-11-20.
register-advisories = The index of advisories cannot be read.
register-cancelled = Stopped; the register is as it was.
