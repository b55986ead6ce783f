//! What depends on the number of steps that were made.

use super::rule::Optimizer;
use super::settings::Settings;

/// `0.96^psi` for the momentum decay `psi` = 0.004, PyTorch's default.
pub(super) const FADE: f64 = 0.999_836_725_352_675_3;

/// NAdam's momentum `mu_t = beta1 (1 - 0.96^(t psi) / 2)` of the step that has this `0.96^(t psi)`:
/// it grows from half of `beta1` to all of it.
#[inline(always)]
pub(super) fn nadam_momentum(beta1: f64, fade: f64) -> f64 {
    beta1 * (1.0 - 0.5 * fade)
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
    /// NAdam's `0.96^(t psi)`, which its momentum grows by.
    pub fade: [f64; N],
    /// NAdam's `mu_1 mu_2 .. mu_t`.
    pub product: [f64; N],
}

impl<const N: usize> Clock<N> {
    /// Before the first step.
    pub const START: Self =
        Self { steps: [0; N], beta1: [1.0; N], beta2: [1.0; N], fade: [1.0; N], product: [1.0; N] };

    /// One step on.
    #[inline(always)]
    pub fn advance(&mut self, settings: &Settings) {
        for i in 0..N {
            self.steps[i] += 1;
            self.beta1[i] *= settings.beta1;
            self.beta2[i] *= settings.beta2;
        }
        if settings.optimizer == Optimizer::Nadam {
            for i in 0..N {
                self.fade[i] *= FADE;
                self.product[i] *= nadam_momentum(settings.beta1, self.fade[i]);
            }
        }
    }

    /// The clock of lane `lane`.
    #[must_use]
    pub fn lane(&self, lane: usize) -> Clock<1> {
        Clock {
            steps: [self.steps[lane]],
            beta1: [self.beta1[lane]],
            beta2: [self.beta2[lane]],
            fade: [self.fade[lane]],
            product: [self.product[lane]],
        }
    }

    /// Sets the clock of lane `lane`.
    pub fn set_lane(&mut self, lane: usize, clock: &Clock<1>) {
        self.steps[lane] = clock.steps[0];
        self.beta1[lane] = clock.beta1[0];
        self.beta2[lane] = clock.beta2[0];
        self.fade[lane] = clock.fade[0];
        self.product[lane] = clock.product[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nadam_s_momentum_grows_by_the_formula_and_its_product_with_it() {
        let settings = Settings::new(Optimizer::Nadam, 0.1, 0);
        let mut clock = Clock::<1>::START;
        let mut product = 1.0;
        for t in 1..=10_000 {
            clock.advance(&settings);
            let mu = 0.9 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * 0.004));
            product *= mu;
            assert!((nadam_momentum(0.9, clock.fade[0]) - mu).abs() < 1e-13, "{t}");
            assert!((clock.product[0] - product).abs() < 1e-13, "{t}");
        }
        assert_eq!(clock.steps, [10_000]);
    }
}
