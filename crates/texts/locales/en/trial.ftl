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

## What this host lacks, so that nothing was tried.
trial-missing-runtime = No OCI runtime is installed; looked for { $names }.
    .hint = Install one: apt-get install runc
trial-missing-working-runtime = No installed runtime can run here. { $words }
    .hint = Install another runtime (runc or crun), or give this one what its words ask for.
trial-missing-program = The program { $name } is missing.
    .hint = Install the packages util-linux and mount.
trial-missing-privilege = Neither root nor user namespaces: { $words }
    .hint = Run the trial as root, or allow user namespaces and give the user a subordinate range in /etc/subuid and /etc/subgid (package uidmap).
trial-missing-overlay = The image's layers could not be mounted: { $words }
    .hint = Choose a folder on a disk of its own for the cache with HAERTEREI_HOME, and check that the kernel has overlayfs.
trial-missing-architecture = The image is made for { $image }, and this host is { $host }.
    .hint = Try it on a host with that processor.

## What went wrong around a trial.
trial-sandbox-not-tried = The image was not tried: this host lacks what a trial needs.
trial-sandbox-image = The image cannot be unpacked.
trial-sandbox-store = The unpacked image cannot be kept in the cache.
trial-sandbox-io = Cannot { $operation } { $path }: { $problem }
trial-sandbox-too-many-layers = The image has { $layers } layers, more than can be mounted at a time.
    .hint = Join layers: an image for operation needs few.
trial-sandbox-layer = Layer { $layer } of the image cannot be laid out: { $problem }
trial-sandbox-runtime = { $runtime } failed: { $words }

## Why a container does not do what it should.
trial-cause-out-of-memory = It needs more memory than the { $limit } MiB that it may have; the kernel killed it.
    .hint = Give the trial more with --memory, or make the program need less (for Java: -XX:MaxRAMPercentage).
trial-cause-too-many-processes = It asks for more than the { $limit } processes and threads that it may have.
    .hint = Bound its pools of threads, or look for processes that are started and never end.
trial-cause-scratch-full = { $path } was full: { $limit } KiB fit in.
    .hint = Declare a larger size for this writable path, or keep the program from collecting files there.
trial-cause-no-space = It found no space for a file. The log says: { $line }
    .hint = Declare larger sizes for the writable paths, or keep the program from collecting files there.
trial-cause-volumes-full = It wrote more to its volumes than the { $limit } MiB that a trial allows.
    .hint = Look for what grows without end.
trial-cause-log-flooded = It wrote more to its log than the { $limit } MiB that a trial allows.
    .hint = Lower the log level, and look for an error that repeats itself.
trial-cause-time-limit = It ran into the time limit of { $seconds } s.
    .hint = Look at the end of its log for what it waits for, or give the trial more time with --time-limit.
trial-cause-forbidden-call = It makes a system call that the seccomp profile forbids. The log says: { $line }
    .hint = Find the call (strace -f), and do without it; a container of public bodies gets no looser profile.
trial-cause-needs-capability = It needs a capability that containers do not get. The log says: { $line }
    .hint = Run the program without it: no change of owners or users at start, no ports below 1024.
trial-cause-read-only = It writes to the image, which is read-only: { $path }. The log says: { $line }
    .hint = Declare the folder as a writable path in the recipe, or configure the program to write to one that is declared.
trial-cause-no-permission = It may not use { $path } as this user. The log says: { $line }
    .hint = Let the file belong to group 0 with the rights of its owner, or make it readable to all; containers run as any user.
trial-cause-privileged-port = It promises port { $port }; only root may listen at ports below 1024.
    .hint = Let it listen at a port from 1024 on (8080, 8443); the Service maps it.
trial-cause-other-port = It promises port { $promised } and listens at { $found }.
    .hint = Correct the port in the recipe or in the program's configuration.
trial-cause-loopback-only = It listens at port { $port } for itself only (127.0.0.1).
    .hint = Let it listen at all addresses (0.0.0.0 or ::); nobody outside the container reaches it now.
trial-cause-not-listening = It promises port { $promised } and listens nowhere.
    .hint = Look at its log; perhaps it still waits for something that the trial does not give it.
trial-cause-ignores-signal = It did not end within { $seconds } s after { $signal } and had to be killed.
    .hint = As process 1 a program gets only the signals that it handles: handle { $signal }, or start it directly (exec) instead of through a shell.
trial-cause-no-program = The program { $program } is not in the image.
    .hint = Correct the entrypoint, or add the package that brings the program.
trial-cause-not-executable = The program { $program } may not be executed by this user.
    .hint = Give the file and its folders the right to be executed by all (mode 0755).
trial-cause-wrong-format = The program { $program } is for another processor, or no program at all.
    .hint = Build it for the image's platform; a script needs its first line (#!) and its interpreter.
trial-cause-no-interpreter = The program { $program } is there, but not what it needs to be loaded: an interpreter or the dynamic linker.
    .hint = Add the package with the interpreter or the C library, or link the program statically.
trial-cause-working-folder = The working folder { $path } cannot be entered by this user.
    .hint = Make the folder readable and executable to all, or choose another working folder.
trial-cause-no-account = It wants to know the user { $uid } by name, and /etc/passwd has none. The log says: { $line }
    .hint = Let the program do without; where it cannot, libnss-wrapper gives the running user an entry.
trial-cause-runtime = The runtime refuses the container: { $words }
    .hint = The words are the runtime's; usually a fixture or a volume lies where the image has something else.
trial-cause-crashed = { $signal } ended it.
    .hint = Look at the end of its log.
trial-cause-ended = It ended by itself with exit code { $code } after { $milliseconds } ms.
    .hint = Look at the end of its log.

## What was not as expected
progress-trial = Trying
trial-prepare = The command “{ $command }” that prepares the trial failed (exit code { $code }).
    .hint = Its output stands above. Only `/prepare` and the writable folders of the contract can be written to.
trial-output = | { $line }
trial-cancelled = The trial was stopped.
trial-miss-refused = Nobody answers at port { $port }.
trial-miss-no-port = There is no port to ask: neither the probe nor the contract names one.
trial-miss-too-slow = The answer did not come within { $milliseconds } ms.
trial-miss-closed = The connection was closed before the answer was complete.
trial-miss-connection = The connection failed: { $words }
trial-miss-garbage = The answer is not { $protocol }; it begins with “{ $start }”.
trial-miss-too-long = The answer is longer than { $limit } KiB, and what is expected does not stand within.
trial-miss-tls = TLS failed: { $words }
trial-miss-status = Status { $found } instead of { $expected }; the answer begins with “{ $start }”.
trial-miss-header = The header { $name } is “{ $found }” and lacks “{ $expected }”.
trial-miss-lacks = “{ $text }” does not occur; the answer begins with “{ $start }”.
trial-miss-contains = “{ $text }” occurs and must not.
trial-miss-exit-code = Exit code { $found } instead of { $expected }; the output ends with “{ $output }”.
trial-miss-no-line = No line of output has “{ $text }”.
trial-miss-command = The command could not be run: { $words }
trial-miss-ended = The program has ended with exit code { $code }.
trial-miss-not-started = The program did not start.
trial-miss-not-ended = The program did not end within { $milliseconds } ms.
trial-miss-no-such-user = The image has no user “{ $user }”.
