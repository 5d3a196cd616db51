// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The floor under a build: what decoding, compressing and digesting the same bytes costs with the
//! same libraries on the same cores, and nothing else.
//!
//! `bare-loop gzip|zstd OUTPUT DEB… -- TAR…` decodes the data members of the packages (the blocks of
//! a multi-block xz in parallel) and throws the bytes away; at the same time it compresses the tar
//! archives of the finished layers in pieces of 1 MiB, digests both sides, writes and syncs.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::sync::mpsc::sync_channel;

use liblzma::read::XzDecoder;
use liblzma::stream::MtStreamBuilder;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(compression), Some(output)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare-loop gzip|zstd OUTPUT DEB... -- TAR...".into());
    };
    let rest: Vec<String> = arguments.collect();
    let split = rest.iter().position(|word| word == "--").unwrap_or(rest.len());
    let (debs, tars) = rest.split_at(split);
    let threads = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let decoding = scope.spawn(|| decode_all(debs, threads));
        compress_all(tars.get(1..).unwrap_or_default(), &compression, &output, threads)?;
        decoding.join().map_err(|_| "decoding failed")?
    })
}

fn decode_all(debs: &[String], threads: usize) -> Result<(), Failure> {
    // The largest first, and the others beside it.
    let mut debs: Vec<(u64, &String)> = debs
        .iter()
        .map(|deb| Ok((std::fs::metadata(deb)?.len(), deb)))
        .collect::<Result<_, Failure>>()?;
    debs.sort_unstable_by(|a, b| b.cmp(a));
    debs.par_iter().try_for_each(|(_, deb)| {
        let mut reader = BufReader::with_capacity(256 << 10, File::open(deb)?);
        let (size, is_xz) = find_data(&mut reader)?;
        let data = reader.take(size);
        if is_xz {
            let stream = MtStreamBuilder::new()
                .threads(u32::try_from(threads)?)
                .memlimit_threading(192 << 20)
                .memlimit_stop(192 << 20)
                .decoder()?;
            drain(XzDecoder::new_stream(data, stream))
        } else {
            drain(zstd::stream::read::Decoder::new(data)?)
        }
    })
}

fn drain(mut decoded: impl Read) -> Result<(), Failure> {
    let mut buffer = vec![0; 1 << 20];
    while decoded.read(&mut buffer)? > 0 {}
    Ok(())
}

/// Goes to the data member of a package; returns its size and whether it is xz.
fn find_data(reader: &mut (impl Read + Seek)) -> Result<(u64, bool), Failure> {
    reader.seek(SeekFrom::Start(8))?;
    loop {
        let mut header = [0; 60];
        reader.read_exact(&mut header)?;
        let size: u64 = std::str::from_utf8(&header[48..58])?.trim().parse()?;
        if header.starts_with(b"data.tar") {
            return Ok((size, header.starts_with(b"data.tar.xz")));
        }
        reader.seek_relative(i64::try_from(size + size % 2)?)?;
    }
}

fn compress_all(
    tars: &[String],
    compression: &str,
    output: &str,
    threads: usize,
) -> Result<(), Failure> {
    let mut out = File::create(output)?;
    let mut digest = Sha256::new();
    let (sender, receiver) = sync_channel::<Vec<Vec<u8>>>(1);
    std::thread::scope(|scope| -> Result<(), Failure> {
        let writing = scope.spawn(move || -> Result<(), Failure> {
            for batch in receiver {
                for piece in batch {
                    digest.update(&piece);
                    out.write_all(&piece)?;
                }
            }
            out.sync_all()?;
            Ok(())
        });
        for tar in tars {
            let mut inner = Sha256::new();
            let mut file = File::open(tar)?;
            loop {
                let mut batch = Vec::new();
                for _ in 0..threads * 4 {
                    let mut piece = Vec::with_capacity(1 << 20);
                    (&mut file).take(1 << 20).read_to_end(&mut piece)?;
                    if piece.is_empty() {
                        break;
                    }
                    inner.update(&piece);
                    batch.push(piece);
                }
                if batch.is_empty() {
                    break;
                }
                let compressed: Vec<Vec<u8>> =
                    batch.par_iter().map(|piece| compress(piece, compression)).collect();
                sender.send(compressed)?;
            }
            let _ = inner.finalize();
        }
        drop(sender);
        writing.join().map_err(|_| "writing failed")?
    })
}

fn compress(piece: &[u8], compression: &str) -> Vec<u8> {
    if compression == "zstd" {
        return zstd::bulk::compress(piece, 3).expect("a buffer of the bound is enough");
    }
    let level = libdeflater::CompressionLvl::new(6).expect("6 is a level");
    let mut compressor = libdeflater::Compressor::new(level);
    let mut bytes = vec![0; compressor.gzip_compress_bound(piece.len())];
    let length =
        compressor.gzip_compress(piece, &mut bytes).expect("a buffer of the bound is enough");
    bytes.truncate(length);
    bytes
}
