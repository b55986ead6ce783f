//! What became of a descent, told from its records alone and from the objective around its end.
//!
//! The yardstick is motion per doubling of time. Let `d0 = |w(T/2) - w(T/4)|` and
//! `d1 = |w(T) - w(T/2)|`. Approach to a point, be it exponential or like a power of `1/t`, makes
//! `d1 < d0`; then what is left of the way is about `d1 r / (1 - r)` with `r = d1/d0`. Weights that
//! run to infinity on separable data grow like `log t` (Soudry et al. 2018, arXiv 1710.10345), which
//! makes `d1` about equal to `d0` for ever. A steady drift makes `d1 = 2 d0`.
//!
//! These are judgements in floating point, not proofs.

use super::Record;
use crate::objective::{Objective, norm};

/// What is left of the way, as a share of the weights' size, below which a run has arrived.
const ARRIVED: f64 = 1e-4;

/// Gain in loss still to be expected, as a share of `1 + loss`, below which a run has arrived.
const GAIN: f64 = 1e-7;

/// Radius of the ball, as a share of the weights' size, in which a run that rattles has arrived.
const BALL: f64 = 5e-3;

/// Growth of the norm per doubling of time, as a share of it, that counts as running away.
const GROWTH: f64 = 0.01;

/// How far the ray test looks, in multiples of the present norm.
const FAR: f64 = 4.0;

/// What became of a descent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It has come to rest at a point.
    Converged,
    /// It was still on its way when the steps ran out.
    Moving,
    /// The weights run to infinity while the loss falls.
    Escaping {
        /// The loss that it falls towards: its value far out along the direction of travel.
        limit: f64,
    },
    /// It rests where some layer is dead: no unit of it passes any gradient on any point.
    Dead,
    /// A loss or weight is no longer finite.
    Diverged,
}

impl Verdict {
    /// A word for tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Moving => "moving",
            Self::Escaping { .. } => "escaping",
            Self::Dead => "dead",
            Self::Diverged => "diverged",
        }
    }

    /// A sentence for the person looking, about a run that ended at `end`.
    #[must_use]
    pub fn sentence(self, end: &Record) -> String {
        let loss = short(end.loss);
        let gradient = short(end.gradient_norm);
        match self {
            Self::Converged => format!("Converged to a point: loss {loss}, gradient {gradient}."),
            Self::Moving => {
                format!("Still moving after {} steps: loss {loss}, gradient {gradient}.", end.step)
            }
            Self::Escaping { limit } => format!(
                "Running to infinity: loss {loss}, falling towards {}, while the weights grow (norm {}).",
                short(limit),
                short(norm(&end.weights))
            ),
            Self::Dead => {
                format!("Stuck at loss {loss}: a whole layer is dead on every point and passes no gradient.")
            }
            Self::Diverged => format!("Diverged at step {}: the numbers are no longer finite.", end.step),
        }
    }

    /// Whether more steps would not change it.
    #[must_use]
    pub fn is_certain(self) -> bool {
        self != Self::Moving
    }

    /// Judges a run by its records, the last of which is its end.
    #[must_use]
    pub fn judge(objective: &Objective, records: &[Record]) -> Self {
        let end = &records[records.len() - 1];
        if !end.loss.is_finite() || end.weights.iter().any(|w| !w.is_finite()) {
            return Self::Diverged;
        }
        if has_arrived(objective, records) {
            return if has_dead_layer(objective, &end.weights) { Self::Dead } else { Self::Converged };
        }
        match escape(objective, records) {
            Some(limit) => Self::Escaping { limit },
            None => Self::Moving,
        }
    }
}

/// Four digits, in powers of ten where that is shorter.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e5).contains(&size) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6")]
        let decimals = (3 - size.log10().floor() as i32).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.1e}")
    }
}

/// The record nearest to `share` of the way in steps.
fn at(records: &[Record], share: f64) -> &Record {
    let wanted = share * records[records.len() - 1].step as f64;
    let after = records.partition_point(|record| (record.step as f64) < wanted);
    &records[after.min(records.len() - 1)]
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn distance(a: &Record, b: &Record) -> f64 {
    norm(&difference(&a.weights, &b.weights))
}

fn has_arrived(objective: &Objective, records: &[Record]) -> bool {
    let end = at(records, 1.0);
    let size = 1.0 + norm(&end.weights);
    let expected_gain = |way: f64| way * end.gradient_norm <= GAIN * (1.0 + end.loss.abs());
    if end.gradient_norm == 0.0 {
        return true;
    }
    let (d0, d1) = (distance(at(records, 0.5), at(records, 0.25)), distance(end, at(records, 0.5)));
    if d0 <= 1e-9 * size && d1 <= 1e-9 * size {
        // no motion: the gradient must be nothing but rounding, otherwise the steps are too short
        return end.gradient_norm <= 1e-9 * (1.0 + end.loss.abs()) && is_near(objective, end, ARRIVED * size);
    }
    let ratio = d1 / d0;
    if ratio < 0.5 {
        let left = d1 * ratio / (1.0 - ratio);
        return left <= ARRIVED * size
            && expected_gain(left.max(d1))
            && is_near(objective, end, 10.0 * ARRIVED * size);
    }
    rattles(records, size)
}

/// Whether the gradient would vanish within `reach`, as far as the curvature along it tells: a small
/// gradient on a plateau, where the curvature is as small, is no sign of a minimum.
fn is_near(objective: &Objective, end: &Record, reach: f64) -> bool {
    let mut gradient = vec![0.0; end.weights.len()];
    objective.value_and_gradient(&end.weights, &mut gradient, &mut objective.workspace());
    let size = norm(&gradient);
    if size == 0.0 {
        return true;
    }
    gradient.iter_mut().for_each(|g| *g /= size);
    let mut change = vec![0.0; gradient.len()];
    objective.hessian_vector(&end.weights, &gradient, &mut change);
    size <= reach * norm(&change)
}

/// Whether the last half of the run stays in a small ball without drifting and without gaining, as
/// plain descent does across a kink and Adam does around a minimum.
///
/// A drift shows in the means of the last two quarters: they are 1.7 standard deviations apart for a
/// steady one, and less than one for a rattle.
fn rattles(records: &[Record], size: f64) -> bool {
    let end = at(records, 1.0);
    let start_of = |share: f64| records.partition_point(|record| record.step < at(records, share).step);
    let (half, three_quarters) = (start_of(0.5), start_of(0.75));
    let (third, fourth, late) =
        (&records[half..three_quarters], &records[three_quarters..], &records[half..]);
    if third.len() < 8 || late.iter().any(|record| distance(record, end) > BALL * size) {
        return false;
    }
    let lowest = |records: &[Record]| records.iter().map(|record| record.loss).fold(f64::INFINITY, f64::min);
    let gain = lowest(third) - lowest(fourth);
    let drift = norm(&difference(&mean(fourth), &mean(third)));
    gain <= GAIN * (1.0 + end.loss.abs()) && drift <= deviation(late)
}

fn mean(records: &[Record]) -> Vec<f64> {
    let mut mean = vec![0.0; records[0].weights.len()];
    for record in records {
        mean.iter_mut().zip(&record.weights).for_each(|(m, w)| *m += w / records.len() as f64);
    }
    mean
}

/// Root mean square distance of the weights from their mean.
fn deviation(records: &[Record]) -> f64 {
    let mean = mean(records);
    let squares = records.iter().map(|record| norm(&difference(&record.weights, &mean)).powi(2));
    (squares.sum::<f64>() / records.len() as f64).sqrt()
}

/// The loss towards which a run to infinity falls; `None` if it does not run away.
fn escape(objective: &Objective, records: &[Record]) -> Option<f64> {
    let [first, middle, end] = [0.25, 0.5, 1.0].map(|share| at(records, share));
    let [n0, n1, n2] = [first, middle, end].map(|record| norm(&record.weights));
    let grows = n2 > n1 && n1 > n0 && n2 - n1 >= GROWTH * n2 && n2 - n1 >= 0.5 * (n1 - n0);
    if !(grows && end.loss < middle.loss && middle.loss < first.loss) {
        return None;
    }
    // far out along the direction of travel the loss must go on falling, with the same points on the
    // right side: a run that still changes sides has not shown where it goes
    let sides = |weights: &[f64]| -> Vec<bool> {
        objective.outputs(weights).iter().map(|out| *out > objective.threshold()).collect()
    };
    let own_sides = sides(&end.weights);
    let travel = difference(&end.weights, &middle.weights);
    let unit = 1.0 / norm(&travel);
    let mut work = objective.workspace();
    let mut lowest = end.loss;
    for share in [0.125, 0.25, 0.5, 1.0, 2.0, FAR] {
        let step = share * n2 * unit;
        let ahead: Vec<f64> = end.weights.iter().zip(&travel).map(|(w, t)| w + step * t).collect();
        let loss = objective.value(&ahead, &mut work);
        if share == FAR && objective.dataset().is_binary() && sides(&ahead) != own_sides {
            return None;
        }
        // rounding may lift a loss that has reached its floor
        if loss.is_nan() || loss > lowest + 1e-12 * (1.0 + lowest.abs()) {
            return None;
        }
        lowest = lowest.min(loss);
    }
    Some(lowest)
}

/// Whether some layer's units all have derivative 0 at every data point.
fn has_dead_layer(objective: &Objective, weights: &[f64]) -> bool {
    let mut work = objective.workspace();
    let layout = objective.layout();
    let mut is_dead = vec![true; layout.len()];
    for i in 0..objective.dataset().len() {
        let pre = objective.pre_activations(weights, objective.dataset().input(i), &mut work);
        for (l, layer) in layout.iter().enumerate() {
            is_dead[l] &= pre[l].iter().all(|&z| layer.activation.jet(z).first == 0.0);
        }
    }
    is_dead.contains(&true)
}
