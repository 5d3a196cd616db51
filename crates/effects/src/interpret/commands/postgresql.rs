// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The functions that the packages of PostgreSQL share (`postgresql-client-common`).

use haerterei_ground::TreePath;

use super::super::{Interpreter, State};
use super::{Call, Modelled, Refusal};
use crate::effect::{Effect, Idle, Slave};

/// The library of functions for maintainer scripts.
pub(super) const LIBRARY: &str = "/usr/share/postgresql-common/maintscripts-functions";

impl Interpreter<'_> {
    pub(super) fn postgresql(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        Some(match call.name {
            "configure_version" => {
                // A first cluster, with its own certificate and passwords, is not for an image.
                self.idle(call.line, Idle::Database);
                self.idle(call.line, Idle::Services);
                self.manual_pages(call, state, "psql.1.gz")
            }
            "configure_client_version" | "configure_contrib_version" => {
                self.manual_pages(call, state, "psql.1.gz")
            }
            "configure_doc_version" => self.manual_pages(call, state, "SPI_connect.3.gz"),
            _ => return None,
        })
    }

    /// Registers the manual pages of a version under the names without one. Each package of a
    /// version tells its own; together they are those of the choice.
    fn manual_pages(&mut self, call: &Call<'_>, state: &mut State, first: &str) -> Modelled {
        let words = call.known()?;
        let version = words.first().ok_or_else(|| Refusal::Form("operands".to_owned()))?;
        let priority = if version.starts_with(['8', '9']) {
            version.replace('.', "").parse()
        } else {
            format!("{version}0").parse()
        };
        let priority = priority.map_err(|_| Refusal::Form("version".to_owned()))?;
        let refused = |_| Refusal::Form("path".to_owned());
        let pages =
            TreePath::parse(format!("usr/share/postgresql/{version}/man")).map_err(refused)?;
        let shown = TreePath::parse("usr/share/man").map_err(refused)?;
        let section = first.split('.').nth(1).unwrap_or_default();
        let mut slaves = Vec::new();
        for path in self.package.files.keys() {
            let (Some(rest), Ok(name)) = (path.below(&pages), std::str::from_utf8(path.name()))
            else {
                continue;
            };
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            let is_page = stem.rsplit_once('.').is_some_and(|(_, section)| {
                section.len() == 1 && section.bytes().all(|byte| matches!(byte, b'1'..=b'9'))
            });
            if is_page && name != first {
                slaves.push(Slave {
                    name: name.to_owned(),
                    link: shown.join(rest).map_err(refused)?,
                    path: path.clone(),
                });
            }
        }
        let page = format!("man{section}/{first}");
        let effect = Effect::Alternative {
            name: first.to_owned(),
            link: shown.join(&page).map_err(refused)?,
            path: pages.join(&page).map_err(refused)?,
            priority,
            slaves,
        };
        self.effect(state, call.line, effect);
        Ok(())
    }
}
