// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Alpine's database of installed packages, `lib/apk/db/installed` (apk-tools, `apk-package(5)` and
//! the Alpine wiki's "Apk spec"): a paragraph for each package, fields of one letter, and behind
//! them its files.

use haerterei_ground::TreePath;

/// A package that is installed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Its name (`P`).
    pub name: String,
    /// Its version (`V`).
    pub version: String,
    /// Its architecture (`A`).
    pub architecture: String,
    /// The package it is built with (`o`), where that is written.
    pub origin: Option<String>,
    /// One sentence about it (`T`).
    pub description: Option<String>,
    /// Its home page (`U`).
    pub url: Option<String>,
    /// Its licence as written (`L`).
    pub licence: Option<String>,
    /// Who maintains it (`m`).
    pub maintainer: Option<String>,
    /// What it needs (`D`), names without versions; conflicts are left out.
    pub depends: Vec<String>,
    /// What it provides (`p`), names without versions.
    pub provides: Vec<String>,
    /// Its files (`R` in the folder `F`).
    pub files: Vec<TreePath>,
}

/// What a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Database {
    /// The packages, in the database's order.
    pub packages: Vec<Package>,
    /// The lines at which paragraphs begin that are no packages, from 1.
    pub damaged: Vec<usize>,
}

/// Reads a database. A paragraph without name or version costs no other.
pub fn read(bytes: &[u8]) -> Database {
    let mut database = Database::default();
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::default();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() {
            reader.finish(&mut database);
        } else {
            if reader.line == 0 {
                reader.line = number;
            }
            reader.field(line);
        }
    }
    reader.finish(&mut database);
    database
}

#[derive(Default)]
struct Reader {
    package: Package,
    folder: TreePath,
    /// Where the paragraph begins; 0 between paragraphs.
    line: usize,
}

impl Reader {
    fn field(&mut self, line: &str) {
        let Some((field, value)) = line.split_once(':') else { return };
        let package = &mut self.package;
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match field {
            "P" => value.clone_into(&mut package.name),
            "V" => value.clone_into(&mut package.version),
            "A" => value.clone_into(&mut package.architecture),
            "o" => package.origin = text(),
            "T" => package.description = text(),
            "U" => package.url = text(),
            "L" => package.licence = text(),
            "m" => package.maintainer = text(),
            "D" => package.depends = names(value),
            "p" => package.provides = names(value),
            "F" => self.folder = TreePath::parse(value).unwrap_or_default(),
            "R" => package.files.extend(self.folder.join(value)),
            _ => {}
        }
    }

    fn finish(&mut self, database: &mut Database) {
        let reader = std::mem::take(self);
        if reader.line == 0 {
            return;
        }
        if reader.package.name.is_empty() || reader.package.version.is_empty() {
            database.damaged.push(reader.line);
        } else {
            database.packages.push(reader.package);
        }
    }
}

/// Returns the names in a list of `name`, `name>=version`, `so:name=version`, `name@repository`.
fn names(list: &str) -> Vec<String> {
    list.split_ascii_whitespace()
        .filter(|word| !word.starts_with('!'))
        .filter_map(|word| word.split(['<', '>', '=', '~', '@']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INSTALLED: &str = "C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=\nP:busybox\nV:1.36.1-r5\nA:x86_64\nS:509600\n\
        T:Size optimized toolbox\nU:https://busybox.net/\nL:GPL-2.0-only\no:busybox\n\
        m:Jo <jo@alpine.example>\nD:so:libc.musl-x86_64.so.1 musl>=1.2 !other\n\
        p:cmd:busybox=1.36.1-r5 /bin/sh\nF:bin\nM:0:0:755\nR:busybox\na:0:0:755\nZ:Q1x\nF:etc\nR:a b\n\n\
        V:1\n\nP:musl\nV:1.2.4-r2\nA:x86_64\n";

    #[test]
    fn packages_are_read_with_their_files() {
        let database = read(INSTALLED.as_bytes());
        let [busybox, musl] = database.packages.as_slice() else { panic!("{database:?}") };
        assert_eq!((&*busybox.name, &*busybox.version), ("busybox", "1.36.1-r5"));
        assert_eq!(busybox.depends, ["so:libc.musl-x86_64.so.1", "musl"]);
        assert_eq!(busybox.provides, ["cmd:busybox", "/bin/sh"]);
        let files: Vec<_> = busybox.files.iter().map(TreePath::to_string).collect();
        assert_eq!(files, ["/bin/busybox", "/etc/a b"]);
        assert_eq!(musl.origin, None);
        assert_eq!(database.damaged, [21]);
    }

    #[test]
    fn no_file_leaves_the_image() {
        let database = read(b"P:a\nV:1\nF:../..\nR:../x\nR:y\n");
        let files: Vec<_> = database.packages[0].files.iter().map(TreePath::to_string).collect();
        assert_eq!(files, ["/y"]);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "([PVFRDp]:[a./!=~ ]{0,5}\n?\n?){0,6}") {
            read(&bytes);
            read(text.as_bytes());
        }
    }
}
