// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Commands that leave nothing for run time, and those that only refresh a shared index.

use super::super::{Answer, Interpreter, State, Value};
use super::{Call, Modelled};
use crate::effect::{Effect, Idle, Index};

/// Returns why a command leaves nothing for run time.
pub(super) fn of(name: &str) -> Option<Idle> {
    Some(match name {
        "deb-systemd-helper" | "deb-systemd-invoke" | "invoke-rc.d" | "update-rc.d"
        | "systemctl" | "service" | "start-stop-daemon" | "initctl" | "telinit" | "runlevel"
        | "kill" | "killall" | "pkill" | "rc-service" | "rc-update" | "loginctl" | "journalctl"
        | "systemd-notify" | "policy-rc.d" | "pidof" | "pgrep" | "dbus-send" | "busctl"
        | "killall5" | "fuser" | "openrc" | "sleep" => Idle::Services,
        "py3compile"
        | "py3clean"
        | "pycompile"
        | "pyclean"
        | "pypycompile"
        | "pypyclean"
        | "pypy3compile"
        | "pypy3clean"
        | "update-python-modules"
        | "rubygems-integration" => Idle::ByteCompilation,
        "dbus-uuidgen" | "systemd-machine-id-setup" => Idle::Identity,
        "pg_createcluster" => Idle::Database,
        "db_input"
        | "db_go"
        | "db_stop"
        | "db_version"
        | "db_capb"
        | "db_title"
        | "db_settitle"
        | "db_subst"
        | "db_fset"
        | "db_reset"
        | "db_purge"
        | "db_unregister"
        | "db_register"
        | "db_beginblock"
        | "db_endblock"
        | "db_info"
        | "db_progress"
        | "db_clear"
        | "db_x_loadtemplatefile"
        | "db_previous_module"
        | "ucfr"
        | "ucfq"
        | "debconf-set-selections"
        | "debconf-communicate" => Idle::PackageConfiguration,
        "update-menus"
        | "install-info"
        | "update-info-dir"
        | "mandb"
        | "install-docs"
        | "scrollkeeper-update"
        | "rarian-sk-update"
        | "update-catalog-docs"
        | "dhelp_parse"
        | "makewhatis"
        | "blend-update-menus"
        | "blend-update-usermenus"
        | "swish++"
        | "update-app-install"
        | "appstreamcli" => Idle::Documentation,
        "udevadm"
        | "update-initramfs"
        | "depmod"
        | "modprobe"
        | "rmmod"
        | "insmod"
        | "dkms"
        | "update-grub"
        | "update-grub2"
        | "sysctl"
        | "apparmor_parser"
        | "aa-status"
        | "systemd-hwdb"
        | "hwdb"
        | "update-usbids"
        | "update-pciids"
        | "linux-update-symlinks"
        | "linux-run-hooks"
        | "kernel-install"
        | "restorecon"
        | "semodule"
        | "selinuxenabled"
        | "aa-enabled"
        | "deluser-host"
        | "mount"
        | "umount"
        | "sync"
        | "blkid"
        | "lsmod"
        | "udevsettle"
        | "update-secureboot-policy"
        | "setupcon"
        | "swapon"
        | "swapoff"
        | "wall"
        | "beep"
        | "ip"
        | "ifconfig"
        | "iptables"
        | "nft"
        | "dmsetup" => Idle::HostSystem,
        _ => return None,
    })
}

/// Returns the index that a command makes anew.
pub(super) fn index(name: &str) -> Option<Index> {
    Some(match name {
        "ldconfig" => Index::SharedLibraries,
        "update-ca-certificates" => Index::CaCertificates,
        "update-mime-database" => Index::MimeTypes,
        "update-mime" => Index::Mailcap,
        "update-desktop-database" => Index::DesktopEntries,
        "update-icon-caches" | "gtk-update-icon-cache" | "update-icon-cache" => Index::Icons,
        "fc-cache" => Index::Fonts,
        "update-fonts-dir" | "update-fonts-scale" | "update-fonts-alias" | "mkfontdir"
        | "mkfontscale" => Index::CoreFonts,
        "glib-compile-schemas" => Index::SettingsSchemas,
        "gio-querymodules" => Index::GioModules,
        "gdk-pixbuf-query-loaders" => Index::PixbufLoaders,
        "update-gtk-immodules" | "gtk-query-immodules-3.0" | "gtk-query-immodules-2.0" => {
            Index::InputMethods
        }
        "update-xmlcatalog" | "update-catalog" => Index::XmlCatalogs,
        "pam-auth-update" => Index::PamProfiles,
        "update-texmf-config"
        | "update-texmf"
        | "mktexlsr"
        | "texhash"
        | "update-updmap"
        | "updmap-sys"
        | "fmtutil-sys"
        | "update-fmtutil"
        | "update-language"
        | "update-fontlang" => Index::Tex,
        "emacs-package-install" | "emacs-install" => Index::Emacs,
        "update-binfmts" => Index::BinaryFormats,
        "update-default-wordlist" | "update-default-ispell" => Index::Dictionaries,
        "update-default-aspell"
        | "aspell-autobuildhash"
        | "ispell-autobuildhash"
        | "update-dictcommon-aspell"
        | "update-dictcommon-hunspell"
        | "dictdconfig"
        | "update-dictcommon" => Index::SpellChecking,
        "vlc-cache-gen" | "gst-inspect-1.0" => Index::MediaPlugins,
        "ghc-pkg" => Index::HaskellPackages,
        _ => return None,
    })
}

/// Returns why a command leaves nothing for run time with these arguments.
fn more(call: &Call<'_>) -> Option<Idle> {
    let only = |words: &[&str]| {
        call.arguments.len() == words.len()
            && call.arguments.iter().zip(words).all(|(given, word)| given.get() == Some(word))
    };
    if compiles_python(call) {
        return Some(Idle::ByteCompilation);
    }
    // Keys and certificates of a machine that has none of its own.
    let makes_keys = match call.name {
        "make-ssl-cert" => only(&["generate-default-snakeoil"]),
        "ssh-keygen" => call.arguments.iter().any(|argument| {
            argument.get().is_some_and(|path| path.starts_with("/etc/ssh/ssh_host_"))
        }),
        _ => false,
    };
    makes_keys.then_some(Idle::Identity)
}

/// Returns whether an interpreter of Python is asked to compile modules and nothing else.
fn compiles_python(call: &Call<'_>) -> bool {
    let base = call.name.rsplit('/').next().unwrap_or_default();
    let version = base.strip_prefix("python").or_else(|| base.strip_prefix("pypy"));
    let is_python = version.is_some_and(|version| {
        version.chars().all(|character| character.is_ascii_digit() || character == '.')
    });
    let mut words = call.arguments.iter();
    while let Some(word) = words.next().and_then(Value::get) {
        match word {
            "-E" | "-S" | "-O" | "-OO" | "-I" | "-q" | "-W" | "ignore" => {}
            "-m" => {
                let module = words.next().and_then(Value::get);
                return is_python && matches!(module, Some("compileall" | "py_compile"));
            }
            "-mcompileall" | "-mpy_compile" => return is_python,
            script => {
                return is_python
                    && script.starts_with("/usr/lib/python")
                    && matches!(
                        script.rsplit('/').next(),
                        Some("py_compile.py" | "compileall.py")
                    );
            }
        }
    }
    false
}

impl Interpreter<'_> {
    /// Follows a command of which only its purpose matters.
    pub(super) fn idle_command(&mut self, call: &Call<'_>, state: &mut State) -> Option<Modelled> {
        if let Some(index) = index(call.name) {
            self.effect(state, call.line, Effect::Refresh { index });
            return Some(Ok(()));
        }
        let idle = of(call.name).or_else(|| more(call))?;
        self.idle(call.line, idle);
        Self::print(state, &Value::unknown());
        state.status = Answer::Unknown;
        // The debconf functions leave their answer behind.
        if call.name.starts_with("db_") {
            state.variables.insert("RET".to_owned(), Value::unknown());
            state.status = match call.name {
                "db_stop" | "db_version" | "db_go" | "db_fset" | "db_subst" | "db_capb" => {
                    Answer::Yes
                }
                // Without a person nothing is asked.
                _ => Answer::Unknown,
            };
        }
        Some(Ok(()))
    }
}
