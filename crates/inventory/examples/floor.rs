// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The floor under an inventory: decompressing the layers of an OCI layout or archive and digesting
//! what comes out by SHA-256, one thread a layer, and nothing else.
//!
//! `floor IMAGE`

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "an example speaks on standard output")]

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read};

use haerterei_ground::{Algorithm, Digest, Hasher, Limits};
use haerterei_image::{ImageSource, Reference};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let word = std::env::args().nth(1).ok_or("usage: floor IMAGE")?;
    let reference = Reference::parse(&word)?;
    let source = ImageSource::open(&reference, Limits::default())?;
    let images = source.images(reference.image_name(), Limits::default())?;
    let image = images.first().ok_or("no image")?;
    let digests: Vec<Result<Digest, String>> = (0..image.layers.len())
        .into_par_iter()
        .map(|layer| {
            let blob = image.open_layer(layer).map_err(|error| error.to_string())?;
            digest(blob).map_err(|error| error.to_string())
        })
        .collect();
    for digest in digests {
        println!("{}", digest?);
    }
    Ok(())
}

fn digest(blob: impl Read) -> std::io::Result<Digest> {
    let mut blob = BufReader::with_capacity(1 << 17, blob);
    let start = blob.fill_buf()?.first_chunk().copied();
    let mut decoder: Box<dyn Read> = match start {
        Some([0x1f, 0x8b]) => Box::new(flate2::bufread::MultiGzDecoder::new(blob)),
        Some([0x28, 0xb5]) => Box::new(zstd::stream::read::Decoder::with_buffer(blob)?),
        _ => Box::new(blob),
    };
    let mut hasher = Hasher::new(Algorithm::Sha256);
    let mut buffer = vec![0; 1 << 17];
    loop {
        match decoder.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            count => hasher.update(&buffer[..count]),
        }
    }
}
