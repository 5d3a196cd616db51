// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our scores against those of the Python package `cvss` (Red Hat), for drawn vectors and for those
//! of real weaknesses where a folder of them lies beside the project.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]
#![expect(clippy::print_stdout, reason = "an oracle says what it compared")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use haerterei_versions::cvss::Vector;

/// Reads vectors and prints for each its scores and its canonical form: base, all metrics.
const JUDGE: &str = r"
import sys
from cvss import CVSS2, CVSS3, CVSS4
for line in sys.stdin:
    text = line.strip()
    try:
        if text.startswith('CVSS:4'):
            vector = CVSS4(text)
            base = CVSS4('/'.join(text.split('/')[:12])).base_score
            print(base, vector.base_score, vector.clean_vector())
        else:
            vector = CVSS3(text) if text.startswith('CVSS:3') else CVSS2(text)
            base, temporal, environmental = vector.scores()
            has_environment = any(metric in vector.metrics and vector.original_metrics.get(metric, 'X') != 'X'
                for metric in ('CR', 'IR', 'AR', 'MAV', 'MAC', 'MPR', 'MUI', 'MS', 'MC', 'MI', 'MA')
                ) if text.startswith('CVSS:3') else environmental is not None
            score = environmental if has_environment else base if temporal is None else temporal
            print(base, score, vector.clean_vector())
    except Exception as error:
        print('?', repr(error))
";

/// The metrics of each version: those that must stand, and those that may.
const METRICS: [(&str, &str, &str); 4] = [
    (
        "",
        "AV:LAN AC:HML Au:MSN C:NPC I:NPC A:NPC",
        "E:U,POC,F,H,ND RL:OF,TF,W,U,ND RC:UC,UR,C,ND CDP:N,L,LM,MH,H,ND TD:N,L,M,H,ND CR:L,M,H,ND \
         IR:L,M,H,ND AR:L,M,H,ND",
    ),
    ("CVSS:3.0/", THREE.0, THREE.1),
    ("CVSS:3.1/", THREE.0, THREE.1),
    (
        "CVSS:4.0/",
        "AV:NALP AC:LH AT:NP PR:NLH UI:NPA VC:HLN VI:HLN VA:HLN SC:HLN SI:HLN SA:HLN",
        "E:X,A,P,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H MAT:X,N,P MPR:X,N,L,H \
         MUI:X,N,P,A MVC:X,H,L,N MVI:X,H,L,N MVA:X,H,L,N MSC:X,H,L,N MSI:X,S,H,L,N MSA:X,S,H,L,N S:X,N,P \
         AU:X,N,Y R:X,A,U,I V:X,D,C RE:X,L,M,H U:X,Clear,Green,Amber,Red",
    ),
];

const THREE: (&str, &str) = (
    "AV:NALP AC:LH PR:NLH UI:NR S:UC C:HLN I:HLN A:HLN",
    "E:X,H,F,P,U RL:X,U,W,T,O RC:X,C,R,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H \
     MPR:X,N,L,H MUI:X,N,R MS:X,U,C MC:X,H,L,N MI:X,H,L,N MA:X,H,L,N",
);

/// Every vector of base metrics.
fn bases(prefix: &str, metrics: &str) -> Vec<String> {
    let mut vectors = vec![String::new()];
    for metric in metrics.split(' ') {
        let (name, values) = metric.split_once(':').unwrap();
        vectors = vectors
            .iter()
            .flat_map(|vector| values.chars().map(move |value| format!("{vector}/{name}:{value}")))
            .collect();
    }
    vectors.iter().map(|vector| format!("{prefix}{}", &vector[1..])).collect()
}

/// Numbers that are the same on every run (the generator `SplitMix`).
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// A Python that has the package: the host's, or one made here; none if no index is in reach.
fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| {
        let has_package = |python: &Path| {
            Command::new(python)
                .args(["-c", "import cvss"])
                .output()
                .is_ok_and(|o| o.status.success())
        };
        let host = PathBuf::from("python3");
        if has_package(&host) {
            return Some(host);
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cvss");
        let own = folder.join("bin/python");
        if !has_package(&own) {
            let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).output();
            assert!(made.is_ok_and(|made| made.status.success()), "needs python3 with venv");
            let install = ["-m", "pip", "install", "--quiet", "cvss==3.6"];
            let installed = Command::new(&own).args(install).output();
            if !installed.is_ok_and(|installed| installed.status.success()) {
                println!("not run: no index of Python packages is within reach");
                return None;
            }
        }
        Some(own)
    });
    found.as_deref()
}

fn judged(python: &Path, vectors: &[String]) -> Vec<String> {
    let mut child = Command::new(python)
        .args(["-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = vectors.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn compare(what: &str, vectors: &[String]) {
    let Some(python) = python() else { return };
    let answers = judged(python, vectors);
    assert_eq!(answers.len(), vectors.len());
    let mut wrong = Vec::new();
    for (text, answer) in vectors.iter().zip(&answers) {
        let ours = match text.parse::<Vector>() {
            Ok(vector) => format!("{} {} {vector}", vector.base_score(), vector.score()),
            Err(_) => "?".to_owned(),
        };
        if ours != *answer && !(ours == "?" && answer.starts_with('?')) {
            wrong.push(format!("{text}: {ours}, judge {answer}"));
        }
    }
    println!("{what}: {} vectors, {} different", vectors.len(), wrong.len());
    assert!(wrong.is_empty(), "{:#?}", wrong.iter().take(20).collect::<Vec<_>>());
}

#[test]
#[ignore = "oracle: needs python3 and the package cvss"]
fn every_base_vector_has_the_same_score() {
    for (prefix, base, _) in METRICS {
        let vectors = bases(prefix, base);
        compare(&format!("base {prefix}"), &vectors);
    }
}

#[test]
#[ignore = "oracle: needs python3 and the package cvss"]
fn drawn_vectors_have_the_same_scores() {
    let mut draw = Draw(3);
    for (prefix, base, optional) in METRICS {
        let bases = bases(prefix, base);
        let mut vectors = BTreeSet::new();
        for _ in 0..20_000 {
            let mut vector = bases[draw.below(bases.len())].clone();
            for metric in optional.split(' ') {
                if draw.below(2) == 0 {
                    let (name, values) = metric.split_once(':').unwrap();
                    let values: Vec<&str> = values.split(',').collect();
                    vector += &format!("/{name}:{}", values[draw.below(values.len())]);
                }
            }
            vectors.insert(vector);
        }
        compare(&format!("drawn {prefix}"), &vectors.into_iter().collect::<Vec<_>>());
    }
}

#[test]
#[ignore = "oracle: needs python3 and the package cvss"]
fn vectors_of_real_weaknesses_have_the_same_scores() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/advisories/cve-cvss.tsv.zst");
    if !file.is_file() {
        println!("not run: no vectors of real weaknesses lie beside the project");
        return;
    }
    let table = Command::new("zstd").args(["-dcq"]).arg(file).output().expect("needs zstd").stdout;
    let vectors: BTreeSet<String> = String::from_utf8(table)
        .unwrap()
        .lines()
        .skip(1)
        .flat_map(|line| line.split('\t').skip(2).map(str::to_owned).collect::<Vec<_>>())
        .filter(|vector| !vector.is_empty())
        .collect();
    compare("real", &vectors.into_iter().collect::<Vec<_>>());
}
