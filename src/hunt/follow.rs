//! Data moved so that a critical point of their loss becomes a strict minimum.
//!
//! Most data sets have no bad minimum, but many have a saddle that is nearly one. It is followed while the points
//! move: from where it was, a root finder leads to where it is for the new data, and a move is kept if the Hessian's
//! smallest eigenvalue there grows. That is far cheaper than to descend from many starts again.

use rand_chacha::ChaCha8Rng;

use super::Settings;
use super::data::Points;
use crate::initialisation::{Law, draw};
use crate::minima::{CriticalPoint, MAX_WEIGHTS, critical_point};
use crate::monitor::Monitor;
use crate::objective::{Objective, distance, norm};

/// Starts from which a critical point is sought.
const STARTS: u64 = 10;

/// Moves of the data for each change of a climb.
const MOVES: u32 = 12;

/// The smallest eigenvalue from which the minimum is steep enough to be found again.
const STEEP: f64 = 2e-3;

/// Weights longer than this belong to a point that may well run away.
const FAR: f64 = 40.0;

/// A critical point that moves further, as a share of `1 + |w|`, may be another one.
const LEAP: f64 = 0.3;

/// Share of the best constant's loss above which no point is of use: it hardly sees the data.
const IDLE: f64 = 0.995;

/// The data at which a critical point has become a strict minimum; `None` if none does, or when cancelled.
pub(super) fn follow(
    settings: &Settings,
    mut points: Points,
    random: &mut ChaCha8Rng,
    monitor: &Monitor,
) -> Option<Points> {
    let objective = points.objective(settings);
    if objective.parameter_count() > MAX_WEIGHTS {
        return None;
    }
    let unit = points.unit(settings.loss);
    let is_of_use = |point: &CriticalPoint| {
        point.flat_dimensions == 0
            && point.reason.is_none()
            && norm(&point.weights) < FAR
            && point.loss < IDLE * unit
    };
    let starts = (0..STARTS).filter_map(|start| {
        let start = draw(objective.network(), Law::Normal { sd: 1.0 }, settings.seed.wrapping_add(start));
        critical_point(&objective, &start).filter(|point| is_of_use(point))
    });
    let mut best = starts.max_by(|a, b| smallest(a).total_cmp(&smallest(b)))?;
    for _ in 0..settings.climb.saturating_mul(MOVES) {
        if monitor.is_cancelled() {
            return None;
        }
        if smallest(&best) > STEEP {
            return Some(points);
        }
        let moved = points.nudged(random);
        let next = continued(&moved.objective(settings), &best);
        if let Some(next) = next.filter(|next| is_of_use(next) && smallest(next) > smallest(&best)) {
            (points, best) = (moved, next);
        }
    }
    (smallest(&best) > STEEP).then_some(points)
}

/// Where the critical point is for other data.
fn continued(objective: &Objective, before: &CriticalPoint) -> Option<CriticalPoint> {
    let next = critical_point(objective, &before.weights)?;
    let leap = LEAP * (1.0 + norm(&before.weights));
    (distance(&next.weights, &before.weights) <= leap).then_some(next)
}

fn smallest(point: &CriticalPoint) -> f64 {
    point.eigenvalues.first().copied().unwrap_or(f64::NEG_INFINITY)
}
