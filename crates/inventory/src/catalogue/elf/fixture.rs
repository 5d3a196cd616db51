// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! ELF files with sections of choice.

/// Writes a little-endian ELF file of 64 bits: a header, contents, names, section headers.
pub(in crate::catalogue) fn elf(sections: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut names = vec![0];
    let mut headers = vec![[0_u64; 4]];
    for (name, content) in sections {
        headers.push([names.len() as u64, 1, 64 + body.len() as u64, content.len() as u64]);
        names.extend(name.as_bytes());
        names.push(0);
        body.extend(*content);
    }
    headers.push([names.len() as u64, 3, 64 + body.len() as u64, names.len() as u64 + 10]);
    names.extend(b".shstrtab\0");
    body.extend(&names);
    while body.len() % 8 != 0 {
        body.push(0);
    }
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend([3, 0, 62, 0, 1, 0, 0, 0]);
    file.extend([0; 16]);
    file.extend((64 + body.len() as u64).to_le_bytes());
    file.extend([0; 4]);
    for number in [64, 56, 0, 64, headers.len() as u16, headers.len() as u16 - 1] {
        file.extend(number.to_le_bytes());
    }
    file.extend(&body);
    for [name, kind, offset, size] in headers {
        file.extend((name as u32).to_le_bytes());
        file.extend((kind as u32).to_le_bytes());
        file.extend([0; 16]);
        file.extend(offset.to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend([0; 24]);
    }
    file
}
