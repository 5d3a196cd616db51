// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Relations between packages, after Debian Policy 7.1 and deb-control(5).
//!
//! `Depends: libc6 (>= 2.38), default-mta | mail-transport-agent` is [`Relations`]: every
//! [`Alternatives`] of it has to hold, and each holds if one [`Relation`] does.

mod parse;

use std::fmt;

use haerterei_ground::{Blame, Explain, Message};
use haerterei_versions::debian::{Version, VersionError};

/// Why some text is not a relationship field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelationError {
    /// Something else was expected at this place.
    #[error("`{found}` stands where {expected} was expected")]
    Unexpected {
        /// What was expected.
        expected: &'static str,
        /// The rest of the text from the fault on, shortened and escaped.
        found: String,
    },
    /// The version of a constraint is not one.
    #[error("the relation to `{package}` names no valid version")]
    Version {
        /// The package that the relation names.
        package: String,
        /// What is wrong with it.
        #[source]
        source: VersionError,
    },
    /// A `Provides` field has alternatives, or another operator than `=`.
    #[error("`{relation}` cannot stand in a `Provides` field")]
    NotProvided {
        /// The relation.
        relation: String,
    },
}

impl Explain for RelationError {
    fn message(&self) -> Message {
        match self {
            Self::Unexpected { expected, found } => Message::new("packages-relation-unexpected")
                .text("expected", expected)
                .text("found", found),
            Self::Version { package, .. } => {
                Message::new("packages-relation-version").text("package", package)
            }
            Self::NotProvided { relation } => {
                Message::new("packages-relation-not-provided").text("relation", relation)
            }
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }

    fn cause(&self) -> Option<&dyn Explain> {
        match self {
            Self::Version { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// How a version is compared with the one of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `<<`
    Earlier,
    /// `<=`, and the obsolete `<`, which never meant less.
    EarlierOrEqual,
    /// `=`
    Equal,
    /// `>=`, and the obsolete `>`.
    LaterOrEqual,
    /// `>>`
    Later,
}

impl Operator {
    /// Returns the operator as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Earlier => "<<",
            Self::EarlierOrEqual => "<=",
            Self::Equal => "=",
            Self::LaterOrEqual => ">=",
            Self::Later => ">>",
        }
    }
}

/// Which versions a relation means: `(>= 2.38)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// How to compare.
    pub operator: Operator,
    /// What to compare with.
    pub version: Version,
}

impl Constraint {
    /// Returns whether a version fulfils the constraint.
    pub fn allows(&self, version: &Version) -> bool {
        let order = version.cmp(&self.version);
        match self.operator {
            Operator::Earlier => order.is_lt(),
            Operator::EarlierOrEqual => order.is_le(),
            Operator::Equal => order.is_eq(),
            Operator::LaterOrEqual => order.is_ge(),
            Operator::Later => order.is_gt(),
        }
    }
}

/// Something named, or everything but it: an architecture `!arm64`, a profile `!nocheck`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether an exclamation mark stands before it.
    pub is_negated: bool,
    /// The name.
    pub name: Box<str>,
}

/// A package that is related, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The package's name, or a virtual one.
    pub package: Box<str>,
    /// The architecture it shall have: `any`, `native` or a name (`python3:any`).
    pub architecture: Option<Box<str>>,
    /// The versions that are meant; all, where it is absent.
    pub constraint: Option<Constraint>,
    /// The architectures on which the relation counts: `[amd64 arm64]` or `[!i386]`.
    pub restricted_to: Vec<Term>,
    /// The build profiles under which the relation counts: one list has to hold as a whole
    /// (`<!nocheck !cross> <pkg.x.y>`).
    pub profiles: Vec<Vec<Term>>,
}

impl Relation {
    /// Returns a relation to any version of a package.
    pub fn to(package: impl Into<Box<str>>) -> Self {
        Self {
            package: package.into(),
            architecture: None,
            constraint: None,
            restricted_to: Vec::new(),
            profiles: Vec::new(),
        }
    }

    /// Reads a single relation, as a person writes it: `tomcat10 (>= 10.1)`.
    pub fn parse(text: &str) -> Result<Self, RelationError> {
        parse::single(text)
    }

    /// Returns whether a version is one of those that are meant.
    pub fn allows(&self, version: &Version) -> bool {
        self.constraint.as_ref().is_none_or(|constraint| constraint.allows(version))
    }

    /// Returns whether the relation counts on an architecture.
    ///
    /// Names are compared as they are; `any`, `linux-any` and `any-amd64` (for `amd64`) are
    /// understood as wildcards on Linux.
    pub fn counts_on(&self, architecture: &str) -> bool {
        let names = |term: &Term| match &*term.name {
            "any" | "linux-any" => true,
            name => {
                name.strip_prefix("any-").or(name.strip_prefix("linux-")).unwrap_or(name)
                    == architecture
            }
        };
        match self.restricted_to.iter().find(|term| names(term)) {
            Some(term) => !term.is_negated,
            // Policy 7.1: a list is either of what is meant or of what is not.
            None => self.restricted_to.iter().all(|term| term.is_negated),
        }
    }
}

/// Relations of which one has to hold, in the order of preference; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternatives(Vec<Relation>);

impl Alternatives {
    /// Returns the relations, the preferred first; there is at least one.
    pub fn relations(&self) -> &[Relation] {
        &self.0
    }
}

impl From<Relation> for Alternatives {
    fn from(relation: Relation) -> Self {
        Self(vec![relation])
    }
}

/// The content of a relationship field: all of it has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations(Vec<Alternatives>);

impl Relations {
    /// Reads the value of a field such as `Depends` or `Conflicts`.
    ///
    /// Empty elements, which a trailing comma leaves, are skipped as dpkg does.
    pub fn parse(text: &str) -> Result<Self, RelationError> {
        parse::relations(text)
    }

    /// Returns what has to hold.
    pub fn all(&self) -> &[Alternatives] {
        &self.0
    }

    /// Returns whether nothing is demanded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Relations {
    type Item = Alternatives;
    type IntoIter = std::vec::IntoIter<Alternatives>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// What a package provides beside itself: a name, and since dpkg 1.17.11 perhaps a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provided {
    /// The virtual package's name.
    pub package: Box<str>,
    /// The architecture for which it is provided, where another than the package's own.
    pub architecture: Option<Box<str>>,
    /// The version that is provided. Without one, no constraint is ever fulfilled (Policy 7.5).
    pub version: Option<Version>,
}

impl Provided {
    /// Reads the value of a `Provides` field.
    pub fn parse(text: &str) -> Result<Vec<Self>, RelationError> {
        let not_provided = |alternatives: &Alternatives| RelationError::NotProvided {
            relation: alternatives.to_string(),
        };
        let provided = |alternatives: Alternatives| match alternatives.0.as_slice() {
            [relation] => match &relation.constraint {
                Some(constraint) if constraint.operator != Operator::Equal => {
                    Err(not_provided(&alternatives))
                }
                constraint => Ok(Self {
                    package: relation.package.clone(),
                    architecture: relation.architecture.clone(),
                    version: constraint.as_ref().map(|constraint| constraint.version.clone()),
                }),
            },
            _ => Err(not_provided(&alternatives)),
        };
        Relations::parse(text)?.into_iter().map(provided).collect()
    }

    /// Returns whether this fulfils a relation's constraint; the name is the caller's to compare.
    pub fn fulfils(&self, constraint: Option<&Constraint>) -> bool {
        constraint.is_none_or(|constraint| {
            self.version.as_ref().is_some_and(|version| constraint.allows(version))
        })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} {})", self.operator.as_str(), self.version)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_negated { "!" } else { "" }, self.name)
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.package)?;
        if let Some(architecture) = &self.architecture {
            write!(f, ":{architecture}")?;
        }
        if let Some(constraint) = &self.constraint {
            write!(f, " {constraint}")?;
        }
        if !self.restricted_to.is_empty() {
            f.write_str(" [")?;
            write_separated(f, &self.restricted_to, " ")?;
            f.write_str("]")?;
        }
        for list in &self.profiles {
            f.write_str(" <")?;
            write_separated(f, list, " ")?;
            f.write_str(">")?;
        }
        Ok(())
    }
}

impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_separated(f, &self.0, " | ")
    }
}

impl fmt::Display for Relations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_separated(f, &self.0, ", ")
    }
}

fn write_separated<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    separator: &str,
) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(separator)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}
