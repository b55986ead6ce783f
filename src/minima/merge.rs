//! Which roots are one and the same critical point.

use std::cmp::Ordering;

use super::point::CriticalPoint;
use super::root::Spot;
use crate::objective::Objective;

/// Losses and outputs, and weights of isolated points, that differ by less, relative to `1 +` their
/// size, are one; a degenerate point is met less exactly.
const SAME: f64 = 1e-6;
const SAME_DEGENERATE: f64 = 1e-4;

/// A critical point with the starts and the copies that were met.
pub(super) struct Class {
    pub point: CriticalPoint,
    outputs: Vec<f64>,
    /// Different weights that the symmetries make one.
    pub copies: Vec<Vec<f64>>,
    last_start: Option<usize>,
}

/// The critical points found so far.
pub(super) struct Classes<'o> {
    objective: &'o Objective,
    pub list: Vec<Class>,
}

impl<'o> Classes<'o> {
    pub fn new(objective: &'o Objective) -> Self {
        Self { objective, list: Vec::new() }
    }

    /// Whether the spot is of a flat set that is known, as far as its loss, outputs and eigenvalues
    /// tell.
    pub fn knows_flat_set_of(&self, spot: &Spot) -> bool {
        let zero = spot.zero();
        let zeros = spot.pairs.iter().filter(|(l, _)| l.abs() <= zero).count();
        let index = spot.pairs.iter().filter(|(l, _)| *l < -zero).count();
        let is_like = |point: &CriticalPoint| {
            point.flat_dimensions == zeros
                && point.index == index
                && near(point.loss, spot.loss, SAME)
        };
        if zeros == 0 || !self.list.iter().any(|class| is_like(&class.point)) {
            return false;
        }
        let outputs = self.objective.heard_outputs(&spot.weights);
        let mut like = self.list.iter().filter(|class| is_like(&class.point));
        like.any(|class| all_near(&class.outputs, &outputs, SAME))
    }

    /// Adds what was met from start number `start`, if from one; they come in ascending order.
    pub fn add(&mut self, start: Option<usize>, point: CriticalPoint) {
        let outputs = self.objective.heard_outputs(&point.weights);
        let known =
            self.list.iter_mut().find(|class| is_same(self.objective, class, &point, &outputs));
        let Some(class) = known else {
            let copies = vec![point.weights.clone()];
            let point = CriticalPoint { starts: usize::from(start.is_some()), copies: 1, ..point };
            self.list.push(Class { point, outputs, copies, last_start: start });
            return;
        };
        class.point.known.extend(&point.known);
        if class.point.reason.is_some() && point.reason.is_none() {
            // the same set at a place where it can be told
            let CriticalPoint { starts, known, .. } = class.point.clone();
            class.point = CriticalPoint { starts, known, copies: 1, ..point.clone() };
            class.copies = vec![point.weights.clone()];
        }
        if start.is_some() && class.last_start != start {
            class.point.starts += 1;
            class.last_start = start;
        }
        // on a flat set every end has weights of its own, which are no copies
        if class.point.is_isolated()
            && !class.copies.iter().any(|copy| all_near(copy, &point.weights, SAME))
        {
            class.copies.push(point.weights);
            class.point.copies += 1;
        }
    }
}

fn is_same(objective: &Objective, class: &Class, other: &CriticalPoint, outputs: &[f64]) -> bool {
    let known = &class.point;
    let is_open = known.reason.is_some() || other.reason.is_some();
    let is_like = known.kind == other.kind
        && known.index == other.index
        && (known.flat_dimensions == other.flat_dimensions || is_open);
    let tolerance = if is_open { SAME_DEGENERATE } else { SAME };
    is_like
        && near(known.loss, other.loss, tolerance)
        && all_near(&class.outputs, outputs, tolerance)
        && (!known.is_isolated() || objective.are_copies(&other.weights, &known.weights, SAME))
}

fn all_near(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| near(*a, *b, tolerance))
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

/// By loss, kind, index, dimensions and then weights, in as many digits as are the same from run to
/// run.
pub(super) fn compare(a: &CriticalPoint, b: &CriticalPoint) -> Ordering {
    let rounded = |x: f64| (x / SAME).round();
    let weights = || {
        let pairs = a.weights.iter().zip(&b.weights);
        pairs
            .map(|(a, b)| rounded(*b).total_cmp(&rounded(*a)))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    rounded(a.loss)
        .total_cmp(&rounded(b.loss))
        .then(a.kind.cmp(&b.kind))
        .then(a.index.cmp(&b.index))
        .then(a.flat_dimensions.cmp(&b.flat_dimensions))
        .then_with(weights)
}
