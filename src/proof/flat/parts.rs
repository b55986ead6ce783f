//! What a plane shows of the flat set of a proven minimum in it: lines, regions (`patches.rs`),
//! curves (`orbit.rs`, `arc.rs`), or but a point.

use num_rational::BigRational;

use super::arc;
use super::patches::Search;
use super::window::{FlatParts, Patch, Window};
use crate::network::norm;
use crate::plane::{Axis, Plane};
use crate::proof::problem::{ExactProblem, floats};
use crate::proof::smooth::enclosure::Enclosure;
use crate::proof::smooth::{constant, twin};
use crate::proof::straight::exact::exact_network;
use crate::proof::verdict::Verdict;

/// The minima of the plane with the loss of the window's point, as far as that and they are proven
/// to be minima.
#[must_use]
pub fn flat_parts(problem: &ExactProblem, window: &Window) -> FlatParts {
    let fits = problem.check(window.point).is_ok()
        && !problem.is_population()
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
