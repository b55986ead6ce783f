//! What kind of critical point a root of the gradient is.

use super::flat::{is_flat_set, is_saturated};
use super::point::{CriticalKind, CriticalPoint};
use super::root::Spot;
use crate::objective::{LossKind, Objective};

/// A pre-activation this small against `1 + |w|` may stand on a kink, or where a curvature jumps.
const KINK: f64 = 1e-9;

/// A difference of losses, relative to `1 +` their size, of which rounding leaves three digits.
const MEASURED: f64 = 1e-12;

/// Newton step, as a share of `1 + |w|`, that is too long for the critical point to be there.
const PLACED: f64 = 1e-8;

/// A squared error below is zero to rounding.
const PERFECT: f64 = 1e-24;

/// What `spot` is; `None` if its critical point lies at infinity.
pub(super) fn classify(objective: &Objective, spot: &Spot) -> Option<CriticalPoint> {
    let mut point = CriticalPoint {
        kind: CriticalKind::DegenerateUnknown,
        index: spot.pairs.iter().filter(|(l, _)| *l < -spot.zero()).count(),
        flat_dimensions: 0,
        loss: spot.loss,
        accuracy: objective.accuracy(&spot.weights),
        gradient_norm: spot.gradient_norm,
        eigenvalues: spot.pairs.iter().map(|(l, _)| *l).collect(),
        weights: spot.weights.clone(),
        exact: None,
        escape: None,
        starts: 0,
        known: Vec::new(),
        copies: 0,
        reason: None,
    };
    let Pieces { jump, is_dead } = pieces(objective, spot);
    if jump.is_some() {
        point.index = 0;
        point.reason = jump;
        return Some(point);
    }
    let mut along = spot.slopes.iter().zip(&spot.pairs);
    if along.any(|(slope, (l, _))| l.abs() > spot.zero() && !is_told(spot, *slope, *l)) {
        point.index = 0;
        point.reason = Some("the curvature vanishes there, as far as floating point tells");
        return Some(point);
    }
    let zeros = spot.pairs.iter().filter(|(l, _)| l.abs() <= spot.zero()).count();
    // where the outputs fit all targets and can be moved at will, the weights that do are a
    // manifold, however saturated a unit is
    let targets = objective.dataset().len() * objective.network().output_count();
    let is_regular_fit = objective.loss().kind == LossKind::Squared
        && spot.loss <= PERFECT
        && spot.pairs.len() == zeros + targets;
    let is_open = zeros > 0 && !is_regular_fit && !is_dead;
    if is_open && is_saturated(objective, &spot.weights) {
        return None;
    }
    if point.index > 0 {
        point.escape = escape(objective, spot);
        if point.escape.is_none() {
            point.index = 0;
            point.reason =
                Some("an eigenvalue is negative, but no fall of the loss can be measured");
            return Some(point);
        }
    }
    if zeros > 0 {
        if is_flat_set(objective, spot, zeros) {
            point.flat_dimensions = zeros;
        } else {
            point.reason =
                Some("eigenvalues are zero in directions in which the loss does not stay put");
        }
    }
    point.kind = if is_dead && point.index == 0 {
        CriticalKind::DeadRegion
    } else if point.index > 0 && point.index + zeros == spot.pairs.len() && point.reason.is_none() {
        CriticalKind::Maximum
    } else if point.index > 0 {
        CriticalKind::Saddle
    } else if zeros == 0 {
        CriticalKind::StrictMinimum
    } else if point.flat_dimensions > 0 {
        CriticalKind::FlatMinimum
    } else {
        CriticalKind::DegenerateUnknown
    };
    Some(point)
}

/// Where the pre-activations of units that are not smooth at 0 stand.
struct Pieces {
    /// Some is zero to rounding, and what that means; not of a dead layer nor of one before it,
    /// which have no effect.
    jump: Option<&'static str>,
    /// Those of some ReLU layer are all negative, on every point.
    is_dead: bool,
}

fn pieces(objective: &Objective, spot: &Spot) -> Pieces {
    let mut work = objective.workspace();
    let layout = objective.layout();
    let mut jumps = vec![None; layout.len()];
    let mut is_dead = vec![!objective.is_population(); layout.len()];
    for i in 0..objective.dataset().len() {
        let input = objective.dataset().input(i);
        let scale = KINK * spot.size * input.iter().fold(1.0_f64, |m, x| m.max(x.abs()));
        let pre = objective.pre_activations(&spot.weights, input, &mut work);
        for (l, layer) in layout.iter().enumerate() {
            if !layer.activation.is_smooth() && pre[l].iter().any(|z| z.abs() <= scale) {
                jumps[l] = Some(if layer.activation.has_kink() {
                    "a data point sits on a kink, where the Hessian tells nothing"
                } else {
                    "a data point sits where a unit's curvature jumps: the Hessian has one side"
                });
            }
            is_dead[l] &= layer
                .activation
                .dead_below()
                .is_some_and(|z0| pre[l].iter().all(|z| *z < z0 - scale));
        }
    }
    let last_dead = is_dead.iter().rposition(|dead| *dead);
    let first = last_dead.map_or(0, |l| l + 1);
    Pieces { jump: jumps[first..].iter().find_map(|jump| *jump), is_dead: last_dead.is_some() }
}

/// Whether a curvature is that of the critical point itself: the Newton step along it is short, and
/// it bends the loss by more than rounding over the length `1 + |w|`. Beside a degenerate critical
/// point, such as the bottom of `w^4`, where the search stops, one of both does not hold.
fn is_told(spot: &Spot, slope: f64, curvature: f64) -> bool {
    slope.abs() <= PLACED * spot.size * curvature.abs()
        && curvature.abs() * spot.size.powi(2) > MEASURED * (1.0 + spot.loss.abs())
}

/// A unit vector along the most negative curvature, towards the side to which the loss falls by
/// more; `None` if no fall beyond rounding can be measured.
fn escape(objective: &Objective, spot: &Spot) -> Option<Vec<f64>> {
    let (_, vector) = spot.pairs.first()?;
    let mut work = objective.workspace();
    let mut best: Option<(f64, f64)> = None;
    for length in [1e-1, 1e-2, 1e-3, 1e-4] {
        for sign in [1.0, -1.0] {
            let step = sign * length * spot.size;
            let ahead: Vec<f64> =
                spot.weights.iter().zip(vector).map(|(w, v)| w + step * v).collect();
            let fall = spot.loss - objective.value(&ahead, &mut work);
            if fall > 1e-14 * (1.0 + spot.loss.abs()) && best.is_none_or(|(most, _)| fall > most) {
                best = Some((fall, sign));
            }
        }
    }
    best.map(|(_, sign)| vector.iter().map(|v| sign * v).collect())
}
