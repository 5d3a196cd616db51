// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Which mirrors a selection asks: those of the caller, else the host's, else the built-in ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use haerterei_archive::{
    AptSources, ArchiveError, Distribution, HostConfiguration, Selection, Source,
};
use url::Url;

const HOST: &str = "deb http://host.example/debian trixie main\ndeb http://host.example/security trixie-security main\ndeb http://other.example/ubuntu noble main\ndeb http://further.example/tool stable main\n";

fn host(text: &str) -> HostConfiguration {
    let mut apt = AptSources::default();
    apt.read("sources.list", text);
    HostConfiguration { apt, architecture: "amd64".to_owned(), ..HostConfiguration::default() }
}

struct Ask<'a> {
    distribution: &'a str,
    suite: &'a str,
    pockets: &'a [&'a str],
    architectures: &'a [&'a str],
    flags: &'a [(&'a str, &'a str)],
    host: Option<&'a str>,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self {
            distribution: "debian",
            suite: "trixie",
            pockets: &[],
            architectures: &["amd64"],
            flags: &[],
            host: None,
        }
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn sources(ask: &Ask<'_>) -> Result<Vec<Source>, ArchiveError> {
    let distribution = Distribution::find(ask.distribution, &[]).unwrap();
    let host = ask.host.map(host);
    Source::of(&Selection {
        distribution: &distribution,
        suite: ask.suite,
        pockets: owned(ask.pockets),
        components: Vec::new(),
        architectures: owned(ask.architectures),
        mirrors: ask
            .flags
            .iter()
            .map(|(id, url)| ((*id).to_owned(), vec![Url::parse(url).unwrap()]))
            .collect::<BTreeMap<_, _>>(),
        host: host.as_ref(),
    })
}

/// The suites with the first mirror of each.
fn first_mirrors(ask: &Ask<'_>) -> Vec<(String, String)> {
    sources(ask)
        .unwrap()
        .into_iter()
        .map(|source| (source.suite, source.mirrors[0].to_string()))
        .collect()
}

fn mirror_of(suite: &str, ask: &Ask<'_>) -> String {
    first_mirrors(ask).into_iter().find(|(one, _)| one == suite).unwrap().1
}

#[test]
fn the_callers_mirrors_come_before_the_hosts_and_those_before_the_built_in() {
    let built_in = Ask::default();
    let with_host = Ask { host: Some(HOST), ..Ask::default() };
    let flags = [("main", "http://flag.example/debian")];
    let with_flag = Ask { host: Some(HOST), flags: &flags, ..Ask::default() };
    let distribution = Distribution::find("debian", &[]).unwrap();
    let own = distribution.archives.iter().find(|place| place.id == "main").unwrap();
    assert_eq!(mirror_of("trixie", &built_in), own.mirrors[0].to_string());
    assert_eq!(mirror_of("trixie", &with_host), "http://host.example/debian");
    assert_eq!(mirror_of("trixie", &with_flag), "http://flag.example/debian");
    // A mirror of one archive says nothing of another.
    assert_eq!(mirror_of("trixie-security", &with_flag), "http://host.example/security");
}

#[test]
fn a_host_of_another_suite_lends_its_mirror() {
    let ask = Ask { suite: "bookworm", host: Some(HOST), ..Ask::default() };
    assert_eq!(mirror_of("bookworm", &ask), "http://host.example/debian");
    assert_eq!(mirror_of("bookworm-updates", &ask), "http://host.example/debian");
}

#[test]
fn a_host_of_another_distribution_or_architecture_lends_nothing() {
    let text = "deb http://host.example/ubuntu noble main\n";
    let ask = Ask { host: Some(text), ..Ask::default() };
    assert_eq!(first_mirrors(&ask), first_mirrors(&Ask::default()));
    // Ubuntu keeps arm64 elsewhere; what an amd64 host fetches says nothing of it.
    let ask = Ask {
        distribution: "ubuntu",
        suite: "noble",
        architectures: &["amd64", "arm64"],
        host: Some(text),
        ..Ask::default()
    };
    let noble: Vec<_> = sources(&ask)
        .unwrap()
        .into_iter()
        .filter(|source| source.suite == "noble")
        .map(|source| (source.architectures, source.mirrors[0].to_string()))
        .collect();
    assert_eq!(noble[0], (owned(&["amd64"]), "http://host.example/ubuntu".to_owned()));
    assert_eq!(noble[1].0, ["arm64"]);
    assert!(!noble[1].1.contains("host.example"), "{noble:?}");
}

#[test]
fn a_mirror_may_be_named_for_one_architecture() {
    let flags = [("main", "http://one.example/u"), ("main/arm64", "http://two.example/p")];
    let ask = Ask {
        distribution: "ubuntu",
        suite: "24.04",
        architectures: &["amd64", "arm64"],
        flags: &flags,
        ..Ask::default()
    };
    let all = sources(&ask).unwrap();
    for source in all {
        let expected = match source.architectures[0].as_str() {
            "amd64" => "http://one.example/u",
            _ => "http://two.example/p",
        };
        assert_eq!(source.mirrors[0].as_str(), expected, "{}", source.suite);
    }
}

#[test]
fn pockets_beyond_the_usual_come_only_when_asked() {
    let suites = |pockets: &[&str]| -> Vec<String> {
        let all = sources(&Ask { pockets, ..Ask::default() }).unwrap();
        all.into_iter().map(|source| source.suite).collect()
    };
    assert_eq!(suites(&[]), ["trixie-security", "trixie-updates", "trixie"]);
    assert!(suites(&["backports"]).contains(&"trixie-backports".to_owned()));
}

#[test]
fn what_a_distribution_does_not_have_is_refused_by_name() {
    let wrong = |ask: &Ask<'_>| sources(ask).unwrap_err();
    assert!(matches!(
        wrong(&Ask { suite: "trixi", ..Ask::default() }),
        ArchiveError::UnknownSuite { name, .. } if name == "trixi"
    ));
    assert!(matches!(
        wrong(&Ask { pockets: &["proposed"], ..Ask::default() }),
        ArchiveError::UnknownPocket { name, .. } if name == "proposed"
    ));
    assert!(matches!(
        wrong(&Ask { architectures: &["vax"], ..Ask::default() }),
        ArchiveError::UnknownArchitecture { architecture, .. } if architecture == "vax"
    ));
}
