// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The examples, the templates, the schemas and the handbook agree with the code.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use camino::{Utf8Path, Utf8PathBuf};
use haerterei_recipe::{
    Architecture, EdgeVerdict, HostFiles, Recipe, RecipeError, Schema, reference, template,
};

fn project() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

const EXAMPLES: [&str; 10] = [
    "static",
    "java",
    "tomcat",
    "tomcat-ubuntu",
    "nginx",
    "python",
    "php-fpm",
    "postgresql",
    "mariadb",
    "tomcat-app",
];

fn example(name: &str) -> Recipe {
    let path = project().join("examples").join(name).join("recipe.yaml");
    Recipe::read(&path, None, &HostFiles)
        .unwrap_or_else(|error| panic!("{name}: {:#?}", error.faults()))
}

/// Compares a checked-in file with what the code makes; `UPDATE_FILES=1` writes it.
#[expect(clippy::disallowed_methods, reason = "a switch of the test run, not of the program")]
fn is_current(path: &Utf8Path, made: &str) {
    if std::env::var("UPDATE_FILES").is_ok() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, made).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == made, "{path} is not current; run the tests once with UPDATE_FILES=1");
}

#[test]
fn the_schemas_are_current() {
    for schema in Schema::ALL {
        is_current(&project().join("schemas").join(schema.file_name()), &schema.text());
    }
}

#[test]
fn the_handbook_lists_every_key() {
    for (german, file) in [(false, "recipe.md"), (true, "recipe.de.md")] {
        let path = project().join("docs").join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mark = "<!-- keys: written by the tests of the recipe room -->\n";
        let start = text.find(mark).expect("the handbook has a place for the keys") + mark.len();
        is_current(&path, &format!("{}\n{}", &text[..start], reference(german)));
    }
}

fn as_json(path: &Utf8Path) -> serde_json::Value {
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn validator(schema: Schema) -> jsonschema::Validator {
    let schema: serde_json::Value = serde_json::from_str(&schema.text()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn problems(schema: Schema, document: &serde_json::Value) -> Vec<String> {
    validator(schema)
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn examples_and_templates_validate_against_the_schema() {
    for name in EXAMPLES {
        let path = project().join("examples").join(name).join("recipe.yaml");
        assert_eq!(problems(Schema::Recipe, &as_json(&path)), [""; 0], "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("# yaml-language-server: $schema=../../schemas/recipe.schema.json\n")
        );
    }
    let house = project().join("examples/house/haerterei-house.yaml");
    assert_eq!(problems(Schema::House, &as_json(&house)), [""; 0]);
    for german in [true, false] {
        let document: serde_json::Value = serde_saphyr::from_str(template(german)).unwrap();
        assert_eq!(problems(Schema::Recipe, &document), [""; 0]);
    }
}

#[test]
fn schema_and_reader_refuse_the_same_documents() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("recipe.yaml")).unwrap();
    for (text, fine) in [
        ("ports: [8080]", true),
        ("ports: [{port: 8080, meaning: web}]", true),
        ("environment: {TZ: UTC, N: 1, B: true}", true),
        ("user: 1000", true),
        ("prots: [8080]", false),
        ("ports: [{port: 8080, foo: 1}]", false),
        ("ports: 8080", false),
        ("ports: [0]", false),
        ("user: tomcat", false),
        ("title: {fr: x}", false),
        ("title: {}", false),
        ("leave-out: [{reason: x}]", false),
        ("leave-out: [{path: /a}]", false),
        ("files: [{target: /a, source: b, content: c}]", false),
        ("packages: [A]", false),
        ("compression: xz", false),
        ("environment: {1A: x}", false),
        ("extends: /etc/recipe.yaml", false),
        ("from: {image: /srv/base}", false),
        ("from: {image: oci:base, recipe: a.yaml}", false),
        ("from: {image: oci:base, digest: sha256:abc}", false),
        ("from: {}", false),
        ("variants: {debug: {packages: [dash]}}", true),
        ("variants: {debug: {name: other}}", false),
        ("variants: {Debug: {}}", false),
        ("keep: [{path: /usr/include, reason: x}]", true),
        ("keep: [/usr/include]", false),
        ("files: [{target: /a, source: ../b}]", false),
    ] {
        let text = format!("haerterei: 1\nname: app\n{text}\n");
        std::fs::write(&path, &text).unwrap();
        let document: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        assert_eq!(problems(Schema::Recipe, &document).is_empty(), fine, "schema: {text}");
        let read = Recipe::read(&path, None, &HostFiles);
        assert_eq!(read.is_ok(), fine, "reader: {text} {read:?}");
    }
}

#[test]
fn templates_are_recipes() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().join("recipe.yaml")).unwrap();
    for german in [true, false] {
        let plain = template(german);
        // Every suggestion can be used as it stands, except those that need other files.
        let suggested: String = plain
            .lines()
            .filter_map(|line| match line.strip_prefix("# ") {
                Some(code) if code.starts_with([' ', '#']) || is_key(code) => {
                    Some(format!("{code}\n"))
                }
                Some(_) => None,
                None => Some(format!("{line}\n")),
            })
            .collect();
        let suggested = suggested
            .replace("extends: ../java/recipe.yaml\nwithout:\n  environment: [JAVA_HOME]\n", "");
        std::fs::create_dir_all(path.parent().unwrap().join("files")).unwrap();
        std::fs::write(path.parent().unwrap().join("files/app.conf"), "x").unwrap();
        for text in [plain, &suggested] {
            std::fs::write(&path, text).unwrap();
            let recipe = Recipe::read(&path, None, &HostFiles);
            assert!(recipe.is_ok(), "{text}\n{:#?}", recipe.as_ref().map_err(RecipeError::faults));
        }
        std::fs::write(&path, &suggested).unwrap();
        let recipe = Recipe::read(&path, None, &HostFiles).unwrap();
        assert_eq!(recipe.resolved().probes.len(), 1, "{suggested}");
    }
}

fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    })
}

#[test]
fn tomcat_is_java_and_more() {
    let recipe = example("tomcat");
    let resolved = recipe.resolved();
    let names: Vec<&str> = resolved.packages.iter().map(|wanted| wanted.name.as_str()).collect();
    assert_eq!(names, ["base-files", "ca-certificates", "openjdk-21-jre-headless", "tomcat10"]);
    assert_eq!(resolved.writable_paths.len(), 2);
    assert_eq!(resolved.entrypoint.last().map(String::as_str), Some("start"));
    assert!(matches!(
        resolved.edge("tomcat10-common", "default-jre-headless"),
        EdgeVerdict::Drop(_)
    ));
    assert!(matches!(
        resolved.edge("openjdk-21-jre-headless", "liblcms2-2"),
        EdgeVerdict::DropFeature(feature) if feature.as_str() == "images"
    ));
    assert!(matches!(resolved.edge("openjdk-21-jre-headless", "libc6"), EdgeVerdict::Silent));
    let arm = resolved.for_architecture(&Architecture::parse("arm64").unwrap());
    let home = arm.environment.iter().find(|(name, _)| name.as_str() == "JAVA_HOME");
    assert_eq!(
        home.and_then(|(_, variable)| variable.value.as_deref()),
        Some("/usr/lib/jvm/java-21-openjdk-arm64")
    );
    // What comes from the base keeps its place there.
    let place = format!("{:?}", recipe.place_of("packages[2]"));
    assert!(place.contains("examples/java/recipe.yaml"), "{place}");
    assert!(recipe.files().keys().any(|file| file.to_string() == "files/server.xml"));
}

#[test]
fn an_application_inherits_how_tomcat_runs() {
    let recipe = example("tomcat-app");
    let resolved = recipe.resolved();
    assert!(resolved.packages.is_empty(), "its packages are in the base");
    assert_eq!(resolved.entrypoint.last().map(String::as_str), Some("start"));
    assert_eq!(resolved.ports[0].port, 8080);
    assert!(resolved.volumes.is_empty(), "the application is in the image");
    let base = recipe.base().expect("a base");
    assert_eq!(base.resolved().name.as_str(), "tomcat");
    let place = format!("{:?}", recipe.place_of("ports[0].port"));
    assert!(place.contains("examples/tomcat/recipe.yaml"), "{place}");
}

#[test]
fn variants_inherit_and_add() {
    let recipe = example("tomcat");
    let names: Vec<&str> =
        recipe.variants().keys().map(haerterei_recipe::FeatureName::as_str).collect();
    assert_eq!(names, ["build", "debug"], "`build` is inherited from java");
    let build = &recipe.variants()["build".parse().as_ref().unwrap()];
    assert!(build.resolved().packages.iter().all(|wanted| wanted.name.as_str() != "tomcat10"));
    assert!(build.resolved().files.iter().all(|file| !file.target.to_string().contains("tomcat")));
    assert_eq!(build.resolved().user.uid, 0);
    assert_eq!(build.resolved().ports.len(), 1);
    // What variants add changes nothing of the recipe's own digest.
    let plain = example("tomcat");
    assert_eq!(plain.locked().digest, recipe.locked().digest);
    assert!(!recipe.locked().keys.contains_key("variants"));
}

#[test]
fn tomcat_on_ubuntu_finds_the_files_of_its_base() {
    let recipe = example("tomcat-ubuntu");
    assert_eq!(recipe.resolved().distribution.to_string(), "ubuntu/noble");
    assert!(recipe.files().keys().any(|file| file.to_string() == "../tomcat/files/server.xml"));
}

#[test]
fn the_house_file_fits_the_examples() {
    let house = project().join("examples/house/haerterei-house.yaml");
    for name in EXAMPLES {
        let path = project().join("examples").join(name).join("recipe.yaml");
        let recipe = Recipe::read(&path, Some(&house), &HostFiles)
            .unwrap_or_else(|error| panic!("{name}: {:#?}", error.faults()));
        let responsible = recipe.resolved().responsible.as_ref().unwrap();
        assert_eq!(responsible.organisation.as_deref(), Some("Musterbehörde"));
        assert_eq!(recipe.resolved().certificates.add[0].to_string(), "house:ca/house-ca.pem");
        assert!(recipe.rules().forbidden("sudo").is_some());
    }
}
