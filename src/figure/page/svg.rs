//! A few SVG elements as text.

use std::fmt::Write;

use crate::figure::plan::{Area, Dash, Ink, Pen, Shape};

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

    /// Lines and marks, the lowest first.
    pub fn shapes(&mut self, shapes: &[Shape]) {
        shapes.iter().for_each(|shape| self.element(&element(shape)));
    }

    /// A picture that fills an area, with further attributes.
    pub fn image(&mut self, area: &Area, attributes: &str, url: &str) {
        self.element(&format!(
            "<image {} preserveAspectRatio=\"none\" {attributes}href=\"{url}\"/>",
            sides(area)
        ));
    }

    /// A picture whose pixels are cells, and stay squares however large they are drawn.
    pub fn cells(&mut self, area: &Area, url: &str) {
        self.image(area, "image-rendering=\"optimizeSpeed\" ", url);
    }

    /// What is drawn until it is closed is seen in this area only.
    pub fn open_clip(&mut self, area: &Area) {
        self.element(&format!(
            "<clipPath id=\"map\"><rect {}/></clipPath>\n<g clip-path=\"url(#map)\">",
            sides(area)
        ));
    }

    /// What is drawn until it is closed is faint.
    pub fn open_faint(&mut self, opacity: f64) {
        self.element(&format!("<g opacity=\"{opacity}\">"));
    }

    /// Ends what was opened last.
    pub fn close(&mut self) {
        self.element("</g>");
    }

    /// A line around an area.
    pub fn frame(&mut self, area: &Area) {
        self.element(&format!(
            "<rect {} fill=\"none\" stroke=\"black\" stroke-width=\"0.8\"/>",
            sides(area)
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

fn sides(area: &Area) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        area.left,
        area.top,
        area.width(),
        area.height()
    )
}

/// A line or a mark. Lines have round corners, filled shapes sharp ones.
fn element(shape: &Shape) -> String {
    let list = |points: &[[f64; 2]]| {
        let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.2},{y:.2}")).collect();
        points.join(" ")
    };
    match shape {
        Shape::Line { points, pen, dash } => {
            let dash = dash.map(|Dash { lengths: [on, off], offset }| {
                format!(" stroke-dasharray=\"{on} {off}\" stroke-dashoffset=\"{offset:.2}\"")
            });
            format!(
                "<polyline points=\"{}\"{}{}/>",
                list(points),
                painted(None, Some(*pen)),
                dash.unwrap_or_default()
            )
        }
        Shape::Polygon { corners, fill, rim } => {
            format!("<polygon points=\"{}\"{}/>", list(corners), painted(*fill, *rim))
        }
        Shape::Circle { at: [x, y], radius, fill, rim } => {
            let look = painted(*fill, *rim);
            format!("<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius}\"{look}/>")
        }
    }
}

/// The attributes of what is filled or drawn around.
fn painted(fill: Option<Ink>, rim: Option<Pen>) -> String {
    let fill_text = fill.map_or(" fill=\"none\"".to_owned(), |ink| inked("fill", ink));
    let rim_text = rim.map_or(String::new(), |Pen { ink, width }| {
        let join = if fill.is_none() { " stroke-linejoin=\"round\"" } else { "" };
        format!("{} stroke-width=\"{width}\"{join}", inked("stroke", ink))
    });
    fill_text + &rim_text
}

fn inked(attribute: &str, Ink { rgb: [r, g, b], opacity }: Ink) -> String {
    let color = match [r, g, b] {
        [0, 0, 0] => "black".to_owned(),
        [255, 255, 255] => "white".to_owned(),
        _ => format!("#{r:02x}{g:02x}{b:02x}"),
    };
    let strength = if opacity < 1.0 {
        format!(" {attribute}-opacity=\"{opacity:.2}\"")
    } else {
        String::new()
    };
    format!(" {attribute}=\"{color}\"{strength}")
}

/// Whether a character may stand in a document: XML allows hardly any control characters,
/// and not the two codes that are no characters (XML 1.0, Section 2.2).
pub fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Text with the characters that mean something to XML written out, and those that it forbids left
/// out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_printable(c) => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_xml_is_written_out() {
        let text = "a<b & \"c\" 'd' > e\u{7}\u{fffe}\u{ffff}\u{85}";
        assert_eq!(escaped(text), "a&lt;b &amp; &quot;c&quot; 'd' &gt; e");
    }
}
