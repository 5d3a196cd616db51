// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs as the store remembers them.

use std::collections::BTreeMap;

use haerterei_ground::{Argument, Message};
use haerterei_inventory::ComponentId;
use haerterei_vex::status::{Justification, Status};
use serde::{Deserialize, Serialize};

use super::{MESSAGE_KEYS, Proof, Proofs, Weight};
use crate::rests_on::RestsOn;

/// Every name of a value in a sentence of this room's proofs.
const ARGUMENTS: [&str; 10] = [
    "package", "listed", "present", "path", "layer", "thing", "files", "symbols", "version", "line",
];

#[derive(Serialize, Deserialize)]
struct Remembered {
    component: u32,
    weakness: String,
    /// Their places among the distinct ones.
    proofs: Vec<usize>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    rule: String,
    weight: Weight,
    rests_on: RestsOn,
    status: Status,
    justification: Option<Justification>,
    evidence: Vec<Sentence>,
    repeat: Vec<String>,
    invalidated_by: Vec<Sentence>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Sentence {
    key: String,
    arguments: Vec<(String, Value)>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(i64),
    Text(String),
}

/// Writes proofs; the same one for many weaknesses, as of a kernel, only once.
pub(crate) fn remember(proofs: &Proofs) -> Option<Vec<u8>> {
    let mut distinct: Vec<Kept> = Vec::new();
    let mut places: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    let mut remembered = Vec::with_capacity(proofs.len());
    for ((component, weakness), list) in proofs {
        let mut indices = Vec::with_capacity(list.len());
        for proof in list {
            let kept = Kept::of(proof);
            let known = places.entry((proof.rule.as_str(), component.0)).or_default();
            let place = known.iter().copied().find(|place| distinct.get(*place) == Some(&kept));
            indices.push(place.unwrap_or_else(|| {
                distinct.push(kept);
                known.push(distinct.len() - 1);
                distinct.len() - 1
            }));
        }
        let weakness = weakness.clone();
        remembered.push(Remembered { component: component.0, weakness, proofs: indices });
    }
    serde_json::to_vec(&(distinct, remembered)).ok()
}

/// Reads what [`remember`] wrote; nothing if it is not whole, or of other sentences.
pub(crate) fn recall(bytes: &[u8]) -> Option<Proofs> {
    let (distinct, remembered): (Vec<Kept>, Vec<Remembered>) =
        serde_json::from_slice(bytes).ok()?;
    let distinct: Vec<Proof> = distinct.into_iter().map(Kept::proof).collect::<Option<_>>()?;
    let mut proofs = Proofs::new();
    for Remembered { component, weakness, proofs: indices } in remembered {
        let list: Vec<Proof> =
            indices.into_iter().map(|place| distinct.get(place).cloned()).collect::<Option<_>>()?;
        proofs.insert((ComponentId(component), weakness), list);
    }
    Some(proofs)
}

impl Kept {
    fn of(proof: &Proof) -> Self {
        Self {
            rule: proof.rule.clone(),
            weight: proof.weight,
            rests_on: proof.rests_on,
            status: proof.status,
            justification: proof.justification,
            evidence: proof.evidence.iter().map(Sentence::of).collect(),
            repeat: proof.repeat.clone(),
            invalidated_by: proof.invalidated_by.iter().map(Sentence::of).collect(),
        }
    }

    fn proof(self) -> Option<Proof> {
        let sentences = |list: Vec<Sentence>| -> Option<Vec<Message>> {
            list.into_iter().map(Sentence::message).collect()
        };
        Some(Proof {
            rule: self.rule,
            weight: self.weight,
            rests_on: self.rests_on,
            status: self.status,
            justification: self.justification,
            evidence: sentences(self.evidence)?,
            repeat: self.repeat,
            invalidated_by: sentences(self.invalidated_by)?,
        })
    }
}

impl Sentence {
    fn of(message: &Message) -> Self {
        let arguments = message.arguments.iter().map(|(name, value)| {
            let value = match value {
                Argument::Text(text) => Value::Text(text.clone()),
                Argument::Number(number) => Value::Number(*number),
            };
            ((*name).to_owned(), value)
        });
        Self { key: message.key.to_owned(), arguments: arguments.collect() }
    }

    fn message(self) -> Option<Message> {
        let key = MESSAGE_KEYS.iter().find(|key| **key == self.key)?;
        let mut message = Message::new(key);
        for (name, value) in self.arguments {
            let name = ARGUMENTS.into_iter().find(|known| *known == name)?;
            let value = match value {
                Value::Text(text) => Argument::Text(text),
                Value::Number(number) => Argument::Number(number),
            };
            message.arguments.push((name, value));
        }
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(line: &str) -> Proof {
        Proof {
            rule: "fix-named".to_owned(),
            weight: Weight::Proof,
            rests_on: RestsOn::Records,
            status: Status::Fixed,
            justification: None,
            evidence: vec![
                Message::new("findings-proof-fix-named").text("line", line).number("files", 3),
            ],
            repeat: vec!["haerterei scan IMAGE".to_owned()],
            invalidated_by: vec![Message::new("findings-trap-mount").text("path", "/srv")],
        }
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let same = vec![proof("a"), proof("b")];
        let proofs = Proofs::from([
            ((ComponentId(0), "CVE-1".to_owned()), same.clone()),
            ((ComponentId(0), "CVE-2".to_owned()), same),
            ((ComponentId(1), "CVE-1".to_owned()), vec![proof("12")]),
        ]);
        let bytes = remember(&proofs).unwrap();
        assert_eq!(recall(&bytes), Some(proofs));
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches("fix-named\",\"weight").count(), 3, "{text}");
        assert_eq!(recall(text.replace("findings-trap-mount", "other").as_bytes()), None);
        assert_eq!(recall(b"[]"), None);
    }
}
