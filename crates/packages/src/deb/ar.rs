// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The ar archive around a package, after deb(5) and `ar.h`.

use std::io::{Read, Seek, SeekFrom};

use super::DebError;

const MAGIC: &[u8; 8] = b"!<arch>\n";
const HEADER: usize = 60;
/// The most members we look at; a package has three.
const MAX_MEMBERS: usize = 32;

/// Where a member's content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The name, without padding.
    pub(super) name: String,
    /// Where the content begins.
    pub(super) offset: u64,
    /// The length of the content in bytes.
    pub(super) size: u64,
}

/// The members that make a package.
#[derive(Debug)]
pub(super) struct Members {
    pub(super) control: Member,
    pub(super) data: Member,
}

/// Finds the members of a package and checks that they are what deb(5) says, in its order.
pub(super) fn members(reader: &mut (impl Read + Seek)) -> Result<Members, DebError> {
    let length = reader.seek(SeekFrom::End(0)).map_err(DebError::Read)?;
    reader.seek(SeekFrom::Start(0)).map_err(DebError::Read)?;
    let mut magic = [0; 8];
    if length < 8 {
        return Err(DebError::NotAPackage);
    }
    reader.read_exact(&mut magic).map_err(DebError::Read)?;
    if magic != *MAGIC {
        return Err(DebError::NotAPackage);
    }
    let mut all: Vec<Member> = Vec::new();
    let mut offset = 8;
    while offset < length {
        if all.len() == MAX_MEMBERS {
            return Err(DebError::Archive { offset, what: "too many members" });
        }
        if length - offset < HEADER as u64 {
            return Err(DebError::Truncated { offset: length });
        }
        let mut header = [0; HEADER];
        reader.seek(SeekFrom::Start(offset)).map_err(DebError::Read)?;
        reader.read_exact(&mut header).map_err(DebError::Read)?;
        let member = read_header(&header, offset)?;
        let end = member.offset + member.size;
        if end > length {
            return Err(DebError::Truncated { offset: length });
        }
        if all.iter().any(|other| kind(&other.name) == kind(&member.name)) {
            return Err(DebError::Duplicate { member: member.name });
        }
        all.push(member);
        // Contents begin at even places.
        offset = end + (end & 1);
    }
    // Members that begin with an underscore are for others to use.
    let mut wanted = all.into_iter().filter(|member| !member.name.starts_with('_'));
    let mut next = |name: &'static str| match wanted.next() {
        Some(member) if kind(&member.name) == name => Ok(member),
        Some(member) => Err(DebError::Misplaced { member: member.name, expected: name }),
        None => Err(DebError::Missing { member: name }),
    };
    let format = next("debian-binary")?;
    check_format(reader, &format)?;
    Ok(Members { control: next("control.tar")?, data: next("data.tar")? })
}

/// The name of a member without its compression.
fn kind(name: &str) -> &str {
    ["control.tar", "data.tar"]
        .into_iter()
        .find(|kind| {
            name.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
        .unwrap_or(name)
}

fn read_header(header: &[u8; HEADER], offset: u64) -> Result<Member, DebError> {
    let fault = |what| DebError::Archive { offset, what };
    let (name, rest) = header.split_at(16);
    let size = rest.get(32..42).unwrap_or_default();
    if !header.ends_with(b"`\n") {
        return Err(fault("a member without a header"));
    }
    let text = |bytes: &[u8]| {
        std::str::from_utf8(bytes).ok().map(|text| text.trim_end_matches(' ').to_owned())
    };
    let name = text(name).ok_or(fault("a member with a malformed name"))?;
    let name = name.strip_suffix('/').unwrap_or(&name);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/') {
        return Err(fault("a member with a malformed name"));
    }
    let size = text(size)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|digits| digits.parse().ok())
        .ok_or(fault("a member with a malformed size"))?;
    Ok(Member { name: name.to_owned(), offset: offset + HEADER as u64, size })
}

fn check_format(reader: &mut (impl Read + Seek), member: &Member) -> Result<(), DebError> {
    reader.seek(SeekFrom::Start(member.offset)).map_err(DebError::Read)?;
    let mut text = Vec::new();
    // The first line is the version; deb(5) allows further lines.
    reader.take(member.size.min(64)).read_to_end(&mut text).map_err(DebError::Read)?;
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_supported = line.strip_prefix(b"2.").is_some_and(|minor| {
        !minor.is_empty() && minor.iter().all(u8::is_ascii_digit) && text.contains(&b'\n')
    });
    if is_supported {
        Ok(())
    } else {
        Err(DebError::Format { version: line.escape_ascii().to_string() })
    }
}
