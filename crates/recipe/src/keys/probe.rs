// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys about probes, by which a trial finds out that an image works.

use super::form::{ANY_TEXT, list, may, must, record, text, words};
use crate::shape::{Identity, Key, Record, Shape};
use crate::syntax as s;

static HEADER_VALUE: Shape = Shape::Spelling(&s::HEADER_TEXT);

static PROBE: Record = record(
    "probe",
    &[
        must("name", text(&s::NAME), "Its name in the report.", "Ihr Name im Bericht."),
        must(
            "kind",
            Shape::Choice(&["http", "https", "fastcgi", "tcp", "command", "log"]),
            "What it does: ask for a page, have a script run over FastCGI, connect, run a program of the image, or wait for a line of output.",
            "Was sie tut: eine Seite abrufen, ein Skript über FastCGI ausführen lassen, eine Verbindung öffnen, ein Programm des Images ausführen oder auf eine Ausgabezeile warten.",
        ),
        may(
            "port",
            Shape::Integer { least: 1, most: 65535 },
            "The port; the first of `ports` if it is not given.",
            "Der Port; ohne Angabe der erste aus `ports`.",
        ),
        may(
            "path",
            text(&s::URL_PATH),
            "The path of the page; `/` if it is not given.",
            "Der Pfad der Seite; ohne Angabe `/`.",
        ),
        may(
            "method",
            text(&s::METHOD),
            "The method of the request; `GET` if it is not given.",
            "Die Methode der Anfrage; ohne Angabe `GET`.",
        ),
        may(
            "host",
            text(&s::HOST),
            "The host that the request names; `localhost` if it is not given.",
            "Der Host, den die Anfrage nennt; ohne Angabe `localhost`.",
        ),
        may(
            "send",
            Shape::Map { names: &s::HEADER, of: &HEADER_VALUE },
            "Header fields of the request.",
            "Kopfzeilen der Anfrage.",
        ),
        may("body", text(&s::ANY), "The body of the request.", "Der Inhalt der Anfrage."),
        may(
            "script",
            text(&s::PATH),
            "The script that runs over FastCGI, as the server sees its path.",
            "Das Skript, das über FastCGI läuft, mit dem Pfad aus Sicht des Servers.",
        ),
        may("query", text(&s::QUERY), "The script's query.", "Die Abfrage (query) an das Skript."),
        may(
            "status",
            Shape::Integer { least: 100, most: 599 },
            "The status expected; any from 200 to 399 if it is not given.",
            "Der erwartete Statuscode; ohne Angabe jeder von 200 bis 399.",
        ),
        may(
            "headers",
            Shape::Map { names: &s::HEADER, of: &HEADER_VALUE },
            "Header fields that the answer must have, with these values.",
            "Kopfzeilen, die die Antwort mit diesen Werten haben muss.",
        ),
        may(
            "contains",
            text(&s::ANY),
            "A text that must occur in the page, the output or the log.",
            "Ein Text, der in Seite, Ausgabe oder Protokoll vorkommen muss.",
        ),
        may(
            "lacks",
            text(&s::ANY),
            "A text that must not occur in the page or the output.",
            "Ein Text, der in Seite oder Ausgabe nicht vorkommen darf.",
        ),
        may(
            "command",
            words(&ANY_TEXT),
            "The program and its arguments.",
            "Das Programm und seine Argumente.",
        ),
        may(
            "exit-code",
            Shape::Integer { least: 0, most: 255 },
            "The exit code expected; 0 if it is not given.",
            "Der erwartete Rückgabewert; ohne Angabe 0.",
        ),
        may(
            "within",
            Shape::Spelling(&s::DURATION),
            "How long to try, as `30s`.",
            "Wie lange versucht wird, etwa `30s`.",
        ),
    ],
);

static PROBE_SHAPE: Shape = Shape::Record(&PROBE);

pub(super) const PROBES_KEY: Key = may(
    "probes",
    list(&PROBE_SHAPE, Identity::Keys(&["name"])),
    "How a trial finds out that the image works.",
    "Woran ein Probelauf erkennt, dass das Image funktioniert.",
);
