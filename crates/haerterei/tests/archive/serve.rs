// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The Tomcat images under runc: read-only, under a user id that the image does not know, with all
//! capabilities dropped, they serve a servlet and a JSP of a WAR that is mounted for the test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{example, haerterei, is_root, mirrors, run};

/// A user id as `OpenShift` gives it, with group 0.
const UNKNOWN_USER: u32 = 1_000_680_000;

#[test]
fn tomcat_serves_a_war_read_only_under_an_unknown_user() {
    serves("tomcat");
}

#[test]
#[ignore = "oracle: needs Ubuntu's archive"]
fn tomcat_on_ubuntu_serves_a_war_read_only_under_an_unknown_user() {
    serves("tomcat-ubuntu");
}

fn serves(name: &str) {
    if !is_root() {
        println!("not run: laying out {name} with its owners needs root");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let recipe = example(name, folder.path());
    let layout = folder.path().join("image");
    run(haerterei()
        .arg("build")
        .arg(&recipe)
        .args(["--platform", "linux/amd64"])
        .arg("--output")
        .arg(format!("oci:{}", layout.display()))
        .args(mirrors(name)));

    let rootfs = folder.path().join("rootfs");
    let config = lay_out(&layout, &rootfs);
    let fixtures = folder.path().join("fixtures");
    make_war(folder.path(), &rootfs, &config, &fixtures);

    let bundle = folder.path().join("bundle");
    let mounts = [(fixtures.join("shop.war"), "/var/lib/tomcat10/webapps/shop.war", "ro")];
    write_bundle(&bundle, &rootfs, &config, &config_arguments(&config), &mounts);
    // A network of its own with loopback only; bash speaks HTTP well enough for two pages. The log
    // is appended to, as to the pipe of a container engine: Tomcat opens standard output twice.
    let script = r#"
        set -eu
        ip link set lo up
        runc --root "$1/state" run --detach --bundle "$1/bundle" "$2" >>"$1/log" 2>&1 </dev/null
        trap 'runc --root "$1/state" delete --force "$2"' EXIT
        page() {
            exec 3<>/dev/tcp/127.0.0.1/8080 || return 1
            printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$1" >&3
            cat <&3
            exec 3>&-
        }
        for _ in $(seq 150); do
            if page /shop/hello >"$1/hello" 2>/dev/null && grep -q ' 200' "$1/hello"; then break; fi
            sleep 0.2
        done
        page /shop/index.jsp >"$1/jsp"
        page /nowhere >"$1/nowhere"
        runc --root "$1/state" kill "$2" TERM
        for _ in $(seq 100); do
            runc --root "$1/state" state "$2" 2>/dev/null | grep -q '"status": "running"' || break
            sleep 0.1
        done
        runc --root "$1/state" state "$2" >"$1/end" 2>&1 || true
    "#;
    let container = format!("haerterei-test-{}-{name}", std::process::id());
    let output = Command::new("unshare")
        .args(["--net", "bash", "-c", script, "test"])
        .arg(folder.path())
        .arg(&container)
        .output()
        .expect("unshare runs");
    let text = |file: &str| {
        String::from_utf8_lossy(&fs::read(folder.path().join(file)).unwrap_or_default())
            .into_owned()
    };
    let log = text("log");
    assert!(output.status.success(), "{}\n{log}", String::from_utf8_lossy(&output.stderr));
    assert!(text("hello").contains("Servlet runs as"), "{}\n{log}", text("hello"));
    assert!(text("jsp").contains("JSP compiled: 42"), "{}\n{log}", text("jsp"));
    assert!(text("nowhere").contains(" 404"), "{}", text("nowhere"));
    // The error page names neither product nor version.
    assert!(!text("nowhere").contains("Tomcat"), "{}", text("nowhere"));
    assert!(!text("end").contains("\"status\": \"running\""), "it ends on SIGTERM\n{log}");
    assert!(log.contains("GET /shop/hello"), "the access log is on standard output\n{log}");
}

/// Lays the image's only platform out as a tree with its true owners; returns its configuration.
fn lay_out(layout: &Path, rootfs: &Path) -> Value {
    let read = |digest: &str| -> Vec<u8> {
        fs::read(layout.join("blobs").join(digest.replace(':', "/"))).unwrap()
    };
    let json = |bytes: &[u8]| -> Value { serde_json::from_slice(bytes).unwrap() };
    let digest = |value: &Value| value["digest"].as_str().unwrap().to_owned();
    let top = json(&fs::read(layout.join("index.json")).unwrap());
    let named = top["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| !entry["annotations"]["org.opencontainers.image.ref.name"].is_null())
        .expect("a named image");
    let mut manifest = json(&read(&digest(named)));
    if manifest["manifests"].is_array() {
        assert_eq!(manifest["manifests"].as_array().unwrap().len(), 1);
        manifest = json(&read(&digest(&manifest["manifests"][0])));
    }
    fs::create_dir_all(rootfs).unwrap();
    fs::set_permissions(rootfs, fs::Permissions::from_mode(0o755)).unwrap();
    for layer in manifest["layers"].as_array().unwrap() {
        let blob = layout.join("blobs").join(digest(layer).replace(':', "/"));
        run(Command::new("tar")
            .args([
                "--extract",
                "--gzip",
                "--numeric-owner",
                "--same-owner",
                "--preserve-permissions",
            ])
            .arg("--directory")
            .arg(rootfs)
            .arg("--file")
            .arg(blob));
    }
    json(&read(&digest(&manifest["config"])))
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map(|all| all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

fn config_arguments(config: &Value) -> Vec<String> {
    let inner = &config["config"];
    [strings(&inner["Entrypoint"]), strings(&inner["Cmd"])].concat()
}

/// Compiles a servlet and packs a WAR, with the compiler that Debian's runtime carries, inside the
/// image itself: no JDK of the host is needed.
fn make_war(folder: &Path, rootfs: &Path, config: &Value, fixtures: &Path) {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/archive/fixtures/shop");
    run(Command::new("cp").args(["-a", source]).arg(fixtures));
    run(Command::new("chmod").args(["-R", "a+rwX"]).arg(fixtures));
    let java = rootfs.join("usr/bin/java");
    assert!(fs::symlink_metadata(&java).is_ok(), "the command java");
    for (step, arguments) in [
        (
            "compile",
            "-m jdk.compiler/com.sun.tools.javac.Main -cp /usr/share/tomcat10/lib/servlet-api.jar \
             -d /fixtures/WEB-INF/classes /fixtures/Hello.java",
        ),
        (
            "pack",
            "-m jdk.jartool/sun.tools.jar.Main --create --file /fixtures/shop.war -C /fixtures WEB-INF -C /fixtures index.jsp",
        ),
    ] {
        let bundle = folder.join(step);
        let mut command = vec!["/usr/bin/java".to_owned()];
        command.extend(arguments.split_whitespace().map(str::to_owned));
        write_bundle(
            &bundle,
            rootfs,
            config,
            &command,
            &[(fixtures.to_owned(), "/fixtures", "rw")],
        );
        run(Command::new("runc")
            .arg("--root")
            .arg(folder.join("state"))
            .args(["run", "--bundle"])
            .arg(&bundle)
            .arg(format!("haerterei-test-{}-{step}", std::process::id())));
    }
}

/// Writes an OCI runtime bundle: read-only root, no capabilities, no new privileges, the declared
/// writable paths as tmpfs, an unknown user with group 0.
fn write_bundle(
    bundle: &Path,
    rootfs: &Path,
    config: &Value,
    arguments: &[String],
    binds: &[(std::path::PathBuf, &str, &str)],
) {
    fs::create_dir_all(bundle).unwrap();
    let mut mounts = vec![
        json!({"destination": "/proc", "type": "proc", "source": "proc"}),
        json!({"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
               "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]}),
    ];
    let writable = config["config"]["Labels"]["haerterei.writable-paths"]
        .as_str()
        .unwrap_or("/tmp")
        .split(',');
    for path in writable {
        mounts.push(json!({"destination": path, "type": "tmpfs", "source": "tmpfs",
            "options": ["nosuid", "nodev", "noexec", "mode=1777", "size=67108864"]}));
    }
    for (source, destination, mode) in binds {
        mounts.push(json!({"destination": destination, "type": "bind", "source": source,
            "options": ["bind", mode, "nosuid", "nodev"]}));
    }
    let working = config["config"]["WorkingDir"].as_str().filter(|path| !path.is_empty());
    let spec = json!({
        "ociVersion": "1.0.2",
        "process": {
            "terminal": false,
            "user": {"uid": UNKNOWN_USER, "gid": 0},
            "args": arguments,
            "env": strings(&config["config"]["Env"]),
            "cwd": working.unwrap_or("/"),
            "capabilities": {},
            "noNewPrivileges": true,
        },
        "root": {"path": rootfs, "readonly": true},
        "hostname": "test",
        "mounts": mounts,
        "linux": {
            "namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}],
            "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list"],
            "readonlyPaths": ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"],
        },
    });
    fs::write(bundle.join("config.json"), serde_json::to_vec_pretty(&spec).unwrap()).unwrap();
}
