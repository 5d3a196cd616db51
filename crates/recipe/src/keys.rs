// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Every key of a recipe and of a house file, with its meaning in both languages.

use crate::shape::{Identity, Join, Key, Record, Shape, Shorthand};
use crate::syntax as s;

const fn may(name: &'static str, shape: Shape, en: &'static str, de: &'static str) -> Key {
    Key { name, shape, required: false, en, de }
}

const fn must(name: &'static str, shape: Shape, en: &'static str, de: &'static str) -> Key {
    Key { name, shape, required: true, en, de }
}

const fn text(syntax: &'static s::Syntax) -> Shape {
    Shape::Text(syntax)
}

const fn record(name: &'static str, keys: &'static [Key]) -> Record {
    Record { name, keys, shorthand: Shorthand::None, one_of: &[], any_of: false }
}

const fn short(name: &'static str, bare: &'static str, keys: &'static [Key]) -> Record {
    Record { name, keys, shorthand: Shorthand::Of(bare), one_of: &[], any_of: false }
}

const fn list(of: &'static Shape, identity: Identity) -> Shape {
    Shape::List { of, identity, join: Join::Append }
}

const fn words(of: &'static Shape) -> Shape {
    Shape::List { of, identity: Identity::None, join: Join::Replace }
}

static ANY_TEXT: Shape = Shape::Text(&s::ANY);
static HOST_FILE: Shape = Shape::Text(&s::HOST_FILE);

static LOCALISED: Record = Record {
    name: "text-in-languages",
    keys: &[
        may("de", text(&s::TEXT), "The text in German.", "Der Text auf Deutsch."),
        may("en", text(&s::TEXT), "The text in English.", "Der Text auf Englisch."),
    ],
    shorthand: Shorthand::Each,
    one_of: &["de", "en"],
    any_of: true,
};
const TEXTS: Shape = Shape::Record(&LOCALISED);

static RESPONSIBLE: Record = record(
    "responsible",
    &[
        may(
            "organisation",
            text(&s::TEXT),
            "The organisation that answers for the image.",
            "Die Organisation, die das Image verantwortet.",
        ),
        may(
            "unit",
            text(&s::TEXT),
            "The unit inside the organisation.",
            "Die zuständige Organisationseinheit.",
        ),
        may(
            "email",
            text(&s::EMAIL),
            "Where questions about the image go.",
            "Anschrift für Fragen zum Image.",
        ),
        may(
            "security-contact",
            text(&s::TEXT),
            "Where weaknesses are reported: an e-mail address or a URL.",
            "Meldestelle für Schwachstellen: E-Mail-Adresse oder URL.",
        ),
    ],
);

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
static GLOB: Shape = Shape::Text(&s::GLOB);
static FEATURE: Shape = Shape::Text(&s::FEATURE);
static ARCHITECTURE: Shape = Shape::Text(&s::ARCHITECTURE);
static URI: Shape = Shape::Text(&s::URI);
static SUITE: Shape = Shape::Text(&s::SUITE);
static CERTIFICATE: Shape = Shape::Text(&s::CERTIFICATE);
static ANNOTATION_VALUE: Shape = Shape::Spelling(&s::ANY);

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
static FILE_SHAPE: Shape = Shape::Record(&FILE);

static LINK: Record = record(
    "link",
    &[
        must("path", text(&s::PATH), "The symbolic link.", "Der symbolische Link."),
        must("target", text(&s::TARGET), "Where it points.", "Sein Ziel."),
    ],
);
static LINK_SHAPE: Shape = Shape::Record(&LINK);

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
static VARIABLE_SHAPE: Shape = Shape::Record(&VARIABLE);

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
static PROFILE_SHAPE: Shape = Shape::Record(&PROFILE);

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
static REPOSITORY_SHAPE: Shape = Shape::Record(&REPOSITORY);

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
static DEB_SHAPE: Shape = Shape::Record(&DEB);

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

static CERTIFICATES: Record = record(
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
static CONNECTION_SHAPE: Shape = Shape::Record(&CONNECTION);

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
static REPLACED_SHAPE: Shape = Shape::Record(&REPLACED);

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

static LAYERS: Record = record(
    "layers",
    &[may(
        "budget",
        Shape::Integer { least: 1, most: 100 },
        "How many layers there may be; 10 if it is not given.",
        "Wie viele Schichten es höchstens gibt; ohne Angabe 10.",
    )],
);

static NAME_TEXT: Shape = Shape::Spelling(&s::TEXT);
static WITHOUT: Record = record(
    "without",
    &[
        may("packages", words(&NAME_TEXT), "Packages, by name.", "Pakete, nach Namen."),
        may("features", words(&NAME_TEXT), "Features, by name.", "Profile, nach Namen."),
        may("profiles", words(&NAME_TEXT), "Profiles, by name.", "Profildefinitionen, nach Namen."),
        may(
            "leave-out",
            words(&NAME_TEXT),
            "Entries, by package or path.",
            "Einträge, nach Paket oder Pfad.",
        ),
        may("keep", words(&NAME_TEXT), "Entries, by path.", "Einträge, nach Pfad."),
        may(
            "keep-dependencies",
            words(&NAME_TEXT),
            "Entries, as `package on`.",
            "Einträge, in der Form `package on`.",
        ),
        may(
            "drop-dependencies",
            words(&NAME_TEXT),
            "Entries, as `package on`.",
            "Einträge, in der Form `package on`.",
        ),
        may(
            "repositories",
            words(&NAME_TEXT),
            "Repositories, by name.",
            "Repositorys, nach Namen.",
        ),
        may("debs", words(&NAME_TEXT), "Package files, by file.", "Paketdateien, nach Datei."),
        may("files", words(&NAME_TEXT), "Files, by target.", "Dateien, nach Ziel."),
        may("links", words(&NAME_TEXT), "Links, by path.", "Links, nach Pfad."),
        may("remove", words(&NAME_TEXT), "Entries, by path.", "Einträge, nach Pfad."),
        may("environment", words(&NAME_TEXT), "Variables, by name.", "Variablen, nach Namen."),
        may("ports", words(&NAME_TEXT), "Ports, by number.", "Ports, nach Nummer."),
        may("writable-paths", words(&NAME_TEXT), "Paths.", "Pfade."),
        may("volumes", words(&NAME_TEXT), "Paths.", "Pfade."),
        may("configuration-files", words(&NAME_TEXT), "Paths.", "Pfade."),
        may(
            "replaced-settings",
            words(&NAME_TEXT),
            "Settings, by name.",
            "Einstellungen, nach Namen.",
        ),
        may("probes", words(&NAME_TEXT), "Probes, by name.", "Proben, nach Namen."),
        may("variants", words(&NAME_TEXT), "Variants, by name.", "Varianten, nach Namen."),
        may(
            "annotations",
            words(&NAME_TEXT),
            "Annotations, by key.",
            "Annotationen, nach Schlüssel.",
        ),
        may("labels", words(&NAME_TEXT), "Labels, by key.", "Labels, nach Schlüssel."),
    ],
);

static BASE: Record = Record {
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
const KEEP_KEY: Key = may(
    "keep",
    list(&KEEP_SHAPE, Identity::Keys(&["path"])),
    "What of the packages comes along although a general rule leaves it out, as headers and the files of package managers, and why.",
    "Was von den Paketen ins Image kommt, obwohl eine allgemeine Regel es weglässt, etwa Header und die Dateien der Paketverwaltung, und warum.",
);

const TITLE_KEY: Key =
    may("title", TEXTS, "What the image is, in one line.", "Was das Image ist, in einer Zeile.");

const DESCRIPTION_KEY: Key = may(
    "description",
    TEXTS,
    "What the image is for, in a few sentences.",
    "Wozu das Image dient, in wenigen Sätzen.",
);

const PACKAGES_KEY: Key = may(
    "packages",
    list(&WANTED, Identity::FirstWord),
    "The packages the image is for, with a constraint where needed: `tomcat10 (>= 10.1)`. What they need comes along.",
    "Die Pakete, um die es geht, bei Bedarf mit Versionsgrenze: `tomcat10 (>= 10.1)`. Was sie brauchen, kommt mit.",
);

const LEAVE_OUT_KEY: Key = may(
    "leave-out",
    list(&LEAVE_OUT_SHAPE, Identity::Keys(&["package", "path"])),
    "What of the packages stays outside, and why: whole packages, or paths.",
    "Was von den Paketen draußen bleibt und warum: ganze Pakete oder Pfade.",
);

const KEEP_DEPENDENCIES_KEY: Key = may(
    "keep-dependencies",
    list(&EDGE_SHAPE, Identity::Keys(&["package", "on"])),
    "Dependencies that are followed although a general rule would drop them.",
    "Abhängigkeiten, die gelten, obwohl eine allgemeine Regel sie wegließe.",
);

const DROP_DEPENDENCIES_KEY: Key = may(
    "drop-dependencies",
    list(&EDGE_SHAPE, Identity::Keys(&["package", "on"])),
    "Dependencies that are not followed, and why; the lock records each.",
    "Abhängigkeiten, die nicht gelten, und warum; die Lock-Datei hält jede fest.",
);

const ACKNOWLEDGE_KEY: Key = may(
    "acknowledge",
    Shape::Record(&ACKNOWLEDGE),
    "What was not recognised, and somebody has read and answers for.",
    "Was nicht erkannt wurde, von jemandem gelesen ist und verantwortet wird.",
);

const FILES_KEY: Key = may(
    "files",
    list(&FILE_SHAPE, Identity::Keys(&["target"])),
    "Files added to the image; they replace files of packages.",
    "Dateien, die ins Image kommen; sie ersetzen Dateien der Pakete.",
);

const LINKS_KEY: Key = may(
    "links",
    list(&LINK_SHAPE, Identity::Keys(&["path"])),
    "Symbolic links added to the image.",
    "Symbolische Links, die ins Image kommen.",
);

const REMOVE_KEY: Key = may(
    "remove",
    list(&REMOVAL_SHAPE, Identity::Keys(&["path"])),
    "Paths removed at the very end, wherever they came from, and why.",
    "Pfade, die ganz am Ende entfernt werden, woher sie auch stammen, und warum.",
);

const USER_KEY: Key = may(
    "user",
    Shape::Spelling(&s::USER),
    "Who the image runs as, in numbers; 65532:0 if it is not given. Group 0 keeps the image usable under any user a cluster assigns.",
    "Als wer das Image läuft, in Zahlen; ohne Angabe 65532:0. Mit Gruppe 0 läuft es unter jeder Kennung, die ein Cluster zuweist.",
);

const ENTRYPOINT_KEY: Key = may(
    "entrypoint",
    words(&ANY_TEXT),
    "The program and its fixed arguments, without a shell.",
    "Das Programm und seine festen Argumente, ohne Shell.",
);

const COMMAND_KEY: Key = may(
    "command",
    words(&ANY_TEXT),
    "Arguments that whoever runs the image may replace.",
    "Argumente, die sich beim Start ersetzen lassen.",
);

const WORKING_FOLDER_KEY: Key = may(
    "working-folder",
    text(&s::PATH),
    "The folder the program starts in.",
    "Der Ordner, in dem das Programm startet.",
);

const STOP_SIGNAL_KEY: Key = may(
    "stop-signal",
    text(&s::SIGNAL),
    "The signal that stops the program, as SIGTERM.",
    "Das Signal, das das Programm beendet, etwa SIGTERM.",
);

const GRACE_KEY: Key = may(
    "grace",
    Shape::Spelling(&s::DURATION),
    "How long the program may take to end after the signal; `10s` if it is not given.",
    "Wie lange das Programm nach dem Signal zum Beenden brauchen darf; ohne Angabe `10s`.",
);

const ENVIRONMENT_KEY: Key = may(
    "environment",
    Shape::Map { names: &s::VARIABLE, of: &VARIABLE_SHAPE },
    "Environment variables: set, or documented for whoever runs the image.",
    "Umgebungsvariablen: gesetzt oder für den Betrieb dokumentiert.",
);

const PORTS_KEY: Key = may(
    "ports",
    list(&PORT_SHAPE, Identity::Keys(&["port", "protocol"])),
    "Ports the program listens on, from 1024 up.",
    "Ports, auf denen das Programm lauscht, ab 1024.",
);

const WRITABLE_PATHS_KEY: Key = may(
    "writable-paths",
    list(&WRITABLE_SHAPE, Identity::Keys(&["path"])),
    "The only paths the program may write to.",
    "Die einzigen Pfade, in die das Programm schreiben darf.",
);

const VOLUMES_KEY: Key = may(
    "volumes",
    list(&VOLUME_SHAPE, Identity::Keys(&["path"])),
    "Paths that are meant to be mounted.",
    "Pfade, die zum Einhängen gedacht sind.",
);

const CONFIGURATION_FILES_KEY: Key = may(
    "configuration-files",
    list(&CONFIGURATION_SHAPE, Identity::Keys(&["path"])),
    "Files that can be mounted to configure the program.",
    "Dateien, die sich zur Konfiguration einhängen lassen.",
);

const PROBES_KEY: Key = may(
    "probes",
    list(&PROBE_SHAPE, Identity::Keys(&["name"])),
    "How a trial finds out that the image works.",
    "Woran ein Probelauf erkennt, dass das Image funktioniert.",
);

const ALLOW_KEY: Key = may(
    "allow",
    Shape::Record(&ALLOW),
    "Exceptions from hardening, each with its reason.",
    "Ausnahmen von der Härtung, jede mit Begründung.",
);

static VARIANT: Record = record(
    "variant",
    &[
        may(
            "without",
            Shape::Record(&WITHOUT),
            "What of the recipe does not hold for the variant, by key and name.",
            "Was aus dem Rezept für die Variante nicht gilt, nach Schlüssel und Name.",
        ),
        TITLE_KEY,
        DESCRIPTION_KEY,
        PACKAGES_KEY,
        LEAVE_OUT_KEY,
        KEEP_KEY,
        KEEP_DEPENDENCIES_KEY,
        DROP_DEPENDENCIES_KEY,
        ACKNOWLEDGE_KEY,
        FILES_KEY,
        LINKS_KEY,
        REMOVE_KEY,
        USER_KEY,
        ENTRYPOINT_KEY,
        COMMAND_KEY,
        WORKING_FOLDER_KEY,
        STOP_SIGNAL_KEY,
        GRACE_KEY,
        ENVIRONMENT_KEY,
        PORTS_KEY,
        WRITABLE_PATHS_KEY,
        VOLUMES_KEY,
        CONFIGURATION_FILES_KEY,
        PROBES_KEY,
        ALLOW_KEY,
    ],
);
static VARIANT_SHAPE: Shape = Shape::Record(&VARIANT);

/// The keys of a recipe.
pub(crate) static RECIPE: Record = record(
    "recipe",
    &[
        must(
            "haerterei",
            Shape::Integer { least: 1, most: 1 },
            "The version of the recipe's format: 1.",
            "Die Version des Rezeptformats: 1.",
        ),
        may(
            "extends",
            text(&s::OTHER_RECIPE),
            "Another recipe this one builds upon, relative to the folder of this document: mappings are merged, lists follow those of the base (an entry of the same name replaces the base's), everything else replaces. Files are looked for beside the recipe that names them.",
            "Ein anderes Rezept als Grundlage, relativ zum Ordner dieses Dokuments: Abbildungen werden zusammengeführt, Listen hinten angefügt (ein Eintrag gleichen Namens ersetzt den der Grundlage), alles andere ersetzt. Dateien werden neben dem Rezept gesucht, das sie nennt.",
        ),
        may(
            "from",
            Shape::Record(&BASE),
            "The image this one starts from: its layers are taken over byte for byte, its packages count as installed, and what it says about running is inherited. Either another recipe, whose image is built by its own lock, or an image by its digest.",
            "Das Image, auf dem dieses aufsetzt: Seine Schichten werden Byte für Byte übernommen, seine Pakete gelten als installiert, und was es über den Betrieb sagt, wird geerbt. Entweder ein anderes Rezept, dessen Image nach seiner eigenen Lock-Datei gebaut wird, oder ein Image mit seinem Digest.",
        ),
        may(
            "without",
            Shape::Record(&WITHOUT),
            "What of the base or the house file is taken out again, by key and name.",
            "Was aus der Grundlage oder der Hausdatei wieder entfällt, nach Schlüssel und Name.",
        ),
        may(
            "name",
            text(&s::NAME),
            "The image's name: lower case and digits, single `.`, `_` or `-` between them.",
            "Der Name des Images: Kleinbuchstaben und Ziffern, dazwischen einzelne `.`, `_` oder `-`.",
        ),
        may(
            "version",
            Shape::Spelling(&s::VERSION),
            "The version its owner gives the recipe; becomes an annotation.",
            "Die Version, die der Verantwortliche dem Rezept gibt; wird zur Annotation.",
        ),
        TITLE_KEY,
        DESCRIPTION_KEY,
        may(
            "responsible",
            Shape::Record(&RESPONSIBLE),
            "Who answers for the image; becomes annotations. A recipe without it builds, and the report says what is missing.",
            "Wer das Image verantwortet; wird zu Annotationen. Ohne Angabe wird gebaut, und der Bericht nennt das Fehlende.",
        ),
        may(
            "end-of-support",
            Shape::Spelling(&s::DATE),
            "The last day on which the image is supported, as 2030-06-30.",
            "Der letzte Tag, an dem das Image gepflegt wird, etwa 2030-06-30.",
        ),
        may(
            "distribution",
            text(&s::DISTRIBUTION),
            "Where the packages come from: `debian/trixie` (if it is not given), `debian/bookworm`, `ubuntu/noble`.",
            "Woher die Pakete kommen: `debian/trixie` (ohne Angabe), `debian/bookworm`, `ubuntu/noble`.",
        ),
        may(
            "architectures",
            words(&ARCHITECTURE),
            "For which machines the image is built; amd64 and arm64 if it is not given.",
            "Für welche Rechnerarchitekturen gebaut wird; ohne Angabe amd64 und arm64.",
        ),
        PACKAGES_KEY,
        LEAVE_OUT_KEY,
        KEEP_KEY,
        KEEP_DEPENDENCIES_KEY,
        DROP_DEPENDENCIES_KEY,
        may(
            "profiles",
            Shape::Map { names: &s::FEATURE, of: &PROFILE_SHAPE },
            "Parts of the image that can be chosen with `features`.",
            "Teile des Images, die sich mit `features` wählen lassen.",
        ),
        may(
            "features",
            list(&FEATURE, Identity::Text),
            "The profiles that are chosen; `core` is the recipe without any.",
            "Die gewählten Profile; `core` ist das Rezept ohne Profil.",
        ),
        may(
            "repositories",
            list(&REPOSITORY_SHAPE, Identity::Keys(&["name"])),
            "Further signed repositories, each with its own key.",
            "Weitere signierte Repositorys, jedes mit eigenem Schlüssel.",
        ),
        may(
            "debs",
            list(&DEB_SHAPE, Identity::Keys(&["file"])),
            "Single package files that come from no repository.",
            "Einzelne Paketdateien, die aus keinem Repository kommen.",
        ),
        ACKNOWLEDGE_KEY,
        FILES_KEY,
        LINKS_KEY,
        REMOVE_KEY,
        may(
            "certificates",
            Shape::Record(&CERTIFICATES),
            "Certificate authorities the image trusts, added or deselected.",
            "Zertifizierungsstellen, denen das Image vertraut: hinzugefügte und abgewählte.",
        ),
        USER_KEY,
        ENTRYPOINT_KEY,
        COMMAND_KEY,
        WORKING_FOLDER_KEY,
        STOP_SIGNAL_KEY,
        GRACE_KEY,
        ENVIRONMENT_KEY,
        PORTS_KEY,
        WRITABLE_PATHS_KEY,
        VOLUMES_KEY,
        CONFIGURATION_FILES_KEY,
        may(
            "outgoing-connections",
            list(&CONNECTION_SHAPE, Identity::None),
            "Connections the program opens, for network policies.",
            "Verbindungen, die das Programm öffnet, für Netzwerkrichtlinien.",
        ),
        may(
            "replaced-settings",
            list(&REPLACED_SHAPE, Identity::Keys(&["name"])),
            "Settings of the distribution's start script that have no effect here, and their replacement.",
            "Einstellungen des Startskripts der Distribution, die hier nicht wirken, und ihr Ersatz.",
        ),
        PROBES_KEY,
        ALLOW_KEY,
        may(
            "variants",
            Shape::Map { names: &s::FEATURE, of: &VARIANT_SHAPE },
            "Further images of the same recipe, built upon its image, which is the variant `runtime`: `build` with a compiler and a package manager, `debug` with a shell. They share the layers of `runtime` and are built with `--variant`.",
            "Weitere Images desselben Rezepts, aufgesetzt auf dessen Image, die Variante `runtime`: `build` mit Compiler und Paketverwaltung, `debug` mit Shell. Sie teilen die Schichten von `runtime` und werden mit `--variant` gebaut.",
        ),
        may(
            "annotations",
            Shape::Map { names: &s::ANNOTATION, of: &ANNOTATION_VALUE },
            "Annotations of manifest and index.",
            "Annotationen von Manifest und Index.",
        ),
        may(
            "labels",
            Shape::Map { names: &s::ANNOTATION, of: &ANNOTATION_VALUE },
            "Labels of the image's configuration.",
            "Labels der Image-Konfiguration.",
        ),
        may(
            "compression",
            Shape::Choice(&["gzip", "zstd"]),
            "How layers are compressed: gzip (if it is not given) is read by everyone, zstd is smaller.",
            "Wie Schichten komprimiert werden: gzip (ohne Angabe) liest jeder, zstd ist kleiner.",
        ),
        may(
            "layers",
            Shape::Record(&LAYERS),
            "How layers are cut.",
            "Wie Schichten geschnitten werden.",
        ),
    ],
);

static KEY_PATH: Shape = Shape::Text(&s::KEY_PATH);
static DISTRIBUTION: Shape = Shape::Text(&s::DISTRIBUTION);
static FORBIDDEN: Record = short(
    "forbidden-package",
    "package",
    &[
        must(
            "package",
            text(&s::PACKAGE_PATTERN),
            "The package; `*` stands for any letters.",
            "Das Paket; `*` steht für beliebige Zeichen.",
        ),
        may(
            "reason",
            TEXTS,
            "Why; shown to whoever asks for it.",
            "Warum; wird angezeigt, wenn es verlangt wird.",
        ),
    ],
);
static FORBIDDEN_SHAPE: Shape = Shape::Record(&FORBIDDEN);
static RULES: Record = record(
    "rules",
    &[
        may(
            "required-keys",
            words(&KEY_PATH),
            "Keys every recipe must have, as `responsible.email`.",
            "Schlüssel, die jedes Rezept haben muss, etwa `responsible.email`.",
        ),
        may(
            "forbidden-packages",
            words(&FORBIDDEN_SHAPE),
            "Packages that may not come into an image, not even as a dependency.",
            "Pakete, die in kein Image kommen dürfen, auch nicht als Abhängigkeit.",
        ),
        may(
            "distributions",
            words(&DISTRIBUTION),
            "The distributions that may be used; all if it is not given.",
            "Die zulässigen Distributionen; ohne Angabe alle.",
        ),
        may(
            "maximum-size",
            Shape::Spelling(&s::SIZE),
            "The largest compressed size of an image, for each architecture.",
            "Die größte zulässige Image-Größe, komprimiert, je Architektur.",
        ),
        may(
            "forbidden-allowances",
            words(&KEY_PATH),
            "Exceptions of `allow` that no recipe may make: `shell`, `package-manager`, `root`, `setuid`.",
            "Ausnahmen unter `allow`, die kein Rezept machen darf: `shell`, `package-manager`, `root`, `setuid`.",
        ),
    ],
);

/// The keys of a house file.
pub(crate) static HOUSE: Record = record(
    "house",
    &[
        must(
            "haerterei-house",
            Shape::Integer { least: 1, most: 1 },
            "The version of the house file's format: 1.",
            "Die Version des Hausdateiformats: 1.",
        ),
        may(
            "responsible",
            Shape::Record(&RESPONSIBLE),
            "Who answers for images whose recipe says nothing else.",
            "Wer Images verantwortet, deren Rezept nichts anderes sagt.",
        ),
        may(
            "certificates",
            Shape::Record(&CERTIFICATES),
            "Certificate authorities common to all images.",
            "Zertifizierungsstellen, die für alle Images gelten.",
        ),
        may(
            "environment",
            Shape::Map { names: &s::VARIABLE, of: &VARIABLE_SHAPE },
            "Environment variables common to all images.",
            "Umgebungsvariablen, die für alle Images gelten.",
        ),
        may(
            "annotations",
            Shape::Map { names: &s::ANNOTATION, of: &ANNOTATION_VALUE },
            "Annotations common to all images.",
            "Annotationen, die für alle Images gelten.",
        ),
        may(
            "labels",
            Shape::Map { names: &s::ANNOTATION, of: &ANNOTATION_VALUE },
            "Labels common to all images.",
            "Labels, die für alle Images gelten.",
        ),
        may(
            "repositories",
            list(&REPOSITORY_SHAPE, Identity::Keys(&["name"])),
            "Further signed repositories for all images.",
            "Weitere signierte Repositorys für alle Images.",
        ),
        may(
            "compression",
            Shape::Choice(&["gzip", "zstd"]),
            "How layers are compressed unless a recipe says otherwise.",
            "Wie Schichten komprimiert werden, wenn ein Rezept nichts anderes sagt.",
        ),
        may(
            "rules",
            Shape::Record(&RULES),
            "What every recipe has to keep to.",
            "Woran sich jedes Rezept halten muss.",
        ),
    ],
);
