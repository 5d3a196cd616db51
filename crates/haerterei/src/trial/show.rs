// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The record of a trial as text: the verdict first, then run by run, then what follows from it.

use haerterei_ground::Message;
use haerterei_texts::{Language, Texts};
use haerterei_trial::record::{ContainerRecord, Proposal, Record, RunRecord, StepRecord, Verdict};
use haerterei_trial::sandbox::SeccompSource;

use crate::figures;
use crate::table::{Align, Table, plain};

/// Returns a record as text.
pub(crate) fn show(record: &Record, texts: &Texts, width: Option<usize>) -> String {
    let mut text = head(record, texts, width);
    if !record.missing.is_empty() {
        text.push('\n');
        for missing in &record.missing {
            push(&mut text, texts, "  ", &missing.message());
        }
        return text;
    }
    for run in &record.runs {
        text.push('\n');
        self::run(&mut text, run, texts, width);
    }
    if let Some(proposal) = &record.proposal {
        text.push('\n');
        text.push_str(&self::proposal(proposal, texts, width));
    }
    text
}

/// Says a message and, below it, what to change.
fn push(text: &mut String, texts: &Texts, indent: &str, message: &Message) {
    text.push_str(&format!("{indent}{}\n", plain(&texts.say(message))));
    if let Some(hint) = texts.hint(message) {
        let label = texts.get("command-label-hint");
        text.push_str(&format!("{indent}  {label}: {}\n", plain(&hint)));
    }
}

fn head(record: &Record, texts: &Texts, width: Option<usize>) -> String {
    let verdict = texts.get(match record.verdict {
        Verdict::Kept => "command-trial-verdict-kept",
        Verdict::Broken => "command-trial-verdict-broken",
        Verdict::NotTried => "command-trial-verdict-not-tried",
    });
    let mut table = facts();
    let digest = record.image.manifest.or(record.image.config);
    table.row([texts.get("command-trial-image"), plain(&record.image.name)]);
    table.row([texts.get("command-trial-platform"), plain(&record.image.platform)]);
    if let Some(digest) = digest {
        table.row([texts.get("command-trial-digest"), digest.to_string()]);
    }
    let origin = match record.contract.get("origin").and_then(serde_json::Value::as_str) {
        Some("label") => "command-trial-contract-label",
        Some("file") => "command-trial-contract-file",
        _ => "command-trial-contract-proposed",
    };
    table.row([texts.get("command-trial-contract"), texts.get(origin)]);
    if let Some(facts) = &record.sandbox {
        if let (Some(runtime), Some(version)) = (&facts.runtime, &facts.version) {
            table.row([texts.get("command-trial-runtime"), plain(&format!("{runtime} {version}"))]);
        }
        for skipped in &facts.skipped {
            let words = format!("{} {}: {}", skipped.runtime, skipped.version, skipped.words);
            table.row([texts.get("command-trial-skipped"), plain(&words)]);
        }
        let seccomp = match &facts.seccomp {
            SeccompSource::Host { file } => file.display().to_string(),
            SeccompSource::Own => texts.get("command-trial-seccomp-own"),
        };
        table.row([texts.get("command-trial-seccomp"), plain(&seccomp)]);
        if !facts.true_owners {
            let text = texts.get("command-trial-owners-untried");
            table.row([texts.get("command-trial-owners"), text]);
        }
        for limit in &facts.limits_not_set {
            table.row([texts.get("command-trial-limit-not-set"), plain(&limit.limit)]);
        }
    }
    format!("{verdict}\n\n{}", table.draw(width))
}

/// Returns a table of names and values.
fn facts() -> Table {
    Table::new([(String::new(), Align::Left), (String::new(), Align::Left)])
}

fn mark(verdict: Verdict, texts: &Texts) -> String {
    texts.get(match verdict {
        Verdict::Kept => "command-trial-kept-mark",
        Verdict::Broken => "command-trial-broken-mark",
        Verdict::NotTried => "command-trial-not-tried-mark",
    })
}

fn run(text: &mut String, run: &RunRecord, texts: &Texts, width: Option<usize>) {
    let user =
        run.user.as_ref().map_or_else(String::new, |user| format!(" ({}:{})", user.uid, user.gid));
    let title = Message::new("command-trial-run")
        .text("run", &run.run)
        .text("identity", format!("{}{user}", run.identity))
        .text("verdict", mark(run.verdict, texts));
    text.push_str(&plain(&texts.say(&title)));
    text.push('\n');
    let mut table = Table::new([
        (texts.get("command-trial-column-step"), Align::Left),
        (texts.get("command-trial-column-kind"), Align::Left),
        (texts.get("command-trial-column-time"), Align::Right),
        (texts.get("command-trial-column-result"), Align::Left),
    ]);
    for step in &run.steps {
        table.row([
            plain(&step.name),
            plain(&step.kind),
            if step.verdict == Verdict::NotTried {
                String::new()
            } else {
                seconds(step.milliseconds, texts.language())
            },
            result(step, texts),
        ]);
    }
    text.push_str(&indented(&table.draw(width.map(|width| width.saturating_sub(2)))));
    for cause in run.causes.iter().chain(&run.remarks) {
        push(text, texts, "  ", &cause.message());
    }
    for container in &run.containers {
        text.push_str(&format!("  {}\n", used(container, texts)));
    }
    if !run.log.is_empty() {
        text.push_str(&format!("  {}\n", texts.get("command-trial-log")));
        for line in &run.log {
            text.push_str(&format!("  | {}\n", plain(line)));
        }
    }
}

fn result(step: &StepRecord, texts: &Texts) -> String {
    match &step.miss {
        Some(miss) => plain(&texts.say(&miss.message())),
        None => mark(step.verdict, texts),
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n") + "\n"
}

/// Says in one line what a container used.
fn used(container: &ContainerRecord, texts: &Texts) -> String {
    let language = texts.language();
    let nothing = || "-".to_owned();
    let time = |time: Option<u64>| time.map_or_else(nothing, |time| seconds(time, language));
    let memory = container.usage.peak_own_memory.or(container.usage.peak_memory);
    let written: u64 = container.written.values().map(|written| written.bytes).sum();
    texts.say(
        &Message::new("command-trial-used")
            .text("ready", time(container.ready))
            .text("end", time(container.ended_within))
            .text("memory", memory.map_or_else(nothing, |bytes| figures::size(bytes, language)))
            .text("cpu", time(container.usage.cpu_milliseconds))
            .text(
                "processes",
                container
                    .usage
                    .peak_processes
                    .map_or_else(nothing, |count| figures::count(count, language)),
            )
            .text("written", figures::size(written, language)),
    )
}

fn proposal(proposal: &Proposal, texts: &Texts, width: Option<usize>) -> String {
    let mut table = facts();
    let mebibytes = |bytes: u64| format!("{}Mi", bytes >> 20);
    for (name, value) in [
        ("resources.requests.memory", proposal.memory_request.map(mebibytes)),
        ("resources.limits.memory", proposal.memory_limit.map(mebibytes)),
        ("resources.requests.cpu", proposal.cpu_request.map(|cpu| format!("{cpu}m"))),
        (
            "startupProbe",
            proposal
                .startup_seconds
                .map(|time| format!("periodSeconds: 1, failureThreshold: {time}")),
        ),
        ("terminationGracePeriodSeconds", proposal.grace_seconds.map(|time| time.to_string())),
    ] {
        if let Some(value) = value {
            table.row([name.to_owned(), value]);
        }
    }
    let head = texts.get("command-trial-proposal");
    let width = width.map(|width| width.saturating_sub(2));
    format!("{head}\n{}", indented(&table.draw(width)))
}

/// Returns milliseconds as seconds, by the rules of the language.
fn seconds(milliseconds: u64, language: Language) -> String {
    let text = format!("{}.{:02} s", milliseconds / 1000, milliseconds % 1000 / 10);
    match language {
        Language::German => text.replace('.', ","),
        Language::English => text,
    }
}
