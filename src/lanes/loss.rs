//! Losses of whole buffers of rows: sums and derivatives.

use super::{LANES, Lane, math};
use crate::objective::LossKind;

/// Sums of losses under way, a row each. Cross-entropy is `linear part + ln(1 + e)` with `e =
/// exp(-|z|)` whatever the target, and the logarithms of many are the logarithm of one product, `1
/// + p = (1 + e_1) (1 + e_2) ..`; keeping `p` instead of the product loses no small `e`.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    plain: Lane,
    product: Lane,
    factors: usize,
}

/// Factors (each at most 2) in a product before its logarithm is taken.
const FACTORS: usize = 256;

impl Sums {
    pub fn new() -> Self {
        Self { plain: [0.0; LANES], product: [0.0; LANES], factors: 0 }
    }

    /// Adds the losses of outputs `out` against their targets.
    #[inline(always)]
    pub fn add(&mut self, kind: LossKind, out: &[Lane], targets: &[f64]) {
        for (out, &y) in out.iter().zip(targets) {
            match kind {
                LossKind::Squared => {
                    for i in 0..LANES {
                        let residual = out[i] - y;
                        self.plain[i] = residual.mul_add(residual, self.plain[i]);
                    }
                }
                LossKind::CrossEntropy => {
                    if self.factors == FACTORS {
                        self.take_logarithm();
                    }
                    self.factors += 1;
                    for i in 0..LANES {
                        let z = out[i];
                        let e = math::small_exp(-z.abs());
                        let up = if z <= 0.0 { 0.0 } else { z };
                        let down = if z >= 0.0 { 0.0 } else { -z };
                        // a zero factor must not meet an infinite output
                        let off = if y == 1.0 { 0.0 } else { (1.0 - y) * up };
                        let on = if y == 0.0 { 0.0 } else { y * down };
                        self.plain[i] += off + on;
                        self.product[i] = self.product[i].mul_add(e, self.product[i] + e);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn take_logarithm(&mut self) {
        for i in 0..LANES {
            self.plain[i] += math::ln_1p(self.product[i]);
            self.product[i] = 0.0;
        }
        self.factors = 0;
    }

    /// `factor` times the sums.
    #[inline(always)]
    pub fn total(mut self, factor: f64) -> Lane {
        if self.factors > 0 {
            self.take_logarithm();
        }
        self.plain.map(|sum| factor * sum)
    }
}

/// Replaces outputs by `factor` times the derivatives of their losses.
#[inline(always)]
pub(super) fn derive(kind: LossKind, factor: f64, out: &mut [Lane], targets: &[f64]) {
    for (row, &y) in out.iter_mut().zip(targets) {
        match kind {
            LossKind::Squared => {
                let twice = 2.0 * factor;
                for i in 0..LANES {
                    row[i] = twice * (row[i] - y);
                }
            }
            LossKind::CrossEntropy => {
                // (1-y) s(z) - y s(-z) = ((1-y) - y e) / (1 + e) with e = exp(-z), without
                // cancellation
                let (off, on) = (factor * (1.0 - y), -factor * y);
                for i in 0..LANES {
                    row[i] = math::between(off, on, -row[i]);
                }
            }
        }
    }
}
