// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;
use crate::component::How;
use haerterei_testkit::zip::zip;

fn properties(group: &str, artifact: &str, version: &str) -> Vec<u8> {
    format!("groupId={group}\nartifactId={artifact}\nversion={version}\n").into_bytes()
}

fn of(path: &str, bytes: &[u8]) -> Findings {
    read(&TreePath::parse(path).unwrap(), &Content::Memory(bytes), &Bounds::default())
}

fn purls(findings: &Findings) -> Vec<&str> {
    findings.found.iter().map(|found| found.purl.as_deref().unwrap_or("-")).collect()
}

#[test]
fn a_shaded_archive_is_itself_and_what_is_in_it() {
    let jar = zip(&[
        ("META-INF/maven/org.b/b/pom.properties", &properties("org.b", "b", "2")),
        ("META-INF/maven/org.a/a/pom.properties", &properties("org.a", "a", "1")),
        ("META-INF/maven/org.a/a/pom.xml", b"<project><groupId>org.a</groupId><artifactId>a</artifactId><licenses><license><name>MIT</name></license></licenses></project>"),
        ("x/Y.class", b""),
    ]);
    let findings = of("srv/a-1.jar", &jar);
    assert_eq!(purls(&findings), ["pkg:maven/org.a/a@1", "pkg:maven/org.b/b@2"]);
    assert_eq!(findings.found[0].licences.declared.as_deref(), Some("MIT"));
    assert_eq!(findings.found[0].within, None);
    assert_eq!(findings.found[1].within, Some(0));
    assert_eq!(findings.found[1].inside, ["META-INF/maven/org.b/b/pom.properties"]);
    assert!(findings.is_archive && findings.damage.is_empty());
    // Renamed, it is nobody's: both are in it.
    let findings = of("srv/app.jar", &jar);
    assert_eq!(purls(&findings), ["-", "pkg:maven/org.a/a@1", "pkg:maven/org.b/b@2"]);
    assert_eq!((&*findings.found[0].name, findings.found[0].how), ("app", How::FileName));
}

#[test]
fn an_archive_without_a_description_is_known_by_its_classes() {
    let jar = zip(&[
        (
            "META-INF/MANIFEST.MF",
            b"Implementation-Title: spring-web\nImplementation-Version: 5.3.22\n",
        ),
        ("org/springframework/web/WebApplicationInitializer.class", b""),
    ]);
    assert_eq!(
        purls(&of("srv/spring-web-5.3.22.jar", &jar)),
        ["pkg:maven/org.springframework/spring-web@5.3.22"]
    );
    // The name alone is no proof.
    let other = zip(&[("org/example/A.class", b"")]);
    assert_eq!(purls(&of("srv/spring-web-5.3.22.jar", &other)), ["-"]);
    // Properties that are defined elsewhere: the folder has what they mean.
    let jar = zip(&[(
        "META-INF/maven/org.a/b/pom.xml",
        b"<project><groupId>${g}</groupId><artifactId>b</artifactId></project>",
    )]);
    let findings = of("srv/b-2.jar", &jar);
    assert_eq!(purls(&findings), ["pkg:maven/org.a/b@2"]);
    assert!(findings.damage.is_empty());
}

#[test]
fn a_description_of_another_version_was_shaded() {
    let jar = zip(&[("META-INF/maven/cli/cli/pom.properties", &properties("c.l", "cli", "1.2"))]);
    for (file, expected) in [
        ("groovy-all-1.8.1.jar", &["-", "pkg:maven/c.l/cli@1.2"][..]),
        ("renamed-1.2.jar", &["pkg:maven/c.l/cli@1.2"]),
        ("renamed.jar", &["pkg:maven/c.l/cli@1.2"]),
    ] {
        assert_eq!(purls(&of(file, &jar)), expected);
    }
}

#[test]
fn archives_in_archives_are_opened() {
    let library = zip(&[
        ("META-INF/MANIFEST.MF", b"Bundle-SymbolicName: com.google.guava\nImplementation-Version: 31\nBundle-License: https://www.apache.org/licenses/LICENSE-2.0.txt\n"),
    ]);
    let war = zip(&[
        ("WEB-INF/lib/guava-31.jar", &library),
        ("META-INF/maven/g/shop/pom.properties", &properties("g.h", "shop", "3")),
    ]);
    let ear = zip(&[("shop.war", &war)]);
    let findings = of("srv/all.ear", &ear);
    assert_eq!(
        purls(&findings),
        ["-", "pkg:maven/g.h/shop@3", "pkg:maven/com.google.guava/guava@31"]
    );
    let guava = &findings.found[2];
    assert_eq!(guava.inside, ["shop.war", "WEB-INF/lib/guava-31.jar"]);
    assert_eq!((guava.within, findings.found[1].within), (Some(1), Some(0)));
    assert_eq!(guava.digest, Some(Digest::sha256(&library)));
    assert_eq!(guava.licences.declared.as_deref(), Some("Apache-2.0"));
    assert_eq!(guava.how, How::Manifest);
}

#[test]
fn native_members_are_components_where_each_file_is_asked_for() {
    let library = b"\x7fELF and more";
    let jar = zip(&[
        ("META-INF/maven/g/netty/pom.properties", &properties("g", "netty", "1")),
        ("META-INF/native/libnetty.so", library),
        ("META-INF/native/readme.so", b"text"),
        ("x/Y.class", b"\xca\xfe\xba\xbe"),
    ]);
    let war = zip(&[("WEB-INF/lib/netty-1.jar", &jar)]);
    let path = TreePath::parse("srv/a.war").unwrap();
    let of = |each_file| {
        let bounds = Bounds { each_file, ..Bounds::default() };
        read(&path, &Content::Memory(&war), &bounds)
    };
    let plain = of(false);
    assert_eq!(plain.found.len(), 2);
    assert_eq!((plain.found[1].long_digest, plain.found[1].modified), (None, None));
    let whole = of(true);
    let [_, netty, native] = whole.found.as_slice() else { panic!("{whole:?}") };
    assert_eq!(netty.long_digest, Some(Digest::of(Algorithm::Sha512, &jar)));
    assert_eq!((&*native.name, native.within), ("libnetty.so", Some(1)));
    assert_eq!(native.inside, ["WEB-INF/lib/netty-1.jar", "META-INF/native/libnetty.so"]);
    assert_eq!(native.digest, Some(Digest::sha256(library)));
    assert_eq!(native.long_digest, Some(Digest::of(Algorithm::Sha512, library)));
    assert!(native.nature.executable && !native.nature.archive);
}

#[test]
fn bounds_end_it_and_are_told() {
    let mut jar = zip(&[("a.txt", b"x")]);
    for level in 0..12 {
        jar = zip(&[(&*format!("n{level}.jar"), &jar)]);
    }
    let findings = of("a.jar", &jar);
    assert_eq!(findings.damage[0].code, code::UNREAD_DEPTH);
    assert_eq!(findings.found.len(), 10);

    let read = |bounds: Bounds| {
        read(&TreePath::parse("a.jar").unwrap(), &Content::Memory(&jar), &bounds).damage
    };
    let damage = read(Bounds { members: 3, ..Bounds::default() });
    assert_eq!(damage[0].code, code::UNREAD_MEMBERS);
    let damage = read(Bounds { bytes: 100, ..Bounds::default() });
    assert_eq!(damage[0].code, code::UNREAD_BYTES);
    assert!(damage.iter().all(Damage::is_unread));
}

#[test]
fn a_damaged_archive_is_still_there() {
    let library = zip(&[("META-INF/MANIFEST.MF", b"Implementation-Version: 1\n")]);
    let war = zip(&[("WEB-INF/lib/b-2.0.jar", &library[..library.len() - 9]), ("c-1.jar", b"")]);
    let findings = of("srv/a.war", &war);
    let names: Vec<_> = findings.found.iter().map(|found| &*found.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(findings.found[1].version.as_deref(), Some("2.0"));
    assert_eq!(findings.damage.len(), 2);
    assert_eq!(findings.damage[0].inside, ["WEB-INF/lib/b-2.0.jar"]);
    let cut = of("x.jar", &library[..20]);
    assert_eq!((cut.found.len(), cut.damage.len()), (1, 1));
}

#[test]
fn a_spooled_archive_shows_the_same() {
    use std::io::Write as _;
    let library = zip(&[("META-INF/maven/g/b/pom.properties", &properties("g.h", "b", "2"))]);
    let war = zip(&[("WEB-INF/lib/b-2.jar", &library), ("META-INF/MANIFEST.MF", b"A: b\n")]);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&war).unwrap();
    let path = TreePath::parse("a.war").unwrap();
    let spooled = Content::Spooled(&file, war.len() as u64);
    assert_eq!(read(&path, &spooled, &Bounds::default()), of("a.war", &war));
}

proptest! {
    #[test]
    fn reading_is_total(change in 0_usize..400, to in any::<u8>(), cut in 0_usize..400) {
        let library = zip(&[("META-INF/maven/g/b/pom.properties", &properties("g", "b", "2"))]);
        let mut war = zip(&[("b.jar", &library), ("META-INF/MANIFEST.MF", b"A: b\n")]);
        if let Some(byte) = war.get_mut(change) {
            *byte = to;
        }
        of("a.war", &war);
        of("a.war", &war[..cut.min(war.len())]);
    }
}
