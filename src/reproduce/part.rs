//! What an item says, written as HTML and as Markdown at once, so that both say the same.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::figure::escaped;

/// An item's part of a report.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub(super) html: String,
    pub(super) markdown: String,
}

impl Part {
    /// A part with its title.
    pub(super) fn new(title: &str) -> Self {
        Self { html: format!("<h1>{}</h1>\n", escaped(title)), markdown: format!("# {title}\n\n") }
    }

    /// A heading below the title.
    pub fn heading(&mut self, text: &str) {
        self.html += &format!("<h2>{}</h2>\n", escaped(text));
        self.markdown += &format!("## {text}\n\n");
    }

    /// A paragraph.
    pub fn text(&mut self, text: &str) {
        self.html += &format!("<p>{}</p>\n", escaped(text.trim()));
        self.markdown += &format!("{}\n\n", text.trim());
    }

    /// Which command shows it in the window.
    pub fn open(&mut self, preset: &str) {
        self.html += &format!(
            "<p class=\"open\">In the window: <code>basinscope open {}</code></p>\n",
            escaped(preset)
        );
        self.markdown += &format!("In the window: `basinscope open {preset}`\n\n");
    }

    /// Sentences, if there are any.
    pub fn list(&mut self, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let lines = |begin: &str, end: &str, of: &dyn Fn(&str) -> String| -> String {
            items.iter().fold(String::new(), |text, item| text + begin + &of(item) + end + "\n")
        };
        self.html += &format!("<ul>\n{}</ul>\n", lines("<li>", "</li>", &escaped));
        self.markdown += &format!("{}\n", lines("- ", "", &str::to_owned));
    }

    /// Columns with their names.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let html = |tag: &str, cells: &mut dyn Iterator<Item = &str>| {
            let cells = cells.map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let plain = |cells: &mut dyn Iterator<Item = &str>| {
            let cells = cells.map(|cell| format!(" {} |", cell.replace('|', "\\|")));
            format!("|{}\n", cells.collect::<String>())
        };
        self.html += "<div class=\"wide\"><table class=\"words\">\n";
        self.html += &html("th", &mut head.iter().copied());
        self.markdown += &plain(&mut head.iter().copied());
        self.markdown += &plain(&mut head.iter().map(|_| "---"));
        for row in rows {
            self.html += &html("td", &mut row.iter().map(String::as_str));
            self.markdown += &plain(&mut row.iter().map(String::as_str));
        }
        self.html += "</table></div>\n";
        self.markdown += "\n";
    }

    /// A drawing on light and on dark ground, each an image of its own so that names inside do not
    /// meet those of others.
    pub fn picture(&mut self, [light, dark]: [&str; 2], caption: &str) {
        let address =
            |svg: &str| format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg));
        let caption = escaped(caption);
        self.html += &format!(
            "<figure class=\"page\"><picture><source media=\"screen and (prefers-color-scheme: \
                dark)\" srcset=\"{}\"><img alt=\"{caption}\" src=\"{}\"></picture>\n\
                <figcaption>{caption}</figcaption></figure>\n",
            address(dark),
            address(light)
        );
    }

    /// A drawing in the page's colours, with the key of its curves.
    pub fn chart(&mut self, svg: &str, key: &[String], caption: &str) {
        self.html += &format!(
            "<figure class=\"page\">\n{svg}\n<figcaption>{}</figcaption></figure>\n\
                <p class=\"key\">{}</p>\n",
            escaped(caption),
            key_of(key)
        );
    }

    /// Drawings beside each other in the page's colours, each with its caption, with the key of
    /// their curves.
    pub fn charts(&mut self, charts: &[(String, String)], key: &[String]) {
        self.html += "<div class=\"charts\">\n";
        for (svg, caption) in charts {
            let caption = escaped(caption);
            self.html += &format!("<figure>\n{svg}\n<figcaption>{caption}</figcaption></figure>\n");
        }
        self.html += &format!("</div>\n<p class=\"key\">{}</p>\n", key_of(key));
    }
}

/// Names with the colours of their curves.
fn key_of(names: &[String]) -> String {
    names.iter().enumerate().fold(String::new(), |key, (number, name)| {
        key + &format!("<span class=\"c{number}\">●</span> {} ", escaped(name))
    })
}
