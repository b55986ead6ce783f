//! The continuation one by one, on the plain objective.
//!
//! Gradient descent needs `e^k` times the steps to go the last `k` units on an exponential tail,
//! and hardly moves on the plateau around a saddle; Newton's method covers such a unit in one step.
//! What tells a finite minimum from a run to infinity is the length of its steps: near a minimum
//! they shrink (quadratically; by a fixed ratio where the minimum is degenerate), on an exponential
//! tail they stay as long as they are while the loss goes down to its infimum.
//!
//! The step is `-sum_i v_i (v_i . g) / (|l_i| + mu)` over the eigenpairs of the Hessian, with `mu =
//! 2 |g| / (1 + |w|)`: the modulus lets saddles repel (Dauphin et al. 2014, arXiv 1406.2572), and a
//! shift proportional to the gradient keeps convergence quick where minima are not isolated (Li,
//! Fukushima, Qi and Yamashita 2004) and bounds the step by half of `1 + |w|`.

use nalgebra::{Cholesky, DMatrix, DVector};
use ndarray::Array2;

use super::continuation::{Continuation, Limit, Reading, curves_down, halved, is_lower};
use crate::network::{limits, norm};
use crate::objective::{Objective, Workspace, eigenpairs};

/// Where a descent from `weights` would end, and the weights that the continuation reached.
///
/// `weights` (length `P`) must be finite and have a finite loss. The answer is a judgement in
/// floating point.
#[must_use]
pub fn continued(objective: &Objective, weights: &[f64]) -> (Limit, Vec<f64>) {
    let mut here = weights.to_vec();
    let limit = follow(objective, &mut here, weights);
    (limit, here)
}

/// Moves `here` along the continuation from `weights`, where it starts.
fn follow(objective: &Objective, here: &mut Vec<f64>, weights: &[f64]) -> Limit {
    if weights.len() > limits::NEWTON {
        return Limit::Unknown;
    }
    let mut work = objective.workspace();
    let mut gradient = vec![0.0; weights.len()];
    let mut continuation = Continuation::from(weights);
    loop {
        let loss = objective.value_and_gradient(here, &mut gradient, &mut work);
        let newton = Newton::at(objective, here, &gradient);
        let reading = newton.as_ref().map(|newton| Reading {
            loss,
            gradient: norm(&gradient),
            length: norm(&newton.step),
            gain: newton.gain,
            greatest: newton.greatest,
            is_saddle: newton.is_saddle,
        });
        if let Some(limit) = continuation.read(here, reading) {
            return limit;
        }
        let newton = newton.expect("a continuation goes on by a step");
        match search(objective, here, &newton, loss, &mut work) {
            None => return continuation.kink(here),
            Some(share) => {
                let ended =
                    continuation.make_step(here, share, || objective.value(here, &mut work));
                if let Some(limit) = ended {
                    return limit;
                }
            }
        }
    }
}

/// One Newton step.
struct Newton {
    step: Vec<f64>,
    /// Gain in loss expected to first order, `-g . step`; not negative.
    gain: f64,
    /// The greatest curvature, by its modulus.
    greatest: f64,
    is_saddle: bool,
}

impl Newton {
    /// The step from `weights`; `None` where the Hessian is not finite.
    fn at(objective: &Objective, weights: &[f64], gradient: &[f64]) -> Option<Self> {
        let hessian = objective.hessian(weights);
        let shift = 2.0 * norm(gradient) / (1.0 + norm(weights));
        Self::convex(&hessian, gradient, shift)
            .or_else(|| Self::by_eigenpairs(&hessian, gradient, shift))
    }

    /// Where the Hessian is positive definite the moduli of its eigenvalues are they themselves,
    /// and a factorisation does, for a tenth of the work.
    fn convex(hessian: &Array2<f64>, gradient: &[f64], shift: f64) -> Option<Self> {
        let matrix = DMatrix::from_fn(gradient.len(), gradient.len(), |i, j| hessian[[i, j]]);
        // not the greatest curvature itself, but at most sqrt(P) times that
        let greatest = matrix.norm();
        Cholesky::new(matrix.clone())?;
        let shifted =
            matrix + DMatrix::from_diagonal_element(gradient.len(), gradient.len(), shift);
        let step = Cholesky::new(shifted)?.solve(&-DVector::from_column_slice(gradient));
        let gain = -step.iter().zip(gradient).map(|(s, g)| s * g).sum::<f64>();
        let step: Vec<f64> = step.iter().copied().collect();
        step.iter().all(|s| s.is_finite()).then_some(Self {
            step,
            gain,
            greatest,
            is_saddle: false,
        })
    }

    fn by_eigenpairs(hessian: &Array2<f64>, gradient: &[f64], shift: f64) -> Option<Self> {
        let pairs = eigenpairs(hessian)?;
        let mut step = vec![0.0; gradient.len()];
        let mut gain = 0.0;
        for (curvature, vector) in &pairs {
            let slope: f64 = vector.iter().zip(gradient).map(|(v, g)| v * g).sum();
            if slope != 0.0 {
                let length = slope / (curvature.abs() + shift);
                step.iter_mut().zip(vector).for_each(|(s, v)| *s -= length * v);
                gain += slope * length;
            }
        }
        let greatest = pairs.iter().fold(0.0_f64, |m, (curvature, _)| m.max(curvature.abs()));
        let is_saddle = pairs.first().is_some_and(|(least, _)| curves_down(*least, greatest));
        step.iter().all(|s| s.is_finite()).then_some(Self { step, gain, greatest, is_saddle })
    }
}

/// Moves `here` along the step, halved until the loss falls by Armijo's rule; the share of the step
/// that was made.
fn search(
    objective: &Objective,
    here: &mut Vec<f64>,
    newton: &Newton,
    loss: f64,
    work: &mut Workspace,
) -> Option<f64> {
    (0..).map_while(halved).find_map(|share| {
        let ahead: Vec<f64> = here.iter().zip(&newton.step).map(|(w, s)| w + share * s).collect();
        is_lower(objective.value(&ahead, work), loss, share, newton.gain).then(|| {
            *here = ahead;
            share
        })
    })
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Reduction};

    fn limit_of(objective: &Objective, weights: &[f64]) -> Limit {
        continued(objective, weights).0
    }

    /// `L = (1 - v w)^2`: a valley of minima, and a saddle at the origin.
    fn product() -> Objective {
        let kind = LossKind::Squared;
        objective(&[1, 1, 1], kind, array![[1.0]], array![[1.0]], Activation::Identity)
    }

    /// A network without biases.
    fn objective(
        layers: &[usize],
        kind: LossKind,
        inputs: Array2<f64>,
        targets: Array2<f64>,
        activation: Activation,
    ) -> Objective {
        let network = Network {
            layers: layers.to_vec(),
            activation,
            output_activation: Activation::Identity,
            bias: false,
        };
        let loss = Loss { kind, reduction: Reduction::Sum, scale: 1.0 };
        Objective::new(network, Dataset::new(inputs, targets), loss)
    }

    #[test]
    fn a_finite_minimum_is_found_though_it_is_not_isolated() {
        let Limit::Point { distance, is_saddle: false } = limit_of(&product(), &[1.001, 1.001])
        else {
            panic!("{:?}", limit_of(&product(), &[1.001, 1.001]));
        };
        assert!((distance - 0.001 * 2.0_f64.sqrt()).abs() < 1e-6, "{distance}");
    }

    #[test]
    fn a_saddle_repels_unless_one_stands_on_it() {
        assert_eq!(
            limit_of(&product(), &[0.0, 0.0]),
            Limit::Point { distance: 0.0, is_saddle: true }
        );
        let near = limit_of(&product(), &[1e-5, 1e-5]);
        assert!(matches!(near, Limit::Point { distance, .. } if distance > 1.0), "{near:?}");
    }

    #[test]
    fn separable_points_lie_at_infinity_and_a_contradiction_among_them_is_what_is_left() {
        let input = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, 1.0]];
        let target = array![[1.0], [0.0], [1.0], [0.0]];
        let mixed = objective(&[2, 1], LossKind::CrossEntropy, input, target, Activation::Identity);
        let Limit::Infinity { limit } = limit_of(&mixed, &[3.0, 0.2]) else {
            panic!("{:?}", limit_of(&mixed, &[3.0, 0.2]));
        };
        assert!((limit - 2.0 * 2.0_f64.ln()).abs() < 1e-5, "{limit}");
    }

    #[test]
    fn a_far_but_finite_minimum_is_not_infinity() {
        // one point of eight is on the wrong side: the best logit is ln 7
        let input = Array2::from_elem((8, 1), 0.01);
        let target = Array2::from_shape_fn((8, 1), |(i, _)| if i == 0 { 0.0 } else { 1.0 });
        let far = objective(&[1, 1], LossKind::CrossEntropy, input, target, Activation::Identity);
        let Limit::Point { distance, is_saddle: false } = limit_of(&far, &[0.0]) else {
            panic!("{:?}", limit_of(&far, &[0.0]));
        };
        assert!((distance - 100.0 * 7.0_f64.ln()).abs() < 1e-3, "{distance}");
    }
}
