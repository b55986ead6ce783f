//! A piecewise-linear network in exact fractions: values, one-sided derivatives, loss.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::elimination::dot;
use crate::network::{Activation, LayerLayout};
use crate::objective::{LossKind, Pass, pre_activation};
use crate::proof::problem::ExactProblem;

/// A piecewise-linear network at one weight vector, on every point of the data.
pub(crate) struct ExactNetwork<'p> {
    problem: &'p ExactProblem,
    weights: &'p [BigRational],
    layout: Vec<LayerLayout>,
    slopes: Vec<[BigRational; 2]>,
    /// `pre[i][l]`: the pre-activations of layer `l` (from 0) at point `i`.
    pub pre: Vec<Vec<Vec<BigRational>>>,
    /// `post[i][l]`: the inputs of layer `l`; the last entry is the output.
    pub post: Vec<Vec<Vec<BigRational>>>,
}

impl<'p> ExactNetwork<'p> {
    /// Evaluates the network everywhere; `None` if an activation has no straight pieces.
    pub fn new(problem: &'p ExactProblem, weights: &'p [BigRational]) -> Option<Self> {
        let layout = problem.network.layout();
        let slopes =
            layout.iter().map(|layer| layer.activation.exact_slopes()).collect::<Option<_>>()?;
        let (mut all_pre, mut all_post) = (Vec::new(), Vec::new());
        for input in &problem.inputs {
            let mut pass = Pass::new(&layout);
            pass.forward(&layout, weights, input);
            all_pre.push(pass.pre);
            all_post.push(pass.post);
        }
        Some(Self { problem, weights, layout, slopes, pre: all_pre, post: all_post })
    }

    /// The flat parameter vector.
    pub fn weights(&self) -> &[BigRational] {
        self.weights
    }

    /// The output at point `i`.
    pub fn output(&self, i: usize) -> &[BigRational] {
        &self.post[i][self.layout.len()]
    }

    /// The one-sided derivative of layer `l`'s activation at `z` along `dz`.
    ///
    /// At the kink it is the activation of `dz` itself, since the pieces are straight lines through
    /// 0.
    pub fn one_sided(&self, l: usize, z: &BigRational, dz: &BigRational) -> BigRational {
        let [left, right] = &self.slopes[l];
        let side = if z.is_zero() { dz } else { z };
        if side.is_negative() { left * dz } else { right * dz }
    }

    /// Whether layer `l`'s activation turns at 0.
    pub fn has_kink(&self, l: usize) -> bool {
        self.layout[l].activation.has_kink()
    }

    /// The one-sided derivative of the output at point `i` along `direction`, at any depth.
    pub fn output_derivative(&self, i: usize, direction: &[BigRational]) -> Vec<BigRational> {
        let mut change = vec![BigRational::zero(); self.problem.inputs[i].len()];
        for (l, layer) in self.layout.iter().enumerate() {
            change = (0..layer.units)
                .map(|unit| {
                    // d(W h + b) = dW h + db + W dh
                    let moved = pre_activation(layer, unit, direction, &self.post[i][l]);
                    let passed = dot(&self.weights[layer.row(unit)], &change);
                    self.one_sided(l, &self.pre[i][l][unit], &(passed + moved))
                })
                .collect();
        }
        change
    }

    /// The loss, if it is a fraction: always for the squared error.
    pub fn loss(&self) -> Option<BigRational> {
        if self.problem.kind != LossKind::Squared {
            return None;
        }
        let sum = (0..self.problem.inputs.len())
            .flat_map(|i| self.output(i).iter().zip(&self.problem.targets[i]))
            .map(|(out, y)| (out - y) * (out - y))
            .fold(BigRational::zero(), |sum, term| sum + term);
        Some(self.problem.factor() * sum)
    }

    /// `g_ik = dL / d out_ik` and half of `d^2 L / d out_ik^2`, where these are fractions.
    ///
    /// For the squared error `2 (out - y)` and 1, times the factor; for cross-entropy only at the
    /// output 0: `1/2 - y` and 1/8. Softmax is left to intervals.
    pub fn loss_derivatives(&self) -> Option<(Vec<Vec<BigRational>>, BigRational)> {
        let factor = self.problem.factor();
        let fraction = |n: i64, d: i64| BigRational::new(BigInt::from(n), BigInt::from(d));
        let first = |out: &BigRational, y: &BigRational| match self.problem.kind {
            LossKind::Squared => Some(fraction(2, 1) * (out - y) * &factor),
            LossKind::CrossEntropy => out.is_zero().then(|| (fraction(1, 2) - y) * &factor),
            LossKind::Softmax => None,
        };
        let rows = (0..self.problem.inputs.len())
            .map(|i| {
                self.output(i)
                    .iter()
                    .zip(&self.problem.targets[i])
                    .map(|(out, y)| first(out, y))
                    .collect()
            })
            .collect::<Option<Vec<Vec<_>>>>()?;
        let half_second = match self.problem.kind {
            LossKind::Squared => fraction(1, 1),
            LossKind::CrossEntropy => fraction(1, 8),
            LossKind::Softmax => return None,
        };
        Some((rows, half_second * factor))
    }
}

/// The loss at `weights`, where it is a fraction: for networks of straight pieces and the squared
/// error.
#[must_use]
pub fn exact_loss(problem: &ExactProblem, weights: &[BigRational]) -> Option<BigRational> {
    problem.check(weights).ok()?;
    if problem.is_population() {
        return teacher_loss(problem, weights);
    }
    exact_network(problem, weights)?.loss()
}

/// The loss over a population where it is 0: where the network has the teacher's units.
fn teacher_loss(problem: &ExactProblem, weights: &[BigRational]) -> Option<BigRational> {
    let mut units: Vec<&[BigRational]> = weights.chunks(problem.network.input_count()).collect();
    let mut teacher: Vec<&[BigRational]> = problem.teacher.iter().map(Vec::as_slice).collect();
    units.sort();
    teacher.sort();
    (units == teacher).then(BigRational::zero)
}

/// The network in fractions, where every piece is straight and there is a hidden layer.
pub(crate) fn exact_network<'p>(
    problem: &'p ExactProblem,
    point: &'p [BigRational],
) -> Option<ExactNetwork<'p>> {
    let straight = problem.network.layers.len() > 2
        && problem.network.activation.is_piecewise_linear()
        && problem.network.output_activation == Activation::Identity;
    straight.then(|| ExactNetwork::new(problem, point)).flatten()
}
