# SPDX-FileCopyrightText: 2026 The Härterei developers
# SPDX-License-Identifier: Apache-2.0

# Labels.
command-label-error = error
command-label-note = note
command-label-warning = warning
command-label-cause = cause
command-label-hint = hint
command-see-help = For more information, try `--help`.
command-fault-of-the-program =
    This is a fault of haerterei, not of your input: { $what } ({ $place }).
    Please report it, together with the call that led to it.

# Errors.
command-cannot-print = cannot write to standard output
command-cannot-read = cannot read `{ $file }`
command-document = “{ $file }” cannot be read as a bill of materials
    .hint = It can be CycloneDX 1.2 to 1.7 (JSON, XML) or SPDX 2.2, 2.3 or 3.0 (JSON). Of an image this writes one: haerterei sbom IMAGE --format cyclonedx-json --output FILE
command-not-attachable = the record cannot be put beside `{ $image }`, which is in neither an OCI layout nor a registry
    .hint = Copy the image into a layout and name it as `oci:FOLDER:TAG`, or write the record to a file with `--output`.
command-cannot-write = cannot write `{ $file }`
command-malformed-credentials = the credentials in `{ $file }` cannot be understood
command-distribution = the distribution described in `{ $file }` cannot be used
command-exists = `{ $file }` exists already
    .hint = Remove it, or name another folder.
command-no-cache-folder = there is no folder for the cache, because `HOME` is not set
    .hint = Name one with `--cache DIR`, or set `HAERTEREI_HOME`.
command-malformed-epoch = `SOURCE_DATE_EPOCH` is `{ $value }`, not a number of seconds
    .hint = Unset it, or give a time with `--now`.
command-cannot-show = the result cannot be shown in this format
command-cancelled = the work was stopped
command-configuration-unreadable = cannot read the configuration `{ $file }`
command-configuration-syntax = { $file }:{ $line }:{ $column }: this is not TOML: { $reason }
command-configuration-unknown-key = { $file }:{ $line }:{ $column }: unknown key `{ $key }`
    .hint = `haerterei schema configuration` prints what the file may contain.
command-configuration-misspelt-key = { $file }:{ $line }:{ $column }: unknown key `{ $key }`; did you mean `{ $meant }`?
    .hint = `haerterei schema configuration` prints what the file may contain.
command-configuration-known-keys = the keys are: { $keys }
command-configuration-value = { $file }:{ $line }:{ $column }: wrong value for `{ $key }`: { $reason }
    .hint = `haerterei schema configuration` prints what the file may contain.
command-cache-damaged = { $damaged } of { $checked } files in the cache were damaged and have been removed: { $digests }
    .hint = Nothing is lost: what is needed again will be fetched or made again. If this happens more than once, check the disk.
command-path-not-in-image = `{ $path }` is in no layer of this image
command-malformed-path = `{ $path }` is not a path inside an image

# What commands say.
command-init-written = Wrote `{ $file }`. Build it with `haerterei build { $file }`.
command-man-written = Wrote { $pages } manual pages to `{ $folder }`.
command-unknown-source = There is no source of advisories called `{ $name }`; known are: { $known }
    .hint = Sources are named in haerterei.toml, in the table `advisories.sources`.
command-advisories-renewed = { $name }: { $rows } entries
command-advisories-unchanged = { $name }: unchanged, { $rows } entries
command-advisories-anew = The index was damaged; it now holds only what was brought in by this call.
command-advisories-imported =
    { $sources ->
        [one] Imported an index of { $created } with one source.
       *[other] Imported an index of { $created } with { $sources } sources.
    }
command-advisories-exported = Exported, not signed: { $output } ({ $digest })
command-advisories-exported-signed = Exported: { $output } ({ $digest }), signed by { $key }
command-advisories-head = Index { $generation } of { $created }, { $size }, and { $cold } of descriptions
command-advisories-made-here = Made on this machine
command-advisories-signed = Imported from { $file }, signed by { $key }
command-advisories-unsigned = Imported from { $file }; not signed: nobody vouches for it
command-advisories-source = Source
command-advisories-data = Data of
command-advisories-age = Fetched
command-advisories-advisories = Advisories
command-advisories-rows = Entries
command-advisories-licence = Licence
command-advisories-days =
    { $days ->
        [0] today
        [one] a day ago
       *[other] { $days } days ago
    }
command-advisories-shrunk = Taken although it had shrunk: { $reason }
command-cache-folder = Cache: { $folder }
command-cache-folder-read-only = Cache: { $folder } (read-only)
command-cache-column-part = Part
command-cache-column-files = Files
command-cache-column-size = Size
command-cache-blobs = Contents (packages, indices, layers)
command-cache-memo = Remembered results
command-cache-pointers = Last seen states of archives
command-cache-partial = Unfinished downloads
command-cache-temporary = Being written
command-cache-laid-out = Layers laid out for trials
command-cache-in-use = A trial is under way: its layers stay.
command-cache-discarded =
    { $layers ->
        [one] One layer laid out for trials removed, { $size }.
       *[other] { $layers } layers laid out for trials removed, { $size }.
    }
command-cache-all = Total
command-cache-cleaned =
    { $files ->
        [one] Removed one file, { $size }; { $left } left.
       *[other] Removed { $files } files, { $size }; { $left } left.
    }
command-cache-sound =
    { $checked ->
        [one] Checked one file; it is sound.
       *[other] Checked { $checked } files; all are sound.
    }
progress-cache-verify = Checking the cache
progress-inspect = Reading layers

# Inspect.
command-inspect-image = Image
command-inspect-digest = Digest
command-inspect-title = Title
command-inspect-version = Version
command-inspect-platform = Platform
command-inspect-other-platforms = { $platform } (also: { $others })
command-inspect-distribution = Distribution
command-inspect-created = Created
command-inspect-vendor = Vendor
command-inspect-licences = Licences
command-inspect-size = Size
command-inspect-sizes = { $stored } stored, { $unpacked } unpacked, { $wasted } wasted, { $paths } paths
command-inspect-user = User
command-inspect-no-user = none given, so root
command-inspect-entrypoint = Entrypoint
command-inspect-command = Command
command-inspect-working-folder = Working folder
command-inspect-ports = Ports
command-inspect-volumes = Volumes
command-inspect-stop-signal = Stop signal
command-inspect-environment = Environment
command-inspect-layers = Layers
command-inspect-stored = Stored
command-inspect-unpacked = Unpacked
command-inspect-files = Files
command-inspect-wasted = Wasted
command-inspect-history = Made by (as the image says)
command-inspect-packages = Packages
command-inspect-package = Package
command-inspect-architecture = Architecture
command-inspect-source = Source
command-inspect-users = Users
command-inspect-user-name = Name
command-inspect-home = Home
command-inspect-shell = Shell
command-inspect-shell-there = can be run
command-inspect-privileged = Files with setuid, setgid or capabilities
command-inspect-writable = Paths that everyone or the image's user may write
command-inspect-mode = Mode
command-inspect-why = By
command-inspect-path = Path
command-inspect-why-setuid = setuid
command-inspect-why-setgid = setgid
command-inspect-why-capabilities = capabilities
command-inspect-why-everyone = everyone
command-inspect-why-owner = owner
command-inspect-why-group = group
command-inspect-more =
    { $count ->
        [one] … and one more; `--format json` shows all.
       *[other] … and { $count } more; `--format json` shows all.
    }
command-inspect-labels = Annotations and labels, as the image says
command-inspect-claims = Configuration, as the image says
command-inspect-value = Value
command-inspect-meaning = Meaning
command-inspect-default = { $value } (default)
command-inspect-example = as { $value }
command-inspect-required = (required)
command-inspect-writable-paths = Writable paths
command-inspect-configuration-files = Configuration files
command-inspect-outgoing-connections = Outgoing connections
command-inspect-replaced-settings = Settings without effect
command-inspect-not-read = Not read, and so not shown above
command-inspect-target = Points to
command-inspect-state = State
command-inspect-deleted = deleted by a later layer
command-inspect-event = What the layer does
command-inspect-event-put = puts it there
command-inspect-event-deleted = deletes it

# Sbom.
command-sbom-system = System
command-sbom-support-regular = in regular support
command-sbom-support-long-term = in long-term support
command-sbom-support-ended = no longer supported
command-sbom-accounts = { $files }: { $owned } owned by components, { $components } components of their own, { $configuration } configuration, { $data } data, { $database } package records, { $unknown } unknown
command-sbom-system-packages = Packages of the system
command-sbom-language-packages = Packages of languages
command-sbom-others = Programs, archives and models of no package
command-sbom-removed = In a layer and removed by a later one
command-sbom-unknown-files = Files that belong to nobody and whose form is not known
command-sbom-damaged = Damaged
command-sbom-not-looked-into = Not looked into
command-sbom-type = Type
command-sbom-kind = Kind
command-sbom-more-licences = { $shown } … and { $count } more
command-sbom-licence = Licence
command-sbom-belongs-to = Belongs to
command-sbom-put-by = From layer
command-sbom-removed-by = Removed by
command-sbom-kind-program = program
command-sbom-kind-executable = executable
command-sbom-kind-archive = archive
command-sbom-kind-model = model

## register
command-register-new = { $digest }: new
command-register-known = { $digest }: known, unchanged
command-register-renewed = { $digest }: known, with other packages now
command-register-added = { $images ->
    [1] 1 inventory
   *[other] { $images } inventories
} in the register
command-register-no-index = There is no index of advisories, so nothing was matched; the inventories wait for one.
command-register-no-image = { $image } is no image; it is left out.
command-register-claimed = { $image } cannot be read: { $reason } What others say is in it counts; nobody verified that.
command-register-other-index = The index of advisories is another by now; “haerterei register changes” matches everything again.
command-register-not-applied = Proofs, the archive and malware are the business of “haerterei scan”; they are not looked at here.
command-register-documents = { $images ->
    [one] One image is
   *[other] { $images } images are
} known only by what a document says, marked with *.
command-register-closed-in = { $images }; closed in { $count }
command-register-removed = { $digest }: removed
command-register-index = Matched with index { $digest }
command-register-never-matched = Never matched: nothing is known of weaknesses.
command-register-empty = No image is in the register.
command-register-open = Open
command-register-fixable = With fix
command-register-exploited = Exploited
command-register-closed = Closed
command-register-unknown = Not asked
command-register-no-generation = There is no newer generation.
command-register-generation = Generation { $number } (index { $digest }, { $matched }): { $appeared } appeared, { $changed } changed, { $gone } gone
command-register-change = Change
command-register-component = Component
command-register-before = Before
command-register-after = After
command-register-appeared = appeared
command-register-changed = changed
command-register-gone = gone
command-register-known-of-it = Known of it
command-register-not-asked-in = { $count } of { $images } images have packages of which nothing is known (--format json of “haerterei register list” tells which).
command-register-nowhere = { $images ->
    [one] The one image has nothing of that name.
   *[other] None of { $images } images has anything of that name.
}
command-register-was-removed = { $package }, removed by a later layer
command-register-more = { $shown } and { $rest } more
command-register-images = Images
command-register-packages = Distinct packages
command-register-components = Distinct components
command-register-pending = Not matched yet
command-register-findings = Findings of components
command-register-generations = Generations

## scan
command-scan-index = Index
command-scan-findings = Findings
command-scan-summary = { $open } open, { $fixable } of them with a fix, { $exploited } known to be exploited; { $closed } closed ({ $proved } of them proved), { $apart } kept apart, { $borne } borne
command-scan-not-looked-at = Not looked at
command-scan-nothing = Nothing that can be acted on today.
command-scan-nothing-known = Nothing is known that can be acted on today; what was not looked at stands above.
command-scan-weakness = Weakness
command-scan-score = Severity
command-scan-state = State
command-scan-fixed-in = Fixed in
command-scan-components = Components
command-scan-is-exploited = exploited
command-scan-is-disputed = disputed
command-scan-is-borne = borne
command-scan-outdated = Older than the newest in its suites: { $sources ->
    [one] one source package
   *[other] { $sources } source packages
}
command-scan-source = Source package
command-scan-installed = Installed
command-scan-newest = Newest
command-scan-suite = Suite
command-scan-changelog = Changelog between
command-scan-changelog-complete = { $weaknesses ->
    [0] names no CVE
    [one] names one CVE
   *[other] names { $weaknesses } CVEs
}
command-scan-changelog-incomplete = { $weaknesses ->
    [0] cut; names no CVE
    [one] cut; names one CVE
   *[other] cut; names { $weaknesses } CVEs
}
command-scan-changelog-none = not at hand
command-scan-support-limits = Not looked after by the distribution as the rest of the release
command-scan-support = Support
command-scan-support-ended = ended
command-scan-support-limited = limited
command-scan-reason = Reason
command-scan-is-outdated = { $source } { $installed } is older than { $newest } in { $suite }; changelog between: { $reach }
command-scan-is-limited = { $source }: support { $support }: { $reason }
command-scan-rule-outdated = A package is older than the newest of its release
command-scan-rule-support-ended = The distribution no longer looks after this package
command-scan-rule-support-limited = The distribution looks after this package only within limits
command-scan-rest = Also open, and nothing that an update mends (--all shows it)
command-scan-to-do = What to do
command-scan-upgrade = Upgrade
command-scan-upgrade-to = To
command-scan-from-to = From → to
command-scan-mends = Mends
command-scan-worst = Worst
command-scan-among-them = Among them
command-scan-more-upgrades = { $packages ->
    [one] One more package can be upgraded (--all shows it).
   *[other] { $packages } more packages can be upgraded (--all shows them).
}
command-scan-urgent = Exploited, disputed or malicious, and no update mends it
command-scan-all = Open
command-scan-apart = Kept apart: in packages of languages that the distribution ships, and in removed files
command-scan-most-in = Most in
command-scan-notices = Decisions
command-scan-none-open = None.
command-scan-fails = The scan fails by { $policy }{ $borne ->
    [0] {""}
    [one] ; one further finding is borne
   *[other] ; { $borne } further findings are borne
}
command-scan-passes = The scan passes { $policy }{ $borne ->
    [0] {""}
    [one] ; one finding is borne
   *[other] ; { $borne } findings are borne
}
command-scan-fails-label = fails
command-scan-solution = Upgrade { $package } to { $version }
command-scan-purl = Package URL
command-scan-exploited-since = Known to be exploited since
command-scan-likelihood = Likelihood of exploitation
command-scan-places = Where
command-scan-in-layer = layer { $layer }
command-scan-borne-by = Borne by
command-scan-disputed-by = Disputed by
command-scan-claimed-by = Claimed, not trusted
command-scan-indications = Indications
command-scan-aliases = Other names
command-scan-published = Published
command-scan-said-by = Sources
command-scan-rated-by = Severities
command-scan-decided = Decided
command-scan-read-on = Read on
command-scan-details = Details
command-scan-system = System
command-scan-sources = What was asked
command-scan-space = Release or ecosystem
command-scan-feed = Source
command-scan-data-of = Data of
command-scan-made-by = haerterei { $version }, { $time }
command-scan-tile-open = open
command-scan-tile-fixable = with a fix
command-scan-tile-exploited = exploited
command-scan-tile-borne = borne
command-scan-tile-apart = kept apart
command-scan-tile-closed = closed
command-scan-filter-fixable = with a fix only
command-scan-filter-exploited = exploited only
command-scan-filter-high = high and critical only
command-scan-filter-failing = what fails only
command-scan-filter-borne = without what is borne
command-scan-filter-unimportant = without what is unimportant
command-scan-export-borne = { $findings ->
    [one] One finding is borne by somebody and stays open; it is not in the list.
   *[other] { $findings } findings are borne by somebody and stay open; they are not in the list.
}
command-scan-export-no-end = Grype's list knows no end; until when a decision holds stands in comments. Write it anew with every scan.
command-scan-export-harbor = Harbor's list knows neither packages nor reasons: it passes a CVE over wherever it is in the project. It ends with the first of its decisions.
command-scan-export-too-much = In another package of this image these are open, and Harbor passes them over there too: { $names }
command-scan-export-no-cve = { $findings ->
    [one] One weakness has no CVE and is not in the list.
   *[other] { $findings } weaknesses have no CVE and are not in the list.
}
command-scan-closed = Closed, with the reason
command-scan-by-decision = Decided ({ $id }) by { $who }
command-scan-by-vex = Said by { $who } in { $document }
command-scan-by-proof = Proved ({ $rule })
command-scan-by-source = Said by the source { $source }
command-scan-and-more = and { $count } more
command-scan-proposals = Proposals: indications that somebody may confirm, they close nothing
command-scan-proposals-more = Of { $count } open findings an indication says that they do not apply (--all shows them, somebody may confirm them).
command-scan-claims = Claimed by others, whom nobody trusts; it closes nothing
command-scan-claims-more = Of { $findings ->
    [one] one open finding
   *[other] { $findings } open findings
} others say something, and nobody trusts them (--all shows it; trust is set in haerterei.toml).
command-scan-disputes = Those who are trusted alike say different things; it stays open
command-scan-on-records = { $findings ->
    [one] One finding is closed by what the image says
   *[other] { $findings } findings are closed by what the image says
} of its own packages (lists of files, changelogs). Whoever made it could have written anything; --doubt-records leaves them open.
command-scan-on-author = { $findings ->
    [one] One finding is closed
   *[other] { $findings } findings are closed
} because haerterei.toml believes an author by name; nobody verified who wrote it.
command-scan-vex = VEX of others
command-scan-vex-of = { $document } of { $author }
command-scan-vex-named = named in the call
command-scan-vex-named-wrong = named in the call, although none of the trusted keys signed it, or it was changed since
command-scan-vex-verified = signed by the trusted key { $key }
command-scan-vex-author = believed by its author's name, not signed
command-scan-vex-author-not-checked = believed by its author's name; it is signed, but there is no key to check that
command-scan-vex-claim = not signed, and nobody trusts its author: it counts for nothing
command-scan-vex-not-checked = signed, but there is no key to check that, and nobody trusts its author: it counts for nothing
command-scan-vex-wrong = none of the trusted keys signed it, or it was changed since: it counts for nothing
command-scan-vex-speaks = { $of ->
    [0] it says nothing of what was found here
    [one] it speaks of one finding
   *[other] it speaks of { $of } findings
}
command-scan-vex-other-image = it is about another image ({ $about }) and is not heard
command-scan-vex-problems = { $problems ->
    [one] One thing in it is wrong (--all shows it).
   *[other] { $problems } things in it are wrong (--all shows them).
}
command-scan-vex-more = { $more ->
    [one] One more document (--all shows it).
   *[other] { $more } more documents (--all shows them).
}
command-scan-wrong-if = Wrong if: { $what }
command-scan-again = See again: { $command }
command-scan-base = Base image
command-scan-base-claimed = The image claims to be built upon { $name } ({ $digest }).
command-scan-base-known = Its lowest { $layers ->
    [one] layer is that
   *[other] { $layers } layers are those
} of { $name }.
command-scan-base-unknown = None of the images given or known as a base is below this one; what comes from its base is not known.
command-scan-base-of = From the base: { $open } open, { $fixable } of them with a fix, { $exploited } known to be exploited. A newer base fixes them.
command-scan-base-own = Put on top: { $open } open, { $fixable } of them with a fix, { $exploited } known to be exploited.
command-scan-base-other = Upon { $name } { $goes } would go, { $stays } stay and { $comes } come:
command-scan-base-goes = {"  "}- { $package }: { $weaknesses }
command-scan-base-stays = {"  "}= { $package }: { $weaknesses }
command-scan-base-comes = {"  "}+ { $package }: { $weaknesses }
command-scan-malware = { $engine }, signatures { $signatures } of { $date }: { $files } files in { $layers } layers looked at, { $hits } found.
command-scan-malware-hit = { $signature } in { $path } (layer { $layer })
command-scan-malware-removed = { $signature } in { $path } (layer { $layer }, removed by a later one)
command-scan-malware-not-looked = { $path } (layer { $layer }) was not looked at, or not fully: { $reason }

## decide, vex
command-decide-id = Name
command-decide-says = Says
command-decide-until = Until
command-decide-expired = expired
command-decide-by = By
command-decide-all = all
command-decide-sound = All decisions hold.
command-decide-added = { $id } stands in { $file }.
command-decide-unless = unless: { $what }
command-decide-nothing-proposed = There is no indication that could be confirmed.
command-vex-said = { $statements ->
    [one] One statement was written.
   *[other] { $statements } statements were written.
}
command-not-a-report = { $file } is not the report of a scan.
    .hint = `haerterei scan IMAGE --format json` prints one.
command-nothing-to-decide = The report has no finding of { $weakness } in such a component.
    .hint = Check the names, or leave --from-scan out to decide ahead.
command-nothing-to-confirm = There is no indication that { $weakness } does not apply to each of these components.
    .hint = `haerterei decide propose` shows what can be confirmed; narrow it with --component, or decide with --status.
command-no-digest = { $image } has no digest, so nothing can be said about components in this image.
    .hint = With `--products component` it is said of the components wherever they are.
command-no-serial-number = { $file } has no serial number by which others could refer to it.
    .hint = `haerterei sbom IMAGE --format cyclonedx` writes one.
command-no-files = { $image } is an inventory: there are no files in which malware could be looked for.
    .hint = Name the image.
command-no-base-claimed = { $image } does not say upon which image it was built.
    .hint = Name the base: `--base registry.example/base/java:21`.
command-no-clamav = There is no ClamAV to look for malware.
    .hint = Install Debian's package `clamav-daemon` or `clamav`, or leave --malware out.

## sbom: documents and their check
command-sbom-gap = { $field } (TR-03183-2, { $section }): missing or wrong for { $missing } of { $all }
command-check-head = { $guideline } { $version } over { $format } { $format-version }: { $components ->
    [one] one component
   *[other] { $components } components
}, { $logical } of them logical (no files, asked for fewer fields)
command-check-section = Section
command-check-level = Level
command-check-there = There
command-check-missing = Missing
command-check-wrong = Wrong
command-check-field = Field
command-check-required = required
command-check-additional = if it exists
command-check-optional = optional
command-check-complete = All required fields are there. Whether what they say is true, a document cannot show.
command-check-incomplete = Required fields are missing or wrong.

## diff
command-diff-head = { $before } → { $after }: { $changed } changed, { $came } came, { $went } went, { $unchanged } are the same
command-diff-changed = Changed
command-diff-came = Came
command-diff-went = Went
command-diff-name = Name
command-diff-what = What
command-diff-before = Before
command-diff-after = After
command-diff-version = version
command-diff-licence = licence
command-diff-place = place
command-diff-content = content

# Help: headings and common parts.
help-heading-usage = Usage
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-global-options = Global options
help-heading-examples = Examples
help-values = Values: { $values }
help-default = Default: { $value }
help-variable = Environment variable: { $variable }

# Help: the program.
help =
    Hardened, reproducible container images, with their evidence

    Builds minimal base images from the signed packages of Debian and Ubuntu: without a container
    daemon, without root, without running a package script, and with the same digest everywhere.

    Results go to standard output, everything else to standard error. Exit codes: 0 done and fine;
    1 the verdict is negative; 2 the call or its input is wrong; 3 the world failed (network, disk).
help-examples =
    {"  "}haerterei init                           write a recipe to begin with
    {"  "}haerterei build recipe.yaml              build it into ./out
    {"  "}haerterei inspect oci:out/tomcat         see what is in it

help-option-lang = Language of output; without it the locale decides
help-option-quiet =
    Say less (can be repeated)

    Once: only warnings and errors. Twice: only errors.
help-option-verbose = Say what is being done
help-option-no-progress = Show no progress
help-option-color =
    When to use colours

    `auto` uses them if a person watches and `NO_COLOR` is not set. No colour carries a meaning of its own.
help-option-cache =
    Folder of the cache

    Without it `$HAERTEREI_HOME/cache`, else `$XDG_CACHE_HOME/haerterei`, else
    `~/.cache/haerterei`. In `haerterei.toml`: `cache`.
help-option-config =
    Configuration file

    Without it the nearest `haerterei.toml` from the working folder upwards.
help-option-now =
    Time of this call, as 2026-11-22T12:00:00Z

    Without it `SOURCE_DATE_EPOCH`, else the system's time.
help-option-offline =
    Never use the network

    In `haerterei.toml`: `offline`.
help-option-proxy =
    Proxy for all connections (http, https, socks5, socks5h)

    Without it `http_proxy`, `https_proxy` and `all_proxy`. In `haerterei.toml`: `proxy`.
help-option-no-proxy =
    Hosts reached without a proxy, separated by commas

    Without it the variable `no_proxy`. In `haerterei.toml`: `no-proxy`.
help-option-ca-certificates =
    PEM file with CAs to trust for connections (can be repeated)

    They are trusted beside the built-in ones, for connections only; CAs inside images stand in the
    recipe. In the variable, several files are separated by colons. In `haerterei.toml`:
    `ca-certificates`.
help-option-distributions =
    TOML file that describes a further distribution (can be repeated)

    Its archives, suites, pockets and keys; a recipe then names it as its `distribution`. One with
    the name of a built-in distribution replaces it. In the variable, several files are separated
    by colons. In `haerterei.toml`: `distributions`.
help-option-threads =
    Number of threads

    Without it one for each core. No result depends on it. In `haerterei.toml`: `threads`.
help-option-help = Print help (`-h` is shorter)
help-option-version = Print the version (`-V` is shorter)

# Help: build.
help-build =
    Build an image from a recipe

    Resolves the recipe against the distribution's signed archives, or takes what its lock beside
    it says, and writes an image: every package verified, no script run, every file accounted for.
    The first build writes `recipe.lock`; later ones keep to it. The report says what the image is
    and why.
help-build-examples =
    {"  "}haerterei build recipe.yaml
    {"  "}haerterei build recipe.yaml --output oci:images/tomcat --output docker-archive:tomcat.tar
    {"  "}haerterei build recipe.yaml --locked --offline
    {"  "}haerterei build recipe.yaml --check           build again and compare with the lock
    {"  "}haerterei build recipe.yaml --mirror debian=https://mirror.example/debian
help-build-recipe = The recipe, a YAML file
help-build-output =
    Where to write the image (can be repeated)

    `oci:DIR`, `oci-archive:FILE`, `docker-archive:FILE` or `HOST/REPOSITORY` in a registry, each
    with `:TAG` if wanted. Without it `oci:out/NAME`.
help-build-platform =
    Platform to build, as linux/arm64 (can be repeated)

    Without it every architecture of the recipe.
help-build-variant =
    Variant to build: a name, `runtime`, or `all` (can be repeated)

    Without it the recipe itself is built, which is the variant `runtime`. The others are built
    upon it and share its layers.
help-build-locked = Use the lock only, and fail if the recipe has outgrown it
help-build-check =
    Build again and compare with the lock; write no image

    The second builder's command: exit code 0 if every digest is the same, 1 if one differs.
help-build-mirror =
    Mirror of a distribution or suite, as debian=URL (can be repeated)

    `debian=https://mirror.example/debian` or `trixie-security=https://...`. The first one given is
    tried first, then those of `haerterei.toml` (`mirrors`), of the host's apt, and the built-in
    one. Nothing of it enters recipe, lock or image.
help-build-package-store =
    Folder with packages kept by the operator

    Looked into for locked packages that have left their archive. In `haerterei.toml`:
    `package-store`.
help-build-compression =
    How layers are compressed

    `gzip` is read everywhere, `zstd` is smaller. Without it the recipe decides. In
    `haerterei.toml`: `compression`.
help-build-tag =
    Tag of the image in its output (can be repeated)

    Without it the image's version.
help-build-format = How the report is shown

# Help: lock.
help-lock =
    Resolve a recipe again and show what changed

    Keeps what the lock beside the recipe pins, unless `--update` moves it. Shows for each moved
    package the old and the new version, and the CVE numbers and urgency of the changelog between
    them.
help-lock-examples =
    {"  "}haerterei lock recipe.yaml
    {"  "}haerterei lock recipe.yaml --update                all packages
    {"  "}haerterei lock recipe.yaml --update openssl zlib1g
    {"  "}haerterei lock export recipe.yaml --output oci-archive:packages.tar
help-lock-recipe = The recipe, a YAML file
help-lock-update =
    Move pins: of the packages named, or of all

    Write the recipe before it.
help-lock-variant = Variant to resolve too, or `all` (can be repeated)
help-lock-mirror = Mirror of a distribution or suite, as debian=URL (can be repeated)
help-lock-package-store = Folder with packages kept by the operator
help-lock-format = How the changes are shown
help-lock-export =
    Write everything a lock names into one OCI layout

    What a build on the far side of an air gap needs: packages, indices with their signatures, and
    with `--sources` the source packages that whoever publishes an image has to offer.
help-lock-export-examples =
    {"  "}haerterei lock export recipe.yaml --output oci:bundle
    {"  "}haerterei lock export recipe.yaml --output oci-archive:bundle.tar --sources
help-lock-export-recipe = The recipe whose lock is exported
help-lock-export-output = Where to write: `oci:DIR` or `oci-archive:FILE`
help-lock-export-sources = Add the corresponding source packages
help-lock-export-mirror = Mirror of a distribution or suite, as debian=URL (can be repeated)
help-lock-export-package-store = Folder with packages kept by the operator

# Help: inspect.
help-inspect =
    Show what an image is, layer by layer, path by path

    Reads any image, ours or anyone's: configuration, layers and their sizes, packages, users,
    setuid files, writable paths, wasted bytes. Nothing of the image is run.
help-inspect-examples =
    {"  "}haerterei inspect oci:out/tomcat
    {"  "}haerterei inspect image.tar --platform linux/arm64 --format json
    {"  "}haerterei inspect oci:out/tomcat --path /etc/passwd      where does it come from?
help-inspect-image =
    The image

    `HOST/REPOSITORY[:TAG][@DIGEST]` in a registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:TAG]`, `dir:ROOTFS`, or a plain path, recognised by its content.
help-inspect-format = How the image is shown
help-inspect-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-inspect-path = Show where this path comes from

help-sbom =
    Show everything that is in an image

    Packages of the system and of languages, also in archives within archives; programs that no
    package manager put there; what a later layer removed; and to whom every file belongs. Layers are
    read once and remembered. Nothing of the image is run.
help-sbom-examples =
    {"  "}haerterei sbom oci:out/tomcat
    {"  "}haerterei sbom image.tar --platform linux/arm64
    {"  "}haerterei sbom dir:/srv/root --format json --output inventory.json
help-sbom-image =
    The image

    `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `dir:ROOTFS`, a plain
    path, recognised by its content, or `HOST/NAME[:TAG][@DIGEST]` in a registry.
help-sbom-format = How the inventory is shown
help-sbom-output = Write to this file instead of standard output
help-sbom-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-sbom-no-cache = Read every layer again and remember nothing
help-sbom-profile =
    Write what a guideline asks for as well

    With `tr-03183-2` the document has every field of BSI TR-03183-2 that the image tells; what is
    missing is said on standard error. CycloneDX is then 1.7, which alone holds declared and
    concluded licences.
help-sbom-creator =
    Who makes the document: an e-mail address, or a URL where there is none

    Also as `NAME <ADDRESS>`.
help-sbom-check =
    Say which fields of BSI TR-03183-2 a document has

    Reads CycloneDX 1.2 to 1.7 in JSON and XML, and SPDX 2.2, 2.3 and 3.0 in JSON, of any program.
    Ends with exit code 1 if a required field is missing or wrong.
help-sbom-check-examples =
    {"  "}haerterei sbom check app.cdx.json
    {"  "}haerterei sbom check app.spdx.json --format json
help-sbom-check-file = The document
help-sbom-check-format = How the result is shown

help-scan =
    Show the weaknesses that are known in an image

    Of an image, or of an inventory of anybody (CycloneDX or SPDX as JSON). What was not looked at
    stands first. A weakness has a state; decisions of one's own and VEX of others change it, and
    who bears a risk does not.
help-scan-examples =
    {"  "}haerterei scan oci:out/tomcat
    {"  "}haerterei scan app.cdx.json --decisions decisions.yaml
    {"  "}haerterei scan app.cdx.json --archive --mirror debian=https://mirror.example/debian
    {"  "}haerterei scan registry.example/app:1.2 --vex app.openvex.json --format json
    {"  "}haerterei scan oci:out/app --format table --format sarif=app.sarif --format html=app.html
    {"  "}haerterei scan oci:out/app --fail-on kev,fixable:high
    {"  "}haerterei scan oci:out/app --decisions decisions.yaml --export trivyignore=.trivyignore.yaml
help-scan-image =
    The image, or a file with its inventory

    `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `dir:ROOTFS`, a plain
    path, recognised by its content, or `HOST/NAME[:TAG][@DIGEST]` in a registry.
help-scan-decisions =
    Decisions of one's own, as `schema decisions` describes them

    Can be given more than once.
help-scan-vex =
    What others say, whom one trusts: OpenVEX, CSAF or CycloneDX

    Can be given more than once. Where two contradict, the finding stays open and says so. Also as an
    in-toto statement, in an envelope (DSSE) or a bundle of Sigstore. Of a folder everything is read
    that ends in `.json`.

    What lies beside the image in its layout or registry is found without it. It counts if the table
    `vex` of haerterei.toml trusts the key that signed it, or its author.
help-scan-doubt-records =
    Close nothing by what the image says of its own packages

    A fix that a package's changelog names, and a list of files of which none is there, close findings.
    Whoever made the image could have written both. With this they are proposals.

    Also `doubt-records = true` in the table `scan` of haerterei.toml.
help-scan-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-scan-format =
    How the findings are shown, and in which file

    `FORMAT` or `FORMAT=FILE`; can be given more than once, so that one scan gives a table for people
    and files for programs. Without a file it goes to `--output`, else to standard output. A file is
    written whole or not at all.
help-scan-output = Write what has no file of its own there instead of to standard output
help-scan-export =
    Write what was closed for a tool that reads no VEX

    `TOOL` or `TOOL=FILE`. What a tool's form cannot say is said on standard error. What somebody
    bears stays open and is not in it.
help-scan-fail-on =
    End with exit code 1 if a finding is like this

    Rules, separated by commas; one that holds is enough. A rule is words, separated by colons, that
    a finding must be all of: `kev,fixable:high,age:30d`.

    `any`; `low`, `medium`, `high`, `critical` (at least), `unknown` (nobody rates it); `kev` (known to
    be exploited); `fixable`, `unfixed`; `affected`, `disputed`, and the states `malicious`,
    `affected-with-fix`, `affected-without-fix`, `fix-not-released`, `will-not-fix`, `deferred`,
    `outside-support`, `undetermined`, `unimportant`; `age:30d` (published longer ago, or nobody says
    when); `epss:0.1` or `epss:10%` (at least so likely). `borne` takes in what somebody bears, `apart`
    what is kept apart. Alone stand `coverage` (something was not looked at that may hide weaknesses),
    `malware` (nobody looked for it), `outdated` (a package is older than the newest of the release)
    and `decisions` (one is expired, unused, from the future or contradicted).

    Where no source could be asked about a release or ecosystem a rule cannot hold, and where only the
    archive was asked none but about what is `fixable`: that fails, unless the rule says `known`.

    Without it, `fail-on` in the table `scan` of haerterei.toml.
help-scan-severity-from =
    Whose severity counts, the first first

    Names of sources or of who rates (`debian,nvd`), separated by commas. The first that says anything
    counts; `any` is the worst that anybody says, which is also what counts without it.
help-scan-all = Also show what nobody can do anything about today
help-scan-archive =
    Ask the distribution's archive, too, where another source speaks of the release

    Without another source for a release of Debian or Ubuntu the archive is asked in any case: which
    package is older than the newest in its suites, and which CVEs the changelog names on the way.
    It knows what can be fixed today, and nothing of what cannot.
help-scan-no-archive = Never ask the distribution's archive
help-scan-mirror = Mirror of a distribution or suite, as debian=URL (can be repeated)
help-scan-no-cache = Read every layer again and remember nothing

help-scan-base =
    The image that this one is built upon, or one that it could be built upon

    If its layers are the lowest ones, findings of the base are told apart from one's own. Otherwise
    the report says which would go, stay and come. `claimed` stands for the base that the image names
    itself, `known` for the nearest one among the images that were scanned or inventoried here. Can be given more than once: what it is built upon, and what it could be.
help-scan-malware =
    Let ClamAV look for malware in every file of every layer

    Files that a later layer removed are looked at too. The daemon is asked if it answers, else
    `clamscan` is run. If nobody can look, the report says so and the exit code is 3.
help-scan-clamd = Socket of ClamAV's daemon
help-scan-signatures = Folder with ClamAV's signatures; `clamscan` is run with them

help-decide =
    Put down whether a weakness applies, and who says so

    Adds a decision to a file that belongs into Git; what stands there stays as it is. Whatever rests
    on an opinion has to end (--expires).
help-decide-examples =
    {"  "}haerterei decide decisions.yaml --weakness CVE-2023-45853 --component pkg:deb/debian/zlib1g --status not_affected --justification vulnerable_code_not_present --role "image owner" --organisation "Example Authority" --expires 2027-05-31
    {"  "}haerterei decide decisions.yaml --from-scan report.json --confirm --weakness CVE-2024-0001 --role "image owner" --organisation "Example Authority" --expires 2027-05-31
    {"  "}haerterei decide risk decisions.yaml --weakness CVE-2005-2541 --reason "Nobody extracts archives." --until 2027-05-31 --role "head of operations" --organisation "Example Authority"
    {"  "}haerterei decide check decisions.yaml --against oci:out/tomcat
help-decide-file = The file, in YAML or JSON; made if it is not there
help-decide-status =
    Whether it applies

    `not_affected`, `affected`, `fixed` or `under_investigation`.
help-decide-justification =
    Why it does not apply, in the words of OpenVEX and CSAF

    `component_not_present`, `vulnerable_code_not_present`, `vulnerable_code_not_in_execute_path`,
    `vulnerable_code_cannot_be_controlled_by_adversary` or `inline_mitigations_already_exist`.
help-decide-circumstance =
    The same in the words of CycloneDX, where they say more

    `code_not_present`, `code_not_reachable`, `requires_configuration`, `requires_dependency`,
    `requires_environment`, `protected_by_compiler`, `protected_at_runtime`,
    `protected_at_perimeter` or `protected_by_mitigating_control`.
help-decide-statement = Why it does not apply, or what to do where it does, in a sentence
help-decide-evidence =
    What was found

    Can be given more than once.
help-decide-repeat =
    How to find the evidence again

    Can be given more than once; the first is about the first evidence.
help-decide-invalidated-by =
    What would make it wrong

    Can be given more than once.
help-decide-confirm =
    Confirm the indications that the report has

    The decision then is not an opinion but a confirmed indication, with its evidence.
help-decide-expires = The last day on which it holds
help-decide-weakness =
    The weakness, by any of its names

    Can be given more than once.
help-decide-component =
    The component, as a package URL; what it leaves open may be anything

    `pkg:deb/debian/zlib1g` is every version of it, `pkg:deb/debian/linux?arch=source` every package
    built from a source. Can be given more than once. Without it those of the report, else all.
help-decide-image =
    The image, by digest or by a name with `*`

    Can be given more than once. Without it that of the report, else all.
help-decide-from-scan =
    What is not said, take from this report

    What `scan --format json` has written. Components and image are then those of its findings.
help-decide-role = The role that decides, as “image owner”
help-decide-organisation = The organisation that decides
help-decide-name = The person, where that is wanted
help-decide-decided = The day of the decision; without it today
help-decide-id = What the decision is called; without it after weakness and component
help-decide-dry-run = Show what would be added, and add nothing

help-decide-risk =
    Put down who bears a weakness that applies, why, and until when

    That changes no state: the finding stays open and shows who bears it.
help-decide-risk-examples =
    {"  "}haerterei decide risk decisions.yaml --weakness CVE-2005-2541 --reason "Nobody extracts archives." --measure "The root file system is read-only." --until 2027-05-31 --role "head of operations" --organisation "Example Authority"
help-decide-risk-file = The file, in YAML or JSON; made if it is not there
help-decide-risk-reason = Why it is borne
help-decide-risk-measure = What is done instead
help-decide-risk-until = The last day on which it is borne
help-decide-risk-weakness =
    The weakness, by any of its names

    Can be given more than once.
help-decide-risk-component =
    The component, as a package URL; what it leaves open may be anything

    `pkg:deb/debian/zlib1g` is every version of it, `pkg:deb/debian/linux?arch=source` every package
    built from a source. Can be given more than once. Without it those of the report, else all.
help-decide-risk-image =
    The image, by digest or by a name with `*`

    Can be given more than once. Without it that of the report, else all.
help-decide-risk-from-scan =
    What is not said, take from this report

    What `scan --format json` has written. Components and image are then those of its findings.
help-decide-risk-role = The role that decides, as “image owner”
help-decide-risk-organisation = The organisation that decides
help-decide-risk-name = The person, where that is wanted
help-decide-risk-decided = The day of the decision; without it today
help-decide-risk-id = What the decision is called; without it after weakness and component
help-decide-risk-dry-run = Show what would be added, and add nothing

help-decide-propose =
    Show which findings have an indication that somebody could confirm

    With its evidence, what would make it wrong, and the call that confirms it. Writes nothing.
help-decide-propose-examples =
    {"  "}haerterei decide propose report.json
    {"  "}haerterei decide propose oci:out/tomcat --decisions decisions.yaml
help-decide-propose-image = The image, its inventory, or the report of a scan
help-decide-propose-decisions =
    Decisions that were made already

    Can be given more than once.
help-decide-propose-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-decide-list = Show what was decided, by whom and until when
help-decide-list-examples =
    {"  "}haerterei decide list decisions.yaml
help-decide-list-files = Files with decisions
help-decide-list-format = How the decisions are shown
help-decide-check =
    Say which decisions hold no more, contradict, or are about nothing

    Ends with exit code 1 if there are any. What is about nothing only an image can tell (--against).
help-decide-check-examples =
    {"  "}haerterei decide check decisions.yaml
    {"  "}haerterei decide check decisions.yaml --against oci:out/tomcat
help-decide-check-files = Files with decisions
help-decide-check-against = The image, its inventory, or the report of a scan
help-decide-check-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-decide-check-format = How the result is shown

help-vex =
    Say to others what was decided and proved, as OpenVEX, CSAF or CycloneDX

    One statement for each weakness that was decided here or that is proved not to apply. Time comes
    from the clock of the call, so that the same decisions are the same bytes.
help-vex-examples =
    {"  "}haerterei vex registry.example/base/tomcat:10 --decisions decisions.yaml --author "Example Authority" --namespace https://security.example.org --attach
    {"  "}haerterei vex report.json --format csaf --author "Example Authority" --namespace https://security.example.org --output tomcat.csaf.json
help-vex-image = The image, its inventory, or the report of a scan
help-vex-decisions =
    Decisions of one's own, as `schema decisions` describes them

    Can be given more than once.
help-vex-vex =
    What others say, whom one trusts: OpenVEX, CSAF or CycloneDX

    Can be given more than once. It is passed on only with --include-trusted.
help-vex-platform =
    Platform to look at, as linux/arm64

    Without it the host's if the image has it, else the only or the first one.
help-vex-format =
    The format

    `csaf` is CSAF 2.0. Trivy and Grype both read OpenVEX and CSAF; Grype reads no VEX in CycloneDX,
    Trivy only with --sbom.
help-vex-author = Who says it: the organisation
help-vex-namespace = A URL of that organisation, below which its documents have their names
help-vex-category = What it is to the image, in the words of CSAF
help-vex-products =
    What statements are about

    `in-image`: the component in this image. `component`: the component wherever it is, which says
    more than was decided; it is for tools that see the image in a file and know no name of it.
help-vex-sbom = CycloneDX inventory that others have of the image, to refer to
help-vex-include-trusted = Also pass on what others say, whom one trusts, with their names
help-vex-output = The file; without it standard output
help-vex-attach =
    Put it beside the image, in its layout or registry

    OpenVEX and CycloneDX as an unsigned in-toto statement, CSAF as it is. Attaching the same once
    more changes nothing.

help-register =
    Keep track of many images, and say what changes for which

    The register holds the inventories of images by their digests: in a file of its own, or in a
    PostgreSQL database. Findings are kept per component, so that ten thousand images are matched
    again in a moment when the index of advisories is another.
help-register-register =
    The register: a file, or postgresql://USER@HOST/DATABASE

    Without it `location` in the table `register` of haerterei.toml, else a file in the user's data
    folder. A password belongs into the variable or the file rather than on the command line. A
    server on another machine is reached over TLS only.
help-register-scope =
    Within what names hold: a site, a team, a stage

    Added images get it, lists show only those that have it.
help-register-add =
    Add images, or inventories of anybody

    All platforms of an image, unless one is named. What is known already is not read again. New
    packages are matched at once; all of them, if the index is another than last time. Of an image
    that cannot be read, an inventory counts that somebody put beside it.
help-register-add-examples =
    {"  "}haerterei register add oci:out/tomcat registry.example/app:1.2
    {"  "}haerterei register add app.cdx.json --name registry.example/app:1.2
help-register-add-images = The images, or files with inventories (CycloneDX or SPDX as JSON)
help-register-add-name = What to call it, instead of the word it was found by
help-register-add-platform = Only this platform, as linux/arm64
help-register-add-no-cache = Read every layer again and remember nothing
help-register-list =
    List images with what is open in them

    With decisions and VEX, what they close is counted as closed. They are not stored. Proofs, the
    archive and malware are not looked at; `scan` does that, image by image.
help-register-list-examples =
    {"  "}haerterei register list
    {"  "}haerterei register list registry.example/app:1.2 --decisions decisions.yaml
    {"  "}haerterei register list --scope production --format json
help-register-list-images = Only these images: names, or beginnings of digests
help-register-list-decisions =
    Decisions of one's own, as `schema decisions` describes them

    Can be given more than once.
help-register-list-vex =
    What others say, whom one trusts: OpenVEX, CSAF or CycloneDX

    Can be given more than once.
help-register-list-format = How the list is shown
help-register-find =
    Show which images have a weakness or a package

    A weakness is meant by any of its names, a package by its own, that of its source, or its group
    and name; a version stands behind @, and * for anything. What sources say counts: decisions and
    VEX are not asked. Nothing is matched again; `register changes` does that.
help-register-find-examples =
    {"  "}haerterei register find CVE-2021-44228
    {"  "}haerterei register find log4j-core
    {"  "}haerterei register find 'org.apache.logging.log4j:*@2.14.*' --format json
help-register-find-words = Names of weaknesses or packages
help-register-find-format = How what is found is shown
help-register-changes =
    Show which findings appeared, changed and went away, in which images, and why

    If the index is another than last time, everything is matched again first. With decisions and
    VEX, the list says in how many images they close a finding.
help-register-changes-examples =
    {"  "}haerterei advisories update && haerterei register changes
    {"  "}haerterei register changes --since 2026-11-20 --format json
    {"  "}haerterei register changes --since 12 --image registry.example/app:1.2
help-register-changes-since =
    After which generation: a number, the beginning of its digest, a day or a time

    Without it, what changed with the newest generation.
help-register-changes-image = Only what concerns this image
help-register-changes-decisions =
    Decisions of one's own, as `schema decisions` describes them

    Can be given more than once.
help-register-changes-vex =
    What others say, whom one trusts: OpenVEX, CSAF or CycloneDX

    Can be given more than once.
help-register-changes-format = How the changes are shown
help-register-remove = Remove images, and what only they had
help-register-remove-images = The images: names, or beginnings of digests
help-register-status = Show what the register holds, and check that it is whole
help-register-status-format = How it is shown
help-register-rebuild =
    Make the register again from images and inventories

    What is not named here is not in it afterwards. What was known of earlier generations stays, and
    so do other people's names for images that are still there.
help-register-rebuild-examples =
    {"  "}haerterei register rebuild --from oci:/srv/images
    {"  "}haerterei register rebuild --from registry.example/team/app oci:/srv/images app.cdx.json
help-register-rebuild-from =
    Where from: layouts and repositories with all their tags, images, files with inventories

    Of an image that cannot be read, an inventory counts that somebody put beside it.

    Can be given more than once.
help-register-dump =
    Write all facts, one JSON document a line

    In an order that depends on nothing else: two registers that know the same write the same.

help-diff =
    Show what came, went and changed

    Compares images, or documents in CycloneDX, SPDX or our own form, in any mixture.
help-diff-examples =
    {"  "}haerterei diff --inventory oci:out/tomcat registry.example/tomcat:11
    {"  "}haerterei diff --inventory before.cdx.json after.cdx.json --exit-code
help-diff-inventory = Compare inventories
help-diff-before = What it was: an image, or a file with an inventory
help-diff-after = What it is: an image, or a file with an inventory
help-diff-platform = Platform of images to look at, as linux/arm64
help-diff-exit-code = End with exit code 1 if something is different
help-diff-format = How the result is shown

help-advisories =
    Bring in what is known of weaknesses

    Official sources become one index on this machine, which matching reads without any network. An
    index is carried over an air gap as one signed file.
help-advisories-update =
    Fetch sources and bring in what changed

    Without names: all sources of haerterei.toml, else the official ones. A source that is
    incomplete, malformed, from the future or much smaller than before is refused; what was known of
    it stays, and the others are brought in.
help-advisories-update-examples =
    {"  "}haerterei advisories update
    {"  "}haerterei advisories update debian maven kev
help-advisories-update-sources = Names of sources to fetch
help-advisories-update-accept-shrunk = Take sources that have lost much, for this reason
help-advisories-status =
    Show what the index is made of: age, source, licence, counts
help-advisories-status-format = How it is shown
help-advisories-import =
    Bring in an exported index, or files of sources

    An exported index takes the place of what is there, after its signature and every digest were
    checked. Files and folders of sources, plain, gz, xz or zst, are brought in as `update` would.
help-advisories-import-examples =
    {"  "}haerterei advisories import index.tar --trust public.pem
    {"  "}haerterei advisories import --source debian=data.json.gz --source alpine=secdb/
help-advisories-import-file = The exported index: a file, or oci:DIR
help-advisories-import-sources = A file or folder of a source, by the source's name
help-advisories-import-trust = File with a public key (PEM) whose signature is believed
help-advisories-import-allow-unsigned = Take an index that nobody vouches for
help-advisories-import-allow-older = Take an index that is older than the one that is there
help-advisories-import-accept-shrunk = Take sources that have lost much, for this reason
help-advisories-export =
    Write the index into one file, or into an OCI layout

    The file is an OCI archive. With a key, an envelope (DSSE) over the manifest goes along; the
    manifest names everything else by its digest.
help-advisories-export-examples =
    {"  "}openssl genpkey -algorithm ED25519 -out key.pem
    {"  "}haerterei advisories export --output index.tar --key key.pem
help-advisories-export-output = Where to write it: a file, or oci:DIR
help-advisories-export-key = File with the private key (PEM, PKCS #8; ECDSA over P-256 or Ed25519) that signs

help-trial =
    Run an image hardened and write down whether it keeps its contract

    Starts the image in a sandbox of runc or crun: read-only, without capabilities, with a network of
    its own, as three different users. Asks it what its contract or a plan says, ends it, and
    measures it. Needs root and one of the two runtimes.
help-trial-examples =
    {"  "}haerterei trial oci:out/tomcat
    {"  "}haerterei trial oci:out/tomcat --plan trial.yaml --output trial.json
    {"  "}haerterei trial foreign.tar --identity high-uid --watch
help-trial-image =
    The image

    `HOST/REPOSITORY[:TAG][@DIGEST]` in a registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:TAG]`, `dir:ROOTFS`, or a plain path, recognised by its content.
help-trial-plan =
    What is mounted, started and asked

    Without it: one run of the contract, its probes, then its end. docs/trial.md explains plans.
help-trial-contract =
    A contract to use instead of the image's own
help-trial-platform =
    Platform to try, as linux/amd64

    Without it the host's if the image has it, else the only or the first one.
help-trial-identity =
    As whom to try it; can be given several times

    Without it as all of them: the user that the image declares, a high user id with group 0, a high
    user id with a high group id.
help-trial-fixture = A fixture of the plan, as shop=target/shop.war
help-trial-memory = Memory of a run, as 512M
help-trial-time-limit = Time of a run from start to end, as 5min
help-trial-runtime = Runtimes to try, in order; without it runc and crun
help-trial-watch = Show the log as it comes
help-trial-keep =
    Leave the bundles behind

    Prints the line that starts each of them again.
help-trial-attach =
    Put the record beside the image, as a statement about its manifest

    The image has to be in an OCI layout or a registry. The statement is not signed.
help-trial-output = Write the record to this file, as an in-toto statement
help-trial-format = How the record is shown

# Help: the rest.
help-recipe =
    Work with recipes
help-recipe-show =
    Show a recipe as it counts: with what it extends and the house file
help-recipe-show-recipe = The recipe, a YAML file
help-recipe-show-format = How the recipe is shown
help-init =
    Write a commented recipe to begin with

    A recipe that is there already is left alone.
help-init-folder = Folder for `recipe.yaml`
help-schema =
    Print a JSON Schema

    Of the files people write (editors complete them with it) and of what `--format json` prints.
help-schema-name = Which schema
help-cache =
    Look after the cache

    Everything in it can be deleted at any time; what is needed again is fetched or made again.
help-cache-status = Show how large the cache is
help-cache-status-format = How it is shown
help-cache-clean =
    Make the cache smaller

    Removes what was not used for longest. Layers that trials have laid out go first, unless one is
    under way; of the rest, what was used during the last two days always stays.
help-cache-clean-keep =
    Size that may stay, as 500M or 20G

    Without it everything goes that was not used during the last two days.
help-cache-verify =
    Check every file in the cache against its digest

    Damaged ones are removed. Exit code 1 if there were any.
help-completions =
    Print completions for a shell
help-completions-examples =
    {"  "}haerterei completions bash > ~/.local/share/bash-completion/completions/haerterei
help-completions-shell = The shell
help-man =
    Write the manual pages into a folder
help-man-folder = The folder

command-unknown-platform = the recipe is not for { $platform }
    .hint = It is for: { $known }. Name the architecture under `architectures:` in the recipe.
command-build-same = { $platform } { $digest }: rebuilt, the same as the lock says
command-lock-nothing = nothing
command-lock-urgency = urgency { $urgency }
command-lock-cves = fixes according to the changelog: { $cves }
command-lock-incomplete = the changelog does not reach back to the earlier version
command-lock-done = { $lock }: { $packages } packages, { $dropped } dependencies not followed, time { $time }
help-build-anew = Make every layer again, remembered or not
help-lock-platform = Platform to resolve for, as linux/amd64; without it all of the recipe
help-lock-files =
    List the package files of a lock in the cache

    One path a line, for other tools.
help-lock-files-recipe = The recipe, a YAML file
help-lock-files-platform = Platform to list, as linux/amd64; without it all of the recipe

command-no-bundle = a bundle cannot be written as `{ $output }`
    .hint = Use `oci:DIR` or `oci-archive:FILE`.
command-no-image = { $file } is no image.
    .hint = An image is an OCI layout, an archive of one (`podman save`, `docker save`), a folder (`dir:ROOTFS`), or `HOST/NAME:TAG` in a registry.
command-no-image-or-inventory = { $file } is neither an image nor a bill of materials.
    .hint = Give an OCI layout, an archive of an image, `dir:ROOTFS`, `HOST/NAME:TAG` in a registry, or CycloneDX or SPDX in JSON.
command-no-vex = { $file } is no VEX document that can be read.
    .hint = --vex takes OpenVEX, CSAF 2.0 or 2.1, and CycloneDX with vulnerabilities, all in JSON; decisions of one's own are for --decisions.
command-no-decisions = { $file } is no document of decisions that can be read.
    .hint = `haerterei schema decisions` describes the form; what others say is for --vex.
command-no-index = { $file } is no index of advisories.
    .hint = `haerterei advisories export` makes one. Data of a source are imported with `--source NAME=FILE`.
command-same-file = `{ $form }` would overwrite { $file }, which another form goes to.
    .hint = Name a file for each: `--format sarif=scan.sarif --format html=scan.html`.
command-same-output = `{ $form }` and another form cannot both go to standard output.
    .hint = Name files for the others: `--format table --format sarif=scan.sarif`.
command-recipe-unsaid = the recipe does not say, and so the image will not: { $keys }
command-export-done = { $output }: { $packages } packages, { $sources } files of source packages, { $chain } Release files and indices, { $size }
    { $digest }
command-export-without-base = the bundle does not hold the image { $image } that this one is built upon; carry it with `haerterei copy`
command-export-without-source = no archive has the sources of { $packages }; offer them yourself
command-inspect-instead = Instead
command-build-from = { $distribution }
command-build-from-until = { $distribution }, supported until { $end }
command-build-packages-of = Packages of
command-build-output = Written to
command-build-compressed = Compressed
command-build-label-scripts = Scripts
command-build-label-without = Does without
command-build-label-left-out = Left out
command-build-label-proof = Proof
command-build-label-hardened = Hardened
command-build-label-trust = Trusts
command-build-label-carries = Carries
command-build-scripts = { $packages } packages, { $with } with scripts: { $scripts } scripts, { $recognised } recognised, { $catalogued } in the catalogue, { $acknowledged } acknowledged, { $executed } executed
command-build-without = { $effects }
command-build-left-out = { $files } files, { $bytes } ({ $rules }); { $dependencies ->
    [one] one dependency
   *[other] { $dependencies } dependencies
}, each with its reason (-v)
command-build-proof = { $satisfied } references of { $elf } programs and libraries, { $scripts } scripts, { $jars } Java archives and { $links } links lead to something that is there
command-build-hardened = user { $user }, any other works too; { $writable ->
    [0] no writable path
    [one] one writable path
   *[other] { $writable } writable paths
}, { $privileges ->
    [0] no setuid bit in any package
    [one] one setuid bit taken away
   *[other] { $privileges } setuid bits taken away
}
command-build-trust = { $count ->
    [one] one certificate authority
   *[other] { $count } certificate authorities
}
command-build-carries = developers' tools inside the Java runtime: { $modules }
command-build-features-off = Off in this image
command-build-layer-made = (made by the build)
command-build-dependencies = Dependencies not followed
command-build-configuration = Configuration
command-build-missing = For a complete fact sheet the recipe should also say: { $keys }
command-rule-recipe = by the recipe
command-rule-replaced = replaced by what the build makes
command-rule-script-without-interpreter = scripts without interpreter
command-rule-documentation = documentation
command-rule-translations = translations
command-rule-quality-assurance-files = quality assurance
command-rule-interactive-shell-files = interactive shells
command-rule-service-manager-files = service managers
command-rule-package-manager-files = package managers
command-rule-desktop-files = desktops
command-rule-development-files = development
command-rule-debugging-files = debugging
command-rule-caches-and-logs = caches and logs
command-rule-device-and-runtime-folders = devices and runtime folders
command-build-label-base = Built upon
command-build-base = { $name } ({ $digest }): { $layers ->
    [one] one layer
   *[other] { $layers } layers
} taken over, { $packages ->
    [one] one package
   *[other] { $packages } packages
}, { $size } compressed
command-build-layer-base = (of the base image)
command-several-images = `{ $output }` holds one image only, and several variants were asked for
    .hint = Write them into an OCI layout, as `--output oci:DIR`, or build one `--variant` a call.

# Trials.
command-trial-proposed = The image carries no contract; one is proposed from its configuration, and nobody has promised it.
    .hint = Write down what the image needs and pass it with `--contract FILE`; docs/trial.md shows the form.
command-trial-kept = To repeat the run “{ $run }” as { $identity }: { $line }
command-trial-verdict-kept = The image keeps its contract.
command-trial-verdict-broken = The image does not keep its contract.
command-trial-verdict-not-tried = Not tried: this machine lacks what a trial needs.
command-trial-image = Image
command-trial-platform = Platform
command-trial-digest = Digest
command-trial-contract = Contract
command-trial-contract-label = from the image's label
command-trial-contract-file = from a file
command-trial-contract-proposed = proposed from the image's configuration, promised by nobody
command-trial-runtime = Runtime
command-trial-skipped = Skipped
command-trial-seccomp = Seccomp
command-trial-seccomp-own = Härterei's own list
command-trial-owners = Owners
command-trial-owners-untried = not the true ones: it runs, but user and permissions were not tried
command-trial-limit-not-set = Not limited
command-trial-run = { $run } as { $identity }: { $verdict }
command-trial-kept-mark = kept
command-trial-broken-mark = broken
command-trial-not-tried-mark = not tried
command-trial-column-step = Step
command-trial-column-kind = Kind
command-trial-column-time = Time
command-trial-column-result = Result
command-trial-log = The log ends with:
command-trial-used = ready after { $ready }, ended within { $end }, memory { $memory }, processor { $cpu }, processes { $processes }, written { $written }
command-trial-proposal = Proposed for Kubernetes, from what was measured under the load of this trial alone:

## Copying
command-copy-done = { $source } is at { $target }: { $digest }
    { $documents ->
        [one] One document
       *[other] { $documents } documents
    }{ $referrers ->
        [0] , nothing refers to them.
        [one] , one of them refers to another.
       *[other] , { $referrers } of them refer to others.
    }
command-copy-sent = { $count ->
    [one] One blob was sent ({ $size }).
   *[other] { $count } blobs were sent ({ $size }).
}
command-copy-mounted = { $count ->
    [one] One blob was taken over from another repository of the registry ({ $size }).
   *[other] { $count } blobs were taken over from another repository of the registry ({ $size }).
}
command-copy-present = { $count ->
    [one] One blob was there already ({ $size }).
   *[other] { $count } blobs were there already ({ $size }).
}
command-copy-made = The copy is called by a document that was made for it, because the source has none such; its digest is new. Everything below it is copied byte for byte.
command-copy-referrers-left = A docker-archive cannot hold what refers to an image; it was left behind.

# Help: copy.
help-copy =
    Copy an image between registries, layouts and archives, byte for byte

    Copies an image for all its platforms with everything that refers to it: signatures, inventories,
    statements. Digests stay the same. What the target has already is not sent again, so a copy that
    was ended continues when it is called again.
help-copy-examples =
    {"  "}haerterei copy registry.example/team/app:1.2 registry.intern/team/app:1.2
    {"  "}haerterei copy registry.example/team/app:1.2 oci-archive:app.tar:1.2      to carry away
    {"  "}haerterei copy oci-archive:app.tar:1.2 registry.intern/team/app:1.2
    {"  "}haerterei copy oci:out/tomcat docker-archive:tomcat.tar:tomcat:10 --platform linux/amd64
help-copy-source =
    The image

    `HOST/REPOSITORY[:TAG][@DIGEST]` in a registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
    `docker-archive:FILE[:NAME]`, or a plain path, recognised by its content. A docker archive has no
    manifest; one is made.
help-copy-target =
    Where the copy goes

    `HOST/REPOSITORY[:TAG]` in a registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, or, for one
    platform, `docker-archive:FILE[:NAME]`.
help-copy-platform =
    Copy only this platform, as linux/arm64

    May be given several times. Of one platform the manifest is copied as it is; of several, but not
    all, a new index is made.
help-copy-no-referrers = Leave behind what refers to the image
help-copy-format = How the result is shown
