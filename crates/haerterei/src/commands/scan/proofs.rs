// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the image itself proves of its findings.

use haerterei_findings::proof::{Functions, Proofs, Things};
use haerterei_findings::{Finding, Prover, askable};
use haerterei_inventory::Inventory;
use haerterei_store::Store;

use crate::failure::Failure;
use crate::opened::Chosen;
use crate::session::Session;

/// Proves what can be proved. Without findings that a rule could prove no layer is read, and what
/// was proved before is only recalled.
pub(super) fn prove(
    session: &Session,
    chosen: &Chosen,
    inventory: &Inventory,
    findings: &[Finding],
    store: Option<&Store>,
) -> Result<Proofs, Failure> {
    let asked = askable(findings);
    let (things, functions) = (Things::known(), Functions::known());
    let elsewhere = std::env::temp_dir();
    let writable = store.filter(|store| !store.is_read_only());
    let prover = Prover {
        image: &chosen.image,
        inventory,
        things: &things,
        functions: &functions,
        scratch: writable.map_or(&elsewhere, |store| store.folder()),
        store,
        progress: &session.progress,
        cancel: &session.cancel,
    };
    let mut proofs = if let Some(known) = prover.recall(&asked) {
        known
    } else {
        chosen.bring_layers(|number| !prover.knows_layer(number))?;
        prover.prove(&asked)?
    };
    for proof in proofs.values_mut().flatten() {
        proof.name_image(&inventory.subject.name);
    }
    Ok(proofs)
}
