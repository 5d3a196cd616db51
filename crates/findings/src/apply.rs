// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was decided and proved, put to findings.
//!
//! Our own decisions come first, then a proof, then what others say whom one trusts, then what the
//! sources say. Whoever says that a weakness applies opens it again for all that come later. An
//! indication and a claim change nothing; a risk decision cannot.

use std::collections::BTreeSet;

use haerterei_ground::Timestamp;
use haerterei_inventory::Inventory;
use haerterei_vex::decision::{About, Decisions, Image, Judged, Notice, Used};
use haerterei_vex::status::Status;
use haerterei_vex::{Statements, Verdict, Voice, weigh};

use crate::collect::sort;
use crate::finding::{Claim, Closed, Finding, Ground};
use crate::proof::{Proofs, Weight};
use crate::rests_on::RestsOn;
use crate::state::State;

/// So many claims are kept of one finding: strangers may say as much as they like.
const MOST_CLAIMS: usize = 20;
/// So many characters are kept of what a claim says.
const LONGEST_CLAIM: usize = 500;

/// Everything that may say something of a finding.
#[derive(Clone, Copy, Debug)]
pub struct Judges<'a> {
    /// Our own decisions.
    pub decisions: &'a Decisions,
    /// What others say.
    pub statements: &'a Statements,
    /// What can be proved, by component and weakness.
    pub proofs: &'a Proofs,
    /// The image.
    pub image: &'a Image,
    /// The time.
    pub now: Timestamp,
}

/// What came of it, beside the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What is wrong with decisions.
    pub notices: Vec<Notice>,
    /// Of how many findings each document speaks, in the order in which they were added.
    pub heard: Vec<usize>,
}

/// Puts what was decided and proved to findings, and sorts them anew.
pub fn apply(findings: &mut [Finding], inventory: &Inventory, judges: Judges<'_>) -> Applied {
    let mut used = Used::default();
    let mut contradictions = BTreeSet::new();
    let mut heard = vec![0; judges.statements.len()];
    for finding in findings.iter_mut() {
        let Some(component) = inventory.components.get(finding.place.component.0 as usize) else {
            continue;
        };
        let mut names = finding.aliases.clone();
        names.insert(finding.weakness.clone());
        let about = About { names: &names, component, image: judges.image };
        let borne = judges.decisions.borne(about, judges.now, &mut used);
        finding.borne = borne.into_iter().map(|it| it.id.clone()).collect();
        let own = judges.decisions.judge(about, judges.now, &mut used);
        let decided = match own {
            Judged::Decided(decision) => Some(Closed {
                status: decision.status,
                justification: decision.five_words(),
                circumstance: decision.nine_words(),
                text: decision.statement.clone(),
                since: Some(decision.decided.start()),
                ground: Ground::Decision {
                    id: decision.id.clone(),
                    grade: decision.grade,
                    by: decision.by.shown(),
                },
                rests_on: None,
            }),
            Judged::Contradiction(list) => {
                finding.disputed = list.iter().map(|it| it.id.clone()).collect();
                contradictions.extend(list.into_iter().map(|it| it.id.clone()));
                None
            }
            Judged::Silent => None,
        };
        let key = (finding.place.component, finding.weakness.clone());
        let proofs = judges.proofs.get(&key).map(Vec::as_slice).unwrap_or_default();
        let of = |weight: Weight| proofs.iter().filter(move |it| it.weight == weight).cloned();
        finding.proposals = of(Weight::Indication).collect();
        finding.proofs = of(Weight::Proof).collect();
        let voices = judges.statements.voices(about, judges.now);
        let places: BTreeSet<usize> = voices.iter().map(|voice| voice.place).collect();
        for place in places {
            heard.get_mut(place).into_iter().for_each(|count| *count += 1);
        }
        let decided = if !finding.disputed.is_empty() {
            None
        } else if let Some(decided) = decided {
            Some(decided)
        } else if let Some(proof) = finding.proofs.first() {
            Some(Closed {
                status: proof.status,
                justification: proof.justification,
                circumstance: proof.justification.map(|it| it.to_circumstance().0),
                text: None,
                since: None,
                ground: Ground::Proof { rule: proof.rule.clone() },
                rests_on: Some(proof.rests_on),
            })
        } else {
            by_others(finding, weigh(voices))
        };
        finding.state = state(finding.by_sources, decided.as_ref());
        finding.decided = decided;
    }
    sort(findings);
    Applied { notices: judges.decisions.notices(judges.now, &used, &contradictions), heard }
}

fn by_others(finding: &mut Finding, verdict: Verdict<'_>) -> Option<Closed> {
    match verdict {
        Verdict::Silent => None,
        Verdict::Holds(voice) => Some(Closed {
            status: voice.statement.status,
            justification: voice.statement.justification,
            circumstance: voice.statement.circumstance,
            text: voice.statement.text.clone(),
            since: voice.statement.at,
            ground: Ground::Vex {
                document: voice.document.id.clone(),
                author: voice.document.author.clone(),
            },
            rests_on: RestsOn::of(voice.standing),
        }),
        Verdict::Contradiction(voices) => {
            let who: BTreeSet<String> = voices.iter().map(said_by).collect();
            finding.disputed = who.into_iter().collect();
            None
        }
        Verdict::Claimed(voices) => {
            let claims: BTreeSet<Claim> = voices.iter().map(claim).collect();
            finding.claimed = claims.into_iter().take(MOST_CLAIMS).collect();
            None
        }
    }
}

/// Returns who says something and where: one author may contradict himself.
fn said_by(voice: &Voice<'_>) -> String {
    let (author, id) = (short(&voice.document.author), short(&voice.document.id));
    if id.is_empty() { author } else { format!("{author} ({id})") }
}

/// Returns the beginning of what somebody says.
fn short(text: &str) -> String {
    text.chars().take(LONGEST_CLAIM).collect()
}

fn claim(voice: &Voice<'_>) -> Claim {
    Claim {
        author: short(&voice.document.author),
        document: short(&voice.document.id),
        status: voice.statement.status,
        justification: voice.statement.justification,
        text: voice.statement.text.as_deref().map(short),
    }
}

fn state(by_sources: State, decided: Option<&Closed>) -> State {
    match decided.map(|it| it.status) {
        Some(status) if status.closes() => State::NotAffected,
        // Who says that it applies knows more than a source that does not know or says no.
        Some(Status::Affected)
            if matches!(
                by_sources,
                State::NotAffected | State::Undetermined | State::OutsideSupport
            ) =>
        {
            State::AffectedWithoutFix
        }
        Some(Status::UnderInvestigation) if by_sources == State::NotAffected => State::Undetermined,
        _ => by_sources,
    }
}

#[cfg(test)]
mod tests {
    use haerterei_inventory::ComponentId;
    use haerterei_vex::decision::Kind;
    use haerterei_vex::status::Justification;
    use haerterei_vex::{Bounds, Document, Standing, read};

    use super::*;
    use crate::collect::{Claims, Said, collect};
    use crate::proof::Proof;
    use crate::testing::{self, component};

    const NOW: &str = "2026-11-23T00:00:00Z";

    fn decisions(status: &str, more: &str) -> Decisions {
        Decisions::parse(&format!(
            "version: 1\ndecisions:\n  - {{ id: one, weaknesses: [CVE-1], status: {status}, statement: because, grade: opinion, by: {{ role: r, organisation: o }}, decided: 2026-11-01, expires: 2027-01-01 }}\n{more}"
        ))
        .unwrap()
    }

    fn vex(author: &str, status: &str) -> Document {
        let text = format!(
            r#"{{"@context":"https://openvex.dev/ns/v0.2.0","author":"{author}","timestamp":"2026-01-01T00:00:00Z","statements":[{{"vulnerability":{{"name":"CVE-1"}},"products":[{{"@id":"pkg:npm/x"}}],"status":"{status}","impact_statement":"x","action_statement":"y"}}]}}"#
        );
        read(text.as_bytes(), &Bounds::default()).unwrap()
    }

    fn proof(weight: Weight) -> Proof {
        Proof {
            rule: "test".to_owned(),
            weight,
            rests_on: RestsOn::Records,
            status: Status::NotAffected,
            justification: Some(Justification::VulnerableCodeNotPresent),
            evidence: Vec::new(),
            repeat: Vec::new(),
            invalidated_by: Vec::new(),
        }
    }

    fn run(
        decisions: &Decisions,
        documents: &[(Document, Standing)],
        proofs: &[Proof],
        state: State,
    ) -> (Finding, Vec<Notice>) {
        let inventory = testing::inventory(None, vec![component("pkg:npm/x@1")]);
        let said = Said {
            component: ComponentId(0),
            advisory: "CVE-1".to_owned(),
            weaknesses: BTreeSet::new(),
            aliases: BTreeSet::new(),
            source: "osv".to_owned(),
            state,
            fixed_in: None,
            urgency: None,
            note: None,
            withdrawn: None,
            coverage: None,
        };
        let mut findings = collect(&inventory, vec![said], &Claims::default());
        let mut statements = Statements::default();
        for (document, standing) in documents {
            statements.add(document.clone(), *standing);
        }
        let key = (ComponentId(0), "CVE-1".to_owned());
        let proofs = Proofs::from([(key, proofs.to_vec())]);
        let judges = Judges {
            decisions,
            statements: &statements,
            proofs: &proofs,
            image: &Image::default(),
            now: NOW.parse().unwrap(),
        };
        let applied = apply(&mut findings, &inventory, judges);
        assert_eq!(applied.heard, vec![1; documents.len()]);
        (findings.remove(0), applied.notices)
    }

    #[test]
    fn who_comes_first_decides() {
        use Standing::{Author, Claim as Claimed, Key, Named};
        let none = Decisions { version: 1, ..Decisions::default() };
        let state =
            |decisions: &Decisions, documents: &[(Document, Standing)], proofs: &[Proof]| {
                run(decisions, documents, proofs, State::AffectedWithFix).0.state
            };
        let open = State::AffectedWithFix;
        assert_eq!(state(&none, &[], &[]), open);
        assert_eq!(state(&decisions("not_affected", ""), &[], &[]), State::NotAffected);
        assert_eq!(state(&none, &[(vex("a", "not_affected"), Key)], &[]), State::NotAffected);
        assert_eq!(state(&none, &[], &[proof(Weight::Proof)]), State::NotAffected);
        // What changes nothing.
        assert_eq!(state(&none, &[(vex("a", "not_affected"), Claimed)], &[]), open);
        assert_eq!(state(&none, &[], &[proof(Weight::Indication)]), open);
        assert_eq!(
            state(&none, &[(vex("a", "not_affected"), Key), (vex("b", "affected"), Key)], &[]),
            open
        );
        // A decision opens what others close.
        let affected = decisions("affected", "");
        assert_eq!(state(&affected, &[(vex("a", "fixed"), Key)], &[proof(Weight::Proof)]), open);
        let (found, _) = run(&affected, &[], &[], State::NotAffected);
        assert_eq!(
            (found.state, found.by_sources),
            (State::AffectedWithoutFix, State::NotAffected)
        );
        // An indication is a proposal, and a claim is shown.
        let claims = [(vex("a", "fixed"), Claimed)];
        let (found, _) = run(&none, &claims, &[proof(Weight::Indication)], open);
        assert_eq!((found.proposals.len(), found.claimed.len()), (1, 1));
        assert_eq!(
            (found.claimed[0].author.as_str(), found.claimed[0].status),
            ("a", Status::Fixed)
        );
        // On what it rests.
        let rests_on = |documents: &[(Document, Standing)], proofs: &[Proof]| {
            run(&none, documents, proofs, open).0.decided.and_then(|it| it.rests_on)
        };
        for (standing, expected) in
            [(Author, RestsOn::Author), (Key, RestsOn::Signature), (Named, RestsOn::Named)]
        {
            assert_eq!(rests_on(&[(vex("a", "fixed"), standing)], &[]), Some(expected));
        }
        assert_eq!(rests_on(&[], &[proof(Weight::Proof)]), Some(RestsOn::Records));
        let own = decisions("not_affected", "");
        assert_eq!(run(&own, &[], &[], open).0.decided.unwrap().rests_on, None);
    }

    #[test]
    fn contradictions_leave_it_open_and_are_named() {
        let more = "  - { id: two, weaknesses: [CVE-1], status: affected, statement: x, grade: opinion, by: { role: r, organisation: o }, decided: 2026-11-01, expires: 2027-01-01 }\n";
        let both = decisions("not_affected", more);
        let others = [(vex("a", "fixed"), Standing::Named)];
        let (found, notices) = run(&both, &others, &[proof(Weight::Proof)], State::AffectedWithFix);
        assert_eq!(found.state, State::AffectedWithFix);
        assert_eq!(found.disputed, ["one", "two"]);
        assert_eq!(notices.iter().filter(|it| it.kind == Kind::Contradicts).count(), 2);
    }

    #[test]
    fn others_who_contradict_each_other_are_named_with_their_documents() {
        let none = Decisions { version: 1, ..Decisions::default() };
        let mut second = vex("a", "affected");
        "urn:2".clone_into(&mut second.id);
        let documents = [(vex("a", "fixed"), Standing::Key), (second, Standing::Key)];
        let (found, _) = run(&none, &documents, &[], State::AffectedWithFix);
        assert_eq!(found.disputed, ["a", "a (urn:2)"]);
        assert_eq!((found.state, found.decided), (State::AffectedWithFix, None));
    }

    #[test]
    fn no_risk_decision_changes_a_state() {
        let risk = "risk-decisions:\n  - { id: risk, weaknesses: [CVE-1], owner: { role: r, organisation: o }, reason: x, decided: 2026-11-01, until: 2027-01-01 }\n";
        let text = format!("version: 1\n{risk}");
        let risks = Decisions::parse(&text).unwrap();
        for state in State::ALL {
            let (found, notices) = run(&risks, &[], &[], state);
            assert_eq!(
                (found.state, found.borne.as_slice()),
                (state, ["risk".to_owned()].as_slice())
            );
            assert_eq!(notices, []);
        }
    }
}
