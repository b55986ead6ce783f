//! The legend of a figure whose colours stand for attractors, in place of the colour bar.

use super::basin_map::{LegendLine, Swatch};
use super::labels::label_color;
use super::layout::{Layout, TICK};
use super::pattern::patterned;
use super::svg::{Anchor, Svg, TextStyle};

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
        let ground =
            if line.swatch == Swatch::Hatched { Some([90; 3]) } else { line.swatch.color() };
        let fill = ground.map(rgb);
        if let Some(fill) = fill {
            svg.element(&format!(
                "<rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"{fill}\" \
                    stroke=\"black\" stroke-width=\"0.6\"/>"
            ));
        }
        if line.swatch == Swatch::Hatched {
            let (right, bottom) = (left + SIDE, top + SIDE);
            svg.element(&format!(
                "<path d=\"M{left} {bottom}L{right} {top}M{left} {}L{} {top}M{} {bottom}L{right} \
                    {}\" \
                    stroke=\"rgb(150,150,150)\" stroke-width=\"1.5\"/>",
                top + SIDE / 2.0,
                left + SIDE / 2.0,
                left + SIDE / 2.0,
                top + SIDE / 2.0,
            ));
        }
        if let Swatch::Basin(number) = line.swatch {
            pattern(svg, [left, top], number);
        }
        let style = TextStyle::plain(TICK, Anchor::Start);
        svg.text(layout.bar.right + 5.0, top + 0.5 * SIDE + 0.35 * TICK, &line.text, style);
    }
}

fn rgb([r, g, b]: [u8; 3]) -> String {
    format!("rgb({r},{g},{b})")
}

/// The lines of a basin's pattern, point by point.
fn pattern(svg: &mut Svg, [left, top]: [f64; 2], number: usize) {
    let ground = label_color(number);
    let inked: Vec<(usize, usize)> = (0..DOTS)
        .flat_map(|y| (0..DOTS).map(move |x| (x, y)))
        .filter(|&(x, y)| patterned(number, x, y) != ground)
        .collect();
    let Some(&(x, y)) = inked.first() else { return };
    let side = SIDE / DOTS as f64;
    let dot = |(x, y): (usize, usize)| {
        format!(
            "M{:.2} {:.2}h{side:.2}v{side:.2}h-{side:.2}z",
            left + x as f64 * side,
            top + y as f64 * side
        )
    };
    let dots = inked.into_iter().map(dot).collect::<Vec<_>>().concat();
    svg.element(&format!("<path d=\"{dots}\" fill=\"{}\"/>", rgb(patterned(number, x, y))));
}
