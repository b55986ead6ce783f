//! What an update rule works on: one weight of some weight vectors, and what time it is for each.

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
    /// The learning rate of this step.
    pub rate: &'a [f64; N],
}

/// What depends on the number of steps made, for `N` weight vectors that started at different
/// times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock<const N: usize> {
    /// Steps made `t`.
    pub steps: [usize; N],
    /// `beta1^t`
    pub beta1: [f64; N],
    /// `beta2^t`
    pub beta2: [f64; N],
}

impl<const N: usize> Clock<N> {
    /// Before the first step.
    pub const START: Self = Self { steps: [0; N], beta1: [1.0; N], beta2: [1.0; N] };

    /// One step on.
    #[inline(always)]
    pub fn advance(&mut self, settings: &Settings) {
        for i in 0..N {
            self.steps[i] += 1;
            self.beta1[i] *= settings.beta1;
            self.beta2[i] *= settings.beta2;
        }
    }

    /// The clock of lane `lane`.
    #[must_use]
    pub fn lane(&self, lane: usize) -> Clock<1> {
        Clock { steps: [self.steps[lane]], beta1: [self.beta1[lane]], beta2: [self.beta2[lane]] }
    }

    /// Sets the clock of lane `lane`.
    pub fn set_lane(&mut self, lane: usize, clock: &Clock<1>) {
        self.steps[lane] = clock.steps[0];
        self.beta1[lane] = clock.beta1[0];
        self.beta2[lane] = clock.beta2[0];
    }
}
