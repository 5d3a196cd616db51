// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! A day or a point in time, as people write it.

use std::fmt;
use std::str::FromStr;

use haerterei_ground::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day (`2027-05-31`, in UTC) or a point in time (RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    start: Timestamp,
    end: Timestamp,
}

/// Some text is neither a day nor a point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a day like 2027-05-31 nor a point in time like 2027-05-31T12:00:00Z")]
pub struct MomentError(pub String);

impl Moment {
    /// Returns the point in time.
    pub const fn at(time: Timestamp) -> Self {
        Self { start: time, end: time }
    }

    /// Returns when it begins: what was decided on a day is from its beginning.
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// Returns when it ends: what holds until a day holds on that day too.
    pub const fn end(self) -> Timestamp {
        self.end
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.chars().take(60).flat_map(char::escape_default).collect();
        let error = || MomentError(shown());
        if text.len() > 60 {
            return Err(error());
        }
        if !text.contains('T') && !text.contains(' ') {
            let date: Date = text.parse().map_err(|_| error())?;
            let start = date.to_zoned(TimeZone::UTC).map_err(|_| error())?.timestamp();
            let end =
                date.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).map_err(|_| error())?.timestamp();
            return Ok(Self { start, end });
        }
        text.parse().map(Self::at).map_err(|_| error())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end {
            self.start.fmt(f)
        } else {
            self.start.to_zoned(TimeZone::UTC).date().fmt(f)
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_whole() {
        let day: Moment = "2027-05-31".parse().unwrap();
        assert_eq!(day.start().to_string(), "2027-05-31T00:00:00Z");
        assert_eq!(day.end().to_string(), "2027-05-31T23:59:59Z");
        assert_eq!(day.to_string(), "2027-05-31");
        let point: Moment = "2027-05-31T14:00:00+02:00".parse().unwrap();
        assert_eq!(point.to_string(), "2027-05-31T12:00:00Z");
        assert_eq!(point.start(), point.end());
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "soon", "2027-02-30", "2027-05", "31.05.2027", "2027-05-31T25:00:00Z"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_is_total(text in ".{0,70}") {
            if let Ok(moment) = text.parse::<Moment>() {
                prop_assert_eq!(moment.to_string().parse::<Moment>().unwrap(), moment);
            }
        }
    }
}
