//! The legend of a figure whose colours stand for attractors, in place of the colour bar.

use super::basin_map::{LegendLine, Swatch};
use super::layout::{Layout, TICK};
use super::svg::{Anchor, Svg, TextStyle};

/// Side of a mark, and distance from one line to the next.
const SIDE: f64 = 9.0;
const LINE: f64 = 15.0;

/// Draws the legend to the right of the map.
pub(super) fn draw(svg: &mut Svg, layout: &Layout, lines: &[LegendLine]) {
    let left = layout.bar.left;
    for (i, line) in lines.iter().enumerate() {
        let top = layout.map.top + i as f64 * LINE;
        let fill = match line.swatch {
            Swatch::Plain([r, g, b]) => Some(format!("rgb({r},{g},{b})")),
            Swatch::Hatched => Some("rgb(90,90,90)".to_owned()),
            Swatch::None => None,
        };
        if let Some(fill) = fill {
            svg.element(&format!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"{fill}\" \
                 stroke=\"black\" stroke-width=\"0.6\"/>"
            ));
        }
        if line.swatch == Swatch::Hatched {
            let (right, bottom) = (left + SIDE, top + SIDE);
            svg.element(&format!(
                "<path d=\"M{left} {bottom}L{right} {top}M{left} {}L{} {top}M{} {bottom}L{right} {}\" \
                 stroke=\"rgb(150,150,150)\" stroke-width=\"1.5\"/>",
                top + SIDE / 2.0,
                left + SIDE / 2.0,
                left + SIDE / 2.0,
                top + SIDE / 2.0,
            ));
        }
        let style = TextStyle::plain(TICK, Anchor::Start);
        svg.text(layout.bar.right + 5.0, top + 0.5 * SIDE + 0.35 * TICK, &line.text, style);
    }
}
