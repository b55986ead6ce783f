//! Forward and backward passes of one block, some points at a time.

use std::ops::Range;

use super::activation::activate;
use super::buffer::Rows;
use super::loss::{Sums, derive};
use super::{LANES, Lane, small};
use crate::network::{Activation, LayerLayout};
use crate::objective::{LossKind, Objective};
use crate::platform::Fused as _;

/// Points of one pass: enough for the loops to be long, few enough for the rows to stay in the
/// cache.
const POINTS: usize = 12;

/// What the passes need of an objective, laid out for them.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) layers: Vec<LayerLayout>,
    /// All inputs and all targets, point after point.
    pub(super) inputs: Vec<f64>,
    pub(super) targets: Vec<f64>,
    points: usize,
    pub(super) kind: LossKind,
    pub(super) factor: f64,
}

/// Scratch memory of one block: for every layer a row a point and unit.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// Outputs of the units.
    pub(super) values: Vec<Rows>,
    /// `f'` at their pre-activations.
    pub(super) slopes: Vec<Rows>,
    /// Derivative of the loss with respect to their outputs.
    deltas: Vec<Rows>,
}

impl Prepared {
    pub fn new(objective: &Objective) -> Self {
        let data = objective.dataset();
        Self {
            layers: objective.layout().to_vec(),
            inputs: data.inputs().iter().copied().collect(),
            targets: data.targets().iter().copied().collect(),
            points: data.len(),
            kind: objective.loss().kind,
            factor: objective.loss().factor(data.len()),
        }
    }

    pub fn scratch(&self) -> Scratch {
        let points = self.points_of_turn();
        let rows: Vec<Rows> =
            self.layers.iter().map(|layer| Rows::new(points * layer.units)).collect();
        Scratch { values: rows.clone(), slopes: rows.clone(), deltas: rows }
    }

    /// The loss of every lane (if `VALUE`) and its gradient (if `GRADIENT`).
    #[inline(always)]
    pub fn evaluate<const VALUE: bool, const GRADIENT: bool>(
        &self,
        weights: &[Lane],
        scratch: &mut Scratch,
        loss: &mut Lane,
        gradient: &mut [Lane],
    ) {
        match self.shape() {
            Some((1, 1)) => {
                self.evaluate_small::<1, 1, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            Some((1, 2)) => {
                self.evaluate_small::<1, 2, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            Some((1, 3)) => {
                self.evaluate_small::<1, 3, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            Some((2, 2)) => {
                self.evaluate_small::<2, 2, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            Some((2, 3)) => {
                self.evaluate_small::<2, 3, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            Some((2, 4)) => {
                self.evaluate_small::<2, 4, VALUE, GRADIENT>(weights, scratch, loss, gradient);
            }
            _ => self.evaluate_any::<VALUE, GRADIENT>(weights, scratch, loss, gradient),
        }
    }

    /// Inputs and hidden units of a network with one hidden layer, biases and one output.
    fn shape(&self) -> Option<(usize, usize)> {
        match &self.layers[..] {
            [hidden, output] if output.units == 1 && !hidden.biases.is_empty() => {
                Some((hidden.inputs, hidden.units))
            }
            _ => None,
        }
    }

    /// The first layer if it is a hidden one of sigmoid units, and the inputs, point after point.
    pub fn sigmoid_layer(&self) -> Option<(&LayerLayout, &[f64])> {
        let is_one = self.layers.len() > 1 && self.layers[0].activation == Activation::Sigmoid;
        is_one.then(|| (&self.layers[0], &self.inputs[..]))
    }

    /// Points of the longest turn.
    pub fn points_of_turn(&self) -> usize {
        self.points.min(POINTS)
    }

    /// The points in turns, as ranges.
    pub fn turns(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let points = self.points;
        (0..points).step_by(POINTS).map(move |first| first..points.min(first + POINTS))
    }

    #[inline(always)]
    fn evaluate_small<const D: usize, const H: usize, const VALUE: bool, const GRADIENT: bool>(
        &self,
        weights: &[Lane],
        scratch: &mut Scratch,
        loss: &mut Lane,
        gradient: &mut [Lane],
    ) {
        let mut sums = Sums::new();
        if GRADIENT && self.points == 0 {
            gradient.fill([0.0; LANES]);
        }
        for turn in self.turns() {
            let inputs = &self.inputs[turn.start * D..turn.end * D];
            let targets = &self.targets[turn.clone()];
            let (values, out) = scratch.values.split_at_mut(1);
            let (slopes, out_slopes) = scratch.slopes.split_at_mut(1);
            let values = &mut values[0][..turn.len() * H];
            let slopes = &mut slopes[0][..turn.len() * H];
            let out = &mut out[0][..turn.len()];
            let activation = self.layers[0].activation;
            let is_relu = activation == Activation::Relu;
            if is_relu {
                small::hidden::<D, H, true>(weights, inputs, values);
            } else {
                small::hidden::<D, H, false>(weights, inputs, values);
                activate::<GRADIENT>(activation, values, slopes);
            }
            small::output::<D, H>(weights, values, out);
            self.finish::<VALUE, GRADIENT>(out, &mut out_slopes[0], targets, &mut sums);
            if GRADIENT {
                let is_first = turn.start == 0;
                if is_relu {
                    small::gradient::<D, H, true>(
                        is_first, weights, inputs, values, slopes, out, gradient,
                    );
                } else {
                    small::gradient::<D, H, false>(
                        is_first, weights, inputs, values, slopes, out, gradient,
                    );
                }
            }
        }
        if VALUE {
            *loss = sums.total(self.factor);
        }
    }

    /// From pre-activations of the last layer to its losses, and to their derivatives in the same
    /// place.
    #[inline(always)]
    pub fn finish<const VALUE: bool, const GRADIENT: bool>(
        &self,
        out: &mut [Lane],
        slopes: &mut [Lane],
        targets: &[f64],
        sums: &mut Sums,
    ) {
        let LayerLayout { activation, units: outputs, .. } = self.layers[self.layers.len() - 1];
        let is_identity = activation == Activation::Identity;
        let slopes = &mut slopes[..out.len()];
        if !is_identity {
            activate::<GRADIENT>(activation, out, slopes);
        }
        if VALUE {
            sums.add(self.kind, outputs, out, targets);
        }
        if GRADIENT {
            derive(self.kind, self.factor, outputs, out, targets);
            if !is_identity {
                multiply(out, slopes);
            }
        }
    }

    #[inline(always)]
    fn evaluate_any<const VALUE: bool, const GRADIENT: bool>(
        &self,
        weights: &[Lane],
        scratch: &mut Scratch,
        loss: &mut Lane,
        gradient: &mut [Lane],
    ) {
        let mut sums = Sums::new();
        if GRADIENT {
            gradient.fill([0.0; LANES]);
        }
        let (depth, width) = (self.layers.len(), self.layers[0].inputs);
        let outputs = self.layers[depth - 1].units;
        for turn in self.turns() {
            let inputs = &self.inputs[turn.start * width..turn.end * width];
            let targets = &self.targets[turn.start * outputs..turn.end * outputs];
            for (l, layer) in self.layers.iter().enumerate() {
                let (before, after) = scratch.values.split_at_mut(l);
                let rows = &mut after[0][..turn.len() * layer.units];
                match before.last() {
                    None => first_layer(layer, weights, inputs, rows),
                    Some(before) => later_layer(layer, weights, before, rows),
                }
                if l + 1 < depth {
                    activate::<GRADIENT>(
                        layer.activation,
                        rows,
                        &mut scratch.slopes[l][..rows.len()],
                    );
                }
            }
            let out = &mut scratch.values[depth - 1][..turn.len() * outputs];
            self.finish::<VALUE, GRADIENT>(out, &mut scratch.slopes[depth - 1], targets, &mut sums);
            if GRADIENT {
                scratch.deltas[depth - 1][..out.len()].copy_from_slice(out);
                self.backward(weights, inputs, turn.len(), scratch, gradient);
            }
        }
        if VALUE {
            *loss = sums.total(self.factor);
        }
    }

    /// Adds the gradient of `points` points, from the last layer's deltas.
    #[inline(always)]
    fn backward(
        &self,
        weights: &[Lane],
        inputs: &[f64],
        points: usize,
        scratch: &mut Scratch,
        gradient: &mut [Lane],
    ) {
        for (l, layer) in self.layers.iter().enumerate().rev() {
            let (below, delta) = scratch.deltas.split_at_mut(l);
            let delta = &delta[0][..points * layer.units];
            if !layer.biases.is_empty() {
                for delta in delta.chunks_exact(layer.units) {
                    for (g, d) in gradient[layer.biases.clone()].iter_mut().zip(delta) {
                        for i in 0..LANES {
                            g[i] += d[i];
                        }
                    }
                }
            }
            let n = layer.inputs;
            let Some(below) = below.last_mut() else {
                for (x, delta) in inputs.chunks_exact(n).zip(delta.chunks_exact(layer.units)) {
                    let rows = gradient[layer.weights.clone()].chunks_exact_mut(n);
                    for (row, d) in rows.zip(delta) {
                        // inputs that are zero cost nothing
                        for (g, &x) in row.iter_mut().zip(x).filter(|(_, x)| **x != 0.0) {
                            for i in 0..LANES {
                                g[i] = d[i].fused(x, g[i]);
                            }
                        }
                    }
                }
                return;
            };
            let below = &mut below[..points * n];
            below.fill([0.0; LANES]);
            let values = &scratch.values[l - 1][..points * n];
            let each = below.chunks_exact_mut(n).zip(values.chunks_exact(n));
            for ((below, values), delta) in each.zip(delta.chunks_exact(layer.units)) {
                for (unit, d) in delta.iter().enumerate() {
                    let start = layer.weights.start + unit * n;
                    let rows =
                        gradient[start..start + n].iter_mut().zip(&weights[start..start + n]);
                    for ((g, w), (b, h)) in rows.zip(below.iter_mut().zip(values)) {
                        for i in 0..LANES {
                            g[i] = d[i].fused(h[i], g[i]);
                            b[i] = d[i].fused(w[i], b[i]);
                        }
                    }
                }
            }
            multiply(below, &scratch.slopes[l - 1]);
        }
    }
}

#[inline(always)]
fn multiply(rows: &mut [Lane], by: &[Lane]) {
    for (x, y) in rows.as_flattened_mut().iter_mut().zip(by.as_flattened()) {
        *x *= y;
    }
}

/// Pre-activations of the first layer.
#[inline(always)]
pub(super) fn first_layer(
    layer: &LayerLayout,
    weights: &[Lane],
    inputs: &[f64],
    rows: &mut [Lane],
) {
    for (x, rows) in inputs.chunks_exact(layer.inputs).zip(rows.chunks_exact_mut(layer.units)) {
        let all = weights[layer.weights.clone()].chunks_exact(layer.inputs);
        for (unit, (z, w)) in rows.iter_mut().zip(all).enumerate() {
            let mut sum = bias(layer, weights, unit);
            for (w, &x) in w.iter().zip(x).filter(|(_, x)| **x != 0.0) {
                for i in 0..LANES {
                    sum[i] = w[i].fused(x, sum[i]);
                }
            }
            *z = sum;
        }
    }
}

/// Pre-activations of a later layer.
#[inline(always)]
pub(super) fn later_layer(
    layer: &LayerLayout,
    weights: &[Lane],
    before: &[Lane],
    rows: &mut [Lane],
) {
    for (h, rows) in before.chunks_exact(layer.inputs).zip(rows.chunks_exact_mut(layer.units)) {
        let all = weights[layer.weights.clone()].chunks_exact(layer.inputs);
        for (unit, (z, w)) in rows.iter_mut().zip(all).enumerate() {
            let mut sum = bias(layer, weights, unit);
            for (w, h) in w.iter().zip(h) {
                for i in 0..LANES {
                    sum[i] = w[i].fused(h[i], sum[i]);
                }
            }
            *z = sum;
        }
    }
}

#[inline(always)]
fn bias(layer: &LayerLayout, weights: &[Lane], unit: usize) -> Lane {
    if layer.biases.is_empty() { [0.0; LANES] } else { weights[layer.biases.start + unit] }
}
