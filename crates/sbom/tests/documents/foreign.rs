// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Documents of other programs, in the shapes that those write, and of strangers.

use haerterei_inventory::{ComponentKind, Inventory};
use haerterei_sbom::document::{DocumentBounds, DocumentError, parse};

fn read(text: &str) -> Inventory {
    parse(text.as_bytes(), DocumentBounds::default()).expect("a document").into_inventory()
}

fn names(inventory: &Inventory) -> Vec<(ComponentKind, String, Option<String>)> {
    let of = |it: &haerterei_inventory::Component| {
        let group = it.group.as_ref().map(|group| format!("{group} | ")).unwrap_or_default();
        (it.kind, format!("{} {group}{}", it.ecosystem, it.name), it.version.clone())
    };
    inventory.components.iter().map(of).collect()
}

#[test]
fn the_shape_of_syft_is_read() {
    let inventory = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"tools":{"components":[{"type":"application","name":"syft","version":"1.30.0"}]},
        "component":{"bom-ref":"r","type":"container","name":"debian:13","version":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},
        "components":[{"bom-ref":"pkg:npm/%40babel/core@7?package-id=1","type":"library","name":"@babel/core","version":"7","purl":"pkg:npm/%40babel/core@7","licenses":[{"license":{"id":"MIT"}},{"license":{"name":"BSD like"}}]},
        {"bom-ref":"d","type":"library","publisher":"GNU Libc Maintainers <libc@lists.example.org>","name":"libc6","version":"2.41-12","purl":"pkg:deb/debian/libc6@2.41-12?arch=amd64&distro=debian-13&upstream=glibc","properties":[{"name":"syft:location:0:path","value":"/var/lib/dpkg/status"}]},
        {"bom-ref":"o","type":"operating-system","name":"debian","version":"13"}],
        "dependencies":[{"ref":"d","dependsOn":["o","nobody"]}]}"#,
    );
    assert_eq!(
        names(&inventory),
        [
            (ComponentKind::OperatingSystem, "generic debian".to_owned(), Some("13".to_owned())),
            (ComponentKind::SystemPackage, "deb libc6".to_owned(), Some("2.41-12".to_owned())),
            (ComponentKind::LanguagePackage, "npm @babel | core".to_owned(), Some("7".to_owned())),
        ]
    );
    let libc = &inventory.components[1];
    assert_eq!(libc.source.as_ref().unwrap().name, "glibc");
    assert_eq!(libc.creator.email.as_deref(), Some("libc@lists.example.org"));
    assert_eq!(libc.locations[0].path.to_string(), "/var/lib/dpkg/status");
    assert_eq!((libc.architecture.as_deref(), libc.depends_on.len()), (Some("amd64"), 1));
    let babel = &inventory.components[2].licences;
    assert_eq!((babel.declared.as_deref(), babel.text.as_deref()), (Some("MIT"), Some("BSD like")));
    assert!(inventory.subject.digest.is_some());
    assert_eq!(inventory.system.unwrap().id, "debian");
}

#[test]
fn the_shape_of_trivy_is_read() {
    let inventory = read(
        r#"{"$schema":"x","bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"bom-ref":"i","type":"container","name":"app","purl":"pkg:oci/app@sha256%3Ae3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855?arch=amd64"}},
        "components":[{"bom-ref":"a","type":"library","supplier":{"name":"Somebody <a@b.example>"},"name":"bash","version":"5.2-1","purl":"pkg:deb/debian/bash@5.2-1?distro=debian-13",
        "properties":[{"name":"aquasecurity:trivy:SrcName","value":"bash"},{"name":"aquasecurity:trivy:SrcVersion","value":"5.2"},{"name":"aquasecurity:trivy:SrcRelease","value":"1"},{"name":"aquasecurity:trivy:SrcEpoch","value":"2"}]},
        {"type":"library","group":"org.example","name":"thing","version":"1","purl":"pkg:maven/org.example/thing@1","properties":[{"name":"aquasecurity:trivy:FilePath","value":"srv/a.jar"}]}]}"#,
    );
    let bash = &inventory.components[0];
    assert_eq!(bash.source.as_ref().unwrap().version.as_deref(), Some("2:5.2-1"));
    assert_eq!(bash.creator.name.as_deref(), Some("Somebody <a@b.example>"));
    assert_eq!(inventory.components[1].group.as_deref(), Some("org.example"));
    assert_eq!(inventory.components[1].locations[0].path.to_string(), "/srv/a.jar");
    assert!(inventory.subject.digest.is_some());
}

#[test]
fn nested_components_belong_to_what_holds_them() {
    let inventory = read(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"tools":[{"vendor":"cyclonedx","name":"cdxgen","version":"11"}]},
        "components":[{"bom-ref":"w","type":"application","name":"shop.war","components":[{"bom-ref":"j","type":"library","group":"g","name":"n","version":"1","purl":"pkg:maven/g/n@1"}]}],
        "dependencies":[{"ref":"w","dependsOn":["j"]}]}"#,
    );
    let [jar, war] = inventory.components.as_slice() else { panic!("{inventory:?}") };
    assert_eq!((jar.name.as_str(), jar.belongs_to.map(|it| it.0)), ("n", Some(1)));
    assert!(war.depends_on.is_empty(), "what it holds is not needed a second time");
}

#[test]
fn the_shape_of_sbom_tool_is_read() {
    let text = r#"{"files":[],"packages":[{"name":"App","SPDXID":"SPDXRef-RootPackage","versionInfo":"1","supplier":"Organization: Contoso","downloadLocation":"NOASSERTION"},
        {"name":"Newtonsoft.Json","SPDXID":"SPDXRef-Package-1","versionInfo":"13.0.3","supplier":"NOASSERTION","licenseDeclared":"MIT","licenseConcluded":"NOASSERTION","checksums":[{"algorithm":"SHA256","checksumValue":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"}],
        "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:nuget/Newtonsoft.Json@13.0.3"}]}],
        "relationships":[{"relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-Package-1","spdxElementId":"SPDXRef-RootPackage"}],
        "spdxVersion":"SPDX-2.2","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"App 1","documentNamespace":"https://x.example/1","creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Organization: Contoso","Tool: Microsoft.SBOMTool-3"]},"documentDescribes":["SPDXRef-RootPackage"]}"#;
    // With a byte order mark, as it comes.
    let inventory = read(&format!("\u{feff}{text}"));
    let [json] = inventory.components.as_slice() else { panic!("{inventory:?}") };
    assert_eq!((json.ecosystem.as_str(), json.name.as_str()), ("nuget", "Newtonsoft.Json"));
    assert_eq!(json.licences.declared.as_deref(), Some("MIT"));
    assert_eq!((json.licences.concluded.as_deref(), json.digests.len()), (None, 1));
    assert_eq!(inventory.subject.name, "App");
    // What GitHub and in-toto put around a document does not matter.
    assert_eq!(read(&format!(r#"{{"sbom":{text}}}"#)), inventory);
    let statement = format!(r#"{{"_type":"t","predicateType":"p","predicate":{text}}}"#);
    assert_eq!(read(&statement), inventory);
}

#[test]
fn what_cannot_be_read_is_named() {
    type Check = fn(&DocumentError) -> bool;
    let cases: [(&str, Check); 13] = [
        ("<bom/>", |error| matches!(error, DocumentError::OtherXml { .. })),
        ("<bom>", |error| matches!(error, DocumentError::Xml { .. })),
        (r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.1"/>"#, |error| {
            matches!(error, DocumentError::Version { .. })
        }),
        ("SPDXVersion: SPDX-2.3", |error| matches!(error, DocumentError::TagValue)),
        ("", |error| matches!(error, DocumentError::Json(_))),
        ("[]", |error| matches!(error, DocumentError::Unknown)),
        (r#"{"a":1,"a":2}"#, |error| error_says(error, "twice")),
        (r#"{"bomFormat":"CycloneDX","specVersion":"2.0"}"#, |error| {
            matches!(error, DocumentError::Version { .. })
        }),
        (r#"{"spdxVersion":"SPDX-2.1"}"#, |error| matches!(error, DocumentError::Version { .. })),
        (r#"{"@context":"x","@graph":[]}"#, |error| matches!(error, DocumentError::Version { .. })),
        (
            r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}"#,
            |error| matches!(error, DocumentError::Malformed { place, .. } if place == "components"),
        ),
        (
            r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"components":[7]}]}"#,
            |e| matches!(e, DocumentError::Malformed { place, .. } if place == "components[0].components[0]"),
        ),
        (
            r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"bom-ref":"a"},{"bom-ref":"a"}]}"#,
            |error| matches!(error, DocumentError::SameReference { .. }),
        ),
    ];
    for (text, is_right) in cases {
        let error = parse(text.as_bytes(), DocumentBounds::default()).unwrap_err();
        assert!(is_right(&error), "{text}: {error:?}");
    }
}

fn error_says(error: &DocumentError, word: &str) -> bool {
    matches!(error, DocumentError::Json(json) if json.to_string().contains(word))
}

#[test]
fn hostile_documents_meet_bounds() {
    let nested = |depth: usize| {
        let open = r#"{"name":"a","components":["#.repeat(depth);
        let close = "]}".repeat(depth);
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{open}{close}]}}"#)
    };
    assert!(parse(nested(40).as_bytes(), DocumentBounds::default()).is_ok());
    let error = parse(nested(5000).as_bytes(), DocumentBounds::default()).unwrap_err();
    assert!(error_says(&error, "recursion"), "{error:?}");
    let few = DocumentBounds { bytes: 100, values: 50, components: 3 };
    let many = |count: usize| {
        let list = vec![r#"{"name":"a"}"#; count].join(",");
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{list}]}}"#)
    };
    assert!(parse(many(3).as_bytes(), few).is_ok());
    for count in [4, 60] {
        let error = parse(many(count).as_bytes(), few).unwrap_err();
        assert!(matches!(error, DocumentError::TooMany { .. }), "{error:?}");
    }
    let error = haerterei_sbom::document::read(many(9).as_bytes(), few).unwrap_err();
    assert!(matches!(error, DocumentError::TooLarge { .. }), "{error:?}");
}

#[test]
fn xml_says_the_same_as_json() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
        <bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:1" version="1">
          <metadata><timestamp>2026-01-01T00:00:00Z</timestamp>
            <tools><components><component type="application"><name>syft</name><version>1</version></component></components></tools>
            <manufacturer><name>Amt</name><contact><email>a@b.example</email></contact></manufacturer>
            <component bom-ref="r" type="container"><name>debian</name><version>13</version></component></metadata>
          <components>
            <component bom-ref="a" type="library">
              <supplier><url>https://b.example</url></supplier><group>g</group><name>n &amp; m</name><version>1</version>
              <hashes><hash alg="SHA-256">e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855</hash></hashes>
              <licenses><license acknowledgement="declared"><id>MIT</id></license><license><name>BSD like</name></license></licenses>
              <cpe>cpe:2.3:a:x:y:1:*:*:*:*:*:*:*</cpe><purl>pkg:maven/g/n@1</purl>
              <externalReferences><reference type="website"><url>https://n.example</url></reference></externalReferences>
              <properties><property name="syft:location:0:path">/srv/a.jar</property></properties>
              <components><component type="library" bom-ref="i"><name>inner</name></component></components>
            </component>
            <component bom-ref="b" type="library"><name>b</name><licenses><expression acknowledgement="concluded">MIT OR X</expression></licenses></component>
          </components>
          <dependencies><dependency ref="a"><dependency ref="b"/></dependency><dependency ref="b"/></dependencies>
          <compositions><composition><aggregate>complete</aggregate><dependencies><dependency ref="a"/></dependencies></composition></compositions>
        </bom>"#;
    let json = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:1","version":1,
        "metadata":{"timestamp":"2026-01-01T00:00:00Z","tools":{"components":[{"type":"application","name":"syft","version":"1"}]},
          "manufacturer":{"name":"Amt","contact":[{"email":"a@b.example"}]},
          "component":{"bom-ref":"r","type":"container","name":"debian","version":"13"}},
        "components":[
          {"bom-ref":"a","type":"library","supplier":{"url":["https://b.example"]},"group":"g","name":"n & m","version":"1",
           "hashes":[{"alg":"SHA-256","content":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],
           "licenses":[{"license":{"id":"MIT","acknowledgement":"declared"}},{"license":{"name":"BSD like"}}],
           "cpe":"cpe:2.3:a:x:y:1:*:*:*:*:*:*:*","purl":"pkg:maven/g/n@1",
           "externalReferences":[{"type":"website","url":"https://n.example"}],
           "properties":[{"name":"syft:location:0:path","value":"/srv/a.jar"}],
           "components":[{"type":"library","bom-ref":"i","name":"inner"}]},
          {"bom-ref":"b","type":"library","name":"b","licenses":[{"expression":"MIT OR X","acknowledgement":"concluded"}]}],
        "dependencies":[{"ref":"a","dependsOn":["b"]},{"ref":"b"}],
        "compositions":[{"aggregate":"complete","dependencies":["a"]}]}"#;
    let bounds = DocumentBounds::default();
    assert_eq!(parse(xml.as_bytes(), bounds).unwrap(), parse(json.as_bytes(), bounds).unwrap());
}

#[test]
fn the_tools_of_old_xml_are_a_list() {
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><metadata><tools>
        <tool><vendor>v</vendor><name>cyclonedx-maven-plugin</name><version>2.7</version></tool>
        </tools></metadata><vulnerabilities><vulnerability/></vulnerabilities></bom>"#;
    let document = parse(xml.as_bytes(), DocumentBounds::default()).unwrap();
    assert_eq!(document.tools, ["cyclonedx-maven-plugin 2.7"]);
    assert_eq!((document.parts.len(), document.vulnerabilities), (0, 1));
}
