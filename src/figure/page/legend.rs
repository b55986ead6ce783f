//! The legend of a figure whose colours stand for attractors, in place of the colour bar.

use super::layout::{Layout, TICK};
use super::svg::{Anchor, Svg, TextStyle};
use crate::figure::map::{HATCHES, LegendLine, Swatch};

/// Side of a mark, and distance from one line to the next.
const SIDE: f64 = 9.0;
const LINE: f64 = 15.0;

/// Dots of a pattern along one side of a mark.
const DOTS: usize = 12;

/// Draws the legend to the right of the map.
pub(super) fn draw(svg: &mut Svg, layout: &Layout, lines: &[LegendLine]) {
    let left = layout.bar.left;
    for (i, line) in lines.iter().enumerate() {
        let top = layout.map.top + i as f64 * LINE;
        let is_hatched = line.swatch == Swatch::Hatched;
        let ground = if is_hatched { Some(HATCHES[0]) } else { line.swatch.color() };
        let fill = ground.map(rgb);
        if let Some(fill) = fill {
            svg.element(&format!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"{fill}\" \
                    stroke=\"black\" stroke-width=\"0.6\"/>"
            ));
        }
        if is_hatched {
            let (right, bottom) = (left + SIDE, top + SIDE);
            svg.element(&format!(
                "<path d=\"M{left} {bottom}L{right} {top}M{left} {}L{} {top}M{} {bottom}L{right} \
                    {}\" \
                    stroke=\"{}\" stroke-width=\"1.5\"/>",
                top + SIDE / 2.0,
                left + SIDE / 2.0,
                left + SIDE / 2.0,
                top + SIDE / 2.0,
                rgb(HATCHES[1]),
            ));
        }
        pattern(svg, [left, top], line.swatch);
        let style = TextStyle::plain(TICK, Anchor::Start);
        svg.text(layout.bar.right + 5.0, top + 0.5 * SIDE + 0.35 * TICK, &line.text, style);
    }
}

fn rgb([r, g, b]: [u8; 3]) -> String {
    format!("rgb({r},{g},{b})")
}

/// The lines of a basin's pattern, point by point.
fn pattern(svg: &mut Svg, [left, top]: [f64; 2], swatch: Swatch) {
    let (dots, ink) = swatch.lines(DOTS);
    if dots.is_empty() {
        return;
    }
    let side = SIDE / DOTS as f64;
    let dot = |[x, y]: [usize; 2]| {
        format!(
            "M{:.2} {:.2}h{side:.2}v{side:.2}h-{side:.2}z",
            left + x as f64 * side,
            top + y as f64 * side
        )
    };
    let dots = dots.into_iter().map(dot).collect::<Vec<_>>().concat();
    svg.element(&format!("<path d=\"{dots}\" fill=\"{}\"/>", rgb(ink)));
}
