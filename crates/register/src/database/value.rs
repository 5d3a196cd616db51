// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The few kinds of values that both databases have.

/// A value in a row or for a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row has another form than the statement asks for; only damage does that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a row has another form than it was given")]
pub(crate) struct WrongRow;

/// A row, taken apart from the left.
#[derive(Debug)]
pub(crate) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    fn next(&mut self) -> Result<Value, WrongRow> {
        self.0.next().ok_or(WrongRow)
    }

    pub(crate) fn integer(&mut self) -> Result<i64, WrongRow> {
        self.optional_integer()?.ok_or(WrongRow)
    }

    pub(crate) fn optional_integer(&mut self) -> Result<Option<i64>, WrongRow> {
        match self.next()? {
            Value::Integer(number) => Ok(Some(number)),
            Value::Null => Ok(None),
            _ => Err(WrongRow),
        }
    }

    pub(crate) fn id(&mut self) -> Result<u32, WrongRow> {
        u32::try_from(self.integer()?).map_err(|_| WrongRow)
    }

    pub(crate) fn text(&mut self) -> Result<String, WrongRow> {
        self.optional_text()?.ok_or(WrongRow)
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, WrongRow> {
        match self.next()? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            _ => Err(WrongRow),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, WrongRow> {
        match self.next()? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(WrongRow),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
