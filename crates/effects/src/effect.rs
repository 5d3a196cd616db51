// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Effects: what a script would have done, as data.

use haerterei_ground::TreePath;
use serde::{Deserialize, Serialize};

/// One thing a package's script would have done to a fresh installation.
///
/// Paths are those of the installed system, after diversions of the script's own package are
/// *not* applied. Names of accounts are names, never numbers, unless the script names a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Effect {
    /// An account is created unless it exists.
    User(User),
    /// A group is created unless it exists.
    Group {
        /// The name.
        name: String,
        /// The number, if the script fixes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gid: Option<u32>,
        /// Whether the number comes from the range of system groups.
        #[serde(default)]
        system: bool,
    },
    /// An account joins a further group.
    Membership {
        /// The account.
        user: String,
        /// The group.
        group: String,
    },
    /// The accounts that a `sysusers.d(5)` file of the package declares are created.
    SystemUsers {
        /// The file.
        file: TreePath,
    },
    /// What a `tmpfiles.d(5)` file of the package declares is created.
    TemporaryFiles {
        /// The file.
        file: TreePath,
    },
    /// The accounts and groups of `base-passwd` are written to `/etc/passwd` and `/etc/group`.
    BaseAccounts,
    /// An alternative is registered (`update-alternatives --install`). The one with the highest
    /// priority is what the link points to.
    Alternative {
        /// The generic name, a name below `/etc/alternatives`.
        name: String,
        /// The link that users meet.
        link: TreePath,
        /// What it leads to.
        path: TreePath,
        /// The higher one wins; the first of equals stays.
        priority: i32,
        /// Links that follow this one, for instance man pages.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slaves: Vec<Slave>,
    },
    /// An alternative is chosen by name, whatever its priority (`update-alternatives --set`).
    AlternativeChosen {
        /// The generic name.
        name: String,
        /// What it leads to from now on.
        path: TreePath,
    },
    /// A file is copied from the installed system: a template to its place below `/etc`.
    Copy {
        /// The file copied.
        from: TreePath,
        /// The new file.
        to: TreePath,
        /// Whether an existing file stays as it is.
        #[serde(default)]
        only_if_absent: bool,
        /// Whether folders are copied with everything below them.
        #[serde(default)]
        recursive: bool,
        /// The new file's mode, if it is not that of the file copied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<u32>,
        /// The new file's owner, if it is not root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The new file's group, if it is not root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
    },
    /// A file is moved.
    Move {
        /// Where it was.
        from: TreePath,
        /// Where it is afterwards.
        to: TreePath,
    },
    /// A folder is created unless it exists.
    Directory {
        /// The folder; those above it are created with mode 0755 where they are missing.
        path: TreePath,
        /// Its mode; 0755 if the script does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<u32>,
        /// Its owner, if it is not root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// Its group, if it is not root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
    },
    /// An owner, a group, or both are changed.
    Owner {
        /// Where.
        path: TreePath,
        /// The new owner, a name or a number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The new group, a name or a number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        /// Whether everything below is meant too.
        #[serde(default)]
        recursive: bool,
        /// Whether a symbolic link itself is meant, not what it leads to.
        #[serde(default)]
        no_dereference: bool,
    },
    /// A mode is changed.
    Mode {
        /// Where.
        path: TreePath,
        /// As `chmod(1)` takes it: octal digits or symbols (`g+ws`, `u=rwX,go=`).
        mode: String,
        /// Whether everything below is meant too.
        #[serde(default)]
        recursive: bool,
    },
    /// A symbolic link is created.
    Symlink {
        /// The link.
        path: TreePath,
        /// Its text.
        target: String,
        /// Whether it replaces what stands there.
        #[serde(default)]
        replace: bool,
    },
    /// A hard link is created.
    Hardlink {
        /// The further name.
        path: TreePath,
        /// The file.
        target: TreePath,
    },
    /// Something is removed, if it is there.
    Remove {
        /// What.
        path: TreePath,
        /// Whether a folder goes with everything below it.
        #[serde(default)]
        recursive: bool,
        /// Whether a folder goes only if it is empty.
        #[serde(default)]
        only_if_empty: bool,
    },
    /// A file is written with known content.
    Write {
        /// The file.
        path: TreePath,
        /// Its content, or what is appended.
        content: String,
        /// Whether the content is appended.
        #[serde(default)]
        append: bool,
    },
    /// An empty file is created unless it exists.
    Touch {
        /// The file.
        path: TreePath,
    },
    /// Another package's file is installed under another name (`dpkg-divert --add`).
    Divert {
        /// The path diverted.
        path: TreePath,
        /// Where the other packages' file goes.
        to: TreePath,
        /// The package whose own file stays, or nothing for a local diversion of everyone's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        package: Option<String>,
        /// Whether a file that is already there is renamed.
        #[serde(default)]
        rename: bool,
    },
    /// Owner, group and mode of a path are fixed (`dpkg-statoverride --add`).
    StatOverride {
        /// The path.
        path: TreePath,
        /// The owner, a name or `#number`.
        user: String,
        /// The group, a name or `#number`.
        group: String,
        /// The mode.
        mode: u32,
        /// Whether it takes effect at once.
        #[serde(default)]
        update: bool,
    },
    /// A file gets capabilities (`setcap`).
    Capabilities {
        /// The file.
        path: TreePath,
        /// As `setcap(8)` takes them, for instance `cap_net_raw+ep`.
        capabilities: String,
    },
    /// A service is added to a database of `/etc/nsswitch.conf`.
    NameService {
        /// The database, for instance `hosts`.
        database: String,
        /// The service, with its action if it has one, for instance `mymachines` or
        /// `mdns4_minimal [NOTFOUND=return]`.
        service: String,
        /// Where among the services that are there.
        place: ServicePlace,
    },
    /// A module of PHP is loaded, by a link in `/etc/php/VERSION/INTERFACE/conf.d`.
    PhpModule {
        /// The version of PHP; every installed one if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<String>,
        /// The server interface, for instance `fpm`; every installed one if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        interface: Option<String>,
        /// The module, for instance `opcache`; every one that packages registered if there is
        /// none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// A server is told to load something its packages ship.
    Enable {
        /// What sort of thing.
        extension: Extension,
        /// Its name.
        name: String,
    },
    /// A login shell is added to `/etc/shells`.
    Shell {
        /// The shell.
        path: TreePath,
    },
    /// A shared index is made anew from what all packages contribute.
    Refresh {
        /// Which.
        index: Index,
    },
    /// A trigger is activated that we do not know by name.
    Trigger {
        /// Its name.
        name: String,
    },
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name.
    pub name: String,
    /// The number, if the script fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// The primary group, a name or a number; nothing means `nogroup`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The comment field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The home folder; `/nonexistent` if there is none. An effect of its own creates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The login shell; `/usr/sbin/nologin` if the script does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// Whether the number comes from the range of system accounts.
    #[serde(default)]
    pub system: bool,
}

/// What a server can be told to load, by a link in its folder of enabled things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extension {
    /// `/etc/apache2/mods-enabled`.
    ApacheModule,
    /// `/etc/apache2/conf-enabled`.
    ApacheConfiguration,
    /// `/etc/apache2/sites-enabled`.
    ApacheSite,
}

/// Where a service goes among those of its database, as `dh_installnss(1)` has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServicePlace {
    /// In front of all.
    First,
    /// Behind all.
    Last,
    /// In front of the first of these that is there; nowhere if none is.
    Before(Vec<String>),
    /// Behind the first of these, and its action, that is there; nowhere if none is.
    After(Vec<String>),
}

/// A link that follows an alternative.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slave {
    /// The generic name.
    pub name: String,
    /// The link.
    pub link: TreePath,
    /// What it leads to.
    pub path: TreePath,
}

/// A file or folder that is derived from what all installed packages contribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Index {
    /// `/etc/ld.so.cache` (`ldconfig`).
    SharedLibraries,
    /// The CA bundle and its hash links (`update-ca-certificates`).
    CaCertificates,
    /// The trust store of Java (`ca-certificates-java`).
    JavaTrustStore,
    /// `/usr/share/mime` (`update-mime-database`).
    MimeTypes,
    /// `/etc/mailcap` (`update-mime`).
    Mailcap,
    /// `mimeinfo.cache` of desktop entries.
    DesktopEntries,
    /// Icon caches of themes.
    Icons,
    /// Fontconfig's cache, which fontconfig makes itself when it is missing.
    Fonts,
    /// X11's `fonts.dir`, `fonts.scale` and `fonts.alias`.
    CoreFonts,
    /// Compiled settings schemas of `GLib`.
    SettingsSchemas,
    /// The cache of GIO modules.
    GioModules,
    /// The list of loaders of gdk-pixbuf.
    PixbufLoaders,
    /// The list of input methods of GTK.
    InputMethods,
    /// The catalogues of XML and SGML.
    XmlCatalogs,
    /// Configuration of PAM (`pam-auth-update`).
    PamProfiles,
    /// Configuration of TeX (`update-texmf-config` and relatives).
    Tex,
    /// Packages of Emacs (`emacs-package-install`).
    Emacs,
    /// The handlers of binary formats, which belong to the host's kernel (`update-binfmts`).
    BinaryFormats,
    /// The default word list and dictionary of the `dictionaries-common` family.
    Dictionaries,
    /// Hashes and lists that spell checkers and editors derive from dictionaries.
    SpellChecking,
    /// The registered plugins of `GStreamer`, VLC and the like.
    MediaPlugins,
    /// The package lists of GHC.
    HaskellPackages,
}

/// Something a script did that leaves nothing a container needs at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Idle {
    /// Starting, stopping and enabling services of an init system: a container has its one
    /// process.
    Services,
    /// Byte compilation, which the interpreter does itself when it must.
    ByteCompilation,
    /// Questions and answers of debconf, and the hash lists of `ucf`.
    PackageConfiguration,
    /// Menus, info pages, manual page indices, document bases.
    Documentation,
    /// Device rules, kernel modules, boot loaders, initial file systems.
    HostSystem,
    /// Removal of what an older version left behind.
    Upgrade,
    /// Files below `/run`, `/tmp` and other places that do not outlive the installation.
    Temporary,
    /// Identifiers, keys and passwords that are generated for one machine: an image that many
    /// start must hold none.
    Identity,
    /// A database that is set up with its first data: in a container that is the first start's
    /// business, on a volume.
    Database,
}

/// Where an effect comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// The script, or `triggers`.
    pub script: String,
    /// The line, counted from one; nothing for an entry of the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The tool that generated this part of the script, as its comment names it, for instance
    /// `dh_installalternatives/13.11.1`. A claim of the script, of use to the reader only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
}

/// An effect with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    /// What would have been done.
    pub what: Effect,
    /// By which line of which script.
    pub source: Source,
}

impl Effect {
    /// Returns the effect of activating a trigger by its name (`deb-triggers(5)`); nothing if it
    /// leaves nothing that a container needs at run time.
    pub fn of_trigger(name: &str) -> Result<Self, Idle> {
        let index = match name {
            "ldconfig" => Index::SharedLibraries,
            "update-ca-certificates" | "update-ca-certificates-fresh" => Index::CaCertificates,
            "update-ca-certificates-java" | "update-ca-certificates-java-fresh" => {
                Index::JavaTrustStore
            }
            "update-sgmlcatalog" => Index::XmlCatalogs,
            "pam-auth-update" => Index::PamProfiles,
            "gtk-update-icon-cache" | "update-icon-caches" => Index::Icons,
            "update-menus" | "menu" | "/usr/share/man" | "/usr/share/info" | "doc-base" => {
                return Err(Idle::Documentation);
            }
            "update-initramfs" | "dracut" | "linux-update" => return Err(Idle::HostSystem),
            // Servers of PHP start anew when their modules change.
            name if name.starts_with("/etc/php/") && name.ends_with("/conf.d") => {
                return Err(Idle::Services);
            }
            _ => {
                return Ok(Self::Trigger { name: name.to_owned() });
            }
        };
        Ok(Self::Refresh { index })
    }
}
