// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What others say of weaknesses in an image, and what it is worth.

use haerterei_ground::{Digest, Message};
use haerterei_texts::Texts;
use haerterei_vex::Standing;
use serde::Serialize;

/// So many documents are shown unless everything is.
const SHOWN: usize = 10;

/// A document of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Heard {
    /// Where it is.
    pub(crate) from: Where,
    /// Its name, as it says itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<String>,
    /// Who says it, as it claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) author: Option<String>,
    /// Whether somebody signed it.
    pub(crate) signature: Signature,
    /// The trusted key that signed it, by its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    /// Why it counts.
    pub(crate) standing: Standing,
    /// Why nothing of it was heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<Message>,
    /// How many statements it has.
    pub(crate) statements: usize,
    /// Of how many findings it speaks.
    pub(crate) findings: usize,
    /// What is wrong with parts of it.
    pub(crate) problems: Vec<Message>,
    /// Whether it is one of a collection, which is about much else, too.
    #[serde(skip)]
    pub(crate) is_of_collection: bool,
}

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Where {
    /// In a file that the call names.
    File(String),
    /// In an artifact beside the image.
    Artifact(Digest),
}

/// Whether somebody signed a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Signature {
    /// Nobody did.
    None,
    /// Somebody did; no key is trusted by which it could be checked.
    NotChecked,
    /// None of the trusted keys did, or something was changed since.
    Wrong,
    /// A trusted key did.
    Verified,
}

impl Heard {
    /// Returns one of which nothing was heard.
    pub(crate) const fn refused(from: Where, signature: Signature, why: Message) -> Self {
        Self {
            from,
            document: None,
            author: None,
            signature,
            key: None,
            standing: Standing::Claim,
            refused: Some(why),
            statements: 0,
            findings: 0,
            problems: Vec::new(),
            is_of_collection: false,
        }
    }

    /// Says what it is and what it is worth.
    fn lines(&self, all: bool, texts: &Texts) -> Vec<String> {
        let mut what = match (&self.document, &self.author) {
            (Some(document), Some(author)) => {
                let what = Message::new("command-scan-vex-of");
                texts.say(&what.text("document", document).text("author", author))
            }
            _ => String::new(),
        };
        let place = match &self.from {
            Where::File(file) => file.clone(),
            Where::Artifact(digest) => digest.short(),
        };
        what = if what.is_empty() { place } else { format!("{what} ({place})") };
        let worth = match &self.refused {
            Some(why) => texts.say(why),
            None => self.worth(texts),
        };
        let mut lines = vec![format!("{what}: {worth}")];
        if all {
            lines.extend(self.problems.iter().map(|it| format!("  {}", texts.say(it))));
        } else if !self.problems.is_empty() {
            let message =
                Message::new("command-scan-vex-problems").number("problems", self.problems.len());
            lines.push(format!("  {}", texts.say(&message)));
        }
        lines
    }

    /// Says why it counts, or that it does not, and of what it speaks.
    fn worth(&self, texts: &Texts) -> String {
        let why = Message::new(self.key_of_worth());
        let why = texts.say(&why.text("key", self.key.as_deref().unwrap_or_default()));
        let speaks = Message::new("command-scan-vex-speaks").number("of", self.findings);
        format!("{why}; {}", texts.say(&speaks))
    }

    /// Returns the key of the sentence that says why it counts, or that it does not.
    const fn key_of_worth(&self) -> &'static str {
        match (self.standing, self.signature) {
            (Standing::Named, Signature::Wrong) => "command-scan-vex-named-wrong",
            (Standing::Named, _) => "command-scan-vex-named",
            (Standing::Key, _) => "command-scan-vex-verified",
            (Standing::Author, Signature::NotChecked) => "command-scan-vex-author-not-checked",
            (Standing::Author, _) => "command-scan-vex-author",
            (Standing::Claim, Signature::Wrong) => "command-scan-vex-wrong",
            (Standing::Claim, Signature::NotChecked) => "command-scan-vex-not-checked",
            (Standing::Claim, _) => "command-scan-vex-claim",
        }
    }
}

/// Returns one line for each document, the first ones unless everything is shown.
pub(super) fn lines(documents: &[Heard], all: bool, texts: &Texts) -> Vec<String> {
    let most = if all { documents.len() } else { SHOWN.min(documents.len()) };
    let (shown, left) = documents.split_at(most);
    let mut lines: Vec<String> = shown.iter().flat_map(|it| it.lines(all, texts)).collect();
    if !left.is_empty() {
        lines.push(texts.say(&Message::new("command-scan-vex-more").number("more", left.len())));
    }
    lines
}

#[cfg(test)]
mod tests {
    use haerterei_texts::Language;

    use super::*;

    #[test]
    fn each_document_says_in_one_line_what_it_is_worth() {
        let of = |standing, signature| Heard {
            from: Where::Artifact(Digest::sha256(b"artifact")),
            document: Some("urn:1".to_owned()),
            author: Some("Amt".to_owned()),
            signature,
            key: Some("sha256:00".to_owned()),
            standing,
            refused: None,
            statements: 2,
            findings: 1,
            problems: vec![Message::new("vex-problem-date").text("place", "x")],
            is_of_collection: false,
        };
        let texts = Texts::new(Language::English);
        let mut seen = std::collections::BTreeSet::new();
        for standing in [Standing::Claim, Standing::Author, Standing::Key, Standing::Named] {
            for signature in [Signature::None, Signature::NotChecked, Signature::Wrong] {
                let heard = of(standing, signature);
                let [line, problems] = heard.lines(false, &texts).try_into().unwrap();
                assert!(line.starts_with("urn:1 of Amt ("), "{line}");
                // Whatever is a claim counts for nothing, and says so.
                let is_nothing = line.contains("counts for nothing");
                assert_eq!(is_nothing, standing == Standing::Claim, "{line}");
                assert!(problems.contains("--all"), "{problems}");
                assert!(heard.lines(true, &texts)[1].contains("not a date"));
                seen.insert(heard.key_of_worth());
            }
        }
        assert_eq!(seen.len(), 8);
        let many = vec![of(Standing::Claim, Signature::None); 30];
        assert_eq!(lines(&many, false, &texts).len(), 2 * SHOWN + 1);
        assert_eq!(lines(&many, true, &texts).len(), 60);
    }
}
