// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! JSON (RFC 8259) of strangers: borrowed from the file, bounded in values and depth, each key of an
//! object once. A document in which a key stands twice means different things to different readers.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// Values in order.
    List(Vec<Self>),
    /// Values by key, in the file's order.
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Why a text cannot be read.
#[derive(Debug)]
pub enum JsonError {
    /// It is malformed, nests too deep, or says a key twice.
    Malformed(serde_json::Error),
    /// It has more values than allowed.
    TooMany,
}

impl<'a> Json<'a> {
    /// Reads a text of at most so many values, nested at most 128 deep.
    pub fn parse(bytes: &'a [u8], values: u64) -> Result<Self, JsonError> {
        let left = Cell::new(values);
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let read = Seed(&left).deserialize(&mut reader).and_then(|value| {
            reader.end()?;
            Ok(value)
        });
        read.map_err(|error| match left.get() {
            0 => JsonError::TooMany,
            _ => JsonError::Malformed(error),
        })
    }

    /// Returns the value of a key; nothing if it is missing or `null`.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Object(pairs) = self else { return None };
        let (_, value) = pairs.iter().find(|(name, _)| name == key)?;
        (*value != Self::Null).then_some(value)
    }

    /// Returns the value below several keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// Returns the text of a key; nothing if it is no text or has only white space.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// Returns the text that this is; nothing if it has only white space.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Returns the text of a key as it stands there, with its white space: a path, a value.
    pub fn exactly(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Self::Text(text) => Some(text.clone().into_owned()),
            _ => None,
        }
    }

    /// Returns the text of a key as a string of its own.
    pub fn owned(&self, key: &str) -> Option<String> {
        self.text(key).map(str::to_owned)
    }

    /// Returns the values of a list below a key; none if it is no list.
    pub fn list(&self, key: &str) -> &[Self] {
        self.get(key).map(Self::as_list).unwrap_or_default()
    }

    /// Returns the values of the list that this is.
    pub fn as_list(&self) -> &[Self] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// Returns one value or those of a list: JSON-LD writes a list of one either way.
    pub fn one_or_many(&self, key: &str) -> &[Self] {
        match self.get(key) {
            Some(Self::List(values)) => values,
            Some(value) => std::slice::from_ref(value),
            None => &[],
        }
    }

    /// Returns whether this is an object.
    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

struct Seed<'b>(&'b Cell<u64>);

impl<'a> DeserializeSeed<'a> for Seed<'_> {
    type Value = Json<'a>;

    fn deserialize<D: serde::Deserializer<'a>>(self, reader: D) -> Result<Self::Value, D::Error> {
        let Some(left) = self.0.get().checked_sub(1).filter(|left| *left > 0) else {
            self.0.set(0);
            return Err(D::Error::custom("too many values"));
        };
        self.0.set(left);
        reader.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Seed<'_> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'a>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'a>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'a>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'a>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'a>, E> {
        Ok(Json::Number(value))
    }

    fn visit_borrowed_str<E>(self, value: &'a str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'a>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut values: S) -> Result<Json<'a>, S::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element_seed(Seed(self.0))? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<M: MapAccess<'a>>(self, mut values: M) -> Result<Json<'a>, M::Error> {
        let mut pairs = Vec::new();
        while let Some(Key(key)) = values.next_key()? {
            pairs.push((key, values.next_value_seed(Seed(self.0))?));
        }
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.array_windows().find(|[one, next]| one == next) {
            let twice: String = twice.chars().take(80).flat_map(char::escape_default).collect();
            return Err(M::Error::custom(format!("the key `{twice}` stands twice in one object")));
        }
        Ok(Json::Object(pairs))
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'a> serde::Deserialize<'a> for Key<'a> {
    fn deserialize<D: serde::Deserializer<'a>>(reader: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'a> Visitor<'a> for KeyVisitor {
            type Value = Key<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'a str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        reader.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_found_by_their_keys() {
        let json = Json::parse(br#"{"a": {"b": ["x", 1, null]}, "c": " \u0041 ", "d": null}"#, 99);
        let json = json.unwrap();
        assert_eq!(json.at(&["a", "b"]).unwrap().as_list().len(), 3);
        assert_eq!(json.text("c"), Some("A"));
        assert_eq!((json.get("d"), json.text("a")), (None, None));
        assert_eq!(json.one_or_many("c").len(), 1);
    }

    #[test]
    fn bounds_and_double_keys_are_faults() {
        assert!(matches!(Json::parse(b"[1,2,3]", 4), Err(JsonError::TooMany)));
        assert!(Json::parse(b"[1,2,3]", 5).is_ok());
        for text in ["", "{", "[1] x", r#"{"a":1,"b":2,"\u0061":3}"#, &"[".repeat(500)] {
            assert!(matches!(Json::parse(text.as_bytes(), 1 << 20), Err(JsonError::Malformed(_))));
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in any::<Vec<u8>>()) {
            let _ = Json::parse(&bytes, 100);
        }
    }
}
