//! What the objective around the end of a run says.

use super::Record;
use crate::network::norm;
use crate::objective::Objective;

/// How far the ray test looks, in multiples of `1 + |w|`.
const FAR: i32 = 6;

/// Whether the gradient would vanish within `reach`, as far as the curvature along it tells: a
/// small gradient on a plateau, where the curvature is as small, is no sign of a minimum.
pub(super) fn is_near(objective: &Objective, end: &Record, reach: f64) -> bool {
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

/// The loss far out along the direction of travel, if it falls all the way and levels out with the
/// same points on the right side: a run that still changes sides has not shown where it goes.
pub(super) fn limit_along_ray(objective: &Objective, middle: &Record, end: &Record) -> Option<f64> {
    let travel: Vec<f64> = end.weights.iter().zip(&middle.weights).map(|(e, m)| e - m).collect();
    let unit = (1.0 + norm(&end.weights)) / norm(&travel);
    let mut work = objective.workspace();
    let sides = |weights: &[f64]| -> Vec<bool> {
        objective.outputs(weights).iter().map(|out| *out > objective.threshold()).collect()
    };
    let mut losses = vec![end.loss];
    for power in -3..=FAR {
        let step = 2.0_f64.powi(power) * unit;
        let ahead: Vec<f64> = end.weights.iter().zip(&travel).map(|(w, t)| w + step * t).collect();
        let (loss, before) = (objective.value(&ahead, &mut work), losses[losses.len() - 1]);
        // rounding may lift a loss that has reached its floor
        if loss.is_nan() || loss > before + 1e-12 * (1.0 + before.abs()) {
            return None;
        }
        if power == FAR && objective.dataset().is_binary() && sides(&ahead) != sides(&end.weights) {
            return None;
        }
        losses.push(loss.min(before));
    }
    let (last, before) = (losses[losses.len() - 1], losses[losses.len() - 2]);
    (before - last <= 1e-3 * (end.loss - last)).then_some(last)
}

/// Whether some layer's units all have derivative 0 at every data point.
pub(super) fn has_dead_layer(objective: &Objective, weights: &[f64]) -> bool {
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
