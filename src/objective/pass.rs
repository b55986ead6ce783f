//! The forward and the backward pass of a network at one data point, in any kind of number.
//!
//! Forward: `z_l = W_l h_(l-1) + b_l` and `h_l = f_l(z_l)` with `h_0 = x`. Backward, from the
//! derivatives `δ` of a function of the outputs: `d_l = δ_l f_l'(z_l)`, which is the derivative by
//! `b_l`, `d_l h_(l-1)^T` by `W_l`, and `δ_(l-1) = W_l^T d_l`. Sums begin with the bias and go on
//! in the order of the inputs; what that means for rounding is promised of `f64`, bit for bit.

use super::loss::LossKind;
use super::number::{Differentiable, Number};
use crate::network::LayerLayout;

/// What a pass leaves behind; make one a thread and use it again.
#[derive(Clone, Debug)]
pub struct Pass<N = f64> {
    /// Pre-activations of every layer.
    pub pre: Vec<Vec<N>>,
    /// `h_0 = x`, then the outputs of every layer.
    pub post: Vec<Vec<N>>,
    /// Derivatives with respect to all of [`Self::post`], after a backward pass.
    pub delta: Vec<Vec<N>>,
}

impl<N: Number> Pass<N> {
    /// Memory for a network of these layers.
    #[must_use]
    pub fn new(layout: &[LayerLayout]) -> Self {
        let pre: Vec<Vec<N>> = layout.iter().map(|layer| vec![N::zero(); layer.units]).collect();
        let input = vec![N::zero(); layout[0].inputs];
        let post: Vec<Vec<N>> = std::iter::once(input).chain(pre.iter().cloned()).collect();
        Self { pre, delta: post.clone(), post }
    }

    /// The forward pass at input `x`.
    pub fn forward(&mut self, layout: &[LayerLayout], weights: &[N], x: &[N]) {
        self.post[0].clone_from_slice(x);
        for (l, layer) in layout.iter().enumerate() {
            let (before, after) = self.post.split_at_mut(l + 1);
            let (input, output, pre) = (&before[l], &mut after[0], &mut self.pre[l]);
            for unit in 0..layer.units {
                let z = pre_activation(layer, unit, weights, input);
                output[unit] = z.activated(layer.activation);
                pre[unit] = z;
            }
        }
    }

    /// The network's outputs, after a forward pass.
    #[must_use]
    pub fn outputs(&self) -> &[N] {
        &self.post[self.pre.len()]
    }
}

impl<N: Differentiable> Pass<N> {
    /// The loss at targets `y`, without its factor, after a forward pass.
    #[must_use]
    pub fn loss(&self, kind: LossKind, y: &[N]) -> N {
        if !kind.is_separable() {
            return N::softmax(self.outputs(), y);
        }
        self.outputs().iter().zip(y).fold(N::zero(), |mut sum, (out, y)| {
            sum.add_term(&out.loss(kind, y));
            sum
        })
    }

    /// Makes the derivatives of that loss those from which a backward pass begins.
    pub fn begin_with_loss(&mut self, kind: LossKind, y: &[N]) {
        let depth = self.pre.len();
        if !kind.is_separable() {
            return N::softmax_slopes(&self.post[depth], y, &mut self.delta[depth]);
        }
        for ((delta, out), y) in self.delta[depth].iter_mut().zip(&self.post[depth]).zip(y) {
            *delta = out.loss_slope(kind, y);
        }
    }

    /// The backward pass from the derivatives in the last entry of [`Self::delta`], after a forward
    /// pass: adds those by the weights to `gradient`.
    pub fn backward(&mut self, layout: &[LayerLayout], weights: &[N], gradient: &mut [N]) {
        for (l, layer) in layout.iter().enumerate().rev() {
            let (before, after) = self.delta.split_at_mut(l + 1);
            let (below, above, input) = (&mut before[l], &after[0], &self.post[l]);
            below.fill(N::zero());
            for (unit, above) in above.iter().enumerate().take(layer.units) {
                let d = above.times(&self.pre[l][unit].jet(layer.activation).first);
                let row = layer.row(unit);
                let (slopes, row) = (&mut gradient[row.clone()], &weights[row]);
                for k in 0..layer.inputs {
                    slopes[k].add_product(&d, &input[k]);
                    below[k].add_product(&d, &row[k]);
                }
                if let Some(bias) = layer.bias(unit) {
                    gradient[bias].add_term(&d);
                }
            }
        }
    }
}

/// `sum_k w_k h_k + b` of one unit.
pub fn pre_activation<N: Number>(
    layer: &LayerLayout,
    unit: usize,
    weights: &[N],
    input: &[N],
) -> N {
    let bias = layer.bias(unit).map_or_else(N::zero, |bias| weights[bias].clone());
    weights[layer.row(unit)].iter().zip(input).fold(bias, |mut sum, (w, h)| {
        sum.add_product(w, h);
        sum
    })
}
