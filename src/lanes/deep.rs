//! Hessians of a block for networks of any depth and any loss: the backward pass differentiated
//! along each coordinate direction (the R-operator of Pearlmutter 1994, "Fast exact multiplication
//! by the Hessian"), as by the objective itself.
//!
//! The Hessian is symmetric. Its row of a parameter of layer `l` is needed from there on only, and
//! neither does the direction change anything before that layer: both passes stay above it.

use super::activation::{activate, second};
use super::buffer::Rows;
use super::loss::{Sums, derive_softmax};
use super::network::{Prepared, first_layer, later_layer};
use super::{LANES, Lane};
use crate::network::LayerLayout;
use crate::objective::LossKind;
use crate::platform::Fused as _;

/// What the passes find at one point, for each layer a row a unit.
#[derive(Clone, Debug)]
pub(super) struct Deep {
    /// Inputs of each layer.
    values: Vec<Rows>,
    /// Outputs of the last layer.
    out: Rows,
    /// `f'` and `f''` of each unit; of the last layer `f'` alone.
    slopes: Vec<Rows>,
    bends: Vec<Rows>,
    /// Derivatives of the loss with respect to the units' outputs and to their pre-activations; of
    /// the last layer the latter alone.
    up: Vec<Rows>,
    deltas: Vec<Rows>,
    /// Pre-activations of the last layer, then the second derivatives there.
    out_pre: Rows,
    /// Second derivatives of the loss with respect to the pre-activations of the last layer: of
    /// each by itself, or of all pairs, row by row.
    curvature: Rows,
    /// Derivatives along the direction of pre-activations, outputs and deltas.
    along_pre: Vec<Rows>,
    along_post: Vec<Rows>,
    along_deltas: Vec<Rows>,
}

impl Deep {
    pub fn new(layers: &[LayerLayout], kind: LossKind) -> Self {
        let units: Vec<Rows> = layers.iter().map(|layer| Rows::new(layer.units)).collect();
        let out = Rows::new(layers[layers.len() - 1].units);
        Self {
            values: layers.iter().map(|layer| Rows::new(layer.inputs)).collect(),
            out: out.clone(),
            slopes: units.clone(),
            bends: units.clone(),
            up: units.clone(),
            deltas: units.clone(),
            curvature: Rows::new(if kind.is_separable() {
                out.len()
            } else {
                out.len() * out.len()
            }),
            out_pre: out,
            along_pre: units.clone(),
            along_post: units.clone(),
            along_deltas: units,
        }
    }
}

impl Prepared {
    /// The loss of every lane, adding its gradient to `gradient` and its Hessian to `entries` (see
    /// [`Hessian`](super::hessian::Hessian)).
    #[inline(always)]
    pub fn survey_deep(
        &self,
        weights: &[Lane],
        deep: &mut Deep,
        gradient: &mut [Lane],
        entries: &mut [Lane],
    ) -> Lane {
        let mut sums = Sums::new();
        let (width, outputs) = (self.layers[0].inputs, self.layers[self.layers.len() - 1].units);
        let points = self.inputs.chunks_exact(width).zip(self.targets.chunks_exact(outputs));
        for (x, targets) in points {
            self.linearise(weights, x, targets, deep, &mut sums);
            for (l, layer) in self.layers.iter().enumerate() {
                for (unit, delta) in deep.deltas[l].iter().enumerate() {
                    let start = layer.weights.start + unit * layer.inputs;
                    for (g, value) in gradient[start..].iter_mut().zip(deep.values[l].iter()) {
                        add_product(g, delta, value);
                    }
                    if let Some(bias) = layer.biases.clone().nth(unit) {
                        add_product(&mut gradient[bias], delta, &[1.0; LANES]);
                    }
                }
            }
            for (l, layer) in self.layers.iter().enumerate() {
                for unit in 0..layer.units {
                    for input in 0..layer.inputs {
                        let by = deep.values[l][input];
                        let row = layer.weights.start + unit * layer.inputs + input;
                        self.add_row(weights, l, unit, &by, row, deep, entries);
                    }
                    if let Some(row) = layer.biases.clone().nth(unit) {
                        self.add_row(weights, l, unit, &[1.0; LANES], row, deep, entries);
                    }
                }
            }
        }
        sums.total(self.factor)
    }

    /// Both passes at one point, keeping all that does not depend on a direction.
    #[inline(always)]
    fn linearise(
        &self,
        weights: &[Lane],
        x: &[f64],
        targets: &[f64],
        deep: &mut Deep,
        sums: &mut Sums,
    ) {
        let last = self.layers.len() - 1;
        deep.values[0].iter_mut().zip(x).for_each(|(row, x)| *row = [*x; LANES]);
        for (l, layer) in self.layers.iter().enumerate() {
            let (before, after) = deep.values.split_at_mut(l + 1);
            let rows = if l == last { &mut deep.out } else { &mut after[0] };
            if l == 0 {
                first_layer(layer, weights, x, rows);
            } else {
                later_layer(layer, weights, &before[l], rows);
            }
            if l == last {
                deep.out_pre.copy_from_slice(rows);
                activate::<true>(layer.activation, rows, &mut deep.slopes[l]);
                continue;
            }
            deep.bends[l].copy_from_slice(rows);
            activate::<true>(layer.activation, rows, &mut deep.slopes[l]);
            let jets = deep.bends[l].iter_mut().zip(rows.iter()).zip(deep.slopes[l].iter());
            for ((bend, value), slope) in jets {
                for i in 0..LANES {
                    bend[i] = second(layer.activation, bend[i], value[i], slope[i]);
                }
            }
        }
        sums.add(self.kind, targets.len(), &deep.out, targets);
        if self.kind.is_separable() {
            deep.curvature.copy_from_slice(&deep.out_pre);
            self.derive_twice(&mut deep.out, &deep.slopes[last], targets, &mut deep.curvature);
        } else {
            self.derive_together(targets, deep);
        }
        deep.deltas[last].copy_from_slice(&deep.out);
        for l in (1..=last).rev() {
            let (below, deltas) = deep.deltas.split_at_mut(l);
            pull_back(&self.layers[l], weights, &deltas[0], &mut deep.up[l - 1]);
            let rows = deep.up[l - 1].iter().zip(deep.slopes[l - 1].iter());
            for (delta, (up, slope)) in below[l - 1].iter_mut().zip(rows) {
                for i in 0..LANES {
                    delta[i] = up[i] * slope[i];
                }
            }
        }
    }

    /// From outputs, their slopes and their pre-activations to the first and second derivatives of
    /// a softmax by these.
    #[inline(always)]
    fn derive_together(&self, targets: &[f64], deep: &mut Deep) {
        let last = self.layers.len() - 1;
        let (slopes, bends) = (&deep.slopes[last], &mut deep.out_pre);
        for ((bend, value), slope) in bends.iter_mut().zip(deep.out.iter()).zip(slopes.iter()) {
            for i in 0..LANES {
                bend[i] = second(self.layers[last].activation, bend[i], value[i], slope[i]);
            }
        }
        derive_softmax(self.factor, &mut deep.out, targets, &mut deep.curvature);
        for (k, row) in deep.curvature.chunks_exact_mut(targets.len()).enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                for i in 0..LANES {
                    entry[i] *= slopes[k][i] * slopes[j][i];
                    if j == k {
                        entry[i] = deep.out[k][i].fused(bends[k][i], entry[i]);
                    }
                }
            }
        }
        for (delta, slope) in deep.out.iter_mut().zip(slopes.iter()) {
            for i in 0..LANES {
                delta[i] *= slope[i];
            }
        }
    }

    /// Adds the row of a parameter of layer `from`, along which the pre-activation of its `unit`
    /// changes at the rate `by`.
    #[expect(clippy::too_many_arguments, reason = "a place, a direction, and where the row goes")]
    #[inline(always)]
    fn add_row(
        &self,
        weights: &[Lane],
        from: usize,
        unit: usize,
        by: &Lane,
        row: usize,
        deep: &mut Deep,
        entries: &mut [Lane],
    ) {
        let last = self.layers.len() - 1;
        deep.along_pre[from].fill([0.0; LANES]);
        deep.along_pre[from][unit] = *by;
        for l in from..last {
            let rows = deep.along_pre[l].iter().zip(deep.slopes[l].iter());
            for (post, (pre, slope)) in deep.along_post[l].iter_mut().zip(rows) {
                for i in 0..LANES {
                    post[i] = slope[i] * pre[i];
                }
            }
            push_forward(
                &self.layers[l + 1],
                weights,
                &deep.along_post[l],
                &mut deep.along_pre[l + 1],
            );
        }
        let (along, outputs) = (&deep.along_pre[last], deep.along_pre[last].len());
        for (k, delta) in deep.along_deltas[last].iter_mut().enumerate() {
            if self.kind.is_separable() {
                for i in 0..LANES {
                    delta[i] = deep.curvature[k][i] * along[k][i];
                }
            } else {
                *delta = [0.0; LANES];
                let row = &deep.curvature[k * outputs..][..outputs];
                row.iter().zip(along.iter()).for_each(|(c, pre)| add_product(delta, c, pre));
            }
        }
        let size = weights.len();
        let entries = &mut entries[row * size..][..size];
        for l in (from..=last).rev() {
            let layer = &self.layers[l];
            for (unit, along) in deep.along_deltas[l].iter().enumerate() {
                let start = layer.weights.start + unit * layer.inputs;
                for (input, value) in
                    deep.values[l].iter().enumerate().filter(|(k, _)| start + k >= row)
                {
                    add_product(&mut entries[start + input], along, value);
                    if l > from {
                        add_product(
                            &mut entries[start + input],
                            &deep.deltas[l][unit],
                            &deep.along_post[l - 1][input],
                        );
                    }
                }
                if let Some(bias) = layer.biases.clone().nth(unit).filter(|bias| *bias >= row) {
                    add_product(&mut entries[bias], along, &[1.0; LANES]);
                }
            }
            if l > from {
                let (below, deltas) = deep.along_deltas.split_at_mut(l);
                let below = &mut below[l - 1];
                pull_back(layer, weights, &deltas[0], below);
                for (u, delta) in below.iter_mut().enumerate() {
                    let (slope, bend) = (&deep.slopes[l - 1][u], &deep.bends[l - 1][u]);
                    let (up, pre) = (&deep.up[l - 1][u], &deep.along_pre[l - 1][u]);
                    for i in 0..LANES {
                        delta[i] = delta[i].fused(slope[i], up[i] * bend[i] * pre[i]);
                    }
                }
            }
        }
    }
}

/// `rows += a b`.
#[inline(always)]
fn add_product(row: &mut Lane, a: &Lane, b: &Lane) {
    for i in 0..LANES {
        row[i] = a[i].fused(b[i], row[i]);
    }
}

/// `W` times the outputs of the layer before.
#[inline(always)]
fn push_forward(layer: &LayerLayout, weights: &[Lane], before: &[Lane], after: &mut [Lane]) {
    let all = weights[layer.weights.clone()].chunks_exact(layer.inputs);
    for (row, weights) in after.iter_mut().zip(all) {
        *row = [0.0; LANES];
        for (weight, value) in weights.iter().zip(before) {
            add_product(row, weight, value);
        }
    }
}

/// `W'` times derivatives with respect to the pre-activations of a layer.
#[inline(always)]
fn pull_back(layer: &LayerLayout, weights: &[Lane], deltas: &[Lane], below: &mut [Lane]) {
    below.fill([0.0; LANES]);
    let all = weights[layer.weights.clone()].chunks_exact(layer.inputs);
    for (delta, weights) in deltas.iter().zip(all) {
        for (row, weight) in below.iter_mut().zip(weights) {
            add_product(row, delta, weight);
        }
    }
}
