// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Scripts and what they would have done.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::fmt::Write as _;

use haerterei_effects::{
    Catalogue, Environment, PackageEffects, ScriptSet, Shipped, Verdict, recognise,
};
use haerterei_ground::TreePath;
use proptest::prelude::*;

fn package(script: &str) -> ScriptSet {
    let mut package = ScriptSet {
        package: "app".to_owned(),
        version: "1.0-1".to_owned(),
        architecture: "amd64".to_owned(),
        ..ScriptSet::default()
    };
    for path in ["usr/share/app/app.conf", "usr/lib/sysusers.d/app.conf", "usr/bin/app"] {
        package.files.insert(TreePath::parse(path).unwrap(), Shipped::File);
    }
    package.scripts.insert("postinst".to_owned(), format!("#!/bin/sh\n{script}\n").into_bytes());
    package
}

fn read(script: &str) -> PackageEffects {
    recognise(&package(script), &Environment::unknown(), &Catalogue::empty())
}

/// Returns one line per effect, or the reasons why there is none to rely upon.
fn told(script: &str) -> String {
    let read = read(script);
    let mut text = String::new();
    match &read.scripts[0].verdict {
        Verdict::Unrecognised { places } => {
            for place in places {
                writeln!(text, "{}: {:?}", place.line, place.reason).unwrap();
            }
        }
        _ => {
            for effect in &read.effects {
                writeln!(text, "{}", serde_json::to_string(&effect.what).unwrap()).unwrap();
            }
        }
    }
    text.trim_end().to_owned()
}

#[test]
fn commands_have_their_effects() {
    let table = [
        ("addgroup --system app", r#"{"effect":"group","name":"app","system":true}"#),
        (
            "chown -R app:adm /var/log/app",
            r#"{"effect":"owner","path":"/var/log/app","user":"app","group":"adm","recursive":true,"no_dereference":false}"#,
        ),
        (
            "chmod 2750 /var/lib/app",
            r#"{"effect":"mode","path":"/var/lib/app","mode":"2750","recursive":false}"#,
        ),
        (
            "chmod a-w /var/lib/app",
            r#"{"effect":"mode","path":"/var/lib/app","mode":"a-w","recursive":false}"#,
        ),
        (
            "install -d -m 0750 -o app -g app /var/lib/app",
            r#"{"effect":"directory","path":"/var/lib/app","mode":488,"user":"app","group":"app"}"#,
        ),
        (
            "ln -sf ../run /etc/app-run",
            r#"{"effect":"symlink","path":"/etc/app-run","target":"../run","replace":true}"#,
        ),
        (
            "ucf --three-way /usr/share/app/app.conf /etc/app.conf",
            r#"{"effect":"copy","from":"/usr/share/app/app.conf","to":"/etc/app.conf","only_if_absent":true,"recursive":false}"#,
        ),
        (
            "update-alternatives --install /usr/bin/editor editor /usr/bin/app 5",
            r#"{"effect":"alternative","name":"editor","link":"/usr/bin/editor","path":"/usr/bin/app","priority":5}"#,
        ),
        (
            "dpkg-divert --package app --divert /bin/x.orig --rename --add /bin/x",
            r#"{"effect":"divert","path":"/bin/x","to":"/bin/x.orig","package":"app","rename":true}"#,
        ),
        (
            "cat > /etc/app.ini <<END\nuser = $1\nEND",
            r#"{"effect":"write","path":"/etc/app.ini","content":"user = configure\n","append":false}"#,
        ),
        (
            "tmp=$(mktemp)\necho one > $tmp\necho two >> $tmp\nmv $tmp /etc/app.ini",
            r#"{"effect":"write","path":"/etc/app.ini","content":"one\ntwo\n","append":false}"#,
        ),
        (
            "setcap cap_net_raw+ep /usr/bin/app",
            r#"{"effect":"capabilities","path":"/usr/bin/app","capabilities":"cap_net_raw+ep"}"#,
        ),
        (
            "systemd-sysusers app.conf",
            r#"{"effect":"system-users","file":"/usr/lib/sysusers.d/app.conf"}"#,
        ),
        (
            "update-alternatives --install /etc/app.cnf app.cnf /etc/app/own.cnf 200\n\
             if ! update-alternatives --query app.cnf | grep --quiet \"Value: /etc/app/own.cnf\"; then\n\
             update-alternatives --install /etc/app.cnf app.cnf /etc/app/own.cnf 500\nfi",
            r#"{"effect":"alternative","name":"app.cnf","link":"/etc/app.cnf","path":"/etc/app/own.cnf","priority":200}"#,
        ),
        ("ldconfig", r#"{"effect":"refresh","index":"shared-libraries"}"#),
        ("dpkg-trigger --no-await weather", r#"{"effect":"trigger","name":"weather"}"#),
        (
            ". /usr/lib/php/php-maintscript-helper\nphp_invoke enmod 8.4 ALL curl",
            r#"{"effect":"php-module","version":"8.4","name":"curl"}"#,
        ),
        (
            "for mod in $(phpquery -M -v 8.4); do php_invoke enmod 8.4 fpm $mod; done",
            r#"{"effect":"php-module","version":"8.4","interface":"fpm"}"#,
        ),
        (
            "phpenmod -v 8.4 -s cli gd",
            r#"{"effect":"php-module","version":"8.4","interface":"cli","name":"gd"}"#,
        ),
        // What a container does not need.
        ("deb-systemd-helper enable app.service || true", ""),
        ("py3compile -p app", ""),
        (
            "files=$(dpkg -L app | sed -n /x/p)\n/usr/bin/python3.13 -E -S /usr/lib/python3.13/py_compile.py $files",
            "",
        ),
        ("dbus-uuidgen --ensure", ""),
        ("make-ssl-cert generate-default-snakeoil", ""),
        ("shadowconfig on", ""),
        ("if getcap /usr/bin/app | grep -qs app; then setcap -r /usr/bin/app; fi", ""),
        ("dpkg-maintscript-helper rm_conffile /etc/old 1.0 -- \"$@\"", ""),
    ];
    for (script, expected) in table {
        assert_eq!(told(script), expected, "{script}");
    }
}

#[test]
fn only_a_fresh_installation_counts() {
    let table = [
        r#"if [ -n "$2" ]; then rm-everything; fi"#,
        r#"case "$1" in upgrade|abort-*) unheard-of ;; configure) ;; *) exit 1 ;; esac"#,
        r#"if dpkg --compare-versions "$2" lt-nl 2.0~; then unheard-of; fi"#,
        r#"[ "$1" != triggered ] || unheard-of"#,
        "if [ -d /run/systemd/system ]; then unheard-of; fi",
        "if [ -e /etc/app/app.conf.dpkg-old ]; then unheard-of; fi",
        "exit 0\nunheard-of",
        "never() { unheard-of; }",
        "rm -f /var/lib/app/stamp-of-old-times",
        "for f in; do unheard-of; done",
        r"while read -r line; do unheard-of; done < /dev/null",
        "for i in $(seq 3 -1 0); do if [ -e /var/lib/app/list.$i ]; then unheard-of; fi; done",
        "if grep -q x /var/lib/app/state; then unheard-of; fi",
        "text=one\nif echo $text | grep -q ^two; then unheard-of; fi",
        "find /etc/suite -maxdepth 1 -type d -name 'app.*.d' -empty -delete",
    ];
    for script in table {
        assert_eq!(told(script), "", "{script}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    let table = [
        ("true\nunheard-of --now", r#"3: UnknownCommand { command: "unheard-of" }"#),
        ("chmod 0755 $(cat /etc/where)", r#"2: UnknownArguments { command: "chmod" }"#),
        ("ln --frobnicate a /etc/b", r#"2: UnknownForm { command: "ln", form: "--frobnicate" }"#),
        ("hostname > /etc/app.host", r#"2: UnknownContent { path: "/etc/app.host" }"#),
        (
            ". /usr/share/other/functions",
            r#"2: ForeignFile { path: "/usr/share/other/functions" }"#,
        ),
        ("if grep -q x /etc/passwd; then touch /etc/x; fi", "2: Undecided"),
        ("grep -q x /etc/passwd || exit 0\naddgroup --system app", "2: Undecided"),
        ("a=(1 2)", r#"2: Syntax { detail: "an array belongs to another shell" }"#),
        ("if true; then", r#"3: Syntax { detail: "an `if` has no `fi`" }"#),
        ("sed -i s/a/b/ /etc/app.conf", r#"2: UnknownForm { command: "sed", form: "-i" }"#),
        (
            "find /etc/suite -maxdepth 1 -name '*.d' -delete",
            r#"2: UnknownForm { command: "find", form: "-delete" }"#,
        ),
        ("python3 /usr/share/app/setup.py", r#"2: UnknownCommand { command: "python3" }"#),
        (
            "make-ssl-cert template /etc/app.pem",
            r#"2: UnknownCommand { command: "make-ssl-cert" }"#,
        ),
        ("find / -name x -delete", r#"2: UnknownForm { command: "find", form: "-delete" }"#),
        ("while true; do :; done", "2: TooLong"),
        ("f() { f; }; f", "2: TooLong"),
        ("exit 3", "1: Fails"),
        ("adduser --system \"app-$(hostname)\"", r#"2: UnknownArguments { command: "adduser" }"#),
        ("echo x | app --import", r#"2: UnknownCommand { command: "app" }"#),
        ("eval \"$(app --print)\"", r#"2: UnknownCommand { command: "app" }"#),
    ];
    for (script, expected) in table {
        assert_eq!(told(script), expected, "{script}");
    }
}

#[test]
fn other_interpreters_are_not_read() {
    let mut package = package("");
    package.scripts.insert("postinst".to_owned(), b"#!/usr/bin/perl\nunlink 'x';\n".to_vec());
    let read = recognise(&package, &Environment::unknown(), &Catalogue::empty());
    assert!(!read.is_recognised());
}

#[test]
fn the_rest_of_the_image_decides_what_the_package_cannot() {
    let script = package("if [ ! -e /etc/other.conf ]; then touch /etc/other.conf; fi");
    let unknown = recognise(&script, &Environment::unknown(), &Catalogue::empty());
    assert!(!unknown.is_recognised());
    for (there, effects) in [(None, 1), (Some(Shipped::File), 0)] {
        let elsewhere = |_: &TreePath| Some(there);
        let environment = Environment { elsewhere: &elsewhere };
        let read = recognise(&script, &environment, &Catalogue::empty());
        assert!(read.is_recognised());
        assert_eq!(read.effects.len(), effects);
    }
}

#[test]
fn only_some_architectures_have_a_folder_for_their_linker() {
    let mut package = package("if [ -L /lib64 ]; then chmod 0700 /etc/wide; fi");
    for (architecture, effects) in [("amd64", 1), ("arm64", 0)] {
        package.architecture = architecture.to_owned();
        let read = recognise(&package, &Environment::unknown(), &Catalogue::empty());
        assert!(read.is_recognised(), "{architecture}");
        assert_eq!(read.effects.len(), effects, "{architecture}");
    }
}

#[test]
fn name_services_are_added_as_debhelper_writes_it() {
    let script = |operations: &str| {
        format!(
            "if ! grep -q -E '^automount:' /etc/nsswitch.conf; then\n\
             echo 'automount: ' >> /etc/nsswitch.conf\nfi\n\
             if ! grep -q -E -e '^hosts:[^#]*\\s(app)(\\s|#|$)' /etc/nsswitch.conf; then\n\
             sed -E -i /etc/nsswitch.conf {operations}\nfi"
        )
    };
    let table = [
        (
            r"-e '/^passwd:\s[^#]*$/ s/$/ app/' -e '/^passwd:\s.*#/ s/#/ app #/'",
            r#"{"effect":"name-service","database":"passwd","service":"app","place":"last"}"#,
        ),
        (
            r"-e '/^hosts:\s/ s/(:\s+)/\1app /'",
            r#"{"effect":"name-service","database":"hosts","service":"app","place":"first"}"#,
        ),
        (
            r"-e '/^hosts:\s[^#]*$/ s/(\s)(files(\s+\[[^]]+\])?)(\s|$)/\1\2 app /' -e 's/ $//'",
            r#"{"effect":"name-service","database":"hosts","service":"app","place":{"after":["files"]}}"#,
        ),
        (
            r"-e '/^hosts:\s[^#]*$/ s/(\s)(dns(\s+\[[^]]+\])?|resolve(\s+\[[^]]+\])?)(\s|$)/\1app \[NOTFOUND=return\] \2 /'",
            r#"{"effect":"name-service","database":"hosts","service":"app [NOTFOUND=return]","place":{"before":["dns","resolve"]}}"#,
        ),
    ];
    for (operations, expected) in table {
        let written = r#"{"effect":"write","path":"/etc/nsswitch.conf","content":"automount: \n","append":true}"#;
        assert_eq!(told(&script(operations)), format!("{written}\n{expected}"), "{operations}");
    }
    assert_eq!(
        told("sed -i s/files/compat/ /etc/nsswitch.conf"),
        r#"2: UnknownForm { command: "sed", form: "-i" }"#
    );
}

#[test]
fn a_service_script_is_understood() {
    let script = r#"
set -e
. /usr/share/debconf/confmodule
db_get app/port
PORT="$RET"
db_stop
case "$1" in
    configure)
        if ! getent passwd app > /dev/null; then
            adduser --system --group --quiet --home /var/lib/app --gecos "The app" app
        fi
        for folder in log cache; do
            [ -d "/var/$folder/app" ] || mkdir -p "/var/$folder/app"
            chown app:adm "/var/$folder/app"
        done
        printf 'port=%s\n' "$PORT" > /etc/app.conf
        if ! dpkg-statoverride --list /usr/bin/app > /dev/null 2>&1; then
            dpkg-statoverride --update --add root app 2755 /usr/bin/app
        fi
        ;;
    abort-upgrade|abort-remove|abort-deconfigure) ;;
    *)
        echo "postinst called with unknown argument \`$1'" >&2
        exit 1
        ;;
esac
# Automatically added by dh_installsystemd/13.24
if [ "$1" = "configure" ]; then
    if deb-systemd-helper --quiet was-enabled 'app.service'; then
        deb-systemd-helper enable 'app.service' >/dev/null || true
    fi
fi
# End automatically added section
# Automatically added by dh_makeshlibs/13.24
ldconfig
# End automatically added section
exit 0
"#;
    let mut package = package(script);
    package.set_debconf(b"Template: app/port\nType: string\nDefault: 8080\n", b"");
    package.triggers = b"activate-noawait ldconfig\n".to_vec();
    let read = recognise(&package, &Environment::unknown(), &Catalogue::empty());
    insta::assert_json_snapshot!(read);
}

proptest! {
    #[test]
    fn any_bytes_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut package = package("");
        let script = [b"#!/bin/sh\n".as_slice(), &bytes].concat();
        package.scripts.insert("preinst".to_owned(), script);
        package.triggers = bytes;
        let read = recognise(&package, &Environment::unknown(), &Catalogue::empty());
        prop_assert_eq!(read.scripts.len(), 2);
    }

    #[test]
    fn anything_like_a_script_can_be_looked_at(
        words in proptest::collection::vec(
            prop_oneof![
                Just("if"), Just("then"), Just("fi"), Just("else"), Just("for x in"), Just("do"),
                Just("done"), Just("while"), Just("case"), Just("esac"), Just("in"), Just(";;"),
                Just("{"), Just("}"), Just("("), Just(")"), Just("\n"), Just(";"), Just("|"),
                Just("&&"), Just("||"), Just("!"), Just("$("), Just("`"), Just("\""), Just("'"),
                Just("${x:-"), Just("$((1+"), Just("))"), Just("<<E\n"), Just("\nE\n"), Just(">"),
                Just("/etc/x"), Just("rm -f"), Just("$1"), Just("x=y"), Just("[ -e"), Just("]"),
                Just("f()"), Just("f"), Just("exit"), Just("read x"), Just("true"), Just("eval"),
            ],
            0..40,
        )
    ) {
        let script = words.join(" ");
        let read = read(&script);
        prop_assert_eq!(read.scripts.len(), 1);
    }
}
