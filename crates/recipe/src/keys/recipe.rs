// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The keys of a recipe, and of a variant in it.

use super::content::{CERTIFICATES, FILES_KEY, LAYERS, LINKS_KEY, REMOVE_KEY};
use super::form::{ANNOTATION_VALUE, RESPONSIBLE, TEXTS, list, may, must, record, text, words};
use super::packages::{
    ACKNOWLEDGE_KEY, ARCHITECTURE, BASE, DEB_SHAPE, DROP_DEPENDENCIES_KEY, FEATURE,
    KEEP_DEPENDENCIES_KEY, KEEP_KEY, LEAVE_OUT_KEY, PACKAGES_KEY, PROFILE_SHAPE, REPOSITORY_SHAPE,
};
use super::probe::PROBES_KEY;
use super::running::{
    ALLOW_KEY, COMMAND_KEY, CONFIGURATION_FILES_KEY, CONNECTION_SHAPE, ENTRYPOINT_KEY,
    ENVIRONMENT_KEY, GRACE_KEY, PORTS_KEY, REPLACED_SHAPE, STOP_SIGNAL_KEY, USER_KEY, VOLUMES_KEY,
    WORKING_FOLDER_KEY, WRITABLE_PATHS_KEY,
};
use crate::shape::{Identity, Key, Record, Shape};
use crate::syntax as s;

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

const TITLE_KEY: Key =
    may("title", TEXTS, "What the image is, in one line.", "Was das Image ist, in einer Zeile.");

const DESCRIPTION_KEY: Key = may(
    "description",
    TEXTS,
    "What the image is for, in a few sentences.",
    "Wozu das Image dient, in wenigen Sätzen.",
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
