// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The first line of a script.

use serde::{Deserialize, Serialize};

/// How much of a script Linux looks at for its first line (`BINPRM_BUF_SIZE`).
const LONGEST: usize = 256;

/// Who runs a script, by its first line (`execve(2)`, section "Interpreter scripts").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shebang {
    /// The interpreter's path, as written.
    pub interpreter: String,
    /// The one argument the kernel passes on: the rest of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub argument: Option<String>,
    /// The program that `env` looks for, where the interpreter is `env`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
}

impl Shebang {
    /// Reads the first line of a file, if it names an interpreter.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"#!")?;
        let rest = rest.get(..LONGEST - 2).unwrap_or(rest);
        let line = rest.split(|byte| *byte == b'\n').next()?;
        if line.contains(&0) {
            return None;
        }
        let line = String::from_utf8_lossy(line);
        let line = line.trim_matches([' ', '\t']);
        let (interpreter, argument) = match line.split_once([' ', '\t']) {
            Some((interpreter, argument)) => {
                (interpreter, Some(argument.trim_matches([' ', '\t'])))
            }
            None => (line, None),
        };
        if interpreter.is_empty() {
            return None;
        }
        let program = argument
            .filter(|_| interpreter.rsplit('/').next() == Some("env"))
            .and_then(program_of_env);
        Some(Self {
            interpreter: interpreter.to_owned(),
            argument: argument.map(str::to_owned),
            program,
        })
    }
}

/// Returns the program among the words for `env`: the first that is neither an option nor sets a
/// variable.
fn program_of_env(argument: &str) -> Option<String> {
    argument
        .split([' ', '\t'])
        .map(|word| word.strip_prefix("-S").unwrap_or(word))
        .find(|word| !word.is_empty() && !word.starts_with('-') && !word.contains('='))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn first_lines_are_read_as_the_kernel_reads_them() {
        for (line, interpreter, argument, program) in [
            ("#!/bin/sh\n", "/bin/sh", None, None),
            ("#! /bin/sh -e \nx", "/bin/sh", Some("-e"), None),
            ("#!/usr/bin/perl -w -T\n", "/usr/bin/perl", Some("-w -T"), None),
            ("#!/usr/bin/env python3", "/usr/bin/env", Some("python3"), Some("python3")),
            (
                "#!/usr/bin/env -S A=b node --x\n",
                "/usr/bin/env",
                Some("-S A=b node --x"),
                Some("node"),
            ),
            ("#!/usr/bin/env -Sruby\n", "/usr/bin/env", Some("-Sruby"), Some("ruby")),
            ("#!relative\n", "relative", None, None),
        ] {
            let shebang = Shebang::parse(line.as_bytes()).unwrap();
            assert_eq!(shebang.interpreter, interpreter);
            assert_eq!(shebang.argument.as_deref(), argument);
            assert_eq!(shebang.program.as_deref(), program);
        }
    }

    #[test]
    fn other_files_have_none() {
        for bytes in [b"".as_slice(), b"#", b"#!", b"#!\n/bin/sh", b"# !/bin/sh", b"#!/bin/\0sh"] {
            assert_eq!(Shebang::parse(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Shebang::parse(&bytes);
            let _ = Shebang::parse(&[b"#!/usr/bin/env ".as_slice(), &bytes].concat());
        }
    }
}
