//! Where the steps of a descent are too long for the curvature.

use crate::optimizer::Settings;
use crate::plane::Quantity;

/// The level to be drawn as a line over a map of `quantity`: of the sharpness its
/// [edge of stability](Settings::edge_of_stability), of all else none.
#[must_use]
pub fn edge(settings: &Settings, points: usize, quantity: Quantity) -> Option<f64> {
    settings.edge_of_stability(points).filter(|_| quantity == Quantity::Sharpness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descent::{self, Termination};
    use crate::monitor::Monitor;
    use crate::optimizer::{Optimizer, Shape};
    use crate::preset::Preset;

    #[test]
    fn descent_stays_at_a_minimum_whose_sharpness_is_below_the_edge_and_leaves_one_above() {
        let preset = Preset::load("logistic-neuron").unwrap();
        let (objective, count) = (preset.objective(), preset.dataset.len());
        let bottom = preset.point("bad minimum").unwrap().weights.clone();
        let settings = |optimizer, rate| {
            let steps = Settings::new(optimizer, rate, 20_000);
            Settings { momentum: 0.5, ..steps }
        };
        let sharpness = Quantity::Sharpness.at(&objective, &bottom);
        for optimizer in [Optimizer::GradientDescent, Optimizer::Momentum, Optimizer::Nesterov] {
            let edge_at =
                |rate| edge(&settings(optimizer, rate), count, Quantity::Sharpness).unwrap();
            // the edge is inversely proportional to the rate
            let critical = edge_at(1.0) / sharpness;
            for (factor, stays) in [(0.97, true), (1.03, false)] {
                let mut near = bottom.clone();
                near.iter_mut().for_each(|w| *w += 1e-3 * w.abs().max(1.0));
                let settings = settings(optimizer, factor * critical);
                let run = descent::descend(&objective, &near, &settings, &Monitor::default());
                let end = run.unwrap();
                let gap =
                    (end.end().loss - objective.value(&bottom, &mut objective.workspace())).abs();
                let is_there = end.termination != Termination::Diverged && gap < 1e-10;
                assert_eq!(is_there, stays, "{optimizer:?} at {factor}: {gap}");
            }
        }
        let adam = settings(Optimizer::Adam, 0.1);
        assert_eq!(edge(&adam, count, Quantity::Sharpness), None);
        let plain = settings(Optimizer::GradientDescent, 0.1);
        assert_eq!(edge(&plain, count, Quantity::Loss), None);
        // a rate that changes has no edge
        let mut falling = plain.clone();
        falling.schedule.shape = Shape::Cosine { steps: None, floor: 0.0 };
        assert_eq!(edge(&falling, count, Quantity::Sharpness), None);
    }
}
