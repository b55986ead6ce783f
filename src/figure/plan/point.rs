//! The marks of named points, with signs for what was proven of them.

use super::shape::{Ink, Pen, Shape};
use super::style::{DISPROVED, PROVEN, Style};
use crate::proof::Verdict;

/// A circle, or a triangle for a start: a place to leave. It is hollow off the plane, where it is
/// only a projection; `grow` is how much larger than usual it is drawn.
#[must_use]
pub fn point(
    at: [f64; 2],
    is_start: bool,
    is_in_plane: bool,
    grow: f64,
    style: &Style,
) -> Vec<Shape> {
    let style = &style.point;
    let outline = |fill: Option<Ink>, pen: Pen| {
        if is_start {
            let larger = 1.0 + grow / style.start[1][0];
            let corner = |c: [f64; 2]| [at[0] + larger * c[0], at[1] + larger * c[1]];
            Shape::Polygon { corners: style.start.map(corner).to_vec(), fill, rim: Some(pen) }
        } else {
            Shape::Circle { at, radius: style.radius + grow, fill, rim: Some(pen) }
        }
    };
    if is_in_plane {
        return vec![outline(Some(Ink::WHITE), style.rim)];
    }
    let light = match style.halo {
        Some(radius) => {
            Shape::Circle { at, radius: radius + grow, fill: None, rim: Some(style.light) }
        }
        None => outline(None, style.light),
    };
    vec![outline(None, style.rim_off), light]
}

/// A sign for what was proven of a point: a full green disc for a strict minimum or a dead region,
/// a green ring for a flat minimum, a cross for what is disproved, a bar for a saddle; nothing
/// while nothing is known.
#[must_use]
pub fn proof([x, y]: [f64; 2], verdict: Option<Verdict>, style: &Style) -> Vec<Shape> {
    let at = [x, y];
    let bar = |[dx, dy]: [f64; 2], ink: Ink| {
        Shape::line(vec![[x - dx, y - dy], [x + dx, y + dy]], ink.pen(2.0))
    };
    match verdict {
        Some(Verdict::ProvenStrictMinimum | Verdict::ProvenDeadRegion) => {
            vec![Shape::Circle { at, radius: 3.2, fill: Some(Ink::of(PROVEN)), rim: None }]
        }
        Some(Verdict::ProvenFlatMinimum) => {
            let rim = Some(Ink::of(PROVEN).pen(2.0));
            vec![Shape::Circle { at, radius: 2.6, fill: None, rim }]
        }
        Some(Verdict::Disproved) => {
            [[3.0, 3.0], [3.0, -3.0]].map(|end| bar(end, Ink::of(DISPROVED))).to_vec()
        }
        Some(Verdict::ProvenSaddle) => vec![bar([3.0, 0.0], style.point.rim.ink)],
        Some(Verdict::Unproven) | None => Vec::new(),
    }
}
