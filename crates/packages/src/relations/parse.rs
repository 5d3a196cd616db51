// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Reading relationship fields.

use haerterei_versions::debian::Version;

use super::{Alternatives, Constraint, Operator, Relation, RelationError, Relations, Term};

pub(super) fn relations(text: &str) -> Result<Relations, RelationError> {
    let mut reader = Reader(text);
    let mut all = Vec::new();
    loop {
        reader.skip_space();
        if reader.take(',') {
            continue;
        }
        if reader.0.is_empty() {
            return Ok(Relations(all));
        }
        let mut alternatives = vec![reader.relation()?];
        while reader.take('|') {
            reader.skip_space();
            alternatives.push(reader.relation()?);
        }
        all.push(Alternatives(alternatives));
        if !reader.0.is_empty() && !reader.take(',') {
            return Err(reader.expected("a comma"));
        }
    }
}

pub(super) fn single(text: &str) -> Result<Relation, RelationError> {
    let mut reader = Reader(text);
    reader.skip_space();
    let relation = reader.relation()?;
    if reader.0.is_empty() { Ok(relation) } else { Err(reader.expected("the end")) }
}

struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn skip_space(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, character: char) -> bool {
        match self.0.strip_prefix(character) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn expected(&self, expected: &'static str) -> RelationError {
        let found = self.0.chars().take(40).flat_map(char::escape_default).collect();
        RelationError::Unexpected { expected, found }
    }

    /// Takes all characters that `allowed` lets through; at least one.
    fn word(
        &mut self,
        allowed: impl Fn(char) -> bool,
        expected: &'static str,
    ) -> Result<&'a str, RelationError> {
        let (word, rest) = self.0.split_at(self.0.find(|c| !allowed(c)).unwrap_or(self.0.len()));
        if word.is_empty() {
            return Err(self.expected(expected));
        }
        self.0 = rest;
        Ok(word)
    }

    /// Takes a relation and the white space behind it.
    fn relation(&mut self) -> Result<Relation, RelationError> {
        // Policy 5.6.7 wants lower case; dpkg takes both.
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !self.0.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(self.expected("the name of a package"));
        }
        let mut relation = Relation::to(self.word(is_name, "the name of a package")?);
        if self.take(':') {
            relation.architecture = Some(self.word(is_architecture, "an architecture")?.into());
        }
        self.skip_space();
        if self.take('(') {
            relation.constraint = Some(self.constraint(&relation.package)?);
            self.skip_space();
        }
        if self.take('[') {
            relation.restricted_to = self.terms(']', is_architecture, "an architecture")?;
            self.skip_space();
        }
        while self.take('<') {
            let is_profile = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
            relation.profiles.push(self.terms('>', is_profile, "a build profile")?);
            self.skip_space();
        }
        Ok(relation)
    }

    fn constraint(&mut self, package: &str) -> Result<Constraint, RelationError> {
        self.skip_space();
        let operator = match self.word(|c| matches!(c, '<' | '=' | '>'), "an operator")? {
            "<<" => Operator::Earlier,
            "<=" | "<" => Operator::EarlierOrEqual,
            "=" => Operator::Equal,
            ">=" | ">" => Operator::LaterOrEqual,
            ">>" => Operator::Later,
            other => {
                let found = other.chars().take(40).collect();
                return Err(RelationError::Unexpected { expected: "an operator", found });
            }
        };
        self.skip_space();
        let text = self.word(|c| c != ')' && !c.is_ascii_whitespace(), "a version")?;
        let version = Version::parse(text)
            .map_err(|source| RelationError::Version { package: package.to_owned(), source })?;
        self.skip_space();
        if !self.take(')') {
            return Err(self.expected("a closing parenthesis"));
        }
        Ok(Constraint { operator, version })
    }

    fn terms(
        &mut self,
        end: char,
        allowed: impl Fn(char) -> bool + Copy,
        expected: &'static str,
    ) -> Result<Vec<Term>, RelationError> {
        let mut terms = Vec::new();
        loop {
            self.skip_space();
            if !terms.is_empty() && self.take(end) {
                return Ok(terms);
            }
            let is_negated = self.take('!');
            let name = self.word(allowed, expected)?.into();
            terms.push(Term { is_negated, name });
        }
    }
}

fn is_architecture(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Provided;
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn a_field_is_read_and_printed() {
        for (text, printed) in [
            ("", ""),
            ("a", "a"),
            ("libc6(>=2.38),a|b:any ( << 1:2~ ) ,", "libc6 (>= 2.38), a | b:any (<< 1:2~)"),
            ("a (< 1), b (> 2)", "a (<= 1), b (>= 2)"),
            ("a (= 1) [amd64 !arm64] <!nocheck  x> <y>", "a (= 1) [amd64 !arm64] <!nocheck x> <y>"),
            ("g++:native,\n libstdc++6", "g++:native, libstdc++6"),
            (",, a,,b,", "a, b"),
        ] {
            let relations = Relations::parse(text).unwrap();
            assert_eq!(relations.to_string(), printed);
            assert_eq!(Relations::parse(printed).unwrap(), relations);
        }
    }

    #[test]
    fn faults_are_named() {
        for (text, expected, found) in [
            ("-a", "the name of a package", "-a"),
            ("a b", "a comma", "b"),
            ("a |", "the name of a package", ""),
            ("${shlibs:Depends}", "the name of a package", "${shlibs:Depends}"),
            ("a:", "an architecture", ""),
            ("a (1)", "an operator", "1)"),
            ("a (=> 1)", "an operator", "=>"),
            ("a (>= )", "a version", ")"),
            ("a (>= 1", "a closing parenthesis", ""),
            ("a (>= 1 2)", "a closing parenthesis", "2)"),
            ("a []", "an architecture", "]"),
            ("a [amd64", "an architecture", ""),
            ("a <!>", "a build profile", ">"),
        ] {
            let error = RelationError::Unexpected { expected, found: found.to_owned() };
            assert_eq!(Relations::parse(text), Err(error), "{text}");
        }
        assert!(matches!(Relations::parse("a (= 1_0)"), Err(RelationError::Version { .. })));
        assert!(Relation::parse("a, b").is_err());
    }

    #[test]
    fn constraints_mean_what_they_say() {
        for (constraint, below, same, above) in [
            ("<<", true, false, false),
            ("<=", true, true, false),
            ("<", true, true, false),
            ("=", false, true, false),
            (">=", false, true, true),
            (">", false, true, true),
            (">>", false, false, true),
        ] {
            let relation = Relation::parse(&["a (", constraint, " 2)"].concat()).unwrap();
            let results = ["1", "2.", "3"].map(|text| relation.allows(&version(text)));
            // `2.` is `2` with more behind it, and so above; `2` itself is asked apart.
            assert_eq!(
                [results[0], relation.allows(&version("2")), results[2]],
                [below, same, above]
            );
        }
        assert!(Relation::to("a").allows(&version("1")));
    }

    #[test]
    fn lists_of_architectures_count() {
        for (text, amd64) in [
            ("a", true),
            ("a [amd64]", true),
            ("a [arm64]", false),
            ("a [!amd64]", false),
            ("a [!arm64]", true),
            ("a [linux-any]", true),
            ("a [any-amd64]", true),
            ("a [any-arm64]", false),
        ] {
            assert_eq!(Relation::parse(text).unwrap().counts_on("amd64"), amd64, "{text}");
        }
    }

    #[test]
    fn provided_versions_fulfil_constraints() {
        let provided = Provided::parse("java-runtime, java21-runtime (= 21.0)").unwrap();
        let wanted = |text: &str| Relation::parse(text).unwrap().constraint;
        assert!(provided[0].fulfils(None));
        assert!(!provided[0].fulfils(wanted("java-runtime (>= 1)").as_ref()));
        assert!(provided[1].fulfils(wanted("java21-runtime (>= 21)").as_ref()));
        assert!(!provided[1].fulfils(wanted("java21-runtime (>= 22)").as_ref()));
        assert!(Provided::parse("a | b").is_err() && Provided::parse("a (>= 1)").is_err());
    }

    proptest! {
        #[test]
        fn reading_is_total(text in any::<String>()) {
            let _ = Relations::parse(&text);
        }

        #[test]
        fn what_is_printed_is_read_again(
            text in "([a-z0-9][a-z0-9+.-]{0,3}(:any)?( \\((<<|<=|=|>=|>>|<|>) ?[0-9][0-9a-z.~]{0,3}\\))?( \\[!?[a-z]{1,3}\\])?( <!?[a-z]{1,3}>){0,2}[,|] ?){0,5}[a-z]",
        ) {
            let relations = Relations::parse(&text).unwrap();
            prop_assert_eq!(Relations::parse(&relations.to_string()).unwrap(), relations);
        }
    }
}
