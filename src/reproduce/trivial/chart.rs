//! Trivial networks against depth, in the page's colours.

use std::fmt::Write;

use super::curve::Curve;
use crate::basins::share;
use crate::figure::escaped;
use crate::reproduce::chart::COLORS;

/// The drawing's size, and the room around the axes, in its own units.
const SIZE: [f64; 2] = [480.0, 280.0];
const ROOM: [f64; 4] = [44.0, 12.0, 10.0, 40.0];

/// About how many intervals a curve has.
const INTERVALS: usize = 20;

/// The drawing.
pub(super) fn curves(curves: &[Curve], networks: usize, title: &str) -> String {
    let [left, right, top, bottom] = ROOM;
    let [width, height] = [SIZE[0] - left - right, SIZE[1] - top - bottom];
    let most = curves.iter().map(|curve| curve.trivial.len()).max().unwrap_or(0).max(1);
    let x = |depth: usize| left + width * depth as f64 / most as f64;
    let y = |share: f64| top + height * (1.0 - share);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n<g class=\"axis\">",
        SIZE[0],
        SIZE[1],
        escaped(title)
    );
    for quarters in 0_u8..=4 {
        let quarter = f64::from(quarters) / 4.0;
        let (at, end) = (y(quarter), SIZE[0] - right);
        let _ = write!(
            svg,
            "<path d=\"M{left} {at:.1}H{end}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                text-anchor=\"end\">{}</text>",
            left - 5.0,
            at + 3.5,
            100.0 * quarter
        );
        let depth = most * usize::from(quarters) / 4;
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{depth}</text>",
            x(depth),
            SIZE[1] - bottom + 14.0
        );
    }
    let middle = top + height / 2.0;
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">hidden layers</text><text \
            transform=\"translate(11 {middle}) rotate(-90)\" text-anchor=\"middle\">trivial, \
            %</text></g>",
        left + width / 2.0,
        SIZE[1] - 8.0
    );
    for (number, curve) in curves.iter().enumerate() {
        let (mut line, mut marks) = (String::new(), String::new());
        for (index, count) in curve.trivial.iter().enumerate() {
            let (at, found) = (x(index + 1), share(*count, networks));
            let begin = if index == 0 { 'M' } else { 'L' };
            let _ = write!(line, "{begin}{at:.1} {:.1}", y(found.share));
            if index % most.div_ceil(INTERVALS) == 0 {
                let (low, high) = (y(found.low), y(found.high));
                let _ =
                    write!(marks, "<path class=\"whisker\" d=\"M{at:.1} {low:.1}V{high:.1}\"/>");
            }
        }
        let color = number % COLORS;
        let _ = writeln!(svg, "<g class=\"c{color}\"><path d=\"{line}\"/>{marks}</g>");
    }
    svg + "</svg>"
}
