//! At rest, dead, and past the last mistake; see the [module](super).

use crate::descent::record::Record;
use crate::descent::termination::Termination;
use crate::network::Activation;
use crate::objective::Objective;
use crate::optimizer::Settings;

/// Share of what one wrong point costs below which a loss has none: steps are not a flow.
const BELOW: f64 = 0.9;

/// What a descent is that rests at `end`.
pub(crate) fn at_rest(objective: &Objective, end: &Record) -> Termination {
    if has_dead_layer(objective, &end.weights) { Termination::Dead } else { Termination::Converged }
}

/// Whether a descent at loss `loss` has got every point right for good, so that it runs to loss 0
/// at infinity.
pub(crate) fn is_past_the_last_mistake(
    objective: &Objective,
    settings: &Settings,
    loss: f64,
) -> bool {
    let is_linear =
        objective.layout().last().is_some_and(|layer| layer.activation == Activation::Identity);
    is_linear
        && objective.loss().kind.has_logits()
        && settings.weight_decay == 0.0
        && objective.dataset().is_binary()
        && loss
            < BELOW * std::f64::consts::LN_2 * objective.loss().factor(objective.dataset().len())
}

/// Whether some layer's units all have derivative 0 at every data point.
fn has_dead_layer(objective: &Objective, weights: &[f64]) -> bool {
    let mut work = objective.workspace();
    let layout = objective.layout();
    let mut is_dead = vec![!objective.is_population(); layout.len()];
    for i in 0..objective.dataset().len() {
        let pre = objective.pre_activations(weights, objective.dataset().input(i), &mut work);
        for (l, layer) in layout.iter().enumerate() {
            is_dead[l] &= pre[l].iter().all(|&z| layer.activation.jet(z).first == 0.0);
        }
    }
    is_dead.contains(&true)
}
