// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What we keep of an ELF file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// For which processor an ELF file is, as in its header (`e_machine`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Machine(pub u16);

impl Machine {
    /// Intel and AMD, 32 bits.
    pub const I386: Self = Self(3);
    /// ARM, 32 bits.
    pub const ARM: Self = Self(40);
    /// Intel and AMD, 64 bits (`amd64`).
    pub const X86_64: Self = Self(62);
    /// ARM, 64 bits (`arm64`).
    pub const AARCH64: Self = Self(183);

    /// Returns the folder name of Debian's multi-architecture for machines we know.
    pub const fn triplet(self) -> Option<&'static str> {
        match self {
            Self::X86_64 => Some("x86_64-linux-gnu"),
            Self::AARCH64 => Some("aarch64-linux-gnu"),
            Self::I386 => Some("i386-linux-gnu"),
            Self::ARM => Some("arm-linux-gnueabihf"),
            _ => None,
        }
    }

    /// Returns what the dynamic linker puts for `$PLATFORM`.
    pub const fn platform(self) -> Option<&'static str> {
        match self {
            Self::X86_64 => Some("x86_64"),
            Self::AARCH64 => Some("aarch64"),
            Self::I386 => Some("i686"),
            Self::ARM => Some("v7l"),
            _ => None,
        }
    }
}

/// What an ELF file is for, as in its header (`e_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A program at a fixed address.
    Executable,
    /// A library, or a program that runs at any address.
    Shared,
    /// An object that is not linked yet (also a kernel module).
    Relocatable,
    /// A core dump.
    Core,
    /// Something else.
    Other,
}

/// How much of a program's linkage is read-only when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadOnlyRelocations {
    /// Nothing.
    None,
    /// All but the table of functions that are bound late.
    Partial,
    /// Everything: functions are bound when the program starts.
    Full,
}

/// How an ELF file is protected against attacks on its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hardening {
    /// The code runs at any address (a position-independent program or a library).
    pub position_independent: bool,
    /// What becomes read-only after relocation.
    pub read_only_relocations: ReadOnlyRelocations,
    /// The stack is not executable.
    pub stack_not_executable: bool,
    /// Functions are guarded by stack canaries (the file refers to `__stack_chk_fail`).
    pub stack_canary: bool,
    /// The code itself is changed when it is loaded.
    pub text_relocations: bool,
}

/// A version of symbols that is needed from a library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VersionNeed {
    /// The version, as `GLIBC_2.38`.
    pub name: String,
    /// The file also loads where the version is absent (`VER_FLG_WEAK`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
}

/// What we keep of an ELF file. Names that are not UTF-8 are kept with replacement characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElfFacts {
    /// Whether addresses have 64 bits.
    pub is_64: bool,
    /// Whether numbers begin with the least significant byte.
    pub is_little_endian: bool,
    /// The processor.
    pub machine: Machine,
    /// The processor's flags (`e_flags`), for ARM its calling convention.
    pub flags: u32,
    /// What it is for.
    pub kind: Kind,
    /// The program that loads this one (`PT_INTERP`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// The libraries that are loaded with it (`DT_NEEDED`), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed: Vec<String>,
    /// The name others need it by (`DT_SONAME`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soname: Option<String>,
    /// Folders to search before all others (`DT_RPATH`), as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rpath: Vec<String>,
    /// Folders to search for its own needs (`DT_RUNPATH`), as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runpath: Vec<String>,
    /// Versions of symbols it needs, by library (`DT_VERNEED`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions_needed: BTreeMap<String, Vec<VersionNeed>>,
    /// Versions of symbols it defines (`DT_VERDEF`), without its own name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions_defined: Vec<String>,
    /// The build's name in hexadecimal (`NT_GNU_BUILD_ID`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_id: Option<String>,
    /// The system's ABI with its oldest kernel, as in `NT_GNU_ABI_TAG`: system, major, minor,
    /// subminor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abi_tag: Option<[u32; 4]>,
    /// Whether it is linked dynamically at all.
    pub is_dynamic: bool,
    /// How many symbols it offers.
    pub exported_symbols: u32,
    /// How many symbols it needs from others.
    pub undefined_symbols: u32,
    /// How it is protected.
    pub hardening: Hardening,
    /// File names of libraries among its constants: probably loaded by name while it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loads: Vec<String>,
}

impl ElfFacts {
    /// Returns whether this is a program that the dynamic linker loads.
    pub const fn is_dynamic_program(&self) -> bool {
        self.interpreter.is_some()
    }

    /// Returns whether this is a library: shared, dynamic and without an interpreter.
    ///
    /// A library that is also a program (`libc.so.6`) has an interpreter and a name of its own.
    pub const fn is_library(&self) -> bool {
        matches!(self.kind, Kind::Shared)
            && self.is_dynamic
            && (self.interpreter.is_none() || self.soname.is_some())
    }

    /// Returns whether the other file can be loaded into the same process.
    pub fn fits(&self, other: &Self) -> bool {
        self.machine == other.machine
            && self.is_64 == other.is_64
            && self.is_little_endian == other.is_little_endian
    }
}
