// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipes as people write them, right and wrong.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;
use std::io::{self, Read};

use camino::Utf8Path;
use haerterei_ground::{Explain, Message};
use haerterei_recipe::{Files, Recipe, RecipeError};
use haerterei_texts::{Language, Texts};

/// Files in memory.
#[derive(Debug, Default)]
struct Memory(BTreeMap<&'static str, &'static str>);

impl Files for Memory {
    fn open(&self, path: &Utf8Path) -> io::Result<Box<dyn Read + '_>> {
        match self.0.get(path.as_str()) {
            Some(text) => Ok(Box::new(text.as_bytes())),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn read(files: &[(&'static str, &'static str)]) -> Result<Recipe, RecipeError> {
    let files = Memory(files.iter().copied().collect());
    let house = files.0.contains_key("house/house.yaml").then_some("house/house.yaml");
    Recipe::read("app/recipe.yaml".into(), house.map(Utf8Path::new), &files)
}

/// Renders an error as the command line would, plainly.
fn told(error: &RecipeError, language: Language) -> String {
    let texts = Texts::new(language);
    let mut lines = vec![texts.say(&error.message())];
    lines.extend(error.details().iter().map(|detail: &Message| texts.say(detail)));
    lines.join("\n")
}

fn fails(files: &[(&'static str, &'static str)]) -> String {
    told(&read(files).unwrap_err(), Language::English)
}

#[test]
fn a_short_recipe_means_much() {
    let recipe =
        read(&[("app/recipe.yaml", "haerterei: 1\nname: app\npackages: [nginx-light]\n")]).unwrap();
    let resolved = recipe.resolved();
    assert_eq!(resolved.distribution.to_string(), "debian/trixie");
    assert_eq!(resolved.user.to_string(), "65532:0");
    assert_eq!(resolved.architectures.len(), 2);
    assert_eq!(resolved.packages[0].name.as_str(), "nginx-light");
    insta::assert_json_snapshot!(resolved);
}

#[test]
fn several_faults_are_told_at_once_with_their_places() {
    insta::assert_snapshot!(fails(&[(
        "app/recipe.yaml",
        "haerterei: 1
name: My App
entrypont: [/usr/bin/app]
packages:
  - nginx
  - nginx (>= 1.0)
  - {name: foo}
ports: [80, 8080, 99999]
version: [1]
title: {de: Anwendung, fr: Application}
environment:
  1BAD: x
user: tomcat
leave-out:
  - path: usr/share/doc/**
files:
  - target: /etc/app.conf
    source: ../../etc/shadow
    content: x
allow:
  shell: true
"
    )]));
}

#[test]
fn contradictions_point_at_their_lines() {
    insta::assert_snapshot!(fails(&[(
        "app/recipe.yaml",
        "haerterei: 1
name: app
packages: [nginx]
leave-out: [{package: nginx, reason: no}]
user: 0
entrypoint: [sh, -c, nginx]
ports: [80]
writable-paths: [/etc]
environment:
  DB_PASSWORD: hunter2
probes: [{name: web, kind: tcp, path: /}]
features: [fots]
profiles: {fonts: {description: x}}
"
    )]));
    insta::assert_snapshot!(fails(&[(
        "app/recipe.yaml",
        "haerterei: 1
name: app
packages: [nginx]
leave-out: [{package: nginx, reason: no}]
user: 0
entrypoint: [sh, -c, nginx]
ports: [80]
writable-paths: [/etc]
environment:
  DB_PASSWORD: hunter2
probes: [{name: web, kind: tcp, path: /}]
"
    )]));
}

const BASE: &str = "haerterei: 1
name: base
packages: [base-files, nginx]
ports: [8080, 8081]
environment: {TZ: UTC, LANG: C.UTF-8}
entrypoint: [/usr/bin/base, serve]
";

#[test]
fn a_recipe_builds_upon_another() {
    let recipe = read(&[
        ("app/../base/recipe.yaml", BASE),
        ("base/recipe.yaml", BASE),
        (
            "app/recipe.yaml",
            "haerterei: 1
extends: ../base/recipe.yaml
without: {packages: [nginx], environment: [LANG]}
name: app
packages: [nginx-light]
ports: [{port: 8081, meaning: admin}]
environment: {TZ: Europe/Berlin}
entrypoint: [/usr/bin/app]
",
        ),
    ])
    .unwrap();
    insta::assert_snapshot!(recipe.to_yaml());
}

#[test]
fn wrong_bases_are_told() {
    let itself = [("app/recipe.yaml", "haerterei: 1\nname: app\nextends: recipe.yaml\n")];
    assert!(fails(&itself).contains("builds upon itself"), "{}", fails(&itself));
    let missing = [("app/recipe.yaml", "haerterei: 1\nname: app\nextends: no.yaml\n")];
    assert!(fails(&missing).contains("app/recipe.yaml:3:10"), "{}", fails(&missing));
    let without = [("app/recipe.yaml", "haerterei: 1\nname: app\nwithout: {packages: [nginx]}\n")];
    assert!(fails(&without).contains("cannot be taken out"), "{}", fails(&without));
}

#[test]
fn the_house_has_the_last_word_on_rules_and_the_first_on_values() {
    let house = "haerterei-house: 1
labels: {a: house, b: house}
rules:
  required-keys: [responsible.email]
  forbidden-packages: [sudo]
  distributions: [ubuntu/noble]
";
    let text = fails(&[
        ("house/house.yaml", house),
        ("app/recipe.yaml", "haerterei: 1\nname: app\npackages: [sudo]\nlabels: {a: own}\n"),
    ]);
    for told in ["responsible.email", "forbids the package sudo", "does not allow debian/trixie"] {
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn text_that_is_not_yaml_is_told_in_both_languages() {
    let error = read(&[("app/recipe.yaml", "haerterei: 1\nname: [app\n")]).unwrap_err();
    insta::assert_snapshot!(told(&error, Language::English));
    insta::assert_snapshot!(told(&error, Language::German));
}

#[test]
fn every_sentence_exists_in_both_languages() {
    for language in [Language::English, Language::German] {
        let keys = haerterei_texts::keys(language);
        for key in haerterei_recipe::MESSAGE_KEYS {
            assert!(keys.contains_key(*key), "{key}");
        }
    }
}
