// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Package files into the cache: from the mirrors, and from the snapshot archive if they have left.

use haerterei_fetch::{Download, DownloadReport, FetchError, Fetcher, shown};
use haerterei_ground::{Cancel, Progress};
use haerterei_store::Store;
use url::Url;

use crate::mirrors::join;
use crate::{ArchiveError, PackageRecord, ReleaseRecord, Source};

/// Plans the downloads of some packages.
///
/// Each is asked of the mirrors of its archive first, then of the snapshot archive as it was when
/// the Release file in `releases` was made that named the package.
pub fn plan_downloads(
    records: &[PackageRecord],
    sources: &[Source],
    releases: &[ReleaseRecord],
) -> Result<Vec<Download>, ArchiveError> {
    records
        .iter()
        .map(|record| {
            let is_safe = !record.pool_path.starts_with('/')
                && !record.pool_path.split('/').any(|part| matches!(part, "" | "." | ".."))
                || record.pool_path.starts_with("./");
            if !is_safe {
                return Err(ArchiveError::UnsafePath {
                    name: record.name.clone(),
                    path: record.pool_path.clone(),
                });
            }
            Ok(Download {
                candidates: candidates(record, sources, releases),
                digest: record.sha256,
                size: Some(record.size),
                name: format!("{} {}", record.name, record.version),
            })
        })
        .collect()
}

fn candidates(record: &PackageRecord, sources: &[Source], releases: &[ReleaseRecord]) -> Vec<Url> {
    let serving = || {
        sources.iter().filter(|source| {
            source.archive == record.archive
                && (record.architecture == "all"
                    || source.architectures.contains(&record.architecture))
        })
    };
    let mut urls: Vec<Url> = Vec::new();
    let mut add = |url: Url| {
        if !urls.contains(&url) {
            urls.push(url);
        }
    };
    for mirror in serving().flat_map(|source| &source.mirrors) {
        add(join(mirror, &record.pool_path));
    }
    let release = releases
        .iter()
        .find(|release| release.archive == record.archive && release.suite == record.suite);
    if let Some(release) = release {
        for source in serving() {
            if let Some(snapshot) = source.snapshot_at(release.date) {
                add(join(&snapshot, &record.pool_path));
            }
        }
    }
    urls
}

/// Downloads packages into the cache; those that are there are not asked for.
pub fn download(
    records: &[PackageRecord],
    sources: &[Source],
    releases: &[ReleaseRecord],
    fetcher: &Fetcher,
    store: &Store,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<DownloadReport, ArchiveError> {
    let downloads = plan_downloads(records, sources, releases)?;
    let planned = downloads.clone();
    fetcher.download(downloads, store, progress, cancel).map_err(|error| match error {
        FetchError::Cancelled(cancelled) => ArchiveError::Cancelled(cancelled),
        error if left_the_archive(&error) => {
            let missing = records
                .iter()
                .zip(&planned)
                .find(|(_, download)| is_about(&error, download))
                .map(|(record, _)| record);
            ArchiveError::PackageGone {
                name: missing.map(|record| record.name.clone()).unwrap_or_default(),
                version: missing.map(|record| record.version.to_string()).unwrap_or_default(),
                source: Box::new(error),
            }
        }
        error => ArchiveError::PackageUnreachable { source: Box::new(error) },
    })
}

/// Returns whether a server that was reached does not have it: that another was not reached, as the
/// snapshot archive from many networks, does not change what to do next.
fn left_the_archive(error: &FetchError) -> bool {
    match error {
        FetchError::AllFailed { failures, .. } => failures.iter().any(FetchError::is_gone),
        error => error.is_gone(),
    }
}

fn is_about(error: &FetchError, download: &Download) -> bool {
    match error {
        FetchError::AllFailed { name, .. } => *name == download.name,
        FetchError::Gone { url } => download.candidates.iter().any(|one| shown(one) == *url),
        _ => false,
    }
}
