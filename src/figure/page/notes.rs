//! The notes of a panel: signs with the words for what they mean.

use super::frame::{Frame, SIGN, Sign};
use super::marks::{RUNNER, mark};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{LINE, TYPE};
use crate::figure::map::{HATCHES, Swatch};
use crate::figure::plan::Area;
use crate::figure::plan::{Dash, Ink, Shape};

/// Side of a swatch.
const SIDE: f64 = 9.0;

/// Dots of a pattern along one side of a swatch.
const DOTS: usize = 12;

/// Draws the notes.
pub(super) fn draw(svg: &mut Svg, frame: &Frame) {
    let [left, from] = frame.notes_from;
    for (i, (sign, text)) in frame.notes.iter().enumerate() {
        let y = from + i as f64 * LINE;
        if let Some(sign) = sign {
            draw_sign(svg, [left, y - 0.36 * TYPE], *sign);
        }
        svg.text(left + SIGN, y, text, TextStyle::plain(TYPE, Anchor::Start));
    }
}

/// Draws a sign; `y` is its middle.
fn draw_sign(svg: &mut Svg, [left, y]: [f64; 2], sign: Sign) {
    let right = left + SIGN - 5.0;
    let middle = [f64::midpoint(left, right), y];
    match sign {
        Sign::Swatch(swatch) => self::swatch(svg, [right - SIDE - 2.0, y - 0.5 * SIDE], swatch),
        Sign::Mark(color, shape) => svg.shapes(&mark(middle, RUNNER, color, shape)),
        Sign::Line(color, dash, shape) => {
            let dash = dash.map(|lengths| Dash { lengths, offset: 0.0 });
            let line = |pen| Shape::Line { points: vec![[left, y], [right, y]], pen, dash };
            // the lines of paths have a rim
            let rim = shape.map(|_| line(Ink::BLACK.pen(2.8)));
            svg.shapes(&rim.into_iter().chain([line(Ink::of(color).pen(1.6))]).collect::<Vec<_>>());
            if let Some(shape) = shape {
                svg.shapes(&mark(middle, RUNNER, color, shape));
            }
        }
    }
}

/// Draws a square of a basin's colour and pattern.
pub(super) fn swatch(svg: &mut Svg, [left, top]: [f64; 2], swatch: Swatch) {
    let is_hatched = swatch == Swatch::Hatched;
    let Some(ground) = (if is_hatched { Some(HATCHES[0]) } else { swatch.color() }) else { return };
    let (right, bottom, half) = (left + SIDE, top + SIDE, 0.5 * SIDE);
    svg.rect(&Area { left, top, right, bottom }, ground, true);
    if is_hatched {
        let color = svg.color(HATCHES[1]);
        svg.element(&format!(
            "<path d=\"M{left} {bottom}L{right} {top}M{left} {}L{} {top}M{} {bottom}L{right} {}\" \
                stroke=\"{color}\" stroke-width=\"1.5\"/>",
            top + half,
            left + half,
            left + half,
            top + half,
        ));
    }
    let (dots, ink) = swatch.lines(DOTS);
    let side = SIDE / DOTS as f64;
    let dot = |[x, y]: [usize; 2]| {
        let (x, y) = (left + x as f64 * side, top + y as f64 * side);
        format!("M{x:.2} {y:.2}h{side:.2}v{side:.2}h-{side:.2}z")
    };
    let dots: String = dots.into_iter().map(dot).collect();
    if !dots.is_empty() {
        let color = svg.color(ink);
        svg.element(&format!("<path d=\"{dots}\" fill=\"{color}\"/>"));
    }
}
