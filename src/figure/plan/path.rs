//! The paths of descents, and contour lines.

use super::shape::{Dash, Ink, Pen, Shape, length};
use super::style::{HIDDEN, Style};
use super::view::{Flat, IN_PLANE, Part, Place, View};
use crate::plane::{Projection, stretches};

/// At this distance, as a share of the visible width, a path is at its faintest.
const FAR: f64 = 0.5;

/// How much of its strength it has lost there.
const LOST: f64 = 0.65;

/// A path as it is drawn.
pub struct Trail<'a> {
    /// Its points, projected onto the plane.
    pub points: &'a [Projection],
    /// The loss at each of them.
    pub losses: &'a dyn Fn(usize) -> f64,
    /// Its colour.
    pub color: [u8; 3],
    /// Its width, in points.
    pub width: f64,
}

/// A path with a dark rim: solid where it runs in the plane, dashed and fainter the farther it is
/// from it, faint where a surface hides it.
#[must_use]
pub fn path(trail: &Trail, view: &impl View, style: &Style) -> Vec<Shape> {
    let tolerance = IN_PLANE * view.width();
    let mut shapes = Vec::new();
    // the pattern goes on from piece to piece: short pieces must not look solid together
    let mut travelled = 0.0;
    let mut first = 0;
    for stretch in stretches(trail.points, tolerance) {
        let places = stretch.points.iter().zip(first..);
        let line: Vec<Place> = places
            .map(|(at, index)| Place { at: [at.x, at.y], loss: (trail.losses)(index) })
            .collect();
        first += stretch.points.len() - 1;
        let (look, strength) = if stretch.is_in_plane {
            (&style.in_plane, 1.0)
        } else {
            let share = stretch.distance / (FAR * view.width());
            (&style.off_plane, 1.0 - LOST * share.clamp(0.0, 1.0))
        };
        for Part { points, is_hidden } in view.parts(&line) {
            let points = thinned(&points, style.apart);
            let dash = (!stretch.is_in_plane).then(|| {
                let offset = travelled % (style.dash[0] + style.dash[1]);
                travelled += length(&points);
                Dash { lengths: style.dash, offset }
            });
            let strength = if is_hidden { HIDDEN * strength } else { strength };
            let rim = look.ink.pen(trail.width + look.rim);
            let core = Ink::of(trail.color).pen(trail.width - look.thinner);
            for Pen { ink, width } in [rim, core] {
                let pen = ink.faded(strength).pen(width);
                shapes.push(Shape::Line { points: points.clone(), pen, dash });
            }
        }
    }
    shapes
}

/// Contour lines as far as they are in sight; one that marks an edge is stronger.
#[must_use]
pub fn contours(lines: &[Vec<[f64; 2]>], is_edge: bool, view: &Flat, style: &Style) -> Vec<Shape> {
    let pens = if is_edge { &style.edge[..] } else { &[style.contour][..] };
    let place = |&at: &[f64; 2]| Place { at, loss: f64::NAN };
    let parts = lines.iter().flat_map(|line| {
        let line: Vec<Place> = line.iter().map(place).collect();
        view.parts(&line)
    });
    let parts: Vec<_> = parts.collect();
    let drawn = |pen: &Pen| -> Vec<Shape> {
        parts.iter().map(|part| Shape::line(part.points.clone(), *pen)).collect()
    };
    pens.iter().flat_map(drawn).collect()
}

/// Drops points that are hardly apart in the picture, which only cost time and memory.
fn thinned(points: &[[f64; 2]], apart: f64) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for (i, &[x, y]) in points.iter().enumerate() {
        let is_end = i + 1 == points.len();
        if is_end || kept.last().is_none_or(|[a, b]| pxfm::f_hypot(a - x, b - y) > apart) {
            kept.push([x, y]);
        }
    }
    kept
}
