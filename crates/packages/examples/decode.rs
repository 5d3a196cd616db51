// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Measures how fast packages are decoded: `decode FILE.deb…`, and control data: `decode Packages`.
#![expect(clippy::print_stdout, reason = "a measurement prints what it measured")]

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::time::Instant;

use haerterei_ground::Limits;
use haerterei_packages::deb::{Deb, Decoding};
use haerterei_packages::deb822::Paragraphs;

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        if std::path::Path::new(&path).extension().is_none_or(|ending| ending != "deb") {
            let text = std::fs::read(&path)?;
            let start = Instant::now();
            let (mut packages, mut fields, mut bytes) = (0, 0, 0);
            for paragraph in Paragraphs::from_bytes(&text)? {
                let paragraph = paragraph?;
                packages += 1;
                fields += paragraph.fields().len();
                bytes += paragraph.fields().iter().map(|field| field.value.len()).sum::<usize>();
            }
            let time = start.elapsed().as_secs_f64();
            println!(
                "{packages} paragraphs, {fields} fields, {bytes} bytes of values of {} in {:.0} ms",
                text.len(),
                time * 1e3,
            );
            continue;
        }
        for threads in [1, 2] {
            let start = Instant::now();
            let package = Deb::open(BufReader::new(File::open(&path)?), Limits::default())?;
            let opened = start.elapsed().as_secs_f64();
            let stated = package.data_size();
            let decoding = Decoding { threads, ..Decoding::default() };
            let mut contents = package.data(decoding)?;
            let (mut entries, mut buffer) = (0, vec![0; 64 << 10]);
            while contents.next()?.is_some() {
                entries += 1;
                while contents.read(&mut buffer)? > 0 {}
            }
            let time = start.elapsed().as_secs_f64();
            let size = stated.unwrap_or_default() as f64 / 1e6;
            println!(
                "{threads} threads: {entries} entries, {size:.1} MB in {time:.2} s (opened in {:.1} ms): {:.0} MB/s",
                opened * 1e3,
                size / time,
            );
        }
    }
    Ok(())
}
