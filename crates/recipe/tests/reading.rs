// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Recipes as people write them, right and wrong.

use std::collections::BTreeMap;
use std::io::{self, Read};

use camino::Utf8Path;
use haerterei_ground::{Explain, Message};
use haerterei_recipe::{EdgeVerdict, Files, Recipe, RecipeError};
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
