// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Licence expressions, after annex D of the SPDX specification 2.3.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use haerterei_ground::{Blame, Explain, Message};

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 32;

/// Why some text is not a licence expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenceError {
    /// Something else was expected at this place.
    #[error("`{found}` cannot stand there in the licence expression `{expression}`")]
    Syntax {
        /// The expression, shortened and escaped.
        expression: String,
        /// What was found; empty at the end.
        found: String,
    },
    /// Parentheses nest too deep.
    #[error("a licence expression nests deeper than {MAX_DEPTH} parentheses")]
    TooDeep,
}

impl Explain for LicenceError {
    fn message(&self) -> Message {
        match self {
            Self::Syntax { expression, found } => Message::new("versions-licence-syntax")
                .text("expression", expression)
                .text("found", found),
            Self::TooDeep => Message::new("versions-licence-too-deep").number("limit", MAX_DEPTH),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// A licence expression in a normal form: flat, sorted, nothing twice.
///
/// Identifiers are checked for their form only; whether SPDX lists them is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Expression(Node);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Node {
    Licence { id: String, exception: Option<String> },
    All(BTreeSet<Self>),
    Any(BTreeSet<Self>),
}

impl Expression {
    /// Returns a licence by its SPDX identifier (`GPL-2.0-or-later`, `LicenseRef-…`), perhaps with
    /// an exception.
    pub fn licence(id: &str, exception: Option<&str>) -> Result<Self, LicenceError> {
        for word in [Some(id), exception].into_iter().flatten() {
            if !is_identifier(word) || is_operator(word) {
                return Err(syntax(id, word));
            }
        }
        Ok(Self(Node::Licence { id: id.to_owned(), exception: exception.map(str::to_owned) }))
    }

    /// Returns a licence that SPDX does not list, by a name of any form: `LicenseRef-` with what
    /// an identifier cannot hold replaced by hyphens.
    pub fn unlisted(name: &str) -> Self {
        let mut id = "LicenseRef-".to_owned();
        for character in name.chars().take(200) {
            let is_allowed = character.is_ascii_alphanumeric() || character == '.';
            if is_allowed {
                id.push(character);
            } else if !id.ends_with('-') {
                id.push('-');
            }
        }
        let id = id.trim_end_matches('-');
        let id = if id == "LicenseRef" { "LicenseRef-unnamed" } else { id };
        Self(Node::Licence { id: id.to_owned(), exception: None })
    }

    /// Returns that all of some licences apply; nothing if there are none.
    pub fn all(expressions: impl IntoIterator<Item = Self>) -> Option<Self> {
        join(expressions, Node::All, |node| match node {
            Node::All(nodes) => Ok(nodes),
            other => Err(other),
        })
    }

    /// Returns that one may choose among some licences; nothing if there are none.
    pub fn any(expressions: impl IntoIterator<Item = Self>) -> Option<Self> {
        join(expressions, Node::Any, |node| match node {
            Node::Any(nodes) => Ok(nodes),
            other => Err(other),
        })
    }

    /// Returns the identifiers of all licences named, without exceptions.
    pub fn identifiers(&self) -> BTreeSet<&str> {
        fn collect<'a>(node: &'a Node, into: &mut BTreeSet<&'a str>) {
            match node {
                Node::Licence { id, .. } => {
                    into.insert(id);
                }
                Node::All(nodes) | Node::Any(nodes) => {
                    for node in nodes {
                        collect(node, into);
                    }
                }
            }
        }
        let mut identifiers = BTreeSet::new();
        collect(&self.0, &mut identifiers);
        identifiers
    }
}

fn join(
    expressions: impl IntoIterator<Item = Expression>,
    make: impl FnOnce(BTreeSet<Node>) -> Node,
    flatten: impl Fn(Node) -> Result<BTreeSet<Node>, Node>,
) -> Option<Expression> {
    let mut nodes = BTreeSet::new();
    for Expression(node) in expressions {
        match flatten(node) {
            Ok(inner) => nodes.extend(inner),
            Err(node) => {
                nodes.insert(node);
            }
        }
    }
    if nodes.len() > 1 { Some(Expression(make(nodes))) } else { nodes.pop_first().map(Expression) }
}

fn is_identifier(word: &str) -> bool {
    let word = word.strip_suffix('+').unwrap_or(word);
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
}

fn is_operator(word: &str) -> bool {
    ["AND", "OR", "WITH"].iter().any(|operator| word.eq_ignore_ascii_case(operator))
}

fn syntax(expression: &str, found: &str) -> LicenceError {
    let shown = |text: &str| text.chars().take(80).flat_map(char::escape_default).collect();
    LicenceError::Syntax { expression: shown(expression), found: shown(found) }
}

impl FromStr for Expression {
    type Err = LicenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut reader = Reader { text, words: &words };
        let expression = reader.any(0)?;
        match reader.words.first() {
            None => Ok(expression),
            Some(word) => Err(syntax(text, word)),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [&'a str],
}

impl<'a> Reader<'a> {
    fn take(&mut self, operator: &str) -> bool {
        match self.words.split_first() {
            Some((word, rest)) if word.eq_ignore_ascii_case(operator) => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    fn word(&mut self) -> Result<&'a str, LicenceError> {
        let (word, rest) = self.words.split_first().ok_or_else(|| syntax(self.text, ""))?;
        self.words = rest;
        Ok(word)
    }

    fn any(&mut self, depth: usize) -> Result<Expression, LicenceError> {
        let mut choices = vec![self.all(depth)?];
        while self.take("OR") {
            choices.push(self.all(depth)?);
        }
        Expression::any(choices).ok_or_else(|| syntax(self.text, ""))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, LicenceError> {
        let mut parts = vec![self.one(depth)?];
        while self.take("AND") {
            parts.push(self.one(depth)?);
        }
        Expression::all(parts).ok_or_else(|| syntax(self.text, ""))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, LicenceError> {
        if depth > MAX_DEPTH {
            return Err(LicenceError::TooDeep);
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            return if self.take(")") {
                Ok(inner)
            } else {
                Err(syntax(self.text, self.words.first().copied().unwrap_or_default()))
            };
        }
        let id = self.word()?;
        let exception = if self.take("WITH") { Some(self.word()?) } else { None };
        Expression::licence(id, exception).map_err(|_| syntax(self.text, exception.unwrap_or(id)))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (nodes, operator) = match self {
            Self::Licence { id, exception: None } => return f.write_str(id),
            Self::Licence { id, exception: Some(exception) } => {
                return write!(f, "{id} WITH {exception}");
            }
            Self::All(nodes) => (nodes, " AND "),
            Self::Any(nodes) => (nodes, " OR "),
        };
        for (position, node) in nodes.iter().enumerate() {
            if position > 0 {
                f.write_str(operator)?;
            }
            match node {
                Self::Licence { .. } => node.fmt(f)?,
                _ => write!(f, "({node})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn expressions_take_their_normal_form() {
        for (text, printed) in [
            ("MIT", "MIT"),
            ("mit and MIT AND Apache-2.0", "Apache-2.0 AND MIT AND mit"),
            ("(MIT)", "MIT"),
            ("A OR B AND C", "A OR (B AND C)"),
            ("(A OR B) AND C AND (D AND E)", "C AND D AND E AND (A OR B)"),
            ("GPL-2.0+ with Classpath-exception-2.0", "GPL-2.0+ WITH Classpath-exception-2.0"),
            ("DocumentRef-a:LicenseRef-b", "DocumentRef-a:LicenseRef-b"),
        ] {
            assert_eq!(text.parse::<Expression>().unwrap().to_string(), printed);
        }
        assert_eq!(Expression::all([]), None);
        let unlisted = Expression::unlisted("public domain (really)");
        assert_eq!(unlisted.to_string(), "LicenseRef-public-domain-really");
        assert_eq!(Expression::unlisted("§").to_string(), "LicenseRef-unnamed");
    }

    #[test]
    fn faults_are_refused() {
        for text in ["", "A B", "A OR", "AND A", "(A", "A)", "A WITH", "A_B", "A WITH (B)", "+"] {
            assert!(
                matches!(text.parse::<Expression>(), Err(LicenceError::Syntax { .. })),
                "{text}"
            );
        }
        assert_eq!("(".repeat(5000).parse::<Expression>(), Err(LicenceError::TooDeep));
    }

    proptest! {
        #[test]
        fn reading_is_total(text in any::<String>()) {
            let _ = text.parse::<Expression>();
            let unlisted = Expression::unlisted(&text).to_string();
            prop_assert!(unlisted.parse::<Expression>().is_ok());
        }

        #[test]
        fn what_is_printed_is_read_again(text in "(\\(?[A-C](\\+| WITH x)? (AND|OR) \\(?[A-C]\\)? (AND|OR) ){0,4}[A-D]\\)?") {
            if let Ok(expression) = text.parse::<Expression>() {
                prop_assert_eq!(expression.to_string().parse::<Expression>().unwrap(), expression);
            }
        }
    }
}
