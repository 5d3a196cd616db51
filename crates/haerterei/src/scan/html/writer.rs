// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! Writing HTML so that no text can become markup: what is not a literal of this program is escaped,
//! because there is no other way to put it in.

use crate::table;

/// A page being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
}

/// An element; its name and the names of its attributes are ours.
#[derive(Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
}

/// Returns an element without attributes.
pub(super) fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new() }
}

impl Element {
    /// Adds an attribute; its value may come from anywhere.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }
}

impl From<&'static str> for Element {
    fn from(name: &'static str) -> Self {
        element(name)
    }
}

impl Writer {
    /// Returns what was written.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Writes something of this program as it is.
    pub(super) fn literal(&mut self, markup: &'static str) {
        self.text.push_str(markup);
    }

    /// Writes a text.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.text, text);
    }

    /// Writes an element that has no content.
    pub(super) fn empty(&mut self, element: impl Into<Element>) {
        self.open(&element.into());
    }

    /// Writes an element with what is written inside of it.
    pub(super) fn inside(&mut self, element: impl Into<Element>, content: impl FnOnce(&mut Self)) {
        let element = element.into();
        self.open(&element);
        content(self);
        self.text.push_str("</");
        self.text.push_str(element.name);
        self.text.push('>');
    }

    /// Writes an element with a text.
    pub(super) fn holding(&mut self, element: impl Into<Element>, text: &str) {
        self.inside(element, |writer| writer.text(text));
    }

    /// Writes a link, if the address is one of the web; else the text alone.
    pub(super) fn link(&mut self, address: &str, text: &str) {
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        if is_web {
            // Nobody whom a page names needs to know who reads it.
            let link = element("a").with("href", address).with("rel", "noopener noreferrer");
            self.holding(link, text);
        } else {
            self.text(text);
        }
    }

    fn open(&mut self, element: &Element) {
        self.text.push('<');
        self.text.push_str(element.name);
        for (name, value) in &element.attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(&mut self.text, value);
            self.text.push('"');
        }
        self.text.push('>');
    }
}

/// Escapes what HTML takes for markup in texts and in quoted attributes, and makes visible what would
/// change how the text around it is shown. Line breaks stay.
fn escape(out: &mut String, text: &str) {
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            out.push('\n');
        }
        for character in table::plain(line.trim_end_matches('\r')).chars() {
            match character {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let mut writer = Writer::default();
        writer.inside(element("p").with("title", "\"><script>'&"), |it| {
            it.text("<b>&\"'</b>\u{202e}\u{1b}\nnext");
            it.link("javascript:alert(1)", "<x>");
            it.link("https://example.org/\"><b>", "y");
        });
        assert_eq!(
            writer.finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;\\u{202e}\\u{1b}\nnext\
             &lt;x&gt;<a href=\"https://example.org/&quot;&gt;&lt;b&gt;\" rel=\"noopener noreferrer\">y</a></p>"
        );
    }
}
