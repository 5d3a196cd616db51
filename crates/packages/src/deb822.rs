// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Control data: paragraphs of fields, after deb822(5).
//!
//! Reading borrows everything from the text, in one pass, and stops at the first line that is not
//! control data. Comment lines (`#`) are skipped everywhere, line ends may be CRLF.

mod owned;
mod writer;

use std::borrow::Cow;

use haerterei_ground::{Blame, Explain, Message};
use memchr::memchr;

pub use self::owned::OwnedParagraph;
pub use self::writer::{FieldError, Writer};

/// The most fields we accept in one paragraph; the archive's have some thirty.
const MAX_FIELDS: usize = 1024;

/// Why some text is not control data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Deb822Error {
    /// The text is not UTF-8, which deb822(5) demands.
    #[error("line {line} is not UTF-8")]
    NotUtf8 {
        /// The line, from 1.
        line: u64,
    },
    /// A line is neither a field nor a continuation.
    #[error("line {line} has no field name: `{text}`")]
    NoField {
        /// The line, from 1.
        line: u64,
        /// Its beginning, escaped.
        text: String,
    },
    /// A continuation line stands before any field.
    #[error("line {line} continues nothing")]
    NothingToContinue {
        /// The line, from 1.
        line: u64,
    },
    /// A field stands twice in one paragraph.
    #[error("line {line} has the field `{field}` a second time")]
    Duplicate {
        /// The line, from 1.
        line: u64,
        /// The field's name.
        field: String,
    },
    /// A paragraph has more fields than are accepted.
    #[error("the paragraph at line {line} has more than {MAX_FIELDS} fields")]
    TooManyFields {
        /// The line of the first field too many, from 1.
        line: u64,
    },
}

impl Explain for Deb822Error {
    fn message(&self) -> Message {
        match self {
            Self::NotUtf8 { line } => {
                Message::new("packages-deb822-not-utf8").number("line", *line)
            }
            Self::NoField { line, text } => {
                Message::new("packages-deb822-no-field").number("line", *line).text("text", text)
            }
            Self::NothingToContinue { line } => {
                Message::new("packages-deb822-nothing-to-continue").number("line", *line)
            }
            Self::Duplicate { line, field } => {
                Message::new("packages-deb822-duplicate").number("line", *line).text("field", field)
            }
            Self::TooManyFields { line } => Message::new("packages-deb822-too-many-fields")
                .number("line", *line)
                .number("limit", MAX_FIELDS),
        }
    }

    fn blame(&self) -> Blame {
        Blame::Input
    }
}

/// One field of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name, as written; names are compared without case.
    pub name: &'a str,
    /// The value as it stands in the text, continuation lines and comments included, without
    /// white space around it; begins with a line break if the first line is empty.
    pub value: &'a str,
}

impl<'a> Field<'a> {
    /// Returns the value line by line.
    ///
    /// The white space that marks a continuation line is taken off, a lone `.` is an empty line,
    /// and comments are left out.
    pub fn lines(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        lines_of(self.value)
    }
}

fn lines_of(value: &str) -> impl Iterator<Item = &str> {
    let mut lines = value.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let first = lines.next().unwrap_or_default();
    std::iter::once(first.trim_end_matches(is_blank)).chain(
        lines
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.strip_prefix(is_blank).unwrap_or(line))
            .map(|line| if line.trim_end_matches(is_blank) == "." { "" } else { line }),
    )
}

/// Some fields that belong together: one package of an index, one licence of a copyright file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph<'a> {
    fields: Vec<Field<'a>>,
    line: u64,
}

impl<'a> Paragraph<'a> {
    /// Returns the value of a field as it stands in the text ([`Field::value`]).
    ///
    /// Empty text is a field that is there and empty.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.field(name).map(|field| field.value)
    }

    /// Returns a field.
    pub fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Returns all fields in the order of the text.
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// Returns the line of the first field, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Returns a copy that does not borrow the text.
    pub fn to_owned(&self) -> OwnedParagraph {
        self.fields.iter().map(|field| (field.name, field.value)).collect()
    }
}

/// The paragraphs of a text, one after the other; ends after the first error.
#[derive(Clone, Debug)]
pub struct Paragraphs<'a> {
    rest: &'a str,
    /// The line at which `rest` begins, from 1.
    line: u64,
    /// How many fields the paragraph before had: room for the next.
    usual: usize,
}

impl<'a> Paragraphs<'a> {
    /// Reads a text.
    pub const fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1, usual: 8 }
    }

    /// Reads bytes, which have to be UTF-8.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Deb822Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
                Err(Deb822Error::NotUtf8 { line })
            }
        }
    }

    /// Takes the next line off the text, with its end.
    fn take_line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let length = memchr(b'\n', self.rest.as_bytes()).map_or(self.rest.len(), |end| end + 1);
        let (line, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.line += 1;
        Some(line)
    }

    /// Takes the lines that continue a field, and returns the field's whole value.
    ///
    /// `after` is the text from behind the field's colon.
    fn take_value(&mut self, after: &'a str, first_line: &'a str) -> &'a str {
        if !matches!(self.rest.as_bytes().first(), Some(b' ' | b'\t' | b'#')) {
            return trim(first_line);
        }
        let mut length = first_line.len();
        let mut skipped = 0;
        loop {
            match self.rest.as_bytes().first() {
                Some(b' ' | b'\t') => {
                    let before = (self.rest, self.line);
                    let Some(line) = self.take_line() else { break };
                    if is_empty(line) {
                        // A line of white space alone ends the paragraph.
                        (self.rest, self.line) = before;
                        break;
                    }
                    length += skipped + line.len();
                    skipped = 0;
                }
                Some(b'#') => skipped += self.take_line().map_or(0, str::len),
                _ => break,
            }
        }
        trim(after.get(..length).unwrap_or(after))
    }
}

const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Takes white space off a value; an empty first line before others stays.
fn trim(value: &str) -> &str {
    value.trim_start_matches(is_blank).trim_end_matches(is_space)
}

fn is_empty(line: &str) -> bool {
    line.bytes().all(|byte| is_space(char::from(byte)))
}

/// Whether deb822(5) allows a field of this name.
fn is_name(name: &str) -> bool {
    !matches!(name.as_bytes().first(), None | Some(b'-' | b'#'))
        && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':')
}

/// A bit that names of the same spelling share; for finding duplicates without comparing each
/// name with each.
fn bit_of(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let at = |position: Option<usize>| {
        position.and_then(|position| bytes.get(position)).map_or(0, |byte| usize::from(byte | 32))
    };
    1 << ((at(Some(0)) * 7 + at(bytes.len().checked_sub(1)) * 3 + bytes.len() * 5) % 64)
}

impl<'a> Iterator for Paragraphs<'a> {
    type Item = Result<Paragraph<'a>, Deb822Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut fields = Vec::new();
        let mut start = self.line;
        let mut seen = 0;
        loop {
            let (text, line_number) = (self.rest, self.line);
            let Some(line) = self.take_line() else { break };
            let error = match line.as_bytes().first() {
                Some(b'#') => continue,
                Some(b' ' | b'\t' | b'\r' | b'\n') => {
                    if is_empty(line) {
                        if fields.is_empty() {
                            continue;
                        }
                        break;
                    }
                    // Continuations of a field were taken with it.
                    Deb822Error::NothingToContinue { line: line_number }
                }
                _ => match memchr(b':', line.as_bytes()).map(|colon| line.split_at(colon)) {
                    Some((name, value)) if is_name(name) => {
                        let value = value.get(1..).unwrap_or_default();
                        let after = text.get(name.len() + 1..).unwrap_or_default();
                        let value = self.take_value(after, value);
                        if fields.is_empty() {
                            fields.reserve(self.usual);
                            start = line_number;
                        }
                        let bit = bit_of(name);
                        let is_double = seen & bit != 0
                            && fields
                                .iter()
                                .any(|field: &Field<'_>| field.name.eq_ignore_ascii_case(name));
                        seen |= bit;
                        if is_double {
                            Deb822Error::Duplicate { line: line_number, field: name.to_owned() }
                        } else if fields.len() == MAX_FIELDS {
                            Deb822Error::TooManyFields { line: line_number }
                        } else {
                            fields.push(Field { name, value });
                            continue;
                        }
                    }
                    _ => Deb822Error::NoField {
                        line: line_number,
                        text: line
                            .trim_end()
                            .chars()
                            .take(60)
                            .flat_map(char::escape_default)
                            .collect(),
                    },
                },
            };
            self.rest = "";
            return Some(Err(error));
        }
        if fields.is_empty() {
            return None;
        }
        self.usual = fields.len() + 2;
        Some(Ok(Paragraph { fields, line: start }))
    }
}

/// Returns bytes as text; what is not UTF-8 becomes U+FFFD.
///
/// For files that are older than the demand for UTF-8 (copyright files, status files of old
/// systems), where a name in another encoding must not hide a package.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Paragraph<'_>>, Deb822Error> {
        Paragraphs::new(text).collect()
    }

    #[test]
    fn paragraphs_and_fields_are_found() {
        let text = "\n# head\nPackage: a\nDepends: b,\n c (>= 1),\n# why\n d\nEmpty:\n \n\t\n\
                    package:  z \r\nDescription: short\r\n long\r\n .\r\n  deep\r\n";
        let paragraphs = read(text).unwrap();
        assert_eq!(paragraphs.len(), 2);
        let (first, second) = (&paragraphs[0], &paragraphs[1]);
        assert_eq!((first.line(), second.line()), (3, 11));
        assert_eq!(first.get("PACKAGE"), Some("a"));
        assert_eq!(first.get("Empty"), Some(""));
        assert_eq!(first.get("None"), None);
        let depends: Vec<_> = first.field("Depends").unwrap().lines().collect();
        assert_eq!(depends, ["b,", "c (>= 1),", "d"]);
        assert_eq!(second.get("Package"), Some("z"));
        let description: Vec<_> = second.field("Description").unwrap().lines().collect();
        assert_eq!(description, ["short", "long", "", " deep"]);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, error) in [
            ("a: 1\n\n b\n", Deb822Error::NothingToContinue { line: 3 }),
            ("a: 1\nno colon\n", Deb822Error::NoField { line: 2, text: "no colon".into() }),
            (": 1\n", Deb822Error::NoField { line: 1, text: ": 1".into() }),
            ("-a: 1\n", Deb822Error::NoField { line: 1, text: "-a: 1".into() }),
            ("a b: 1\n", Deb822Error::NoField { line: 1, text: "a b: 1".into() }),
            ("a: 1\nb: 2\nA: 3\n", Deb822Error::Duplicate { line: 3, field: "A".into() }),
        ] {
            assert_eq!(read(text), Err(error), "{text:?}");
        }
        assert_eq!(
            Paragraphs::from_bytes(b"a: 1\nb: \xff\n").unwrap_err(),
            Deb822Error::NotUtf8 { line: 2 }
        );
        let many: String =
            (0..2000).map(|number| ["f", &number.to_string(), ":\n"].concat()).collect();
        assert_eq!(read(&many), Err(Deb822Error::TooManyFields { line: 1025 }));
    }

    #[test]
    fn nothing_follows_an_error() {
        let mut paragraphs = Paragraphs::new("broken\n\na: 1\n");
        assert!(paragraphs.next().unwrap().is_err());
        assert!(paragraphs.next().is_none());
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(paragraphs) = Paragraphs::from_bytes(&bytes) {
                for paragraph in paragraphs.flatten() {
                    prop_assert!(!paragraph.fields().is_empty());
                    for field in paragraph.fields() {
                        prop_assert!(field.lines().count() >= 1);
                    }
                }
            }
        }

        #[test]
        fn reading_near_control_data_is_total(text in "([aA]:|[ab]: ?|#| |\t|\n|\r\n|\\.|x){0,40}") {
            let _: Vec<_> = Paragraphs::new(&text).collect();
        }

        #[test]
        fn what_is_written_is_read_again(
            paragraphs in proptest::collection::vec(
                proptest::collection::btree_map(
                    "[a-z][a-zA-Z0-9-]{0,8}",
                    ("[a-z0-9,üß:]{0,6}", proptest::collection::vec("[ a-z.#:]{0,5}[a-z]|", 0..3)),
                    1..5,
                ),
                0..4,
            ),
        ) {
            let mut writer = Writer::new();
            let mut expected = Vec::new();
            for fields in &paragraphs {
                let mut spellings = std::collections::BTreeSet::new();
                let mut lines_of_fields = Vec::new();
                for (name, (first, more)) in fields {
                    if !spellings.insert(name.to_ascii_lowercase()) {
                        continue;
                    }
                    let mut lines = vec![first.clone()];
                    lines.extend(more.iter().cloned());
                    writer.field(name, &lines.join("\n")).unwrap();
                    lines_of_fields.push((name.clone(), lines));
                }
                writer.end_paragraph();
                expected.push(lines_of_fields);
            }
            let text = writer.finish();
            let read: Vec<Vec<(String, Vec<String>)>> = Paragraphs::new(&text)
                .map(|paragraph| {
                    let paragraph = paragraph.unwrap();
                    let fields = paragraph.fields().iter();
                    fields
                        .map(|field| {
                            (field.name.to_owned(), field.lines().map(str::to_owned).collect())
                        })
                        .collect()
                })
                .collect();
            prop_assert_eq!(read, expected);
        }
    }
}
