//! Smooth hidden units that ignore the data: a flat minimum, or a saddle, although the Hessian is
//! singular.
//!
//! # The theorem
//! Let there be one hidden layer of units with a twice continuously differentiable activation (but
//! for jumps of the second derivative, see [`Enclosure`]), biases, linear outputs, and a loss that
//! is convex and twice continuously differentiable in each output. Let `U` be the space of incoming
//! weights `u` for which `u · x_i` is the same number for all data points `i`. At a point `p` where
//! every unit's incoming weights lie in `U`, each output is one constant; let it be the best one,
//! so that the derivatives `r_ik` of the loss with respect to output `k` at point `i` have the sum
//! `sum_i r_ik = 0`. Suppose moreover that `sum_i r_ik x_i = 0` for each output `k`: a linear model
//! has no descent there either.
//!
//! Let `N` be the set of all weights with incoming weights in `U` and the same best constants as
//! outputs. In it incoming weights in `U`, hidden biases and output weights are free, and the
//! output biases follow from them. Let `C` be coordinates of the inputs that span a complement of
//! `U`, and `B` the coordinates "incoming weights in `C`, and output biases". Then
//!
//! - if the block of the Hessian at `p` that belongs to `B` is positive definite, `p` is a **local
//!   minimum**, flat along `N`;
//! - if that block curves down along one vector and up along another, `p` is a **saddle**.
//!
//! *Proof.* At *every* point of `N` the outputs, hence the `r_ik`, are the same, and the gradient
//! is 0: with respect to output biases, output weights and hidden biases it is a multiple of `sum_i
//! r_ik = 0`, and with respect to incoming weights a multiple of `sum_i r_ik x_i = 0`. Every point
//! near `p` is `n + s` with `n` in `N` near `p` and a small `s` in `B`: `s` takes the parts in `C`
//! of the incoming weights and what the output biases differ by. By Taylor, `L(n + s) = L(n) + s ·
//! H s / 2` with the Hessian `H` at a point between them. If its block for `B` is positive definite
//! at `p`, it is so nearby, and `L(n + s) >= L(n) = L(p)`. A vector along which it curves down or
//! up at `p`, where the gradient is 0, leads to lower or higher losses. ∎
//!
//! `U`, and whether the sums are 0, are decided in exact fractions: for both losses `r_ik` is a
//! multiple of `mean_k - y_ik`. The block is enclosed in intervals, with the output biases moved to
//! those that make the outputs exactly the best constants. That is a move of at most
//! [`CONSTANT_REACH`], or nothing is proven: no number of a file makes, say, a sigmoid exactly 1/3.
//! The spurious minima of Yun, Sra and Jadbabaie 2019, Theorem 2, are of this kind.

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::enclosure::Enclosure;
use super::krawczyk::{rayleigh, smallest_eigenvalue};
use crate::network::{Activation, limits};
use crate::objective::interval::{Interval, jet};
use crate::objective::{LossKind, eigenpairs};
use crate::proof::problem::{ExactProblem, MAX_WORK, floating, intervals};
use crate::proof::straight::elimination::{dot, reduced};
use crate::proof::verdict::{Finding, Verdict};

/// By how much an output bias may differ from the one that makes the output the best constant.
pub const CONSTANT_REACH: f64 = 1e-6;

/// What was proven about a point of constant outputs.
pub(crate) struct ConstantProof {
    /// Encloses the loss of the best constants.
    pub loss: Interval,
    /// The same as a fraction: for the squared error.
    pub exact_loss: Option<BigRational>,
    /// Close to the eigenvectors of the block of the Hessian: what [`verify`] needs.
    pub vectors: Vec<Vec<f64>>,
}

/// Looks for the proof; `None` if the theorem does not apply, or leaves the sign open.
pub(crate) fn decide(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
) -> Option<(Finding, ConstantProof)> {
    let settled = settled(problem, point)?;
    let weights: Vec<f64> = settled.iter().map(|w| w.midpoint()).collect();
    let hessian = floating(problem)?.hessian(&weights);
    let across = across(problem);
    let block = ndarray::Array2::from_shape_fn((across.len(), across.len()), |(i, j)| {
        hessian[[across[i], across[j]]]
    });
    let vectors: Vec<Vec<f64>> =
        eigenpairs(&block)?.into_iter().map(|(_, vector)| vector).collect();
    verify(problem, enclosure, point, &vectors)
}

/// The theorem, condition by condition; `vectors` is not trusted. `None` if one does not hold.
pub(crate) fn verify(
    problem: &ExactProblem,
    enclosure: &Enclosure,
    point: &[BigRational],
    vectors: &[Vec<f64>],
) -> Option<(Finding, ConstantProof)> {
    let weights = settled(problem, point)?;
    let across = across(problem);
    let hessian = enclosure.hessian(&weights);
    let block: Vec<Vec<Interval>> =
        across.iter().map(|&i| across.iter().map(|&j| hessian[i][j]).collect()).collect();
    let [low, high] = smallest_eigenvalue(&block, vectors)?;
    let finding = if low > 0.0 {
        Finding {
            verdict: Verdict::ProvenFlatMinimum,
            nearby: None,
            direction: None,
            reason: format!(
                "all units ignore the data, the outputs are the best constants, and no linear \
                    model has a descent \
                    there, in exact fractions; across the flat set of all such weights the loss \
                    curves up (smallest \
                    eigenvalue in [{low:.6e}, {high:.6e}]), so that no nearby weights do better"
            ),
        }
    } else {
        let falls = vectors.iter().find(|v| rayleigh(&block, v).is_negative())?;
        vectors.iter().find(|v| rayleigh(&block, v).is_positive())?;
        let mut direction = vec![BigRational::zero(); point.len()];
        for (&index, &x) in across.iter().zip(falls) {
            direction[index] = BigRational::from_float(x)?;
        }
        Finding {
            verdict: Verdict::ProvenSaddle,
            nearby: None,
            direction: Some(direction),
            reason: "all units ignore the data, the outputs are the best constants, and the \
                gradient is 0 there, in \
                     exact fractions; the loss curves down along the direction shown and up along \
                     another"
                .to_owned(),
        }
    };
    let exact_loss = exact_loss(problem);
    let loss =
        exact_loss.as_ref().map_or_else(|| enclosure.value(&weights), Interval::from_rational);
    Some((finding, ConstantProof { loss, exact_loss, vectors: vectors.to_vec() }))
}

/// The mean of each output's targets.
fn mean_targets(problem: &ExactProblem) -> Vec<BigRational> {
    let count = BigRational::from_integer(problem.targets.len().into());
    let sum = |k: usize| problem.targets.iter().fold(BigRational::zero(), |sum, y| sum + &y[k]);
    (0..problem.network.output_count()).map(|k| sum(k) / &count).collect()
}

/// The constant that minimises the loss of each output; `None` where that is infinite.
pub(crate) fn best_constants(problem: &ExactProblem) -> Option<Vec<Interval>> {
    let one = BigRational::one();
    let best = |mean: BigRational| match problem.kind {
        LossKind::Squared => Some(Interval::from_rational(&mean)),
        // the logit of the mean, log(m) - log(1 - m)
        LossKind::CrossEntropy if mean > BigRational::zero() && mean < one => Some(
            Interval::from_rational(&(&mean - &one)).ln_1p()
                - Interval::from_rational(&-&mean).ln_1p(),
        ),
        // of softmax they are never one point: all may be shifted alike
        LossKind::CrossEntropy | LossKind::Softmax => None,
    };
    mean_targets(problem).into_iter().map(best).collect()
}

/// The loss of the best constants, where it is a fraction.
fn exact_loss(problem: &ExactProblem) -> Option<BigRational> {
    let means = mean_targets(problem);
    let off = |y: &Vec<BigRational>| -> BigRational {
        y.iter().zip(&means).map(|(y, mean)| (y - mean) * (y - mean)).sum()
    };
    let squares = || problem.factor() * problem.targets.iter().map(off).sum::<BigRational>();
    (problem.kind == LossKind::Squared).then(squares)
}

/// The indices of the coordinates `B` in the flat parameter vector.
pub(crate) fn across(problem: &ExactProblem) -> Vec<usize> {
    let layout = problem.network.layout();
    let (hidden, output) = (&layout[0], &layout[layout.len() - 1]);
    // the leading columns of the differences of the inputs span a complement of their null space U
    let first = &problem.inputs[0];
    let differences: Vec<Vec<BigRational>> =
        problem.inputs.iter().map(|x| x.iter().zip(first).map(|(a, b)| a - b).collect()).collect();
    let columns: Vec<usize> = reduced(&differences).into_iter().map(|(column, _)| column).collect();
    let incoming =
        |unit: usize| columns.iter().map(move |c| hidden.weights.start + unit * hidden.inputs + c);
    (0..hidden.units).flat_map(incoming).chain(output.biases.clone()).collect()
}

/// The weights with the output biases that make each output its best constant; `None` unless the
/// point satisfies the conditions of the theorem up to [`CONSTANT_REACH`].
fn settled(problem: &ExactProblem, point: &[BigRational]) -> Option<Vec<Interval>> {
    let network = &problem.network;
    let work = point.len().saturating_mul(point.len()).saturating_mul(problem.inputs.len());
    if network.layers.len() != 3
        || network.activation.is_piecewise_linear()
        || !network.bias
        || network.output_activation != Activation::Identity
        || point.len() > limits::PROOF
        || work > MAX_WORK
    {
        return None;
    }
    let layout = network.layout();
    let (hidden, output) = (&layout[0], &layout[1]);
    let mut weights = intervals(point);
    let mut units = Vec::new();
    for unit in 0..hidden.units {
        let row = &point[hidden.weights.start + unit * hidden.inputs..][..hidden.inputs];
        let constant = dot(row, &problem.inputs[0]);
        if problem.inputs.iter().any(|x| dot(row, x) != constant) {
            return None;
        }
        let z = Interval::from_rational(&(constant + &point[hidden.biases.start + unit]));
        units.push(jet(network.activation, z).value);
    }
    for (k, (best, mean)) in
        best_constants(problem)?.into_iter().zip(mean_targets(problem)).enumerate()
    {
        let residuals: Vec<BigRational> = problem.targets.iter().map(|y| &mean - &y[k]).collect();
        let slope = |input: usize| -> BigRational {
            residuals.iter().zip(&problem.inputs).map(|(r, x)| r * &x[input]).sum()
        };
        if !(0..hidden.inputs).all(|input| slope(input).is_zero()) {
            return None;
        }
        let row = &weights[output.weights.start + k * output.inputs..][..output.inputs];
        let bias = best - row.iter().zip(&units).map(|(&v, &h)| v * h).sum();
        let index = output.biases.start + k;
        if (bias - weights[index]).magnitude() > CONSTANT_REACH {
            return None;
        }
        weights[index] = bias;
    }
    Some(weights)
}
