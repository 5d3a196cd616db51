# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

## Plans, contracts, fixtures
trial-contract = The image's contract cannot be used: { $problem }
    .hint = Give a contract of your own with `--contract FILE`.
trial-document = { $place }: { $problem }
    .hint = `haerterei schema trial-plan` prints every key with its form; docs/trial.md explains them.
trial-plan = { $count ->
    [one] The plan “{ $file }” has one fault.
   *[other] The plan “{ $file }” has { $count } faults.
}
trial-plan-version = { $place }: The version { $version } of the format is not known, only 1.
trial-plan-name = { $place }: “{ $name }” is not a name: lower case letters and digits, with “.”, “_” or “-” between them.
trial-plan-twice = { $place }: The name “{ $name }” stands twice.
trial-plan-target = { $place }: “{ $path }” is not a place inside the container: a path from the root, without “..”, other than the root.
trial-plan-target-twice = { $place }: “{ $path }” is the target of two fixtures.
trial-plan-one-content = { $place }: The fixture “{ $name }” needs exactly one of `source`, `content`, `prepared` and `given`.
trial-plan-not-beside = { $place }: “{ $path }” does not lie in the folder of the plan.
    .hint = Put the file beside the plan, or declare the fixture as `given: true` and pass `--fixture NAME=PATH`.
trial-plan-no-prepare = { $place }: The fixture “{ $name }” comes from `prepare`, and the plan has no such step.
trial-plan-mode = { $place }: “{ $mode }” is not a mode, as "0644".
trial-plan-certificate-names = { $place }: The certificate “{ $name }” needs `names`: host names or addresses.
trial-plan-certificate-targets = { $place }: The certificate “{ $name }” is mounted nowhere; it needs `certificate`, `key` or `authority`.
trial-plan-empty-command = { $place }: A command is empty or has a NUL character.
trial-plan-variable = { $place }: “{ $name }” is not the name of a variable.
trial-plan-unknown-fixture = { $place }: There is no fixture “{ $name }” (there are: { $known }).
trial-plan-unknown-certificate = { $place }: There is no certificate “{ $name }”.
trial-plan-after-end = { $place }: The program has ended before this step.
    .hint = Start another run, or use `stop-and-restart` instead of `terminate`.
trial-plan-step = { $place }: { $problem }.
trial-fixture = The fixture “{ $name }” cannot be laid out from “{ $path }”: { $problem }
trial-fixture-not-given = The fixture “{ $name }” has to be given.
    .hint = Pass `--fixture { $name }=PATH`.
trial-no-such-fixture = The plan has no fixture “{ $name }” (it has: { $known }).
trial-certificate = The certificate “{ $name }” cannot be made: { $problem }
trial-variable-missing = The image demands the variable { $variable }, and the run “{ $run }” does not set it.
    .hint = Set it in the plan, under `environment` of the run.
trial-nothing-to-start = The run “{ $run }” has nothing to start: the image has neither entry point nor command.
    .hint = Set `entrypoint` or `command` of the run in the plan.
