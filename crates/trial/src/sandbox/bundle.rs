// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The bundle of a container: its configuration (OCI runtime specification 1.0) and the script that
//! mounts its layers and hands over to the runtime.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use haerterei_ground::TreePath;
use rustix::process::Resource;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::cgroup::{self, Cgroups};
use super::points::Points;
use super::request::RunRequest;
use super::stack::Stack;
use super::unpack::Layout;

/// Files a process may have open.
const OPEN_FILES: u64 = 65_536;
/// The name of the host in the container.
const HOST: &str = "haerterei-trial";
/// What a program may learn or change of the host nowhere.
const MASKED: [&str; 10] = [
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
];
const READ_ONLY: [&str; 5] =
    ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
/// Bytes of all options of a mount (a page of memory).
const MOUNT_OPTIONS: usize = 4000;

/// The script that stands between the namespaces and the runtime. It runs in mount and process
/// namespaces of its own, so that all it mounts and starts ends with it.
const START: &str = r#"# Mounts the layers of an image and runs the rest of the arguments as the runtime.
# Arguments: folder of the layers, options of the mount, folder of the bundle, runtime...
set -e
cd "$1"
mount -t overlay -o "$2" haerterei-trial "$3/rootfs"
cd "$3"
shift 3
exec "$@"
"#;

/// A limit that was asked for and that this host cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LimitNotSet {
    /// Which: `memory`, `processes`, `cpu`.
    pub limit: String,
    /// What was asked for: bytes, processes, thousandths of a processor.
    pub wanted: u64,
    /// What the host has; nothing if it has no controller for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<u64>,
}

/// What the host has of what containers are bound in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostSizes {
    pub(crate) memory: u64,
    pub(crate) processes: u64,
    pub(crate) millicpus: u64,
    swaps: bool,
}

impl HostSizes {
    pub(crate) fn find() -> Self {
        let read = |file| fs::read_to_string(file).unwrap_or_default();
        let memory = read("/proc/meminfo")
            .lines()
            .find_map(|line| {
                line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok()
            })
            .map_or(u64::MAX, |kibibytes: u64| kibibytes * 1024);
        let processors = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        Self {
            memory,
            processes: read("/proc/sys/kernel/threads-max").trim().parse().unwrap_or(u64::MAX),
            millicpus: processors * 1000,
            swaps: read("/proc/swaps").lines().count() > 1,
        }
    }
}

/// A bundle on the disk.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) folder: PathBuf,
    pub(crate) mount_options: String,
    pub(crate) limits_not_set: Vec<LimitNotSet>,
    /// Where the folders in memory are, as asked for and with links followed.
    pub(crate) scratch: Vec<(TreePath, TreePath)>,
}

/// Everything a bundle is made of besides the request.
#[derive(Debug)]
pub(crate) struct Ingredients<'a> {
    pub(crate) container: &'a str,
    pub(crate) layers: &'a Path,
    pub(crate) image: &'a Stack,
    pub(crate) cgroups: &'a Cgroups,
    pub(crate) seccomp: Value,
    pub(crate) layout: Layout,
}

/// Writes the bundle of a container into a folder.
///
/// Nothing comes back where the layers are too many to be mounted at a time.
pub(crate) fn write(
    folder: &Path,
    request: &RunRequest,
    with: &Ingredients<'_>,
) -> io::Result<Option<Bundle>> {
    fs::create_dir(folder.join("rootfs"))?;
    let points = Points::new(&folder.join("points"), with.image, with.layout.true_owners)?;
    let (mounts, scratch) = mounts(folder, request, with, &points)?;
    let working_folder = points.ensure_folder(&request.working_folder)?;
    let (resources, limits_not_set) = resources(request, with.cgroups, HostSizes::find());
    // Whoever starts a container cannot give it more than he has.
    let own = rustix::process::getrlimit(Resource::Nofile).maximum;
    let open_files = own.map_or(OPEN_FILES, |own| own.min(OPEN_FILES));
    let environment: Vec<String> =
        request.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut linux = json!({
        "namespaces": [
            {"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"},
        ],
        "resources": resources,
        "maskedPaths": MASKED,
        "readonlyPaths": READ_ONLY,
    });
    if let Some(linux) = linux.as_object_mut() {
        linux.insert("seccomp".to_owned(), with.seccomp.clone());
        if with.cgroups.is_writable() {
            let path = format!("/{}", cgroup::group(with.container));
            linux.insert("cgroupsPath".to_owned(), path.into());
        }
    }
    // Where there is one id alone, the program is whoever started the trial, without rights.
    let user = if with.layout.true_owners {
        json!({
            "uid": request.identity.uid,
            "gid": request.identity.gid,
            "additionalGids": request.identity.groups,
        })
    } else {
        json!({"uid": 0, "gid": 0})
    };
    let mut rlimits = vec![
        json!({"type": "RLIMIT_CORE", "soft": 0, "hard": 0}),
        json!({"type": "RLIMIT_NOFILE", "soft": open_files, "hard": open_files}),
    ];
    if !with.cgroups.has("pids") && with.layout.true_owners {
        let most = request.limits.processes;
        rlimits.push(json!({"type": "RLIMIT_NPROC", "soft": most, "hard": most}));
    }
    let configuration = json!({
        "ociVersion": "1.0.2",
        "process": {
            "terminal": false,
            "user": user,
            "args": request.arguments,
            "env": environment,
            "cwd": shown(&working_folder),
            "capabilities": {
                "bounding": [], "effective": [], "inheritable": [], "permitted": [], "ambient": [],
            },
            "noNewPrivileges": true,
            "rlimits": rlimits,
        },
        "root": {"path": "rootfs", "readonly": true},
        "hostname": HOST,
        "mounts": mounts,
        "linux": linux,
    });
    fs::write(folder.join("config.json"), serde_json::to_vec_pretty(&configuration)?)?;
    fs::write(folder.join("start"), START)?;
    let mut options = vec![format!("lowerdir={}", relative(&folder.join("points"), with.layers))];
    options.extend(with.image.layers.iter().map(|layer| relative(layer, with.layers)));
    let marks = if with.layout.user_marks { "userxattr," } else { "" };
    let mount_options = format!("ro,nodev,{marks}{}", options.join(":"));
    if mount_options.len() > MOUNT_OPTIONS {
        return Ok(None);
    }
    Ok(Some(Bundle { folder: folder.to_owned(), mount_options, limits_not_set, scratch }))
}

/// Writes what a further process of a container runs as: as its first, with other arguments. It is
/// written out because runtimes differ in what they take over by themselves (crun 1.8 takes root).
pub(crate) fn another_process(folder: &Path, arguments: &[String]) -> io::Result<NamedTempFile> {
    let bytes = fs::read(folder.join("config.json"))?;
    let configuration: Value = serde_json::from_slice(&bytes)?;
    let mut process = configuration
        .get("process")
        .cloned()
        .ok_or_else(|| io::Error::other("the configuration names no process"))?;
    if let Some(process) = process.as_object_mut() {
        process.insert("args".to_owned(), json!(arguments));
    }
    let mut file = tempfile::Builder::new().prefix("process-").tempfile_in(folder)?;
    file.write_all(&serde_json::to_vec_pretty(&process)?)?;
    Ok(file)
}

/// Returns a path as the folder of the layers sees it. Both lie in the same folder of the cache,
/// whose name may hold what options of a mount cannot.
fn relative(path: &Path, layers: &Path) -> String {
    let below = path.strip_prefix(layers);
    let beside = layers.parent().and_then(|parent| path.strip_prefix(parent).ok());
    match (below, beside) {
        (Ok(below), _) => below.display().to_string(),
        (_, Some(beside)) => format!("../{}", beside.display()),
        _ => path.display().to_string(),
    }
}

fn shown(path: &TreePath) -> String {
    format!("/{}", String::from_utf8_lossy(path.as_bytes()))
}

type Mounts = (Vec<Value>, Vec<(TreePath, TreePath)>);

fn mounts(
    folder: &Path,
    request: &RunRequest,
    with: &Ingredients<'_>,
    points: &Points,
) -> io::Result<Mounts> {
    let fixed = |path: &str| TreePath::parse(path).map_err(io::Error::other);
    for path in ["proc", "dev", "sys"] {
        points.folder(&fixed(path)?, None)?;
    }
    let mut mounts = vec![
        json!({"destination": "/proc", "type": "proc", "source": "proc",
               "options": ["nosuid", "noexec", "nodev"]}),
        json!({"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
               "options": ["nosuid", "strictatime", "mode=755", "size=65536k"]}),
        json!({"destination": "/dev/pts", "type": "devpts", "source": "devpts",
               "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]}),
        json!({"destination": "/dev/shm", "type": "tmpfs", "source": "shm",
               "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]}),
        json!({"destination": "/dev/mqueue", "type": "mqueue", "source": "mqueue",
               "options": ["nosuid", "noexec", "nodev"]}),
        json!({"destination": "/sys", "type": "sysfs", "source": "sysfs",
               "options": ["nosuid", "noexec", "nodev", "ro"]}),
    ];
    if with.cgroups.is_writable() {
        // Language runtimes read their limits here.
        mounts.push(json!({
            "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup",
            "options": ["nosuid", "noexec", "nodev", "relatime", "ro"],
        }));
    }
    // Later mounts cover earlier ones, so folders come before what is in them.
    let mut own: Vec<(TreePath, Value)> = Vec::new();
    let names = [
        ("etc/hosts", format!("127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.0.1\t{HOST}\n")),
        ("etc/hostname", format!("{HOST}\n")),
        ("etc/resolv.conf", String::new()),
    ];
    for (path, content) in names {
        let path = fixed(path)?;
        let source = folder.join(String::from_utf8_lossy(path.name()).into_owned());
        fs::write(&source, content)?;
        if request.fixtures.iter().all(|fixture| fixture.target != path) {
            let at = points.file(&path)?;
            own.push((at.clone(), bind(&source, &at, true)));
        }
    }
    let mut scratch = Vec::new();
    for one in &request.scratch {
        let at = points.folder(&one.path, Some(0o1777))?;
        let size = format!("size={}", one.bytes);
        own.push((
            at.clone(),
            json!({"destination": shown(&at), "type": "tmpfs", "source": "tmpfs",
                   "options": ["nosuid", "nodev", "mode=1777", size]}),
        ));
        scratch.push((one.path.clone(), at));
    }
    for volume in &request.volumes {
        let at = points.folder(&volume.target, None)?;
        own.push((at.clone(), bind(&volume.folder, &at, volume.read_only)));
    }
    for fixture in &request.fixtures {
        let is_folder = fs::metadata(&fixture.source)?.is_dir();
        let at = if is_folder {
            points.folder(&fixture.target, None)?
        } else {
            points.file(&fixture.target)?
        };
        own.push((at.clone(), bind(&fixture.source, &at, fixture.read_only)));
    }
    own.sort_by_key(|(at, _)| at.depth());
    // What is mounted inside another mount needs its point there: memory is empty at first, and
    // runtimes make the point themselves.
    mounts.extend(own.into_iter().map(|(_, mount)| mount));
    Ok((mounts, scratch))
}

fn bind(source: &Path, at: &TreePath, read_only: bool) -> Value {
    json!({"destination": shown(at), "type": "bind", "source": source,
           "options": ["rbind", if read_only { "ro" } else { "rw" }, "nosuid", "nodev"]})
}

/// Returns the limits in the runtime's form, and those that the host cannot hold.
fn resources(
    request: &RunRequest,
    cgroups: &Cgroups,
    host: HostSizes,
) -> (Value, Vec<LimitNotSet>) {
    let limits = &request.limits;
    let mut resources = json!({"devices": [{"allow": false, "access": "rwm"}]});
    let mut not_set = Vec::new();
    let wanted = [
        ("memory", "memory", Some(limits.memory), host.memory),
        ("processes", "pids", Some(limits.processes), host.processes),
        ("cpu", "cpu", limits.millicpus, host.millicpus),
    ];
    for (limit, controller, wanted, has) in wanted {
        let Some(wanted) = wanted else {
            continue;
        };
        if !cgroups.has(controller) {
            not_set.push(LimitNotSet { limit: limit.to_owned(), wanted, host: None });
            continue;
        }
        if wanted > has {
            not_set.push(LimitNotSet { limit: limit.to_owned(), wanted, host: Some(has) });
            continue;
        }
        let value = match controller {
            "memory" if host.swaps => json!({"limit": wanted, "swap": wanted}),
            "memory" | "pids" => json!({"limit": wanted}),
            _ => json!({"quota": wanted * 100, "period": 100_000}),
        };
        if let Some(resources) = resources.as_object_mut() {
            resources.insert(controller.to_owned(), value);
        }
    }
    (resources, not_set)
}
