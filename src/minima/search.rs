//! The search: from starts to what is told of them.

use rayon::prelude::*;

use super::beside::search_beside;
use super::classify::classify;
use super::descent::{Descent, descent};
use super::merge::{Classes, compare};
use super::point::{CriticalKind, CriticalPoint};
use super::root::{End, root};
use crate::monitor::Monitor;
use crate::network::{Law, canonical, distance, draw, limits, norm};
use crate::objective::Objective;

/// Standard deviations of the starts that are drawn, taken in turn.
const SCALES: [f64; 4] = [1.0, 0.3, 3.0, 1.0];

/// Limits at infinity that differ by less, relative to `1 +` their size, are one.
const SAME_LIMIT: f64 = 1e-2;

/// Distance, as a share of `1 + |w|`, from a known start to the critical point that it stands for.
const SAME_WEIGHTS: f64 = 1e-6;

/// Searches beside known critical points for each start that is drawn, if there is as much to
/// search.
const BESIDE: usize = 16;

/// Most pairs of minima between which saddles are sought.
const MAX_PAIRS: usize = 256;

/// How to search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Number of starts drawn at random, with the standard deviations 1, 0.3 and 3.
    pub starts: usize,
    /// Seed of the first; the others follow.
    pub seed: u64,
    /// Starts to try before those, each a flat parameter vector.
    pub known: Vec<Vec<f64>>,
}

/// Starts whose descents ran to infinity with the loss towards the same limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// The limit.
    pub loss: f64,
    /// How many starts.
    pub starts: usize,
}

/// What [`search`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// The critical points, lowest loss first.
    pub points: Vec<CriticalPoint>,
    /// Number of starts.
    pub starts: usize,
    /// Descents that ran to infinity, lowest limit first.
    pub limits: Vec<Limit>,
    /// Number of starts whose descent ended in a dead region.
    pub dead: usize,
    /// Number of starts whose descent came to no end, or to one at a kink where the gradient is not
    /// zero.
    pub unfinished: usize,
    /// Where those descents were left, in the order of the starts.
    pub stuck: Vec<Vec<f64>>,
}

impl Findings {
    /// Number of starts whose descent ran to infinity.
    #[must_use]
    pub fn to_infinity(&self) -> usize {
        self.limits.iter().map(|limit| limit.starts).sum()
    }
}

/// Searches for critical points; `None` when cancelled. The same from any number of threads.
///
/// Of networks with more than [`limits::NEWTON`] weights nothing is found; known starts of another
/// length than `P` are left out.
#[must_use]
pub fn search(objective: &Objective, settings: &Settings, monitor: &Monitor) -> Option<Findings> {
    let count = objective.parameter_count();
    let known: Vec<&Vec<f64>> =
        settings.known.iter().filter(|start| start.len() == count).collect();
    let total = known.len() + settings.starts;
    let beside = if count > limits::NEWTON { 0 } else { settings.starts.saturating_mul(BESIDE) };
    monitor.set_total(total.saturating_add(beside) as u64);
    let start = |k: usize| {
        if let Some(start) = known.get(k) {
            return (*start).clone();
        }
        let drawn = k - known.len();
        let sd = SCALES[drawn % SCALES.len()];
        draw(objective.network(), Law::Normal { sd }, settings.seed.wrapping_add(drawn as u64))
    };
    let one = |k: usize| {
        if monitor.is_cancelled() {
            return None;
        }
        let start = start(k);
        let ends = if count > limits::NEWTON {
            (Descent::Unfinished(Vec::new()), None)
        } else {
            (descent(objective, &start), critical_point(objective, &start))
        };
        monitor.advance(1);
        Some(ends)
    };
    let ends: Option<Vec<_>> = (0..total).into_par_iter().map(one).collect();
    let mut classes = Classes::new(objective);
    let mut found = Findings {
        points: Vec::new(),
        starts: total,
        limits: Vec::new(),
        dead: 0,
        unfinished: 0,
        stuck: Vec::new(),
    };
    for (k, (descent, root)) in ends?.into_iter().enumerate() {
        match descent {
            Descent::Point(point) => {
                found.dead += usize::from(point.kind == CriticalKind::DeadRegion);
                classes.add(Some(k), point);
            }
            Descent::Infinity { limit } => add_limit(&mut found.limits, limit),
            Descent::Unfinished(end) => {
                found.unfinished += 1;
                if !end.is_empty() && end.iter().all(|w| w.is_finite()) {
                    found.stuck.push(end);
                }
            }
        }
        if let Some(mut point) = root {
            let is_start =
                distance(&point.weights, &start(k)) <= SAME_WEIGHTS * (1.0 + norm(&point.weights));
            if k < known.len() && is_start {
                point.known.push(k);
            }
            classes.add(Some(k), point);
        }
    }
    for point in between(objective, &classes, monitor)? {
        classes.add(None, point);
    }
    search_beside(objective, &mut classes, beside, monitor)?;
    let classes = classes.list.into_par_iter();
    found.points = classes.map(|class| represented(objective, class.point)).collect();
    found.points.sort_by(compare);
    found.limits.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    Some(found)
}

/// The critical point of any kind that the root finder comes to from `start` (length `P`); `None`
/// if it comes to none. For networks of at most [`limits::NEWTON`] weights.
#[must_use]
pub fn critical_point(objective: &Objective, start: &[f64]) -> Option<CriticalPoint> {
    match root(objective, start)? {
        (End::Point, spot) => classify(objective, &spot),
        (End::Tail | End::Stuck, _) => None,
    }
}

/// Critical points found from half way between any two minima and their copies; `None` when
/// cancelled.
fn between(
    objective: &Objective,
    classes: &Classes,
    monitor: &Monitor,
) -> Option<Vec<CriticalPoint>> {
    let minima = classes.list.iter().filter(|class| class.point.kind.is_minimum());
    let ends: Vec<&Vec<f64>> = minima.flat_map(|class| &class.copies).collect();
    let pairs: Vec<(&Vec<f64>, &Vec<f64>)> = (1..ends.len())
        .flat_map(|b| (0..b).map(move |a| (a, b)))
        .take(MAX_PAIRS)
        .map(|(a, b)| (ends[a], ends[b]))
        .collect();
    let middle = |(a, b): (&Vec<f64>, &Vec<f64>)| -> Option<Option<CriticalPoint>> {
        let middle: Vec<f64> = a.iter().zip(b).map(|(a, b)| f64::midpoint(*a, *b)).collect();
        (!monitor.is_cancelled()).then(|| critical_point(objective, &middle))
    };
    let found: Option<Vec<_>> = pairs.into_par_iter().map(middle).collect();
    Some(found?.into_iter().flatten().collect())
}

/// The point in canonical form, where rounding does not matter: rescaled weights may leave a kink.
fn represented(objective: &Objective, point: CriticalPoint) -> CriticalPoint {
    if objective.has_kinks() {
        return point;
    }
    let form = canonical(objective.network(), &point.weights);
    match root(objective, &form) {
        Some((End::Point, spot))
            if distance(&spot.weights, &form) <= SAME_WEIGHTS.sqrt() * spot.size =>
        {
            let again = classify(objective, &spot).filter(|again| {
                [again.index, again.flat_dimensions] == [point.index, point.flat_dimensions]
                    && again.kind == point.kind
            });
            let (starts, copies, known) = (point.starts, point.copies, point.known.clone());
            again.map_or(point, |again| CriticalPoint { starts, known, copies, ..again })
        }
        _ => point,
    }
}

fn add_limit(limits: &mut Vec<Limit>, loss: f64) {
    let is_same = |limit: &&mut Limit| {
        (limit.loss - loss).abs() <= SAME_LIMIT * (1.0 + limit.loss.abs().max(loss.abs()))
    };
    match limits.iter_mut().find(is_same) {
        Some(limit) => {
            limit.starts += 1;
            limit.loss = limit.loss.min(loss);
        }
        None => limits.push(Limit { loss, starts: 1 }),
    }
}
