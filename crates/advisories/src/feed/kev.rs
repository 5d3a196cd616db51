// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! CISA's catalogue of exploited weaknesses (JSON, schema 1.0).

use serde::Deserialize;

use super::{date, malformed_json};
use crate::collected::{Collected, Exploited};
use crate::input::Document;
use crate::refusal::Refusal;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Catalogue {
    date_released: String,
    count: usize,
    vulnerabilities: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "cveID")]
    id: String,
    date_added: String,
    #[serde(default)]
    due_date: String,
    #[serde(default)]
    known_ransomware_campaign_use: String,
    #[serde(default)]
    vulnerability_name: String,
}

pub(super) fn read(document: Document<'_>, collected: &mut Collected) -> Result<(), Refusal> {
    let catalogue: Catalogue = serde_json::from_slice(document.bytes)
        .map_err(|error| malformed_json(document, 0, &error))?;
    if catalogue.count != catalogue.vulnerabilities.len() {
        let problem = format!(
            "it says that it has {} entries and has {}",
            catalogue.count,
            catalogue.vulnerabilities.len()
        );
        return Err(Refusal::malformed(document.name, &problem));
    }
    collected.stated = date(&catalogue.date_released, &mut collected.problems);
    for entry in catalogue.vulnerabilities {
        let exploited = Exploited {
            added: entry.date_added,
            due: entry.due_date,
            ransomware: entry.known_ransomware_campaign_use,
            name: entry.vulnerability_name,
        };
        collected.exploited.insert(entry.id, exploited);
    }
    Ok(())
}
