// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;

enum Tag<'a> {
    Texts(u32, &'a [&'a str]),
    Text(&'a str),
    Words(&'a [u32]),
    Halves(&'a [u16]),
}

/// Writes a header as databases hold it.
fn header(tags: &[(u32, Tag<'_>)]) -> Vec<u8> {
    let (mut index, mut data) = (Vec::new(), Vec::new());
    for (tag, value) in tags {
        let (kind, count, bytes): (u32, usize, Vec<u8>) = match value {
            Tag::Texts(kind, list) => {
                let bytes = list.iter().flat_map(|text| [text.as_bytes(), b"\0"].concat());
                (*kind, list.len(), bytes.collect())
            }
            Tag::Text(text) => (6, 1, [text.as_bytes(), b"\0"].concat()),
            Tag::Words(list) => {
                (4, list.len(), list.iter().flat_map(|n| n.to_be_bytes()).collect())
            }
            Tag::Halves(list) => {
                (3, list.len(), list.iter().flat_map(|n| n.to_be_bytes()).collect())
            }
        };
        for number in [*tag, kind, data.len() as u32, count as u32] {
            index.extend(number.to_be_bytes());
        }
        data.extend(bytes);
    }
    let mut header = (tags.len() as u32).to_be_bytes().to_vec();
    header.extend((data.len() as u32).to_be_bytes());
    header.extend(index);
    header.extend(data);
    header
}

/// A package whose header has about as many bytes as are asked for.
fn package(name: &str, filler: usize) -> Vec<u8> {
    header(&[
        (1000, Tag::Text(name)),
        (1001, Tag::Text("1.2")),
        (1002, Tag::Text("3")),
        (1003, Tag::Words(&[2])),
        (1004, Tag::Texts(9, &["A test", "Ein Test"])),
        (1005, Tag::Text(&"x".repeat(filler))),
        (1014, Tag::Text("MIT")),
        (1022, Tag::Text("noarch")),
        (1030, Tag::Halves(&[0o100_644, 0o040_755])),
        (1037, Tag::Words(&[1, 0])),
        (1044, Tag::Text("alpha-1.2-3.src.rpm")),
        (1047, Tag::Texts(8, &[name, "cap"])),
        (1048, Tag::Words(&[0, 1 << 24])),
        (1049, Tag::Texts(8, &["libc.so.6()(64bit)", "rpmlib(X)"])),
        (1116, Tag::Words(&[1, 0])),
        (1117, Tag::Texts(8, &["a.conf", "alpha"])),
        (1118, Tag::Texts(8, &["/usr/share/", "/etc/"])),
    ])
}

fn check(name: &str, package: &Package) {
    assert_eq!((&*package.name, package.epoch), (name, Some(2)));
    assert_eq!((&*package.version, &*package.release), ("1.2", "3"));
    assert_eq!(package.summary.as_deref(), Some("A test"));
    assert_eq!(package.requires, ["libc.so.6()(64bit)"]);
    assert_eq!(package.provides, [name, "cap"]);
    let files: Vec<_> = package
        .files
        .iter()
        .map(|file| (file.path.to_string(), file.is_configuration, file.is_folder))
        .collect();
    assert_eq!(
        files,
        [("/etc/a.conf".to_owned(), true, false), ("/usr/share/alpha".to_owned(), false, true)]
    );
}

/// Writes a database of the form `ndb`.
fn ndb(blobs: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"RpmP".to_vec();
    for number in [0, 1, 1, blobs.len() as u32 + 1, 0, 0, 0] {
        file.extend(u32::to_le_bytes(number));
    }
    let mut body = Vec::new();
    for (number, blob) in (1_u32..).zip(blobs) {
        let start = 4096 + body.len();
        body.extend(b"BlbS");
        for word in [number, 1, blob.len() as u32] {
            body.extend(word.to_le_bytes());
        }
        body.extend(blob);
        body.resize((body.len() + 12).next_multiple_of(16), 0);
        file.extend(b"Slot");
        for word in [number, (start / 16) as u32, ((4096 + body.len() - start) / 16) as u32] {
            file.extend(word.to_le_bytes());
        }
    }
    while file.len() < 4096 {
        file.extend(b"Slot\0\0\0\0\0\0\0\0\0\0\0\0");
    }
    file.extend(body);
    file
}

/// Writes a hash of Berkeley DB with pages of 512 bytes.
fn berkeley(blobs: &[Vec<u8>]) -> Vec<u8> {
    const SIZE: usize = 512;
    let mut pages = vec![vec![0; SIZE]];
    let page = |pages: &mut Vec<Vec<u8>>, kind: u8| {
        let mut page = vec![0; SIZE];
        page[8..12].copy_from_slice(&(pages.len() as u32).to_le_bytes());
        page[25] = kind;
        pages.push(page);
        pages.len() - 1
    };
    for (number, blob) in (1_u32..).zip(blobs) {
        let hash = page(&mut pages, 13);
        let chunks: Vec<&[u8]> = blob.chunks(SIZE - 26).collect();
        let first = pages.len();
        for (at, chunk) in chunks.iter().enumerate() {
            let overflow = page(&mut pages, 7);
            let next = if at + 1 < chunks.len() { overflow as u32 + 1 } else { 0 };
            pages[overflow][16..20].copy_from_slice(&next.to_le_bytes());
            pages[overflow][22..24].copy_from_slice(&(chunk.len() as u16).to_le_bytes());
            pages[overflow][26..26 + chunk.len()].copy_from_slice(chunk);
        }
        let (key, value) = (SIZE - 5, SIZE - 17);
        let target = &mut pages[hash];
        target[20..22].copy_from_slice(&2_u16.to_le_bytes());
        target[26..28].copy_from_slice(&(key as u16).to_le_bytes());
        target[28..30].copy_from_slice(&(value as u16).to_le_bytes());
        target[key] = 1;
        target[key + 1..].copy_from_slice(&number.to_le_bytes());
        target[value] = 3;
        target[value + 4..value + 8].copy_from_slice(&(first as u32).to_le_bytes());
        target[value + 8..value + 12].copy_from_slice(&(blob.len() as u32).to_le_bytes());
    }
    let last = pages.len() as u32 - 1;
    pages[0][12..16].copy_from_slice(&0x0006_1561_u32.to_le_bytes());
    pages[0][20..24].copy_from_slice(&(SIZE as u32).to_le_bytes());
    pages[0][25] = 8;
    pages[0][32..36].copy_from_slice(&last.to_le_bytes());
    pages.concat()
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = vec![(number & 0x7f) as u8];
    while number > 0x7f {
        number >>= 7;
        bytes.insert(0, (number & 0x7f) as u8 | 0x80);
    }
    bytes
}

/// Writes a database of `SQLite` with pages of 512 bytes: the schema, a root with a leaf for each row.
fn sqlite(blobs: &[Vec<u8>]) -> Vec<u8> {
    const SIZE: usize = 512;
    let record = |columns: &[(usize, &[u8])]| {
        let kinds: Vec<u8> = columns.iter().flat_map(|(kind, _)| varint(*kind)).collect();
        let mut record = varint(kinds.len() + 1);
        record.extend(kinds);
        for (_, value) in columns {
            record.extend(*value);
        }
        record
    };
    let mut pages = vec![vec![0; SIZE]; 2];
    let mut children = Vec::new();
    for (number, blob) in (1_usize..).zip(blobs) {
        let record = record(&[(0, b""), (blob.len() * 2 + 12, blob)]);
        let mut cell = varint(record.len());
        cell.extend(varint(number));
        let (most, least) = (SIZE - 35, (SIZE - 12) * 32 / 255 - 23);
        let even = least + (record.len().max(least) - least) % (SIZE - 4);
        let here = if record.len() <= most {
            record.len()
        } else if even <= most {
            even
        } else {
            least
        };
        cell.extend(&record[..here]);
        let mut leaf = vec![0; SIZE];
        children.push(pages.len() as u32 + 1);
        let chunks: Vec<&[u8]> = record[here..].chunks(SIZE - 4).collect();
        if !chunks.is_empty() {
            cell.extend((pages.len() as u32 + 2).to_be_bytes());
        }
        leaf[0] = 13;
        leaf[4] = 1;
        let at = SIZE - cell.len();
        leaf[8..10].copy_from_slice(&(at as u16).to_be_bytes());
        leaf[at..].copy_from_slice(&cell);
        pages.push(leaf);
        for (at, chunk) in chunks.iter().enumerate() {
            let next = if at + 1 < chunks.len() { pages.len() as u32 + 2 } else { 0 };
            let mut page = next.to_be_bytes().to_vec();
            page.extend(*chunk);
            page.resize(SIZE, 0);
            pages.push(page);
        }
    }
    let schema = record(&[(23, b"table"), (29, b"Packages"), (29, b"Packages"), (1, &[2])]);
    let mut cell = varint(schema.len());
    cell.push(1);
    cell.extend(schema);
    let at = SIZE - cell.len();
    pages[0][..16].copy_from_slice(b"SQLite format 3\0");
    pages[0][16..18].copy_from_slice(&(SIZE as u16).to_be_bytes());
    pages[0][100] = 13;
    pages[0][104] = 1;
    pages[0][108..110].copy_from_slice(&(at as u16).to_be_bytes());
    pages[0][at..].copy_from_slice(&cell);
    let (last, others) = children.split_last().unwrap();
    pages[1][0] = 5;
    pages[1][4] = others.len() as u8;
    pages[1][8..12].copy_from_slice(&last.to_be_bytes());
    for (at, child) in others.iter().enumerate() {
        let cell = SIZE - 8 * (at + 1);
        pages[1][12 + 2 * at..14 + 2 * at].copy_from_slice(&(cell as u16).to_be_bytes());
        pages[1][cell..cell + 4].copy_from_slice(&child.to_be_bytes());
    }
    pages.concat()
}

/// Pages with their numbers, and the number of pages after them.
type Transaction<'a> = (u32, &'a [(u32, &'a [u8])]);

/// Writes a log of transactions.
fn log(is_big_endian: bool, salt: u32, transactions: &[Transaction<'_>]) -> Vec<u8> {
    fn sum(is_big_endian: bool, (mut a, mut b): (u32, u32), bytes: &[u8]) -> (u32, u32) {
        for pair in bytes.chunks(8) {
            let word = |at: usize| {
                let word = pair[at..at + 4].try_into().unwrap();
                if is_big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
            };
            a = a.wrapping_add(word(0)).wrapping_add(b);
            b = b.wrapping_add(word(4)).wrapping_add(a);
        }
        (a, b)
    }
    let mut file = Vec::new();
    for word in [0x377f_0682 + u32::from(is_big_endian), 3_007_000, 512, 0, salt, 7] {
        file.extend(word.to_be_bytes());
    }
    let mut sums = sum(is_big_endian, (0, 0), &file);
    file.extend([sums.0.to_be_bytes(), sums.1.to_be_bytes()].concat());
    for (count, pages) in transactions {
        for (at, (number, page)) in pages.iter().enumerate() {
            let count = if at + 1 == pages.len() { *count } else { 0 };
            let start = [number.to_be_bytes(), count.to_be_bytes()].concat();
            sums = sum(is_big_endian, sum(is_big_endian, sums, &start), page);
            file.extend(start);
            for word in [salt, 7, sums.0, sums.1] {
                file.extend(word.to_be_bytes());
            }
            file.extend(*page);
        }
    }
    file
}

fn names(database: &Database) -> Vec<&str> {
    database.packages.iter().map(|package| package.name.as_str()).collect()
}

type Writer = fn(&[Vec<u8>]) -> Vec<u8>;
const FORMS: [(&str, Writer); 3] = [("ndb", ndb), ("berkeley", berkeley), ("sqlite", sqlite)];

#[test]
fn every_form_shows_every_package() {
    for (form, write) in FORMS {
        for filler in [0, 100, 400, 5000] {
            let file = write(&[package("alpha", filler), package("beta", 7)]);
            let database = read(&file, 10);
            assert_eq!(database.damaged, [], "{form} {filler}");
            let [alpha, beta] = database.packages.as_slice() else { panic!("{form} {filler}") };
            check("alpha", alpha);
            check("beta", beta);
        }
    }
}

#[test]
fn a_package_that_is_damaged_costs_no_other() {
    for (form, write) in FORMS {
        let file = write(&[b"\0\0\0\x09damaged, it is".to_vec(), package("beta", 600)]);
        let database = read(&file, 10);
        assert_eq!(database.packages.len(), 1, "{form}");
        let error = DatabaseError::Header { number: 1, source: HeaderError::CutOff };
        assert_eq!(database.damaged, [error], "{form}");
    }
}

#[test]
fn a_database_that_is_cut_off_says_so() {
    for (form, write) in FORMS {
        let file = write(&[package("alpha", 600), package("beta", 600)]);
        let database = read(&file[..file.len() - 700], 10);
        assert_eq!(database.packages.len(), 1, "{form}");
        assert_eq!(database.damaged.len(), 1, "{form}");
    }
    assert_eq!(read(b"no database", 10).damaged, [DatabaseError::Form]);
}

#[test]
fn more_packages_than_allowed_are_not_read() {
    for (form, write) in FORMS {
        let database = read(&write(&[package("alpha", 0), package("beta", 0)]), 1);
        assert_eq!(database.damaged, [DatabaseError::TooMany(1)], "{form}");
        assert_eq!(database.packages.len(), 1, "{form}");
    }
}

#[test]
fn the_newest_state_that_a_log_has_whole_counts() {
    let old = sqlite(&[package("alpha", 600)]);
    let new = sqlite(&[package("alpha", 600), package("beta", 900)]);
    let count = |file: &[u8]| (file.len() / 512) as u32;
    let pages = |file: &'static [u8]| (1..).zip(file.chunks(512)).collect::<Vec<(u32, &[u8])>>();
    let (old_pages, new_pages) = (pages(old.clone().leak()), pages(new.clone().leak()));
    let (to_new, to_old) = ((count(&new), &*new_pages), (count(&old), &*old_pages));
    let read = |log: &[u8]| read_with_log(&old, log, 10);
    for is_big_endian in [false, true] {
        let grown = log(is_big_endian, 1, &[to_new]);
        let database = read(&grown);
        assert_eq!((names(&database), &*database.damaged), (vec!["alpha", "beta"], &[][..]));
        // A later transaction takes it back, and with it the end of the file.
        let back = log(is_big_endian, 1, &[to_new, to_old]);
        assert_eq!(names(&read(&back)), ["alpha"]);
        let database = read_with_log(&new, &log(is_big_endian, 1, &[to_old]), 10);
        assert_eq!((names(&database), &*database.damaged), (vec!["alpha"], &[][..]));
        // What was not committed does not count and is no damage.
        let open: Vec<u8> = log(is_big_endian, 1, &[to_new, (0, &new_pages[..1])]);
        assert_eq!((names(&read(&open)).len(), read(&open).damaged.len()), (2, 0));
        // Nor is what an older use of the log left behind.
        let mut used = log(is_big_endian, 2, &[(count(&old), &old_pages[..1])]);
        used.extend(&grown[used.len()..]);
        assert_eq!((names(&read(&used)), read(&used).damaged.len()), (vec!["alpha"], 0));
    }
    assert_eq!(names(&read(b"")), ["alpha"]);
    assert_eq!(read(b"").damaged, []);
}

#[test]
fn a_damaged_log_costs_what_stands_behind() {
    let old = sqlite(&[package("alpha", 600)]);
    let new = sqlite(&[package("alpha", 600), package("beta", 900)]);
    let pages: Vec<(u32, &[u8])> = (1..).zip(new.chunks(512)).collect();
    let whole = log(false, 1, &[(pages.len() as u32, &pages), (pages.len() as u32, &pages[..2])]);
    let changed = |at: usize| {
        let mut log = whole.clone();
        log[at] ^= 1;
        log
    };
    let second = 32 + pages.len() * 536;
    for (log, expected, problem) in [
        (changed(0), 1, "the header is none of a log"),
        (changed(17), 1, "the checksum of the header is wrong"),
        (whole[..20].to_vec(), 1, "the header is cut off"),
        (changed(100), 1, "the checksum of a frame is wrong"),
        (changed(second + 100), 2, "the checksum of a frame is wrong"),
        (whole[..second + 300].to_vec(), 2, "the last frame is cut off"),
        (log(false, 1, &[(9999, &pages)]), 1, "it says a size that the database cannot have"),
    ] {
        let database = read_with_log(&old, &log, 10);
        assert_eq!(names(&database).len(), expected, "{problem}");
        assert_eq!(database.damaged, [DatabaseError::Log(problem)]);
    }
}

#[test]
fn a_header_without_a_name_is_none() {
    let header = header(&[(1001, Tag::Text("1"))]);
    let header = Header::parse(&header).unwrap();
    assert_eq!(header.package(), Err(HeaderError::Missing(1000)));
}

#[test]
fn old_headers_name_files_whole() {
    let header = header(&[
        (1000, Tag::Text("a")),
        (1001, Tag::Text("1")),
        (1027, Tag::Texts(8, &["/etc/a"])),
    ]);
    let package = Header::parse(&header).unwrap().package().unwrap();
    assert_eq!(package.files[0].path.to_string(), "/etc/a");
}

proptest! {
    #[test]
    fn headers_are_read_without_panic(at in 0_usize..900, to in any::<u8>(), cut in 0_usize..900) {
        let mut bytes = package("alpha", 20);
        if let Some(byte) = bytes.get_mut(at) {
            *byte = to;
        }
        for bytes in [&bytes[..], &bytes[..cut.min(bytes.len())]] {
            if let Ok(header) = Header::parse(bytes) {
                let _ = header.package();
            }
        }
    }

    #[test]
    fn logs_are_read_without_panic(
        at in 0_usize..2000, to in any::<u8>(), cut in 0_usize..2000, count in any::<u32>(),
    ) {
        let new = sqlite(&[package("beta", 100)]);
        let pages: Vec<(u32, &[u8])> = (1..).zip(new.chunks(512)).collect();
        let mut log = log(false, 1, &[(count, &pages)]);
        if let Some(byte) = log.get_mut(at) {
            *byte = to;
        }
        read_with_log(&new, &log, 10);
        read_with_log(&new, &log[..cut.min(log.len())], 10);
        read_with_log(&new[..cut.min(new.len())], &log, 10);
    }

    #[test]
    fn databases_are_read_without_panic_and_end(
        form in 0_usize..3,
        changes in proptest::collection::vec((0_usize..4000, any::<u8>()), 0..6),
        cut in 0_usize..9000,
    ) {
        let mut file = FORMS[form].1(&[package("alpha", 900), package("beta", 0)]);
        for (at, to) in changes {
            if let Some(byte) = file.get_mut(at) {
                *byte = to;
            }
        }
        read(&file, 10);
        read(&file[..cut.min(file.len())], 10);
    }
}
