// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The keys of a house file.

use super::content::CERTIFICATES;
use super::form::{
    ANNOTATION_VALUE, RESPONSIBLE, TEXTS, list, may, must, record, short, text, words,
};
use super::packages::REPOSITORY_SHAPE;
use super::running::VARIABLE_SHAPE;
use crate::shape::{Identity, Record, Shape};
use crate::syntax as s;

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
