// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Small Debian packages, sound or broken on purpose.
//!
//! Written from deb(5) and the ustar format alone, not with the code under test.

use std::io::Write as _;

/// How the members of a package are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebCompression {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// xz, in one block.
    Xz,
    /// xz, in blocks of this many bytes that state their sizes.
    XzBlocks(u64),
    /// zstd.
    Zstd,
}

impl DebCompression {
    const fn extension(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Xz | Self::XzBlocks(_) => ".xz",
            Self::Zstd => ".zst",
        }
    }

    fn compress(self, bytes: &[u8]) -> Vec<u8> {
        let written = match self {
            Self::None => Ok(bytes.to_vec()),
            Self::Gzip => {
                let level = flate2::Compression::new(6);
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            Self::Xz => {
                let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            Self::XzBlocks(size) => {
                let stream = liblzma::stream::MtStreamBuilder::new()
                    .threads(2)
                    .preset(1)
                    .block_size(size)
                    .check(liblzma::stream::Check::Crc64)
                    .encoder()
                    .expect("the settings are valid");
                let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            Self::Zstd => zstd::bulk::compress(bytes, 3),
        };
        written.expect("compressing into memory cannot fail")
    }
}

/// Builds a package in memory.
///
/// Everything stands in the order in which it was added; times are 0 and owners root, so the same
/// calls give the same bytes.
#[derive(Clone, Debug)]
pub struct DebBuilder {
    fields: Vec<(String, String)>,
    control_files: Vec<(String, u32, Vec<u8>)>,
    data: Vec<u8>,
    sums: Vec<u8>,
    compression: DebCompression,
    control_compression: DebCompression,
}

impl DebBuilder {
    /// Starts a package that has nothing but its root folder.
    pub fn new(name: &str, version: &str, architecture: &str) -> Self {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Self {
            fields: vec![
                field("Package", name),
                field("Version", version),
                field("Architecture", architecture),
                field("Maintainer", "Nobody <nobody@example.org>"),
                field("Description", "made for a test"),
            ],
            control_files: Vec::new(),
            data: tar_entry(b"./", b'5', 0o755, b"", b""),
            sums: Vec::new(),
            compression: DebCompression::Xz,
            control_compression: DebCompression::Gzip,
        }
    }

    /// Sets a field of the control file; an empty value takes it out.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        if !value.is_empty() {
            self.fields.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Adds a maintainer script: `preinst`, `postinst`, `prerm`, `postrm`, `config`.
    #[must_use]
    pub fn script(mut self, name: &str, content: &str) -> Self {
        self.control_files.push((name.to_owned(), 0o755, content.into()));
        self
    }

    /// Adds another control file: `conffiles`, `triggers`, `templates`.
    #[must_use]
    pub fn control_file(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.control_files.push((name.to_owned(), 0o644, content.as_ref().to_vec()));
        self
    }

    /// Adds a folder.
    #[must_use]
    pub fn directory(self, path: &str, mode: u32) -> Self {
        let name = format!("./{}/", path.trim_matches('/'));
        self.raw_entry(name.as_bytes(), b'5', mode, b"", b"")
    }

    /// Adds a file; its sum goes into `md5sums`.
    #[must_use]
    pub fn file(mut self, path: &str, mode: u32, content: impl AsRef<[u8]>) -> Self {
        use md5::Digest as _;
        let path = path.trim_start_matches('/');
        for byte in md5::Md5::digest(content.as_ref()) {
            write!(self.sums, "{byte:02x}").expect("writing into memory cannot fail");
        }
        writeln!(self.sums, "  {path}").expect("writing into memory cannot fail");
        self.raw_entry(format!("./{path}").as_bytes(), b'0', mode, b"", content.as_ref())
    }

    /// Adds a symbolic link.
    #[must_use]
    pub fn symlink(self, path: &str, target: &str) -> Self {
        let name = format!("./{}", path.trim_start_matches('/'));
        self.raw_entry(name.as_bytes(), b'2', 0o777, target.as_bytes(), b"")
    }

    /// Adds a hard link to a file of the package.
    #[must_use]
    pub fn hardlink(self, path: &str, target: &str) -> Self {
        let name = |path: &str| format!("./{}", path.trim_start_matches('/')).into_bytes();
        self.raw_entry(&name(path), b'1', 0o644, &name(target), b"")
    }

    /// Adds an entry as it is: a name of any bytes, a type of ustar (`b'0'` file, `b'1'` hard link,
    /// `b'2'` symbolic link, `b'3'` and `b'4'` devices, `b'5'` folder, `b'6'` pipe), a link target.
    ///
    /// Names and targets of more than a hundred bytes are written the GNU way.
    #[must_use]
    pub fn raw_entry(
        mut self,
        name: &[u8],
        kind: u8,
        mode: u32,
        link: &[u8],
        content: &[u8],
    ) -> Self {
        self.data.extend(tar_entry(name, kind, mode, link, content));
        self
    }

    /// Adds bytes to the archive of files as they are.
    #[must_use]
    pub fn raw_bytes(mut self, bytes: &[u8]) -> Self {
        self.data.extend_from_slice(bytes);
        self
    }

    /// Sets how the files are compressed; xz where nothing is said.
    #[must_use]
    pub const fn compression(mut self, compression: DebCompression) -> Self {
        self.compression = compression;
        self
    }

    /// Sets how the control files are compressed; gzip where nothing is said.
    #[must_use]
    pub const fn control_compression(mut self, compression: DebCompression) -> Self {
        self.control_compression = compression;
        self
    }

    /// Returns the text of the control file.
    pub fn control(&self) -> String {
        self.fields.iter().map(|(name, value)| [name, ": ", value, "\n"].concat()).collect()
    }

    /// Returns the members of the package, for tests that put them together wrongly.
    pub fn members(&self) -> Vec<(String, Vec<u8>)> {
        let mut control = tar_entry(b"./", b'5', 0o755, b"", b"");
        control.extend(tar_entry(b"./control", b'0', 0o644, b"", self.control().as_bytes()));
        let is_given = |name: &str| self.control_files.iter().any(|(other, ..)| other == name);
        if !self.sums.is_empty() && !is_given("md5sums") {
            control.extend(tar_entry(b"./md5sums", b'0', 0o644, b"", &self.sums));
        }
        for (name, mode, content) in &self.control_files {
            let path = format!("./{name}");
            control.extend(tar_entry(path.as_bytes(), b'0', *mode, b"", content));
        }
        control.extend([0; 1024]);
        let mut data = self.data.clone();
        data.extend([0; 1024]);
        let member = |stem: &str, compression: DebCompression, bytes: &[u8]| {
            ([stem, compression.extension()].concat(), compression.compress(bytes))
        };
        vec![
            ("debian-binary".to_owned(), b"2.0\n".to_vec()),
            member("control.tar", self.control_compression, &control),
            member("data.tar", self.compression, &data),
        ]
    }

    /// Returns the package.
    pub fn build(&self) -> Vec<u8> {
        ar(&self.members())
    }
}

/// Puts members into an ar archive.
pub fn ar(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let size = content.len().to_string();
        bytes.extend_from_slice(&ar_header(name, &size));
        bytes.extend_from_slice(content);
        if content.len() % 2 == 1 {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// Returns the header of an ar member; the size is text so that it can be absurd.
pub fn ar_header(name: &str, size: &str) -> Vec<u8> {
    format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 100_644).into_bytes()
}

/// Returns a tar entry: header, content and padding.
pub fn tar_entry(name: &[u8], kind: u8, mode: u32, link: &[u8], content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if name.len() > 100 {
        bytes.extend(tar_entry(b"././@LongLink", b'L', 0, b"", &[name, &[0]].concat()));
    }
    if link.len() > 100 {
        bytes.extend(tar_entry(b"././@LongLink", b'K', 0, b"", &[link, &[0]].concat()));
    }
    let mut header = [0_u8; 512];
    let mut put = |at: usize, value: &[u8], room: usize| {
        let length = value.len().min(room);
        header[at..at + length].copy_from_slice(&value[..length]);
    };
    put(0, name, 100);
    put(100, format!("{mode:07o}\0").as_bytes(), 8);
    put(108, b"0000000\x000000000\0", 16);
    put(124, format!("{:011o}\0", content.len()).as_bytes(), 12);
    put(136, b"00000000000\0        ", 20);
    put(156, &[kind], 1);
    put(157, link, 100);
    put(257, b"ustar\x0000", 8);
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(content);
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}
