//! What an optimiser remembers between steps.

use super::rule::Optimizer;
use super::settings::Settings;

/// One weight of `N` weight vectors, its gradients, and the two memories that an optimiser may use
/// for it, all zero at first: a velocity or first moment, and a sum or mean of squared gradients.
#[derive(Debug)]
pub struct Row<'a, const N: usize> {
    /// The weight.
    pub weight: &'a mut [f64; N],
    /// The gradient; weight decay is added to it.
    pub gradient: &'a mut [f64; N],
    /// Momentum's velocity, or Adam's first moment.
    pub first: &'a mut [f64; N],
    /// Sum or mean of squared gradients.
    pub second: &'a mut [f64; N],
}

/// Powers `beta^t` of Adam's betas after `t` steps, for `N` weight vectors that started at different
/// times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Powers<const N: usize> {
    /// `beta1^t`
    pub beta1: [f64; N],
    /// `beta2^t`
    pub beta2: [f64; N],
}

impl<const N: usize> Powers<N> {
    /// Before the first step.
    pub const ONE: Self = Self { beta1: [1.0; N], beta2: [1.0; N] };

    /// One step on.
    #[inline(always)]
    pub fn advance(&mut self, settings: &Settings) {
        for i in 0..N {
            self.beta1[i] *= settings.beta1;
            self.beta2[i] *= settings.beta2;
        }
    }
}

/// A weight vector under way (length `P`) with what its optimiser remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The weights.
    pub weights: Vec<f64>,
    /// Velocity or first moment, a number a weight.
    pub first: Vec<f64>,
    /// Sum or mean of squared gradients, a number a weight.
    pub second: Vec<f64>,
    /// Powers of the betas.
    pub powers: Powers<1>,
}

impl State {
    /// At the start: nothing is remembered.
    #[must_use]
    pub fn new(start: &[f64]) -> Self {
        let zeros = vec![0.0; start.len()];
        Self { weights: start.to_vec(), first: zeros.clone(), second: zeros, powers: Powers::ONE }
    }

    /// One update from the gradient at the weights (which weight decay may change).
    #[inline(always)]
    pub fn step(&mut self, settings: &Settings, gradient: &mut [f64]) {
        self.powers.advance(settings);
        let memory = self.first.iter_mut().zip(&mut self.second);
        for ((weight, gradient), (first, second)) in
            self.weights.iter_mut().zip(gradient).zip(memory)
        {
            let [weight, gradient, first, second] =
                [weight, gradient, first, second].map(std::array::from_mut);
            settings.update(&self.powers, Row { weight, gradient, first, second });
        }
    }

    /// The velocity `v` of momentum and Nesterov, or Adam's first moment without its bias,
    /// `m / (1 - beta1^t)`; zero before the first update. `None` for methods that keep no such thing.
    #[must_use]
    pub fn first_moment(&self, settings: &Settings) -> Option<Vec<f64>> {
        let over = |bias: f64| Some(self.first.iter().map(|m| m / bias).collect());
        match settings.optimizer {
            Optimizer::GradientDescent | Optimizer::Adagrad | Optimizer::Rmsprop => None,
            Optimizer::Momentum | Optimizer::Nesterov => over(1.0),
            Optimizer::Adam | Optimizer::Adamw => over(bias(self.powers.beta1[0])),
        }
    }

    /// Root of the mean square of the gradients (AdaGrad: of their sum of squares; Adam: without the
    /// bias, the root of `v / (1 - beta2^t)`); zero before the first update. `None` for methods that
    /// keep no such thing.
    #[must_use]
    pub fn root_mean_square(&self, settings: &Settings) -> Option<Vec<f64>> {
        let over = |bias: f64| Some(self.second.iter().map(|v| (v / bias).sqrt()).collect());
        match settings.optimizer {
            Optimizer::GradientDescent | Optimizer::Momentum | Optimizer::Nesterov => None,
            Optimizer::Adagrad | Optimizer::Rmsprop => over(1.0),
            Optimizer::Adam | Optimizer::Adamw => over(bias(self.powers.beta2[0])),
        }
    }

    /// What multiplies the first moment or the gradient of each weight in the update made last: the
    /// rate, over the root of the squares for methods that keep them.
    #[must_use]
    pub fn rates(&self, settings: &Settings) -> Vec<f64> {
        let rate = settings.learning_rate;
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
