// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Registers in databases of a real PostgreSQL server: the same stories as in a file, the ways to log
//! in, and a server that is killed.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

#[path = "register/place.rs"]
mod place;
#[path = "register/story.rs"]
mod story;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use haerterei_register::{Access, Location, Register, RegisterError};

use crate::place::{batch, day, index, inventory, tracker};

/// Each server has a port of its own.
static PORTS: AtomicU16 = AtomicU16::new(0);

/// A server in a folder of its own, run by nobody if the tests are run by root.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port =
            20_000 + (std::process::id() % 20_000) as u16 + PORTS.fetch_add(1, Ordering::Relaxed);
        let server = Self { folder, port };
        fs::write(server.path("password"), "secret, \"quoted\"").unwrap();
        server.certificate();
        server.run("chown", &["-R", "nobody", "."], false);
        fs::set_permissions(server.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        server.run(
            &program("initdb"),
            &[
                "-D",
                "data",
                "-U",
                "me",
                "--pwfile=password",
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            true,
        );
        server.up();
        server
    }

    fn up(&self) {
        let options = format!(
            "-k {} -p {} -c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
            self.folder.path().display(),
            self.port,
            self.path("server.pem").display(),
            self.path("server.key").display(),
        );
        self.run(
            &program("pg_ctl"),
            &["-D", "data", "-w", "-l", "log", "-o", &options, "start"],
            true,
        );
    }

    /// An authority, and a certificate of the server by it.
    fn certificate(&self) {
        let openssl = |arguments: &[&str]| self.run("openssl", arguments, false);
        openssl(&[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=authority",
            "-days",
            "2",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        ]);
        openssl(&[
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
        ]);
        fs::write(self.path("names"), "subjectAltName=DNS:localhost\n").unwrap();
        openssl(&[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "names",
            "-out",
            "server.pem",
        ]);
        fs::set_permissions(self.path("server.key"), fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, program: &str, arguments: &[&str], as_nobody: bool) {
        let is_root = String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout)
            .unwrap()
            .trim()
            == "0";
        if program == "chown" && !is_root {
            return;
        }
        let mut command = if is_root && as_nobody {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", program]);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path());
        // The server keeps what it inherits open, so that nobody may wait for its end.
        let log = fs::File::create(
            std::env::temp_dir().join(format!("oracle-postgresql-{}.log", self.port)),
        )
        .unwrap();
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}"));
        let log = fs::read_to_string(
            std::env::temp_dir().join(format!("oracle-postgresql-{}.log", self.port)),
        );
        assert!(status.success(), "{program} {arguments:?}: {}", log.unwrap_or_default());
    }

    fn sql(&self, database: &str, sql: &str) {
        let (socket, port) = (self.folder.path().to_string_lossy(), self.port.to_string());
        self.run(
            &program("psql"),
            &[
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                &socket,
                "-p",
                &port,
                "-U",
                "me",
                "-d",
                database,
                "-c",
                sql,
            ],
            false,
        );
    }

    /// Makes a database, and returns where a register in it would be.
    fn database(&self, name: &str) -> Location {
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.location(name)
    }

    fn location(&self, name: &str) -> Location {
        let folder = self.folder.path().display();
        Location::parse(&format!("postgresql://me@/{name}?host={folder}&port={}", self.port))
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["-D", "data", "-m", "immediate", "-w", "stop"];
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.run(&program("pg_ctl"), &stop, true);
        }));
        let _ = fs::remove_file(
            std::env::temp_dir().join(format!("oracle-postgresql-{}.log", self.port)),
        );
    }
}

/// Finds a program of the newest server of Debian.
fn program(name: &str) -> String {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin").join(name)).collect())
        .unwrap_or_default();
    found.retain(|path| path.exists());
    found.sort();
    found.pop().map_or_else(|| name.to_owned(), |path| path.to_string_lossy().into_owned())
}

fn access(millis: u64) -> Access {
    Access { patience: Duration::from_millis(millis), ..Access::default() }
}

#[test]
#[ignore = "oracle: needs PostgreSQL's server"]
fn a_database_tells_the_same_stories_as_a_file() {
    let server = Server::start();
    story::changes_are_found_and_say_where_and_why(&server.database("one"));
    story::grown_step_by_step_or_made_at_once_it_is_the_same(
        &server.database("two"),
        &server.database("three"),
    );
    story::an_image_has_the_findings_that_a_scan_has(&server.database("four"));
    story::two_at_once_wait_for_each_other_and_not_forever(&server.database("five"));
    story::what_nobody_looks_after_is_outside_support_as_in_a_scan(&server.database("eight"));
    story::a_hostile_inventory_is_taken_as_any_other(&server.database("nine"));
    story::many_updates_leave_what_one_would_have_made(
        &server.database("ten"),
        &server.database("eleven"),
    );
    // One grown in a file, the other made in a database: the same.
    let folder = tempfile::tempdir().unwrap();
    let file = Location::File(folder.path().join("register.db"));
    story::grown_step_by_step_or_made_at_once_it_is_the_same(&file, &server.database("six"));
    story::grown_step_by_step_or_made_at_once_it_is_the_same(
        &server.database("seven"),
        &Location::File(folder.path().join("other.db")),
    );
}

#[test]
#[ignore = "oracle: needs PostgreSQL's server"]
fn whoever_logs_in_knows_the_password_and_so_does_the_server() {
    let server = Server::start();
    server.database("known");
    let authority = fs::read(server.path("ca.pem")).unwrap();
    let open = |host: &str, password: &str, more: &str, certificates: &[Vec<u8>]| {
        let uri = format!("postgresql://me:{password}@{host}:{}/known?{more}", server.port);
        let location = Location::parse(&uri).unwrap();
        let access = Access { certificates: certificates.to_vec(), ..access(2000) };
        Register::open_or_make(&location, &access)
            .map(|mut it| it.state(true).map(|_| ()))
            .and_then(|it| it)
    };
    let right = "secret%2C%20%22quoted%22";
    open("127.0.0.1", right, "", &[]).unwrap();
    for (host, password, more) in [
        ("127.0.0.1", "wrong", ""),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", right, "dbname=other"),
        ("127.0.0.1", right, "user=nobody"),
    ] {
        let error = open(host, password, more, &[]).unwrap_err();
        assert!(matches!(error, RegisterError::Unreachable { .. }), "{error}");
        assert!(!format!("{error:?} {error}").contains("quoted"), "{error:?}");
    }
    // Over TLS, by whom we know only, and under the name that it has.
    let authority = std::slice::from_ref(&authority);
    open("localhost", right, "sslmode=require", authority).unwrap();
    open("localhost", right, "sslmode=verify-full", authority).unwrap();
    let error = open("127.0.0.1", right, "sslmode=require", authority).unwrap_err();
    assert!(format!("{error:?}").contains("NotValidForName"), "{error:?}");
    let error = open("localhost", right, "sslmode=require", &[]).unwrap_err();
    assert!(format!("{error:?}").contains("UnknownIssuer"), "{error:?}");
}

#[test]
#[ignore = "oracle: needs PostgreSQL's server"]
fn locked_killed_or_from_the_future_nothing_is_half_there() {
    let server = Server::start();
    let location = server.database("known");
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..2000).map(|number| format!("package-{number:05}")).collect();
    let packages: Vec<(&str, &str, &str)> =
        names.iter().map(|it| (it.as_str(), it.as_str(), "1-1")).collect();
    let rules: Vec<place::Rule<'_>> =
        names.iter().map(|it| (it.as_str(), "CVE-2026-0001", None, "low")).collect();
    let index = index(folder.path(), &tracker(&rules), 1);
    let (small, large) = (inventory("small", &packages[..3]), inventory("large", &packages));
    let mut register = Register::open_or_make(&location, &access(2000)).unwrap();
    register.add(&batch(std::slice::from_ref(&small)), Some(&index), day(1)).unwrap();
    let before = register.snapshot().unwrap().dump();
    drop(register);
    // Somebody holds what a writer needs; readers do not care.
    let mut holder = Command::new(program("psql"));
    let (socket, port) =
        (server.folder.path().to_string_lossy().into_owned(), server.port.to_string());
    holder.args([
        "-X",
        "-q",
        "-h",
        &socket,
        "-p",
        &port,
        "-U",
        "me",
        "-d",
        "known",
        "-c",
        "SELECT pg_advisory_lock(7521404394938921573), pg_sleep(30)",
    ]);
    let mut holder = holder.stdout(std::process::Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    let error = loop {
        let mut register = Register::open(&location, &access(300)).unwrap();
        match register.remove(&["nobody".to_owned()]) {
            Err(RegisterError::UnknownImage { .. })
                if begun.elapsed() < Duration::from_secs(20) => {}
            other => break other.unwrap_err(),
        }
    };
    assert!(matches!(error, RegisterError::Busy { .. }), "{error:?}");
    assert_eq!(Register::open(&location, &access(300)).unwrap().snapshot().unwrap().dump(), before);
    holder.kill().unwrap();
    holder.wait().unwrap();
    server.sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()");
    // The server dies at some moment of the work, and comes again.
    let after = {
        let other = Location::File(folder.path().join("register.db"));
        let mut register = Register::open_or_make(&other, &access(2000)).unwrap();
        let both = batch(&[small, large.clone()]);
        register.add(&both, Some(&index), day(1)).unwrap();
        register.snapshot().unwrap().dump()
    };
    let mut broken = 0;
    for step in 0..6_u64 {
        let added = std::thread::scope(|scope| {
            let added = scope.spawn(|| {
                let mut register = Register::open(&location, &access(2000))?;
                register.add(&batch(std::slice::from_ref(&large)), Some(&index), day(1)).map(|_| ())
            });
            std::thread::sleep(Duration::from_millis(15 + step * 25));
            server.run(&program("pg_ctl"), &["-D", "data", "-m", "immediate", "-w", "stop"], true);
            added.join().unwrap()
        });
        if let Err(error) = added {
            assert!(matches!(error, RegisterError::Unreachable { .. }), "{error:?}");
            broken += 1;
        }
        let error = Register::open(&location, &access(300)).unwrap_err();
        assert!(matches!(error, RegisterError::Unreachable { .. }), "{error:?}");
        server.up();
        let mut register = Register::open(&location, &access(2000)).unwrap();
        let dump = register.snapshot().unwrap().dump();
        assert!(dump == before || dump == after, "step {step}");
        if dump == after {
            register.remove(&["large".to_owned()]).unwrap();
            assert_eq!(register.snapshot().unwrap().dump(), before);
        }
    }
    assert!(broken > 0, "the server never died at work");
    let mut register = Register::open(&location, &access(2000)).unwrap();
    register.add(&batch(&[large]), Some(&index), day(1)).unwrap();
    assert_eq!(register.snapshot().unwrap().dump(), after);
    drop(register);
    server.sql("known", "UPDATE haerterei.register_version SET version = 99");
    let error = Register::open(&location, &access(300)).unwrap_err();
    assert!(matches!(error, RegisterError::Newer { found: 99, .. }), "{error:?}");
}

/// The lock's number, as the test above writes it.
#[test]
fn the_lock_is_the_one_that_is_held() {
    assert_eq!(i64::from_be_bytes(*b"haertere"), 0x6861_6572_7465_7265);
    assert_eq!(i64::from_be_bytes(*b"haertere"), 7_521_404_394_938_921_573);
}
