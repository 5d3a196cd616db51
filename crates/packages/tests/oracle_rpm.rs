// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our reading of RPM's databases against `rpm` itself, with packages built for it.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use haerterei_packages::rpm::{self, Package};

const SPEC: &str = "Name: NAME\nEpoch: 2\nVersion: 1.2\nRelease: 3\nSummary: A test\nLicense: MIT\n\
    URL: https://example.org/\nVendor: Nobody\nBuildArch: noarch\nRequires: beta-cap >= 1\n\
    Provides: NAME-cap = 1\n%description\nx\n%install\nmkdir -p %{buildroot}/etc %{buildroot}/usr/share/NAME\n\
    echo a > %{buildroot}/etc/NAME.conf\nfor i in $(seq 400); do echo > %{buildroot}/usr/share/NAME/$i; done\n\
    %files\n%config /etc/NAME.conf\n/usr/share/NAME\n";

fn run(command: &mut Command) -> String {
    let output = command.output().expect("this oracle needs rpm, rpmbuild and db5.3_load");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Builds packages and returns their files.
fn build(folder: &Path) -> Vec<PathBuf> {
    for name in ["alpha", "beta"] {
        let spec = folder.join(name).with_extension("spec");
        fs::write(&spec, SPEC.replace("NAME", name)).unwrap();
        let define = |name: &str, at: &Path| format!("{name} {}", at.display());
        run(Command::new("rpmbuild")
            .arg("-bb")
            .args(["--define", &define("_topdir", &folder.join("top"))])
            .args(["--define", &define("_rpmdir", folder)])
            .arg(&spec));
    }
    ["alpha", "beta"].map(|name| folder.join(format!("noarch/{name}-1.2-3.noarch.rpm"))).to_vec()
}

/// What rpm and we say of a package, in one form.
fn ours(packages: &[Package]) -> String {
    let mut lines: Vec<String> = packages
        .iter()
        .map(|package| {
            let mut line = format!(
                "{} {} {}-{} {} {} {}",
                package.name,
                package.epoch.unwrap(),
                package.version,
                package.release,
                package.architecture.as_deref().unwrap(),
                package.source.as_deref().unwrap(),
                package.licence.as_deref().unwrap(),
            );
            for file in &package.files {
                let mark = u8::from(file.is_configuration);
                write!(line, " {}:{mark}", file.path).unwrap();
            }
            for provided in &package.provides {
                write!(line, " {provided}").unwrap();
            }
            line
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

const FORMAT: &str = "%{NAME} %{EPOCH} %{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM} %{LICENSE}\
    [ %{FILENAMES}:%{FILEFLAGS}][ %{PROVIDENAME}]\n";

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[test]
#[ignore = "oracle: needs rpm and rpmbuild"]
fn what_rpm_installed_is_what_we_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = build(folder.path());
    let database = folder.path().join("database");
    let rpm = || {
        let mut command = Command::new("rpm");
        command.args(["--define", "_db_backend sqlite", "--dbpath"]).arg(&database);
        command
    };
    run(rpm().arg("--initdb"));
    run(rpm().args(["-i", "--justdb", "--nodeps"]).args(&files));
    let theirs = sorted(&run(rpm().args(["-qa", "--qf", FORMAT])));
    let read = rpm::read(&fs::read(database.join("rpmdb.sqlite")).unwrap(), 100);
    assert_eq!(read.damaged, []);
    assert_eq!(ours(&read.packages), theirs);
    assert_eq!(theirs.lines().count(), 2);
}

#[test]
#[ignore = "oracle: needs rpm, rpmbuild and sqlite3"]
fn what_rpm_left_in_a_log_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = build(folder.path());
    let database = folder.path().join("database");
    let rpm = || {
        let mut command = Command::new("rpm");
        command.args(["--define", "_db_backend sqlite", "--dbpath"]).arg(&database);
        command
    };
    run(rpm().arg("--initdb"));
    run(rpm().args(["-i", "--justdb", "--nodeps"]).arg(&files[0]));
    // As long as somebody reads, nobody can carry the log into the database.
    let mut reader = Command::new("sqlite3")
        .arg(database.join("rpmdb.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this oracle needs sqlite3");
    let mut orders = reader.stdin.take().unwrap();
    writeln!(orders, "BEGIN; SELECT count(*) FROM Packages;").unwrap();
    let mut answer = [0; 2];
    reader.stdout.as_mut().unwrap().read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"1\n");
    run(rpm().args(["-i", "--justdb", "--nodeps"]).arg(&files[1]));
    run(rpm().args(["-e", "--justdb", "--nodeps", "alpha"]));
    let theirs = sorted(&run(rpm().args(["-qa", "--qf", FORMAT])));
    let file = fs::read(database.join("rpmdb.sqlite")).unwrap();
    let log = fs::read(database.join("rpmdb.sqlite-wal")).unwrap();
    drop(orders);
    reader.wait().unwrap();
    assert!(rpm::is_logged(&file));
    assert!(ours(&rpm::read(&file, 100).packages).starts_with("alpha "), "the log is not needed");
    let read = rpm::read_with_log(&file, &log, 100);
    assert_eq!(read.damaged, []);
    assert_eq!(ours(&read.packages), theirs);
    assert!(theirs.starts_with("beta ") && theirs.lines().count() == 1);
}

#[test]
#[ignore = "oracle: needs rpm, rpmbuild and db5.3_load"]
fn a_hash_that_berkeley_db_wrote_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = build(folder.path());
    // Berkeley DB's own loader takes keys and values as text, bytes as `\hh`.
    let mut dump = String::new();
    let mut line = |bytes: &[u8]| {
        for byte in bytes {
            write!(dump, "\\{byte:02x}").unwrap();
        }
        dump.push('\n');
    };
    line(&0_u32.to_le_bytes());
    line(&2_u32.to_le_bytes());
    for (number, file) in (1_u32..).zip(&files) {
        // Behind the lead and the signature stands the header that a database takes over.
        let bytes = fs::read(file).unwrap();
        let mark = [0x8e, 0xad, 0xe8, 0x01];
        let at = memchr::memmem::rfind(&bytes[..bytes.len().min(1 << 20)], &mark).unwrap();
        line(&number.to_le_bytes());
        let count = |at: usize| u32::from_be_bytes(*bytes[at..].first_chunk().unwrap()) as usize;
        let length = 8 + 16 * count(at + 8) + count(at + 12);
        line(&bytes[at + 8..at + 8 + length]);
    }
    let database = folder.path().join("Packages");
    let mut loader = Command::new("db5.3_load")
        .args(["-T", "-t", "hash"])
        .arg(&database)
        .stdin(Stdio::piped())
        .spawn()
        .expect("this oracle needs db5.3_load");
    loader.stdin.take().unwrap().write_all(dump.as_bytes()).unwrap();
    assert!(loader.wait().unwrap().success());
    let read = rpm::read(&fs::read(&database).unwrap(), 100);
    assert_eq!(read.damaged, []);
    let theirs = run(Command::new("rpm").args(["-qp", "--qf", FORMAT]).args(&files));
    assert_eq!(ours(&read.packages), sorted(&theirs));
}
