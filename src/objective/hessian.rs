//! The exact Hessian, by differentiating the backward pass along each coordinate direction.

use ndarray::Array2;

use super::function::Objective;
use super::tangent::Tangent;

impl Objective {
    /// The Hessian `H_ij = d^2 L / dw_i dw_j`, a symmetric `P x P` matrix, for `w` of length `P`.
    ///
    /// Column `j` is the exact derivative of the backward pass along coordinate `j` (the R-operator
    /// . Cost: less than `P`
    /// gradients, since the activations are computed once; with one hidden layer about `P^2`
    /// multiplications a point. Where a piecewise-linear unit sits on its kink the one-sided
    /// convention of [`Activation`](crate::network::Activation) applies, and the result is not the
    /// curvature of the loss on all sides.
    #[must_use]
    pub fn hessian(&self, weights: &[f64]) -> Array2<f64> {
        let count = weights.len();
        if let Some(population) = &self.population {
            return Array2::from_shape_vec((count, count), population.hessian(weights))
                .expect("a number for every pair");
        }
        let mut hessian = Array2::zeros((count, count));
        if self.layout.len() == 2 && self.loss.kind.is_separable() {
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
        let (layout, kind) = (&self.layout, self.loss.kind);
        let (mut work, mut tangent) = (self.workspace(), Tangent::new(layout));
        for i in 0..self.dataset.len() {
            work.forward(layout, weights, self.dataset.input(i));
            tangent.linearise(layout, weights, kind, self.dataset.target(i), &mut work);
            for (j, mut row) in hessian.rows_mut().into_iter().enumerate() {
                direction[j] = 1.0;
                let row = row.as_slice_mut().expect("rows of a new matrix are contiguous");
                tangent.add_product(layout, weights, &direction, &work, row);
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
        if let Some(population) = &self.population {
            let hessian = population.hessian(weights);
            for (product, row) in product.iter_mut().zip(hessian.chunks_exact(weights.len())) {
                *product = row.iter().zip(direction).map(|(h, d)| h * d).sum();
            }
            return;
        }
        let (layout, kind) = (&self.layout, self.loss.kind);
        let (mut work, mut tangent) = (self.workspace(), Tangent::new(layout));
        product.fill(0.0);
        for i in 0..self.dataset.len() {
            work.forward(layout, weights, self.dataset.input(i));
            tangent.linearise(layout, weights, kind, self.dataset.target(i), &mut work);
            tangent.add_product(layout, weights, direction, &work, product);
        }
        let factor = self.loss.factor(self.dataset.len());
        product.iter_mut().for_each(|p| *p *= factor);
    }
}
