//! Hessians of a block. Here are those of networks with one hidden layer or none, by the formulas
//! of the objective's own closed form (see
//! [`Objective::hessian`](crate::objective::Objective::hessian)); [`Deep`] does the others.

use super::activation::{activate, second};
use super::buffer::Rows;
use super::deep::Deep;
use super::linear::place;
use super::loss::{Sums, derive};
use super::network::{Prepared, first_layer, later_layer};
use super::update::Block;
use super::{LANES, Lane};
use crate::network::{LayerLayout, math};
use crate::objective::LossKind;
use crate::platform::Fused as _;

/// The Hessians of a block, and the memory to find them.
#[derive(Clone, Debug)]
pub(super) struct Hessian {
    /// Entry `(i, j)`, `i <= j`, in row `i P + j`; nothing below the diagonal.
    pub entries: Rows,
    /// The inputs of the last layer, if they are the data.
    inputs: Rows,
    /// Pre-activations of the hidden units, then `f''` there.
    pre: Rows,
    /// Pre-activations of the outputs, then second derivatives of the loss with respect to them.
    curvature: Rows,
    /// For other networks.
    deep: Option<Deep>,
}

impl Hessian {
    pub fn new(prepared: &Prepared, parameters: usize) -> Self {
        let entries = Rows::new(parameters * parameters);
        let Some((hidden, output)) = prepared.shallow() else {
            let none = Rows::new(0);
            let deep = Some(Deep::new(&prepared.layers, prepared.kind));
            return Self {
                entries,
                inputs: none.clone(),
                pre: none.clone(),
                curvature: none,
                deep,
            };
        };
        let points = prepared.points_of_turn();
        Self {
            entries,
            inputs: Rows::new(points * output.inputs),
            pre: Rows::new(points * hidden.map_or(0, |layer| layer.units)),
            curvature: Rows::new(points * output.units),
            deep: None,
        }
    }
}

impl Prepared {
    /// The hidden layer, if there is one, and the output layer; `None` if there are more, or if the
    /// loss takes the outputs of a point together.
    fn shallow(&self) -> Option<(Option<&LayerLayout>, &LayerLayout)> {
        if !self.kind.is_separable() {
            return None;
        }
        match &self.layers[..] {
            [output] => Some((None, output)),
            [hidden, output] => Some((Some(hidden), output)),
            _ => None,
        }
    }

    /// The loss of every lane, with its gradient in the block and its Hessian in `hessian`.
    #[inline(always)]
    pub fn survey(&self, block: &mut Block, hessian: &mut Hessian) -> Lane {
        let Block { weights, gradient, scratch, .. } = block;
        gradient.fill([0.0; LANES]);
        hessian.entries.fill([0.0; LANES]);
        if let Some(deep) = &mut hessian.deep {
            return self.survey_deep(weights, deep, gradient, &mut hessian.entries);
        }
        let mut sums = Sums::new();
        let Some((hidden, output)) = self.shallow() else { return sums.total(f64::NAN) };
        let (width, units) = (self.layers[0].inputs, hidden.map_or(0, |layer| layer.units));
        for turn in self.turns() {
            let inputs = &self.inputs[turn.start * width..turn.end * width];
            let targets = &self.targets[turn.start * output.units..turn.end * output.units];
            let (values, out) = scratch.values.split_at_mut(self.layers.len() - 1);
            let (slopes, out_slopes) = scratch.slopes.split_at_mut(self.layers.len() - 1);
            let out = &mut out[0][..turn.len() * output.units];
            let out_slopes = &mut out_slopes[0][..out.len()];
            let pre = &mut hessian.pre[..turn.len() * units];
            let (values, slopes): (&[Lane], &[Lane]) = if let Some(hidden) = hidden {
                let (values, slopes) = (&mut values[0][..pre.len()], &mut slopes[0][..pre.len()]);
                first_layer(hidden, weights, inputs, values);
                pre.copy_from_slice(values);
                activate::<true>(hidden.activation, values, slopes);
                for ((pre, value), slope) in pre.iter_mut().zip(values.iter()).zip(slopes.iter()) {
                    for l in 0..LANES {
                        pre[l] = second(hidden.activation, pre[l], value[l], slope[l]);
                    }
                }
                (values, slopes)
            } else {
                let rows = &mut hessian.inputs[..inputs.len()];
                rows.iter_mut().zip(inputs).for_each(|(row, x)| *row = [*x; LANES]);
                (rows, &[])
            };
            later_layer(output, weights, values, out);
            let curvature = &mut hessian.curvature[..out.len()];
            curvature.copy_from_slice(out);
            activate::<true>(output.activation, out, out_slopes);
            sums.add(self.kind, output.units, out, targets);
            self.derive_twice(out, out_slopes, targets, curvature);
            for (n, x) in inputs.chunks_exact(width).enumerate() {
                let (own, outs) =
                    (n * units..(n + 1) * units, n * output.units..(n + 1) * output.units);
                let at = Point {
                    hidden,
                    output,
                    weights,
                    x,
                    value: &values[n * output.inputs..(n + 1) * output.inputs],
                    slope: &slopes[own.clone()],
                    bend: &pre[own],
                    d: &out[outs.clone()],
                    c: &curvature[outs],
                };
                at.add(gradient, &mut hessian.entries);
            }
        }
        sums.total(self.factor)
    }

    /// From outputs `out` with their slopes, and their pre-activations in `curvature`, to the
    /// derivatives of the loss with respect to these: the first in `out`, the second in
    /// `curvature`; of a loss that is a sum over outputs.
    #[inline(always)]
    pub fn derive_twice(
        &self,
        out: &mut [Lane],
        slopes: &[Lane],
        targets: &[f64],
        curvature: &mut [Lane],
    ) {
        let activation = self.layers[self.layers.len() - 1].activation;
        for (((out, slope), curvature), y) in out.iter_mut().zip(slopes).zip(curvature).zip(targets)
        {
            let mut bend = [0.0; LANES];
            for l in 0..LANES {
                bend[l] = second(activation, curvature[l], out[l], slope[l]);
                let of_loss = match self.kind {
                    LossKind::Squared => 2.0,
                    // its outputs do not stand by themselves, and are left to `deep.rs`
                    LossKind::Softmax => 0.0,
                    LossKind::CrossEntropy => {
                        let e = math::small_exp(-out[l].abs());
                        e / ((1.0 + e) * (1.0 + e))
                    }
                };
                curvature[l] = self.factor * of_loss * slope[l] * slope[l];
            }
            derive(self.kind, self.factor, 1, std::slice::from_mut(out), std::slice::from_ref(y));
            for l in 0..LANES {
                curvature[l] = out[l].fused(bend[l], curvature[l]);
                out[l] *= slope[l];
            }
        }
    }
}

/// One point, and what the passes found there.
struct Point<'a> {
    hidden: Option<&'a LayerLayout>,
    output: &'a LayerLayout,
    weights: &'a [Lane],
    x: &'a [f64],
    /// Inputs of the output layer: `f` of each hidden unit, or the data.
    value: &'a [Lane],
    /// `f'` and `f''` of each hidden unit.
    slope: &'a [Lane],
    bend: &'a [Lane],
    /// First and second derivative of the loss with respect to each output's pre-activation.
    d: &'a [Lane],
    c: &'a [Lane],
}

impl Point<'_> {
    /// Adds the point's gradient and Hessian.
    #[inline(always)]
    fn add(&self, gradient: &mut [Lane], hessian: &mut [Lane]) {
        for unit in 0..self.slope.len() {
            self.add_hidden(unit, gradient, hessian);
        }
        for k in 0..self.output.units {
            let (d, c) = (&self.d[k], &self.c[k]);
            let own = (0..self.output.inputs).map(|m| (self.out(k, m), Some(m)));
            let own = own.chain(bias(self.output, k).map(|place| (place, None)));
            for (p, m) in own.clone() {
                let mut by = [0.0; LANES];
                for l in 0..LANES {
                    let a = m.map_or(1.0, |m| self.value[m][l]);
                    gradient[p][l] = d[l].fused(a, gradient[p][l]);
                    by[l] = c[l] * a;
                }
                for (q, n) in own.clone().filter(|(q, _)| *q >= p) {
                    let row = &mut hessian[p * gradient.len() + q];
                    for l in 0..LANES {
                        row[l] = by[l].fused(n.map_or(1.0, |n| self.value[n][l]), row[l]);
                    }
                }
                for j in 0..self.slope.len() {
                    let v = &self.weights[self.out(k, j)];
                    let mut coefficient = [0.0; LANES];
                    for l in 0..LANES {
                        let bend = if m == Some(j) { d[l] * self.slope[j][l] } else { 0.0 };
                        coefficient[l] = by[l].fused(v[l] * self.slope[j][l], bend);
                    }
                    self.spread(j, &coefficient, |q| place(gradient.len(), p, q), hessian);
                }
            }
        }
    }

    /// What hidden unit `j` adds to its own gradient and to its block with itself and the units
    /// after it.
    #[inline(always)]
    fn add_hidden(&self, j: usize, gradient: &mut [Lane], hessian: &mut [Lane]) {
        let Some(hidden) = self.hidden else { return };
        let size = gradient.len();
        let mut down = [0.0; LANES];
        let mut bend = [0.0; LANES];
        for k in 0..self.output.units {
            let (v, d) = (&self.weights[self.out(k, j)], &self.d[k]);
            for l in 0..LANES {
                let up = d[l] * v[l];
                down[l] = up.fused(self.slope[j][l], down[l]);
                bend[l] = up.fused(self.bend[j][l], bend[l]);
            }
        }
        self.spread(j, &down, |q| q, gradient);
        for m in j..hidden.units {
            let mut coefficient = if m == j { bend } else { [0.0; LANES] };
            for k in 0..self.output.units {
                let (v, w, c) =
                    (&self.weights[self.out(k, j)], &self.weights[self.out(k, m)], &self.c[k]);
                for l in 0..LANES {
                    let pair = (v[l] * self.slope[j][l]) * (w[l] * self.slope[m][l]);
                    coefficient[l] = c[l].fused(pair, coefficient[l]);
                }
            }
            let own = (0..hidden.inputs)
                .map(|s| (hidden.weights.start + j * hidden.inputs + s, self.x[s]));
            for (p, x) in own.chain(bias(hidden, j).map(|place| (place, 1.0))) {
                if x == 0.0 {
                    continue;
                }
                let by = coefficient.map(|c| c * x);
                if m == j {
                    self.spread_after(j, p, &by, size, hessian);
                } else {
                    self.spread(m, &by, |q| place(size, p, q), hessian);
                }
            }
        }
    }

    /// Adds `by` times each input of hidden unit `unit` to the rows of its parameters.
    #[inline(always)]
    fn spread(&self, unit: usize, by: &Lane, row: impl Fn(usize) -> usize, rows: &mut [Lane]) {
        let Some(hidden) = self.hidden else { return };
        for (s, x) in self.x.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            let row = &mut rows[row(hidden.weights.start + unit * hidden.inputs + s)];
            for l in 0..LANES {
                row[l] = by[l].fused(*x, row[l]);
            }
        }
        if let Some(place) = bias(hidden, unit) {
            let row = &mut rows[row(place)];
            for l in 0..LANES {
                row[l] += by[l];
            }
        }
    }

    /// The same within the unit's own block, for the entries of the upper triangle in the row of
    /// parameter `p`.
    #[inline(always)]
    fn spread_after(&self, unit: usize, p: usize, by: &Lane, size: usize, hessian: &mut [Lane]) {
        let Some(hidden) = self.hidden else { return };
        for (s, x) in self.x.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            let q = hidden.weights.start + unit * hidden.inputs + s;
            if q >= p {
                let row = &mut hessian[p * size + q];
                for l in 0..LANES {
                    row[l] = by[l].fused(*x, row[l]);
                }
            }
        }
        if let Some(q) = bias(hidden, unit).filter(|q| *q >= p) {
            let row = &mut hessian[p * size + q];
            for l in 0..LANES {
                row[l] += by[l];
            }
        }
    }

    /// Place of the weight from hidden unit `unit` to output `k`.
    #[inline(always)]
    fn out(&self, k: usize, unit: usize) -> usize {
        self.output.weights.start + k * self.output.inputs + unit
    }
}

#[inline(always)]
fn bias(layer: &LayerLayout, unit: usize) -> Option<usize> {
    (!layer.biases.is_empty()).then(|| layer.biases.start + unit)
}
