//! A few SVG elements as text.

use std::fmt::Write;

/// The family of all text in figures; [`FONT`](super::FONT) has its outlines.
const FAMILY: &str = "DejaVu Sans";

/// An SVG document under way. Lengths are points, `y` grows downwards.
pub(super) struct Svg {
    body: String,
}

/// Where a text's anchor stands in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct TextStyle {
    pub size: f64,
    pub anchor: Anchor,
    pub color: &'static str,
    /// A white rim that keeps it readable on any colour.
    pub has_halo: bool,
    /// Turned to read upwards.
    pub is_vertical: bool,
}

impl TextStyle {
    /// Plain black text.
    pub fn plain(size: f64, anchor: Anchor) -> Self {
        Self { size, anchor, color: "black", has_halo: false, is_vertical: false }
    }
}

impl Svg {
    /// An empty page of `width` x `height` points.
    pub fn new(width: f64, height: f64) -> Self {
        let mut body = String::new();
        let _ = write!(
            body,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
                viewBox=\"0 0 {width} {height}\">\n<rect width=\"{width}\" height=\"{height}\" \
                fill=\"white\"/>\n"
        );
        Self { body }
    }

    /// The finished document.
    pub fn finish(mut self) -> String {
        self.body.push_str("</svg>\n");
        self.body
    }

    /// Any element, as it is.
    pub fn element(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }

    /// A line through `points`, with further attributes.
    pub fn polyline(&mut self, points: &[[f64; 2]], attributes: &str) {
        let mut list = String::new();
        for [x, y] in points {
            let _ = write!(list, "{x:.2},{y:.2} ");
        }
        self.element(&format!(
            "<polyline points=\"{}\" fill=\"none\" {attributes}/>",
            list.trim_end()
        ));
    }

    /// A text at `x`, `y` (its baseline).
    pub fn text(&mut self, x: f64, y: f64, text: &str, style: TextStyle) {
        let anchor = match style.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turned = if style.is_vertical {
            format!(" transform=\"rotate(-90 {x:.2} {y:.2})\"")
        } else {
            String::new()
        };
        let halo = if style.has_halo {
            " stroke=\"white\" stroke-width=\"2.5\" stroke-linejoin=\"round\" \
                paint-order=\"stroke\""
        } else {
            ""
        };
        self.element(&format!(
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-family=\"{FAMILY}\" font-size=\"{}\" \
                text-anchor=\"{anchor}\" \
                fill=\"{}\"{halo}{turned}>{}</text>",
            style.size,
            style.color,
            escaped(text)
        ));
    }
}

/// Text with the characters that mean something to XML written out, and control characters, which
/// it forbids, left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_xml_is_written_out() {
        assert_eq!(escaped("a<b & \"c\" 'd' > e\u{7}"), "a&lt;b &amp; &quot;c&quot; 'd' &gt; e");
    }
}
