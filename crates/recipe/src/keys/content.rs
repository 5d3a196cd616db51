// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Keys about what is in the image beside packages: files, links, certificates, layers.

use super::form::{HOST_FILE, TEXTS, list, may, must, record, text};
use crate::shape::{Identity, Key, Record, Shape, Shorthand};
use crate::syntax as s;

static CERTIFICATE: Shape = Shape::Text(&s::CERTIFICATE);

static FILE: Record = Record {
    name: "file",
    keys: &[
        must(
            "target",
            text(&s::PATH),
            "Where the file goes in the image.",
            "Wohin die Datei im Image kommt.",
        ),
        may(
            "source",
            text(&s::HOST_FILE),
            "The file, relative to the folder of this document; it cannot lie outside of it.",
            "Die Datei, relativ zum Ordner dieses Dokuments; sie muss darin liegen.",
        ),
        may(
            "content",
            text(&s::CONTENT),
            "The content itself, for short files.",
            "Der Inhalt selbst, für kurze Dateien.",
        ),
        may(
            "sha256",
            Shape::Spelling(&s::SHA256),
            "The SHA-256 the file must have; the lock records it in any case.",
            "Der SHA-256-Wert, den die Datei haben muss; die Lock-Datei hält ihn in jedem Fall fest.",
        ),
        may(
            "mode",
            Shape::Spelling(&s::MODE),
            "The mode in octal digits; 0644 if it is not given.",
            "Die Zugriffsrechte oktal; ohne Angabe 0644.",
        ),
        may(
            "owner",
            Shape::Spelling(&s::OWNER),
            "The owner as numbers, `user:group`; root:0 if it is not given.",
            "Der Eigentümer in Zahlen, `Benutzer:Gruppe`; ohne Angabe root:0.",
        ),
    ],
    shorthand: Shorthand::None,
    one_of: &["source", "content"],
    any_of: false,
};

pub(super) static FILE_SHAPE: Shape = Shape::Record(&FILE);

static LINK: Record = record(
    "link",
    &[
        must("path", text(&s::PATH), "The symbolic link.", "Der symbolische Link."),
        must("target", text(&s::TARGET), "Where it points.", "Sein Ziel."),
    ],
);

pub(super) static LINK_SHAPE: Shape = Shape::Record(&LINK);

static REMOVAL: Record = record(
    "removal",
    &[
        must(
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
);

static REMOVAL_SHAPE: Shape = Shape::Record(&REMOVAL);

pub(super) static CERTIFICATES: Record = record(
    "certificates",
    &[
        may(
            "add",
            list(&HOST_FILE, Identity::Text),
            "PEM files of the operator's own authorities, relative to the folder of this document.",
            "PEM-Dateien der eigenen Zertifizierungsstellen, relativ zum Ordner dieses Dokuments.",
        ),
        may(
            "deselect",
            list(&CERTIFICATE, Identity::Text),
            "Authorities of the distribution that are not trusted, by the names of `/usr/share/ca-certificates`, as `mozilla/Name.crt`.",
            "Zertifizierungsstellen der Distribution, denen nicht vertraut wird, unter den Namen aus `/usr/share/ca-certificates`, etwa `mozilla/Name.crt`.",
        ),
    ],
);

pub(super) static LAYERS: Record = record(
    "layers",
    &[may(
        "budget",
        Shape::Integer { least: 1, most: 100 },
        "How many layers there may be; 10 if it is not given.",
        "Wie viele Schichten es höchstens gibt; ohne Angabe 10.",
    )],
);

pub(super) const FILES_KEY: Key = may(
    "files",
    list(&FILE_SHAPE, Identity::Keys(&["target"])),
    "Files added to the image; they replace files of packages.",
    "Dateien, die ins Image kommen; sie ersetzen Dateien der Pakete.",
);

pub(super) const LINKS_KEY: Key = may(
    "links",
    list(&LINK_SHAPE, Identity::Keys(&["path"])),
    "Symbolic links added to the image.",
    "Symbolische Links, die ins Image kommen.",
);

pub(super) const REMOVE_KEY: Key = may(
    "remove",
    list(&REMOVAL_SHAPE, Identity::Keys(&["path"])),
    "Paths removed at the very end, wherever they came from, and why.",
    "Pfade, die ganz am Ende entfernt werden, woher sie auch stammen, und warum.",
);
