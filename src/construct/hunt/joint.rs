//! Data and weights as the coordinates of one space, for a network with one hidden layer and one
//! output.
//!
//! For the inputs `X` of all data points and the weights `w` of the network `z(x) = sum_j v_j f(w_j
//! · x + b_j) + c` let `g(w, X)` be the gradient of the loss by the weights. Where `g = 0` the
//! weights are a critical point for the data. These pairs form a surface, since moves of the data
//! change `g` as one likes (with enough points); it has no folds where the Hessian is singular, as
//! the set of critical points for a path of data has, so that one walks on it from saddles to
//! minima.

use std::ops::Range;

use nalgebra::{DMatrix, DVector};
use ndarray::Array2;

use super::data::Points;
use super::settings::Settings;
use crate::network::{Jet, LayerLayout, norm};
use crate::objective::{Differentiable, LossKind, Pass};

/// Most steps back to the surface, and a gradient that is 0 there.
const CORRECTIONS: usize = 8;
const CRITICAL: f64 = 1e-10;

/// Share of the matrix' mean that is added to its diagonal, so that it can be inverted where data
/// do not move `g`.
const RIDGE: f64 = 1e-12;

/// The surface for given labels. A place is the flat vector of the weights and then the inputs,
/// point by point.
pub(super) struct Joint {
    inputs: usize,
    layout: Vec<LayerLayout>,
    kind: LossKind,
    targets: Vec<f64>,
}

/// What the network does at one data point.
struct AtPoint {
    /// `f`, `f'` and `f''` of each unit.
    jets: Vec<Jet>,
    /// `dz / dw`.
    by_weights: Vec<f64>,
    /// `dz / dx`.
    by_input: Vec<f64>,
    /// First and second derivative of the loss by `z`.
    loss: [f64; 2],
}

impl Joint {
    pub fn new(settings: &Settings, points: &Points) -> Self {
        Self {
            inputs: settings.inputs,
            layout: settings.network().layout(),
            kind: settings.loss,
            targets: points.labels.iter().map(|&label| f64::from(u8::from(label))).collect(),
        }
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        self.layout[1].biases.end
    }

    /// Length of a place.
    pub fn len(&self) -> usize {
        self.weights() + self.targets.len() * self.inputs
    }

    /// Where unit `j`'s incoming weights, its bias and its outgoing weight stand.
    pub fn unit(&self, j: usize) -> (Range<usize>, usize, usize) {
        let (hidden, output) = (&self.layout[0], &self.layout[1]);
        (hidden.row(j), hidden.biases.start + j, output.weights.start + j)
    }

    fn input(&self, i: usize) -> Range<usize> {
        let first = self.weights() + i * self.inputs;
        first..first + self.inputs
    }

    fn at_point(&self, place: &[f64], i: usize) -> AtPoint {
        let weights = &place[..self.weights()];
        let mut pass = Pass::new(&self.layout);
        pass.forward(&self.layout, weights, &place[self.input(i)]);
        // derivatives of the output itself
        pass.delta[2][0] = 1.0;
        let mut by_weights = vec![0.0; weights.len()];
        pass.backward(&self.layout, weights, &mut by_weights);
        let z = pass.outputs()[0];
        AtPoint {
            jets: pass.pre[0].iter().map(|z| z.jet(self.layout[0].activation)).collect(),
            by_weights,
            by_input: pass.delta.swap_remove(0),
            loss: [self.kind.first(z, self.targets[i]), self.kind.second(z)],
        }
    }

    /// The derivatives of the loss by the weights and by the inputs.
    pub fn slopes(&self, place: &[f64]) -> Vec<f64> {
        let mut slopes = vec![0.0; self.len()];
        for i in 0..self.targets.len() {
            let at = self.at_point(place, i);
            slopes.iter_mut().zip(&at.by_weights).for_each(|(s, t)| *s += at.loss[0] * t);
            let own = &mut slopes[self.input(i)];
            own.iter_mut().zip(&at.by_input).for_each(|(s, t)| *s = at.loss[0] * t);
        }
        slopes
    }

    /// The derivatives of `g` by the weights (the Hessian) and by the inputs, a column each.
    pub fn jacobian(&self, place: &[f64]) -> DMatrix<f64> {
        let mut jacobian = DMatrix::zeros(self.weights(), self.len());
        for i in 0..self.targets.len() {
            let at = self.at_point(place, i);
            let [d, curvature] = at.loss;
            let input = self.input(i);
            let columns = (0..self.weights()).zip(&at.by_weights);
            for (column, by) in columns.chain(input.clone().zip(&at.by_input)) {
                for (row, t) in at.by_weights.iter().enumerate() {
                    jacobian[(row, column)] += curvature * by * t;
                }
            }
            // the second derivatives of z
            for (j, Jet { first, second, .. }) in at.jets.iter().enumerate() {
                let (incoming, bias, outgoing) = self.unit(j);
                let v = place[outgoing];
                let x = place[input.clone()].iter().copied().chain([1.0]);
                let own: Vec<(usize, f64)> = incoming.clone().chain([bias]).zip(x).collect();
                for &(row, x) in &own {
                    for &(column, other) in &own {
                        jacobian[(row, column)] += d * v * second * x * other;
                    }
                    jacobian[(row, outgoing)] += d * first * x;
                    jacobian[(outgoing, row)] += d * first * x;
                    for (column, index) in input.clone().zip(incoming.clone()) {
                        jacobian[(row, column)] += d * v * second * place[index] * x;
                    }
                }
                for (column, index) in input.clone().zip(incoming) {
                    jacobian[(index, column)] += d * v * first;
                    jacobian[(outgoing, column)] += d * first * place[index];
                }
            }
        }
        jacobian
    }

    /// The Hessian by the weights.
    pub fn hessian(&self, place: &[f64]) -> Array2<f64> {
        let jacobian = self.jacobian(place);
        Array2::from_shape_fn((self.weights(), self.weights()), |at| jacobian[at])
    }

    /// The place of the surface next to this one, by Gauss and Newton's shortest steps; `None` if
    /// they lead nowhere.
    pub fn onto(&self, mut place: Vec<f64>) -> Option<Vec<f64>> {
        for _ in 0..CORRECTIONS {
            let gradient = self.slopes(&place)[..self.weights()].to_vec();
            let size = norm(&gradient);
            if size < CRITICAL {
                return Some(place);
            }
            let step = Normal::new(self.jacobian(&place))?.step(&DVector::from_vec(gradient));
            let cut = (1.0 / step.norm()).min(1.0);
            if !cut.is_finite() {
                return None;
            }
            place.iter_mut().zip(&step).for_each(|(x, s)| *x -= cut * s);
        }
        (norm(&self.slopes(&place)[..self.weights()]) < CRITICAL).then_some(place)
    }

    /// The part of a direction along the surface.
    pub fn along(&self, place: &[f64], direction: &[f64]) -> Option<Vec<f64>> {
        let normal = Normal::new(self.jacobian(place))?;
        let direction = DVector::from_column_slice(direction);
        let off = normal.step(&(&normal.jacobian * &direction));
        Some((direction - off).iter().copied().collect())
    }
}

/// The directions across the surface: the rows of the Jacobian `J`.
struct Normal {
    jacobian: DMatrix<f64>,
    /// Of `J J^T`.
    factor: nalgebra::Cholesky<f64, nalgebra::Dyn>,
}

impl Normal {
    fn new(jacobian: DMatrix<f64>) -> Option<Self> {
        let mut square = &jacobian * jacobian.transpose();
        #[expect(clippy::cast_precision_loss, reason = "few weights")]
        let ridge = RIDGE * square.trace() / square.nrows() as f64;
        (0..square.nrows()).for_each(|i| square[(i, i)] += ridge);
        Some(Self { factor: square.cholesky()?, jacobian })
    }

    /// The shortest `s` with `J s = change`.
    fn step(&self, change: &DVector<f64>) -> DVector<f64> {
        self.jacobian.transpose() * self.factor.solve(change)
    }
}
