//! What an update rule works on: one weight of some weight vectors.

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

/// Powers `beta^t` of Adam's betas after `t` steps, for `N` weight vectors that started at
/// different times.
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
