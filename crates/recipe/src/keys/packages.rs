// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys about packages: where they come from, which are wanted, what of them is left out.

use super::content::{FILE_SHAPE, LINK_SHAPE};
use super::form::{GLOB, TEXTS, list, may, must, record, text};
use super::running::VARIABLE_SHAPE;
use crate::shape::{Identity, Key, Record, Shape, Shorthand};
use crate::syntax as s;

static LEAVE_OUT: Record = Record {
    name: "leave-out",
    keys: &[
        may(
            "package",
            text(&s::PACKAGE),
            "The package; with `path`, only its paths are meant.",
            "Das Paket; zusammen mit `path` sind nur dessen Pfade gemeint.",
        ),
        may(
            "path",
            text(&s::GLOB),
            "A pattern of paths; a folder takes its content along.",
            "Ein Pfadmuster; ein Ordner schließt seinen Inhalt ein.",
        ),
        must(
            "reason",
            TEXTS,
            "Why the image does without it.",
            "Warum das Image darauf verzichtet.",
        ),
    ],
    shorthand: Shorthand::None,
    one_of: &["package", "path"],
    any_of: true,
};

static LEAVE_OUT_SHAPE: Shape = Shape::Record(&LEAVE_OUT);

static EDGE: Record = record(
    "dependency",
    &[
        must(
            "package",
            text(&s::PACKAGE_PATTERN),
            "The package that depends; `*` stands for any letters.",
            "Das Paket, das die Abhängigkeit hat; `*` steht für beliebige Zeichen.",
        ),
        must(
            "on",
            text(&s::PACKAGE_PATTERN),
            "The package it depends on; `*` stands for any letters.",
            "Das Paket, von dem es abhängt; `*` steht für beliebige Zeichen.",
        ),
        must(
            "reason",
            TEXTS,
            "Why this dependency is followed or dropped.",
            "Warum die Abhängigkeit berücksichtigt oder weggelassen wird.",
        ),
    ],
);

static EDGE_SHAPE: Shape = Shape::Record(&EDGE);

static PROFILE_EDGE: Record = record(
    "profile-dependency",
    &[
        must(
            "package",
            text(&s::PACKAGE_PATTERN),
            "The package that depends; `*` stands for any letters.",
            "Das Paket, das die Abhängigkeit hat; `*` steht für beliebige Zeichen.",
        ),
        must(
            "on",
            text(&s::PACKAGE_PATTERN),
            "The package it depends on; `*` stands for any letters.",
            "Das Paket, von dem es abhängt; `*` steht für beliebige Zeichen.",
        ),
    ],
);

static PROFILE_EDGE_SHAPE: Shape = Shape::Record(&PROFILE_EDGE);

static WANTED: Shape = Shape::Text(&s::WANTED);

pub(super) static FEATURE: Shape = Shape::Text(&s::FEATURE);

pub(super) static ARCHITECTURE: Shape = Shape::Text(&s::ARCHITECTURE);

static URI: Shape = Shape::Text(&s::URI);

static SUITE: Shape = Shape::Text(&s::SUITE);

static PROFILE: Record = record(
    "profile",
    &[
        must(
            "description",
            TEXTS,
            "What it gives, and what does not work without it.",
            "Was das Profil bringt und was ohne es nicht geht.",
        ),
        may(
            "packages",
            list(&WANTED, Identity::FirstWord),
            "Packages it adds.",
            "Pakete, die es hinzufügt.",
        ),
        may(
            "dependencies",
            list(&PROFILE_EDGE_SHAPE, Identity::Keys(&["package", "on"])),
            "Dependencies that are followed only when the profile is chosen; otherwise the lock lists them as dropped, with its name.",
            "Abhängigkeiten, die nur mit diesem Profil gelten; sonst führt die Lock-Datei sie unter seinem Namen als weggelassen.",
        ),
        may(
            "paths",
            list(&GLOB, Identity::Text),
            "Paths of the packages that come along only when the profile is chosen.",
            "Pfade der Pakete, die nur mit diesem Profil ins Image kommen.",
        ),
        may(
            "files",
            list(&FILE_SHAPE, Identity::Keys(&["target"])),
            "Files it adds.",
            "Dateien, die es hinzufügt.",
        ),
        may(
            "links",
            list(&LINK_SHAPE, Identity::Keys(&["path"])),
            "Symbolic links it adds.",
            "Symbolische Links, die es hinzufügt.",
        ),
        may(
            "environment",
            Shape::Map { names: &s::VARIABLE, of: &VARIABLE_SHAPE },
            "Environment variables it sets.",
            "Umgebungsvariablen, die es setzt.",
        ),
    ],
);

pub(super) static PROFILE_SHAPE: Shape = Shape::Record(&PROFILE);

static REPOSITORY: Record = record(
    "repository",
    &[
        must(
            "name",
            text(&s::NAME),
            "Its name in lock and report.",
            "Sein Name in Lock-Datei und Bericht.",
        ),
        must(
            "uris",
            list(&URI, Identity::Text),
            "Where it lies; never with a password, credentials belong in the configuration.",
            "Wo es liegt; nie mit Passwort, Zugangsdaten gehören in die Konfiguration.",
        ),
        must("suites", list(&SUITE, Identity::Text), "Its suites.", "Seine Suites."),
        may(
            "components",
            list(&SUITE, Identity::Text),
            "Its components, as `main`.",
            "Seine Komponenten, etwa `main`.",
        ),
        must(
            "key",
            text(&s::HOST_FILE),
            "The file with the OpenPGP certificate that signs it, relative to the folder of this document.",
            "Die Datei mit dem OpenPGP-Zertifikat, das es signiert, relativ zum Ordner dieses Dokuments.",
        ),
        may(
            "priority",
            Shape::Integer { least: 1, most: 1000 },
            "As apt's pin priority: 500 like the distribution, above it wins, below it only fills gaps.",
            "Wie die Pin-Priorität von apt: 500 wie die Distribution, darüber geht es vor, darunter füllt es nur Lücken.",
        ),
    ],
);

pub(super) static REPOSITORY_SHAPE: Shape = Shape::Record(&REPOSITORY);

static DEB: Record = record(
    "deb",
    &[
        must(
            "file",
            text(&s::HOST_FILE),
            "The package file, relative to the folder of this document.",
            "Die Paketdatei, relativ zum Ordner dieses Dokuments.",
        ),
        must(
            "sha256",
            Shape::Spelling(&s::SHA256),
            "Its SHA-256; nothing else vouches for it.",
            "Ihr SHA-256-Wert; nichts anderes bürgt für sie.",
        ),
    ],
);

pub(super) static DEB_SHAPE: Shape = Shape::Record(&DEB);

static SCRIPT: Record = record(
    "acknowledged-script",
    &[
        must("package", text(&s::PACKAGE), "The package.", "Das Paket."),
        must(
            "script",
            text(&s::SCRIPT),
            "Which of its scripts: `postinst`, `preinst`, …",
            "Welches seiner Skripte: `postinst`, `preinst`, …",
        ),
        must(
            "sha256",
            Shape::Spelling(&s::SHA256),
            "The SHA-256 of the script that was read, from the build's report; a changed script has to be read again.",
            "Der SHA-256-Wert des gelesenen Skripts aus dem Bericht; ein geändertes Skript ist neu zu lesen.",
        ),
        must(
            "reason",
            TEXTS,
            "Why the image does without its effect.",
            "Warum das Image ohne seine Wirkung auskommt.",
        ),
    ],
);

static SCRIPT_SHAPE: Shape = Shape::Record(&SCRIPT);

static ACKNOWLEDGE: Record = record(
    "acknowledge",
    &[may(
        "scripts",
        list(&SCRIPT_SHAPE, Identity::Keys(&["package", "script"])),
        "Maintainer scripts without a recognised effect.",
        "Paketskripte ohne erkannte Wirkung.",
    )],
);

pub(super) static BASE: Record = Record {
    name: "from",
    keys: &[
        may(
            "recipe",
            text(&s::BASE_RECIPE),
            "A recipe, relative to the folder of this document. Its image is built by the lock beside it, and this recipe's lock pins the digest.",
            "Ein Rezept, relativ zum Ordner dieses Dokuments. Sein Image wird nach der Lock-Datei daneben gebaut, und die Lock-Datei dieses Rezepts hält den Digest fest.",
        ),
        may(
            "image",
            text(&s::BASE_IMAGE),
            "An OCI layout or archive, relative to the folder of this document: `oci:DIR`, `oci-archive:FILE` or a path. Or an image in a registry: `HOST/REPOSITORY:TAG`. Needs `digest`.",
            "Ein OCI-Layout oder -Archiv, relativ zum Ordner dieses Dokuments: `oci:ORDNER`, `oci-archive:DATEI` oder ein Pfad. Oder ein Image in einer Registry: `RECHNER/REPOSITORY:TAG`. Braucht `digest`.",
        ),
        may(
            "digest",
            text(&s::DIGEST),
            "The digest that the base has to have: of its index, or of the manifest for one platform.",
            "Der Digest, den das Basis-Image haben muss: der des Index oder des Manifests für eine Plattform.",
        ),
        may(
            "name",
            text(&s::TEXT),
            "What the base is called for others, as `registry.example/tomcat:10.1`; becomes an annotation.",
            "Wie das Basis-Image für andere heißt, etwa `registry.example/tomcat:10.1`; wird zur Annotation.",
        ),
    ],
    shorthand: Shorthand::Of("recipe"),
    one_of: &["recipe", "image"],
    any_of: false,
};

static KEEP: Record = record(
    "keep",
    &[
        must(
            "path",
            text(&s::GLOB),
            "A pattern of paths; a folder takes its content along.",
            "Ein Pfadmuster; ein Ordner schließt seinen Inhalt ein.",
        ),
        must("reason", TEXTS, "Why the image needs it.", "Warum das Image es braucht."),
    ],
);

static KEEP_SHAPE: Shape = Shape::Record(&KEEP);

pub(super) const KEEP_KEY: Key = may(
    "keep",
    list(&KEEP_SHAPE, Identity::Keys(&["path"])),
    "What of the packages comes along although a general rule leaves it out, as headers and the files of package managers, and why.",
    "Was von den Paketen ins Image kommt, obwohl eine allgemeine Regel es weglässt, etwa Header und die Dateien der Paketverwaltung, und warum.",
);

pub(super) const PACKAGES_KEY: Key = may(
    "packages",
    list(&WANTED, Identity::FirstWord),
    "The packages the image is for, with a constraint where needed: `tomcat10 (>= 10.1)`. What they need comes along.",
    "Die Pakete, um die es geht, bei Bedarf mit Versionsgrenze: `tomcat10 (>= 10.1)`. Was sie brauchen, kommt mit.",
);

pub(super) const LEAVE_OUT_KEY: Key = may(
    "leave-out",
    list(&LEAVE_OUT_SHAPE, Identity::Keys(&["package", "path"])),
    "What of the packages stays outside, and why: whole packages, or paths.",
    "Was von den Paketen draußen bleibt und warum: ganze Pakete oder Pfade.",
);

pub(super) const KEEP_DEPENDENCIES_KEY: Key = may(
    "keep-dependencies",
    list(&EDGE_SHAPE, Identity::Keys(&["package", "on"])),
    "Dependencies that are followed although a general rule would drop them.",
    "Abhängigkeiten, die gelten, obwohl eine allgemeine Regel sie wegließe.",
);

pub(super) const DROP_DEPENDENCIES_KEY: Key = may(
    "drop-dependencies",
    list(&EDGE_SHAPE, Identity::Keys(&["package", "on"])),
    "Dependencies that are not followed, and why; the lock records each.",
    "Abhängigkeiten, die nicht gelten, und warum; die Lock-Datei hält jede fest.",
);

pub(super) const ACKNOWLEDGE_KEY: Key = may(
    "acknowledge",
    Shape::Record(&ACKNOWLEDGE),
    "What was not recognised, and somebody has read and answers for.",
    "Was nicht erkannt wurde, von jemandem gelesen ist und verantwortet wird.",
);
