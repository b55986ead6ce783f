//! What a plane shows of the flat set of a proven minimum in it: lines, regions (`flat.rs`), curves
//! (`orbit.rs`, `arc.rs`), or but a point.

use num_rational::BigRational;

use super::flat::Search;
use super::{Enclosure, ExactProblem, Verdict, arc, constant, exact_network, twin};

/// A segment (two corners) or convex polygon (more) of minima, in coordinates along two directions.
pub type Patch = Vec<[BigRational; 2]>;

/// A part of the plane: `point + s x + t y` with `(s, t)` in a convex quadrilateral.
pub struct Window<'a> {
    /// The proven point, with coordinates (0, 0).
    pub point: &'a [BigRational],
    /// The two directions.
    pub axes: [&'a [BigRational]; 2],
    /// The corners of the part that is seen, in order.
    pub corners: &'a [[BigRational; 2]; 4],
}

/// What a plane shows of the flat set of a proven minimum in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlatParts {
    /// Segments and polygons.
    pub patches: Vec<Patch>,
    /// Curves, each point of which is proven: points on them, near enough for drawing, in
    /// coordinates along the two directions.
    pub curves: Vec<Vec<[f64; 2]>>,
    /// Whether a curve or more of minima goes through the point, but leaves the plane there.
    pub is_crossed: bool,
}

/// The minima of the plane with the loss of the window's point, as far as that and they are proven
/// to be minima.
#[must_use]
pub fn flat_parts(problem: &ExactProblem, window: &Window) -> FlatParts {
    let fits = problem.check(window.point).is_ok()
        && window.axes.iter().all(|axis| axis.len() == window.point.len());
    if !fits {
        return FlatParts::default();
    }
    match exact_network(problem, window.point) {
        Some(network) => {
            Search::new(problem, window, &network).map(|s| s.parts()).unwrap_or_default()
        }
        None => smooth_parts(problem, window),
    }
}

fn smooth_parts(problem: &ExactProblem, window: &Window) -> FlatParts {
    if let Some((finding, _)) = constant::decide(problem, &Enclosure::new(problem), window.point) {
        if finding.verdict != Verdict::ProvenFlatMinimum {
            return FlatParts::default();
        }
        let curves = arc::arcs(problem, window);
        let is_crossed = arc::is_crossed(problem, window);
        return FlatParts { patches: Vec::new(), curves, is_crossed };
    }
    let lines = twin::lines(problem, window.point);
    let patches = lines.into_iter().filter_map(|[from, to]| inside(window, &from, &to)).collect();
    FlatParts { patches, ..FlatParts::default() }
}

/// The segment between two weight vectors in the window's coordinates, if it lies in its plane to
/// rounding.
fn inside(window: &Window, from: &[f64], to: &[f64]) -> Option<Patch> {
    use crate::network::norm;
    use crate::plane::{Axis, Plane};
    let floats = super::smooth::floats;
    let axis = |axis: &[BigRational]| Some(Axis { direction: floats(axis)?, label: String::new() });
    let plane =
        Plane { origin: floats(window.point)?, x: axis(window.axes[0])?, y: axis(window.axes[1])? };
    let place = |weights: &[f64]| {
        let at = plane.project(weights);
        let is_in_plane = at.distance <= 1e-9 * (1.0 + norm(weights));
        (is_in_plane)
            .then(|| Some([BigRational::from_float(at.x)?, BigRational::from_float(at.y)?]))
            .flatten()
    };
    Some(vec![place(from)?, place(to)?])
}
