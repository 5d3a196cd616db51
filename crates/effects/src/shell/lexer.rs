// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A cursor over the characters of a script that knows its line.

/// The characters of a script, read one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    characters: std::rc::Rc<[char]>,
    position: usize,
    line: u32,
}

impl Cursor {
    pub(crate) fn new(text: &str, line: u32) -> Self {
        Self { characters: text.chars().collect(), position: 0, line }
    }

    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    pub(crate) fn peek_at(&self, distance: usize) -> Option<char> {
        self.characters.get(self.position + distance).copied()
    }

    pub(crate) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += 1;
        if character == '\n' {
            self.line += 1;
        }
        Some(character)
    }

    /// Consumes `text` if it stands here.
    pub(crate) fn take(&mut self, text: &str) -> bool {
        let stands_here = text
            .chars()
            .enumerate()
            .all(|(distance, character)| self.peek_at(distance) == Some(character));
        if stands_here {
            for _ in text.chars() {
                self.next();
            }
        }
        stands_here
    }

    /// Skips blanks, continued lines and a comment; stops before a newline.
    pub(crate) fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => {
                    self.next();
                }
                Some('\\') if self.peek_at(1) == Some('\n') => {
                    self.next();
                    self.next();
                }
                Some('#') => {
                    while self.peek().is_some_and(|character| character != '\n') {
                        self.next();
                    }
                }
                _ => return,
            }
        }
    }

    /// Returns the rest of the line and moves behind its newline; nothing at the end of the text.
    pub(crate) fn take_line(&mut self) -> Option<String> {
        self.peek()?;
        let mut line = String::new();
        while let Some(character) = self.next() {
            if character == '\n' {
                break;
            }
            line.push(character);
        }
        Some(line)
    }
}
