//! Products of the Hessian with a vector: the derivative of the backward pass along a direction of
//! weight space (the R-operator of Pearlmutter 1994, "Fast exact multiplication by the Hessian").

use super::loss::LossKind;
use super::number::Differentiable;
use super::pass::Pass;
use crate::network::{Jet, LayerLayout};

/// Derivatives of everything in a [`Pass`] along one direction, and what all directions share at
/// one data point.
pub struct Tangent<N> {
    pre: Vec<Vec<N>>,
    post: Vec<Vec<N>>,
    delta: Vec<Vec<N>>,
    /// `f`, `f'` and `f''` at every unit's pre-activation.
    jets: Vec<Vec<Jet<N>>>,
    /// Second derivatives of the point's loss with respect to its outputs: of each by itself, or of
    /// all pairs, row by row.
    curvature: Vec<N>,
}

impl<N: Differentiable> Tangent<N> {
    /// Memory for a network of these layers.
    pub fn new(layout: &[LayerLayout]) -> Self {
        let Pass { pre, post, delta } = Pass::new(layout);
        let nothing = Jet { value: N::zero(), first: N::zero(), second: N::zero() };
        let jets = pre.iter().map(|layer| vec![nothing.clone(); layer.len()]).collect();
        let curvature = post[layout.len()].clone();
        Self { pre, post, delta, jets, curvature }
    }

    /// Keeps all that does not depend on the direction, after the forward pass at a point with
    /// targets `y`; `pass` gets the derivatives of the loss with respect to the units.
    pub fn linearise(
        &mut self,
        layout: &[LayerLayout],
        weights: &[N],
        kind: LossKind,
        y: &[N],
        pass: &mut Pass<N>,
    ) {
        for ((layer, pre), jets) in layout.iter().zip(&pass.pre).zip(&mut self.jets) {
            jets.iter_mut().zip(pre).for_each(|(jet, z)| *jet = z.jet(layer.activation));
        }
        let outputs = pass.outputs();
        if kind.is_separable() {
            for (curvature, out) in self.curvature.iter_mut().zip(outputs) {
                *curvature = out.loss_curvature(kind);
            }
        } else {
            self.curvature.resize(outputs.len() * outputs.len(), N::zero());
            N::softmax_curvatures(outputs, y, &mut self.curvature);
        }
        pass.begin_with_loss(kind, y);
        for (l, layer) in layout.iter().enumerate().rev() {
            let (before, after) = pass.delta.split_at_mut(l + 1);
            let below = &mut before[l];
            below.fill(N::zero());
            for (unit, delta) in after[0].iter().enumerate() {
                let d = delta.times(&self.jets[l][unit].first);
                let row = &weights[layer.row(unit)];
                below.iter_mut().zip(row).for_each(|(b, w)| b.add_product(&d, w));
            }
        }
    }

    /// Adds the product of the point's Hessian with `direction`, after [`Self::linearise`] there.
    pub fn add_product(
        &mut self,
        layout: &[LayerLayout],
        weights: &[N],
        direction: &[N],
        pass: &Pass<N>,
        product: &mut [N],
    ) {
        self.post[0].fill(N::zero());
        for (l, layer) in layout.iter().enumerate() {
            for unit in 0..layer.units {
                let mut dz = layer.bias(unit).map_or_else(N::zero, |bias| direction[bias].clone());
                let row = layer.row(unit);
                let (change, row) = (&direction[row.clone()], &weights[row]);
                for k in 0..layer.inputs {
                    dz.add_products([&change[k], &pass.post[l][k]], [&row[k], &self.post[l][k]]);
                }
                self.post[l + 1][unit] = self.jets[l][unit].first.times(&dz);
                self.pre[l][unit] = dz;
            }
        }
        let depth = layout.len();
        let (along, outputs) = (&self.post[depth], self.post[depth].len());
        for (k, delta) in self.delta[depth].iter_mut().enumerate() {
            if self.curvature.len() == outputs {
                *delta = self.curvature[k].times(&along[k]);
            } else {
                *delta = N::zero();
                let row = &self.curvature[k * outputs..][..outputs];
                row.iter().zip(along).for_each(|(c, dz)| delta.add_product(c, dz));
            }
        }
        for (l, layer) in layout.iter().enumerate().rev() {
            let (before, after) = self.delta.split_at_mut(l + 1);
            let (below, above) = (&mut before[l], &after[0]);
            below.fill(N::zero());
            for (unit, above) in above.iter().enumerate().take(layer.units) {
                let (jet, delta) = (&self.jets[l][unit], &pass.delta[l + 1][unit]);
                let d = delta.times(&jet.first);
                let mut dd = delta.times(&jet.second).times(&self.pre[l][unit]);
                dd.add_product(above, &jet.first);
                let row = layer.row(unit);
                for (k, w) in row.enumerate() {
                    product[w].add_products([&dd, &pass.post[l][k]], [&d, &self.post[l][k]]);
                    // nothing below the first layer asks for its deltas
                    if l > 0 {
                        below[k].add_products([&d, &direction[w]], [&dd, &weights[w]]);
                    }
                }
                if let Some(bias) = layer.bias(unit) {
                    product[bias].add_term(&dd);
                }
            }
        }
    }
}
