//! Proven flat minima: lines with a rim, and hatched regions.

use super::shape::Shape;
use super::style::{FlatStyle, Style};
use super::view::{Part, Place, View};
use crate::experiment::FlatPatch;

/// Flat minima of one loss on the map from above.
#[must_use]
pub fn flats(patch: &FlatPatch, loss: f64, view: &impl View, style: &Style) -> Vec<Shape> {
    let style = if view.is_flat() { &style.flat } else { &style.flat_in_space };
    let mut shapes = Vec::new();
    if patch.is_region() {
        for line in hatching(&view.region(patch.points()), style.distance) {
            shapes.extend(style.hatch.map(|pen| Shape::line(line.to_vec(), pen)));
        }
    }
    // a region is closed to its outline, a line is gone along once
    let closing = patch.points().first().filter(|_| patch.is_region());
    let ends = patch.points().iter().chain(closing);
    let line: Vec<Place> = ends.map(|&at| Place { at, loss }).collect();
    for part in view.parts(&line) {
        shapes.extend(outline(&part, style));
    }
    shapes
}

fn outline(part: &Part, style: &FlatStyle) -> Vec<Shape> {
    let strength = if part.is_hidden { style.hidden } else { 1.0 };
    let pens = style.pens.iter().filter(|_| strength > 0.0);
    pens.map(|pen| Shape::line(part.points.clone(), pen.ink.faded(strength).pen(pen.width)))
        .collect()
}

/// Slanting lines across a convex polygon, this far from each other.
fn hatching(polygon: &[[f64; 2]], distance: f64) -> Vec<[[f64; 2]; 2]> {
    let along = |at: &[f64; 2]| at[0] + at[1];
    let ends = polygon.iter().map(along);
    let (least, most) = ends
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), c| (least.min(c), most.max(c)));
    let step = std::f64::consts::SQRT_2 * distance;
    let mut lines = Vec::new();
    let mut level = (least / step).ceil() * step;
    while level < most {
        let mut ends = polygon.iter().zip(polygon.iter().cycle().skip(1)).filter_map(|(a, b)| {
            let (from, to) = (along(a) - level, along(b) - level);
            let share = from / (from - to);
            ((from < 0.0) != (to < 0.0)).then(|| [0, 1].map(|k| a[k] + (b[k] - a[k]) * share))
        });
        if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
            lines.push([from, to]);
        }
        level += step;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_crosses_a_square_in_even_steps() {
        let square = [[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0]];
        let lines = hatching(&square, 9.0 / std::f64::consts::SQRT_2);
        assert_eq!(lines.len(), 19);
        let mut ends = lines.iter().flatten();
        assert!(ends.all(|at| at.iter().all(|c| (-0.1..90.1).contains(c))));
        assert!(hatching(&[], 1.0).is_empty());
    }
}
