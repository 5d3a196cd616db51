// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Our orders against the programs whose orders they are.
//!
//! A judge is a program that reads pairs, one a line, separated by a tab, and prints for each -1, 0
//! or 1, or `?` where it takes one of them for no version. Pairs are drawn in the same way on every
//! run: from made versions, and from those in advisories where a folder of them lies beside the
//! project.
#![expect(clippy::unwrap_used, reason = "a test may stop where the world fails it")]
#![expect(clippy::print_stdout, reason = "an oracle says what it compared")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use haerterei_versions::VersionScheme;

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

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// Versions made of an ecosystem's own parts, right ones and wrong ones.
fn made(separators: &[&str], words: &[&str], count: usize) -> BTreeSet<String> {
    const NUMBERS: [&str; 12] =
        ["0", "0", "1", "1", "2", "3", "9", "10", "00", "01", "20240101", "99999999999999999999"];
    let mut draw = Draw(7);
    let mut versions = BTreeSet::new();
    for _ in 0..count {
        let mut version = draw.one_of(&NUMBERS).to_owned();
        for _ in 0..draw.below(5) {
            version.push_str(draw.one_of(separators));
            let is_word = draw.below(3) == 0;
            version.push_str(draw.one_of(if is_word { words } else { &NUMBERS }));
        }
        versions.insert(version);
    }
    versions
}

/// Every version in the ranges and lists of a file of OSV records, for packages of one ecosystem.
fn advised(file: &str, ecosystem: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/advisories").join(file);
    if !root.is_file() {
        println!("not run over real advisories: {file} is not here");
        return BTreeSet::new();
    }
    let records = Command::new("zstd").args(["-dcq"]).arg(root).output().expect("needs zstd");
    let script = r"
import sys, json
versions = set()
for line in sys.stdin:
    for affected in json.loads(line).get('affected', []):
        if not affected.get('package', {}).get('ecosystem', '').startswith(sys.argv[1]):
            continue
        versions.update(affected.get('versions', []))
        for ranges in affected.get('ranges', []):
            if ranges['type'] != 'GIT':
                for event in ranges['events']:
                    versions.update(event.values())
print('\n'.join(sorted(versions)))
";
    let mut python = Command::new("python3");
    ask(python.args(["-c", script, ecosystem]), &records.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Runs a program with an input and returns what it prints.
fn ask(command: &mut Command, input: &[u8]) -> String {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("this oracle needs {command:?}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{command:?} failed");
    String::from_utf8(output.stdout).unwrap()
}

/// What a comparison of an order with its judge found.
#[derive(Debug, Default)]
struct Found {
    /// Pairs that both take for versions.
    pairs: usize,
    /// Of those, the ones in which they differ, and our answer.
    different: Vec<((String, String), i8)>,
    /// Versions that only the judge takes.
    only_judge: BTreeSet<String>,
}

/// Compares neighbours in our order, and as many pairs drawn at will.
fn compare(scheme: VersionScheme, versions: &BTreeSet<String>, judge: &mut Command) -> Found {
    let mut versions: Vec<&str> =
        versions.iter().map(String::as_str).filter(|text| !text.contains(['\t', '\n'])).collect();
    versions.sort_by_cached_key(|version| scheme.key(version).ok());
    let mut draw = Draw(11);
    let mut pairs: Vec<(&str, &str)> = versions.windows(2).map(|pair| (pair[0], pair[1])).collect();
    for _ in 0..versions.len() {
        pairs.push((versions[draw.below(versions.len())], versions[draw.below(versions.len())]));
    }
    let mut questions = String::new();
    for (left, right) in &pairs {
        writeln!(questions, "{left}\t{right}").unwrap();
    }
    let answers = ask(judge, questions.as_bytes());
    let answers: Vec<&str> = answers.trim_end().lines().collect();
    assert_eq!(answers.len(), pairs.len(), "an answer for each pair");
    let mut found = Found::default();
    for ((left, right), answer) in pairs.into_iter().zip(answers) {
        if answer.trim() == "?" {
            continue;
        }
        match (scheme.key(left), scheme.key(right)) {
            (Ok(left_key), Ok(right_key)) => {
                found.pairs += 1;
                let ours = left_key.cmp(&right_key) as i8;
                if ours.to_string() != answer.trim() {
                    found.different.push(((left.to_owned(), right.to_owned()), ours));
                }
            }
            (left_key, right_key) => {
                for (version, key) in [(left, left_key), (right, right_key)] {
                    if key.is_err() {
                        found.only_judge.insert(version.to_owned());
                    }
                }
            }
        }
    }
    println!(
        "{scheme}: {} pairs, {} different, {} versions only the judge takes: {:?}",
        found.pairs,
        found.different.len(),
        found.only_judge.len(),
        found.only_judge.iter().take(20).collect::<Vec<_>>(),
    );
    found
}

/// A folder for a judge's files, taken away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let id = std::process::id();
        let folder = std::env::temp_dir().join(format!("haerterei-orders-{name}-{id}"));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const LETTERS: [&str; 6] = [".", ".", ".", "-", "_", ""];

/// Leaves out numbers that the judge cannot hold.
fn without_large_numbers(versions: &mut BTreeSet<String>, digits: usize) {
    let is_small =
        |text: &str| text.split(|c: char| !c.is_ascii_digit()).all(|n| n.len() <= digits);
    versions.retain(|version| is_small(version));
}

#[test]
#[ignore = "oracle: needs rpm"]
fn rpm_has_the_same_order() {
    let separators = [".", ".", "~", "^", "-", "_", "", "+", ":"];
    let words = ["a", "rc", "el9", "git", "module_el8", "Z", "b1"];
    let mut versions = made(&separators, &words, 6000);
    versions.extend(advised("osv-almalinux-2026-08.jsonl.zst", "AlmaLinux"));
    // rpm takes no version for none.
    versions.retain(|version| !version.contains(":-") && !version.ends_with(':'));
    let script = r"%{lua:
        for line in io.lines() do
            local left, right = line:match('^([^\t]+)\t([^\t]+)$')
            local fine, order = pcall(rpm.vercmp, left, right)
            print((fine and string.format('%d', order) or '?') .. '\n')
        end}";
    let found =
        compare(VersionScheme::Rpm, &versions, Command::new("rpm").args(["--eval", script]));
    assert_eq!(found.different, []);
    assert!(found.pairs > 5000 && found.only_judge.is_empty());
}

#[test]
#[ignore = "oracle: needs python3 with the package packaging"]
fn python_has_the_same_order() {
    let words =
        ["a", "b", "rc", "c", "pre", "dev", "post", "rev", "r", "alpha", "ALPHA", "preview", "x"];
    let separators = [".", ".", ".", "-", "_", "", "+", "!"];
    let mut versions = made(&separators, &words, 20_000);
    versions.extend(advised("osv-pypi.jsonl.zst", "PyPI"));
    let script = r"
import sys
from packaging.version import Version
for line in sys.stdin:
    left, right = line.rstrip('\n').split('\t')
    try:
        left, right = Version(left), Version(right)
        print((left > right) - (left < right))
    except ValueError:
        print('?')
";
    let found =
        compare(VersionScheme::Python, &versions, Command::new("python3").args(["-c", script]));
    assert_eq!(found.different, []);
    assert!(found.pairs > 5000 && found.only_judge.is_empty());
}

#[test]
#[ignore = "oracle: needs ruby"]
fn ruby_has_the_same_order() {
    let words = ["a", "b", "rc", "pre", "beta1", "Z", "x"];
    let versions = made(&LETTERS, &words, 20_000);
    let script = r#"
STDIN.each_line do |line|
  left, right = line.chomp.split("\t")
  begin
    puts(Gem::Version.new(left) <=> Gem::Version.new(right))
  rescue ArgumentError
    puts '?'
  end
end
"#;
    let found = compare(VersionScheme::Ruby, &versions, Command::new("ruby").args(["-e", script]));
    assert_eq!(found.different, []);
    assert!(found.pairs > 5000 && found.only_judge.is_empty());
}

#[test]
#[ignore = "oracle: needs node with npm's package semver"]
fn npm_has_the_same_order() {
    let words = ["a", "b", "rc", "alpha", "beta1", "Z", "x-1"];
    let mut versions = made(&[".", ".", ".", "-", "-", "", "+"], &words, 100_000);
    versions.extend(advised("osv-npm.jsonl.zst", "npm"));
    versions.extend(advised("osv-cratesio.jsonl.zst", "crates.io"));
    // npm takes `1.2.03.4` for `1.2.0-3.4`, because it looks for a pre-release without a hyphen.
    let has_leading_zero = |version: &str| {
        let numbers = version.split(|c: char| c != '.' && !c.is_ascii_digit()).next();
        numbers.is_none_or(|numbers| {
            numbers.split('.').any(|number| number.len() > 1 && number.starts_with('0'))
                || numbers.split('.').count() > 3
        })
    };
    versions.retain(|version| !has_leading_zero(version));
    let script = r"
const homes = ['semver', '/usr/share/nodejs/semver', '/usr/lib/node_modules/npm/node_modules/semver'];
let semver;
for (const home of homes) { try { semver = semver || require(home) } catch {} }
const lines = require('fs').readFileSync(0, 'utf8').split('\n').slice(0, -1);
const answer = line => {
  const [left, right] = line.split('\t');
  try { return semver.compare(left, right, true) } catch { return '?' }
};
console.log(lines.map(answer).join('\n'));
";
    let found =
        compare(VersionScheme::Semver, &versions, Command::new("node").args(["-e", script]));
    assert_eq!(found.different, []);
    assert!(found.pairs > 800 && found.only_judge.is_empty());
}

#[test]
#[ignore = "oracle: needs php with the package composer/semver"]
fn composer_has_the_same_order() {
    let words =
        ["a", "b", "rc", "RC", "alpha", "beta", "dev", "patch", "pl", "p", "stable", "x", "x-dev"];
    let mut versions = made(&LETTERS, &words, 20_000);
    for day in ["01", "1", "31", "311"] {
        for form in
            ["2010.01.D", "2010-01-D", "201001D", "2010:01:D.10.20", "20100102-D", "v2010.1.D"]
        {
            versions.insert(form.replace('D', day));
            versions.insert(form.replace('D', day) + "-beta2");
        }
    }
    without_large_numbers(&mut versions, 18);
    let script = r#"
require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\Semver\VersionParser;
while (($line = fgets(STDIN)) !== false) {
    [$left, $right] = explode("\t", rtrim($line, "\n"));
    try {
        $left = $parser->normalize($left);
        $right = $parser->normalize($right);
        $branch = str_starts_with($left, 'dev-') || str_starts_with($right, 'dev-');
        echo $branch ? '?' : version_compare($left, $right), "\n";
    } catch (UnexpectedValueException $error) {
        echo "?\n";
    }
}
"#;
    let found =
        compare(VersionScheme::Composer, &versions, Command::new("php").args(["-r", script]));
    assert_eq!(found.different, []);
    assert!(found.pairs > 800 && found.only_judge.is_empty());
}

/// Builds a judge in Go out of one module; none if the module proxy is out of reach.
fn go_judge(folder: &Folder, module: &str, program: &str) -> Option<Command> {
    fs::write(folder.0.join("main.go"), program).unwrap();
    let get: &[&str] = if module.is_empty() { &["version"] } else { &["get", module] };
    for arguments in [&["mod", "init", "judge"][..], get, &["build", "-o", "judge"]] {
        let output = Command::new("go").args(arguments).current_dir(&folder.0).output();
        let output = output.expect("this oracle needs go");
        if !output.status.success() && arguments[0] == "get" {
            println!("not run: the Go module proxy is out of reach");
            return None;
        }
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    Some(Command::new(folder.0.join("judge")))
}

#[test]
#[ignore = "oracle: needs go and the Go module proxy"]
fn go_has_the_same_order() {
    let words = ["a", "b", "rc", "rc1", "0.20240101000000-abcdef123456", "incompatible"];
    let mut versions: BTreeSet<String> = made(&[".", ".", ".", "-", "-", "+"], &words, 100_000);
    versions.extend(advised("osv-go-vulndb-2026-08.jsonl.zst", "Go"));
    let program = r#"package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		left, right, _ := strings.Cut(lines.Text(), "\t")
		left, right = "v"+strings.TrimPrefix(left, "v"), "v"+strings.TrimPrefix(right, "v")
		if semver.IsValid(left) && semver.IsValid(right) {
			fmt.Fprintln(out, semver.Compare(left, right))
		} else {
			fmt.Fprintln(out, "?")
		}
	}
}
"#;
    let folder = Folder::new("go");
    let Some(mut judge) = go_judge(&folder, "golang.org/x/mod@v0.20.0", program) else { return };
    let found = compare(VersionScheme::Go, &versions, &mut judge);
    assert_eq!(found.different, []);
    assert!(found.pairs > 800 && found.only_judge.is_empty());
}

/// The toolchain's own versions, whose order the standard library has.
#[test]
#[ignore = "oracle: needs go 1.22 or newer"]
fn go_has_the_same_order_of_its_releases() {
    let mut versions = BTreeSet::new();
    for minor in [1, 9, 20, 21, 22] {
        for rest in
            ["", ".0", ".1", ".10", "rc1", "rc2", "rc10", "beta1", "alpha1", ".3-x", "rc1-x"]
        {
            // From 1.21 on, a version of two numbers is the language's, not a release.
            if minor < 21 || !rest.is_empty() && !rest.starts_with('-') {
                versions.insert(format!("go1.{minor}{rest}"));
            }
        }
    }
    // Before 1.21, the first release had two numbers; both spellings are the same one to us.
    versions.retain(|version| !matches!(version.as_str(), "go1.1.0" | "go1.9.0" | "go1.20.0"));
    let program = r#"package main

import (
	"bufio"
	"fmt"
	"go/version"
	"os"
	"strings"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		left, right, _ := strings.Cut(lines.Text(), "\t")
		if version.IsValid(left) && version.IsValid(right) {
			fmt.Println(version.Compare(left, right))
		} else {
			fmt.Println("?")
		}
	}
}
"#;
    let folder = Folder::new("toolchain");
    let Some(mut judge) = go_judge(&folder, "", program) else { return };
    let found = compare(VersionScheme::Go, &versions, &mut judge);
    assert_eq!(found.different, []);
    assert!(found.pairs > 50 && found.only_judge.is_empty());
}

#[test]
#[ignore = "oracle: needs go and the Go module proxy"]
fn a_port_of_apk_has_the_same_order() {
    let words =
        ["a", "_alpha", "_beta", "_pre", "_rc", "_p", "_git", "_cvs", "_svn", "_hg", "-r", "z"];
    let mut versions = made(&[".", ".", "", "-r", "_p", "_alpha", "_rc"], &words, 30_000);
    // The port is of an apk of 2020, which read a number that begins with a zero otherwise: to it, `1.0_rc1`
    // is not less than `1.0`. apk 3 has that right.
    without_large_numbers(&mut versions, 8);
    versions.retain(|version| {
        let has_zero = version.split(['.', '_', '-']).skip(1).any(|part| {
            part.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('0')
                && part != "0"
        });
        !has_zero && !version.contains(".0_")
    });
    let program = r#"package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	apk "github.com/knqyf263/go-apk-version"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		left, right, _ := strings.Cut(lines.Text(), "\t")
		l, wrong := apk.NewVersion(left)
		r, worse := apk.NewVersion(right)
		if wrong != nil || worse != nil {
			fmt.Fprintln(out, "?")
		} else {
			fmt.Fprintln(out, l.Compare(r))
		}
	}
}
"#;
    let folder = Folder::new("apk");
    let module = "github.com/knqyf263/go-apk-version@v0.0.0-20200609155635-041fdbb8563f";
    let Some(mut judge) = go_judge(&folder, module, program) else { return };
    let found = compare(VersionScheme::Alpine, &versions, &mut judge);
    assert_eq!(found.different, []);
    assert!(found.pairs > 2000);
}

/// The release of Maven that judges.
const MAVEN: &str = "3.9.16";

#[test]
#[ignore = "oracle: needs a JDK, mvn and a repository of Maven's artifacts"]
fn maven_has_the_same_order() {
    let words = [
        "alpha", "a", "beta", "b", "m", "rc", "cr", "snapshot", "SNAPSHOT", "ga", "final",
        "RELEASE", "sp", "x", "jre",
    ];
    let mut versions = made(&[".", ".", ".", "-", "-", ""], &words, 20_000);
    versions.extend(advised("osv-maven.jsonl.zst", "Maven"));
    // Two advisories have a version with a character that is none.
    versions.retain(|version| version.is_ascii());
    let folder = Folder::new("maven");
    let copied = Command::new("mvn")
        .args(["-q", "-B", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"])
        .arg(format!("-Dartifact=org.apache.maven:maven-artifact:{MAVEN}"))
        .arg(format!("-DoutputDirectory={}", folder.0.display()))
        .current_dir(&folder.0)
        .output()
        .expect("this oracle needs mvn");
    if !copied.status.success() {
        println!("not run: no repository of Maven's artifacts is within reach");
        return;
    }
    let program = r#"
import java.io.*;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class Judge {
    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in));
        var out = new StringBuilder();
        for (String line; (line = in.readLine()) != null; ) {
            var pair = line.split("\t");
            var left = new ComparableVersion(pair[0]);
            out.append(Integer.signum(left.compareTo(new ComparableVersion(pair[1])))).append('\n');
        }
        System.out.print(out);
    }
}
"#;
    let file = folder.0.join("Judge.java");
    fs::write(&file, program).unwrap();
    let jar = folder.0.join(format!("maven-artifact-{MAVEN}.jar"));
    let ask_judge = || {
        let mut judge = Command::new("java");
        judge.arg("-cp").arg(&jar).arg(&file);
        judge
    };
    let found = compare(VersionScheme::Maven, &versions, &mut ask_judge());
    assert!(found.pairs > 20_000 && found.only_judge.is_empty());
    // Where keys differ from Maven, Maven contradicts itself: some version lies between.
    let mut open = Vec::new();
    let mut questions = String::new();
    for (pair, ours) in &found.different {
        let (less, greater) = if *ours < 0 { (&pair.0, &pair.1) } else { (&pair.1, &pair.0) };
        for end in (1..less.len()).filter(|end| less.is_char_boundary(*end)) {
            for between in [less[..end].to_owned(), format!("{}-0", &less[..end])] {
                open.push((less, greater));
                writeln!(questions, "{less}\t{between}\n{between}\t{greater}").unwrap();
            }
        }
    }
    let answers = ask(&mut ask_judge(), questions.as_bytes());
    let answers: Vec<&str> = answers.lines().collect();
    let circles: BTreeSet<_> = open
        .iter()
        .zip(answers.chunks(2))
        .filter(|(_, answers)| !answers.contains(&"1"))
        .map(|(pair, _)| *pair)
        .collect();
    let unexplained: Vec<_> = open.into_iter().filter(|pair| !circles.contains(pair)).collect();
    println!("{} circles of Maven's", circles.len());
    assert_eq!(unexplained, []);
}
