// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What the world says about weaknesses of packages.
//!
//! 1. A [`Source`] publishes in a [`Form`]. [`bring`] fetches what changed, reads it within
//!    [`Bounds`] and makes of it the next generation of an index. A source that is half there,
//!    malformed, from the future or much smaller than before is refused with a [`Refusal`], and what
//!    was known of it stays.
//! 2. A generation is a [`Manifest`] that names files by their digests: rules for each source and
//!    space, severities, what is exploited, how likely it is, and, in a file that matching never
//!    touches, what is only shown. It never changes; the next one takes its place by renaming.
//! 3. An [`Index`] is one generation, held open. [`Index::segments_for`] reads what an inventory
//!    needs and nothing else; [`Segment::matches`] says what speaks against a version of a package,
//!    in the source's own [`Status`]; [`Knowledge`] says what is known of a weakness beside it.
//! 4. [`export`] and [`import`] carry an index over an air gap as an OCI artifact, signed.
//! 5. Without any source, an [`ArchiveSource`] says what can be fixed today: which package has a
//!    newer version in its suite, and which weaknesses the changelog names on the way there.
//!
//! Nothing here knows what is in an image, or judges.
#![forbid(unsafe_code)]

mod advisory;
mod archive_changelogs;
mod archive_source;
mod asked;
mod bounds;
mod carry;
mod cold;
mod collected;
mod compile;
mod ecosystem;
mod envelope;
mod error;
mod feed;
mod generation;
mod index;
mod input;
mod manifest;
mod names;
mod refusal;
mod segment;
mod shelf;
mod side;
mod source;
mod table;
mod update;

pub use advisory::{ANY_STREAM, Advisory, Event, Kind, Reference, Rule, Severity, Status, Story};
pub use archive_changelogs::{ArchiveChangelogs, ChangelogBounds, ChangelogPlace};
pub use archive_source::{
    ArchiveSource, Changelogs, Coverage, Installed, Outdated, Position, Standing, changelog_of,
};
pub use asked::AskedVersion;
pub use bounds::Bounds;
pub use carry::{ARTIFACT_TYPE, Carrier, Demand, export, import};
pub use collected::{Collected, Exploited, Likelihood, Noticed, Problem, Problems};
pub use ecosystem::{Ecosystem, Space, UnknownSpace};
pub use envelope::{Envelope, SigningKey, TrustedKey};
pub use error::{AdvisoriesError, MESSAGE_KEYS};
pub use feed::{Form, Read, SUPPORT_LIST, UnknownForm, read};
pub use index::{Index, Knowledge, Trust};
pub use input::{Part, parts_of};
pub use manifest::{Counts, FileRecord, MANIFEST_VERSION, Manifest, SourceRecord, Validator};
pub use refusal::Refusal;
pub use segment::{Entry, How, Match, Segment, Statement, StoryPlace};
pub use side::Rated;
pub use source::{Origin, Source};
pub use update::{Brought, Outcome, Place, bring};
