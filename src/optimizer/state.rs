//! What an optimiser remembers between steps.

use super::clock::Clock;
use super::row::Row;
use super::rule::Optimizer;
use super::settings::Settings;

/// A weight vector under way (length `P`) with what its optimiser remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The weights.
    pub weights: Vec<f64>,
    /// Velocity or first moment, a number a weight.
    pub first: Vec<f64>,
    /// Sum or mean of squared gradients, a number a weight.
    pub second: Vec<f64>,
    /// What depends on the number of steps made.
    pub clock: Clock<1>,
}

impl State {
    /// At the start: nothing is remembered.
    #[must_use]
    pub fn new(start: &[f64]) -> Self {
        let zeros = vec![0.0; start.len()];
        Self { weights: start.to_vec(), first: zeros.clone(), second: zeros, clock: Clock::START }
    }

    /// One update from the gradient at the weights (which noise and weight decay may change).
    #[inline(always)]
    pub fn step(&mut self, settings: &Settings, gradient: &mut [f64]) {
        if settings.noise.is_on() {
            settings.noise.add(&self.clock.steps, gradient.as_chunks_mut().0);
        }
        let rate = &settings.rates(&self.clock.steps);
        self.clock.advance(settings);
        let memory = self.first.iter_mut().zip(&mut self.second);
        for ((weight, gradient), (first, second)) in
            self.weights.iter_mut().zip(gradient).zip(memory)
        {
            let [weight, gradient, first, second] =
                [weight, gradient, first, second].map(std::array::from_mut);
            settings.update(&self.clock, Row { weight, gradient, first, second, rate });
        }
    }

    /// The velocity `v` of momentum and Nesterov, Lion's `m`, or Adam's first moment without its
    /// bias, `m / (1 - beta1^t)`; zero before the first update. `None` for methods that keep no
    /// such thing.
    #[must_use]
    pub fn first_moment(&self, settings: &Settings) -> Option<Vec<f64>> {
        let over = |bias: f64| Some(self.first.iter().map(|m| m / bias).collect());
        match settings.optimizer {
            Optimizer::GradientDescent | Optimizer::Adagrad | Optimizer::Rmsprop => None,
            Optimizer::Momentum | Optimizer::Nesterov | Optimizer::Lion => over(1.0),
            Optimizer::Adam | Optimizer::Adamw | Optimizer::Nadam => {
                over(bias(self.clock.beta1[0]))
            }
        }
    }

    /// Root of the mean square of the gradients (AdaGrad: of their sum of squares; Adam: without
    /// the bias, the root of `v / (1 - beta2^t)`); zero before the first update. `None` for methods
    /// that keep no such thing.
    #[must_use]
    pub fn root_mean_square(&self, settings: &Settings) -> Option<Vec<f64>> {
        let over = |bias: f64| Some(self.second.iter().map(|v| (v / bias).sqrt()).collect());
        match settings.optimizer {
            Optimizer::GradientDescent
            | Optimizer::Momentum
            | Optimizer::Nesterov
            | Optimizer::Lion => None,
            Optimizer::Adagrad | Optimizer::Rmsprop => over(1.0),
            Optimizer::Adam | Optimizer::Adamw | Optimizer::Nadam => {
                over(bias(self.clock.beta2[0]))
            }
        }
    }

    /// What multiplies the first moment or the gradient of each weight in the update made last: the
    /// rate, over the root of the squares for methods that keep them; for Lion the length of the
    /// weight's step.
    #[must_use]
    pub fn rates(&self, settings: &Settings) -> Vec<f64> {
        let [rate] = settings.rates(&self.clock.steps.map(|steps| steps.saturating_sub(1)));
        match self.root_mean_square(settings) {
            Some(roots) => roots.iter().map(|root| rate / (root + settings.epsilon)).collect(),
            None => vec![rate; self.weights.len()],
        }
    }
}

/// `1 - beta^t`; before the first update there is nothing to correct.
fn bias(power: f64) -> f64 {
    if power == 1.0 { 1.0 } else { 1.0 - power }
}
