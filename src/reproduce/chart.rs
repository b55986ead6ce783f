//! Failures against width as an inline drawing whose colours are the page's, so that it is dark
//! where the reader's page is.

use std::fmt::Write;

use super::outcome::{Criterion, Group};
use crate::basins::Share;
use crate::figure::escaped;

/// The drawing's size, and the room around the axes, in its own units.
const SIZE: [f64; 2] = [360.0, 250.0];
const ROOM: [f64; 4] = [44.0, 12.0, 10.0, 40.0];

/// How far intervals of curves beside each other are moved apart.
const APART: f64 = 4.0;

/// Colours that the page has for curves.
pub(super) const COLORS: usize = 8;

/// A chart of the groups of one preset by one criterion; empty if there is nothing to draw.
pub(super) fn failures(groups: &[&Group], criterion: Criterion, title: &str) -> String {
    let mut widths: Vec<&str> = Vec::new();
    for cell in groups.iter().flat_map(|group| &group.cells) {
        if !widths.contains(&cell.hidden.as_str()) {
            widths.push(&cell.hidden);
        }
    }
    if groups.iter().flat_map(|group| &group.cells).all(|cell| cell.share(criterion).is_none()) {
        return String::new();
    }
    let [left, right, top, bottom] = ROOM;
    let [width, height] = [SIZE[0] - left - right, SIZE[1] - top - bottom];
    let x = |hidden: &str, moved: f64| {
        let place = widths.iter().position(|other| *other == hidden).unwrap_or(0) as f64;
        left + width * (place + 0.5) / widths.len() as f64 + moved
    };
    let y = |failures: f64| top + height * (1.0 - failures);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n<g class=\"axis\">",
        SIZE[0],
        SIZE[1],
        escaped(title)
    );
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (y, end) = (y(tick), SIZE[0] - right);
        let _ = write!(
            svg,
            "<path d=\"M{left} {y:.1}H{end}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                text-anchor=\"end\">{}</text>",
            left - 5.0,
            y + 3.5,
            100.0 * tick
        );
    }
    for hidden in &widths {
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(hidden, 0.0),
            SIZE[1] - bottom + 14.0,
            escaped(hidden)
        );
    }
    let middle = top + height / 2.0;
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">hidden units</text><text \
            transform=\"translate(11 {middle}) rotate(-90)\" \
            text-anchor=\"middle\">failures, %</text></g>",
        left + width / 2.0,
        SIZE[1] - 8.0
    );
    for (number, group) in groups.iter().enumerate() {
        let moved = APART * (number as f64 - 0.5 * (groups.len() as f64 - 1.0));
        let ours = group.cells.iter().filter_map(|cell| Some((cell, cell.share(criterion)?)));
        let (mut line, mut marks) = (String::new(), String::new());
        for (cell, share) in ours {
            let at = x(&cell.hidden, moved);
            let begin = if line.is_empty() { 'M' } else { 'L' };
            let _ = write!(line, "{begin}{at:.1} {:.1}", y(1.0 - share.share));
            marks += &whisker(at, share, y);
            let _ = write!(
                marks,
                "<circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"2.6\"/>",
                y(1.0 - share.share)
            );
            if let Some(paper) = cell.published {
                let at = at + 0.5 * APART;
                marks += &format!(
                    "<g class=\"paper\">{}<circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"3\"/></g>",
                    whisker(at, paper, y),
                    y(1.0 - paper.share)
                );
            }
        }
        let color = number % COLORS;
        let _ = writeln!(svg, "<g class=\"c{color}\"><path d=\"{line}\"/>{marks}</g>");
    }
    svg + "</svg>"
}

/// The interval of a share as failures.
fn whisker(at: f64, share: Share, y: impl Fn(f64) -> f64) -> String {
    format!(
        "<path class=\"whisker\" d=\"M{at:.1} {:.1}V{:.1}\"/>",
        y(1.0 - share.low),
        y(1.0 - share.high)
    )
}
