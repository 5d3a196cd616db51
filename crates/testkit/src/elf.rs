// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Programs and libraries for amd64 with names in them and no code: what a linker would read of a
//! real one (System V ABI, chapters 4 and 5).

/// The loader that programs ask for.
pub const LOADER: &str = "/lib64/ld-linux-x86-64.so.2";

/// A program or library to be made.
#[derive(Clone, Debug, Default)]
pub struct ElfBuilder {
    is_program: bool,
    soname: Option<String>,
    needed: Vec<String>,
    exported: Vec<String>,
    undefined: Vec<String>,
    constants: Vec<String>,
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

impl ElfBuilder {
    /// Begins a program.
    pub fn program() -> Self {
        Self { is_program: true, ..Self::default() }
    }

    /// Begins a library of a name.
    pub fn library(soname: &str) -> Self {
        Self { soname: Some(soname.to_owned()), ..Self::default() }
    }

    /// Names the libraries that it is linked with.
    #[must_use]
    pub fn needs(mut self, names: &[&str]) -> Self {
        self.needed.extend(texts(names));
        self
    }

    /// Names symbols that it offers.
    #[must_use]
    pub fn offers(mut self, names: &[&str]) -> Self {
        self.exported.extend(texts(names));
        self
    }

    /// Names symbols that it needs from others.
    #[must_use]
    pub fn calls(mut self, names: &[&str]) -> Self {
        self.undefined.extend(texts(names));
        self
    }

    /// Names texts among its constants.
    #[must_use]
    pub fn says(mut self, texts: &[&str]) -> Self {
        self.constants.extend(self::texts(texts));
        self
    }

    /// Returns the file.
    pub fn build(&self) -> Vec<u8> {
        let headers = if self.is_program { 3 } else { 2 };
        let mut body = Body { bytes: vec![0; 64 + headers * 56] };
        let loader = body.put(format!("{LOADER}\0").as_bytes());
        let mut names = vec![0];
        let mut name = |text: &str| {
            let at = names.len() as u64;
            names.extend(text.as_bytes());
            names.push(0);
            at
        };
        let mut dynamic: Vec<[u64; 2]> = Vec::new();
        dynamic.extend(self.needed.iter().map(|text| [1, name(text)]));
        dynamic.extend(self.soname.iter().map(|text| [14, name(text)]));
        // The first symbol is always empty.
        let mut symbols = vec![0; 24];
        for (list, section) in [(&self.exported, 1_u16), (&self.undefined, 0)] {
            for text in list {
                symbols.extend((name(text) as u32).to_le_bytes());
                // A global function (STB_GLOBAL, STT_FUNC).
                symbols.extend([0x12, 0]);
                symbols.extend(section.to_le_bytes());
                symbols.extend([0; 16]);
            }
        }
        let count = symbols.len() / 24;
        // One bucket, and as many links as symbols.
        let mut hash: Vec<u8> =
            [1, count as u32, 0].iter().flat_map(|it| it.to_le_bytes()).collect();
        hash.resize(12 + count * 4, 0);
        let size = names.len() as u64;
        for (tag, at) in [(5, body.put(&names)), (6, body.put(&symbols)), (4, body.put(&hash))] {
            dynamic.push([tag, at]);
        }
        dynamic.extend([[10, size], [11, 24], [0, 0]]);
        let table: Vec<u8> = dynamic.iter().flatten().flat_map(|it| it.to_le_bytes()).collect();
        let dynamic = body.put(&table);
        for text in &self.constants {
            body.put(format!("\0{text}\0").as_bytes());
        }
        let end = body.bytes.len() as u64;
        let mut head = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        head.extend([3, 0, 62, 0, 1, 0, 0, 0]);
        head.extend([0_u64, 64, 0].iter().flat_map(|it| it.to_le_bytes()));
        head.extend([0; 4]);
        for number in [64, 56, headers as u16, 64, 0, 0] {
            head.extend(number.to_le_bytes());
        }
        let segments = [
            (1_u32, 0, end),
            (2, dynamic, table.len() as u64),
            (3, loader, LOADER.len() as u64 + 1),
        ];
        for (kind, at, size) in segments.into_iter().take(headers) {
            head.extend(kind.to_le_bytes());
            // It can be read only (PF_R): all of it is constants.
            head.extend(4_u32.to_le_bytes());
            head.extend([at, at, at, size, size, 8].iter().flat_map(|it| it.to_le_bytes()));
        }
        body.bytes[..head.len()].copy_from_slice(&head);
        body.bytes
    }
}

struct Body {
    bytes: Vec<u8>,
}

impl Body {
    /// Appends something where it may stand, and returns where that is.
    fn put(&mut self, content: &[u8]) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = self.bytes.len() as u64;
        self.bytes.extend(content);
        at
    }
}
