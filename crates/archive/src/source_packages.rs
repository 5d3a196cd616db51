// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The source packages behind binary ones, by the same chain of trust: a signed Release file names
//! the `Sources` index, and the index the files.
//!
//! Whoever publishes an image has to offer them; nothing else here reads them.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_fetch::{Download, FetchError, Fetcher};
use haerterei_ground::{Algorithm, Digest, Timestamp};
use haerterei_packages::deb822::{Paragraph, Paragraphs};
use haerterei_store::Store;

use crate::indices::{self, IndexFile, IndexProblem};
use crate::load::{Accepted, LoadSettings, accept, folder};
use crate::mirrors::join;
use crate::{ArchiveError, Source};

/// A source package as an archive publishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePackage {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The suite whose index names it.
    pub suite: String,
    /// The control file (`.dsc`) and all files it lists.
    pub files: Vec<SourceFile>,
}

/// One file of a source package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path in the archive.
    pub pool_path: String,
    /// Its digest.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// What was found of the sources asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundSources {
    /// Found and fetched, by name and version.
    pub packages: BTreeMap<(String, String), SourcePackage>,
    /// In no index that was read.
    pub missing: BTreeSet<(String, String)>,
    /// The Release files and indices that name them, for whoever wants to verify again: what it is
    /// called, digest and size.
    pub chain: BTreeMap<Digest, (String, u64)>,
}

/// Finds source packages by name and version, and brings their files into the cache.
///
/// The archive as it is now is asked first; what has left it is looked for in the snapshot
/// archive, as it was when `dates` says that the suite was locked.
pub fn source_packages(
    wanted: &BTreeSet<(String, String)>,
    sources: &[Source],
    dates: &BTreeMap<String, Timestamp>,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
) -> Result<FoundSources, ArchiveError> {
    let mut found = FoundSources { missing: wanted.clone(), ..FoundSources::default() };
    let mut downloads = Vec::new();
    // What an index lists only because something was built with it lies elsewhere more often than
    // not: it is the last resort.
    for extra in [false, true] {
        for source in sources.iter().filter(|source| !source.is_flat()) {
            search(source, extra, settings, fetcher, store, &mut found, &mut downloads)?;
        }
    }
    let historic = LoadSettings { historic: true, accept_expired: true, ..*settings };
    for source in sources {
        let Some(then) = dates.get(&source.suite).and_then(|date| source.as_of(*date)) else {
            continue;
        };
        if found.missing.is_empty() {
            break;
        }
        match search(&then, false, &historic, fetcher, store, &mut found, &mut downloads) {
            // Not every network reaches the snapshot archive: what stays missing is said.
            Err(ArchiveError::ReleaseUnreachable { .. } | ArchiveError::NeverSeen { .. }) => {}
            other => other?,
        }
    }
    if found.missing.is_empty() {
        get(downloads, settings, fetcher, store, |source| ArchiveError::PackageUnreachable {
            source,
        })?;
    }
    Ok(found)
}

/// Looks into the source indices of one suite.
fn search(
    source: &Source,
    extra: bool,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
    found: &mut FoundSources,
    downloads: &mut Vec<Download>,
) -> Result<(), ArchiveError> {
    if found.missing.is_empty() {
        return Ok(());
    }
    let Accepted { file: release, record, .. } = accept(source, settings, fetcher, store)?;
    // An archive of some architectures only, as Ubuntu's ports, has no source packages.
    let indices: Vec<IndexFile> = source
        .components
        .iter()
        .filter_map(|component| {
            indices::pick(&release, &format!("{component}/source/Sources"), component, "source")
        })
        .collect();
    let unreadable = |file: &IndexFile, problem| ArchiveError::IndexUnreadable {
        suite: source.suite.clone(),
        path: file.path.clone(),
        problem: Box::new(problem),
    };
    let mut wanted = Vec::new();
    for file in &indices {
        indices::check_size(file).map_err(|problem| unreadable(file, problem))?;
        let paths = file.paths(release.acquire_by_hash);
        let candidates = source.mirrors.iter().flat_map(|mirror| {
            paths.iter().map(move |path| join(mirror, &format!("{}/{path}", folder(source))))
        });
        wanted.push(Download {
            candidates: candidates.collect(),
            digest: file.digest,
            size: Some(file.size),
            name: format!("{} {}", source.suite, file.path),
        });
    }
    get(wanted, settings, fetcher, store, |source| ArchiveError::IndexUnreachable { source })?;
    for file in &indices {
        settings.cancel.check()?;
        let bytes = store.read(&file.digest, file.size)?;
        let plain =
            indices::decompress(&bytes, file).map_err(|problem| unreadable(file, problem))?;
        let packages = read(&plain, &source.suite, extra, &mut found.missing)
            .map_err(|problem| unreadable(file, problem))?;
        if packages.is_empty() {
            continue;
        }
        found.chain.insert(file.digest, (format!("{}/{}", source.suite, file.path), file.size));
        let size = store.read(&record.digest, crate::signature::MAX_RELEASE_BYTES)?.len() as u64;
        found.chain.insert(record.digest, (format!("{}/InRelease", source.suite), size));
        for package in packages {
            for part in &package.files {
                downloads.push(Download {
                    candidates: source
                        .mirrors
                        .iter()
                        .map(|mirror| join(mirror, &part.pool_path))
                        .collect(),
                    digest: part.digest,
                    size: Some(part.size),
                    name: part.pool_path.clone(),
                });
            }
            found.packages.insert((package.name.clone(), package.version.clone()), package);
        }
    }
    Ok(())
}

fn get(
    downloads: Vec<Download>,
    settings: &LoadSettings<'_>,
    fetcher: &Fetcher,
    store: &Store,
    failed: impl Fn(Box<FetchError>) -> ArchiveError,
) -> Result<(), ArchiveError> {
    if downloads.is_empty() {
        return Ok(());
    }
    fetcher.download(downloads, store, settings.progress, settings.cancel).map_err(|error| {
        match error {
            FetchError::Cancelled(cancelled) => ArchiveError::Cancelled(cancelled),
            error => failed(Box::new(error)),
        }
    })?;
    Ok(())
}

/// Takes the packages that are missing out of a `Sources` index; those that it lists for the sake
/// of others (`Extra-Source-Only`) only if `extra`.
fn read(
    plain: &[u8],
    suite: &str,
    extra: bool,
    missing: &mut BTreeSet<(String, String)>,
) -> Result<Vec<SourcePackage>, IndexProblem> {
    let mut packages = Vec::new();
    for paragraph in Paragraphs::from_bytes(plain).map_err(IndexProblem::Deb822)? {
        let paragraph = paragraph.map_err(IndexProblem::Deb822)?;
        let field = |name: &'static str| {
            paragraph.get(name).ok_or(IndexProblem::Missing { line: paragraph.line(), field: name })
        };
        let key = (field("Package")?.to_owned(), field("Version")?.to_owned());
        let is_extra = paragraph.get("Extra-Source-Only").is_some_and(|value| value == "yes");
        if !missing.contains(&key) || is_extra != extra {
            continue;
        }
        let files = files(&paragraph, field("Directory")?)
            .ok_or(IndexProblem::Missing { line: paragraph.line(), field: "Checksums-Sha256" })?;
        missing.remove(&key);
        let (name, version) = key;
        packages.push(SourcePackage { name, version, suite: suite.to_owned(), files });
    }
    Ok(packages)
}

/// Reads `Checksums-Sha256`: digest, size and name on each line; nothing if it is not of that form
/// or a name leaves its folder.
fn files(paragraph: &Paragraph<'_>, directory: &str) -> Option<Vec<SourceFile>> {
    if directory.starts_with('/')
        || directory.split('/').any(|part| matches!(part, "" | "." | ".."))
    {
        return None;
    }
    let mut files = Vec::new();
    for line in paragraph.field("Checksums-Sha256")?.lines().filter(|line| !line.trim().is_empty())
    {
        let mut words = line.split_ascii_whitespace();
        let (hash, size, name) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() || name.contains('/') || matches!(name, "." | "..") {
            return None;
        }
        files.push(SourceFile {
            pool_path: format!("{directory}/{name}"),
            digest: Digest::from_hex(Algorithm::Sha256, hash).ok()?,
            size: size.parse().ok()?,
        });
    }
    (!files.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(directory: &str, name: &str) -> String {
        format!(
            "Package: other\nVersion: 1\nDirectory: pool/o\nChecksums-Sha256:\n\n\
             Package: hello\nVersion: 2.10-3\nDirectory: {directory}\nChecksums-Sha256:\n \
             {0} 12 hello_2.10-3.dsc\n {0} 345 {name}\n",
            "a".repeat(64)
        )
    }

    fn wish() -> BTreeSet<(String, String)> {
        [("hello".to_owned(), "2.10-3".to_owned()), ("hello".to_owned(), "2.9".to_owned())].into()
    }

    #[test]
    fn a_source_package_is_its_control_file_and_what_it_lists() {
        let mut missing = wish();
        let text = sources("pool/main/h/hello", "hello_2.10.orig.tar.gz");
        let packages = read(text.as_bytes(), "trixie", false, &mut missing).unwrap();
        let paths: Vec<(&str, u64)> =
            packages[0].files.iter().map(|file| (file.pool_path.as_str(), file.size)).collect();
        assert_eq!(
            paths,
            [
                ("pool/main/h/hello/hello_2.10-3.dsc", 12),
                ("pool/main/h/hello/hello_2.10.orig.tar.gz", 345)
            ]
        );
        assert_eq!(packages.len(), 1);
        assert_eq!(missing, [("hello".to_owned(), "2.9".to_owned())].into());
    }

    #[test]
    fn what_is_listed_for_the_sake_of_others_comes_last() {
        let text = sources("pool/main/h/hello", "hello_2.10.orig.tar.gz")
            .replace("Package: hello", "Package: hello\nExtra-Source-Only: yes");
        let mut missing = wish();
        assert_eq!(read(text.as_bytes(), "trixie", false, &mut missing).unwrap(), []);
        assert_eq!(missing, wish());
        assert_eq!(read(text.as_bytes(), "trixie", true, &mut missing).unwrap().len(), 1);
    }

    #[test]
    fn no_file_leaves_its_folder() {
        for (directory, name) in [
            ("../../etc", "passwd"),
            ("/etc", "passwd"),
            ("pool/main", "../passwd"),
            ("pool/main", ".."),
            ("pool/main", "a b"),
        ] {
            let text = sources(directory, name);
            assert!(
                read(text.as_bytes(), "trixie", false, &mut wish()).is_err(),
                "{directory} {name}"
            );
        }
    }
}
