//! Lines in the box, cut where the surface hides them.

use super::{Eye, Raster, Seen};
use crate::figure::plan::Part;

/// A line this much behind the surface, in units of the box, still lies on it: the mesh is coarser
/// than the line.
const ON_SURFACE: f64 = 0.03;

/// Pixels between the places where a line is looked at.
const STEP: f64 = 2.0;

/// Most places along one segment.
const MOST: f64 = 4000.0;

/// Whether the surface is before a point.
#[must_use]
pub fn is_hidden(at: Seen, raster: &Raster) -> bool {
    // the four pixels around: at its own rim the surface hides no line that lies on it
    let offsets = [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]];
    offsets.iter().all(|[dx, dy]| {
        let surface = raster.at(at.x + dx, at.y + dy);
        surface.is_some_and(|surface| Eye::ahead(at.nearness, surface) < -ON_SURFACE)
    })
}

/// A line through places of the box as `eye` sees it, in pixels, cut where it goes behind the
/// surface or comes out again.
#[must_use]
pub fn pieces(line: &[[f64; 3]], eye: &Eye, raster: &Raster) -> Vec<Part> {
    let mut pieces: Vec<Part> = Vec::new();
    let mut push = |at: Seen, is_first: bool| {
        let is_hidden = is_hidden(at, raster);
        let place = [at.x, at.y];
        let start = match pieces.last_mut() {
            Some(piece) if !is_first && piece.is_hidden == is_hidden => {
                extend(&mut piece.points, place);
                return;
            }
            Some(piece) if !is_first => {
                piece.points.push(place);
                vec![place]
            }
            _ => vec![place],
        };
        pieces.push(Part { points: start, is_hidden });
    };
    let seen: Vec<Seen> = line.iter().map(|&at| eye.project(at)).collect();
    if let Some(&first) = seen.first() {
        push(first, true);
    }
    for pair in seen.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let length = pxfm::f_hypot(to.x - from.x, to.y - from.y);
        if !length.is_finite() {
            continue;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 1..=4000"
        )]
        let steps = (length / STEP).ceil().clamp(1.0, MOST) as usize;
        for k in 1..=steps {
            let t = k as f64 / steps as f64;
            let mix = |a: f64, b: f64| a + t * (b - a);
            let at = Seen {
                x: mix(from.x, to.x),
                y: mix(from.y, to.y),
                nearness: mix(from.nearness, to.nearness),
            };
            push(at, false);
        }
    }
    pieces.retain(|piece| piece.points.len() > 1);
    pieces
}

/// Adds a place, in the stead of the last if that lies straight between its neighbours.
fn extend(points: &mut Vec<[f64; 2]>, to: [f64; 2]) {
    if let [.., a, b] = points[..] {
        let way = [to[0] - a[0], to[1] - a[1]];
        let bend = (b[0] - a[0]) * way[1] - (b[1] - a[1]) * way[0];
        let goes_on = (b[0] - a[0]) * (to[0] - b[0]) + (b[1] - a[1]) * (to[1] - b[1]) >= 0.0;
        if goes_on && bend.abs() <= 0.15 * pxfm::f_hypot(way[0], way[1]) {
            points.pop();
        }
    }
    points.push(to);
}

/// The pieces of a line over the floor of the box. A segment with an end that is not finite is left
/// out.
///
/// Each segment is cut by the parameter intervals of Liang and Barsky 1984 (ACM Trans. Graphics 3,
/// 1).
#[must_use]
pub fn inside(line: &[[f64; 3]]) -> Vec<Vec<[f64; 3]>> {
    let mut pieces: Vec<Vec<[f64; 3]>> = Vec::new();
    for pair in line.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let way = [0, 1, 2].map(|k| to[k] - from[k]);
        if way.iter().any(|w| !w.is_finite()) {
            continue;
        }
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            if way[axis] == 0.0 {
                if from[axis].abs() > 1.0 {
                    leave = -1.0;
                }
                continue;
            }
            let [a, b] = [(-1.0 - from[axis]) / way[axis], (1.0 - from[axis]) / way[axis]];
            (enter, leave) = (enter.max(a.min(b)), leave.min(a.max(b)));
        }
        if enter > leave {
            continue;
        }
        let at = |t: f64| {
            // ends that are inside stay as they are, so that pieces join
            if t == 0.0 {
                from
            } else if t == 1.0 {
                to
            } else {
                [0, 1, 2].map(|k| from[k] + t * way[k])
            }
        };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&at(enter)) => piece.push(at(leave)),
            _ => pieces.push(vec![at(enter), at(leave)]),
        }
    }
    pieces
}
