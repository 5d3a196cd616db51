// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The forms that keys share, and short ways to write them down.

use crate::shape::{Identity, Join, Key, Record, Shape, Shorthand};
use crate::syntax as s;

pub(super) const fn may(
    name: &'static str,
    shape: Shape,
    en: &'static str,
    de: &'static str,
) -> Key {
    Key { name, shape, required: false, en, de }
}

pub(super) const fn must(
    name: &'static str,
    shape: Shape,
    en: &'static str,
    de: &'static str,
) -> Key {
    Key { name, shape, required: true, en, de }
}

pub(super) const fn text(syntax: &'static s::Syntax) -> Shape {
    Shape::Text(syntax)
}

pub(super) const fn record(name: &'static str, keys: &'static [Key]) -> Record {
    Record { name, keys, shorthand: Shorthand::None, one_of: &[], any_of: false }
}

pub(super) const fn short(name: &'static str, bare: &'static str, keys: &'static [Key]) -> Record {
    Record { name, keys, shorthand: Shorthand::Of(bare), one_of: &[], any_of: false }
}

pub(super) const fn list(of: &'static Shape, identity: Identity) -> Shape {
    Shape::List { of, identity, join: Join::Append }
}

pub(super) const fn words(of: &'static Shape) -> Shape {
    Shape::List { of, identity: Identity::None, join: Join::Replace }
}

pub(super) static ANY_TEXT: Shape = Shape::Text(&s::ANY);

pub(super) static HOST_FILE: Shape = Shape::Text(&s::HOST_FILE);

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

pub(super) const TEXTS: Shape = Shape::Record(&LOCALISED);

pub(super) static RESPONSIBLE: Record = record(
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

pub(super) static GLOB: Shape = Shape::Text(&s::GLOB);

pub(super) static ANNOTATION_VALUE: Shape = Shape::Spelling(&s::ANY);
