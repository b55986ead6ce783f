//! A descent followed to where it ends.

use super::classify::classify;
use super::point::CriticalPoint;
use super::root::{CRITICAL, End, root};
use crate::descent::{Dynamics, Limit, Termination, continued};
use crate::network::{Activation, distance, norm};
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};

/// Continuations of a descent that did not come to an end.
const CONTINUATIONS: usize = 12;

/// Change of the limit, as a share of `1 +` it, below which a run to infinity is not followed
/// further.
const SETTLED: f64 = 1e-4;

/// Steps of the descents that get across kinks.
const SMALL_STEP: f64 = 0.01;
const SMALL_STEPS: usize = 30_000;

/// Greatest distance, as a share of `1 + |w|`, from where a descent has come to the point that it
/// is heading for.
const AHEAD: f64 = 0.05;

/// What became of the descent from one start.
pub(super) enum Descent {
    Point(CriticalPoint),
    Infinity { limit: f64 },
    Unfinished(Vec<f64>),
}

/// Follows a descent to where it ends.
pub(super) fn descent(objective: &Objective, start: &[f64]) -> Descent {
    let mut here = start.to_vec();
    let mut infinity = None;
    for _ in 0..CONTINUATIONS {
        if !objective.value(&here, &mut objective.workspace()).is_finite() {
            return Descent::Unfinished(here);
        }
        let (outlook, end) = continued(objective, &here);
        if let Some(found) = settled(objective, &end) {
            return found;
        }
        match outlook {
            Limit::Infinity { limit } => {
                // not yet down to the limit: go on
                let has_settled =
                    infinity.is_some_and(|before| limit >= before - SETTLED * (1.0 + limit));
                infinity = Some(limit);
                if has_settled {
                    break;
                }
                here = end;
            }
            Limit::Point { .. } | Limit::Unclear => here = end,
            Limit::Kink { .. } => return across_kinks(objective, &end),
            Limit::Unknown => return Descent::Unfinished(here),
        }
    }
    match infinity {
        Some(limit) => to_infinity(objective, &here, limit),
        None if objective.has_kinks() => across_kinks(objective, &here),
        None => Descent::Unfinished(here),
    }
}

/// What a descent that is at `end` has come to, if its gradient is zero to rounding within a short
/// way.
fn settled(objective: &Objective, end: &[f64]) -> Option<Descent> {
    let mut gradient = vec![0.0; end.len()];
    let loss = objective.value_and_gradient(end, &mut gradient, &mut objective.workspace());
    let (state, spot) = root(objective, end)?;
    let is_near = distance(&spot.weights, end) <= AHEAD * spot.size;
    let is_as_low = spot.loss <= loss + 1e-9 * (1.0 + loss.abs());
    match state {
        End::Point if is_near && is_as_low => {
            let point = classify(objective, &spot);
            Some(
                point.map_or_else(
                    || to_infinity(objective, &spot.weights, spot.loss),
                    Descent::Point,
                ),
            )
        }
        End::Tail if norm(&gradient) <= CRITICAL * (1.0 + loss.abs()) => {
            Some(to_infinity(objective, end, loss))
        }
        _ => None,
    }
}

/// A descent in small steps, which gets along where kinks stop Newton's.
fn across_kinks(objective: &Objective, start: &[f64]) -> Descent {
    let settings = Settings::new(Optimizer::Adam, SMALL_STEP, SMALL_STEPS);
    let ending = Dynamics::plain(objective, &settings).ending(start);
    match ending.termination {
        Termination::Escaping { limit } => to_infinity(objective, &ending.weights, limit),
        Termination::Converged | Termination::Dead => {
            settled(objective, &ending.weights).unwrap_or(Descent::Unfinished(ending.weights))
        }
        Termination::Undecided | Termination::Cycling | Termination::Diverged => {
            Descent::Unfinished(ending.weights)
        }
    }
}

/// A run to infinity that is at `weights`; with every point on its side, a larger output layer
/// takes cross-entropy or softmax as near to 0 as one likes.
fn to_infinity(objective: &Objective, weights: &[f64], limit: f64) -> Descent {
    let is_separated = objective.loss().kind.has_logits()
        && objective.network().output_activation == Activation::Identity
        && objective.accuracy(weights) == Some(1.0);
    let limit = if is_separated { 0.0 } else { limit.max(objective.lower_bound()) };
    Descent::Infinity { limit }
}
