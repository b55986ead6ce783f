//! Many steps of descents that creep at once, a lane each.
//!
//! Where a descent creeps, its steps follow the flow `dw/dt = -g(w)`: `n` steps of gradient descent
//! take a [time](Settings::time_of_step) `n rate`. The greatest curvature bounds a step, though
//! hardly anything moves along it any more; such a flow is stiff. A stabilised method
//! ([`super::chebyshev`]) follows it by gradients alone: `s` of them cover a time of about `2/3
//! s^2` over the greatest curvature, where `s` steps of descent cover at most `2 s` over it. Its
//! own estimate of the error tells whether to believe it.

use std::sync::LazyLock;

use multiversion::multiversion;

use super::buffer::Rows;
use super::chebyshev::{Method, methods, place};
use super::kernel::Kernel;
use super::update::Block;
use super::{LANES, Lane};
use crate::optimizer::Settings;

/// Distance, as a share of `1 + |w|`, over which curvature is measured.
const PROBE: f64 = 1e-5;

/// Rkc of the lanes of a block, and the memory to make them.
#[derive(Clone, Debug)]
pub struct Rkc {
    /// The weights before a leap, and after it.
    pub block: Block,
    /// The times to leap over.
    pub times: Lane,
    /// The gradients to take for it, a number that [`stages`](super::stages) gives.
    pub stages: [usize; LANES],
    /// The losses after it.
    pub loss: Lane,
    /// An estimate of the error of the weights after it (Euclidean).
    pub error: Lane,
    /// The distance leapt (Euclidean).
    pub moved: Lane,
    /// The change of the gradient over the leap, as a share of what it was before.
    pub turned: Lane,
    /// Directions of unit length in which curvature is measured, a row a parameter.
    pub modes: Rows,
    /// The curvature found along them, by its modulus; the greatest one after some looks.
    pub curvature: Lane,
    base: Rows,
    before: Rows,
    slopes: Rows,
    probe: Block,
}

impl Kernel {
    /// Memory for rkc of this kernel's blocks.
    #[must_use]
    pub fn rkc(&self) -> Rkc {
        let block = self.block();
        let rows = block.weights.clone();
        let zero = [0.0; LANES];
        Rkc {
            times: zero,
            stages: [0; LANES],
            loss: zero,
            error: zero,
            moved: zero,
            turned: zero,
            modes: rows.clone(),
            curvature: zero,
            base: rows.clone(),
            before: rows.clone(),
            slopes: rows,
            probe: block.clone(),
            block,
        }
    }

    /// Rkc of all lanes of `rkc.block` over their times. Momentum's velocities are those of the
    /// flow afterwards.
    pub fn rkc_step(&self, rkc: &mut Rkc, settings: &Settings) {
        static METHODS: LazyLock<Vec<Method>> = LazyLock::new(methods);
        let decay = settings.weight_decay;
        let Rkc { block, base, before, slopes, times, stages, .. } = rkc;
        let each = stages.map(|stages| &METHODS[place(stages)]);
        base.copy_from_slice(&block.weights);
        before.copy_from_slice(&block.weights);
        for stage in 0..each.iter().map(|method| method.len()).max().unwrap_or(0) {
            self.slope(block, decay);
            if stage == 0 {
                slopes.copy_from_slice(&block.gradient);
            }
            // those that have made all of theirs stay
            let each =
                each.map(|method| method.get(stage).copied().unwrap_or([0.0, 1.0, 0.0, 0.0, 0.0]));
            let factors = std::array::from_fn(|k| each.map(|factors| factors[k]));
            combine(before, base, &block.weights, [&block.gradient, slopes], &factors, times);
            std::mem::swap(before, &mut block.weights);
        }
        self.slope(block, decay);
        block.settle(settings.lag());
        rkc.measure();
        self.value(&mut rkc.block, &mut rkc.loss);
    }

    /// Looks once more for the direction of the greatest curvature (a step of the power method on
    /// the Hessian, by differences), where `rkc.block` stands and has its gradient.
    pub fn probe(&self, rkc: &mut Rkc, decay: f64) {
        let Rkc { block, probe, modes, curvature, .. } = rkc;
        let reach = lengths(&block.weights).map(|size| PROBE * (1.0 + size));
        for (k, weights) in probe.weights.iter_mut().enumerate() {
            for i in 0..LANES {
                weights[i] = block.weights[k][i] + reach[i] * modes[k][i];
            }
        }
        self.slope(probe, decay);
        for (k, change) in probe.gradient.iter_mut().enumerate() {
            for i in 0..LANES {
                change[i] = (change[i] - block.gradient[k][i]) / reach[i];
            }
        }
        *curvature = lengths(&probe.gradient);
        for (mode, change) in modes.iter_mut().zip(probe.gradient.iter()) {
            for i in 0..LANES {
                // where nothing curves any direction will do
                mode[i] = if curvature[i] > 0.0 { change[i] / curvature[i] } else { mode[i] };
            }
        }
    }

    /// The gradient, weight decay and all.
    pub fn slope(&self, block: &mut Block, decay: f64) {
        self.gradient(block);
        if decay != 0.0 {
            for (g, w) in
                block.gradient.as_flattened_mut().iter_mut().zip(block.weights.as_flattened())
            {
                *g += decay * w;
            }
        }
    }
}

impl Rkc {
    /// Error, distance and turn, from what is before and after the leap.
    fn measure(&mut self) {
        let Self { block, base, before, slopes, times, .. } = self;
        let (weights, after) = (&block.weights, &block.gradient);
        let mut of = |difference: &dyn Fn(usize, usize) -> f64| {
            for (k, row) in before.iter_mut().enumerate() {
                *row = std::array::from_fn(|i| difference(k, i));
            }
            lengths(before)
        };
        // the estimate of the method's authors
        self.error = of(&|k, i| {
            0.8 * (base[k][i] - weights[k][i]) - 0.4 * times[i] * (slopes[k][i] + after[k][i])
        });
        self.moved = of(&|k, i| weights[k][i] - base[k][i]);
        let (change, size) = (of(&|k, i| after[k][i] - slopes[k][i]), lengths(slopes));
        self.turned =
            std::array::from_fn(|i| if change[i] == 0.0 { 0.0 } else { change[i] / size[i] });
    }
}

/// One stage: the first weights, the last ones, those before them (in `new`) and the slopes,
/// combined.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn combine(
    new: &mut [Lane],
    base: &[Lane],
    last: &[Lane],
    [slope, first]: [&[Lane]; 2],
    [of_base, of_last, of_new, of_slope, of_first]: &[Lane; 5],
    times: &Lane,
) {
    for (k, new) in new.iter_mut().enumerate() {
        for i in 0..LANES {
            let slopes = of_slope[i] * slope[k][i] + of_first[i] * first[k][i];
            let weights = of_base[i] * base[k][i] + of_last[i] * last[k][i] + of_new[i] * new[i];
            new[i] = weights - times[i] * slopes;
        }
    }
}

/// Euclidean length of every lane.
fn lengths(rows: &[Lane]) -> Lane {
    let mut sum = [0.0; LANES];
    for row in rows {
        for i in 0..LANES {
            sum[i] += row[i] * row[i];
        }
    }
    sum.map(f64::sqrt)
}

#[cfg(test)]
#[path = "rkc_tests.rs"]
mod tests;
