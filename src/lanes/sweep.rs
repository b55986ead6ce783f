//! Rows of a slice through a network whose first layer is of sigmoid units, with less arithmetic
//! than cell by cell.
//!
//! In a plane the pre-activation of such a unit at a data point is affine in the coordinates,
//! `z(a, b) = z_0 + a z_x + b z_y`. For cells at `a = c + t` around the middle `c` of a block,
//!
//! ```text
//! exp(-z(c + t, b)) = exp(-z(c, b)) exp(-t z_x),
//! ```
//!
//! and the cells of a row are equally far apart: the first factor is needed once a block, the
//! second once a slice, and a cell costs a product instead of an exponential. Two units share one
//! division, since `1/p = q/(p q)`. Rounding enters as in the direct computation: a few units in
//! the last place of the terms of `z`, absolutely.

use std::ops::Range;

use super::activation::activate;
use super::buffer::Rows;
use super::loss::Sums;
use super::network::{Prepared, Scratch, later_layer};
use super::update::Block;
use super::{LANES, Lane};
use crate::network::math;
use crate::platform::Fused as _;

/// Above this the product of two units' `1 + exp(-z)` could overflow; the block is then computed
/// directly.
const LARGEST: f64 = 230.0;
/// Pairs of a point and a unit above which the table of factors is too large to be worth keeping.
const PAIRS: usize = 1 << 15;

/// The weight vectors `origin + a x + b y` of a slice (each of length `P`): the columns of its
/// rows.
#[derive(Clone, Copy, Debug)]
pub struct Raster<'a> {
    /// The weights at `a = b = 0`.
    pub origin: &'a [f64],
    /// What `a` multiplies.
    pub x: &'a [f64],
    /// What `b` multiplies.
    pub y: &'a [f64],
    /// Columns a row.
    pub width: usize,
    /// The ends of a row in `a`; values belong to the centres of its columns.
    pub range: [f64; 2],
}

impl Raster<'_> {
    /// `a` at the centre of column `i`: `low + (i + 1/2) (high - low) / width`.
    #[must_use]
    pub fn column(&self, i: usize) -> f64 {
        centre(self.range, i, self.width)
    }
}

/// The centre of part `i` of `count` equal parts of `range`.
#[must_use]
pub fn centre(range: [f64; 2], i: usize, count: usize) -> f64 {
    range[0] + (range[1] - range[0]) * ((i as f64 + 0.5) / count as f64)
}

/// What the cells of a slice have in common, for every pair of a point and a unit of the first
/// layer.
#[derive(Clone, Debug)]
pub(super) struct Sweep {
    /// `z_0`, `z_x` and `z_y`.
    pre_activations: [Vec<f64>; 3],
    /// `exp(-t z_x)`, a lane a cell of a block.
    factors: Rows,
    /// The weights of the layers after the first.
    pub later_weights: Range<usize>,
}

impl Sweep {
    /// The common part of the rows of `raster`; `None` if they are better computed directly.
    pub fn new(prepared: &Prepared, raster: &Raster) -> Option<Self> {
        let (first, points) = prepared.sigmoid_layer()?;
        if points.len() / first.inputs * first.units > PAIRS {
            return None;
        }
        let along = |direction: &[f64]| -> Vec<f64> {
            let pairs = points.chunks_exact(first.inputs).flat_map(|point| {
                (0..first.units).map(|unit| {
                    let weights = &direction[first.weights.clone()][unit * first.inputs..];
                    let bias = first.biases.clone().nth(unit).map_or(0.0, |k| direction[k]);
                    point.iter().zip(weights).fold(bias, |sum, (x, w)| w.fused(*x, sum))
                })
            });
            pairs.collect()
        };
        let pre_activations = [raster.origin, raster.x, raster.y].map(along);
        let step = (raster.range[1] - raster.range[0]) / raster.width as f64;
        let widest = pre_activations[1].iter().fold(0.0, |most: f64, z| most.max(z.abs()));
        // also false for what is not a number
        let is_narrow = widest * step.abs() * (LANES as f64) < LARGEST;
        is_narrow.then(|| {
            let offsets: Lane = std::array::from_fn(|i| (i as f64 - MIDDLE as f64) * step);
            let factors =
                pre_activations[1].iter().map(|z| offsets.map(|t| math::clamped_exp(-t * z)));
            let later_weights = first.biases.end..raster.origin.len();
            Self { factors: factors.collect(), pre_activations, later_weights }
        })
    }

    /// The first coordinate of the middle of block `chunk` of a row.
    #[expect(clippy::unused_self, reason = "a sweep fixes where middles are")]
    pub fn middle(&self, raster: &Raster, chunk: usize) -> f64 {
        raster.column(chunk * LANES + MIDDLE)
    }
}

/// The lane whose cell is the middle of a block.
const MIDDLE: usize = LANES / 2;

impl Prepared {
    /// The losses of the cells around `(c, b)`, where the weights of the layers after the first
    /// stand in `block`; false if they must be computed directly.
    #[inline(always)]
    pub fn sweep(
        &self,
        sweep: &Sweep,
        [c, b]: [f64; 2],
        block: &mut Block,
        loss: &mut Lane,
    ) -> bool {
        let Block { weights, scratch, middles, .. } = block;
        let [origin, x, y] = &sweep.pre_activations;
        middles.clear();
        let axes = x.iter().zip(y);
        middles.extend(origin.iter().zip(axes).map(|(z, (x, y))| b.fused(*y, c.fused(*x, *z))));
        // also false for what is not a number
        if !middles.iter().all(|z| z.abs() < LARGEST) {
            return false;
        }
        for z in middles.iter_mut() {
            *z = math::clamped_exp(-*z);
        }
        let units = self.layers[0].units;
        let mut sums = Sums::new();
        for turn in self.turns() {
            let pairs = turn.start * units..turn.end * units;
            sigmoids(
                &middles[pairs.clone()],
                &sweep.factors[pairs.clone()],
                &mut scratch.values[0],
            );
            self.after_first(turn, weights, scratch, &mut sums);
        }
        *loss = sums.total(self.factor);
        true
    }

    /// Adds the losses of some points from the values of their first layer.
    #[inline(always)]
    fn after_first(
        &self,
        turn: Range<usize>,
        weights: &[Lane],
        scratch: &mut Scratch,
        sums: &mut Sums,
    ) {
        let last = self.layers.len() - 1;
        for (l, layer) in self.layers.iter().enumerate().skip(1) {
            let (before, after) = scratch.values.split_at_mut(l);
            let rows = &mut after[0][..turn.len() * layer.units];
            later_layer(layer, weights, &before[l - 1][..turn.len() * layer.inputs], rows);
            if l < last {
                activate::<false>(layer.activation, rows, &mut []);
            }
        }
        let outputs = self.layers[last].units;
        let out = &mut scratch.values[last][..turn.len() * outputs];
        let targets = &self.targets[turn.start * outputs..turn.end * outputs];
        self.finish::<true, false>(out, &mut scratch.slopes[last], targets, sums);
    }
}

/// `1 / (1 + e f)` for every pair's `e` and its factors `f`.
#[inline(always)]
fn sigmoids(middles: &[f64], factors: &[Lane], values: &mut [Lane]) {
    let (twos, one) = values[..middles.len()].as_chunks_mut::<2>();
    let (middles, middle) = middles.as_chunks::<2>();
    let (factors, factor) = factors.as_chunks::<2>();
    for ((s, e), f) in twos.iter_mut().zip(middles).zip(factors) {
        for i in 0..LANES {
            let p = e[0].fused(f[0][i], 1.0);
            let q = e[1].fused(f[1][i], 1.0);
            let inverse = 1.0 / (p * q);
            s[0][i] = q * inverse;
            s[1][i] = p * inverse;
        }
    }
    for ((s, e), f) in one.iter_mut().zip(middle).zip(factor) {
        for i in 0..LANES {
            s[i] = 1.0 / e.fused(f[i], 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::lanes::{Kernel, Level};
    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Objective, Reduction};

    /// Networks with a first layer of sigmoid units on 14 points, one turn and a bit.
    fn objectives() -> Vec<Objective> {
        let mut all = Vec::new();
        for layers in [vec![2, 2, 1], vec![1, 3, 2], vec![3, 5, 3, 1]] {
            for kind in LossKind::ALL {
                for bias in [true, false] {
                    let network = Network {
                        layers: layers.clone(),
                        activation: Activation::Sigmoid,
                        output_activation: Activation::Identity,
                        bias,
                    };
                    let inputs = Array2::from_shape_fn((14, layers[0]), |(k, i)| {
                        (k as f64 * 1.7 + i as f64).sin() * 3.0
                    });
                    let targets =
                        Array2::from_shape_fn((14, layers[layers.len() - 1]), |(k, i)| {
                            ((k + i) % 2) as f64
                        });
                    let loss = Loss { kind, reduction: Reduction::Mean, scale: 1.0 };
                    all.push(Objective::new(network, Dataset::new(inputs, targets), loss));
                }
            }
        }
        all
    }

    /// A random origin, and two random directions.
    fn axes(objective: &Objective) -> [Vec<f64>; 3] {
        [2.3, 1.7, 5.1].map(|frequency| {
            (0..objective.parameter_count()).map(|k| 2.0 * (k as f64 * frequency).cos()).collect()
        })
    }

    fn raster(axes: &[Vec<f64>; 3], range: [f64; 2]) -> Raster<'_> {
        let [origin, x, y] = axes;
        Raster { origin, x, y, width: 2 * LANES + 9, range }
    }

    /// Where the three rows of a look stand in `y_range`.
    fn heights(y_range: [f64; 2]) -> [f64; 3] {
        [0, 1, 2].map(|j| centre(y_range, j, 3))
    }

    /// Losses of all rows.
    fn rows(objective: &Objective, [range, y_range]: [[f64; 2]; 2], level: Level) -> Vec<f64> {
        let kernel = Kernel::with_level(objective, level);
        let axes = axes(objective);
        let raster = raster(&axes, range);
        let slicer = kernel.slicer(raster);
        let mut block = kernel.block();
        let mut values = vec![0.0; 3 * raster.width];
        for (b, row) in heights(y_range).into_iter().zip(values.chunks_mut(raster.width)) {
            slicer.row(b, &mut block, row);
        }
        values
    }

    #[test]
    fn swept_rows_agree_with_the_plain_objective_near_and_far_and_deep_down() {
        let looks = [
            [[-3.0, 9.0], [-4.0, 4.0]],
            // some blocks beyond the largest pre-activation
            [[-900.0, 400.0], [-50.0, 60.0]],
            // all of them
            [[1e5, 2e6], [-1e7, 1e7]],
            [[0.1, 0.1 + 1e-9], [0.2, 0.2 + 1e-9]],
        ];
        for objective in objectives() {
            let mut work = objective.workspace();
            let axes = axes(&objective);
            for look in looks {
                let raster = raster(&axes, look[0]);
                let all = rows(&objective, look, Level::Best);
                for (row, b) in all.chunks(raster.width).zip(heights(look[1])) {
                    for (i, value) in row.iter().enumerate() {
                        let a = raster.column(i);
                        let sum = |k: usize| axes[0][k] + a * axes[1][k] + b * axes[2][k];
                        let at: Vec<f64> = (0..objective.parameter_count()).map(sum).collect();
                        let expected = objective.value(&at, &mut work);
                        // rounding of pre-activations, which grow with the weights
                        let size = at.iter().fold(1.0, |most: f64, w| most.max(w.abs()));
                        let error = (value - expected).abs();
                        assert!(
                            error <= 1e-13 * size * (1.0 + expected),
                            "{look:?}: {value} against {expected}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_that_is_not_far_out_is_swept_and_one_that_is_is_not() {
        let objective = &objectives()[0];
        let kernel = Kernel::new(objective);
        let axes = axes(objective);
        let is_swept = |range| Sweep::new(&kernel.prepared, &raster(&axes, range)).is_some();
        assert!(is_swept([-3.0, 9.0]));
        assert!(!is_swept([-1e5, 1e5]));
        assert!(!is_swept([0.0, f64::INFINITY]));
    }

    #[test]
    fn the_instructions_do_not_change_a_bit_of_a_swept_row() {
        for objective in objectives() {
            let look = [[-30.0, 90.0], [-4.0, 4.0]];
            let best = rows(&objective, look, Level::Best);
            assert!(best.iter().all(|loss| loss.is_finite()));
            assert_eq!(best, rows(&objective, look, Level::Avx2));
            assert_eq!(best, rows(&objective, look, Level::Plain));
        }
    }
}
