//! A few SVG elements as text.

use std::fmt::Write;

use super::math::{Piece, pieces};
use super::text::family;
use crate::figure::describe::{Names, Theme};
use crate::figure::image::data_url;
use crate::figure::plan::{Area, Dash, Ink, Pen, Shape};

/// An image with fewer pixels along a side is drawn with more of them a cell, so that no viewer
/// blurs it.
const SHARP: usize = 1200;

/// An SVG document under way. Lengths are those of the layout, `y` grows downwards.
pub(super) struct Svg {
    body: String,
    theme: Theme,
    names: Names,
    /// Numbers given to what others refer to.
    ids: usize,
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
    /// Whether it matters less.
    pub is_weak: bool,
    /// A rim that keeps it readable on any colour.
    pub has_halo: bool,
    /// Turned to read upwards.
    pub is_vertical: bool,
}

impl TextStyle {
    /// Plain text in ink.
    pub fn plain(size: f64, anchor: Anchor) -> Self {
        Self { size, anchor, is_weak: false, has_halo: false, is_vertical: false }
    }
}

/// A page: its size in millimetres, in the lengths of the layout, and its looks.
pub(super) struct Page<'a> {
    pub size_mm: [f64; 2],
    pub size: [f64; 2],
    pub theme: Theme,
    pub names: Names,
    pub title: &'a str,
    pub recipe: &'a str,
}

impl Svg {
    /// An empty page.
    pub fn new(page: &Page) -> Self {
        let mut body = String::new();
        let ([wide, tall], [width, height]) = (page.size_mm, page.size);
        let [paper, ..] = page.theme.inks();
        let _ = write!(
            body,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}mm\" height=\"{tall}mm\" \
                viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n",
            escaped(page.title)
        );
        if !page.recipe.is_empty() {
            let _ = writeln!(
                body,
                "<metadata><recipe xmlns=\"urn:basinscope\" xml:space=\"preserve\">{}</recipe>\
                    </metadata>",
                escaped(page.recipe)
            );
        }
        let _ = writeln!(body, "<rect width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>");
        Self { body, theme: page.theme, names: page.names, ids: 0 }
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

    /// The colour of ink.
    pub fn ink(&self) -> &'static str {
        self.theme.inks()[1]
    }

    /// A colour as this page has it.
    pub fn color(&self, rgb: [u8; 3]) -> String {
        let [r, g, b] = self.theme.color(rgb);
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// A name that nothing else on the page has.
    pub fn new_id(&mut self, what: &str) -> String {
        self.ids += 1;
        format!("{what}{}", self.ids)
    }

    /// Lines and marks, the lowest first.
    pub fn shapes(&mut self, shapes: &[Shape]) {
        for shape in shapes {
            let element = self.shape(shape);
            self.element(&element);
        }
    }

    /// Lines in ink from pairs of points, as one path `d`.
    pub fn strokes(&mut self, d: &str, width: f64) {
        let ink = self.ink();
        self.element(&format!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// A picture with alpha that fills an area.
    pub fn picture(&mut self, area: &Area, size: [usize; 2], rgba: &[u8]) {
        let toned: Vec<u8> = rgba
            .chunks_exact(4)
            .flat_map(|c| {
                let [r, g, b] = self.theme.color([c[0], c[1], c[2]]);
                [r, g, b, c[3]]
            })
            .collect();
        let url = data_url(size, png::ColorType::Rgba, &toned);
        self.image(area, "", &url);
    }

    /// A picture whose pixels are cells, and stay squares however large they are drawn.
    pub fn cells(&mut self, area: &Area, size: [usize; 2], rgb: &[u8]) {
        let times = SHARP.div_ceil(size[0].min(size[1]).max(1)).min(16);
        let times = if size[0].max(size[1]) >= SHARP { 1 } else { times };
        let mut pixels = Vec::with_capacity(rgb.len() * times * times);
        for row in rgb.chunks_exact(3 * size[0]) {
            let line: Vec<u8> = row
                .chunks_exact(3)
                .flat_map(|c| {
                    let color = self.theme.color([c[0], c[1], c[2]]);
                    std::iter::repeat_n(color, times).flatten()
                })
                .collect();
            (0..times).for_each(|_| pixels.extend_from_slice(&line));
        }
        let url = data_url(size.map(|side| side * times), png::ColorType::Rgb, &pixels);
        self.image(area, "image-rendering=\"optimizeSpeed\" ", &url);
    }

    fn image(&mut self, area: &Area, attributes: &str, url: &str) {
        self.element(&format!(
            "<image {} preserveAspectRatio=\"none\" {attributes}href=\"{url}\"/>",
            sides(area)
        ));
    }

    /// What is drawn until it is closed is seen in this area only.
    pub fn open_clip(&mut self, area: &Area) {
        let id = self.new_id("clip");
        self.element(&format!(
            "<clipPath id=\"{id}\"><rect {}/></clipPath>\n<g clip-path=\"url(#{id})\">",
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
        let ink = self.ink();
        self.element(&format!(
            "<rect {} fill=\"none\" stroke=\"{ink}\" stroke-width=\"0.8\"/>",
            sides(area)
        ));
    }

    /// A filled rectangle, with a thin rim where `has_rim`.
    pub fn rect(&mut self, area: &Area, rgb: [u8; 3], has_rim: bool) {
        let ink = self.ink();
        let rim =
            if has_rim { format!(" stroke=\"{ink}\" stroke-width=\"0.6\"") } else { String::new() };
        let fill = self.color(rgb);
        self.element(&format!("<rect {} fill=\"{fill}\"{rim}/>", sides(area)));
    }

    /// A text at `x`, `y` (its baseline).
    pub fn text(&mut self, x: f64, y: f64, text: &str, style: TextStyle) {
        let [paper, ink, weak] = self.theme.inks();
        let fill = if style.is_weak { weak } else { ink };
        let halo = if style.has_halo {
            format!(
                " stroke=\"{paper}\" stroke-width=\"2.5\" stroke-linejoin=\"round\" \
                    paint-order=\"stroke\""
            )
        } else {
            String::new()
        };
        let turned = if style.is_vertical {
            format!(" transform=\"rotate(-90 {x:.2} {y:.2})\"")
        } else {
            String::new()
        };
        let family = escaped(family());
        let (pieces, width) = pieces(text, style.size, self.names);
        let tail = format!("fill=\"{fill}\"{halo}");
        if let [Piece { is_italic: false, .. }] = pieces[..] {
            let anchor = match style.anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let size = style.size;
            self.element(&format!(
                "<text x=\"{x:.2}\" y=\"{y:.2}\" font-family=\"{family}\" font-size=\"{size}\" \
                    text-anchor=\"{anchor}\" {tail}{turned}>{}</text>",
                escaped(text)
            ));
            return;
        }
        let begin = match style.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - 0.5 * width,
            Anchor::End => x - width,
        };
        self.element(&format!("<g{turned}>"));
        for Piece { text, from, rise, size, is_italic } in pieces {
            let (left, line) = (begin + from, y - rise);
            // letters that lean need no second typeface
            let place = if is_italic {
                format!("transform=\"translate({left:.2} {line:.2}) skewX(-12)\"")
            } else {
                format!("x=\"{left:.2}\" y=\"{line:.2}\"")
            };
            self.element(&format!(
                "<text {place} font-family=\"{family}\" font-size=\"{size:.2}\" {tail}>{}</text>",
                escaped(&text)
            ));
        }
        self.close();
    }

    /// A line or a mark. Lines have round corners, filled shapes sharp ones.
    fn shape(&self, shape: &Shape) -> String {
        let list = |points: &[[f64; 2]]| {
            let points: Vec<String> =
                points.iter().map(|[x, y]| format!("{x:.2},{y:.2}")).collect();
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
                    self.painted(None, Some(*pen)),
                    dash.unwrap_or_default()
                )
            }
            Shape::Polygon { corners, fill, rim } => {
                format!("<polygon points=\"{}\"{}/>", list(corners), self.painted(*fill, *rim))
            }
            Shape::Circle { at: [x, y], radius, fill, rim } => {
                let look = self.painted(*fill, *rim);
                format!("<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius}\"{look}/>")
            }
        }
    }

    /// The attributes of what is filled or drawn around.
    fn painted(&self, fill: Option<Ink>, rim: Option<Pen>) -> String {
        let fill_text = fill.map_or(" fill=\"none\"".to_owned(), |ink| self.inked("fill", ink));
        let rim_text = rim.map_or(String::new(), |Pen { ink, width }| {
            let join = if fill.is_none() { " stroke-linejoin=\"round\"" } else { "" };
            format!("{} stroke-width=\"{width}\"{join}", self.inked("stroke", ink))
        });
        fill_text + &rim_text
    }

    fn inked(&self, attribute: &str, Ink { rgb, opacity }: Ink) -> String {
        let color = match rgb {
            [0, 0, 0] => "black".to_owned(),
            [255, 255, 255] => "white".to_owned(),
            _ => self.color(rgb),
        };
        let strength = if opacity < 1.0 {
            format!(" {attribute}-opacity=\"{opacity:.2}\"")
        } else {
            String::new()
        };
        format!(" {attribute}=\"{color}\"{strength}")
    }
}

fn sides(area: &Area) -> String {
    format!(
        "x=\"{:.3}\" y=\"{:.3}\" width=\"{:.3}\" height=\"{:.3}\"",
        area.left,
        area.top,
        area.width(),
        area.height()
    )
}

/// Whether a character may stand in a document: XML allows hardly any control characters,
/// and not the two codes that are no characters (XML 1.0, Section 2.2).
pub fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Text with the characters that mean something to XML written out, and those that it forbids left
/// out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_printable(c) || c == '\n' => out.push(c),
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
