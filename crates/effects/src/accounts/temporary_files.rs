// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! `tmpfiles.d(5)`: the part that decides over files of an image.

use haerterei_ground::TreePath;

use super::fields;

/// The most lines we read of one file.
const MAX_LINES: usize = 10_000;

/// What a line of a `tmpfiles.d` file creates or changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// `d`, `D`, `v`, `q`, `Q`: a folder is created.
    Folder,
    /// `f`, `F`: a file is created with this content; `replace` for `F` and `f+`.
    File {
        /// The content.
        content: String,
        /// Whether an existing file is replaced.
        replace: bool,
    },
    /// `L`, `L+`: a symbolic link is created.
    Link {
        /// Its text.
        target: String,
        /// Whether it replaces what stands there.
        replace: bool,
    },
    /// `C`, `C+`: a file or folder is copied if the place is empty.
    Copy {
        /// What is copied.
        from: TreePath,
    },
    /// `z`, `Z`, `e`, `m`: mode and owner of what is there are set.
    Adjust {
        /// Whether everything below is meant too.
        recursive: bool,
    },
}

/// One line that matters to an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemporaryFile {
    /// The line, counted from one.
    pub line: u32,
    /// What happens.
    pub what: What,
    /// Where.
    pub path: TreePath,
    /// The mode, if the line sets one.
    pub mode: Option<u32>,
    /// The owner, a name or a number, if the line sets one.
    pub user: Option<String>,
    /// The group, a name or a number, if the line sets one.
    pub group: Option<String>,
}

/// What a `tmpfiles.d` file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemporaryFiles {
    /// The lines that matter, in order.
    pub files: Vec<TemporaryFile>,
    /// The lines that do not apply to an image (devices, removal, attributes, boot time), by
    /// number.
    pub passed_over: Vec<(u32, String)>,
    /// The lines we cannot follow: a specifier of a running system, a pattern, a malformed line.
    pub unclear: Vec<(u32, String)>,
}

/// Reads a `tmpfiles.d` file.
pub fn read_temporary_files(bytes: &[u8]) -> TemporaryFiles {
    let text = String::from_utf8_lossy(bytes);
    let mut read = TemporaryFiles::default();
    for (number, line) in (1_u32..).zip(text.lines().take(MAX_LINES)) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match entry(number, line) {
            Entry::Matters(file) => read.files.push(file),
            Entry::PassedOver => read.passed_over.push((number, line.to_owned())),
            Entry::Unclear => read.unclear.push((number, line.to_owned())),
        }
    }
    read
}

enum Entry {
    Matters(TemporaryFile),
    PassedOver,
    Unclear,
}

fn entry(line: u32, text: &str) -> Entry {
    // The argument is the rest of the line, blanks included.
    let Some(all) = fields(text) else {
        return Entry::Unclear;
    };
    let field = |index: usize| {
        all.get(index).map(String::as_str).filter(|field| *field != "-" && !field.is_empty())
    };
    let (Some(kind), Some(path)) = (field(0), field(1)) else {
        return Entry::Unclear;
    };
    let letter = kind.chars().next().unwrap_or_default();
    let modifiers = kind.get(letter.len_utf8()..).unwrap_or_default();
    if !modifiers.chars().all(|modifier| "+!-=~^$?".contains(modifier)) {
        return Entry::Unclear;
    }
    // Boot-time lines run at the start of a machine, which a container has not.
    if modifiers.contains('!') || "xXrRtTaAhHbcpPw".contains(letter) {
        return Entry::PassedOver;
    }
    if modifiers.contains('^') || modifiers.contains('~') {
        return Entry::Unclear;
    }
    let argument = all.get(6..).unwrap_or_default().join(" ");
    let argument = if argument == "-" { String::new() } else { argument };
    let static_text = |text: &str| !text.replace("%%", "").contains('%');
    let pattern = "zZem".contains(letter) && path.contains(['*', '?', '[']);
    if !static_text(path) || !static_text(&argument) || pattern {
        return Entry::Unclear;
    }
    let Ok(place) = TreePath::parse(path) else {
        return Entry::Unclear;
    };
    let replace = modifiers.contains('+');
    let what = match letter {
        'd' | 'D' | 'v' | 'q' | 'Q' => What::Folder,
        'f' => What::File { content: argument, replace },
        'F' => What::File { content: argument, replace: true },
        'L' => What::Link {
            target: if argument.is_empty() {
                format!("/usr/share/factory{path}")
            } else {
                argument
            },
            replace,
        },
        'C' => {
            let from =
                if argument.is_empty() { format!("/usr/share/factory{path}") } else { argument };
            match TreePath::parse(&from) {
                Ok(from) => What::Copy { from },
                Err(_) => return Entry::Unclear,
            }
        }
        'z' | 'm' | 'e' => What::Adjust { recursive: false },
        'Z' => What::Adjust { recursive: true },
        _ => return Entry::Unclear,
    };
    let mode = match field(2) {
        None => None,
        Some(mode) => {
            let digits = mode.trim_start_matches(['~', ':']);
            match u32::from_str_radix(digits, 8) {
                Ok(mode) if mode <= 0o7777 => Some(mode),
                _ => return Entry::Unclear,
            }
        }
    };
    let owner = |index| field(index).map(|name| name.trim_start_matches(':').to_owned());
    Entry::Matters(TemporaryFile { line, what, path: place, mode, user: owner(3), group: owner(4) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_that_matter_are_told_from_others() {
        let text = b"d /var/log/app 2770 app adm -\nL /etc/x - - - - /usr/share/x\nx /tmp/keep\nR! /run/old\nd /run/%m 0755\nZ /var/lib/app 0640 app app\n";
        let read = read_temporary_files(text);
        assert_eq!(read.files.len(), 3);
        assert_eq!(read.files[0].mode, Some(0o2770));
        assert_eq!(read.files[0].user.as_deref(), Some("app"));
        assert_eq!(
            read.files[1].what,
            What::Link { target: "/usr/share/x".into(), replace: false }
        );
        assert_eq!(read.passed_over.len(), 2);
        assert_eq!(read.unclear, [(5, "d /run/%m 0755".to_owned())]);
    }

    proptest! {
        #[test]
        fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let read = read_temporary_files(&bytes);
            let lines = String::from_utf8_lossy(&bytes).lines().count();
            prop_assert!(read.files.len() + read.passed_over.len() + read.unclear.len() <= lines);
        }
    }
}
