// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which versions a weakness affects, after the OSV schema, "Evaluation".

use std::collections::BTreeSet;

use crate::key::VersionKey;
use crate::scheme::{VersionError, VersionScheme};

/// What happens at a version; the fields of `affected[].ranges[].events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// From this version on, it is affected; `0` stands before every version.
    Introduced(&'a str),
    /// From this version on, it is not affected.
    Fixed(&'a str),
    /// Behind this version, it is not affected.
    LastAffected(&'a str),
    /// From this version on, the range says nothing; `*` stands behind every version.
    Limit(&'a str),
}

/// Where affected versions end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nowhere: there is no fix.
    Never,
    /// Before this version, which is fixed.
    Before(VersionKey),
    /// With this version.
    With(VersionKey),
}

/// Affected versions without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first affected version; none stands for the beginning.
    pub start: Option<VersionKey>,
    /// Where it ends.
    pub end: End,
}

impl Span {
    /// Returns whether a version lies within.
    pub fn contains(&self, version: &VersionKey) -> bool {
        self.start.as_ref().is_none_or(|start| start <= version)
            && match &self.end {
                End::Never => true,
                End::Before(end) => version < end,
                End::With(end) => version <= end,
            }
    }
}

/// Affected versions: spans in ascending order that do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    spans: Vec<Span>,
}

impl Range {
    /// Makes the range of events in any order.
    ///
    /// Events at one version take effect in the order in which they are given. A version that is
    /// fixed and not introduced again is never contained.
    ///
    /// # Errors
    ///
    /// If a version has no place in the scheme's order; then nothing can be said of the range.
    pub fn from_events<'a>(
        scheme: VersionScheme,
        events: impl IntoIterator<Item = Event<'a>>,
    ) -> Result<Self, VersionError> {
        let mut points: Vec<(Option<VersionKey>, Event<'a>)> = Vec::new();
        let mut limit: Option<VersionKey> = None;
        let mut is_limited = false;
        for event in events {
            match event {
                Event::Introduced("0") => points.push((None, event)),
                Event::Introduced(version)
                | Event::Fixed(version)
                | Event::LastAffected(version) => {
                    points.push((Some(scheme.key(version)?), event));
                }
                // The most generous limit holds.
                Event::Limit("*") => (limit, is_limited) = (None, true),
                Event::Limit(version) => {
                    let key = scheme.key(version)?;
                    if !is_limited || limit.as_ref().is_some_and(|limit| *limit < key) {
                        limit = Some(key);
                    }
                    is_limited = true;
                }
            }
        }
        // Stable: events at one version stay in the order in which they were given.
        points.sort_by(|left, right| left.0.cmp(&right.0));
        let mut spans = Vec::new();
        let mut open: Option<Option<VersionKey>> = None;
        for group in points.chunk_by(|left, right| left.0 == right.0) {
            let was_affected = open.is_some();
            // At the version itself, and right behind it: what was last affected is still affected.
            let (mut at, mut behind) = (was_affected, was_affected);
            for (_, event) in group {
                match event {
                    Event::Introduced(_) => (at, behind) = (true, true),
                    Event::Fixed(_) => (at, behind) = (false, false),
                    Event::LastAffected(_) => behind = false,
                    Event::Limit(_) => {}
                }
            }
            let key = group.first().and_then(|(key, _)| key.clone());
            if at && !was_affected {
                open = Some(key.clone());
            }
            if let Some(key) = key.filter(|_| !behind)
                && let Some(start) = open.take()
            {
                let end = if at { End::With(key) } else { End::Before(key) };
                spans.push(Span { start, end });
            }
        }
        if let Some(start) = open {
            spans.push(Span { start, end: End::Never });
        }
        if let Some(limit) = limit {
            for span in &mut spans {
                let is_beyond = match &span.end {
                    End::Never => true,
                    End::Before(end) => *end > limit,
                    End::With(end) => *end >= limit,
                };
                if is_beyond {
                    span.end = End::Before(limit.clone());
                }
            }
        }
        spans.retain(|span| match (&span.start, &span.end) {
            (Some(start), End::Before(end)) => start < end,
            _ => true,
        });
        Ok(Self { spans })
    }

    /// Returns the spans, in ascending order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Returns the span in which a version lies; its end says what fixes it.
    pub fn find(&self, version: &VersionKey) -> Option<&Span> {
        let after = self
            .spans
            .partition_point(|span| span.start.as_ref().is_none_or(|start| start <= version));
        self.spans.get(..after)?.last().filter(|span| span.contains(version))
    }

    /// Returns whether a version is affected.
    pub fn contains(&self, version: &VersionKey) -> bool {
        self.find(version).is_some()
    }
}

/// The affected versions of one package: ranges, and versions named one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    ranges: Vec<Range>,
    keys: BTreeSet<VersionKey>,
    /// Named versions that have no place in the order and match only as they are written.
    texts: BTreeSet<String>,
}

impl Affected {
    /// Puts ranges and named versions together.
    pub fn new<'a>(
        scheme: VersionScheme,
        ranges: Vec<Range>,
        versions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut affected = Self { ranges, ..Self::default() };
        for version in versions {
            match scheme.key(version) {
                Ok(key) => affected.keys.insert(key),
                Err(_) => affected.texts.insert(version.to_owned()),
            };
        }
        affected
    }

    /// Returns whether a version is affected.
    ///
    /// # Errors
    ///
    /// If the version has no place in the order and is not named as it is written: nobody knows.
    pub fn contains(&self, scheme: VersionScheme, version: &str) -> Result<bool, VersionError> {
        if self.texts.contains(version) {
            return Ok(true);
        }
        let key = scheme.key(version)?;
        Ok(self.keys.contains(&key) || self.ranges.iter().any(|range| range.contains(&key)))
    }
}

#[cfg(test)]
mod tests;
