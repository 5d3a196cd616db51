// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The table `advisories`: where advisories come from and where their index is.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_advisories::{Form, Origin, Source};
use serde::Deserialize;
use url::Url;

/// Where advisories come from and where their index is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Advisories {
    /// The folder in which the index has its own.
    pub(crate) folder: Option<Utf8PathBuf>,
    /// The sources; nothing means the official ones.
    pub(crate) sources: Option<Vec<Source>>,
}

/// The table as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Raw {
    folder: Option<String>,
    sources: Option<BTreeMap<String, RawSource>>,
}

/// One source; what is missing is as with the official one of its name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct RawSource {
    r#type: Option<String>,
    urls: Vec<String>,
    files: Vec<String>,
    licence: Option<String>,
    attribution: Option<String>,
}

impl Raw {
    /// Returns what is meant, or what is wrong with it.
    pub(super) fn settled(self, folder: &Utf8Path) -> Result<Advisories, String> {
        let sources = self.sources.map(|sources| {
            sources.into_iter().map(|(name, source)| source.settled(name, folder)).collect()
        });
        Ok(Advisories {
            folder: self.folder.map(|own| folder.join(own)),
            sources: sources.transpose()?,
        })
    }
}

impl RawSource {
    fn settled(self, name: String, folder: &Utf8Path) -> Result<Source, String> {
        let known = Source::known(&name);
        let form = match (self.r#type, &known) {
            (Some(text), _) => text.parse::<Form>().map_err(|error| {
                format!("the source `{name}` has the type `{text}`, which is {error}")
            })?,
            (None, Some(known)) => known.form,
            (None, None) => return Err(format!("the source `{name}` needs a type")),
        };
        let origin = match (self.urls.is_empty(), self.files.is_empty(), &known) {
            (false, false, _) => {
                return Err(format!("the source `{name}` has both urls and files"));
            }
            (true, false, _) => {
                Origin::Paths(self.files.iter().map(|file| folder.join(file).into()).collect())
            }
            (false, true, _) => {
                let urls = self.urls.iter().map(|url| Url::parse(url)).collect::<Result<_, _>>();
                // The text is not repeated: it may hold a password.
                Origin::Addresses(
                    urls.map_err(|error| format!("the source `{name}` has no URL: {error}"))?,
                )
            }
            (true, true, Some(known)) => known.origin.clone(),
            (true, true, None) => return Err(format!("the source `{name}` needs urls or files")),
        };
        let or_known = |own: Option<String>, of: fn(Source) -> String| {
            own.or_else(|| known.clone().map(of)).unwrap_or_default()
        };
        Ok(Source {
            form,
            origin,
            licence: or_known(self.licence, |known| known.licence),
            attribution: or_known(self.attribution, |known| known.attribution),
            name,
        })
    }
}
