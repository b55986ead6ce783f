//! A descent run again, with what its optimiser holds in memory.

use super::WATCH;
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::optimizer::{Batches, Optimizer, Settings, Stepper};

/// What there is at one step of a descent, before that step's update.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Number of updates made before.
    pub step: usize,
    /// The weights.
    pub weights: Vec<f64>,
    /// The gradient over all points.
    pub gradient: Vec<f64>,
    /// The velocity `v` of momentum and Nesterov, or Adam's first moment without its bias: `m / (1
    /// - beta1^step)`; zero before the first update. `None` for methods that keep no such thing.
    pub first: Option<Vec<f64>>,
    /// Root of the mean square of the gradients (AdaGrad: of their sum of squares; Adam: without
    /// the bias, the root of `v / (1 - beta2^step)`); zero before the first update. `None` for
    /// methods that keep no such thing.
    pub second: Option<Vec<f64>>,
    /// The update that is made next: the weights after it less those before.
    pub update: Vec<f64>,
    /// What multiplies `first` or the gradient, weight by weight, in the update that is made next:
    /// the rate, over the root of the squares as they are then for methods that keep them.
    pub rates: Vec<f64>,
}

/// Runs `settings` from `start` once more and reports the state at each of `steps` (ascending), bit
/// for bit that of [`descend`](super::descend); `None` when cancelled. Nothing is judged and no run
/// ends early.
#[must_use]
pub fn replay(
    objective: &Objective,
    start: &[f64],
    settings: &Settings,
    steps: &[usize],
    monitor: &Monitor,
    mut on_state: impl FnMut(State),
) -> Option<()> {
    let Some(&last) = steps.last() else { return Some(()) };
    monitor.set_total(last as u64);
    let mut wanted = steps.iter().copied().peekable();
    let mut weights = start.to_vec();
    let mut gradient = vec![0.0; start.len()];
    let mut work = objective.workspace();
    let mut stepper = Stepper::new(settings, start.len());
    let mut batches = settings
        .batch_size
        .filter(|&size| size < objective.dataset().len())
        .map(|size| Batches::new(objective.dataset().len(), size, settings.seed));
    for step in 0..=last {
        let is_wanted = wanted.next_if_eq(&step).is_some();
        if is_wanted || batches.is_none() {
            objective.value_and_gradient(&weights, &mut gradient, &mut work);
        }
        let before = is_wanted.then(|| (weights.clone(), gradient.clone(), stepper.held()));
        if let Some(batches) = &mut batches {
            objective.value_and_gradient_on(&weights, batches.next(), &mut gradient, &mut work);
        }
        stepper.step(&mut weights, &mut gradient);
        if let Some((old, full, [first, second])) = before {
            let update = weights.iter().zip(&old).map(|(new, old)| new - old).collect();
            let rates = stepper.rates();
            on_state(State { step, weights: old, gradient: full, first, second, update, rates });
        }
        if (step + 1).is_multiple_of(WATCH) {
            if monitor.is_cancelled() {
                return None;
            }
            monitor.advance(WATCH as u64);
        }
    }
    (!monitor.is_cancelled()).then_some(())
}

impl Stepper {
    /// The two memories as [`State`] has them.
    fn held(&self) -> [Option<Vec<f64>>; 2] {
        let s = &self.settings;
        // before the first update there is nothing to correct
        let unbiased = |beta: f64| if self.count == 0 { 1.0 } else { 1.0 - beta.powi(self.count) };
        let first = |over: f64| Some(self.first.iter().map(|m| m / over).collect());
        let second = |over: f64| Some(self.second.iter().map(|v| (v / over).sqrt()).collect());
        match s.optimizer {
            Optimizer::GradientDescent => [None, None],
            Optimizer::Momentum | Optimizer::Nesterov => [first(1.0), None],
            Optimizer::Adagrad | Optimizer::Rmsprop => [None, second(1.0)],
            Optimizer::Adam | Optimizer::Adamw => {
                [first(unbiased(s.beta1)), second(unbiased(s.beta2))]
            }
        }
    }

    /// The learning rate of each weight in the update made last.
    fn rates(&self) -> Vec<f64> {
        let rate = self.settings.learning_rate;
        match self.held() {
            [_, Some(roots)] => {
                roots.iter().map(|root| rate / (root + self.settings.epsilon)).collect()
            }
            [_, None] => vec![rate; self.first.len()],
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::descent::descend;
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Reduction};

    /// One linear unit without bias and two points (1, 0) -> 1 and (0, 2) -> 0, so that
    /// `L = (a - 1)^2 + 4 b^2` with the gradient `(2 (a - 1), 8 b)`.
    fn bowl() -> Objective {
        let network = Network {
            layers: vec![2, 1],
            activation: Activation::Identity,
            output_activation: Activation::Identity,
            bias: false,
        };
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
        Objective::new(
            network,
            Dataset::new(array![[1.0, 0.0], [0.0, 2.0]], array![[1.0], [0.0]]),
            loss,
        )
    }

    fn states(settings: &Settings, steps: &[usize]) -> Vec<State> {
        let mut states = Vec::new();
        let done = replay(&bowl(), &[0.0, 1.0], settings, steps, &Monitor::default(), |state| {
            states.push(state)
        });
        assert!(done.is_some());
        states
    }

    fn close(found: &[f64], expected: [f64; 2]) -> bool {
        found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn momentum_s_velocity_is_that_of_a_calculation_by_hand() {
        // w0 = (0, 1), g0 = (-2, 8), v1 = g0, w1 = w0 - 0.1 v1 = (0.2, 0.2)
        // g1 = (-1.6, 1.6), v2 = 0.5 v1 + g1 = (-2.6, 5.6), w2 = w1 - 0.1 v2 = (0.46, -0.36)
        // g2 = (-1.08, -2.88), v3 = 0.5 v2 + g2 = (-2.38, -0.08)
        let settings = Settings { momentum: 0.5, ..Settings::new(Optimizer::Momentum, 0.1, 9) };
        let [zero, one, two] = &states(&settings, &[0, 1, 2])[..] else { panic!("three states") };
        assert_eq!((zero.step, one.step, two.step), (0, 1, 2));
        assert!(close(zero.first.as_ref().unwrap(), [0.0, 0.0]));
        assert!(close(&zero.gradient, [-2.0, 8.0]) && close(&zero.update, [0.2, -0.8]));
        assert!(close(one.first.as_ref().unwrap(), [-2.0, 8.0]));
        assert!(close(&one.weights, [0.2, 0.2]) && close(&one.update, [0.26, -0.56]));
        assert!(close(two.first.as_ref().unwrap(), [-2.6, 5.6]));
        assert!(close(&two.gradient, [-1.08, -2.88]) && close(&two.update, [0.238, 0.008]));
        assert_eq!((&two.second, &two.rates), (&None, &vec![0.1, 0.1]));
    }

    #[test]
    fn adam_s_moments_are_those_of_a_calculation_by_hand() {
        // with beta1 = 0.5 and beta2 = 0.75 from w0 = (0, 1), g0 = (-2, 8): m1 = (-1, 4), v1 = (1,
        // 16); without bias (-2, 8) and (4, 64), so w1 = w0 - 0.1 (-1, 1) = (0.1, 0.9) g1 = (-1.8,
        // 7.2), m2 = (-1.4, 5.6), v2 = 0.75 v1 + 0.25 g1^2 = (1.56, 24.96) without bias m2 / 0.75 =
        // (-1.8666.., 7.4666..) and v2 / 0.4375 = (3.565714.., 57.05142..)
        let settings = Settings {
            beta1: 0.5,
            beta2: 0.75,
            epsilon: 0.0,
            ..Settings::new(Optimizer::Adam, 0.1, 9)
        };
        let [zero, one, two] = &states(&settings, &[0, 1, 2])[..] else { panic!("three states") };
        assert!(close(zero.first.as_ref().unwrap(), [0.0, 0.0]));
        assert!(close(zero.second.as_ref().unwrap(), [0.0, 0.0]));
        assert!(close(&zero.update, [0.1, -0.1]) && close(&zero.rates, [0.05, 0.0125]));
        assert!(close(one.first.as_ref().unwrap(), [-2.0, 8.0]));
        assert!(close(one.second.as_ref().unwrap(), [2.0, 8.0]));
        assert!(close(&one.gradient, [-1.8, 7.2]));
        assert!(close(two.first.as_ref().unwrap(), [-1.4 / 0.75, 5.6 / 0.75]));
        let roots = [(1.56_f64 / 0.4375).sqrt(), (24.96_f64 / 0.4375).sqrt()];
        assert!(close(two.second.as_ref().unwrap(), roots));
        let step = |k: usize, m: f64| -0.1 * (m / 0.75) / roots[k];
        assert!(close(&one.update, [step(0, -1.4), step(1, 5.6)]));
        assert!(close(&one.rates, roots.map(|root| 0.1 / root)));
    }

    #[test]
    fn rmsprop_and_adagrad_hold_the_size_of_their_gradients_alone() {
        let settings = Settings { alpha: 0.75, ..Settings::new(Optimizer::Rmsprop, 0.1, 9) };
        let one = &states(&settings, &[1])[0];
        assert_eq!(one.first, None);
        // the mean of squares is a quarter of g0^2
        assert!(close(one.second.as_ref().unwrap(), [1.0, 4.0]));
        let one = &states(&Settings::new(Optimizer::Adagrad, 0.1, 9), &[1])[0];
        assert!(close(one.second.as_ref().unwrap(), [2.0, 8.0]));
        let one = &states(&Settings::new(Optimizer::GradientDescent, 0.1, 9), &[1])[0];
        assert_eq!((&one.first, &one.second), (&None, &None));
    }

    #[test]
    fn a_replay_meets_every_record_of_the_descent_bit_for_bit() {
        for optimizer in Optimizer::ALL {
            for batch_size in [None, Some(1)] {
                let settings =
                    Settings { batch_size, seed: 5, ..Settings::new(optimizer, 0.03, 700) };
                let run = descend(&bowl(), &[0.0, 1.0], &settings, &Monitor::default()).unwrap();
                let steps: Vec<usize> = run.records.iter().map(|record| record.step).collect();
                let states = states(&settings, &steps);
                assert_eq!(states.len(), run.records.len());
                for (state, record) in states.iter().zip(&run.records) {
                    assert_eq!((state.step, &state.weights), (record.step, &record.weights));
                }
                let [before, after] = [&states[7], &states[8]];
                let moved: Vec<f64> =
                    after.weights.iter().zip(&before.weights).map(|(b, a)| b - a).collect();
                assert_eq!(before.update, moved, "{}", optimizer.name());
            }
        }
    }

    #[test]
    fn a_cancelled_replay_is_nothing() {
        let monitor = Monitor::default();
        monitor.cancel();
        let settings = Settings::new(Optimizer::Adam, 0.03, 700);
        assert_eq!(replay(&bowl(), &[0.0, 1.0], &settings, &[3], &monitor, |_| {}), None);
    }
}
