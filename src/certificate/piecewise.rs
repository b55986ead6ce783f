//! Networks with one hidden layer of ReLU, leaky ReLU or identity units: decided in exact fractions.
//!
//! # The theorem
//! Let `out_ik(w) = sum_j V_kj f(U_j · x_i) + c_k`, where `x_i` has a 1 appended if there are biases
//! (then `U_j` holds the bias too; without biases `c = 0`), and `f(z) = s+ z` for `z >= 0`, `s- z` for
//! `z <= 0`. Let the loss be `F(out)` with `F` convex and differentiable, and at the point
//! `w_0 = (U, V, c)`
//!
//! - `g_ik = dF / d out_ik`,
//! - `H_kj = sum_i g_ik f(U_j · x_i)` and, for a change `u` of `U_j`, its one-sided derivative
//!   `H'_kj(u) = sum_i g_ik f'(U_j · x_i; u · x_i)`. Here `f'(z; e)` is `s± e` by the sign of `z`, and
//!   `f(e)` if `z = 0`: the data point then sits on the kink and goes either way.
//!
//! The hyperplanes `u · x_i = 0` of the data points on the kink of unit `j` cut the changes `u` into cones
//! on each of which `H'_j` is linear: these are the activation patterns that meet at the point.
//!
//! **If** `sum_i g_ik = 0` (with biases) and `H_kj = 0` for all `k, j`, and every ray `u` of those cones
//! has `H'_j(u) = 0` or `V_j · H'_j(u) > 0`, **then** `w_0` is a local minimum.
//!
//! *Proof.* `F` is convex, so `F(out(w)) - F(out(w_0)) >= sum_ik g_ik (out_ik(w) - out_ik(w_0))`. Take
//! `w = (U + u, V + v, c + e)` so close that no `U_j · x_i` other than those equal to 0 changes its sign;
//! then `f((U_j + u_j) · x_i) = f(U_j · x_i) + f'(U_j · x_i; u_j · x_i)` exactly. Insert it, drop the sums
//! that are 0, and what is left of the right side is `sum_j (V_j + v_j) · H'_j(u_j)`. On a ray it is not
//! negative: there `H'_j` is 0, or `V_j · H'_j > 0`, which a small `v_j` does not change (there are
//! finitely many rays). On a cone `H'_j` is linear and every `u_j` is a sum of the cone's rays with
//! coefficients that are not negative. ∎
//!
//! In particular it holds where the derivative of the loss with respect to the outputs is orthogonal to
//! every feature column `(a_ij x_i)_i` of every pattern `a` that meets at the point: then all `H'_j = 0`.
//!
//! **Otherwise** there is a direction `d` with `L(w_0 + t d) < L(w_0)` for all small `t > 0`, except in one
//! case: a non-zero `sum_i g_ik` or `H_kj` gives a direction in `c` or `V` with a negative derivative, and
//! a ray with `V_j · H'_j(u) < 0` one in `U`. If `V_j · H'_j(u) = 0` but `H'_j(u) != 0`, the direction
//! `u` in `U_j` together with `-λ H'_j(u)` in `V_j` has derivative 0, and a second-order term that is
//! computed exactly for several `λ`; when `V_j = 0`, as it must be with one output, it is negative for
//! small `λ > 0`. So with one output the question is decided whenever `g` is a fraction.
//!
//! The minimum is never strict: if `U_j` or `V_j` is not 0, then `(αU_j, V_j/α)` gives the same outputs for
//! every `α > 0`; if both are 0, then so does any `V_j`.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::exact::{ExactNetwork, dot};
use super::rays::rays;
use super::{ExactProblem, Finding, Verdict};

/// A candidate direction of descent with its exact first derivative.
struct Candidate {
    direction: Vec<BigRational>,
    derivative: BigRational,
}

/// Decides whether the point of a network with one hidden layer is a local minimum.
pub(super) fn decide(problem: &ExactProblem, network: &ExactNetwork) -> Finding {
    let Some((g, half_second)) = network.loss_derivatives() else {
        return Finding::unproven(
            "the derivative of the cross-entropy is no fraction here, so that it cannot be \
                                  shown to be exactly orthogonal to the features",
        );
    };
    let layout = problem.network.layout();
    let (hidden, output) = (&layout[0], &layout[1]);
    let count = problem.network.parameter_count();
    let points = problem.inputs.len();
    let zero = || vec![BigRational::zero(); count];
    let sum_over_points = |k: usize, value: &dyn Fn(usize) -> BigRational| {
        (0..points)
            .filter(|&i| !g[i][k].is_zero())
            .fold(BigRational::zero(), |sum, i| sum + &g[i][k] * value(i))
    };
    let mut candidates = Vec::new();
    let mut push_axis = |index: usize, derivative: BigRational| {
        if !derivative.is_zero() {
            let mut direction = zero();
            direction[index] = -derivative.signum();
            candidates.push(Candidate { direction, derivative: -derivative.abs() });
        }
    };
    for (k, bias) in output.biases.clone().enumerate() {
        push_axis(bias, sum_over_points(k, &|_| BigRational::from_integer(1.into())));
    }
    for k in 0..output.units {
        for j in 0..hidden.units {
            push_axis(
                output.weights.start + k * hidden.units + j,
                sum_over_points(k, &|i| network.post[i][1][j].clone()),
            );
        }
    }

    let appended = |i: usize| {
        let mut x = problem.inputs[i].clone();
        x.extend((!hidden.biases.is_empty()).then(|| BigRational::from_integer(1.into())));
        x
    };
    let inputs: Vec<Vec<BigRational>> = (0..points).map(appended).collect();
    let on_kink = |i: usize, j: usize| network.has_kink(0) && network.pre[i][0][j].is_zero();
    let mut second_order = Vec::new();
    let mut undecided_unit = None;
    for j in 0..hidden.units {
        let kinks: Vec<Vec<BigRational>> =
            (0..points).filter(|&i| on_kink(i, j)).map(|i| inputs[i].clone()).collect();
        let Some(rays) = rays(&kinks, inputs[0].len()) else {
            undecided_unit = Some(j);
            continue;
        };
        for u in rays {
            let mut direction = zero();
            direction[hidden.weights.start + j * hidden.inputs..][..hidden.inputs]
                .clone_from_slice(&u[..hidden.inputs]);
            if let Some(bias) = hidden.biases.clone().nth(j) {
                direction[bias] = u[hidden.inputs].clone();
            }
            let change: Vec<BigRational> = (0..output.units)
                .map(|k| {
                    sum_over_points(k, &|i| network.one_sided(0, &network.pre[i][0][j], &dot(&u, &inputs[i])))
                })
                .collect();
            let v = |k: usize| &network.weights()[output.weights.start + k * hidden.units + j];
            let derivative =
                change.iter().enumerate().fold(BigRational::zero(), |sum, (k, h)| sum + v(k) * h);
            if derivative.is_negative() {
                candidates.push(Candidate { direction, derivative });
            } else if derivative.is_zero() && change.iter().any(|h| !h.is_zero()) {
                second_order.push((j, direction, change));
            }
        }
    }
    if let Some(best) = steepest(candidates) {
        return Finding::disproved(
            best.direction,
            format!(
                "the loss falls along the direction shown: its one-sided derivative there is exactly {} (about {:.3e})",
                best.derivative,
                best.derivative.to_f64().unwrap_or(f64::NAN)
            ),
        );
    }
    for (j, u, change) in &second_order {
        let mut lambda = BigRational::from_integer(1.into());
        for _ in 0..40 {
            let mut direction = u.clone();
            for (k, h) in change.iter().enumerate() {
                direction[output.weights.start + k * hidden.units + j] = -(h * &lambda);
            }
            let [first, second] = expansion(problem, network, &g, &half_second, &direction);
            if first.is_zero() && second.is_negative() {
                return Finding::disproved(
                    direction,
                    format!(
                        "the loss falls along the direction shown: its derivative there is 0, and its second-order \
                         coefficient is exactly {second}"
                    ),
                );
            }
            lambda /= BigRational::from(BigInt::from(4));
        }
    }
    if let Some(j) = undecided_unit {
        return Finding::unproven(&format!("too many data points lie on the kink of hidden unit {j}"));
    }
    if !second_order.is_empty() {
        return Finding::unproven(
            "every one-sided derivative is at least 0, but to second order the outputs disagree",
        );
    }
    let kinks = (0..points).map(|i| (0..hidden.units).filter(|&j| on_kink(i, j)).count()).sum::<usize>();
    Finding {
        verdict: Verdict::ProvenFlatMinimum,
        direction: None,
        reason: format!(
            "no nearby weights do better: for each of the activation patterns that meet here ({kinks} data points on \
             kinks, which go either way) the derivative of the loss has no descent in the span of the features, in \
             exact fractions, and the loss is convex in the outputs; the minimum is flat since scaling a unit's \
             incoming weights up and its outgoing ones down changes nothing"
        ),
    }
}

/// The coefficients of `t` and `t^2` of `L(w_0 + t d)` as `t -> 0+`, for one hidden layer.
pub(super) fn expansion(
    problem: &ExactProblem,
    network: &ExactNetwork,
    g: &[Vec<BigRational>],
    half_second: &BigRational,
    direction: &[BigRational],
) -> [BigRational; 2] {
    let layout = problem.network.layout();
    let (hidden, output) = (&layout[0], &layout[1]);
    let [mut first, mut second] = [BigRational::zero(), BigRational::zero()];
    for i in 0..problem.inputs.len() {
        let changes = network.output_derivative(i, direction);
        for (k, p) in changes.iter().enumerate() {
            // the product of the changes of the two layers
            let mut q = BigRational::zero();
            for j in 0..hidden.units {
                let dv = &direction[output.weights.start + k * hidden.units + j];
                if dv.is_zero() {
                    continue;
                }
                let row = &direction[hidden.weights.start + j * hidden.inputs..][..hidden.inputs];
                let mut dz = dot(row, &problem.inputs[i]);
                if let Some(bias) = hidden.biases.clone().nth(j) {
                    dz += &direction[bias];
                }
                q += dv * network.one_sided(0, &network.pre[i][0][j], &dz);
            }
            first += &g[i][k] * p;
            second += &g[i][k] * &q + half_second * p * p;
        }
    }
    [first, second]
}

/// The candidate with the most negative derivative for its length.
fn steepest(candidates: Vec<Candidate>) -> Option<Candidate> {
    let slope = |c: &Candidate| {
        let length = c.direction.iter().filter_map(ToPrimitive::to_f64).map(|x| x * x).sum::<f64>().sqrt();
        c.derivative.to_f64().unwrap_or(0.0) / length
    };
    candidates.into_iter().min_by(|a, b| slope(a).total_cmp(&slope(b)))
}
