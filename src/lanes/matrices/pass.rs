//! Forward and backward pass of a turn: some points at once.
//!
//! With points as the rows of `H_(l-1)` a layer is `Z_l = H_(l-1) W_l^T + 1 b_l^T` and `H_l =
//! f_l(Z_l)`; with `D_l` the derivatives of the loss by `Z_l`, those by `W_l` are `D_l^T H_(l-1)`,
//! those by `b_l` the sums of its columns, and `D_(l-1) = (D_l W_l) * f_(l-1)'(Z_(l-1))`.

use std::ops::Range;

use multiversion::multiversion;
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use super::loss::losses;
use super::prepared::Prepared;
use crate::lanes::activation::activate;
use crate::lanes::buffer::Rows;
use crate::lanes::{LANES, Lane};
use crate::network::{Activation, LayerLayout};

/// Scratch memory of a turn: for every layer a matrix with a row a point.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// Outputs of the units.
    pub values: Vec<Rows>,
    /// `f'` at their pre-activations.
    slopes: Vec<Rows>,
    /// Derivatives of the loss by their pre-activations.
    deltas: Vec<Rows>,
    /// Inputs and targets of a batch's points.
    inputs: Vec<f64>,
    targets: Vec<f64>,
}

impl Turn {
    /// Memory for so many points.
    pub fn new(layers: &[LayerLayout], points: usize) -> Self {
        let rows = |layer: &LayerLayout| Rows::new((points * layer.units).div_ceil(LANES));
        let values: Vec<Rows> = layers.iter().map(rows).collect();
        Self {
            slopes: values.clone(),
            deltas: values.clone(),
            values,
            inputs: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// The forward pass, with slopes if `GRADIENT`.
    pub fn forward<const GRADIENT: bool>(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        inputs: &[f64],
        points: usize,
    ) {
        let first = &prepared.layers[0];
        let inputs = ArrayView2::from_shape((points, first.inputs), inputs).expect("whole rows");
        product(first, weights, inputs, matrix_mut(&mut self.values[0], points, first.units));
        self.after_first::<GRADIENT>(prepared, weights, points);
    }

    /// The forward pass from the pre-activations of the first layer on, which stand in
    /// [`Self::values`].
    pub fn after_first<const GRADIENT: bool>(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        points: usize,
    ) {
        for (l, layer) in prepared.layers.iter().enumerate() {
            let (before, after) = self.values.split_at_mut(l);
            if let Some(before) = before.last() {
                let before = matrix(before, points, layer.inputs);
                product(layer, weights, before, matrix_mut(&mut after[0], points, layer.units));
            }
            let used = (points * layer.units).div_ceil(LANES);
            let (values, slopes) = (&mut after[0][..used], &mut self.slopes[l][..used]);
            if GRADIENT {
                values_and_slopes(layer.activation, values, slopes);
            } else if layer.activation != Activation::Identity {
                values_alone(layer.activation, values);
            }
        }
    }

    /// The outputs of the last layer, after a forward pass.
    pub fn outputs(&self, prepared: &Prepared, points: usize) -> ArrayView2<'_, f64> {
        let last = prepared.layers.len() - 1;
        matrix(&self.values[last], points, prepared.layers[last].units)
    }

    /// The sum of the losses of these points, after a forward pass.
    pub fn loss(&mut self, prepared: &Prepared, points: Range<usize>) -> f64 {
        self.losses::<false>(prepared, prepared.targets(points))
    }

    /// Adds the gradient of the sum of the losses of these points to `gradient`; returns that sum.
    pub fn add_gradient(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        points: Range<usize>,
        gradient: &mut [f64],
    ) -> f64 {
        let targets = prepared.targets(points.clone());
        self.add(prepared, weights, [prepared.inputs(points), targets], gradient)
    }

    /// The same of any points.
    pub fn add_gradient_on(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        points: &[usize],
        gradient: &mut [f64],
    ) -> f64 {
        let mut inputs = std::mem::take(&mut self.inputs);
        let mut targets = std::mem::take(&mut self.targets);
        inputs.clear();
        targets.clear();
        for &point in points {
            inputs.extend_from_slice(prepared.dataset.input(point));
            targets.extend_from_slice(prepared.dataset.target(point));
        }
        let loss = self.add(prepared, weights, [&inputs, &targets], gradient);
        (self.inputs, self.targets) = (inputs, targets);
        loss
    }

    fn add(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        [inputs, targets]: [&[f64]; 2],
        gradient: &mut [f64],
    ) -> f64 {
        let points = inputs.len() / prepared.layers[0].inputs;
        self.forward::<true>(prepared, weights, inputs, points);
        let loss = self.losses::<true>(prepared, targets);
        self.backward(prepared, weights, inputs, points, gradient);
        loss
    }

    /// The sum of the losses; with their derivatives by the pre-activations of the last layer if
    /// `GRADIENT`.
    fn losses<const GRADIENT: bool>(&mut self, prepared: &Prepared, targets: &[f64]) -> f64 {
        let last = self.values.len() - 1;
        let (layer, count) = (&prepared.layers[last], targets.len());
        let out = &self.values[last].as_flattened()[..count];
        let deltas = &mut self.deltas[last];
        let sum = losses::<GRADIENT>(prepared.loss.kind, layer.units, [out, targets], deltas);
        if GRADIENT && layer.activation != Activation::Identity {
            let slopes = &self.slopes[last].as_flattened()[..count];
            multiply(&mut deltas.as_flattened_mut()[..count], slopes);
        }
        sum
    }

    fn backward(
        &mut self,
        prepared: &Prepared,
        weights: &[f64],
        inputs: &[f64],
        points: usize,
        gradient: &mut [f64],
    ) {
        for (l, layer) in prepared.layers.iter().enumerate().rev() {
            let (below, above) = self.deltas.split_at_mut(l);
            let delta = matrix(&above[0], points, layer.units);
            let input = match l.checked_sub(1) {
                Some(before) => matrix(&self.values[before], points, layer.inputs),
                None => ArrayView2::from_shape((points, layer.inputs), inputs).expect("whole rows"),
            };
            let shape = (layer.units, layer.inputs);
            let slopes = &mut gradient[layer.weights.clone()];
            let mut slopes = ArrayViewMut2::from_shape(shape, slopes).expect("a slope a weight");
            general_mat_mul(1.0, &delta.t(), &input, 1.0, &mut slopes);
            if !layer.biases.is_empty() {
                let sums = &mut gradient[layer.biases.clone()];
                for row in delta.rows() {
                    sums.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
                }
            }
            if let Some(below) = below.last_mut() {
                let matrix = &weights[layer.weights.clone()];
                let matrix = ArrayView2::from_shape(shape, matrix).expect("a row a unit");
                let mut deltas = matrix_mut(below, points, layer.inputs);
                general_mat_mul(1.0, &delta, &matrix, 0.0, &mut deltas);
                let used = points * layer.inputs;
                let slopes = &self.slopes[l - 1].as_flattened()[..used];
                multiply(&mut below.as_flattened_mut()[..used], slopes);
            }
        }
    }
}

/// The pre-activations of a layer from its inputs.
fn product(
    layer: &LayerLayout,
    weights: &[f64],
    inputs: ArrayView2<'_, f64>,
    mut outputs: ArrayViewMut2<'_, f64>,
) {
    let shape = (layer.units, layer.inputs);
    let matrix = &weights[layer.weights.clone()];
    let matrix = ArrayView2::from_shape(shape, matrix).expect("a row a unit");
    if layer.biases.is_empty() {
        return general_mat_mul(1.0, &inputs, &matrix.t(), 0.0, &mut outputs);
    }
    let biases = &weights[layer.biases.clone()];
    for row in outputs.rows_mut() {
        row.into_slice().expect("rows in one piece").copy_from_slice(biases);
    }
    general_mat_mul(1.0, &inputs, &matrix.t(), 1.0, &mut outputs);
}

fn multiply(numbers: &mut [f64], by: &[f64]) {
    numbers.iter_mut().zip(by).for_each(|(x, y)| *x *= y);
}

fn matrix(rows: &Rows, points: usize, columns: usize) -> ArrayView2<'_, f64> {
    let numbers = &rows.as_flattened()[..points * columns];
    ArrayView2::from_shape((points, columns), numbers).expect("whole rows")
}

fn matrix_mut(rows: &mut Rows, points: usize, columns: usize) -> ArrayViewMut2<'_, f64> {
    let numbers = &mut rows.as_flattened_mut()[..points * columns];
    ArrayViewMut2::from_shape((points, columns), numbers).expect("whole rows")
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn values_alone(activation: Activation, values: &mut [Lane]) {
    activate::<false>(activation, values, &mut []);
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn values_and_slopes(activation: Activation, values: &mut [Lane], slopes: &mut [Lane]) {
    activate::<true>(activation, values, slopes);
}
