// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Compares writing a layer with the bare cost of its parts, for one uncompressed tar archive.
//!
//! `cargo run --release -p haerterei-image --example layer_writer -- FILE.tar`
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use haerterei_ground::{Digest, Limits};
use haerterei_image::layer::{Compression, LayerWriter, PIECE_BYTES};
use haerterei_image::tar::TarReader;
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args_os().nth(1).ok_or("which tar archive?")?;
    let archive = std::fs::read(file)?;
    let archive = archive.as_slice();
    let read = best(|| {
        let mut reader = TarReader::new(archive, Limits::default());
        while reader.next()?.is_some() {
            io::copy(&mut reader, &mut io::sink())?;
        }
        Ok(())
    })?;
    println!("{} MB, read in {read:.3?}", archive.len() / 1_000_000);
    for compression in [Compression::Gzip, Compression::Zstd] {
        let (mut floor, mut ours) = (Vec::new(), Vec::new());
        // Taken in turns, so that a busy machine slows both.
        for _ in 0..5 {
            floor.push(once(|| {
                std::hint::black_box(bare(archive, compression));
                Ok(())
            })?);
            ours.push(once(|| layer(archive, compression))?);
        }
        let (floor, ours) = (median(floor), median(ours));
        println!(
            "{compression:?}: bare {floor:.3?}, layer {ours:.3?}, ratio {:.3}",
            ours.as_secs_f64() / floor.as_secs_f64()
        );
    }
    Ok(())
}

fn layer(archive: &[u8], compression: Compression) -> Result<(), Box<dyn Error>> {
    let mut reader = TarReader::new(archive, Limits::default());
    let mut writer = LayerWriter::new(Vec::with_capacity(archive.len()), compression);
    while let Some(entry) = reader.next()? {
        writer.entry(&entry, &mut reader)?;
    }
    writer.finish()?;
    Ok(())
}

/// Compresses the pieces in parallel, and digests archive and output beside it.
fn bare(archive: &[u8], compression: Compression) -> (Digest, Digest) {
    let (diff, pieces) = rayon::join(
        || Digest::sha256(archive),
        || -> Vec<Vec<u8>> {
            archive
                .par_chunks(PIECE_BYTES)
                .map_init(|| compressor(compression), |compressor, piece| compressor(piece))
                .collect()
        },
    );
    let output = pieces.concat();
    (diff, Digest::sha256(&output))
}

type Compress = Box<dyn FnMut(&[u8]) -> Vec<u8>>;

fn compressor(compression: Compression) -> Compress {
    if compression == Compression::Gzip {
        let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
        Box::new(move |piece| {
            let mut out = vec![0; compressor.gzip_compress_bound(piece.len())];
            let length = compressor.gzip_compress(piece, &mut out).unwrap_or_default();
            out.truncate(length);
            out
        })
    } else {
        Box::new(|piece| zstd::bulk::compress(piece, 3).unwrap_or_default())
    }
}

fn once(work: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn best(mut work: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let times: Result<Vec<_>, _> = (0..5).map(|_| once(&mut work)).collect();
    Ok(median(times?))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
