// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

use proptest::prelude::*;

use super::*;

fn of(path: &str, bytes: &[u8]) -> Findings {
    read(&TreePath::parse(path).unwrap(), &Content::Memory(bytes), &Bounds::default())
}

fn build_info(version: &str, modules: &str) -> Vec<u8> {
    let mut info = b"\xff Go buildinf:\x08\x02".to_vec();
    info.extend([0; 16]);
    for (text, around) in [(version, 0), (modules, 16)] {
        let length = text.len() + 2 * around;
        info.push((length & 0x7f) as u8 | 0x80);
        info.push((length >> 7) as u8);
        info.extend(vec![b'#'; around]);
        info.extend(text.as_bytes());
        info.extend(vec![b'#'; around]);
    }
    info
}

#[test]
fn a_go_program_is_its_module_and_holds_the_others() {
    let info = build_info(
        "go1.22.1 X:nocoverage",
        "path\ta\nmod\ta.org/tool\tv1.2.3\th1:\ndep\tb.org/c\tv0.1.0\th1:\n",
    );
    let elf = fixture::elf(&[(".go.buildinfo", &info)]);
    let findings = of("usr/bin/tool", &elf);
    let purls: Vec<_> = findings.found.iter().filter_map(|found| found.purl.as_deref()).collect();
    assert_eq!(
        purls,
        ["pkg:golang/a.org/tool@v1.2.3", "pkg:golang/b.org/c@v0.1.0", "pkg:golang/stdlib@1.22.1",]
    );
    let within: Vec<_> = findings.found.iter().map(|found| found.within).collect();
    assert_eq!(within, [None, Some(0), Some(0)]);
    assert!(findings.is_executable && findings.damage.is_empty());
}

#[test]
fn a_program_has_a_build_id_and_names_its_package() {
    let text = br#"{"type":"rpm","name":"tool","version":"1-2","os":"fedora"}"#;
    let package = notes::note(package_note::OWNER, package_note::TYPE, text);
    let id = notes::note(b"GNU\0", 3, &[1, 2, 0xab]);
    let elf = fixture::elf(&[(".note.gnu.build-id", &id), (".note.package", &package)]);
    let findings = of("usr/bin/tool", &elf);
    assert_eq!(findings.build_id.as_deref(), Some("0102ab"));
    assert_eq!(findings.found[0].purl.as_deref(), Some("pkg:rpm/fedora/tool@1-2"));
}

#[test]
fn a_damaged_program_is_a_program() {
    let findings = of("usr/bin/x", b"\x7fELF\x02\x01\x01");
    assert_eq!(findings.damage[0].code, code::PROGRAM);
    assert!(findings.is_executable && findings.found.is_empty());
    let elf = fixture::elf(&[(".go.buildinfo", b"\xff Go buildinf:\x08\x02")]);
    assert_eq!(of("usr/bin/x", &elf).damage[0].code, code::METADATA);
}

#[test]
fn a_spooled_program_shows_the_same() {
    use std::io::Write as _;
    let elf = fixture::elf(&[(".rodata", b"\0nginx/1.25.3\0")]);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&elf).unwrap();
    let path = TreePath::parse("usr/sbin/nginx").unwrap();
    let spooled = read(&path, &Content::Spooled(&file, elf.len() as u64), &Bounds::default());
    assert_eq!(spooled, of("usr/sbin/nginx", &elf));
    assert_eq!(spooled.found[0].purl.as_deref(), Some("pkg:generic/nginx@1.25.3"));
}

proptest! {
    #[test]
    fn reading_is_total(at in 0_usize..600, to in any::<u8>(), cut in 0_usize..600) {
        let info = build_info("go1.22.1", "mod\ta.org/tool\tv1\n");
        let mut elf = fixture::elf(&[(".go.buildinfo", &info), (".dep-v0", b"x"), (".note.package", b"y")]);
        if let Some(byte) = elf.get_mut(at) {
            *byte = to;
        }
        of("a", &elf);
        of("a", &elf[..cut.min(elf.len())]);
    }
}
