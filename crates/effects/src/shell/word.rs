// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Words: quoting, parameters and command substitution.

use std::rc::Rc;

use super::parser::{Parser, SyntaxError};
use super::syntax::{Operator, Part, Word};

/// Where a word ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At a blank, a newline or an operator.
    Delimiter,
    /// At the closing brace of a parameter expansion.
    Brace,
    /// At the closing double quote.
    Quote,
    /// At the end of the text: the body of a here-document.
    Text,
}

/// Returns whether a character ends an unquoted word.
pub(super) fn delimits(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')')
}

impl Parser {
    /// Reads the parts of a word up to `end`; the ending character is left, except the quote and
    /// the brace, which are taken.
    pub(super) fn parts(&mut self, end: End, quoted: bool) -> Result<Vec<Part>, SyntaxError> {
        self.descend()?;
        let parts = self.parts_inside(end, quoted);
        self.ascend();
        parts
    }

    fn parts_inside(&mut self, end: End, quoted: bool) -> Result<Vec<Part>, SyntaxError> {
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let Some(character) = self.cursor.peek() else {
                return match end {
                    End::Delimiter | End::Text => {
                        flush(&mut parts, &mut text, quoted);
                        Ok(parts)
                    }
                    End::Brace => Err(self.error("a `${` is not closed")),
                    End::Quote => Err(self.error("a double quote is not closed")),
                };
            };
            match character {
                '"' if end == End::Quote => {
                    self.cursor.next();
                    flush(&mut parts, &mut text, quoted);
                    return Ok(parts);
                }
                '}' if end == End::Brace => {
                    self.cursor.next();
                    flush(&mut parts, &mut text, quoted);
                    return Ok(parts);
                }
                character if end == End::Delimiter && delimits(character) => {
                    flush(&mut parts, &mut text, quoted);
                    return Ok(parts);
                }
                '\\' => {
                    self.cursor.next();
                    match self.cursor.next() {
                        None => text.push('\\'),
                        Some('\n') => {}
                        Some(escaped) if quoted => {
                            let special = matches!(escaped, '$' | '`' | '\\')
                                || (escaped == '"' && end != End::Text)
                                || (escaped == '}' && end == End::Brace);
                            if !special {
                                text.push('\\');
                            }
                            text.push(escaped);
                        }
                        Some(escaped) => {
                            flush(&mut parts, &mut text, quoted);
                            parts.push(Part::Quoted(escaped.to_string()));
                        }
                    }
                }
                '\'' if !quoted => {
                    self.cursor.next();
                    flush(&mut parts, &mut text, quoted);
                    let mut literal = String::new();
                    loop {
                        match self.cursor.next() {
                            None => return Err(self.error("a single quote is not closed")),
                            Some('\'') => break,
                            Some(character) => literal.push(character),
                        }
                    }
                    parts.push(Part::Quoted(literal));
                }
                '"' if end != End::Text && !(quoted && end == End::Quote) => {
                    self.cursor.next();
                    flush(&mut parts, &mut text, quoted);
                    let inner = self.parts(End::Quote, true)?;
                    parts.push(Part::Double(inner));
                }
                '`' => {
                    self.cursor.next();
                    flush(&mut parts, &mut text, quoted);
                    let line = self.cursor.line();
                    let mut script = String::new();
                    loop {
                        match self.cursor.next() {
                            None => return Err(self.error("a backquote is not closed")),
                            Some('`') => break,
                            Some('\\') => match self.cursor.next() {
                                Some(escaped @ ('$' | '`' | '\\')) => script.push(escaped),
                                Some('"') if quoted => script.push('"'),
                                Some(other) => {
                                    script.push('\\');
                                    script.push(other);
                                }
                                None => script.push('\\'),
                            },
                            Some(character) => script.push(character),
                        }
                    }
                    let list = self.nested(&script, line)?;
                    parts.push(Part::Command(Rc::new(list)));
                }
                '$' => {
                    self.cursor.next();
                    match self.dollar()? {
                        Some(part) => {
                            flush(&mut parts, &mut text, quoted);
                            parts.push(part);
                        }
                        None => text.push('$'),
                    }
                }
                _ => {
                    text.push(character);
                    self.cursor.next();
                }
            }
        }
    }

    /// Reads what follows a dollar sign; nothing if the sign stands for itself.
    fn dollar(&mut self) -> Result<Option<Part>, SyntaxError> {
        let Some(character) = self.cursor.peek() else {
            return Ok(None);
        };
        if character == '(' {
            if self.cursor.peek_at(1) == Some('(')
                && let Some(expression) = self.arithmetic()
            {
                return Ok(Some(Part::Arithmetic(expression)));
            }
            self.cursor.next();
            let list = self.list_until_parenthesis()?;
            return Ok(Some(Part::Command(Rc::new(list))));
        }
        if character == '{' {
            self.cursor.next();
            return self.braced().map(Some);
        }
        if matches!(character, '@' | '*' | '#' | '?' | '-' | '$' | '!')
            || character.is_ascii_digit()
        {
            self.cursor.next();
            return Ok(Some(plain(character.to_string())));
        }
        let name = self.name();
        Ok((!name.is_empty()).then(|| plain(name)))
    }

    /// Reads `((…))`; leaves the cursor alone if it is something else.
    fn arithmetic(&mut self) -> Option<String> {
        let before = self.cursor.clone();
        let mut depth = 0_u32;
        let mut expression = String::new();
        while let Some(character) = self.cursor.next() {
            match character {
                '(' => depth += 1,
                ')' if depth == 2 => {
                    if self.cursor.take(")") {
                        return Some(expression.trim_start_matches('(').to_owned());
                    }
                    break;
                }
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            expression.push(character);
        }
        self.cursor = before;
        None
    }

    /// Reads a parameter expansion behind its opening brace.
    fn braced(&mut self) -> Result<Part, SyntaxError> {
        if self.cursor.peek() == Some('#') && self.cursor.peek_at(1) != Some('}') {
            self.cursor.next();
            let name = self.parameter_name();
            if !self.cursor.take("}") {
                return Ok(self.foreign(name));
            }
            return Ok(Part::Parameter {
                name,
                operator: Some((Operator::Length, Word::default())),
            });
        }
        let name = self.parameter_name();
        if name.is_empty() {
            return Ok(self.foreign(name));
        }
        if self.cursor.take("}") {
            return Ok(plain(name));
        }
        let colon = self.cursor.take(":");
        let operator = match self.cursor.next() {
            Some('-') => Operator::Default { colon },
            Some('=') => Operator::Assign { colon },
            Some('?') => Operator::Demand { colon },
            Some('+') => Operator::Alternative { colon },
            Some('%') if !colon => Operator::CutSuffix { longest: self.cursor.take("%") },
            Some('#') if !colon => Operator::CutPrefix { longest: self.cursor.take("#") },
            _ => return Ok(self.foreign(name)),
        };
        let word = Word(self.parts(End::Brace, false)?);
        Ok(Part::Parameter { name, operator: Some((operator, word)) })
    }

    /// Skips a form of another shell up to its closing brace.
    fn foreign(&mut self, name: String) -> Part {
        let mut depth = 1_u32;
        while let Some(character) = self.cursor.next() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        Part::Parameter { name, operator: Some((Operator::Foreign, Word::default())) }
    }

    fn parameter_name(&mut self) -> String {
        match self.cursor.peek() {
            Some(character @ ('@' | '*' | '#' | '?' | '-' | '$' | '!')) => {
                self.cursor.next();
                character.to_string()
            }
            Some(character) if character.is_ascii_digit() => {
                let mut digits = String::new();
                while let Some(digit) = self.cursor.peek().filter(char::is_ascii_digit) {
                    digits.push(digit);
                    self.cursor.next();
                }
                digits
            }
            _ => self.name(),
        }
    }

    /// Reads a name (POSIX.1-2024, 3.216); empty if none stands here.
    pub(super) fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(character) = self.cursor.peek() {
            let fits = character == '_'
                || character.is_ascii_alphabetic()
                || (!name.is_empty() && character.is_ascii_digit());
            if !fits {
                break;
            }
            name.push(character);
            self.cursor.next();
        }
        name
    }
}

fn plain(name: String) -> Part {
    Part::Parameter { name, operator: None }
}

fn flush(parts: &mut Vec<Part>, text: &mut String, quoted: bool) {
    if !text.is_empty() {
        let text = std::mem::take(text);
        parts.push(if quoted { Part::Quoted(text) } else { Part::Literal(text) });
    }
}
