// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! What was closed, in the forms of tools that read no VEX: what they shall pass over.
//!
//! Only what was decided or proved not to apply is in it; a risk that somebody bears stays open here
//! and there. Each form says less than VEX, and what it cannot say is said when it is written.

use std::collections::{BTreeMap, BTreeSet};

use haerterei_findings::{Finding, Ground};
use haerterei_ground::Message;
use haerterei_versions::purl::PackageUrl;
use haerterei_vex::decision::Moment;
use serde_json::{Value, json};

use super::{Showing, words};
use crate::arguments::ScanExport;

/// What a tool shall pass over: one weakness in some packages, for one reason.
struct Entry<'a> {
    weakness: &'a str,
    findings: Vec<&'a Finding>,
    reason: String,
    expires: Option<Moment>,
}

/// Returns what was closed, in a fixed order.
fn entries<'a>(showing: &Showing<'a>) -> Vec<Entry<'a>> {
    let mut entries: BTreeMap<(&str, String, Option<Moment>), Vec<&Finding>> = BTreeMap::new();
    for finding in closed(showing) {
        let Some(decided) = &finding.decided else { continue };
        let mut reason: Vec<String> = Vec::new();
        reason.extend(decided.justification.map(|it| it.as_str().to_owned()));
        reason.extend(decided.text.clone());
        let by = match &decided.ground {
            Ground::Decision { id, by, .. } => format!("{id} ({by})"),
            Ground::Vex { document, author } => format!("{document} ({author})"),
            Ground::Proof { rule } => format!("haerterei: {rule}"),
            Ground::Source { source } => source.clone(),
        };
        reason.push(words::with_claim(by, decided));
        let expires = match &decided.ground {
            Ground::Decision { id, .. } => showing
                .decisions
                .decisions
                .iter()
                .find(|decision| decision.id == *id)
                .and_then(|decision| decision.expires),
            _ => None,
        };
        // One line each: these are comments of people in files of programs.
        let reason = reason.join("; ").split_whitespace().collect::<Vec<&str>>().join(" ");
        for name in std::iter::once(&finding.weakness).chain(&finding.aliases) {
            entries.entry((name, reason.clone(), expires)).or_default().push(finding);
        }
    }
    entries
        .into_iter()
        .map(|((weakness, reason, expires), findings)| Entry {
            weakness,
            findings,
            reason,
            expires,
        })
        .collect()
}

fn closed<'a>(showing: &Showing<'a>) -> impl Iterator<Item = &'a Finding> {
    let is_ours = |finding: &&Finding| {
        let ground = finding.decided.as_ref().map(|it| &it.ground);
        !finding.is_open() && !matches!(ground, None | Some(Ground::Source { .. }))
    };
    showing.report.findings.iter().filter(is_ours)
}

/// Returns the package URLs by which Trivy compares: it needs no qualifiers, and writes the epoch of
/// Debian and RPM as one.
fn trivy_purls(finding: &Finding) -> Vec<String> {
    let Ok(purl) = finding.place.name.parse::<PackageUrl>() else { return Vec::new() };
    let version = purl.version().unwrap_or_default();
    let namespace = purl.namespace().join("/");
    let plain = |version: &str| {
        PackageUrl::new(purl.kind(), &namespace, purl.name(), version).map(|it| it.to_string())
    };
    let mut spellings: BTreeSet<String> = plain(version).into_iter().collect();
    if matches!(purl.kind(), "deb" | "rpm")
        && let Some((epoch, rest)) = version.split_once(':')
    {
        let with_epoch = PackageUrl::new(purl.kind(), &namespace, purl.name(), rest);
        spellings.extend(with_epoch.map(|it| it.with("epoch", epoch).to_string()));
    }
    spellings.into_iter().collect()
}

/// Returns a text as YAML takes it for nothing else: JSON's form is YAML's double-quoted one (YAML
/// 1.2.2, section 7.3.1), but for what YAML does not print.
fn quoted(text: &str) -> String {
    let printed: String = text
        .chars()
        .map(|it| if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') { ' ' } else { it })
        .collect();
    Value::from(printed).to_string()
}

/// Returns Trivy's `.trivyignore.yaml`.
pub(super) fn trivy(showing: &Showing<'_>) -> String {
    let mut text = head(showing, "trivy image --ignorefile .trivyignore.yaml IMAGE");
    let entries = entries(showing);
    if entries.is_empty() {
        text.push_str("vulnerabilities: []\n");
        return text;
    }
    text.push_str("vulnerabilities:\n");
    for entry in entries {
        text.push_str(&format!("  - id: {}\n", quoted(entry.weakness)));
        let purls: BTreeSet<String> =
            entry.findings.iter().flat_map(|finding| trivy_purls(finding)).collect();
        if !purls.is_empty() {
            text.push_str("    purls:\n");
            for purl in purls {
                text.push_str(&format!("      - {}\n", quoted(&purl)));
            }
        }
        if let Some(expires) = entry.expires {
            // A day, without quotes: Trivy reads a date of YAML. It ends where that day begins, so
            // what holds on its last day ends with the next.
            let day = expires.end().as_second().saturating_add(1);
            if let Ok(end) = haerterei_ground::Timestamp::from_second(day) {
                text.push_str(&format!("    expired_at: {}\n", end.strftime("%Y-%m-%dT%H:%M:%SZ")));
            }
        }
        text.push_str(&format!("    statement: {}\n", quoted(&entry.reason)));
    }
    text
}

/// Returns the `ignore` of Grype's configuration.
pub(super) fn grype(showing: &Showing<'_>) -> String {
    let mut text = head(showing, "grype --config FILE IMAGE");
    let entries = entries(showing);
    if entries.is_empty() {
        text.push_str("ignore: []\n");
        return text;
    }
    text.push_str("ignore:\n");
    for entry in entries {
        // Grype compares name and version; of several architectures one rule is enough.
        let packages: BTreeSet<(String, Option<&str>)> = entry
            .findings
            .iter()
            .map(|finding| (grype_name(finding), finding.place.version.as_deref()))
            .collect();
        for (name, version) in packages {
            if let Some(expires) = entry.expires {
                text.push_str(&format!("  # until {expires}\n"));
            }
            text.push_str(&format!("  - vulnerability: {}\n", quoted(entry.weakness)));
            text.push_str(&format!("    reason: {}\n", quoted(&entry.reason)));
            text.push_str(&format!("    package:\n      name: {}\n", quoted(&name)));
            if let Some(version) = version {
                text.push_str(&format!("      version: {}\n", quoted(version)));
            }
        }
    }
    text
}

/// Returns a name as Grype compares it: as a pattern if it looks like one. Java's has no group.
fn grype_name(finding: &Finding) -> String {
    let name = match finding.place.name.parse::<PackageUrl>() {
        Ok(purl) if purl.kind() == "maven" => purl.name().to_owned(),
        _ => words::name(finding),
    };
    // Of these alone Grype concludes that it is a pattern; only there a dot stands for anything.
    let signs = r"+*?()[]{}|^$\";
    if !name.contains(|it| signs.contains(it)) {
        return name;
    }
    let mut pattern = String::with_capacity(name.len());
    for character in name.chars() {
        if signs.contains(character) || character == '.' {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// Returns the CVE allowlist of Harbor's API: of a project, or of the whole system.
pub(super) fn harbor(showing: &Showing<'_>) -> Value {
    let entries = entries(showing);
    let names: BTreeSet<&str> =
        entries.iter().map(|it| it.weakness).filter(|it| it.starts_with("CVE-")).collect();
    let items: Vec<Value> = names.into_iter().map(|name| json!({ "cve_id": name })).collect();
    let mut list = json!({ "items": items });
    // The list ends as a whole: with the first of its decisions.
    if let Some(end) = entries.iter().filter_map(|it| it.expires).min() {
        list["expires_at"] = end.end().as_second().into();
    }
    list
}

fn head(showing: &Showing<'_>, use_it: &str) -> String {
    let image = &showing.report.image.name;
    let digest = showing.report.image.digest.map(|it| format!(", {it}")).unwrap_or_default();
    let name: String = format!("{image}{digest}").chars().filter(|it| !it.is_control()).collect();
    let name = crate::table::plain(&name);
    format!("# {name}\n# {use_it}\n")
}

/// Returns what a tool's form does not say of what was closed.
pub(super) fn losses(tool: ScanExport, showing: &Showing<'_>) -> Vec<Message> {
    let entries = entries(showing);
    let mut losses = Vec::new();
    let borne = showing.report.findings.iter().filter(|it| it.is_open() && !it.borne.is_empty());
    let borne = borne.count();
    if borne > 0 {
        losses.push(Message::new("command-scan-export-borne").number("findings", borne));
    }
    let ends = entries.iter().filter(|it| it.expires.is_some()).count();
    match tool {
        ScanExport::Grype if ends > 0 => losses.push(Message::new("command-scan-export-no-end")),
        ScanExport::HarborAllowlist if !entries.is_empty() => {
            losses.push(Message::new("command-scan-export-harbor"));
            let closed: BTreeSet<&str> = closed(showing).map(|it| it.weakness.as_str()).collect();
            let also: BTreeSet<&str> = showing
                .report
                .findings
                .iter()
                .filter(|it| it.is_open() && closed.contains(it.weakness.as_str()))
                .map(|it| it.weakness.as_str())
                .collect();
            if !also.is_empty() {
                let names: Vec<&str> = also.into_iter().collect();
                let message = Message::new("command-scan-export-too-much");
                losses.push(message.text("names", names.join(", ")));
            }
            let nameless = closed.iter().filter(|it| !it.starts_with("CVE-")).count();
            if nameless > 0 {
                let message = Message::new("command-scan-export-no-cve");
                losses.push(message.number("findings", nameless));
            }
        }
        // Trivy's says everything, and where nothing ends nothing is lost.
        _ => {}
    }
    losses
}

#[cfg(test)]
mod tests {
    use super::super::testing::Sample;
    use super::*;

    #[test]
    fn trivy_is_told_what_why_and_until_when() {
        let sample = Sample::hostile();
        let text = trivy(&sample.showing());
        let expected = "vulnerabilities:
  - id: \"CVE-2024-0004\"
    purls:
      - \"pkg:deb/debian/zlib1g@1.3-1?epoch=1\"
      - \"pkg:deb/debian/zlib1g@1:1.3-1\"
    expired_at: 2027-06-01T00:00:00Z
    statement: \"vulnerable_code_not_present; <script>alert(1)</script> =cmd; no-minizip (image owner, Example Authority)\"
";
        assert_eq!(text.splitn(3, '\n').last(), Some(expected));
        let text = trivy(&Sample::empty().showing());
        assert!(text.ends_with("vulnerabilities: []\n"), "{text}");
    }

    #[test]
    fn grype_is_told_the_package_and_compares_it_literally() {
        let sample = Sample::hostile();
        let text = grype(&sample.showing());
        for part in [
            "  # until 2027-05-31\n  - vulnerability: \"CVE-2024-0004\"\n",
            "    package:\n      name: \"zlib1g\"\n      version: \"1:1.3-1\"\n",
        ] {
            assert!(text.contains(part), "{text}");
        }
        let mut finding = sample.report.findings[0].clone();
        "pkg:deb/debian/libstdc%2B%2B6@1".clone_into(&mut finding.place.name);
        assert_eq!(grype_name(&finding), r"libstdc\+\+6");
    }

    #[test]
    fn harbor_takes_the_earliest_end_and_what_is_lost_is_said() {
        let sample = Sample::hostile();
        let value = harbor(&sample.showing());
        assert_eq!(
            value,
            json!({ "items": [{ "cve_id": "CVE-2024-0004" }], "expires_at": 1_811_807_999 })
        );
        let keys = |tool| -> Vec<&str> {
            losses(tool, &sample.showing()).iter().map(|it| it.key).collect()
        };
        assert_eq!(keys(ScanExport::Trivyignore), ["command-scan-export-borne"]);
        assert_eq!(
            keys(ScanExport::Grype),
            ["command-scan-export-borne", "command-scan-export-no-end"]
        );
        assert_eq!(
            keys(ScanExport::HarborAllowlist),
            ["command-scan-export-borne", "command-scan-export-harbor"]
        );
    }

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(quoted("a\"b\nc\u{2028}d\u{85}"), "\"a\\\"b c d \"");
    }
}
