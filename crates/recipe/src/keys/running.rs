// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys about running: the program, its environment, what it listens on and writes to.

use super::form::{ANY_TEXT, TEXTS, list, may, must, record, short, text, words};
use crate::shape::{Identity, Key, Record, Shape};
use crate::syntax as s;

static VARIABLE: Record = short(
    "variable",
    "value",
    &[
        may(
            "value",
            Shape::Spelling(&s::ANY),
            "The value set in the image; without one the variable is only documented.",
            "Der im Image gesetzte Wert; ohne ihn wird die Variable nur dokumentiert.",
        ),
        may("meaning", TEXTS, "What it does.", "Was sie bewirkt."),
        may("default", Shape::Spelling(&s::ANY), "What holds without it.", "Was ohne sie gilt."),
        may(
            "required",
            Shape::Boolean,
            "Whether the program needs it to start.",
            "Ob das Programm sie zum Start braucht.",
        ),
        may("example", Shape::Spelling(&s::ANY), "A value to copy.", "Ein Wert zum Abschreiben."),
    ],
);

pub(super) static VARIABLE_SHAPE: Shape = Shape::Record(&VARIABLE);

static PORT: Record = short(
    "port",
    "port",
    &[
        must("port", Shape::Integer { least: 1, most: 65535 }, "The number.", "Die Nummer."),
        may(
            "protocol",
            Shape::Choice(&["tcp", "udp"]),
            "The protocol; tcp if it is not given.",
            "Das Protokoll; ohne Angabe tcp.",
        ),
        may("meaning", TEXTS, "What is spoken there.", "Was dort gesprochen wird."),
        may(
            "reason",
            TEXTS,
            "Why it is below 1024, if it is: such a port needs a privilege.",
            "Warum sie unter 1024 liegt, falls sie es tut: Solche Ports brauchen ein Privileg.",
        ),
    ],
);

static PORT_SHAPE: Shape = Shape::Record(&PORT);

static WRITABLE: Record = short(
    "writable-path",
    "path",
    &[
        must("path", text(&s::PATH), "The folder.", "Der Ordner."),
        may("meaning", TEXTS, "What is written there.", "Was dort geschrieben wird."),
        may(
            "size",
            Shape::Spelling(&s::SIZE),
            "How much room it needs, as `64 MiB`; a hint for `emptyDir` or `tmpfs`.",
            "Wie viel Platz nötig ist, etwa `64 MiB`; ein Hinweis für `emptyDir` oder `tmpfs`.",
        ),
    ],
);

static WRITABLE_SHAPE: Shape = Shape::Record(&WRITABLE);

static VOLUME: Record = short(
    "volume",
    "path",
    &[
        must("path", text(&s::PATH), "The folder.", "Der Ordner."),
        may("meaning", TEXTS, "What it holds.", "Was darin liegt."),
        may(
            "required",
            Shape::Boolean,
            "Whether the image is of no use without it.",
            "Ob das Image ohne ihn nicht brauchbar ist.",
        ),
        may(
            "read-only",
            Shape::Boolean,
            "Whether it is meant to be mounted read-only.",
            "Ob er schreibgeschützt eingehängt werden soll.",
        ),
    ],
);

static VOLUME_SHAPE: Shape = Shape::Record(&VOLUME);

static CONFIGURATION: Record = short(
    "configuration-file",
    "path",
    &[
        must("path", text(&s::PATH), "The file or folder.", "Die Datei oder der Ordner."),
        may("meaning", TEXTS, "What it configures.", "Was damit eingestellt wird."),
        may(
            "required",
            Shape::Boolean,
            "Whether it has to be mounted.",
            "Ob sie eingehängt werden muss.",
        ),
        may(
            "example",
            text(&s::CONTENT),
            "An example of its content.",
            "Ein Beispiel für ihren Inhalt.",
        ),
    ],
);

static CONFIGURATION_SHAPE: Shape = Shape::Record(&CONFIGURATION);

static CONNECTION: Record = record(
    "outgoing-connection",
    &[
        must("what", TEXTS, "What it connects to.", "Wohin die Verbindung geht."),
        may(
            "port",
            Shape::Integer { least: 1, most: 65535 },
            "The usual port.",
            "Der übliche Port.",
        ),
        may(
            "protocol",
            Shape::Choice(&["tcp", "udp"]),
            "The protocol; tcp if it is not given.",
            "Das Protokoll; ohne Angabe tcp.",
        ),
        may("meaning", TEXTS, "What for.", "Wozu."),
    ],
);

pub(super) static CONNECTION_SHAPE: Shape = Shape::Record(&CONNECTION);

static REPLACED: Record = record(
    "replaced-setting",
    &[
        must(
            "name",
            text(&s::TEXT),
            "The variable or file that the distribution's start script would have read.",
            "Die Variable oder Datei, die das Startskript der Distribution gelesen hätte.",
        ),
        may("instead", text(&s::TEXT), "What to use instead.", "Was stattdessen zu verwenden ist."),
        may(
            "meaning",
            TEXTS,
            "What it did, and how the replacement differs.",
            "Was sie bewirkte und worin der Ersatz sich unterscheidet.",
        ),
    ],
);

pub(super) static REPLACED_SHAPE: Shape = Shape::Record(&REPLACED);

static SETUID: Record = record(
    "setuid",
    &[
        must("path", text(&s::PATH), "The file.", "Die Datei."),
        must("reason", TEXTS, "Why it keeps the bit.", "Warum sie das Bit behält."),
    ],
);

static SETUID_SHAPE: Shape = Shape::Record(&SETUID);

static ALLOW: Record = record(
    "allow",
    &[
        may("shell", TEXTS, "Why there is a shell.", "Warum es eine Shell gibt."),
        may(
            "package-manager",
            TEXTS,
            "Why there is a package manager.",
            "Warum es eine Paketverwaltung gibt.",
        ),
        may(
            "root",
            TEXTS,
            "Why the image runs as user 0.",
            "Warum das Image als Benutzer 0 läuft.",
        ),
        may(
            "setuid",
            list(&SETUID_SHAPE, Identity::Keys(&["path"])),
            "Files that keep their setuid or setgid bit.",
            "Dateien, die ihr Setuid- oder Setgid-Bit behalten.",
        ),
    ],
);

pub(super) const USER_KEY: Key = may(
    "user",
    Shape::Spelling(&s::USER),
    "Who the image runs as, in numbers; 65532:0 if it is not given. Group 0 keeps the image usable under any user a cluster assigns.",
    "Als wer das Image läuft, in Zahlen; ohne Angabe 65532:0. Mit Gruppe 0 läuft es unter jeder Kennung, die ein Cluster zuweist.",
);

pub(super) const ENTRYPOINT_KEY: Key = may(
    "entrypoint",
    words(&ANY_TEXT),
    "The program and its fixed arguments, without a shell.",
    "Das Programm und seine festen Argumente, ohne Shell.",
);

pub(super) const COMMAND_KEY: Key = may(
    "command",
    words(&ANY_TEXT),
    "Arguments that whoever runs the image may replace.",
    "Argumente, die sich beim Start ersetzen lassen.",
);

pub(super) const WORKING_FOLDER_KEY: Key = may(
    "working-folder",
    text(&s::PATH),
    "The folder the program starts in.",
    "Der Ordner, in dem das Programm startet.",
);

pub(super) const STOP_SIGNAL_KEY: Key = may(
    "stop-signal",
    text(&s::SIGNAL),
    "The signal that stops the program, as SIGTERM.",
    "Das Signal, das das Programm beendet, etwa SIGTERM.",
);

pub(super) const GRACE_KEY: Key = may(
    "grace",
    Shape::Spelling(&s::DURATION),
    "How long the program may take to end after the signal; `10s` if it is not given.",
    "Wie lange das Programm nach dem Signal zum Beenden brauchen darf; ohne Angabe `10s`.",
);

pub(super) const ENVIRONMENT_KEY: Key = may(
    "environment",
    Shape::Map { names: &s::VARIABLE, of: &VARIABLE_SHAPE },
    "Environment variables: set, or documented for whoever runs the image.",
    "Umgebungsvariablen: gesetzt oder für den Betrieb dokumentiert.",
);

pub(super) const PORTS_KEY: Key = may(
    "ports",
    list(&PORT_SHAPE, Identity::Keys(&["port", "protocol"])),
    "Ports the program listens on, from 1024 up.",
    "Ports, auf denen das Programm lauscht, ab 1024.",
);

pub(super) const WRITABLE_PATHS_KEY: Key = may(
    "writable-paths",
    list(&WRITABLE_SHAPE, Identity::Keys(&["path"])),
    "The only paths the program may write to.",
    "Die einzigen Pfade, in die das Programm schreiben darf.",
);

pub(super) const VOLUMES_KEY: Key = may(
    "volumes",
    list(&VOLUME_SHAPE, Identity::Keys(&["path"])),
    "Paths that are meant to be mounted.",
    "Pfade, die zum Einhängen gedacht sind.",
);

pub(super) const CONFIGURATION_FILES_KEY: Key = may(
    "configuration-files",
    list(&CONFIGURATION_SHAPE, Identity::Keys(&["path"])),
    "Files that can be mounted to configure the program.",
    "Dateien, die sich zur Konfiguration einhängen lassen.",
);

pub(super) const ALLOW_KEY: Key = may(
    "allow",
    Shape::Record(&ALLOW),
    "Exceptions from hardening, each with its reason.",
    "Ausnahmen von der Härtung, jede mit Begründung.",
);
