//! Losses of whole buffers of rows: sums and derivatives.

use super::{LANES, Lane};
use crate::network::math;
use crate::objective::LossKind;
use crate::platform::Fused as _;

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

    /// Adds the losses of outputs `out` against their targets, `outputs` of them a point.
    #[inline(always)]
    pub fn add(&mut self, kind: LossKind, outputs: usize, out: &[Lane], targets: &[f64]) {
        if kind == LossKind::Softmax {
            let points = out.chunks_exact(outputs).zip(targets.chunks_exact(outputs));
            return points.for_each(|(out, targets)| self.add_softmax(out, targets));
        }
        for (out, &y) in out.iter().zip(targets) {
            match kind {
                LossKind::Softmax => {}
                LossKind::Squared => {
                    for i in 0..LANES {
                        let residual = out[i] - y;
                        self.plain[i] = residual.fused(residual, self.plain[i]);
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
                        self.product[i] = self.product[i].fused(e, self.product[i] + e);
                    }
                }
            }
        }
    }

    /// Adds the softmax of one point; the formulas are those of the objective's own.
    #[inline(always)]
    fn add_softmax(&mut self, out: &[Lane], targets: &[f64]) {
        let (top, total) = (greatest(out), targets.iter().sum::<f64>());
        let mut rest = Rest::new();
        for (z, &y) in out.iter().zip(targets) {
            for i in 0..LANES {
                let own = exponential(z[i], top[i]);
                rest.add(i, own);
                let below = if y == 0.0 || own == 1.0 { 0.0 } else { y * (top[i] - z[i]) };
                self.plain[i] += below;
            }
        }
        for i in 0..LANES {
            self.plain[i] = total.fused(math::ln_1p(rest.at(i)), self.plain[i]);
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

/// The greatest of a point's outputs.
#[inline(always)]
fn greatest(out: &[Lane]) -> Lane {
    let mut top = out[0];
    for z in &out[1..] {
        for i in 0..LANES {
            top[i] = if z[i] > top[i] { z[i] } else { top[i] };
        }
    }
    top
}

/// `exp(z - top)`: 1 for the greatest, also where it is infinite.
#[inline(always)]
fn exponential(z: f64, top: f64) -> f64 {
    if z == top { 1.0 } else { math::small_exp(z - top) }
}

/// `sum_j exp(z_j - top) - 1` under way: what the others add to the 1 of the greatest is kept
/// apart, so that no small one is lost.
struct Rest {
    small: Lane,
    ones: Lane,
}

impl Rest {
    #[inline(always)]
    fn new() -> Self {
        Self { small: [0.0; LANES], ones: [-1.0; LANES] }
    }

    #[inline(always)]
    fn add(&mut self, i: usize, own: f64) {
        self.small[i] += if own == 1.0 { 0.0 } else { own };
        self.ones[i] += if own == 1.0 { 1.0 } else { 0.0 };
    }

    #[inline(always)]
    fn at(&self, i: usize) -> f64 {
        self.small[i] + self.ones[i]
    }

    /// What all but one add up to, of which that one is `own`.
    #[inline(always)]
    fn without(&self, i: usize, own: f64) -> f64 {
        if own == 1.0 { self.at(i) } else { 1.0 + self.at(i) - own }
    }
}

/// Replaces outputs, `outputs` of them a point, by `factor` times the derivatives of their losses.
#[inline(always)]
pub(super) fn derive(
    kind: LossKind,
    factor: f64,
    outputs: usize,
    out: &mut [Lane],
    targets: &[f64],
) {
    if kind == LossKind::Softmax {
        let points = out.chunks_exact_mut(outputs).zip(targets.chunks_exact(outputs));
        return points.for_each(|(out, targets)| derive_softmax(factor, out, targets, &mut []));
    }
    for (row, &y) in out.iter_mut().zip(targets) {
        match kind {
            LossKind::Softmax => {}
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

/// Replaces the outputs of one point by `factor` times the derivatives of its softmax, and puts the
/// second derivatives into `curvature`, row by row, unless that is empty.
#[inline(always)]
pub(super) fn derive_softmax(
    factor: f64,
    out: &mut [Lane],
    targets: &[f64],
    curvature: &mut [Lane],
) {
    let (top, total) = (greatest(out), targets.iter().sum::<f64>());
    let mut rest = Rest::new();
    for z in out.iter_mut() {
        for i in 0..LANES {
            z[i] = exponential(z[i], top[i]);
            rest.add(i, z[i]);
        }
    }
    let mut inverse = [0.0; LANES];
    for i in 0..LANES {
        inverse[i] = 1.0 / (1.0 + rest.at(i));
    }
    let count = out.len();
    for (k, row) in curvature.chunks_exact_mut(count).enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            for i in 0..LANES {
                let own = out[k][i];
                let other = if j == k { rest.without(i, own) } else { -out[j][i] };
                entry[i] = factor * total * (own * inverse[i]) * (other * inverse[i]);
            }
        }
    }
    for (row, &y) in out.iter_mut().zip(targets) {
        let (off, on) = (factor * (total - y), factor * y);
        for i in 0..LANES {
            let others = rest.without(i, row[i]);
            row[i] = off.fused(row[i], -on * others) * inverse[i];
        }
    }
}
