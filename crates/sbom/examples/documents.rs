// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! How fast documents are written and read: so many components, in each format.
//!
//! `documents COUNT FORMAT [read]` writes a document of that many files of packages, as TR-03183-2
//! wants them, and tells bytes and seconds; with `read` it is read and checked too. `bench/documents.py`
//! calls it for all of them and tells peak memory as well.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "an example speaks on standard output")]

use std::error::Error;
use std::io::{self, Write};
use std::time::Instant;

use haerterei_ground::{Algorithm, Digest, Timestamp, TreePath};
use haerterei_inventory::{
    Completeness, Component, ComponentId, ComponentKind, Creator, How, INVENTORY_VERSION,
    Inventory, Licences, Location, Nature, Subject,
};
use haerterei_sbom::document::{DocumentBounds, Making, Profile, parse};
use haerterei_sbom::{cyclonedx, spdx, tr_03183};

fn main() -> Result<(), Box<dyn Error>> {
    const USAGE: &str = "usage: documents COUNT cyclonedx-1.6|cyclonedx-1.7|spdx-3|spdx-2.3 [read]";
    let mut words = std::env::args().skip(1);
    let count: u32 = words.next().ok_or(USAGE)?.parse()?;
    let format = words.next().ok_or(USAGE)?;
    let reads = words.next().is_some();
    let inventory = inventory(count)?;
    let making = Making {
        now: Timestamp::UNIX_EPOCH,
        tool_version: "0".to_owned(),
        creator: Creator { email: Some("a@b.example".to_owned()), ..Creator::default() },
        profile: Profile::Tr03183,
    };
    let mut out = Counted { kept: reads.then(Vec::new), bytes: 0 };
    let start = Instant::now();
    match format.as_str() {
        "cyclonedx-1.6" => {
            cyclonedx::write(&inventory, cyclonedx::Version::V1_6, &making, &mut out)
        }
        "cyclonedx-1.7" => {
            cyclonedx::write(&inventory, cyclonedx::Version::V1_7, &making, &mut out)
        }
        "spdx-3" => spdx::write_3_0_1(&inventory, &making, &mut out),
        "spdx-2.3" => spdx::write_2_3(&inventory, &making, &mut out),
        _ => return Err(USAGE.into()),
    }?;
    println!("written {} {:.3}", out.bytes, start.elapsed().as_secs_f64());
    if let Some(bytes) = out.kept {
        drop(inventory);
        let start = Instant::now();
        let document =
            parse(&bytes, DocumentBounds { bytes: u64::MAX, ..DocumentBounds::default() })?;
        let report = tr_03183::check(&document);
        println!("checked {} {:.3}", report.components, start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Counts bytes, and keeps them where they are to be read.
struct Counted {
    kept: Option<Vec<u8>>,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A package for every twenty files.
fn inventory(count: u32) -> Result<Inventory, Box<dyn Error>> {
    let packages = count.div_ceil(20).max(1);
    let mut components = Vec::new();
    for number in 0..packages {
        let name = format!("package-{number:06}");
        components.push(Component {
            version: Some("1.2.3-4".to_owned()),
            purl: Some(format!("pkg:deb/debian/{name}@1.2.3-4?arch=amd64&distro=debian-13")),
            creator: Creator {
                name: Some("Somebody".to_owned()),
                email: Some(format!("team-{}@lists.example.org", number % 100)),
                url: None,
            },
            licences: Licences {
                concluded: Some("GPL-2.0-or-later AND MIT".to_owned()),
                ..Licences::default()
            },
            depends_on: (number > 0).then(|| ComponentId(number - 1)).into_iter().collect(),
            dependencies_are_complete: true,
            ..component(ComponentKind::SystemPackage, "deb", &name, "var/lib/dpkg/status")?
        });
    }
    for number in packages..count {
        let path = format!("usr/lib/folder-{:03}/library-{number:06}.so", number % 997);
        let bytes = number.to_le_bytes();
        components.push(Component {
            digests: [Algorithm::Sha256, Algorithm::Sha512]
                .map(|algorithm| Digest::of(algorithm, &bytes))
                .into(),
            modified: Some(Timestamp::UNIX_EPOCH),
            nature: Nature { executable: true, ..Nature::default() },
            belongs_to: Some(ComponentId(number % packages)),
            ..component(
                ComponentKind::Executable,
                "generic",
                &format!("library-{number:06}.so"),
                &path,
            )?
        });
    }
    Ok(Inventory {
        version: INVENTORY_VERSION,
        subject: Subject { name: "registry.example/a:1".to_owned(), ..Subject::default() },
        system: None,
        support: None,
        layers: Vec::new(),
        components,
        files: Vec::new(),
        completeness: Completeness::default(),
    })
}

fn component(
    kind: ComponentKind,
    ecosystem: &str,
    name: &str,
    path: &str,
) -> Result<Component, Box<dyn Error>> {
    Ok(Component {
        digests: [].into(),
        locations: vec![Location { path: TreePath::parse(path)?, inside: Vec::new(), layer: 0 }],
        ..Component::empty(kind, ecosystem, name, How::Presence)
    })
}
