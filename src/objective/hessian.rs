//! The exact Hessian, by differentiating the backward pass along each coordinate direction.

use nalgebra::DMatrix;
use ndarray::Array2;

use super::{Objective, Workspace};
use crate::network::Jet;

/// Directional derivatives of everything in a [`Workspace`] along one direction of weight space,
/// and what they share at one data point.
struct Tangent {
    pre: Vec<Vec<f64>>,
    post: Vec<Vec<f64>>,
    delta: Vec<Vec<f64>>,
    /// `f`, `f'` and `f''` at every unit's pre-activation.
    jets: Vec<Vec<Jet>>,
    /// Second derivatives of the point's loss with respect to its outputs.
    curvature: Vec<f64>,
}

impl Objective {
    /// The Hessian `H_ij = d^2 L / dw_i dw_j`, a symmetric `P x P` matrix, for `w` of length `P`.
    ///
    /// Column `j` is the exact derivative of the backward pass along coordinate `j` (the R-operator
    /// of Pearlmutter 1994, "Fast exact multiplication by the Hessian"). Cost: less than `P`
    /// gradients, since the activations are computed once; with one hidden layer about `P^2`
    /// multiplications a point. Where a piecewise-linear unit sits on its kink the one-sided
    /// convention of [`Activation`](crate::network::Activation) applies, and the result is not the
    /// curvature of the loss on all sides.
    #[must_use]
    pub fn hessian(&self, weights: &[f64]) -> Array2<f64> {
        let count = weights.len();
        let mut hessian = Array2::zeros((count, count));
        if self.layout.len() == 2 {
            self.add_shallow_hessian(
                weights,
                hessian.as_slice_mut().expect("a new matrix is contiguous"),
            );
            let factor = self.loss.factor(self.dataset.len());
            for i in 0..count {
                for j in i..count {
                    hessian[[i, j]] *= factor;
                    hessian[[j, i]] = hessian[[i, j]];
                }
            }
            return hessian;
        }
        // a row a direction; columns and rows are the same in the end
        let mut direction = vec![0.0; count];
        let (mut work, mut tangent) = (self.workspace(), self.tangent());
        for i in 0..self.dataset.len() {
            self.linearise(weights, i, &mut work, &mut tangent);
            for (j, mut row) in hessian.rows_mut().into_iter().enumerate() {
                direction[j] = 1.0;
                let row = row.as_slice_mut().expect("rows of a new matrix are contiguous");
                self.add_product(weights, &direction, row, &work, &mut tangent);
                direction[j] = 0.0;
            }
        }
        let factor = self.loss.factor(self.dataset.len());
        // symmetric up to rounding; make it so exactly
        for i in 0..count {
            hessian[[i, i]] *= factor;
            for j in 0..i {
                let mean = 0.5 * factor * (hessian[[i, j]] + hessian[[j, i]]);
                hessian[[i, j]] = mean;
                hessian[[j, i]] = mean;
            }
        }
        hessian
    }

    /// `H v` in `product`, for `weights`, `direction` and `product` of length `P`. Cost: two
    /// gradients.
    pub fn hessian_vector(&self, weights: &[f64], direction: &[f64], product: &mut [f64]) {
        let (mut work, mut tangent) = (self.workspace(), self.tangent());
        product.fill(0.0);
        for i in 0..self.dataset.len() {
            self.linearise(weights, i, &mut work, &mut tangent);
            self.add_product(weights, direction, product, &work, &mut tangent);
        }
        let factor = self.loss.factor(self.dataset.len());
        product.iter_mut().for_each(|p| *p *= factor);
    }

    fn tangent(&self) -> Tangent {
        let Workspace { pre, post, delta } = self.workspace();
        let nothing = Jet { value: 0.0, first: 0.0, second: 0.0 };
        let jets = pre.iter().map(|layer| vec![nothing; layer.len()]).collect();
        Tangent { curvature: vec![0.0; post[post.len() - 1].len()], pre, post, delta, jets }
    }

    /// Forward and backward pass at point `i`, keeping all that does not depend on the direction.
    fn linearise(&self, weights: &[f64], i: usize, work: &mut Workspace, tangent: &mut Tangent) {
        self.forward(weights, self.dataset.input(i), work);
        for ((layer, pre), jets) in self.layout.iter().zip(&work.pre).zip(&mut tangent.jets) {
            jets.iter_mut().zip(pre).for_each(|(jet, z)| *jet = layer.activation.jet(*z));
        }
        let depth = self.layout.len();
        for (k, &y) in self.dataset.target(i).iter().enumerate() {
            let out = work.post[depth][k];
            work.delta[depth][k] = self.loss.kind.first(out, y);
            tangent.curvature[k] = self.loss.kind.second(out);
        }
        for (l, layer) in self.layout.iter().enumerate().rev() {
            let (before, after) = work.delta.split_at_mut(l + 1);
            let below = &mut before[l];
            below.fill(0.0);
            for (unit, delta) in after[0].iter().enumerate() {
                let d = delta * tangent.jets[l][unit].first;
                let row = &weights[layer.weights.start + unit * layer.inputs..][..layer.inputs];
                below.iter_mut().zip(row).for_each(|(b, w)| *b += d * w);
            }
        }
    }

    /// Adds the product of the point's Hessian with `direction`, after [`Self::linearise`] there.
    fn add_product(
        &self,
        weights: &[f64],
        direction: &[f64],
        product: &mut [f64],
        work: &Workspace,
        tangent: &mut Tangent,
    ) {
        tangent.post[0].fill(0.0);
        for (l, layer) in self.layout.iter().enumerate() {
            for unit in 0..layer.units {
                let start = layer.weights.start + unit * layer.inputs;
                let mut dz = if layer.biases.is_empty() {
                    0.0
                } else {
                    direction[layer.biases.start + unit]
                };
                for input in 0..layer.inputs {
                    dz += direction[start + input] * work.post[l][input]
                        + weights[start + input] * tangent.post[l][input];
                }
                tangent.pre[l][unit] = dz;
                tangent.post[l + 1][unit] = tangent.jets[l][unit].first * dz;
            }
        }
        let depth = self.layout.len();
        for (k, curvature) in tangent.curvature.iter().enumerate() {
            tangent.delta[depth][k] = curvature * tangent.post[depth][k];
        }
        for (l, layer) in self.layout.iter().enumerate().rev() {
            tangent.delta[l].fill(0.0);
            for unit in 0..layer.units {
                let jet = tangent.jets[l][unit];
                let (delta, d_delta) = (work.delta[l + 1][unit], tangent.delta[l + 1][unit]);
                let d = delta * jet.first;
                let dd = delta * jet.second * tangent.pre[l][unit] + d_delta * jet.first;
                let start = layer.weights.start + unit * layer.inputs;
                for input in 0..layer.inputs {
                    let w = start + input;
                    product[w] += dd * work.post[l][input] + d * tangent.post[l][input];
                    // nothing below the first layer asks for its deltas
                    if l > 0 {
                        tangent.delta[l][input] += d * direction[w] + dd * weights[w];
                    }
                }
                if !layer.biases.is_empty() {
                    product[layer.biases.start + unit] += dd;
                }
            }
        }
    }
}

/// The eigenvalues of a symmetric matrix, ascending; `None` if an entry is not finite.
#[must_use]
pub fn eigenvalues(symmetric: &Array2<f64>) -> Option<Vec<f64>> {
    let mut values: Vec<f64> =
        to_nalgebra(symmetric)?.symmetric_eigenvalues().iter().copied().collect();
    values.sort_by(f64::total_cmp);
    Some(values)
}

/// Eigenvalues (ascending) and unit eigenvectors of a symmetric matrix; `None` if an entry is not
/// finite.
///
/// Each eigenvector's sign is chosen so that its largest entry (the first of them) is positive.
#[must_use]
pub fn eigenpairs(symmetric: &Array2<f64>) -> Option<Vec<(f64, Vec<f64>)>> {
    let eigen = to_nalgebra(symmetric)?.symmetric_eigen();
    let mut pairs: Vec<(f64, Vec<f64>)> = eigen
        .eigenvalues
        .iter()
        .copied()
        .zip(eigen.eigenvectors.column_iter().map(|v| v.iter().copied().collect()))
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, vector) in &mut pairs {
        let largest = vector.iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
        if largest < 0.0 {
            vector.iter_mut().for_each(|x| *x = -*x);
        }
    }
    Some(pairs)
}

fn to_nalgebra(symmetric: &Array2<f64>) -> Option<DMatrix<f64>> {
    let (rows, columns) = symmetric.dim();
    symmetric
        .iter()
        .all(|x| x.is_finite())
        .then(|| DMatrix::from_fn(rows, columns, |i, j| symmetric[[i, j]]))
}
