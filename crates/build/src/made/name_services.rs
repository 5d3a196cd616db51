// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Services that packages add to `/etc/nsswitch.conf`, as `dh_installnss(1)` has it.

use haerterei_effects::ServicePlace;

/// The file.
pub(crate) const FILE: &str = "etc/nsswitch.conf";

/// Adds a service to a database, where the file has that database.
pub(crate) fn add(text: &str, database: &str, service: &str, place: &ServicePlace) -> String {
    let between = matches!(place, ServicePlace::Before(_) | ServicePlace::After(_));
    let mut result = String::with_capacity(text.len() + service.len() + 1);
    for line in text.lines() {
        let is_meant = line
            .strip_prefix(database)
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(|rest| rest.starts_with([' ', '\t']));
        let line = if is_meant { changed(line, service, place) } else { line.to_owned() };
        // The tool tidies every line up when it puts a service between others.
        result.push_str(if between { line.strip_suffix(' ').unwrap_or(&line) } else { &line });
        result.push('\n');
    }
    result
}

fn changed(line: &str, service: &str, place: &ServicePlace) -> String {
    let (services, comment) = match line.find('#') {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    match place {
        ServicePlace::Last if comment.is_empty() => format!("{services} {service}"),
        ServicePlace::Last => format!("{services} {service} {comment}"),
        ServicePlace::First => {
            let start = services.find(':').map_or(0, |colon| colon + 1);
            let (head, rest) = services.split_at(start);
            let behind = rest.trim_start();
            let blanks = rest.get(..rest.len() - behind.len()).unwrap_or_default();
            format!("{head}{blanks}{service} {behind}{comment}")
        }
        ServicePlace::Before(anchors) | ServicePlace::After(anchors) => {
            let Some((start, end)) = anchor(services, anchors) else { return line.to_owned() };
            let (head, rest) = services.split_at(start);
            let (found, tail) = rest.split_at(end - start);
            let tail = tail.strip_prefix([' ', '\t']).unwrap_or(tail);
            match place {
                ServicePlace::Before(_) => format!("{head}{service} {found} {tail}{comment}"),
                _ => format!("{head}{found} {service} {tail}{comment}"),
            }
        }
    }
}

/// Finds the first of some services, with its action, as a range of bytes.
fn anchor(services: &str, anchors: &[String]) -> Option<(usize, usize)> {
    let mut from = services.find(':')? + 1;
    while let Some(rest) = services.get(from..) {
        let word = rest.trim_start();
        if word.is_empty() {
            return None;
        }
        let start = from + (rest.len() - word.len());
        let length = word.find([' ', '\t']).unwrap_or(word.len());
        let end = start + length;
        if word.get(..length).is_some_and(|found| anchors.iter().any(|anchor| anchor == found)) {
            let behind = services.get(end..)?;
            let action = behind.trim_start();
            let close = if action.starts_with('[') { action.find(']') } else { None };
            let action_end = close.map(|close| end + (behind.len() - action.len()) + close + 1);
            return Some((start, action_end.unwrap_or(end)));
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_come_where_sed_would_put_them() {
        let words = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let table = [
            ("passwd:         files", ServicePlace::Last, "passwd:         files app"),
            ("passwd: files # local", ServicePlace::Last, "passwd: files  app # local"),
            ("passwd:         files", ServicePlace::First, "passwd:         app files"),
            (
                "passwd:         files dns",
                ServicePlace::After(words(&["files"])),
                "passwd:         files app dns",
            ),
            (
                "passwd:         files dns",
                ServicePlace::Before(words(&["resolve", "dns"])),
                "passwd:         files app dns",
            ),
            (
                "passwd: x [NOTFOUND=return] dns",
                ServicePlace::After(words(&["x"])),
                "passwd: x [NOTFOUND=return] app dns",
            ),
            ("passwd: files", ServicePlace::Before(words(&["dns"])), "passwd: files"),
            ("group: files", ServicePlace::Last, "group: files"),
        ];
        for (line, place, expected) in table {
            let changed = add(&format!("{line}\n"), "passwd", "app", &place);
            assert_eq!(changed, format!("{expected}\n"), "{line} {place:?}");
        }
    }
}
