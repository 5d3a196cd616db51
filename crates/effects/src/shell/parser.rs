// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands: lists, pipelines, compound commands, redirections and here-documents.

use std::rc::Rc;

use super::lexer::Cursor;
use super::syntax::{
    AndOr, Command, Connector, Kind, List, Part, Pipeline, Redirect, Redirection, Word,
};
use super::word::{End, delimits};

/// The deepest nesting we follow. Scripts written by people stay below twenty.
const MAX_DEPTH: u32 = 100;
/// The most commands we read from one script.
const MAX_COMMANDS: u32 = 50_000;

/// Why a text is not a shell script we can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub(crate) struct SyntaxError {
    /// The line, counted from one.
    pub(crate) line: u32,
    /// What is wrong there.
    pub(crate) reason: &'static str,
}

/// Reads a script.
pub(crate) fn parse(text: &str) -> Result<List, SyntaxError> {
    let mut parser =
        Parser { cursor: Cursor::new(text, 1), depth: 0, commands: 0, pending: Vec::new() };
    let list = parser.list(&[])?;
    if parser.cursor.peek().is_some() {
        return Err(parser.error("this does not begin a command"));
    }
    Ok(list)
}

/// A here-document whose body follows after the current line.
struct PendingDocument {
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
}

pub(super) struct Parser {
    pub(super) cursor: Cursor,
    depth: u32,
    commands: u32,
    pending: Vec<PendingDocument>,
}

const RESERVED: &[&str] = &[
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{",
    "}", "!", "function",
];

impl Parser {
    pub(super) fn error(&self, reason: &'static str) -> SyntaxError {
        SyntaxError { line: self.cursor.line(), reason }
    }

    pub(super) fn descend(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("nested too deeply"));
        }
        Ok(())
    }

    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Parses the script of a backquote substitution.
    pub(super) fn nested(&mut self, text: &str, line: u32) -> Result<List, SyntaxError> {
        self.descend()?;
        let mut inner = Self {
            cursor: Cursor::new(text, line),
            depth: self.depth,
            commands: self.commands,
            pending: Vec::new(),
        };
        let list = inner.list(&[])?;
        if inner.cursor.peek().is_some() {
            return Err(inner.error("this does not begin a command"));
        }
        self.commands = inner.commands;
        self.ascend();
        Ok(list)
    }

    /// Parses the script of a `$(…)` behind its opening parenthesis.
    pub(super) fn list_until_parenthesis(&mut self) -> Result<List, SyntaxError> {
        let outer = std::mem::take(&mut self.pending);
        let list = self.list(&[])?;
        if !self.cursor.take(")") {
            return Err(self.error("a parenthesis is not closed"));
        }
        self.pending = outer;
        Ok(list)
    }

    /// Moves to the next command, reading the bodies of here-documents on the way.
    ///
    /// Their commands are already in the tree with an empty body; the bodies are handed back in
    /// order through `documents`.
    fn skip_to_command(&mut self) -> Result<(), SyntaxError> {
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some('\n') => self.newline()?,
                _ => return Ok(()),
            }
        }
    }

    fn newline(&mut self) -> Result<(), SyntaxError> {
        self.cursor.next();
        if self.pending.is_empty() {
            return Ok(());
        }
        // The body was read ahead by `here_document`; here it is only skipped.
        for document in std::mem::take(&mut self.pending) {
            self.body(&document)?;
        }
        Ok(())
    }

    fn body(&mut self, document: &PendingDocument) -> Result<String, SyntaxError> {
        let mut body = String::new();
        loop {
            let Some(line) = self.cursor.take_line() else {
                return Err(self.error("a here-document does not end"));
            };
            let line = if document.strip_tabs { line.trim_start_matches('\t') } else { &line };
            if line == document.delimiter {
                return Ok(body);
            }
            body.push_str(line);
            body.push('\n');
        }
    }

    /// Reads commands until one of the words in `ends`, a closing parenthesis, `;;` or the end.
    fn list(&mut self, ends: &[&str]) -> Result<List, SyntaxError> {
        self.descend()?;
        let mut list = List::new();
        loop {
            self.skip_to_command()?;
            match self.cursor.peek() {
                None | Some(')') => break,
                Some(';') if self.cursor.peek_at(1) == Some(';') => break,
                _ => {}
            }
            if self.reserved().is_some_and(|word| ends.contains(&word) || closes(word)) {
                break;
            }
            list.push(self.and_or()?);
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some(';') if self.cursor.peek_at(1) != Some(';') => {
                    self.cursor.next();
                }
                Some('&') if self.cursor.peek_at(1) != Some('&') => {
                    self.cursor.next();
                }
                Some('\n') | None => {}
                _ => break,
            }
        }
        self.ascend();
        Ok(list)
    }

    fn and_or(&mut self) -> Result<AndOr, SyntaxError> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.cursor.skip_blanks();
            let connector = if self.cursor.take("&&") {
                Connector::And
            } else if self.cursor.take("||") {
                Connector::Or
            } else {
                return Ok(AndOr { first, rest });
            };
            self.skip_to_command()?;
            rest.push((connector, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let mut negated = false;
        self.cursor.skip_blanks();
        while self.take_reserved("!") {
            negated = !negated;
            self.cursor.skip_blanks();
        }
        let mut commands = vec![self.command()?];
        loop {
            self.cursor.skip_blanks();
            if self.cursor.peek() != Some('|') || self.cursor.peek_at(1) == Some('|') {
                return Ok(Pipeline { negated, commands });
            }
            self.cursor.next();
            if self.cursor.peek() == Some('&') {
                return Err(self.error("`|&` belongs to another shell"));
            }
            self.skip_to_command()?;
            commands.push(self.command()?);
        }
    }

    fn command(&mut self) -> Result<Command, SyntaxError> {
        self.descend()?;
        self.commands += 1;
        if self.commands > MAX_COMMANDS {
            return Err(self.error("the script has too many commands"));
        }
        let line = self.cursor.line();
        let compound = match self.reserved() {
            Some("if") => Some(self.conditional()?),
            Some("while") => Some(self.repetition("while")?),
            Some("until") => Some(self.repetition("until")?),
            Some("for") => Some(self.enumeration()?),
            Some("case") => Some(self.selection()?),
            Some("{") => {
                self.take_reserved("{");
                let list = self.list(&[])?;
                self.demand("}", "a `{` is not closed")?;
                Some(Kind::Group(list))
            }
            Some("function") => {
                self.take_reserved("function");
                self.cursor.skip_blanks();
                let name = self.function_name();
                self.cursor.skip_blanks();
                if self.cursor.take("(") {
                    self.cursor.skip_blanks();
                    if !self.cursor.take(")") {
                        return Err(self.error("a function has no parameters"));
                    }
                }
                self.skip_to_command()?;
                Some(self.function(name)?)
            }
            Some(_) => return Err(self.error("a reserved word stands where a command should")),
            None if self.cursor.peek() == Some('(') => {
                if self.cursor.peek_at(1) == Some('(') {
                    return Err(self.error("`((` belongs to another shell"));
                }
                self.cursor.next();
                let list = self.list(&[])?;
                if !self.cursor.take(")") {
                    return Err(self.error("a parenthesis is not closed"));
                }
                Some(Kind::Subshell(list))
            }
            None => None,
        };
        let mut redirections = Vec::new();
        let kind = match compound {
            Some(kind) => {
                loop {
                    self.cursor.skip_blanks();
                    match self.redirection()? {
                        Some(redirection) => redirections.push(redirection),
                        None => break,
                    }
                }
                kind
            }
            None => self.simple(&mut redirections)?,
        };
        self.ascend();
        Ok(Command { line, kind, redirections })
    }

    fn simple(&mut self, redirections: &mut Vec<Redirection>) -> Result<Kind, SyntaxError> {
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        loop {
            self.cursor.skip_blanks();
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                continue;
            }
            match self.cursor.peek() {
                None => break,
                Some('(') => {
                    let name = words.first().map(|word| word.0.as_slice());
                    if let (1, Some([Part::Literal(name)])) = (words.len(), name) {
                        let name = name.clone();
                        self.cursor.next();
                        self.cursor.skip_blanks();
                        if !self.cursor.take(")") {
                            return Err(self.error("a function has no parameters"));
                        }
                        self.skip_to_command()?;
                        return self.function(name);
                    }
                    return Err(self.error("a parenthesis stands where a word should"));
                }
                Some(character) if delimits(character) => break,
                _ => {}
            }
            if words.is_empty()
                && let Some(name) = self.assignment_name()
            {
                if self.cursor.peek() == Some('(') {
                    return Err(self.error("an array belongs to another shell"));
                }
                let value = Word(self.parts(End::Delimiter, false)?);
                assignments.push((name, value));
                continue;
            }
            words.push(Word(self.parts(End::Delimiter, false)?));
        }
        if words.is_empty() && assignments.is_empty() && redirections.is_empty() {
            return Err(self.error("a command is missing"));
        }
        Ok(Kind::Simple { assignments, words })
    }

    /// Reads `name=` if it stands here.
    fn assignment_name(&mut self) -> Option<String> {
        let before = self.cursor.clone();
        let name = self.name();
        if !name.is_empty() && self.cursor.take("=") {
            return Some(name);
        }
        self.cursor = before;
        None
    }

    fn function_name(&mut self) -> String {
        let mut name = String::new();
        while let Some(character) = self.cursor.peek().filter(|character| !delimits(*character)) {
            name.push(character);
            self.cursor.next();
        }
        name
    }

    fn function(&mut self, name: String) -> Result<Kind, SyntaxError> {
        let body = self.command()?;
        Ok(Kind::Function { name, body: Rc::new(body) })
    }

    fn conditional(&mut self) -> Result<Kind, SyntaxError> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        self.take_reserved("if");
        loop {
            let condition = self.list(&["then"])?;
            self.demand("then", "an `if` has no `then`")?;
            let body = self.list(&["elif", "else", "fi"])?;
            arms.push((condition, body));
            if self.take_reserved("elif") {
                continue;
            }
            if self.take_reserved("else") {
                otherwise = Some(self.list(&["fi"])?);
            }
            self.demand("fi", "an `if` has no `fi`")?;
            return Ok(Kind::If { arms, otherwise });
        }
    }

    fn repetition(&mut self, word: &'static str) -> Result<Kind, SyntaxError> {
        self.take_reserved(word);
        let condition = self.list(&["do"])?;
        let body = self.body_of_loop()?;
        Ok(Kind::While { until: word == "until", condition, body })
    }

    fn body_of_loop(&mut self) -> Result<List, SyntaxError> {
        self.demand("do", "a loop has no `do`")?;
        let body = self.list(&["done"])?;
        self.demand("done", "a loop has no `done`")?;
        Ok(body)
    }

    fn enumeration(&mut self) -> Result<Kind, SyntaxError> {
        self.take_reserved("for");
        self.cursor.skip_blanks();
        let name = self.name();
        if name.is_empty() {
            return Err(self.error("a `for` has no name"));
        }
        self.skip_to_command()?;
        let words = if self.take_reserved_word("in") {
            let mut words = Vec::new();
            loop {
                self.cursor.skip_blanks();
                match self.cursor.peek() {
                    Some(character) if !delimits(character) => {
                        words.push(Word(self.parts(End::Delimiter, false)?));
                    }
                    _ => break,
                }
            }
            Some(words)
        } else {
            None
        };
        self.cursor.skip_blanks();
        self.cursor.take(";");
        self.skip_to_command()?;
        let body = self.body_of_loop()?;
        Ok(Kind::For { name, words, body })
    }

    fn selection(&mut self) -> Result<Kind, SyntaxError> {
        self.take_reserved("case");
        self.cursor.skip_blanks();
        let subject = Word(self.parts(End::Delimiter, false)?);
        self.skip_to_command()?;
        if !self.take_reserved_word("in") {
            return Err(self.error("a `case` has no `in`"));
        }
        let mut arms = Vec::new();
        loop {
            self.skip_to_command()?;
            if self.take_reserved("esac") {
                return Ok(Kind::Case { subject, arms });
            }
            self.cursor.take("(");
            let mut patterns = Vec::new();
            loop {
                self.cursor.skip_blanks();
                let pattern = self.parts(End::Delimiter, false)?;
                if pattern.is_empty() {
                    return Err(self.error("a pattern is missing"));
                }
                patterns.push(Word(pattern));
                self.cursor.skip_blanks();
                if self.cursor.take("|") {
                    continue;
                }
                if self.cursor.take(")") {
                    break;
                }
                return Err(self.error("a pattern does not end with a parenthesis"));
            }
            let body = self.list(&["esac"])?;
            arms.push((patterns, body));
            self.skip_to_command()?;
            if !self.cursor.take(";;") && self.reserved() != Some("esac") {
                return Err(self.error("an arm of a `case` does not end"));
            }
        }
    }

    /// Reads a redirection if one stands here.
    fn redirection(&mut self) -> Result<Option<Redirection>, SyntaxError> {
        let before = self.cursor.clone();
        let mut digits = String::new();
        while let Some(digit) = self.cursor.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.cursor.next();
        }
        let number = digits.parse::<u32>().ok();
        if !digits.is_empty()
            && (number.is_none() || !matches!(self.cursor.peek(), Some('<' | '>')))
        {
            self.cursor = before;
            return Ok(None);
        }
        if self.cursor.peek() == Some('&') && self.cursor.peek_at(1) == Some('>') {
            return Err(self.error("`&>` belongs to another shell"));
        }
        let (descriptor, redirect) = if self.cursor.take("<<<") {
            return Err(self.error("`<<<` belongs to another shell"));
        } else if self.cursor.take("<<") {
            let strip_tabs = self.cursor.take("-");
            (0, self.here_document(strip_tabs)?)
        } else if self.cursor.take("<&") {
            (0, Redirect::Duplicate(self.target()?))
        } else if self.cursor.take("<>") {
            (0, Redirect::ReadWrite(self.target()?))
        } else if self.cursor.take("<") {
            (0, Redirect::Read(self.target()?))
        } else if self.cursor.take(">>") {
            let target = self.target()?;
            (1, Redirect::Write { target, append: true })
        } else if self.cursor.take(">&") {
            (1, Redirect::Duplicate(self.target()?))
        } else if self.cursor.take(">|") || self.cursor.take(">") {
            let target = self.target()?;
            (1, Redirect::Write { target, append: false })
        } else {
            return Ok(None);
        };
        Ok(Some(Redirection { descriptor: number.unwrap_or(descriptor), redirect }))
    }

    fn target(&mut self) -> Result<Word, SyntaxError> {
        self.cursor.skip_blanks();
        let parts = self.parts(End::Delimiter, false)?;
        if parts.is_empty() {
            return Err(self.error("a redirection has no target"));
        }
        Ok(Word(parts))
    }

    fn here_document(&mut self, strip_tabs: bool) -> Result<Redirect, SyntaxError> {
        let word = self.target()?;
        let mut delimiter = String::new();
        let mut quoted = false;
        for part in &word.0 {
            match part {
                Part::Literal(text) => delimiter.push_str(text),
                Part::Quoted(text) => {
                    quoted = true;
                    delimiter.push_str(text);
                }
                Part::Double(parts) => {
                    quoted = true;
                    for part in parts {
                        match part {
                            Part::Quoted(text) | Part::Literal(text) => delimiter.push_str(text),
                            _ => return Err(self.error("a here-document's end is not plain text")),
                        }
                    }
                }
                _ => return Err(self.error("a here-document's end is not plain text")),
            }
        }
        let document = PendingDocument { delimiter, quoted, strip_tabs };
        // Read the body ahead of time: it begins on the next line, behind the bodies of the
        // here-documents already announced on this one.
        let mut ahead = Self {
            cursor: self.cursor.clone(),
            depth: self.depth,
            commands: self.commands,
            pending: Vec::new(),
        };
        ahead.cursor.take_line();
        for earlier in &self.pending {
            ahead.body(earlier)?;
        }
        let line = ahead.cursor.line();
        let body = ahead.body(&document)?;
        let word = if document.quoted {
            Word(vec![Part::Quoted(body)])
        } else {
            let mut inner = Self {
                cursor: Cursor::new(&body, line),
                depth: self.depth,
                commands: self.commands,
                pending: Vec::new(),
            };
            Word(vec![Part::Double(inner.parts(End::Text, true)?)])
        };
        self.pending.push(document);
        Ok(Redirect::Here(word))
    }

    /// Returns the reserved word that stands here, without taking it.
    fn reserved(&self) -> Option<&'static str> {
        RESERVED.iter().copied().find(|word| self.stands(word))
    }

    fn stands(&self, word: &str) -> bool {
        let mut length = 0;
        for character in word.chars() {
            if self.cursor.peek_at(length) != Some(character) {
                return false;
            }
            length += 1;
        }
        self.cursor.peek_at(length).is_none_or(delimits)
    }

    fn take_reserved(&mut self, word: &str) -> bool {
        self.cursor.skip_blanks();
        self.take_reserved_word(word)
    }

    fn take_reserved_word(&mut self, word: &str) -> bool {
        self.stands(word) && self.cursor.take(word)
    }

    fn demand(&mut self, word: &str, reason: &'static str) -> Result<(), SyntaxError> {
        self.skip_to_command()?;
        if self.take_reserved_word(word) { Ok(()) } else { Err(self.error(reason)) }
    }
}

/// Returns whether a reserved word ends any list.
fn closes(word: &str) -> bool {
    matches!(word, "then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}")
}
