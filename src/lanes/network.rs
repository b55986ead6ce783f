//! Forward and backward pass of one block on one point.

use super::math::{self, map};
use super::{LANES, Lane};
use crate::activation::{Activation, LEAKY_SLOPE};
use crate::network::LayerLayout;
use crate::objective::{LossKind, Objective};

/// What the passes need of an objective, laid out for them.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub layers: Vec<LayerLayout>,
    /// Offset of each layer's units among all units.
    pub units: Vec<usize>,
    pub unit_count: usize,
    pub points: Vec<Point>,
    pub kind: LossKind,
    pub factor: f64,
}

/// A data point: its inputs other than zero, which alone cost arithmetic, and its targets.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub inputs: Vec<(usize, f64)>,
    pub targets: Vec<f64>,
}

/// Scratch memory of one block: a row a unit.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// Outputs of the units.
    post: Vec<Lane>,
    /// `f'` at their pre-activations.
    slope: Vec<Lane>,
    /// Derivative of the loss with respect to their outputs.
    delta: Vec<Lane>,
}

impl Prepared {
    pub fn new(objective: &Objective) -> Self {
        let data = objective.dataset();
        let layers = objective.layout().to_vec();
        let units = layers
            .iter()
            .scan(0, |next, layer| {
                let first = *next;
                *next += layer.units;
                Some(first)
            })
            .collect();
        let points = (0..data.len())
            .map(|i| Point {
                inputs: data.input(i).iter().copied().enumerate().filter(|(_, x)| *x != 0.0).collect(),
                targets: data.target(i).to_vec(),
            })
            .collect();
        Self {
            unit_count: layers.iter().map(|layer| layer.units).sum(),
            units,
            layers,
            points,
            kind: objective.loss().kind,
            factor: objective.loss().factor(data.len()),
        }
    }

    pub fn scratch(&self) -> Scratch {
        let rows = vec![[0.0; LANES]; self.unit_count];
        Scratch { post: rows.clone(), slope: rows.clone(), delta: rows }
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
        *loss = [0.0; LANES];
        if GRADIENT {
            gradient.fill([0.0; LANES]);
        }
        for point in &self.points {
            self.forward::<GRADIENT>(weights, point, scratch);
            self.output::<VALUE, GRADIENT>(point, scratch, loss);
            if GRADIENT {
                self.backward(weights, point, scratch, gradient);
            }
        }
        *loss = map(loss, |l| l * self.factor);
        if GRADIENT && self.factor != 1.0 {
            for row in gradient {
                *row = map(row, |g| g * self.factor);
            }
        }
    }

    #[inline(always)]
    fn forward<const GRADIENT: bool>(&self, weights: &[Lane], point: &Point, scratch: &mut Scratch) {
        for (l, layer) in self.layers.iter().enumerate() {
            let (before, after) = scratch.post.split_at_mut(self.units[l]);
            for unit in 0..layer.units {
                let row = &weights[layer.weights.start + unit * layer.inputs..][..layer.inputs];
                let mut z =
                    if layer.biases.is_empty() { [0.0; LANES] } else { weights[layer.biases.start + unit] };
                if l == 0 {
                    for &(input, x) in &point.inputs {
                        let w = &row[input];
                        for i in 0..LANES {
                            z[i] = w[i].mul_add(x, z[i]);
                        }
                    }
                } else {
                    for (w, h) in row.iter().zip(&before[self.units[l - 1]..]) {
                        for i in 0..LANES {
                            z[i] = w[i].mul_add(h[i], z[i]);
                        }
                    }
                }
                let slope = &mut scratch.slope[self.units[l] + unit];
                activate::<GRADIENT>(layer.activation, &z, &mut after[unit], slope);
            }
        }
    }

    /// Adds the point's loss, and puts its derivative into the last layer's `delta`.
    #[inline(always)]
    fn output<const VALUE: bool, const GRADIENT: bool>(
        &self,
        point: &Point,
        scratch: &mut Scratch,
        loss: &mut Lane,
    ) {
        let first = self.units[self.layers.len() - 1];
        for (k, &y) in point.targets.iter().enumerate() {
            let out = &scratch.post[first + k];
            let delta = &mut scratch.delta[first + k];
            match self.kind {
                LossKind::Squared => {
                    for i in 0..LANES {
                        let residual = out[i] - y;
                        loss[i] = residual.mul_add(residual, loss[i]);
                        delta[i] = 2.0 * residual;
                    }
                }
                LossKind::CrossEntropy => {
                    for i in 0..LANES {
                        let z = out[i];
                        let e = math::exp(-z.abs());
                        if VALUE {
                            let log = math::ln_1p_of_share(e);
                            let (up, down) = if z >= 0.0 { (z + log, log) } else { (log, log - z) };
                            // softplus(z) for targets off, softplus(-z) for targets on
                            let off = if y == 1.0 { 0.0 } else { (1.0 - y) * up };
                            let on = if y == 0.0 { 0.0 } else { y * down };
                            loss[i] += off + on;
                        }
                        if GRADIENT {
                            let large = 1.0 / (1.0 + e);
                            let small = e * large;
                            let (on, off) = if z >= 0.0 { (large, small) } else { (small, large) };
                            delta[i] = (1.0 - y).mul_add(on, -y * off);
                        }
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn backward(&self, weights: &[Lane], point: &Point, scratch: &mut Scratch, gradient: &mut [Lane]) {
        for (l, layer) in self.layers.iter().enumerate().rev() {
            let (below, delta) = scratch.delta.split_at_mut(self.units[l]);
            let below = if l == 0 { &mut below[..0] } else { &mut below[self.units[l - 1]..] };
            below.fill([0.0; LANES]);
            for unit in 0..layer.units {
                let (up, slope) = (&delta[unit], &scratch.slope[self.units[l] + unit]);
                let mut d = [0.0; LANES];
                for i in 0..LANES {
                    d[i] = up[i] * slope[i];
                }
                let start = layer.weights.start + unit * layer.inputs;
                if l == 0 {
                    for &(input, x) in &point.inputs {
                        let g = &mut gradient[start + input];
                        for i in 0..LANES {
                            g[i] = d[i].mul_add(x, g[i]);
                        }
                    }
                } else {
                    let inputs = &scratch.post[self.units[l - 1]..][..layer.inputs];
                    for (input, h) in inputs.iter().enumerate() {
                        let (g, w, b) =
                            (&mut gradient[start + input], &weights[start + input], &mut below[input]);
                        for i in 0..LANES {
                            g[i] = d[i].mul_add(h[i], g[i]);
                            b[i] = d[i].mul_add(w[i], b[i]);
                        }
                    }
                }
                if !layer.biases.is_empty() {
                    let g = &mut gradient[layer.biases.start + unit];
                    for i in 0..LANES {
                        g[i] += d[i];
                    }
                }
            }
        }
    }
}

/// `f(z)` and, if asked for, `f'(z)`.
#[inline(always)]
fn activate<const GRADIENT: bool>(activation: Activation, z: &Lane, value: &mut Lane, slope: &mut Lane) {
    match activation {
        Activation::Identity => {
            *value = *z;
            *slope = [1.0; LANES];
        }
        Activation::Relu => {
            for i in 0..LANES {
                value[i] = if z[i] <= 0.0 { 0.0 } else { z[i] };
                slope[i] = if z[i] > 0.0 { 1.0 } else { 0.0 };
            }
        }
        Activation::LeakyRelu => {
            for i in 0..LANES {
                slope[i] = if z[i] > 0.0 { 1.0 } else { LEAKY_SLOPE };
                value[i] = if z[i] <= 0.0 { LEAKY_SLOPE * z[i] } else { z[i] };
            }
        }
        Activation::Sigmoid => {
            for i in 0..LANES {
                let (on, off) = math::sigmoids(z[i]);
                value[i] = on;
                slope[i] = on * off;
            }
        }
        Activation::Tanh => {
            for i in 0..LANES {
                // 1 - tanh^2 = 4 s(2z) s(-2z), which does not cancel in the tails
                value[i] = math::tanh(z[i]);
                if GRADIENT {
                    let (on, off) = math::sigmoids(2.0 * z[i]);
                    slope[i] = 4.0 * on * off;
                }
            }
        }
        Activation::Softplus => {
            for i in 0..LANES {
                value[i] = math::softplus(z[i]);
                if GRADIENT {
                    slope[i] = math::sigmoids(z[i]).0;
                }
            }
        }
        Activation::Gaussian => {
            for i in 0..LANES {
                let g = math::exp(-z[i] * z[i]);
                value[i] = g;
                // where g has underflowed its slope is 0, also for infinite z
                slope[i] = if g == 0.0 { 0.0 } else { -2.0 * z[i] * g };
            }
        }
    }
}
