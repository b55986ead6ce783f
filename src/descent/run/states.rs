//! What there is at some steps of a descent: weights, gradient, optimiser state, next update.

use super::engine::Engine;
use super::observer::Observer;
use crate::monitor::Monitor;
use crate::optimizer::Settings;

/// What there is at one step of a descent, before that step's update.
#[derive(Clone, Debug, PartialEq)]
pub struct StateAt {
    /// Number of updates made before.
    pub step: usize,
    /// The weights.
    pub weights: Vec<f64>,
    /// The gradient over all points.
    pub gradient: Vec<f64>,
    /// The first moment, see [`State::first_moment`](crate::optimizer::State::first_moment).
    pub first: Option<Vec<f64>>,
    /// Root of the mean square of the gradients, see
    /// [`State::root_mean_square`](crate::optimizer::State::root_mean_square).
    pub second: Option<Vec<f64>>,
    /// The update that is made next: the weights after it less those before.
    pub update: Vec<f64>,
    /// What multiplies `first` or the gradient, weight by weight, in the update that is made next:
    /// the rate, over the root of the squares as they are then for methods that keep them.
    pub rates: Vec<f64>,
}

/// Reports the state at each of `wanted` (ascending).
pub(super) struct States<'a, F> {
    settings: &'a Settings,
    wanted: &'a [usize],
    monitor: &'a Monitor,
    report: F,
    last: usize,
}

impl<'a, F: FnMut(StateAt)> States<'a, F> {
    pub fn new(
        settings: &'a Settings,
        wanted: &'a [usize],
        monitor: &'a Monitor,
        report: F,
    ) -> Self {
        Self { settings, wanted, monitor, report, last: 0 }
    }
}

impl<F: FnMut(StateAt)> Observer for States<'_, F> {
    fn advance(&mut self, engine: &mut Engine, made: usize, steps: usize) {
        let (mut at, end) = (made, made + steps);
        while at < end {
            let next = self.wanted.iter().copied().find(|step| *step > at).unwrap_or(end).min(end);
            engine.advance(next - at);
            at = next;
            if at < end {
                engine.evaluate();
                self.see(engine, at);
            }
        }
    }

    fn finish(&mut self, engine: &mut Engine, step: usize) {
        self.see(engine, step);
    }

    fn see(&mut self, engine: &mut Engine, step: usize) {
        self.monitor.advance((step - self.last) as u64);
        self.last = step;
        let Some((first, rest)) = self.wanted.split_first().filter(|(first, _)| **first == step)
        else {
            return;
        };
        debug_assert_eq!(*first, step);
        self.wanted = rest;
        let (before, gradient) = (engine.held(0), engine.gradient(0));
        engine.advance(1);
        let after = engine.held(0).state;
        engine.restore(0, &before);
        // what is looked at next is what was evaluated here
        engine.evaluate();
        let state = before.state;
        let update = after.weights.iter().zip(&state.weights).map(|(new, old)| new - old).collect();
        (self.report)(StateAt {
            step,
            gradient,
            first: state.first_moment(self.settings),
            second: state.root_mean_square(self.settings),
            update,
            rates: after.rates(self.settings),
            weights: state.weights,
        });
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::descent::{Dynamics, descend};
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Objective, Reduction};
    use crate::optimizer::{Noise, Optimizer, Schedule, Shape};

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

    fn states(settings: &Settings, steps: &[usize]) -> Vec<StateAt> {
        let mut states = Vec::new();
        let objective = bowl();
        Dynamics::plain(&objective, settings)
            .states(&[0.0, 1.0], steps, &Monitor::default(), |state| states.push(state))
            .expect("nobody cancels");
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
    fn states_are_those_of_every_record_of_the_descent_bit_for_bit() {
        for optimizer in Optimizer::ALL {
            let shape = Shape::Step { every: None, factor: 0.5 };
            let timed =
                (Schedule { warm_up: 10, shape }, Noise { deviation: 0.1, decay: 0.0, seed: 2 });
            for (batch_size, (schedule, noise)) in
                [(None, Default::default()), (Some(1), Default::default()), (None, timed)]
            {
                let settings = Settings {
                    batch_size,
                    seed: 5,
                    schedule,
                    noise,
                    ..Settings::new(optimizer, 0.03, 700)
                };
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
    fn cancelled_states_are_nothing() {
        let monitor = Monitor::default();
        monitor.cancel();
        let settings = Settings::new(Optimizer::Adam, 0.03, 700);
        let objective = bowl();
        let dynamics = Dynamics::plain(&objective, &settings);
        assert_eq!(dynamics.states(&[0.0, 1.0], &[3], &monitor, |_| {}), None);
    }
}
