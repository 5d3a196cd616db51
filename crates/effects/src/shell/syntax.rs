// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The syntax tree of a script.

use std::rc::Rc;

/// Commands that follow one another.
pub(crate) type List = Vec<AndOr>;

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AndOr {
    pub(crate) first: Pipeline,
    pub(crate) rest: Vec<(Connector, Pipeline)>,
}

/// How a pipeline hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connector {
    And,
    Or,
}

/// Commands joined by `|`, perhaps negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pipeline {
    pub(crate) negated: bool,
    pub(crate) commands: Vec<Command>,
}

/// One command with its place and its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// The line it begins on, counted from one.
    pub(crate) line: u32,
    pub(crate) kind: Kind,
    pub(crate) redirections: Vec<Redirection>,
}

/// What a command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Simple {
        assignments: Vec<(String, Word)>,
        words: Vec<Word>,
    },
    Group(List),
    Subshell(List),
    If {
        arms: Vec<(List, List)>,
        otherwise: Option<List>,
    },
    For {
        name: String,
        /// Nothing means the positional parameters.
        words: Option<Vec<Word>>,
        body: List,
    },
    While {
        until: bool,
        condition: List,
        body: List,
    },
    Case {
        subject: Word,
        arms: Vec<(Vec<Word>, List)>,
    },
    Function {
        name: String,
        body: Rc<Command>,
    },
}

/// A word before expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) Vec<Part>);

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Unquoted text; subject to pathname expansion.
    Literal(String),
    /// Text that stands for itself.
    Quoted(String),
    /// Everything between two double quotes.
    Double(Vec<Self>),
    /// `$name`, `${name…}`.
    Parameter { name: String, operator: Option<(Operator, Word)> },
    /// `$(…)` or backquotes, with the line it begins on.
    Command(Rc<List>),
    /// `$((…))`, the text between the parentheses.
    Arithmetic(String),
}

/// What a parameter expansion does with its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `-`, `:-` (with colon: also when empty).
    Default { colon: bool },
    /// `=`, `:=`.
    Assign { colon: bool },
    /// `?`, `:?`.
    Demand { colon: bool },
    /// `+`, `:+`.
    Alternative { colon: bool },
    /// `%`, `%%`.
    CutSuffix { longest: bool },
    /// `#`, `##`.
    CutPrefix { longest: bool },
    /// `${#name}`.
    Length,
    /// A form of another shell, for instance `${name/a/b}`.
    Foreign,
}

/// A redirection of one file descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirection {
    pub(crate) descriptor: u32,
    pub(crate) redirect: Redirect,
}

/// Where a descriptor goes to or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redirect {
    /// `< file`.
    Read(Word),
    /// `> file`, `>| file`, or `>> file` with `append`.
    Write { target: Word, append: bool },
    /// `<> file`.
    ReadWrite(Word),
    /// `>&n`, `<&n`, `>&-`.
    Duplicate(Word),
    /// A here-document.
    Here(Word),
}
