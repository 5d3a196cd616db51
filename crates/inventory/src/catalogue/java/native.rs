// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Native programs and libraries inside of archives, as bindings carry them for every platform, and
//! the scripts of wheels.

use crate::component::{ComponentKind, How, Nature};
use crate::findings::Found;

/// What their names end with; programs of Unix have no ending and lie in `bin`.
const ENDS: [&str; 6] = [".so", ".dll", ".dylib", ".jnilib", ".exe", ".node"];

/// Returns whether a member of this name is worth unpacking: nobody can look at the first bytes of
/// every member of every archive.
pub(super) fn may_be(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_numbered = file.split_once(".so.").is_some_and(|(_, number)| {
        number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    is_numbered
        || ENDS.iter().any(|end| file.ends_with(end))
        || (name.contains("bin/") && !file.contains('.'))
        || is_script_of_wheel(name)
}

/// Returns whether a member is one of the programs that a wheel installs (PEP 427, "The .data
/// directory").
fn is_script_of_wheel(name: &str) -> bool {
    name.split_once(".data/scripts/").is_some_and(|(before, _)| !before.contains('/'))
}

/// Recognises what runs on a processor: ELF, PE and Mach-O, the last for one processor or several,
/// and the scripts of wheels.
pub(super) fn recognise(name: &str, bytes: &[u8]) -> Option<Found> {
    const MAGICS: [&[u8]; 5] =
        [b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe"];
    let is_script = is_script_of_wheel(name) && bytes.starts_with(b"#!");
    if !is_script && !MAGICS.iter().any(|magic| bytes.starts_with(magic)) {
        return None;
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let mut found = Found::new(ComponentKind::Executable, "generic", file, How::Presence);
    found.nature = Nature { executable: true, archive: false, structured: false };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_of_all_platforms_are_told_by_name_and_first_bytes() {
        for (name, bytes, expected) in [
            ("META-INF/native/libnetty.so", &b"\x7fELF\x02"[..], Some("libnetty.so")),
            ("org/x/libz.so.1.2", b"\x7fELF", Some("libz.so.1.2")),
            ("win/x.dll", b"MZ\x90", Some("x.dll")),
            ("mac/x.jnilib", b"\xca\xfe\xba\xbe", Some("x.jnilib")),
            ("linux/bin/tool", b"\x7fELF", Some("tool")),
            ("a/x.so", b"text", None),
            ("a/notes.so.txt", b"\x7fELF", None),
            ("a/B.class", b"\xca\xfe\xba\xbe", None),
        ] {
            let found = may_be(name).then(|| recognise(name, bytes)).flatten();
            assert_eq!(found.map(|found| found.name).as_deref(), expected, "{name}");
        }
    }
}
