// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;

/// The test program itself: a real file of the machine at hand.
fn own() -> Vec<u8> {
    std::fs::read(std::env::current_exe().unwrap()).unwrap()
}

#[test]
fn this_program_is_read() {
    let facts = read(&own()).unwrap();
    assert!(facts.is_64 && facts.is_little_endian && facts.is_dynamic_program());
    assert!(facts.needed.iter().any(|name| name == "libc.so.6"), "{:?}", facts.needed);
    assert!(
        facts.versions_needed["libc.so.6"].iter().any(|need| need.name.starts_with("GLIBC_2."))
    );
    assert!(facts.hardening.position_independent && facts.hardening.stack_not_executable);
    assert!(facts.undefined_symbols > 10);
    let symbols = symbols(&own()).unwrap();
    assert_eq!(symbols.undefined.len(), facts.undefined_symbols as usize);
    assert!(
        symbols.undefined.iter().any(|symbol| symbol.name == "memcpy" || symbol.name == "malloc")
    );
}

#[test]
fn reading_from_a_stream_gives_the_same_facts() {
    let cache = object::ReadCache::new(std::io::Cursor::new(own()));
    assert_eq!(read_from(&cache).unwrap(), read(&own()).unwrap());
    let from_stream = symbols_of_reader(std::io::Cursor::new(own())).unwrap();
    assert_eq!(from_stream, symbols(&own()).unwrap());
}

#[test]
fn facts_survive_being_written_down() {
    let facts = read(&own()).unwrap();
    let json = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<ElfFacts>(&json).unwrap(), facts);
}

#[test]
fn what_is_cut_off_is_an_error() {
    let own = own();
    for length in [0, 4, 16, 40, 63] {
        assert!(read(&own[..length]).is_err(), "{length}");
    }
    assert!(read(b"\x7fELF\x03\x01\x01\0\0\0\0\0\0\0\0\0").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_damage_makes_it_panic(
        changes in proptest::collection::vec((0_usize..20_000, any::<u8>()), 1..40),
        length in 64_usize..200_000,
    ) {
        let mut bytes = own();
        bytes.truncate(length.max(30_000));
        for (position, value) in changes {
            // Half of the changes hit the headers, where they hurt most.
            let position = if value % 2 == 0 { position % 1024 } else { position };
            if let Some(byte) = bytes.get_mut(position) {
                *byte = value;
            }
        }
        let _ = read(&bytes);
        let _ = symbols(&bytes);
    }

    #[test]
    fn arbitrary_bytes_are_refused_in_peace(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".as_slice(), &bytes].concat());
        let _ = read(&[b"\x7fELF\x01\x02\x01\0\0\0\0\0\0\0\0\0".as_slice(), &bytes].concat());
    }
}
