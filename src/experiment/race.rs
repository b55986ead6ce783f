//! Several optimisers from one start.

use crate::basins::{Attractor, Attractors};
use crate::descent::{Termination, Trajectory};
use crate::network::{distance, norm};
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};

/// The rate of a method that has no better one to go by: where steps are about as long as the rate
/// whatever the gradient, a hundredth crosses a landscape of the size of 1 within some hundred
/// steps.
const COMMON_RATE: f64 = 0.01;

/// Distance from a named point, as a share of the weights' size, at which an end is that point.
const SAME: f64 = 1e-4;

/// The learning rate with which `optimizer` enters a race beside an experiment's `own` settings:
/// the own rate if it is the own optimiser or one that reads rates as that does (multiples of the
/// gradient, or, for the methods that divide by the gradients' size, lengths of steps), otherwise
/// 0.01.
#[must_use]
pub fn rival_rate(own: &Settings, optimizer: Optimizer) -> f64 {
    let reads_alike = optimizer.is_scaled() == own.optimizer.is_scaled();
    if reads_alike { own.learning_rate } else { COMMON_RATE }
}

/// The settings with which `optimizer` enters a race beside an experiment's `own` settings, at its
/// [`rival_rate`] unless another rate is given.
#[must_use]
pub fn rival(own: &Settings, optimizer: Optimizer, rate: Option<f64>) -> Settings {
    own.with_optimizer(optimizer, rate.unwrap_or_else(|| rival_rate(own, optimizer)))
}

/// Where a descent ended, in a few words: at which of the named `points` or in what kind of
/// attractor at which loss (written by `format`), or why in none. The judgement is the trajectory's
/// own verdict.
#[must_use]
pub fn fate<'a>(
    objective: &Objective,
    points: impl IntoIterator<Item = (&'a str, &'a [f64])>,
    trajectory: &Trajectory,
    format: impl Fn(f64) -> String,
) -> String {
    let end = trajectory.end();
    let Some(reached) = Attractor::reached(objective, &trajectory.ending) else {
        return if trajectory.termination == Termination::Diverged {
            "diverged"
        } else {
            "undecided"
        }
        .to_owned();
    };
    let is_at_rest = trajectory.termination == Termination::Converged;
    let is_there = |weights: &[f64]| {
        let size = 1.0 + norm(weights);
        weights.len() == end.weights.len()
            && [&reached.weights, &end.weights]
                .iter()
                .any(|found| distance(found, weights) <= SAME * size)
    };
    if let Some((name, _)) = points.into_iter().find(|(_, weights)| is_at_rest && is_there(weights))
    {
        return format!("{name}, loss {}", format(reached.loss));
    }
    // a list of attractors tells flat minima and saddles from others
    let mut found = Attractors::new(true);
    found.place(objective, reached);
    found.list().first().map_or_else(String::new, |attractor| attractor.name(&format))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descent::descend;
    use crate::experiment::default_start;
    use crate::monitor::Monitor;
    use crate::preset::Preset;

    #[test]
    fn a_rival_runs_at_the_rate_that_its_kind_of_method_understands() {
        let own =
            Settings { seed: 3, stop: true, ..Settings::new(Optimizer::GradientDescent, 0.25, 70) };
        assert_eq!(rival(&own, Optimizer::GradientDescent, None), own);
        let momentum = rival(&own, Optimizer::Momentum, None);
        assert_eq!((momentum.learning_rate, momentum.steps, momentum.seed), (0.25, 70, 3));
        assert!(momentum.stop);
        assert_eq!(rival(&own, Optimizer::Adam, None).learning_rate, COMMON_RATE);
        assert_eq!(rival(&own, Optimizer::Adam, Some(0.5)).learning_rate, 0.5);
        let adam = Settings::new(Optimizer::Adam, 0.003, 70);
        assert_eq!(rival_rate(&adam, Optimizer::Rmsprop), 0.003);
        assert_eq!(rival_rate(&adam, Optimizer::Lion), 0.003);
        assert_eq!(rival_rate(&adam, Optimizer::Nesterov), COMMON_RATE);
        // momentum of one's own stays
        let heavy = Settings { momentum: 0.5, ..Settings::new(Optimizer::Momentum, 0.25, 70) };
        assert_eq!(rival(&heavy, Optimizer::Momentum, None).momentum, 0.5);
        assert_eq!(rival(&heavy, Optimizer::Nesterov, None).momentum, 0.9);
    }

    #[test]
    fn fates_name_the_minimum_or_say_why_there_is_none() {
        let preset = Preset::load("relu-line-of-minima").unwrap();
        let (objective, start) = (preset.objective(), default_start(&preset).unwrap());
        let fate_of = |settings: &Settings, points: &[(&str, &[f64])]| {
            let run = descend(&objective, &start, settings, &Monitor::default()).unwrap();
            (fate(&objective, points.iter().copied(), &run, |loss| format!("{loss:.2}")), run)
        };
        let settings = &preset.descent.settings;
        let (kind, run) = fate_of(settings, &[]);
        assert_eq!(kind, "flat minimum, loss 18.00");
        let (named, _) =
            fate_of(settings, &[("elsewhere", &start), ("the end", &run.end().weights)]);
        assert_eq!(named, "the end, loss 18.00");
        let (diverged, _) = fate_of(&rival(settings, Optimizer::GradientDescent, Some(1e9)), &[]);
        assert_eq!(diverged, "diverged");
        let (short, _) = fate_of(&Settings { steps: 3, stop: false, ..settings.clone() }, &[]);
        assert_eq!(short, "undecided");
    }
}
