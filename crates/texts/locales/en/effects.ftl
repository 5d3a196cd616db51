# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

effects-syntax = this is not a shell script that can be read: { $detail }
effects-foreign-interpreter = the script is for `{ $interpreter }`, and only POSIX shell scripts are read
effects-unknown-command = the command `{ $command }` is not known
effects-unknown-arguments = an argument of `{ $command }` depends on something unknown
effects-unknown-form = `{ $command }` is used in a way that is not known (`{ $form }`)
effects-unknown-content = the content written to `{ $path }` is not known
effects-foreign-file = the file `{ $path }` is read in as a script
effects-undecided = what happens here depends on a condition that cannot be decided
effects-fails = the script would fail on a fresh installation
effects-too-long = the script is too long or does not come to an end
effects-catalogue-malformed = the catalogue of script effects `{ $name }` cannot be read: { $detail }
effects-catalogue-twice = the catalogue of script effects `{ $name }` has a second entry for the script { $digest }
    .hint = Remove one of the two entries.
effects-accounts-malformed = line { $line } of `{ $file }` does not declare an account
effects-accounts-not-static = line { $line } of `{ $file }` takes a value from a running system
    .hint = Declare the account in the recipe instead.
effects-accounts-collision = `{ $one }` and `{ $two }` would both have the number { $number }
    .hint = Fix the number of one of them in the recipe.
effects-accounts-name = `{ $name }` cannot be the name of an account, or one of its fields has a colon or a line break
effects-accounts-no-group = the account `{ $user }` belongs to the group `{ $group }`, which does not exist
