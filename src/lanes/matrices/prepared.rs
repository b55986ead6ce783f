//! What the passes need of an objective.

use std::ops::Range;

use ndarray::Array2;

use crate::network::{Dataset, LayerLayout};
use crate::objective::{Loss, Objective};

/// An objective laid out for passes.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub layers: Vec<LayerLayout>,
    pub dataset: Dataset,
    pub loss: Loss,
    /// Length `P` of the weight vector.
    pub parameters: usize,
}

impl Prepared {
    pub fn new(objective: &Objective) -> Self {
        Self {
            layers: objective.layout().to_vec(),
            dataset: objective.dataset().clone(),
            loss: objective.loss(),
            parameters: objective.parameter_count(),
        }
    }

    /// The inputs of some points, one after the other.
    pub fn inputs(&self, points: Range<usize>) -> &[f64] {
        rows(self.dataset.inputs(), points)
    }

    /// Their targets.
    pub fn targets(&self, points: Range<usize>) -> &[f64] {
        rows(self.dataset.targets(), points)
    }
}

/// Rows of a matrix of a data set, one after the other.
fn rows(matrix: &Array2<f64>, rows: Range<usize>) -> &[f64] {
    let all = matrix.as_slice().expect("standard layout by construction");
    &all[rows.start * matrix.ncols()..rows.end * matrix.ncols()]
}
