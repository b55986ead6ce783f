//! Rows of a slice, many points at once.
//!
//! In a plane the pre-activations of the first layer are affine in the coordinates, `Z_1(a, b) =
//! Z_0 + a Z_x + b Z_y`: their products are taken once a slice, and a cell begins with a sum.
//! Rounding enters as in the direct computation: a few units in the last place of the terms.

use ndarray::Array2;

use super::evaluate::{Matrices, Part, Threads, Work, turns};
use crate::lanes::sweep::Raster;
use crate::monitor::Monitor;
use crate::network::norm;

/// Pre-activations of the first layer above which they are computed cell by cell.
const PAIRS: usize = 1 << 22;

/// The cells of one slice.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    matrices: &'a Matrices,
    raster: Raster<'a>,
    /// `Z_0`, `Z_x` and `Z_y`, `n x h` each.
    first: Option<[Array2<f64>; 3]>,
}

/// Scratch memory for a row of cells.
#[derive(Clone, Debug)]
pub struct CellWork {
    work: Work,
    weights: Vec<f64>,
    gradient: Vec<f64>,
    /// `Z_0 + b Z_y` of a turn.
    begun: Vec<f64>,
}

impl Matrices {
    /// What computes the rows of a slice.
    #[must_use]
    pub fn cells<'a>(&'a self, raster: Raster<'a>) -> Cells<'a> {
        let (layer, inputs) = (&self.prepared.layers[0], self.prepared.dataset.inputs());
        let is_kept = inputs.nrows().saturating_mul(layer.units) <= PAIRS;
        let first = is_kept.then(|| {
            [raster.origin, raster.x, raster.y].map(|direction| {
                let mut all = Array2::zeros((inputs.nrows(), layer.units));
                if !layer.biases.is_empty() {
                    let biases = ndarray::aview1(&direction[layer.biases.clone()]);
                    all.rows_mut().into_iter().for_each(|mut row| row.assign(&biases));
                }
                let matrix = &direction[layer.weights.clone()];
                let matrix = ndarray::ArrayView2::from_shape((layer.units, layer.inputs), matrix);
                let matrix = matrix.expect("a row a unit");
                ndarray::linalg::general_mat_mul(1.0, inputs, &matrix.t(), 1.0, &mut all);
                all
            })
        });
        Cells { matrices: self, raster, first }
    }
}

impl Cells<'_> {
    /// Scratch memory for one thread.
    #[must_use]
    pub fn work(&self) -> CellWork {
        let weights = vec![0.0; self.matrices.prepared.parameters];
        let work = self.matrices.work(Threads::One);
        CellWork { work, gradient: weights.clone(), weights, begun: Vec::new() }
    }

    /// The losses of the row at `b` into `row`, a number a column; `None` when cancelled.
    pub fn row(
        &self,
        b: f64,
        row: &mut [f64],
        work: &mut CellWork,
        monitor: &Monitor,
    ) -> Option<()> {
        let it = &self.matrices.prepared;
        let CellWork { work, weights, begun, .. } = work;
        let Part { turn, .. } = &mut self.matrices.parts(1, work)[0];
        row.fill(0.0);
        // turn by turn, so that what all cells of a row have in common stays in the cache
        for points in turns(0..it.dataset.len()) {
            let numbers = points.start * it.layers[0].units..;
            let kept = self.first.as_ref().map(|first| {
                let count = points.len() * it.layers[0].units;
                first
                    .each_ref()
                    .map(|all| &all.as_slice().expect("standard layout")[numbers.clone()][..count])
            });
            if let Some([origin, _, y]) = kept {
                begun.clear();
                begun.extend(origin.iter().zip(y).map(|(z, y)| z + b * y));
            }
            for (i, loss) in row.iter_mut().enumerate() {
                if monitor.is_cancelled() {
                    return None;
                }
                let a = self.raster.column(i);
                if let Some([_, x, _]) = kept {
                    let values = turn.values[0].as_flattened_mut().iter_mut();
                    values.zip(begun.iter().zip(x)).for_each(|(z, (begun, x))| *z = begun + a * x);
                    self.place(1, [a, b], weights);
                    turn.after_first::<false>(it, weights, points.len());
                } else {
                    self.place(0, [a, b], weights);
                    let inputs = it.inputs(points.clone());
                    turn.forward::<false>(it, weights, inputs, points.len());
                }
                *loss += turn.loss(it, points.clone());
            }
        }
        let factor = it.loss.factor(it.dataset.len());
        row.iter_mut().for_each(|loss| *loss *= factor);
        Some(())
    }

    /// The norms of the gradients of the row at `b` into `row`, a number a column; `None` when
    /// cancelled.
    pub fn gradient_row(
        &self,
        b: f64,
        row: &mut [f64],
        work: &mut CellWork,
        monitor: &Monitor,
    ) -> Option<()> {
        let CellWork { work, weights, gradient, .. } = work;
        for (i, value) in row.iter_mut().enumerate() {
            if monitor.is_cancelled() {
                return None;
            }
            self.place(0, [self.raster.column(i), b], weights);
            self.matrices.value_and_gradient(weights, None, gradient, work);
            *value = norm(gradient);
        }
        Some(())
    }

    /// The weights of the layers from this one on, at `(a, b)`.
    fn place(&self, layer: usize, [a, b]: [f64; 2], weights: &mut [f64]) {
        let begin =
            self.matrices.prepared.layers.get(layer).map_or(weights.len(), |at| at.weights.start);
        let Raster { origin, x, y, .. } = self.raster;
        let axes = origin[begin..].iter().zip(&x[begin..]).zip(&y[begin..]);
        for (weight, ((origin, x), y)) in weights[begin..].iter_mut().zip(axes) {
            *weight = origin + a * x + b * y;
        }
    }
}
